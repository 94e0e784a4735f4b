"""The figures beside recall and precision: first articles of a source, the order of arrival, rewritten copies, cost.

    rest.py REPRINT BENCH_ENGINE DATA      writes results/first.json, order.json, rewritten.json, cost.json
"""
import json
import pathlib
import subprocess
import sys

import machine
import rewrites
import sample

RESULTS = machine.ROOT / "bench/accuracy/results"


def ask(*command):
    return json.loads(subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout)


def first(reprint, data):
    """Every article as the first of its source."""
    rows = []
    for name in sample.SETS:
        stories = ask(reprint, "eval", "--json", "--new-sources", data / name)["stories"]
        rows.append({"set": name, "copies": stories["copies"], "recall": float(stories["recall"]), "precision": float(stories["precision"])})
    return rows


def order(reprint, data):
    rows = []
    for name in sample.SETS:
        found = ask(reprint, "eval", "--json", "--shuffles=20", "--seed=1", data / name)["shuffles"]
        rows.append({"set": name, "orders": found["count"], "labelled pairs": found["pairs"], "moved, mean": f"{found['moved']['mean']:.4f}",
                     "moved, most in one order": f"{found['moved']['most']:.4f}", "moved in any order": f"{found['moved_ever']:.4f}",
                     "recall, mean and worst": f"{found['recall']['mean']:.3f}, {found['recall']['worst']:.3f}",
                     "precision, mean and worst": f"{found['precision']['mean']:.3f}, {found['precision']['worst']:.3f}"})
    return rows


def rewritten(reprint, data):
    rows = []
    for name in sample.SETS:
        for share in rewrites.SHARES:
            row = rewrites.measure(reprint, name, data / name, share)
            rows.append({"set": name, "words changed": f"{share:.0%}", "copies": row["copies"], "found": row["found"],
                         "other matches": row["other_matches"], "words in the passages, median": f"{row['median_words_in_passages']:.0%}"})
    return rows


def cost(bench, data):
    rows = []
    for name in sample.SETS:
        path = next(path for path in (data / name / "docs.jsonl", data / name / "docs.jsonl.zst") if path.exists())
        row = ask(bench, path, "--runs=9")
        rows.append({"set": name, "articles": row["articles"], "us an article, median": f"{row['median_us']:.1f}",
                     "us an article, mean": f"{row['mean_us']:.1f}", "us an article, 99 %": f"{row['p99_us']:.0f}",
                     "pairs compared": row["verified"], "articles read again": f"{row['read_again'] / row['articles']:.1%}"})
    return rows


def main():
    reprint, bench, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    for name, rows in (("first", first(reprint, data)), ("order", order(reprint, data)), ("rewritten", rewritten(reprint, data)),
                       ("cost", cost(bench, data))):
        (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
