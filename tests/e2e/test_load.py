"""reprint bench against a real server: what it counts is what the server says of itself."""

import json
import subprocess

import pytest

from process import command


def bench(*arguments):
    ended = subprocess.run(command("bench", "--json", *arguments), capture_output=True, text=True, timeout=120)
    assert ended.stderr == ""
    return ended.returncode, json.loads(ended.stdout)


@pytest.mark.threads
@pytest.mark.parametrize("tcp", [False, True])
def test_the_server_counts_the_same(start, tcp):
    server = start("--threads", 2, tcp=tcp)
    code, record = bench("--to", server.cli_address(), "--connections", 4, "--in-flight", 32, "--articles", 1000)
    assert code == 0 and record["articles"] == 1000 and record["errors"] == 0
    with server.connect() as connection:
        stats = connection.ask("stats")
        assert stats["articles"] == stats["added"] == 1000
        assert stats["server"]["faults"] == 0
    code, record = bench("--to", server.cli_address(), "--connections", 4, "--in-flight", 32, "--rate", 2000, "--articles", 500)
    assert code == 0 and record["articles"] == 500
    with server.connect() as connection:
        assert connection.ask("stats")["articles"] == 1500


def test_more_in_flight_than_the_server_takes(start):
    server = start("--threads", 1, "--max-in-flight", 4)
    code, record = bench("--to", server.cli_address(), "--in-flight", 5000, "--articles", 2000)
    assert code == 0 and record["articles"] == 2000 and record["errors"] == 0


def test_errors_of_the_server(start):
    server = start("--max-articles", 100)
    code, record = bench("--to", server.cli_address(), "--articles", 300)
    assert code == 1 and record["articles"] == 300
    assert record["errors"] == 200 and record["errors_by_name"] == {"limit_exceeded": 200}
