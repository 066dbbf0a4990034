#!/usr/bin/env python3
"""`limber doctor` and `limber init`, against servers of our own. Ends with "N passed, N failed"."""
import contextlib
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import termios

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/e2e")]

import suite  # noqa: E402
from fake_discord import FakeDiscord  # noqa: E402
from fake_mattermost import FakeMattermost  # noqa: E402
from fake_rocketchat import FakeRocketChat  # noqa: E402
from folder import Folder, limber  # noqa: E402

TOKEN = "token-of-the-bot"


class WithServer(Folder):
    def server(self, kind, *args):
        server = kind(*args)
        self.addCleanup(server.close)
        return server


class Doctor(WithServer):
    def doctor(self, platform, url, token=TOKEN, **more):
        done = limber("doctor", cwd=self.folder, env={"LIMBER_PLATFORM": platform, "LIMBER_URL": url,
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

    def test_a_token_that_everybody_can_read_is_a_warning(self):
        self.folder.chmod(0o755)
        settings, token = self.folder / "limber.yaml", self.folder / "t.token"
        token.write_text(TOKEN + "\n")
        for given, modes, told in (("token_file: t.token", (0o600, 0o644), "./t.token"), ("token_file: t.token", (0o644, 0o600), None),
                                   (f"token_file: {token}", (0o600, 0o604), str(token)),
                                   (f"token: {TOKEN}", (0o644, 0o600), "limber.yaml"), (f"token: {TOKEN}", (0o640, 0o644), None)):
            settings.write_text(f"connections:\n  - platform: mattermost\n    url: https://chat.example.org\n    {given}\n")
            for path, mode in zip((settings, token), modes):
                path.chmod(mode)
            done = limber("doctor", "--offline", "-c", "limber.yaml", cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            lines = [line for line in done.stdout.splitlines() if "which holds a token" in line]
            self.assertEqual(len(lines), 1 if told else 0, done.stdout)
            if told:
                self.assertTrue(lines[0].startswith("warn  tokens"), lines[0])
                self.assertIn(f" read {told}, which", lines[0])
        settings.chmod(0o644)
        self.folder.chmod(0o700)
        self.assertNotIn("holds a token", limber("doctor", "--offline", "-c", "limber.yaml", cwd=self.folder).stdout)

    def test_settings_of_content_that_is_not_there_are_not_valid(self):
        done = limber("run", "--check-config", cwd=self.folder,
                      env={"LIMBER_PLATFORM": "mattermost", "LIMBER_URL": "https://chat.example.org", "LIMBER_TOKEN": TOKEN,
                           "LIMBER_CONTENT": "/nowhere"})
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("/nowhere holds no intents/ and responses/", done.stderr)

    def test_settings_that_are_wrong_end_it_with_2(self):
        done = limber("doctor", cwd=self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("LIMBER_PLATFORM", done.stderr)
        self.assertIn("limber init", done.stdout)
        done = limber("doctor", "--dance", cwd=self.folder)
        self.assertEqual(done.returncode, 2)


class Init(WithServer):
    def init(self, *args, stdin=""):
        done = limber("init", *args, cwd=self.folder, stdin=stdin)
        self.assertNotIn("hush", done.stdout + done.stderr)
        return done

    def written(self, name):
        return (self.folder / name).read_text()

    def mode(self, name):
        return (self.folder / name).stat().st_mode & 0o777

    def assert_accepted(self, path="limber.yaml"):
        done = limber("run", "--check-config", "-c", path, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_answers_from_stdin(self):
        done = self.init(stdin="mattermost\nhttps://chat.example.org\nhush\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("limber doctor -c limber.yaml", done.stdout)
        self.assertIn("limber run -c limber.yaml", done.stdout)
        self.assertEqual(self.written("mattermost.token"), "hush")
        self.assertEqual(self.mode("mattermost.token"), 0o600)
        self.assertNotIn("hush", self.written("limber.yaml"))
        self.assertIn("#", self.written("limber.yaml"))
        self.assert_accepted()

    def test_every_platform_by_options(self):
        (self.folder / "a").write_text("xoxb-hush\n")
        (self.folder / "b").write_text("xapp-hush\n")
        url = ("--url", "https://chat.example.org/sub")
        for platform, args in (("mattermost", url), ("discord", ("--url", "https://discord.com/api/v10")),
                               ("rocketchat", (*url, "--user-id", "aBc123")),
                               ("slack", ("--url", "https://slack.com/api", "--app-token-file", "b"))):
            path = f"{platform}.yaml"
            done = self.init("--platform", platform, "--token-file", "a", *args, "-o", path, "--mode", "questions",
                             "--ledger", "it's/limber.db")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("): ", done.stdout)  # nothing is asked
            self.assert_accepted(path)
        self.assertEqual(self.written("slack.app_token"), "xapp-hush")
        self.assertEqual(self.mode("slack.app_token"), 0o600)

    def test_a_folder_of_tokens_takes_them(self):
        (self.folder / "tokens").mkdir()
        done = self.init("--platform", "slack", "--name", "group", stdin="\nxoxb-hush\nxapp-hush\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.written("tokens/group.token"), "xoxb-hush")
        self.assertEqual(self.written("tokens/group.app_token"), "xapp-hush")
        self.assertEqual(self.mode("tokens/group.token"), 0o600)
        self.assertFalse((self.folder / "group.token").exists())
        self.assert_accepted()

    def test_what_is_usual_needs_no_answer(self):
        done = self.init("--platform", "discord", stdin="\nhush\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("https://discord.com/api/v10", self.written("limber.yaml"))

    def test_a_token_file_that_is_in_its_place_is_kept(self):
        (self.folder / "support.token").write_text("hush\n")
        done = self.init("--platform", "mattermost", "--url", "https://chat.example.org", "--name", "support",
                         "--token-file", "support.token")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.written("support.token"), "hush\n")
        self.assertEqual(self.mode("support.token"), 0o600)
        self.assert_accepted()

    def test_nothing_is_overwritten(self):
        (self.folder / "limber.yaml").write_text("mine")
        done = self.init(stdin="mattermost\nhttps://chat.example.org\nhush\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("limber.yaml is there already", done.stderr)
        self.assertEqual(self.written("limber.yaml"), "mine")
        (self.folder / "limber.yaml").unlink()
        (self.folder / "mattermost.token").write_text("mine")
        done = self.init(stdin="mattermost\nhttps://chat.example.org\nhush\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("mattermost.token is there already", done.stderr)
        self.assertEqual(self.written("mattermost.token"), "mine")
        self.assertFalse((self.folder / "limber.yaml").exists())

    def test_wrong_answers_are_asked_again(self):
        done = self.init(stdin="matermost\nmattermost\nchat.example.org\nhttp://chat.example.org\n"
                               "https://chat.example.org\nhush\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("did you mean `mattermost`?", done.stderr)
        self.assertIn("url: https://chat.example.org\n", self.written("limber.yaml"))

    def test_the_last_wrong_answer_is_told_once(self):
        done = self.init(stdin="one\ntwo\nthree\n")
        self.assertEqual(done.returncode, 2)
        for word in ("one", "two", "three"):
            self.assertEqual(done.stderr.count(f'"{word}"'), 1, done.stderr)

    def test_missing_and_wrong_answers_write_nothing(self):
        for args, stdin, words in (
                ((), "", "--platform"), ((), "mattermost\n", "--url"),
                (("--platform", "mattermost", "--url", "ftp://x"), "hush\n", "--url"),
                (("--platform", "mattermost", "--url", "https://x.org"), "", "--token-file"),
                (("--platform", "mattermost", "--url", "https://x.org"), "\n", "--token-file"),
                (("--platform", "mattermost", "--url", "https://x.org", "--token-file", "/nowhere/t"), "", "/nowhere/t"),
                (("--platform", "mattermost", "--name", "../x"), "", "--name"),
                (("--platform", "mattermost", "--mode", "loud"), "", "--mode"),
                (("--platform", "rocketchat", "--url", "https://x.org"), "hush\n", "--user-id"),
                (("--dance",), "", "usage: limber init")):
            done = self.init(*args, stdin=stdin)
            self.assertEqual(done.returncode, 2, (args, done.stderr))
            self.assertIn(words, done.stderr)
            self.assertEqual(list(self.folder.iterdir()), [])

    def at_a_terminal(self, typed, *args):
        """Types as soon as something is asked; what was said, and the exit status."""
        try:
            pid, terminal = pty.fork()
        except OSError:
            self.skipTest("this root has no terminal devices (/dev/pts)")
        if pid == 0:
            os.chdir(self.folder)
            os.execv(BUILD / "limber", ["limber", "init", *args])
        said, secret, ended = b"", "--url" in args, False
        while not said.endswith(b"): "):
            said += os.read(terminal, 4096)
        while secret and termios.tcgetattr(terminal)[3] & termios.ECHO:
            pass
        os.write(terminal, typed)
        while not ended and select.select([terminal], [], [], 10)[0]:
            with contextlib.suppress(OSError):  # the terminal's end
                said += os.read(terminal, 4096)
                continue
            ended = True
        if not ended:
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.assertTrue(ended, f"it does not end: {said}")
        os.close(terminal)
        return said.decode().replace("\r", ""), status

    def test_at_a_terminal_the_token_is_not_shown(self):
        said, status = self.at_a_terminal(b"hush\n", "--platform", "mattermost", "--url", "https://x.org")
        self.assertEqual(status, 0, said)
        self.assertNotIn("hush", said)
        self.assertEqual(self.written("mattermost.token"), "hush")

    def test_at_a_terminal_ctrl_c_ends_the_question_for_the_token(self):
        said, status = self.at_a_terminal(b"hu\x03", "--platform", "mattermost", "--url", "https://x.org")
        self.assertEqual(status, 2, said)
        self.assertIn("\nlimber init: no answer for token; give it here or with --token-file\n", said)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_at_a_terminal_ctrl_d_ends_it_on_a_line_of_its_own(self):
        said, status = self.at_a_terminal(b"\x04")
        self.assertEqual(status, 2, said)
        self.assertIn("\nlimber init: no answer for platform; give it here or with --platform\n", said)

    def test_then_doctor_then_run(self):
        server = self.server(FakeMattermost)
        server.channel()
        done = self.init("--platform", "mattermost", "--url", server.url, stdin=TOKEN + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = limber("doctor", "-c", "limber.yaml", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 connection in limber.yaml", done.stdout)


if __name__ == "__main__":
    suite.main()
