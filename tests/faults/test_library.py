"""The library of faults itself, before programs of a few lines: what it counts, what it lets happen, and that no call escapes it."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from faults import SYNCS

# Each call that Python can make, in the folder that is the first argument.
CALLS = """
import os, sys
folder = sys.argv[1]
os.mkdir(folder)
a, b = folder + "/a", folder + "/b"
fd = os.open(a, os.O_RDWR | os.O_CREAT, 0o600)
os.write(fd, b"12345678")
os.pwrite(fd, b"abcd", 4)
os.writev(fd, [b"xy", b"z"])
os.posix_fallocate(fd, 0, 4096)
os.fsync(fd)
os.fdatasync(fd)
os.ftruncate(fd, 8)
os.lseek(fd, 0, os.SEEK_SET)
print(os.read(fd, 100), os.pread(fd, 4, 4))
os.close(fd)
os.truncate(a, 4)
os.link(a, b)
os.rename(a, folder + "/c")
os.unlink(b)
os.mkdir(folder + "/d")
os.rmdir(folder + "/d")
os.statvfs(folder)
os.close(os.open(folder + "/c", os.O_RDONLY))  # changes nothing
outside = os.open(folder + ".outside", os.O_RDWR | os.O_CREAT, 0o600)
os.write(outside, b"1")
"""
COUNTED = {"mkdir": 2, "open": 1, "write": 1, "pwrite": 1, "writev": 1, "posix_fallocate": 1, "fsync": 1, "fdatasync": 1, "ftruncate": 1, "read": 1,
           "pread": 1, "truncate": 1, "link": 1, "rename": 1, "unlink": 1, "rmdir": 1, "statvfs": 1}

# Says what each of its writes and syncs came to.
WRITER = """
import json, os, sys
fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
said = []
for i in range(int(sys.argv[2])):
    for call in (lambda: os.write(fd, b"0123456789"), lambda: os.fsync(fd)):
        try:
            said.append(call() or 0)
        except OSError as fault:
            said.append(-fault.errno)
print(json.dumps(said))
"""

FORKER = """
import os, sys
fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
if os.fork() == 0:
    os.write(fd, b"child")
    os._exit(0)
os.wait()
os.write(fd, b"parent")
"""


def run(faults, program, *arguments, before=()):
    return subprocess.run([*before, sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **faults.environment()})


def written(faults, count=3):
    """What the writer said of each of its calls."""
    faults.folder.mkdir(exist_ok=True)
    done = run(faults, WRITER, faults.folder / "file", count)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_calls_in_the_folder_are_counted(faults):
    faults.count_only()
    done = run(faults, CALLS, faults.folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "b'1234abcd' b'abcd'\n"
    assert faults.counts() == COUNTED
    assert faults.get("seen") == sum(count for name, count in COUNTED.items() if name in faults.changes)


def test_a_fault_at_one_call(faults):
    faults.set("error", errno.ENOSPC, at=4, times=1)  # open, write, fsync, write
    assert written(faults) == [10, 0, -errno.ENOSPC, 0, 10, 0]
    assert faults.hit() == ("write", "/file", 4)
    assert faults.trace() == ["open", *["write", "fsync"] * 3]
    assert (faults.folder / "file").stat().st_size == 20


def test_a_fault_until_it_is_lifted(faults):
    faults.set("error", errno.EIO, calls=SYNCS)
    assert written(faults) == [10, -errno.EIO] * 3
    faults.lift()
    assert written(faults) == [10, 0] * 3


def test_a_short_write(faults):
    faults.set("short", calls=["write"], at=2, times=1)
    assert written(faults) == [10, 0, 5, 0, 10, 0]


def test_only_files_that_match(faults):
    faults.set("error", calls=["write"], match="another")
    assert written(faults) == [10, 0] * 3
    assert faults.hit() is None


@pytest.mark.parametrize(("action", "left"), [("kill", 10), ("kill_half", 15), ("kill_after", 20)])
def test_an_end_at_a_write(faults, action, left):
    faults.folder.mkdir()
    faults.set(action, calls=["write"], at=2)
    assert run(faults, WRITER, faults.folder / "file", 3).returncode == -signal.SIGKILL
    assert (faults.folder / "file").stat().st_size == left
    assert faults.hit() == ("write", "/file", 2)


@pytest.mark.parametrize("alone", [False, True])
def test_a_child_is_under_faults_too(faults, alone):
    faults.folder.mkdir()
    faults.set("kill", calls=["write"], times=1, alone=alone)
    ended = run(faults, FORKER, faults.folder / "file").returncode
    assert ended == (0 if alone else -signal.SIGKILL)
    assert (faults.folder / "file").read_bytes() == (b"parent" if alone else b"")


def test_what_was_not_synced_is_lost_with_the_power(faults):
    faults.folder.mkdir()
    faults.set("kill", calls=["fsync"], at=3)
    run(faults, WRITER, faults.folder / "file", 3)
    assert (faults.folder / "file").stat().st_size == 30
    faults.lose_unsynced()
    assert (faults.folder / "file").stat().st_size == 20


def test_what_a_sync_failed_for_is_lost_with_the_power_whatever_later_syncs_say(faults):
    faults.set("error", calls=["fsync"], at=2, times=1)
    assert written(faults) == [10, 0, 10, -errno.EIO, 10, 0]
    faults.lose_unsynced()
    assert (faults.folder / "file").stat().st_size == 10


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_call_escapes(faults, tmp_path):
    faults.count_only()
    trace = tmp_path / "trace"
    done = run(faults, CALLS, faults.folder, before=["strace", "-f", "-y", "-o", trace])
    assert done.returncode == 0, done.stderr
    assert calls_in(trace, faults.folder, faults.names) == faults.counts()


def calls_in(trace, folder, names):
    """{call: how many} of a trace with the paths of descriptors (strace -f -y), under the names that the library has for them."""
    known = {"pwrite64": "pwrite", "pread64": "pread", "pwritev2": "pwritev", "openat": "open", "creat": "open", "renameat": "rename", "renameat2": "rename",
             "linkat": "link", "mkdirat": "mkdir", "unlinkat": "unlink", "fallocate": "posix_fallocate", "statfs": "statvfs"}
    found = {}
    for line in trace.read_text().splitlines():
        match = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
        if match is None or not re.search(re.escape(str(folder)) + r'[/>"]', match[2]):
            continue
        name = known.get(match[1], match[1])
        if name == "open" and not re.search("O_CREAT|O_TRUNC", match[2]) or name not in names:
            continue
        if name == "unlink" and "AT_REMOVEDIR" in match[2]:
            name = "rmdir"
        found[name] = found.get(name, 0) + 1
    return found
