#!/usr/bin/env python3
"""Scores `limber ask --jsonl` over labelled messages and holds the floors of floors.txt.

  score.py questions NAME FILE...        labelled messages (JSON lines, see README.md)
  score.py negatives NAME FILE           one unaddressed channel message a line: any reply is false
  score.py facts NAME MUST.tsv... TOPICS.tsv   every topic's answer holds what it must

  --limber COMMAND   the program to ask (default build/limber)
  --show N           list up to N failures of each kind
  --unlearned        leave out messages that the bot learned from (intents/*.tsv)

NAME says which floors apply. Prints the figures, one line per floor, and `N passed, N failed`.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

FLOORS = pathlib.Path(__file__).with_name("floors.txt")
SPOKEN = ("answer", "decline", "emergency")


def ask(limber, messages):
    """One reply per message, in order; anything else is a broken contract."""
    lines = "".join(json.dumps(m, ensure_ascii=False) + "\n" for m in messages)
    done = subprocess.run([limber, "ask", "--jsonl"], input=lines.encode(), stdout=subprocess.PIPE)
    replies = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    if done.returncode != 0 or [r.get("id") for r in replies] != [m["id"] for m in messages]:
        sys.exit(f"score: {limber} left {len(replies)} replies to {len(messages)} messages "
                 f"(exit {done.returncode}), or in another order")
    return replies


def lead(reply):
    """The topic the reply leads with, empty when it leads with none."""
    return reply["topics"][0] if reply.get("topics") else ""


def is_right(question, reply):
    """Whether the bot did what the label asks for."""
    wanted, topic = question["action"], lead(reply)
    accepted = question["accept"]
    if wanted == "ignore":
        return reply["action"] == "ignore"
    if wanted == "suggest":
        return reply["action"] == "suggest" and bool(set(reply.get("suggestions", [])) & set(accepted))
    if wanted == "emergency":
        return reply["action"] == "emergency" and topic.startswith("urgent.")
    if reply["action"] not in SPOKEN:
        return False
    if wanted == "decline":
        return topic.startswith("safety.") or (topic.startswith("urgent.") and topic in accepted)
    return topic in accepted


def is_wrong(question, reply):
    """Spoke with a topic that would not satisfy the asker. False replies count under ignore."""
    return (question["action"] != "ignore" and reply["action"] in SPOKEN
            and lead(reply) not in question["accept"] and not is_right(question, reply))


def is_false_alarm(question, reply):
    return (lead(reply).startswith("urgent.") and question["action"] != "emergency"
            and not any(a.startswith("urgent.") for a in question["accept"]))


def percent(part, whole):
    return round(100.0 * part / whole, 2) if whole else None


class Failures:
    """Keeps the first few failures of each kind for the reader."""

    def __init__(self, limit):
        self.limit, self.seen = limit, collections.Counter()

    def note(self, kind, text, detail):
        self.seen[kind] += 1
        if self.seen[kind] <= self.limit:
            print(f"  {kind}: {text[:120]!r} {detail}")


def learned_texts():
    """What the bot learned from, one text a line after the topic."""
    intents = pathlib.Path(__file__).parents[2] / "intents"
    lines = (line.split("\t") for file in intents.glob("*.tsv") for line in file.open(encoding="utf-8"))
    return {fields[1].strip().lower() for fields in lines if len(fields) > 1}


def score_questions(args, failures):
    questions = [json.loads(line) for name in args.files for line in open(name, encoding="utf-8")]
    if args.unlearned:
        learned = learned_texts()
        questions = [q for q in questions if q["text"].strip().lower() not in learned]
    keys = ("id", "text", "context", "after")
    replies = ask(args.limber, [{k: q[k] for k in keys if k in q} for q in questions])
    total, right = collections.Counter(), collections.Counter()
    wrong = alarms = 0
    for q, r in zip(questions, replies):
        good = is_right(q, r)
        # Styles and contexts are those of lines that are due an answer.
        kinds = [q["action"]] + ([q["style"], "in " + q["context"]] if q["action"] == "answer" else [])
        total.update(kinds)
        right.update(kinds if good else [])
        wrong += is_wrong(q, r)
        alarms += is_false_alarm(q, r)
        detail = f"[{q['context']}] due {q['action']} {q['accept']}, got {r['action']} " \
                 f"{r['topics']} {r.get('suggestions', [])} ({q['id']})"
        if is_false_alarm(q, r):
            failures.note("false alarm", q["text"], detail)
        if not good:
            failures.note("wrong" if is_wrong(q, r) else q["action"], q["text"], detail)
    figures = {
        "lines": len(questions),
        "top1": percent(right["answer"], total["answer"]),
        "wrong": percent(wrong, len(questions) - total["ignore"]),
        "alarms": round(1000.0 * alarms / len(questions), 2),
    }
    figures.update({k: percent(right[k], total[k]) for k in ("emergency", "decline", "suggest", "ignore")})
    figures.update({k: percent(right[k], total[k]) for k in sorted(total) if k not in figures and k != "answer"})
    return figures


def score_negatives(args, failures):
    lines = [line for name in args.files for line in open(name, encoding="utf-8").read().splitlines() if line]
    replies = ask(args.limber, [{"id": str(n), "text": t, "context": "channel"} for n, t in enumerate(lines)])
    spoken = 0
    for text, reply in zip(lines, replies):
        if reply["action"] != "ignore":
            spoken += 1
            failures.note("false reply", text, f"got {reply['action']} {reply['topics']}")
    return {"lines": len(lines), "false": spoken, "false_per_1000": round(1000.0 * spoken / len(lines), 3)}


def rows(name):
    return [line.split("\t") for line in open(name, encoding="utf-8").read().splitlines()[1:] if line.strip()]


def score_facts(args, failures):
    topics = [row[0] for row in rows(args.files[-1])]
    musts = [row for name in args.files[:-1] for row in rows(name)]
    # A topic's id alone brings its answer: buttons and suggestions pick it that way.
    replies = dict(zip(topics, ask(args.limber, [{"id": t, "text": t, "context": "dm"} for t in topics])))
    reached = [t for t in topics if lead(replies[t]) == t]
    for topic in topics:
        if topic not in reached:
            failures.note("not reached by its id", topic, f"got {replies[topic]['topics']}")
    missing = 0
    for topic, pattern, *_ in musts:
        if not re.search(pattern, replies.get(topic, {}).get("text", ""), re.IGNORECASE):
            missing += 1
            failures.note("fact missing", topic, f"lacks /{pattern}/")
    return {"topics": len(topics), "unreached": len(topics) - len(reached), "required": len(musts),
            "missing": missing}


def hold(name, figures):
    """Compares with the floors of this set; returns how many held and how many did not."""
    held = broken = 0
    for line in FLOORS.read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split()
        if not fields or fields[0] != name:
            continue
        figure, sense, bound = fields[1], fields[2], float(fields[3])
        value = figures.get(figure)
        ok = value is not None and (value >= bound if sense == "at-least" else value <= bound)
        held, broken = held + ok, broken + (not ok)
        print(f"  {'ok  ' if ok else 'FAIL'} {figure} {value}, floor: {sense.replace('-', ' ')} {fields[3]}")
    return held, broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("questions", "negatives", "facts"))
    parser.add_argument("name")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--limber", default="build/limber")
    parser.add_argument("--show", type=int, default=5)
    parser.add_argument("--unlearned", action="store_true")
    args = parser.parse_args()
    print(f"{args.name}:")
    score = {"questions": score_questions, "negatives": score_negatives, "facts": score_facts}[args.kind]
    figures = score(args, Failures(args.show))
    print("  " + ", ".join(f"{k} {v}" for k, v in figures.items()))
    held, broken = hold(args.name, figures)
    print(f"{held} passed, {broken} failed")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
