"""text-dedup: its MinHash command, as its README shows it, over a file of ours.

Default: the options' own (threshold .7, 250 permutations, 5-grams of the words between what is no letter or digit). The command reads
any JSON file through `datasets` without a network; --debug makes it write its stories, --idx_column name the articles in them.

The command makes all fingerprints anew at each threshold. For the curve its own functions are called instead, in the same way, with one
fingerprint for all thresholds; the run ends when they do not give the stories of the command at the default.
"""
import functools
import json
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile

import numpy
from text_dedup import minhash
from text_dedup.utils import optimal_param, sha1_hash

from setting import GRID, Setting

PACKAGE = "text-dedup"
PERMUTATIONS, NGRAM, MIN_LENGTH, DEFAULT = 250, 5, 5, 0.7
MAX_HASH, PRIME = numpy.uint32((1 << 32) - 1), numpy.uint64((1 << 61) - 1)


def settings():
    for threshold in GRID:
        yield Setting("text-dedup MinHash", "5-grams", threshold, default=threshold == DEFAULT)


def command(texts, processes=1):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "articles.jsonl", "w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                print(json.dumps({"number": number, "text": text}), file=file)
        arguments = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", folder / "articles.jsonl",
                     "--split", "train", "--cache_dir", folder / "cache", "--output", folder / "out", "--column", "text",
                     "--idx_column", "number", "--debug", "--num_proc", processes]
        environment = os.environ | {"HF_HOME": str(folder / "home"), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run([*map(str, arguments)], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise SystemExit(f"text-dedup: {done.stderr[-2000:]}")
        with open(folder / "out/uf.pkl", "rb") as file:
            return pickle.load(file)


@functools.lru_cache(maxsize=1)
def fingerprints(texts):
    """The 250 values of each text, as bytes."""
    random = numpy.random.RandomState(minhash.SEED)
    permutations = (random.randint(1, PRIME, size=(PERMUTATIONS,), dtype=numpy.uint64),
                    random.randint(0, PRIME, size=(PERMUTATIONS,), dtype=numpy.uint64))
    ranges = [(i, i + 1) for i in range(PERMUTATIONS)]
    return [minhash.embed_func(text, number, num_perm=PERMUTATIONS, ngram_size=NGRAM, min_length=MIN_LENGTH, hashranges=ranges,
                               permutations=permutations, hash_func=functools.partial(sha1_hash, d=32), dtype=numpy.uint64,
                               max_hash=MAX_HASH, modulo_prime=PRIME)[minhash.SIGNATURE_COLUMN]
            for number, text in enumerate(texts)]


def by_functions(texts, threshold):
    bands, rows = optimal_param(threshold, PERMUTATIONS, false_positive_weight=0.5, false_negative_weight=0.5)
    stories, first = minhash.UnionFind(), {}
    for number, values in enumerate(fingerprints(texts)):
        for band in range(bands):
            other = first.setdefault((band, b"".join(values[band * rows:(band + 1) * rows])), number)
            if other != number:
                stories.union(number, other)
    return stories


def together(stories):
    members = {}
    for number in list(stories.parent):
        members.setdefault(stories.find(number), set()).add(number)
    return {frozenset(numbers) for numbers in members.values() if len(numbers) > 1}


def pairs(texts, setting):
    stories = by_functions(texts, setting.value)
    if setting.default and together(stories) != together(command(texts)):
        raise SystemExit("text-dedup: its functions and its command do not give the same stories")
    return [(number, stories.find(number)) for number in list(stories.parent)]
