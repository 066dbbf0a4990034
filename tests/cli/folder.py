"""The program, and a folder of its own for each case: in it, where a case wants them, an operator's
topic (hiccups) and a ledger."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import history  # noqa: E402
from history import DISLIKED, UNANSWERED  # noqa: E402

LIMBER = (ROOT / os.environ.get("BUILD", "build")).resolve() / "limber"

ANSWER = """---
title: Hiccups
sources:
  - title: NHS, Hiccups
    url: https://www.nhs.uk/conditions/hiccups/
reviewed: 2026-11-24
reviewer: ""
follow-ups: [symptom.spasms, urgent.doctor]
terms: [diaphragm]
---
Hiccups are short spasms of the diaphragm, the muscle under your lungs. They mostly stop by themselves.

- Sip cold water.
- Breathe slowly.

**Watch for:** see a doctor if they last more than two days.
"""

INTENT = """concepts:
  hiccups:
    kind: subject
    words: [hiccup(s|), hiccough(s|)]

intents:
  - id: symptom.hiccups
    about: [hiccups]
    patterns:
      - "{hiccups}"
    examples:
      - what are hiccups
"""

# What a ledger keeps for review.
QUESTIONS = ((UNANSWERED, "symptom.spasms", "do hiccups come from it?"), (UNANSWERED, "", "hiccups all day, what <helps> & \"how\""),
             (UNANSWERED, "", "where do i get a zorgle"), (DISLIKED, "medication.baclofen", "is baclofen good for me"))


def limber(*args, stdin="", cwd=ROOT, env=None, **options):
    """With `env`, and without what our own environment says of Limber."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LIMBER_")}
    return subprocess.run([LIMBER, *args], input=stdin, capture_output=True, timeout=120, text=True, cwd=cwd,
                          env={**clean, **(env or {})}, check=False, **options)


class Folder(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)

    def write(self, name, text=""):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def write_hiccups(self):
        """The topic in the overlay `mine`; gives its answer's path."""
        self.write("mine/intents/mine.yaml", INTENT)
        return self.write("mine/responses/en/symptom.hiccups.md", ANSWER)


class WithLedger(Folder):
    """A ledger as `limber run` leaves it."""

    def setUp(self):
        super().setUp()
        self.ledger = self.folder / "limber.db"
        history.make(self.ledger)

    def put(self, *counts, questions=()):
        history.fill(self.ledger, counts, questions)
