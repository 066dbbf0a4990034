#!/usr/bin/env python3
"""The subcommands as a user calls them. Ends with "N passed, N failed"."""
import contextlib
import hmac
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"


def limber(*args, stdin=b"", env=None):
    return subprocess.run([LIMBER, *args], input=stdin, capture_output=True, timeout=120, cwd=ROOT,
                          env={**os.environ, **(env or {})}, check=False)


def ask_lines(data):
    done = limber("ask", "--jsonl", stdin=data)
    return done, [json.loads(line) for line in done.stdout.decode().splitlines()]


class Help(unittest.TestCase):
    def test_every_command_tells_what_it_does(self):
        listed = [line.split()[0] for line in limber("--help").stdout.decode().splitlines()
                  if line.startswith("  ") and line.strip()]
        self.assertIn("run", listed)
        for command in listed:
            done = limber(command, "--help")
            self.assertEqual(done.returncode, 0, command)
            self.assertIn(f"usage: limber {command}", done.stdout.decode())
            self.assertEqual(done.stderr, b"")

    def test_unknown_words_are_refused_with_the_usage(self):
        for args in ((), ("dance",), ("ask",), ("ask", "--dance"), ("explain",), ("check", "--dance"),
                     ("coverage",), ("coverage", "--dance"), ("forget",), ("forget", "--user", ""),
                     ("suggest", "words"), ("suggest", "--id", "a.b"), ("suggest", "--ledger", "a", "--from", "b"),
                     ("report", "words"), ("report", "--days", "1", "--since", "2026-01-01"), ("replay",),
                     *((command, "words") for command in ("chat", "check", "doctor", "forget", "init", "learn", "run")),
                     *((command, "--dance") for command in ("chat", "doctor", "explain", "fmt", "forget", "init", "learn",
                                                            "replay", "report", "run", "suggest"))):
            done = limber(*args)
            self.assertEqual(done.returncode, 2, args)
            self.assertIn("usage: limber", done.stderr.decode(), args)


    def test_a_mistyped_command(self):
        done = limber("chek")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn('there is no command "chek"; did you mean `limber check`?', done.stderr.decode())
        self.assertIn("\nusage: limber COMMAND", limber("frobnicate").stderr.decode())

    def test_what_is_wrong_is_said_before_the_usage(self):
        for args, words in ((("ask",), "there is no question"), (("ask", "--jsonl", "lines.jsonl"), "--jsonl takes lines from standard input"),
                            (("ask", "--json", "--jsonl"), "stands alone"), (("ask", "a" * 70000, "a" * 70000), "the question is too long"),
                            (("explain", ""), "there is no text"), (("learn", "mine"), '"mine": only options stand here'),
                            (("forget",), "name the person with --user"), (("forget", "--user"), "option '--user' requires an argument"),
                            (("suggest", "--ledger", "a", "--from", "b"), "either --ledger or --from"),
                            (("suggest", "--id", "a.b"), "need --group"), (("report", "--csv", "--json"), "one of --csv, --json and --html"),
                            (("report", "--days", "1", "--since", "2026-01-01"), "either --days or --since"),
                            (("coverage",), "name a file"), (("replay",), "name a file"), (("run", "x.yaml"), '"x.yaml": only options'),
                            (("doctor", "x.yaml"), '"x.yaml": only options'), (("init", "mattermost"), '"mattermost": only options')):
            done = limber(*args)
            self.assertEqual((done.returncode, done.stdout), (2, b""), args)
            first = done.stderr.decode().splitlines()[0]
            self.assertTrue(first.startswith(f"limber {args[0]}: "), first)
            self.assertIn(words, first)

    def test_content_that_cannot_be_used_is_a_failure(self):
        for args in (("ask", "hi"), ("ask", "--jsonl"), ("explain", "hi"), ("coverage", "/dev/null"), ("check",), ("chat",),
                     ("replay", "/dev/null"), ("suggest", "--from", "/dev/null"), ("learn",)):
            done = limber(args[0], "--content", "/nowhere", *args[1:])
            self.assertEqual((done.returncode, done.stdout), (1, b""), args)
            self.assertIn("/nowhere holds no intents/", done.stderr.decode())

    def test_a_file_that_is_not_there_is_named_without_a_line(self):
        for command in ("coverage", "replay"):
            done = limber(command, "/nowhere.jsonl")
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.decode(), f"limber {command}: cannot open /nowhere.jsonl: No such file or directory\n")

    def test_a_line_that_is_no_question_says_what_one_is(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write('{"text": "what is clonus"}\nwhat is clonus\n')
            file.flush()
            done = limber("coverage", file.name)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f'{file.name}:2: not well-formed JSON; each line is one question, such as {{"text"', done.stderr.decode())


class Ask(unittest.TestCase):
    def test_one_question(self):
        done = limber("ask", "what", "is", "clonus")
        self.assertEqual(done.returncode, 0)
        self.assertIn("rhythmic", done.stdout.decode())

    def test_one_question_as_json(self):
        reply = json.loads(limber("ask", "--json", "what is clonus").stdout)
        self.assertEqual(reply["action"], "answer")
        self.assertEqual(reply["topics"][0], "symptom.clonus")
        self.assertNotIn("id", reply)

    def test_lines_are_answered_in_order(self):
        many = [{"id": f"q{i}", "text": ("what is clonus", "good morning all")[i % 2],
                 "context": ("dm", "channel")[i % 2]} for i in range(2000)]
        _, replies = ask_lines("".join(json.dumps(q) + "\n" for q in many).encode())
        self.assertEqual([r["id"] for r in replies], [q["id"] for q in many])
        self.assertEqual({r["action"] for r in replies[0::2]}, {"answer"})
        self.assertEqual({r["action"] for r in replies[1::2]}, {"ignore"})

    def test_the_question_before_counts(self):
        _, replies = ask_lines(json.dumps({"id": "1", "after": "what is baclofen", "text": "side effects?",
                                           "context": "dm"}).encode())
        self.assertEqual(replies[0]["topics"][0], "medication.baclofen-side-effects")

    def test_bad_lines_get_an_error_each_and_end_nothing(self):
        bad = [
            b'{"id":"broken","text":"what is',
            b'{"id":"utf8","text":"\xff\xfe"}',
            b'{"id":"nul","text":"a\\u0000b"}',
            b'\x00\x00\x00',
            b'{"id":"big","text":"' + b"x" * (1 << 20) + b'"}',
            b'[1,2,3]',
            b'"text"',
            b'{"id":"none"}',
            b'{"id":"where","text":"hi","context":"moon"}',
            b'{"id":"twice","text":"a","text":"b"}',
            b'{"id":"deep","text":' + b"[" * 5000 + b"]" * 5000 + b"}",
            b'{"id":"tail","text":"hi"} extra',
        ]
        good = b'{"id":"good","text":"what is clonus","context":"dm"}'
        done, replies = ask_lines(b"".join(line + b"\n" + good + b"\n" for line in bad))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(replies), 2 * len(bad))
        for line, reply in zip(bad, replies[0::2]):
            self.assertTrue(reply.get("error"), line[:60])
        for reply in replies[1::2]:
            self.assertEqual(reply["topics"][0], "symptom.clonus")

    def test_ids_of_bad_lines_come_back_where_they_can_be_read(self):
        _, replies = ask_lines(b'{"id":"where","text":"hi","context":"moon"}\n')
        self.assertEqual(replies[0]["id"], "where")
        self.assertIn("dm, mention or channel", replies[0]["error"])

    def test_an_id_comes_back_as_it_is(self):
        ids = [7, "7", None, "\u001b[31m"]
        _, replies = ask_lines("".join(json.dumps({"id": i, "text": "hi"}) + "\n" + json.dumps({"id": i}) + "\n" for i in ids).encode())
        self.assertEqual([r["id"] for r in replies], [i for i in ids for _ in range(2)])

    def test_what_is_no_text_is_told(self):
        for name, wrong, words in (("text", 5, '"text" must be a text'), ("context", 1, '"context" must be a text'),
                                   ("after", ["hi"], '"after" must be a text'), ("accept", "symptom.clonus", '"accept" must be a list of topics')):
            line = json.dumps({"text": "hi", **{name: wrong}})
            _, replies = ask_lines(line.encode())
            self.assertEqual(replies[0].get("error"), words)
            with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
                file.write(line + "\n")
                file.flush()
                for command in ("coverage", "replay"):
                    done = limber(command, file.name)
                    self.assertEqual(done.returncode, 1, (command, line))
                    self.assertIn(f"{file.name}:1: {words}", done.stderr.decode())

    def test_a_last_line_without_its_end_counts(self):
        _, replies = ask_lines(b'{"id":"1","text":"what is clonus"}')
        self.assertEqual(len(replies), 1)


class Chat(unittest.TestCase):
    def test_a_conversation(self):
        done = limber("chat", stdin=b"what is baclofen\nside effects?\n/explain\n/quit\nwhat is clonus\n")
        text = done.stdout.decode()
        self.assertEqual(done.returncode, 0)
        self.assertIn("medication.baclofen-side-effects", text)
        self.assertNotIn("Clonus", text.split("candidates")[-1])
        self.assertNotIn("\033", text)


class Coverage(unittest.TestCase):
    def test_tables_for_authors(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write(json.dumps({"text": "what is clonus", "accept": ["symptom.clonus"]}) + "\n\n" +
                       json.dumps({"text": "what is clonus", "accept": ["symptom.pain"]}) + "\n" +
                       json.dumps({"text": "good morning all", "context": "channel", "accept": []}) + "\n")
            file.flush()
            done = limber("coverage", "--topic", "symptom.", file.name)
        said = done.stdout.decode()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("3 questions", said)
        self.assertIn("         1  symptom.pain\n", said)
        self.assertNotIn("  symptom.clonus\n", said)
        self.assertRegex(said, r"1  symptom.pain +symptom.clonus +what is clonus")
        self.assertRegex(said, r"intents/\w+.yaml:\d+  symptom.pain")
        self.assertNotIn("itb.", said)

    def test_what_was_left_without_an_answer(self):
        lines = ({"text": "good morning all", "context": "channel", "accept": ["symptom.clonus"]},
                 {"text": "who won the match", "accept": ["symptom.clonus"]},
                 {"text": "who won the match", "accept": ["symptom.clonus"], "action": "suggest"},
                 {"text": "what is clonus", "accept": ["no.such-topic"]},
                 {"text": "what is clonus", "accept": [7, "symptom.pain", "symptom.clonus"]})
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            done = limber("coverage", "--topic", "symptom.clonus", file.name)
        self.assertEqual(done.returncode, 0, done.stderr)
        taken, left = done.stdout.decode().split("Topics taken for one another")[1].split("Questions left without an answer")
        self.assertRegex(left, r"1  symptom.clonus +\(silence\) +good morning all")
        self.assertRegex(left, r"1  symptom.clonus +\(choices\) +who won the match")  # once they were due
        self.assertNotIn("clonus", taken)

    def test_bad_files_are_told_with_the_line(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write('{"text": "what is clonus"}\n{"text": 1}\n')
            file.flush()
            done = limber("coverage", file.name)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{file.name}:2:", done.stderr.decode())
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write('{"text": "what is clonus", "accept": ["symptom.clonus", "symptom.clonis"]}\n')
            file.flush()
            done = limber("coverage", file.name)
            self.assertEqual(done.returncode, 0)
            self.assertEqual(done.stderr.decode(), f'limber coverage: {file.name}:1: there is no topic "symptom.clonis"\n')
            done = limber("coverage", "--topic", "symtom.", file.name)
            self.assertEqual(done.returncode, 2)
            self.assertIn('--topic: no topic begins with "symtom."', done.stderr.decode().splitlines()[0])
        done = limber("coverage", "/nowhere/questions.jsonl")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/questions.jsonl", done.stderr.decode())


class Learn(unittest.TestCase):
    def test_a_broken_file_of_what_was_learned_is_named_and_made_anew(self):
        with tempfile.TemporaryDirectory() as folder:
            for part in ("intents", "responses"):
                shutil.copytree(ROOT / part, pathlib.Path(folder, part))
            for questions in pathlib.Path(folder, "intents").glob("*.tsv"):
                questions.unlink()  # the intents' examples are enough, and quick
            learned = pathlib.Path(folder, "intents", "learned.tsv")
            learned.write_text("nonsense\n")
            ask = ("ask", "--content", folder, "--json", "what is baclofen")
            broken = limber(*ask)
            self.assertNotEqual(broken.returncode, 0)
            self.assertIn(f"{learned}:1:", broken.stderr.decode())
            done = limber("learn", "--content", folder)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(json.loads(limber(*ask).stdout)["topics"][:1], ["medication.baclofen"])
            lines = learned.read_text().splitlines()
            row = lines[-1]
            for damage in (row[:-1], row[:-1] + "*", row + "A", "*" + row[1:]):  # a letter less, foreign, too many
                learned.write_text("\n".join([*lines[:-1], damage]) + "\n")
                broken = limber(*ask)
                self.assertNotEqual(broken.returncode, 0, damage)
                self.assertIn(f"{learned}:{len(lines)}:", broken.stderr.decode())
                self.assertIn("run `limber learn`", broken.stderr.decode())


class Forget(unittest.TestCase):
    def forget(self, ledger, user):
        return limber("forget", "--user", user, env={"LIMBER_LEDGER": str(ledger)})

    def talk_of(self, ledger, connection, user):
        """What `limber run` notes after having answered somebody."""
        with contextlib.closing(sqlite3.connect(ledger)) as db, db:
            key = bytes.fromhex(db.execute("SELECT value FROM note WHERE name = 'key'").fetchone()[0])
            who = hmac.new(key, b"\0" + user.encode(), "sha256").hexdigest()[:32]
            db.execute("INSERT INTO note VALUES(?, ?, ?, 1)", (connection, f"talk:u:{connection}{user}", who + " x"))

    def test_a_person_is_forgotten_on_all_connections_and_nobody_else(self):
        with tempfile.TemporaryDirectory() as folder:
            ledger = pathlib.Path(folder, "limber.db")
            ledger.touch()
            self.assertIn("Nothing", self.forget(ledger, "ann").stdout.decode())
            for connection, user in (("one", "ann"), ("two", "ann"), ("two", "bob")):
                self.talk_of(ledger, connection, user)
            done = self.forget(ledger, "ann")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn("2 conversations", done.stdout.decode())
            with contextlib.closing(sqlite3.connect(ledger)) as db:
                left = [name for name, in db.execute("SELECT name FROM note WHERE name LIKE 'talk:%'")]
            self.assertEqual(left, ["talk:u:twobob"])

    def test_a_damaged_ledger_is_not_taken_for_an_empty_one(self):
        with tempfile.TemporaryDirectory() as folder:
            ledger = pathlib.Path(folder, "limber.db")
            ledger.touch()
            self.forget(ledger, "ann")
            self.talk_of(ledger, "one", "ann")
            with open(ledger, "r+b") as file:
                file.seek(4096 * 2)
                file.write(b"x" * 64)
            done = self.forget(ledger, "ann")
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            self.assertIn("limber.db.damaged-1", done.stderr.decode())

    def test_a_file_that_is_no_ledger_is_left_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder, "mine.yaml")
            other.write_text("intents: []\n")
            done = self.forget(other, "ann")
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            self.assertIn("is no ledger", done.stderr.decode())
            self.assertEqual([p.name for p in pathlib.Path(folder).iterdir()], ["mine.yaml"])

    def test_a_ledger_that_is_not_there_is_named_and_not_made(self):
        with tempfile.TemporaryDirectory() as folder:
            ledger = pathlib.Path(folder, "none.db")
            done = self.forget(ledger, "ann")
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(ledger), done.stderr.decode())
            self.assertFalse(ledger.exists())


class Content(unittest.TestCase):
    def test_faults_are_all_listed_with_their_places(self):
        with tempfile.TemporaryDirectory() as folder:
            intents = pathlib.Path(folder, "intents")
            intents.mkdir()
            (intents / "mine.yaml").write_text(
                "intents:\n  - id: symptom.mine\n    about: [nowhere]\n    patterns:\n      - \"{nothing} (\"\n")
            done = limber("check", "--overlay", folder)
            said = done.stderr.decode()
            self.assertEqual(done.returncode, 1)
            self.assertIn("mine.yaml:3:", said)
            self.assertIn("mine.yaml:5:", said)
            self.assertIn("hint:", said)

    def test_folders_that_are_not_there_are_named(self):
        for args in (("--content", "/nowhere"), ("--overlay", "/nowhere")):
            done = limber("check", *args)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("/nowhere", done.stderr.decode())


if __name__ == "__main__":
    suite.main()
