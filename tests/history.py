#!/usr/bin/env python3
"""A ledger as `limber run` leaves it after some weeks, for tests of what reads it.

  tests/history.py FILE    makes one with some of everything
"""
import contextlib
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"
DAY_MS = 86_400_000
TODAY = int(time.time() * 1000) // DAY_MS
UNANSWERED, DISLIKED = 0, 1


def make(path):
    """An empty ledger with its tables."""
    pathlib.Path(path).touch()
    subprocess.run([LIMBER, "forget", "--user", "nobody", "--ledger", path], check=True, capture_output=True, timeout=60)


def fill(path, counts=(), questions=()):
    """counts: (day, kind, name, topic, count); questions: (why, topic, text), all of today."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executemany("INSERT INTO tally(day, kind, name, topic, connection, count) VALUES(?, ?, ?, ?, 'one', ?)", counts)
        for i, (why, topic, text) in enumerate(questions):
            db.execute("INSERT INTO review(connection, why, source, who, topic, text, at_ms)"
                       " VALUES('one', ?, ?, 'who', ?, ?, ?)", (why, f"m{i}", topic, text, TODAY * DAY_MS + i))


def some_of_everything(path):
    dice = random.Random(1)
    topics = ("symptom.clonus", "medication.baclofen", "botulinum.overview", "trigger.night", "cause.stroke")
    make(path)
    for day in range(TODAY - 29, TODAY + 1):
        fill(path, [(day, "message", "answered", topic, dice.randint(1, 9)) for topic in topics] +
             [(day, "message", "suggested", "", dice.randint(1, 4)), (day, "latency", "000000100", "", 30),
              (day, "latency", "000002500", "", 1), (day, "incident", "disconnect", "", dice.randint(1, 2)),
              (day, "feedback", "unhelpful", topics[0], 1), (day, "feedback", "helpful", topics[1], 2)])
    fill(path, questions=[(UNANSWERED, "symptom.spasms", "why do i get hiccups all day"),
                          (UNANSWERED, "symptom.spasms", "do hiccups come from spasticity?"),
                          (UNANSWERED, "", "where do i get a blue badge"),
                          (DISLIKED, "treatment.stretching", "the stretches hurt what now")])


if __name__ == "__main__":
    some_of_everything(sys.argv[1])
