"""Articles of a labelled set, as lines of JSON."""

import io

import pytest
import zstandard


def lines(data, name):
    plain, packed = data / name / "docs.jsonl", data / name / "docs.jsonl.zst"
    if plain.is_file():
        return [line for line in plain.read_bytes().splitlines() if line.strip()]
    if not packed.is_file():
        pytest.skip(f"{packed} is absent")
    with open(packed, "rb") as file:
        return [line for line in io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file)) if line.strip()]
