"""Servers that repeat the token in all that they say: it is in no log line, no ledger, no argument
of the process, no core dump."""
import glob
import json
import os
import resource
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cases_discord
import cases_rocketchat
from case import case

TOKENS = {"LIMBER_TOKEN": "xoxb-4815162342-kept-to-oneself", "LIMBER_APP_TOKEN":
          "xapp-1-9876543210-nobodys-business"}
URLS = {"mattermost": "", "rocketchat": "", "slack": "/api", "discord": "/api/v10"}


def echo(status):
    """A server whose every answer is the request's secrets, as text and as each platform's error."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            said = " ".join(v for k, v in self.headers.items()
                            if k.lower() in ("authorization", "x-auth-token")) + " is unknown"
            body = json.dumps({"ok": False, "success": False, "error": said, "message": said,
                               "id": said, "code": 50001, "errorType": said}).encode()
            server.heard.append(said)
            self.send_response(status, said)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_DELETE = do_GET

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass

        def close(self):
            self.shutdown()
            self.server_close()

    server = Server(("127.0.0.1", 0), Handler)
    server.heard = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def nothing_is_told(c, bot, *tokens):
    kept = b""
    for path in glob.glob(c.home + "/l.db*"):
        with open(path, "rb") as file:
            kept += file.read()
    for token in tokens:
        assert token[:16] not in "\n".join(bot.lines), bot.log()
        assert token[:16].encode() not in kept
    assert not glob.glob(os.path.join(c.home, "core*"))


def hears_and_keeps_quiet(c, platform, status):
    server = echo(status)
    c.servers.append(server)
    bot = c.bot(ready=False, LIMBER_PLATFORM=platform, LIMBER_USER_ID="u" * 17,
                LIMBER_URL=f"http://127.0.0.1:{server.server_port}{URLS[platform]}",
                LIMBER_LOG="debug", **TOKENS)
    bot.wait_for(("reconnecting", "given up", "(end)"))
    assert any("xoxb" in said or "xapp" in said for said in server.heard)
    if bot.process.poll() is None:
        bot.stop()
    nothing_is_told(c, bot, *TOKENS.values())


def tells_no_secret(platform):
    def test(c):
        for status in (200, 400, 401, 403, 500):
            hears_and_keeps_quiet(c, platform, status)

    test.__name__ = f"{platform}_tells_no_secret_to_log_or_ledger"
    case(test)


for name in URLS:
    tells_no_secret(name)


def refused_with_the_token(c, server, bot, channel, ann, text):
    """The reason why a post was refused is logged, and kept: both with stars."""
    said = f"no {server.token}"
    body = {"id": said, "message": said, "code": 99999, "success": False, "error": said,
            "errorType": said}
    server.fault = lambda method, path, _: \
        (400, body) if method == "POST" and path.endswith(("/posts", "/messages", "sendMessage")) \
        else None
    server.say(ann, channel, text)
    assert "****" in bot.wait_log("set aside")
    pid = bot.process.pid
    assert resource.prlimit(pid, resource.RLIMIT_CORE)[0] <= 1
    with open(f"/proc/{pid}/cmdline", "rb") as line, open(f"/proc/{pid}/comm", "rb") as title:
        assert server.token.encode() not in line.read() + title.read()
    bot.stop()
    nothing_is_told(c, bot, server.token)


@case
def a_refusal_that_repeats_the_secret(c):
    refused_with_the_token(c, *c.room(), "@limber what is clonus")


@case
def a_refusal_of_discord_that_repeats_the_secret(c):
    refused_with_the_token(c, *cases_discord.begin(c), cases_discord.ASK)


@case
def a_refusal_of_rocketchat_that_repeats_the_secret(c):
    refused_with_the_token(c, *cases_rocketchat.begin(c), "@limber what is clonus")
