"""Rocket.Chat, over tests/sims/rocketchat.c."""
import hashlib
import json
from datetime import datetime

import driver
from driver import Reply

BOT, NAME, ANN = "botUid17chars0000", "faqbot", "uAnn0000000000001"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz"
PARTS = 6


def mark(question, part):
    """The id that a part of the reply to a question has."""
    digest = hashlib.sha256(f"faq1|{BOT}|{question}|{part}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:17])


class Driver(driver.Driver):
    name = "rocketchat"

    def __init__(self):
        self.process, self.base = driver.start("sims/rocketchat")
        self.made = 0
        self.size = 100
        self.marks = {}  # id of a reply's part -> the question's

    def env(self):
        return {"LIMBER_PLATFORM": "rocketchat", "LIMBER_URL": self.base,
                "LIMBER_TOKEN": "rc-token-of-the-bot", "LIMBER_USER_ID": BOT,
                "LIMBER_PING": "1s", "LIMBER_RETRY_MOST": "300ms"}

    def order(self, verb, **params):
        status, answer = driver.call("POST", f"{self.base}/sim/{verb}", params)
        assert status == 200, f"/sim/{verb}: {answer}"
        return answer

    def make(self, lead, type):
        self.made += 1
        id = f"{lead}{self.made:04}"
        self.order("room", id=id, type=type)
        return id

    def channel(self):
        return self.make("room", "c")

    def direct(self):
        return self.make("direct", "d")

    def said(self, id):
        for part in range(PARTS):
            self.marks[mark(id, part)] = id
        return id

    def post(self, room, text, **more):
        return self.said(self.order("say", room=room, text=text, **more)["id"])

    def say(self, channel, text, mention=False, thread="", quiet=False, times=1):
        if mention:
            text = f"@{NAME} {text}"
        return self.post(channel, text, tmid=thread, quiet=quiet, times=times)

    def say_as_bot(self, channel, text):
        self.post(channel, f"@{NAME} {text}", hook=True)
        return self.post(channel, f"@{NAME} {text}", user="uRobot00000000002")

    def system_message(self, channel, text):
        self.post(channel, f"@{NAME} {text}", type="uj")
        return self.post(channel, f"@{NAME} {text}", type="room_changed_topic")

    def edit(self, channel, id, text):
        self.order("edit", id=id, text=f"@{NAME} {text}")

    def delete(self, channel, id):
        self.order("delete", id=id)

    def click(self, reply, number):
        self.said(self.order("click", id=reply.id, at=number - 1)["id"])

    def verdict(self, reply, good):
        self.order("react", id=reply.id, emoji=":+1:" if good else ":-1:", name="ann")

    def replies(self, channel=None, source=None):
        found = []
        for post in self.order("posts", room=channel or "")["posts"]:
            question = self.marks.get(post["_id"], "?")
            if source in (None, question):
                found.append(Reply(post["_id"], post["rid"], post.get("tmid", ""), question,
                                   post["msg"], post))
        return found

    def posted_ms(self, reply):
        written = reply.raw["ts"].replace("Z", "+00:00")
        return datetime.fromisoformat(written).timestamp() * 1000

    def problems(self):
        state = self.order("state")
        found = state["refused"] + state["violations"]
        return found + ["pings: " + p for p in state["pings"]]

    def post_fault(self, kind, count=1, retry_after=0):
        kinds = {"lose": {"kind": "lose"}, "reset": {"kind": "reset"},
                 "limited": {"kind": "error", "error": "error-too-many-requests",
                             "retry_after": retry_after},
                 "error": {"kind": "status", "status": 500},
                 "proxy": {"kind": "proxy", "status": 404},
                 "broken": {"kind": "broken", "status": 500},
                 "slow": {"kind": "slow", "delay_ms": 1500},
                 "too_long": {"kind": "error", "error": "error-message-size-exceeded"}}
        self.order("fault", what="chat.sendMessage", count=count, **kinds[kind])

    def read_fault(self, count):
        for what in ("chat.syncMessages", "chat.getMessage"):
            self.order("fault", what=what, kind="status", status=500, count=count)

    def cut(self):
        self.order("cut")

    def stall(self, on):
        self.order("stall", on=on)

    def stop_server(self):
        self.order("fault", what="*", kind="reset", count=100000)
        self.cut()

    def start_server(self):
        self.order("fault", what="*", kind="reset", count=0)

    def frame(self, text):
        self.order("raw", frame=text)

    def huge_frame(self):
        self.order("huge", bytes=10 << 20)

    def unknown_event(self):
        room = {"eventName": "__my_messages__"}
        for frame in ({"msg": "changed", "collection": "stream-of-the-future", "id": "id",
                       "fields": {"eventName": "x", "args": [1]}},
                      {"msg": "changed", "collection": "stream-room-messages", "id": "id",
                       "fields": {**room, "args": [None, {"roomType": "x"}, 5]}},
                      {"msg": "changed", "collection": "stream-room-messages", "id": "id",
                       "fields": room},
                      {"msg": "added", "collection": "users", "id": "x"},
                      {"msg": "of_the_future"}, {"server_id": "0"}, {"msg": 5}):
            self.frame(json.dumps(frame))

    def small_pages(self, size):
        """A server that gives messages by pages only."""
        self.order("config", page_most=size, pages_only=True)
        self.size = size

    def page_size(self):
        return self.size

    def revoke(self):
        self.order("revoke")

    def expire(self):
        self.order("revoke", expired=True)

    def few_calls(self):
        self.order("config", no_bot_role=True)

    def lack_setting(self):
        self.few_calls()
        return 'role "bot"'

    def lack_scope(self):
        self.order("fault", what="chat.sendMessage", kind="status", count=1, status=403)

    def archive(self, channel):
        self.order("room", id=channel, archived=True)

    def leave(self, channel):
        self.order("room", id=channel, member=False)
