"""Stopping: nothing new is taken, what was received is answered, and what was answered is true."""

import signal
import socket
import threading

import pytest

from rpc import request
from words import article, copy


def drain(connection):
    messages = []
    while (message := connection.read()) is not None:
        messages.append(message)
    return messages


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_in_flight_requests_are_answered(start, sig):
    server = start("--threads", 2)
    with server.connect() as connection:
        frames = [request(n, "add", article(n) if n % 2 == 0 else copy(n, of=n - 1)) for n in range(2000)]
        connection.send(b"".join(frames[:50]))
        assert connection.read()[1] == 0  # it is at work
        sender = threading.Thread(target=send_until_closed, args=(connection, b"".join(frames[50:])))
        sender.start()
        server.process.send_signal(sig)
        replies = drain(connection)
        sender.join()
        # Requests are answered from the first to some last one, each wholly; one that had come in part is not taken.
        if replies[-1][2] is not None:
            assert replies.pop()[2][1] == "shutting_down"
        assert [reply[1] for reply in replies] == list(range(1, len(replies) + 1))
        assert len(replies) >= 49
        for kind, number, error, result in replies:
            assert (kind, error, result["seq"]) == (1, None, number + 1)
            assert result["verdict"] == ("unique" if number % 2 == 0 else "syndicated")
    server.check_end()
    with pytest.raises(OSError):
        server.connect()


def send_until_closed(connection, data):
    try:
        connection.send(data)
    except (BrokenPipeError, ConnectionResetError):
        pass


def test_all_that_was_received_is_answered(start):
    """Requests that wait for their turn inside the server are not forgotten."""
    server = start("--threads", 1, "--max-in-flight", 4)
    with server.connect() as connection:
        count = 300
        connection.call("add", **article(0))
        # One write, smaller than what the server reads at once.
        connection.send(b"".join(request(n, "get", {"id": "a0"}) for n in range(count)))
        first = connection.read()
        server.terminate()
        assert [reply[1] for reply in [first, *drain(connection)]] == list(range(count))
    server.check_end()


def test_connections_that_are_idle_watch_or_are_within_a_message_end(start):
    server = start()
    with server.connect() as idle, server.connect() as watcher, server.connect() as half:
        idle.ask("ping")
        watcher.ask("watch")
        half.send(request(1, "ping") + b"\x94\x00\x07\xa3ad")
        assert half.read() == [1, 1, None, {}]
        server.terminate()
        assert drain(idle) == drain(watcher) == []
        [reply] = drain(half)
        assert reply[:2] == [1, 7] and reply[2][:2] == [21, "shutting_down"] and "6 bytes" in reply[2][2]
    server.check_end()


def test_one_who_does_not_take_replies_does_not_hold_it_up_for_ever(start):
    server = start()
    with server.connect() as stuck:
        stuck.call("add", id="long", text="word " * 800000)
        for n in range(20):
            stuck.send(request(n, "get", {"id": "long"}))
        assert stuck.read()[1] == 0
        server.terminate()
        server.check_end()


def test_a_second_signal_changes_nothing(start):
    server = start()
    with server.connect() as connection:
        connection.ask("ping")
        server.terminate()
        server.terminate()
        assert drain(connection) == []
    server.check_end()


def test_half_closed_connections_are_answered(server):
    with server.connect() as connection:
        connection.send(b"".join(request(n, "add", article(n)) for n in range(500)))
        connection.socket.shutdown(socket.SHUT_WR)
        assert [reply[3]["seq"] for reply in drain(connection)] == list(range(1, 501))


def test_a_connection_that_breaks_leaves_the_others_alone(server):
    with server.connect() as stays:
        for _ in range(20):
            with server.connect() as breaks:
                breaks.send(b"".join(request(n, "add", article(n)) for n in range(100)) + b"\x94\x00")
        assert stays.ask("ping") == {}
