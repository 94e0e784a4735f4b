"""datatrove's MinHash pipeline as its example has it: signatures, buckets, clusters, filter; FOLDER/in/*.jsonl in, FOLDER/kept out."""
import os
import pathlib
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter


def split(folder, parts):
    """A part of the lines for each core: a task reads whole files."""
    lines = (folder / "in/articles.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "parts").mkdir()
    for part in range(parts):
        (folder / f"parts/{part}.jsonl").write_bytes(b"".join(lines[part::parts]))
    return str(folder / "parts")


def main():
    folder, config, cores = pathlib.Path(sys.argv[1]), MinhashConfig(), os.cpu_count()
    parts = split(folder, cores)
    signatures, buckets, removed = (str(folder / name) for name in ("signatures", "buckets", "removed"))
    steps = [
        ([JsonlReader(parts), MinhashDedupSignature(output_folder=signatures, config=config)], cores),
        ([MinhashDedupBuckets(input_folder=signatures, output_folder=buckets, config=config)], config.num_buckets),
        ([MinhashDedupCluster(input_folder=buckets, output_folder=removed, config=config)], 1),
        ([JsonlReader(parts), MinhashDedupFilter(input_folder=removed), JsonlWriter(str(folder / "kept"))], cores),
    ]
    for number, (pipeline, tasks) in enumerate(steps):
        LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=cores, logging_dir=str(folder / f"log{number}")).run()
    if not any((folder / "kept").iterdir()):
        sys.exit("datatrove kept nothing")


if __name__ == "__main__":
    main()
