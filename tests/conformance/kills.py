"""kill -9 at random moments under load, on every platform. In rounds, each with a server, a
ledger and a seed of its own, which replays it; with an odd seed answers to posts are lost too.
SOAK_KILLS kills in all, shared among the platforms; else one short round of a fixed seed."""
import os
import random
import threading
import time

from behaviours import TABLE
from bot import Bot
from driver import until
from world import World

SHARE = int(os.environ.get("SOAK_KILLS", 0)) // 4
ROUND = 10 if SHARE else 4
QUESTIONS = ("what is clonus?", "what is baclofen?", "what is spasticity?",
             "what causes spasticity?", "tell me about botox")


def talk(w, rng, channels, asked, over):
    """People write until the kills are over."""
    while not over.is_set():
        c = rng.choice(channels)
        asked[c].append(w.d.say(c, rng.choice(QUESTIONS), mention=True))
        over.wait(rng.random() * 0.1)


def killed(w, seed, count):
    rng = random.Random(seed)
    channels = list(dict.fromkeys(w.d.channel() for _ in range(8)))
    asked, over = {c: [] for c in channels}, threading.Event()
    w.meet()
    talker = threading.Thread(target=talk, args=(w, random.Random(seed + 1), channels, asked,
                                                 over))
    talker.start()
    for _ in range(count):
        if seed % 2:
            w.d.post_fault("lose")
        bot = Bot(home=w.home, ready=False, **w.d.env())
        w.bots.append(bot)
        time.sleep(0.1 + rng.random() * 0.7)
        bot.kill()
    over.set()
    talker.join()
    w.bot(again=True)
    every = {q for sources in asked.values() for q in sources}
    until(lambda: {r.source for r in w.d.replies()} >= every, f"{len(every)} replies", 180)
    w.steady()
    for c, sources in asked.items():
        w.only(c, sources)
        w.in_order(c, sources)
    return len(every)


def rounds(w):
    first = int(os.environ.get("SEED", time.time() if SHARE else 1))
    for i, done in enumerate(range(0, SHARE or ROUND, ROUND)):
        world = World(w.make)
        try:
            count = killed(world, first + i, min(ROUND, (SHARE or ROUND) - done))
            world.check()
            world.bot().stop()
            print(f"{w.d.name} seed {first + i}: {count} questions", flush=True)
        except BaseException as e:
            raise AssertionError(
                f"SEED={first + i} SOAK_KILLS={4 * ROUND} PLATFORM={w.d.name} ONLY=killed "
                f"tests/conformance/run.sh replays it\n{world.logs()}") from e
        finally:
            world.close()


TABLE.append(("killed again and again", rounds))
