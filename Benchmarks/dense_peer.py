"""Dense retrieval of a knowledge base against sentence-transformers on the same chunks, queries and judgements.

The peer shares nothing with forge but the base's SQLite file and the model's folder: it embeds every chunk's title,
section and text with sentence-transformers in float32, ranks all of them by the cosine, and scores nDCG@10 itself.

    pip install sentence-transformers
    python Benchmarks/dense_peer.py scifact --model ~/models/all-MiniLM-L6-v2 \\
        --queries scifact/queries.jsonl --judgements scifact/qrels/train.tsv

FORGE_HOME says where the base is. A document stands where its best chunk stands among the first 20, as in
`forge kb evaluate`.
"""

import argparse
import json
import math
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

DEPTH = 10
CHUNKS_PER_DOCUMENT = 2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="name of the knowledge base")
    parser.add_argument("--model", required=True, type=Path, help="folder of the base's embedder")
    parser.add_argument("--queries", required=True, type=Path)
    parser.add_argument("--judgements", required=True, type=Path)
    parser.add_argument("--forge", default="forge", help="the forge to compare with")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    return parser.parse_args()


def home():
    return Path(os.environ.get("FORGE_HOME") or Path.home() / ".local/share/llm-forge")


def chunks(base):
    """(document, text) of every chunk in the order of their numbers, the text as forge embeds it."""
    file = home() / "knowledge" / base / "base.sqlite"
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    rows = database.execute(
        "SELECT documents.id, chunks.title, chunks.section, chunks.text FROM chunks"
        " JOIN documents ON documents.key = chunks.document ORDER BY chunks.id"
    )
    found = []
    for document, title, section, text in rows:
        heading = "".join(part + "\n" for part in (title, section) if part)
        found.append((document, heading + text))
    return found


def judged(queries, judgements):
    """[(text, {document: gain})] of the queries that have a relevant document."""
    gains = {}
    for number, line in enumerate(judgements.read_text("utf-8").split("\n")):
        if not line or number == 0 and not line.split("\t")[-1].strip().replace(".", "").isdigit():
            continue
        query, document, gain = line.rstrip("\r").split("\t")
        gains.setdefault(query, {})[document] = float(gain)
    found = []
    for line in queries.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        record = json.loads(line)
        own = gains.get(record["_id"], {})
        if any(gain > 0 for gain in own.values()):
            found.append((record["text"], own))
    return found


def ndcg(ranking, gains):
    def discounted(values):
        return sum(value / math.log2(rank + 2) for rank, value in enumerate(values[:DEPTH]))

    return discounted([gains.get(document, 0) for document in ranking]) / discounted(sorted(gains.values())[::-1])


def documents(order, names):
    """Documents in the order of their best chunk."""
    return list(dict.fromkeys(names[chunk] for chunk in order))[:DEPTH]


def peer(found, queries, options):
    """The mean nDCG@10 and the seconds that embedding the chunks took."""
    import numpy
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(options.threads)
    model = SentenceTransformer(str(options.model), device="cpu")

    def embed(texts):
        return model.encode(texts, batch_size=options.batch, normalize_embeddings=True, show_progress_bar=False)

    start = time.monotonic()
    vectors = embed([text for _, text in found])
    seconds = time.monotonic() - start
    asked = embed([text for text, _ in queries])
    names = [document for document, _ in found]
    total = 0.0
    for vector, (_, gains) in zip(asked, queries):
        # Of equal scores the lower number first.
        order = numpy.argsort(-(vectors @ vector), kind="stable")[: DEPTH * CHUNKS_PER_DOCUMENT]
        total += ndcg(documents(order, names), gains)
    return total / len(queries), seconds


def forge(options):
    command = [options.forge, "kb", "evaluate", options.base, "--methods", "dense", "--k", str(DEPTH), "--json"]
    command += ["--queries", str(options.queries), "--judgements", str(options.judgements)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return report["methods"][0]["ndcg"]["value"], report["queries"]


def main():
    options = arguments()
    found = chunks(options.base)
    queries = judged(options.queries, options.judgements)
    ours, asked = forge(options)
    if asked != len(queries):
        sys.exit(f"forge asked {asked} queries, the peer {len(queries)}: the files were read differently")
    theirs, seconds = peer(found, queries, options)
    print(f"{options.base}: {len(found)} chunks, {len(queries)} queries, nDCG@{DEPTH} dense")
    print(f"forge                 {ours:.4f}")
    print(f"sentence-transformers {theirs:.4f}  ({seconds:.0f} s for the chunks, threads: {options.threads})")
    print(f"difference            {ours - theirs:+.4f}")


if __name__ == "__main__":
    main()
