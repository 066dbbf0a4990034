"""A long run: LONG_MESSAGES questions with a broken socket every few thousand. Memory and
descriptors of the bot must stay flat after the warm-up, and each question has one reply.
Ends with "N passed, N failed"."""
import os
import sys
import time

from case import Case
from fake_mattermost import FakeMattermost

MESSAGES = int(os.environ.get("LONG_MESSAGES", 100000))
WARM_UP, BATCH, BREAK_EVERY = 10000, 50, 5000
GROWTH_KIB = 2048
KEPT = 4000  # posts the server remembers


class Forgetful(FakeMattermost):
    """Counts replies and keeps only the last posts, so that it can run for ever."""

    def __init__(self):
        self.answers = bytearray(8 * MESSAGES + 1000)
        self.answered = 0
        super().__init__()

    def store(self, user, channel, text, root="", at=None, more=None):
        post = super().store(user, channel, text, root, at, more)
        if user == self.bot:
            self.answers[int(post["props"]["faq_src"][4:])] += 1
            self.answered += 1
        if len(self.posts) > 2 * KEPT:
            for old in self.posts[:KEPT]:
                del self.by_id[old["id"]]
            del self.posts[:KEPT]
            self.keys.clear()
            self.requests.clear()
        return post


def usage(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        rss = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return rss, len(os.listdir(f"/proc/{pid}/fd"))


def ask(server, bot, channels, ann, count, asked):
    for _ in range(count // BATCH):
        for i in range(BATCH):
            asked.append(int(server.say(ann, channels[i % len(channels)],
                                        "@limber what is baclofen")[4:]))
        server.wait(lambda: server.answered >= len(asked), 60, "the replies")
        if len(asked) % BREAK_EVERY == 0:
            server.drop_sockets()
            bot.wait_log("connected again", count=len(asked) // BREAK_EVERY)


def main():
    started, asked = time.time(), []
    with Case("long") as c:
        server = Forgetful()
        c.servers.append(server)
        channels, ann = [server.channel() for _ in range(5)], server.person("ann")
        bot = c.bot(server)
        ask(server, bot, channels, ann, WARM_UP, asked)
        before = usage(bot.process.pid)
        ask(server, bot, channels, ann, MESSAGES - WARM_UP, asked)
        after = usage(bot.process.pid)
        wrong = [n for n in asked if server.answers[n] != 1]
        bot.stop()
    print(f"{len(asked)} questions in {time.time() - started:.0f} s: {len(wrong)} without "
          f"exactly one reply; RSS {before[0]} -> {after[0]} KiB, descriptors {before[1]} -> "
          f"{after[1]}")
    bad = bool(wrong) + (after[0] - before[0] > GROWTH_KIB) + (after[1] > before[1] + 2)
    print(f"long: {3 - bad} passed, {bad} failed")
    return bad > 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
