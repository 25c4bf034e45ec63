"""What holds for every page: no complaints, no broken links, no serious accessibility problem, no sideways scrolling."""

import json
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

# Paths with `{a}` and `{b}` for the ids of two completed experiments, `{agent}` for that of agents, `{open}` and `{closed}`
# for those of vote studies.
PAGES = [
    "/", "/experiments", "/experiments?status=completed&sort=value", "/experiments?text=no-such-experiment",
    "/experiments?deleted=only", "/experiments/new", "/experiments/new?from={a}", "/experiments/{a}",
    "/experiments/{a}?tab=examples", "/experiments/{a}?tab=calls", "/experiments/{a}?tab=config",
    "/experiments/{a}/examples/0", "/experiments/{agent}", "/experiments/{agent}/examples/0",
    "/experiments/{agent}?tab=examples&ending=answered", "/compare", "/compare?ids={a},{b}",
    "/compare?ids={a},{b}&cell=bothWrong",
    "/models", "/models/smollm2-135m-instruct", "/datasets", "/datasets/sums", "/playground", "/docs",
    "/knowledge-bases", "/knowledge-bases/moons", "/knowledge-bases/moons?q=largest+moon&k=3",
    "/knowledge-bases/moons?tab=chunks", "/knowledge-bases/moons?tab=documents", "/knowledge-bases/moons?tab=about",
    "/knowledge-bases/moons/delete", "/new/knowledge-base", "/votes", "/votes/new", "/votes/{open}",
    "/votes/{open}/ballot?voter=Ann", "/votes/{open}/ballot?voter=Done", "/votes/{closed}",
    "/trainings", "/trainings/kitchen", "/trainings/kitchen?tab=pairs", "/trainings/kitchen?tab=pairs&part=test",
    "/trainings/kitchen?tab=about", "/trainings/kitchen/delete", "/new/training", "/pairs", "/pairs/kitchen.jsonl",
    "/benchmarks", "/advise", "/advise?interactive=yes&reuse=50",
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

# Swagger UI's markup in /docs is its own; without scripts the same is said by a table of ours.
OURS = {"exclude": [[".swagger"]]}


def path_of(page, pair, agent, studies):
    return page.format(a=pair[0], b=pair[1], agent=agent, open=studies[0], closed=studies[1])


def serious_problems(page):
    results = Axe().run(page, context=OURS, options={"runOnly": RULES})
    return [
        {"id": found["id"], "help": found["help"], "at": [node["html"][:160] for node in found["nodes"]][:5]}
        for found in results.response["violations"] if found["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("path", PAGES)
def test_is_accessible_light_and_dark_and_fits_a_narrow_phone(path, open_page, pair, agent, studies):
    # One visit for the three: opening a page costs more than looking at it.
    page = open_page(path_of(path, pair, agent, studies))
    page.wait_for_load_state("load")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = serious_problems(page)
        assert not found, f"{scheme}: {json.dumps(found, indent=1)}"
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(200)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{path} is {width} px wide"


@pytest.mark.parametrize("path", PAGES)
def test_works_without_scripts(path, open_page, pair, agent, studies):
    page = open_page(path_of(path, pair, agent, studies), scripts=False)
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


def test_no_link_is_broken(open_page, server, pair, agent, studies):
    page = open_page("/")
    page.complaints.allow()
    seen, waiting, broken = set(), [path_of(path, pair, agent, studies) for path in PAGES], []
    while waiting and len(seen) < 400:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = page.request.get(path)
        if response.status >= 400:
            broken.append(f"{response.status} {path}")
            continue
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        page.set_content("")
        links = page.evaluate(
            """html => [...new DOMParser().parseFromString(html, 'text/html')
                .querySelectorAll('a[href], link[href], script[src], img[src]')]
                .map(element => element.getAttribute('href') || element.getAttribute('src'))""", response.text())
        for link in links:
            target = urlsplit(urljoin(server.url + path, link))
            assert target.scheme in ("http", "https"), f"{path} links to {link}"
            if target.netloc != urlsplit(server.url).netloc:
                continue
            waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    assert not broken, "\n".join(broken)
    assert len(seen) > 40
