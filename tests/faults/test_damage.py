"""A folder that was closed as it should be and is damaged since: a bit, a lost end, a lost file. It is found, by name, by `reprint verify` and at the start;
never is there a crash, or a text that is not the one that was added."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

import words
from faults import copy_folder
from rpc import Fault
from standing import Ended, Standing

ARTICLES = 300
PLACES = 4  # of each file, besides its first and its last byte
HARMLESS = {"HOLDER"}  # says only who had the folder last; written anew at every start


class Closed:
    """A folder with articles in several files, some removed."""

    def __init__(self, build, place):
        self.build, self.folder = build, place / "closed"
        self.articles = {}
        for part in range(3):
            server = self.start(place / f"made{part}", self.folder)
            with server.connect() as connection:
                for number in range(part * ARTICLES // 3, (part + 1) * ARTICLES // 3):
                    article = words.article(number) if number % 3 else words.copy(number, max(number - 1, 0))
                    connection.call("add", **article)
                    self.articles[article["id"]] = article
                for name in [name for i, name in enumerate(self.articles) if i % 20 == 7]:
                    connection.call("remove", id=name)
                    del self.articles[name]
            server.stop()

    def start(self, place, folder):
        return Standing(place, folder, binary=self.build.binary)

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def verify(self, folder):
        return subprocess.run([self.build.binary, "verify", folder], capture_output=True, text=True, errors="replace", timeout=120)


@pytest.fixture(scope="module")
def closed(build, tmp_path_factory):
    if not build.can_keep():
        pytest.skip("serve has no --data")
    return Closed(build, tmp_path_factory.mktemp("damage"))


# So that each file is a test of its own, they are named when tests are collected: by what they are, as numbers differ.
KINDS = ["FORMAT", "SEAL", "state", "rows/CURRENT", "rows/MANIFEST", "rows/OPTIONS", "rows/IDENTITY", "rows/LOG", ".sst", ".log", "other"]


def of_kind(closed, kind):
    def kind_of(name):
        return next((one for one in KINDS if one in name), "other") if name not in HARMLESS else None
    return [name for name in closed.files() if kind_of(name) == kind]


@pytest.fixture(params=KINDS)
def files(request, closed):
    found = of_kind(closed, request.param)
    if not found:
        pytest.skip(f"the folder has no file like {request.param}")
    return found


def damaged(closed, tmp_path, name, damage):
    """A copy of the folder in which something was done to one file."""
    folder = tmp_path / "data"
    copy_folder(closed.folder, folder)
    damage(folder / name)
    return folder


def names_the_file(said, name):
    return name in said or Path(name).name in said


def found_by_verify(closed, folder, name, what):
    if not closed.build.can_verify():
        return
    done = closed.verify(folder)
    said = done.stdout + done.stderr
    assert done.returncode == 1, f"{name}, {what}: exit status {done.returncode}\n{said}"
    assert names_the_file(said, name), f"{name}, {what}:\n{said}"


def found_at_the_start(closed, tmp_path, folder, name, what):
    """It starts and remarks on it, or says why not; what it then says of articles is true, or an error."""
    shutil.rmtree(tmp_path / "server", ignore_errors=True)
    try:
        server = closed.start(tmp_path / "server", folder)
    except Ended as ended:
        said = str(ended)
        assert ended.code == 1, f"{name}, {what}: exit status {ended.code}\n{said}"
        assert names_the_file(said, name), f"{name}, {what}:\n{said}"
        return
    try:
        with server.connect() as connection:
            wrong = [article_id for article_id, article in closed.articles.items() if not is_true(connection, article)]
        assert not wrong, f"{name}, {what}: wrong texts of {wrong[:10]}\n{server.log()}"
        assert names_the_file(server.log(), name), f"{name}, {what}: nothing is said of it\n{server.log()}"
        assert server.stop_and_wait() in (0, 1), server.log()
    finally:
        server.kill()


def is_true(connection, article):
    try:
        return connection.call("get", id=article["id"])["article"] == article
    except Fault as fault:
        return fault.name in ("damaged", "io_error")


def flip(at, bit):
    def damage(path):
        data = bytearray(path.read_bytes())
        data[at] ^= 1 << bit
        path.write_bytes(data)
    return damage


def places(path, name):
    """(byte, bit)"""
    size, draw = path.stat().st_size, random.Random(name)
    if size == 0:
        return []
    return [(0, 0), (size - 1, 7), *((draw.randrange(size), draw.randrange(8)) for _ in range(PLACES))]


def test_as_it_was_closed(closed, tmp_path):
    """Without damage nothing is found."""
    if closed.build.can_verify():
        done = closed.verify(closed.folder)
        assert done.returncode == 0, done.stdout + done.stderr
    folder = damaged(closed, tmp_path, "FORMAT", lambda path: None)
    server = closed.start(tmp_path / "server", folder)
    with server.connect() as connection:
        assert connection.ask("stats")["articles"] == len(closed.articles)
        assert all(connection.call("get", id=name)["article"] == article for name, article in closed.articles.items())
    assert "damage" not in server.log()
    server.stop()


def test_one_bit(closed, tmp_path, files):
    for name in files:
        for at, bit in places(closed.folder / name, name):
            what = f"bit {bit} of byte {at}"
            folder = damaged(closed, tmp_path, name, flip(at, bit))
            found_by_verify(closed, folder, name, what)
            found_at_the_start(closed, tmp_path, folder, name, what)


def test_a_file_without_articles(closed, tmp_path):
    """It is named like any other, and what is said of it helps: no backup is needed."""
    names = [name for name in closed.files() if name.startswith(("rows/LOG", "rows/OPTIONS", "rows/IDENTITY")) and (closed.folder / name).stat().st_size]
    assert len(names) >= 2
    for name in names:
        folder = damaged(closed, tmp_path, name, flip(7, 3))
        said = closed.verify(folder).stdout
        assert f"{name}: is not as it was left: no article is in it: delete SEAL" in said, said
        with pytest.raises(Ended, match=f"{name}: is not as it was left: no article is in it: delete SEAL"):
            closed.start(tmp_path / "server", folder)
        (folder / "SEAL").unlink()
        server = closed.start(tmp_path / "server", folder)
        with server.connect() as connection:
            assert all(is_true(connection, article) for article in closed.articles.values())
            assert connection.ask("stats")["articles"] == len(closed.articles)
        server.stop()


def test_a_lost_end(closed, tmp_path, files):
    for name in files:
        size = (closed.folder / name).stat().st_size
        for left in sorted({0, size // 2, size - 1} - {size}):
            if left >= 0:
                what = f"{left} of {size} bytes left"
                folder = damaged(closed, tmp_path, name, lambda path, left=left: path.write_bytes(path.read_bytes()[:left]))
                found_by_verify(closed, folder, name, what)
                found_at_the_start(closed, tmp_path, folder, name, what)


def test_a_missing_file(closed, tmp_path, files):
    for name in files:
        folder = damaged(closed, tmp_path, name, lambda path: path.unlink())
        if name == "SEAL":  # looks like a folder that was not closed, and is sound
            server = closed.start(tmp_path / "server", folder)
            with server.connect() as connection:
                assert connection.ask("stats")["articles"] == len(closed.articles)
            server.stop()
            continue
        found_by_verify(closed, folder, name, "missing")
        found_at_the_start(closed, tmp_path, folder, name, "missing")
