"""Draws what bench/run measured: throughput over the length of articles, memory and time of an add over their number, cores, peers.

    speed_plots.py RESULTS.json FOLDER

Called by scripts/plots. The same figures give the same bytes. A plot whose figures were not measured is left as it is.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "accuracy"))

from plots import INK, STYLE, plt, save  # noqa: E402

OURS, THEIRS = "#e5484d", "#3b82f6"


def draw_size(row, folder):
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    sizes, speeds = zip(*row["over_size"])
    axes.plot(sizes, speeds, color=OURS, marker="o", linewidth=2)
    axes.set(xscale="log", ylim=(0, max(speeds) * 1.15), xlabel="mean length of an article, bytes", ylabel="fingerprints, MB/s of one core")
    save(figure, folder / "speed-size.svg")


def draw_growth(row, folder):
    figure, panels = plt.subplots(1, 2, figsize=(9.6, 3.4))
    held = [step["articles"] / 1e6 for step in row["steps"]]
    for axes, key, label in zip(panels, ("us_an_add", "bytes_per_article"), ("time of an add, µs", "bytes an article, without texts")):
        figures = [step[key] for step in row["steps"]]
        axes.plot(held, figures, color=OURS, marker="o", linewidth=2)
        axes.set(xlim=(0, max(held) * 1.05), ylim=(0, max(figures) * 1.15), xlabel="articles held, millions", ylabel=label)
    figure.tight_layout()
    save(figure, folder / "speed-growth.svg")


def draw_cores(rows, folder):
    figure, axes = plt.subplots(figsize=(6.4, 1.8))
    bars = [(f"{row['cores']} core" + "s" * (row["cores"] > 1), row["value"]) for row in rows]
    axes.barh([name for name, _ in bars], [speed for _, speed in bars], color=OURS, height=0.6)
    for place, (_, speed) in enumerate(bars):
        axes.text(speed, place, f" {speed:.0f}", va="center", fontsize=9)
    axes.set(xlabel="dedup of allsides-en, MB/s of JSONL")
    axes.grid(axis="y", visible=False)
    save(figure, folder / "speed-cores.svg")


def draw_peers(name, label, ours, peers, folder):
    bars = sorted([("reprint", ours), *peers], key=lambda bar: bar[1])
    figure, axes = plt.subplots(figsize=(7.2, 0.6 + 0.3 * len(bars)))
    axes.barh([bar[0] for bar in bars], [bar[1] for bar in bars], color=[OURS if bar[0] == "reprint" else THEIRS for bar in bars], height=0.65)
    for place, (_, speed) in enumerate(bars):
        axes.text(speed, place, f" {speed:,.3g}" if speed < 1000 else f" {speed:,.0f}", va="center", fontsize=8, color=INK)
    axes.set(xscale="log", xlabel=label)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    save(figure, folder / f"speed-peers-{name}.svg")


def main():
    source, folder = map(pathlib.Path, sys.argv[1:])
    rows = {row["name"]: row for row in json.loads(source.read_text(encoding="utf-8"))}
    with plt.rc_context(STYLE):
        if "over_size" in rows.get("fingerprint.english", {}):
            draw_size(rows["fingerprint.english"], folder)
        if "engine.growth" in rows:
            draw_growth(rows["engine.growth"], folder)
        if {"dedup.one_core", "dedup.allsides"} <= rows.keys():
            draw_cores([rows["dedup.one_core"], rows["dedup.allsides"]], folder)
        for name, bench, label, key in (("fingerprint", "fingerprint.english", "fingerprints, MB/s of one core", "mb_per_s"),
                                        ("index", "engine.add", "query and insert, articles/s of one core", "adds_per_s"),
                                        ("dedup", "dedup.allsides", "JSONL without its copies, MB/s on all cores", "mb_per_s")):
            beside = [(peer["peer"], peer[key]) for peer in rows.get(bench, {}).get("peers", []) if key in peer]
            if beside:
                draw_peers(name, label, rows[bench]["value"], beside, folder)


if __name__ == "__main__":
    main()
