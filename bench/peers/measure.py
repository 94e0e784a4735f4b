"""Every peer at every setting on the labelled sets, and reprint, scored alike. Called by `run`, which makes the environment.

    measure.py [--json FILE] [--keep-peers] [--set NAME ...] [--jobs N]

--json writes a row for every setting; --keep-peers takes the peers' rows from that file and measures reprint alone.
"""
import argparse
import concurrent.futures
import importlib
import importlib.metadata
import json
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "accuracy"))

import machine  # noqa: E402
import sample  # noqa: E402
from score import Stories, read_labels, score  # noqa: E402

ADAPTERS = ("from_datasketch", "from_rensa", "from_gaoya", "from_text_dedup")
REPRINT = "reprint"
COLUMNS = ("peer", "version", "setting", "set", "recall", "precision", "f1", "traps_joined", "traps")


def measure_set(name):
    adapters, rows = [importlib.import_module(name) for name in ADAPTERS], []
    folder = machine.data() / name
    # The order in which reprint eval takes them: some peers compare with earlier texts only.
    articles = sorted(sample.read(folder), key=lambda article: article.get("published") or "9999")
    ids, texts = [article["id"] for article in articles], tuple(article["text"] for article in articles)
    labels = read_labels(folder / "pairs.tsv")
    for adapter in adapters:
        version = importlib.metadata.version(adapter.PACKAGE)
        for setting in adapter.settings():
            start, stories = time.monotonic(), Stories(len(texts))
            for a, b in adapter.pairs(texts, setting):
                stories.join(a, b)
            figures = score(labels, {number: stories.of(i) for i, number in enumerate(ids)})
            print(f"{name} {setting.peer} {setting.name()}: {figures['recall']} {figures['precision']} "
                  f"({time.monotonic() - start:.1f} s)", file=sys.stderr, flush=True)
            rows.append({"peer": setting.peer, "version": version, "setting": setting.name(), "curve": setting.curve,
                         "value": setting.value, "default": setting.default, "on_curve": setting.on_curve, "set": name, **figures})
    return rows


def mark_best(rows):
    """The highest F1 of each peer on each set; of equals, the first."""
    best = {}
    for row in rows:
        key = row["peer"], row["set"]
        if key not in best or row["f1"] > best[key]["f1"]:
            best[key] = row
    for row in rows:
        row["best"] = row is best[row["peer"], row["set"]]


def measure_peers(names, jobs):
    sys.path.insert(0, str(HERE))
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        rows = [row for of_set in pool.map(measure_set, names) for row in of_set]
    mark_best(rows)
    return rows


def measure_reprint(names):
    for report in machine.evaluate([machine.data() / name for name in names]):
        yield {"peer": REPRINT, "version": machine.version(), "setting": "defaults", "default": True, "on_curve": False, "best": True,
               "set": report["set"], **report["stories"]}


def print_table(rows):
    cells, peers = [[*COLUMNS, ""]], list(dict.fromkeys(row["peer"] for row in rows))
    sets = list(dict.fromkeys(row["set"] for row in rows))
    for row in sorted(rows, key=lambda row: (sets.index(row["set"]), peers.index(row["peer"]), not row["default"])):
        if row["default"] or row["best"]:
            marks = " and ".join(mark for mark in ("default", "best") if row[mark] and row["peer"] != REPRINT)
            cells.append([f"{row[c]:.4f}" if isinstance(row[c], float) else str(row[c]) for c in COLUMNS] + [marks])
    widths = [max(map(len, column)) for column in zip(*cells)]
    for line in cells:
        print("  ".join(cell.ljust(w) if i < 4 or i > 8 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))).rstrip())


def main():
    parser = argparse.ArgumentParser(prog="run", description="Holds reprint and its peers against the labelled sets.")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write a row for every setting")
    parser.add_argument("--keep-peers", action="store_true", help="take the peers' rows from FILE, measure reprint alone")
    parser.add_argument("--set", action="append", choices=sample.SETS, help="only this set; may be given again")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="sets measured at the same time (default: 1)")
    options = parser.parse_args()
    if options.keep_peers and not options.json:
        parser.error("--keep-peers wants --json FILE")
    names = options.set or list(sample.SETS)
    absent = [name for name in names if not (machine.data() / name).is_dir()]
    if absent:
        sys.exit(f"{machine.data()} has no {', '.join(absent)}: name the folder of the labelled sets with REPRINT_DATA")
    if options.keep_peers:
        kept = json.loads(options.json.read_text(encoding="utf-8"))
        facts, rows = kept["peers_measured"], [row for row in kept["rows"] if row["peer"] != REPRINT and row["set"] in names]
    else:
        facts, rows = machine.facts(), measure_peers(names, options.jobs)
    rows = [row for name in names for row in [*measure_reprint([name]), *(row for row in rows if row["set"] == name)]]
    if options.json:
        whole = {"measured": machine.facts(), "peers_measured": facts, "rows": rows}
        lines = ",\n ".join(json.dumps(row) for row in rows)
        head = json.dumps({key: whole[key] for key in ("measured", "peers_measured")})
        options.json.write_text(f'{head[:-1]}, "rows": [\n {lines}\n]}}\n', encoding="utf-8")
    print_table(rows)


if __name__ == "__main__":
    main()
