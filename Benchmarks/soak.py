"""Half an hour of use and misuse of `forge serve`: is its memory flat, does it go on, is any record lost?

    python Benchmarks/soak.py --forge .build/release/forge            # FORGE_HOME says where the model and its data are

Clients ask for pages and lists, follow live events, ask the playground, leave in the middle of an answer, start, stop,
continue and delete small experiments, and send what no server should believe. Meanwhile the server is killed (`kill -9`)
and ended (SIGTERM) and started again over the same home, in the first half of the time; the second half is one life,
whose memory is looked at. At the end every experiment that was not deleted is brought to its end, and must hold every
question exactly once. The actions are drawn by a seed; which meets which is up to the clock.

Needs nothing but Python 3.9. Ends with 1 when something was found.
"""

import argparse
import collections
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

JSON = {"Content-Type": "application/json"}
SAMPLES = 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forge", default="forge")
    parser.add_argument("--model", default="smollm2-135m-instruct")
    parser.add_argument("--dataset", default="triviaqa")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--restarts", type=int, default=6, help="in the first half; every other one is a kill -9")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Server:
    """forge serve over one home, started again and again on one port."""

    def __init__(self, options, home):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.command = [options.forge, "serve", "--port", str(self.port)]
        self.environment = {**os.environ, "FORGE_HOME": str(home)}
        self.log = open(Path(home) / "soak.log", "ab")
        self.ready = threading.Event()
        self.lives = []

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=self.log, stderr=self.log)
        self.lives.append([])
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit(f"forge serve ended with {self.process.returncode}: {self.log.name}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    self.ready.set()
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        sys.exit("forge serve did not become ready within a minute")

    def end(self, kill):
        """Returns the exit code: that of a SIGTERM should be 0."""
        self.ready.clear()
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        return self.process.wait(120)

    def memory(self):
        """Resident bytes now; nil between lives."""
        try:
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        except OSError:
            return None


class Client:
    """One visitor: draws an action, does it, notes what came."""

    def __init__(self, options, server, notes, number):
        self.options, self.server, self.notes = options, server, notes
        self.random = random.Random(options.seed * 1000 + number)
        self.actions = [
            (22, self.page), (18, self.listing), (6, self.events), (16, self.ask), (10, self.leave), (12, self.nonsense),
            (4, self.bytes), (7, self.begin), (5, self.change),
        ]

    def act(self):
        action = self.random.choices([a for _, a in self.actions], [w for w, _ in self.actions])[0]
        life = len(self.server.lives)
        try:
            status = action()
        except (OSError, http.client.HTTPException) as error:
            status = f"lost: {type(error).__name__}"
        # A server that is being started again is away; one that is there must answer, and to the end.
        is_away = len(self.server.lives) != life or not self.server.ready.is_set()
        if is_away and (status == "no end" or str(status).startswith("lost")):
            status = "away"
        self.notes.count(action.__name__, status)

    def call(self, method, path, body=None, headers=None, limit=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(limit) if limit else answer.read()
        finally:
            connection.close()

    def page(self):
        known = self.notes.experiment(self.random)
        pages = ["/", "/experiments", "/experiments?sort=latency", "/models", "/datasets", "/tools", "/new", "/playground"]
        if known:
            pages += [f"/experiments/{known}", f"/experiments/{known}/examples"]
        return self.call("GET", self.random.choice(pages))[0]

    def listing(self):
        known = self.notes.experiment(self.random)
        paths = ["experiments", "experiments?limit=5&text=soak", "experiments?status=completed", "queue", "models", "experiments?cursor=x"]
        if known:
            paths += [f"experiments/{known}", f"experiments/{known}/predictions", f"experiments/{known}/results",
                      f"experiments/{known}/export?format=csv"]
        return self.call("GET", "/api/v1/" + self.random.choice(paths))[0]

    def events(self):
        return self.call("GET", "/api/v1/events", limit=200)[0]

    def prompt(self):
        word = self.random.choice(["river", "moon", "bread", "piano", "glacier", "Ünïcode ✓", "{{x}}", "\u0000"])
        return json.dumps({
            "prompt": f"Say one word about: {word} {self.random.randrange(50)}", "maxTokens": 6,
            "contenders": [{"model": self.options.model}],
        })

    def ask(self):
        status, body = self.call("POST", "/api/v1/playground", self.prompt(), JSON)
        if status == 200 and b"event: end" not in body and b"event: problem" not in body:
            return "no end"
        return status

    def leave(self):
        return self.call("POST", "/api/v1/playground", self.prompt(), JSON, limit=self.random.choice([1, 60]))[0]

    def nonsense(self):
        bodies = [
            b"", b"{", b"[]", b'{"config": 5}', b'{"config": "name: x\\nmodel: nobody\\n"}', os.urandom(300),
            b'{"config": "' + b"a: [" * 3000 + b'"}', b"x" * 1_500_000, b'{"prompt": "\\ud800"}',
        ]
        path = self.random.choice(["experiments", "experiments/validate", "playground", "votes", "trainings", "nowhere",
                                   "experiments/%2e%2e%2fx/stop"])
        headers = self.random.choice([JSON, JSON, {}, {"Content-Type": "text/plain"}, {**JSON, "Host": "evil.example"}])
        status = self.call("POST", "/api/v1/" + path, self.random.choice(bodies), headers)[0]
        # What is wrong with a config is what `validate` was asked.
        return status if status >= 400 or path == "experiments/validate" else f"believed: {status}"

    def bytes(self):
        """What is no HTTP, or half of it. Anything but a crash is right."""
        wire = self.random.choice([
            os.urandom(200), b"GET / HTTP/1.1\r\nHost: 127", b"POST /api/v1/experiments HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\nContent-Length: 999\r\n\r\n{", b"GET / HTTP/9\r\n\r\n", b"\x16\x03\x01\x02\x00",
        ])
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as wireless:
            wireless.sendall(wire)
            if self.random.random() < 0.5:
                wireless.settimeout(1)
                try:
                    wireless.recv(100)
                except OSError:
                    pass
        return "sent"

    def begin(self):
        config = (
            f"name: soak\nmodel: {self.options.model}\ndataset: {{name: {self.options.dataset}, n: {SAMPLES}}}\n"
            f"method: naive\nseed: {self.random.randrange(1000)}\ngeneration: {{max_tokens: 6}}\n")
        status, body = self.call("POST", "/api/v1/experiments", json.dumps({"config": config, "run": True}), JSON)
        if status < 300:
            self.notes.made([experiment["id"] for experiment in json.loads(body)["experiments"]])
        return status

    def change(self):
        known = self.notes.experiment(self.random)
        if not known:
            return self.begin()
        what = self.random.choice(["stop", "resume", "restore", "clone", "delete"])
        if what == "delete":
            status = self.call("DELETE", f"/api/v1/experiments/{known}")[0]
        else:
            status, body = self.call("POST", f"/api/v1/experiments/{known}/{what}", b"{}", JSON)
            if what == "clone" and status < 300:
                found = json.loads(body)
                self.notes.made([e["id"] for e in found.get("experiments", [found])])
        return status


class Notes:
    """What the clients saw, together."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.total = 0
        self.ids = []

    def count(self, action, status):
        with self.lock:
            self.total += 1
            self.counts[action, str(status)] += 1

    def made(self, ids):
        with self.lock:
            self.ids += ids

    def experiment(self, chance):
        with self.lock:
            return chance.choice(self.ids[-60:]) if self.ids else None

    def surprises(self):
        """Answers that no request should get: server errors, lost connections, believed nonsense."""
        return {
            key: count for key, count in self.counts.items()
            if key[1] in ("500", "501", "502") or key[1].startswith(("lost", "believed", "no end"))
        }


def finish(client, notes):
    """Restores and runs what was stopped or deleted; then waits until nothing runs."""
    for known in sorted(set(notes.ids)):
        client.call("POST", f"/api/v1/experiments/{known}/restore", b"{}", JSON)
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        unfinished = 0
        for known in sorted(set(notes.ids)):
            status, body = client.call("GET", f"/api/v1/experiments/{known}/progress")
            progress = json.loads(body) if status == 200 else {}
            if progress.get("status") == "completed":
                continue
            unfinished += 1
            if progress.get("status") != "running" and not progress.get("isQueued"):
                for what in ("resume", "run"):
                    if client.call("POST", f"/api/v1/experiments/{known}/{what}", b"{}", JSON)[0] < 300:
                        break
        if not unfinished:
            return 0
        time.sleep(2)
    return unfinished


def records(home, notes):
    """Findings in the store: damage, questions that are missing or there twice."""
    database = sqlite3.connect(f"{(home / 'forge.sqlite').as_uri()}?mode=ro", uri=True)
    findings = []
    if (verdict := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        findings.append(f"integrity_check: {verdict}")
    known = {row[0]: row[1] for row in database.execute("SELECT id, key FROM experiments")}
    for identity in sorted(set(notes.ids)):
        if identity not in known:
            findings.append(f"{identity} was made and is not there")
            continue
        rows = [row[0] for row in database.execute(
            "SELECT position FROM predictions WHERE experiment = ? ORDER BY position", [known[identity]])]
        if rows != list(range(SAMPLES)):
            findings.append(f"{identity} has the questions {rows}")
    return findings


def memory_of(life):
    """(median of the first fifth, of the last fifth) in MB, the warm-up left out."""
    rest = life[len(life) // 10:]
    fifth = max(1, len(rest) // 5)
    return [statistics.median(part) / 1e6 for part in (rest[:fifth], rest[-fifth:])]


def main():
    options = arguments()
    source = Path(os.environ.get("FORGE_HOME") or Path.home() / ".local/share/llm-forge")
    home = Path(tempfile.mkdtemp(prefix="forge-soak-"))
    for shared in ("models", "datasets", "downloads"):
        if (source / shared).exists():
            os.symlink(source / shared, home / shared)
    server, notes, stop = Server(options, home), Notes(), threading.Event()
    server.start()
    start = time.monotonic()

    def visit(number):
        client = Client(options, server, notes, number)
        while not stop.is_set():
            # The rate is kept by the clock, so that the load is the same on any machine that can bear it.
            due = notes.total / options.requests * options.seconds
            if (ahead := due - (time.monotonic() - start)) > 0:
                time.sleep(min(ahead, 1))
            server.ready.wait(60)
            client.act()

    threads = [threading.Thread(target=visit, args=(number,), daemon=True) for number in range(options.clients)]
    for thread in threads:
        thread.start()
    restarts = [options.requests / 2 * (n + 1) / options.restarts for n in range(options.restarts)]
    exits, told = [], 0
    while notes.total < options.requests:
        time.sleep(1)
        if server.process.poll() is not None:
            print(f"the server ended by itself with {server.process.returncode}; its log: {server.log.name}")
            sys.exit(1)
        if (resident := server.memory()) is not None:
            server.lives[-1].append(resident)
        if restarts and notes.total >= restarts[0]:
            restarts.pop(0)
            kill = len(restarts) % 2 == 0
            code = server.end(kill)
            if not kill:
                exits.append(code)
            server.start()
        if notes.total >= told:
            minutes = (time.monotonic() - start) / 60
            print(f"{minutes:5.1f} min, {notes.total} requests, {len(notes.ids)} experiments, life {len(server.lives)}, "
                  f"{(server.memory() or 0) / 1e6:.0f} MB", flush=True)
            told += options.requests // 20
    stop.set()
    for thread in threads:
        thread.join(150)
    unfinished = finish(Client(options, server, notes, 999), notes)
    exits.append(server.end(kill=False))
    findings = records(home, notes)

    print(f"\n{notes.total} requests in {(time.monotonic() - start) / 60:.1f} min, {len(server.lives)} lives")
    for (action, status), count in sorted(notes.counts.items()):
        print(f"  {action:10}{status:24}{count:6}")
    print(f"experiments: {len(set(notes.ids))}, not ended: {unfinished}")
    print(f"exit codes after SIGTERM: {exits}")
    for number, life in enumerate(server.lives, 1):
        if len(life) > 20:
            print("memory of life {}: {:.0f} MB at first, {:.0f} MB at last, over {} s".format(number, *memory_of(life), len(life)))
    findings += [f"{action}: {status} ({count} times)" for (action, status), count in sorted(notes.surprises().items())]
    findings += [f"exit code {code} after SIGTERM" for code in exits if code not in (0, 130, 143)]
    findings += [f"{unfinished} experiments did not end"] if unfinished else []
    print("\n".join(["FOUND:"] + findings) if findings else "nothing found")
    print(f"home: {home}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
