"""A small Rocket.Chat server, written from docs/protocols/rocketchat.md: DDP to read, REST to write.

Monolith's manners: a message is sent whole again on each change, nothing is replayed on a new
session, a second message with a known _id is refused with a TypeError's text.
"""
import itertools
import json
import time
from datetime import datetime, timezone

import wire
from fake_server import FakeServer

_ids = itertools.count(1)


def new_id(kind):
    return f"{kind}{next(_ids):0{17 - len(kind)}d}"


def now_ms():
    return int(time.time() * 1000)


def iso(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat(timespec="milliseconds") \
        .replace("+00:00", "Z")


def from_iso(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


class FakeRocketChat(FakeServer):
    ALLOWED = {"_id", "rid", "msg", "tmid", "tshow", "alias", "avatar", "emoji", "attachments", "blocks",
               "customFields"}

    def __init__(self, token="token-of-the-bot"):
        self.token = token
        self.bot = new_id("bot")
        self.users = {self.bot: {"username": "limber", "roles": ["bot"]}}
        self.rooms = {}  # id -> {"t", "name"}
        self.messages = []
        self.sockets = []  # [sock, subscriptions]
        self.typing = self.clock = 0
        self.refused = []  # what a strict server finds wrong with its client
        super().__init__()

    def forget(self):
        self.sockets = []

    # --- people ---

    def person(self, name, roles=("user",)):
        uid = new_id("user")
        self.users[uid] = {"username": name, "roles": list(roles)}
        return uid

    def room(self, kind="c", name="general"):
        rid = new_id("room")
        self.rooms[rid] = {"t": kind, "name": name}
        return rid

    def say(self, user, rid, text, tmid=None, at=None, quiet=False, **more):
        with self.changed:
            message = self.store(user, rid, text, tmid=tmid, at=at, **more)
            if not quiet:
                self.tell(message)
                self.touch_root(message)
            return message["_id"]

    def touch(self, mid, **change):
        """Changes a message and sends it whole again, as for an edit or a reaction."""
        with self.changed:
            message = self.find(mid)
            message.update(change, _updatedAt=self.tick())
            self.tell(message)

    def delete(self, mid):
        with self.changed:
            message = self.find(mid)
            self.messages.remove(message)
            self.send({"msg": "changed", "collection": "stream-notify-room", "id": "id", "fields": {
                "eventName": message["rid"] + "/deleteMessage", "args": [{"_id": mid}]}},
                message["rid"] + "/deleteMessage")

    def replies(self, source=None, room=None):
        with self.changed:
            found = [m for m in self.messages if m["u"]["_id"] == self.bot and not m.get("t")
                     and (room is None or m["rid"] == room)]
            return [m for m in found if source is None or m.get("tmid") == source]

    def wait_reply(self, source, seconds=60):
        return self.wait(lambda: self.replies(source), seconds, "a reply")[0]

    # --- messages (with the lock held) ---

    def tick(self):
        self.clock = max(self.clock + 1, now_ms())
        return self.clock

    def find(self, mid):
        return next((m for m in self.messages if m["_id"] == mid), None)

    def store(self, user, rid, text, tmid=None, at=None, mid=None, **more):
        now = at if at is not None else self.tick()
        message = {"_id": mid or new_id("msg"), "rid": rid, "msg": text, "ts": now, "_updatedAt": now,
                   "u": {"_id": user, "username": self.users[user]["username"]}, "urls": [],
                   "mentions": [{"_id": uid, "username": u["username"]} for uid, u in self.users.items()
                                if "@" + u["username"] in text.split()], "channels": [], "md": []}
        if tmid:
            message["tmid"] = tmid
        message.update(more)
        self.messages.append(message)
        self.changed.notify_all()
        return message

    def touch_root(self, message):
        root = self.find(message.get("tmid"))
        if root:
            root.update(tcount=root.get("tcount", 0) + 1, _updatedAt=self.tick())
            self.tell(root)

    def shown(self, message, dates):
        return {k: dates(v) if k in ("ts", "_updatedAt", "editedAt") else v for k, v in message.items()}

    def tell(self, message):
        room = self.rooms[message["rid"]]
        about = {"roomParticipant": room.get("joined", True), "roomType": room["t"]}
        self.send({"msg": "changed", "collection": "stream-room-messages", "id": "id", "fields": {
            "eventName": "__my_messages__",
            "args": [self.shown(message, lambda ms: {"$date": ms}), about]}}, "__my_messages__")

    def send(self, frame, event=None):
        for entry in list(self.sockets):
            if event is None or event in entry[1]:
                self.push(entry[0], frame)

    def push(self, sock, frame):
        data = frame if isinstance(frame, bytes) else wire.frame(wire.TEXT, json.dumps(frame).encode())
        try:
            sock.sendall(data)
        except OSError:
            pass

    def drop_sockets(self):
        with self.changed:
            for sock in list(self.socks):
                if any(sock is entry[0] for entry in self.sockets):
                    sock.shutdown(2)
            self.sockets = []

    # --- REST ---

    def route(self, h, path, query, body):
        if h.headers.get("X-Auth-Token") != self.token or h.headers.get("X-User-Id") != self.bot:
            return 401, {"success": False, "error": "You must be logged in to do this."}
        name = path[len("/api/v1/"):]
        with self.changed:
            if name == "me":
                return 200, {"_id": self.bot, "username": "limber", "roles": ["bot"], "success": True}
            if name == "subscriptions.get":
                return 200, {"update": [{"rid": rid, **room} for rid, room in self.rooms.items()
                                        if room.get("joined", True)], "remove": [], "success": True}
            if name == "users.info":
                user = self.users.get(query["userId"][0])
                return (200, {"user": user, "success": True}) if user else refuse("User not found.")
            if name == "chat.syncMessages":
                return self.sync(query)
            if name == "chat.getMessage":
                found = self.find(query["msgId"][0])
                return (200, {"message": self.shown(found, iso), "success": True}) if found \
                    else (400, {"success": False})
            if name == "chat.sendMessage" and h.command == "POST":
                return self.create(json.loads(body))
        self.refused.append(f"{h.command} {path}")
        return 404, {"success": False, "error": "not found"}

    def sync(self, query):
        rid = query["roomId"][0]
        found = [m for m in self.messages if m["rid"] == rid]
        if "lastUpdate" in query:
            since = from_iso(query["lastUpdate"][0])
            found = [m for m in found if m["_updatedAt"] > since]
            found.sort(key=lambda m: m["ts"], reverse=True)
            return 200, {"result": {"updated": [self.shown(m, iso) for m in found], "deleted": []},
                         "success": True}
        since, count = int(query["next"][0]), int(query["count"][0])
        found = sorted((m for m in found if m["_updatedAt"] > since), key=lambda m: m["_updatedAt"])
        page, more = found[:count], found[count:]
        return 200, {"result": {"updated": [self.shown(m, iso) for m in page], "deleted": [], "cursor": {
            "next": str(page[-1]["_updatedAt"]) if more else None, "previous": None}}, "success": True}

    def create(self, body):
        message = body.get("message")
        if not isinstance(message, dict) or set(body) - {"message", "previewUrls"} or \
                set(message) - self.ALLOWED or not message.get("msg"):
            self.refused.append(f"chat.sendMessage {body}")
            return 400, {"success": False, "errorType": "invalid-params", "error": "schema"}
        if message["rid"] not in self.rooms:
            return 400, {"success": False, "errorType": "error-invalid-room", "error": "[error-invalid-room]"}
        if self.rooms[message["rid"]].get("archived"):
            return refuse("room_is_archived")
        if len(message["msg"].encode("utf-16-le")) // 2 > 5000:
            return 400, {"success": False, "errorType": "error-message-size-exceeded", "error": "size"}
        if self.find(message.get("_id")):
            return refuse("Cannot read properties of undefined (reading 'starred')")
        stored = self.store(self.bot, message["rid"], message["msg"], tmid=message.get("tmid"),
                            mid=message.get("_id"))
        self.tell(stored)
        self.touch_root(stored)
        return 200, {"message": self.shown(stored, iso), "success": True}

    # --- DDP ---

    def upgrade(self, h, _query):
        self.say_yes(h)
        entry = [h.connection, set()]
        state = {"connected": False, "in": False}
        with self.changed:
            self.sockets.append(entry)
        try:
            while True:
                got = wire.read_frame(h.rfile)
                if got is None or got[0] == wire.CLOSE:
                    break
                self.flowing.wait(120)
                with self.changed:
                    self.client_frame(entry, state, *got)
                    self.changed.notify_all()
        except OSError:
            pass
        with self.changed:
            if entry in self.sockets:
                self.sockets.remove(entry)
        self.hang_up(h)

    def client_frame(self, entry, state, opcode, data):
        if opcode == wire.PING:
            self.push(entry[0], wire.frame(wire.PONG, data))
        if opcode != wire.TEXT:
            return
        frame = json.loads(data)
        kind = frame.get("msg")
        if kind == "ping":
            self.push(entry[0], {"msg": "pong"})
        elif kind == "connect":
            state["connected"] = True
            self.push(entry[0], {"server_id": "0"})
            self.push(entry[0], {"msg": "connected", "session": "s"})
        elif not state["connected"]:
            self.push(entry[0], {"msg": "error", "reason": "Must connect first"})
        elif kind == "method" and frame["method"] == "login":
            self.login(entry, state, frame)
        elif kind == "method" and frame["method"] == "stream-notify-room":
            self.typing += 1
            self.push(entry[0], {"msg": "result", "id": frame["id"]})
        elif kind == "sub":
            if not state["in"]:
                self.push(entry[0], {"msg": "nosub", "id": frame["id"], "error": {"error": "not-allowed"}})
            else:
                entry[1].add(frame["params"][0])
                self.push(entry[0], {"msg": "ready", "subs": [frame["id"]]})
        elif kind != "pong":
            self.refused.append(f"frame {frame}")

    def login(self, entry, state, frame):
        self.push(entry[0], {"msg": "updated", "methods": [frame["id"]]})
        if frame["params"][0].get("resume") != self.token:
            self.push(entry[0], {"msg": "result", "id": frame["id"], "error": {
                "error": 403, "reason": "You've been logged out by the server. Please log in again."}})
            return
        state["in"] = True
        self.push(entry[0], {"msg": "result", "id": frame["id"], "result": {
            "id": self.bot, "token": self.token, "tokenExpires": {"$date": None}, "type": "resume"}})


def refuse(text):
    return 400, {"success": False, "error": text}
