"""Mattermost, over the playground with --faults."""
import re

import driver
from driver import Reply, Unsupported


class Driver(driver.Driver):
    name = "mattermost"
    token = "conformance"

    def __init__(self):
        self.process, self.base = driver.start("playground", "--port", "0", "--faults", "--token",
                                               self.token)
        self.people = 0
        self.me = self.api("GET", "/users/me")
        self.open = [c["id"] for c in self.api("GET", "/users/me/channels") if c["type"] == "O"]
        self.names = {c["id"]: c["name"] for c in self.api("GET", "/users/me/channels")}
        self.given = 0
        self.ann, _ = self.join("Ann")
        self.writers = {}  # of direct channels
        self.robot = None  # the token of another bot

    def env(self):
        return {"LIMBER_PLATFORM": "mattermost", "LIMBER_URL": self.base,
                "LIMBER_TOKEN": self.token, "LIMBER_PING": "1s", "LIMBER_RETRY_MOST": "300ms"}

    def api(self, method, path, body=None, token=None):
        status, answer = driver.call(method, self.base + "/api/v4" + path, body,
                                     token or self.token)
        assert status // 100 == 2, f"{method} {path}: {status} {answer}"
        return answer

    def fault(self, **what):
        status, answer = driver.call("POST", self.base + "/playground/faults", what)
        assert status // 100 == 2, f"{what}: {answer}"
        return answer

    def join(self, name):
        status, answer = driver.call("POST", self.base + "/playground/join", {"name": name})
        assert status == 201, answer
        return answer["token"], answer["user"]["id"]

    def channel(self):
        """The room has a few channels and makes no more: they are given out in turn."""
        self.given += 1
        return self.open[self.given % len(self.open)]

    def direct(self):
        self.people += 1
        token, id = self.join(f"Person {self.people}")
        channel = self.api("POST", "/channels/direct", [self.me["id"], id], token)["id"]
        self.writers[channel] = token
        return channel

    def say(self, channel, text, mention=False, thread="", quiet=False, times=1):
        if times > 1:
            raise Unsupported("each event has a number, none comes twice")
        if mention:
            text = f"@{self.me['username']} {text}"
        return self.api("POST", "/posts", {"channel_id": channel, "message": text,
                                           "root_id": thread},
                        self.writers.get(channel, self.ann))["id"]

    def say_as_bot(self, channel, text):
        self.robot = self.robot or self.fault(add_bot="otherbot")["token"]
        return self.api("POST", "/posts", {"channel_id": channel, "message":
                                           f"@{self.me['username']} {text}"}, self.robot)["id"]

    def system_message(self, channel, text):
        """Somebody of that name joins: the room says so in each channel."""
        self.join(text[:32])

    def edit(self, channel, id, text):
        self.api("PUT", f"/posts/{id}/patch", {"message": text}, self.writers.get(channel, self.ann))

    def delete(self, channel, id):
        self.api("DELETE", f"/posts/{id}", token=self.writers.get(channel, self.ann))

    def click(self, reply, number):
        raise Unsupported("choices are numbers: buttons need a web address of the bot")

    def verdict(self, reply, good):
        token = self.writers.get(reply.channel, self.ann)
        me = self.api("GET", "/users/me", token=token)["id"]
        self.api("POST", "/reactions", {"user_id": me, "post_id": reply.id,
                                        "emoji_name": "+1" if good else "-1"}, token)

    def posts_of(self, channel):
        posts = []
        for page in range(100):
            answer = self.api("GET", f"/channels/{channel}/posts?page={page}&per_page=200",
                              token=self.writers.get(channel, self.ann))
            posts += [answer["posts"][id] for id in answer["order"]]
            if len(answer["order"]) < 200:
                return posts
        return posts

    def replies(self, channel=None, source=None):
        channels = [channel] if channel else [*self.open, *self.writers]
        found = []
        for c in channels:
            for post in reversed(self.posts_of(c)):
                question = post.get("props", {}).get("faq_src")
                if post["user_id"] == self.me["id"] and question and source in (None, question):
                    found.append(Reply(post["id"], c, post["root_id"], question,
                                       post["message"], post))
        return found

    def posted_ms(self, reply):
        return reply.raw["create_at"]

    def problems(self):
        return ["pings: " + r.text[:80] for r in self.replies()
                if re.search(r"@(all|channel|here|ann|person|limber|otherbot)", r.text)]

    def post_fault(self, kind, count=1, retry_after=0):
        kinds = {"lose": "break_after", "reset": "break_before", "limited": "limited",
                 "error": "error_before", "broken": "error_after", "proxy": "proxy",
                 "slow": "slow"}
        if kind not in kinds:
            raise Unsupported("the server tells its limit, and posts are cut to it")
        self.fault(posts={"fault": kinds[kind], "count": count, "retry_after_s": retry_after,
                          "delay_ms": 1500})

    def read_fault(self, count):
        self.fault(reads={"status": 500, "count": count})

    def cut(self):
        self.fault(sockets="cut")

    def stall(self, on):
        self.fault(sockets="stall" if on else "unstall")

    def refuse_resume(self):
        self.fault(sockets="cut")
        self.fault(resume="forget")

    def stop_server(self):
        self.fault(upgrades={"status": 503, "count": 100000})
        self.fault(posts={"fault": "busy", "count": 100000})
        self.fault(sockets="cut")

    def start_server(self):
        self.fault(resume="forget", dedup="forget")
        self.fault(posts={"fault": "busy", "count": 0})
        self.fault(upgrades={"count": 0})

    def frame(self, text):
        self.fault(frame=text)

    def huge_frame(self):
        """As large as the playground takes; the adapter's own limit has a unit test."""
        self.fault(frame='{"seq_reply":0,"padding":"' + "x" * 100000 + '"}')

    def unknown_event(self):
        """The room sends events of typing, which mean nothing to the bot."""
        for channel in self.open:
            self.api("POST", "/users/me/typing", {"channel_id": channel}, self.ann)

    def page_size(self):
        return 200

    def revoke(self):
        self.fault(token="revoke")

    def lack_setting(self):
        self.revoke()
        return "token"

    def lack_scope(self):
        raise Unsupported("a bot has no scopes; see channel left")

    def archive(self, channel):
        self.fault(archive=self.names[channel])
        self.open.remove(channel)

    def leave(self, channel):
        self.api("DELETE", f"/channels/{channel}/members/{self.me['id']}", token=self.ann)
        self.open.remove(channel)
