"""What the servers of these tests share: HTTP and WebSocket on loopback, and how they fail.

A server of a platform says where its WebSocket is, answers requests (`route`), serves sockets
(`upgrade`), and forgets what a restart forgets (`forget`). Faults are set from the test: a function
that sees every request, a stall, a kill.
"""
import errno
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import ports
import wire


class FakeServer:
    tls = None  # an ssl.SSLContext: all is said over TLS
    socket_path = "/websocket"

    def __init__(self):
        self.requests = []  # (method, path) of all
        self.fault = None  # function(method, path, body) -> None or a fault
        self.changed = threading.Condition(threading.RLock())
        self.flowing = threading.Event()
        self.flowing.set()
        self.http = None
        self.socks = set()
        self.begin()

    # --- life ---

    def begin(self):
        """On a port of its own; other tests run beside it, and may take one in between."""
        for last in (False, False, True):
            self.port = ports.take()
            try:
                self.start()
                return
            except OSError as e:
                if last or e.errno != errno.EADDRINUSE:
                    raise

    def start(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def log_message(self, *_):
                pass

            def setup(self):
                super().setup()
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server.socks.add(self.connection)

            def finish(self):
                server.socks.discard(self.connection)
                try:
                    super().finish()
                except OSError:
                    pass

            def handle(self):
                try:
                    super().handle()
                except (OSError, ValueError):
                    self.close_connection = True

            def do_GET(self):
                server.handle(self)

            do_POST = do_PUT = do_DELETE = do_GET

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass

            def get_request(self):
                sock, address = super().get_request()
                if not server.tls:
                    return sock, address
                sock.settimeout(10)
                sock = server.tls.wrap_socket(sock, server_side=True)
                sock.settimeout(None)
                return sock, address

        deadline = time.time() + 5
        while True:
            try:
                self.http = Server(("127.0.0.1", self.port), Handler)
                break
            except OSError:
                if time.time() > deadline:
                    raise
                time.sleep(0.05)
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def kill(self):
        """Dies: what it holds in memory only is gone."""
        self.http.shutdown()
        self.http.server_close()
        for sock in list(self.socks):
            cut(sock)
        with self.changed:
            self.forget()
        self.flowing.set()

    close = kill

    def forget(self):
        """What is in memory only. With the lock held."""

    def say_yes(self, h):
        """The answer to an upgrade."""
        h.close_connection = True
        h.wfile.write((
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: "
            + wire.accept_key(h.headers["Sec-WebSocket-Key"]) + "\r\n\r\n").encode())


    def stall(self):
        self.flowing.clear()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self, condition, seconds=60, what="a condition"):
        deadline = time.time() + seconds
        with self.changed:
            while True:
                got = condition()
                if got:
                    return got
                left = deadline - time.time()
                if left <= 0:
                    raise AssertionError(f"waited {seconds} s in vain for {what}")
                self.changed.wait(min(left, 0.1))

    # --- requests ---

    def handle(self, h):
        parts = urlsplit(h.path)
        length = int(h.headers.get("Content-Length") or 0)
        body = h.rfile.read(length) if length else b""
        self.flowing.wait(120)
        with self.changed:
            self.requests.append((h.command, parts.path))
            self.changed.notify_all()
        if parts.path == self.socket_path:
            self.upgrade(h, parse_qs(parts.query))
            return
        fault = self.fault(h.command, parts.path, body) if self.fault else None
        if fault == "reset":
            self.hang_up(h)
            return
        if isinstance(fault, tuple):
            self.reply(h, *fault)
            return
        status, answer = self.route(h, parts.path, parse_qs(parts.query), body)
        if fault == "lose":
            self.hang_up(h)
        elif isinstance(fault, int):  # stored, and yet an error
            self.reply(h, fault, {"id": "", "message": "fault"})
        else:
            self.reply(h, status, answer)

    def hang_up(self, h):
        h.close_connection = True
        cut(h.connection)

    def reply(self, h, status, answer, headers=None):
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        h.send_response(status)
        for name, value in (headers or {}).items():
            h.send_header(name, value)
        h.send_header("Content-Length", str(len(data)))
        h.end_headers()
        h.wfile.write(data)


def cut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
