"""A whole `forge run` against llama.cpp's own server driven by a plain client: same questions, model file, prompts, greedy.

    ./forge-setup test-server                      # builds llama-server from the pinned source, prints where it is
    python Benchmarks/server_peer.py Benchmarks/peer-triviaqa.yaml --server PATH/llama-server --model MODEL.gguf

In every round forge runs the config in a new process and a new store; then, for every number of slots, the server is
started afresh and asked for the same answers: the prompts that forge logged, the same limits and stops, as many requests
at once as it has slots, over connections that stay open. Forge's time is that of the whole process (loading, scoring,
storing included); the server's begins when its model is loaded. The server keeps prefixes too (`cache_prompt`). Both
outputs are scored here by one function: does the normalised output contain a normalised gold answer.

Needs nothing but Python 3.9. FORGE_HOME says where models, knowledge bases and data are.
"""

import argparse
import http.client
import json
import os
import queue
import re
import shutil
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", help="a forge config of one experiment with one model call a question")
    parser.add_argument("--server", required=True, help="llama-server of the same llama.cpp")
    parser.add_argument("--model", required=True, help="the GGUF file that the config's model is")
    parser.add_argument("--forge", default="forge")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--slots", type=int, nargs="+", default=[4, 8, 16, 32])
    parser.add_argument("--context", type=int, default=1024, help="tokens of context a slot")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", help="write what was measured to this file")
    return parser.parse_args()


def home():
    return Path(os.environ.get("FORGE_HOME") or Path.home() / ".local/share/llm-forge")


def forge_round(options):
    """(seconds of the process, the exported experiment), in a home of its own that shares what is not written."""
    with tempfile.TemporaryDirectory(prefix="server-peer-") as folder:
        for shared in ("models", "knowledge", "datasets", "encoders", "downloads", "hashes.json"):
            if (home() / shared).exists():
                os.symlink(home() / shared, Path(folder) / shared)
        environment = {**os.environ, "FORGE_HOME": folder}
        start = time.monotonic()
        run = subprocess.run([options.forge, "run", options.config], env=environment, capture_output=True, text=True)
        seconds = time.monotonic() - start
        if run.returncode:
            sys.exit(f"forge run failed:\n{run.stderr}")
        listed = subprocess.run(
            [options.forge, "list", "--json"], env=environment, check=True, capture_output=True, text=True)
        experiments = json.loads(listed.stdout)["items"]
        if len(experiments) != 1:
            sys.exit(f"{options.config} makes {len(experiments)} experiments; this compares one at a time")
        exported = subprocess.run(
            [options.forge, "export", experiments[0]["id"], "--format", "json", "--calls"], env=environment, check=True,
            capture_output=True, text=True)
        return seconds, json.loads(exported.stdout)


class Server:
    """llama-server on a free port, gone at the end of the block."""

    def __init__(self, options, slots):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.command = [
            options.server, "-m", options.model, "--host", "127.0.0.1", "--port", str(self.port), "-np", str(slots),
            "-c", str(slots * options.context), "-t", str(options.threads), "-tb", str(options.threads), "-ngl", "0",
        ]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit("llama-server ended at once: " + " ".join(self.command))
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit("llama-server did not become ready within a minute")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def server_round(options, slots, requests):
    """(seconds, outputs, output tokens) of all requests, `slots` at a time."""
    outputs = [None] * len(requests)
    tokens = [0] * len(requests)
    failures = []
    waiting = queue.SimpleQueue()
    for index, request in enumerate(requests):
        waiting.put((index, request))

    def work(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        while not failures:
            try:
                index, request = waiting.get_nowait()
            except queue.Empty:
                return
            connection.request(
                "POST", "/completion", json.dumps(request), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                failures.append(body[:300])
                return
            document = json.loads(body)
            outputs[index] = document["content"]
            tokens[index] = document["tokens_predicted"]

    with Server(options, slots) as server:
        threads = [threading.Thread(target=work, args=(server.port,)) for _ in range(slots)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - start
    if failures or None in outputs:
        sys.exit(f"llama-server refused a request: {failures[:1]}")
    return seconds, outputs, sum(tokens)


def normalised(text):
    text = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def right(output, golds):
    return any(gold and gold in normalised(output) for gold in map(normalised, golds))


def requests_of(exported):
    """What forge asked, in the order of the questions, as llama-server takes it."""
    calls = sorted(exported["calls"], key=lambda call: call["index"])
    if len({call["index"] for call in calls}) != len(calls):
        sys.exit("the config's method makes several calls a question: the client could not repeat it")
    generation = exported["experiment"]["config"]["generation"]
    return calls, [
        {
            "prompt": call["prompt"], "n_predict": generation["maxTokens"], "temperature": 0,
            "stop": generation.get("stop") or [], "cache_prompt": True,
        }
        for call in calls
    ]


def main():
    options = arguments()
    if not shutil.which(options.forge):
        sys.exit(f"{options.forge} is not there: give --forge PATH")
    ours, theirs, whole = [], {slots: [] for slots in options.slots}, None
    for number in range(options.rounds):
        seconds, exported = forge_round(options)
        ours.append(seconds)
        calls, requests = requests_of(exported)
        golds = {prediction["index"]: prediction["golds"] for prediction in exported["predictions"]}
        whole = whole or {
            "questions": len(calls),
            "forge tokens": sum(call["outputTokens"] for call in calls),
            "forge right": sum(right(call["output"], golds[call["index"]]) for call in calls),
        }
        print(f"round {number + 1}: forge {seconds:.2f} s", end="", flush=True)
        for slots in options.slots:
            seconds, outputs, tokens = server_round(options, slots, requests)
            theirs[slots].append(seconds)
            whole[f"server {slots} tokens"] = tokens
            whole[f"server {slots} right"] = sum(
                right(output, golds[call["index"]]) for output, call in zip(outputs, calls))
            whole[f"server {slots} same outputs"] = sum(
                output.strip() == call["output"].strip() for output, call in zip(outputs, calls))
            print(f", {slots} slots {seconds:.2f} s", end="", flush=True)
        print()
    report(options, ours, theirs, whole)


def report(options, ours, theirs, whole):
    median = statistics.median
    print(f"\n{options.config}: {whole['questions']} questions, {options.threads} threads, medians of {options.rounds} rounds")
    print(f"{'':14}{'seconds':>9}{'questions/s':>13}{'right':>7}{'tokens':>8}{'same outputs':>14}{'forge is faster':>17}")
    count = whole["questions"]
    print(f"{'forge run':14}{median(ours):9.2f}{count / median(ours):13.2f}{whole['forge right']:7}{whole['forge tokens']:8}")
    for slots, seconds in theirs.items():
        ratio = median(peer / own for peer, own in zip(seconds, ours))
        print(
            f"{f'server, {slots}':14}{median(seconds):9.2f}{count / median(seconds):13.2f}{whole[f'server {slots} right']:7}"
            f"{whole[f'server {slots} tokens']:8}{whole[f'server {slots} same outputs']:14}{ratio:16.2f}x")
    best = min(theirs, key=lambda slots: median(theirs[slots]))
    ratio = median(peer / own for peer, own in zip(theirs[best], ours))
    print(f"against the server's best, {best} slots: {ratio:.2f} times as fast")
    if options.json:
        Path(options.json).write_text(json.dumps(
            {"config": options.config, "forge": ours, "server": theirs, "counts": whole, "ratio": ratio}, indent=2))


if __name__ == "__main__":
    main()
