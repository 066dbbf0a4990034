#!/usr/bin/env bash
# Arrows point one way: cli -> service -> {faq, platforms, ledger} -> net -> base, and faq knows
# neither platforms nor ledger nor net. Ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

declare -A may=(
    [base]="base"
    [net]="net base"
    [faq]="faq base"
    [platforms]="platforms net base"
    [ledger]="ledger base"
    [service]="service faq platforms ledger net base"
    [cli]="cli service faq platforms ledger net base"
)
passed=0 failed=0
for layer in "${!may[@]}"; do
    bad=0
    while IFS=: read -r file line include; do
        target=$(sed -E 's/.*"([a-z]+)\/.*/\1/' <<<"$include")
        if [[ " ${may[$layer]} " != *" $target "* ]]; then
            echo "$file:$line: $layer may not include a header of $target"
            bad=1
        fi
    done < <(grep -rnE '^#include "[a-z]+/' "bot/$layer" --include='*.[ch]')
    if [ "$bad" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
