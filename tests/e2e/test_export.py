"""A corpus that is exported and imported has the same stories and originals, whatever has gone from it."""

import json
import random
import subprocess

import pytest

import sets
from process import command, wait_until
from words import text


def run(binary, *arguments):
    done = subprocess.run(command(*arguments, binary=binary), capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done


def serve(start, folder):
    server = start("--threads", 2, "--data", folder)
    with server.connect() as connection:
        wait_until(lambda: connection.ask("stats")["data"]["state"] == "ready", "the server is ready", seconds=300)
    return server


def do(connection, calls):
    for method, params in calls:
        connection.call(method, **params)


def change(server, articles, seed=1):
    """Removes a tenth and replaces a twentieth; returns the ids of those that are left."""
    draw = random.Random(seed)
    ids = [article["id"] for article in articles]
    gone = set(draw.sample(ids, len(ids) // 10))
    replaced = draw.sample([article for article in articles if article["id"] not in gone], len(ids) // 20)
    with server.connect() as connection:
        calls = [("remove", {"id": name}) for name in sorted(gone)]
        for article in replaced:
            other = draw.choice(articles)["text"]
            new = article["text"][len(article["text"]) // 3:] + "\n" + other[:len(other) // 2]
            calls.append(("add", {**article, "text": new, "replace": True}))
        draw.shuffle(calls)
        do(connection, calls)
    return [name for name in ids if name not in gone]


def stories(server, ids):
    """Of each article, which others are in its story, and the original and why it is."""
    with server.connect() as connection:
        answers = [connection.call("get", id=name) for name in ids]
    members = {}
    for name, found in zip(ids, answers):
        members.setdefault(found["answer"]["story"], []).append(name)
    return {name: (members[found["answer"]["story"]], found["answer"]["original"]) for name, found in zip(ids, answers)}


def stories_in(start, folder, ids):
    server = serve(start, folder)
    found = stories(server, ids)
    server.stop()
    return found


def write(path, articles):
    path.write_text("".join(json.dumps(article) + "\n" for article in articles))
    return path


def out_and_in(binary, start, place, articles):
    """The stories before and behind it, and the lines between."""
    run(binary, "import", place / "data", write(place / "all.jsonl", articles))
    server = serve(start, place / "data")
    left = change(server, articles)
    before = stories(server, left)
    server.stop()
    run(binary, "export", place / "data", "-o", place / "export.jsonl")
    run(binary, "import", place / "again", place / "export.jsonl")
    lines = [json.loads(line) for line in (place / "export.jsonl").read_text().splitlines()]
    assert sorted(line["id"] for line in lines) == sorted(left)
    return before, stories_in(start, place / "again", left), lines


def made(count, seed=1):
    """Articles that share blocks of text with others of their family, so that many tie two stories; some name an agency, or another source."""
    draw, articles = random.Random(seed), []
    for number in range(count):
        family = draw.randrange(count // 15)
        blocks = draw.sample(range(7), draw.randrange(1, 5))
        words = [text(f"{family} {block}") for block in blocks]
        words += draw.sample(["The paper informs citing Sputnik.", f"As s{draw.randrange(9)}.example said, this is so."], draw.randrange(3))
        articles.append({"id": f"a{number}", "text": "\n".join(words), "source": f"s{draw.randrange(9)}.example",
                         "published": f"2024-03-{draw.randrange(1, 28):02}"})
    return articles


def test_it_has_the_same_stories(binary, start, tmp_path):
    before, after, lines = out_and_in(binary, start, tmp_path, made(1500))
    assert after == before
    first = {}
    for line in lines:  # of each story the first one that came out
        assert line["same_story_as"] == first.setdefault(before[line["id"]][0][0], line["id"])
    without = write(tmp_path / "without.jsonl", [{key: line[key] for key in line if key != "same_story_as"} for line in lines])
    run(binary, "import", tmp_path / "without", without)
    assert stories_in(start, tmp_path / "without", list(before)) != before, "nothing has gone that had made a story"
    again = run(binary, "export", tmp_path / "again")
    assert [json.loads(line) for line in again.stdout.splitlines()] == lines


@pytest.mark.parametrize("name", ["fakes-en", "insm-de"])
def test_of_a_set_too(data, binary, start, tmp_path, name):
    keys = ("id", "text", "source", "published", "url", "title", "lang")
    articles = [{key: line[key] for key in keys if line.get(key)} for line in map(json.loads, sets.lines(data, name))]
    before, after, _ = out_and_in(binary, start, tmp_path, articles)
    assert after == before


def test_of_a_killed_server_what_the_state_does_not_know_is_decided_anew(binary, start, tmp_path):
    articles, data = made(400), tmp_path / "data"
    run(binary, "import", data, write(tmp_path / "first.jsonl", articles[:300]))
    known = stories_in(start, data, [article["id"] for article in articles[:300]])
    server = serve(start, data)
    with server.connect() as connection:
        do(connection, [("add", article) for article in articles[300:]] + [("remove", {"id": f"a{number}"}) for number in range(50)])
    server.kill()
    run(binary, "export", data, "-o", tmp_path / "export.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "export.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [f"a{number}" for number in range(50, 400)]
    assert [line["id"] for line in lines if "same_story_as" not in line] == [f"a{number}" for number in range(300, 400)]
    run(binary, "import", tmp_path / "again", tmp_path / "export.jsonl")
    after = stories_in(start, tmp_path / "again", [line["id"] for line in lines])
    for line in lines[:250]:  # what was together is, though what came behind may have made more of it one
        assert set(known[line["id"]][0]) - {f"a{number}" for number in range(50)} <= set(after[line["id"]][0])
