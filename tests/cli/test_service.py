"""The commands with a server: what each prints, and how it gets over trouble."""

import json
import re
import signal
import subprocess

import pytest
from program import BINARY, Server, environment, hangup_ends, hangup_is_ignored, reprint, reprint_on_terminal
from test_cli import COPY, WIRE, articles


@pytest.fixture(name="server")
def running_server(tmp_path):
    with Server(tmp_path) as server:
        yield server


@pytest.fixture(name="path")
def articles_file(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles()[:2]))
    return path


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_says_what_it_does(tmp_path, path, number):
    with Server(tmp_path, "--listen", "127.0.0.1:0", "--threads", 1) as server:
        assert "in memory only" in server.said[0]
        assert reprint("send", "--to", server.address, path)[0] == 0
        assert server.stop(number) == 0
        assert sum("listening on" in line for line in server.said) == 2
        assert "stopped: forgotten are 2 articles in 1 story" in server.said[-1]


def test_serve_outlives_the_terminal_when_told_so(tmp_path):
    with Server(tmp_path, before=hangup_is_ignored) as server:
        server.process.send_signal(signal.SIGHUP)
        for _ in range(3):
            assert reprint("stats", "--to", server.address)[0] == 0


def test_serve_says_when_it_can_not_listen(tmp_path, server):
    code, said, complained = reprint("serve", "--unix", server.address)
    assert (code, said) == (1, "") and server.address in complained
    code, _, complained = reprint("serve", "--unix", f"{tmp_path}/none/socket")
    assert code == 1 and "none/socket" in complained


def test_send_prints_a_line_an_article(server, path):
    code, said, complained = reprint("send", "--to", server.address, path)
    assert code == 0
    assert [line.split() for line in said.splitlines()] == [["unique", "wire"], ["syndicated", "copy", "wire", *said.split()[-2:]]]
    assert said.endswith(" %\n")
    assert complained.startswith("reprint send: 2 articles: 1 unique, 1 syndicated; 0 bad; ")
    code, said, _ = reprint("send", "--json", path, REPRINT_ADDR=server.address)
    answers = lines(said)
    assert code == 0 and [answer["id"] for answer in answers] == ["wire", "copy"]
    assert [answer["seq"] for answer in answers] == [1, 2] and answers[1]["original"]["id"] == "wire"


def test_check_keeps_nothing(server, path):
    assert reprint("check", "--to", server.address, path)[1].split()[:4] == ["unique", "wire", "unique", "copy"]
    assert json.loads(reprint("stats", "--json", "--to", server.address)[1])["articles"] == 0


def test_send_colours_on_a_terminal(server, path):
    code, shown = reprint_on_terminal("send", "--to", server.address, path)
    assert code == 0 and "\x1b[32munique" in shown and "\x1b[33msyndicated" in shown


def test_send_goes_on_after_bad_articles(server, tmp_path):
    path = tmp_path / "bad.jsonl"
    bad = ["{", '{"id":"x"}', json.dumps({"id": "dots", "text": "... !"}), json.dumps({"id": "wire", "text": "another text altogether"})]
    path.write_text("\n".join([json.dumps(articles()[0]), *bad, json.dumps(articles()[1])]) + "\n")
    code, said, complained = reprint("send", "--to", server.address, path, tmp_path / "none")
    assert code == 1 and [line.split()[1] for line in said.splitlines()] == ["wire", "copy"]
    for line in (2, 3, 4, 5):
        assert f"{path}:{line}: " in complained
    assert f"{path}:1:" not in complained and f"{path}:6:" not in complained
    assert "none" in complained and "; 5 bad; " in complained
    code, said, complained = reprint("send", "--strict", "--to", server.address, path)
    assert code == 1 and said.split() == ["unique", "wire"] and "; 1 bad; " in complained
    code, said, _ = reprint("send", "--replace", "--to", server.address, path)
    assert code == 1 and len(said.splitlines()) == 3


def test_faults_are_records_among_the_answers(server, tmp_path):
    path = tmp_path / "bad.jsonl"
    bad = ["{", json.dumps({"id": "dots", "text": "... !"})]
    path.write_text("\n".join([json.dumps(articles()[0]), *bad, json.dumps(articles()[1])]) + "\n")
    code, said, complained = reprint("send", "--json", "--to", server.address, path, tmp_path / "none")
    records = lines(said)
    assert code == 1 and f"{path}:2: " in complained and f"{path}:3: " in complained
    assert [record["id"] for record in records if "id" in record] == ["wire", "copy"]
    faults = {(error.get("line"), error["status"]) for error in (record["error"] for record in records if "error" in record)}
    assert faults == {(2, "bad_json"), (3, "empty_text"), (None, "io_error")}
    path.write_text("{\n" * 50)
    assert len(lines(reprint("check", "--json", "--to", server.address, path)[1])) == 50


def test_send_repairs(server, tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"id":"k","text":"K\xe4se und Brot"}\n')
    assert reprint("send", "--to", server.address, path)[0] == 1
    code, said, complained = reprint("send", "--repair", "--to", server.address, path)
    assert code == 0 and said.split() == ["unique", "k"] and "; 1 repaired; 0 bad; " in complained
    assert json.loads(reprint("get", "--json", "--to", server.address, "k")[1])["article"]["text"] == "K?se und Brot"


def test_send_says_only_the_first_faults(server, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text("{\n" * 50)
    code, _, complained = reprint("send", "--to", server.address, path)
    assert code == 1 and complained.count(str(path)) == 10 and "; 50 bad; " in complained


def test_send_answers_while_the_pipe_is_open(server):
    with subprocess.Popen([BINARY, "send", "--json", "--to", server.address, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment()) as process:
        for article in articles():
            process.stdin.write(json.dumps(article) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == article["id"]
        process.stdin.close()
        assert process.wait(60) == 0
        assert "3 articles" in process.stderr.read()


def test_send_connects_again(tmp_path):
    server = Server(tmp_path)
    with subprocess.Popen([BINARY, "send", "--json", "--to", server.address, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment()) as process:
        process.stdin.write(json.dumps(articles()[0]) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["seq"] == 1
        assert server.stop() == 0
        process.stdin.write(json.dumps(articles()[1]) + "\n")
        process.stdin.flush()
        with Server(tmp_path):  # another one, that knows nothing
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["seq"], answer["verdict"]) == ("copy", 1, "unique")
            process.stdin.close()
            assert process.wait(60) == 0
        said = process.stderr.read().splitlines()
        assert re.fullmatch("reprint send: .*; connecting again", said[0])
        assert said[-2] == "reprint send: connected again (a server without --data that was started anew has lost what it held)"


@pytest.mark.parametrize("bad", [{"id": "dots", "text": "... !"}, {"id": "wire", "text": "another text altogether"}])
def test_strict_takes_nothing_behind_a_bad_article(server, tmp_path, bad):
    """Whether the server needs the article alone or the others too, to see what is wrong."""
    good = [{"id": f"n{i}", "text": WIRE} for i in range(20)]
    path, more = tmp_path / "bad.jsonl", tmp_path / "more.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in [articles()[0], bad, *good]))
    more.write_text("".join(json.dumps(article | {"id": f"more {i}"}) + "\n" for i, article in enumerate(good)))
    code, said, complained = reprint("send", "--strict", "--to", server.address, path, more)
    assert code == 1 and said.split() == ["unique", "wire"] and f"{path}:2: " in complained and "; 1 bad; " in complained
    assert json.loads(reprint("stats", "--json", "--to", server.address)[1])["articles"] == 1


def test_strict_asks_nothing_behind_a_bad_article(server, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in [articles()[0], {"id": "dots", "text": "... !"}, articles()[1]]))
    code, said, complained = reprint("check", "--strict", "--to", server.address, path)
    assert code == 1 and said.split() == ["unique", "wire"] and "check: 1 article: 1 unique; 1 bad; " in complained


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_send_can_be_interrupted(server, number):
    with subprocess.Popen([BINARY, "send", "--json", "--to", server.address, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment(), preexec_fn=hangup_ends) as process:
        process.stdin.write(json.dumps(articles()[0]) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(60) == 1
        assert "interrupted" in process.stderr.read()


def test_get(server, path):
    reprint("send", "--to", server.address, path)
    code, said, complained = reprint("get", "--to", server.address, "copy")
    assert (code, complained) == (0, "")
    head, text = said.split("\n\n", 1)
    fields = {line.split(None, 1)[0]: line.split(None, 1)[1] for line in head.splitlines()}
    assert fields["verdict"] == "syndicated" and fields["original"] == "wire (published first)"
    assert fields["source"] == "post.example" and text == COPY + "\n"
    record = json.loads(reprint("get", "--json", "--to", server.address, "wire")[1])
    assert record["article"]["text"] == WIRE and record["answer"]["verdict"] == "unique"
    code, said, complained = reprint("get", "--to", server.address, "nobody")
    assert (code, said) == (1, "") and "nobody" in complained


def test_compare_of_ids(server, path):
    reprint("send", "--to", server.address, path)
    code, said, _ = reprint("compare", "--to", server.address, "copy", "wire")
    assert code == 0 and said.startswith("syndicated: ") and " words: bytes " in said
    assert "the server" not in said  # it has found the same
    record = json.loads(reprint("compare", "--json", "--to", server.address, "copy", "wire")[1])
    assert record["new"] == "copy" and record["old"] == "wire" and "estimates" in record
    code, said, complained = reprint("compare", "--to", server.address, "copy", "nobody")
    assert (code, said) == (1, "") and "nobody" in complained


def test_compare_says_what_the_server_left_out(server, tmp_path):
    path = tmp_path / "pages.jsonl"
    footer = " ".join(f"footer{i}" for i in range(40))
    bodies = [" ".join(f"w{k}x{i}" + "." * (i % 10 == 9) for i in range(60)) for k in range(4)]
    pages = [{"id": f"p{k}", "text": f"{body}\n{footer}", "source": "pages.example"} for k, body in enumerate(bodies)]
    path.write_text("".join(json.dumps(page) + "\n" for page in [{"id": "report", "text": bodies[3], "source": "wire.example"}, *pages]))
    assert reprint("send", "--to", server.address, path)[0] == 0
    said = reprint("compare", "--to", server.address, "p3", "report")[1]
    assert re.search(r"^the server  found A near: \d+ % of A", said, re.M)
    assert re.search(r"^left out    (3[5-9]|4[0-5]) words of the new text: the source\s+repeats", said, re.M)
    assert re.search(r"^of A        \| .*footer5 footer6", said, re.M)
    shown = reprint("get", "--to", server.address, "p3")[1]
    assert re.search(r"^left out   (3[5-9]|4[0-5]) words", shown, re.M)


def test_story_in_pages(server, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"id": f"n{i:04}", "text": WIRE, "source": f"s{i}.example"}) + "\n" for i in range(2100)))
    assert reprint("send", "--to", server.address, path)[0] == 0
    code, said, _ = reprint("story", "--to", server.address, "n0007")
    assert code == 0 and said.startswith("story 1: 2100 articles, the original (*) is n0000 ")
    rows = said.splitlines()[1:]
    assert [row[2:].split()[2] for row in rows] == [f"n{i:04}" for i in range(2100)]
    assert [row[0] for row in rows].count("*") == 1 and rows[0][0] == "*"
    pages = lines(reprint("story", "--json", "--to", server.address, "n0007")[1])
    assert [len(page["members"]) for page in pages] == [1000, 1000, 100]
    assert [member["seq"] for page in pages for member in page["members"]] == list(range(1, 2101))
    assert reprint("story", "--to", server.address, "nobody")[0] == 1


def test_remove(server, path):
    reprint("send", "--to", server.address, path)
    code, said, complained = reprint("remove", "--to", server.address, "nobody", "wire")
    assert (code, said) == (1, "removed wire\n") and complained.startswith("nobody: ")
    assert reprint("get", "--to", server.address, "wire")[0] == 1
    assert reprint("remove", "--to", server.address, "copy")[0] == 0


def test_stats(server, path):
    reprint("send", "--to", server.address, path)
    code, said, _ = reprint("stats", "--to", server.address)
    rows = {line[:22].strip(): line[22:].split() for line in said.splitlines()}
    assert code == 0 and rows["articles"] == ["2"] and rows["stories"] == ["1"] and rows["syndicated"] == ["1"]
    record = json.loads(reprint("stats", "--json", "--to", server.address)[1])
    assert record["verdicts"]["unique"] == 1 and record["server"]["connections"] == 1 and record["server"]["accepted"] == 3
    assert rows["state"] == ["ready"] and rows["kept on disk, fsync"] == ["none"] and record["data"]["fsync"] == "none"


def start_watching(address, *options):
    """Returns when the server knows of the watcher."""
    process = subprocess.Popen([BINARY, "watch", "--to", address, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=environment())
    wait_for_watchers(address)
    return process


def wait_for_watchers(address):
    for _ in range(1000):  # each takes a while, as it starts a program
        if json.loads(reprint("stats", "--json", "--to", address)[1])["server"]["watchers"] == 1:
            return
    pytest.fail("nobody watches")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch(server, path, number):
    with start_watching(server.address) as process:
        reprint("send", "--to", server.address, path)
        assert process.stdout.readline().split()[:3] == ["syndicated", "copy", "wire"]
        process.send_signal(number)
        assert process.wait(60) == 0
        assert process.stdout.read() == "" and process.stderr.read() == ""


def test_watch_for_some(server, path):
    with start_watching(server.address, "--json", "--verdict", "unique,near", "--source", "wire.example") as process:
        reprint("send", "--to", server.address, path)
        copy = json.loads(process.stdout.readline())
        assert copy["id"] == "wire" and copy["verdict"] == "unique" and copy["source"] == "wire.example" and copy["missed"] == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0 and process.stdout.read() == ""


def test_watch_connects_again(tmp_path, path):
    server = Server(tmp_path)
    with start_watching(server.address) as process:
        assert server.stop() == 0
        with Server(tmp_path) as again:
            wait_for_watchers(again.address)
            reprint("send", "--to", again.address, path)
            assert process.stdout.readline().split()[:3] == ["syndicated", "copy", "wire"]
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert "connecting again" in process.stderr.read()


def test_backup_of_a_server_without_a_folder(server, tmp_path):
    code, said, complained = reprint("backup", server.address, tmp_path / "copy")
    assert (code, said) == (1, "") and "the server runs without --data" in complained
    assert reprint("backup", f"{tmp_path}/none/socket", "copy")[0] == 3
    assert not (tmp_path / "copy").exists()
