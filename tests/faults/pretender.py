"""A server that only looks like reprint: a log and a table, no stories. The crash sweep is tried on it, with what a store may do wrong: PRETEND names it.

    pretender.py serve --unix PATH [--data FOLDER] [--keep DAYS] [IGNORED...]"""

import os
import select
import signal
import socket
import struct
import sys
import time
import zlib
from pathlib import Path

import msgpack

FLAW = os.environ.get("PRETEND", "")  # early, unsynced, half, forgets_removals, expires_early, twice
DAY = 86400


class Log:
    """Records behind their length and a checksum; the last one may be torn."""

    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        self.fd = os.open(folder / "rows", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.records = list(self.read())

    def read(self):
        data, at = os.pread(self.fd, 1 << 30, 0), 0
        while len(data) - at >= 8:
            size, checksum = struct.unpack_from("=II", data, at)
            record = data[at + 8:at + 8 + size]
            if (len(record) < size or zlib.crc32(record) != checksum) and FLAW != "half":
                break
            yield msgpack.unpackb(record) if len(record) == size else ["add", {"id": "a0", "text": "half"}, time.time()]
            at += 8 + size
        os.ftruncate(self.fd, min(at, len(data)))

    def write(self, records):
        packed = [msgpack.packb(record) for record in records if not (FLAW == "forgets_removals" and record[0] == "remove")]
        if packed:
            os.write(self.fd, b"".join(struct.pack("=II", len(record), zlib.crc32(record)) + record for record in packed))
            if FLAW != "unsynced":
                os.fsync(self.fd)


class Table:
    def __init__(self):
        self.articles, self.seq = {}, 0

    def apply(self, method, params, at):
        """(error, result)"""
        if method == "expire":
            self.articles = {name: one for name, one in self.articles.items() if one["at"] >= params}
            return None, None
        if method == "remove":
            return (None, {}) if self.articles.pop(params["id"], None) else ([6, "not_found", "no such article"], None)
        self.seq += 1
        params = {key: value for key, value in params.items() if key != "replace"}
        self.articles[params["id"]] = {"article": params, "seq": self.seq, "at": at}
        return None, self.answer(params["id"])

    def answer(self, name):
        one = self.articles[name]
        return {"id": name, "seq": one["seq"], "story": one["seq"], "verdict": "unique"}

    def ask(self, method, params):
        if method == "stats":
            count = len(self.articles)
            return None, {"articles": count, "stories": count, "sources": len({one["article"]["source"] for one in self.articles.values()})}
        if params["id"] not in self.articles:
            return [6, "not_found", "no such article"], None
        answer = self.answer(params["id"])
        return None, {"article": self.articles[params["id"]]["article"], "answer": answer} if method == "get" else {"story": answer["story"], "members": [answer]}


class Pretender:
    def __init__(self, options):
        self.keep = float(options.get("--keep", 1e6)) * DAY
        self.table = Table()
        self.log = Log(Path(options["--data"])) if "--data" in options else None
        self.last = 0
        for method, params, at in self.log.records if self.log else []:
            self.table.apply(method, params, at)
            self.last = max(self.last, at)
        if FLAW == "twice" and self.log and self.log.records:
            self.table.apply(*self.log.records[-1])

    def changes(self, requests):
        """The records of requests that come together, an expiry before them when it is due."""
        self.last = max(self.last, time.time())
        keep = self.keep / 2 if FLAW == "expires_early" else self.keep
        found = [[method, params[0], self.last] for _, _, method, params in requests if method in ("add", "remove")]
        if found and any(one["at"] < self.last - keep for one in self.table.articles.values()):
            found.insert(0, ["expire", self.last - keep, self.last])
        return found

    def replies(self, requests, records):
        if records and records[0][0] == "expire":
            self.table.apply(*records[0])
        for _, number, method, params in requests:
            change = method in ("add", "remove")
            error, result = self.table.apply(method, params[0], self.last) if change else self.table.ask(method, params[0] if params else {})
            yield msgpack.packb([1, number, error, result])

    def serve(self, requests, send):
        records = self.changes(requests)
        replies = None
        if FLAW == "early":
            send(b"".join(self.replies(requests, records)))
            replies = b""
        if self.log:
            self.log.write(records)
        send(b"".join(self.replies(requests, records)) if replies is None else replies)


def run(options):
    pretender = Pretender(options)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(options["--unix"])
    listener.listen()
    print("ready: so it pretends", flush=True)
    streams = {}
    while True:
        for ready in select.select([listener, *streams], [], [])[0]:
            if ready is listener:
                streams[listener.accept()[0]] = msgpack.Unpacker()
            elif data := ready.recv(1 << 20):
                streams[ready].feed(data)
                if requests := list(streams[ready]):
                    pretender.serve(requests, ready.sendall)
            else:
                streams.pop(ready).feed(b"")
                ready.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run(dict(zip(sys.argv[2::2], sys.argv[3::2])))
