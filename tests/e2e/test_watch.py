"""Watching: every copy once and in order, only those asked for, and the number of those missed."""

from process import wait_until
from rpc import pipeline, request
from words import article, copy, text


def copies(connection, count):
    """The next notices."""
    found = []
    for _ in range(count):
        kind, name, (told,) = connection.read()
        assert (kind, name) == (2, "copy")
        found.append(told)
    return found


def test_every_copy_once_and_in_order(server):
    with server.connect() as watcher, server.connect() as sender:
        assert watcher.ask("watch") == {}
        frames = [request(n, "add", article(n) if n % 3 == 0 else copy(n, of=n - n % 3)) for n in range(3000)]
        answers = [reply[3] for reply in pipeline(sender, frames)]
        sender.call("add", **copy(1, of=0))  # that is there: no news
        found = [answer for answer in answers if answer["verdict"] != "unique"]
        assert len(found) == 2000
        for told, answer in zip(copies(watcher, len(found)), found):
            assert {key: told[key] for key in answer} == answer
            assert told["source"].startswith("copier") and told["missed"] == 0
        assert watcher.ask("ping") == {}


def test_filters(server):
    with server.connect() as watcher, server.connect() as sender:
        watcher.call("watch", verdicts=["identical", "unique"], source="b.example")
        sender.call("add", id="1", text=text(1), source="a.example")
        sender.call("add", id="2", text=text(1), source="b.example", title="Two", url="https://b.example/2", published="2024-03-04")
        sender.call("add", id="3", text=text(1) + " and more", source="b.example")
        sender.call("add", id="4", text=text(1), source="a.example")
        sender.call("add", id="5", text=text(5), source="b.example")
        told = copies(watcher, 2)
        assert [(copy["id"], copy["verdict"]) for copy in told] == [("2", "identical"), ("5", "unique")]
        assert (told[0]["title"], told[0]["url"], told[0]["published"]) == ("Two", "https://b.example/2", "2024-03-04")
        # Watching anew replaces what was asked.
        watcher.call("watch", verdicts=["near"], source="")
        sender.call("add", id="6", text=text(1), source="b.example")
        sender.call("add", id="7", text=text(1) + " more", source="c.example")
        assert [copy["id"] for copy in copies(watcher, 1)] == ["7"]
        assert sender.ask("stats")["server"]["watchers"] == 1
        watcher.end()
        assert watcher.read() is None
        wait_until(lambda: sender.ask("stats")["server"]["watchers"] == 0, "nobody watches")


def test_who_watches_is_told_of_merged_stories_and_of_a_new_original(server):
    left, right, both, tails = text(1, 80), text(2, 80), text(3, 80), [text(10 + n, 300) for n in range(2)]
    with server.connect() as watcher, server.connect() as sender:
        watcher.ask("watch")
        sender.call("add", id="left", text=f"{left} {both} {tails[0]}", source="left.example", published="2024-03-05")
        sender.call("add", id="right", text=f"{right} {both} {tails[1]}", source="right.example", published="2024-03-04")
        bridge = sender.call("add", id="bridge", text=both, source="bridge.example", published="2024-03-06")
        (told,) = copies(watcher, 1)
        assert {key: told[key] for key in bridge} == bridge
        assert (told["story"], told["merged"], told["original"]) == (1, [2], {"id": "right", "reason": "earliest_published"})
        assert told["former_original"] == "left"
        late = sender.call("add", id="late", text=both, source="late.example", published="2024-03-03")
        (told,) = copies(watcher, 1)
        assert {key: told[key] for key in late} == late
        assert told["original"] == {"id": "late", "reason": "earliest_published"} and told["former_original"] == "right"
        assert "merged" not in told
        # That is news, and not what a later answer says.
        later = sender.call("get", id="bridge")["answer"]
        assert "merged" not in later and "former_original" not in later and later["story"] == 1 and later["original"] == late["original"]
        assert [member["id"] for member in sender.call("story", id="right")["members"]] == ["left", "right", "bridge", "late"]


def test_copies_of_add_many_and_of_the_connection_itself(connection):
    connection.ask("watch")
    number = connection.post("add_many", {"articles": [article(1), copy(1, of=1), copy(2, of=1)]})
    told = copies(connection, 2)
    answers = connection.reply(number)["results"]
    assert [copy["seq"] for copy in told] == [2, 3] == [answer["seq"] for answer in answers[1:]]


def test_a_slow_watcher_is_told_how_many_it_missed(start):
    server = start("--threads", 2, "--max-unsent", 4096)
    with server.connect() as watcher, server.connect() as sender:
        watcher.ask("watch")
        sender.call("add", **article(0))
        count = 3000
        pipeline(sender, [request(n, "add", copy(n, of=0, title="x" * 2000)) for n in range(count)])
        # Only now it reads; what it is told after that has the number of those between.
        asked = watcher.post("ping")
        told = []
        while (message := watcher.read())[0] == 2:
            told += message[2]
        assert message == [1, asked, None, {}]
        sender.call("add", **copy(count, of=0))
        while not told or told[-1]["id"] != f"c{count}":
            told += copies(watcher, 1)
        seq = 1
        for copy_told in told:
            seq += 1 + copy_told["missed"]
            assert copy_told["seq"] == seq
        assert seq == count + 2
        missed = sum(copy_told["missed"] for copy_told in told)
        assert 0 < missed < count and sender.ask("stats")["server"]["missed"] == missed
