"""Ports for servers that are started again where they were.

From below the range which the kernel gives to outgoing connections and to servers that ask
for any port: while a server is down, nobody takes its port.
"""
import itertools
import os
import random
import socket

FIRST, MANY = 20000, 12000

_turns = itertools.count(random.Random(os.urandom(8)).randrange(MANY))


def take():
    """A port on loopback that is free and was not given before by this process."""
    for turn in itertools.islice(_turns, MANY):
        port = FIRST + turn % MANY
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port is free from {FIRST} to {FIRST + MANY - 1}")
