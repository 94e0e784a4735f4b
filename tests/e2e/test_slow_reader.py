"""A client that asks for much and does not read: the server's memory stays bounded, others are served, and nothing is lost."""

import select

from process import SMALL_QUARANTINE
from rpc import request
from words import text

REPLY = 1 << 20
REQUESTS = 600


def test_memory_is_bounded_while_others_are_served(start):
    server = start("--threads", 2, environment=SMALL_QUARANTINE)
    with server.connect() as slow, server.connect() as other:
        long = text("long", REPLY // 7)
        slow.call("add", id="long", text=long)
        before = server.memory()
        slow.send(b"".join(request(n, "get", {"id": "long"}) for n in range(REQUESTS)))
        # Far more than 600 MB are asked for. The engine takes requests in their order: what it had taken of them shows in what it says later.
        most, requests, quiet = 0, 0, 0
        while quiet < 100:
            stats = other.ask("stats")["server"]
            quiet = quiet + 1 if stats["requests"] == requests + 1 else 0
            requests = stats["requests"]
            most = max(most, server.memory())
        assert other.call("add", id="other", text=text("other"))["seq"] == 2
        assert most - before < 100 << 20, f"{(most - before) >> 20} MiB more for {REQUESTS} replies of one MiB"
        assert requests < REQUESTS
        for n in range(REQUESTS):
            kind, number, error, result = slow.read()
            assert (kind, number, error) == (1, n, None) and result["article"]["text"] == long
        assert server.memory() - before < 100 << 20


def test_requests_wait_in_the_socket_of_one_who_does_not_read(start):
    """Also small requests with small replies: sending stops before they come to much."""
    server = start("--threads", 1, environment=SMALL_QUARANTINE)
    with server.connect() as slow, server.connect() as other:
        before = server.memory()
        slow.socket.setblocking(False)
        frames = b"".join(request(n, "nope") for n in range(1000))
        sent = 0
        while select.select([], [slow.socket], [], 0)[1] or answered(other):
            try:
                sent += slow.socket.send(frames[sent % len(frames):])
            except BlockingIOError:
                pass
            assert sent < 200 << 20
        assert server.memory() - before < 64 << 20
        slow.socket.setblocking(True)
        slow.socket.settimeout(120)


def answered(other):
    """Whether the server still answers requests besides ours: two looks, with a hundred rounds between them."""
    first = other.ask("stats")["server"]["requests"]
    for _ in range(100):
        other.ask("ping")
    return other.ask("stats")["server"]["requests"] != first + 101
