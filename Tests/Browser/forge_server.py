"""A forge server of its own, on a temporary home with a small data set and the real test model."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

MODEL = "smollm2-135m-instruct"
DATASET = "sums"
QUESTIONS = 40

# A hostile question is among them: markup in data must show as text everywhere.
HOSTILE = "<script>window.pwned = 1</script><b onmouseover='window.pwned = 1'>What is 1 plus 1?</b>"

CATALOGUE = """
default_model: smollm2-135m-instruct
models:
  smollm2-135m-instruct:
    summary: SmolLM2 135M Instruct, Q4_1
    kind: chat
    context: 8192
    licence: Apache-2.0
    file: SmolLM2-135M-Instruct.Q4_1.gguf
    sources:
      - path: {model}
datasets:
  sums:
    summary: Sums of two small numbers
    task: math
    format: jsonl
    columns: {{question: question, answers: answer}}
    licence: own
    splits:
      test:
        file: sums.jsonl
        sources:
          - path: {data}
corpora:
  moons:
    summary: Moons of planets
    layout: jsonl
    licence: own
    file: moons.jsonl
    sources:
      - path: {moons}
"""

# A knowledge base of words only, made by the command line; markup is among its documents.
BASE = "moons"
MOONS = [
    {"id": "titan", "title": "Titan", "url": "https://example.org/titan",
     "text": "Titan is the largest moon of Saturn. It has lakes of methane."},
    {"id": "europa", "title": "Europa", "text": "Europa is a moon of Jupiter. It has an ocean below its ice."},
    {"id": "phobos", "title": "Phobos", "text": "Phobos is a moon of Mars. It is small and dark."},
    {"id": "hostile", "title": HOSTILE, "text": f"This document holds markup: {HOSTILE} and words about sums."},
    {"id": "empty", "title": "Empty", "text": " "},
]


# Preference pairs with markup in them, and the config of a training that takes moments.
PAIRS = "kitchen.jsonl"
TRAINING = "kitchen"
PREFERENCES = [
    {"prompt": f"How do I cook {food}?{HOSTILE if number == 3 else ''}",
     "chosen": f"Boil the {food} in salted water until it is soft.", "rejected": f"Do not ask me about {food}, ask a cook."}
    for number, food in enumerate(["rice", "potatoes", "pasta", "beans", "eggs", "corn", "lentils", "peas"])]


def training(name, steps=3, **more):
    """The YAML of a training; its pairs are long enough to see something and short enough to wait for."""
    lines = [f"name: {name}", "description: How to cook", f"model: {MODEL}"]
    lines += ["data:", f"  path: {PAIRS}", "  train: 4", "  validation: 2", "  test: 2"]
    lines += ["lora: {rank: 2, alpha: 4}", f"optimizer: {{learning_rate: 0.001, batch: 2, epochs: 500, max_steps: {steps}}}"]
    lines += ["max_length: 96", "checkpoint_every: 1", "validate_every: 2"]
    lines += [f"{key}: {value}" for key, value in more.items()]
    return "\n".join(lines) + "\n"


def config(name, n=4, method="naive", tokens=8, **more):
    """A config whose run takes about a second."""
    lines = [f"name: {name}", f"method: {method}", f"model: {MODEL}"]
    lines += ["dataset:", f"  name: {DATASET}", f"  n: {n}", "generation:", f"  max_tokens: {tokens}"]
    lines += [f"{key}: {value}" for key, value in more.items()]
    return "\n".join(lines) + "\n"


class ForgeServer:
    def __init__(self, environment=None):
        self.binary = os.environ["FORGE_BINARY"]
        self.home = Path(tempfile.mkdtemp(prefix="forge-browser-"))
        self.environment = {**os.environ, "FORGE_HOME": str(self.home), "NO_COLOR": "1", **(environment or {})}
        self.log = []
        self.process = None
        self.url = None
        self._fill()

    def _fill(self):
        rows = [{"question": HOSTILE, "answer": "2"}]
        rows += [{"question": f"What is {i} plus {i + 3}?", "answer": str(2 * i + 3)} for i in range(1, QUESTIONS)]
        data = self.home / "sums.jsonl"
        data.write_text("".join(json.dumps(row) + "\n" for row in rows))
        moons = self.home / "moons.jsonl"
        moons.write_text("".join(json.dumps(row) + "\n" for row in MOONS))
        (self.home / "catalogue.yaml").write_text(
            CATALOGUE.format(model=os.environ["FORGE_TEST_MODEL"], data=data, moons=moons))
        (self.home / "pairs").mkdir()
        rows = "".join(json.dumps(row) + "\n" for row in [*PREFERENCES, {"prompt": "Nothing?"}])
        (self.home / "pairs" / PAIRS).write_text(rows)
        plan = self.home / "training.yaml"
        plan.write_text(training(TRAINING))
        base = ["kb", "create", BASE, "--source", str(moons), "--no-embedder", "--summary", "Moons of planets"]
        for command in (["models", "pull", MODEL], ["datasets", "pull", DATASET], base, ["train", "run", str(plan)]):
            subprocess.run([self.binary, *command], env=self.environment, check=True, capture_output=True)

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, "serve", "--port", "0"], env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        listening = threading.Event()

        def read():
            for line in self.process.stdout:
                self.log.append(line)
                found = re.search(r"(127\.0\.0\.1:\d+)", line)
                if found and not self.url:
                    self.url = "http://" + found.group(1)
                    listening.set()

        threading.Thread(target=read, daemon=True).start()
        if not listening.wait(60):
            raise RuntimeError("forge serve did not start:\n" + "".join(self.log))
        return self

    def stop(self, with_signal=signal.SIGTERM):
        """Returns the exit code; a server that does not end within 30 seconds fails the test."""
        self.process.send_signal(with_signal)
        code = self.process.wait(30)
        self.url = None
        return code

    def remove(self):
        if self.process and self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    # The API, for making what a test looks at.

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read().decode()
        return json.loads(text) if text else None

    def create(self, text, run=True):
        """The ids of the experiments made."""
        made = self.request("POST", "/api/v1/experiments", {"config": text, "run": run})
        made = made["experiments"] if isinstance(made, dict) else made
        return [experiment["id"] for experiment in made]

    def run(self, *command):
        """A command of the terminal in this server's home."""
        return subprocess.Popen([self.binary, *command], env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)

    def wait_for_training(self, name, *states, seconds=300):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.request("GET", f"/api/v1/trainings/{name}")
            if found["state"] in states:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{name} is {found['state']} after {seconds} s, not {states}")

    def answers(self, identifier):
        """Every stored output by its sample's position."""
        page = self.request("GET", f"/api/v1/experiments/{identifier}/predictions?limit=200")
        return {prediction["index"]: prediction["output"] for prediction in page["items"]}

    def wait_for(self, identifier, status="completed", seconds=300):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            experiment = self.request("GET", f"/api/v1/experiments/{identifier}")
            experiment = experiment.get("experiment", experiment)
            if experiment["status"] == status:
                return experiment
            assert experiment["status"] != "failed", experiment.get("error")
            time.sleep(0.1)
        raise AssertionError(f"{identifier} is {experiment['status']} after {seconds} s, not {status}")
