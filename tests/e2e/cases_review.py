"""What a running bot keeps for `limber report`: counts always, questions only when it is told to."""
import json
import os
import subprocess

from bot import BUILD
from case import case


def report(home):
    done = subprocess.run([os.path.join(BUILD, "limber"), "report", "--json", "--ledger", os.path.join(home, "l.db")],
                          capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def texts(groups):
    return sorted(question["text"] for group in groups for question in group["questions"])


def ask_in_vain(c, **options):
    """Ann asks what nobody knows and what is known, and dislikes that answer. The bot is left running."""
    server = c.server()
    ann = server.person("ann")
    direct = server.channel("D", f"{server.bot}__{ann}")
    bot = c.bot(server, **options)
    server.wait_reply(server.say(ann, direct, "what about the zorgle of Bartholomew, call 0123 456?"))
    reply = server.wait_reply(server.say(ann, direct, "what is baclofen"))
    bot.wait_log("replied", count=2)  # now it knows its own post
    server.react(ann, reply["id"], "-1")
    bot.wait_log("feedback")
    return server, bot, ann, direct


@case
def unanswered_and_disliked_questions_are_in_the_report_without_names(c):
    _, bot, _, _ = ask_in_vain(c, LIMBER_REVIEW="1d")
    kept = report(c.home)  # while it runs
    assert texts(kept["unanswered"]) == ["what about the zorgle of [name] call [number]?"], kept["unanswered"]
    assert texts(kept["disliked"]) == ["what is baclofen"], kept["disliked"]
    bot.stop()
    total = report(c.home)["total"]  # counts are written at the end, at the latest
    assert total["messages"]["answered"] == 1 and total["messages"]["suggested"] == 1, total
    assert total["unhelpful"] == 1, total


@case
def no_question_is_kept_unless_it_is_asked_for(c):
    _, bot, _, _ = ask_in_vain(c)
    bot.stop()
    kept = report(c.home)
    assert not kept["unanswered"] and not kept["disliked"], kept
    assert kept["total"]["replies"] == 2, kept["total"]


@case
def forget_me_forgets_questions_that_were_kept(c):
    server, _, ann, direct = ask_in_vain(c, LIMBER_REVIEW="1d")
    assert texts(report(c.home)["unanswered"])
    server.wait_reply(server.say(ann, direct, "Forget me"))
    kept = report(c.home)
    assert not kept["unanswered"] and not kept["disliked"], kept


@case
def a_lost_connection_is_in_the_report(c):
    server, bot, channel, ann = c.room()
    server.drop_sockets()
    bot.wait_log("connected again")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    bot.stop()
    assert report(c.home)["total"]["incidents"]["disconnect"] >= 1
