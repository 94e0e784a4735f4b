"""Frames that are none, or too much: one clear error each, and what comes behind is answered."""

import msgpack
import pytest

from process import SMALL_QUARANTINE
from rpc import request
from words import article, text

ADD = request(3, "add", {"id": "cut", "text": "Words of a frame that is cut.", "source": "s.example"})


@pytest.mark.parametrize("cut", range(1, len(ADD)))
def test_a_cut_frame_gets_one_error_behind_what_came_before(shared_server, cut):
    with shared_server.connect() as connection:
        connection.send(request(1, "ping") + ADD[:cut])
        connection.end()
        assert connection.read() == [1, 1, None, {}]
        kind, number, error, result = connection.read()
        assert (kind, number, result) == (1, 3 if cut >= 3 else None, None)
        assert error[1:] == ["bad_frame", f"the connection ended within a message, after {cut} bytes of it"]
        assert connection.read() is None


def test_a_frame_in_single_bytes(connection):
    for byte in ADD:
        connection.send(bytes([byte]))
    assert connection.read()[3]["id"] == "cut"


BIG = 20 << 20
FRAMES = {
    "100,000 nested arrays": (b"\x91" * 100000 + b"\xc0",
                              None, "limit_exceeded", 'byte 16 of the message: maps and arrays nest deeper than the limit "nesting" of 16'),
    "100,000 nested maps in an add": (b"\x94\x00\x07\xa3add\x91" + b"\x81\xa1k" * 100000 + b"\xc0", 7, "limit_exceeded", '"nesting"'),
    "nested arrays to the limit": (b"\x91" * 16 + b"\xc0", None, "bad_frame", "no request"),
    "a declared array of 2^32-1": (b"\xdd\xff\xff\xff\xff", None, "limit_exceeded", "byte 0 of the message declares 4294967295 values"),
    "a declared array of 2^32-1 in an add": (b"\x94\x00\x07\xa3add\xdd\xff\xff\xff\xff",
                                             7, "limit_exceeded", "byte 7 of the message declares 4294967295 values"),
    "a declared map of 2^32-1": (b"\x94\x00\x07\xa3add\x91\xdf\xff\xff\xff\xff",
                                 7, "limit_exceeded", "byte 8 of the message declares 8589934590 values"),
    "a string of 20 MB": (request(7, "add", {"id": "x", "text": "a" * BIG}),
                          7, "limit_exceeded", 'longer than the 16777216 bytes of the limit "frame" (--max-frame)'),
    "a binary of 20 MB": (request(7, "add", {"id": "x", "text": b"\x93" * BIG}), 7, "limit_exceeded", '"frame" (--max-frame)'),
    "strings of 20 MB together": (request(7, "add_many", {"articles": [{"id": str(n), "text": "a" * (4 << 20)} for n in range(5)]}),
                                  7, "limit_exceeded", '"frame"'),
    "70,000 values": (request(7, "add", {"id": "x", "text": [0] * 70000}), 7, "limit_exceeded", '65536 values of the limit "values"'),
    "0xc1 for a message": (b"\xc1", None, "bad_frame", "byte 0 of the message is 0xc1"),
    "0xc1 for params": (b"\x94\x00\x07\xa4ping\xc1", 7, "bad_frame", "byte 8 of the message is 0xc1"),
    "0xc1 for the method": (b"\x94\x00\x07\xc1\x90", 7, "bad_frame", "byte 3 of the message is 0xc1"),
    "text": (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", None, "bad_frame", "a message is an array"),
    "a map": (msgpack.packb({"method": "ping", "params": [1, 2]}), None, "bad_frame", "a message is an array"),
    "numbers and strings": (b"".join(map(msgpack.packb, [1, "a", None, 2.5, {"a": [1]}, b"b"])), None, "bad_frame", "a message is an array"),
    "a notice": (msgpack.packb([2, "add", [article(1)]]), None, "bad_frame", "a notice: only requests"),
    "a reply": (msgpack.packb([1, 7, None, {}]), None, "bad_frame", "no request"),
    "an empty array": (b"\x90", None, "bad_frame", "no request"),
    "a type alone": (b"\x91\x00", None, "bad_frame", "the id of a request"),
    "two parts": (msgpack.packb([0, 7]), 7, "bad_frame", "four parts, [0, id, method, [{...}]], not 2"),
    "three parts": (msgpack.packb([0, 7, "ping"]), 7, "bad_frame", "not 3"),
    "five parts": (msgpack.packb([0, 7, "ping", [], None]), 7, "bad_frame", "not 5"),
    "a negative id": (msgpack.packb([0, -1, "ping", []]), None, "bad_frame", "the id of a request is a number in 0 .. 4294967295"),
    "an id of 2^32": (msgpack.packb([0, 1 << 32, "ping", []]), None, "bad_frame", "the id of a request is a number in 0 .. 4294967295"),
    "a string for an id": (msgpack.packb([0, "7", "ping", []]), None, "bad_frame", "the id of a request"),
    "a number for a method": (msgpack.packb([0, 7, 7, []]), 7, "wrong_type", "method: a string is wanted, not a number"),
    "a map for params": (msgpack.packb([0, 7, "ping", {}]), 7, "wrong_type", "params: an array of one map is wanted"),
    "an extension for params": (msgpack.packb([0, 7, "ping", msgpack.ExtType(1, b"abcd")]), 7, "wrong_type", "params: an array"),
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_bad_frame_gets_one_error_and_the_stream_goes_on(shared_server, frame):
    data, number, name, message = FRAMES[frame]
    with shared_server.connect() as connection:
        connection.send(request(1, "ping") + data + request(2, "ping"))
        assert connection.read() == [1, 1, None, {}]
        kind, got, error, result = connection.read()
        assert (kind, got, error[1], result) == (1, number, name, None)
        assert message in error[2], error
        assert connection.read() == [1, 2, None, {}]
        connection.end()
        assert connection.read() is None


def test_many_bad_frames_in_a_row(connection):
    for frame in FRAMES.values():
        connection.send(frame[0])
    before = None
    for _, number, name, message in FRAMES.values():
        # What begins no message is told once, however much of it follows.
        if message != "a message is an array" or before != message:
            _, got, error, _ = connection.read()
            assert (got, error[1]) == (number, name) and message in error[2], error
        before = message
    assert connection.ask("ping") == {}


def test_what_is_passed_over_and_cut_gets_no_second_error(connection):
    connection.send(b"\x94\x00\x07\xa3add\x91\x82\xa2id\xa1x\xa4text\xdb\xff\xff\xff\xff" + b"a" * 100000)
    connection.end()
    _, number, error, _ = connection.read()
    assert (number, error[1]) == (7, "limit_exceeded")
    assert connection.read() is None


def test_a_message_that_is_passed_over_takes_no_memory(start):
    server = start("--threads", 1, environment=SMALL_QUARANTINE)
    with server.connect() as connection:
        connection.call("add", **article(1))
        before = server.memory()
        connection.send(b"\x94\x00\x07\xa3add\x91\x82\xa2id\xa1x\xa4text\xdb" + (400 << 20).to_bytes(4, "big"))
        for _ in range(400):
            connection.send(b"a" * (1 << 20))
        assert connection.read()[2][1] == "limit_exceeded"
        assert connection.ask("ping") == {}
        assert server.memory() - before < 64 << 20


def test_max_frame(start):
    with start("--max-frame", 4096).connect() as connection:
        assert connection.call("add", id="a", text=text(1))["seq"] == 1
        fault = connection.fault("add", {"id": "b", "text": "a " * 4096})
        assert fault.name == "limit_exceeded" and "4096 bytes" in fault.message
        assert connection.ask("ping") == {}
