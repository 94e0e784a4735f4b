"""The service: articles a second and latencies of `reprint serve` in memory, beside `SET` of the same texts in Redis; system calls an article.

Both servers stand on Unix sockets of this machine and get the same made articles from the same load test (`reprint bench`, `bench_redis`), by turns;
each test has a fresh server, to which every article is new. Redis keeps nothing on disk either.
"""
import contextlib
import json
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

from common import row, say

SETTINGS = [(connections, in_flight) for connections in (1, 4) for in_flight in (1, 16, 128)]
LATENCIES = {"p50": "p50", "p99": "p99", "p999": "p99.9"}  # as in the names here, as the load test calls them
HALF = 50  # per cent of the peak at which latencies are measured
LOADS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
SECONDS = 60  # to wait for a server
REDIS = "redis_set"
INPUT = "made articles of 3 KB, Unix socket"


def setting_name(connections, in_flight):
    return f"service.c{connections}_f{in_flight}"


def names():
    return ["service.memory", *(setting_name(*setting) for setting in SETTINGS), *(f"service.latency_{name}" for name in LATENCIES),
            "service.syscalls_per_article"]


# --- servers ---


def answers(path):
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(path))
        return True
    return False


def wait_until(condition, what):
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: waited {SECONDS} s in vain: {what}")
        time.sleep(0.01)


@contextlib.contextmanager
def running(command, path):
    """The server's process, until the end of the block."""
    with subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: process.poll() is not None or answers(path), f"{command[0]} listens on {path}")
            if process.poll() is not None:
                raise SystemExit(f"bench: {' '.join(map(str, command))} ended by itself with {process.returncode}")
            yield process
        finally:
            process.terminate()


class Servers:
    """How each server is started and which program loads it."""

    def __init__(self, build, folder):
        self.build = build
        self.path = folder / "socket"
        self.redis = shutil.which("redis-server")

    def peers(self):
        return ["reprint", *([REDIS] if self.redis else [])]

    def command(self, peer):
        if peer == "reprint":
            return [self.build / "reprint", "serve", "--unix", self.path]
        return [self.redis, "--port", "0", "--unixsocket", self.path, "--save", "", "--appendonly", "no", "--dir", self.path.parent]

    def load(self, peer, *options, before=()):
        """What the load test says of a fresh server."""
        program = [self.build / "reprint", "bench"] if peer == "reprint" else [self.build / "bench/bench_redis"]
        with running([*before, *self.command(peer)], self.path):
            command = [str(word) for word in (*program, "--json", "--to", self.path, *options)]
            done = subprocess.run(command, capture_output=True, text=True)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if done.returncode != 0:
            raise SystemExit(f"bench: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return json.loads(done.stdout)


# --- throughput ---


def throughputs(servers, settings, articles, runs):
    """{setting: {peer: median articles/s}}"""
    found = {}
    for connections, in_flight in settings:
        rates = {peer: [] for peer in servers.peers()}
        for _ in range(runs):
            for peer in rates:
                said = servers.load(peer, "--connections", connections, "--in-flight", in_flight, "--articles", articles)
                rates[peer].append(said["articles_per_s"])
        found[connections, in_flight] = {peer: statistics.median(values) for peer, values in rates.items()}
    return found


def best(found, peer):
    """(articles/s, setting): the best that is pipelined."""
    return max((rates[peer], setting) for setting, rates in found.items() if setting[1] > 1)


def ratio(ours, theirs):
    return {REDIS: ours / theirs} if theirs else {}


def beside(rates):
    """How many times what Redis does, where that was measured, and what it does."""
    theirs = rates.get(REDIS)
    return ({REDIS: rates["reprint"] / theirs}, [{"peer": REDIS, "value": theirs}]) if theirs else ({}, [])


def throughput_rows(only, found):
    rows = []
    for setting, rates in found.items():
        if setting_name(*setting) in only:
            ratio, peers = beside(rates)
            rows.append(row(setting_name(*setting), rates["reprint"], "articles/s", ratio, input=f"{INPUT}, {setting[0]} x {setting[1]} in flight",
                            peers=peers))
    return rows


def memory_row(servers, found):
    """The best of each, whatever setting that is at."""
    peaks = {peer: best(found, peer) for peer in servers.peers()}
    ratio, peers = beside({peer: peak for peer, (peak, _) in peaks.items()})
    connections, in_flight = peaks["reprint"][1]
    return row("service.memory", peaks["reprint"][0], "articles/s", ratio, input=f"{INPUT}, {connections} x {in_flight} in flight", peers=peers,
               over_in_flight=[{"connections": c, "in_flight": f, **rates} for (c, f), rates in found.items()])


# --- latency ---


def latencies(servers, peer, peak, setting, percent, seconds):
    """ms, at that share of the peak: requests are due at fixed times. The window is as large as a server takes, so that it holds nothing back."""
    said = servers.load(peer, "--connections", setting[0], "--in-flight", 1024, "--rate", max(1, peak * percent // 100), "--seconds", seconds)
    return {"percent": percent, "rate": said["rate"], "reached": said["articles_per_s"],
            **{name: said["latency_ns"][called] / 1e6 for name, called in LATENCIES.items()}}


def latency_rows(only, servers, found, short):
    """Medians at half of the peak, and with all but `short` one measurement at each load, for the plot."""
    peaks = {peer: best(found, peer) for peer in servers.peers()}
    half = {peer: [] for peer in peaks}
    curve = {peer: [] for peer in peaks}
    for _ in range(1 if short else 3):
        for peer, (peak, setting) in peaks.items():
            half[peer].append(latencies(servers, peer, peak, setting, HALF, 2 if short else 5))
    for percent in () if short else LOADS:
        for peer, (peak, setting) in peaks.items():
            curve[peer].append(latencies(servers, peer, peak, setting, percent, 4))
    rows = []
    for name in LATENCIES:
        if f"service.latency_{name}" in only:
            value = {peer: statistics.median(one[name] for one in measured) for peer, measured in half.items()}
            ratio, peers = ({REDIS: value[REDIS] / value["reprint"]}, [{"peer": REDIS, "value": value[REDIS]}]) if REDIS in value else ({}, [])
            rows.append(row(f"service.latency_{name}", value["reprint"], "ms", ratio, peers=peers,
                            input=f"{INPUT}, {half['reprint'][0]['rate']:,} articles/s, half of the peak"))
    if rows and not short:
        rows[0]["over_load"] = curve
    return rows


# --- system calls ---


def calls_in(summary):
    """Of the summary of `strace -c`: what stands in its last line under "calls". None: it is not there yet."""
    lines = summary.splitlines()
    if not lines or not lines[-1].endswith(" total"):
        return None
    return int(lines[-1][:lines[0].index(" calls") + len(" calls")].split()[-1])


def syscall_rows(servers, folder, articles):
    summary = folder / "calls"
    # With -D the server is the child of this program, which stops it; the summary is there when strace has noticed that.
    said = servers.load("reprint", "--connections", 1, "--in-flight", 128, "--articles", articles,
                        before=(shutil.which("strace"), "-D", "-c", "-f", "-o", summary))
    wait_until(lambda: summary.exists() and calls_in(summary.read_text()) is not None, "strace says how many calls there were")
    calls = calls_in(summary.read_text())
    return [row("service.syscalls_per_article", calls / said["articles"], "calls", input=f"{INPUT}, 1 x 128 in flight, strace -c -f",
                calls=summary.read_text().splitlines())]


def settings_for(only, short):
    """A peak is needed for `memory` and for the latencies; in short it is looked for among the pipelined settings alone."""
    wants_peak = "service.memory" in only or any(f"service.latency_{name}" in only for name in LATENCIES)
    return [setting for setting in SETTINGS if setting_name(*setting) in only or wants_peak and (setting[1] > 1 or not short)]


def measure(only, short, build, data):
    rows = []
    with tempfile.TemporaryDirectory(prefix="reprint-") as name:
        folder = pathlib.Path(name)
        servers = Servers(pathlib.Path(build), folder)
        if servers.redis is None:
            say("service: redis-server is not installed (Debian: redis-server): measured without it")
        found = throughputs(servers, settings_for(only, short), 10000 if short else 60000, 1 if short else 3)
        if "service.memory" in only:
            rows.append(memory_row(servers, found))
        rows += throughput_rows(only, found)
        if any(f"service.latency_{name}" in only for name in LATENCIES):
            rows += latency_rows(only, servers, found, short)
        if "service.syscalls_per_article" in only and shutil.which("strace") is None:
            say("service.syscalls_per_article is left out: strace is not installed (Debian: strace)")
        elif "service.syscalls_per_article" in only:
            rows += syscall_rows(servers, folder, 5000 if short else 20000)
    return rows
