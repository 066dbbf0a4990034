#!/usr/bin/env bash
# embed.sh FILE...: prints C that holds the files, for playground/web.h.
set -euo pipefail
export LC_ALL=C

echo '#include "playground/web.h"'
number=0
table=
for file in "$@"; do
    echo "static const unsigned char file_${number}[] = {"
    od -An -v -tu1 "$file" | sed -E 's/ +([0-9]+)/\1,/g'
    echo "};"
    table+="    {\"/$(basename "$file")\", file_$number, sizeof file_$number},"$'\n'
    number=$((number + 1))
done
printf 'const struct web_file web_files[] = {\n%s    {0},\n};\n' "$table"
