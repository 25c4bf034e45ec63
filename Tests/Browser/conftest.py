import os

import pytest
from playwright.sync_api import expect, sync_playwright

from forge_server import ForgeServer, config
from watched_page import Complaints

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]

# Bounds hold on a machine that is free for the tests; where other work keeps it busy, everything gets more time.
PATIENCE = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))

expect.set_options(timeout=10_000 * PATIENCE)


@pytest.fixture(scope="session")
def patience():
    return PATIENCE


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["FORGE_BROWSER"], args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    """One server for all tests; each makes experiments of its own."""
    server = ForgeServer().start()
    yield server
    code = server.stop()
    server.remove()
    assert code == 0, "".join(server.log)


@pytest.fixture
def open_page(browser, server):
    """Opens pages of the server: `open_page("/experiments", width=360, scheme="dark", scripts=False)`."""
    contexts, watched = [], []

    def open_page(path="/", width=1280, height=900, scheme="light", scripts=True):
        context = browser.new_context(
            base_url=server.url, viewport={"width": width, "height": height}, color_scheme=scheme,
            java_script_enabled=scripts, reduced_motion="reduce", accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000 * PATIENCE)
        page.complaints = Complaints(page, server.url)
        watched.append(page.complaints)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    for complaints in watched:
        complaints.check()


@pytest.fixture(scope="session")
def pair(server):
    """Two completed experiments on the same questions: their ids."""
    ids = server.create(config("pair-naive", n=20)) + server.create(config("pair-cot", n=20, method="cot"))
    for identifier in ids:
        server.wait_for(identifier)
    return ids


@pytest.fixture(scope="session")
def agent(server):
    """A completed experiment of agents with a calculator: its id."""
    method = "{name: react, tools: [calculator], shots: 2, constrained: true}"
    (identifier,) = server.create(config("agent", n=3, method=method, tokens=60))
    server.wait_for(identifier)
    return identifier


@pytest.fixture(scope="session")
def studies(server, pair):
    """An open vote study, in which Done has voted on all, and a closed one: their ids."""
    made = []
    for name in ("open", "closed"):
        wish = {"experiments": pair, "name": f"taste {name}", "pairs": 4, "repeats": 0.5, "seed": 3}
        study = server.request("POST", "/api/v1/votes", wish)
        for position in range(study["items"]):
            ballot = {"voter": "Done", "position": position, "verdict": ["left", "right", "tie"][position % 3]}
            server.request("POST", f"/api/v1/votes/{study['id']}/ballots", ballot)
        made.append(study["id"])
    server.request("POST", f"/api/v1/votes/{made[1]}/close")
    return made
