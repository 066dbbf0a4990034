#!/usr/bin/env bash
# Unit tests, and questions of all kinds through `limber ask`, under valgrind: no leak, no bad
# access. Slow, so not part of `make test`. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}
logs=$build/test-logs
mkdir -p "$logs"
passed=0 failed=0

# watched NAME COMMAND...
watched() {
    local name=$1
    shift
    if timeout 900 valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes \
        "$@" >"$logs/valgrind-$name.log" 2>&1; then
        passed=$((passed + 1))
    else
        echo "--- $name"
        tail -n 40 "$logs/valgrind-$name.log"
        failed=$((failed + 1))
    fi
}

while read -r program; do
    watched "$(basename "$(dirname "$program")")-$(basename "$program")" "$program"
done < <(find "$build/unit" -name '*_test' -type f | sort)

questions=$(mktemp)
python3 - >"$questions" <<'PY'
import json
texts = ["what is clonus", "whats baclofin", "good morning all", "i took too many baclofen and cant stay awake",
         "how many mg should i take", "side effects?", "\u202e\u200b<!channel>", "a" * 30000, ""]
for i in range(300):
    print(json.dumps({"id": str(i), "text": texts[i % len(texts)], "context": ("dm", "mention", "channel")[i % 3],
                      "after": "what is baclofen"}))
    print('{"broken')
PY
watched ask "$build/limber" ask --jsonl <"$questions"
rm -f "$questions"
watched check "$build/limber" check
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
