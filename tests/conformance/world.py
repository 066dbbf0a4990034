"""A server behind its driver, a bot, and what a behaviour asks of both."""
import json
import os
import shutil
import subprocess
import tempfile
import time

from bot import BUILD, Bot
from driver import until


class World:
    """One server and one bot, for one behaviour."""

    def __init__(self, make):
        self.make = make
        self.home = tempfile.mkdtemp(prefix="limber-conformance-")
        self.drivers, self.bots = [make()], []
        self.d = self.drivers[0]
        self.problems_expected = False
        if not self.d.tells_history:
            self.d.before_first_say = self.bot

    def close(self):
        for bot in self.bots:
            bot.end()
        for d in self.drivers:
            d.process.kill()
            d.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def bot(self, again=False):
        """The bot, started when there is none yet; again: once more, with its ledger."""
        if again or not self.bots:
            first = not self.bots
            self.bots.append(Bot(home=self.home, **self.d.env()))
            if first and not self.d.tells_history:
                self.bots[-1].wait_log("content loaded")  # what it saw is kept from then on
        return self.bots[-1]

    def meet(self):
        """Before a test of bots that die early: the bot was there once."""
        if not self.d.tells_history:
            self.bot().stop()

    def second(self):
        self.drivers.append(self.make())
        return self.drivers[-1]

    def bot_of(self, *drivers, **settings):
        """A bot with a connection to each."""
        path = os.path.join(self.home, "limber.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("connections:\n")
            for i, d in enumerate(drivers):
                file.write(f"  - name: c{i}\n")
                for key, value in {**d.connection(), **settings}.items():
                    file.write(f"    {key}: {json.dumps(value)}\n")
        os.chmod(path, 0o600)
        self.bots.append(Bot(home=self.home, args=("-c", path), ready=False))
        self.bots[-1].wait_log("ready", count=len(drivers))

    def doctor(self):
        """Runs `limber doctor` -> exit status, output."""
        ledger = os.path.join(self.home, "d.db")
        done = subprocess.run([os.path.join(BUILD, "limber"), "doctor"], timeout=60,
                              env={**os.environ, **self.d.env(), "LIMBER_LEDGER": ledger},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout

    def answered(self, source, thread=None, word=None, seconds=30):
        """Waits for the reply to a question -> the last of its posts."""
        self.bot()
        found = until(lambda: self.d.replies(source=source), f"a reply to {source}", seconds)
        if thread is not None:
            assert all(r.thread == thread for r in found), f"not in {thread!r}: {found}"
        if word:
            assert word in found[0].text.lower(), found[0].text
        return found[-1]

    def still_works(self, channel, before=()):
        """Nothing but `before` was answered (None: anything), and the next question is."""
        q = self.d.say(channel, "what is clonus?", mention=True)
        self.answered(q)
        self.steady()
        if before is not None:
            self.only(channel, [*before, q])

    def steady(self, seconds=1.5):
        """Nothing more comes."""
        time.sleep(seconds)

    def only(self, channel, sources):
        """These questions were answered, each once, and no others (None: each at most once)."""
        posts = self.d.replies(channel=channel)
        texts = [(r.source, r.text) for r in posts]
        assert len(set(texts)) == len(texts), f"posted twice: {posts}"
        if sources is not None:
            assert {r.source for r in posts} == set(sources), f"{posts} for {sources}"

    def in_order(self, channel, sources):
        order = []
        for r in self.d.replies(channel=channel):
            if r.source in sources and r.source not in order:
                order.append(r.source)
        assert order == list(sources), f"{order} for {sources}"

    def logs(self):
        return "".join("--- log\n" + b.log() + "\n" for b in self.bots[-3:])

    def check(self):
        """What holds always."""
        if self.d.process.poll() is None:
            self.only(None, None)
            problems = self.d.problems()
            assert self.problems_expected or not problems, f"the server: {problems[:5]}"
        for bot in self.bots:
            log = "\n".join(bot.lines)
            assert "AddressSanitizer" not in log and "runtime error" not in log, bot.log()
