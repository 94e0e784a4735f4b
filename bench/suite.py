"""All benches: chooses, runs, prints a table, writes JSON. Called by `run`.

    suite.py [--check] [--only NAME]... [--json FILE [--merge]] [--short] [--articles N]
    --check: only looks at what it was given. --merge: figures that FILE has and that are not measured now stay.
"""
import argparse
import importlib
import importlib.util
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "accuracy"))

import machine  # noqa: E402
from common import ROOT, Missing, say  # noqa: E402

GROUPS = ("fingerprint", "engine", "dedup", "service", "store", "start")
GOALS = json.loads((HERE / "goals.json").read_text(encoding="utf-8"))


def groups():
    return [importlib.import_module(name) for name in GROUPS if (HERE / f"{name}.py").is_file()]


def chosen(names, only):
    """Those asked for: by name, or by what stands before a dot."""
    for word in only:
        if not any(name == word or name.startswith(word + ".") for name in names):
            raise SystemExit(f"bench: there is no {word}; there are {', '.join(names)}")
    return {name for name in names if not only or any(name == word or name.startswith(word + ".") for word in only)}


def goals(row):
    """What is aimed at, and whether it is reached: [(what, met)]"""
    goal = GOALS.get(row["name"], {})
    said = []
    if "at_least" in goal:
        said.append((f">= {goal['at_least']:,}", row["value"] >= goal["at_least"]))
    if "at_most" in goal:
        said.append((f"<= {goal['at_most']:,}", row["value"] <= goal["at_most"]))
    for wanted in goal.get("ratios", []):
        beside = [value for peer, value in row["ratio"].items() if wanted["of"] in peer]
        if beside:
            of = f" {wanted['of'].strip('-')}" if wanted["of"] else ""
            said.append((f">= {wanted['at_least']:g} x{of}", min(beside) >= wanted["at_least"]))
    return said


def shown(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def print_table(rows):
    cells = [["name", "value", "unit", "goal", "met", "times", "measured with"]]
    for row in rows:
        said = goals(row)
        ratios = sorted(row["ratio"].items(), key=lambda item: item[1])
        lines = max(1, len(said), len(ratios))
        for i in range(lines):
            goal, met = said[i] if i < len(said) else ("", None)
            ratio = f"{shown(ratios[i][1])} {ratios[i][0]}" if i < len(ratios) else ""
            cells.append([row["name"], shown(row["value"]), row["unit"], goal, {True: "yes", False: "no", None: ""}[met], ratio,
                          row.get("input", "")] if i == 0 else ["", "", "", goal, {True: "yes", False: "no", None: ""}[met], ratio, ""])
    widths = [max(map(len, column)) for column in zip(*cells)]
    for line in cells:
        print("  ".join(cell.rjust(w) if i == 1 else cell.ljust(w) for i, (cell, w) in enumerate(zip(line, widths))).rstrip())


def write_json(path, rows):
    """An array, a row a line."""
    path.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")


def positive(word):
    if not word.isdigit() or int(word) == 0:
        raise argparse.ArgumentTypeError(f"{word} is not 1 or more")
    return int(word)


def arguments(names):
    """What was asked for; ends with one line when it can not be done."""
    parser = argparse.ArgumentParser(prog="run")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--articles", type=positive, metavar="N")
    for flag in ("--short", "--check", "--merge"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    options.only = chosen(names, options.only)
    if options.json:
        try:
            with open(options.json, "a", encoding="utf-8"):
                pass
        except OSError as fault:
            raise SystemExit(f"bench: --json {options.json}: {fault.strerror}") from None
    return options


def merged(path, rows):
    """The rows of a file, those that were measured now in the place of the old ones."""
    old = json.loads(path.read_text(encoding="utf-8") or "[]")
    new = {row["name"]: row for row in rows}
    return [new.pop(row["name"], row) for row in old] + list(new.values())


def measure_all(modules, options, build):
    """The rows, and whether all that was asked for was looked at."""
    rows = []
    try:
        measure_each(modules, options, build, rows)
    except KeyboardInterrupt:
        say("interrupted: the figures so far")
        return rows, False
    return rows, True


def measure_each(modules, options, build, rows):
    for module in modules:
        wanted = {name for name in module.names() if name in options.only}
        if wanted:
            say(f"{', '.join(name for name in module.names() if name in wanted)}")
            try:
                rows += module.measure(wanted, options.short, build, machine.data())
            except Missing as missing:
                say(f"left out: {missing}")


def main():
    modules = groups()
    options = arguments([name for module in modules for name in module.names()])
    if options.check:
        return 0
    if options.articles:
        os.environ["BENCH_ARTICLES"] = str(options.articles)
    build = pathlib.Path(os.environ.get("REPRINT_RELEASE") or ROOT / "build/release").resolve()
    if not (build / "reprint").is_file():
        raise SystemExit(f"bench: there is no release build in {build}")
    os.environ["REPRINT_BIN"] = str(build / "reprint")  # the one that machine.py asks
    rows, whole = measure_all(modules, options, build)
    facts = machine.facts()
    for row in rows:
        row["measured"] = facts
    print(f"reprint {facts['reprint']} (commit {facts['commit']}), {facts['compiler']}, {facts['system']}, {facts['processor']}, "
          f"{facts['cores']} cores, {facts['day']}{', short' if options.short else ''}\n")
    print_table(rows)
    if options.json:
        write_json(options.json, merged(options.json, rows) if options.merge else rows)
    return 0 if whole and rows else 1


if __name__ == "__main__":
    sys.exit(main())
