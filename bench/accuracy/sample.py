"""Which articles and stories of the labelled sets are read by hand.

    sample.py articles|stories DATA

prints `set id part` or `set part id id ...` with tabs between. The choice depends on the hash of the ids alone, so that anybody
can draw it again: 100 articles a set, 60 of them with an agency's name somewhere in the text, and 50 stories a set, a story being
what the pairs labelled `copy` connect. `part` is `tune` (rules may be made by looking at it) or `score` (only for the figure).
"""
import hashlib
import json
import pathlib
import re
import sys

import zstandard

SETS = ("fakes-en", "odu-en", "insm-de")
NAMES = re.compile(
    r"\b(Reuters|AP|Associated Press|AFP|Agence France|dpa|DPA|EPD|epd|KNA|SID|Sputnik|TASS|Interfax|RIA|Xinhua|EFE|ANSA|SPA|WAM|MENA|IRNA|PTI|"
    r"ANI|Anadolu|Trend|Kyodo|Yonhap|SANA|UPI|Bloomberg|APA|Fars|Tasnim|Petra|NNA|Press TV|Ruptly|KUNA|QNA|BNS|CP|PA)\b")


def rank(*words):
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def part(key):
    return "tune" if int(key[-1], 16) % 2 == 0 else "score"


def read(folder):
    path = folder / "docs.jsonl"
    if path.exists():
        with open(path, encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        with zstandard.open(folder / "docs.jsonl.zst", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def draw_articles(name, folder):
    docs = sorted(read(folder), key=lambda doc: rank("article", name, doc["id"]))
    named = [doc["id"] for doc in docs if NAMES.search(doc["text"])][:60]
    chosen = set(named)
    others = [doc["id"] for doc in docs if doc["id"] not in chosen][:40]
    for number in named + others:
        print(name, number, part(rank("part", name, number)), sep="\t")


def draw_stories(name, folder):
    leader = {}

    def find(number):
        while leader.setdefault(number, number) != number:
            number = leader[number]
        return number

    for line in open(folder / "pairs.tsv", encoding="utf-8"):
        first, second, label = line.split("\t")[:3]
        if label == "copy":
            leader[find(first)] = find(second)
    stories = {}
    for number in leader:
        stories.setdefault(find(number), []).append(number)
    members = sorted((sorted(story) for story in stories.values()), key=lambda story: rank("story", name, *story))
    for story in members[:50]:
        print(name, part(rank("part", name, *story)), *story, sep="\t")


def main():
    what, data = sys.argv[1:]
    for name in SETS:
        {"articles": draw_articles, "stories": draw_stories}[what](name, pathlib.Path(data) / name)


if __name__ == "__main__":
    main()
