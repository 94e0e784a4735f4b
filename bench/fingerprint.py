"""Fingerprints: megabytes of raw UTF-8 a second on one core, for each alphabet, whole and in parts, beside other libraries."""
from common import Missing, articles_of, ask, made, peers, ratios, row, say

SCRIPTS = {"english": "latin", "german": "german", "arabic": "arabic", "russian": "russian", "chinese": "chinese", "hindi": "hindi"}
YARDSTICKS = ("memcpy", "xxh3", "utf8_simdjson", "utf8_fault")
PARTS = ("tokenise_shingle", "tokenise", "shingle", "minhash", "simhash", "fracminhash")
MEDIANS = (300, 1000, 3000, 10000, 30000, 100000)


def names():
    return [*(f"fingerprint.{name}" for name in SCRIPTS), "fingerprint.english_articles", "fingerprint.scalar", "fingerprint.insm_de",
            "fingerprint.allsides", "shingle.ascii"]


class Bench:
    def __init__(self, build, short):
        self.program = build / "bench/bench_fingerprint"
        self.size = ["--megabytes=1", "--runs=1"] if short else ["--megabytes=16", "--runs=9"]

    def ask(self, *arguments, env=None):
        return ask(self.program, *self.size, *arguments, env=env)[0]


def made_input(figures):
    return f"{figures['articles']:,} made articles, {figures['bytes'] / 1e6:.0f} MB"


def english(bench, only, short, build):
    figures = bench.ask()
    about = {"input": made_input(figures)}
    if {"fingerprint.english", "fingerprint.english_articles"} & only:
        rows = peers("fingerprint", made(build, 500 if short else 5000))
        if "fingerprint.english" in only:
            sizes = [] if short else [bench.ask(f"--median={median}", "--megabytes=8", "--runs=3") for median in MEDIANS]
            over = [[figures["bytes"] / figures["articles"], figures["fingerprint"]] for figures in sizes]
            yield row("fingerprint.english", figures["fingerprint"], "MB/s", ratios(figures["fingerprint"], rows, "mb_per_s"), **about,
                      over_size=over, peers=rows, parts={part: figures[part] for part in PARTS})
        if "fingerprint.english_articles" in only:
            yield row("fingerprint.english_articles", figures["articles_per_s"], "articles/s",
                      ratios(figures["articles_per_s"], rows, "articles_per_s"), **about)
    if "shingle.ascii" in only:
        value = figures["tokenise_shingle"]
        yield row("shingle.ascii", value, "MB/s", {name: value / figures[name] for name in YARDSTICKS}, **about)


def is_there(data, folder):
    """A set that is absent takes no other figure away."""
    try:
        articles_of(data, folder)
    except Missing as missing:
        say(f"left out: {missing}")
        return False
    return True


def measure(only, short, build, data):
    bench, rows = Bench(build, short), []
    if {"fingerprint.english", "fingerprint.english_articles", "shingle.ascii"} & only:
        rows += english(bench, only, short, build)
    if "fingerprint.scalar" in only:
        figures = bench.ask(env={"REPRINT_CPU": "scalar"})
        rows.append(row("fingerprint.scalar", figures["fingerprint"], "MB/s", input=made_input(figures)))
    for name, script in SCRIPTS.items():
        if name != "english" and f"fingerprint.{name}" in only:
            figures = bench.ask(f"--script={script}")
            rows.append(row(f"fingerprint.{name}", figures["fingerprint"], "MB/s", input=made_input(figures)))
    for name, folder in (("fingerprint.insm_de", "insm-de"), ("fingerprint.allsides", "allsides-en")):
        if name in only and is_there(data, folder):
            figures = bench.ask(articles_of(data, folder))
            rows.append(row(name, figures["fingerprint"], "MB/s", input=f"{folder}, {figures['articles']:,} articles, {figures['bytes'] / 1e6:.0f} MB"))
    return rows
