"""The other end of the library of faults (faults.c): says at which call what is to happen, and reads what was counted.

    faults = Faults(library, folder, control_file)
    faults.set("kill", at=17)                                  # the process dies at its 17th call that changes the folder
    faults.set("error", errno.EIO, calls=SYNCS, match=".log")  # every sync of a log fails, until lift()
"""

import ctypes
import errno
import mmap
import os
import shutil
import struct
from pathlib import Path

ACTIONS = ["none", "kill", "kill_after", "kill_half", "error", "short"]  # enum faults_action
COUNTS, FILES, TRACE = 32, 4096, 1 << 16
# struct faults_control
FIELDS = {name: 8 * i for i, name in enumerate(["action", "calls", "at", "times", "error", "alone"])}
MATCH, MATCH_BYTES = 48, 64
FIELDS |= {name: MATCH + MATCH_BYTES + 8 * i for i, name in enumerate(["owner", "seen", "hits", "hit_call", "hit_number"])}
HIT_PATH, HIT_PATH_BYTES = FIELDS["hit_number"] + 8, 256
TOTALS = HIT_PATH + HIT_PATH_BYTES
TABLE = TOTALS + 8 * COUNTS
CALLS = TABLE + 24 * FILES
SIZE = CALLS + TRACE

WRITES = ("write", "pwrite", "writev", "pwritev")
SYNCS = ("fsync", "fdatasync")
READS = ("read", "pread", "fread")


def call_names(library):
    """In the order of their numbers, as the library has them."""
    first = ctypes.c_char.in_dll(ctypes.CDLL(str(library)), "faults_calls")
    return ctypes.string_at(ctypes.addressof(first)).decode().split()


class Faults:
    def __init__(self, library, folder, control):
        """folder: what is watched; need not be there yet. control: a file to be made."""
        self.library, self.folder, self.control = Path(library), Path(os.path.realpath(folder)), Path(control)
        self.names = call_names(library)
        self.changes = tuple(name for name in self.names if name not in (*READS, "statvfs"))
        with open(self.control, "wb") as file:
            file.truncate(SIZE)
        with open(self.control, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), SIZE)

    def close(self):
        self.memory.close()

    def environment(self, *, also=""):
        """For the program to be started. also: libraries to be loaded behind this one."""
        return {"LD_PRELOAD": " ".join(filter(None, [str(self.library), also])), "FAULTS_FOLDER": str(self.folder),
                "FAULTS_CONTROL": str(self.control), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def get(self, name):
        return struct.unpack_from("=Q", self.memory, FIELDS[name])[0]

    def put(self, name, value):
        struct.pack_into("=Q", self.memory, FIELDS[name], value)

    def set(self, action, error=errno.EIO, *, calls=None, at=1, times=0, match="", alone=False):
        """From now on calls are counted anew, and at the one numbered `at` it happens, and at so many in all (0: until it is lifted).
        calls: which are meant; all that change something when it is not said. match: only files whose path in the folder contains that."""
        self.lift()
        self.memory[MATCH:MATCH + MATCH_BYTES] = match.encode().ljust(MATCH_BYTES, b"\0")
        self.memory[HIT_PATH:TOTALS] = bytes(HIT_PATH_BYTES)
        self.put("calls", sum(1 << self.names.index(name) for name in calls or self.changes))
        for name, value in (("times", times), ("error", error), ("alone", alone), ("seen", 0), ("hits", 0), ("action", ACTIONS.index(action))):
            self.put(name, value)
        self.put("at", at)

    def count_only(self):
        """Counts calls that change something, from now on; nothing happens."""
        self.set("none", at=0)

    def lift(self):
        self.put("at", 0)

    def forget_owner(self):
        """The program that was started has ended: a child that outlived it is not to kill who has its number now."""
        self.put("owner", 0)

    def hit(self):
        """(call, path, number) of the first fault since it was set; None: there was none."""
        if self.get("hits") == 0:
            return None
        path = self.memory[HIT_PATH:TOTALS].split(b"\0")[0].decode()
        return self.names[self.get("hit_call")], path, self.get("hit_number")

    def trace(self):
        """Which call each of those that were meant was, since `set`."""
        return [self.names[call] for call in self.memory[CALLS:CALLS + min(self.get("seen"), TRACE)]]

    def counts(self):
        """{call: how many since the beginning}"""
        found = struct.unpack_from(f"={len(self.names)}Q", self.memory, TOTALS)
        return {name: count for name, count in zip(self.names, found) if count}

    def forget_counts(self):
        self.memory[TOTALS:TABLE] = bytes(TABLE - TOTALS)

    def forget_syncs(self):
        """All that is in the folder now counts as synced."""
        self.memory[TABLE:CALLS] = bytes(CALLS - TABLE)

    def synced(self):
        """{inode: bytes} of the files that were made while the library looked on."""
        rows = struct.iter_unpack("=3Q", self.memory[TABLE:CALLS])
        return {inode: size for inode, size, _ in rows if inode != 0}

    def lose_unsynced(self):
        """What a cut of the power would do to the folder, once no process uses it: of each file only what was synced is left. Names are not lost."""
        synced = self.synced()
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                found = path.stat()
                if found.st_size > synced.get(found.st_ino, found.st_size):
                    os.truncate(path, synced[found.st_ino])


def copy_folder(source, target):
    """Another copy of a folder in the place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
