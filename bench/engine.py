"""The engine: adds after the fingerprint, how they and the memory grow, beside the indexes of other libraries."""
import os
import shutil

from common import SCRATCH, ask, inverse_ratios, peers, ratios, row

ALL = 10_000_000
STEP = 1_000_000
BYTES_IN_MEMORY, BYTES_ON_DISK = 1100, 6000  # an article, with room; its text is on disk


def names():
    return ["engine.add", "engine.growth", "engine.bytes_per_article"]


def memory_available():
    with open("/proc/meminfo", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def how_many(only, short):
    """Articles, and after how many there is a figure."""
    if short:
        return 4000, 1000
    if not {"engine.growth", "engine.bytes_per_article"} & only:
        return STEP, STEP
    asked = int(os.environ.get("BENCH_ARTICLES") or 0)
    disk = shutil.disk_usage(SCRATCH).free * 2 // 3 // BYTES_ON_DISK
    articles = asked or min(ALL, disk, memory_available() * 2 // 3 // BYTES_IN_MEMORY)
    step = min(STEP, max(1, articles // 4))
    return articles // step * step, step


def measure(only, short, build, data):
    SCRATCH.mkdir(parents=True, exist_ok=True)
    articles, step = how_many(only, short)
    folder = SCRATCH / "corpus"
    shutil.rmtree(folder, ignore_errors=True)
    on_disk = [f"--data={folder}"] if articles > STEP else []
    lines = ask(build / "bench/bench_engine", f"--articles={articles}", f"--step={step}", *on_disk)
    shutil.rmtree(folder, ignore_errors=True)
    first, last = lines[0], lines[-1]
    add = first  # texts in memory
    if on_disk and "engine.add" in only:
        add = ask(build / "bench/bench_engine", f"--articles={STEP}", f"--step={STEP}")[0]
    rows = peers("index")
    about = {"input": f"{last['articles']:,} made articles" + (", on disk" if on_disk else "")}
    found = {
        "engine.add": lambda: row("engine.add", add["adds_per_s"], "articles/s", ratios(add["adds_per_s"], rows, "adds_per_s"),
                                  input=f"{add['articles']:,} made articles", peers=rows),
        "engine.growth": lambda: row("engine.growth", last["us_an_add"] / first["us_an_add"], "times", **about, steps=lines,
                                     ratio=inverse_ratios(last["us_an_add"] / first["us_an_add"], rows, "growth")),
        "engine.bytes_per_article": lambda: row("engine.bytes_per_article", last["bytes_per_article"], "bytes", **about,
                                                ratio=inverse_ratios(last["bytes_per_article"], rows, "bytes_per_article")),
    }
    return [found[name]() for name in names() if name in only]
