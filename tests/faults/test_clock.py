"""Clocks that are set by years, at the start and while the server works: no article expires before its time, and none stays beyond it."""

import pytest

import words
from build import faketime_library
from scenario import KEEP_DAYS
from standing import Standing, noon

pytestmark = pytest.mark.skipif(faketime_library() is None, reason="libfaketime is not installed")

YEARS = 5 * 365


class Corpus:
    def __init__(self, build, place):
        self.build, self.place, self.starts = build, place, 0
        self.clock = place / "clock"
        self.server = None

    def start(self, day, *options):
        self.set_clock(day)
        self.starts += 1
        self.server = Standing(self.place / f"server{self.starts}", self.place / "data", "--keep", KEEP_DAYS, *options, clock=self.clock,
                               binary=self.build.binary)
        return self.server.connect()

    def set_clock(self, day):
        """In one step: the file is read at every look at the clock."""
        new = self.clock.with_suffix(".new")
        new.write_text(f"@{noon(day)}\n")
        new.rename(self.clock)

    def session(self, day, *numbers):
        """Articles of a day."""
        with self.start(day) as connection:
            for number in numbers:
                connection.call("add", **words.article(number))
            found = there(connection)
        self.server.stop()
        return found


def there(connection):
    """Which of all are there, after an operation that comes to nothing: an expiry that is due comes before it."""
    connection.fault("remove", {"id": "nobody"})
    return {f"a{number}" for number in range(1, 30) if not connection_has_not(connection, f"a{number}")}


def connection_has_not(connection, name):
    number = connection.post("get", {"id": name})
    message = connection.read()
    assert message[:2] == [1, number] and (message[2] is None or message[2][1] == "not_found"), message
    return message[2] is not None


@pytest.fixture
def corpus(build, tmp_path):
    if not build.can_keep():
        pytest.skip("serve has no --data")
    found = Corpus(build, tmp_path)
    yield found
    if found.server is not None:
        found.server.kill()


def test_days_go_by(corpus):
    assert corpus.session(0, 1) == {"a1"}
    assert corpus.session(6, 2) == {"a1", "a2"}
    assert corpus.session(9) == {"a1", "a2"}
    assert corpus.session(14, 3) == {"a2", "a3"}
    assert corpus.session(22) == {"a3"}


@pytest.mark.parametrize("step", [YEARS, -YEARS], ids=["ahead", "back"])
def test_a_clock_that_is_wrong_at_one_start(corpus, step):
    corpus.session(0, 1)
    assert corpus.session(3 + step, 2) == {"a1", "a2"}
    assert corpus.session(6, 3) == {"a1", "a2", "a3"}
    assert corpus.session(9) == {"a1", "a2", "a3"}
    # The second came between days 0 and 6, whatever the clock said: it goes with one of its neighbours.
    assert corpus.session(14, 4) in ({"a3", "a4"}, {"a2", "a3", "a4"})
    assert corpus.session(21, 5) == {"a4", "a5"}


@pytest.mark.parametrize("step", [YEARS, -YEARS, 40, -40], ids=str)
def test_a_clock_that_is_set_while_the_server_works(corpus, step):
    with corpus.start(0) as connection:
        connection.call("add", **words.article(1))
        corpus.set_clock(step)
        connection.call("add", **words.article(2))
        assert there(connection) == {"a1", "a2"}
        corpus.set_clock(-step)
        connection.call("add", **words.article(3))
        corpus.set_clock(0)
        connection.call("add", **words.article(4))
        assert there(connection) == {"a1", "a2", "a3", "a4"}
    corpus.server.stop()
    assert corpus.session(6, 5) == {"a1", "a2", "a3", "a4", "a5"}
    assert corpus.session(9) == {"a1", "a2", "a3", "a4", "a5"}
    assert corpus.session(14, 6) == {"a5", "a6"}
    assert corpus.session(21, 7) == {"a6", "a7"}


def test_a_clock_that_is_not_believed_is_spoken_of(corpus):
    corpus.session(0, 1)
    with corpus.start(YEARS) as connection:
        assert there(connection) == {"a1"}
        assert "clock" in corpus.server.log()
    corpus.server.stop()


def test_a_clock_that_jumps_over_and_over(corpus):
    with corpus.start(0) as connection:
        for number in range(1, 21):
            corpus.set_clock(YEARS if number % 2 else -YEARS)
            connection.call("add", **words.article(number))
        assert len(there(connection)) == 20
    corpus.server.stop()
    assert len(corpus.session(9, 21)) == 21
    assert corpus.session(14, 22) == {"a21", "a22"}


def test_a_corpus_in_which_nothing_has_come_to_anything_has_no_time_yet(corpus):
    with corpus.start(0) as connection:
        assert there(connection) == set()
        corpus.server.kill()
    with corpus.start(YEARS) as connection:
        connection.call("add", **words.article(1))
        assert "clock" not in corpus.server.log()
    corpus.server.stop()
    assert corpus.session(YEARS + 9, 2) == {"a1", "a2"}
    assert corpus.session(YEARS + 14, 3) == {"a2", "a3"}
