"""Many clients at once, and the process ends, with the power: each article that was acknowledged is there, and all that are there are what a server in memory makes
of them in the same order."""

import threading

import pytest

import words
from faults import SYNCS, WRITES
from process import Server
from rpc import request
from standing import Names, Standing, look, pipelined, view

CLIENTS, OF_CLIENT, WINDOW = 8, 60, 6


def articles_of(client):
    """Originals, and copies of what other clients send."""
    return [words.article(1000 * client + number) if number % 3 else words.copy(1000 * client + number, of=1000 * ((client + 1) % CLIENTS) + number + 1)
            for number in range(OF_CLIENT)]


def send(server, client, said):
    """Until the connection ends."""
    articles = articles_of(client)
    try:
        with server.connect() as connection:
            for start in range(0, OF_CLIENT, WINDOW):
                part = articles[start:start + WINDOW]
                connection.send(b"".join(request(number, "add", article) for number, article in enumerate(part)))
                for article in part:
                    if (message := connection.read()) is None:
                        return
                    assert message[2] is None, message
                    said[article["id"]] = message[3]
    except OSError:
        pass


def in_order(connection, ids):
    """The articles that are there, by the operations that added them."""
    found = [result for error, result in pipelined(connection, [("get", {"id": name}) for name in ids]) if error is None]
    found.sort(key=lambda result: result["answer"]["seq"])
    return [result["article"] for result in found]


def what_is_there(connection, articles):
    """As lines, with the place in the order instead of numbers."""
    names = Names()
    looked = look(connection, [article["id"] for article in articles])
    for place, article in enumerate(articles):
        names.of[looked[0][article["id"]]["answer"]["seq"]] = place
    return view(names, looked)


@pytest.mark.parametrize(("calls", "at", "action"), [(SYNCS, 4, "kill"), (SYNCS, 7, "kill_after"), (WRITES, 5, "kill"), (WRITES, 8, "kill_half"),
                                                     (None, 11, "kill_after"), (None, 17, "kill")])
def test_what_is_acknowledged_is_there(build, faults, tmp_path, calls, at, action):
    if not build.can_keep():
        pytest.skip("serve has no --data")
    server = Standing(tmp_path / "server1", faults.folder, faults=faults, binary=build.binary)
    faults.set(action, calls=calls, at=at)
    said = {}
    clients = [threading.Thread(target=send, args=(server, client, said)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    server.killed = True
    assert faults.hit() is not None
    server.process.wait(60)
    faults.lose_unsynced()
    faults.lift()
    server = Standing(tmp_path / "server2", faults.folder, faults=faults, binary=build.binary)
    memory = Server(tmp_path, "--threads", 1, binary=build.binary)
    try:
        with server.connect() as connection, memory.connect() as other:
            ids = [article["id"] for client in range(CLIENTS) for article in articles_of(client)]
            articles = in_order(connection, ids)
            assert set(said) <= {article["id"] for article in articles}
            assert connection.ask("stats")["articles"] == len(articles)
            assert all(error is None for error, _ in pipelined(other, [("add", article) for article in articles]))
            assert what_is_there(connection, articles) == what_is_there(other, articles)
        server.stop()
        memory.stop()
    finally:
        server.kill()
        memory.kill()
