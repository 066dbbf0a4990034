"""Discord, over tests/sims/discord.c.

A reply in a channel hangs on its question as Discord's own replies do; in a thread, which is
a channel of its own with the id of the message that it begins at, it is in that thread. For
the behaviours both are "in the thread of" that message."""
import driver
from driver import Reply

BOT, OTHER_BOT = "900000000000000001", "700000000000000002"


class Driver(driver.Driver):
    name = "discord"
    tells_history = False

    def __init__(self):
        self.process, self.base = driver.start("sims/discord")
        self.directs = set()
        self.threads = set()
        self.roots = {}  # of a reply to the bot: the question that it all began with
        self.order("config", heartbeat_ms=1000, identify_ms=300, limit_ms=1000)

    def env(self):
        return {"LIMBER_PLATFORM": "discord", "LIMBER_URL": self.base + "/api/v10",
                "LIMBER_TOKEN": "dc-token-of-the-bot", "LIMBER_PING": "1s",
                "LIMBER_RETRY_MOST": "300ms"}

    def order(self, verb, **params):
        status, answer = driver.call("POST", f"{self.base}/sim/{verb}", params)
        assert status == 200, f"/sim/{verb}: {answer}"
        return answer

    def channel(self):
        return self.order("channel")["id"]

    def direct(self):
        id = self.order("channel", direct=True)["id"]
        self.directs.add(id)
        return id

    def say(self, channel, text, mention=False, thread="", quiet=False, times=1):
        self.met()
        if quiet:
            self.order("forget")  # a session would bring it later
        more = {}
        if thread:
            channel, more = self.place(channel, thread)
        if mention:
            text = f"<@{BOT}> {text}"
        id = self.order("say", channel=channel, text=text, quiet=quiet, times=times,
                        **more)["id"]
        if more:
            self.roots[id] = thread
        return id

    def place(self, channel, thread):
        """Where people go on: under the bot's reply, or in a thread of their own."""
        replies = self.replies(channel, thread)
        if replies:
            return channel, {"reply_to": replies[-1].id}
        if thread not in self.threads:
            self.threads.add(thread)
            self.order("thread", channel=channel, id=thread)
        return thread, {}

    def say_as_bot(self, channel, text):
        self.order("say", channel=channel, text=f"<@{BOT}> {text}", hook=True)
        return self.order("say", channel=channel, text=f"<@{BOT}> {text}", user=OTHER_BOT)["id"]

    def system_message(self, channel, text):
        """Somebody joined, and a thread of that name began."""
        self.order("say", channel=channel, text=f"<@{BOT}> {text}", type=7)
        return self.order("say", channel=channel, text=f"<@{BOT}> {text}", type=18)["id"]

    def edit(self, channel, id, text):
        self.order("edit", channel=channel, id=id, text=f"<@{BOT}> {text}")

    def delete(self, channel, id):
        self.order("delete", channel=channel, id=id)

    def click(self, reply, number):
        self.order("click", channel=reply.raw["channel_id"], id=reply.id, lead="faq:",
                   number=number)

    def verdict(self, reply, good):
        self.order("click", channel=reply.raw["channel_id"], id=reply.id,
                   lead="faq+" if good else "faq-", number=1)

    def replies(self, channel=None, source=None):
        found = []
        for post in self.order("posts", channel=channel or "")["posts"]:
            question = post["message_reference"]["message_id"]
            if source not in (None, question):
                continue
            place = post["channel_id"]
            thread = "" if place in self.directs else place if place in self.threads else \
                self.roots.get(question, question)
            found.append(Reply(post["id"], place, thread, question, post["content"], post))
        return found

    def posted_ms(self, reply):
        return (int(reply.id) >> 22) + 1420070400000

    def problems(self):
        state = self.order("state")
        found = state["refused"] + state["violations"]
        return found + ["pings: " + p for p in state["pings"]]

    def post_fault(self, kind, count=1, retry_after=0):
        kinds = {"lose": {"kind": "lose"}, "reset": {"kind": "reset"},
                 "limited": {"kind": "status", "status": 429, "retry_after": retry_after},
                 "error": {"kind": "status", "status": 500},
                 "proxy": {"kind": "proxy", "status": 404},
                 "broken": {"kind": "broken", "status": 500},
                 "slow": {"kind": "slow", "delay_ms": 1500},
                 "too_long": {"kind": "error", "error": "50035"}}
        self.order("fault", what="post", count=count, **kinds[kind])

    def read_fault(self, count):
        self.order("fault", what="history", kind="status", status=500, count=count)

    def cut(self):
        self.order("cut")

    def stall(self, on):
        self.order("stall", on=on)

    def ask_to_reconnect(self):
        self.order("op", op=7)

    def refresh(self):
        """The old socket closes first: a session has one."""
        before = self.order("state")["opened"]
        self.ask_to_reconnect()
        driver.until(lambda: self.order("state")["opened"] > before, "a new socket")

    def refuse_resume(self):
        self.order("forget")
        self.cut()

    def stop_server(self):
        self.order("fault", what="*", kind="reset", count=100000)
        self.cut()

    def start_server(self):
        self.order("fault", what="*", kind="reset", count=0)

    def frame(self, text):
        self.order("raw", frame=text)

    def huge_frame(self):
        self.order("huge", bytes=20 << 20)

    def unknown_event(self):
        for name, data in (("NEWS_OF_THE_FUTURE", {"x": [1]}), ("MESSAGE_CREATE", {}),
                           ("MESSAGE_UPDATE", {"id": "1", "channel_id": "2"}),
                           ("INTERACTION_CREATE", {"type": 2}), ("GUILD_CREATE", {})):
            self.order("event", name=name, d=data)
        self.frame('{"op":99,"d":{}}')

    def without_limits(self):
        self.order("config", heartbeat_ms=41250, limit=100000, **{"global": 100000})

    def page_size(self):
        return 100

    def revoke(self):
        self.order("revoke")

    def use_up_sessions(self, seconds):
        self.order("forget")
        self.order("config", starts_left=0, starts_ms=seconds * 1000)
        self.cut()
        driver.until(lambda: self.order("state")["calls"]["gateway/bot"] > 1, "a new try")
        self.order("config", starts_left=1)

    def lack_setting(self):
        self.refuse_intent()
        return "Message Content Intent"

    def refuse_intent(self):
        self.order("config", no_content_intent=True)

    def lack_scope(self):
        self.order("fault", what="post", kind="error", count=1, error="50013")

    def archive(self, channel):
        """There is no archive of channels here: it is deleted."""
        self.order("channel", id=channel, gone=True)

    def leave(self, channel):
        self.order("channel", id=channel, no_access=True)
