#!/usr/bin/env python3
"""The container file without a container engine: each instruction is done in a root of its own.

FROM debian:bookworm-slim is a root made by debootstrap; RUN, and at last the entry point, run in
systemd-nspawn. The image then runs as the user it names, with a root that cannot be written, against
the playground. Needs root and the network; `make test-container`. Ends with "N passed, N failed".
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.chdir(ROOT)
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/e2e")]
import nspawn  # noqa: E402
import suite  # noqa: E402
from playground import TOKEN, Playground  # noqa: E402

FILE = ROOT / "deploy/container/Containerfile"
IGNORED = (".git", "build", "node_modules", "__pycache__", "debian")


def instructions():
    """(word, rest), with continued lines joined and comments left out."""
    lines = [line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


class Stage:
    def __init__(self, clean, folder):
        self.root, self.env, self.workdir, self.user = pathlib.Path(folder), {}, "/", None
        self.entrypoint, self.command, self.health = [], [], []
        nspawn.copy_root(clean, self.root)

    def command_line(self, command, *more):
        env = [f"--setenv={name}={value}" for name, value in self.env.items()]
        user = ["--user=limber"] if self.user else []
        return [*nspawn.COMMAND, "--pipe", "--directory", self.root, f"--chdir={self.workdir}", *user, *env, *more, "--", *command]

    def run(self, command):
        done = subprocess.run(self.command_line(["/bin/sh", "-c", command]), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1200, check=False)
        if done.returncode != 0:
            raise AssertionError(f"RUN {command}: exit status {done.returncode}\n{done.stdout[-3000:]}")

    def copy(self, source, target):
        place = self.root / target.lstrip("/")
        if source.is_dir():
            shutil.copytree(source, place, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*IGNORED))
        else:
            shutil.copy2(source, place)

    def be_user(self, text):
        """nspawn takes names only; the image has none, as a container engine does not need one."""
        uid, gid = text.split(":")
        with open(self.root / "etc/passwd", "a", encoding="utf-8") as passwd:
            passwd.write(f"limber:x:{uid}:{gid}::/:/usr/sbin/nologin\n")
        with open(self.root / "etc/group", "a", encoding="utf-8") as group:
            group.write(f"limber:x:{gid}:\n")
        self.user = text


def build(clean, folder):
    """The last stage, all instructions done."""
    stages, stage = {}, None
    for word, rest in instructions():
        if word == "FROM":
            image, *name = rest.split(" AS ")
            assert image == "docker.io/library/debian:bookworm-slim", image
            stage = Stage(clean, pathlib.Path(folder, f"stage{len(stages)}"))
            stages[name[0] if name else "last"] = stage
        elif word == "RUN":
            stage.run(rest)
        elif word == "COPY":
            source, target = rest.split()[-2:]
            other = re.match(r"--from=(\S+)", rest)
            stage.copy(stages[other[1]].root / source.lstrip("/") if other else ROOT / source, target)
        elif word == "ENV":
            name, value = rest.split("=", 1)
            stage.env[name] = value
        elif word == "WORKDIR":
            stage.workdir = rest
        elif word == "USER":
            stage.be_user(rest)
        elif word == "ENTRYPOINT":
            stage.entrypoint = json.loads(rest)
        elif word == "CMD":
            stage.command = json.loads(rest)
        elif word == "HEALTHCHECK":
            stage.health = json.loads(rest.split("CMD", 1)[1])
        else:
            assert word == "EXPOSE", f"an instruction that this test does not know: {word}"
    return stage


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        clean = nspawn.clean_root(os.environ.get("DEBIAN_SLIM", "build/debian-slim"))
        cls.folder = tempfile.mkdtemp(prefix="limber-image-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.image = build(clean, cls.folder)
        cls.data = pathlib.Path(cls.folder, "data")
        shutil.copytree(cls.image.root / "var/lib/limber", cls.data)
        os.chown(cls.data, 65532, 65532)
        os.chmod(cls.data, 0o700)

    def start(self, room, *more, **env):
        image = self.image
        image.env.update(LIMBER_PLATFORM="mattermost", LIMBER_URL=room.url, LIMBER_TOKEN=TOKEN, **env)
        return subprocess.Popen(
            image.command_line([*image.entrypoint, *image.command], "--read-only", f"--bind={self.data}:/var/lib/limber",
                         "--no-new-privileges=yes", "--drop-capability=all", "--kill-signal=SIGTERM", *more),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def health(self, bot, *page):
        """The check of the image, as an engine runs it: inside, as the same user."""
        return nspawn.inside(nspawn.leader_of(bot), [*self.image.health, *page], self.image.env, self.image.user).returncode

    def test_it_answers_as_its_user_on_a_root_that_cannot_be_written(self):
        room = Playground()
        self.addCleanup(room.close)
        ann = room.person("ann")
        bot = self.start(room, LIMBER_METRICS="0.0.0.0:39090")
        self.addCleanup(bot.kill)
        lines = []
        for line in bot.stdout:
            lines.append(line)
            if "content loaded" in line:
                break
        else:
            self.fail("".join(lines))
        ann.wait_reply(ann.say("@limber what is clonus"))
        self.assertEqual((self.health(bot), self.health(bot, "/readyz")), (0, 0))
        self.assertNotEqual(self.health(bot, "/no-such-page"), 0)
        ledger = (self.data / "limber.db").stat()
        self.assertEqual((ledger.st_uid, ledger.st_gid, ledger.st_mode & 0o777), (65532, 65532, 0o600))
        bot.terminate()
        self.assertEqual(bot.wait(30), 0, bot.stdout.read())

    def test_the_image_has_no_compiler_and_nothing_of_the_source(self):
        root = self.image.root
        for path in ("usr/bin/gcc", "usr/bin/make", "src", "usr/include/libwebsockets.h"):
            self.assertFalse((root / path).exists(), path)
        writable = subprocess.run(["find", root, "-xdev", "-user", "65532", "-not", "-path", f"{root}/var/lib/limber"],
                                  capture_output=True, text=True, check=True).stdout
        self.assertEqual(writable, "")


if __name__ == "__main__":
    suite.main(verbosity=2)
