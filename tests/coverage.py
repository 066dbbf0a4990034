#!/usr/bin/env python3
"""Sums up what gcov says of bot/ in a build folder: the files with most branches left, a
line per layer, and the whole. FILE=word lists what of these files never ran; FLOORS=90,80
makes a share of lines or branches below them an error."""
import json
import os
import pathlib
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

WEAKEST = 25


def gcov(data):
    done = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", *data],
                          capture_output=True, check=False)
    if done.returncode:
        print(f"coverage: gcov could not read everything: {done.stderr.decode()[:300]}", file=sys.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]


def gcov_reports(build):
    """Also of sources of which no line ever ran: those have notes, but no data of their own."""
    notes = build.glob("obj/bot/**/*.gcno")
    data = sorted(str(path.resolve()) for path in notes)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for reports in pool.map(gcov, (data[at:at + 20] for at in range(0, len(data), 20))):
            yield from reports


def count(build):
    lines, branches = defaultdict(int), defaultdict(lambda: defaultdict(int))
    for report in gcov_reports(build):
        for source in report["files"]:
            if not source["file"].startswith("bot/") or not pathlib.Path(source["file"]).exists():
                continue  # of the system, or left over from an earlier build
            for line in source["lines"]:
                place = (source["file"], line["line_number"])
                lines[place] += line["count"]
                for index, branch in enumerate(line["branches"]):
                    branches[place][index] += branch["count"]
    return lines, branches


class Row:
    def __init__(self):
        self.ran = self.lines = self.taken = self.branches = 0

    def add(self, ran, branches):
        self.ran += ran > 0
        self.lines += 1
        self.taken += sum(taken > 0 for taken in branches)
        self.branches += len(branches)

    def shares(self):
        return 100 * self.ran / max(1, self.lines), 100 * self.taken / max(1, self.branches)

    def __str__(self):
        of_lines, of_branches = self.shares()
        return (f"lines {of_lines:5.1f} %  branches {of_branches:5.1f} %"
                f"  ({self.ran} of {self.lines}, {self.taken} of {self.branches})")


def print_missing(word, lines, branches):
    for file, number in sorted(place for place in lines if word in place[0]):
        taken = branches[file, number].values()
        if not lines[file, number]:
            print(f"{file}:{number}: never ran")
        elif not all(taken):
            print(f"{file}:{number}: {sum(not t for t in taken)} of {len(taken)} branches never taken")


def main(build):
    lines, branches = count(build)
    if not any(lines.values()):
        sys.exit(f"coverage: there is no data below {build}/obj/bot")
    files, layers, whole = defaultdict(Row), defaultdict(Row), Row()
    for place, ran in lines.items():
        for row in (files[place[0]], layers[place[0].split("/")[1]], whole):
            row.add(ran, branches[place].values())
    if os.environ.get("FILE"):
        print_missing(os.environ["FILE"], lines, branches)
        return
    print("Most branches never taken:")
    for name, row in sorted(files.items(), key=lambda item: item[1].taken - item[1].branches)[:WEAKEST]:
        print(f"  {name:38} {row}")
    for name, row in sorted(layers.items()):
        print(f"{name:10} {row}")
    print(f"{'bot':10} {whole}")
    floors = [float(floor) for floor in os.environ.get("FLOORS", "0,0").split(",")]
    if any(share < floor for share, floor in zip(whole.shares(), floors)):
        sys.exit(f"coverage: below the floors of {floors[0]:.0f} % of lines, {floors[1]:.0f} % of branches")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
