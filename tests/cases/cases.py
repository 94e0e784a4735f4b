"""The cases as they are written: articles, and what a newsroom expects of each. README.md has the columns."""

import json
from pathlib import Path

from background import background
from running import running

HERE = Path(__file__).parent
FIELDS = ("id", "text", "source", "published", "url", "title", "lang")


def names():
    return sorted(path.parent.name for path in HERE.glob("*/articles.jsonl"))


def orders(case):
    """The orders of arrival for which there are expectations."""
    return [order for order in ("expected", "reversed") if (HERE / case / f"{order}.tsv").is_file()]


def part(piece, texts):
    """A piece of a text: written out, running text from a seed, or lines of another article (the first is 0, its title)."""
    if isinstance(piece, str):
        return piece
    if "seed" in piece:
        return running(piece["seed"], piece["words"])
    first, last = piece.get("lines", (0, None))
    return piece.get("between", "\n").join(texts[piece["of"]].split("\n")[first:last])


def articles(case):
    found, texts = [], {}
    with open(HERE / case / "articles.jsonl", encoding="utf-8") as file:
        for line in file:
            written = json.loads(line)
            if "background" in written:
                found += background(written["background"], written["articles"])
                continue
            if "parts" in written:
                written["text"] = "\n".join(part(piece, texts) for piece in written["parts"])
            texts[written["id"]] = written["text"]
            found.append({field: written[field] for field in FIELDS if field in written})
    return found


def rows(path):
    """The lines of a table, by the names in its first one."""
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def expected(case, order="expected"):
    """Article id -> its row, of the articles that the table lists."""
    return {row["id"]: row for row in rows(HERE / case / f"{order}.tsv")}


def passages(case):
    path = HERE / case / "passages.tsv"
    return rows(path) if path.is_file() else []
