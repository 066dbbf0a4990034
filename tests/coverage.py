#!/usr/bin/env python3
"""Sums up what gcov says of bot/ in a build folder: a line per layer, and the whole."""
import json
import pathlib
import subprocess
import sys
from collections import defaultdict


def gcov_reports(build):
    data = sorted(str(path.resolve()) for path in build.glob("obj/bot/**/*.gcda"))
    for start in range(0, len(data), 50):
        done = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", *data[start:start + 50]],
                              capture_output=True, check=False)
        if done.returncode:
            print(f"coverage: gcov could not read everything: {done.stderr.decode()[:300]}", file=sys.stderr)
        for line in done.stdout.splitlines():
            if line.startswith(b"{"):
                yield json.loads(line)


def never_run(build):
    """Sources compiled with coverage of which no line ever ran have no data of their own."""
    return [path for path in build.glob("obj/bot/**/*.gcno") if not path.with_suffix(".gcda").exists()]


def main(build):
    lines = defaultdict(int)
    branches = defaultdict(lambda: defaultdict(int))
    for report in gcov_reports(build):
        for source in report["files"]:
            if not source["file"].startswith("bot/"):
                continue
            for line in source["lines"]:
                place = (source["file"], line["line_number"])
                lines[place] += line["count"]
                for index, branch in enumerate(line["branches"]):
                    branches[place][index] += branch["count"]
    if not lines:
        sys.exit(f"coverage: there is no data below {build}/obj/bot")
    table = defaultdict(lambda: [0, 0, 0, 0])
    for place, count in lines.items():
        for row in (table[place[0].split("/")[1]], table["bot"]):
            row[0] += count > 0
            row[1] += 1
            row[2] += sum(taken > 0 for taken in branches[place].values())
            row[3] += len(branches[place])
    for name in sorted(table, key=lambda layer: (layer == "bot", layer)):
        ran, all_lines, taken, all_branches = table[name]
        print(f"{name:10} lines {100 * ran / all_lines:5.1f} %  branches {100 * taken / max(1, all_branches):5.1f} %"
              f"  ({ran} of {all_lines}, {taken} of {all_branches})")
    for path in never_run(build):
        print(f"coverage: nothing of {path.relative_to(build / 'obj').with_suffix('.c')} ever ran; it is not counted")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
