"""reprint bench: a load test of a server of its own or of one that is there."""

import json
import re
import signal
import subprocess

import pytest
from program import BINARY, Server, environment, reprint, reprint_on_terminal
from test_cli import articles

KEYS = ["load", "connections", "in_flight", "articles", "ns", "articles_per_s", "bytes_per_s", "latency_ns", "errors", "errors_by_name",
        "not_answered", "not_sent", "texts", "sent_in_all"]


@pytest.fixture(name="path")
def articles_file(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles()[:2]))
    return path


@pytest.fixture(name="server")
def running_server(tmp_path):
    with Server(tmp_path) as server:
        yield server


def held(server):
    return json.loads(reprint("stats", "--json", "--to", server.address)[1])["articles"]


def test_a_server_of_its_own(path, tmp_path):
    code, said, complained = reprint("bench", "--json", "--articles", 300, "--connections", 3, "--in-flight", 8, path, TMPDIR=str(tmp_path))
    assert (code, complained) == (0, "")
    record = json.loads(said)
    assert list(record) == KEYS
    assert (record["load"], record["connections"], record["in_flight"]) == ("reprint add", 3, 8)
    assert record["articles"] == record["sent_in_all"] == 300 and record["texts"] == 2 and record["errors"] == 0
    latency = record["latency_ns"]
    assert list(latency) == ["mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"]
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["p99.9"] <= latency["p99.99"] <= latency["max"]
    assert record["articles_per_s"] == pytest.approx(300 / record["ns"] * 1e9, rel=0.01, abs=1)
    assert list(tmp_path.iterdir()) == [path]  # socket and folder are gone


def test_made_up_articles():
    code, said, complained = reprint("bench", "--json", "--articles", 50)
    assert (code, complained) == (0, "")
    assert json.loads(said)["texts"] >= 50


def test_the_table(path):
    code, said, complained = reprint("bench", "--articles", 100, path)
    assert (code, complained) == (0, "")
    lines = said.splitlines()
    assert lines[0] == "load              reprint add, 1 connection, 64 in flight"
    for line, pattern in zip(lines[1:], [r"articles +100 in [\d.]+ s", r"throughput +\d+ articles/s", r" +[\d.]+ MB/s", r"latency  p50 +[\d.]+ ms",
                                         r" +p90 +[\d.]+ ms", r" +p99 +[\d.]+ ms", r" +p99\.9 +[\d.]+ ms", r" +p99\.99 +[\d.]+ ms",
                                         r" +max +[\d.]+ ms", r"errors +0", r"texts +2 sent 50\.0 times over: .*"], strict=True):
        assert re.fullmatch(pattern, line)
    units = [re.match(r".{18} *[\d.]+(?= |$)", line).end() for line in lines[1:]]
    assert len(set(units)) == 1  # aligned


def test_a_server_that_is_there(server, path):
    assert json.loads(reprint("bench", "--json", "--to", server.address, "--articles", 20, path)[1])["articles"] == 20
    assert held(server) == 20
    assert json.loads(reprint("bench", "--json", "--to", server.address, "--articles", 20, path)[1])["articles"] == 20
    assert held(server) == 40  # the ids of each test are its own
    code, said, _ = reprint("bench", "--json", "--check", "--to", server.address, "--articles", 20, path)
    assert code == 0 and json.loads(said)["load"] == "reprint check" and held(server) == 40


def test_the_environment_names_no_server_to_load(server, path):
    assert reprint("bench", "--articles", 20, path, REPRINT_ADDR=server.address)[0] == 0
    assert held(server) == 0


def test_open_loop(server, path):
    code, said, _ = reprint("bench", "--json", "--to", server.address, "--rate", 2000, "--seconds", ".2", "--warm-up", ".05", path)
    record = json.loads(said)
    assert code == 0 and record["rate"] == 2000
    assert record["articles"] == 400 and record["sent_in_all"] == 500


def test_errors_are_named_and_counted(server, path):
    with path.open("a") as file:
        file.write(json.dumps({"id": "no words", "text": "-"}) + "\n")
    code, said, _ = reprint("bench", "--json", "--to", server.address, "--articles", 30, path)
    record = json.loads(said)
    assert code == 1 and record["articles"] == 30 and record["errors"] == 10 and record["errors_by_name"] == {"empty_text": 10}
    code, said, _ = reprint("bench", "--to", server.address, "--articles", 30, path)
    assert code == 1 and re.search(r"^errors +10\n  empty_text +10$", said, re.M)


def test_bad_lines_of_a_file_are_said(server, path):
    with path.open("a") as file:
        file.write("nonsense\n")
    code, said, complained = reprint("bench", "--json", "--to", server.address, "--articles", 30, path)
    assert code == 1 and json.loads(said)["errors"] == 0 and f"{path}:3: " in complained


def test_no_article(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_text("")
    code, said, complained = reprint("bench", path)
    assert (code, said) == (1, "") and "no article" in complained
    code, said, complained = reprint("bench", tmp_path / "none.jsonl")
    assert (code, said) == (1, "") and "none.jsonl" in complained


def test_nobody_is_there(tmp_path, path):
    code, said, complained = reprint("bench", "--to", f"{tmp_path}/nobody", path)
    assert (code, said) == (3, "") and len(complained.splitlines()) == 1 and "is `reprint serve` running there?" in complained


def test_more_connections_than_the_server_takes(tmp_path, path):
    with Server(tmp_path, "--max-connections", 2) as server:
        code, said, complained = reprint("bench", "--to", server.address, "--connections", 5, "--seconds", 5, path)
        assert (code, said) == (3, "") and len(complained.splitlines()) == 1 and server.address in complained


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_shows_the_figures_so_far(server, path, number):
    with subprocess.Popen([BINARY, "bench", "--json", "--to", server.address, "--seconds", "1000", "--warm-up", "0", path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=environment()) as process:
        while held(server) == 0:  # each time it takes a while, as it starts a program
            pass
        process.send_signal(number)
        record = json.loads(process.stdout.read())
        assert process.wait(60) == 0
        assert record["articles"] > 0 and record["errors"] == 0
        assert "figures so far" in process.stderr.read()


def test_a_server_that_dies(server, path):
    with subprocess.Popen([BINARY, "bench", "--to", server.address, "--seconds", "1000", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=environment()) as process:
        while held(server) == 0:
            pass
        server.process.kill()
        server.process.wait(60)
        assert process.wait(60) == 3
        complained = process.stderr.read()
        assert process.stdout.read() == "" and len(complained.splitlines()) == 1 and server.address in complained


def test_the_line_on_a_terminal(path):
    code, shown = reprint_on_terminal("bench", "--seconds", ".5", "--warm-up", "0", path, columns=150)
    assert code == 0
    assert re.search(r"\r\x1b\[Kbench  \[#+\.+\] +\d+ %  \d+ articles  \d+/s  [\d.]+ MB/s  p50 [\d.]+ ms  p99 [\d.]+ ms", shown)
    assert "\r\x1b[Kload   " in shown
