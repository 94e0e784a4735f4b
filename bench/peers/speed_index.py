"""LSH of each library: for every article a query, then an insert, as a stream of news would have it. One article in seven is like an earlier one.

Sketches are made beforehand and not timed, of twenty random words each: what an index does depends on their number, not on what they stand for. Each index
has a process of its own, so that its memory can be told. gaoya takes texts only, so its time has the sketch in it; it is left out where that would
mislead.
"""
import multiprocessing
import random
import time

from datasketch import MinHash, MinHashLSH
from gaoya.minhash import MinHashStringIndex
from rensa import RMinHash, RMinHashDeduplicator, RMinHashLSH

VALUES, SEED, CHUNK = 128, 42, 2000


def words(numbers):
    """Sets of words without an end; one in seven is an earlier one with a word changed."""
    earlier = []
    while True:
        if earlier and numbers.random() < 1 / 7:
            found = [*numbers.choice(earlier)[1:], f"{numbers.getrandbits(40):x}"]
        else:
            found = [f"{numbers.getrandbits(40):x}" for _ in range(20)]
            if len(earlier) < 10000:
                earlier.append(found)
        yield found


class Datasketch:
    articles = 40000

    def __init__(self):
        self.index = MinHashLSH(threshold=0.9, num_perm=VALUES)

    def sketches(self, sets):
        return MinHash.bulk([[word.encode() for word in words] for words in sets], num_perm=VALUES)

    def add(self, number, sketch):
        self.index.query(sketch)
        self.index.insert(number, sketch)


class RensaLsh:
    articles = 100000

    def __init__(self):
        self.index = RMinHashLSH(threshold=0.8, num_perm=VALUES, num_bands=16)

    def sketches(self, sets):
        return RMinHash.from_token_sets(sets, num_perm=VALUES, seed=SEED)

    def add(self, number, sketch):
        self.index.query(sketch)
        self.index.insert(number, sketch)


class RensaDeduplicator(RensaLsh):
    def __init__(self):
        self.index = RMinHashDeduplicator(threshold=0.8, num_perm=VALUES, use_lsh=True, seed=SEED)

    def add(self, number, sketch):
        self.index.add(str(number), sketch)


class Gaoya:
    articles = 40000
    has_sketch = True

    def __init__(self):
        self.index = MinHashStringIndex()

    def sketches(self, sets):
        return [" ".join(words) for words in sets]

    def add(self, number, text):
        self.index.query(text)
        self.index.insert_document(number, text)


INDEXES = {"datasketch MinHashLSH": Datasketch, "rensa RMinHashLSH": RensaLsh, "rensa RMinHashDeduplicator": RensaDeduplicator, "gaoya MinHash": Gaoya}


def resident():
    with open("/proc/self/statm", encoding="ascii") as line:
        return int(line.read().split()[1]) * 4096


def run(peer, pipe):
    kind = INDEXES[peer]
    index, stream, chunks = kind(), words(random.Random(SEED)), []
    index.sketches([next(stream) for _ in range(10)])
    before = resident()
    for first in range(0, kind.articles, CHUNK):
        sketches = index.sketches([next(stream) for _ in range(CHUNK)])
        start = time.process_time()
        for number, sketch in enumerate(sketches, first):
            index.add(number, sketch)
        chunks.append(time.process_time() - start)
        del sketches
    tenth = max(1, len(chunks) // 10)
    figures = {"articles": kind.articles, "bytes_per_article": (resident() - before) / kind.articles}
    if not hasattr(kind, "has_sketch"):
        figures |= {"adds_per_s": kind.articles / sum(chunks), "growth": sum(chunks[-tenth:]) / sum(chunks[:tenth])}
    pipe.send(figures)


def measure(peer):
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(peer, theirs))
    process.start()
    theirs.close()
    figures = ours.recv()
    process.join()
    return figures
