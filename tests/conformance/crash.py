"""The crash matrix on every platform: the bot dies at each step of a message's way
(bot/base/crash.h) and is started again; the questions have their replies, each once, in
order. With SOAK_KILLS set, at the first to the twentieth time of each step."""
import os
import signal

from behaviours import TABLE
from bot import Bot
from driver import until

STEPS = ("frame", "claim.after", "write.before", "write.after", "commit.before",
         "commit.after", "ack.before", "ack.after", "post.before", "post.after",
         "answer.before", "answer.after")
TIMES = range(1, 21) if os.environ.get("SOAK_KILLS") else (2,)
QUESTIONS = 3


def ask_and_die(w, step, time, channels, asked):
    bot = Bot(home=w.home, program="limber-faults", ready=False,
              LIMBER_CRASH=f"{step}:{time}", **w.d.env())
    w.bots.append(bot)
    bot.wait_for(("ready", "(end)"))
    for _ in range(QUESTIONS):
        for c in channels:
            asked[c].append(w.d.say(c, "what is clonus?", mention=True))

    def over():
        return bot.process.poll() is not None or \
            all(w.d.replies(source=q) for c in channels for q in asked[c])

    until(over, f"its death at {step}:{time}")
    if bot.process.poll() is None:
        bot.signal(signal.SIGTERM)
    status = bot.ended()
    assert status in (0, -signal.SIGKILL), f"exit status {status}"
    return status != 0


def matrix(step):
    def dying(w):
        channels = [w.d.channel(), w.d.channel()]
        asked = {c: [] for c in channels}
        died = 0
        w.meet()
        for time in TIMES:
            died += ask_and_die(w, step, time, channels, asked)
            bot = w.bot(again=True)
            for c in channels:
                for q in asked[c]:
                    w.answered(q, seconds=60)
            bot.stop()
        assert died, f"it never came to {step}"
        for c in channels:
            w.only(c, asked[c])
            w.in_order(c, asked[c])

    TABLE.append((f"death at {step}", dying))


for name in STEPS:
    matrix(name)
