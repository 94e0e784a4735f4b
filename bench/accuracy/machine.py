"""What a figure was measured with: versions, compiler, machine, day."""
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def program():
    return os.environ.get("REPRINT_BIN") or str(ROOT / "build/release/reprint")


def data():
    return pathlib.Path(os.environ.get("REPRINT_DATA") or ROOT.parent / "shared/data")


def said(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return done.stdout.strip() if done.returncode == 0 else ""


def version():
    return said(program(), "--version").removeprefix("reprint ")


def commit():
    """Of the engine: with "+" when what it is built from has changed since."""
    changed = said("git", "status", "--porcelain", "--", "src", "include", "data")
    return said("git", "rev-parse", "--short=10", "HEAD") + ("+" if changed else "")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def compiler():
    """As the log of the build names it."""
    path = pathlib.Path(program()).parent / "meson-logs/meson-log.txt"
    log = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    found = re.search(r"^C compiler for the host machine: \S+ \((\S+ \S+)", log, re.M)
    return found.group(1) if found else "unknown compiler"


def facts():
    return {"reprint": version(), "commit": commit(), "compiler": compiler(),
            "python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}", "processor": processor(),
            "cores": os.cpu_count(), "day": datetime.date.today().isoformat()}


def evaluate(folders, *options):
    """What `reprint eval --json` says of each folder."""
    command = [program(), "eval", "--json", *options, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]
