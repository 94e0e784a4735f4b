"""How many rewritten copies are found: of each set, 200 articles are rewritten and come after all others.

    rewrites.py [--json] REPRINT DATA

A rewritten copy has the sentences of its original in another order and a share of the words changed, each for a word drawn from
the set. For each share: how many of the copies answer with their original as a match (`partial` or more), the median share of
the copy's words within the passages reported, and how many other articles they match besides (0 is right, but for articles that
repeat the same original).
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import tempfile

import sample

SHARES = (0.0, 0.2, 1 / 3, 0.4, 0.5)
COPIES = 200
STOP = re.compile(r"(?<=[.!?。！？؟۔।])\s*|\n+")


def rewrite(text, share, words, draw):
    sentences = [sentence for sentence in STOP.split(text) if sentence.strip()]
    draw.shuffle(sentences)
    return " ".join(draw.choice(words) if draw.random() < share else word for sentence in sentences for word in sentence.split())


def run(reprint, docs, copies):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "docs.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for doc in docs + copies:
                print(json.dumps(doc, ensure_ascii=False), file=out)
        subprocess.run([reprint, "dedup", path, "-o", folder + "/out"], check=True, capture_output=True)
        answers = {}
        with open(folder + "/out/stories.jsonl", encoding="utf-8") as lines:
            for line in lines:
                answer = json.loads(line)
                answers[answer["id"]] = answer
        return answers


def covered(doc, match):
    passages = [passage["new"] for passage in match["passages"]]
    raw = doc["text"].encode()
    return sum(len(raw[start:end].split()) for start, end in passages) / max(1, len(raw.split()))


def measure(reprint, name, folder, share):
    draw = random.Random(1)
    docs = list(sample.read(folder))
    words = [word for doc in draw.sample(docs, 300) for word in doc["text"].split()]
    long_enough = [doc for doc in docs if len(doc["text"].split()) >= 100]
    copies, origin = [], {}
    for doc in draw.sample(long_enough, COPIES):
        copy = {"id": "copy-" + doc["id"], "source": "rewriter.example", "title": "", "text": rewrite(doc["text"], share, words, draw)}
        copies.append(copy)
        origin[copy["id"]] = doc["id"]
    answers = run(reprint, docs, copies)
    found, others, shares = 0, 0, []
    for copy in copies:
        matches = [match for match in answers[copy["id"]]["matches"] if match["verdict"] != "unique"]
        for match in matches:
            if match["id"] == origin[copy["id"]]:
                found += 1
                shares.append(covered(copy, match))
            else:
                others += 1
    shares.sort()
    return {"set": name, "changed": round(share, 3), "copies": len(copies), "found": found, "other_matches": others,
            "median_words_in_passages": round(shares[len(shares) // 2], 3) if shares else 0}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("reprint")
    parser.add_argument("data", type=pathlib.Path)
    options = parser.parse_args()
    rows = [measure(options.reprint, name, options.data / name, share) for name in sample.SETS for share in SHARES]
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'set':10} {'changed':>8} {'copies':>7} {'found':>7} {'others':>7} {'in passages':>12}")
    for row in rows:
        print(f"{row['set']:10} {row['changed']:8.3f} {row['copies']:7} {row['found']:7} {row['other_matches']:7} {row['median_words_in_passages']:12.3f}")


if __name__ == "__main__":
    main()
