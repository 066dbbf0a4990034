#!/usr/bin/env python3
"""A real Prometheus watches a running bot, with our configuration, alerts and dashboard.

Needs Debian's `prometheus`; `make test-monitoring` brings it. Ends with "N passed, N failed".
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/e2e")]
import suite  # noqa: E402
os.chdir(ROOT)

import names  # noqa: E402
from bot import Bot  # noqa: E402
from playground import Playground  # noqa: E402

FILES = ROOT / "deploy/monitoring"


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class Prometheus:
    def __init__(self, target):
        self.home = tempfile.mkdtemp(prefix="limber-prometheus-")
        settings = (FILES / "prometheus.yml").read_text()
        assert "127.0.0.1:9090" in settings and "15s" in settings
        settings = settings.replace("127.0.0.1:9090", target).replace("15s", "1s")
        pathlib.Path(self.home, "prometheus.yml").write_text(settings)
        shutil.copy(FILES / "limber-alerts.yaml", self.home)
        self.address = f"127.0.0.1:{free_port()}"
        with open(pathlib.Path(self.home, "log"), "wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={self.home}/prometheus.yml", f"--storage.tsdb.path={self.home}/data",
                 f"--web.listen-address={self.address}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)

    def get(self, path, **arguments):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(arguments)}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        return self.get("query", query=expression)["result"]

    def wait(self, what, condition, seconds=60):
        """Until the condition is true; a Prometheus that still starts refuses connections."""
        deadline = time.time() + seconds
        while time.time() < deadline:
            try:
                if condition():
                    return
            except (OSError, KeyError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"waited {seconds} s in vain for {what}\n" +
                             pathlib.Path(self.home, "log").read_text()[-2000:])


class Watched(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.room = Playground()
        cls.addClassCleanup(cls.room.close)
        cls.bot = Bot(cls.room, LIMBER_METRICS="127.0.0.1:0")
        cls.addClassCleanup(lambda: cls.bot.process.poll() is None and cls.bot.kill())
        port = cls.bot.wait_log("metrics served").split("port=")[1].split()[0]
        cls.prometheus = Prometheus(f"127.0.0.1:{port}")
        cls.addClassCleanup(cls.prometheus.close)
        cls.prometheus.wait("a first scrape", lambda: cls.prometheus.query("limber_build_info"))
        ann = cls.room.person("ann")
        ann.wait_reply(ann.say("@limber what is clonus"))
        cls.prometheus.wait("the reply in Prometheus", lambda: cls.prometheus.query(
            'limber_replies_total{topic="symptom.clonus"} == 1 and on() limber_reply_seconds_count == 1'))

    def test_1_the_page_is_scraped_without_a_fault(self):
        [target] = self.prometheus.get("targets")["activeTargets"]
        self.assertEqual((target["health"], target["lastError"]), ("up", ""))
        self.assertEqual(self.prometheus.query("sum(limber_connection_up)")[0]["value"][1], "1")

    def test_2_types_arrive(self):
        known = self.prometheus.get("metadata")
        types = {name: entry[0]["type"] for name, entry in known.items()}
        for name in names.in_dashboard() | names.in_alerts():
            self.assertIn(name, types)
        self.assertEqual(types["limber_reply_seconds"], "histogram")
        self.assertEqual(types["limber_messages_total"], "counter")

    def test_3_every_panel_gets_an_answer(self):
        may_be_empty = ("unhelpful",)
        for query in names.dashboard_queries():
            result = self.prometheus.query(query)
            if not any(word in query for word in may_be_empty) and "rate(" not in query and "increase(" not in query:
                self.assertTrue(result, query)

    def test_4_all_rules_are_evaluated_and_none_fires(self):
        def rules():
            return [rule for group in self.prometheus.get("rules")["groups"] for rule in group["rules"]]
        self.prometheus.wait("all rules", lambda: all(rule["health"] == "ok" for rule in rules()) and rules())
        self.assertEqual([r["name"] for r in rules() if r["state"] == "firing"], [])

    def test_5_a_bot_that_dies_is_noticed(self):
        self.bot.kill()
        self.prometheus.wait("LimberDown", lambda: self.prometheus.query(
            'ALERTS{alertname="LimberDown", alertstate="pending"}'))


class Rules(unittest.TestCase):
    def test_promtool_accepts_rules_and_settings(self):
        for command in (["check", "rules", "limber-alerts.yaml"], ["check", "config", "prometheus.yml"],
                        ["test", "rules", "limber-alerts.test.yaml"]):
            done = subprocess.run(["promtool", *command], cwd=FILES, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    suite.main()
