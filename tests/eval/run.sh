#!/usr/bin/env bash
# Measures the bot on labelled messages and holds the floors of floors.txt. The sets of
# ../shared/eval are measured too where that directory is there.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
limber=${BUILD:-build}/limber
shared=../shared

passed=0 failed=0
# score KIND NAME FILE...: shows the figures, adds up the closing line.
score() {
    local out closing
    out=$(python3 tests/eval/score.py --limber "$limber" --show 2 "$@" 2>&1)
    closing=$(tail -n 1 <<<"$out")
    if [[ $closing =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        sed '$d' <<<"$out"
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
        echo "$out"
        failed=$((failed + 1))
    fi
}

score questions own tests/eval/questions.jsonl
score questions unlearned --unlearned tests/eval/questions.jsonl
if [ -d "$shared/eval" ]; then
    score questions dev "$shared"/eval/questions-dev.jsonl "$shared"/eval/questions-dev-extra.jsonl
    score negatives chat "$shared"/eval/negatives-chat-dev.txt
    score negatives medical "$shared"/eval/negatives-medical-dev.txt
    score facts facts "$shared"/knowledge/must-*.tsv "$shared"/knowledge/topics.tsv
else
    echo "skipped: dev, chat, medical and facts, for $shared/eval is not here"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
