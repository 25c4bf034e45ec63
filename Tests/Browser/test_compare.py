"""Comparing two experiments on the same questions."""

import re

from playwright.sync_api import expect

from forge_server import config


def test_opens_with_the_verdict_and_leads_to_the_questions(open_page, server, pair):
    page = open_page(f"/compare?ids={pair[0]},{pair[1]}&baseline={pair[0]}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("pair-cot")
    expect(page.get_by_role("heading", level=1)).to_contain_text("pair-naive")
    expect(page.get_by_role("region", name="Metrics side by side")).to_contain_text("latency.p50")
    wrong = page.locator("a.flip-cell", has_text="Both wrong")
    count = int(wrong.locator("strong").inner_text())
    wrong.click()
    expect(page).to_have_url(re.compile("cell=bothWrong"))
    if count:
        expect(page.locator("#examples")).to_contain_text(f"of {count} questions")


def test_gives_the_table_for_a_paper(open_page, server, pair):
    page = open_page(f"/compare?ids={pair[0]},{pair[1]}")
    page.get_by_text("LaTeX", exact=True).click()
    expect(page.locator("#latex")).to_contain_text("\\begin{tabular}")
    page.get_by_text("Markdown", exact=True).click()
    expect(page.locator("#markdown")).to_contain_text("| pair-naive |")


def test_draws_its_charts(open_page, server, pair):
    page = open_page(f"/compare?ids={pair[0]},{pair[1]}")
    page.locator("#charts").scroll_into_view_if_needed()
    expect(page.locator(".chart svg, .chart canvas").first).to_be_visible()


def test_the_picker_offers_what_can_be_compared(open_page, server, pair):
    page = open_page("/compare")
    page.get_by_label("Compare pair-naive").first.check()
    page.get_by_label("Compare pair-cot").first.check()
    group = page.locator("form", has=page.get_by_label("Compare pair-naive")).first
    group.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pair-cot")


def test_explains_why_other_questions_cannot_be_compared(open_page, server, pair):
    (other,) = server.create(config("other-sample", n=3, seed=5))
    server.wait_for(other)
    page = open_page("/compare")
    page.complaints.allow(409, 422)
    page.goto(f"/compare?ids={pair[0]},{other}")
    expect(page.locator("main")).to_contain_text("different questions")


def test_three_with_a_baseline_are_adjusted(open_page, server, pair):
    (third,) = server.create(config("pair-again", n=20, tokens=4))
    server.wait_for(third)
    page = open_page(f"/compare?ids={pair[0]},{pair[1]},{third}&baseline={pair[1]}")
    expect(page.locator("main")).to_contain_text("Holm")
    expect(page.get_by_label("Baseline")).to_have_value(pair[1])
