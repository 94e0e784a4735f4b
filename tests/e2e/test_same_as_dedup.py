"""The server says of a set what `reprint dedup` says of it: over one connection, and over eight in the order of `seq`."""

import json
import subprocess

import pytest

import sets
from process import command

SLOW_BUILD = 2000  # articles of the set for a build with sanitizers


@pytest.fixture(scope="module")
def fast(binary, release_folder):
    """The release build and the whole set where there is one."""
    found = release_folder / "reprint"
    return (str(found), None) if found.is_file() else (binary, SLOW_BUILD)


@pytest.fixture(scope="module")
def articles(data, fast):
    return sets.lines(data, "odu-en")[:fast[1]]


def dedup(binary, lines, folder, threads):
    """The lines of stories.jsonl."""
    (folder / "in.jsonl").write_bytes(b"".join(lines))
    done = subprocess.run(command("dedup", folder / "in.jsonl", "-o", folder / f"out{threads}", "--threads", threads, binary=binary),
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return (folder / f"out{threads}/stories.jsonl").read_bytes().splitlines(keepends=True)


def send(binary, server, path):
    return subprocess.Popen(command("send", "--json", "--to", server.cli_address(), path, binary=binary), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def answers(process):
    out, said = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    return out.splitlines(keepends=True)


@pytest.mark.parametrize("threads", [1, 4])
def test_one_connection(start, fast, articles, tmp_path, threads):
    binary = fast[0]
    expected = dedup(binary, articles, tmp_path, threads)
    assert len(expected) == len(articles)
    server = start("--threads", threads, binary=binary)
    assert answers(send(binary, server, tmp_path / "in.jsonl")) == expected


def test_eight_connections_at_once(start, fast, articles, tmp_path):
    binary = fast[0]
    server = start("--threads", 4, binary=binary)
    parts = [tmp_path / f"part{n}.jsonl" for n in range(8)]
    for n, part in enumerate(parts):
        part.write_bytes(b"".join(articles[n::8]))
    said = [line for process in [send(binary, server, part) for part in parts] for line in answers(process)]
    said.sort(key=lambda line: json.loads(line)["seq"])
    assert [json.loads(line)["seq"] for line in said] == list(range(1, len(articles) + 1))
    by_id = {json.loads(line)["id"]: line for line in articles}
    taken = [by_id[json.loads(line)["id"]] for line in said]
    assert taken != articles  # else this would show nothing
    assert said == dedup(binary, taken, tmp_path, 4)
