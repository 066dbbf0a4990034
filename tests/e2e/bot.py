"""Starts build/limber as a process and reads its log."""
import os
import signal
import subprocess
import tempfile
import threading
import time

BUILD = os.environ.get("BUILD", "build")
# Where coverage is measured, it also writes that at its end.
END_SECONDS = 60 if os.environ.get("COVERAGE") else 10


class Bot:
    """A running bot. Its ledger lies in `home`, which outlives it."""

    def __init__(self, server=None, home=None, program="limber", args=(), ready=True,
                 before=None, **env):
        self.home = home or tempfile.mkdtemp(prefix="limber-e2e-")
        self.lines = []
        self.changed = threading.Condition()
        full = {"PATH": os.environ["PATH"], "LIMBER_LEDGER": os.path.join(self.home, "l.db"),
                "LIMBER_RETRY_MOST": "300ms"}
        if server:
            full.update(LIMBER_PLATFORM="mattermost", LIMBER_URL=server.url,
                        LIMBER_TOKEN=server.token)
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                full[name] = os.environ[name]
        full.update(env)
        self.process = subprocess.Popen(
            [os.path.join(BUILD, program), "run", *args], env=full, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
            preexec_fn=before)
        threading.Thread(target=self.read, daemon=True).start()
        if ready:
            self.wait_log("ready")

    def read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append("(end)")
            self.changed.notify_all()

    def wait_log(self, text, seconds=60, count=1):
        deadline = time.time() + seconds
        with self.changed:
            while True:
                found = [line for line in self.lines if text in line]
                if len(found) >= count:
                    return found[-1]
                if "(end)" in self.lines or time.time() > deadline:
                    raise AssertionError(f"the bot did not log {text!r}:\n" + self.log())
                self.changed.wait(0.1)

    def wait_for(self, texts, seconds=60):
        """The first line that holds one of the texts."""
        with self.changed:
            self.changed.wait_for(
                lambda: any(text in line for line in self.lines for text in texts), seconds)

    def log(self):
        return "\n".join(self.lines[-40:])

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """At the end of a test: at once, but where coverage is measured it may write its own."""
        if self.process.poll() is None and os.environ.get("COVERAGE"):
            self.signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                pass
        if self.process.poll() is None:
            self.kill()

    def ended(self, seconds=60):
        """Its exit status, once all it logged is read."""
        status = self.process.wait(seconds)
        with self.changed:
            self.changed.wait_for(lambda: "(end)" in self.lines, 5)
        return status

    def stop(self):
        """Asks it to end, as a service manager does; it must soon, with status 0."""
        started = time.time()
        self.signal(signal.SIGTERM)
        status = self.ended(30 + END_SECONDS)
        assert status == 0, f"exit status {status}:\n" + self.log()
        assert time.time() - started < END_SECONDS, f"it took more than {END_SECONDS} s to end"
