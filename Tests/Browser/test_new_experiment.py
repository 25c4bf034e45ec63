"""Making an experiment by the form, as people do."""

import re

from playwright.sync_api import expect

from forge_server import config


def test_is_made_by_the_form_and_watched_until_it_ends(open_page, server, patience):
    lists = open_page("/experiments")
    page = open_page("/experiments/new")
    page.get_by_label("Name (required)").fill("made-by-form")
    page.get_by_label("Questions").fill("12")
    page.get_by_label("Max tokens").fill("8")
    expect(page.get_by_label("As YAML")).to_have_value(re.compile("name: made-by-form(.|\n)*n: 12"))
    expect(page.locator("#verdict")).to_contain_text("Makes 1 experiment")
    page.locator("#config-fields").get_by_role("button", name="Run now").click()

    # Somebody else's open list shows it within two seconds.
    expect(lists.get_by_role("link", name="made-by-form").first).to_be_visible(timeout=2_000 * patience)

    page.wait_for_url(re.compile(r"/experiments/[0-9a-z]{12}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("made-by-form")
    expect(page.locator("main")).to_contain_text("completed", timeout=60_000 * patience)
    expect(page.locator("main")).to_contain_text("12")


def test_fields_and_yaml_follow_one_another(open_page, server):
    page = open_page("/experiments/new")
    page.get_by_label("As YAML").fill(config("from-yaml", n=7, method="cot"))
    expect(page.get_by_label("Name (required)")).to_have_value("from-yaml")
    expect(page.get_by_label("Questions")).to_have_value("7")
    expect(page.get_by_label("Method (required)")).to_have_value("cot")
    page.get_by_label("Questions").fill("9")
    expect(page.get_by_label("As YAML")).to_have_value(re.compile("n: 9"))


def test_says_what_is_wrong_where_it_is_wrong(open_page, server):
    page = open_page("/experiments/new")
    page.get_by_label("Questions").fill("-3")
    expect(page.get_by_label("Questions")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#verdict")).to_contain_text("1 to 10000000")
    page.get_by_label("As YAML").fill("name: x\nmethod: naif\nmodel: smollm2-135m-instruct\ndataset: sums\n")
    expect(page.locator("#verdict")).to_contain_text("naive")
    expect(page.locator("#verdict")).to_contain_text("Line 2")


def test_an_invalid_config_is_refused_and_kept(open_page, server):
    page = open_page("/experiments/new", scripts=False)
    page.complaints.allow(422)
    page.get_by_label("As YAML").fill("name: x\nmodle: y\n")
    page.locator("#config-text").get_by_role("button", name="Run now").click()
    expect(page.locator("#verdict")).to_contain_text("modle")
    expect(page.get_by_label("As YAML")).to_have_value(re.compile("modle: y"))


def test_a_matrix_says_how_many_it_makes(open_page, server):
    page = open_page("/experiments/new")
    page.get_by_label("As YAML").fill(
        "name: grid\nmodel: smollm2-135m-instruct\ndataset: {name: sums, n: 2}\n"
        "matrix: {method: [naive, cot], seed: [1, 2]}\n")
    expect(page.locator("#verdict")).to_contain_text("4 experiments")


def test_works_without_scripts(open_page, server):
    page = open_page("/experiments/new", scripts=False)
    page.get_by_label("Name (required)").fill("no-scripts")
    page.get_by_label("Questions").fill("2")
    page.locator("#config-fields").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("no-scripts")
    expect(page.locator("main")).to_contain_text("pending")
