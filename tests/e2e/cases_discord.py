"""Discord: what people see there, and that each question has one reply whatever happens."""
from case import case
from fake_discord import FakeDiscord, now_ms

import wire

ASK = "<@900> what is clonus"


def run(c, server, **options):
    options.setdefault("LIMBER_CHANNEL_MODE", "mention")
    return c.bot(LIMBER_PLATFORM="discord", LIMBER_URL=server.api, LIMBER_TOKEN=server.token, **options)


def begin(c, **options):
    server = FakeDiscord()
    c.servers.append(server)
    channel, ann = server.channel(), server.person("ann")
    return server, run(c, server, **options), channel, ann


def once(server, sources):
    counts = [len(server.replies(s)) for s in sources]
    assert counts == [1] * len(sources), f"replies per question: {counts}"
    assert not server.refused, server.refused


@case
def discord_mentions_threads_and_direct_messages(c):
    server, bot, channel, ann = begin(c)
    first = server.say(ann, channel, ASK)
    assert "clonus" in server.wait_reply(first)["content"].lower()
    thread, direct = server.channel(11), server.channel(1)
    with server.changed:
        server.tell("THREAD_CREATE", {"id": thread, "type": 11, "guild_id": "500"})
    second = server.say(ann, thread, "<@!900>, what is baclofen?")
    server.wait_reply(second)
    third = server.say(ann, thread, "side effects?")
    assert "side effect" in server.wait_reply(third)["content"].lower()
    fourth = server.say(ann, direct, "what causes spasticity")
    server.wait_reply(fourth)
    fifth = server.say(ann, channel, "<@&777> what is botox")
    server.wait_reply(fifth)
    server.wait(lambda: server.typing > 0, what="a typing notice")
    bot.stop()
    once(server, [first, second, third, fourth, fifth])


@case
def discord_others_are_left_alone(c):
    server, _, channel, ann = begin(c)
    silent = [server.say(ann, channel, "good morning all"), server.say(ann, channel, ASK, webhook_id="1"),
              server.say(ann, channel, ASK, type=7), server.say(ann, channel, ASK, author={"id": "5", "bot": True})]
    last = server.say(ann, channel, ASK)
    server.wait_reply(last)
    with server.changed:
        message = next(m for m in server.messages if m["id"] == last)
        server.tell("MESSAGE_UPDATE", server.live(message))  # a link's preview
        server.tell("MESSAGE_CREATE", server.live(message))  # twice
    end = server.say(ann, channel, ASK)
    server.wait_reply(end)
    assert not any(server.replies(s) for s in silent)
    once(server, [last, end])


@case
def discord_a_click_is_acknowledged_and_answered(c):
    server, _, channel, ann = begin(c)
    question = server.say(ann, channel, "<@900> what is baclofen")
    reply = server.wait_reply(question)
    buttons = [b["custom_id"] for row in reply["components"] for b in row["components"]]
    choice = next(b for b in buttons if b.startswith("faq:"))
    click = server.click(ann, reply, choice)
    server.wait(lambda: any(i == click for i, _ in server.callbacks), 3, "the acknowledgement")
    server.wait(lambda: server.replies(reply["id"]), what="the choice's answer")
    server.click(ann, reply, "faq+")
    server.wait(lambda: any(b["type"] == 4 for _, b in server.callbacks), 5, "thanks")
    once(server, [question, reply["id"]])


@case
def discord_resumes_and_catches_up(c):
    server, bot, channel, ann = begin(c)
    asked = [server.say(ann, channel, ASK)]
    server.wait_reply(asked[0])
    server.drop_sockets()
    asked.append(server.say(ann, channel, ASK))  # the session's log brings it
    server.wait_reply(asked[1])
    assert server.resumes >= 1 and server.identifies == 1
    server.resumable = False
    server.drop_sockets()
    asked += [server.say(ann, channel, ASK, quiet=True) for _ in range(120)]  # two pages
    server.wait(lambda: len(server.replies(channel=channel)) >= len(asked), 60, "all replies")
    bot.stop()
    server.kill()
    old = server.say(ann, channel, ASK, at=now_ms() - 3 * 86400000, quiet=True)
    asked.append(server.say(ann, channel, ASK, quiet=True))
    server.start()
    run(c, server)
    server.wait_reply(asked[-1], 30)
    assert not server.replies(old)
    got = [m["message_reference"]["message_id"] for m in server.replies(channel=channel)]
    assert got == asked, "the order was not kept"
    once(server, asked)


@case
def discord_lost_answers_limits_and_errors_double_nothing(c):
    server, _, channel, ann = begin(c)
    limit = {"message": "You are being rate limited.", "retry_after": 0.3, "global": False}
    faults = ["lose", "reset", 500, (429, limit), (502, "<html>")]
    server.fault = lambda method, path, _: faults.pop(0) if method == "POST" and path.endswith("/messages") \
        and faults else None
    asked = [server.say(ann, channel, ASK) for _ in range(6)]
    for question in asked:
        server.wait_reply(question, 60)
    once(server, asked)


@case
def discord_killed_in_a_burst(c):
    server, bot, channel, ann = begin(c)
    asked = [server.say(ann, channel, ASK)]
    server.wait_reply(asked[0])
    asked += [server.say(ann, channel, ASK) for _ in range(60)]
    server.wait(lambda: len(server.replies(channel=channel)) > 5, what="some replies")
    bot.kill()
    run(c, server)
    server.wait(lambda: len(server.replies(channel=channel)) >= len(asked), 60, "all replies")
    assert [m["message_reference"]["message_id"] for m in server.replies(channel=channel)] == asked
    once(server, asked)


@case
def discord_a_dead_link_is_noticed_by_its_heartbeats(c):
    server = FakeDiscord()
    c.servers.append(server)
    server.interval = 400
    channel, ann = server.channel(), server.person("ann")
    bot = run(c, server)
    server.wait_reply(server.say(ann, channel, ASK))
    server.acks = False
    bot.wait_log("heartbeats")
    server.acks = True
    question = server.say(ann, channel, ASK)
    server.wait_reply(question)
    with server.changed:
        for raw in (b"{broken", b"[]", b'{"op":0,"t":"NEW","s":5,"d":null}', b'{"op":77}',
                    b'{"op":0,"t":"MESSAGE_CREATE","d":5}'):
            for session in server.sessions.values():
                server.push(session["sock"], wire.frame(wire.TEXT, raw))
    last = server.say(ann, channel, ASK)
    server.wait_reply(last)


@case
def discord_refusals_are_explained(c):
    server, bot, channel, ann = begin(c)
    server.wait_reply(server.say(ann, channel, ASK))
    server.close_with(4014)
    assert bot.ended(20) == 1
    assert "message content intent" in bot.log().lower()
    server.token = "another"
    bot = c.bot(LIMBER_PLATFORM="discord", LIMBER_URL=server.api, LIMBER_TOKEN="wrong", ready=False)
    assert bot.ended(20) == 1
    assert "reset token" in bot.log().lower() and "wrong" not in bot.log().lower().replace("is wrong", "")


@case
def discord_roles_and_threads_are_known_to_a_process_that_resumes(c):
    server, bot, channel, ann = begin(c)
    thread = server.channel(11)
    with server.changed:
        server.tell("THREAD_CREATE", {"id": thread, "type": 11, "guild_id": "500"})
    asked = [server.say(ann, thread, "<@900> what is baclofen")]
    server.wait_reply(asked[0])
    bot.kill()
    run(c, server)
    server.wait(lambda: server.resumes == 1, what="a resume")
    asked += [server.say(ann, channel, "<@&777> what is botox"), server.say(ann, thread, "side effects?")]
    for question in asked:
        server.wait_reply(question)
    once(server, asked)


@case
def discord_in_its_thread_people_also_talk_with_each_other(c):
    server, _, _, ann = begin(c)
    thread, bob = server.channel(11), server.person("bob")
    with server.changed:
        server.tell("THREAD_CREATE", {"id": thread, "type": 11, "guild_id": "500"})
    first = server.say(ann, thread, "<@900> what is baclofen")
    server.wait_reply(first)
    silent = [server.say(ann, thread, f"<@{bob}> have you tried stretching?"),
              server.say(ann, thread, f"thanks <@{bob}>, see you")]
    last = server.say(ann, thread, "side effects?")
    server.wait_reply(last)
    assert not any(server.replies(s) for s in silent)
    once(server, [first, last])


@case
def discord_a_history_that_fails_for_a_while_is_read_later(c):
    server, bot, channel, ann = begin(c)
    asked = [server.say(ann, channel, ASK)]
    server.wait_reply(asked[0])
    bot.kill()
    asked += [server.say(ann, channel, ASK) for _ in range(2)]
    with server.changed:
        server.sessions = {}  # nothing comes by itself
    errors = [500] * 5
    server.fault = lambda method, path, _: errors.pop(0) if method == "GET" and "/messages" in path and errors else None
    run(c, server)
    for question in asked:
        server.wait_reply(question, 60)
    assert not errors
    once(server, asked)


def missed_while_history_fails(c):
    """A question that only the history can tell of, which fails; and one that comes live elsewhere."""
    server, bot, channel, ann = begin(c)
    other = server.channel()
    server.wait_reply(server.say(ann, channel, ASK))
    bot.kill()
    missed = server.say(ann, channel, ASK)
    with server.changed:
        server.sessions = {}
    failed = []
    server.fault = lambda method, path, _: failed.append(path) or (500, "") if method == "GET" and "/messages" in path \
        else None
    bot = run(c, server)
    server.wait(lambda: failed, what="a look at the history")
    live = server.say(ann, other, ASK)
    server.wait_reply(live)
    return server, bot, [missed, live]


@case
def discord_killed_while_it_reads_the_history(c):
    server, bot, asked = missed_while_history_fails(c)
    bot.kill()
    server.fault = None
    run(c, server)
    server.wait_reply(asked[0])
    once(server, asked)


@case
def discord_cut_while_it_reads_the_history(c):
    server, _, asked = missed_while_history_fails(c)
    server.fault = None
    server.drop_sockets()
    server.wait_reply(asked[0], 60)
    assert server.resumes
    once(server, asked)
