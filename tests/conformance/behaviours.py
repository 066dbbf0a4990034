"""What every adapter must do, one function each. `w` is a World: a server behind its driver
(w.d), and a bot (w.bot()).

Each ends with the check that holds for all: every question has exactly one reply, in its
thread, pinging nobody, and the server had nothing to complain of."""
import json
import os
import subprocess
import time

from bot import BUILD, Bot
from driver import Unsupported, until

TABLE = []


def behaviour(function):
    TABLE.append((function.__name__.replace("_", " "), function))
    return function


# -- what is asked and answered

@behaviour
def mention(w):
    c = w.d.channel()
    w.d.say(c, "good morning everyone")
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q, thread=q, word="baclofen")
    w.only(c, [q])


@behaviour
def direct_message(w):
    c = w.d.direct()
    q = w.d.say(c, "what is spasticity?")
    w.answered(q, thread="", word="spasticity")


@behaviour
def thread(w):
    c = w.d.channel()
    root = w.d.say(c, "some talk")
    w.d.say(c, "more talk", thread=root)
    q = w.d.say(c, "what is baclofen?", mention=True, thread=root)
    w.answered(q, thread=root)
    w.only(c, [q])


@behaviour
def follow_up_in_thread(w):
    c = w.d.channel()
    first = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(first, thread=first)
    second = w.d.say(c, "what are the side effects?", thread=first)
    w.answered(second, thread=first)
    w.only(c, [first, second])


@behaviour
def own_message(w):
    """The bot's posts come back to it, full of words it knows."""
    c = w.d.direct()
    q = w.d.say(c, "what is baclofen?")
    w.answered(q)
    w.steady()
    w.only(c, [q])


@behaviour
def other_bot(w):
    c = w.d.channel()
    w.d.say_as_bot(c, "what is baclofen?")
    w.still_works(c)


@behaviour
def edit(w):
    c = w.d.channel()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    w.d.edit(c, q, "what is botulinum toxin?")
    w.steady()
    w.only(c, [q])


@behaviour
def delete(w):
    c = w.d.channel()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    w.d.delete(c, q)
    w.still_works(c, None)  # with a thread's first post the replies may go, too


@behaviour
def system_message(w):
    c = w.d.channel()
    w.d.system_message(c, "what is baclofen?")
    w.still_works(c)


@behaviour
def click(w):
    c = w.d.direct()
    q = w.d.say(c, "treatment")
    reply = w.answered(q)
    before = len(w.d.replies(channel=c))
    w.d.click(reply, 1)
    until(lambda: len(w.d.replies(channel=c)) == before + 1, "a reply to the click")
    w.steady()
    assert len(w.d.replies(channel=c)) == before + 1


def pick(w, channel, reply, number):
    """Picks a choice by its button, where there are any, else by its number -> the first post
    of the reply."""
    before = len(w.d.replies(channel=channel))
    try:
        w.d.click(reply, number)
    except Unsupported:
        w.d.say(channel, str(number))
    until(lambda: len(w.d.replies(channel=channel)) > before, f"a reply to choice {number}", 30)
    return w.d.replies(channel=channel)[before]


@behaviour
def topics_by_group(w):
    """Help, a group, its next page, a topic, also over a restart in between."""
    c = w.d.direct()
    groups = w.answered(w.d.say(c, "help"))
    page = pick(w, c, groups, 5)
    assert "medicines" in page.text.lower() and "1/2" in page.text, page.text
    w.bot().stop()
    w.bot(again=True)
    page = pick(w, c, page, 8)
    assert "2/2" in page.text, page.text
    topic = pick(w, c, page, 1)
    assert "side effects of baclofen" in topic.text.lower(), topic.text
    w.steady()
    assert len({r.source for r in w.d.replies(channel=c)}) == 4, w.d.replies(channel=c)


@behaviour
def remarks(w):
    """What is said about the last answer: its sources, more, and that it did not help."""
    c = w.d.direct()
    w.answered(w.d.say(c, "what is baclofen?"))
    w.answered(w.d.say(c, "sources"), word="nhs")
    more = w.answered(w.d.say(c, "more"))
    assert "medicines" in str(more.raw).lower(), more.raw
    w.answered(w.d.say(c, "that didn't help"), word="sorry")
    w.bot().stop()
    done = subprocess.run([os.path.join(BUILD, "limber"), "report", "--json", "--ledger",
                           os.path.join(w.home, "l.db")], capture_output=True, text=True,
                          timeout=60, check=True)
    total = json.loads(done.stdout)["total"]
    assert total["unhelpful"] == 1 and total["messages"]["suggested"] == 0, total


@behaviour
def feedback(w):
    c = w.d.direct()
    reply = w.answered(w.d.say(c, "what is baclofen?"))
    w.d.verdict(reply, True)
    w.bot().wait_log(" feedback ")
    w.d.verdict(reply, False)
    w.bot().wait_log(" feedback ", count=2)
    w.steady()
    assert len(w.d.replies(channel=c)) == 1


# -- what comes twice, or late

@behaviour
def duplicate_delivery(w):
    c = w.d.channel()
    q = w.d.say(c, "what is baclofen?", mention=True, times=4)
    w.answered(q)
    w.steady()
    w.only(c, [q])


@behaviour
def redelivery_after_a_lost_acknowledgement(w):
    c = w.d.channel()
    w.bot()
    w.d.lose_acks(2)
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    until(lambda: w.d.waiting() == 0, "every delivery is acknowledged at last")
    w.steady()
    w.only(c, [q])


@behaviour
def catch_up_over_three_pages(w):
    """Asked while nobody listened: first, in the middle, last, much talk between."""
    c = w.d.channel()
    w.bot().stop()
    w.d.small_pages(6)
    size = w.d.page_size()
    asked = []
    for _ in range(2):
        asked.append(w.d.say(c, "what is baclofen?", mention=True, quiet=True))
        for i in range(size):
            w.d.say(c, f"talk {i}", quiet=True)
    asked.append(w.d.say(c, "what is clonus?", mention=True, quiet=True))
    w.bot(again=True)
    for q in asked:
        w.answered(q)
    w.only(c, asked)
    w.in_order(c, asked)


@behaviour
def missed_and_edited(w):
    """Put right before Limber ever saw it: it was never answered."""
    c = w.d.direct()
    w.answered(w.d.say(c, "what is clonus?"))
    w.bot().stop()
    q = w.d.say(c, "what is baclofn?")
    w.d.edit(c, q, "what is baclofen?")
    w.bot(again=True)
    w.answered(q, word="baclofen")
    w.d.edit(c, q, "what is botulinum toxin?")
    w.answered(w.d.say(c, "what is spasticity?"))


@behaviour
def missed_in_a_thread(w):
    c = w.d.channel()
    first = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(first)
    w.bot().stop()
    second = w.d.say(c, "what are the side effects?", thread=first, quiet=True)
    w.bot(again=True)
    w.answered(second, thread=first)
    w.only(c, [first, second])


# -- sockets

@behaviour
def resume(w):
    """A break, with a question inside it."""
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.cut()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    w.steady()


@behaviour
def refusal_to_resume(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.refuse_resume()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    w.steady()


@behaviour
def asked_to_reconnect(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    most = w.d.refresh()
    assert most is None or most == 2, f"{most} sockets at once: the successor comes first"
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    if most:
        assert not [line for line in w.bot().lines if " down " in line], "it was never away"


@behaviour
def server_restart(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.stop_server()
    q = w.d.say(c, "what is baclofen?", mention=True)
    time.sleep(1)
    w.d.start_server()
    w.answered(q)
    w.steady()


@behaviour
def stalled_socket(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.stall(True)
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q, seconds=60)
    w.d.stall(False)
    w.steady()
    w.only(c, None)


@behaviour
def huge_frame(w):
    c = w.d.channel()
    w.bot()
    w.d.huge_frame()
    w.still_works(c)


@behaviour
def broken_frame(w):
    c = w.d.channel()
    w.bot()
    for text in ("{", "no JSON", '{"type":', "[]", "null", '{"type":1,"event":2}', "",
                 '{"a":"\\u0000"}', "[" * 2000):
        w.d.frame(text)
    w.still_works(c)


@behaviour
def unknown_event_type(w):
    c = w.d.channel()
    w.bot()
    w.d.unknown_event()
    w.still_works(c)


# -- posts

@behaviour
def reset_in_the_middle_of_a_post(w):
    posting_goes_wrong(w, "reset", seconds=60)


@behaviour
def answer_lost_after_the_post_was_stored(w):
    posting_goes_wrong(w, "lose")


@behaviour
def limited_with_a_delay(w):
    c = w.d.channel()
    w.bot()
    w.d.post_fault("limited", retry_after=2)
    began = time.time()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    assert time.time() - began >= 2, "it did not wait as it was asked to"
    w.steady()


@behaviour
def server_errors(w):
    posting_goes_wrong(w, "error", count=2, seconds=90)


@behaviour
def server_error_after_the_post_was_stored(w):
    posting_goes_wrong(w, "broken")


@behaviour
def refused_by_a_proxy(w):
    """A page with 404, as ingresses show while the server behind them is exchanged."""
    posting_goes_wrong(w, "proxy", count=2, seconds=90)


def posting_goes_wrong(w, kind, count=1, seconds=30):
    c = w.d.channel()
    w.bot()
    w.d.post_fault(kind, count)
    first = w.d.say(c, "what is baclofen?", mention=True)
    second = w.d.say(c, "what is clonus?", mention=True)
    w.answered(first, thread=first, seconds=seconds)
    w.answered(second, thread=second, seconds=seconds)
    w.steady()
    w.in_order(c, [first, second])


@behaviour
def crash_with_posts_in_doubt(w):
    """The answer is lost, and the process with it."""
    c = w.d.channel()
    w.bot()
    w.d.post_fault("lose")
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
    w.bot().kill()
    w.bot(again=True)
    w.steady(4)
    w.only(c, [q])


@behaviour
def message_too_long(w):
    """Refused for its length: sent shorter, or set aside; the next ones go on."""
    c = w.d.channel()
    w.bot()
    w.d.post_fault("too_long")
    w.d.say(c, "what is baclofen?", mention=True)
    w.still_works(c, None)


@behaviour
def token_revoked(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.revoke()
    w.d.cut()
    assert w.bot().ended(30) == 1, "it cannot go on, and says so"
    assert "token" in w.bot().log()
    w.problems_expected = True


@behaviour
def token_expired(w):
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.expire()
    assert w.bot().ended(30) == 1, "it cannot go on, and says so"
    assert "token" in w.bot().log()
    w.problems_expected = True


@behaviour
def sessions_used_up(w):
    """It waits until it may begin a new one: one more would cost the token."""
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    w.d.use_up_sessions(3)
    w.bot().wait_log("no session can be started")
    w.bot().wait_log("connected again", 30)
    w.still_works(c, None)


@behaviour
def few_calls_allowed(w):
    """It is refused again and again, and gets through."""
    w.d.few_calls()
    channels = [w.d.channel() for _ in range(3)]
    asked = {c: [w.d.say(c, "what is clonus?", mention=True) for _ in range(5)] for c in channels}
    for c, sources in asked.items():
        for q in sources:
            w.answered(q, seconds=60)
        w.only(c, sources)
        w.in_order(c, sources)
    assert all("over the limit" in p for p in w.d.problems()), w.d.problems()
    w.problems_expected = True


@behaviour
def doctor(w):
    """`limber doctor` approves of the account; or says what only the operator can give."""
    w.d.channel()
    status, text = w.doctor()
    assert status == 0, text
    word = w.d.lack_setting()
    _, text = w.doctor()
    found = [line for line in text.splitlines() if not line.startswith("ok ")]
    assert any(word in line for line in found), text
    w.problems_expected = True


@behaviour
def missing_intent(w):
    """It may not read what people write: it cannot go on, and says what to switch on."""
    w.d.refuse_intent()
    w.bots.append(Bot(home=w.home, ready=False, **w.d.env()))
    assert w.bot().ended(30) == 1
    assert "Message Content Intent" in w.bot().log()
    w.problems_expected = True


@behaviour
def missing_scope(w):
    c = w.d.channel()
    w.bot()
    w.d.lack_scope()
    w.d.say(c, "what is baclofen?", mention=True)
    w.still_works(c, None)


@behaviour
def channel_archived(w):
    """While the reply waits to be sent."""
    gone, other = w.d.channel(), w.d.channel()
    w.bot()
    w.d.post_fault("limited", retry_after=1)
    w.d.say(gone, "what is baclofen?", mention=True)
    w.bot().wait_log("not sent yet")
    w.d.archive(gone)
    w.bot().wait_log("set aside")
    w.problems_expected = True
    w.still_works(other)


@behaviour
def channel_left(w):
    gone, other = w.d.channel(), w.d.channel()
    w.bot()
    w.d.post_fault("limited", retry_after=1)
    w.d.say(gone, "what is baclofen?", mention=True)
    w.bot().wait_log("not sent yet")
    w.d.leave(gone)
    w.bot().wait_log("set aside")
    w.problems_expected = True
    w.still_works(other)


# -- many

@behaviour
def burst_of_200_mentions(w):
    channels = [w.d.channel() for _ in range(20)]
    w.bot()
    asked = {c: [] for c in channels}
    for i in range(200):
        c = channels[i % 20]
        asked[c].append(w.d.say(c, "what is baclofen?", mention=True))
    until(lambda: len(w.d.replies()) >= 200, "200 replies", 120)
    w.steady()
    for c, sources in asked.items():
        w.only(c, sources)
        w.in_order(c, sources)


@behaviour
def two_connections_one_failing(w):
    other = w.second()
    w.bot_of(w.d, other)
    c = w.d.channel()
    w.answered(w.d.say(c, "what is clonus?", mention=True))
    other.close()
    q = w.d.say(c, "what is baclofen?", mention=True)
    w.answered(q)
