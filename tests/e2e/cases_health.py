"""Health pages, metrics and the log, as those who run a bot read them."""
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from case import case

sys.path.insert(0, "tests/monitoring")
import names  # noqa: E402


class Pages:
    def __init__(self, bot):
        line = bot.wait_log("metrics served")
        at = line.split("port=")[1].split()[0] if "port=" in line else json.loads(line)["port"]
        self.base = f"http://127.0.0.1:{at}"

    def get(self, path):
        """Status and text."""
        try:
            with urllib.request.urlopen(self.base + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def wait_ready(self, status, *words, seconds=30):
        deadline = time.time() + seconds
        while True:
            got = self.get("/readyz")
            if got[0] == status and all(word in got[1] for word in words):
                return
            assert time.time() < deadline, f"not {status} {words}, but {got}"
            time.sleep(0.1)


def json_log(bot, request):
    """The lines about one question, as (part, event)."""
    lines = [json.loads(line) for line in bot.lines]
    return [(line["part"], line["event"]) for line in lines if line.get("request") == request]


def a_ledger_that_can_fail():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@case
def readiness_follows_the_connection(c):
    server, bot, channel, ann = c.room(LIMBER_METRICS="127.0.0.1:0", LIMBER_PING="500ms")
    pages = Pages(bot)
    pages.wait_ready(200, "connection mattermost: live", "content: ok", "ledger: ok")
    server.stall()  # the socket stays open, and nothing comes any more
    pages.wait_ready(503, "connection mattermost: down")
    assert pages.get("/healthz") == (200, "ok\n")
    server.flow()
    pages.wait_ready(200)
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))


@case
def readiness_notices_a_ledger_that_nobody_writes_to(c):
    server, bot, channel, ann = c.room(LIMBER_METRICS="127.0.0.1:0", before=a_ledger_that_can_fail)
    pages = Pages(bot)
    pages.wait_ready(200, "ledger: ok")
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    pages.wait_ready(503, "ledger: cannot be written")
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    pages.wait_ready(200, "ledger: ok")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))


@case
def metrics_are_as_prometheus_wants_them(c):
    server, bot, channel, ann = c.room(LIMBER_METRICS="127.0.0.1:0")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    bot.wait_log("replied")
    status, text = Pages(bot).get("/metrics")
    assert status == 200
    for line in ('limber_replies_total{outcome="answered",topic="symptom.clonus"} 1',
                 'limber_decision_seconds_count 1', 'limber_connection_up{connection="mattermost"} 1'):
        assert line + "\n" in text, text
    if shutil.which("promtool"):
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                                 text=True, timeout=60, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


@case
def dashboard_alerts_and_guide_speak_of_what_there_is(c):
    _, bot, _, _ = c.room(LIMBER_METRICS="127.0.0.1:0")
    announced = set(names.announced(Pages(bot).get("/metrics")[1]))
    used = names.in_dashboard() | names.in_alerts()
    assert used <= announced, f"no such metric: {used - announced}"
    assert announced <= used, f"neither on the dashboard nor in an alert: {announced - used}"
    assert announced == names.in_guide(), announced ^ names.in_guide()


@case
def one_id_leads_from_frame_to_post(c):
    server, bot, channel, ann = c.room(LIMBER_LOG="debug", LIMBER_LOG_FORMAT="json")
    failing = [503, 503]
    server.fault = lambda method, path, body: \
        (failing.pop(), {"message": "not now"}) if path.endswith("/posts") and method == "POST" and failing else None
    question = server.say(ann, channel, "@limber what is clonus")
    server.wait_reply(question)
    replied = json.loads(bot.wait_log('"event":"replied"'))
    assert replied["question"] == question and len(replied["request"]) == 12
    for line in bot.lines:
        assert {"time", "level", "part", "event"} <= json.loads(line).keys(), line
    events = json_log(bot, replied["request"])
    first = [("service", "read"), ("service", "answered"), ("outbox", "posting")]
    assert events[:3] == first and events[-1] == ("outbox", "replied"), events
    assert len(events) > 4, events  # what went wrong between is found under the same id
