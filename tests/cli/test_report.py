#!/usr/bin/env python3
"""What was asked and what went wrong: `limber report`. Ends with "N passed, N failed"."""
import contextlib
import csv
import html.parser
import io
import json
import os
import pty
import sqlite3
import subprocess
import time
import unittest

from folder import LIMBER, QUESTIONS, ROOT, WithLedger, limber  # puts tests/ on the path

import suite
from history import TODAY, UNANSWERED


class Page(html.parser.HTMLParser):
    """Every chart is named, every table has heads, every tag is closed, nothing is loaded from elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.open, self.charts, self.tables, self.ids, self.faults, self.text = [], 0, 0, set(), [], ""
        self.feed(text)
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            if attrs["id"] in self.ids:
                self.faults.append(f"id twice: {attrs['id']}")
            self.ids.add(attrs["id"])
        if tag in ("script", "link", "img", "iframe") or "src" in attrs or "href" in attrs:
            self.faults.append(f"loads something: {tag} {attrs}")
        if tag == "svg":
            self.charts += 1
            if attrs.get("role") != "img" or not attrs.get("aria-labelledby"):
                self.faults.append("a chart without a name")
        self.tables += tag == "table"
        if tag == "th" and attrs.get("scope") not in ("row", "col"):
            self.faults.append("a head without its scope")
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed in disorder: {tag}")

    def handle_data(self, data):
        self.text += data


class Report(WithLedger):
    def setUp(self):
        super().setUp()
        self.put((TODAY, "message", "answered", "symptom.clonus", 5), (TODAY - 1, "message", "answered", "symptom.clonus", 2),
                 (TODAY, "message", "suggested", "", 3), (TODAY, "message", "ignored", "", 40),
                 (TODAY - 40, "message", "answered", "symptom.pain", 9), (TODAY, "feedback", "unhelpful", "symptom.clonus", 1),
                 (TODAY, "latency", "000000100", "", 9), (TODAY, "latency", "999999999", "", 1),
                 (TODAY, "incident", "disconnect", "", 4), questions=QUESTIONS)

    def report(self, *args):
        done = limber("report", "--ledger", self.ledger, *args)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_the_ledger_is_not_overwritten(self):
        link = self.folder / "report.txt"
        link.symlink_to(self.ledger)
        before = self.ledger.read_bytes()
        for output in (self.ledger, link):
            done = limber("report", "--ledger", self.ledger, "-o", output)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("is the ledger; name another file with --output", done.stderr)
            self.assertEqual(self.ledger.read_bytes(), before)

    def test_for_a_terminal(self):
        said = self.report()
        for line in (r"10  replies", r"7    answered", r"3    choices offered", r"7    0     1  symptom.clonus",
                     r"100 ms  half", r"longer  95 of 100", r"1\. 2 questions: hiccups", r"4  connections lost"):
            self.assertRegex(said, line)
        self.assertNotIn("symptom.pain", said)  # before the period

    def test_progress_is_told_to_a_terminal_alone(self):
        self.assertIn("replies", self.report())  # where it looks that a pipe is told nothing
        try:
            master, terminal = pty.openpty()
        except OSError as e:
            raise unittest.SkipTest("this root has no terminal devices (/dev/pts)") from e
        with os.fdopen(master, "rb", buffering=0) as told:
            done = subprocess.run([LIMBER, "report", "--ledger", self.ledger], stdout=subprocess.PIPE, stderr=terminal,
                                  timeout=120, text=True, cwd=ROOT, check=False)
            os.close(terminal)
            line = b""
            with contextlib.suppress(OSError):  # the terminal's end
                while more := told.read(4096):
                    line += more
        self.assertRegex(line.decode(), r"^\r\x1b\[KReading counts.*Reading questions.*Putting like questions together\r\x1b\[K$")
        self.assertRegex(done.stdout, r"10  replies")

    def test_periods(self):
        self.assertIn("symptom.pain", self.report("--days", "50"))
        long_ago = time.strftime("%Y-%m-%d", time.gmtime((TODAY - 40) * 86400))
        self.assertRegex(self.report("--since", long_ago, "--until", long_ago), r" 9  replies")
        for args in (("--days", "0"), ("--since", "yesterday"), ("--since", "2026-02-30"), ("--days", "3", "--since", long_ago),
                     ("--since", "2026-11-02", "--until", "2026-11-01"), ("--csv", "--json"), ("more",)):
            self.assertEqual(limber("report", "--ledger", self.ledger, *args).returncode, 2, args)

    def test_as_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.report("--csv"))))
        self.assertIn({"kind": "topic", "day": "", "name": "answered", "topic": "symptom.clonus", "count": "7", "text": ""}, rows)
        texts = [row["text"] for row in rows if row["kind"] == "unanswered"]
        self.assertEqual(sorted(texts), sorted(text for why, _, text in QUESTIONS if why == UNANSWERED))
        self.assertEqual(sum(int(row["count"]) for row in rows if row["name"] == "disconnect"), 4)

    def test_as_json(self):
        said = json.loads(self.report("--json"))
        self.assertEqual(said["total"]["replies"], 10)
        self.assertEqual(said["topics"][0]["topic"], "symptom.clonus")
        self.assertEqual(said["topics"][0]["unhelpful"], 1)
        self.assertEqual(said["latency"]["median_ms"], 100)
        self.assertEqual(len(said["days"]), 30)
        self.assertEqual([group["count"] for group in said["unanswered"]], [2, 1])
        self.assertEqual(said["disliked"][0]["questions"][0]["topic"], "medication.baclofen")

    def test_as_a_page(self):
        path = self.folder / "page.html"
        self.assertEqual(self.report("--html", "-o", path), "")
        text = path.read_text()
        page = Page(text)
        self.assertEqual(page.faults, [])
        self.assertEqual((page.charts, page.tables), (4, 4))
        self.assertIn('hiccups all day, what <helps> & "how"', page.text)
        self.assertNotIn("<helps>", text)
        for css in ("prefers-color-scheme:dark", "@media print"):
            self.assertIn(css, text)

    def test_an_empty_ledger(self):
        with contextlib.closing(sqlite3.connect(self.ledger)) as db, db:
            db.execute("DELETE FROM tally")
            db.execute("DELETE FROM review")
        self.assertRegex(self.report(), "none are kept")
        self.assertEqual(Page(self.report("--html")).faults, [])
        self.assertEqual(json.loads(self.report("--json"))["total"]["replies"], 0)
        self.assertEqual(len(self.report("--csv").splitlines()), 1)

    def test_a_ledger_that_is_not_there_is_named(self):
        done = limber("report", "--ledger", "/nowhere/limber.db")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/limber.db", done.stderr)


if __name__ == "__main__":
    suite.main()
