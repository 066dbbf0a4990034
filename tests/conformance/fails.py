"""Each allocation and each write to the ledger fails in turn, on every platform: from the start
through connecting, catch-up and questions. The bot goes on, or ends with status 1 and is started
again; each question has its reply, once. With SOAK_KILLS set each of them (from FROM on), else
some."""
import itertools
import os

from behaviours import TABLE
from bot import Bot
from driver import until
from world import World

EACH = bool(os.environ.get("SOAK_KILLS"))
SOME = {"memory": (90, 150, 260, 320), "write": (5, 17, 30)}
A_WORLD = 25  # so many are tried with one server


def answered(w, questions):
    return {r.source for r in w.d.replies()} >= set(questions)


def fails(w, what, time, channels, asked):
    """False: it never came to that."""
    for c in channels:  # before it starts, for catch-up
        asked[c].append(w.d.say(c, "what is baclofen?", mention=True))
    bot = Bot(home=w.home, program="limber-faults", ready=False, LIMBER_FAIL=f"{what}:{time}",
              **w.d.env())
    w.bots.append(bot)
    bot.wait_for(("ready", "(end)"))
    for c in channels:
        asked[c].append(w.d.say(c, "what is clonus?", mention=True))
    every = [q for sources in asked.values() for q in sources]
    until(lambda: bot.process.poll() is not None or answered(w, every),
          f"its replies after {what}:{time}", 60)
    if bot.process.poll() is None:
        bot.stop()
    else:
        status = bot.ended()
        # 2: the settings could not be read; it must say why.
        assert status == 1 or (status == 2 and "memory" in "\n".join(bot.lines[1:])), \
            f"exit status {status} after {what}:{time}"
        w.bot(again=True)
        until(lambda: answered(w, every), f"replies after {what}:{time} and a new start", 60)
        w.bot().stop()
    return any("now fails" in line for line in bot.lines)


def some_fail(w, what, times):
    """Those that it came to."""
    channels = [w.d.channel()]
    asked = {c: [] for c in channels}
    w.problems_expected = True  # a frame that found no memory is not acknowledged, e.g.
    w.meet()
    reached = [time for time in times if fails(w, what, time, channels, asked)]
    for c in channels:
        w.only(c, asked[c])
        if what != "memory":  # for want of it a live message cannot wait for older ones
            w.in_order(c, asked[c])
    return reached


def in_turn(what):
    def failing(w):
        if not EACH:
            assert some_fail(w, what, SOME[what]), "it never came to any"
            return
        for first in itertools.count(int(os.environ.get("FROM", 1)), A_WORLD):
            world = World(w.make)
            try:
                reached = some_fail(world, what, range(first, first + A_WORLD))
                world.check()
            except BaseException as e:
                raise AssertionError(f"from {what}:{first} on\n{world.logs()}") from e
            finally:
                world.close()
            if not reached:
                print(f"{w.d.name}: {what} failed {first - 1} times at most", flush=True)
                return

    TABLE.append((f"{what} fails", failing))


for name in SOME:
    in_turn(name)
