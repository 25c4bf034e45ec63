"""Voting in a real browser: by keyboard, on a phone, without scripts, and never with a name before the end."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def study(server, pair):
    wish = {"experiments": pair, "name": "taste", "pairs": 4, "repeats": 0.5, "seed": 7}
    return server.request("POST", "/api/v1/votes", wish)


def progress(page, done, total):
    expect(page.locator(".vote-head")).to_contain_text(f"{done} of {total} pairs")
    # Every vote is a new page, whose keys work when its script has run.
    page.wait_for_load_state()


def test_a_vote_is_made_and_given_by_keyboard_alone(open_page, server, pair):
    page = open_page("/votes/new")
    for identifier in pair:
        page.locator(f"input[value='{identifier}']").check()
    page.get_by_label("Name", exact=True).fill("by keyboard")
    page.get_by_label("Pairs", exact=True).fill("4")
    page.get_by_label("Repeated, %").fill("25")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("by keyboard")
    page.get_by_label("Your name").fill("Ann")
    page.keyboard.press("Enter")
    progress(page, 0, 5)
    first = page.locator(".question").inner_text()
    seen = []
    for done, key in enumerate(["1", "b", "t", "u", "0", "N"]):
        seen.append(page.content())
        page.keyboard.press(key)
        progress(page, done + 1 - 2 * (done >= 3), 5)
    page.keyboard.press("s")
    expect(page.locator("main")).to_contain_text("that was the last pair")
    page.wait_for_load_state()
    seen.append(page.content())
    for html in seen:
        assert "pair-naive" not in html and "pair-cot" not in html and pair[0] not in html
    page.keyboard.press("u")
    progress(page, 4, 5)
    assert first
    page.keyboard.press("2")
    page.get_by_role("link", name="To the vote").click()
    page.get_by_text("End the vote, or delete it").click()
    page.get_by_role("button", name="End the vote").click()
    expect(page.locator("main")).to_contain_text("pair-cot")
    expect(page.locator("main")).to_contain_text("win rate of")


def test_keys_with_modifiers_and_held_keys_do_not_vote(open_page, study):
    page = open_page(f"/votes/{study['id']}/ballot?voter=Ann")
    page.keyboard.press("Control+1")
    page.keyboard.press("Alt+a")
    page.keyboard.press("x")
    page.wait_for_timeout(300)
    progress(page, 0, study["items"])
    page.keyboard.down("1")
    page.keyboard.down("1")
    progress(page, 1, study["items"])
    page.keyboard.up("1")


def test_without_scripts_the_buttons_vote(open_page, study):
    page = open_page(f"/votes/{study['id']}/ballot?voter=Ben", scripts=False)
    page.get_by_role("button", name="Left is better").click()
    progress(page, 1, study["items"])
    page.get_by_role("button", name="Take the last vote back").click()
    progress(page, 0, study["items"])


def test_on_a_phone_the_answers_are_stacked(open_page, study):
    page = open_page(f"/votes/{study['id']}/ballot?voter=Cleo", width=360, height=740)
    left, right = (page.locator(".vote-side").nth(place).bounding_box() for place in (0, 1))
    assert right["y"] >= left["y"] + left["height"]
    assert left["width"] > 280
    page.get_by_role("button", name="Right is better").click()
    progress(page, 1, study["items"])
