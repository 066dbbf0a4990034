#!/usr/bin/env python3
"""The Debian package, in a clean Debian with a real systemd: set up, run, upgraded, removed.

Needs root, debootstrap and systemd-nspawn; `make test-deb` brings both and builds the package. The
clean root is made once, in build/debian-root. On the host the playground plays the platform.
TRANSCRIPT=FILE writes every command with what it printed. Ends with "N passed, N failed".
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.chdir(ROOT)
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/e2e")]
import nspawn  # noqa: E402
import suite  # noqa: E402
from playground import TOKEN, Playground  # noqa: E402

INSIDE = "systemd,systemd-sysv,dbus,ca-certificates,procps"
ENV = {"HOME": "/root", "TERM": "dumb", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
       "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def newer_package(package, folder):
    """The same package with a higher version, as an upgrade brings it."""
    tree = pathlib.Path(folder, "tree")
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 99.0-1", control.read_text(), flags=re.M))
    newer = pathlib.Path(folder, "limber_99.0-1.deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, newer], check=True, stdout=subprocess.DEVNULL)
    return newer


class Machine:
    """A booted Debian that shares the host's network."""

    def __init__(self, clean, debs):
        self.folder = tempfile.mkdtemp(prefix="limber-deb-")
        self.root = pathlib.Path(self.folder, "root")
        nspawn.copy_root(clean, self.root)
        with open(pathlib.Path(self.folder, "console"), "wb") as console:
            self.nspawn = subprocess.Popen(
                [*nspawn.COMMAND, "--boot", "--directory", self.root, f"--bind-ro={debs}:/debs"], stdin=subprocess.DEVNULL,
                stdout=console, stderr=console)
        self.leader = None
        try:
            self.wait("systemd", self.booted, 120)
        except BaseException:
            self.close()
            raise

    def booted(self):
        self.leader = nspawn.leader_of(self.nspawn)
        state = self.run("systemctl is-system-running", check=False).stdout.strip() if self.leader else ""
        return state in ("running", "degraded")

    def run(self, command, check=True, show=False):
        done = nspawn.inside(self.leader, ["sh", "-c", f"cd /root\n{command}"], ENV)
        if show and "TRANSCRIPT" in os.environ:
            with open(os.environ["TRANSCRIPT"], "a", encoding="utf-8") as file:
                file.write(f"# {command}\n{done.stdout}")
        if check and done.returncode != 0:
            raise AssertionError(f"{command}: exit status {done.returncode}\n{done.stdout[-3000:]}")
        return done

    def tell(self, command, check=True):
        return self.run(command, check, show=True).stdout

    def wait(self, what, condition, seconds=60):
        deadline = time.time() + seconds
        while not condition():
            if time.time() > deadline:
                said = self.run("journalctl -u 'limber*' -n 30 --no-pager", check=False).stdout if self.leader else ""
                raise AssertionError(f"waited {seconds} s in vain for {what}\n{said}")
            time.sleep(0.2)

    def logged(self, text, unit="limber"):
        self.wait(f"{text!r} in the journal", lambda: text in self.run(
            f"journalctl -u {unit} -o cat --no-pager", check=False).stdout)

    def shows(self, name, unit="limber"):
        return self.run(f"systemctl show -P {name} {unit}").stdout.strip()

    def close(self):
        self.nspawn.terminate()
        try:
            self.nspawn.wait(60)
        except subprocess.TimeoutExpired:
            self.nspawn.kill()
            self.nspawn.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Package(unittest.TestCase):
    """In order: each step goes on where the one before ended."""

    @classmethod
    def setUpClass(cls):
        package = pathlib.Path(os.environ["PACKAGE"]).resolve()
        clean = nspawn.clean_root(os.environ.get("DEBIAN_ROOT", "build/debian-root"), INSIDE)
        debs = tempfile.mkdtemp(prefix="limber-debs-")
        cls.addClassCleanup(shutil.rmtree, debs)
        shutil.copy(package, pathlib.Path(debs, "limber.deb"))
        newer_package(package, debs)
        cls.package = package
        cls.room = Playground()
        cls.addClassCleanup(cls.room.close)
        cls.ann = cls.room.person("ann")
        cls.machine = Machine(clean, debs)
        cls.addClassCleanup(cls.machine.close)

    def answered(self, text="@limber what is clonus", seconds=30):
        question = self.ann.say(text)
        self.ann.wait_reply(question, seconds)
        return question

    def test_01_lintian_has_nothing_to_say(self):
        done = subprocess.run(["lintian", "--fail-on", "error,warning,info", "--display-info", self.package],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_02_it_is_installed_and_not_started(self):
        m = self.machine
        m.run("apt-get update -qq")
        m.tell("apt-get install -y -qq --no-install-recommends /debs/limber.deb >/dev/null && dpkg -s limber | grep -E '^(Status|Version)'")
        self.assertEqual(m.run("systemctl is-enabled limber", check=False).stdout.strip(), "disabled")
        self.assertEqual(m.run("systemctl is-active limber", check=False).stdout.strip(), "inactive")
        self.assertIn("rhythmic", m.tell("limber ask 'what is clonus?'"))
        m.run("limber check")
        for page in (ROOT / "docs/man").glob("*.1"):
            m.run(f"test -f /usr/share/man/man1/{page.name}.gz")

    def test_03_set_up(self):
        m = self.machine
        m.run(f"printf '%s' {TOKEN} > token")
        done = m.tell(f"limber init --platform mattermost --url {self.room.url} --token-file token "
                      "--ledger /var/lib/limber/limber.db -o /etc/limber/limber.yaml")
        self.assertIn("systemctl enable --now limber", done)
        m.tell("mkdir /etc/limber/content; echo 'overlay: /etc/limber/content' >>/etc/limber/limber.yaml")
        self.assertEqual(m.tell("stat -c '%a %U %n' /etc/limber/limber.yaml /etc/limber/tokens /etc/limber/tokens/*"),
                         "644 root /etc/limber/limber.yaml\n700 root /etc/limber/tokens\n"
                         "600 root /etc/limber/tokens/mattermost.token\n")
        self.assertNotIn("fail ", m.tell("limber doctor -c /etc/limber/limber.yaml"))

    def test_04_runs_as_a_service(self):
        m = self.machine
        m.tell("systemctl enable --now limber 2>&1; systemctl is-active limber")
        m.logged("ready")
        m.tell("journalctl -u limber -o cat --no-pager")
        self.answered()

    def test_05_with_next_to_no_rights(self):
        m = self.machine
        status = m.tell(f"grep -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' /proc/{m.shows('MainPID')}/status")
        fields = dict(line.split(":", 1) for line in status.splitlines())
        self.assertNotEqual(fields["Uid"].split()[0], "0")
        self.assertEqual(int(fields["CapEff"], 16), 0)
        self.assertEqual((fields["NoNewPrivs"].strip(), fields["Seccomp"].strip()), ("1", "2"))
        self.assertEqual(m.run("stat -Lc %a /var/lib/limber /var/lib/limber/limber.db").stdout, "700\n600\n")

    def test_06_a_new_topic_goes_live_by_reload(self):
        m, before = self.machine, self.machine.shows("MainPID")
        question = self.ann.say("@limber why do i get hickups")
        self.assertNotIn("diaphragm", self.ann.wait_reply(question)["message"])
        guide = (ROOT / "docs/authoring.md").read_text()  # its first topic
        for path, text in re.findall(r"<!-- test: file mine/(\S+) -->\n+```\w*\n(.*?)\n```", guide, re.S):
            place = self.machine.root / "etc/limber/content" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text + "\n")
        m.tell("limber check --overlay /etc/limber/content")
        m.tell("limber ask --overlay /etc/limber/content 'why do i get hickups'")
        m.tell("systemctl reload limber; sleep 3; journalctl -u limber -o cat --no-pager -n 2")
        m.logged("content reloaded")
        question = self.ann.say("@limber why do i get hickups")
        self.assertIn("diaphragm", self.ann.wait_reply(question)["message"])
        self.assertEqual(m.shows("MainPID"), before)

    def test_07_a_crash_loses_nothing(self):
        m = self.machine
        before = m.shows("MainPID")
        m.run(f"kill -9 {before}")
        question = self.ann.say("@limber what is baclofen")
        self.ann.wait_reply(question, 60)
        self.assertNotEqual(m.shows("MainPID"), before)
        self.assertEqual(len(self.ann.replies(question)), 1)

    def test_08_a_process_that_stands_still_is_ended_and_started(self):
        m = self.machine
        m.run("mkdir -p /run/systemd/system/limber.service.d && printf '[Service]\\nWatchdogSec=4s\\n' "
              ">/run/systemd/system/limber.service.d/quick.conf && systemctl daemon-reload && systemctl restart limber")
        before = m.shows("MainPID")
        self.answered()
        time.sleep(6)  # longer than the watchdog: it must be fed
        self.assertEqual(m.shows("MainPID"), before)
        m.run(f"kill -STOP {before}")
        m.wait("another process", lambda: m.shows("MainPID") not in (before, "0"))
        m.logged("Watchdog timeout")
        self.answered(seconds=60)

    def test_09_a_second_bot_beside_it(self):
        m = self.machine
        m.run("install -d /etc/limber/two && install -d -m 700 /etc/limber/two/tokens")
        m.run(f"limber init --platform mattermost --url {self.room.url} --token-file token -o /etc/limber/two/limber.yaml")
        m.run("systemctl start limber@two")
        m.logged("ready", unit="limber@two")
        self.assertEqual(m.run("stat -Lc %a /var/lib/limber-two/limber.db").stdout, "600\n")
        m.run("systemctl stop limber@two")

    def test_10_a_report_while_it_runs(self):
        self.machine.run("systemctl restart limber")  # counts are written once a minute, and at the end
        report = self.machine.tell("limber report --ledger /var/lib/limber/limber.db --days 1")
        self.assertIn("clonus", report.lower())

    def test_11_upgrade_restarts_it(self):
        m = self.machine
        before = m.shows("MainPID")
        m.tell("apt-get install -y -qq /debs/limber_99.0-1.deb >/dev/null && dpkg -s limber | grep ^Version && systemctl is-active limber")
        m.wait("another process", lambda: m.shows("MainPID") not in (before, "0"))
        self.answered()

    def test_12_removal_keeps_what_is_yours(self):
        m = self.machine
        m.tell("apt-get remove -y -qq limber >/dev/null; ls -d /etc/limber/* /var/lib/limber/limber.db")
        self.assertNotEqual(m.run("systemctl is-active limber", check=False).stdout.strip(), "active")
        self.assertNotEqual(m.run("pgrep -x limber", check=False).returncode, 0)
        m.run("apt-get install -y -qq /debs/limber.deb >/dev/null && systemctl start limber")
        self.answered()

    def test_13_purge_leaves_nothing(self):
        m = self.machine
        m.tell("apt-get purge -y -qq limber >/dev/null; ls -d /etc/limber /var/lib/limber* /usr/share/limber 2>&1", check=False)
        left = m.run("find / -xdev -name '*limber*' -not -path '/debs*' -not -path '/proc/*' -not -path '/var/log/*' "
                     "-not -path '/run/*' -not -path '/sys/*' -not -path '/var/lib/apt/*' -not -path '/var/cache/*'").stdout
        self.assertEqual(left, "")


if __name__ == "__main__":
    suite.main(verbosity=2, failfast=True)
