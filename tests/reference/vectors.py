"""What make_vectors.py and random_texts.py share: a text and its fingerprint as a line of a vector file (section 9)."""

import json
from pathlib import Path

import unicodedata2 as ucd

from fingerprint import IGNORABLE, EmptyText, InvalidUtf8, fingerprint

HERE = Path(__file__).resolve().parent


def language_texts():
    """The texts of texts.txt by name."""
    parts = (HERE / "texts.txt").read_text(encoding="utf-8").split("== ")[1:]
    return {name: body.strip() for name, body in (part.split("\n", 1) for part in parts)}


def record(name, data, **shown):
    """The object of one text; `shown` replaces the field that shows it."""
    result = {"name": name}
    try:
        result |= shown or ({"text": data.decode()} if 0 not in data else {"hex": data.hex()})
    except UnicodeDecodeError:
        result["hex"] = data.hex()
    try:
        result["fingerprint"] = fingerprint(data)
    except EmptyText:
        result["error"] = "empty_text"
    except InvalidUtf8 as error:
        result |= {"error": "invalid_utf8", "offset": error.offset, "repaired": data.decode("utf-8", "replace")}
    return result


def is_invisible(char):
    return char != " " and ucd.category(char)[0] in "CZ" or ord(char) in IGNORABLE


def escape(char):
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def line(object_):
    """One line of JSON: readable, with what cannot be seen escaped."""
    text = json.dumps(object_, ensure_ascii=False, separators=(",", ":"))
    return "".join(escape(char) if is_invisible(char) else char for char in text) + "\n"
