#!/usr/bin/env bash
# The long form: SOAK_KILLS kills at random moments under load over all platforms, half of them
# with answers lost; the same on the independent Mattermost server, and as many again with
# answers lost; SOAK_CHAOS rounds in which everything goes wrong at once there, and as many over
# all platforms; the whole crash matrix on every platform, and each allocation and ledger write
# failing in turn (each prints what replays it); a long run of LONG_MESSAGES questions; and MIXED_MESSAGES to all platforms at once.
# Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
export SOAK_KILLS=${SOAK_KILLS:-1000} SOAK_CHAOS=${SOAK_CHAOS:-100} AT_ONCE=${AT_ONCE:-4}

passed=0 failed=0
# part COMMAND...: shows what it prints, adds up its closing line.
part() {
    local log
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    if tail -n 1 "$log" | grep -qE '[0-9]+ passed, 0 failed'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    rm -f "$log"
}

ONLY=${ONLY:-killed,death,fails,everything} part tests/conformance/run.sh
ONLY=${ONLY:-kill_9,death,everything} part tests/e2e/run.sh
part python3 tests/e2e/long.py
MIXED_MESSAGES=${MIXED_MESSAGES:-10000} part python3 tests/conformance/mixed.py
echo "soak: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
