"""How right the stories of the labelled sets are: online, in one pass, with the defaults."""

import json
import subprocess

import pytest

from process import command

LEAST = {"fakes-en": (.98, .99), "odu-en": (.98, .99), "insm-de": (.99, .99)}
MOST_TRAPS = .01


@pytest.mark.parametrize("name", LEAST)
def test_copies_are_found_and_traps_are_not(data, release, name):
    if not (data / name / "pairs.tsv").is_file():
        pytest.skip(f"{data / name} is absent")
    done = subprocess.run(command("eval", "--json", data / name, binary=str(release / "reprint")), capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr
    stories = json.loads(done.stdout)["stories"]
    recall, precision = LEAST[name]
    assert stories["recall"] >= recall and stories["precision"] >= precision
    assert stories["traps_joined"] <= MOST_TRAPS * stories["traps"]
