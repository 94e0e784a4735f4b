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
    client = command in "send check watch get story remove stats compare bench".split()
    assert ("--to" in said) == client


def test_cpu(two):
    code, best, complained = reprint("fingerprint", two[0])
    assert (code, complained) == (0, "")
    assert reprint("fingerprint", "--cpu=scalar", two[0]) == (0, best, "")
    code, said, complained = reprint("fingerprint", "--cpu", "mmx", two[0])
    assert (code, said) == (2, "")
    assert complained == ('reprint fingerprint: --cpu: no such instructions "mmx": there are scalar, neon, avx2 and avx512 '
                          "(see reprint fingerprint --help)\n")


def test_version():
    code, said, _ = reprint("--version")
    assert code == 0 and re.fullmatch(r"reprint \d+\.\d+\.\d+\n", said)


@pytest.mark.parametrize("arguments", [
    [], ["nonsense"], ["send"], ["check"], ["get"], ["get", "a", "b"], ["story"], ["remove"], ["stats", "x"], ["watch", "x"], ["backup"], ["backup", "a"],
    ["backup", "nowhere", "a"], ["verify"], ["verify", "a", "b"], ["export"], ["export", "a", "b"], ["import"], ["import", "a"],
    ["serve", "x"], ["compare", "a"], ["compare", "a", "b", "c"], ["fingerprint"], ["eval"], ["dedup", "a"], ["dedup", "-o", "b"],
    *([command, "--nonsense"] for command in COMMANDS),
    ["send", "--to", "nowhere", "a"], ["get", "--to", "host:0", "a"], ["watch", "--to", "::1:80"], ["compare", "--to", "x", "a", "b"],
    ["watch", "--verdict", "copied"], ["watch", "--verdict", "near,"], ["watch", "--verdict", ""],
    ["serve", "--threads", "-1"], ["serve", "--threads", "many"], ["serve", "--max-connections", "0"],
    ["serve", "--max-frame", "5"], ["serve", "--max-in-flight", "0"], ["serve", "--idle-timeout", "0"],
    ["serve", "--message-timeout", "-3"], ["serve", "--max-unsent", "0"], ["serve", "--copy", "2"], ["serve", "--listen", "nowhere"],
    ["serve", "--unix", "no/where", "--unix", "no/way", "--unix", "no/where"],
    ["serve", "--keep", "3"], ["serve", "--fsync", "always"], ["serve", "--believe-clock"],
    *(["serve", "--data", "d", "--fsync", when] for when in ("", "sometimes", "interval", "interval=", "interval=0", "interval=-1", "interval=1s",
                                                              "interval=99999999999999999999")),
    ["serve", "--data", ""], ["serve", "--data", "d", "--keep="], ["serve", "--data", "d", "--keep", ""], ["serve", "--threads="], ["verify", ""], ["export", ""],
    ["export", "d", "-o", ""], ["backup", "/nowhere/socket", ""], ["import", "", "a"], ["import", "d", ""], ["dedup", "-o", "", "a"], ["get", ""], ["get", "--", ""],
    ["serve", "--data", "d", "--keep", "-1"], ["serve", "--data", "d", "--keep", "40000"], ["serve", "--data", "d", "--keep", "x"],
    ["dedup", "-o", "x", "--keep", "best", "a"], ["dedup", "-o", "x", "--threads", "-1", "a"], ["dedup", "-o", "x", "--near", ".1", "a"],
    ["dedup", "-o", "x", "--resume", "--force", "a"], ["dedup", "-o", "x", "--resume", "--data", "d", "a"], ["import", "d", "a", "--threads", "-1"],
    ["eval", "--show", "-1", "a"], ["eval", "--shuffles", "-1", "a"], ["eval", "--shuffles", "1000000", "a"], ["eval", "--seed", "x", "a"],
    ["bench", "--connections", "0"], ["bench", "--connections", "1000000"], ["bench", "--in-flight", "0"], ["bench", "--in-flight", "-1"],
    ["bench", "--rate", "-1"], ["bench", "--rate", "nan"], ["bench", "--rate", "fast"], ["bench", "--seconds", "0"], ["bench", "--seconds", "-1"], ["bench", "--seconds", "1e9"],
    ["bench", "--warm-up", "-1"], ["bench", "--warm-up", "1e9"], ["bench", "--articles", "-1"], ["bench", "--to", "nowhere", "a"],
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


@pytest.mark.parametrize("command", ["verify", "export"])
def test_no_corpus_in_the_folder(command, tmp_path):
    for folder, said in ((tmp_path, "no corpus"), (tmp_path / "none", "cannot be opened")):
        assert reprint(command, folder)[:2] == (1, "")
        assert said in reprint(command, folder)[2]
    (tmp_path / "out").write_text("old")
    assert reprint("export", tmp_path, "-o", tmp_path / "out")[0] == 1
    assert (tmp_path / "out").read_text() == "old"


def test_compare_with_no_server(tmp_path):
    code, _, complained = reprint("compare", "--to", f"{tmp_path}/socket", "a", "b")
    assert code == 3 and "reprint serve" in complained


def test_compare_needs_no_server(two):
    code, said, complained = reprint("compare", *two, REPRINT_ADDR="/nowhere/socket")
    assert (code, complained) == (0, "")
    assert re.fullmatch(r"syndicated: \d+ % of [AB] stands in [AB]", said.splitlines()[0])
    assert re.search(r"^why  .*\n?.*contained_\w+: at\s+least\s+50 %\)", said, re.M)
    assert all(len(line) <= 80 for line in said.splitlines())
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


LATIN_1 = ("K\xe4se und Br\xf6tchen kosten mehr. " + WIRE).encode("latin-1")


def test_repaired_texts_keep_their_bytes(two, tmp_path):
    """What is reported are places in the files themselves."""
    path = tmp_path / "latin.txt"
    path.write_bytes(LATIN_1)
    code, said, complained = reprint("compare", "--json", path, two[0])
    assert (code, said) == (1, "") and "UTF-8" in complained
    code, said, complained = reprint("compare", "--json", "--repair", path, two[0])
    assert (code, complained) == (0, "")
    start, end = json.loads(said)["passages"][0]["new"]
    other = json.loads(said)["passages"][0]["old"]
    assert LATIN_1[start:end].startswith(two[0].read_bytes()[other[0]:other[0] + 20])
    assert LATIN_1[:start].decode("latin-1").startswith("Käse und Brötchen")
    hexes = [reprint("fingerprint", "--hex", "--repair", file)[1].split()[0] for file in (path, tmp_path / "marks.txt")
             if file.exists() or file.write_bytes(LATIN_1.decode("utf-8", "replace").encode())]
    assert hexes[0] == hexes[1], "not the fingerprint of the text with U+FFFD"


def test_dedup_repairs_what_it_keeps(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id":"a","text":"caf\xe9 au lait"}\n{"id":"b","text":"whole"}\n')
    (tmp_path / "c.txt").write_bytes(LATIN_1)
    code, _, complained = reprint("dedup", path, tmp_path / "c.txt", "-o", tmp_path / "refused")
    assert code == 1 and "UTF-8" in complained
    code, _, complained = reprint("dedup", "--repair", path, tmp_path / "c.txt", "-o", tmp_path / "out")
    assert code == 0 and "2 articles that were no valid UTF-8 repaired" in complained
    kept = [json.loads(line)["text"] for line in (tmp_path / "out/kept.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept[:2] == ["caf? au lait", "whole"] and len(kept[2].encode()) == len(LATIN_1)
    assert json.loads((tmp_path / "out/summary.json").read_text())["repaired"] == 2
    code, _, complained = reprint("dedup", "--repair", "-", "-o", tmp_path / "piped", stdin=path.read_bytes())
    assert code == 0 and (tmp_path / "piped/kept.jsonl").read_text().startswith('{"id":"a","text":"caf? au lait"}')


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
    assert (code, said) == (1, "") and complained.startswith(f"{path}:1: ") and len(complained.splitlines()) == 1
    code, said, complained = reprint("import", tmp_path / "data", path, "--strict")
    assert (code, said) == (1, "") and complained.startswith(f"{path}:1: ") and len(complained.splitlines()) == 1
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


def test_eval_shows_why(tmp_path):
    """Of each error the reasons; of the texts only what a terminal shows."""
    wrong = labelled_set(tmp_path / "wrong", ("wire", "copy", "not", "1"), ("wire", "longer", "skip", "0"), ("copy", "longer", "skip", "0"))
    code, said, complained = reprint("eval", "--show", 1, wrong)
    assert (code, complained) == (0, "")
    assert "  copy against wire: syndicated, trap\n" in said
    assert re.search(r"^    shared      \d+ % of new \(\d+ of \d+ shingles\), \d+ % of old", said, re.M)
    assert re.search(r"^    why         much of each .*\(rule\s+contained_both\)", said, re.M)
    assert "ferry" not in said and all(len(line) <= 80 for line in said.splitlines() if line.startswith("  "))
    code, shown = reprint_on_terminal("eval", "--show", 1, wrong)
    assert re.search(r"^    longest     \d+ words: The ferry went back", shown, re.M) and re.search(r"^    old         The ferry", shown, re.M)
    pair = json.loads(reprint("eval", "--json", "--show", 1, wrong)[1])["joined"][0]
    assert pair["label"] == "trap" and pair["rule"] == "contained_both" and "beside" not in pair and "ferry" not in json.dumps(pair)


def test_eval_shows_the_numbers_of_a_template(tmp_path):
    part = [" ".join(f"{letter}word{chr(97 + i)}" for i in range(20)) for letter in "abcd"]
    forms = [f"{part[0]} {n} {part[1]} {n + 1} {part[2]} {n + 2} {part[3]}" for n in (100, 200)]
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "docs.jsonl").write_text("".join(json.dumps({"id": f"f{i}", "text": text}) + "\n" for i, text in enumerate(forms)))
    (folder / "pairs.tsv").write_text("f0\tf1\tcopy\t0\n")
    code, shown = reprint_on_terminal("eval", "--show", 1, folder)
    assert code == 0 and "refused: template" in shown
    assert re.search(r"^    numbers     100 -> 200, 101 -> 201, 102 -> 202", shown, re.M)
    assert "3 numbers differ, one for each 22 shared shingles; 0 % of the numbers are the same" in " ".join(shown.split())


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
