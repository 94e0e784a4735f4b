"""A real server process and real sockets: every server that is started must end well."""

import os
from pathlib import Path

import pytest

from process import ROOT, Server


def pytest_configure(config):
    config.addinivalue_line("markers", "threads: many clients at once; also run under ThreadSanitizer")


@pytest.fixture(scope="session")
def binary():
    found = os.environ.get("REPRINT_BIN")
    if not found:
        pytest.skip("REPRINT_BIN names no built reprint")
    return found


@pytest.fixture(scope="session")
def release_folder():
    """Of the release build, where time matters; it may be absent."""
    return Path(os.environ.get("REPRINT_RELEASE") or ROOT / "build/release")


@pytest.fixture(scope="session")
def release(release_folder):
    if not (release_folder / "reprint").is_file():
        pytest.skip(f"{release_folder} holds no release build (REPRINT_RELEASE)")
    return release_folder


@pytest.fixture(scope="session")
def data():
    """The folder of the labelled sets."""
    found = Path(os.environ.get("REPRINT_DATA") or ROOT.parent / "shared/data")
    if not found.is_dir():
        pytest.skip(f"{found} is absent (REPRINT_DATA)")
    return found


@pytest.fixture
def start(binary, tmp_path):
    """start(*options, ...) starts a server; at the end of the test it is stopped, and must end well."""
    servers = []

    def start_one(*options, **more):
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        servers.append(Server(folder, *options, **more))
        return servers[-1]

    try:
        yield start_one
        for server in servers:
            server.stop()
    finally:
        for server in servers:
            server.kill()


@pytest.fixture(scope="module")
def shared_server(binary, tmp_path_factory):
    """One for all cases of a file that leave nothing behind in it."""
    server = Server(tmp_path_factory.mktemp("server"), "--threads", 2)
    try:
        yield server
        server.stop()
    finally:
        server.kill()


@pytest.fixture
def server(start):
    return start("--threads", 2)


@pytest.fixture
def connection(server):
    with server.connect() as connection:
        yield connection
