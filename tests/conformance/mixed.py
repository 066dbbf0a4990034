"""One process with a connection to each platform, and MIXED_MESSAGES questions of all kinds
in all of them at once: each is answered exactly once, in the order of its channel, and in the
long form the process grows by less than 2 MiB after the first tenth. Ends with "N passed,
N failed"."""
import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]
os.chdir(HERE.parent.parent)

import drive_discord  # noqa: E402
import drive_mattermost  # noqa: E402
import drive_rocketchat  # noqa: E402
import drive_slack  # noqa: E402
from driver import until  # noqa: E402
from usage import descriptors, rss_kib, settle  # noqa: E402
from world import World  # noqa: E402

MESSAGES = int(os.environ.get("MIXED_MESSAGES", 400))
PLATFORMS = [m.Driver for m in (drive_slack, drive_discord, drive_mattermost, drive_rocketchat)]
MANY, GROWTH_KIB = 5000, 2048  # fewer say nothing about memory
QUESTIONS = ("what is clonus?", "what is spasticity?", "wat is clonnus", "side effects of baclofen",
             "who won the match yesterday?", "what is a muscle spasm?", "treatment")


class Room:
    """One channel, and what was asked in it, in order."""

    def __init__(self, d, number, id, direct):
        self.d, self.number, self.id, self.direct = d, number, id, direct
        self.asked = []
        self.thread = ""

    def ask(self):
        """A direct question; or a mention, every third within the thread of the one before.
        Now and then there is other talk around it."""
        turn = len(self.asked)
        text = QUESTIONS[(self.number + turn) % len(QUESTIONS)]
        within = self.thread if turn % 3 == 1 else ""
        if self.direct:
            within = ""
        elif turn % 7 == 3:
            self.d.say(self.id, "thank you all, see you on Friday")
            self.d.say_as_bot(self.id, "what is clonus?")
        self.asked.append(self.d.say(self.id, text, mention=not self.direct, thread=within))
        self.thread = self.asked[-1] if not within else ""

    def is_answered(self):
        return self.asked[-1] in [r.source for r in self.d.replies(channel=self.id)]

    def check(self):
        """A reply may have several parts, which stand together and differ."""
        posts = self.d.replies(channel=self.id)
        parts = {(r.source, r.text) for r in posts}
        order = [source for source, _ in groupby(r.source for r in posts)]
        wrong = [q for q in {*self.asked, *order} if order.count(q) != self.asked.count(q)]
        assert not wrong and len(parts) == len(posts), \
            f"{self.d.name}: not once: {wrong}, {[r for r in posts if r.source in wrong]}"
        assert order == self.asked, f"{self.d.name} {self.id}: the order was not kept"


def rooms_of(d):
    """Enough of them that a platform's pace in each does not hold the test up."""
    many = min(80, max(8, MESSAGES // 100))
    channels = 2 if d.name == "mattermost" else many
    return [Room(d, i, d.channel(), False) for i in range(channels)] + \
           [Room(d, i, d.direct(), True) for i in range(many // 2)]


def serve(d, rooms, count):
    """Asks count questions, one in each room, then the next."""
    while count > 0:
        wave = rooms[:count]
        for room in wave:
            room.ask()
        for room in wave:
            until(room.is_answered, f"{d.name}: the replies in {room.id}", 120)
        count -= len(wave)


def usage(pid):
    settle(pid)
    return rss_kib(pid), descriptors(pid)


def run(world):
    world.drivers += [make() for make in PLATFORMS[1:]]
    world.bot_of(*world.drivers, ping="10s")  # the servers are busy, not dead
    world.bot().wait_log("content loaded")
    rooms = {d: rooms_of(d) for d in world.drivers}
    pid, used = world.bot().process.pid, []
    with ThreadPoolExecutor(len(rooms)) as pool:
        for count in (MESSAGES // 10, MESSAGES - MESSAGES // 10):
            jobs = [pool.submit(serve, d, rooms[d], count // len(rooms)) for d in rooms]
            for job in jobs:
                job.result()
            used.append(usage(pid))
    print(f"{sum(len(r.asked) for d in rooms for r in rooms[d])} questions; RSS {used[0][0]} -> "
          f"{used[1][0]} KiB, descriptors {used[0][1]} -> {used[1][1]}")
    for d in rooms:
        for room in rooms[d]:
            room.check()
        assert not d.problems(), f"{d.name}: {d.problems()[:5]}"
    assert MESSAGES < MANY or used[1][0] - used[0][0] < GROWTH_KIB, "the process grows"
    assert used[1][1] <= used[0][1] + 2, "descriptors are left open"
    world.bot().stop()
    for d in rooms:
        d.close()


def main():
    world, began = World(PLATFORMS[0]), time.time()
    try:
        run(world)
        failed = 0
    except BaseException:  # noqa: BLE001 - whatever goes wrong is told
        failed = 1
        print(traceback.format_exc() + world.logs())
    world.close()
    print(f"mixed, in {time.time() - began:.0f} s: {1 - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
