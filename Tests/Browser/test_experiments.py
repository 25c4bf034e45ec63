"""The list of experiments and the page of one."""

import json
import re

import pytest
from playwright.sync_api import expect

from forge_server import HOSTILE, QUESTIONS, config


@pytest.fixture(scope="module")
def many(server):
    """26 experiments that wait to be run: more than a page holds."""
    return [server.create(config(f"many-{number:02}", n=2, tags="[many]"), run=False)[0] for number in range(26)]


def rows(page):
    return page.locator("tbody tr[data-experiment]")


def test_pages_through_all_of_them(open_page, server, many):
    page = open_page("/experiments?tag=many&sort=name")
    expect(rows(page)).to_have_count(25)
    names = rows(page).locator("th a").all_inner_texts()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(rows(page)).to_have_count(1)
    names += rows(page).locator("th a").all_inner_texts()
    assert names == [f"many-{number:02}" for number in range(26)]


def test_filters_as_one_types_and_keeps_the_state_in_the_address(open_page, server, many):
    page = open_page("/experiments")
    page.get_by_label("Name contains").press_sequentially("many-1")
    expect(rows(page)).to_have_count(10)
    expect(page).to_have_url(re.compile("text=many-1"))
    page.get_by_label("Status").select_option("completed")
    expect(page.locator("main")).to_contain_text("No experiment")
    page.reload()
    expect(page.get_by_label("Name contains")).to_have_value("many-1")
    expect(page.get_by_label("Status")).to_have_value("completed")


def test_sorts_by_a_column_both_ways(open_page, server, many):
    page = open_page("/experiments?tag=many")
    page.get_by_role("link", name="Name", exact=True).click()
    expect(rows(page).first).to_contain_text("many-00")
    page.get_by_role("link", name=re.compile("^Name")).click()
    expect(rows(page).first).to_contain_text("many-25")


def test_two_are_selected_and_compared(open_page, server, pair):
    page = open_page("/experiments?text=pair-")
    page.get_by_label("Select pair-naive").check()
    page.get_by_label("Select pair-cot").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pair-cot")


def test_deletes_and_undoes(open_page, server):
    server.create(config("to-delete"), run=False)
    page = open_page("/experiments?text=to-delete")
    page.get_by_label("Delete to-delete").click()
    expect(rows(page)).to_have_count(0)
    page.get_by_role("button", name=re.compile("Undo|Restore")).first.click()
    expect(rows(page)).to_have_count(1)


def test_deletes_and_undoes_without_scripts(open_page, server):
    server.create(config("to-delete-plainly"), run=False)
    page = open_page("/experiments?text=to-delete-plainly", scripts=False)
    page.get_by_label("Delete to-delete-plainly").click()
    expect(rows(page)).to_have_count(0)
    page.get_by_role("button", name=re.compile("Undo|Restore")).first.click()
    expect(rows(page)).to_have_count(1)


def test_an_experiment_can_be_stopped_and_resumed(open_page, server, patience):
    (identifier,) = server.create(config("stopped", n=QUESTIONS, tokens=60, concurrency=1))
    page = open_page(f"/experiments/{identifier}")
    expect(page.locator("#answers li").first).to_be_visible(timeout=30_000 * patience)
    expect(page.locator("#progress")).to_contain_text("Running accuracy")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-region=head]")).to_contain_text("stopped")
    done = server.request("GET", f"/api/v1/experiments/{identifier}/progress")["done"]
    assert 0 < done < QUESTIONS
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("[data-region=head]")).to_contain_text("completed", timeout=120_000 * patience)
    page.goto(f"/experiments/{identifier}?tab=examples")
    expect(page.locator("main")).to_contain_text(f"of {QUESTIONS} examples")


def test_shows_accuracy_latency_cost_and_a_histogram(open_page, server, pair):
    page = open_page(f"/experiments/{pair[0]}")
    for card in ("Accuracy", "Latency", "Cost"):
        expect(page.get_by_role("heading", name=card, exact=True)).to_be_visible()
    page.locator(".chart").scroll_into_view_if_needed()
    expect(page.locator(".chart svg, .chart canvas").first).to_be_visible()
    expect(page.locator("[data-outcomes] a")).to_have_count(20)


def test_a_cell_of_the_grid_opens_its_example(open_page, server, pair):
    page = open_page(f"/experiments/{pair[0]}")
    page.locator("[data-outcomes] a").nth(3).click()
    expect(page).to_have_url(re.compile(f"/experiments/{pair[0]}/examples/3"))
    for part in ("Parsed answer", "Accepted answers", "Output", "Model calls"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()


def test_examples_are_searched_and_filtered(open_page, server, pair):
    page = open_page(f"/experiments/{pair[0]}?tab=examples")
    question = page.locator("tbody th a").first.inner_text()
    search = page.get_by_role("searchbox", name=re.compile("contains"))
    search.fill(question)
    expect(page.locator("tbody tr")).to_have_count(1)
    search.fill("")
    page.get_by_label("Outcome").select_option(label="✗ Incorrect")
    expect(page.locator("tbody tr td.good")).to_have_count(0)
    expect(page).to_have_url(re.compile("correct=false|outcome=incorrect"))


def test_markup_of_data_shows_as_text(open_page, server):
    (identifier,) = server.create(config("hostile", n=QUESTIONS, tokens=4))
    server.wait_for(identifier)
    page = open_page(f"/experiments/{identifier}?tab=examples&text=pwned")
    expect(page.locator("tbody")).to_contain_text(HOSTILE)
    page.locator("tbody th a").first.click()
    expect(page.locator("main")).to_contain_text(HOSTILE)
    page.goto(f"/experiments/{identifier}")
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("form", ["JSON", "CSV"])
def test_exports(form, open_page, server, pair):
    page = open_page(f"/experiments/{pair[0]}")
    page.locator("#export-menu summary").click()
    with page.expect_download() as download:
        page.locator("#export-menu a", has_text=form).first.click()
    text = download.value.path().read_text()
    assert "pair-naive" in download.value.suggested_filename
    if form == "JSON":
        assert len(json.loads(text)["predictions"]) == 20
    else:
        assert len(text.splitlines()) >= 21


def test_is_renamed_and_tagged(open_page, server):
    (identifier,) = server.create(config("old-name"), run=False)
    page = open_page(f"/experiments/{identifier}")
    page.locator("#more-menu summary").click()
    page.get_by_role("link", name="Edit name and tags").click()
    page.get_by_role("dialog").get_by_label("Name").fill("new-name")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("new-name")


def test_is_cloned(open_page, server, pair):
    page = open_page(f"/experiments/{pair[0]}")
    page.locator("#more-menu summary").click()
    page.get_by_role("button", name=re.compile("Clone")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("pair-naive (copy)")
    expect(page.locator("[data-region=head]")).to_contain_text("pending")


def test_is_rescored_by_another_metric(open_page, server, pair):
    page = open_page(f"/experiments/{pair[1]}?tab=config")
    page.get_by_role("link", name="Rescore").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("contains")).check()
    dialog.get_by_role("button", name="Rescore").click()
    page.goto(f"/experiments/{pair[1]}?tab=config")
    expect(page.get_by_role("row", name=re.compile("^contains"))).to_be_visible()


def test_an_unknown_experiment_is_a_page_with_a_way_on(open_page, server):
    page = open_page("/experiments")
    page.complaints.allow(404)
    page.goto("/experiments/000000000000")
    expect(page.get_by_role("heading", level=1)).to_contain_text("000000000000")
    expect(page.locator("main a").first).to_be_visible()


def test_the_keyboard_reaches_the_content_first(open_page, server):
    page = open_page("/experiments")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_compare_bar_covers_nothing_while_nothing_is_selected(open_page, server, many):
    page = open_page("/experiments?tag=many", width=360, height=740)
    bar, last = page.locator("#selection"), rows(page).last
    assert bar.evaluate("bar => getComputedStyle(bar).position") == "static"
    last.get_by_role("checkbox").check()
    assert bar.evaluate("bar => getComputedStyle(bar).position") == "sticky"


def test_every_action_of_a_row_is_within_reach(open_page, server, many):
    page = open_page("/experiments?tag=many", width=1280)
    # In one look: live updates replace the rows of experiments that still run.
    beyond = page.evaluate(
        """() => {
            const edge = document.querySelector('.table-region').getBoundingClientRect().right;
            const buttons = [...document.querySelectorAll('.row-actions button')];
            return buttons.map(button => button.getBoundingClientRect().right - edge);
        }""")
    assert beyond and max(beyond) <= 0


def test_an_agents_run_shows_its_steps_and_leads_there_from_the_overview(open_page, agent):
    page = open_page(f"/experiments/{agent}")
    page.get_by_role("region", name="How runs ended, table").get_by_role("link").first.click()
    expect(page.get_by_label("Agent ended")).not_to_have_value("")
    page.locator("[data-region=examples] tbody th a").first.click()
    expect(page.get_by_role("heading", name="Agent", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Step 1")).to_be_visible()
    expect(page.locator(".agent-observation, .agent-parts").first).to_be_visible()
