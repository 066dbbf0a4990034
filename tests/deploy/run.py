#!/usr/bin/env python3
"""What deploy/ holds fits the program: names, paths, ports, settings. Ends with "N passed, N failed"."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed: passed over\n0 passed, 0 failed")
    sys.exit(0)

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import suite  # noqa: E402

LIMBER = ROOT / os.environ.get("BUILD", "build") / "limber"
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "container/Containerfile").read_text()
IMAGE_ENV = dict(re.findall(r"^ENV (\w+)=(.*)$", CONTAINERFILE, re.M))
IMAGE_USER = int(re.search(r"^USER (\d+):\d+$", CONTAINERFILE, re.M)[1])


def documents(path):
    return [d for d in yaml.safe_load_all((DEPLOY / path).read_text()) if d]


def variables():
    """All variables that the program reads, and those with _FILE."""
    names = set()
    for source in (ROOT / "bot").rglob("*.c"):
        names |= set(re.findall(r'"(LIMBER_[A-Z_]+)"', source.read_text()))
    return names | {name + "_FILE" for name in names if name.endswith("TOKEN")}


def accepted(settings, **files):
    """Does the program accept this configuration, with these files beside it?"""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"limber.yaml": settings, **files}.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return subprocess.run([LIMBER, "run", "--check-config", "-c", "limber.yaml"], cwd=folder, capture_output=True,
                              text=True, timeout=60, check=False)


class Container(unittest.TestCase):
    def test_every_variable_is_one_that_the_program_reads(self):
        self.assertLessEqual(set(IMAGE_ENV), variables())

    def test_it_does_not_run_as_root(self):
        self.assertGreater(IMAGE_USER, 0)
        self.assertIn(f"-o {IMAGE_USER} ", CONTAINERFILE)  # who owns the ledger's folder

    def test_health_asks_a_page_that_there_is(self):
        health = (DEPLOY / "container/health").read_text()
        page = re.search(r"page=\$\{1:-(\S+)\}", health)[1]
        self.assertIn(f'"{page}"', (ROOT / "bot/service/monitor.c").read_text())
        self.assertTrue(os.access(DEPLOY / "container/health", os.X_OK))

    def test_what_is_copied_is_there_and_not_ignored(self):
        ignored = set((ROOT / ".dockerignore").read_text().split())
        for source in re.findall(r"^COPY (?!--from)(\S+)", CONTAINERFILE, re.M):
            self.assertTrue((ROOT / source).exists(), source)
            self.assertNotIn(source.split("/")[0], ignored)

    def test_it_installs_the_libraries_that_the_program_is_linked_with(self):
        linked = subprocess.run(["ldd", LIMBER], capture_output=True, text=True, timeout=60, check=True).stdout
        last = CONTAINERFILE.split("\nFROM ")[-1]
        for library, package in (("libwebsockets", "libwebsockets17"), ("libcurl", "libcurl4"), ("libcjson", "libcjson1"),
                                 ("libpcre2-8", "libpcre2-8-0"), ("libuv", "libuv1"), ("libsqlite3", "libsqlite3-0"),
                                 ("libmd4c", "libmd4c0"), ("libyaml", "libyaml-0-2"), ("libedit", "libedit2"),
                                 ("libcrypto", "libssl3")):
            self.assertIn(library, linked)
            self.assertRegex(last, rf"\s{re.escape(package)}\s")


class Compose(unittest.TestCase):
    services = documents("container/compose.yaml")[0]["services"]
    compose = documents("container/compose.yaml")[0]

    def test_limber_is_built_by_the_container_file(self):
        build = self.services["limber"]["build"]
        context = (DEPLOY / "container" / build["context"]).resolve()
        self.assertEqual(context, ROOT)
        self.assertEqual(context / build["dockerfile"], DEPLOY / "container/Containerfile")

    def test_the_settings_are_accepted(self):
        env = {name: str(value) for name, value in self.services["limber"]["environment"].items()}
        self.assertLessEqual(set(env), variables())
        with tempfile.TemporaryDirectory() as folder:
            token = pathlib.Path(folder, "token")
            token.write_text("a-token\n")
            self.assertEqual(env["LIMBER_TOKEN_FILE"], f"/run/secrets/{self.services['limber']['secrets'][0]}")
            env["LIMBER_TOKEN_FILE"] = str(token)
            done = subprocess.run([LIMBER, "run", "--check-config"], env={**IMAGE_ENV, **env}, capture_output=True,
                                  text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_named_is_defined(self):
        for service in self.services.values():
            for name in service.get("depends_on", {}):
                self.assertIn(name, self.services)
            for volume in service.get("volumes", []):
                self.assertIn(volume.split(":")[0], self.compose["volumes"])
            for name in service.get("secrets", []):
                self.assertIn(name, self.compose["secrets"])

    def test_limber_may_do_next_to_nothing(self):
        limber = self.services["limber"]
        self.assertTrue(limber["read_only"])
        self.assertEqual(limber["cap_drop"], ["ALL"])
        ledger = pathlib.Path(IMAGE_ENV["LIMBER_LEDGER"]).parent
        self.assertIn(f"limber:{ledger}", limber["volumes"])


class Kubernetes(unittest.TestCase):
    kustomization = documents("kubernetes/kustomization.yaml")[0]
    objects = [d for name in kustomization["resources"] for d in documents(f"kubernetes/{name}")]
    settings = (DEPLOY / "kubernetes/settings/limber.yaml").read_text()

    def one(self, kind):
        [found] = [d for d in self.objects if d["kind"] == kind]
        return found

    def pod(self):
        return self.one("StatefulSet")["spec"]["template"]["spec"]

    def test_the_settings_are_accepted_and_everything_is_where_they_say(self):
        settings = yaml.safe_load(self.settings)
        [connection] = settings["connections"]
        place = pathlib.Path(connection["token_file"])
        here = self.settings.replace(str(place), "the.token")
        done = accepted(here, **{"the.token": "a-token\n"})
        self.assertEqual(done.returncode, 0, done.stderr)
        mounts = {m["name"]: m for m in self.pod()["containers"][0]["volumeMounts"]}
        self.assertEqual(str(place.parent), mounts["tokens"]["mountPath"])
        [secret] = self.kustomization["secretGenerator"]
        self.assertEqual([f.split("=")[0] for f in secret["files"]], [place.name])
        self.assertEqual(str(pathlib.Path(settings["ledger"]).parent), mounts["ledger"]["mountPath"])
        self.assertEqual(settings["ledger"], IMAGE_ENV["LIMBER_LEDGER"])

    def test_the_arguments_are_the_program_s(self):
        args = self.pod()["containers"][0]["args"]
        self.assertEqual(args[:2], ["run", "-c"])
        mounts = {m["mountPath"]: m for m in self.pod()["containers"][0]["volumeMounts"]}
        self.assertIn(args[2], mounts)

    def test_probes_ask_pages_that_there_are(self):
        container = self.pod()["containers"][0]
        pages = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
        self.assertEqual(pages, {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"})
        port = int(yaml.safe_load(self.settings)["metrics"].split(":")[1])
        self.assertEqual([p["containerPort"] for p in container["ports"]], [port])
        self.assertEqual(self.one("Service")["spec"]["ports"][0]["port"], port)
        self.assertEqual(IMAGE_ENV["LIMBER_METRICS"].split(":")[1], str(port))

    def test_it_runs_with_next_to_no_rights(self):
        pod, container = self.pod(), self.pod()["containers"][0]
        self.assertTrue(pod["securityContext"]["runAsNonRoot"])
        self.assertEqual(pod["securityContext"]["runAsUser"], IMAGE_USER)
        self.assertFalse(pod["automountServiceAccountToken"])
        self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
        self.assertFalse(container["securityContext"]["allowPrivilegeEscalation"])
        self.assertEqual(container["securityContext"]["capabilities"], {"drop": ["ALL"]})

    def test_names_and_labels_fit(self):
        stateful = self.one("StatefulSet")
        labels = stateful["spec"]["template"]["metadata"]["labels"]
        for selector in (stateful["spec"]["selector"]["matchLabels"], self.one("Service")["spec"]["selector"],
                         self.one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"]):
            self.assertLessEqual(selector.items(), labels.items())
        self.assertEqual(stateful["spec"]["replicas"], 1)
        volumes = {v["name"] for v in self.pod()["volumes"]} | {
            v["metadata"]["name"] for v in stateful["spec"]["volumeClaimTemplates"]}
        self.assertEqual({m["name"] for m in self.pod()["containers"][0]["volumeMounts"]}, volumes)
        self.assertEqual(self.kustomization["configMapGenerator"][0]["name"], "limber-settings")
        self.assertTrue((DEPLOY / "kubernetes/settings/limber.yaml").exists())


class Systemd(unittest.TestCase):
    unit = (DEPLOY / "systemd/limber.service").read_text()

    def instance(self):
        return subprocess.run(["sed", "-f", DEPLOY / "systemd/instance.sed", DEPLOY / "systemd/limber.service"],
                              capture_output=True, text=True, timeout=60, check=True).stdout

    def test_it_starts_a_command_that_there_is(self):
        _, *words = re.search(r"^ExecStart=(.*)$", self.unit, re.M)[1].split()
        told = subprocess.run([LIMBER, words[0], "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
        self.assertIn(f"{words[1]},", told)

    def test_an_instance_shares_nothing_with_another(self):
        for line in self.instance().splitlines():
            if not line.startswith("#") and re.search(r"/etc/limber|/var/lib/limber|^StateDirectory=", line):
                self.assertIn("%i", line)
        self.assertEqual(self.instance().count("%i"), 6)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_systemd_finds_no_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("limber.service", self.unit), ("limber@one.service", self.instance())):
                path = pathlib.Path(folder, name)
                path.write_text(text.replace("/usr/local/bin/limber", f'"{LIMBER}"'))
                done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True,
                                      timeout=60, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertNotIn(folder, done.stderr)


    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_its_exposure_is_what_the_guide_says(self):
        said = re.search(r"`systemd-analyze\s+security --offline=true` rates it (\d+\.\d)", (ROOT / "docs/security.md").read_text())[1]
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", DEPLOY / "systemd/limber.service"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertIn(f"Overall exposure level for limber.service: {said} OK", done.stdout)


class Invitation(unittest.TestCase):
    def test_it_asks_discord_for_what_the_guide_lists_and_no_more(self):
        """The bits are those of Discord's table of permissions."""
        bits = {"view channels": 10, "send messages": 11, "send in threads": 38,
                "read message history": 16, "add reactions": 6, "embed links": 14,
                "create public threads": 35}
        link = (DEPLOY / "discord-invite.txt").read_text().strip()
        guide = (ROOT / "docs/discord.md").read_text()
        self.assertIn(link, guide)
        for name in bits:
            self.assertIn(name, " ".join(guide.split()))
        self.assertEqual(int(re.search(r"permissions=(\d+)$", link)[1]),
                         sum(1 << bit for bit in bits.values()))


class Examples(unittest.TestCase):
    def test_every_file_of_yaml_can_be_read(self):
        for path in DEPLOY.rglob("*.y*ml"):
            self.assertTrue(documents(path.relative_to(DEPLOY)), path)


if __name__ == "__main__":
    suite.main()
