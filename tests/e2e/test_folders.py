"""The folder of a corpus in the hands of several commands: dedup --data, import, serve, verify, export."""

import json
import signal
import subprocess

import pytest

from process import command, wait_until
from words import article, copy

ARTICLES = 300


def run(binary, *arguments):
    return subprocess.run(command(*arguments, binary=binary), capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def files(tmp_path):
    lines = [json.dumps(article(n) if n % 3 else copy(n, of=n // 2)) + "\n" for n in range(1, ARTICLES + 1)]
    (tmp_path / "first.jsonl").write_text("".join(lines[:200]))
    (tmp_path / "second.jsonl").write_text("".join(lines[200:]))
    (tmp_path / "all.jsonl").write_text("".join(lines))
    return tmp_path


def stories(server, ids):
    with server.connect() as connection:
        wait_until(lambda: connection.ask("stats")["data"]["state"] == "ready", "the server is ready")
        return [connection.call("story", id=name) for name in ids]


def test_a_folder_goes_from_hand_to_hand(binary, start, files):
    data, again = files / "data", files / "again"
    assert run(binary, "dedup", files / "all.jsonl", "-o", files / "whole").returncode == 0
    done = run(binary, "dedup", files / "first.jsonl", "-o", files / "out", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    server = start("--data", data)
    sent = run(binary, "send", "--json", "--to", server.cli_address(), files / "second.jsonl")
    said = (files / "out/stories.jsonl").read_text() + sent.stdout
    assert said == (files / "whole/stories.jsonl").read_text()
    ids = [json.loads(line)["id"] for line in said.splitlines()]
    found = stories(server, ids)
    busy = run(binary, "dedup", files / "second.jsonl", "-o", files / "busy", "--data", data)
    assert busy.returncode == 1 and "reprint serve" in busy.stderr and not (files / "busy").exists()
    assert run(binary, "verify", data).returncode == 1 and run(binary, "export", data).returncode == 1
    server.stop()
    late = run(binary, "import", data, files / "all.jsonl")
    assert (late.returncode, late.stdout) == (0, f"0 articles added to {data}, {ARTICLES} were there already\n")
    checked = run(binary, "verify", data)
    assert checked.returncode == 0
    assert [line.split()[-1] for line in checked.stdout.splitlines()] == [str(ARTICLES), "0", "yes", "0"]
    lines = run(binary, "export", data)
    assert [json.loads(line)["id"] for line in lines.stdout.splitlines()] == ids
    assert run(binary, "export", data, "-o", files / "export.jsonl").stderr == f"reprint export: {ARTICLES} articles\n"
    assert (files / "export.jsonl").read_text() == lines.stdout
    for inside in ("state", "rows/CURRENT", "new"):
        assert "name another place" in run(binary, "export", data, "-o", data / inside).stderr
    assert run(binary, "verify", data).returncode == 0
    assert run(binary, "import", again, files / "export.jsonl").returncode == 0
    assert stories(start("--data", again), ids) == found


def test_verify_says_when_it_counted_the_articles(binary, start, files):
    server = start("--data", files / "data")
    assert run(binary, "send", "--to", server.cli_address(), files / "first.jsonl").returncode == 0
    server.kill()
    count = len((files / "first.jsonl").read_text().splitlines())
    lines = run(binary, "verify", files / "data").stdout.splitlines()
    assert [line.rsplit(None, 1) for line in lines[:2]] == [["articles when saved", "0"], ["operations since then", str(count)]]
    server = start("--data", files / "data")
    stories(server, [])
    server.stop()
    assert [line.split() for line in run(binary, "verify", files / "data").stdout.splitlines()][0] == ["articles", str(count)]


def test_damage_is_named(binary, files):
    data = files / "data"
    assert run(binary, "import", data, files / "all.jsonl").returncode == 0
    table = max((data / "rows").glob("*.sst"), key=lambda path: path.stat().st_size)
    damaged = bytearray(table.read_bytes())
    damaged[len(damaged) // 3] ^= 4
    table.write_bytes(damaged)
    checked = run(binary, "verify", data)
    assert checked.returncode == 1
    assert any(line.startswith("damaged") and table.name in line for line in checked.stdout.splitlines())
    read = run(binary, "export", data)
    assert read.returncode == 1 and "damaged" in read.stderr
    left = {json.loads(line)["id"]: line for line in read.stdout.splitlines()}
    assert 0 < len(left) < ARTICLES
    there = {json.loads(line)["id"]: json.loads(line) for line in (files / "all.jsonl").read_text().splitlines()}
    for name, line in left.items():
        article = json.loads(line)
        assert article.pop("same_story_as") in left and article == there[name]


def outputs(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def end_in_between(job, given, out, how):
    """A job that has half of its input, when it has come some way."""
    with subprocess.Popen(job, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(given[:len(given) // 2])
        process.stdin.flush()
        journal = out / ".reprint-job/journal"
        wait_until(lambda: journal.exists() and journal.stat().st_size > 20000, "the job has come some way")
        process.send_signal(how)
        said = process.stderr.read().decode()
        assert process.wait(60) == (-how if how == signal.SIGKILL else 1)
        assert how == signal.SIGKILL or said.endswith("reprint dedup: the same command with --resume goes on from there\n")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_job_goes_on_where_it_was(binary, files, how):
    lines = [json.dumps(article(n) if n % 3 else copy(n, of=n // 2)) + "\n" for n in range(1, 6000)]
    given = "".join(lines).encode()
    whole = subprocess.run(command("dedup", "-", "-o", files / "whole", binary=binary), input=given, capture_output=True, timeout=120, check=True)
    job = command("dedup", "-", "-o", files / "out", binary=binary)
    end_in_between(job, given, files / "out", how)
    refused = subprocess.run(job, input=given, capture_output=True, timeout=120, check=False)
    assert refused.returncode == 2 and b"--resume goes on with it, --force starts anew" in refused.stderr
    done = subprocess.run([*job, "--resume"], input=given, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == whole.stdout.replace(b"whole", b"out")
    assert outputs(files / "out") == outputs(files / "whole")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_job_on_a_corpus_that_is_kept_goes_on_where_it_was(binary, start, files, how):
    lines = [json.dumps(article(n) if n % 3 else copy(n, of=n // 2)) + "\n" for n in range(1, 6000)]
    given = "".join(lines[1000:]).encode()
    (files / "before.jsonl").write_text("".join(lines[:1000]))
    for data in "whole-data", "data":
        assert run(binary, "import", files / data, files / "before.jsonl").returncode == 0
    whole = subprocess.run(command("dedup", "-", "-o", files / "whole", "--data", files / "whole-data", binary=binary), input=given, capture_output=True,
                           timeout=120, check=True)
    job = command("dedup", "-", "-o", files / "out", "--data", files / "data", binary=binary)
    end_in_between(job, given, files / "out", how)
    refused = subprocess.run(command("dedup", "-", "-o", files / "out", "--data", files / "whole-data", "--resume", binary=binary), input=given,
                             capture_output=True, timeout=120, check=False)
    assert refused.returncode == 2 and b"another one" in refused.stderr
    if how == signal.SIGTERM:
        server = start("--data", files / "data")
        assert len(stories(server, [json.loads(lines[1000])["id"]])) == 1
        server.stop()
    done = subprocess.run([*job, "--resume"], input=given, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == whole.stdout.replace(b"whole", b"out")
    assert outputs(files / "out") == outputs(files / "whole")
    assert run(binary, "export", files / "data").stdout == run(binary, "export", files / "whole-data").stdout
    finished = subprocess.run([*job, "--resume"], input=given, capture_output=True, timeout=120, check=False)
    assert finished.returncode == 2 and b"is finished: there is nothing to go on with" in finished.stderr
