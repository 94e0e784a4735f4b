"""Draws what service.py measured: articles a second over requests in flight, latencies over load.

    service_plots.py RESULTS.json FOLDER

RESULTS.json is what `bench/run --json` writes. The same figures give the same bytes. Legible on white and on dark.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "accuracy"))

from plots import INK, STYLE, plt, save  # noqa: E402

PEERS = {"reprint": ("reprint add", "#e5484d", 2.2), "redis_set": ("Redis SET", "#3b82f6", 1.2)}
CONNECTIONS = {1: ("o", "-"), 4: ("s", "--")}
PERCENTILES = {"p50": ("o", "-"), "p99": ("s", "--"), "p999": ("^", ":")}


def finish(figure, axes, title, path):
    axes.set_title(title, color=INK, pad=16)
    axes.legend(loc="center left", bbox_to_anchor=(1.05, 0.5))
    save(figure, path)


def draw_in_flight(points, folder):
    figure, axes = plt.subplots(figsize=(7.2, 4.2))
    for peer, (label, colour, width) in PEERS.items():
        for connections, (marker, line) in CONNECTIONS.items():
            shown = sorted((p["in_flight"], p[peer]) for p in points if p["connections"] == connections and peer in p)
            if shown:
                axes.plot(*zip(*shown), color=colour, linewidth=width, marker=marker, linestyle=line,
                          label=f"{label}, {connections} connection{'s' if connections > 1 else ''}")
    axes.set_xscale("log", base=2)
    axes.set(xlabel="requests in flight on a connection", ylabel="articles/s", xticks=(1, 16, 128), xticklabels=("1", "16", "128"), ylim=(0, None))
    finish(figure, axes, "Throughput over requests in flight, 3 KB", folder / "service-in-flight.svg")


def draw_load(curves, folder):
    figure, axes = plt.subplots(figsize=(7.2, 4.2))
    for peer, (label, colour, width) in PEERS.items():
        for name, (marker, line) in PERCENTILES.items():
            points = [(point["percent"], point[name]) for point in curves.get(peer, [])]
            if points:
                axes.plot(*zip(*points), color=colour, linewidth=width, marker=marker, linestyle=line, markersize=4.5,
                          label=f"{label}, {name.replace('p999', 'p99.9')}")
    axes.set_yscale("log")
    axes.set(xlabel="load, % of the server's own peak, due at fixed times", ylabel="latency, ms", xlim=(0, 100))
    finish(figure, axes, "Latency over load, open loop, 3 KB", folder / "service-load.svg")


def draw(rows, folder):
    """Of the rows of a run, those that have the figures for a plot."""
    with plt.rc_context(STYLE):
        for row in rows:
            if "over_in_flight" in row:
                draw_in_flight(row["over_in_flight"], folder)
            if "over_load" in row:
                draw_load(row["over_load"], folder)


if __name__ == "__main__":
    draw(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), pathlib.Path(sys.argv[2]))
