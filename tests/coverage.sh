#!/usr/bin/env bash
# Runs the tests in a build with --coverage and prints which share of the lines and the
# branches of bot/ they ran, by gcov. What fails is shown; its share still counts.
# SUITES="unit cli" runs these only, and KEEP=1 adds to what ran before; of all together
# less than FLOORS (90 % of the lines, 80 % of the branches) is an error.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build/coverage} COVERAGE=1 SUITE_SECONDS=1800
mkdir -p "$BUILD"
[ -n "${KEEP:-}" ] || find "$BUILD" -name '*.gcda' -delete

# The first mostly wait for processes, the others compute: both at once.
if [ -n "${SUITES:-}" ]; then
    tests/run.sh
else
    SUITES="e2e conformance mixed" tests/run.sh &
    SUITES="unit content cli terminal authoring report improve setup memory languages talks eval fuzz docs" tests/run.sh
    wait
    export FLOORS=${FLOORS:-90,80}
fi
exec python3 tests/coverage.py "$BUILD"
