"""Everything goes wrong at once, on every platform: the bot is killed, ended, kept from the disk;
the server is away, stalls, breaks sockets, delivers twice; posts and reads fail in each way, with
and without a delay. In rounds, each with a server, a ledger and a seed of its own, which replays
it: SOAK_CHAOS of them, shared among the platforms; else a short one of a fixed seed. Live messages
wait for what was missed before them for a while only (docs/delivery.md): where sockets break again
and again the order may too, so it is not asked for here."""
import os
import random
import resource
import signal
import time

from behaviours import TABLE
from bot import Bot
from driver import Unsupported, until
from world import World

ROUNDS = (int(os.environ.get("SOAK_CHAOS", 0)) + 3) // 4
STEPS = 40 if ROUNDS else 25
QUESTIONS = ("what is clonus?", "what is baclofen?", "what is spasticity?",
             "what causes spasticity?", "tell me about botox")
POSTS = ("lose", "reset", "limited", "error", "broken", "proxy", "slow")


class Trouble:
    """A world and what goes wrong in it, by one source of chance."""

    def __init__(self, w, seed):
        self.w, self.d, self.rng = w, w.d, random.Random(seed)
        self.channels = list(dict.fromkeys(w.d.channel() for _ in range(4)))
        self.asked = {c: [] for c in self.channels}
        self.events = [self.kill, self.end, self.cut, self.stall, self.away, self.full_disk,
                       self.ask_to_reconnect, self.forget, self.frames, self.lose_acks]

    def start(self):
        """A disk that is full gives an error, no signal."""
        self.bot = Bot(home=self.w.home, ready=False, **self.d.env(),
                       before=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
        self.w.bots.append(self.bot)

    def supervise(self):
        """It may only end by itself when the disk was full as it began."""
        if self.bot.process.poll() is not None:
            status = self.bot.ended()
            assert status == 1 and "the ledger: " in self.bot.log(), f"exit status {status}"
            self.start()

    def ask(self):
        channel, again = self.rng.choice(self.channels), self.rng.random() < 0.2
        text = self.rng.choice(QUESTIONS)
        try:
            id = self.d.say(channel, text, mention=True, times=3 if again else 1)
        except Unsupported:
            id = self.d.say(channel, text, mention=True)
        self.asked[channel].append(id)

    def step(self):
        self.supervise()
        for _ in range(self.rng.randrange(6)):
            self.ask()
        if self.rng.random() < 0.6:
            self.d.post_fault(self.rng.choice(POSTS), 1 + self.rng.randrange(3),
                              retry_after=self.rng.randrange(2))
        if self.rng.random() < 0.2:
            self.d.read_fault(1 + self.rng.randrange(3))
        if self.rng.random() < 0.5:
            try:
                self.rng.choice(self.events)()
            except Unsupported:
                pass
        self.pause(0.25)

    def pause(self, most):
        time.sleep(self.rng.random() * most)

    # -- what happens to the bot
    def kill(self):
        self.bot.kill()
        self.pause(0.2)
        self.start()

    def end(self):
        """It may be told so before it listens."""
        self.bot.signal(signal.SIGTERM)
        status = self.bot.ended()
        if status == 1:
            self.supervise()
            return
        assert status in (0, -signal.SIGTERM), f"exit status {status}"
        self.start()

    def full_disk(self):
        pid, free = self.bot.process.pid, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        for _ in range(3):
            self.ask()
        self.pause(1)
        if self.bot.process.poll() is None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, free)

    # -- what happens to the server
    def cut(self):
        self.d.cut()

    def stall(self):
        self.d.stall(True)
        self.ask()
        self.pause(1.5)
        self.d.stall(False)

    def away(self):
        self.d.stop_server()
        self.ask()
        self.pause(0.5)
        self.d.start_server()

    def ask_to_reconnect(self):
        self.d.ask_to_reconnect()

    def forget(self):
        self.d.refuse_resume()

    def frames(self):
        try:
            self.d.frame('{"broken')
            self.d.unknown_event()
        except AssertionError:
            pass  # nobody is connected

    def lose_acks(self):
        self.d.lose_acks(2)


def everything(w, seed):
    trouble = Trouble(w, seed)
    w.problems_expected = True  # whoever dies leaves pings and acknowledgements out
    w.meet()
    trouble.start()
    for _ in range(STEPS):
        trouble.step()
    trouble.supervise()
    every = {q for sources in trouble.asked.values() for q in sources}
    until(lambda: {r.source for r in w.d.replies()} >= every, f"{len(every)} replies", 180)
    w.steady()
    for c, sources in trouble.asked.items():
        w.only(c, sources)
    return len(every)


def rounds(w):
    first = int(os.environ.get("SEED", time.time() if ROUNDS else 1))
    for seed in range(first, first + (ROUNDS or 1)):
        world = World(w.make)
        try:
            count = everything(world, seed)
            world.check()
            world.bots[-1].stop()
            print(f"{w.d.name} seed {seed}: {count} questions", flush=True)
        except BaseException as e:
            raise AssertionError(f"SEED={seed} PLATFORM={w.d.name} ONLY=everything "
                                 f"tests/conformance/run.sh replays it\n{world.logs()}") from e
        finally:
            world.close()


TABLE.append(("everything goes wrong at once", rounds))
