#!/usr/bin/env bash
# Runs the tests in a build with --coverage and prints which share of the lines and the
# branches of bot/ they ran, by gcov. A suite that fails is named; its share still counts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build/coverage}
logs=$BUILD/test-logs
mkdir -p "$logs"
find "$BUILD" -name '*.gcda' -delete

# suite NAME COMMAND...
suite() {
    local name=$1
    shift
    timeout --kill-after=10 900 "$@" >"$logs/coverage-$name.log" 2>&1 ||
        echo "coverage: $name failed, see $logs/coverage-$name.log"
}

mapfile -t units < <(find "$BUILD/unit" -name '*_test' -type f | sort)
suite unit tests/run-unit.sh "${units[@]}"
suite cli python3 tests/cli/test_cli.py
suite talks "$BUILD/play-talks" tests/talks/*.talk
suite fuzz tests/fuzz/run.sh
suite e2e tests/e2e/run.sh
suite conformance tests/conformance/run.sh
exec python3 tests/coverage.py "$BUILD"
