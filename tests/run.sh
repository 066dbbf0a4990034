#!/usr/bin/env bash
# Everything `make test` must pass, from what is built in $BUILD. Each suite ends with
# "N passed, N failed"; so does the whole. SUITES="unit cli" runs these only.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build} PYTHONDONTWRITEBYTECODE=1
logs=$BUILD/test-logs
mkdir -p "$logs"

passed=0 failed=0
# suite NAME COMMAND...: runs a suite and adds up its closing line.
suite() {
    local name=$1 log closing ok bad status
    shift
    [[ -z ${SUITES:-} || " $SUITES " == *" $name "* ]] || return 0
    log=$logs/suite-$name.log
    timeout --kill-after=10 "${SUITE_SECONDS:-600}" "$@" >"$log" 2>&1
    status=$?
    closing=$(grep -E '[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
    ok=$(grep -oE '[0-9]+ passed' <<<"$closing" | grep -oE '[0-9]+')
    bad=$(grep -oE '[0-9]+ failed' <<<"$closing" | grep -oE '[0-9]+')
    ok=${ok:-0} bad=${bad:-0}
    # A suite that died or printed no closing line has failed.
    if { [ "$status" -ne 0 ] || [ -z "$closing" ]; } && [ "$bad" -eq 0 ]; then bad=1; fi
    [ "$bad" -gt 0 ] && { echo "--- $name (exit $status)"; tail -n 80 "$log"; }
    printf '%-10s %s passed, %s failed\n' "$name:" "$ok" "$bad"
    passed=$((passed + ok)) failed=$((failed + bad))
}

mapfile -t units < <(find "$BUILD/unit" -name '*_test' -type f | sort)
suite layering tests/layering.sh
suite hardening tests/hardening.sh
suite unit tests/run-unit.sh "${units[@]}"
suite content tests/content.sh
suite cli python3 tests/cli/test_cli.py
suite terminal python3 tests/cli/test_terminal.py
suite authoring python3 tests/cli/test_content.py
suite report python3 tests/cli/test_report.py
suite improve python3 tests/cli/test_improve.py
suite setup python3 tests/cli/test_setup.py
suite memory python3 tests/cli/test_memory.py
suite languages python3 tests/cli/test_languages.py
suite talks "$BUILD/play-talks" tests/talks/*.talk
suite eval tests/eval/run.sh
suite fuzz tests/fuzz/run.sh
suite docs python3 tests/docs/run.py
suite manual python3 tests/docs/manual.py
suite deploy python3 tests/deploy/run.py
suite e2e tests/e2e/run.sh
suite conformance tests/conformance/run.sh
suite mixed python3 tests/conformance/mixed.py

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
