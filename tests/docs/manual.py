#!/usr/bin/env python3
"""What is written about commands and the log is what the program does. Ends with "N passed, N failed"."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"
PAGES = ROOT / "docs/man"
COMPLETION = ROOT / "deploy/limber.bash"
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])\b")
USUAL = {"-h", "--help"}


def told(*args):
    return subprocess.run([LIMBER, *args], capture_output=True, text=True, timeout=60, check=True).stdout


def commands():
    """Name -> summary, as `limber --help` lists them."""
    return dict(re.findall(r"^  ([a-z]+) +(.*)", told("--help"), re.M))


def options_in_help(command):
    return set(OPTION.findall(told(command, "--help"))) - USUAL


def options_in_page(command):
    items = re.findall(r"^\.It (Fl .*)", (PAGES / f"limber-{command}.1").read_text(), re.M)
    return {"-" + name for item in items for name in re.findall(r"\bFl (\S+)", item)}


def completed(*words):
    """What the shell would offer for the last of the words."""
    script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _limber; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, COMPLETION, "limber", *words], capture_output=True, text=True,
                          timeout=20, check=True)
    return set(done.stdout.split())


class Manual(unittest.TestCase):
    def test_every_command_has_a_page_and_no_page_is_left_over(self):
        self.assertEqual({f"limber-{c}.1" for c in commands()} | {"limber.1"}, {p.name for p in PAGES.glob("*")})

    def test_the_overview_names_every_command(self):
        overview = (PAGES / "limber.1").read_text()
        for command in commands():
            self.assertIn(f"\n.It Xr limber-{command} 1\n", overview)

    def test_pages_have_the_options_of_help(self):
        for command in commands():
            self.assertEqual(options_in_page(command), options_in_help(command), command)

    def test_pages_have_their_names_and_lead_to_each_other(self):
        for command in commands():
            page = (PAGES / f"limber-{command}.1").read_text()
            self.assertIn(f"\n.Nm limber-{command}\n", page)
            self.assertIn(f"\n.Dt LIMBER-{command.upper()} 1\n", page)
        for page in PAGES.glob("*.1"):
            for name in re.findall(r"\.Xr (limber\S*) 1", page.read_text()):
                self.assertTrue((PAGES / f"{name}.1").exists(), f"{page.name}: {name}")

    def test_pages_are_well_formed(self):
        for page in sorted(PAGES.glob("*.1")):
            if shutil.which("mandoc"):
                said = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True, text=True, timeout=60,
                                      check=False).stdout
                self.assertEqual(said, "")
            for line in page.read_text().splitlines():
                self.assertEqual(line, line.rstrip(), page.name)


class Completion(unittest.TestCase):
    def test_offers_every_command(self):
        self.assertEqual(completed(""), {*commands(), "--help", "--version"})

    def test_offers_the_options_of_help(self):
        for command in commands():
            self.assertEqual(completed(command, "-") - USUAL, options_in_help(command), command)

    def test_offers_words_where_an_option_wants_one(self):
        self.assertEqual(completed("init", "--platform", ""), {"mattermost", "slack", "discord", "rocketchat"})
        self.assertEqual(completed("explain", "--context", "m"), {"mention"})


class Log(unittest.TestCase):
    def test_the_guide_lists_every_field_of_the_log(self):
        used = set()
        for source in (ROOT / "bot").rglob("*.c"):
            used |= set(re.findall(r'\blog_(?:text|int)\("(\w+)"', source.read_text()))
        page = (ROOT / "docs/monitoring.md").read_text().split("| field | meaning |")[1]
        listed = {name for row in re.findall(r"^\| (`.*?) \| ", page, re.M) for name in re.findall(r"`(\w+)`", row)}
        own = {"time", "level", "part", "event"}  # a field of that name gets a "_" at its end
        self.assertEqual({name + "_" if name in own else name for name in used}, listed)


if __name__ == "__main__":
    suite.main()
