"""A folder whose server was killed, and whose log is damaged or missing since. What was acknowledged stands in that log alone: it is never gone without a word. A start refuses and names the log, so does
`reprint verify`; `reprint export` gives what was logged before the damage."""

import json
import re
import subprocess
from dataclasses import dataclass, field

import pytest

import words
from faults import copy_folder
from standing import Ended, Standing

ARTICLES = 60  # of a life; so many that its log has three blocks
WORDS = 300
BLOCK, HEAD, FIRST_HALF = 32 << 10, 7, 2  # of a log of RocksDB: see store/torn.c
LIVES = {"the only log": [ARTICLES], "a log behind tables": [ARTICLES, ARTICLES], "a log beside an empty one": [0, ARTICLES]}
SEVERAL = [name for name, counts in LIVES.items() if len(counts) > 1]


@dataclass
class Life:
    """What a server has left that did not close its folder."""
    folder: str
    log: str                                       # the newest one
    articles: list                                 # those of the lives before, and its own
    ends: list = field(default_factory=list)       # where in the log each of its own ends

    def before(self, byte):
        """The articles that were logged before a byte of the log."""
        others = len(self.articles) - len(self.ends)
        return self.articles[:others + sum(end <= byte for end in self.ends)]


def logs_of(folder):
    return sorted((folder / "rows").glob("*.log"))


def live(build, place, count, articles):
    """A server takes so many more, and is killed; a copy is kept of what it leaves."""
    folder, ends, articles = place / "data", [], list(articles)
    number = len(list(place.iterdir()))
    with Standing(place / f"server{number}", folder, binary=build.binary) as server, server.connect() as connection:
        for number in range(len(articles), len(articles) + count):
            articles.append({**words.article(number), "text": words.text(number, WORDS)})
            connection.call("add", **articles[-1])
            ends.append(logs_of(folder)[-1].stat().st_size)
    kept = place / f"killed{number}"
    copy_folder(folder, kept)
    return Life(kept, logs_of(kept)[-1].name, articles, ends)


class Killed:
    def __init__(self, build, place, name):
        self.build, self.number, self.lives = build, list(LIVES).index(name), []
        place.mkdir()
        for count in LIVES[name]:
            self.lives.append(live(build, place, count, self.lives[-1].articles if self.lives else []))
        self.last = self.lives[-1]

    def run(self, command, folder):
        return subprocess.run([self.build.binary, command, folder], capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module", params=LIVES)
def killed(request, build, tmp_path_factory):
    if not build.can_keep() or not build.can_verify():
        pytest.skip("serve has no --data")
    return Killed(build, tmp_path_factory.mktemp("killed") / "lives", request.param)


def refused(killed, tmp_path, folder, named, what):
    with pytest.raises(Ended) as ended:
        Standing(tmp_path / "server", folder, binary=killed.build.binary).kill()
    assert ended.value.code == 1, f"{what}: exit status {ended.value.code}\n{ended.value}"
    assert re.search(named, str(ended.value)), f"{what}:\n{ended.value}"


def found(killed, folder, named, what):
    done = killed.run("verify", folder)
    assert done.returncode == 1, f"{what}: exit status {done.returncode}\n{done.stdout}{done.stderr}"
    assert re.search(f"damaged +rows: .*{named}", done.stdout), f"{what}:\n{done.stdout}{done.stderr}"


def comes_out(killed, folder, wanted, named, what):
    """named: what is lost; None: nothing."""
    done = killed.run("export", folder)
    assert done.returncode == (0 if named is None else 1), f"{what}: exit status {done.returncode}\n{done.stderr}"
    assert named is None or re.search(f"damaged +rows: .*{named}", done.stderr), f"{what}:\n{done.stderr}"
    assert [json.loads(line) for line in done.stdout.splitlines()] == wanted, f"{what}: {len(done.stdout.splitlines())} articles, {len(wanted)} wanted\n{done.stderr}"


def is_damage(killed, tmp_path, folder, wanted, named, what):
    """A start that refuses changes nothing of that."""
    found(killed, folder, named, what)
    comes_out(killed, folder, wanted, named, what)
    refused(killed, tmp_path, folder, named, what)
    found(killed, folder, named, f"{what}, after the start")


def a_copy(killed, tmp_path):
    folder = tmp_path / "data"
    copy_folder(killed.last.folder, folder)
    return folder


def test_without_damage_all_is_there(killed, tmp_path):
    folder, wanted = a_copy(killed, tmp_path), killed.last.articles
    done = killed.run("verify", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    comes_out(killed, folder, wanted, None, "no damage")
    with Standing(tmp_path / "server", folder, binary=killed.build.binary) as server:
        with server.connect() as connection:
            assert [connection.call("get", id=article["id"])["article"] for article in wanted] == wanted
        server.stop()


# --- damage in the log ---

@dataclass
class Record:
    start: int
    end: int
    kind: int


def records(data):
    """As they lie in the blocks: one that goes over the end of a block is several."""
    at = 0
    while at + HEAD <= len(data):
        if BLOCK - at % BLOCK < HEAD:
            at += BLOCK - at % BLOCK
            continue
        length = int.from_bytes(data[at + 4:at + 6], "little")
        yield Record(at, at + HEAD + length, data[at + 6])
        at += HEAD + length


def places(data):
    """{what is hit: (byte, bit)}: of records early, in the middle and late each part of the head, and what is behind it."""
    every = list(records(data))
    halves = [record for record in every if record.kind == FIRST_HALF]
    assert len(every) > ARTICLES and len(halves) >= 2
    chosen = {"early": every[3], "in the middle": every[len(every) // 2], "late": every[-3], "the last": every[-1],
              "cut by a block": halves[0], "the rest in the next block": every[every.index(halves[-1]) + 1]}
    found = {}
    for i, (where, record) in enumerate(chosen.items()):
        for part, at in (("sum", record.start + i % 4), ("length", record.start + 4), ("length", record.start + 5), ("kind", record.start + 6),
                         ("first byte", record.start + HEAD), ("middle", (record.start + HEAD + record.end) // 2), ("last byte", record.end - 1)):
            found[f"a record {where}: {part}, bit {(at + i) % 8} of byte {at}"] = (at, (at + i) % 8)
    return found


def flip(path, at, bit):
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def test_a_bit_in_the_log(killed, tmp_path):
    """Behind it is what was acknowledged: it is no torn end. Each folder has a share of the places."""
    life = killed.last
    name = f"rows/{life.log}"
    for what, (at, bit) in list(places((life.folder / name).read_bytes()).items())[killed.number::len(LIVES)]:
        folder = a_copy(killed, tmp_path)
        flip(folder / name, at, bit)
        is_damage(killed, tmp_path, folder, life.before(at), rf"{name} is damaged at byte \d", what)


# --- a log that is missing ---

NO_LOG, LACKS_A_LOG = r"rows has no log \(\*\.log\): it is missing", r"rows lacks a log \(\d+\.log or a later one\)"


def test_the_newest_log_is_missing(killed, tmp_path):
    """An empty one of a life without articles may lie beside it."""
    folder, life = a_copy(killed, tmp_path), killed.last
    (folder / "rows" / life.log).unlink()
    named = LACKS_A_LOG if logs_of(folder) else NO_LOG
    is_damage(killed, tmp_path, folder, life.before(0), named, named)


@pytest.mark.parametrize("killed", SEVERAL, indirect=True)
@pytest.mark.parametrize("cut", [True, False], ids=["empty", "whole"])
def test_an_older_log_does_not_stand_for_the_newest(killed, tmp_path, cut):
    """It may be left: what is in it went into a table at the start, and the process was ended before it was deleted."""
    folder, before, life = a_copy(killed, tmp_path), killed.lives[0], killed.last
    (folder / "rows" / before.log).write_bytes(b"" if cut else (before.folder / "rows" / before.log).read_bytes())
    assert killed.run("verify", folder).returncode == 0  # by itself it does no harm
    (folder / "rows" / life.log).unlink()
    is_damage(killed, tmp_path, folder, life.before(0), LACKS_A_LOG, before.log)
