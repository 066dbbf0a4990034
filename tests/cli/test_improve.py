#!/usr/bin/env python3
"""What makes content better: suggest, replay, fmt, and chat --watch. Ends with "N passed, N failed"."""
import os
import pty
import resource
import select
import subprocess
import time

from folder import ANSWER, LIMBER, QUESTIONS, ROOT, Folder, WithLedger, limber  # puts tests/ on the path

import history
import suite
from history import UNANSWERED


class Suggest(WithLedger):
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
        draft.write_text(ANSWER)
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
    def test_what_an_overlay_changes(self):
        lines = ("why do i get hiccups", "what is baclofen", '{"text": "hiccups?", "accept": ["symptom.hiccups"]}',
                 '{"text": "hiccups again", "accept": ["symptom.spasms"], "action": "suggest"}', "")
        asked = self.write("asked.txt", "\n".join(lines))
        self.write_hiccups()
        args = ("replay", "--overlay", self.folder / "mine", asked)
        said = limber(*args).stdout
        self.assertIn(f"{asked}:1: changed: why do i get hiccups\n    before: suggest ", said)
        self.assertIn("    now:    answer symptom.hiccups\n", said)
        self.assertIn("4 questions: 1 decided as before, 1 better, 1 worse, 1 otherwise", said)
        self.assertEqual(limber(*args).returncode, 0)
        self.assertEqual(limber(*args, "--strict").returncode, 1)

    def test_other_words_are_counted(self):
        self.write("mine/responses/en/symptom.clonus.md", ANSWER.replace("title: Hiccups", "title: Clonus"))
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
        self.assertEqual((checked.returncode, checked.stdout), (1, f"{path}\n"))
        self.assertIn("1 of 1 files", checked.stderr)
        self.assertEqual(path.read_text(), self.LOOSE)
        done = limber("fmt", self.folder / "mine")
        self.assertEqual((done.returncode, done.stdout), (0, f"{path}\n"))
        self.assertEqual(path.read_text(), self.FORM)
        again = limber("fmt", path)
        self.assertEqual((again.returncode, again.stdout, again.stderr), (0, "", ""))
        self.assertEqual(sorted(p.name for p in self.folder.rglob("*") if p.is_file()), ["mine.yaml"])

    def test_front_matter_and_not_the_body(self):
        body = "A line.  \n\n-  an item:   [x]\n"
        path = self.write("a.md", "---\nsources:\n- url: https://example.org\n  title: X\ntitle:  'Y: z'\n---\n" + body + "\n\n")
        limber("fmt", path)
        self.assertEqual(path.read_text(), '---\ntitle: "Y: z"\nsources:\n  - title: X\n'
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
            self.assertEqual(path.read_text(), text)
        self.assertEqual(limber("fmt", "/nowhere.yaml").returncode, 1)

    def test_a_file_that_cannot_be_replaced_stays_and_is_named(self):
        path = self.write("mine.yaml", self.LOOSE)
        done = subprocess.run([LIMBER, "fmt", path], capture_output=True, timeout=60, text=True, check=False, restore_signals=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        self.assertEqual((done.returncode, done.stdout), (1, ""))  # it is not among those that changed
        self.assertIn(f"{path}.fmt-", done.stderr)
        self.assertIn("cannot be written: File too large", done.stderr)
        self.assertEqual(path.read_text(), self.LOOSE)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["mine.yaml"])

    def test_no_other_file_is_overwritten(self):
        path, other = self.write("mine.yaml", self.LOOSE), self.write("mine.yaml.fmt", "mine, too\n")
        os.chmod(path, 0o640)
        self.assertEqual(limber("fmt", path).returncode, 0)
        self.assertEqual((path.read_text(), other.read_text()), (self.FORM, "mine, too\n"))
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
        self.assertEqual((done.returncode, done.stdout), (1, f"{path}\n"))

    def test_more_than_it_reads(self):
        text = "# " + "x" * (9 << 20) + "\n"
        done = limber("fmt", "-", stdin=text)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("larger than 8 MiB", done.stderr)
        path = self.write("large.yaml", text)
        done = limber("fmt", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("large.yaml", done.stderr)
        self.assertEqual(path.stat().st_size, len(text))

    def test_the_usual_content_and_the_overlay(self):
        path = self.write("mine/intents/mine.yaml", self.LOOSE)
        done = limber("fmt", "--check", "--overlay", self.folder / "mine")
        self.assertEqual((done.returncode, done.stdout), (1, f"{path}\n"))
        done = limber("fmt", "--check", "--content", self.folder / "nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere", done.stderr)


class Watch(Folder):
    """limber chat --watch: files change while a person types."""

    def setUp(self):
        super().setUp()
        self.answer = self.write_hiccups()

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
        self.change(ANSWER.replace("short", "tiny"))
        self.until(said, "Read again in ", "all valid", "> what are hiccups", "are tiny spasms", "one person")
        self.change("broken")
        self.until(said, "symptom.hiccups.md:1:1:", "hint:", "the old ones answer")
        self.change(ANSWER.replace("title: Hiccups", 'title: ""'))
        self.until(said, "the answer has no title", "1 fault\n", "are short spasms")
        (self.folder / "mine/intents/mine.yaml").write_text("")
        self.until(said, "no intent")
        out, _ = process.communicate(b"/quit\n", timeout=30)
        self.assertEqual(process.returncode, 0, out)

    def test_waits_for_files_that_can_be_used(self):
        self.answer.write_text("broken")
        process = self.start(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.until(process.stdout.fileno(), "Waiting until")
        self.change(ANSWER)
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
        self.change(ANSWER.replace("short", "tiny"))
        self.until(master, "Read again in ", "are tiny spasms", "symptom.hic")
        os.write(master, b"cups\r")
        self.until(master, "cups", "are tiny spasms", "one person")
        os.write(master, b"/quit\r")
        self.assertEqual(process.wait(30), 0)


if __name__ == "__main__":
    suite.main()
