"""The playground as a process, and people in it."""
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

import ports

BUILD = os.environ.get("BUILD", "build")
TOKEN = "playground-token"


class Playground:
    """Looks like FakeMattermost to bot.Bot: url and token."""

    token = TOKEN

    def __init__(self, port=0):
        self.start(port or ports.take())

    def start(self, port):
        self.process = subprocess.Popen(
            [os.path.join(BUILD, "playground"), "--port", str(port), "--token", TOKEN,
             "--faults", "--quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"(http://[0-9.]+:(\d+))/", line)
        assert found, f"the playground did not start: {line!r}"
        self.url, self.port = found[1], int(found[2])
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(30) == 0, "the playground did not end cleanly"

    def call(self, method, path, body=None, token=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def faults(self, **what):
        return self.call("POST", "/playground/faults", what)

    def count(self, name):
        return self.call("GET", "/playground/faults")[name]

    def person(self, name):
        return Person(self, self.call("POST", "/playground/join", {"name": name}))


class Person:
    def __init__(self, playground, joined):
        self.playground = playground
        self.token, self.id = joined["token"], joined["user"]["id"]
        self.channels = {c["name"]: c["id"] for c in self.get("/users/me/channels")}

    def get(self, path):
        return self.playground.call("GET", "/api/v4" + path, token=self.token)

    def direct(self):
        bot = self.playground.call("GET", "/playground/about")["bot"]["id"]
        return self.playground.call("POST", "/api/v4/channels/direct", [self.id, bot],
                                    self.token)["id"]

    def say(self, text, channel="support-group", root=""):
        """The id of the post. channel: a name, or an id."""
        body = {"channel_id": self.channels.get(channel, channel), "message": text,
                "root_id": root}
        return self.playground.call("POST", "/api/v4/posts", body, self.token)["id"]

    def replies(self, source):
        """The bot's replies to that post."""
        channel = self.get(f"/posts/{source}")["channel_id"]
        posts = self.get(f"/channels/{channel}/posts?per_page=200")["posts"].values()
        return [p for p in posts if p["props"].get("faq_src") == source]

    def wait_reply(self, source, seconds=60):
        deadline = time.time() + seconds
        while time.time() < deadline:
            found = self.replies(source)
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError("the bot did not reply")
