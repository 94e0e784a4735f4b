"""--data DIR: what was answered is there after any end of the server, and every later answer is that of one that never stopped."""

import json
import os
import pty
import random
import signal
import subprocess
import threading

import pytest

from process import command, wait_until
from rpc import Fault, pipeline, request
from words import article, copy, text


def run(binary, *arguments):
    return subprocess.run(command(*arguments, binary=binary), capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def serve(start, folder):
    """serve(*options) starts a server with the folder and returns it when it is ready; the one before must have ended."""

    def start_ready(*options):
        server = start("--threads", 2, "--data", folder, *options)
        with server.connect() as connection:
            wait_until(lambda: connection.ask("stats")["data"]["state"] == "ready", "the server is ready")
        return server

    return start_ready


def operations(count, seed=1):
    """Adds of articles, copies and revisions, and removals, drawn from a seed: the method and params of each."""
    draw, there, made = random.Random(seed), [], []
    for n in range(count):
        kind = draw.random()
        if kind < .5 or len(there) < 3:
            new = article(n)
        elif kind < .8:
            new = copy(n, of=int(draw.choice(there)[1:])) if draw.random() < .9 else article(n)
        elif kind < .9:
            old = draw.choice(there)
            made.append(("add", {"id": old, "text": text(f"revised {n}") + " " + text(n), "source": "r.example", "replace": True}))
            continue
        else:
            made.append(("remove", {"id": there.pop(draw.randrange(len(there)))}))
            continue
        there.append(new["id"])
        made.append(("add", new))
    return made


def do(connection, made):
    return [connection.call(method, **params) for method, params in made]


def all_answers(connection, made):
    """What the server says of every article that was ever there, and of texts that are not."""
    answers = []
    for name in sorted({params["id"] for _, params in made}):
        for method in ("get", "story"):
            try:
                answers.append(connection.call(method, id=name))
            except Fault as fault:
                answers.append((fault.name, fault.message))
        answers.append(connection.call("check", text=text(int(name[1:])), source="x.example"))
    return answers


KEPT_FIGURES = ("articles", "stories", "sources", "last_seq", "indexed", "postings")


def figures(connection):
    stats = connection.ask("stats")
    return {name: stats[name] for name in KEPT_FIGURES}


def end(server, how):
    if how == "killed":
        server.kill()
    else:
        server.stop()


@pytest.mark.parametrize("how", ["killed", "stopped"])
@pytest.mark.parametrize("fsync", ["always", "interval=20", "never"])
def test_it_comes_back_the_same(serve, start, how, fsync):
    made = operations(150)
    never_stopped = start("--threads", 2).connect()
    for begin in range(0, len(made), 50):
        server = serve("--fsync", fsync)
        with server.connect() as connection:
            assert do(connection, made[begin:begin + 50]) == do(never_stopped, made[begin:begin + 50])
            assert all_answers(connection, made) == all_answers(never_stopped, made)
            assert figures(connection) == figures(never_stopped)
            data = connection.ask("stats")["data"]
            assert data["fsync"] == fsync.split("=")[0] and data["logged"] >= begin + 50
            if how == "stopped":
                assert data["replayed"] == 0
        end(server, how)
    with serve().connect() as connection:
        assert all_answers(connection, made) == all_answers(never_stopped, made)
        assert figures(connection) == figures(never_stopped)
    never_stopped.socket.close()


def test_killed_while_it_works_nothing_answered_is_lost_and_nothing_is_half(serve):
    articles = [article(n) if n % 3 else copy(n, of=n + 1) for n in range(3000)]
    answered = []
    for round_ in range(3):
        server = serve()
        there = len(answered)
        with server.connect() as connection:
            assert [connection.call("get", id=a["id"])["answer"]["seq"] for a in answered] == [a["seq"] for a in answered]
            connection.send(b"".join(request(n, "add", params) for n, params in enumerate(articles[there:there + 1000])))
            for _ in range(random.Random(round_).randrange(50, 800)):
                answered.append(connection.read()[3])
            server.kill()
            while (message := read_if_whole(connection)) is not None:
                answered.append(message[3])
    with serve().connect() as connection:
        for known in answered:
            got = connection.call("get", id=known["id"])
            assert got["answer"]["seq"] == known["seq"] and got["answer"]["verdict"] == known["verdict"]
        # What was on the disk and not answered yet may be there too: whole.
        for sent in articles:
            try:
                assert connection.call("get", id=sent["id"])["article"] == sent
            except Fault as fault:
                assert fault.name == "not_found" and sent["id"] not in {known["id"] for known in answered}


def read_if_whole(connection):
    try:
        return connection.read()
    except (AssertionError, ConnectionResetError):  # cut within a message
        return None


def test_a_second_process_is_told_who_holds_the_folder(binary, serve, folder, tmp_path):
    server = serve()
    second = run(binary, "serve", "--unix", tmp_path / "other", "--data", folder)
    assert second.returncode == 1
    assert server.path in second.stderr and str(server.process.pid) in second.stderr
    server.stop()
    serve()


def test_removal_of_an_original_names_the_next_one_and_stays(serve):
    server = serve()
    with server.connect() as connection:
        connection.call("add", **article(1))
        connection.call("add", **copy(1, of=1))
        connection.call("remove", id="a1")
        assert connection.call("get", id="c1")["answer"]["original"]["id"] == "c1"
    server.kill()
    with serve().connect() as connection:
        assert connection.fault("get", {"id": "a1"}).name == "not_found"
        assert connection.call("get", id="c1")["answer"]["original"]["id"] == "c1"


def test_what_came_to_nothing_stays_nothing(serve):
    """It was logged before the engine saw that it could not be done."""
    server = serve()
    with server.connect() as connection:
        first = connection.call("add", **article(1))
        assert connection.fault("add", {**article(2), "id": "a1"}).name == "exists"
        assert connection.fault("remove", {"id": "none"}).name == "not_found"
        assert connection.call("add", **article(1)) == first
        before = figures(connection)
    server.kill()
    server = serve()
    with server.connect() as connection:
        assert figures(connection) == before
        second = connection.call("add", **article(3))
        assert second["seq"] > first["seq"]
    server.kill()
    with serve().connect() as connection:
        assert connection.call("get", id="a3")["answer"] == second


def test_reads_and_writes_of_one_connection_keep_their_order(serve):
    with serve().connect() as connection:
        frames = []
        for n in range(400):
            frames += [request(8 * n, "add", article(n)), request(8 * n + 1, "get", {"id": f"a{n}"}), request(8 * n + 2, "check", copy(n, of=n)),
                       request(8 * n + 3, "add_many", {"articles": [copy(n, of=n), {"id": "bad", "text": "!"}]}), request(8 * n + 4, "ping"),
                       request(8 * n + 5, "remove", {"id": f"a{n}"}), request(8 * n + 6, "get", {"id": f"a{n}"}), request(8 * n + 7, "story", {"id": f"c{n}"})]
        replies = pipeline(connection, frames)
        assert [reply[1] for reply in replies] == list(range(len(frames)))
        for added, got, checked, many, ping, removed, gone, story in zip(*[iter(replies)] * 8):
            assert got[3]["answer"] == added[3] and checked[3]["verdict"] == "syndicated" and ping[3] == {}
            assert many[3]["results"][0]["verdict"] == "syndicated" and many[3]["results"][1]["error"][1] == "empty_text"
            assert removed[3] == {} and gone[2][1] == "not_found" and story[3]["total"] == 1


@pytest.mark.threads
def test_many_connections_at_once(serve):
    server = serve()

    def talk(number):
        with server.connect() as connection:
            replies = pipeline(connection, [request(n, "add", article(10000 * number + n)) for n in range(300)])
            assert [reply[2] for reply in replies] == [None] * 300
            seqs.extend(reply[3]["seq"] for reply in replies)

    seqs = []
    threads = [threading.Thread(target=talk, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seqs)) == 16 * 300
    server.kill()
    with serve().connect() as connection:
        assert connection.ask("stats")["articles"] == 16 * 300


def test_stopped_with_work_in_hand_it_answers_what_it_has(serve):
    server = serve()
    with server.connect() as connection:
        connection.send(b"".join(request(n, "add", article(n)) for n in range(800)))
        assert connection.read()[1] == 0
        server.terminate()
        replies = [[1, 0, None, None]]
        while (reply := connection.read()) is not None:
            replies.append(reply)
    server.check_end()
    if replies[-1][2] is not None:
        assert replies.pop()[2][1] == "shutting_down"
    assert [reply[1] for reply in replies] == list(range(len(replies)))
    with serve().connect() as connection:
        assert connection.ask("stats")["articles"] == len(replies)


# --- until it is ready ---


@pytest.fixture
def slow_to_start(serve, start, folder):
    """A folder of many operations that a server has to do once more; returns what starts a server with it, and does not wait."""
    server = serve("--fsync", "never")
    with server.connect() as connection:
        for begin in range(0, 4000, 500):
            connection.call("add_many", articles=[{"id": f"a{n}", "text": text(n // 2, 300), "source": f"s{n % 7}.example"} for n in range(begin, begin + 500)])
    server.kill()
    return lambda *options: start("--threads", 2, "--data", folder, *options)


def test_until_it_is_ready_it_says_how_far_it_is(slow_to_start, binary):
    server = slow_to_start()
    early = []
    with server.connect() as connection:
        assert connection.call("hello")["server"] == "reprint" and connection.ask("ping") == {}
        while (stats := connection.ask("stats"))["data"]["state"] != "ready":
            assert stats["articles"] == 0 and stats["data"]["done"] <= stats["data"]["total"]
            for method, params in (("add", article(1)), ("check", {"text": "x"}), ("remove", {"id": "a1"}), ("get", {"id": "a1"}), ("watch", {})):
                try:
                    connection.call(method, **params)
                except Fault as fault:
                    early.append(fault)
        assert early and all(fault.name in ("not_ready", "exists", "not_found") for fault in early)
        assert any(fault.name == "not_ready" and "still starting: " in fault.message for fault in early)
    assert "ready: " in server.log()


def test_on_a_terminal_it_shows_a_bar(slow_to_start, binary, folder, tmp_path):
    slow_to_start().kill()
    ours, theirs = pty.openpty()
    with subprocess.Popen(command("serve", "--unix", tmp_path / "socket", "--data", folder, binary=binary), stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        shown = b""
        while b"ready: " not in shown:
            shown += os.read(ours, 65536)
        process.send_signal(signal.SIGTERM)
        while b"stopped: " not in shown:
            shown += os.read(ours, 65536)
        assert process.wait() == 0
    os.close(ours)
    said = [line.rsplit("\x1b[K", 1)[-1] for line in shown.decode().split("\r\n")]
    assert any(line.startswith("reprint: info: ready: ") for line in said)
    assert not any("info: replaying: " in line for line in said)
    if b"\x1b[K" in shown:  # it took a second
        assert b"\r\x1b[Kreplaying  [" in shown or b"\r\x1b[Kchecking" in shown


def test_a_client_that_sends_waits_until_it_is_ready(slow_to_start, binary, tmp_path):
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(article(n, id=f"new{n}")) + "\n" for n in range(20)))
    server = slow_to_start()
    sent = run(binary, "send", "--to", server.cli_address(), tmp_path / "in.jsonl")
    assert sent.returncode == 0, sent.stderr
    assert "20 articles" in sent.stderr and "; 0 bad" in sent.stderr


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_stopped_while_it_starts_it_ends_and_loses_nothing(slow_to_start, serve, sig):
    server = slow_to_start()
    server.process.send_signal(sig)
    server.check_end()
    with serve().connect() as connection:
        assert connection.ask("stats")["articles"] == 4000


# --- copies ---


def test_a_copy_made_while_articles_come(binary, serve, start, tmp_path):
    server = serve()
    stop = threading.Event()
    added = []

    def add():
        with server.connect() as connection:
            while not stop.is_set():
                added.append(connection.call("add", **article(100 + len(added))))

    with server.connect() as connection:
        made = operations(60)
        do(connection, made)
        before = [connection.call("get", id=params["id"]) for params in dict((p["id"], p) for _, p in made).values() if params_there(connection, params)]
        thread = threading.Thread(target=add)
        thread.start()
        try:
            wait_until(lambda: len(added) > 10, "articles come")
            done = subprocess.run(command("backup", server.cli_address(), "copy", binary=binary), cwd=tmp_path, capture_output=True, text=True,
                                  timeout=300, check=False)
            there = len(added)
            wait_until(lambda: len(added) > there + 10, "articles go on coming")
        finally:
            stop.set()
            thread.join()
        assert done.returncode == 0 and "was read whole" in done.stderr, done.stderr
    server.stop()
    copied = start("--threads", 2, "--data", tmp_path / "copy")
    with copied.connect() as connection:
        wait_until(lambda: connection.ask("stats")["data"]["state"] == "ready", "the copy is read")
        for known in before:
            assert connection.call("get", id=known["answer"]["id"])["article"] == known["article"]
        for known in added[:10]:
            assert connection.call("get", id=known["id"])["answer"]["seq"] == known["seq"]


def params_there(connection, params):
    try:
        return bool(connection.call("get", id=params["id"]))
    except Fault:
        return False


def test_a_copy_is_not_made_over_something(binary, serve, tmp_path):
    server = serve()
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("x")
    done = run(binary, "backup", server.cli_address(), tmp_path / "there")
    assert done.returncode == 1 and str(tmp_path / "there") in done.stderr
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["file"]
    with server.connect() as connection:
        assert connection.fault("backup", {"path": "relative"}).name == "bad_value"
        assert connection.fault("backup", {"path": str(tmp_path / "none" / "deep")}).name == "io_error"
        assert connection.ask("ping") == {}


# --- what is said ---


def test_what_is_said_of_the_folder(start, serve, folder):
    assert "lost when the server stops; --data" in start().log()
    server = serve()
    assert "lost when" not in server.log() and f"articles are kept in {folder}" in server.log()
    with server.connect() as connection:
        connection.call("add", **article(1))
    server.stop()
    assert "stopped: kept are 1 article in 1 story" in server.log()
    server = serve()
    assert "ready: 1 article in 1 story, restored in " in server.log()


def test_a_folder_that_is_none_is_named(binary, tmp_path):
    (tmp_path / "file").write_text("x")
    done = run(binary, "serve", "--unix", tmp_path / "socket", "--data", tmp_path / "file")
    assert done.returncode == 1 and str(tmp_path / "file") in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "socket").exists()
