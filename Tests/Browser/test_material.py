"""Models, data sets and the playground."""

import re

from playwright.sync_api import expect

from forge_server import HOSTILE


def test_models_say_what_is_here(open_page, server):
    page = open_page("/models")
    expect(page.get_by_role("row", name=re.compile("smollm2-135m-instruct"))).to_contain_text("here")
    page.get_by_role("link", name="smollm2-135m-instruct").first.click()
    expect(page.locator("main")).to_contain_text("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")


def test_samples_can_be_searched_and_show_markup_as_text(open_page, server):
    page = open_page("/datasets/sums")
    expect(page.locator("main")).to_contain_text(HOSTILE)
    assert page.evaluate("window.pwned") is None
    page.get_by_label(re.compile("contains")).fill("3 plus 6")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("What is 3 plus 6?")
    expect(page.locator("main")).not_to_contain_text("What is 9 plus 12?")


def test_a_download_that_ended_before_the_page_listened_is_shown(open_page, server):
    page, pages = open_page("/experiments"), []
    place = ('<p id="live-state" data-events="/api/v1/events" hidden></p>'
             '<div data-pull="model/quick"><progress></progress><span data-pull-text></span></div>'
             '<script type="module" src="/assets/pulls.js"></script></main>')

    def answer(route):
        pages.append(route.request.url)
        response = route.fetch()
        html = response.text()
        # As it was made while the download was under way; asked for again, it is made after the end.
        route.fulfill(response=response, body=html.replace("</main>", place) if len(pages) == 1 else html)

    done = {"subject": "model", "name": "quick", "phase": "done", "received": 1, "rate": 0}
    page.route("**/api/v1/pulls", lambda route: route.fulfill(json={"items": [done]}))
    page.route("**/models", answer)
    page.goto("/models")
    expect(page.locator("[data-pull='model/quick']")).to_have_count(0)
    assert len(pages) == 2


def test_the_playground_streams_answers_side_by_side(open_page, server, patience):
    page = open_page("/playground")
    page.get_by_label("Prompt").fill("What is 2 plus 2?")
    page.get_by_role("button", name="Add a contender").click()
    page.get_by_label("Method 2").select_option("naive")
    page.get_by_label("Most tokens").fill("12")
    page.get_by_label("Prompt").press("Control+Enter")
    cards = page.locator("#answers article")
    expect(cards).to_have_count(2)
    for number in (0, 1):
        expect(cards.nth(number)).to_contain_text("tokens/s", timeout=60_000 * patience)


def test_the_playground_works_without_scripts(open_page, server):
    page = open_page("/playground", scripts=False)
    page.get_by_label("Prompt").fill("What is 2 plus 2?")
    page.get_by_label("Most tokens").fill("8")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#answers article").first).to_contain_text("tokens/s")


def test_pages_of_one_thing_lead_back_to_their_list(open_page, server):
    for path, name in (("/models/smollm2-135m-instruct", "Models"), ("/datasets/sums", "Data sets")):
        page = open_page(path, width=360)
        page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
