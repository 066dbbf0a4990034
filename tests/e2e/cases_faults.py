"""Servers that die, stall, lie and lose answers: each question is answered once all the same."""
import contextlib
import os
import re
import sqlite3
import time

import wire
from case import case, in_order, once


@case
def a_server_that_dies_and_comes_back(c):
    server, bot, channel, ann = c.room()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    server.kill()
    meanwhile = [server.say(ann, channel, "@limber what is baclofen") for _ in range(3)]
    server.start()
    server.wait(lambda: len(server.replies()) == 4, what="the replies")
    once(server, meanwhile)
    in_order(server, meanwhile, channel)
    bot.wait_log("connected again")
    bot.stop()


@case
def a_server_that_is_not_there_yet(c):
    server = c.server()
    channel, ann = server.channel(), server.person("ann")
    server.kill()
    bot = c.bot(server, ready=False)
    bot.wait_log("reconnecting")
    question = server.say(ann, channel, "@limber what is clonus")
    server.start()
    bot.wait_log("ready")
    server.wait_reply(question)
    once(server, [question])


@case
def a_name_that_is_not_known_is_tried_again(c):
    bot = c.bot(ready=False, LIMBER_PLATFORM="mattermost", LIMBER_TOKEN="x",
                LIMBER_URL="https://chat.invalid")
    line = bot.wait_log("reconnecting", count=2)
    assert "chat.invalid" in line
    bot.stop()


@case
def a_server_that_stalls(c):
    server, _, channel, ann = c.room(LIMBER_PING="700ms")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    server.stall()
    meanwhile = [server.say(ann, channel, "@limber what is baclofen") for _ in range(3)]
    time.sleep(2.5)
    assert len(server.replies()) == 1
    server.flow()
    server.wait(lambda: len(server.replies()) == 4, what="the replies")
    time.sleep(1)
    once(server, meanwhile)


@case
def a_socket_that_breaks_is_resumed(c):
    server, bot, channel, ann = c.room()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    lists = server.requests.count(("GET", "/api/v4/users/me/channels"))
    server.drop_sockets()
    meanwhile = [server.say(ann, channel, "@limber what is baclofen") for _ in range(5)]
    server.wait(lambda: len(server.replies()) == 6, what="the replies")
    once(server, meanwhile)
    in_order(server, meanwhile, channel)
    bot.wait_log("resumed=yes")
    assert server.requests.count(("GET", "/api/v4/users/me/channels")) <= lists + 1


@case
def a_deaf_socket_is_noticed(c):
    server, bot, channel, ann = c.room(LIMBER_PING="500ms", LIMBER_QUIET="1s")
    bot.wait_log("mattermost caught_up")
    old = int((time.time() - 60) * 1000)
    unheard = server.say(ann, channel, "@limber what is clonus", at=old, quiet=True)
    server.wait_reply(unheard)
    bot.wait_log("deaf")
    once(server, [unheard])


@case
def an_answer_that_is_lost_makes_no_double(c):
    server, _, channel, ann = c.room()
    server.fault = lambda method, path, body: "lose" if path.endswith("/posts") and \
        method == "POST" else None
    asked = [server.say(ann, channel, "@limber what is clonus") for _ in range(3)]
    server.wait(lambda: server.replies(asked[0]), what="the first reply")
    server.wait(lambda: len(server.replies()) == 3, what="all replies")
    time.sleep(2.5)
    server.fault = None
    time.sleep(1.5)
    once(server, asked)
    in_order(server, asked, channel)


@case
def a_reset_before_anything_is_stored(c):
    server, _, channel, ann = c.room()
    tries = []

    def fault(method, path, body):
        if method == "POST" and path.endswith("/posts"):
            tries.append(path)
            return "reset" if len(tries) <= 2 else None
        return None

    server.fault = fault
    question = server.say(ann, channel, "@limber what is clonus")
    server.wait_reply(question)
    assert len(tries) == 3
    once(server, [question])


@case
def a_rate_limit_with_retry_after(c):
    server, _, channel, ann = c.room()
    tries = []

    def fault(method, path, body):
        if method == "POST" and path.endswith("/posts"):
            tries.append(time.time())
            if len(tries) <= 2:
                return 429, "limit exceeded\n", {"Retry-After": "2",
                                                 "Content-Type": "text/plain"}
        return None

    server.fault = fault
    asked = [server.say(ann, channel, "@limber what is clonus") for _ in range(5)]
    server.wait(lambda: len(server.replies()) == 5, what="the replies")
    once(server, asked)
    in_order(server, asked, channel)
    assert tries[1] - tries[0] > 1.9 and tries[2] - tries[1] > 1.9, "too impatient"


@case
def errors_500_stored_or_not(c):
    server, _, channel, ann = c.room()
    tries = []

    def fault(method, path, body):
        if method == "POST" and path.endswith("/posts"):
            tries.append(path)
            if len(tries) == 1:
                return 500, {"id": "", "message": "hardened"}, None  # not stored
            if len(tries) == 3:
                return 500  # stored, and says it failed
        return None

    server.fault = fault
    asked = [server.say(ann, channel, "@limber what is clonus") for _ in range(3)]
    server.wait(lambda: len(server.replies()) == 3, what="the replies")
    time.sleep(1.5)
    once(server, asked)
    in_order(server, asked, channel)


@case
def a_token_that_is_wrong_ends_it_with_what_to_do(c):
    server = c.server()
    bot = c.bot(server, ready=False, LIMBER_TOKEN="not-the-token")
    assert bot.ended() == 1
    assert "new token" in bot.log() and "not-the-token" not in bot.log()


@case
def a_token_that_is_revoked_ends_it_and_keeps_the_reply(c):
    server, bot, channel, ann = c.room(LIMBER_PING="500ms")
    good, server.token = server.token, "another"
    question = server.say(ann, channel, "@limber what is clonus")
    assert bot.ended() == 1
    assert "new token" in bot.log()
    server.token = good
    c.bot(server)
    server.wait_reply(question)
    once(server, [question])


@case
def broken_and_huge_frames(c):
    server, bot, channel, ann = c.room()
    for bad in (b"{", b'{"event":', b"[]", b"null", b'"text"', b"\xff\xfe",
                b'{"event":"posted","seq":1e99}', b'{"seq_reply":"x"}'):
        server.raw(wire.frame(wire.TEXT, bad))
    server.raw(wire.frame(2, b"binary"))
    server.raw(wire.frame(wire.PING, b"are you there"))
    server.raw(wire.frame(wire.TEXT, b'{"event":"x","data":"' + b"a" * (9 << 20) + b'"}'))
    server.raw(wire.frame(wire.TEXT, b"[" * 100000))
    time.sleep(0.5)
    assert bot.process.poll() is None
    question = server.say(ann, channel, "@limber what is clonus")
    server.wait_reply(question)
    server.frames_out = lambda payload: wire.fragments(payload, 7)
    question = server.say(ann, channel, "@limber what is baclofen")
    server.wait_reply(question)
    once(server, [question])


@case
def a_gap_in_the_numbers_is_repaired(c):
    server, bot, channel, ann = c.room()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    lost = []

    def swallow(payload):
        if b"baclofen" in payload and b"posted" in payload and not lost:
            lost.append(payload)
            return b""
        return None

    server.frames_out = swallow
    asked = [server.say(ann, channel, "@limber what is baclofen"),
             server.say(ann, channel, "@limber what is spasticity")]
    server.wait(lambda: all(server.replies(s) for s in asked), what="both replies")
    assert lost
    once(server, asked)


@case
def a_deleted_question_is_not_answered(c):
    server, bot, channel, ann = c.room()
    patience = [True]

    def fault(method, path, body):
        if patience[0] and method == "POST" and path.endswith("/posts"):
            return 429, "limit exceeded\n", {"Retry-After": "1"}
        return None

    server.fault = fault
    first = server.say(ann, channel, "@limber what is clonus")
    bot.wait_log("not sent yet")
    second = server.say(ann, channel, "@limber what is baclofen")
    bot.wait_log("question=" + second)
    server.delete(second)
    bot.wait_log("set aside")
    patience[0] = False
    server.wait_reply(first)
    last = server.say(ann, channel, "@limber what is spasticity")
    server.wait_reply(last)
    assert not server.replies(second)
    once(server, [first, last])


@case
def catch_up_over_three_pages(c):
    server, bot, channel, ann = c.room()
    bot.wait_log("mattermost caught_up")
    for _ in range(2):  # two, so that there is a cursor to begin after
        server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
        time.sleep(0.01)
    bot.stop()
    asked = []
    start = server.replies()[-1]["create_at"]
    for i in range(450):
        text = "@limber what is baclofen" if i % 9 == 0 else "just talking"
        asked.append(server.say(ann, channel, text, at=start + 1 + i // 3))
    asked = asked[::9]
    c.bot(server)
    server.wait(lambda: len(server.replies()) == 2 + len(asked), what="the replies")
    time.sleep(0.5)
    once(server, asked)
    in_order(server, asked, channel)
    pages = [r for r in server.requests if r[1] == f"/api/v4/channels/{channel}/posts"]
    assert len(pages) >= 3


@case
def a_history_that_fails_for_a_while_is_read_later(c):
    server, bot, channel, ann = c.room()
    asked = [server.say(ann, channel, "@limber what is clonus")]
    server.wait_reply(asked[0])
    bot.stop()
    asked += [server.say(ann, channel, "@limber what is baclofen") for _ in range(2)]
    answers = [(502, "<html>")] * 3 + [(200, "<html>")] * 2
    server.fault = lambda method, path, body: answers.pop(0) if method == "GET" and path.endswith("/posts") and \
        answers else None
    c.bot(server)
    for question in asked:
        server.wait_reply(question, 60)
    assert not answers
    once(server, asked)


@case
def old_questions_are_not_answered(c):
    server, bot, channel, ann = c.room()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    bot.stop()
    day = 24 * 3600 * 1000
    old = [server.say(ann, channel, "@limber what is baclofen",
                      at=int(time.time() * 1000) - 2 * day + i) for i in range(5)]
    fresh = server.say(ann, channel, "@limber what is spasticity")
    c.bot(server)
    server.wait_reply(fresh)
    assert not any(server.replies(q) for q in old)


@case
def what_passed_while_it_was_away_is_said_once(c):
    server, bot, channel, ann = c.room()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    bot.stop()
    now = int(time.time() * 1000)
    with contextlib.closing(sqlite3.connect(os.path.join(c.home, "l.db"))) as db, db:
        written = now - 50 * 3600 * 1000
        db.execute("INSERT OR REPLACE INTO note VALUES('', 'written', ?, ?)", (str(written), written))
    old = [server.say(ann, channel, "@limber what is baclofen", at=now - 48 * 3600 * 1000 + i) for i in range(5)]
    fresh = server.say(ann, channel, "@limber what is spasticity")
    bot = c.bot(server)
    server.wait_reply(fresh)
    bot.stop()
    assert not any(server.replies(q) for q in old)
    said = [line for line in bot.lines if "was_away" in line]
    assert len(said) == 1 and "50 hours" in said[0], said


@case
def a_burst_of_200_mentions(c):
    server, bot, channel, ann = c.room()
    asked = [server.say(ann, channel, "@limber what is baclofen") for _ in range(200)]
    server.wait(lambda: len(server.replies()) == 200, what="200 replies")
    once(server, asked)
    in_order(server, asked, channel)
    bot.stop()


@case
def the_log_holds_no_text_and_no_token(c):
    import json
    server, bot, channel, ann = c.room(LIMBER_LOG_FORMAT="json")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus, dear marmalade"))
    bot.stop()
    for line in bot.lines:
        if line != "(end)":
            json.loads(line)
    text = "\n".join(bot.lines)
    assert "marmalade" not in text and server.token not in text
    assert re.search(r'"ready"', text)
