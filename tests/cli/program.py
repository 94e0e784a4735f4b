"""The program under test, and a server of it."""

import os
import pty
import signal
import subprocess
import termios

import pytest

BINARY = os.environ.get("REPRINT_BIN")
COMMANDS = "serve send check watch get story remove stats backup verify export import dedup compare fingerprint eval bench".split()


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in ("REPRINT_ADDR", "NO_COLOR", "TERM")}
    return kept | more


def reprint(*arguments, stdin="", **more):
    """Runs a command to its end; (exit code, standard output, standard error)."""
    if not BINARY:
        pytest.skip("REPRINT_BIN names no built reprint")
    ended = subprocess.run([BINARY, *map(str, arguments)], input=stdin if isinstance(stdin, bytes) else stdin.encode(), capture_output=True, timeout=120,
                           env=environment(**more), check=False)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def reprint_on_terminal(*arguments, columns=0, **more):
    """The same with a terminal for standard output and error, 0 columns: it does not say how wide; (exit code, what it shows)."""
    if not BINARY:
        pytest.skip("REPRINT_BIN names no built reprint")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, columns))
    with subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                          env=environment(TERM="xterm") | more) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        return process.wait(120), shown.decode()


def hangup_ends():
    """Before a program starts: the tests themselves may run where SIGHUP is ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def hangup_is_ignored():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


class Server:
    """`reprint serve` on a Unix socket, until `stop`."""

    def __init__(self, folder, *options, before=hangup_ends):
        if not BINARY:
            pytest.skip("REPRINT_BIN names no built reprint")
        self.address = f"{folder}/socket"
        self.process = subprocess.Popen([BINARY, "serve", "--unix", self.address, *map(str, options)], stderr=subprocess.PIPE,
                                        text=True, env=environment(), preexec_fn=before)
        self.said = []
        while not self.said or "listening on" not in self.said[-1]:
            line = self.process.stderr.readline()
            assert line, f"the server ended: {self.said}"
            self.said.append(line)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.said += self.process.stderr.readlines()
        self.process.stderr.close()
        return self.process.wait(120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            assert self.stop() == 0
