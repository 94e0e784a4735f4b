"""docs/PROTOCOL.md against the server: every request printed there gets the bytes printed there; its tables are those of the code."""

import json
import re
from pathlib import Path

import msgpack

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/PROTOCOL.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(request|reply|notice)\n(.*?)^```$", re.S | re.M)
BYTES = re.compile(r"([0-9a-f]{2}|\?\?)( ([0-9a-f]{2}|\?\?))*")


def blocks():
    """Of each block: its kind, its JSON, its bytes with None for a value that may be anything."""
    for kind, body in BLOCK.findall(PAGE):
        lines = body.splitlines()
        hexes = [line for line in lines if BYTES.fullmatch(line)]
        shown = " ".join(lines[: len(lines) - len(hexes)])
        assert lines[len(lines) - len(hexes):] == hexes, body
        yield kind, shown, [None if pair == "??" else int(pair, 16) for line in hexes for pair in line.split(" ")]


def examples():
    """Each request with the messages that answer it."""
    found = []
    for kind, shown, pattern in blocks():
        if kind == "request":
            found.append(((shown, bytes(pattern)), []))
        else:
            found[-1][1].append((kind, shown, pattern))
    return found


def fits(pattern, data):
    """Whether data is the pattern, with one MessagePack value for each None."""
    at = 0
    for byte in pattern:
        if byte is None:
            unpacker = msgpack.Unpacker()
            unpacker.feed(data[at:])
            unpacker.skip()
            at += unpacker.tell()
        elif at < len(data) and data[at] == byte:
            at += 1
        else:
            return False
    return at == len(data)


def defined(header, macro):
    """The text of a header from a macro's definition on."""
    return (ROOT / header).read_text().split(f"#define {macro}")[1]


def shows(shown, value):
    """Whether the JSON is the value, with "??" for anything and "hex:..." for binary."""
    if shown == "??":
        return True
    if isinstance(value, bytes):
        return shown == "hex:" + value.hex()
    if isinstance(value, dict):
        return isinstance(shown, dict) and list(shown) == list(value) and all(shows(shown[key], value[key]) for key in value)
    if isinstance(value, list):
        return isinstance(shown, list) and len(shown) == len(value) and all(map(shows, shown, value))
    return shown == value and type(shown) is type(value)


class Reader:
    """The messages of a connection, as bytes."""

    def __init__(self, connection):
        self.connection = connection
        self.data = b""

    def read(self):
        while True:
            unpacker = msgpack.Unpacker()
            unpacker.feed(self.data)
            try:
                unpacker.skip()
            except msgpack.OutOfData:
                more = self.connection.socket.recv(1 << 16)
                assert more, "the connection ended"
                self.data += more
                continue
            message, self.data = self.data[: unpacker.tell()], self.data[unpacker.tell():]
            return message


def test_every_example(start):
    with start("--threads", 1).connect() as connection:
        reader = Reader(connection)
        for (asked, request), answers in examples():
            if asked:
                assert shows(json.loads(asked), msgpack.unpackb(request)), asked
            connection.send(request)
            for kind, shown, pattern in answers:
                got = reader.read()
                value = msgpack.unpackb(got)
                assert fits(pattern, got), f"after {asked}\n{value}\n{got.hex(' ')}"
                assert shows(json.loads(shown), value), f"{shown}\n{value}"
                assert (kind == "notice") == (value[0] == 2), shown


def test_every_method_has_an_example():
    methods = re.findall(r'X\(\w+, "(\w+)"\)', defined("src/wire/request.h", "RP_METHOD_MAP"))
    assert methods and methods == re.findall(r"^### (\w+)$", PAGE, re.M)
    shown = {json.loads(asked)[2] for (asked, _), _ in examples() if asked and json.loads(asked)[0] == 0}
    assert shown >= set(methods)


def test_codes_are_those_of_the_library():
    codes = re.findall(r'X\(\w+, "(\w+)", "([^"]+)"\)', defined("include/reprint/status.h", "RP_STATUS_MAP"))
    shown = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*) \|$", PAGE, re.M)
    assert shown == [(str(code), name, meaning) for code, (name, meaning) in enumerate(codes) if code > 0]


def test_limits_are_those_of_the_library():
    header = (ROOT / "include/reprint/limits.h").read_text()
    known = {}
    for name, value in re.findall(r"(RP_LIMIT_\w+)(?: =)? ([^,/\n]+)", header):
        known[name] = eval(value.replace("ull", "").strip())  # noqa: S307: numbers, shifts and products
    # What no message meets: the files of a job, the table of agencies, and the inside of the engine.
    inside = {"RP_LIMIT_LINE", "RP_LIMIT_AGENCY_TABLE", "RP_LIMIT_AGENCIES", "RP_LIMIT_PHRASES", "RP_LIMIT_POSTINGS",
              "RP_LIMIT_STORY_INDEXED", "RP_LIMIT_RECENT"}
    shown = {}
    for row in re.findall(r"^\| [^|]+ \| [^|]+ \|[^|]*\| `RP_LIMIT.*$", PAGE, re.M):
        values = [int(value.replace(",", "")) for value in re.findall(r"\d[\d,]*", row.split("|")[2])]
        shown.update(zip(re.findall(r"RP_LIMIT_\w+", row), values, strict=True))
    assert shown == {name: value for name, value in known.items() if name not in inside}
