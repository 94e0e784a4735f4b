"""Each method in its good case, with the msgpack package over a plain socket."""

from words import article, copy, text


def test_hello(connection):
    said = connection.call("hello", protocol=1)
    assert said["server"] == "reprint" and said["protocol"] == 1 and said["fingerprint"] == 1
    assert connection.ask("hello") == said


def test_ping(connection):
    assert connection.ask("ping") == connection.ask("ping", {}) == {}


def test_add(connection):
    first = connection.call("add", **article(1))
    assert first == {"id": "a1", "seq": 1, "story": 1, "verdict": "unique", "original": {"id": "a1", "reason": "only_article"},
                     "matches": [], "attribution": []}
    second = connection.call("add", **copy(1, of=1))
    assert (second["seq"], second["story"], second["verdict"], second["original"]) == (2, 1, "syndicated", {"id": "a1", "reason": "first_seen"})
    (match,) = second["matches"]
    assert match["id"] == "a1" and match["containment"]["of_old"] == 1 and .7 < match["containment"]["of_new"] < 1
    end = len(text(1)) - 1  # without the last full stop
    assert match["passages"] == [{"new": [0, end], "old": [0, end], "words": 60}]


def test_add_of_an_article_that_is_there(connection):
    connection.call("add", **article(1))
    first = connection.call("add", **copy(1, of=1))
    connection.call("add", **article(2))
    assert connection.call("add", **copy(1, of=1)) == first
    assert connection.ask("stats")["added"] == 3


def test_replace_makes_a_revision(connection):
    connection.call("add", **article(1))
    revised = connection.call("add", **{**article(1), "text": text(1) + " Kibo.", "replace": True})
    assert (revised["seq"], revised["verdict"], revised["matches"][0]["id"]) == (2, "near", "a1")
    assert connection.call("get", id="a1")["article"]["text"].endswith("Kibo.")
    assert connection.ask("stats")["articles"] == 1


def test_add_many_answers_each_article(connection):
    results = connection.call("add_many", articles=[article(1), {"id": "x"}, copy(1, of=1), {"id": "y", "text": "!"}, {**article(1), "text": "else"}])
    results = results["results"]
    assert [result.get("verdict") for result in results] == ["unique", None, "syndicated", None, None]
    assert results[1]["error"][1:] == ["missing_key", "params.articles[1].text is missing"]
    assert results[3]["error"][1:] == ["empty_text", "params.articles[3]: the text has no words"]
    assert results[4]["error"][1] == "exists"
    assert connection.call("add_many", articles=[{**article(1), "text": "else"}], replace=True)["results"][0]["seq"] == 3


def test_check_keeps_nothing(connection):
    connection.call("add", **article(1))
    asked = connection.call("check", text=copy(1, of=1)["text"], source="x.example")
    assert (asked["id"], asked["seq"], asked["story"], asked["verdict"]) == ("", 0, 1, "syndicated")
    assert connection.call("check", **article(2))["story"] == 0
    assert connection.call("check", **article(1))["seq"] == 1
    assert connection.call("check", **{**article(1), "text": text(2)})["verdict"] == "unique"
    assert connection.ask("stats")["added"] == 1


def test_get_gives_what_was_added(connection):
    added = {**article(1), "published": "2024-03-04", "url": "https://s1.example/1", "title": "Title", "lang": "en", "same_story_as": "a1"}
    answer = connection.call("add", **added)
    assert connection.call("get", id="a1") == {"article": added, "answer": answer}


def test_fields_that_are_empty_or_nil_are_absent(connection):
    connection.call("add", id="a", text="words", source="", url=None)
    assert connection.call("get", id="a")["article"] == {"id": "a", "text": "words"}


def test_story_in_parts(connection):
    articles = [article(1)] + [copy(n, of=1) for n in range(1100)]
    for start in range(0, len(articles), 500):
        connection.call("add_many", articles=articles[start:start + 500])
    first = connection.call("story", id="c7")
    assert first["total"] == 1101 and first["original"]["id"] == "a1"
    seqs = [member["seq"] for member in first["members"]]
    assert seqs == list(range(1, 1001))
    rest = connection.call("story", id="c7", after=seqs[-1])
    assert [member["seq"] for member in rest["members"]] == list(range(1001, 1102)) and rest["total"] == 1101


def test_remove_forgets(connection):
    connection.call("add", **article(1))
    assert connection.call("remove", id="a1") == {}
    assert connection.fault("get", {"id": "a1"}).name == "not_found"
    assert connection.call("add", **copy(1, of=1))["verdict"] == "unique"


def test_fingerprint(connection):
    print_ = connection.call("fingerprint", text=text(1))
    assert (print_["version"], print_["tokens"], print_["shingles"]) == (1, 60, 57)
    assert len(print_["exact"]) == 16 and len(print_["minhash"]) == 128 and print_["keys"] == sorted(print_["keys"])


def test_compare(connection):
    connection.call("add", **article(1))
    connection.call("add", **copy(1, of=1))
    found = connection.call("compare", new="c1", old="a1")
    assert (found["verdict"], found["shared"], found["shingles"]) == ("syndicated", 57, {"new": 67, "old": 57})
    assert found["containment"] == {"of_new": 57 / 67, "of_old": 1.0} and found["resemblance"] == 57 / 67


def test_stats(connection):
    connection.call("add", **article(1))
    connection.call("add", **copy(1, of=1))
    connection.fault("nope")
    stats = connection.ask("stats")
    assert (stats["articles"], stats["stories"], stats["last_seq"], stats["verdicts"]["syndicated"]) == (2, 1, 2, 1)
    assert (stats["server"]["requests"], stats["server"]["faults"], stats["server"]["threads"]) == (3, 1, 2)
