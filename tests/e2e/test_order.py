"""Replies come in the order of the requests, whatever each takes."""

from rpc import pipeline, request
from words import article, copy, text


def test_slow_and_fast_methods_keep_their_order(connection):
    connection.call("add", **article(0))
    long = text("long", 30000)
    asked = []
    for n in range(300):
        asked += [("add", {"id": f"l{n}", "text": f"{n} {long}"}) if n % 20 == 0 else ("add", copy(n, of=0)), ("ping", {}), ("get", {"id": "a0"}),
                  ("fingerprint", {"text": long if n % 30 == 0 else "a b c d"}), ("check", article(n)), ("compare", {"new": "a0", "old": "a0"}),
                  ("story", {"id": "a0"}), ("nope", {}), ("stats", {}), ("hello", {}), ("get", {"id": "none"})]
    frames = [request(n, method, params) for n, (method, params) in enumerate(asked)]
    replies = pipeline(connection, frames)
    assert [reply[1] for reply in replies] == list(range(len(asked)))
    for (method, params), (_, _, error, result) in zip(asked, replies):
        assert (error is None) == (method != "nope" and params != {"id": "none"}), (method, error)
        if method == "add":
            assert result["id"] == params["id"]


def test_ten_thousand_pipelined_adds(connection):
    frames = [request(n, "add", {"id": str(n), "text": text(n, 24), "source": f"s{n % 9}.example"}) for n in range(10000)]
    replies = pipeline(connection, frames)
    assert [(kind, number, error, result["id"], result["seq"]) for kind, number, error, result in replies] == [
        (1, n, None, str(n), n + 1) for n in range(10000)]


def test_requests_of_one_connection_are_done_in_order(connection):
    """Each sees what those before it did."""
    frames, n = [], 0
    for n in range(500):
        frames += [request(5 * n, "add", article(n)), request(5 * n + 1, "get", {"id": f"a{n}"}), request(5 * n + 2, "check", copy(n, of=n)),
                   request(5 * n + 3, "remove", {"id": f"a{n}"}), request(5 * n + 4, "get", {"id": f"a{n}"})]
    replies = pipeline(connection, frames)
    for added, got, checked, removed, gone in zip(*[iter(replies)] * 5):
        assert got[3]["answer"] == added[3] and checked[3]["verdict"] == "syndicated"
        assert removed[3] == {} and gone[2][1] == "not_found"


def test_less_in_flight_than_sent(start):
    with start("--max-in-flight", 3, "--max-unsent", 1000).connect() as connection:
        connection.call("add", **article(1))
        replies = pipeline(connection, [request(n, "get", {"id": "a1"}) for n in range(2000)])
        assert [reply[1] for reply in replies] == list(range(2000)) and all(reply[3]["article"]["text"] == text(1) for reply in replies)


def test_others_come_between_the_requests_of_one_who_may_have_only_one_in_flight(start):
    """What the server does not take at once can be overtaken. One who is not held back has all of a write in the queue before the first reply."""
    server = start("--threads", 1, "--max-in-flight", 1)
    count = 1000
    with server.connect() as many, server.connect() as one:
        for round_ in range(20):
            many.send(b"".join(request(n, "add", {"id": f"{round_}-{n}", "text": f"{round_} {n}"}) for n in range(count)))
            seqs = [many.read()[3]["seq"]]
            overtaking = one.call("add", id=f"{round_}", text=f"{round_}")["seq"]
            seqs += [many.read()[3]["seq"] for _ in range(count - 1)]
            if overtaking < seqs[-1]:
                return
    raise AssertionError("never in 20 rounds")
