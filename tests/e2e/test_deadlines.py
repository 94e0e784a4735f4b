"""Messages that do not come to an end, connections that say nothing, too many connections."""

import time

import pytest

from process import wait_until
from rpc import request
from words import text

ADD = request(7, "add", {"id": "late", "text": text("late")})


def until_end(connection):
    """Seconds until the server closes, and what it says before."""
    start, messages = time.monotonic(), []
    while (message := connection.read()) is not None:
        messages.append(message)
    return time.monotonic() - start, messages


def test_a_message_must_come_to_its_end(start):
    with start("--message-timeout", 1).connect() as connection:
        connection.send(request(1, "ping") + ADD[:20])
        seconds, messages = until_end(connection)
        assert messages[0] == [1, 1, None, {}]
        ((kind, number, error, result),) = messages[1:]
        assert (kind, number, error[1], result) == (1, 7, "timed_out", None)
        assert '1000 ms after its first byte: the limit "message" (--message-timeout)' in error[2]
        assert .9 < seconds < 10


def test_a_message_in_drops_is_late_too(start):
    """A byte now and then does not keep it going."""
    with start("--message-timeout", 1).connect() as connection:
        began = time.monotonic()
        connection.socket.settimeout(.1)
        for byte in ADD:
            try:
                connection.send(bytes([byte]))
                message = connection.read()
                break
            except TimeoutError:
                continue
        assert message[:2] == [1, 7] and message[2][1] == "timed_out"
        assert .9 < time.monotonic() - began < 10


def test_a_message_that_is_passed_over_must_end_too(start):
    with start("--message-timeout", 1).connect() as connection:
        connection.send(b"\x94\x00\x07\xa3add\xdb\x7f\xff\xff\xff")  # a string of 2 GB
        assert connection.read()[2][1] == "limit_exceeded"
        began = time.monotonic()
        connection.socket.settimeout(.1)
        while time.monotonic() - began < 10:
            try:
                connection.send(b"x")
                message = connection.read()
                break
            except TimeoutError:
                continue
        assert message[2][1] == "timed_out"
        assert .8 < time.monotonic() - began < 10


def test_a_silent_connection_is_closed(start):
    with start("--idle-timeout", 1).connect() as connection:
        connection.ask("ping")
        seconds, ((kind, number, error, _),) = until_end(connection)
        assert (kind, number, error[1]) == (1, None, "timed_out") and 'the limit "idle" (--idle-timeout)' in error[2]
        assert .9 < seconds < 10


def test_who_watches_or_speaks_is_not_idle(start):
    server = start("--idle-timeout", 1)
    with server.connect() as watcher, server.connect() as speaker:
        watcher.ask("watch")
        speaker.call("add", id="a", text=text(1))
        end = time.monotonic() + 2.5
        while time.monotonic() < end:
            speaker.ask("ping")
        speaker.call("add", id="b", text=text(1))
        assert watcher.read()[2][0]["id"] == "b"


@pytest.mark.parametrize("tcp", [False, True])
def test_more_connections_than_the_limit(start, tcp):
    server = start("--max-connections", 3, tcp=tcp)
    with server.connect() as first:
        wait_until(lambda: first.ask("stats")["server"]["connections"] == 1, "the one that asked for readiness is gone")
        with server.connect() as second, server.connect() as third, server.connect() as fourth:
            assert second.ask("ping") == third.ask("ping") == {}
            _, number, error, _ = fourth.read()
            assert number is None and error[1] == "limit_exceeded" and "3 connections" in error[2] and "--max-connections" in error[2]
            assert fourth.read() is None
            assert first.ask("ping") == {}
        wait_until(lambda: first.ask("stats")["server"]["connections"] == 1, "the others are gone")
        with server.connect() as fifth:
            assert fifth.ask("ping") == {}
