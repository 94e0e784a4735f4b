"""Fills in the figures of docs/performance.md from bench/results.json: what stands between `<!-- figures:NAME -->` and `<!-- end -->`.

    page.py [FILE]      FILE: another page, for a try
"""
import json
import pathlib
import re
import sys

import sizing
from common import ROOT
from suite import goals, shown

RESULTS = ROOT / "bench/results.json"
NOT_YET = "Not measured yet: `bench/run --page`."


def table(head, lines):
    lines = ["| " + " | ".join(map(str, line)) + " |" for line in [head, *lines]]
    return "\n".join([lines[0], "|" + "-|" * len(head), *lines[1:]])


class Results:
    def __init__(self, rows):
        self.rows = rows
        self.of = {row["name"]: row for row in rows}

    def measured(self):
        said = []
        for row in self.rows:
            facts = row["measured"]
            said.append(f"reprint {facts['reprint']} (commit {facts['commit']}), {facts['compiler']}, {facts['system']}, {facts['processor']}, "
                        f"{facts['cores']} cores, {facts['day']}.")
        return "\n".join(dict.fromkeys(said))

    def goals(self):
        lines = []
        for row in self.rows:
            said = goals(row)
            met = "" if not said else "yes" if all(reached for _, reached in said) else "**no**"
            lines.append([f"`{row['name']}`", f"{shown(row['value'])} {row['unit']}", ", ".join(goal for goal, _ in said), met, row.get("input", "")])
        return table(["figure", "measured", "goal", "met", "with"], lines)

    def parts(self):
        row = self.of.get("fingerprint.english", {})
        yardsticks = self.of.get("shingle.ascii", {"ratio": {}})
        lines = [[name.replace("_", " + "), shown(speed)] for name, speed in row.get("parts", {}).items()]
        lines += [[name.replace("_", " "), shown(yardsticks["value"] / ratio)] for name, ratio in yardsticks["ratio"].items()]
        return table(["what", "MB/s of raw text"], [["the whole fingerprint", shown(row["value"])], *lines]) if lines else None

    def peers(self, name, *keys):
        """A line for each other library, with what reprint does in the same run."""
        row = self.of.get(name, {})
        if not row.get("peers"):
            return None
        lines = [["**reprint**", f"**{shown(row['value'])}**", *[""] * (len(keys) - 1), ""]]
        for peer in sorted(row["peers"], key=lambda peer: -peer.get(keys[0][0], 0)):
            figures = [shown(peer[key]) if key in peer else "–" for key, _ in keys]
            lines.append([peer["peer"], *figures, f"{shown(row['ratio'][peer['peer']])} times" if peer["peer"] in row["ratio"] else "–"])
        return table(["library", *(title for _, title in keys), "reprint is"], lines)

    def growth(self):
        row = self.of.get("engine.growth")
        if row is None:
            return None
        keys = ("articles", "us_an_add", "adds_per_s", "bytes_per_article", "text_bytes_per_article", "candidates_per_article", "read_again_per_article")
        heads = ("articles held", "µs an add", "adds/s", "bytes an article", "of texts besides", "candidates an article", "read again")
        return table(heads, [[shown(step[key]) if key != "articles" else f"{step[key]:,}" for key in keys] for step in row["steps"]])

    def group(self, name):
        rows = [row for row in self.rows if row["name"].startswith(f"{name}.")]
        return table(["figure", "measured", "beside it"], [[f"`{row['name']}`", f"{shown(row['value'])} {row['unit']}",
                     ", ".join(f"{shown(times)} times {peer}" for peer, times in row["ratio"].items())] for row in rows]) if rows else None

    def sizing(self):
        found = sizing.table(self.rows)
        return found and table(*found)


def parts(results):
    samples = ("articles", "of the first articles")
    return {
        "measured": results.measured, "goals": results.goals, "parts": results.parts, "growth": results.growth, "service": lambda: results.group("service"),
        "store": lambda: results.group("store"),
        "sizing": results.sizing,
        "peers-fingerprint": lambda: results.peers("fingerprint.english", ("mb_per_s", "MB/s"), ("articles_per_s", "articles/s"), samples),
        "peers-index": lambda: results.peers("engine.add", ("adds_per_s", "query and insert, articles/s"), ("growth", "last tenth, times the first"),
                                             ("bytes_per_article", "bytes an article"), samples),
        "peers-dedup": lambda: results.peers("dedup.allsides", ("mb_per_s", "MB/s"), ("seconds", "seconds"), samples),
    }


def main():
    page = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/performance.md"
    results = Results(json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else [])
    text = page.read_text(encoding="utf-8")
    for name, part in parts(results).items():
        filling = (part() if results.rows else None) or NOT_YET
        pattern = rf"(<!-- figures:{name} -->\n).*?(<!-- end -->)"
        text, count = re.subn(pattern, lambda found: found.group(1) + filling + "\n" + found.group(2), text, flags=re.S)
        if count != 1:
            raise SystemExit(f"{page}: {count} places for {name}")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
