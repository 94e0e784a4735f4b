"""Each case through `reprint dedup`, and the growing ticker over a server: what is said of each article is what its table expects."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
sys.path.insert(0, str(Path(__file__).parent))

import cases  # noqa: E402
from program import Server, reprint  # noqa: E402

RUNS = [(case, order) for case in cases.names() for order in cases.orders(case)]
ROWS = [(case, order, article) for case, order in RUNS for article in cases.expected(case, order)]


def write_lines(path, records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Outcome:
    """What dedup said of a case: each answer as the article came, and the original of its story at the end."""

    def __init__(self, folder, case, order):
        self.articles = cases.articles(case)
        if order == "reversed":
            self.articles.reverse()
        path = write_lines(folder / "in.jsonl", self.articles)
        code, _, said = reprint("dedup", path, "-o", folder / "out")
        assert code == 0, said
        self.answers = {answer["id"]: answer for answer in read_lines(folder / "out/stories.jsonl")}
        self.original = {article["id"]: article["id"] for article in self.articles}
        self.original |= {removed["id"]: removed["kept"] for removed in read_lines(folder / "out/removed.jsonl")}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    made = {}

    def of(case, order):
        if (case, order) not in made:
            made[case, order] = Outcome(tmp_path_factory.mktemp(case), case, order)
        return made[case, order]

    return of


def said_of(match):
    return match.get("refusal", match["verdict"])


def matches_differ(wanted, answer):
    """`*`: any. Otherwise all that are copies or quotations, and such refusals as are named; `id` alone: of any kind."""
    if wanted == "*":
        return False
    named = dict(entry.split("=") if "=" in entry else (entry, None) for entry in wanted.split() if entry != "-")
    got = {match["id"]: said_of(match) for match in answer["matches"] if match["verdict"] != "unique" or match["id"] in named}
    return got.keys() != named.keys() or any(kind not in (None, got[other]) for other, kind in named.items())


def differences(row, answer, original):
    if answer["verdict"] not in row["verdict"].split("|"):
        yield f"verdict is {answer['verdict']}, expected {row['verdict']}"
    if row["original"] not in ("*", original):
        yield f"original at the end is {original}, expected {row['original']}"
    if row.get("reason", "*") not in ("*", answer["original"]["reason"]):
        yield f"reason is {answer['original']['reason']}, expected {row['reason']}"
    if matches_differ(row["matches"], answer):
        yield f"matches expected: {row['matches']}"


def shown(answer):
    return "; ".join(f"{match['id']} {said_of(match)} {match['containment']['of_new']:.2f}/{match['containment']['of_old']:.2f} "
                     f"passages of {[passage['words'] for passage in match['passages']]}" for match in answer["matches"]) or "no match"


@pytest.mark.parametrize("case, order, article", ROWS)
def test_answer(outcome, case, order, article):
    found = outcome(case, order)
    answer = found.answers[article]
    wrong = list(differences(cases.expected(case, order)[article], answer, found.original[article]))
    if wrong:
        pytest.fail(f"{article}: {'; '.join(wrong)}. Said: {shown(answer)}", pytrace=False)


@pytest.mark.parametrize("case, order", RUNS)
def test_every_written_article_is_in_the_table(case, order):
    written = {article["id"] for article in cases.articles(case) if not article["id"].startswith("background-")}
    assert written == set(cases.expected(case, order))


def span_of(text, row):
    """The bytes from the first words of a passage to its last ones."""
    start = text.index(row["from"])
    end = text.index(row["to"], start) + len(row["to"])
    return [len(text[:start].encode()), len(text[:end].encode())]


@pytest.mark.parametrize("case, row", [(case, row) for case in cases.names() for row in cases.passages(case)],
                         ids=lambda value: value if isinstance(value, str) else f"{value['new']}-{value['old']}")
def test_passage_has_its_bytes_in_both_texts(outcome, case, row):
    found = outcome(case, row["order"])
    texts = {article["id"]: article["text"] for article in found.articles}
    match = next((match for match in found.answers[row["new"]]["matches"] if match["id"] == row["old"]), None)
    assert match is not None, f"{row['new']} has no match with {row['old']}"
    wanted = {"new": span_of(texts[row["new"]], row), "old": span_of(texts[row["old"]], row)}
    got = [{side: passage[side] for side in wanted} for passage in match["passages"]]
    assert wanted in got, f"of {row['new']} in {row['old']}: {wanted} expected, got {got}"


@pytest.fixture(scope="module", name="day")
def sent_with_replace(tmp_path_factory):
    """The ticker's first day over a server, every version under the same id: the answers, and the story at the end."""
    folder = tmp_path_factory.mktemp("ticker")
    versions = [article | {"id": "ticker"} for article in cases.articles("ticker") if article["id"].startswith("tuesday-")]
    with Server(folder) as server:
        answers = []
        for version in versions:
            code, said, trouble = reprint("send", "--json", "--replace", "--to", server.address, write_lines(folder / "in.jsonl", [version]))
            assert code == 0, trouble
            answers.append(json.loads(said))
        code, story, trouble = reprint("story", "--json", "--to", server.address, "ticker")
        assert code == 0, trouble
    return answers, json.loads(story)


def test_a_ticker_that_replaces_itself_is_one_revision_after_another(day):
    answers, _ = day
    assert [answer["verdict"] in ("revision", "near") for answer in answers] == [False] + [True] * 9
    assert {answer["story"] for answer in answers} == {answers[0]["story"]}
    assert [[match["seq"] for match in answer["matches"]] for answer in answers] == [[]] + [[seq] for seq in range(1, 10)]


def test_of_a_ticker_that_replaces_itself_the_last_version_is_left(day):
    answers, story = day
    assert [(member["id"], member["seq"]) for member in story["members"]] == [("ticker", 10)] and story["story"] == answers[0]["story"]


@pytest.mark.parametrize("order, new, old, side", [("expected", "lamp-book", "lamp-news", "of_old"), ("reversed", "lamp-news", "lamp-book", "of_new")])
def test_of_an_article_that_stands_whole_in_a_long_one_all_is_contained(outcome, order, new, old, side):
    match = outcome("long", order).answers[new]["matches"][0]
    assert match["id"] == old and match["containment"][side] == 1
