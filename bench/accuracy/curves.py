"""Recall and precision over the threshold: of reprint, measured here at each --copy of the grid, and of its peers.

    curves.py PEERS.json OUT.json

PEERS.json is what bench/peers/run --json wrote. Of a peer that can cut texts in several ways, the curve of a set is the one that has its
best point, so that each peer has one.
"""
import json
import pathlib
import sys

import machine
import sample

GRID = [round(0.05 * step, 2) for step in range(4, 20)]
DEFAULT = 0.5
FIGURES = ("recall", "precision", "f1")


def point(value, figures, **more):
    return {"at": value, **{name: figures[name] for name in FIGURES}, **more}


def of_reprint():
    """The other thresholds keep their defaults unless their order wants them moved."""
    curves = {name: [] for name in sample.SETS}
    folders = [machine.data() / name for name in sample.SETS]
    for copy in GRID:
        for report in machine.evaluate(folders, f"--copy={copy}", f"--partial={min(0.2, copy)}", f"--near={max(0.9, copy)}"):
            curves[report["set"]].append(point(copy, report["stories"], default=copy == DEFAULT))
    return [{"set": name, "peer": "reprint", "points": points} for name, points in curves.items()]


def of_peer(rows):
    best = next(row for row in rows if row["best"])
    # The default of a peer may lie beside its curve; so may its best, when that is the default.
    curve = [point(row["value"], row, default=row["default"], best=row["best"]) for row in rows
             if row["on_curve"] and row["curve"] == best["curve"]]
    beside = [point(row["value"], row, default=row["default"], best=row["best"]) for row in rows
              if row["default"] and not (row["on_curve"] and row["curve"] == best["curve"])]
    return {"set": best["set"], "peer": best["peer"], "points": curve, "beside": beside}


def main():
    peers, out = map(pathlib.Path, sys.argv[1:])
    groups = {}
    for row in json.loads(peers.read_text(encoding="utf-8"))["rows"]:
        if row["peer"] != "reprint":
            groups.setdefault((row["set"], row["peer"]), []).append(row)
    curves = of_reprint() + [of_peer(rows) for rows in groups.values()]
    lines = ",\n ".join(json.dumps(curve) for curve in sorted(curves, key=lambda curve: sample.SETS.index(curve["set"])))
    head = json.dumps({"measured": machine.facts()})
    out.write_text(f'{head[:-1]}, "curves": [\n {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
