"""A MessagePack-RPC client that somebody else wrote, over TCP."""

import json
import subprocess
from pathlib import Path

import pytest

from process import ROOT

PYTHON = ROOT / "build/venv-rpc/bin/python"


@pytest.fixture(scope="module")
def python():
    if not PYTHON.exists():
        pytest.skip(f"{PYTHON} is absent: scripts/test makes it from tests/e2e/rpc-client.txt")
    tried = subprocess.run([PYTHON, "-c", "import msgpackrpc"], capture_output=True, text=True, timeout=60)
    if tried.returncode != 0:
        pytest.skip(f"msgpack-rpc-python does not import on this Python: {tried.stderr.strip().splitlines()[-1]}")
    return PYTHON


def test_msgpack_rpc_python(start, python):
    server = start(tcp=True)
    done = subprocess.run([python, Path(__file__).with_name("rpc_client.py"), str(server.address[1])], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["hello"]["server"] == "reprint" and said["ping"] == {}
    first, second = said["add"]
    assert (first["verdict"], second["verdict"], second["original"]["id"]) == ("unique", "near", "wire")
    assert [answer["verdict"] for answer in said["check"]] == ["identical"] * 100
    assert said["get"]["answer"] == second and said["get"]["article"]["source"] == "post.example"
    assert said["error"][1:] == ["not_found", 'there is no article "none"']
