"""bench/store.py: its rows, and a short run of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = os.environ.get("REPRINT_RELEASE")
sys.path.insert(0, str(ROOT / "bench"))

import store  # noqa: E402


def test_a_row_says_what_the_others_do():
    found = {(1, 1): {"reprint": 300, "rocksdb": 400, "redis_aof": 150}, (8, 16): {"reprint": 100, "rocksdb": 200}}
    rows = store.add_rows({"store.c1_f1", "store.c8_f16"}, found)
    assert [(row["name"], row["value"], row["ratio"]) for row in rows] == [
        ("store.c1_f1", 300, {"rocksdb": 0.75, "redis_aof": 2}), ("store.c8_f16", 100, {"rocksdb": 0.5})]
    assert store.add_rows({"store.c8_f1"}, found) == []


def test_bytes_are_those_of_whole_blocks(tmp_path):
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows/a").write_bytes(b"1")
    assert store.bytes_of(tmp_path) % 512 == 0 and store.bytes_of(tmp_path) > 0


def test_a_compaction_is_seen_by_the_tables_that_go(tmp_path):
    rows, seen = tmp_path / "rows", set()
    rows.mkdir()

    class Steps:
        """What happens to the folder between two looks."""
        steps = [lambda: (rows / "1.sst").touch(), lambda: (rows / "2.sst").touch(), lambda: (rows / "1.sst").unlink()]

        def wait(self, _):
            if self.steps:
                self.steps.pop(0)()
                return False
            return True

    store.watch_tables(Steps(), tmp_path, seen)
    assert seen == {"1.sst"}
    assert "1 or more tables compacted" in store.meanwhile("compaction", [{"rewritten": 3}, {"rewritten": 1}])
    assert "no compaction" in store.meanwhile("compaction", [{"rewritten": 3}, {"rewritten": 0}])


@pytest.mark.skipif(not RELEASE, reason="REPRINT_RELEASE names no release build")
def test_a_short_run(tmp_path):
    names = ["store.c8_f1", "store.restart", "store.restart_after_kill", "store.disk", "store.latency_backup_p50", "store.latency_compaction_p99"]
    done = subprocess.run([ROOT / "bench/run", "--short", *(word for name in names for word in ("--only", name)), "--json", tmp_path / "figures.json"],
                          capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))}
    assert set(rows) == set(names)
    assert all(row["value"] > 0 for row in rows.values())
    assert rows["store.c8_f1"]["ratio"]["rocksdb"] > 0
