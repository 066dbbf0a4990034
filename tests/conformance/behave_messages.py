"""What every adapter must do with messages: live, twice, late, or read back."""
import json
import os
import subprocess

from bot import BUILD
from driver import Unsupported, until
from table import behaviour

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
