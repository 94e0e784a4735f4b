"""Bytes drawn at random, and requests with random bytes changed: every answer is an error or true, the stream ends well, the server stays."""

import random

import pytest

from rpc import request
from words import article

NAMES = {"bad_frame", "limit_exceeded", "wrong_type", "unknown_key", "repeated_key", "missing_key", "bad_value", "unknown_method", "invalid_utf8",
         "empty_text", "not_found", "exists"}


def drain(connection):
    messages = []
    while (message := connection.read()) is not None:
        messages.append(message)
    return messages


@pytest.mark.parametrize("seed", range(60))
def test_random_bytes(shared_server, seed):
    draw = random.Random(seed)
    with shared_server.connect() as connection:
        connection.send(request(1, "ping") + draw.randbytes(draw.randrange(1, 5000)))
        connection.end()
        first, *others = drain(connection)
        assert first == [1, 1, None, {}]
        assert others and all(error[1] in NAMES and result is None for _, _, error, result in others), others


@pytest.mark.parametrize("seed", range(200))
def test_changed_requests(shared_server, seed):
    draw = random.Random(seed)
    asked = [("add", article(seed)), ("add_many", {"articles": [article(seed), {"id": "x", "text": "y"}]}), ("check", article(seed)),
             ("get", {"id": f"a{seed}"}), ("story", {"id": f"a{seed}", "after": 300}), ("compare", {"new": "x", "old": "x"}),
             ("hello", {"protocol": 1})]
    frame = bytearray(request(2, *draw.choice(asked)))
    for _ in range(draw.choice([1, 1, 2, 5])):
        frame[draw.randrange(len(frame))] = draw.randrange(256)
    with shared_server.connect() as connection:
        connection.send(request(1, "ping") + frame)
        connection.end()
        first, *others = drain(connection)
        assert first == [1, 1, None, {}]
        assert others, frame
        for kind, _, error, result in others:
            assert kind == 1 and (error is None) != (result is None) and (error is None or error[1] in NAMES), (frame, error)
    with shared_server.connect() as connection:
        assert connection.ask("ping") == {}
