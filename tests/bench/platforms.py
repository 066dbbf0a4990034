"""Each adapter against its server: how many questions a second from frame to post, what one
costs, and how long a reply takes at a steady rate. Beside it stands the limit: constant_bot.c,
the same adapters and loop with a constant answer, without ledger and engine."""
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "conformance"), str(HERE.parent / "e2e")]

import drive_discord  # noqa: E402
import drive_mattermost  # noqa: E402
import drive_rocketchat  # noqa: E402
import drive_slack  # noqa: E402
from bot import Bot  # noqa: E402
from driver import until  # noqa: E402
from usage import cpu_seconds  # noqa: E402
from world import World  # noqa: E402

PLATFORMS = [m.Driver for m in (drive_slack, drive_discord, drive_mattermost, drive_rocketchat)]
BURST, BURSTS = 200, 6  # a server may keep some 250 events for a socket that does not read
RATE, STEADY_SECONDS = 300, 4
RATIO_MOST = 8  # of CPU, against the limit


class Measured(World):
    """A server, and a bot of either kind that is ready."""

    def __init__(self, make, program):
        super().__init__(make)
        d = self.d
        d.before_first_say = None
        d.without_limits()
        env = {**d.env(), "LIMBER_PING": "60s", "LIMBER_LOG": "warn"}
        if program != "limber":
            env.pop("LIMBER_LOG")
        self.bots.append(Bot(home=self.home, program=program, ready=False, **env))
        many = 2 * RATE if d.name != "mattermost" else BURST
        self.channels = [d.direct() if d.name == "mattermost" else d.channel()
                         for _ in range(many)]
        self.meet()
        time.sleep(1)

    def meet(self):
        """Asks until there is a reply: not every platform tells a bot what was said before it came."""
        asked, last = [], 0

        def replied():
            nonlocal last
            if time.time() - last > 2:
                asked.append(self.ask(len(asked)))
                last = time.time()
            return any(self.d.replies(source=q) for q in asked)

        until(replied, "the first reply", 60)

    def ask(self, i):
        direct = self.d.name == "mattermost"
        return self.d.say(self.channels[i % len(self.channels)], "what is clonus?",
                          mention=not direct)

    def posts(self):
        return {r.source: self.d.posted_ms(r) for r in self.d.replies()}

    def wait_all(self, asked):
        until(lambda: set(asked) <= self.posts().keys(), f"{len(asked)} replies", 60)
        posts = self.posts()
        return [posts[q] for q in asked]


def throughput(make, program):
    """Questions a second, and CPU milliseconds of the bot for each: the best of some bursts
    that lie ready when the socket is let go."""
    rates, costs, world = [], [], Measured(make, program)
    pid = world.bots[0].process.pid
    try:
        for burst in range(BURSTS):
            world.d.stall(True)
            asked = [world.ask(burst * BURST + i) for i in range(BURST)]
            cpu, began = cpu_seconds(pid), time.time() * 1000
            world.d.stall(False)
            rates.append(BURST / (max(world.wait_all(asked)) - began) * 1000)
            costs.append((cpu_seconds(pid) - cpu) / BURST * 1000)
            time.sleep(1)
    finally:
        world.close()
    return max(rates), min(costs)


def latency(make):
    """Milliseconds from question to reply at RATE questions a second: median and p99; and the
    rate that was kept."""
    world, asked = Measured(make, "limber"), {}
    try:
        # After a connection live messages may wait until what was missed before them is read.
        world.wait_all([world.ask(i) for i in range(len(world.channels))])
        time.sleep(2)
        began = time.perf_counter()
        for i in range(RATE * STEADY_SECONDS):
            pause = began + i / RATE - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            now = time.time() * 1000
            asked[world.ask(i)] = now
        took = sorted(at - now for at, now in zip(world.wait_all(asked), asked.values()))
        rate = len(asked) / (time.perf_counter() - began)
    finally:
        world.close()
    return took[len(took) // 2], took[len(took) * 99 // 100], rate


def main():
    """A line for each platform; whether its bar is held."""
    kept = []
    print(f"{'':<11} {'a second':>9} {'limit':>7} {'ratio':>6} {'CPU ms':>8} {'limit':>7} "
          f"{'ratio':>6} {'p50 ms':>8} {'p99 ms':>8}  at")
    for make in PLATFORMS:
        rate, cost = throughput(make, "limber")
        best, least = throughput(make, "bench/constant_bot")
        half, most, at = latency(make)
        kept.append(cost / least < RATIO_MOST)
        print(f"{make.name:<11} {rate:9.0f} {best:7.0f} {rate / best:6.2f} {cost:8.3f} "
              f"{least:7.3f} {cost / least:6.2f} {half:8.1f} {most:8.1f}  {at:.0f}/s"
              + ("" if kept[-1] else f"  FAIL: bar {RATIO_MOST} times the limit's CPU"),
              flush=True)
    return kept


if __name__ == "__main__":
    os.chdir(HERE.parent.parent)
    held = main()
    print(f"{held.count(True)} passed, {held.count(False)} failed")
    sys.stdout.flush()
    os._exit(False in held)
