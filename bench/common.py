"""What the groups of benches share: programs that answer in JSON, inputs that are made once, medians.

A group is a module with `names()`, all that it can measure, and `measure(only, short, build, data)`: only is the set of names that are
wanted, short makes it quick and rough, build is the folder of the release build, data the folder with real articles. It returns rows
{"name", "value", "unit", "ratio": {peer: value}}: what the ratio is of is the peer's, and above 1 reprint is the better. Other keys a row
may have: "input", what it was measured with, and the figures that plots are drawn from.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCRATCH = ROOT / "build/bench"  # what is generated and what is written; may be deleted at any time
PEERS_PYTHON = ROOT / "build/venv-peers/bin/python"


class Missing(Exception):
    """What is wanted cannot be measured here."""


def say(line):
    print(f"bench: {line}", file=sys.stderr, flush=True)


def ask(*command, env=None):
    """The lines of JSON that a program prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))}: {done.stderr.strip()[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def warm(build, mebibytes):
    """Has the memory ready that is needed next (see warm.c)."""
    subprocess.run([build / "bench/bench_warm", str(mebibytes)], check=True)


def made(build, articles, **options):
    """A file of made articles."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    name = "-".join([f"made-{articles}", *(f"{key}-{value}" for key, value in sorted(options.items()))])
    path = SCRATCH / f"{name}.jsonl"
    if not path.exists():
        unfinished = path.with_suffix(".tmp")
        with open(unfinished, "wb") as file:
            arguments = [f"--{key}={value}" for key, value in options.items()]
            subprocess.run([build / "bench/bench_generate", f"--articles={articles}", *arguments], check=True, stdout=file)
        unfinished.rename(path)
    return path


def articles_of(data, name):
    """The file of a set of real articles."""
    for path in (data / name / "docs.jsonl", data / name / "docs.jsonl.zst"):
        if path.exists():
            return path
    raise Missing(f"{data} has no {name}: REPRINT_DATA names the folder")


def peers(task, *arguments):
    """Rows of the other libraries, measured now; none when `run` has not made their environment."""
    if os.environ.get("BENCH_PEERS") != "yes":
        return []
    say(f"the other libraries: {task}")
    one_thread = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} if task != "dedup" else {}
    return ask(PEERS_PYTHON, ROOT / "bench/peers/speed.py", task, *arguments, env=one_thread)


def ratios(value, rows, key="value"):
    """How many times a peer's figure ours is, for figures of which more is better."""
    return {row["peer"]: value / row[key] for row in rows if row.get(key)}


def inverse_ratios(value, rows, key="value"):
    """The same for figures of which less is better."""
    return {row["peer"]: row[key] / value for row in rows if row.get(key)}


def row(name, value, unit, ratio=None, **more):
    return {"name": name, "value": value, "unit": unit, "ratio": ratio or {}, **{key: figure for key, figure in more.items() if figure}}
