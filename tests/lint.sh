#!/usr/bin/env bash
# Format, static analysis, shell scripts. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

mapfile -t sources < <(git ls-files '*.c' '*.h')
mapfile -t units < <(git ls-files 'bot/*.c' 'playground/*.c')
mapfile -t scripts < <(git ls-files '*.sh' .ci/run deploy/limber.bash deploy/container/health \
    debian/limber.postinst debian/limber.postrm)
passed=0 failed=0

# step NAME COMMAND...
step() {
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        echo "lint: $name failed"
        failed=$((failed + 1))
    fi
}

# varFuncNullUB: takes a pointer that stands before a format for one of its arguments.
static_analysis() {
    cppcheck --quiet --enable=warning,performance,portability --std=c11 --error-exitcode=1 \
        --inline-suppr --suppress=missingIncludeSystem --suppress=varFuncNullUB --suppress=checkersReport \
        -j "$(nproc)" -Ibot -I. -D_GNU_SOURCE -DLIMBER_VERSION='"x"' -DLIMBER_DATADIR='"x"' \
        "${units[@]}"
}

clang_build() {
    make --no-print-directory -s -j "$(nproc)" CC=clang BUILD=build/clang all
}

# Each check that is off stands in .clang-tidy with its reason. Only what changed since the last
# time is looked at.
clang_tidy() {
    make --no-print-directory -s -k -j "$(nproc)" CC=clang BUILD=build/clang tidy
}

# By groff; tests/docs/manual.py asks mandoc too, where that is installed.
man_pages() {
    ! man --warnings -l docs/man/*.1 2>&1 >/dev/null | grep .
}

step clang-format clang-format --dry-run --Werror "${sources[@]}"
step cppcheck static_analysis
step clang clang_build
step clang-tidy clang_tidy
step shellcheck shellcheck "${scripts[@]}"
step man-pages man_pages
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
