#!/usr/bin/env bash
# The shipped content is valid and in form: `limber check` and `limber fmt --check` find no fault. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

bad=0
"${BUILD:-build}/limber" check || bad=$((bad + 1))
"${BUILD:-build}/limber" fmt --check --content . || bad=$((bad + 1))
echo "$((2 - bad)) passed, $bad failed"
exit "$((bad > 0))"
