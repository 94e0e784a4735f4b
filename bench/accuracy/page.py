"""Fills in the figures of docs/accuracy.md from results/: what stands between `<!-- figures:NAME -->` and `<!-- end -->`.

    page.py
"""
import json
import re

import machine
import sample
from score import share, shown

PAGE = machine.ROOT / "docs/accuracy.md"
RESULTS = machine.ROOT / "bench/accuracy/results"


def load(name):
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def table(head, rows):
    lines = [" | ".join(map(str, row)) for row in [head, *rows]]
    lines = [f"| {line} |" for line in lines]
    return "\n".join([lines[0], "|" + "-|" * len(head), *lines[1:]])


def figure(value):
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def measured():
    peers = load("peers")
    ours, theirs = peers["measured"], peers["peers_measured"]
    versions = sorted({f"{row['peer'].split()[0]} {row['version']}" for row in peers["rows"] if row["peer"] != "reprint"})
    return (f"reprint {ours['reprint']} (commit {ours['commit']}), {ours['compiler']}, {ours['system']}, {ours['processor']}, {ours['cores']} cores, "
            f"{ours['day']}.\nPeers: {', '.join(versions)}; Python {theirs['python']}, {theirs['day']}.")


def sets():
    rows = [[name, f"{of['articles']:,}", of["copies"], of["traps"], of["skipped"], of["first_of_source"]["copies"]]
            for name, of in load("errors")["sets"].items()]
    return table(["set", "articles", "pairs labelled copy", "traps", "left out", "copies whose source was new"], rows)


def comparison(name):
    rows = [row for row in load("peers")["rows"] if row["set"] == name]
    peers, lines = dict.fromkeys(row["peer"] for row in rows), []
    for peer in peers:
        for what in ("default", "best"):
            for row in rows:
                if row["peer"] == peer and row[what] and (what == "default" or peer != "reprint"):
                    setting = row["setting"] if peer == "reprint" else f"{what}: {row['setting']}"
                    cells = [peer, setting, shown(row["recall"]), shown(row["precision"]), shown(row["f1"]),
                             f"{row['traps_joined']} of {row['traps']}", row["wrong"]]
                    lines.append([f"**{cell}**" for cell in cells] if peer == "reprint" else cells)
    return table(["program", "setting", "recall", "precision", "F1", "traps joined", "wrong pairs"], lines)


def trap_precision(row):
    return share(row["found"], row["found"] + row["traps_joined"])


def trap_f1(row):
    precision = trap_precision(row)
    return 2 * precision * row["recall"] / (precision + row["recall"]) if row["found"] else 0.0


def traps():
    """The same rows with the traps as the only wrong pairs; the best is chosen anew by that."""
    rows, lines = load("peers")["rows"], []
    for peer in dict.fromkeys(row["peer"] for row in rows):
        for what in ("default", "best") if peer != "reprint" else ("default",):
            cells = [peer, what]
            for name in sample.SETS:
                group = [row for row in rows if row["peer"] == peer and row["set"] == name]
                row = max(group, key=trap_f1) if what == "best" else next(row for row in group if row["default"])
                cells.append(f"{shown(row['recall'])} / {shown(trap_precision(row))} / {shown(trap_f1(row))}"
                             + (f" ({row['setting']})" if what == "best" else ""))
            lines.append([f"**{cell}**" for cell in cells] if peer == "reprint" else cells)
    return table(["program", "setting", *sample.SETS], lines)


def errors():
    by_set = load("errors")["sets"]
    lines = []
    for what in ("missed", "joined"):
        classes = sorted({kind for of in by_set.values() for kind in of[what]})
        lines += [[what, kind, *(of[what].get(kind, 0) for of in by_set.values())] for kind in classes]
        lines.append([what, "in all", *(sum(of[what].values()) for of in by_set.values())])
    return table(["error", "class", *by_set], lines)


def flat(name):
    """The rows that a script printed, as they are."""
    rows = load(name)
    return table(list(rows[0]), [[figure(value) for value in row.values()] for row in rows]) if rows else "Not measured yet."


PARTS = {"measured": measured, "sets": sets, "traps": traps, "errors": errors, "attribution": lambda: flat("attribution"),
         "originals": lambda: flat("originals"), "first": lambda: flat("first"), "order": lambda: flat("order"),
         "rewritten": lambda: flat("rewritten"), "cost": lambda: flat("cost"), **{name: lambda name=name: comparison(name) for name in sample.SETS}}


def main():
    text = PAGE.read_text(encoding="utf-8")
    for name, part in PARTS.items():
        pattern = rf"(<!-- figures:{name} -->\n).*?(<!-- end -->)"
        text, count = re.subn(pattern, lambda found: found.group(1) + part() + "\n" + found.group(2), text, flags=re.S)
        if count != 1:
            raise SystemExit(f"{PAGE}: {count} places for {name}")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
