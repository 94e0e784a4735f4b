"""A server process: started, found ready, stopped, and looked at for what it must not leave behind."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from rpc import Connection

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 120
REPORT = re.compile(r"ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:|Assertion .* failed")

# So that what AddressSanitizer keeps of freed memory does not look like memory of the server.
SMALL_QUARANTINE = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"}


def wait_until(condition, what, seconds=START_SECONDS):
    """Returns what the condition does as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.005)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(*arguments, binary=None):
    """ThreadSanitizer may need plain addresses: scripts/test says how."""
    return [*os.environ.get("plain_addresses", "").split(), binary or os.environ["REPRINT_BIN"], *map(str, arguments)]


class Server:
    def __init__(self, folder, *options, tcp=False, binary=None, environment=None, own_group=False):
        """own_group: it leads a process group, so that what it starts can be killed with it."""
        self.path = str(Path(folder) / "socket")
        self.log_path = Path(folder) / "log"
        self.killed = False
        self.address = ("127.0.0.1", free_port()) if tcp else self.path
        where = ["--listen", "127.0.0.1:%d" % self.address[1]] if tcp else ["--unix", self.path]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command("serve", *where, *options, binary=binary), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env={**os.environ, **(environment or {})}, start_new_session=own_group)
        try:
            wait_until(self.is_ready, f"{self.address} is listened on")
        except BaseException:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Whatever failed, it is not left running."""
        self.kill()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def is_ready(self):
        assert self.process.poll() is None, self.log()
        try:
            self.connect().socket.close()
            return True
        except OSError:
            return False

    def connect(self):
        return Connection(self.address)

    def cli_address(self):
        """As --to wants it."""
        return self.address if isinstance(self.address, str) else "%s:%d" % self.address

    def memory(self):
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def check_end(self):
        """It ends by itself, well, and without a word from a sanitizer."""
        code = self.process.wait(STOP_SECONDS)
        assert code == 0, f"exit status {code}:\n{self.log()}"
        assert not REPORT.search(self.log()), self.log()

    def stop(self):
        if self.killed:
            return
        if self.process.poll() is None:
            self.terminate()
        self.check_end()

    def kill(self):
        self.killed = True
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
