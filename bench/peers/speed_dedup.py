"""A JSONL file without its copies, by the tools that are made for it, each as its README shows it, on all cores where it can use them.

Every run begins with the lines of a sample and ends when the tool has written what it writes; it includes the start of the tool, as it does for reprint.
The samples are as large as makes a run of some ten seconds.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import from_text_dedup

HERE = pathlib.Path(__file__).resolve().parent


def text_dedup(lines):
    """The command, with its defaults."""
    texts = tuple(json.loads(line)["text"] for line in lines)
    start = time.perf_counter()
    from_text_dedup.command(texts, os.cpu_count())
    return time.perf_counter() - start


def script(name, lines):
    """A program of ours that is given a folder: articles.jsonl in, whatever it likes out."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in").mkdir()
        (folder / "in/articles.jsonl").write_bytes(b"".join(lines))
        start = time.perf_counter()
        done = subprocess.run([sys.executable, HERE / name, folder], capture_output=True, text=True, env=os.environ | {"HF_HUB_OFFLINE": "1"})
        took = time.perf_counter() - start
        if done.returncode != 0:
            raise SystemExit(f"{name}: {done.stderr[-2000:]}")
        return took


TOOLS = {
    "text-dedup MinHash": (5000, text_dedup),
    "datatrove MinHash": (1000, lambda lines: script("run_datatrove.py", lines)),
    "rensa in a Python loop": (20000, lambda lines: script("run_rensa.py", lines)),
}
