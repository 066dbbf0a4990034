"""What every platform's driver offers to the behaviours in behaviours.py.

A driver starts a server of its platform (a simulator, or the playground), lets people act in
it, makes things go wrong, and tells what the bot posted. To add a platform: write
drive_<name>.py with a class `Driver` over this one, and name it in run.py. What a platform
does not have raises Unsupported with a reason, which is printed in the table.

Ids are the platform's own, as texts. A channel made by `channel` or `direct` has the bot in
it.
"""
import json
import os
import subprocess
import time
import urllib.error
import urllib.request

BUILD = os.environ.get("BUILD", "build")


class Unsupported(Exception):
    """The platform has no such thing; the text says why."""


class Reply:
    """One post of the bot."""

    def __init__(self, id, channel, thread, source, text, raw):
        self.id, self.channel = id, channel
        self.thread = thread  # id of the thread's first post, "" at top level
        self.source = source  # id of the question, from the mark the bot puts on each post
        self.text, self.raw = text, raw

    def __repr__(self):
        return f"<{self.id} in {self.channel}/{self.thread} to {self.source}: {self.text[:40]!r}>"


class Driver:
    name = "?"
    tells_history = True  # at the first contact; False: the bot reads from then on
    before_first_say = None  # called once, before anybody writes

    # -- life
    def __init__(self):
        """Starts the server."""
        raise NotImplementedError

    def env(self):
        """The environment that connects a bot to it."""
        raise NotImplementedError

    def connection(self):
        """The same as an entry of `connections:` in a settings file."""
        names = {"LIMBER_PLATFORM": "platform", "LIMBER_URL": "url", "LIMBER_TOKEN": "token",
                 "LIMBER_APP_TOKEN": "app_token", "LIMBER_USER_ID": "user_id",
                 "LIMBER_PING": "ping", "LIMBER_RETRY_MOST": "retry_most"}
        return {names[k]: v for k, v in self.env().items() if k in names}

    def close(self):
        """Ends the server, which must end well."""
        self.process.terminate()
        output, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, \
            f"the server ended with status {self.process.returncode}:\n{output[-4000:]}"

    def met(self):
        """Somebody is about to write: a bot that is not told what was before must be there."""
        call, self.before_first_say = self.before_first_say, None
        if call:
            call()

    # -- what people do
    def channel(self):
        """A new channel -> id."""
        raise NotImplementedError

    def direct(self):
        """A direct conversation of a person with the bot -> id."""
        raise NotImplementedError

    def say(self, channel, text, mention=False, thread="", quiet=False, times=1):
        """A person writes -> id. mention: names the bot. quiet: stored, but the socket does not
        bring it. times: the socket brings it so often."""
        raise NotImplementedError

    def say_as_bot(self, channel, text):
        """Another bot writes -> id."""
        raise NotImplementedError

    def system_message(self, channel, text):
        """The platform itself writes that -> id."""
        raise NotImplementedError

    def edit(self, channel, id, text):
        raise NotImplementedError

    def delete(self, channel, id):
        raise NotImplementedError

    def click(self, reply, number):
        """Clicks the number-th choice of a reply (1 is the first)."""
        raise Unsupported("no buttons")

    def verdict(self, reply, good):
        """Says that a reply helped, or did not: by a button or a reaction."""
        raise NotImplementedError

    # -- what the bot did
    def replies(self, channel=None, source=None):
        """The bot's posts in the order they were stored, as Reply."""
        raise NotImplementedError

    def posted_ms(self, reply):
        """When the server stored it, in Unix milliseconds."""
        raise NotImplementedError

    def problems(self):
        """Whatever the server refused, or found unwise, as texts: pings, broken rules."""
        raise NotImplementedError

    def waiting(self):
        """How many deliveries are not acknowledged yet."""
        return 0

    # -- what goes wrong
    def post_fault(self, kind, count=1, retry_after=0):
        """The bot's next posts. kind: "lose" (stored, the answer is lost), "reset" (the
        connection breaks, nothing stored), "limited" (429), "error" (500, nothing stored),
        "broken" (stored, then 500), "proxy" (404 of something in front, nothing stored), "slow"
        (stored, answered late), "too_long" (refused for its length)."""
        raise NotImplementedError

    def read_fault(self, count):
        """So many of the bot's next requests for messages are answered with 500."""
        raise NotImplementedError

    def lose_acks(self, count):
        """The next acknowledgements do not arrive."""
        raise Unsupported("events are not acknowledged")

    def cut(self):
        """Breaks all sockets."""
        raise NotImplementedError

    def stall(self, on):
        """The sockets neither read nor write, while TCP stays up."""
        raise NotImplementedError

    def ask_to_reconnect(self):
        """The server asks the bot to connect anew."""
        raise Unsupported("the server never asks for that")

    def refresh(self):
        """The same, and waits until it has."""
        self.ask_to_reconnect()

    def refuse_resume(self):
        """A cut, after which the server does not know the old session."""
        raise Unsupported("sessions are not resumed")

    def stop_server(self):
        """Nobody can connect until start_server; what was stored stays."""
        raise NotImplementedError

    def start_server(self):
        raise NotImplementedError

    def frame(self, text):
        """A text frame to the bot."""
        raise NotImplementedError

    def huge_frame(self):
        raise NotImplementedError

    def unknown_event(self):
        raise NotImplementedError

    def without_limits(self):
        """For measuring: no pace and no patience of the server's own is to be in the way."""

    def small_pages(self, size):
        """Reading messages gives at most so many a page, where the server can be told so."""

    def page_size(self):
        """How many messages catch-up gets a page, at most."""
        raise NotImplementedError

    def revoke(self):
        """The bot's token is not accepted any more."""
        raise NotImplementedError

    def expire(self):
        """The bot's token runs out, and with it the socket."""
        raise Unsupported("a bot's token does not run out")

    def use_up_sessions(self, seconds):
        """No new session may begin for so long."""
        raise Unsupported("sessions are not counted")

    def few_calls(self):
        """The account may make only a few calls a second."""
        raise Unsupported("the limits are the same for all; see limited with a delay")

    def lack_setting(self):
        """Takes away something that only the operator can give back -> a word of it."""
        raise NotImplementedError

    def refuse_intent(self):
        """The bot may not read what people write, from its next connection on."""
        raise Unsupported("there are no intents")

    def lack_scope(self):
        """Posting lacks a permission, once."""
        raise NotImplementedError

    def archive(self, channel):
        raise NotImplementedError

    def leave(self, channel):
        """The bot is taken out of the channel."""
        raise NotImplementedError


def start(program, *args):
    """Starts a server that prints its address -> process, http base. SERVERS_UNDER: a command
    that it is run under, such as valgrind."""
    under = os.environ.get("SERVERS_UNDER", "").split()
    process = subprocess.Popen([*under, os.path.join(BUILD, program), *args],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        for word in line.split():
            if word.startswith("http://"):
                return process, word.rstrip("/.,")
    raise AssertionError(f"{program} did not start")


def call(method, url, body=None, token=None):
    """One request with JSON both ways -> status, object."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as e:
        return e.code, json.loads(e.read() or b"{}")


def until(condition, what, seconds=30):
    """Waits for a condition -> its value."""
    deadline = time.time() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.time() > deadline:
            raise AssertionError("never: " + what)
        time.sleep(0.05)
