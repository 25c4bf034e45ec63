"""Golden vectors and logits of real encoders, by PyTorch: network_values.py SHARED MINILM FIXTURES

SHARED holds data/ and models/, MINILM the folder of all-MiniLM-L6-v2. Texts are named by file and line; none is copied.
Vectors are float16 in base64 (a cosine of rounded vectors is off by less than 1e-7); logits are numbers.
"""
import base64
import hashlib
import json
import os
import sys

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForSequenceClassification, AutoTokenizer

shared, minilm, fixtures = sys.argv[1:]
torch.set_num_threads(2)


def lines(path, count, step=1):
    with open(os.path.join(shared, "data", path), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file.read().split("\n") if line]
    return [(path, i, rows[i]) for i in range(0, count * step, step)]


def digest(texts):
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()


def save(name, value):
    with open(os.path.join(fixtures, name), "w") as out:
        json.dump(value, out, indent=1)
        out.write("\n")


def embeddings():
    sources = [("scifact/corpus.jsonl", 150), ("hotpotqa_passages/corpus.jsonl", 250), ("scifact/queries.jsonl", 100)]
    texts = [row["text"] for path, count in sources for _, _, row in lines(path, count)]
    model = SentenceTransformer(minilm, device="cpu").float()
    vectors = model.encode(texts, batch_size=16, normalize_embeddings=True)
    save("minilm-vectors.json", {
        "sources": [{"path": path, "count": count} for path, count in sources],
        "textsSHA256": digest(texts), "dimension": vectors.shape[1],
        "float16": base64.b64encode(vectors.astype(np.float16).tobytes()).decode(),
    })


def logits(folder, pairs, max_length):
    path = os.path.join(shared, "models", folder)
    tokenizer = AutoTokenizer.from_pretrained(path)
    model = AutoModelForSequenceClassification.from_pretrained(path, dtype=torch.float32).eval()
    rows = []
    with torch.no_grad():
        for first, second in pairs:
            inputs = tokenizer(first, second, truncation=TRUNCATION[folder], max_length=max_length, return_tensors="pt")
            rows.append([round(x, 6) for x in model(**inputs).logits[0].tolist()])
    return rows


TRUNCATION = {"minilm-nli": "only_first", "minilm-reranker": "only_second"}


def heads():
    pairs = []
    for path in ["nli/multinli_1.0_dev_matched_subset.jsonl", "nli/snli_1.0_dev_subset.jsonl"]:
        pairs += [(row["sentence1"], row["sentence2"]) for _, _, row in lines(path, 150)]
    save("minilm-nli-logits.json", {
        "pairsSHA256": digest([text for pair in pairs for text in pair]), "maxTokens": 256,
        "logits": logits("minilm-nli", pairs, 256)})
    queries = [row["text"] for _, _, row in lines("scifact/queries.jsonl", 15)]
    passages = [row["text"] for _, _, row in lines("scifact/corpus.jsonl", 20)]
    pairs = [(query, passage) for query in queries for passage in passages]
    save("minilm-reranker-logits.json", {
        "pairsSHA256": digest([text for pair in pairs for text in pair]), "maxTokens": 256,
        "logits": [row[0] for row in logits("minilm-reranker", pairs, 256)]})


embeddings()
heads()
