"""How often the original that is named is the one that the texts decide.

    originals.py [--part tune|score] [--show] [--json] REPRINT DATA

runs `REPRINT dedup` over each set in the order of publication and holds the originals that it keeps at the end against
labels/originals.tsv. Counted are the stories whose original the texts decide: `together`, those whose members all came into one
story; `right`, those whose labelled original is named for it and at least one other member. --show lists the others.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import sample

LABELS = pathlib.Path(__file__).parent / "labels" / "originals.tsv"
Story = collections.namedtuple("Story", "set part original basis members")


def stories(part):
    with open(LABELS, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            *words, members = line.rstrip("\n").split("\t")
            story = Story(*words, members.split())
            if story.basis != "undecided" and part in (None, story.part):
                yield story


def named_originals(reprint, folder):
    """The original of each article's story, by the article's id."""
    docs = sorted(sample.read(folder), key=lambda doc: doc.get("published") or "9999")
    with tempfile.TemporaryDirectory() as temporary:
        articles, out = pathlib.Path(temporary, "articles.jsonl"), pathlib.Path(temporary, "out")
        with open(articles, "w", encoding="utf-8") as file:
            for doc in docs:
                print(json.dumps(doc, ensure_ascii=False), file=file)
        subprocess.run([reprint, "dedup", articles, "--output", out, "--keep", "original"], check=True, stdout=subprocess.DEVNULL)
        originals = {doc["id"]: doc["id"] for doc in docs}
        with open(out / "removed.jsonl", encoding="utf-8") as lines:
            for removed in map(json.loads, lines):
                originals[removed["id"]] = removed["kept"]
    return originals


def judge(story, originals):
    """Whether the members came together, and whether the labelled original is named for it and another member."""
    named = [originals[member] for member in story.members]
    return len(set(named)) == 1, named.count(story.original) > 1


def show(story, originals, published):
    print(f"{story.set} {story.part}: {story.original} ({story.basis})")
    for member in story.members:
        print(f"    {member}  {published[member]}  named {originals[member]}")


def count(judged):
    """By set and part, by set, by part, and in all."""
    counts = {}
    for story, together, right in judged:
        for key in {(name, part) for name in (story.set, "all") for part in (story.part, "all")}:
            row = counts.setdefault(key, {"stories": 0, "together": 0, "right": 0})
            row["stories"] += 1
            row["together"] += together
            row["right"] += right
    return counts


def print_table(counts):
    print(f"{'set':10} {'part':6} {'stories':>8} {'together':>14} {'right':>14}")
    for (name, part), row in counts.items():
        shares = [f"{row[what]:4} ({row[what] / row['stories']:.3f})" for what in ("together", "right")]
        print(f"{name:10} {part:6} {row['stories']:8} {shares[0]:>14} {shares[1]:>14}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tune", "score"))
    parser.add_argument("--show", action="store_true", help="list the stories that are not right")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")
    parser.add_argument("reprint")
    parser.add_argument("data", type=pathlib.Path)
    options = parser.parse_args()
    labelled = list(stories(options.part))
    judged = []
    for name in sample.SETS:
        originals = named_originals(options.reprint, options.data / name)
        published = {doc["id"]: doc.get("published", "-") for doc in sample.read(options.data / name)}
        for story in labelled:
            if story.set != name:
                continue
            together, right = judge(story, originals)
            judged.append((story, together, right))
            if options.show and not right:
                show(story, originals, published)
    order = [*sample.SETS, "all"]
    counts = dict(sorted(count(judged).items(), key=lambda item: (order.index(item[0][0]), item[0][1] == "all", item[0][1])))
    if options.json:
        json.dump([{"set": name, "part": part, **row} for (name, part), row in counts.items()], sys.stdout, indent=1)
        print()
    else:
        print_table(counts)


if __name__ == "__main__":
    main()
