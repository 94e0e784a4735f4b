"""text-dedup: its MinHash command, as its README shows it, over a file of ours.

Default: the options' own (threshold .7, 250 permutations, 5-grams of the words between what is no letter or digit). The command reads
any JSON file through `datasets` without a network; --debug makes it write its stories, and --idx_column name the articles in them.
"""
import json
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile

from setting import GRID, Setting

PACKAGE = "text-dedup"


def settings():
    for threshold in GRID:
        yield Setting("text-dedup MinHash", "5-grams", threshold, default=threshold == 0.7)


def pairs(texts, setting):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "articles.jsonl", "w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                print(json.dumps({"number": number, "text": text}), file=file)
        command = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", folder / "articles.jsonl",
                   "--split", "train", "--cache_dir", folder / "cache", "--output", folder / "out", "--column", "text",
                   "--idx_column", "number", "--debug", "--num_proc", "1", "--threshold", str(setting.value)]
        environment = os.environ | {"HF_HOME": str(folder / "home"), "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise SystemExit(f"text-dedup: {done.stderr[-2000:]}")
        with open(folder / "out/uf.pkl", "rb") as file:
            return list(pickle.load(file).parent.items())
