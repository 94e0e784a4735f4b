"""Draws what curves.py wrote: precision over recall for each set, and F1 at the defaults and at the best.

    plots.py CURVES.json FOLDER

Called by scripts/plots. The same figures give the same bytes. Greys and colours are legible on white and on dark.
"""
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

from score import shown  # noqa: E402

SIZES = {"o": 5, "*": 8, "P": 6, "X": 6}
INK, FAINT = "#7a828c", "#7a828c55"
# Reprint in the strongest line; the peers in order, hue and marker both different.
STYLES = {
    "reprint": ("#e5484d", "o"),
    "datasketch MinHashLSH": ("#3b82f6", "s"),
    "rensa R-MinHash": ("#12a594", "^"),
    "rensa C-MinHash": ("#8fae1b", "v"),
    "rensa rho": ("#a18072", "P"),
    "gaoya MinHash": ("#f0820f", "D"),
    "gaoya SimHash": ("#e26fb0", "X"),
    "text-dedup MinHash": ("#9b5de5", "*"),
}
STYLE = {
    "svg.hashsalt": "reprint", "svg.fonttype": "path", "font.size": 10, "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK,
    "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": FAINT,
    "grid.linewidth": 0.5, "legend.frameon": False, "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
}


def save(figure, path):
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", pad_inches=0.1)
    plt.close(figure)


def default_of(curve):
    return next((p for p in curve["points"] + curve.get("beside", []) if p.get("default")), None)


def best_of(curve):
    return next((p for p in curve["points"] + curve.get("beside", []) if p.get("best")), None)


def draw_curve(axes, curve):
    colour, marker = STYLES[curve["peer"]]
    ours = curve["peer"] == "reprint"
    points = [p for p in curve["points"] if p["recall"] > 0]
    axes.plot([p["recall"] for p in points], [p["precision"] for p in points], color=colour, marker=marker, label=curve["peer"],
              linewidth=2.2 if ours else 1.2, markersize=SIZES.get(marker, 4.5), markeredgewidth=0, zorder=3 if ours else 2, clip_on=False)
    default = default_of(curve)
    if default and default["recall"] > 0:
        axes.plot(default["recall"], default["precision"], marker="o", markersize=12, markerfacecolor="none", markeredgecolor=colour,
                  markeredgewidth=1.6, linestyle="none", zorder=4, clip_on=False)


def draw_set(name, curves, folder):
    figure, axes = plt.subplots(figsize=(7.2, 4.6))
    for curve in curves:
        draw_curve(axes, curve)
    axes.plot([], [], marker="o", markersize=10, markerfacecolor="none", markeredgecolor=INK, linestyle="none", label="ring: the default")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="recall", ylabel="precision")
    axes.set_title(name, color=INK, pad=16)
    axes.legend(loc="center left", bbox_to_anchor=(1.05, 0.5))
    save(figure, folder / f"accuracy-{name}.svg")


def draw_f1(sets, folder):
    figure, all_axes = plt.subplots(1, len(sets), figsize=(10.5, 3.6), sharey=True)
    for axes, (name, curves) in zip(all_axes, sets.items()):
        for row, curve in enumerate(reversed(curves)):
            colour = STYLES[curve["peer"]][0]
            default, best = default_of(curve), best_of(curve) or default_of(curve)
            axes.barh(row, best["f1"], color=colour, alpha=0.35, height=0.7)
            axes.barh(row, default["f1"] if default else 0, color=colour, height=0.35)
            axes.text(best["f1"] + 0.02, row, shown(best["f1"]), va="center", fontsize=8)
        axes.set(xlim=(0, 1.15), xticks=(0, 0.5, 1), title=name, yticks=range(len(curves)),
                 yticklabels=[curve["peer"] for curve in reversed(curves)])
        axes.title.set_color(INK)
        axes.grid(axis="y", visible=False)
        axes.tick_params(axis="y", length=0)
    figure.supxlabel("F1: narrow bar at the defaults, wide bar and figure at the best threshold of the set", fontsize=9, color=INK)
    figure.tight_layout()
    save(figure, folder / "accuracy-f1.svg")


def main():
    source, folder = map(pathlib.Path, sys.argv[1:])
    sets = {}
    for curve in json.loads(source.read_text(encoding="utf-8"))["curves"]:
        sets.setdefault(curve["set"], []).append(curve)
    with plt.rc_context(STYLE):
        for name, curves in sets.items():
            curves.sort(key=lambda curve: list(STYLES).index(curve["peer"]))
            draw_set(name, curves, folder)
        draw_f1(sets, folder)


if __name__ == "__main__":
    main()
