"""The stories of a labelled set do not depend on the order in which its articles arrive."""

import json
import subprocess

import pytest

from process import command


@pytest.mark.parametrize("name, shuffles", [("fakes-en", 20), ("odu-en", 2), ("insm-de", 2)])
def test_the_order_of_arrival_moves_few_pairs(data, release, name, shuffles):
    if not (data / name / "pairs.tsv").is_file():
        pytest.skip(f"{data / name} is absent")
    done = subprocess.run(command("eval", "--json", "--shuffles", shuffles, data / name, binary=str(release / "reprint")), capture_output=True,
                          text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["shuffles"]
    assert found["count"] == shuffles and found["pairs"] > 500
    assert found["moved"]["mean"] <= found["moved"]["most"] <= .005 and found["moved_ever"] <= .005
