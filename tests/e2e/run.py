"""Runs all cases, several at once; ends with "N passed, N failed"."""
import importlib
import os
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import case

AT_ONCE = int(os.environ.get("AT_ONCE", 8))
HERE = Path(__file__).parent


def run(item):
    name, function = item
    started = time.time()
    with case.Case(name) as world:
        try:
            function(world)
            error = None
        except BaseException:  # noqa: BLE001 - a case may fail in any way
            error = traceback.format_exc() + world.logs()
    return name, time.time() - started, error


def main():
    # Started by a background job, this process ignores SIGINT, and all it starts would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for path in sorted(HERE.glob("cases_*.py")):
        importlib.import_module(path.stem)
    only = os.environ.get("ONLY", "").replace("_", " ").split(",")
    chosen = [(n, f) for n, f in case.CASES if any(word in n for word in only)]
    passed, failed = 0, []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, seconds, error in pool.map(run, chosen):
            if error:
                failed.append(name)
                print(f"--- {name} failed after {seconds:.1f} s\n{error}")
            else:
                passed += 1
                print(f"ok {name} ({seconds:.1f} s)")
            sys.stdout.flush()
    for name in failed:  # again at the end, where a shortened log still shows it
        print(f"failed: {name}")
    print(f"e2e: {passed} passed, {len(failed)} failed")
    return len(failed) > 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # daemon threads of servers must not hold it up
