#!/usr/bin/env bash
# Runs the browser tests against playground and bot as `make run` starts them. Needs
# `make deps-browser`. Ends with "N passed, N failed". With --picture it makes the picture of
# the README, docs/playground.png, instead.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export BUILD=${BUILD:-build}
CHROMIUM=${CHROMIUM:-$(command -v chromium)}
export CHROMIUM
logs=$BUILD/test-logs
mkdir -p "$logs"
log=$logs/browser-room.log

rm -f "$log"
PORT=0 LIMBER_LOG=warn playground/run.sh >"$log" 2>&1 &
room=$!
trap 'kill "$room" 2>/dev/null; wait "$room" 2>/dev/null' EXIT

PLAYGROUND=
for _ in {1..1200}; do
    PLAYGROUND=$(sed -n 's/^  Open  \(http[^ ]*\) .*/\1/p' "$log" 2>/dev/null)
    [ -n "$PLAYGROUND" ] && break
    kill -0 "$room" 2>/dev/null || break
    sleep 0.05
done
export PLAYGROUND
if [ -z "$PLAYGROUND" ]; then
    cat "$log"
    echo "browser: 0 passed, 1 failed"
    exit 1
fi

if [ "${1:-}" = --picture ]; then
    node tests/browser/screenshot.mjs docs/playground.png
    exit
fi

passed=0 failed=0
for file in tests/browser/*.test.mjs; do
    out=$logs/browser-$(basename "$file" .mjs).log
    timeout --kill-after=10 600 node --test-reporter=tap "$file" >"$out" 2>&1
    status=$?
    ok=$(sed -n 's/^# pass //p' "$out")
    bad=$(sed -n 's/^# fail //p' "$out")
    [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] && bad=1
    if [ "${bad:-0}" -gt 0 ]; then
        echo "--- $file (exit $status)"
        grep -A 30 '^not ok' "$out" || tail -n 60 "$out"
    fi
    passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0}))
done

# Both must end cleanly when told to.
kill -TERM "$room"
if wait "$room"; then
    passed=$((passed + 1))
else
    echo "--- make run does not end cleanly"
    tail -n 20 "$log"
    failed=$((failed + 1))
fi
trap - EXIT

echo "browser: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
