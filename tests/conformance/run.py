"""The conformance suite: each behaviour against each platform's server, one line each, then
"N passed, N failed". PLATFORM=slack,mattermost and ONLY=word,word choose; TABLE=file writes
the table of docs/platforms.md."""
import importlib
import json
import os
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]
os.chdir(HERE.parent.parent)

import behaviours  # noqa: E402
import crash  # noqa: E402,F401 - adds to the table
from bot import Bot  # noqa: E402
from driver import Unsupported, until  # noqa: E402

PLATFORMS = ["slack", "mattermost", "rocketchat", "discord"]
AT_ONCE = int(os.environ.get("AT_ONCE", 10))


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
            if d.process.poll() is None:
                d.close()
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

    def bot_of(self, *drivers):
        """A bot with a connection to each."""
        path = os.path.join(self.home, "limber.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("connections:\n")
            for i, d in enumerate(drivers):
                file.write(f"  - name: c{i}\n")
                for key, value in d.connection().items():
                    file.write(f"    {key}: {json.dumps(value)}\n")
        os.chmod(path, 0o600)
        self.bots.append(Bot(home=self.home, args=("-c", path), ready=False))
        self.bots[-1].wait_log("ready", count=len(drivers))

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

    def check(self):
        """What holds always."""
        if self.d.process.poll() is None:
            self.only(None, None)
            problems = self.d.problems()
            assert self.problems_expected or not problems, f"the server: {problems[:5]}"
        for bot in self.bots:
            log = "\n".join(bot.lines)
            assert "AddressSanitizer" not in log and "runtime error" not in log, bot.log()


def run(item):
    platform, name, function = item
    began = time.time()
    world, result, note = None, "ok", ""
    try:
        world = World(importlib.import_module("drive_" + platform).Driver)
        function(world)
        world.check()
        for bot in world.bots[-1:]:
            if bot.process.poll() is None:
                bot.stop()
    except Unsupported as e:
        result, note = "none", str(e)
    except BaseException:  # noqa: BLE001 - a behaviour may fail in any way
        logs = "".join("--- log\n" + b.log() + "\n" for b in (world.bots if world else ()))
        result, note = "failed", traceback.format_exc() + logs
    if world:
        world.close()
    return platform, name, result, note, time.time() - began


def write_table(path, results):
    platforms = sorted({p for p, _ in results})
    with open(path, "w", encoding="utf-8") as file:
        file.write("| behaviour | " + " | ".join(platforms) + " |\n")
        file.write("| --- |" + " --- |" * len(platforms) + "\n")
        for name, _ in behaviours.TABLE:
            cells = [results.get((p, name), "") for p in platforms]
            file.write(f"| {name} | " + " | ".join(cells) + " |\n")


def main():
    only = os.environ.get("ONLY", "").replace("_", " ").split(",")
    platforms = os.environ.get("PLATFORM", ",".join(PLATFORMS)).split(",")
    chosen = [(p, n, f) for n, f in behaviours.TABLE if any(word in n for word in only)
              for p in platforms]
    counts = {"ok": 0, "failed": 0, "none": 0}
    results = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for platform, name, result, note, seconds in pool.map(run, chosen):
            counts[result] += 1
            results[platform, name] = {"ok": "yes", "none": note}.get(result, "NO")
            print(f"{platform:11} {name:42} {result:6} {seconds:5.1f} s"
                  + (f"  {note}" if result == "none" else ""))
            if result == "failed":
                print(note)
            sys.stdout.flush()
    if "TABLE" in os.environ:
        write_table(os.environ["TABLE"], results)
    print(f"conformance: {counts['ok']} passed, {counts['failed']} failed")
    return counts["failed"] > 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # threads that read logs must not hold it up
