"""The loop that one would write: every line of FOLDER/in/articles.jsonl into rensa's deduplicator, what it takes into FOLDER/kept.jsonl."""
import json
import pathlib
import sys

from rensa import RMinHash, RMinHashDeduplicator


def main():
    folder = pathlib.Path(sys.argv[1])
    seen = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True, seed=42)
    with open(folder / "in/articles.jsonl", encoding="utf-8") as lines, open(folder / "kept.jsonl", "w", encoding="utf-8") as kept:
        for number, line in enumerate(lines):
            sketch = RMinHash(num_perm=128, seed=42)
            sketch.update(json.loads(line)["text"].split())
            if seen.add(str(number), sketch):
                kept.write(line)


if __name__ == "__main__":
    main()
