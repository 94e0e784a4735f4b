"""bench/run: the table, the JSON, what it does with wrong words; and the truth that bench_generate tells."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = os.environ.get("REPRINT_RELEASE")
sys.path.insert(0, str(ROOT / "bench"))

import sizing  # noqa: E402


def bench(*arguments):
    if not RELEASE:
        pytest.skip("REPRINT_RELEASE names no release build")
    return subprocess.run([ROOT / "bench/run", *map(str, arguments)], capture_output=True, text=True, timeout=600)


def generated(*arguments):
    if not RELEASE:
        pytest.skip("REPRINT_RELEASE names no release build")
    return subprocess.run([Path(RELEASE) / "bench/bench_generate", *arguments], capture_output=True, text=True, timeout=60)


def check_rows(rows):
    for row in rows:
        assert row["name"].count(".") == 1
        assert row["value"] > 0 and row["unit"]
        assert all(isinstance(value, float) and value > 0 for value in row["ratio"].values())
        assert row["measured"]["commit"] and row["measured"]["compiler"]


def test_a_short_run_of_some_groups(tmp_path):
    done = bench("--short", "--only", "fingerprint.english", "--only", "engine", "--only", "start.version", "--json", tmp_path / "figures.json")
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    check_rows(rows)
    assert [row["name"] for row in rows] == ["fingerprint.english", "engine.add", "engine.growth", "engine.bytes_per_article", "start.version"]
    lines = done.stdout.splitlines()
    assert "cores" in lines[0] and "short" in lines[0]
    assert lines[2].split()[:5] == ["name", "value", "unit", "goal", "met"]
    assert any(line.startswith("engine.bytes_per_article") and "<= 800" in line for line in lines)


def test_a_prefix_takes_its_whole_group_and_nothing_else(tmp_path):
    done = bench("--short", "--only", "dedup", "--json", tmp_path / "figures.json")
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    check_rows(rows)
    assert [row["name"] for row in rows] == ["dedup.allsides", "dedup.allsides_zst", "dedup.one_core"]


@pytest.mark.parametrize("arguments", [["--only", "fingerprint.klingon"], ["--only", "finger"], ["--only"], ["--fast"], ["--articles", "x"],
                                       ["--articles", "0"], ["--json", "/no/such/folder/figures.json"]])
def test_wrong_words_measure_nothing(arguments):
    done = bench(*arguments)
    assert done.returncode != 0
    assert done.stdout == "" and "Traceback" not in done.stderr


def test_help():
    done = bench("--help")
    assert (done.returncode, done.stderr) == (0, "") and "--only NAME" in done.stdout


def test_figures_that_are_not_measured_now_stay():
    import suite
    path = Path(suite.HERE) / "results.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    rows = suite.merged(path, [{"name": "start.version", "value": 7}, {"name": "new.one", "value": 1}])
    assert [row["name"] for row in rows] == [row["name"] for row in old] + ["new.one"]
    assert [row["value"] for row in rows if row["name"] == "start.version"] == [7]


def test_every_goal_is_of_a_figure_that_there_is():
    names = subprocess.run([sys.executable, "-c", "import suite; print(*(name for group in suite.groups() for name in group.names()))"],
                           cwd=ROOT / "bench", capture_output=True, text=True, check=True).stdout.split()
    goals = json.loads((ROOT / "bench/goals.json").read_text(encoding="utf-8"))
    groups = {name.split(".")[0] for name in names}
    assert len(names) == len(set(names))
    assert [name for name in goals if name.split(".")[0] in groups and name not in names] == []


def test_the_truth_names_earlier_articles(tmp_path):
    done = generated("--articles", "400", "--truth", str(tmp_path / "truth.tsv"))
    assert done.returncode == 0, done.stderr
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    place = {article["id"]: number for number, article in enumerate(articles)}
    assert len(place) == 400
    assert all(set(article) == {"id", "source", "title", "published", "url", "text"} for article in articles)
    truth = [line.split("\t") for line in (tmp_path / "truth.tsv").read_text(encoding="utf-8").splitlines()]
    assert 30 <= len(truth) <= 90
    copies = {copy for copy, *_ in truth}
    for copy, original, containment, edited in truth:
        assert place[original] < place[copy] and original not in copies
        assert containment in ("1.00", "0.95", "0.80", "0.60", "0.40", "0.25") and edited in ("0", "1")


def test_another_seed_makes_other_articles_and_the_same_seed_the_same():
    one, again, other = (generated("--articles", "3", "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert one == again != other


@pytest.mark.parametrize("arguments", [[], ["--articles", "-1"], ["--articles", "1", "--script", "klingon"], ["--articles", "1", "--median", "9"],
                                       ["--articles", "1", "--copies", "2"], ["--articles", "1", "--sources", "0"], ["--articles", "1", "FILE"]])
def test_wrong_options_of_the_generator(arguments):
    done = generated(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_sizing_grows_with_articles_and_days():
    steps = [{"articles": 10, "adds_per_s": 100000.0, "bytes_per_article": 700.0, "text_bytes_per_article": 4000.0}]
    rows = [{"name": "fingerprint.english_articles", "value": 100000.0}, {"name": "engine.add", "value": 200000.0},
            {"name": "engine.growth", "value": 2.0, "steps": steps}]
    need = sizing.needs(rows, 86400 * 100, 10)
    # 400 a second at the busiest time; 4 ms of fingerprints and 4 ms of the slower adds in each second, on cores that are half idle
    assert need["held"] == 86_400_000
    assert need["engine"] == pytest.approx(0.008)
    assert need["cores"] == pytest.approx(0.016)
    assert need["memory"] == 86_400_000 * 700
    assert sizing.needs(rows[:2], 10, 10) is None
    assert [sizing.bytes_shown(count) for count in (5e6, 2.5e9, 7.25e12)] == ["5 MB", "2.5 GB", "7.25 TB"]
