#!/usr/bin/env bash
# Runs every benchmark: the programs of *_bench.c and the other scripts here. Each prints
# its figures and the bars that it holds. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export BUILD=${BUILD:-build}

# The messages: everyday chatter and questions where they are at hand, else our own.
messages=(tests/eval/questions.jsonl)
if [ -d ../shared/eval ]; then
    messages=(../shared/eval/negatives-chat-dev.txt ../shared/eval/questions-dev.jsonl)
fi

passed=0 failed=0
bench() {
    local log closing
    log=$(mktemp)
    echo "== $(basename "$1")"
    timeout --kill-after=5 600 "$@" 2>&1 | tee "$log" | grep -vE '^[0-9]+ passed, [0-9]+ failed$'
    closing=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    if [[ $closing =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        echo "  FAIL no closing line"
        failed=$((failed + 1))
    fi
    rm -f "$log"
}

for program in "$BUILD"/bench/*_bench; do
    bench "$program" "${messages[@]}"
done
for script in tests/bench/*.sh; do
    [ "$script" = tests/bench/run.sh ] || bench "$script"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
