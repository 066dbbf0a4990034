#!/usr/bin/env bash
# Runs the unit test programs given (cmocka), each with a time limit; prints what failed and
# ends with "N passed, N failed".
set -uo pipefail

logs=${BUILD:-build}/test-logs
mkdir -p "$logs"

# shellcheck disable=SC2317 # called by name, below
run_one() {
    local program=$1 log
    log=$logs/$(basename "$(dirname "$program")")-$(basename "$program").log
    timeout --kill-after=5 120 "$program" >"$log" 2>&1
    echo "exit $?" >>"$log"
    echo "$log"
}
export -f run_one
export logs

passed=0 failed=0
# shellcheck disable=SC2016 # the inner shell is meant to expand $1
while read -r log; do
    ok=$(grep -c '^\[       OK \]' "$log")
    bad=$(grep -c '^\[  FAILED  \] [^0-9]' "$log")
    # A program that died before its end counts as one failure more.
    [ "$bad" -gt 0 ] && bad=$(grep '^\[  FAILED  \] [^0-9]' "$log" | sort -u | wc -l)
    if ! grep -q '^exit 0$' "$log" && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$bad" -gt 0 ]; then
        echo "--- $log"
        grep -v '^\[ RUN      \]\|^\[       OK \]' "$log" | tail -n 60
    fi
    passed=$((passed + ok)) failed=$((failed + bad))
done < <(printf '%s\n' "$@" | xargs -r -P "$(nproc)" -I{} bash -c 'run_one "$1"' _ {})

echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
