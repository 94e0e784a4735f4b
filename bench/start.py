"""How long the program takes that does next to nothing, from the call to its end."""
import os
import statistics
import time

from common import SCRATCH, ask, made, row


def names():
    return ["start.version", "start.compare"]


def took_ms(command):
    """Without what Python does for a child process: pipes, buffers, a search of the path."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    took = (time.perf_counter() - start) * 1000
    if status != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return took


def measure(only, short, build, data):
    SCRATCH.mkdir(parents=True, exist_ok=True)
    articles = [SCRATCH / "one.txt", SCRATCH / "other.txt"]
    for path, article in zip(articles, ask("head", "-2", made(build, 500))):
        path.write_text(article["text"], encoding="utf-8")
    commands = {"nothing": ["/bin/true"], "start.version": [str(build / "reprint"), "--version"],
                "start.compare": [str(build / "reprint"), "compare", *map(str, articles)]}
    times = {name: [] for name in commands}
    for _ in range(5 if short else 101):
        for name, command in commands.items():
            times[name].append(took_ms(command))
    median = {name: statistics.median(taken) for name, taken in times.items()}
    about = {"start.version": "reprint --version", "start.compare": "reprint compare, two texts of 3 KB"}
    return [row(name, median[name], "ms", {"/bin/true": median["nothing"] / median[name]}, input=about[name]) for name in names() if name in only]
