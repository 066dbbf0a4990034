"""A server that is slow, refuses nearly all, or cannot prove who it is, for a while: each question
is answered once all the same, in order, and the server is not made worse."""
import os
import random
import ssl
import subprocess
import time

from case import case, in_order, once
from fake_mattermost import FakeMattermost


def is_post(method, path):
    return method == "POST" and path.endswith("/posts")


def ask_in_many(server, ann, channels, each):
    asked = {channel: [] for channel in channels}
    for _ in range(each):
        for channel in channels:
            asked[channel].append(server.say(ann, channel, "@limber what is baclofen"))
    return asked


def all_answered(server, asked, seconds=60):
    every = [s for sources in asked.values() for s in sources]
    server.wait(lambda: len(server.replies()) >= len(every), seconds, f"{len(every)} replies")
    time.sleep(1)
    once(server, every)
    for channel, sources in asked.items():
        in_order(server, sources, channel)


@case
def a_slow_server_is_waited_for(c):
    server, bot, first, ann = c.room()

    def fault(method, path, body):
        if is_post(method, path):
            time.sleep(1.5)

    server.fault = fault
    asked = ask_in_many(server, ann, [first, server.channel(), server.channel()], 3)
    all_answered(server, asked)
    assert "may have been stored" not in bot.log()
    bot.stop()


@case
def a_storm_of_429_is_sat_out(c):
    server, bot, first, ann = c.room()
    channels = [first] + [server.channel() for _ in range(5)]
    refused = []

    def fault(method, path, body):
        if is_post(method, path) and (not refused or time.time() < refused[0] + 6):
            refused.append(time.time())
            return 429, "limit exceeded\n", {"Retry-After": "1", "Content-Type": "text/plain"}
        return None

    server.fault = fault
    asked = ask_in_many(server, ann, channels, 5)
    all_answered(server, asked)
    # Six channels at first, then fewer at once, and each waits as long as it was asked to.
    assert 6 <= len(refused) <= 30, f"{len(refused)} posts within 6 s"
    bot.stop()


@case
def a_storm_of_500_doubles_nothing(c):
    server, bot, first, ann = c.room()
    channels = [first, server.channel(), server.channel()]
    seed = int(os.environ.get("SEED", 5))
    rng, failed = random.Random(seed), []

    def fault(method, path, body):
        over = failed and time.time() > failed[0] + 8
        if over or (method == "GET" and rng.random() < 0.5):
            return None
        failed.append(time.time())
        status = rng.choice([500, 502, 503])
        stored = is_post(method, path) and rng.random() < 0.5
        return status if stored else (status, {"id": "", "message": "not stored"})

    server.fault = fault
    asked = ask_in_many(server, ann, channels, 4)
    all_answered(server, asked)
    assert len(failed) >= 6, f"{len(failed)} answers were errors"
    bot.stop()


def certificate(home):
    """A certificate of 127.0.0.1 that only itself vouches for -> its file and its key's."""
    files = [os.path.join(home, "server.pem"), os.path.join(home, "server.key")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3", "-subj", "/CN=test",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout",
                    files[1]], check=True, capture_output=True)
    return files


class OverTls(FakeMattermost):
    def __init__(self, context):
        self.tls = context
        super().__init__()

    @property
    def url(self):
        return super().url.replace("http:", "https:")


def tls_server(c, old=False):
    files = certificate(c.home)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    if old:
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = OverTls(context)
    c.servers.append(server)
    return server, files[0]


@case
def a_certificate_that_nobody_vouches_for_is_refused(c):
    server, trusted = tls_server(c)
    channel, ann = server.channel(), server.person("ann")
    question = server.say(ann, channel, "@limber what is clonus")
    bot = c.bot(server, ready=False)
    assert "certificate" in bot.wait_log("reconnecting", count=2)
    assert not server.requests, "it said something to a server that it cannot know"
    bot.stop()
    c.bot(server, LIMBER_CA_FILE=trusted)
    server.wait_reply(question)
    once(server, [question])


@case
def an_old_tls_is_refused(c):
    server, trusted = tls_server(c, old=True)
    bot = c.bot(server, ready=False, LIMBER_CA_FILE=trusted)
    bot.wait_log("reconnecting", count=2)
    assert not server.requests
    bot.stop()
