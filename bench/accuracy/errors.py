"""The errors of reprint at its defaults, counted by class.

    errors.py OUT.json

A copy that is missed was refused, was found as less than a copy, matched a copy but came into another story, or had no match; a pair that is
joined wrongly is a trap, is labelled `not`, or is not listed.
"""
import collections
import json
import pathlib
import sys

import machine
import sample

ALL = 1_000_000
COPIES = ("identical", "near", "revision", "syndicated")


def missed(pair):
    if "verdict" not in pair:
        return "no match"
    if pair["verdict"] in COPIES:
        return "matched as a copy, but in another story"
    if pair["refusal"] != "none":
        return f"refused as {pair['refusal']}"
    return "partial: too little is shared" if pair["verdict"] == "partial" else "matched as unique"


def joined(pair):
    return {"trap": "trap", "not": "labelled not", "unlisted": "not listed"}[pair["label"]]


def main():
    sets = {}
    for report in machine.evaluate([machine.data() / name for name in sample.SETS], f"--show={ALL}"):
        sets[report["set"]] = {"articles": report["articles"], "skipped": report["skipped"], **report["stories"],
                               "first_of_source": report["first_of_source"],
                               "missed": collections.Counter(map(missed, report["missed"])),
                               "joined": collections.Counter(map(joined, report["joined"]))}
    pathlib.Path(sys.argv[1]).write_text(json.dumps({"measured": machine.facts(), "sets": sets}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
