"""Eight clients at once, each adding, checking, getting, removing and watching; also run under ThreadSanitizer."""

import threading

import pytest

from rpc import Fault, pipeline, request
from words import article, copy

CLIENTS, ROUNDS = 8, 60


class Client(threading.Thread):
    """Of its own articles it knows what it must be answered; besides, all add the same texts with small changes."""

    def __init__(self, server, n):
        super().__init__()
        self.server = server
        self.n = n
        self.seqs = []
        self.trouble = None

    def run(self):
        try:
            with self.server.connect() as connection:
                self.work(connection)
        except BaseException as trouble:  # told in the test's thread
            self.trouble = trouble

    def work(self, connection):
        for round_ in range(ROUNDS):
            own = article(ROUNDS * (self.n + 1) + round_)
            taken = {"id": f"t{self.n}-{round_}", "text": copy(0, of=round_)["text"] + f" {self.n}", "source": f"t{self.n}.example"}
            frames = [request(0, "add", own), request(1, "add", taken), request(2, "check", {"text": own["text"]}),
                      request(3, "get", {"id": own["id"]}),
                      request(4, "compare", {"new": own["id"], "old": taken["id"]}), request(5, "story", {"id": own["id"]}), request(6, "stats"),
                      request(7, "fingerprint", {"text": own["text"]}), request(8, "remove", {"id": own["id"]}), request(9, "get", {"id": own["id"]})]
            added, took, checked, got, compared, story, stats, print_, removed, gone = pipeline(connection, frames)
            assert added[3]["verdict"] == "unique" and checked[3]["verdict"] == "identical" and got[3]["answer"] == added[3]
            assert compared[3]["shared"] == 0 and story[3]["total"] == 1 and stats[3]["server"]["connections"] >= 1
            assert print_[3]["tokens"] == 60 and removed[3] == {} and gone[2][1] == "not_found"
            self.seqs += [added[3]["seq"], took[3]["seq"]]


class Watcher(threading.Thread):
    def __init__(self, server):
        super().__init__()
        self.connection = server.connect()
        self.connection.ask("watch")
        self.seqs = []
        self.missed = 0

    def run(self):
        with self.connection:
            while (message := self.connection.read()) is not None:
                self.seqs.append(message[2][0]["seq"])
                self.missed += message[2][0]["missed"]


@pytest.mark.threads
def test_eight_clients(start):
    server = start("--threads", 4)
    watchers = [Watcher(server) for _ in range(2)]
    clients = [Client(server, n) for n in range(CLIENTS)]
    for thread in watchers + clients:
        thread.start()
    for client in clients:
        client.join()
    assert [client.trouble for client in clients] == [None] * CLIENTS
    # Each operation has a number of its own, and those of one client ascend.
    assert sorted(seq for client in clients for seq in client.seqs) == list(range(1, 2 * CLIENTS * ROUNDS + 1))
    assert all(client.seqs == sorted(client.seqs) for client in clients)
    with server.connect() as connection:
        stats = connection.ask("stats")
        assert stats["articles"] == CLIENTS * ROUNDS and stats["removed"] == CLIENTS * ROUNDS
        told = sum(count for verdict, count in stats["verdicts"].items() if verdict != "unique")
    server.stop()
    for watcher in watchers:
        watcher.join()
        assert watcher.seqs == sorted(set(watcher.seqs))
        assert len(watcher.seqs) + watcher.missed == told and told >= (CLIENTS - 1) * ROUNDS


@pytest.mark.threads
def test_stopping_while_eight_clients_work(start):
    server = start("--threads", 4)
    clients = [threading.Thread(target=work_until_closed, args=(server.connect(), n)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    with server.connect() as connection:
        while connection.ask("stats")["added"] < 200:
            pass
    server.stop()
    for client in clients:
        client.join()


def work_until_closed(connection, n):
    round_ = 0
    with connection:
        try:
            while True:
                connection.call("add", **{**copy(n, of=round_), "id": f"{n}-{round_}"})
                round_ += 1
        except (Fault, AssertionError, OSError):
            pass
