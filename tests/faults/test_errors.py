"""Errors of the disk while the server works: the client is told, nothing that was acknowledged is lost, questions are answered, and when the fault is gone
writing goes on or says that a restart is needed."""

import errno
import os
import signal

import pytest

import words
from faults import READS, SYNCS, WRITES
from rpc import Fault, pipeline, request
from standing import Ended, Standing

BEFORE = 30  # articles that are there before the fault
ROUNDS, EACH = 8, 50  # adds that are under way together, until a sync fails: a round has one sync at least, and may have no more
KEYS = ("verdict", "matches", "story")


@pytest.fixture
def corpus(build, faults, tmp_path):
    """Starts servers on the folder; at the end none is left."""
    if not build.can_keep():
        pytest.skip("serve has no --data")
    found = Corpus(build, faults, tmp_path)
    yield found
    found.close()


class Corpus:
    def __init__(self, build, faults, place):
        self.build, self.faults, self.place = build, faults, place
        self.servers = []
        self.said = {}  # {id: answer} of all that was acknowledged

    def start(self, *options):
        self.servers.append(Standing(self.place / f"server{len(self.servers)}", self.faults.folder, *options, faults=self.faults, binary=self.build.binary))
        return self.servers[-1]

    def close(self):
        for server in self.servers:
            server.kill()

    def add(self, connection, number, of=None):
        """One that is acknowledged."""
        article = words.article(number) if of is None else words.copy(number, of)
        self.said[article["id"]] = connection.call("add", **article)

    def fill(self, connection):
        for number in range(BEFORE):
            self.add(connection, number, number - 1 if number % 3 == 2 else None)

    def refused(self, connection, number):
        """The error that an add gets."""
        return connection.fault("add", words.article(number))

    def all_is_there(self, connection, more=()):
        """As it was acknowledged; and nothing else but for what `more` may be."""
        for name, answer in self.said.items():
            found = connection.call("get", id=name)["answer"]
            assert {key: found[key] for key in KEYS} == {key: answer[key] for key in KEYS}
        unsure = sum(is_there(connection, name) for name in more)
        assert connection.ask("stats")["articles"] == len(self.said) + unsure

    def questions_are_answered(self, connection):
        self.all_is_there(connection)
        answer = connection.call("check", **words.copy(999, 0))
        assert answer["verdict"] == "syndicated" and "a0" in [match["id"] for match in answer["matches"]]
        assert connection.call("story", id="a0")["total"] >= 1

    def goes_on_after_a_restart(self, server, *, more=()):
        """The same folder, without a fault."""
        self.faults.lift()
        if server is not None:
            server.kill()
        with self.start().connect() as connection:
            self.all_is_there(connection, more)
            self.add(connection, 2000)
            self.questions_are_answered_but(connection, more)
        self.servers[-1].stop()
        with self.start().connect() as connection:
            self.all_is_there(connection, more)
        self.servers[-1].stop()

    def questions_are_answered_but(self, connection, more):
        if not more:
            self.questions_are_answered(connection)


def is_there(connection, name):
    try:
        return connection.call("get", id=name) is not None
    except Fault as fault:
        assert fault.name == "not_found", fault
        return False


def names_it(fault, code):
    """It is an error of the disk, and says which."""
    assert fault.name == "io_error", fault
    assert os.strerror(code).lower() in fault.message.lower() or (code == errno.ENOSPC and "room" in fault.message), fault


def says_restart(fault):
    assert fault.name == "io_error" and "restart" in fault.message, fault


def test_no_room(corpus):
    """Found before anything is written: the next one goes through when there is room again."""
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
        corpus.faults.set("error", errno.ENOSPC, calls=["statvfs"])
        names_it(corpus.refused(connection, 1000), errno.ENOSPC)
        names_it(connection.fault("remove", {"id": "a0"}), errno.ENOSPC)
        corpus.questions_are_answered(connection)
        corpus.faults.lift()
        corpus.add(connection, 1000)
        corpus.questions_are_answered(connection)
    corpus.goes_on_after_a_restart(server)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("calls", [WRITES, SYNCS, None], ids=["write", "sync", "all"])
def test_writing_fails(corpus, calls, code):
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
        corpus.faults.set("error", code, calls=calls, match="rows/")
        names_it(corpus.refused(connection, 1000), code)
        names_it(connection.fault("remove", {"id": "a1"}), code)
        assert corpus.faults.hit() is not None
        corpus.questions_are_answered(connection)
        corpus.faults.lift()
        writing_goes_on_or_says_that_a_restart_is_needed(corpus, connection, 1001)
        corpus.questions_are_answered(connection)
    corpus.goes_on_after_a_restart(server, more=["a1000"])


def writing_goes_on_or_says_that_a_restart_is_needed(corpus, connection, number):
    try:
        corpus.add(connection, number)
    except Fault as fault:
        says_restart(fault)
        assert "restart" in str(connection.ask("stats"))


@pytest.mark.parametrize("at", [1, 2, 5])
def test_after_a_failed_sync_nothing_unsynced_is_acknowledged(corpus, at):
    """Many adds under way; the power goes right after, and takes all that was not synced."""
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
        corpus.faults.set("error", errno.EIO, calls=SYNCS, at=at, times=1, match="rows/")
        articles = [words.article(number) for number in range(1000, 1000 + ROUNDS * EACH)]
        frames = [request(number, "add", article) for number, article in enumerate(articles)]
        replies = [reply for first in range(0, len(frames), EACH) for reply in pipeline(connection, frames[first:first + EACH])]
        assert corpus.faults.hit() is not None
        unsure = [article["id"] for article, reply in zip(articles, replies) if reply[2]]
        corpus.said |= {article["id"]: reply[3] for article, reply in zip(articles, replies) if not reply[2]}
        assert unsure
        says_restart(corpus.refused(connection, 1500))  # the fault is over, and yet
        corpus.all_is_there(connection)
    server.kill()
    corpus.faults.lose_unsynced()
    corpus.goes_on_after_a_restart(None, more=unsure)


def test_short_writes(corpus):
    server = corpus.start()
    corpus.faults.set("short", calls=WRITES)
    with server.connect() as connection:
        corpus.fill(connection)
        corpus.questions_are_answered(connection)
    server.stop()
    assert corpus.faults.hit() is not None
    corpus.goes_on_after_a_restart(None)


def test_short_reads(corpus):
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
    server.stop()
    corpus.faults.set("short", calls=["read", "pread"])
    server = corpus.start()
    with server.connect() as connection:
        corpus.questions_are_answered(connection)
    corpus.goes_on_after_a_restart(server)


def test_reading_fails(corpus):
    """Each question gets an error that names it, or the right answer; adds that need no article that can not be read are taken."""
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
    server.stop()
    server = corpus.start()
    with server.connect() as connection:
        corpus.faults.set("error", errno.EIO, calls=READS, match="rows/")
        failed = 0
        for name, answer in corpus.said.items():
            try:
                found = connection.call("get", id=name)
                assert found["answer"]["matches"] == answer["matches"] and found["article"]["id"] == name
            except Fault as fault:
                names_it(fault, errno.EIO)
                failed += 1
        try:
            answer = connection.call("check", **words.copy(999, 0))
            assert "a0" in [match["id"] for match in answer["matches"]]
        except Fault as fault:
            names_it(fault, errno.EIO)
        assert failed == 0 or corpus.faults.hit() is not None
        corpus.faults.lift()
        corpus.questions_are_answered(connection)
        corpus.add(connection, 1000)
    corpus.goes_on_after_a_restart(server)


def starts_or_says(corpus, code):
    """With a fault from the beginning on."""
    try:
        server = corpus.start()
    except Ended as ended:
        assert ended.code == 1 and os.strerror(code).lower() in str(ended).lower(), ended
        return None
    return server


@pytest.mark.parametrize("calls", [READS, ["read"], ["pread"], ["fread"]], ids="-".join)
@pytest.mark.parametrize("sealed", [True, False])
def test_reading_fails_at_the_start(corpus, calls, sealed):
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
    server.stop() if sealed else server.kill()
    corpus.faults.set("error", errno.EIO, calls=calls)
    server = starts_or_says(corpus, errno.EIO)
    corpus.goes_on_after_a_restart(server)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("there", [True, False])
def test_writing_fails_at_the_start(corpus, there, code):
    """A folder that can only be read, a full or a broken disk."""
    if there:
        with corpus.start().connect() as connection:
            corpus.fill(connection)
        corpus.servers[-1].stop()
    corpus.faults.set("error", code)
    server = starts_or_says(corpus, code)
    if server is not None:
        with server.connect() as connection:
            names_it(corpus.refused(connection, 1000), code)
            corpus.all_is_there(connection)
    if there:
        corpus.goes_on_after_a_restart(server)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into every folder")
def test_a_folder_without_the_right_to_write(corpus):
    with corpus.start().connect() as connection:
        corpus.fill(connection)
    corpus.servers[-1].stop()
    corpus.faults.folder.chmod(0o500)
    try:
        starts_or_says(corpus, errno.EACCES)
    finally:
        corpus.faults.folder.chmod(0o700)
    corpus.goes_on_after_a_restart(None)


@pytest.mark.parametrize("action", ["error", "kill", "short"])
@pytest.mark.parametrize("calls", [WRITES, SYNCS, ("open",), ("rename",)], ids="-".join)
def test_the_state_can_not_be_written(corpus, calls, action):
    """Nothing depends on it: the operations are there. Killed is only the process that writes it."""
    server = corpus.start()
    with server.connect() as connection:
        corpus.fill(connection)
        corpus.faults.set(action, errno.ENOSPC, calls=calls, match="state", alone=True)
    code = server.stop_and_wait()
    assert code in (0, 1) or action == "kill" and code == -signal.SIGKILL, server.log()
    if action == "error" and corpus.faults.hit():
        assert os.strerror(errno.ENOSPC).lower() in server.log().lower(), server.log()
        assert not (corpus.faults.folder / "state.new").exists()
    server.killed = True
    corpus.goes_on_after_a_restart(None)
