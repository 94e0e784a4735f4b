"""A folder that a newer reprint has written: each file says its version behind a checksum that is right; whoever opens the folder names the file and both versions, and changes nothing."""

import json
import subprocess

import pytest
import xxhash

import words
from faults import copy_folder
from standing import Standing


@pytest.fixture(scope="module")
def made(build, tmp_path_factory):
    if not build.can_keep():
        pytest.skip("serve has no --data")
    place = tmp_path_factory.mktemp("newer")
    server = Standing(place / "server", place / "data", binary=build.binary)
    with server.connect() as connection:
        for number in range(5):
            connection.call("add", **words.article(number))
    server.stop()
    (place / "one.jsonl").write_text(json.dumps(words.article(9)) + "\n")
    return place


def newer_format(path):
    text = path.read_text().split(" (")[0].replace("format 1", "format 2")
    path.write_text(f"{text} ({xxhash.xxh3_64_hexdigest(text.encode())})\n")


def newer_seal(path):
    text = "".join(path.read_text().replace("reprint seal 1\n", "reprint seal 2\n").splitlines(True)[:-1])
    path.write_text(f"{text}{xxhash.xxh3_128_hexdigest(text.encode())}\n")


def newer_state(path):
    """Kind in 24 bytes, version and zero, hash; the folder is one that was not closed, or the seal would tell first."""
    data = bytearray(path.read_bytes())
    data[24:28] = (int.from_bytes(data[24:28], "little") + 1).to_bytes(4, "little")
    data[32:40] = xxhash.xxh3_64_intdigest(bytes(data[:32])).to_bytes(8, "little")
    path.write_bytes(data)
    (path.parent / "SEAL").unlink()


COMMANDS = {"serve": ["serve", "--listen", "127.0.0.1:0", "--data", "DATA"], "verify": ["verify", "DATA"], "export": ["export", "DATA"],
            "import": ["import", "DATA", "ONE"], "dedup": ["dedup", "--data", "DATA", "-o", "OUT", "ONE"]}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name, make", [("FORMAT", newer_format), ("SEAL", newer_seal), ("state", newer_state)])
def test_it_is_refused_by_name(made, build, tmp_path, name, make, command):
    folder = tmp_path / "data"
    copy_folder(made / "data", folder)
    make(folder / name)
    before = (folder / name).read_bytes()
    words_of = {"DATA": folder, "ONE": made / "one.jsonl", "OUT": tmp_path / "out"}
    done = subprocess.run([build.binary, *(words_of.get(word, word) for word in COMMANDS[command])], capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    if command == "export" and name != "FORMAT":  # it needs neither to give the articles
        assert done.stdout.count("\n") == 5, said
        assert name == "SEAL" or (done.returncode == 1 and "format version 2" in said), said
        return
    assert done.returncode == 1, said
    assert f"{name} has format version 2 and this program knows 1: use a newer reprint" in said
    assert (folder / name).read_bytes() == before
