"""Rocket.Chat: what people see there, and that each question has one reply whatever happens."""
import signal
import threading
import time

from case import case
from fake_rocketchat import FakeRocketChat, now_ms

import wire


def begin(c, mode="mention", **options):
    server = FakeRocketChat()
    c.servers.append(server)
    room, ann = server.room(), server.person("ann")
    bot = c.bot(LIMBER_PLATFORM="rocketchat", LIMBER_URL=server.url, LIMBER_TOKEN=server.token,
                LIMBER_USER_ID=server.bot, LIMBER_CHANNEL_MODE=mode, **options)
    return server, bot, room, ann


def again(c, server):
    return c.bot(LIMBER_PLATFORM="rocketchat", LIMBER_URL=server.url, LIMBER_TOKEN=server.token,
                 LIMBER_USER_ID=server.bot)


def once(server, sources):
    counts = [len(server.replies(s)) for s in sources]
    assert counts == [1] * len(sources), f"replies per question: {counts}"
    assert not server.refused, server.refused


@case
def rocketchat_mentions_threads_and_direct_messages(c):
    server, bot, room, ann = begin(c)
    direct = server.room("d", None)
    first = server.say(ann, room, "@limber what is baclofen")
    server.wait_reply(first)
    second = server.say(ann, room, "side effects?", tmid=first)
    server.wait(lambda: len(server.replies(first)) == 2, what="the follow-up's reply")
    assert "side effect" in server.replies(first)[1]["msg"].lower()
    server.say(ann, direct, "what is clonus")
    reply = server.wait(lambda: server.replies(room=direct), what="a direct reply")[0]
    assert "tmid" not in reply and "*" in reply["msg"]
    server.wait(lambda: server.typing > 0, what="a typing notice")
    assert server.find(second)
    bot.stop()
    once(server, [])


@case
def rocketchat_others_are_left_alone(c):
    server, _, room, ann = begin(c)
    other = server.person("otherbot", roles=["bot"])
    ask = "@limber what is clonus"
    silent = [server.say(ann, room, "good morning all"), server.say(other, room, ask),
              server.say(ann, room, ask, bot={"i": "hook"}, alias="CI"),
              server.say(ann, room, "limber", t="uj")]
    aside = server.room(name="aside")
    server.rooms[aside]["joined"] = False
    silent.append(server.say(ann, aside, ask))
    last = server.say(ann, room, ask)
    server.wait_reply(last)
    server.touch(last, reactions={":eyes:": {"usernames": ["carol"]}})
    server.touch(last, msg=ask + "!", editedAt=now_ms(), editedBy={"_id": ann})
    end = server.say(ann, room, ask)
    server.wait_reply(end)
    assert not any(server.replies(s) for s in silent)
    once(server, [last, end])


@case
def rocketchat_catches_up_after_restarts_and_cuts(c):
    server, bot, room, ann = begin(c)
    asked = [server.say(ann, room, "@limber what is clonus")]
    server.wait_reply(asked[0])
    server.drop_sockets()
    asked.append(server.say(ann, room, "@limber what is baclofen", quiet=True))
    server.wait_reply(asked[1])
    server.kill()
    asked += [server.say(ann, room, "@limber what is botox", quiet=True) for _ in range(3)]
    server.start()
    for question in asked:
        server.wait_reply(question)
    bot.stop()
    late = server.say(ann, room, "@limber what causes spasticity")
    old = server.say(ann, room, "@limber what is clonus", at=now_ms() - 3 * 86400000)
    again(c, server)
    server.wait_reply(late)
    assert not server.replies(old)
    order = [m["tmid"] for m in server.replies(room=room)]
    assert order == asked + [late], order
    once(server, asked + [late])


@case
def rocketchat_a_history_that_fails_for_a_while_is_read_later(c):
    server, bot, room, ann = begin(c)
    asked = [server.say(ann, room, "@limber what is clonus")]
    server.wait_reply(asked[0])
    bot.kill()
    asked += [server.say(ann, room, "@limber what is clonus", quiet=True) for _ in range(2)]
    answers = [(502, "<html>")] * 3 + [(200, "<html>")] * 2
    server.fault = lambda method, path, _: answers.pop(0) if path.endswith("syncMessages") and answers else None
    again(c, server)
    for question in asked:
        server.wait_reply(question, 60)
    assert not answers
    once(server, asked)


@case
def rocketchat_lost_answers_limits_and_errors_double_nothing(c):
    server, _, room, ann = begin(c)
    faults = ["lose", "reset", 500, (429, {"success": False, "error": "error-too-many-requests"},
                                     {"X-RateLimit-Reset": str(now_ms() + 500)}), (502, "<html>")]

    def fault(_method, path, _body):
        return faults.pop(0) if path.endswith("chat.sendMessage") and faults else None

    server.fault = fault
    asked = []
    for _ in range(6):
        asked.append(server.say(ann, room, "@limber what is clonus"))
    for question in asked:
        server.wait_reply(question)
    assert not faults
    once(server, asked)


@case
def rocketchat_a_burst_is_answered_in_order(c):
    server, bot, room, ann = begin(c)
    asked = [server.say(ann, room, f"@limber what is clonus ({i})") for i in range(100)]
    time.sleep(0.2)
    bot.kill()
    again(c, server)
    server.wait(lambda: len(server.replies(room=room)) >= 100, 60, "all replies")
    assert [m["tmid"] for m in server.replies(room=room)] == asked
    once(server, asked)


@case
def rocketchat_bad_frames_end_nothing(c):
    server, _, room, ann = begin(c)
    with server.changed:
        for raw in (b"{broken", b"[]", b'{"msg":"changed","collection":"stream-room-messages"}',
                    b'{"msg":"changed","collection":"stream-room-messages","fields":{"eventName":'
                    b'"__my_messages__","args":[null,5]}}', b'{"msg":"new"}', b"x" * (9 << 20)):
            server.send(wire.frame(wire.TEXT, raw))
    question = server.say(ann, room, "@limber what is clonus")
    server.wait_reply(question)
    once(server, [question])


@case
def rocketchat_a_refused_token_is_explained(c):
    server, bot, room, ann = begin(c)
    server.wait_reply(server.say(ann, room, "@limber what is clonus"))
    server.token = "another"
    server.drop_sockets()
    assert bot.ended(20) == 1
    assert "personal access token" in bot.log().lower()
    assert "token-of-the-bot" not in bot.log()


@case
def rocketchat_a_silent_server_is_left_and_found_again(c):
    server, bot, room, ann = begin(c)
    server.wait_reply(server.say(ann, room, "@limber what is clonus"))
    server.stall()
    question = server.say(ann, room, "@limber what is baclofen", quiet=True)
    threading.Timer(1, server.flowing.set).start()
    server.drop_sockets()
    server.wait_reply(question, 30)
    bot.signal(signal.SIGTERM)
    assert bot.ended() == 0
    once(server, [question])


@case
def rocketchat_in_a_direct_room_of_several_it_answers_when_named(c):
    server, bot, room, ann = begin(c)
    bot.stop()
    group = server.room("d", "ann, bob")
    again(c, server)
    first = server.say(ann, room, "@limber what is clonus")
    server.wait_reply(first)
    silent = server.say(ann, group, "what is baclofen")
    last = server.say(ann, group, "@limber what is botox")
    server.wait_reply(last)
    assert not server.replies(silent)
    once(server, [first, last])
