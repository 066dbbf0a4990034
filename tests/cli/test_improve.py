#!/usr/bin/env python3
"""What makes content better: report, suggest, replay, fmt, and chat --watch. Ends with "N passed, N failed"."""
import contextlib
import csv
import html.parser
import io
import json
import os
import pathlib
import pty
import resource
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"
sys.path.insert(0, str(ROOT / "tests"))

import history  # noqa: E402
from history import DISLIKED, TODAY, UNANSWERED  # noqa: E402


def limber(*args, stdin=""):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LIMBER_")}
    return subprocess.run([LIMBER, *args], input=stdin, capture_output=True, timeout=120, text=True, cwd=ROOT,
                          env=clean, check=False)


class Folder(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)


class WithLedger(Folder):
    """A ledger as `limber run` leaves it."""

    def setUp(self):
        super().setUp()
        self.ledger = self.folder / "limber.db"
        history.make(self.ledger)

    def put(self, *counts, questions=()):
        history.fill(self.ledger, counts, questions)


QUESTIONS = ((UNANSWERED, "symptom.spasms", "do hiccups come from it?"), (UNANSWERED, "", "hiccups all day, what <helps> & \"how\""),
             (UNANSWERED, "", "where do i get a zorgle"), (DISLIKED, "medication.baclofen", "is baclofen good for me"))


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


class Suggest(WithLedger):
    ANSWER = ("---\ntitle: Hiccups\nsources:\n  - title: NHS, Hiccups\n    url: https://www.nhs.uk/conditions/hiccups/\n"
              "reviewed: 2026-11-24\nreviewer: \"\"\nfollow-ups: [symptom.spasms, urgent.doctor]\nterms: []\n---\n"
              "Hiccups are short spasms of the muscle under your lungs. They mostly stop by themselves.\n")

    def test_groups_are_listed(self):
        self.put(questions=QUESTIONS)
        said = limber("suggest", "--ledger", self.ledger).stdout
        self.assertRegex(said, r"1\. 2 questions: hiccups")
        self.assertNotIn("baclofen", said)  # it was answered

    def test_a_draft_becomes_a_topic(self):
        asked = ("why do i get hiccups", "do hiccups come from it?", "can [name] have hiccups", "hiccups all day")
        self.put(questions=[(UNANSWERED, "symptom.spasms", text) for text in asked])
        mine = self.folder / "mine"
        args = ("suggest", "--ledger", self.ledger, "--group", "1", "--write", mine)
        done = limber(*args)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        draft = mine / "responses/en/symptom.hiccups.md"  # beside the topic that was near
        incomplete = limber("check", "--overlay", mine)
        self.assertEqual(incomplete.returncode, 1)
        self.assertIn(str(draft), incomplete.stderr)
        draft.write_text(self.ANSWER)
        done = limber("check", "--overlay", mine)  # every example reaches its topic
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("can my friend have hiccups", (mine / "intents/symptom.hiccups.yaml").read_text())
        again = limber(*args)
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)

    def test_questions_from_a_file_are_scrubbed(self):
        path = self.write("asked.txt", "where does Xandro get a blue badge\nhow do i get a blue badge, i am 61\n")
        said = limber("suggest", "--from", path, "--group", "1", "--id", "support.badge").stdout
        self.assertIn("words: [blue badge]", said)
        self.assertIn("- id: support.badge", said)
        self.assertNotRegex(said, "(?i)xandro|61")

    def test_what_cannot_be_drafted_is_said(self):
        self.put(questions=QUESTIONS)
        for args, word in ((("--group", "99"), "no group"), (("--group", "1", "--id", "../x"), "topic's id"),
                           (("--from", "/nowhere/asked.txt"), "/nowhere/asked.txt")):
            done = limber("suggest", *(() if "--from" in args else ("--ledger", self.ledger)), *args)
            self.assertEqual(done.returncode, 1, args)
            self.assertIn(word, done.stderr)
        self.assertEqual(limber("suggest", "--write", "x").returncode, 2)


class Replay(Folder):
    INTENT = """concepts:
  hiccups:
    kind: subject
    words: [hiccup(s|)]

intents:
  - id: symptom.hiccups
    about: [hiccups]
    patterns:
      - "{hiccups}"
    examples:
      - why do i get hiccups
"""

    def overlay(self):
        self.write("mine/intents/mine.yaml", self.INTENT)
        self.write("mine/responses/en/symptom.hiccups.md", Suggest.ANSWER)
        return self.folder / "mine"

    def test_what_an_overlay_changes(self):
        lines = ("why do i get hiccups", "what is baclofen", '{"text": "hiccups?", "accept": ["symptom.hiccups"]}',
                 '{"text": "hiccups again", "accept": ["symptom.spasms"], "action": "suggest"}', "")
        asked = self.write("asked.txt", "\n".join(lines))
        args = ("replay", "--overlay", self.overlay(), asked)
        said = limber(*args).stdout
        self.assertIn(f"{asked}:1: changed: why do i get hiccups\n    before: suggest ", said)
        self.assertIn("    now:    answer symptom.hiccups\n", said)
        self.assertIn("4 questions: 1 decided as before, 1 better, 1 worse, 1 otherwise", said)
        self.assertEqual(limber(*args).returncode, 0)
        self.assertEqual(limber(*args, "--strict").returncode, 1)

    def test_other_words_are_counted(self):
        self.write("mine/responses/en/symptom.clonus.md", Suggest.ANSWER.replace("title: Hiccups", "title: Clonus"))
        asked = self.write("asked.txt", "what is clonus\n")
        said = limber("replay", "--overlay", self.folder / "mine", asked).stdout
        self.assertIn("1 decided as before (the words of 1 reply changed)", said)
        self.assertIn("1 decided as before, 0", limber("replay", "--against", ROOT, asked).stdout)

    def test_bad_lines_are_named(self):
        asked = self.write("asked.txt", "hello\n{broken\n")
        done = limber("replay", asked)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{asked}:2:", done.stderr)
        self.assertEqual(limber("replay").returncode, 2)


class Written(Folder):
    """What cannot be written or read is named, and nothing half done stays."""
    SMALL = ROOT / "tests/unit/faq/content"

    def test_learning_into_a_place_that_is_none(self):
        done = limber("learn", "--content", self.SMALL, "--output", self.folder / "no/learned.tsv")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no/learned.tsv cannot be written", done.stderr)
        (self.folder / "taken/by").mkdir(parents=True)
        done = limber("learn", "--content", self.SMALL, "--output", self.folder / "taken")
        self.assertEqual(done.returncode, 1)
        self.assertIn("taken cannot be written", done.stderr)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["taken"])

    def test_answers_that_nobody_can_take(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([LIMBER, "ask", "--jsonl", "--content", self.SMALL], stdout=full, stderr=subprocess.PIPE,
                                  input='{"text": "what is clonus"}\n', text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("reading or writing failed", done.stderr)

    def test_reports_of_no_period_and_to_no_place(self):
        ledger = self.folder / "limber.db"
        history.make(ledger)
        for days in ("", "x", "0", "-1", "7d", "9999999", "9" * 30):
            self.assertEqual(limber("report", "--ledger", ledger, "--days", days).returncode, 2, days)
        for period in (("--since", "2026-02-30"), ("--until", "soon"), ("--since", "2026-03-01", "--until", "2026-02-01")):
            self.assertEqual(limber("report", "--ledger", ledger, *period).returncode, 2, period)
        for place in ("/dev/full", self.folder / "no/report.txt"):
            done = limber("report", "--ledger", ledger, "--output", place)
            self.assertEqual((done.returncode, done.stdout), (1, ""), place)
            self.assertIn(str(place), done.stderr)
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([LIMBER, "report", "--ledger", ledger], stdout=full, stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        self.assertEqual(done.returncode, 1)

    def test_questions_to_replay_that_cannot_be_read(self):
        usual = ("replay", "--content", self.SMALL, "--against", self.SMALL)
        done = limber(*usual, self.folder / "none.txt")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none.txt", done.stderr)
        for line in ('{"text": 7}', '{"text": "a", "context": "yelling"}', '{"text": '):
            path = self.write("q.jsonl", '{"text": "what is clonus"}\n\n' + line + "\n")
            done = limber(*usual, path)
            self.assertEqual(done.returncode, 1, line)
            self.assertIn(f"{path}:3: ", done.stderr)


class Fmt(Folder):
    LOOSE = """# Mine.
concepts:
    # all about hiccups
    hiccups:   # a word
        words: [ hiccup(s|),  'hiccough' ]
        kind: subject


intents:
- patterns: [ "{hiccups}" ]
  id: symptom.hiccups
  about: [hiccups]
  examples:
  - why do i get hickups
  # a follow-up
  - {after: what is a spasm, text: "and hiccups?"}
# the end"""
    FORM = """# Mine.
concepts:
  # all about hiccups
  hiccups: # a word
    kind: subject
    words: [hiccup(s|), "hiccough"]

intents:
  - id: symptom.hiccups
    about: [hiccups]
    patterns: ["{hiccups}"]
    examples:
      - why do i get hickups
      # a follow-up
      - {text: "and hiccups?", after: what is a spasm}
# the end
"""

    def test_one_form(self):
        path = self.write("mine/intents/mine.yaml", self.LOOSE)
        checked = limber("fmt", "--check", self.folder / "mine")
        self.assertEqual((checked.returncode, checked.stdout), (1, path + "\n"))
        self.assertIn("1 of 1 files", checked.stderr)
        self.assertEqual(pathlib.Path(path).read_text(), self.LOOSE)
        done = limber("fmt", self.folder / "mine")
        self.assertEqual((done.returncode, done.stdout), (0, path + "\n"))
        self.assertEqual(pathlib.Path(path).read_text(), self.FORM)
        again = limber("fmt", path)
        self.assertEqual((again.returncode, again.stdout, again.stderr), (0, "", ""))
        self.assertEqual(sorted(p.name for p in self.folder.rglob("*") if p.is_file()), ["mine.yaml"])

    def test_front_matter_and_not_the_body(self):
        body = "A line.  \n\n-  an item:   [x]\n"
        path = self.write("a.md", "---\nsources:\n- url: https://example.org\n  title: X\ntitle:  'Y: z'\n---\n" + body + "\n\n")
        limber("fmt", path)
        self.assertEqual(pathlib.Path(path).read_text(), '---\ntitle: "Y: z"\nsources:\n  - title: X\n'
                         "    url: https://example.org\n---\n" + body)

    def test_as_a_filter(self):
        self.assertEqual(limber("fmt", "-", stdin=self.LOOSE).stdout, self.FORM)
        self.assertEqual(limber("fmt", "--check", "-", stdin=self.FORM).returncode, 0)

    def test_what_would_lose_something_is_left_alone(self):
        for text in ("a: [x, # why\n  y]\n", "a: [\n", "a: 1\na: 2\n", "---\ntitle: x\n"):
            path = self.write("x.yaml", text)
            done = limber("fmt", path)
            self.assertEqual(done.returncode, 1, text)
            self.assertIn(f"{path}:", done.stderr)
            self.assertEqual(pathlib.Path(path).read_text(), text)
        self.assertEqual(limber("fmt", "/nowhere.yaml").returncode, 1)

    def test_a_file_that_cannot_be_replaced_stays_and_is_named(self):
        path = self.write("mine.yaml", self.LOOSE)
        done = subprocess.run([LIMBER, "fmt", path], capture_output=True, timeout=60, text=True, check=False, restore_signals=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        self.assertEqual((done.returncode, done.stdout), (1, ""))  # it is not among those that changed
        self.assertIn(f"{path}.fmt-", done.stderr)
        self.assertIn("cannot be written: File too large", done.stderr)
        self.assertEqual(pathlib.Path(path).read_text(), self.LOOSE)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["mine.yaml"])

    def test_no_other_file_is_overwritten(self):
        path, other = self.write("mine.yaml", self.LOOSE), self.write("mine.yaml.fmt", "mine, too\n")
        os.chmod(path, 0o640)
        self.assertEqual(limber("fmt", path).returncode, 0)
        self.assertEqual((pathlib.Path(path).read_text(), pathlib.Path(other).read_text()), (self.FORM, "mine, too\n"))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)

    def test_a_folder_without_anything_to_put_into_form_is_told(self):
        self.write("mine/intents/mine.yaml", self.LOOSE)
        for args in (("mine/intents",), ("--check", "--overlay", "mine/intents")):
            done = limber("fmt", *[self.folder / a if "mine" in a else a for a in args])
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("mine/intents holds no intents/ or responses/; name the folder that does", done.stderr)
        done = limber("fmt", "--check", "--overlay", self.folder / "nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere is no folder", done.stderr)

    def test_the_environment_names_the_overlay_too(self):
        path = self.write("mine/intents/mine.yaml", self.LOOSE)
        done = subprocess.run([LIMBER, "fmt", "--check"], capture_output=True, timeout=60, text=True, check=False, cwd=ROOT,
                              env={**os.environ, "LIMBER_OVERLAY": str(self.folder / "mine")})
        self.assertEqual((done.returncode, done.stdout), (1, path + "\n"))

    def test_more_than_it_reads(self):
        text = "# " + "x" * (9 << 20) + "\n"
        done = limber("fmt", "-", stdin=text)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("larger than 8 MiB", done.stderr)
        path = self.write("large.yaml", text)
        done = limber("fmt", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("large.yaml", done.stderr)
        self.assertEqual(pathlib.Path(path).stat().st_size, len(text))

    def test_the_usual_content_and_the_overlay(self):
        path = self.write("mine/intents/mine.yaml", self.LOOSE)
        done = limber("fmt", "--check", "--overlay", self.folder / "mine")
        self.assertEqual((done.returncode, done.stdout), (1, path + "\n"))
        done = limber("fmt", "--check", "--content", self.folder / "nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere", done.stderr)


class Watch(Folder):
    """limber chat --watch: files change while a person types."""

    def setUp(self):
        super().setUp()
        self.write("mine/intents/mine.yaml", Replay.INTENT)
        self.answer = pathlib.Path(self.write("mine/responses/en/symptom.hiccups.md", Suggest.ANSWER))

    def start(self, **streams):
        process = subprocess.Popen([LIMBER, "chat", "--watch", "--no-color", "--overlay", self.folder / "mine"], cwd=ROOT,
                                   env={**os.environ, "TERM": "dumb"}, **streams)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.kill)
        for stream in filter(None, (process.stdin, process.stdout)):
            self.addCleanup(stream.close)
        return process

    def until(self, read, *words):
        """What is read until all the words were there, in this order."""
        said, deadline = "", time.monotonic() + 30
        at = 0
        for word in words:
            while word not in said[at:]:
                self.assertLess(time.monotonic(), deadline, f"no {word!r} in {said!r}")
                if select.select([read], [], [], 0.5)[0]:
                    part = os.read(read, 65536).decode(errors="replace")
                    self.assertTrue(part, f"it ended: {said!r}")
                    said += part
            at = said.index(word, at) + len(word)
        return said

    def change(self, text):
        """As an editor does: beside it, then in its place."""
        beside = self.answer.with_suffix(".new")
        beside.write_text(text)
        beside.replace(self.answer)

    def test_lines_from_a_pipe(self):
        process = self.start(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = process.stdout.fileno()
        process.stdin.write(b"what are hiccups\n")
        process.stdin.flush()
        self.until(said, "are short spasms", "one person")
        self.change(Suggest.ANSWER.replace("short", "tiny"))
        self.until(said, "Read again in ", "all valid", "> what are hiccups", "are tiny spasms", "one person")
        self.change("broken")
        self.until(said, "symptom.hiccups.md:1:1:", "hint:", "the old ones answer")
        self.change(Suggest.ANSWER.replace("title: Hiccups", 'title: ""'))
        self.until(said, "the answer has no title", "1 fault\n", "are short spasms")
        (self.folder / "mine/intents/mine.yaml").write_text("")
        self.until(said, "no intent")
        out, _ = process.communicate(b"/quit\n", timeout=30)
        self.assertEqual(process.returncode, 0, out)

    def test_waits_for_files_that_can_be_used(self):
        self.answer.write_text("broken")
        process = self.start(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.until(process.stdout.fileno(), "Waiting until")
        self.change(Suggest.ANSWER)
        self.until(process.stdout.fileno(), "all valid")
        process.communicate(b"", timeout=30)
        self.assertEqual(process.returncode, 0)

    def test_a_line_that_is_being_typed(self):
        try:
            master, slave = pty.openpty()
        except OSError as e:
            self.skipTest(f"no terminal: {e}")
        self.addCleanup(os.close, master)
        process = self.start(stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.until(master, "Ask about", "> ")
        os.write(master, b"what are hiccups\r")
        self.until(master, "are short spasms", "one person")
        os.write(master, b"symptom.hic")
        self.until(master, "symptom.hic")
        self.change(Suggest.ANSWER.replace("short", "tiny"))
        self.until(master, "Read again in ", "are tiny spasms", "symptom.hic")
        os.write(master, b"cups\r")
        self.until(master, "cups", "are tiny spasms", "one person")
        os.write(master, b"/quit\r")
        self.assertEqual(process.wait(30), 0)


if __name__ == "__main__":
    suite.main()
