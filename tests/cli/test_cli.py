"""The commands that need no server, their options and exit codes, and what they write where."""

import gzip
import json
import re
import subprocess

import pytest
from program import BINARY, COMMANDS, environment, reprint, reprint_on_terminal

WIRE = ("The ferry went back into service on Monday, eleven weeks after a cracked shaft put her out of the timetable, and about 340 "
        "passengers travelled on the first crossing of the day.")
COPY = "Home News Sport. " + WIRE.replace("Monday", "Tuesday") + " Read also: weather."


@pytest.fixture(name="two")
def two_files(tmp_path):
    (tmp_path / "copy.txt").write_text(COPY)
    (tmp_path / "wire.txt").write_text(WIRE)
    return tmp_path / "copy.txt", tmp_path / "wire.txt"


def test_help_lists_every_command():
    code, said, complained = reprint("--help")
    assert (code, complained) == (0, "")
    assert re.findall(r"^  (\w+)  ", said, re.M) == COMMANDS
    assert all(len(line) <= 100 for line in said.splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each(command):
    code, said, complained = reprint(command, "--help")
    assert (code, complained) == (0, "")
    assert said.startswith(f"Usage: reprint {command} [OPTION...]")
    assert "--help" in said
    assert len(said.splitlines()) < 50
    assert all(len(line) <= 132 for line in said.splitlines())
    client = command in "send check watch get story remove stats compare".split()
    assert ("--to" in said) == client


def test_version():
    code, said, _ = reprint("--version")
    assert code == 0 and re.fullmatch(r"reprint \d+\.\d+\.\d+\n", said)


@pytest.mark.parametrize("arguments", [
    [], ["nonsense"], ["send"], ["check"], ["get"], ["get", "a", "b"], ["story"], ["remove"], ["stats", "x"], ["watch", "x"],
    ["serve", "x"], ["compare", "a"], ["compare", "a", "b", "c"], ["fingerprint"], ["eval"], ["dedup", "a"], ["dedup", "-o", "b"],
    *([command, "--nonsense"] for command in COMMANDS),
    ["send", "--to", "nowhere", "a"], ["get", "--to", "host:0", "a"], ["watch", "--to", "::1:80"], ["compare", "--to", "x", "a", "b"],
    ["watch", "--verdict", "copied"], ["watch", "--verdict", "near,"], ["watch", "--verdict", ""],
    ["serve", "--threads", "-1"], ["serve", "--threads", "many"], ["serve", "--max-connections", "0"],
    ["serve", "--max-frame", "5"], ["serve", "--max-in-flight", "0"], ["serve", "--idle-timeout", "0"],
    ["serve", "--message-timeout", "-3"], ["serve", "--max-unsent", "0"], ["serve", "--copy", "2"], ["serve", "--listen", "nowhere"],
    ["serve", "--unix", "no/where", "--unix", "no/way", "--unix", "no/where"],
    ["dedup", "-o", "x", "--keep", "best", "a"], ["dedup", "-o", "x", "--threads", "-1", "a"], ["dedup", "-o", "x", "--near", ".1", "a"],
    ["eval", "--show", "-1", "a"], ["eval", "--shuffles", "-1", "a"], ["eval", "--shuffles", "1000000", "a"], ["eval", "--seed", "x", "a"],
])
def test_wrong_usage(arguments, tmp_path):
    code, said, complained = reprint(*arguments)
    assert code == 2
    assert said == ""
    assert len(complained.splitlines()) == 1 and complained.startswith("reprint")
    assert "--help" in complained
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [
    ["send", __file__], ["check", __file__], ["get", "a"], ["story", "a"], ["remove", "a"], ["stats"], ["watch"],
])
def test_no_server(arguments, tmp_path):
    address = f"{tmp_path}/socket"
    code, said, complained = reprint(arguments[0], "--to", address, *arguments[1:])
    assert (code, said) == (3, "")
    assert address in complained and "is `reprint serve` running there?" in complained
    code, _, complained = reprint(*arguments, REPRINT_ADDR=address)
    assert code == 3 and address in complained
    code, _, complained = reprint(arguments[0], "--to", f"{tmp_path}/other", *arguments[1:], REPRINT_ADDR=address)
    assert code == 3 and f"{tmp_path}/other" in complained


def test_compare_with_no_server(tmp_path):
    code, _, complained = reprint("compare", "--to", f"{tmp_path}/socket", "a", "b")
    assert code == 3 and "reprint serve" in complained


def test_compare_needs_no_server(two):
    code, said, complained = reprint("compare", *two, REPRINT_ADDR="/nowhere/socket")
    assert (code, complained) == (0, "")
    assert said.splitlines()[0] == "syndicated"
    assert re.search(r"^\d+ words: bytes \d+-\d+ of A, \d+-\d+ of B$", said, re.M)
    assert re.search(r"Tuesday.* \| .*Monday", said)
    code, said, _ = reprint("compare", "--json", *two)
    record = json.loads(said)
    assert code == 0 and record["verdict"] == "syndicated" and record["new"] == str(two[0])
    assert set(record["estimates"]["resemblance"]) == {"minhash", "simhash", "keys"}


@pytest.mark.parametrize("content, why", [("", "no article"), ("{\n", "JSON"), ('{"id":"a","text":"x"}\n' * 2, "several")])
def test_compare_refuses(content, why, two, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    code, said, complained = reprint("compare", path, two[0])
    assert (code, said) == (1, "")
    assert str(path) in complained and why in complained


def test_compare_misses_a_file(two, tmp_path):
    code, _, complained = reprint("compare", two[0], tmp_path / "none")
    assert code == 1 and "none" in complained


def test_fingerprints_in_hexadecimal(two, tmp_path):
    code, said, complained = reprint("fingerprint", "--hex", *two)
    assert (code, complained) == (0, "")
    assert [line.split("  ")[1] for line in said.splitlines()] == [str(path) for path in two]
    assert all(re.fullmatch(r"[0-9a-f]{584,}", line.split("  ")[0]) for line in said.splitlines())
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfd bytes")
    code, again, complained = reprint("fingerprint", "--hex", two[0], tmp_path / "bad.txt", two[1])
    assert code == 1 and again == said and "bad.txt" in complained


def articles():
    return [{"id": "wire", "text": WIRE, "source": "wire.example", "published": "2024-03-04"},
            {"id": "copy", "text": COPY, "source": "post.example", "published": "2024-03-05"},
            {"id": "longer", "text": COPY + " And yet more of it.", "source": "late.example", "published": "2024-03-06"}]


@pytest.mark.parametrize("keep, kept", [(None, "wire"), ("original", "wire"), ("first", "wire"), ("longest", "longer"), ("latest", "longer")])
def test_dedup_keeps_what_is_asked_for(keep, kept, tmp_path):
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles()))
    code, said, complained = reprint("dedup", path, "-o", out, *(["--keep", keep] if keep else []))
    assert (code, complained) == (0, "")
    assert said.startswith("3 articles in 1 story: 1 kept, 2 removed\n")
    assert json.loads((out / "kept.jsonl").read_text())["id"] == kept
    code, _, complained = reprint("dedup", path, "-o", out)
    assert code == 2 and "--force" in complained
    assert reprint("dedup", path, "-o", out, "--force")[0] == 0
    code, said, _ = reprint("dedup", path, "-o", tmp_path / "strict", "--partial", ".99", "--copy", ".99", "--near", ".99")
    assert code == 0 and said.startswith("3 articles in 2 stories")  # `longer` has all of `copy`


def test_dedup_counts_bad_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join('{"id":' + "\n" for _ in range(15)) + json.dumps(articles()[0]) + "\n")
    code, said, complained = reprint("dedup", path, "-o", tmp_path / "out")
    assert code == 1 and said.startswith("1 article in 1 story: 1 kept")
    assert complained.count(str(path)) == 10 and "15 bad lines left out, 0 files not" in complained
    code, said, complained = reprint("dedup", path, "-o", tmp_path / "strict", "--strict")
    assert code == 1 and said == "" and f"{path}:1" in complained
    assert not (tmp_path / "strict" / "kept.jsonl").exists()
    path.write_text("{\n" + json.dumps(articles()[0] | {"published": "soon"}) + "\n")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(json.dumps(articles()[1]).encode() + b"\n")[:-4])
    code, _, complained = reprint("dedup", path, tmp_path / "cut.gz", "-o", tmp_path / "few")
    assert code == 1 and "1 bad line left out, 1 file not read to the end" in complained and "1 date left out" in complained


def labelled_set(folder, *pairs):
    folder.mkdir()
    (folder / "docs.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles()))
    (folder / "pairs.tsv").write_text("".join("\t".join(pair) + "\n" for pair in pairs))
    return folder


def test_eval_has_no_recall_without_copies(tmp_path):
    none = labelled_set(tmp_path / "none", ("wire", "copy", "skip", "0"), ("copy", "longer", "skip", "0"), ("wire", "longer", "skip", "0"))
    some = labelled_set(tmp_path / "some", ("wire", "copy", "copy", "0"), ("wire", "longer", "copy", "0"), ("copy", "longer", "copy", "0"))
    code, said, complained = reprint("eval", none, some)
    heading, *rows = said.splitlines()
    assert (code, complained) == (0, "") and heading.startswith("set ") and len(rows) == 2
    assert rows[0].split()[:4] == ["none", "3", "0", "-"] and rows[0].endswith("  -")
    assert rows[1].split()[:4] == ["some", "3", "3", "1.0000"] and rows[1].endswith("  1.0000")
    assert all(len(row) == len(heading) for row in rows)
    record = json.loads(reprint("eval", "--json", none)[1])
    assert record["set"] == "none"


def test_eval_heads_the_table_when_there_is_something_in_it(tmp_path):
    some = labelled_set(tmp_path / "some", ("wire", "copy", "copy", "0"))
    code, shown = reprint_on_terminal("eval", some)
    assert code == 0 and 0 <= shown.find("evaluating") < shown.find("set ")
    code, said, complained = reprint("eval", tmp_path / "nowhere", some)
    assert code == 1 and [line.split()[0] for line in said.splitlines()] == ["set", "some"] and "nowhere" in complained


def test_eval_shuffles(tmp_path):
    some = labelled_set(tmp_path / "some", ("wire", "copy", "copy", "0"), ("wire", "longer", "skip", "0"), ("copy", "longer", "skip", "0"))
    code, said, _ = reprint("eval", "--shuffles", "3", some)
    plain, shuffled = said.split("\n\n")
    assert code == 0 and plain + "\n" == reprint("eval", some)[1]
    heading, row = shuffled.splitlines()
    assert heading.split()[:6] == ["set", "shuffles", "pairs", "moved", "most", "ever"] and len(row) == len(heading)
    assert row.split() == ["some", "3", "1", "0.0000", "0.0000", "0.0000", "1.0000", "1.0000", "1.0000", "1.0000"]
    record = json.loads(reprint("eval", "--shuffles", "3", "--seed", "9", "--json", some)[1])
    assert record["shuffles"] == {"count": 3, "pairs": 1, "moved": {"mean": 0, "most": 0}, "moved_ever": 0, "moved_pairs": [],
                                  "recall": {"mean": 1, "worst": 1}, "precision": {"mean": 1, "worst": 1}}
    assert "shuffles" not in json.loads(reprint("eval", "--json", some)[1])


def test_escape_codes_are_for_terminals(two, tmp_path):
    assert "\x1b" not in "".join(reprint("compare", *two, TERM="xterm")[1:])
    code, shown = reprint_on_terminal("compare", *two)
    assert code == 0 and "\x1b[33m" in shown and "\x1b[31mTuesday\x1b[0m" in shown and "\x1b[32mMonday\x1b[0m" in shown
    for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        code, shown = reprint_on_terminal("compare", *two, **more)
        assert code == 0 and "\x1b" not in shown
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(articles()[0]) + "\n")
    assert "\x1b" not in "".join(reprint("dedup", path, "-o", tmp_path / "out", TERM="xterm")[1:])


def test_progress_is_for_terminals(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(article | {"id": f"{i}"}) + "\n" for i, article in enumerate(articles() * 200)))
    code, shown = reprint_on_terminal("dedup", path, "-o", tmp_path / "out")
    assert code == 0
    drawn = shown.split("\r\x1b[K")
    assert len(drawn) > 2 and re.match(r"(reading|writing)  \[[#.]{24}\] +\d+ %  \d+ articles  \d+/s  [\d.]+ MB/s", drawn[1])
    assert drawn[-1].startswith("600 articles in ")
    code, said, complained = reprint("dedup", path, "-o", tmp_path / "again", TERM="xterm")
    assert code == 0 and complained == "" and "\r" not in said


@pytest.mark.parametrize("columns", [20, 60])
def test_progress_fits_the_terminal(tmp_path, columns):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(article | {"id": f"{i}"}) + "\n" for i, article in enumerate(articles() * 200)))
    code, shown = reprint_on_terminal("dedup", path, "-o", tmp_path / "out", columns=columns)
    drawn = shown.split("\r\x1b[K")[1:-1]
    assert code == 0 and drawn and all(len(line) < columns for line in drawn)
    assert re.match(r"(reading|writing) +\d+ %", drawn[0])


def test_output_that_can_not_be_written(two):
    assert reprint("compare", *two)[0] == 0
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([BINARY, "compare", *two], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert ended.returncode == 1 and b"writing to standard output failed" in ended.stderr
