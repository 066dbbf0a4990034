#!/usr/bin/env python3
"""`limber doctor` and `limber init`, against servers of our own. Ends with "N passed, N failed"."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
sys.path.insert(0, str(ROOT / "tests/e2e"))

from fake_discord import FakeDiscord  # noqa: E402
from fake_mattermost import FakeMattermost  # noqa: E402
from fake_rocketchat import FakeRocketChat  # noqa: E402

TOKEN = "token-of-the-bot"


def limber(*args, folder, stdin="", env=None):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LIMBER_")}
    return subprocess.run([BUILD / "limber", *args], input=stdin, capture_output=True, timeout=60, text=True,
                          cwd=folder, env={**clean, **(env or {})}, check=False)


class Folder(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)

    def server(self, kind, *args):
        server = kind(*args)
        self.addCleanup(server.close)
        return server


class Doctor(Folder):
    def doctor(self, platform, url, token=TOKEN, **more):
        done = limber("doctor", folder=self.folder, env={"LIMBER_PLATFORM": platform, "LIMBER_URL": url,
                                                         "LIMBER_TOKEN": token, **more})
        self.assertNotIn(token, done.stdout + done.stderr)
        return done, {line[6:].split("  ")[0].strip(): line for line in done.stdout.splitlines()}

    def assert_line(self, lines, what, state, *words):
        self.assertIn(what, lines)
        self.assertTrue(lines[what].startswith(state), lines[what])
        for word in words:
            self.assertIn(word, lines[what])

    def test_a_good_mattermost(self):
        server = self.server(FakeMattermost)
        server.channel()
        done, lines = self.doctor("mattermost", server.url)
        self.assertEqual(done.returncode, 0, done.stdout)
        for what in ("configuration", "content", "learned", "clock", "ledger", "disk", "mattermost: server",
                     "mattermost: clock", "mattermost: channels"):
            self.assert_line(lines, what, "ok")
        self.assert_line(lines, "mattermost: token", "ok", "@limber")
        self.assertIn("0 failures", done.stdout)

    def test_a_bot_without_channels_is_a_warning(self):
        done, lines = self.doctor("mattermost", self.server(FakeMattermost).url)
        self.assertEqual(done.returncode, 0)
        self.assert_line(lines, "mattermost: channels", "warn", "Add Members")

    def test_a_refused_token_says_where_to_make_a_new_one(self):
        for platform, kind, words in (("mattermost", FakeMattermost, "Integrations > Bot Accounts"),
                                      ("discord", FakeDiscord, "Reset Token"),
                                      ("rocketchat", FakeRocketChat, "Personal Access Tokens")):
            url = self.server(kind, "another-token").url + ("/api/v10" if platform == "discord" else "")
            done, lines = self.doctor(platform, url, LIMBER_USER_ID="u1")
            self.assertEqual(done.returncode, 1, platform)
            self.assert_line(lines, f"{platform}: server", "ok")
            self.assert_line(lines, f"{platform}: token", "fail", "401", words)
            self.assertNotIn(f"{platform}: channels", lines)

    def test_discord_and_its_intent(self):
        server = self.server(FakeDiscord)
        done, lines = self.doctor("discord", server.url + "/api/v10")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assert_line(lines, "discord: intents", "ok")
        self.assert_line(lines, "discord: servers", "ok", "1 server")
        server.flags = 0
        done, lines = self.doctor("discord", server.url + "/api/v10")
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "discord: intents", "fail", "Privileged Gateway Intents")

    def test_rocketchat_and_its_user_id(self):
        server = self.server(FakeRocketChat)
        done, lines = self.doctor("rocketchat", server.url, LIMBER_USER_ID=server.bot)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assert_line(lines, "rocketchat: token", "ok", "@limber")

    def test_slack_and_its_two_tokens(self):
        sim = subprocess.Popen([BUILD / "sims/slack"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(sim.stdout.close)
        self.addCleanup(sim.wait)
        self.addCleanup(sim.kill)
        url = sim.stdout.readline().split()[-1] + "/api"
        done, lines = self.doctor("slack", url, "xoxb-sim", LIMBER_APP_TOKEN="xapp-sim")
        self.assertEqual(done.returncode, 0, done.stdout)
        for what in ("slack: token", "slack: app_token", "slack: channels"):
            self.assert_line(lines, what, "ok")
        self.assertNotIn("ticket", done.stdout)
        done, lines = self.doctor("slack", url, "xapp-sim", LIMBER_APP_TOKEN="xoxb-sim")
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "slack: token", "fail", "xoxb-")

    def test_a_server_that_is_not_there(self):
        gone = FakeMattermost()
        gone.close()
        done, lines = self.doctor("mattermost", gone.url)
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "mattermost: server", "fail", "nothing listens there")
        done, lines = self.doctor("mattermost", "https://limber-test.invalid")
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "mattermost: name", "fail", "limber-test.invalid", "url")

    def test_an_address_of_something_else(self):
        server = self.server(FakeMattermost)
        server.fault = lambda *_: (200, "<html>hello</html>")
        _, lines = self.doctor("mattermost", server.url)
        self.assert_line(lines, "mattermost: token", "fail", "url")
        server.fault = lambda *_: (404, "no")
        done, lines = self.doctor("mattermost", server.url)
        self.assert_line(lines, "mattermost: token", "fail", "set url to the server's root")
        server.fault = lambda *_: "reset"
        done, lines = self.doctor("mattermost", server.url)
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "mattermost: server", "fail")

    def test_a_ledger_that_cannot_be_made(self):
        _, lines = self.doctor("mattermost", self.server(FakeMattermost).url, LIMBER_LEDGER="/nowhere/limber.db")
        self.assert_line(lines, "ledger", "fail", "/nowhere")

    def test_content_that_is_not_there(self):
        done, lines = self.doctor("mattermost", self.server(FakeMattermost).url, LIMBER_CONTENT="/nowhere")
        self.assertEqual(done.returncode, 1)
        self.assert_line(lines, "content", "fail", "/nowhere")

    def test_settings_that_are_wrong_end_it_with_2(self):
        done = limber("doctor", folder=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("LIMBER_PLATFORM", done.stderr)
        self.assertIn("limber init", done.stdout)
        done = limber("doctor", "--dance", folder=self.folder)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=0, stream=sys.stdout).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(bool(bad))
