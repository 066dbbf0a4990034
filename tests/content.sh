#!/usr/bin/env bash
# The shipped content is valid: `limber check` finds no fault. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

if "${BUILD:-build}/limber" check; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
