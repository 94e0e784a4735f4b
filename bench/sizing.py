"""What a service needs: cores, memory and disk for so many articles a day that are kept so many days, worked from measured figures.

    sizing.py RESULTS.json        RESULTS.json: what `bench/run --json` wrote

A core is planned to be half idle at the busiest time, when articles come at four times the mean rate of the day. Fingerprints take as many cores as there
are; the engine is one thread, so its share of one core is the limit of a server.
"""
import json
import math
import pathlib
import sys

A_DAY = (10_000, 100_000, 1_000_000, 10_000_000)
DAYS = (7, 30, 365)
PEAK, BUSY, DAY = 4, 0.5, 86400
MOST = 50_000_000  # articles of one server (include/reprint/limits.h)


def value(rows, name):
    return next((row["value"] for row in rows if row["name"] == name), None)


def bytes_shown(count):
    for unit, size in (("TB", 1e12), ("GB", 1e9)):
        if count >= size:
            return f"{count / size:,.3g} {unit}"
    return f"{count / 1e6:,.3g} MB"


def needs(rows, a_day, days):
    """None where a figure was not measured."""
    growth = next((row for row in rows if row["name"] == "engine.growth"), None)
    fingerprints, adds = value(rows, "fingerprint.english_articles"), value(rows, "engine.add")
    if growth is None or fingerprints is None or adds is None:
        return None
    last, rate = growth["steps"][-1], PEAK * a_day / DAY
    engine = rate / min(adds, last["adds_per_s"]) / BUSY
    return {"held": a_day * days, "cores": rate / fingerprints / BUSY + engine, "engine": engine,
            "memory": a_day * days * last["bytes_per_article"], "texts": a_day * days * last["text_bytes_per_article"]}


def table(rows):
    lines = []
    for a_day in A_DAY:
        for days in DAYS:
            need = needs(rows, a_day, days)
            if need is None:
                return None
            engine = f"{need['engine']:.2%}" if need["engine"] <= 1 else "more than there is"
            held = f"{need['held'] / 1e6:,.4g} million" + (f", of {math.ceil(need['held'] / MOST)} servers" if need["held"] > MOST else "")
            lines.append([f"{a_day:,}", days, held, math.ceil(need["cores"]), engine, bytes_shown(need["memory"]),
                          bytes_shown(need["texts"])])
    return ["articles a day", "days kept", "articles held", "cores", "of the engine's core", "memory without texts", "texts: disk, or memory too"], lines


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = table(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
    if found is None:
        sys.exit("sizing: fingerprint.english_articles, engine.add and engine.growth are needed")
    for line in [found[0], *found[1]]:
        print("\t".join(map(str, line)))


if __name__ == "__main__":
    main()
