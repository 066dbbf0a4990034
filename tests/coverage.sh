#!/usr/bin/env bash
# Runs the tests in a build with --coverage and prints which share of the lines and the
# branches of bot/ they ran, by gcov. A suite that fails is named; its share still counts.
# SUITES="unit cli" runs these only and KEEP=1 adds to what ran before.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build/coverage} COVERAGE=1
logs=$BUILD/test-logs
mkdir -p "$logs"
[ -n "${KEEP:-}" ] || find "$BUILD" -name '*.gcda' -delete
suites=${SUITES:-unit cli setup talks fuzz eval e2e conformance}

# suite NAME COMMAND...
suite() {
    local name=$1 began=$SECONDS log=$logs/coverage-$1.log
    shift
    [[ " $suites " == *" $name "* ]] || return 0
    if timeout --kill-after=10 600 "$@" >"$log" 2>&1; then
        echo "coverage: $name ran ($((SECONDS - began)) s)"
    else
        echo "coverage: $name failed after $((SECONDS - began)) s, see $log"
    fi
}

# These mostly wait for processes, the others compute: both at once.
waiting() {
    suite e2e tests/e2e/run.sh
    suite conformance tests/conformance/run.sh
}
computing() {
    mapfile -t units < <(find "$BUILD/unit" -name '*_test' -type f | sort)
    suite unit tests/run-unit.sh "${units[@]}"
    suite cli python3 tests/cli/test_cli.py
    suite setup python3 tests/cli/test_setup.py
    suite talks "$BUILD/play-talks" tests/talks/*.talk
    suite fuzz tests/fuzz/run.sh
    suite eval tests/eval/run.sh
}
waiting &
computing
wait
exec python3 tests/coverage.py "$BUILD"
