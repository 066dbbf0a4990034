"""A small Discord server, written from docs/protocols/discord.md: Gateway v10 and the REST a bot needs.

Snowflakes, an event log per session for resumes, nonces that are enforced for a while, pages newest
first, limits told in headers. What a strict server would refuse is written down in `refused`.
"""
import json
import time

import wire
from fake_server import FakeServer, cut

EPOCH = 1420070400000
NONCE_LIVES = 120.0


def now_ms():
    return int(time.time() * 1000)


class FakeDiscord(FakeServer):
    socket_path = "/gateway/"

    def __init__(self, token="token-of-the-bot"):
        self.token = token
        self.bot = "900"
        self.users = {self.bot: "limber"}
        self.channels = {}  # id -> {"type", "guild"}
        self.messages = []
        self.nonces = {}  # nonce -> (time, message)
        self.sessions = {}  # id -> {"log": [...], "sock", "seq"}
        self.typing = self.identifies = self.resumes = self.last = 0
        self.callbacks = []
        self.refused = []
        self.interval = 30000
        self.flags = 1 << 19  # may read what messages say
        self.acks = True
        self.resumable = True
        super().__init__()

    def forget(self):
        self.sessions, self.nonces = {}, {}

    @property
    def api(self):
        return self.url + "/api/v10"

    # --- people ---

    def new_id(self, at=None):
        self.last = max(self.last + 1, ((at or now_ms()) - EPOCH) << 22) if at is None else \
            ((at - EPOCH) << 22) + len(self.messages)
        return str(self.last) if at is None else str(((at - EPOCH) << 22) + len(self.messages))

    def person(self, name):
        uid = self.new_id()
        self.users[uid] = name
        return uid

    def channel(self, kind=0):
        cid = self.new_id()
        self.channels[cid] = {"type": kind, "guild": None if kind == 1 else "500"}
        return cid

    def say(self, user, channel, text, at=None, quiet=False, **more):
        with self.changed:
            message = self.store(user, channel, text, at, more)
            if not quiet:
                self.tell("MESSAGE_CREATE", self.live(message))
            return message["id"]

    def click(self, user, message, custom_id):
        with self.changed:
            interaction = {"id": self.new_id(), "application_id": "800", "type": 3, "token": "tok-" + self.new_id(),
                           "channel_id": message["channel_id"], "guild_id": "500", "member": {"user": {"id": user}},
                           "data": {"custom_id": custom_id, "component_type": 2}, "message": message}
            self.tell("INTERACTION_CREATE", interaction)
            return interaction["id"]

    def replies(self, source=None, channel=None):
        with self.changed:
            return [m for m in self.messages if m["author"]["id"] == self.bot
                    and (channel is None or m["channel_id"] == channel)
                    and (source is None or m.get("message_reference", {}).get("message_id") == source)]

    def wait_reply(self, source, seconds=60):
        return self.wait(lambda: self.replies(source), seconds, "a reply")[0]

    # --- events (with the lock held) ---

    def store(self, user, channel, text, at=None, more=None):
        message = {"id": self.new_id(at), "channel_id": channel, "type": 0, "content": text, "flags": 0,
                   "author": {"id": user, "username": self.users[user]}, "edited_timestamp": None,
                   "timestamp": "2026-03-01T10:00:00.000000+00:00", "mentions": [
                       {"id": uid} for uid in self.users if f"<@{uid}>" in text], "mention_roles": []}
        if user == self.bot:
            message["author"]["bot"] = True
        message.update(more or {})
        self.messages.append(message)
        self.changed.notify_all()
        return message

    def live(self, message):
        guild = self.channels[message["channel_id"]]["guild"]
        return {**message, **({"guild_id": guild, "member": {}} if guild else {})}

    def tell(self, name, data):
        for session in self.sessions.values():
            session["seq"] += 1
            event = {"op": 0, "s": session["seq"], "t": name, "d": data}
            session["log"].append(event)
            self.push(session["sock"], event)

    def push(self, sock, frame):
        if sock is None:
            return
        data = frame if isinstance(frame, bytes) else wire.frame(wire.TEXT, json.dumps(frame).encode())
        try:
            sock.sendall(data)
        except OSError:
            pass

    def close_with(self, code):
        with self.changed:
            for session in self.sessions.values():
                if session["sock"]:
                    self.push(session["sock"], wire.frame(wire.CLOSE, code.to_bytes(2, "big")))

    def drop_sockets(self):
        with self.changed:
            for session in self.sessions.values():
                if session["sock"]:
                    cut(session["sock"])
                    session["sock"] = None

    # --- REST ---

    def route(self, h, path, query, body):
        name = path[len("/api/v10"):]
        if name.startswith("/interactions/") and name.endswith("/callback"):
            with self.changed:
                self.callbacks.append((name.split("/")[2], json.loads(body)))
                self.changed.notify_all()
            return 204, ""
        if h.headers.get("Authorization") != "Bot " + self.token:
            return 401, {"message": "401: Unauthorized", "code": 0}
        if not h.headers.get("User-Agent", "").startswith("DiscordBot ("):
            self.refused.append("user agent")
        with self.changed:
            if name == "/gateway/bot":
                return 200, {"url": f"ws://127.0.0.1:{self.port}/gateway", "shards": 1, "session_start_limit": {
                    "total": 1000, "remaining": 900, "reset_after": 1000, "max_concurrency": 1}}
            if name == "/users/@me":
                return 200, {"id": self.bot, "username": "limber", "bot": True}
            if name == "/applications/@me":
                return 200, {"id": self.bot, "flags": self.flags}
            if name == "/users/@me/guilds":
                return 200, [{"id": "1", "name": "A server"}]
            steps = name.strip("/").split("/")
            if steps[0] == "channels" and steps[1] not in self.channels:
                return 404, {"message": "Unknown Channel", "code": 10003}
            if steps[-1] == "typing":
                self.typing += 1
                return 204, ""
            if steps[-1] == "messages" and h.command == "GET":
                return self.page(steps[1], query)
            if steps[-1] == "messages" and h.command == "POST":
                return self.create(steps[1], json.loads(body))
        self.refused.append(f"{h.command} {path}")
        return 404, {"message": "404: Not Found", "code": 0}

    def page(self, channel, query):
        after, limit = int(query["after"][0]), int(query["limit"][0])
        if not 1 <= limit <= 100:
            return 400, {"message": "Invalid Form Body", "code": 50035}
        found = sorted((m for m in self.messages if m["channel_id"] == channel and int(m["id"]) > after),
                       key=lambda m: int(m["id"]))[:limit]
        return 200, [{k: v for k, v in m.items() if k != "nonce"} for m in reversed(found)]

    def create(self, channel, body):
        if body.get("allowed_mentions", {}).get("parse") != [] or not body.get("enforce_nonce"):
            self.refused.append(f"post {body}")
        nonce = body.get("nonce", "")
        if len(nonce) > 25 or not body.get("content", "").strip() or len(body["content"]) > 2000:
            self.refused.append(f"form {body}")
            return 400, {"message": "Invalid Form Body", "code": 50035}
        known = self.nonces.get(nonce)
        if known and time.time() - known[0] < NONCE_LIVES:
            return 200, known[1]
        source = body.get("message_reference", {}).get("message_id")
        if source and not any(m["id"] == source and m["channel_id"] == channel for m in self.messages):
            return 400, {"message": "Invalid Form Body", "code": 50035, "errors": {"message_reference": {
                "_errors": [{"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"}]}}}
        message = self.store(self.bot, channel, body["content"].strip(), None, {
            "nonce": nonce, "components": body.get("components", []), "type": 19,
            "message_reference": {"message_id": source, "channel_id": channel}})
        self.nonces[nonce] = (time.time(), message)
        self.tell("MESSAGE_CREATE", self.live(message))
        return 200, message

    # --- the gateway ---

    def upgrade(self, h, query):
        self.say_yes(h)
        if query.get("v") != ["10"] or query.get("encoding") != ["json"]:
            self.refused.append(f"upgrade {query}")
        sock, mine = h.connection, None
        self.push(sock, {"op": 10, "d": {"heartbeat_interval": self.interval}, "s": None, "t": None})
        try:
            while True:
                got = wire.read_frame(h.rfile)
                if got is None or got[0] == wire.CLOSE:
                    break
                self.flowing.wait(120)
                with self.changed:
                    mine = self.client_frame(sock, mine, *got)
                    self.changed.notify_all()
        except OSError:
            pass
        with self.changed:
            if mine and mine["sock"] is sock:
                mine["sock"] = None
        self.hang_up(h)

    def client_frame(self, sock, mine, opcode, data):
        if opcode == wire.PING:
            self.push(sock, wire.frame(wire.PONG, data))
        if opcode != wire.TEXT:
            return mine
        if len(data) > 4096:
            self.refused.append("frame over 4096 bytes")
        frame = json.loads(data)
        if frame["op"] == 1:
            if self.acks:
                self.push(sock, {"op": 11})
        elif frame["op"] in (2, 6):
            if frame["d"]["token"] != self.token:
                self.push(sock, wire.frame(wire.CLOSE, (4004).to_bytes(2, "big")))
                return None
            return self.identify(sock) if frame["op"] == 2 else self.resume(sock, frame["d"])
        else:
            self.refused.append(f"op {frame['op']}")
        return mine

    def identify(self, sock):
        self.identifies += 1
        sid = f"session{self.identifies}"
        mine = {"log": [], "sock": sock, "seq": 0}
        self.sessions = {sid: mine}
        self.tell("READY", {"v": 10, "user": {"id": self.bot, "username": "limber", "bot": True},
                            "guilds": [{"id": "500", "unavailable": True}], "session_id": sid,
                            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway"})
        self.tell("GUILD_CREATE", {"id": "500", "roles": [{"id": "777", "tags": {"bot_id": self.bot}}], "channels": [
            {"id": cid, "type": c["type"], "last_message_id": self.newest(cid)}
            for cid, c in self.channels.items() if c["guild"] and c["type"] < 10], "threads": [
            {"id": cid, "type": c["type"], "last_message_id": self.newest(cid)}
            for cid, c in self.channels.items() if c["type"] >= 10]})
        return mine

    def newest(self, channel):
        ids = [m["id"] for m in self.messages if m["channel_id"] == channel]
        return max(ids, key=int) if ids else None

    def resume(self, sock, d):
        self.resumes += 1
        mine = self.sessions.get(d["session_id"])
        if not mine or not self.resumable:
            self.push(sock, {"op": 9, "d": False})
            return None
        mine["sock"] = sock
        for event in [e for e in mine["log"] if e["s"] > d["seq"]]:
            self.push(sock, event)
        mine["seq"] += 1
        done = {"op": 0, "s": mine["seq"], "t": "RESUMED", "d": {}}
        mine["log"].append(done)
        self.push(sock, done)
        return mine
