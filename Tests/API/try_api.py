"""Calls every operation of the API with requests made from its own document, right and wrong ones.

Schemathesis makes the requests and judges the answers: no server errors, only documented statuses, bodies as their schemas
say, wrong input refused. Whether something is lost on the way is asked here, afterwards.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from forge_server import BASE, DATASET, MODEL, ForgeServer, config

SECONDS = int(os.environ.get("FORGE_API_TEST_SECONDS", "60"))

# The same requests every time: a fixed seed and number of examples, so that a fast machine does not find in a gate what a slow
# one never reached. Another seed finds other things.
SEED = os.environ.get("FORGE_API_TEST_SEED", "20261124")

# Streams that last until their reader leaves: Tests/ForgeWebTests/API/LiveTests.swift reads them.
ENDLESS = "/events$"

# A deleted experiment can still be read, so that it can be restored.
KEPT_ON_PURPOSE = "use_after_free"


def settings(experiments, folder):
    """Names that exist are used beside random ones, so that requests get beyond "there is no such thing"."""
    text = json.dumps
    dictionaries = {
        "experiments": experiments,
        "names": [MODEL, DATASET, BASE],
        "models": [MODEL],
        "configs": [config("tried", n=2, tokens=2), config("tried-cot", n=1, tokens=2, method="cot"), "name: x"],
    }
    uses = {
        "path.id": ("experiments", 0.7), "path.name": ("names", 0.7), "query.baseline": ("experiments", 0.7),
        "body.config": ("configs", 0.5), "body.contenders[*].model": ("models", 0.5),
    }
    lines = [f"[dictionaries.{name}]\nvalues = {text(values)}" for name, values in dictionaries.items()]
    lines.append("[parameters]")
    for place, (name, probability) in uses.items():
        lines.append(f"{text(place)} = {{ dictionary = {text(name)}, probability = {probability} }}")
    # What a schema cannot say (names that exist, states that allow it) is refused with these.
    lines.append('[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", 404, 409, 422]')
    lines.append(
        "[checks.negative_data_rejection]\nexpected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422]")
    path = Path(folder) / "schemathesis.toml"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def try_out(server, experiments, arguments):
    """Schemathesis' exit code."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", settings(experiments, folder), "run",
            server.url + "/openapi.json", "--max-time", str(SECONDS), "--seed", SEED,
            # Hypothesis changes the interpreter's recursion limit, which a second thread may stumble over (Python 3.11).
            "--workers", "1", "--max-examples", "10",
            "--request-timeout", "20", "--exclude-path-regex", ENDLESS, "--exclude-checks", KEPT_ON_PURPOSE,
            "--warnings", "off", "--generation-database", "none", "--no-color", *arguments]
        return subprocess.run(command, cwd=folder, timeout=3 * SECONDS + 120).returncode


def main(arguments):
    server = ForgeServer().start()
    try:
        kept = server.create(config("kept", n=4)) + server.create(config("kept-cot", n=4, method="cot"))
        for identifier in kept:
            server.wait_for(identifier)
        answers = [server.answers(identifier) for identifier in kept]
        spare = server.create(config("spare", n=2), run=False)
        code = try_out(server, kept + spare, arguments)
        assert server.request("GET", "/health")["status"] == "ok"
        for identifier, before in zip(kept, answers):
            assert server.answers(identifier) == before, f"{identifier} lost or changed answers"
        assert server.stop() == 0, "the server did not end well"
        complaints = [line for line in server.log if " error " in line]
        assert not complaints, "".join(complaints)
    finally:
        server.remove()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
