#!/usr/bin/env python3
"""What goes wrong in a folder of content, as its author sees it. Ends with "N passed, N failed"."""
import os

from folder import ANSWER, INTENT, Folder, limber  # puts tests/ on the path

import suite


class Overlay(Folder):
    def setUp(self):
        super().setUp()
        self.write_hiccups()

    def limber(self, *args, **options):
        return limber(*args, cwd=self.folder, **options)

    def check(self, *args):
        """What is said of the folder `mine`; "" when nothing is wrong."""
        done = self.limber("check", "--overlay", "mine", *args)
        self.assertEqual(done.returncode, 1 if done.stderr else 0, done.stderr)
        return done.stderr


class Places(Overlay):
    def test_a_sound_folder_has_no_fault(self):
        for name in ("README.md", ".hidden.yml", "intents/mine.yaml~", "intents/#mine.yaml#", "intents/README.txt",
                     "intents/mine.yaml.bak", "intents/names.txt", "responses/en/photo.png", "limber.yaml"):
            self.write("mine/" + name)
        (self.folder / "mine/.git").mkdir()
        self.assertEqual(self.check(), "")

    def test_a_file_that_is_not_read_is_told(self):
        for name, hint in (
                ("intents/more.yml", "end in .yaml"), ("intents/MORE.YAML", "end in .yaml"),
                ("intents/more.yaml.txt", "saved as plain text"), ("intents/more.docx", "saved as plain text"),
                ("intents/asked.tsv", "an overlay's questions are not learned"), ("intents/asked.csv", "end in .tsv"),
                ("intents/common-words.txt", "only names.txt"), ("intents/symptom.hiccups.md", "lie in responses/"),
                ("responses/symptom.hiccups.md", "responses/en/"), ("responses/en/symptom.cold.txt", "<topic id>.md"),
                ("responses/en/symptom.cold.MD", "<topic id>.md"), ("responses/en/symptom.cold.md.txt", "<topic id>.md"),
                ("responses/en/local.yaml", "did you mean `locals.yaml`?"), ("responses/en/groups.yml", "did you mean `groups.yaml`?"),
                ("responses/en/fragments/lost.txt", "<fragment>.md")):
            if name.endswith("lost.txt"):
                file = self.write("mine/responses/en/fragments")
                self.assertIn("responses/en/fragments: this file is not read\n  hint: make it a folder", self.check())
                file.unlink()
            path = self.write("mine/" + name)
            said = self.check()
            self.assertIn(f"mine/{name}: this file is not read\n", said)
            self.assertIn(hint, said.split(f"mine/{name}:")[1].split("\n")[1], name)
            self.assertIn("1 fault", said)
            path.unlink()

    def test_a_folder_that_is_not_read_is_told(self):
        for name, hint in (("intents/more/more.yaml", "beside each other in intents/"),
                           ("responses/en/symptom/symptom.cold.md", "fragments in fragments/"),
                           ("responses/en/Fragments/lost.md", "fragments in fragments/")):
            path = self.write("mine/" + name)
            said = self.check()
            self.assertIn(f"{path.parent.relative_to(self.folder)}: this folder is not read\n", said)
            self.assertIn(hint, said)
            path.unlink()
            path.parent.rmdir()

    def test_an_overlay_without_content_is_told(self):
        (self.folder / "mine").rename(self.folder / "other")
        self.write("mine/intent/mine.yaml")
        self.write("mine/Responses/en/symptom.hiccups.md")
        said = self.check()
        self.assertIn("mine: the overlay holds neither intents/ nor responses/\n", said)
        self.assertIn("mine/intent: this folder is not read\n  hint: did you mean `intents`?\n", said)
        self.assertIn("mine/Responses: this folder is not read\n  hint: did you mean `responses`?\n", said)

    def test_a_link_that_leads_nowhere_is_told(self):
        (self.folder / "mine/intents/more.yaml").symlink_to("gone.yaml")
        (self.folder / "mine/responses/en/symptom.cold.md").symlink_to("gone.md")
        said = self.check()
        self.assertIn("mine/intents/more.yaml: this link leads nowhere\n", said)
        self.assertIn("mine/responses/en/symptom.cold.md: this link leads nowhere\n", said)

    def test_a_folder_that_may_not_be_read_is_told(self):
        """Passed over, it would let the bot say what the overlay has replaced."""
        self.folder.chmod(0o755)
        for name in ("mine", "mine/intents", "mine/responses"):
            (self.folder / name).chmod(0o700)
            done = self.limber("ask", "--overlay", "mine", "what are hiccups", user=65534 if os.geteuid() == 0 else None)
            (self.folder / name).chmod(0o755)
            if os.geteuid() != 0:
                self.skipTest("only root can become another user")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(f"{name}: the folder cannot be read: Permission denied\n  hint: let the user", done.stderr)

    def test_an_overlay_may_hold_other_folders(self):
        for name in ("clients", "content", "reports", "tests"):
            (self.folder / "mine" / name).mkdir()
        self.assertEqual(self.check(), "")


class Intents(Overlay):
    def test_an_example_that_is_a_list_is_told(self):
        self.write("mine/intents/mine.yaml", INTENT + "      - [hiccups] again\n")
        self.assertIn("mine/intents/mine.yaml:13:", self.check())
        self.write("mine/intents/mine.yaml", INTENT + "      - [hiccups, again]\n")
        self.assertIn("mine/intents/mine.yaml:13:9: an example must be a text\n", self.check())

    def test_a_slip_has_a_hint(self):
        for old, new, place, words, hint in (
                ("about: [hiccups]", "about: [hicups]", "8:13", 'unknown concept "hicups"', "did you mean `hiccups`?"),
                ('"{hiccups}"', "{hiccups}", "10:9", "this pattern stands without its quotes", 'write it in quotes: "{hiccups}"'),
                ('"{hiccups}"', '"{hicups}"', "10:11", "unknown concept {hicups}", "did you mean {hiccups}?")):
            self.assertIn(old, INTENT)
            self.write("mine/intents/mine.yaml", INTENT.replace(old, new))
            said = self.check()
            self.assertIn(f"mine/intents/mine.yaml:{place}: {words}\n", said)
            self.assertIn(f"hint: {hint}\n", said)


class Answers(Overlay):
    def answer(self, old, new):
        self.assertIn(old, ANSWER)
        self.write("mine/responses/en/symptom.hiccups.md", ANSWER.replace(old, new))

    def test_a_fault_of_the_front_matter_stands_at_its_line(self):
        for old, new, place, words in (
                ("title: Hiccups", 'title: ""', "2:8", "the answer has no title"),
                ("title: Hiccups", "title: At {{clinic}}", "2:8", "nothing is filled into a title"),
                ("https://www.nhs.uk/conditions/hiccups/", "www.nhs.uk", "5:10", "has no web address"),
                ("2026-11-24", "yesterday", "6:11", "is not a date"),
                ("2026-11-24", "2199-01-01", "6:11", "lies in the future"),
                ("2026-11-24", "2001-01-01", "6:11", "more than two years ago"),
                ("symptom.spasms, urgent.doctor", "symptom.spasms", "8:13", "has 1 follow-ups"),
                ("urgent.doctor", "urgent.docter", "8:30", "follow-up urgent.docter has no answer")):
            self.answer(old, new)
            said = self.check()
            self.assertIn(f"mine/responses/en/symptom.hiccups.md:{place}: ", said, (new, said))
            self.assertIn(words, said.split(f":{place}: ")[1].split("\n")[0])
            self.assertIn("1 fault\n", said)

    def test_what_does_not_belong_in_a_chat_answer_is_told(self):
        for text, place, words in (
                ("* a\n" * 9 + "* b", "21:1", "more than 8 bullets"), ("- a\n" + "  - b\n" * 8, "21:3", "more than 8 bullets"),
                ("Head\n====", "14:1", "headings do not belong"), (" ## Head", "13:2", "headings do not belong"),
                ("| a | b |", "13:1", "tables do not belong"), ("```", "13:1", "blocks of code do not belong"),
                ("- ![x](https://example.org/a.png)", "13:3", "pictures do not belong"), ("- a <b>x</b>", "13:5", "HTML does not belong"),
                ("- [x](javascript:alert)", "13:7", "a link without a web address"), ("- [x]()", "13:7", "a link without a web address")):
            self.answer("- Sip cold water.", text)
            said = self.check()
            self.assertIn(f"symptom.hiccups.md:{place}: ", said, text)
            self.assertIn(words, said.split(f":{place}: ")[1].split("\n")[0], text)
        self.answer("- Sip cold water.", "- Less than 5 < 6 drops, a * b, and # 1.")
        self.assertEqual(self.check(), "")

    def test_an_answer_that_says_nothing_is_told(self):
        for body in ("", "\n\n", "{{> no}}"):
            self.write("mine/responses/en/fragments/no.md", "")
            self.write("mine/responses/en/symptom.hiccups.md", ANSWER.split("---\n")[1].join(["---\n", "---\n"]) + body)
            self.assertIn("the answer says nothing\n", self.check(), repr(body))

    def test_an_amount_of_a_medicine_is_told(self):
        for text, place in (("Take 5 mg.", "13:8"), ("Up to 0.5mg, no more.", "13:9"), ("(300 \u00b5g)", "13:4"),
                            ("**20** 10\u00a0Milligrams", "13:10"), ("A 10-mcg dose", "13:5")):
            self.answer("Sip cold water.", text)
            self.assertIn(f"symptom.hiccups.md:{place}: an amount of a medicine does not belong", self.check(), text)
        self.answer("title: Hiccups", "title: 5 mg of it")
        self.assertIn("symptom.hiccups.md:2:8: an amount of a medicine", self.check())
        for text in ("Walk 5 minutes, 200 ml, and 2 mgx. See [it](https://example.org/5-mg-of-it).", "Mg 5."):
            self.answer("Sip cold water.", text)
            self.assertEqual(self.check(), "", text)

    def test_too_many_sources_and_odd_titles_are_told(self):
        source = "  - title: A\n    url: https://example.org/\n"
        self.answer("sources:\n", "sources:\n" + 4 * source)
        self.assertIn("symptom.hiccups.md:4:3: the answer names 5 sources, at most 4 are wanted\n", self.check())
        for title, words in (('"  "', "the answer has no title"), ('"a\\nb"', "the title must be one line"),
                             ("x" * 76, "at most 75 characters")):
            self.answer("title: Hiccups", "title: " + title)
            self.assertIn("symptom.hiccups.md:2:8: ", self.check())
            self.assertIn(words, self.check())

    def test_a_slot_that_does_not_end_is_told(self):
        self.answer("Sip cold water.", "Call {{clinic} at once.")
        said = self.check()
        self.assertIn("symptom.hiccups.md:13:8: this slot does not end\n", said)


class Texts(Overlay):
    """What several answers share: a hole in it would be said."""

    def told(self, name, text, *faults):
        path = self.write(f"mine/responses/en/{name}", text)
        said = self.check()
        for place, words, hint in faults:
            self.assertIn(f"mine/responses/en/{name}:{place} {words}", said)
            self.assertIn(f"hint: {hint}", said)
        path.unlink()
        return said

    def test_local_facts(self):
        said = self.told("locals.yaml", 'emergency_numer: 112\ncrisis_line: ""\nclinic:\noperator: "a\\nb"\nhelpline: call {{operator}}\n',
                         ("1:1:", "no answer says {{emergency_numer}}", "did you mean `emergency_number`?"),
                         ("2:14:", "`crisis_line` is empty", "write it, or remove the line"),
                         ("3:8:", "`clinic` is empty", "write it, or remove the line"),
                         ("4:11:", "`operator` must be one line", "write a phrase"),
                         ("5:11:", "nothing is filled into a local fact", "write the words themselves"))
        self.assertIn("5 faults\n", said)
        self.told("locals.yaml", "- clinic\n", ("1:1:", "local facts must be a map", "write `name: what is said` lines"))
        self.told("locals.yaml", "the clinic\n", ("1:1:", "local facts must be a map", "write `name: what is said` lines"))

    def test_a_local_fact_of_ones_own(self):
        self.write("mine/responses/en/locals.yaml", "ward: ward 7\n")
        self.write("mine/responses/en/symptom.hiccups.md", ANSWER.replace("Sip cold water", "Tell {{ ward }}"))
        self.assertEqual(self.check(), "")

    def test_fragments(self):
        self.told("fragments/no-stop.md", "Take 5 mg.\n", ("1:6:", "an amount of a medicine", "leave it out"))
        self.told("fragments/lots.md", "I am lost.\n", ("", 'the fragment "lots" is used nowhere', "the lines around answers"))
        self.told("fragments/no-stop.md", "See {{> disclaimer}}\ncaf\u00e9 {{nosuch}} {{clinic",
                  ("1:5:", "a fragment cannot hold another one", "write its words here"),
                  ("2:6:", "unknown slot {{nosuch}}", "slots are named in locals.yaml"),
                  ("2:17:", "this slot does not end", "write }} behind its name"))
        self.told("fragments/lost.md", b"caf\xe9\n", ("1:4:", "the text is not valid UTF-8", "save the file as UTF-8"))
        self.told("fragments/lost.md", b"a\0b\n", ("1:2:", "the text is not valid UTF-8", "save the file as UTF-8"))
        self.told("fragments/lost.md", b"\xef\xbb\xbfLost\n", ("1:1:", "a byte order mark", "save the file as UTF-8 without"))


if __name__ == "__main__":
    suite.main()
