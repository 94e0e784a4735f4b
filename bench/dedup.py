"""`reprint dedup`, from a file to all outputs, on all cores and on one, beside other tools."""
import os
import shutil
import statistics
import subprocess
import time

from common import SCRATCH, articles_of, made, peers, ratios, row, warm


WARM = 1500  # MiB, more than the job takes


def names():
    return ["dedup.allsides", "dedup.allsides_zst", "dedup.one_core"]


def plain(path):
    """The same lines, not packed."""
    if path.suffix != ".zst":
        return path
    SCRATCH.mkdir(parents=True, exist_ok=True)
    unpacked = SCRATCH / f"{path.parent.name}.jsonl"
    if not unpacked.exists():
        unfinished = unpacked.with_suffix(".tmp")
        subprocess.run(["zstd", "-q", "-d", "-f", "-o", unfinished, path], check=True)
        unfinished.rename(unpacked)
    return unpacked


def packed(path):
    """The lines of a plain file, packed."""
    to = path.with_suffix(".jsonl.zst")
    if not to.exists():
        unfinished = to.with_suffix(".tmp")
        subprocess.run(["zstd", "-q", "-f", "-o", unfinished, path], check=True)
        unfinished.rename(to)
    return to


def seconds(build, path, one_core=False):
    out = SCRATCH / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [*(["taskset", "-c", "0"] if one_core else []), build / "reprint", "dedup", path, "-o", out]
    warm(build, WARM)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - start
    # 1: something in the input failed, such as a date; the rest was done
    if done.returncode > 1:
        raise SystemExit(f"bench: reprint dedup: {done.stderr.strip()[-2000:]}")
    shutil.rmtree(out)
    return took


def files(short, build, data):
    if short:
        path = made(build, 500)
        return path, packed(path), "500 made articles"
    path = articles_of(data, "allsides-en")
    unpacked = plain(path)
    return unpacked, path if path.suffix == ".zst" else packed(path), "allsides-en"


def measure(only, short, build, data):
    path, zst, about = files(short, build, data)
    runs = {"dedup.allsides": (path, False), "dedup.allsides_zst": (zst, False), "dedup.one_core": (path, True)}
    wanted = {name for name in names() if name in only} | ({"dedup.one_core"} if "dedup.allsides" in only else set())
    took = {name: [] for name in wanted}
    for _ in range(1 if short else 5):
        for name in took:
            took[name].append(seconds(build, *runs[name]))
    size = path.stat().st_size / 1e6
    speed = {name: size / statistics.median(times) for name, times in took.items()}
    beside = peers("dedup", path) if "dedup.allsides" in only else []
    rows = []
    for name in names():
        if name in only:
            cores = 1 if name == "dedup.one_core" else os.cpu_count()
            ratio = {}
            if name == "dedup.allsides":
                ratio = {**ratios(speed[name], beside, "mb_per_s"), "one core": speed[name] / speed["dedup.one_core"]}
            rows.append(row(name, speed[name], "MB/s", ratio, cores=cores, input=f"{about}, {size:.0f} MB of JSONL, {cores} cores",
                            peers=beside if name == "dedup.allsides" else []))
    return rows
