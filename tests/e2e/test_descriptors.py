"""A process that may have few files open: connections get fewer, and the corpus on disk keeps what it needs."""

import re
from pathlib import Path

import pytest

import words
from process import Server, wait_until

FILES = 400


@pytest.fixture
def limited(binary, tmp_path):
    """Starts a server that runs under a limit, as `ulimit` sets it."""
    servers = []

    def start_limited(how):
        wrapper = tmp_path / "limited"
        wrapper.write_text(f'#!/bin/sh\nulimit {how} {FILES}\nexec "{binary}" "$@"\n')
        wrapper.chmod(0o755)
        servers.append(Server(tmp_path, "--threads", 1, "--data", tmp_path / "data", binary=str(wrapper)))
        return servers[-1]

    yield start_limited
    for server in servers:
        server.stop()


def test_the_limit_is_raised_as_far_as_may_be(limited):
    server = limited("-S -n")
    limits = Path(f"/proc/{server.process.pid}/limits").read_text()
    soft, hard = re.search(r"Max open files +(\d+) +(\d+)", limits).groups()
    assert soft == hard != str(FILES)
    assert "connections at most" not in server.log()


def test_connections_leave_files_for_the_corpus(limited, tmp_path):
    server = limited("-n")
    most = int(re.search(r"may have 400 files open .* there are (\d+) connections at most, not 1024", server.log())[1])
    assert 32 < most < FILES - 256
    with server.connect() as first:
        wait_until(lambda: first.ask("stats")["data"]["state"] == "ready", "the server is ready")
        wait_until(lambda: first.ask("stats")["server"]["connections"] == 1, "the one that asked for readiness is gone")
        others = [server.connect() for _ in range(most)]
        assert [other.ask("ping") for other in others[:-1]] == [{}] * (most - 1)
        _, _, error, _ = others[-1].read()
        assert error[1] == "limit_exceeded" and f"{most} connections" in error[2]
        assert len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())) < FILES - 256
        first.call("add", **words.article(1))
        first.call("backup", path=str(tmp_path / "copy"))
        for other in others:
            other.socket.close()
