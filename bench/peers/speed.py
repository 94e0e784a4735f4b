"""How fast the other libraries are, on the texts that reprint was measured with. Prints a line of JSON for each. Called by the groups of bench/run.

    speed.py fingerprint FILE      sketches of the texts of a JSONL file, one core: articles_per_s, mb_per_s
    speed.py index                 LSH: query and insert, one core: adds_per_s, growth, bytes_per_article
    speed.py dedup FILE            a JSONL file without its copies, as each does it: mb_per_s

No peer gets more than a few seconds: it works on as many of the first articles as it can do in them, and the line says how many. The figure is
the median of three runs.
"""
import itertools
import json
import statistics
import sys

import speed_dedup
import speed_fingerprint
import speed_index

RUNS = 3


def read(path, most=None):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in itertools.islice(lines, most)]


def fingerprint(path):
    """The runs of all settings take turns."""
    texts = [article["text"] for article in read(path, 20000)]
    sizes = list(itertools.accumulate((len(text.encode()) for text in texts), initial=0))
    sketches = speed_fingerprint.sketches()
    counts = {peer: speed_fingerprint.affordable(sketch, texts) for peer, sketch in sketches.items()}
    took = {peer: [] for peer in sketches}
    for _ in range(RUNS):
        for peer, sketch in sketches.items():
            took[peer].append(speed_fingerprint.seconds(sketch, texts[:counts[peer]]))
    for peer, times in took.items():
        seconds, count = statistics.median(times), counts[peer]
        yield {"peer": peer, "articles": count, "articles_per_s": count / seconds, "mb_per_s": sizes[count] / seconds / 1e6}


def index():
    for peer in speed_index.INDEXES:
        runs = [speed_index.measure(peer) for _ in range(RUNS)]
        yield {"peer": peer, **{key: statistics.median(run[key] for run in runs) for key in runs[0]}}


def dedup(path):
    """Bytes of the sample's lines over the whole time from the call to its end."""
    for peer, (count, run) in speed_dedup.TOOLS.items():
        with open(path, "rb") as lines:
            sample = list(itertools.islice(lines, count))
        times = [run(sample) for _ in range(RUNS)]
        yield {"peer": peer, "articles": len(sample), "seconds": statistics.median(times),
               "mb_per_s": sum(map(len, sample)) / statistics.median(times) / 1e6}


def main():
    tasks = {"fingerprint": fingerprint, "index": index, "dedup": dedup}
    if len(sys.argv) < 2 or sys.argv[1] not in tasks:
        sys.exit(__doc__)
    for row in tasks[sys.argv[1]](*sys.argv[2:]):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
