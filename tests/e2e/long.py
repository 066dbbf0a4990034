"""A long run: LONG_MESSAGES questions with a broken socket every few thousand, over a ledger
that begins with more than it keeps. Memory and descriptors of the bot must stay flat after the
warm-up, each question has one reply, and the ledger loses what is too old or too much, and its
file the room for it. Ends with "N passed, N failed"."""
import os
import sqlite3
import sys
import time

from case import Case
from fake_mattermost import FakeMattermost
from usage import descriptors, rss_kib

MESSAGES = int(os.environ.get("LONG_MESSAGES", 100000))
WARM_UP, BATCH, BREAK_EVERY = 10000, 50, 5000
GROWTH_KIB = 2048
KEPT = 4000  # posts the server remembers
ROWS_MOST, OLD, FRESH = 1000000, 250000, 1050000  # OLD ones lie there for longer than `keep`
DAY_MS = 24 * 3600 * 1000

FILL = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) ",
        "INSERT INTO question SELECT 'long', 'c', printf(:name || '%08d', i), :at + i FROM n",
        "INSERT INTO part(connection, channel, thread, source, key, topic, part, parts, state,"
        " planned_ms, tries, remote_id, settled_ms) SELECT 'long', 'c', 't' || i, 'q' || i,"
        " printf(:name || '%08d', i), 'definition.clonus', 0, 1, 2, :at + i, 1, :name || i,"
        " :at + i FROM n")


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


class Ledger:
    """The bot's file, looked at while no bot has it, or from beside."""

    def __init__(self, home):
        self.path = os.path.join(home, "l.db")

    def fill(self):
        now = int(time.time() * 1000)
        with sqlite3.connect(self.path) as db:
            for name, count, days in (("old", OLD, 31), ("fresh", FRESH, 2)):
                for into in FILL[1:]:
                    db.execute(FILL[0] + into, {"count": count, "name": name,
                                                "at": now - days * DAY_MS})

    def ask(self, sql):
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            return db.execute(sql).fetchone()[0]

    def rows(self):
        return max(self.ask("SELECT count(*) FROM " + table) for table in ("question", "part"))

    def too_old(self):
        return self.ask("SELECT count(*) FROM question WHERE id LIKE 'old%'")

    def age(self):
        """A month and a day go by."""
        with sqlite3.connect(self.path) as db:
            db.execute("UPDATE question SET at_ms = at_ms - ?", (31 * DAY_MS,))
            db.execute("UPDATE part SET planned_ms = planned_ms - ?", (31 * DAY_MS,))
            db.execute("UPDATE note SET at_ms = at_ms - ?", (31 * DAY_MS,))

    def size(self):
        return os.path.getsize(self.path) // 1024


def usage(pid):
    return rss_kib(pid), descriptors(pid)


def ask(server, bot, channels, ann, count, asked):
    for _ in range(count // BATCH):
        for i in range(BATCH):
            asked.append(int(server.say(ann, channels[i % len(channels)],
                                        "@limber what is baclofen")[4:]))
        server.wait(lambda: server.answered >= len(asked), 60, "the replies")
        if len(asked) % BREAK_EVERY == 0:
            server.drop_sockets()
            bot.wait_log("connected again", seconds=60, count=len(asked) // BREAK_EVERY)


def until(condition, what, seconds=1200):
    deadline = time.time() + seconds
    while not condition():
        assert time.time() < deadline, f"in vain: {what}"
        time.sleep(1)


def pruned(c, server, ledger):
    """Starts it again until the ledger keeps its bounds -> sizes of its file in KiB: full, and
    after a month in which nothing was asked."""
    bot = c.bot(server)
    until(lambda: ledger.rows() <= ROWS_MOST and ledger.ask("PRAGMA freelist_count") == 0,
          "a ledger of at most a million rows")
    bot.stop()
    full = ledger.size()
    ledger.age()
    bot = c.bot(server)
    until(lambda: ledger.rows() == 0 and ledger.ask("PRAGMA freelist_count") == 0,
          "an empty ledger")
    bot.stop()
    return full, ledger.size()


def main():
    started, asked = time.time(), []
    with Case("long") as c:
        server, ledger = Forgetful(), Ledger(c.home)
        c.servers.append(server)
        channels, ann = [server.channel() for _ in range(5)], server.person("ann")
        c.bot(server).stop()
        ledger.fill()
        bot = c.bot(server)
        ask(server, bot, channels, ann, WARM_UP, asked)
        until(lambda: ledger.too_old() == 0 and ledger.ask("PRAGMA freelist_count") == 0,
              "what is too old is gone")
        before = usage(bot.process.pid)
        ask(server, bot, channels, ann, MESSAGES - WARM_UP, asked)
        after = usage(bot.process.pid)
        bot.stop()
        full, empty = pruned(c, server, ledger)
        wrong = [n for n in asked if server.answers[n] != 1]
    print(f"{len(asked)} questions in {time.time() - started:.0f} s: {len(wrong)} without "
          f"exactly one reply; RSS {before[0]} -> {after[0]} KiB, descriptors {before[1]} -> "
          f"{after[1]}; ledger of at most {ROWS_MOST} rows {full} KiB, a month later {empty} KiB")
    bad = (bool(wrong) + (after[0] - before[0] > GROWTH_KIB) + (after[1] > before[1] + 2)
           + (empty > full // 20))
    print(f"long: {4 - bad} passed, {bad} failed")
    return bad > 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
