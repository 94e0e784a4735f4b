"""dedup of a large set writes the same bytes for any number of threads."""

import hashlib
import subprocess

import pytest

from process import command

NAMES = ["stories.jsonl", "kept.jsonl", "removed.jsonl", "summary.json"]


def digests(release, path, folder, threads):
    done = subprocess.run(command("dedup", path, "-o", folder, "--threads", threads, binary=str(release / "reprint")), capture_output=True,
                          text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found = {}
    for name in NAMES:
        file = folder / name
        assert file.stat().st_size > 0
        with open(file, "rb") as opened:
            found[name] = hashlib.file_digest(opened, "sha256").hexdigest()
        file.unlink()
    return found


def test_allsides(release, data, tmp_path):
    path = data / "allsides-en/docs.jsonl.zst"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    first, *others = (digests(release, path, tmp_path / f"out{threads}", threads) for threads in (1, 2, 4))
    assert others == [first, first]
