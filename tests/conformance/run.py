"""The conformance suite: each behaviour against each platform's server, one line each, then
"N passed, N failed". PLATFORM=slack,mattermost and ONLY=word,word choose; TABLE=file writes
the table of docs/platforms.md."""
import importlib
import os
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]
os.chdir(HERE.parent.parent)

import behaviours  # noqa: E402
import crash  # noqa: E402,F401 - adds to the table
import everything  # noqa: E402,F401 - the same
import fails  # noqa: E402,F401 - the same
import kills  # noqa: E402,F401 - the same
from driver import Unsupported  # noqa: E402
from world import World  # noqa: E402

PLATFORMS = ["slack", "mattermost", "rocketchat", "discord"]
AT_ONCE = int(os.environ.get("AT_ONCE", 10))


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
        for d in world.drivers:
            if d.process.returncode is None:
                d.close()
    except Unsupported as e:
        result, note = "none", str(e)
    except BaseException:  # noqa: BLE001 - a behaviour may fail in any way
        logs = world.logs() if world else ""
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
