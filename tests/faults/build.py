"""Where the program and the library of faults are."""

import glob
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Build:
    def __init__(self, folder):
        self.binary = folder / "reprint"
        self.library = folder / "tests/faults/faults.so"

        self.options = []  # of every server

    def can_verify(self):
        """Whether the program has `reprint verify`."""
        return subprocess.run([self.binary, "verify", "--help"], capture_output=True).returncode == 0

    def can_keep(self):
        """Whether it has `reprint serve --data`."""
        return b"--data" in subprocess.run([self.binary, "serve", "--help"], capture_output=True).stdout

    def is_there(self):
        return self.binary.is_file() and self.library.is_file()

    @staticmethod
    def find():
        """The release build, else that of REPRINT_BIN; None."""
        folders = [Path(os.environ.get("REPRINT_RELEASE") or ROOT / "build/release").resolve()]
        if os.environ.get("REPRINT_BIN"):
            folders.append(Path(os.environ["REPRINT_BIN"]).resolve().parent)
        return next((build for build in map(Build, folders) if build.is_there()), None)


def faketime_library():
    """Debian's libfaketime for programs with threads; None."""
    return next(iter(sorted(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1"))), None)
