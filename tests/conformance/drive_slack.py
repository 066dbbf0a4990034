"""Slack, over tests/sims/slack.c."""
import json

import driver
from driver import Reply


class Driver(driver.Driver):
    name = "slack"

    def __init__(self):
        self.process, self.base = driver.start("sims/slack")
        self.made = 0
        self.size = 200

    def env(self):
        return {"LIMBER_PLATFORM": "slack", "LIMBER_URL": self.base + "/api",
                "LIMBER_TOKEN": "xoxb-sim", "LIMBER_APP_TOKEN": "xapp-sim",
                "LIMBER_PING": "1s", "LIMBER_RETRY_MOST": "300ms"}

    def order(self, verb, **params):
        status, answer = driver.call("POST", f"{self.base}/sim/{verb}", params)
        assert status == 200, f"/sim/{verb}: {answer}"
        return answer

    def make(self, lead, type):
        self.made += 1
        id = f"{lead}{self.made:04}"
        self.order("channel", id=id, type=type)
        return id

    def channel(self):
        return self.make("C", "channel")

    def direct(self):
        return self.make("D", "im")

    def say(self, channel, text, mention=False, thread="", quiet=False, times=1):
        if mention:
            text = "<@UBOT> " + text
        return self.order("say", channel=channel, user="U1", text=text, thread_ts=thread,
                          quiet=quiet, times=times, mention=mention)["ts"]

    def say_as_bot(self, channel, text):
        return self.order("say", channel=channel, user="U2", text="<@UBOT> " + text,
                          bot=True)["ts"]

    def system_message(self, channel, text):
        return self.order("say", channel=channel, user="U1", text="<@UBOT> " + text,
                          subtype="channel_topic")["ts"]

    def edit(self, channel, id, text):
        self.order("edit", channel=channel, ts=id, text=text)

    def delete(self, channel, id):
        self.order("delete", channel=channel, ts=id)

    def click(self, reply, number):
        self.order("click", channel=reply.channel, ts=reply.id, user="U1",
                   action=f"faq_{number}")

    def verdict(self, reply, good):
        self.order("click", channel=reply.channel, ts=reply.id, user="U1",
                   action="faq_helpful" if good else "faq_unhelpful")

    def replies(self, channel=None, source=None):
        found = []
        for post in self.order("posts", channel=channel or "")["posts"]:
            question = post["metadata"]["event_payload"]["q"].split(":", 1)[1]
            thread = post.get("thread_ts", "")
            if source in (None, question):
                found.append(Reply(post["ts"], post["channel"],
                                   "" if thread == post["ts"] else thread, question,
                                   post["text"], post))
        return found

    def posted_ms(self, reply):
        return float(reply.id) * 1000

    def problems(self):
        state = self.order("state")
        found = state["refused"] + state["violations"]
        return found + ["pings: " + p for p in state["pings"]]

    def waiting(self):
        return self.order("state")["waiting"]

    def post_fault(self, kind, count=1, retry_after=0):
        kinds = {"lose": {"kind": "lose"}, "reset": {"kind": "reset"},
                 "limited": {"kind": "status", "status": 429, "retry_after": retry_after},
                 "error": {"kind": "status", "status": 500},
                 "proxy": {"kind": "proxy", "status": 404},
                 "broken": {"kind": "broken", "status": 500},
                 "slow": {"kind": "slow", "delay_ms": 1500},
                 "too_long": {"kind": "error", "error": "msg_too_long"}}
        self.order("fault", what="chat.postMessage", count=count, **kinds[kind])

    def read_fault(self, count):
        for what in ("conversations.history", "conversations.replies"):
            self.order("fault", what=what, kind="status", status=500, count=count)

    def lose_acks(self, count):
        self.order("config", retry_ms=500)
        self.order("fault", what="ack", kind="lose", count=count)

    def cut(self):
        self.order("cut")

    def stall(self, on):
        self.order("stall", on=on)

    def ask_to_reconnect(self):
        self.order("disconnect", reason="refresh_requested", close_ms=1500)

    def refresh(self):
        """Gives how many sockets were open at once, at most."""
        before = self.order("state")["opened"]
        self.ask_to_reconnect()
        driver.until(lambda: self.order("state")["opened"] > before, "a new socket")
        driver.until(lambda: self.order("state")["connections"] == 1, "the old one closes")
        return self.order("state")["most_open"]

    def stop_server(self):
        for what in ("apps.connections.open", "auth.test", "upgrade", "chat.postMessage"):
            self.order("fault", what=what, kind="reset", count=100000)
        self.cut()

    def start_server(self):
        for what in ("apps.connections.open", "auth.test", "upgrade", "chat.postMessage"):
            self.order("fault", what=what, kind="reset", count=0)

    def frame(self, text):
        self.order("raw", frame=text)

    def huge_frame(self):
        self.order("huge", bytes=10 << 20)

    def unknown_event(self):
        for envelope in ({"type": "events_api", "payload": {"event": {"type": "news"}}},
                         {"type": "slash_commands", "payload": {}},
                         {"type": "of_the_future", "payload": {"x": [1]}}):
            self.made += 1
            self.frame(json.dumps({"envelope_id": f"env-x{self.made}", **envelope}))
        self.frame(json.dumps({"type": "without_envelope"}))

    def without_limits(self):
        self.order("config", retry_ms=60000)

    def small_pages(self, size):
        self.order("config", page_most=size)
        self.size = size

    def page_size(self):
        return self.size

    def revoke(self):
        self.order("token", which="bot", error="token_revoked")
        self.order("token", which="app", error="token_revoked")

    def expire(self):
        """With token rotation a token ends."""
        self.order("token", which="bot", error="token_expired")
        self.cut()

    def lack_setting(self):
        self.order("config", scopes="chat:write,channels:history,groups:history,im:history,"
                   "mpim:history,channels:read,groups:read,im:read,mpim:read")
        return "reactions:read"

    def lack_scope(self):
        self.order("fault", what="chat.postMessage", kind="error", count=1,
                   error="missing_scope", needed="chat:write")

    def archive(self, channel):
        self.order("channel", id=channel, archived=True)

    def leave(self, channel):
        self.order("channel", id=channel, member=False)
