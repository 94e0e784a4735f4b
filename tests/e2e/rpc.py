"""MessagePack-RPC over a plain socket, with the msgpack package: docs/PROTOCOL.md as a stranger would write it."""

import socket
import threading

import msgpack

REPLY_SECONDS = 120


class Fault(Exception):
    """An error that the server answered with."""

    def __init__(self, error):
        self.code, self.name, self.message = error
        super().__init__(f"{self.name}: {self.message}")


def request(number, method, *params):
    return msgpack.packb([0, number, method, list(params)])


class Connection:
    def __init__(self, address):
        """address: the path of a Unix socket, or (host, port)."""
        self.socket = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
        self.socket.settimeout(REPLY_SECONDS)
        self.socket.connect(address)
        self.unpacker = msgpack.Unpacker(raw=False, strict_map_key=True, max_buffer_size=1 << 30)
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def post(self, method, *params):
        self.number += 1
        self.send(request(self.number, method, *params))
        return self.number

    def read(self):
        """The next message; None at the end of the stream, which must not come within a message."""
        while True:
            before = self.unpacker.tell()
            for message in self.unpacker:
                return message
            data = self.socket.recv(1 << 18)
            if not data:
                assert self.unpacker.tell() == before
                return None
            self.unpacker.feed(data)

    def reply(self, number):
        """The reply to the one unanswered request."""
        message = self.read()
        assert message is not None and message[:2] == [1, number], message
        if message[2] is not None:
            assert message[3] is None
            raise Fault(message[2])
        return message[3]

    def ask(self, method, *params):
        return self.reply(self.post(method, *params))

    def call(self, method, **params):
        return self.ask(method, params)

    def fault(self, method, *params):
        """The error that a request must get."""
        try:
            result = self.ask(method, *params)
        except Fault as fault:
            return fault
        raise AssertionError(f"no error: {result}")

    def end(self):
        self.socket.shutdown(socket.SHUT_WR)


def pipeline(connection, frames):
    """Sends all frames while reading one message for each."""
    sender = threading.Thread(target=lambda: [connection.send(frame) for frame in frames])
    sender.start()
    try:
        return [connection.read() for _ in frames]
    finally:
        sender.join()
