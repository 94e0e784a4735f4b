"""The score that the peers get is the one that `reprint eval` gives: the stories of reprint itself, scored by both."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = os.environ.get("REPRINT_BIN")
DATA = Path(os.environ.get("REPRINT_DATA") or ROOT.parent / "shared/data")
FIGURES = ("copies", "found", "wrong", "traps", "traps_joined", "recall", "precision", "f1")
sys.path.insert(0, str(ROOT / "bench/accuracy"))

import sample  # noqa: E402
from score import Stories, read_labels, score  # noqa: E402


def run(*arguments):
    if not BINARY:
        pytest.skip("REPRINT_BIN names no built reprint")
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


def stories_of_dedup(articles, folder):
    """Pairs of what was removed and what is kept instead, joined."""
    path = folder / "docs.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    run("dedup", path, "-o", folder / "out")
    number = {article["id"]: i for i, article in enumerate(articles)}
    stories = Stories(len(articles))
    for line in (folder / "out/removed.jsonl").read_text(encoding="utf-8").splitlines():
        removed = json.loads(line)
        stories.join(number[removed["id"]], number[removed["kept"]])
    return {article["id"]: stories.of(i) for i, article in enumerate(articles)}


def in_order(articles):
    return sorted(articles, key=lambda article: article.get("published") or "9999")


def scored_by_eval(folder):
    return {name: json.loads(run("eval", "--json", folder))["stories"][name] for name in FIGURES}


def made_labels(story_of):
    """Right and wrong ones of each kind, within stories and across: the score of good stories would show nothing."""
    chance, ids = random.Random(7), list(story_of)
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[:i]]
    within = [pair for pair in pairs if story_of[pair[0]] == story_of[pair[1]]]
    across = chance.sample([pair for pair in pairs if pair not in within], 3 * len(within))
    kinds = [("copy", 0), ("copy", 0), ("not", 0), ("not", 1), ("skip", 0), ("skip", 1), None]
    for pair in within + across:
        kind = chance.choice(kinds)
        if kind:
            yield *pair, *kind


def test_made_labels_score_as_eval_does(tmp_path):
    with open(ROOT / "samples/articles.jsonl", encoding="utf-8") as file:
        articles = in_order(map(json.loads, file))
    story_of = stories_of_dedup(articles, tmp_path)
    labels = list(made_labels(story_of))
    (tmp_path / "pairs.tsv").write_text("".join(f"{a}\t{b}\t{label}\t{trap}\n" for a, b, label, trap in labels), encoding="utf-8")
    expected = scored_by_eval(tmp_path)
    assert all(expected.values())
    assert expected["recall"] < 1 and expected["precision"] < 1
    assert score(read_labels(tmp_path / "pairs.tsv"), story_of) == expected


def test_a_labelled_set_scores_as_eval_does(tmp_path):
    folder = DATA / "fakes-en"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent (REPRINT_DATA)")
    story_of = stories_of_dedup(in_order(sample.read(folder)), tmp_path)
    assert score(read_labels(folder / "pairs.tsv"), story_of) == scored_by_eval(folder)


def test_all_pairs_of_a_large_story_count():
    stories = Stories(1000)
    for i in range(1, 1000):
        stories.join(i - 1, i)
    story_of = {str(i): stories.of(i) for i in range(1000)}
    figures = score([("0", "999", "copy", False), ("1", "2", "skip", False), ("3", "4", "not", True)], story_of)
    assert (figures["found"], figures["wrong"], figures["traps_joined"]) == (1, 1000 * 999 // 2 - 2, 1)


def test_nothing_joined_is_precise_and_finds_nothing():
    figures = score([("a", "b", "copy", False)], {"a": 1, "b": 2})
    assert (figures["recall"], figures["precision"], figures["f1"]) == (0, 1, 0)
