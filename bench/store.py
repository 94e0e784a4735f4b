"""The corpus on disk: durable adds beside bare writes to RocksDB and beside Redis, the time of a restart, bytes on disk, and what a backup costs who adds.

All three get made articles and sync what they acknowledge. reprint and Redis stand on Unix sockets and get the same load test (`reprint bench`, `bench_redis`);
`bench_rocksdb` writes the rows that the store would log, with its options, from as many threads as there are adds under way elsewhere. They take turns; each
test has a fresh folder, on the disk that holds build/.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time

import service
from common import SCRATCH, ask, row, say

SETTINGS = [(clients, depth) for depth in (1, 16) for clients in (1, 8, 64)]
ROCKSDB, REDIS = "rocksdb", "redis_aof"
INPUT = "made articles of 3 KB, Unix socket, synced"
LATENCIES = {"p50": "p50", "p99": "p99", "p999": "p99.9"}
BESIDE = ("alone", "backup", "compaction")  # what goes on while latencies are measured
RESTART_ARTICLES = 1_000_000
SECONDS = 3600  # to wait for a restart


def setting_name(clients, depth):
    return f"store.c{clients}_f{depth}"


def names():
    return [*(setting_name(*setting) for setting in SETTINGS), "store.restart", "store.restart_after_kill", "store.disk",
            *(f"store.latency_{beside}_{name}" for beside in BESIDE for name in LATENCIES)]


# --- servers ---


class Server:
    """`reprint serve --data`: started, ready, stopped."""

    def __init__(self, build, folder, *options):
        self.build, self.path, self.data = build, folder / "socket", folder / "data"
        self.log = folder / "log"
        with open(self.log, "wb") as log:
            start = time.perf_counter()
            self.process = subprocess.Popen([str(word) for word in (build / "reprint", "serve", "--unix", self.path, "--data", self.data, *options)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not re.search(r"\bready: ", self.log.read_text(errors="replace")):
            if self.process.poll() is not None or time.perf_counter() - start > SECONDS:
                raise SystemExit(f"bench: reprint serve --data is not ready: {self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.002)
        self.start_seconds = time.perf_counter() - start

    def load(self, *options):
        return load([self.build / "reprint", "bench"], self.path, *options)

    def stop(self):
        self.process.terminate()
        if self.process.wait() != 0:
            raise SystemExit(f"bench: reprint serve --data ended with {self.process.returncode}: {self.log.read_text(errors='replace')[-2000:]}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def load(program, path, *options):
    """What a load test says."""
    command = [str(word) for word in (*program, "--json", "--to", path, *options)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def scratch():
    """A folder on the disk that is measured."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="store-", dir=SCRATCH) as name:
        yield pathlib.Path(name)


@contextlib.contextmanager
def serving(build, folder, *options):
    server = Server(build, folder, *options)
    try:
        yield server
        server.stop()
    finally:
        server.kill()


# --- durable adds ---


def of_reprint(build, clients, depth, seconds, filled=0):
    with scratch() as folder, serving(build, folder) as server:
        if filled > 0:
            server.load("--articles", filled, "--in-flight", 1024)
        return server.load("--connections", clients, "--in-flight", depth, "--seconds", seconds)["articles_per_s"]


def of_rocksdb(build, clients, depth, seconds):
    with scratch() as folder:
        [said] = ask(build / "bench/bench_rocksdb", "--folder", folder / "data", "--threads", clients * depth, "--seconds", seconds)
        return said["writes_per_s"]


def of_redis(build, clients, depth, seconds):
    with scratch() as folder:
        path = folder / "socket"
        command = [shutil.which("redis-server"), "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                   "--auto-aof-rewrite-percentage", "0", "--dir", folder]
        with service.running(command, path):
            return load([build / "bench/bench_redis"], path, "--connections", clients, "--in-flight", depth, "--seconds", seconds)["articles_per_s"]


def peers():
    found = {"reprint": of_reprint, ROCKSDB: of_rocksdb}
    if shutil.which("redis-server"):
        found[REDIS] = of_redis
    else:
        say("store: redis-server is not installed (Debian: redis-server): measured without it")
    return found


def adds(build, settings, short):
    """{setting: {peer: median adds/s}}"""
    found = {}
    for setting in settings:
        rates = {peer: [] for peer in peers()}
        for _ in range(1 if short else 5):
            for peer, measured in peers().items():
                rates[peer].append(measured(build, *setting, 1 if short else 3))
        found[setting] = {peer: statistics.median(values) for peer, values in rates.items()}
    return found


def add_rows(only, found):
    rows = []
    for (clients, depth), rates in found.items():
        if setting_name(clients, depth) in only:
            beside = {peer: rate for peer, rate in rates.items() if peer != "reprint"}
            rows.append(row(setting_name(clients, depth), rates["reprint"], "articles/s", {peer: rates["reprint"] / rate for peer, rate in beside.items()},
                            input=f"{INPUT}, {clients} x {depth} in flight", peers=[{"peer": peer, "value": rate} for peer, rate in beside.items()]))
    return rows


# --- restart, disk ---


def bytes_of(folder):
    """On the disk, in whole blocks."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def fill(build, data, articles):
    """A folder of so many different articles: those of a load test come again after some ten thousand."""
    with subprocess.Popen([build / "bench/bench_generate", "--articles", str(articles)], stdout=subprocess.PIPE) as made:
        done = subprocess.run([build / "reprint", "import", data, "-"], stdin=made.stdout, capture_output=True, text=True)
    if done.returncode != 0 or made.returncode != 0:
        raise SystemExit(f"bench: reprint import: {done.stderr.strip()[-2000:]}")


def restart_rows(only, build, articles):
    """A folder is filled, then left in good order, then by a kill."""
    with scratch() as folder:
        fill(build, folder / "data", articles)
        size = bytes_of(folder / "data")
        with serving(build, folder) as server:
            clean = server.start_seconds
            server.load("--articles", max(1, articles // 100), "--in-flight", 1024)  # operations behind the last state, to be done again
            server.kill()
            server.process.returncode = 0
        with serving(build, folder) as server:
            killed = server.start_seconds
    [sizes] = ask(build / "bench/bench_sizes", "--articles", min(articles, 100000))
    said = f"{articles:,} made articles of 3 KB"
    rows = [row("store.restart", clean * 1e6 / articles, "s a million articles", input=said, seconds=clean),
            row("store.restart_after_kill", killed * 1e6 / articles, "s a million articles", input=f"{said}, a hundredth behind the last state", seconds=killed),
            row("store.disk", size / articles / sizes["zstd_bytes"], "times zstd -3 of the text alone", input=said, bytes_an_article=size / articles, **sizes)]
    return [one for one in rows if one["name"] in only]


# --- latency ---


def until(stop, *command):
    """Runs a command again and again, in the background."""
    def run():
        number = 0
        while not stop.is_set():
            number += 1
            done = subprocess.run([str(word).replace("NUMBER", str(number)) for word in command], capture_output=True, text=True)
            if done.returncode != 0 and not stop.is_set():
                say(f"{command[0]}: {done.stderr.strip()[-300:]}")
                return
    return in_background(run)


def in_background(function, *arguments):
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    return thread


def remove(build, server, ids):
    subprocess.run(["xargs", str(build / "reprint"), "remove", "--to", str(server.path)], input="\n".join(ids), text=True, stdout=subprocess.DEVNULL)


def ids_of(build, server, count):
    """Of articles to be removed again, which are added first."""
    path = server.data.parent / "removed.jsonl"
    with open(path, "wb") as file:
        subprocess.run([build / "bench/bench_generate", f"--articles={count}", "--seed=7"], check=True, stdout=file)
    subprocess.run([build / "reprint", "send", "--to", server.path, path], check=True, stdout=subprocess.DEVNULL)
    with open(path, "rb") as file:
        return [json.loads(line)["id"] for line in file]


def watch_tables(stop, data, rewritten):
    """Which tables go meanwhile: only a compaction takes any away, as long as nothing expires."""
    last = set()
    while not stop.wait(0.05):
        now = {path.name for path in data.glob("rows/*.sst")}
        rewritten |= last - now
        last = now


def meanwhile(beside, found):
    """What went on, as it is said in the row."""
    if beside != "compaction":
        return {"alone": "", "backup": ", backups meanwhile"}[beside]
    fewest = min(one["rewritten"] for one in found)
    if fewest == 0:
        say("store.latency_compaction: no compaction ran in one of the runs")
    return f", removals meanwhile, {fewest} or more tables compacted in each run" if fewest > 0 else ", removals meanwhile, but no compaction"


def latencies(build, beside, rate, filled, seconds):
    """ms, of an open loop at that rate, in a corpus that holds so many articles."""
    with scratch() as folder, serving(build, folder) as server:
        server.load("--articles", filled, "--in-flight", 1024)
        stop, threads, rewritten = threading.Event(), [], set()
        if beside == "compaction":  # a quarter goes; the rows are deleted and files compacted when the next state is written
            threads.append(in_background(remove, build, server, ids_of(build, server, filled // 3)))
            threads.append(in_background(watch_tables, stop, server.data, rewritten))
        if beside == "backup":
            threads.append(until(stop, build / "reprint", "backup", server.path, folder / "backupNUMBER"))
        said = server.load("--connections", 8, "--in-flight", 128, "--rate", rate, "--seconds", seconds)
        stop.set()
        for thread in threads:
            thread.join()
    return {name: said["latency_ns"][called] / 1e6 for name, called in LATENCIES.items()} | {"rewritten": len(rewritten)}


def latency_rows(only, build, short):
    wanted = [beside for beside in BESIDE if any(f"store.latency_{beside}_{name}" in only for name in LATENCIES)]
    filled = 2000 if short else 100_000
    peak = max(of_reprint(build, 8, 16, 1 if short else 3, filled) for _ in range(1 if short else 3))
    rate = max(1, int(peak // 2))
    measured = {beside: [] for beside in wanted}
    for _ in range(1 if short else 3):
        for beside in wanted:
            measured[beside].append(latencies(build, beside, rate, filled, 1 if short else 10))
    return [row(f"store.latency_{beside}_{name}", statistics.median(one[name] for one in measured[beside]), "ms",
                input=f"{INPUT}, {rate:,} articles/s, half of the peak with the same {filled:,} articles before" + meanwhile(beside, measured[beside]))
            for beside in wanted for name in LATENCIES if f"store.latency_{beside}_{name}" in only]


def measure(only, short, build, data):
    rows = add_rows(only, adds(build, [setting for setting in SETTINGS if setting_name(*setting) in only], short))
    if {"store.restart", "store.restart_after_kill", "store.disk"} & only:
        rows += restart_rows(only, build, 5000 if short else int(os.environ.get("BENCH_ARTICLES") or RESTART_ARTICLES))
    if any(name.startswith("store.latency_") for name in only):
        rows += latency_rows(only, build, short)
    return rows
