"""Where a server listens: TCP and Unix sockets, files that are left behind, places that are taken."""

import os
import socket
import subprocess

import pytest

from process import command, free_port
from rpc import Connection
from words import text


def refused(*options):
    """What a server that can not start says."""
    done = subprocess.run(command("serve", *options), capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def test_the_socket_file_goes_with_the_server(start):
    server = start()
    assert os.path.exists(server.path)
    server.stop()
    assert not os.path.exists(server.path)


def test_a_stale_socket_file_is_replaced(start, tmp_path):
    path = str(tmp_path / "stale")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    server = start("--unix", path)
    with Connection(path) as connection:
        assert connection.ask("ping") == {}
    server.stop()
    assert not os.path.exists(path)


def test_a_killed_server_does_not_stand_in_the_way(start):
    killed = start()
    killed.kill()
    assert os.path.exists(killed.path)
    start("--unix", killed.path)
    with killed.connect() as connection:
        assert connection.ask("ping") == {}


def test_a_socket_in_use_is_left_alone(start):
    server = start()
    code, said = refused("--unix", server.path)
    assert code == 1 and "cannot be listened on" in said and "another process listens there" in said
    with server.connect() as connection:
        assert connection.ask("ping") == {}


def test_a_port_in_use_is_left_alone(start):
    server = start(tcp=True)
    code, said = refused("--listen", "127.0.0.1:%d" % server.address[1])
    assert code == 1 and "another process listens there" in said
    with server.connect() as connection:
        assert connection.ask("ping") == {}


def test_another_kind_of_file_is_left_alone(binary, tmp_path):
    path = tmp_path / "file"
    path.write_text("mine")
    code, said = refused("--unix", path)
    assert code == 1 and "cannot be listened on" in said
    assert path.read_text() == "mine"


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1:", "127.0.0.1:x", ":7878", "127.0.0.1:123456"])
def test_what_is_no_address(binary, address):
    code, said = refused("--listen", address)
    assert code == 2 and f'the address "{address}"' in said


def test_an_empty_address(binary):
    code, said = refused("--listen", "")
    assert code == 2 and "an empty argument stands behind --listen" in said


def test_a_path_that_is_too_long(binary, tmp_path):
    code, said = refused("--unix", tmp_path / ("x" * 120))
    assert code == 2 and "1 .. 107 bytes" in said


def test_one_bad_address_of_several(binary, tmp_path):
    """Nothing is left behind of the others."""
    code, said = refused("--unix", tmp_path / "socket", "--listen", "127.0.0.1:x")
    assert code == 2, said
    assert not os.path.exists(tmp_path / "socket")


def test_several_addresses_are_one_server(start):
    port = free_port()
    server = start("--listen", f"127.0.0.1:{port}")
    with server.connect() as connection:
        connection.call("add", id="a", text=text(1))
    server.address = ("127.0.0.1", port)
    with server.connect() as connection:
        assert connection.call("get", id="a")["answer"]["seq"] == 1
