#!/usr/bin/env bash
# The release programs carry what the compiler and linker offer against exploitation.
# A sanitizer build is no release: nothing is asked of it. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}
passed=0 failed=0

# holds PROGRAM WHAT PATTERN READELF-OPTION...
holds() {
    local program=$1 what=$2 pattern=$3
    shift 3
    if grep -qE "$pattern" <<<"$(readelf --wide "$@" "$program" 2>/dev/null)"; then
        passed=$((passed + 1))
    else
        echo "$program: $what is missing"
        failed=$((failed + 1))
    fi
}

for program in "$build/limber" "$build/playground"; do
    if grep -q __asan_init <<<"$(readelf --wide --dyn-syms "$program")"; then
        echo "$program: a sanitizer build, passed over"
        continue
    fi
    holds "$program" "PIE (-pie)" 'Type:.*DYN' --file-header
    holds "$program" "RELRO (-z relro)" GNU_RELRO --program-headers
    holds "$program" "immediate binding (-z now)" 'FLAGS_1.*NOW' --dynamic
    holds "$program" "a stack that is not executable (-z noexecstack)" 'GNU_STACK.* RW ' --program-headers
    holds "$program" "the stack protector" __stack_chk_fail --dyn-syms
    holds "$program" "FORTIFY (-D_FORTIFY_SOURCE)" '_chk@' --dyn-syms
done
# Debian 12's start-up objects lack the mark, so the linker drops it from the program: look at ours.
if [ "$(uname -m)" = x86_64 ] && [ "$passed" -gt 0 ]; then
    holds "$build/obj/bot/main.o" "CET (-fcf-protection)" 'IBT.*SHSTK' --notes
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
