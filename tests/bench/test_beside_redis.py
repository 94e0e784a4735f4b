"""bench/service.py: what it reads of other programs, which settings it measures, and a short run of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = os.environ.get("REPRINT_RELEASE")
sys.path.insert(0, str(ROOT / "bench"))

import service  # noqa: E402


def test_calls_are_read_from_the_summary_of_strace():
    with_errors = ("% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ----------- --------- --------- ----------------\n"
                   " 74.56    0.202144        1203       168         1 epoll_wait\n"
                   "100.00    0.271110          54      4973        58 total\n")
    assert service.calls_in(with_errors) == 4973
    assert service.calls_in(with_errors.replace("        58 total", "           total")) == 4973
    assert service.calls_in(with_errors.replace("          54 ", "             ")) == 4973
    assert service.calls_in(with_errors.splitlines()[0]) is None
    assert service.calls_in("") is None


def test_settings_that_are_needed():
    assert service.settings_for({"service.memory"}, False) == service.SETTINGS
    assert service.settings_for({"service.latency_p99"}, True) == [(1, 16), (1, 128), (4, 16), (4, 128)]
    assert service.settings_for({"service.c4_f1"}, True) == [(4, 1)]
    assert service.settings_for({"service.syscalls_per_article"}, False) == []


def test_a_row_says_what_redis_does():
    found = {(1, 1): {"reprint": 300, "redis_set": 900}, (1, 16): {"reprint": 200, "redis_set": 400}, (4, 16): {"reprint": 100, "redis_set": 800}}
    assert service.best(found, "reprint") == (200, (1, 16)) and service.best(found, "redis_set") == (800, (4, 16))
    [row] = service.throughput_rows({"service.c1_f16"}, found)
    assert (row["name"], row["value"], row["ratio"]) == ("service.c1_f16", 200, {"redis_set": 0.5})
    [row] = service.throughput_rows({"service.c1_f16"}, {(1, 16): {"reprint": 200}})
    assert row["ratio"] == {} and "peers" not in row


@pytest.mark.skipif(not RELEASE, reason="REPRINT_RELEASE names no release build")
def test_a_short_run(tmp_path):
    names = ["service.c1_f16", "service.syscalls_per_article"]
    done = subprocess.run([ROOT / "bench/run", "--short", *(word for name in names for word in ("--only", name)), "--json", tmp_path / "figures.json"],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))}
    assert rows["service.c1_f16"]["value"] > 0
    for name in names:
        assert name in rows or f"{name} is left out" in done.stderr
