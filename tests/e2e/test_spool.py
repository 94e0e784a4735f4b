"""--spool DIR: articles lie in files of a folder; the answers are the same, and nothing is left of them."""

import json
import subprocess

import pytest

from process import command
from words import text

ARTICLES = 2500  # more than two segments of 4 MiB


def run(binary, *arguments):
    return subprocess.run(command(*arguments, binary=binary), capture_output=True, text=True, timeout=120)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "spool").mkdir()
    with open(tmp_path / "in.jsonl", "w", encoding="utf-8") as out:
        for i in range(ARTICLES):
            words = text(i // 3, 600) + (" " + text(100000 + i, 100) if i % 3 else "")
            out.write(json.dumps({"id": f"a{i}", "text": words, "source": f"s{i % 7}.example"}) + "\n")
    return tmp_path


def test_dedup_writes_the_same(binary, files):
    plain = run(binary, "dedup", files / "in.jsonl", "-o", files / "plain")
    spooled = run(binary, "dedup", files / "in.jsonl", "-o", files / "spooled", "--spool", files / "spool")
    assert (plain.returncode, spooled.returncode) == (0, 0), spooled.stderr
    for name in ("stories.jsonl", "kept.jsonl", "removed.jsonl"):
        assert (files / "plain" / name).read_bytes() == (files / "spooled" / name).read_bytes()
    assert list((files / "spool").iterdir()) == []


def test_a_server_gives_back_what_it_was_sent(binary, start, files):
    server = start("--threads", 2, "--spool", files / "spool")
    sent = run(binary, "send", "--json", "--to", server.cli_address(), files / "in.jsonl")
    assert sent.returncode == 0, sent.stderr
    assert list((files / "spool").iterdir()) == []
    lines = (files / "in.jsonl").read_text().splitlines()
    for i in (0, 1, 700, 1701, ARTICLES - 1):
        got = json.loads(run(binary, "get", "--json", "--to", server.cli_address(), f"a{i}").stdout)
        assert got["article"]["text"] == json.loads(lines[i])["text"]
        assert got["answer"]["verdict"] == json.loads(sent.stdout.splitlines()[i])["verdict"]


@pytest.mark.parametrize("job", [["dedup", "in.jsonl", "-o", "out"], ["serve"]])
def test_a_folder_that_is_not_there_is_named(binary, files, job):
    done = run(binary, *(files / part if part in ("in.jsonl", "out") else part for part in job), "--spool", files / "none")
    assert done.returncode == 2 and f"--spool {files / 'none'}: " in done.stderr
    assert not (files / "out").exists()
