"""--agencies FILE: a made-up agency is credited, and its site's article becomes the original; a wrong line is named with its number."""

import json
import subprocess

import pytest

from process import command
from words import text

TABLE = """# agencies of the test
Quillpost\tquillpost.example\tQuillpost; Квиллпост{,а,у}
reuters\twire.example\t-
before!\tsw\tkulingana na
""".replace("\t-\n", "\tRoyters\n")


def run(binary, *arguments):
    return subprocess.run(command(*arguments, binary=binary), capture_output=True, text=True, timeout=120)


def articles():
    """A report on a paper's site, which credits the agency, and the agency's own, which comes later; and the same by a cue of the table."""
    one, two = text(1, 200), text(2, 200)
    return [
        {"id": "paper", "source": "paper.example", "published": "2024-01-01", "text": f"{one} The dam holds, Quillpost reported."},
        {"id": "wire", "source": "en.quillpost.example", "published": "2024-01-02", "text": one},
        {"id": "gazeti", "source": "gazeti.example", "published": "2024-01-01", "text": f"{two} Bwawa limeshika, kulingana na Reuters."},
        {"id": "royters", "source": "wire.example", "published": "2024-01-02", "text": two},
    ]


EXPECTED = {
    "paper": ("Quillpost", "reported"),
    "gazeti": ("Reuters", "kulingana na"),
}


@pytest.fixture(name="files")
def made_files(tmp_path):
    (tmp_path / "table.tsv").write_text(TABLE)
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles()))
    return tmp_path


def check(answers, with_table):
    for answer in answers:
        credit = [(found["agency"], found["cue"]) for found in answer.get("attribution", [])]
        assert credit == ([EXPECTED[answer["id"]]] if with_table and answer["id"] in EXPECTED else []), answer


def original(binary, server, name):
    answer = json.loads(run(binary, "get", "--json", "--to", server.cli_address(), name).stdout)["answer"]
    return answer["original"]["id"], answer["original"]["reason"]


@pytest.mark.parametrize("with_table", [True, False])
def test_dedup(binary, files, with_table):
    options = ["--agencies", files / "table.tsv"] if with_table else []
    done = run(binary, "dedup", files / "in.jsonl", "-o", files / "out", *options)
    assert done.returncode == 0, done.stderr
    check([json.loads(line) for line in (files / "out/stories.jsonl").read_text().splitlines()], with_table)
    kept = [json.loads(line)["id"] for line in (files / "out/kept.jsonl").read_text().splitlines()]
    assert kept == (["wire", "royters"] if with_table else ["paper", "gazeti"])


@pytest.mark.parametrize("with_table", [True, False])
def test_serve(binary, start, files, with_table):
    server = start("--threads", 2, *(["--agencies", files / "table.tsv"] if with_table else []))
    sent = run(binary, "send", "--json", "--to", server.cli_address(), files / "in.jsonl")
    assert sent.returncode == 0, sent.stderr
    check([json.loads(line) for line in sent.stdout.splitlines()], with_table)
    if with_table:
        assert original(binary, server, "paper") == ("wire", "credited")
        assert original(binary, server, "gazeti") == ("royters", "credited")
    else:
        assert original(binary, server, "wire") == ("paper", "earliest_published")
        assert original(binary, server, "royters") == ("gazeti", "earliest_published")


def test_eval_takes_it(binary, files):
    folder = files / "set"
    folder.mkdir()
    (files / "in.jsonl").rename(folder / "docs.jsonl")
    (folder / "pairs.tsv").write_text("paper\twire\tcopy\t0\n")
    assert run(binary, "eval", folder, "--agencies", files / "table.tsv").returncode == 0


@pytest.mark.parametrize("job", [["dedup", "in.jsonl", "-o", "out"], ["serve"], ["eval", "."]])
@pytest.mark.parametrize("table, says", [
    (b"# a\nQuillpost\tquillpost.example\n", "2: three columns with tabs between"),
    (b"befor\ten\tciting\n", '1: "en" is no host'),
    (b"Quillpost\t-\tQuill\xff\n", "1: not valid UTF-8"),
    (b"#" * (4 << 20) + b"\n", " more than the limit of 4194304 bytes"),
])
def test_a_wrong_line_is_named(binary, files, job, table, says):
    path = files / "bad.tsv"
    path.write_bytes(table)
    done = run(binary, *(files / part if part in ("in.jsonl", "out", ".") else part for part in job), "--agencies", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{path}:{says}")
    assert len(done.stderr.splitlines()) == 1
    assert not (files / "out").exists()


def test_a_missing_file_is_named(binary, files):
    done = run(binary, "dedup", files / "in.jsonl", "-o", files / "out", "--agencies", files / "none.tsv")
    assert done.returncode == 2 and str(files / "none.tsv") in done.stderr
    done = run(binary, "dedup", files / "in.jsonl", "-o", files / "out", "--agencies", "-")
    assert done.returncode == 2 and "--agencies -: a file is wanted" in done.stderr
    done = run(binary, "dedup", files / "in.jsonl", "-o", files / "out", "--agencies", files)
    assert done.returncode == 2 and done.stderr
    assert not (files / "out").exists()
