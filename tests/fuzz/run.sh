#!/usr/bin/env bash
# Replays the corpora and the regressions of all fuzz targets built in $BUILD; with
# FUZZ_SECONDS (and targets built for libFuzzer) searches on from there for so long each.
# With FUZZ_SEED and FUZZ_RUNS, so many inputs, the search is much the same each time.
# What is found lies in $BUILD/fuzz-found/. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export BUILD=${BUILD:-build} FUZZ_SECONDS=${FUZZ_SECONDS:-}
export FUZZ_SEED=${FUZZ_SEED:-0} FUZZ_RUNS=${FUZZ_RUNS:--1}
export logs=$BUILD/test-logs found=$BUILD/fuzz-found
mkdir -p "$logs" "$found"

# shellcheck disable=SC2317 # called by name, below
run_one() {
    local name=$1 log=$logs/fuzz-$1.log folder folders=() status
    for folder in tests/fuzz/regressions/$name tests/fuzz/corpus/$name; do
        [ -d "$folder" ] && folders+=("$folder")
    done
    if [ -n "$FUZZ_SECONDS" ]; then
        # The first folder is where new inputs go.
        mkdir -p "$BUILD/fuzz-corpus/$name"
        timeout --kill-after=10 $((FUZZ_SECONDS + 120)) "$BUILD/fuzzers/${name}_fuzz" \
            -seed="$FUZZ_SEED" -runs="$FUZZ_RUNS" -max_total_time="$FUZZ_SECONDS" \
            -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
            -print_final_stats=1 -artifact_prefix="$found/$name-" \
            "$BUILD/fuzz-corpus/$name" "${folders[@]}" >"$log" 2>&1
    else
        timeout --kill-after=10 120 "$BUILD/fuzzers/${name}_fuzz" "${folders[@]}" >"$log" 2>&1
    fi
    status=$?
    if [ "$status" -ne 0 ]; then
        echo "--- $name (exit $status)"
        tail -n 40 "$log"
        echo "FAILED $name"
    elif [ -n "$FUZZ_SECONDS" ]; then
        echo "PASSED $name: $(grep -oP 'number_of_executed_units: *\K[0-9]+' "$log") inputs"
    else
        echo "PASSED $name: $(grep -oE '^[0-9]+ passed' "$log" | grep -oE '[0-9]+') inputs"
    fi
}
export -f run_one

# shellcheck disable=SC2016 # the inner shell is meant to expand $1
out=$(for source in tests/fuzz/*_fuzz.c; do basename "$source" _fuzz.c; done |
    xargs -r -P "$(nproc)" -I{} bash -c 'run_one "$1"' _ {})
echo "$out"
passed=$(grep -c '^PASSED ' <<<"$out")
failed=$(grep -c '^FAILED ' <<<"$out")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
