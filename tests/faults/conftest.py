"""Servers with a corpus on disk, under faults. The program and the library of faults are those of the release build where there is one: they are started many
times. REPRINT_BIN with sanitizers serves where there is none."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

from build import Build  # noqa: E402


@pytest.fixture(scope="session")
def build():
    found = Build.find()
    if found is None:
        pytest.skip("neither REPRINT_RELEASE nor REPRINT_BIN names a built reprint with its tests/faults/faults.so")
    return found


@pytest.fixture(scope="session")
def library(build):
    return build.library


@pytest.fixture
def faults(library, tmp_path):
    """Over the folder `data` in that of the test, which is not made."""
    from faults import Faults
    found = Faults(library, tmp_path / "data", tmp_path / "control")
    yield found
    found.close()


@pytest.fixture(autouse=True)
def no_python_files(monkeypatch):
    monkeypatch.setitem(os.environ, "PYTHONDONTWRITEBYTECODE", "1")
