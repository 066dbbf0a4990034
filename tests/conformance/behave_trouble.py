"""What every adapter must do when sockets, posts or its rights fail, and when much is asked at once."""
import time

from bot import Bot
from driver import until
from table import behaviour

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
