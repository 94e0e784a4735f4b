"""How right the credits are: precision and recall of `reprint dedup` against what was read (labels/attribution-*.tsv).

    attribution.py [--part tune|score] [--show] [--json] REPRINT DATA

A credit is a pair of article and agency. `cue` is the share of right credits whose bytes overlap those of the label. --show lists the errors of
the part (of `tune` when none is named) with the text around them, for the terminal alone.
"""
import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

from sample import read

LABELS = pathlib.Path(__file__).resolve().parent / "labels"
AROUND = 120


def read_labels():
    """{(set, id): (part, {agency: (start, end)})}"""
    labels = {}
    for path in sorted(LABELS.glob("attribution-*.tsv")):
        with open(path, encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                credits = labels.setdefault((row["set"], row["id"]), (row["part"], {}))[1]
                if row["agency"] != "-":
                    credits[row["agency"]] = (int(row["start"]), int(row["end"]))
    return labels


def run(program, folder):
    """{id: {agency: (start, end)}} of every article of a set."""
    with tempfile.TemporaryDirectory() as out:
        command = [program, "dedup", "--force", "-o", out, *map(str, sorted(folder.glob("docs.jsonl*")))]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
        with open(pathlib.Path(out) / "stories.jsonl", encoding="utf-8") as lines:
            answers = map(json.loads, lines)
            return {answer["id"]: {a["agency"]: tuple(a["span"]) for a in answer["attribution"]} for answer in answers}


def compare(labels, found, counts, errors):
    for (name, number), (part, wanted) in labels.items():
        got = found[name][number]
        right = wanted.keys() & got.keys()
        overlap = sum(wanted[a][0] < got[a][1] and got[a][0] < wanted[a][1] for a in right)
        for key in ((name, part), (name, "both"), ("all", part), ("all", "both")):
            counts[key].update(articles=1, labelled=len(wanted), found=len(got), right=len(right), overlap=overlap)
        for agency in sorted(wanted.keys() ^ got.keys()):
            kind, span = ("missed", wanted[agency]) if agency in wanted else ("wrong", got[agency])
            errors.append((name, number, part, kind, agency, span))


def rate(part, whole):
    return part / whole if whole else None


def rows(counts, part):
    for key in sorted(counts, key=lambda key: (key[0] == "all", key)):
        if part in (None, key[1]):
            c = counts[key]
            yield {"set": key[0], "part": key[1], **{k: c[k] for k in ("articles", "labelled", "found", "right")},
                   "precision": rate(c["right"], c["found"]), "recall": rate(c["right"], c["labelled"]), "cue": rate(c["overlap"], c["right"])}


def print_table(table):
    cells = [list(table[0])] + [["-" if v is None else f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()] for row in table]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for row in cells:
        print("  ".join(cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))))


def show(errors, part, data):
    wanted = [error for error in errors if error[2] == part]
    for name in sorted({error[0] for error in wanted}):
        texts = {doc["id"]: doc["text"].encode() for doc in read(data / name)}
        for _, number, _, kind, agency, (start, end) in (error for error in wanted if error[0] == name):
            text = texts[number]
            before, inside, behind = (piece.decode(errors="ignore").replace("\n", "\\n") for piece in
                                      (text[max(0, start - AROUND):start], text[start:end], text[end:end + AROUND]))
            print(f"{name} {number} {kind} {agency} {start}-{end}\n    {before}>>{inside}<<{behind}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tune", "score"))
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("program", metavar="REPRINT")
    parser.add_argument("data", metavar="DATA", type=pathlib.Path)
    options = parser.parse_args()
    labels = read_labels()
    found = {name: run(options.program, options.data / name) for name in sorted({key[0] for key in labels})}
    counts, errors = collections.defaultdict(collections.Counter), []
    compare(labels, found, counts, errors)
    table = list(rows(counts, options.part))
    if options.json:
        print(json.dumps(table))
    else:
        print_table(table)
    if options.show:
        show(errors, options.part or "tune", options.data)


if __name__ == "__main__":
    main()
