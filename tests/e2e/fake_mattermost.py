"""A small Mattermost server, written from docs/protocols/mattermost.md and independent of the playground.

It keeps posts over a restart and forgets what a real one forgets (keys of posts, resume points).
Faults are set from the test: a function that sees every request, a stall, a kill.
"""
import itertools
import json
import random
import time
from collections import deque

import wire
from fake_server import FakeServer, cut

KEY_LIVES = 30.0
DEAD_QUEUE, QUEUE = 128, 256
_ids = itertools.count(1)


def new_id(kind):
    return f"{kind}{next(_ids):0{26 - len(kind)}d}"


class Session:
    """One logical connection of a WebSocket client: it outlives its socket."""

    def __init__(self):
        self.id = new_id("conn")
        self.seq = 0
        self.sent = deque(maxlen=DEAD_QUEUE)
        self.waiting = []
        self.sock = None


class FakeMattermost(FakeServer):
    socket_path = "/api/v4/websocket"

    def __init__(self, token="token-of-the-bot"):
        self.token = token
        self.bot = new_id("bot")
        self.users = {self.bot: "limber"}
        self.channels = {}
        self.posts = []  # in the order in which they were stored
        self.by_id = {}
        self.keys = {}  # pending_post_id -> (time, post)
        self.sessions = []
        self.typing = self.clock = 0
        self.frames_out = None  # function(payload) -> bytes to send instead
        self.held = []  # events of a stalled server
        super().__init__()

    # --- life ---

    def forget(self):
        self.sessions, self.held = [], []
        self.keys = {}

    def flow(self):
        with self.changed:
            self.flowing.set()
            held, self.held = self.held, []
            for session, data in held:
                self.push(session, data)

    # --- people ---

    def person(self, name):
        uid = new_id("user")
        self.users[uid] = name
        return uid

    def channel(self, kind="O", name="general"):
        cid = new_id("chan")
        self.channels[cid] = {"id": cid, "type": kind, "name": name, "display_name": name,
                              "team_id": "", "delete_at": 0, "last_post_at": 0}
        return cid

    def say(self, user, channel, text, root="", at=None, quiet=False, **more):
        """Stores a post and tells the bot (unless quiet: what its socket did not bring)."""
        with self.changed:
            post = self.store(user, channel, text, root, at, more)
            if not quiet:
                self.tell_posted(post)
            return post["id"]

    def edit(self, pid, text):
        with self.changed:
            post = self.by_id[pid]
            post.update(message=text, edit_at=now_ms(), update_at=now_ms())
            self.tell("post_edited", {"post": json.dumps(post)}, post["channel_id"])

    def delete(self, pid):
        with self.changed:
            post = self.by_id[pid]
            self.tell("post_deleted", {"post": json.dumps(post)}, post["channel_id"])
            post.update(delete_at=now_ms(), update_at=now_ms())

    def react(self, user, pid, emoji):
        with self.changed:
            post = self.by_id[pid]
            reaction = {"user_id": user, "post_id": pid, "emoji_name": emoji,
                        "create_at": now_ms(), "channel_id": post["channel_id"]}
            self.tell("reaction_added", {"reaction": json.dumps(reaction)}, post["channel_id"])

    # --- what the bot did ---

    def replies(self, source=None, channel=None):
        with self.changed:
            return [p for p in self.posts if p["user_id"] == self.bot
                    and (source is None or p["props"].get("faq_src") == source)
                    and (channel is None or p["channel_id"] == channel)]

    def wait_reply(self, source, seconds=60):
        return self.wait(lambda: self.replies(source), seconds, "a reply")[0]

    # --- posts and events (called with the lock held) ---

    def store(self, user, channel, text, root="", at=None, more=None):
        self.clock = max(self.clock + 1, now_ms())  # no two posts at the same time
        now = at if at is not None else self.clock
        post = {"id": new_id("post"), "create_at": now, "update_at": now, "edit_at": 0,
                "delete_at": 0, "is_pinned": False, "user_id": user, "channel_id": channel,
                "root_id": root, "original_id": "", "message": text, "type": "", "props": {},
                "hashtags": "", "file_ids": [], "pending_post_id": "", "metadata": {}}
        post.update(more or {})
        self.posts.append(post)
        self.by_id[post["id"]] = post
        last = self.channels[channel]
        last["last_post_at"] = max(last["last_post_at"], now)
        self.changed.notify_all()
        return post

    def tell_posted(self, post):
        kind = self.channels[post["channel_id"]]["type"]
        self.tell("posted", {"channel_type": kind, "post": json.dumps(post),
                             "sender_name": "@" + self.users.get(post["user_id"], "?")},
                  post["channel_id"])

    def tell(self, event, data, channel=""):
        for session in self.sessions:
            self.queue(session, {"event": event, "data": data, "broadcast":
                                 {"user_id": "", "channel_id": channel, "team_id": ""}})

    def queue(self, session, event):
        event["seq"] = session.seq
        session.seq += 1
        if session.sock is None:
            session.waiting.append(event)
            if len(session.waiting) > QUEUE:
                self.sessions.remove(session)
            return
        session.sent.append(event)
        payload = json.dumps(event).encode()
        out = self.frames_out(payload) if self.frames_out else None
        self.push(session, out if out is not None else wire.frame(wire.TEXT, payload))

    def push(self, session, data):
        if not self.flowing.is_set():
            self.held.append((session, data))
            return
        try:
            session.sock.sendall(data)
        except (OSError, AttributeError):
            session.sock = None

    def raw(self, data):
        """Bytes of the test's own to every socket."""
        with self.changed:
            for session in self.sessions:
                if session.sock:
                    self.push(session, data)

    def drop_sockets(self):
        with self.changed:
            for session in self.sessions:
                if session.sock:
                    cut(session.sock)
                    session.sock = None

    # --- requests ---

    def authorized(self, h):
        return h.headers.get("Authorization") == "Bearer " + self.token

    def route(self, h, path, query, body):
        if not self.authorized(h):
            return error(401, "api.context.session_expired.app_error")
        steps = path[len("/api/v4/"):].split("/")
        with self.changed:
            if h.command == "POST" and steps == ["posts"]:
                return self.create(json.loads(body))
            if steps == ["users", "me"]:
                return 200, {"id": self.bot, "username": "limber", "is_bot": True}
            if steps == ["config", "client"]:
                return 200, {"MaxPostSize": "16383"}
            if steps == ["users", "me", "channels"]:
                return 200, list(self.channels.values())
            if len(steps) == 3 and steps[0] == "channels" and steps[2] == "posts":
                return 200, self.page(steps[1], query)
            if len(steps) == 3 and steps[0] == "posts" and steps[2] == "thread":
                if steps[1] not in self.by_id:
                    return error(404, "app.post.get.app_error")
                return 200, listed([p for p in self.posts
                                    if steps[1] in (p["id"], p["root_id"])])
            if steps == ["users", "me", "typing"]:
                return 200, {"status": "OK"}
        return error(404, "api.context.404.app_error")

    def create(self, body):
        if body.get("channel_id") not in self.channels:
            return error(403, "api.context.permissions.app_error")
        root = self.by_id.get(body.get("root_id") or "")
        if body.get("root_id") and (not root or root["root_id"] or root["delete_at"]):
            return error(400, "api.post.create_post.root_id.app_error")
        if not body.get("message") or len(body["message"]) > 16383 or "id" in body:
            return error(400, "model.post.is_valid.message_length.app_error")
        key = body.get("pending_post_id")
        known = self.keys.get(key)
        if key and known and time.time() - known[0] < KEY_LIVES:
            return 201, dict(known[1], pending_post_id="")
        post = self.store(self.bot, body["channel_id"], body["message"],
                          body.get("root_id") or "", None,
                          {"props": dict(body.get("props") or {}, from_bot="true"),
                           "pending_post_id": key or ""})
        self.keys[key] = (time.time(), post)
        self.tell_posted(post)
        return 201, post

    def page(self, channel, query):
        posts = [p for p in self.posts if p["channel_id"] == channel]
        if "since" in query:
            since = int(query["since"][0])
            found = [p for p in posts if p["update_at"] > since]
            random.shuffle(found)
            return listed(found[:1000])
        posts = [p for p in posts if not p["delete_at"]]
        cursor = self.by_id.get(query.get("after", [""])[0])
        if not cursor:
            return listed([])
        later = sorted((p for p in posts if p["create_at"] > cursor["create_at"]),
                       key=lambda p: p["create_at"])
        size, at = int(query["per_page"][0]), int(query["page"][0])
        part = later[at * size:(at + 1) * size]
        following = later[(at + 1) * size:(at + 1) * size + 1]
        return listed(part, following[0]["id"] if following else "")

    # --- the socket ---

    def upgrade(self, h, query):
        self.say_yes(h)
        if not self.authorized(h):  # let in, and dropped without a hello
            time.sleep(0.3)
            self.hang_up(h)
            return
        session = self.resume(h.connection, query)
        try:
            while True:
                got = wire.read_frame(h.rfile)
                if got is None or got[0] == wire.CLOSE:
                    break
                self.flowing.wait(120)
                self.client_frame(session, *got)
        except OSError:
            pass
        with self.changed:
            if session.sock is h.connection:
                session.sock = None
        self.hang_up(h)

    def resume(self, sock, query):
        wanted = query.get("connection_id", [""])[0]
        number = int(query.get("sequence_number", ["0"])[0])
        with self.changed:
            for session in self.sessions:
                known = [e["seq"] for e in session.sent]
                if session.id == wanted and session.sock is None and \
                        (number in known or number == session.seq - len(session.waiting)):
                    session.sock = sock
                    again = [e for e in session.sent if e["seq"] >= number]
                    fresh, session.waiting = session.waiting, []
                    session.sent.extend(fresh)
                    for event in again + fresh:
                        self.push(session, wire.frame(wire.TEXT, json.dumps(event).encode()))
                    return session
            session = Session()
            session.sock = sock
            self.sessions = [s for s in self.sessions if s.id != wanted] + [session]
            self.queue(session, {"event": "hello", "data": {
                "connection_id": session.id, "server_version": "11.6.0"},
                "broadcast": {"user_id": self.bot}})
            self.changed.notify_all()
            return session

    def client_frame(self, session, opcode, data):
        if opcode == wire.PING:
            with self.changed:
                self.push(session, wire.frame(wire.PONG, data))
            return
        if opcode != wire.TEXT:
            return
        request = json.loads(data)
        answer = {"status": "OK", "seq_reply": request["seq"]}
        if request["action"] == "ping":
            answer["data"] = {"text": "pong", "server_time": now_ms()}
        with self.changed:
            self.typing += request["action"] == "user_typing"
            self.push(session, wire.frame(wire.TEXT, json.dumps(answer).encode()))


def now_ms():
    return int(time.time() * 1000)


def error(status, name):
    return status, {"id": name, "message": "refused", "status_code": status}


def listed(posts, following=""):
    newest_first = sorted(posts, key=lambda p: p["create_at"], reverse=True)
    return {"order": [p["id"] for p in newest_first], "posts": {p["id"]: p for p in posts},
            "next_post_id": following, "prev_post_id": ""}
