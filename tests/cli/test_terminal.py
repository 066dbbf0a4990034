#!/usr/bin/env python3
"""The commands that authors use, over a small content: what they say, at a terminal and not, and
what they refuse. Ends with "N passed, N failed"."""
import json
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMBER = (ROOT / os.environ.get("BUILD", "build") / "limber").resolve()
CONTENT = ROOT / "tests/unit/faq/content"


def limber(*args, stdin=b"", env=None, stdout=subprocess.PIPE):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LIMBER_")}
    return subprocess.run([LIMBER, *args], input=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=60,
                          cwd=ROOT, env={**clean, "LIMBER_CONTENT": str(CONTENT), **(env or {})}, check=False)


class AtTerminal:
    """A command with a terminal for its input and output."""

    def __init__(self, *args, term="xterm", columns=None):
        try:
            self.pid, self.fd = pty.fork()
        except OSError as e:
            raise unittest.SkipTest("this root has no terminal devices (/dev/pts)") from e
        if self.pid == 0:
            os.chdir(ROOT)
            env = {"PATH": os.environ["PATH"], "HOME": "/", "TERM": term, "LIMBER_CONTENT": str(CONTENT)}
            if columns:
                subprocess.run(["stty", "cols", str(columns)], check=False)
            os.execve(LIMBER, ["limber", *args], env)
        self.said, self.at = b"", 0

    def read(self, deadline):
        """What comes next; "" at the end, or when nothing came in time."""
        if not select.select([self.fd], [], [], max(0, deadline - time.time()))[0]:
            return b""
        try:
            return os.read(self.fd, 4096)
        except OSError:  # the terminal's end
            return b""

    def until(self, text, seconds=30):
        """It says the text, after what was waited for before."""
        deadline = time.time() + seconds
        while text not in self.said[self.at:] and (more := self.read(deadline)):
            self.said += more
        if text not in self.said[self.at:]:
            raise AssertionError(f"{text!r} is not in {self.said[self.at:]!r}")
        self.at = self.said.index(text, self.at) + len(text)

    def type(self, text):
        os.write(self.fd, text)

    def ended(self):
        while more := self.read(time.time() + 30):
            self.said += more
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Ask(unittest.TestCase):
    def test_a_terminal_gets_colour_and_a_pipe_does_not(self):
        args = ("ask", "what", "is", "baclofen")
        self.assertNotIn(b"\033", limber(*args).stdout)
        for more, term, colour in (((), "xterm", True), ((), "dumb", False), (("--no-color",), "xterm", False)):
            run = AtTerminal(*args, *more, term=term)
            self.assertEqual(run.ended(), 0)
            self.assertIn(b"Oral baclofen", run.said)
            self.assertEqual(b"\033[1m" in run.said, colour, (more, term))

    def test_a_narrow_terminal_gets_short_lines(self):
        if not shutil.which("stty"):
            self.skipTest("there is no stty")
        run = AtTerminal("ask", "--no-color", "what is baclofen", columns=30)
        self.assertEqual(run.ended(), 0)
        text = run.said.decode().replace("\r", "").split("Sources")[0]
        self.assertTrue(all(len(line) <= 30 for line in text.split("\n") if "http" not in line), text)

    def test_text_that_is_too_long_is_refused(self):
        for args in (("ask",), ("ask", "--json"), ("explain",)):
            done = limber(*args, "a" * 40000)
            self.assertEqual(done.returncode, 1, args)
            self.assertIn("40000 bytes", done.stderr.decode())
        self.assertEqual(limber("ask", "a" * 120000, "b" * 120000).returncode, 2)

    def test_a_line_that_is_too_long_gets_an_error_and_the_next_its_answer(self):
        done = limber("ask", "--jsonl", stdin=b'{"text":"' + b"x" * 300000 + b'"}\n\n{"text":"what is baclofen"}\n')
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(replies), 2)
        self.assertIn("longer than 256 KiB", replies[0]["error"])
        self.assertEqual(replies[1]["topics"], ["medication.baclofen"])

    def test_what_cannot_be_written_is_a_failure(self):
        if not os.access("/dev/full", os.W_OK):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "wb") as full:
            done = limber("ask", "--jsonl", stdin=b'{"text":"what is baclofen"}\n', stdout=full)
        self.assertEqual(done.returncode, 1)
        self.assertIn("reading or writing failed", done.stderr.decode())

    def test_content_that_is_not_there_is_named(self):
        for env, args in (({"LIMBER_CONTENT": "/nowhere"}, ()), ({}, ("--content", "/nowhere"))):
            done = limber("ask", *args, "what is baclofen", env=env)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("/nowhere holds no intents/", done.stderr.decode())


class Explain(unittest.TestCase):
    def test_why_it_won(self):
        said = limber("explain", "whats", "lioresal").stdout.decode()
        self.assertIn("medication.baclofen", said)
        self.assertTrue(said.endswith("\n"))

    def test_the_question_before_and_the_place_count(self):
        said = limber("explain", "--after", "what is baclofen", "side effects?").stdout.decode()
        self.assertIn("medication.baclofen-side-effects", said)
        for context in ("dm", "mention", "channel"):
            self.assertEqual(limber("explain", "--context", context, "hello").returncode, 0, context)

    def test_what_is_refused(self):
        done = limber("explain", "--context", "moon", "hello")
        self.assertEqual(done.returncode, 2)
        self.assertIn("dm, mention or channel", done.stderr.decode())
        for args in (("--dance", "hello"), ("",)):
            self.assertEqual(limber("explain", *args).returncode, 2, args)
        done = limber("explain", "--after", "a" * 40000, "hello")
        self.assertEqual(done.returncode, 1)
        self.assertIn("40000 bytes", done.stderr.decode())


class Chat(unittest.TestCase):
    def test_commands(self):
        done = limber("chat", stdin=b"/explain\n\n/help\n/dance\nwhat is baclofen\n1\n/exit\nhello\n")
        said = done.stdout.decode()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Ask something first.", said)
        self.assertIn("usage: limber chat", said)
        self.assertIn("Commands are", said)
        self.assertIn("What spasticity is", said)  # the first of the choices
        self.assertNotIn("Hello.", said)

    def test_a_line_that_is_too_long_ends_nothing(self):
        done = limber("chat", stdin=b"x" * 40000 + b"\nwhat is baclofen\n")
        self.assertIn("too long", done.stderr.decode())
        self.assertIn("Oral baclofen", done.stdout.decode())

    def test_at_a_terminal(self):
        run = AtTerminal("chat", "--no-color")
        run.until(b"> ")
        run.type(b"what is baclofen\n")
        run.until(b"Oral baclofen")
        run.until(b"> ")
        run.type(b"/quit\n")
        self.assertEqual(run.ended(), 0)

    def test_what_is_refused(self):
        self.assertEqual(limber("chat", "--dance").returncode, 2)
        self.assertNotEqual(limber("chat", env={"LIMBER_CONTENT": "/nowhere"}).returncode, 0)


class Learn(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)
        shutil.copytree(CONTENT, self.folder, dirs_exist_ok=True)

    def questions(self, *lines):
        (self.folder / "intents/asked.tsv").write_text("".join(line + "\n" for line in lines))

    def learn(self, *args):
        return limber("learn", "--content", str(self.folder), *args)

    def test_what_was_learned_is_used(self):
        self.questions("# comment", "", "itb.overview\tthe gadget in my belly",
                       "urgent.emergency!\tthe gadget beeps and i am dizzy",
                       "-\tthe gadget in my garden", "?\ttell me something",
                       "medication.baclofen-side-effects\tand the downsides\tmedication.baclofen")
        done = self.learn()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("learned from", done.stdout.decode())
        self.assertTrue((self.folder / "intents/learned.tsv").stat().st_size > 0)
        self.assertNotIn("run `limber learn`",
                         limber("check", "--content", str(self.folder)).stderr.decode())
        self.questions("itb.overview\tthe gadget under my skin")
        self.assertIn("questions, examples or titles have changed", limber("check", "--content", str(self.folder)).stderr.decode())

    def test_mistakes_are_told_with_their_line(self):
        for line, words in (("itb.overveiw\twhat", "no topic is called \"itb.overveiw\""),
                            ("? itb.overview itb.overview itb.overview itb.overveiw\twhat",
                             "no topic is called \"itb.overveiw\""),
                            ("itb.overview", "a line without a question"),
                            ("itb.overview!\twhat", "is no emergency"),
                            ("itb.overview\twhat\tnothing", "no topic is called \"nothing\"")):
            self.questions("# comment", line)
            done = self.learn()
            said = done.stderr.decode()
            self.assertEqual(done.returncode, 1, line)
            self.assertIn(f"{self.folder}/intents/asked.tsv:2:", said)
            self.assertIn(words, said)
            self.assertIn("correct these questions", said)

    def test_a_line_that_a_table_program_spoilt_is_told(self):
        asked = self.folder / "intents/asked.tsv"
        for line, place, words in ((b"\twhat", "2:1", "a question without a topic"), (b"  \twhat", "2:1", "a question without a topic"),
                                   (b"itb.overview\tcaf\xe9", "2:17", "not valid UTF-8"), (b"itb.overview\ta\0b", "2:15", "holds a NUL")):
            asked.write_bytes(b"# comment\n" + line + b"\n")
            done = self.learn()
            self.assertEqual(done.returncode, 1, line)
            self.assertIn(f"{asked}:{place}: ".encode(), done.stderr)
            self.assertIn(words.encode(), done.stderr)
        asked.write_bytes(b"\xef\xbb\xbfitb.overview\tthe gadget under my skin\r\n")  # a byte order mark
        done = self.learn()
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_a_file_that_cannot_be_written(self):
        done = self.learn("--output", "/nowhere/learned.tsv")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/learned.tsv", done.stderr.decode())
        (self.folder / "taken").mkdir()
        done = self.learn("--output", str(self.folder / "taken"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(sorted(p.name for p in self.folder.glob("taken*")), ["taken"])  # no draft is left

    def test_that_it_cannot_be_written_is_told_before_learning(self):
        began = time.monotonic()
        done = limber("learn", "--output", "/nowhere/learned.tsv")  # all that is shipped: a minute's work
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn("/nowhere/learned.tsv cannot be written: No such file or directory; name another", done.stderr.decode())
        self.assertLess(time.monotonic() - began, 15)

    def test_what_is_refused(self):
        self.assertEqual(self.learn("--dance").returncode, 2)
        self.assertEqual(self.learn("more").returncode, 2)


class Run(unittest.TestCase):
    def test_what_is_refused(self):
        self.assertEqual(limber("run", "--dance").returncode, 2)
        self.assertEqual(limber("run", "more").returncode, 2)
        one = {"LIMBER_PLATFORM": "mattermost", "LIMBER_URL": "https://chat.example.org", "LIMBER_TOKEN": "t"}
        done = limber("run", "--check-config", "--overlay", "/nowhere", env=one)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no folder \"/nowhere\"", done.stderr.decode())
        done = limber("run", "--check-config", env=one)
        self.assertIn("1 connection\n", done.stdout.decode())
        done = limber("run", "--content", "/nowhere", env=one)
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere holds no intents/", done.stderr.decode())


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=0, stream=sys.stdout).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed")
    sys.exit(bool(bad))
