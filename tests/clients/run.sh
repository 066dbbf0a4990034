#!/usr/bin/env bash
# The platforms' official clients, from npm, against our simulators. Needs the network once.
# Ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
stamp=node_modules/.package-lock.json
if [ ! -f "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --no-audit --no-fund --silent
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
timeout 120 node --test . >"$log" 2>&1 || status=$?
passed=$(sed -nE 's/^.{1,4}pass ([0-9]+)$/\1/p' "$log" | tail -n 1)
failed=$(sed -nE 's/^.{1,4}fail ([0-9]+)$/\1/p' "$log" | tail -n 1)
if [ "$status" -ne 0 ]; then
    cat "$log"
    [ "${failed:-0}" -gt 0 ] || failed=1
fi
echo "clients: ${passed:-0} passed, ${failed:-1} failed"
exit "$status"
