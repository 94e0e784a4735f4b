"""The sample articles through `reprint dedup`: what it says of each is what samples/expected.tsv says a careful reader would."""

import json
import os
import subprocess
from pathlib import Path

import pytest

BINARY = os.environ.get("REPRINT_BIN")
SAMPLES = Path(__file__).parents[2] / "samples"
KEYS = ["id", "text", "source", "published", "url", "title", "lang"]


def articles():
    with open(SAMPLES / "articles.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def expected():
    """Article id -> verdict, original and agencies, in the order of the file."""
    with open(SAMPLES / "expected.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {row[0]: dict(zip(("verdict", "original", "agency"), row[1:], strict=True)) for row in rows}


def said(answer):
    agencies = sorted(credit["agency"] for credit in answer["attribution"])
    return {
        "verdict": answer["verdict"],
        "original": answer["original"]["id"],
        "agency": ", ".join(agencies) or "-",
    }


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    if not BINARY:
        pytest.skip("REPRINT_BIN names no built reprint")
    folder = tmp_path_factory.mktemp("samples") / "out"
    command = [BINARY, "dedup", str(SAMPLES / "articles.jsonl"), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    with open(folder / "stories.jsonl", encoding="utf-8") as file:
        return {answer["id"]: answer for answer in map(json.loads, file)}


def test_articles_are_whole_and_in_published_order():
    found = articles()
    for article in found:
        assert list(article) == KEYS, article["id"]
        assert article["text"].startswith(article["title"] + "\n"), article["id"]
        assert article["url"].startswith(f"https://{article['source']}/"), article["id"]
        assert article["source"].endswith(".example"), article["id"]
    assert [article["published"] for article in found] == sorted(article["published"] for article in found)
    assert [article["id"] for article in found] == list(expected())


def test_every_article_is_answered(answers):
    assert list(answers) == list(expected())


@pytest.mark.parametrize("article", list(expected()))
def test_answer(answers, article):
    got, wanted = said(answers[article]), expected()[article]
    differences = [f"{what} is {got[what]}, a reader says {wanted[what]}" for what in wanted if got[what] != wanted[what]]
    if differences:
        best = next(iter(answers[article]["matches"]), None)
        pytest.fail(f"{article}: {'; '.join(differences)}; best match: {best}", pytrace=False)
