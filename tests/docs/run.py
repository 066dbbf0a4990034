#!/usr/bin/env python3
"""Runs what README.md and docs/ tell people to run. Ends with "N passed, N failed".

A comment before a code block says what becomes of it:
  <!-- test: commands -->   every line is run in a folder made for that page; each must succeed
  <!-- test: file PATH -->  the block is written to PATH in that folder
  <!-- test: config -->     the block is a configuration that `limber run --check-config` accepts
A comment <!-- test: ledger PATH --> makes a ledger there with some questions kept for review.
Commands without such a comment, which need another machine, are read (commands.py). Every relative link
must lead to a file and a heading there, and the example configuration must be accepted.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import commands

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import history  # noqa: E402

BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
BLOCK = re.compile(r"<!-- test: (commands|config|file (\S+)) -->\n+```[a-z]*\n(.*?)\n```", re.S)
LEDGER = re.compile(r"<!-- test: ledger (\S+) -->")
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]+))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.M)

passed, failures = 0, []


def result(page, what, problem=None):
    global passed
    if problem:
        failures.append(f"{page.relative_to(ROOT)}: {what}: {problem}")
    else:
        passed += 1


def run(command, folder):
    env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "TERM": "dumb"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, timeout=60, check=False)
    return None if done.returncode == 0 else (done.stdout + done.stderr).decode(errors="replace")[-1500:] or "failed"


def try_block(page, kind, path, body, folder):
    if path:
        target = pathlib.Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body + "\n")
        result(page, path)
    elif kind == "config":
        config = pathlib.Path(folder, "limber.yaml")
        config.write_text(body + "\n")
        result(page, "configuration", run("limber run --check-config -c limber.yaml", folder))
    else:
        for command in filter(None, (line.split("  #")[0].strip() for line in body.splitlines())):
            result(page, command, run(command, folder))


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def leads_somewhere(page, link, heading):
    target = page.parent / link if link else page
    return target.exists() and (not heading or heading in map(anchor, HEADING.findall(target.read_text())))


def main():
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    pages += sorted((ROOT / "docs").glob("*.md"))
    for page in pages:
        text = page.read_text()
        with tempfile.TemporaryDirectory() as folder:
            for path in LEDGER.findall(text):
                history.some_of_everything(pathlib.Path(folder, path))
            for kind, path, body in BLOCK.findall(text):
                try_block(page, kind, path, body, folder)
        for link, heading in LINK.findall(CODE.sub("", text)):
            result(page, f"link {link}#{heading}", None if leads_somewhere(page, link, heading) else "leads nowhere")
        for what, fault in commands.told(text):
            result(page, what, fault)
    book = ROOT / "docs/README.md"
    for page in (ROOT / "docs").glob("*.md"):
        listed = page == book or f"({page.name}" in book.read_text()
        result(page, "the book", None if listed else "docs/README.md does not lead there")
    example = ROOT / "deploy/limber.example.yaml"
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "limber.yaml").write_text(example.read_text())
        for name in re.findall(r"^ +token_file: (\S+)", example.read_text(), re.M):
            pathlib.Path(folder, name).write_text("a-token\n")
        result(example, "check-config", run("limber run --check-config -c limber.yaml", folder))
    print(*failures, sep="\n")
    print(f"{passed} passed, {len(failures)} failed")
    return bool(failures)


sys.exit(main())
