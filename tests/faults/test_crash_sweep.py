"""A short crash sweep over the server; and that a sweep finds what it is there to find, on a server that pretends to be one."""

import shlex
import sys
from pathlib import Path

import pytest

from build import Build, faketime_library
from crash_sweep import Sweep, sweep_over

POINTS = 50

needs_faketime = pytest.mark.skipif(faketime_library() is None, reason="libfaketime is not installed")


@needs_faketime
def test_ends_of_the_process_all_over_a_run(build, tmp_path, capfd):
    if not build.can_keep():
        pytest.skip("serve has no --data")
    passed, failed = sweep_over(build, tmp_path, wanted=POINTS, jobs=2)
    said = capfd.readouterr().out
    assert failed == 0, said
    assert passed >= POINTS * 9 // 10, said  # the others were not reached


class Pretended(Build):
    """The pretender, as a build."""

    def __init__(self, library, place, flaw):
        self.library, self.options = library, []
        self.binary = place / "pretender"
        self.binary.write_text(f"#!/bin/sh\nPRETEND={flaw} exec {shlex.quote(sys.executable)} {shlex.quote(str(Path(__file__).parent / 'pretender.py'))} \"$@\"\n")
        self.binary.chmod(0o700)

    def can_verify(self):
        return False


@needs_faketime
@pytest.mark.parametrize("flaw", ["", "early", "unsynced", "half", "forgets_removals", "twice"])
def test_a_sweep_finds_what_is_wrong(library, tmp_path, flaw, capfd):
    try:
        passed, failed = sweep_over(Pretended(library, tmp_path, flaw), tmp_path, wanted=40, jobs=2)
    except SystemExit as found:  # a stop as it should be may show it already
        assert flaw and "is answered" in str(found)
        return
    said = capfd.readouterr().out
    if flaw:
        assert failed > 0, said
    else:
        assert (passed, failed) == (40, 0), said


@needs_faketime
def test_an_expiry_that_comes_early_is_seen_without_an_end(library, tmp_path):
    with pytest.raises(SystemExit, match="expired early"):
        Sweep(Pretended(library, tmp_path, "expires_early"), tmp_path, seed=1).prepare()
