"""Clean Debian roots by debootstrap, and commands inside what systemd-nspawn runs. Needs root."""
import os
import pathlib
import subprocess

MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
COMMAND = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=copy-host"]


def clean_root(folder, include=""):
    """A minimal Debian 12 with these packages, made once."""
    folder = pathlib.Path(folder).resolve()
    if not (folder / "etc/debian_version").exists():
        more = [f"--include={include}"] if include else []
        subprocess.run(["debootstrap", "--variant=minbase", *more, "bookworm", folder, MIRROR], check=True,
                       stdout=subprocess.DEVNULL)
    return folder


def copy_root(clean, target):
    subprocess.run(["cp", "-a", clean, target], check=True)


def leader_of(nspawn):
    """The first process inside; None while that is still to become one."""
    for child in pathlib.Path(f"/proc/{nspawn.pid}/task/{nspawn.pid}/children").read_text().split():
        name = pathlib.Path(f"/proc/{child}/comm").read_text().strip()
        if name != "systemd-nspawn" and not name.startswith("(sd"):
            return child
    return None


def inside(leader, command, env, user=None):
    """A command in the same place as that process, with this environment alone."""
    uid, gid = user.split(":") if user else ("0", "0")
    return subprocess.run(
        ["nsenter", "-t", leader, "-m", "-u", "-i", "-p", f"--root=/proc/{leader}/root", f"--setuid={uid}", f"--setgid={gid}", "--",
         "env", "-i", *(f"{name}={value}" for name, value in env.items()), *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)
