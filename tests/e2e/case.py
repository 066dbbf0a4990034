"""What every case has: servers and bots that are ended with it."""
import os
import shutil
import tempfile

from bot import Bot
from fake_mattermost import FakeMattermost

CASES = []


def case(function):
    CASES.append((function.__name__.replace("_", " "), function))
    return function


class Case:
    def __init__(self, name):
        self.name = name
        self.home = tempfile.mkdtemp(prefix="limber-e2e-")
        self.servers, self.bots = [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for bot in self.bots:
            bot.end()
        for server in self.servers:
            server.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def server(self, **options):
        self.servers.append(FakeMattermost(**options))
        return self.servers[-1]

    def bot(self, server=None, **options):
        options.setdefault("home", self.home)
        self.bots.append(Bot(server, **options))
        return self.bots[-1]

    def logs(self):
        return "".join(f"--- log of bot {i}\n{bot.log()}\n" for i, bot in enumerate(self.bots))

    def room(self, mode=None, **options):
        """A server with a channel and a person, and a bot that is ready."""
        server = self.server()
        channel, person = server.channel(), server.person("ann")
        if mode:
            options["LIMBER_CHANNEL_MODE"] = mode
        return server, self.bot(server, **options), channel, person


def once(server, sources):
    """Each question has exactly one reply, of one post."""
    lost = [s for s in sources if not server.replies(s)]
    doubled = [s for s in sources if len(server.replies(s)) > 1]
    assert not lost and not doubled, f"{len(lost)} lost, {len(doubled)} doubled: " \
                                     f"{lost[:3]} {doubled[:3]}"


def in_order(server, sources, channel):
    """The replies stand in the channel in the order of their questions."""
    got = [p["props"]["faq_src"] for p in server.replies(channel=channel)]
    wanted = [s for s in sources if s in set(got)]
    assert [s for s in got if s in set(sources)] == wanted, "the order was not kept"


def write_config(c, *connections, **top):
    """limber.yaml in the case's folder: one key a line."""
    path = os.path.join(c.home, "limber.yaml")
    with open(path, "w", encoding="utf-8") as file:
        for name, value in top.items():
            file.write(f"{name}: {value}\n")
        file.write("connections:\n")
        for connection in connections:
            lines = [f"{name}: {value}" for name, value in connection.items()]
            file.write("  - " + "\n    ".join(lines) + "\n")
    return path
