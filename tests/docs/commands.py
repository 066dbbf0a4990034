"""Reads commands that a guide tells people to type, where running them here is not possible.

Shell syntax, `limber` subcommands and their options, targets of make, and files of this repository
must be right.
"""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"
FENCE = re.compile(r"(<!-- test: [^\n]*-->\n+)?^ *```(\w*)\n(.*?)\n *```", re.S | re.M)
SPAN = re.compile(r"`([^`\n]+)`")
STARTS = re.compile(r"(sudo |[A-Z_]+=\S+ )*(limber|make|apt|apt-get|systemctl|journalctl|docker|podman|kubectl|promtool|git|cd|cp|"
                    r"install|mkdir|printf|sqlite3|build/\w+|tests/\S+\.(sh|py))\b")
CALL = re.compile(r"(?:^|[\s;&|(/])(?<!-n )limber ([a-z]+)(?![\w.=-])([^;&|<>`]*)")
OPTION = re.compile(r"(?<!\S)(--?[a-z][a-z-]*)")
MAKE = re.compile(r"(?:^|[\s;&|(])make((?: +[^\s;&|)]+)*)")
OURS = re.compile(r"(?<![\w./-])((?:deploy|tests|docs|bot|playground|responses|intents)/[\w./@-]+)")


def commands():
    told = subprocess.run([LIMBER, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
    return {name: set(OPTION_IN_HELP.findall(subprocess.run(
        [LIMBER, name, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout)) | {"-h", "--help"}
        for name in re.findall(r"^  ([a-z]+) ", told, re.M)}


OPTION_IN_HELP = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])\b")
KNOWN = commands()
TARGETS = set(re.findall(r"^([a-z][a-z-]*)(?: [^:=\n]*)?:(?!=)", (ROOT / "Makefile").read_text(), re.M)) | {
    target for line in re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text(), re.M)
    for target in line.replace("\\\n", " ").split()}


def in_one_line(text):
    """What is wrong with a line that tells a command; empty: nothing that can be seen."""
    faults = []
    for name, rest in CALL.findall(text):
        if name not in KNOWN:
            faults.append(f"there is no `limber {name}`")
            continue
        quoted = re.sub(r"\"[^\"]*\"|'[^']*'", "''", rest)
        faults += [f"`limber {name}` has no {option}" for option in OPTION.findall(quoted) if option not in KNOWN[name]]
    for words in MAKE.findall(text):
        for word in words.split():
            if re.fullmatch(r"[a-z][a-z-]*", word) and word not in TARGETS:
                faults.append(f"there is no `make {word}`")
    for path in OURS.findall(text):
        plain = path.rstrip(".")
        if "*" not in plain and not (ROOT / plain).exists() and "kubernetes/tokens" not in plain:
            faults.append(f"there is no {plain}")
    return faults


def told(page):
    """(what, fault or None) for every command of a page that is not run by its mark."""
    for mark, _, body in FENCE.findall(page):
        first = body.strip().splitlines()[0].strip() if body.strip() else ""
        if mark or not STARTS.match(first):
            continue
        syntax = subprocess.run(["bash", "-n", "-c", body], capture_output=True, text=True, timeout=20, check=False)
        yield first, syntax.stderr or None
        for line in body.replace("\\\n", " ").splitlines():
            yield line.strip(), "; ".join(in_one_line(line.split(" #")[0])) or None
    for span in SPAN.findall(FENCE.sub("", page)):
        if STARTS.match(span):
            yield span, "; ".join(in_one_line(span)) or None
