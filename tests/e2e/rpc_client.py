"""Speaks to a server with msgpack-rpc-python, a MessagePack-RPC client that somebody else wrote. Runs in an environment of its own.

usage: rpc_client.py PORT    prints what was answered, as JSON
"""

import json
import sys

import msgpackrpc

ARTICLE = {"id": "wire",
           "text": "The ferry Lady Marigold went back into service on Monday, eleven weeks after a cracked shaft put her out of service.",
           "source": "wire.example"}
COPY = {"id": "post", "text": "We hear: " + ARTICLE["text"], "source": "post.example"}


def main(port):
    client = msgpackrpc.Client(msgpackrpc.Address("127.0.0.1", int(port)), timeout=60, unpack_encoding="utf-8")
    said = {"hello": client.call("hello", {}), "ping": client.call("ping"), "add": [client.call("add", ARTICLE), client.call("add", COPY)]}
    futures = [client.call_async("check", {"text": ARTICLE["text"]}) for _ in range(100)]
    said["check"] = [future.get() for future in futures]
    said["get"] = client.call("get", {"id": "post"})
    try:
        client.call("get", {"id": "none"})
    except msgpackrpc.error.RPCError as error:
        said["error"] = error.args[0]
    client.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
