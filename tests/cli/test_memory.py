#!/usr/bin/env python3
"""Every subcommand when memory runs out, once, early or late: it says what it says with memory, or
it ends with an error that names the cause, and leaves files as they were. Ends with "N passed, N failed"."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import history  # noqa: E402
import suite  # noqa: E402

LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber-faults"
CONTENT = ROOT / "tests/unit/faq/content"
QUESTIONS = ("what is clonus", "why do my legs shake", "why do legs shake at night", "do injections help me")
UNTIDY = "intents:\n- id:   a.b   # kept\n  title: 'One'\n  patterns: [ \"what is one\" ,  two ]\n"
# The allocations that fail: each of the first, then ever fewer.
EARLY, GROWTH = 24, 1.3


def lasting(text):
    """Without what is another at each call: doctor's clock and room on the disk."""
    return re.sub(r"(?m)^\w+ +(clock|disk) .*$", "", text)


def times():
    n = 1
    while True:
        yield n
        n = n + 1 if n < EARLY else int(n * GROWTH)


class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.held = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.held.cleanup)
        cls.folder = pathlib.Path(cls.held.name)
        cls.ledger = cls.folder / "limber.db"
        history.some_of_everything(cls.ledger)
        cls.texts = cls.folder / "questions.txt"
        cls.texts.write_text("".join(f"{text}\n" for text in QUESTIONS))
        cls.lines = cls.folder / "questions.jsonl"
        cls.lines.write_text("".join(json.dumps({"text": text, "accept": ["symptom.clonus"]}) + "\n" for text in QUESTIONS))
        cls.settings = cls.folder / "limber.yaml"
        cls.settings.write_text("connections:\n- name: team\n  platform: mattermost\n  url: http://127.0.0.1:9\n"
                                f"  token: not-a-token-at-all\nledger: {cls.ledger}\ncontent: {CONTENT}\n")
        cls.settings.chmod(0o600)

    def limber(self, args, fails=0, stdin=""):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LIMBER_")}
        if fails:
            clean["LIMBER_FAIL"] = f"memory:{fails}"
        return subprocess.run([LIMBER, *args], input=stdin, capture_output=True, timeout=120, text=True, cwd=self.folder,
                              env=clean, check=False)

    def tried(self, args, fails, whole, stdin, less):
        """False: it never came to that allocation."""
        done = self.limber(args, fails, stdin)
        where = f"{args[0]} memory:{fails}: {done.returncode} {done.stderr[-300:]}"
        if "now fails: memory" not in done.stderr:
            return False
        self.assertIn(done.returncode, (0, 1, 2), where)
        if done.returncode != whole.returncode:
            self.assertRegex(done.stderr + done.stdout, "memory|too long|no room", where)
        elif done.returncode == 0:
            self.assertIn(lasting(done.stdout), (lasting(whole.stdout), less), where)
        return True

    def in_turn(self, *args, stdin="", status=0, less=None):
        """less: what it may say instead."""
        whole = self.limber(args, 0, stdin)
        self.assertEqual(whole.returncode, status, whole.stderr)
        every, reached = times(), 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            while all(results := list(pool.map(lambda n: self.tried(args, n, whole, stdin, less),
                                               [next(every) for _ in range(8)]))):
                reached += len(results)
        self.assertGreater(reached + sum(results), 0, "no allocation failed")

    def test_report(self):
        """Where the content cannot be loaded it has the topics' ids for their titles."""
        for form in ((), ("--csv",), ("--json",), ("--html",)):
            report = ("report", "--ledger", str(self.ledger), *form, "--content")
            self.in_turn(*report, str(CONTENT), less=self.limber((*report, "nowhere")).stdout)

    def test_suggest(self):
        self.in_turn("suggest", "--from", str(self.texts), "--content", str(CONTENT))
        self.in_turn("suggest", "--from", str(self.texts), "--group", "1", "--content", str(CONTENT))
        self.in_turn("suggest", "--ledger", str(self.ledger), "--content", str(CONTENT))

    def test_replay(self):
        self.in_turn("replay", "--content", str(CONTENT), "--against", str(CONTENT), str(self.lines))
        self.in_turn("replay", "--content", str(CONTENT), "--against", str(ROOT / "tests/unit/faq/steering"), str(self.texts))

    def test_coverage(self):
        self.in_turn("coverage", "--content", str(CONTENT), str(self.lines))

    def test_explain(self):
        self.in_turn("explain", "--content", str(CONTENT), "do injections help and what is clonus")

    def test_ask(self):
        self.in_turn("ask", "--content", str(CONTENT), "what is clonus")
        self.in_turn("ask", "--jsonl", "--content", str(CONTENT), stdin=self.lines.read_text())

    def test_forget(self):
        self.in_turn("forget", "--user", "nobody", "--ledger", str(self.ledger))

    def test_doctor(self):
        self.in_turn("doctor", "--offline", "-c", str(self.settings), status=self.limber(
            ("doctor", "--offline", "-c", str(self.settings))).returncode)

    def test_fmt_leaves_the_file_as_it_was_or_puts_all_of_it_into_form(self):
        self.in_turn("fmt", "-", stdin=UNTIDY)
        self.in_turn("fmt", "--check", "--content", str(CONTENT), status=self.limber(
            ("fmt", "--check", "--content", str(CONTENT))).returncode)
        file = self.folder / "untidy.yaml"
        formed = self.limber(("fmt", "-"), 0, UNTIDY).stdout
        self.assertNotEqual(formed, UNTIDY)
        for n in range(1, 60):
            file.write_text(UNTIDY)
            done = self.limber(("fmt", str(file)), n)
            self.assertEqual(file.read_text(), UNTIDY if done.returncode else formed, done.stderr)

    def test_a_draft_is_written_whole_or_not_at_all(self):
        whole = None
        for n in (0, *range(1, 24), *range(40, 400, 40)):
            folder = self.folder / "overlay"
            done = self.limber(("suggest", "--from", str(self.texts), "--group", "1", "--id", "symptom.shake",
                                "--write", str(folder), "--content", str(CONTENT)), n)
            files = {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}
            whole = whole or files
            if done.returncode == 0:
                self.assertEqual(files, whole)
            else:
                self.assertTrue(set(files.items()) <= set(whole.items()), f"memory:{n} {done.stderr}")
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    suite.main()
