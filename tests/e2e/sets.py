"""Articles of a labelled set, as lines of JSON."""

import io

import pytest
import zstandard


def lines(data, name):
    path = data / name / "docs.jsonl.zst"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    with open(path, "rb") as file:
        return [line for line in io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file)) if line.strip()]
