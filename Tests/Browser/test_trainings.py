"""Trainings: list, curves, held-out pairs, lineage; beginning, stopping and continuing one; pairs that are read and marked."""

import json
import re

import pytest
from playwright.sync_api import expect

from forge_server import HOSTILE, MODEL, PAIRS, TRAINING, config, training


def test_the_list_leads_to_curves_held_out_pairs_and_files(open_page, server):
    page = open_page("/")
    page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Training").click()
    row = page.get_by_role("row", name=re.compile(f"^{TRAINING} How to cook"))
    expect(row).to_contain_text("finished")
    expect(row).to_contain_text("3 of 3")
    row.get_by_role("link", name=TRAINING).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TRAINING)
    loss = page.locator("figure", has_text="Loss").first
    expect(loss.locator("canvas")).to_be_visible()
    # Who cannot see the curve reads its numbers.
    loss.locator("summary").click()
    expect(loss.get_by_role("table")).to_contain_text("validation")
    assert loss.get_by_role("table").locator("tbody tr").count() >= 3
    held = page.get_by_role("table", name="Held-out pairs before and after the training")
    expect(held).to_contain_text("Reward accuracy")
    expect(page.locator(".lineage")).to_contain_text(PAIRS)
    with page.expect_download() as download:
        page.get_by_role("link", name="adapter_config.json").click()
    assert json.loads(download.value.path().read_text())["r"] == 2
    page.get_by_text("Model card", exact=True).click()
    expect(page.locator("#model-card")).to_contain_text("trained by direct preference optimisation")


def test_a_training_of_the_terminal_is_followed_live(open_page, server):
    plan = server.home / "elsewhere.yaml"
    plan.write_text(training("elsewhere", steps=12))
    process = server.run("train", "run", str(plan))
    page = open_page("/trainings")
    page.complaints.allow(404)
    link = page.get_by_role("link", name="elsewhere", exact=True)
    expect(link).to_be_visible(timeout=60_000)
    link.click()
    expect(page.locator("[data-region=head]")).to_contain_text("another process")
    expect(page.locator("[data-region=numbers]")).to_contain_text("Last step", timeout=120_000)
    first = page.locator("[data-region=numbers] td.number").first
    before = first.text_content()
    expect(first).not_to_have_text(before, timeout=60_000)
    expect(page.locator("figure canvas").first).to_be_visible()
    expect(page.locator("#training")).to_have_attribute("data-state", "finished", timeout=180_000)
    expect(page.locator("[data-region=held-out]")).to_contain_text("Reward accuracy")
    assert process.wait(60) == 0, process.stderr.read()


def test_a_training_is_begun_stopped_and_continued_here(open_page, server):
    page = open_page("/trainings")
    page.complaints.allow(422)
    page.get_by_role("link", name="New training").click()
    box = page.get_by_label("Config (YAML)")
    assert PAIRS in box.input_value() and MODEL in box.input_value()
    box.fill(training("begun", steps=40).replace(PAIRS, "/etc/passwd"))
    page.get_by_role("button", name="Begin the training").click()
    expect(page.get_by_role("alert")).to_contain_text("may not name a path")
    box.fill(training("begun", steps=40))
    page.get_by_role("button", name="Check the config").click()
    expect(page.get_by_role("status").filter(has_text="right")).to_contain_text("40 steps of 2 pairs")
    page.get_by_role("button", name="Begin the training").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("begun")
    expect(page.locator("[data-region=numbers]")).to_contain_text("Last step", timeout=120_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#training")).to_have_attribute("data-state", "stopped", timeout=60_000)
    stopped = server.request("GET", "/api/v1/trainings/begun")
    assert 0 < stopped["progress"]["savedStep"] < 40
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#training")).to_have_attribute("data-state", re.compile("running|finished"), timeout=60_000)
    finished = server.wait_for_training("begun", "finished")
    assert finished["progress"]["step"] == 40
    # Nothing was computed twice: every step is logged once.
    steps = [record["step"] for record in server.request("GET", "/api/v1/trainings/begun/records")["items"]
             if "loss" in record["values"]]
    assert steps == list(range(1, 41))


@pytest.mark.parametrize("scripts", [True, False])
def test_pairs_are_read_beside_one_another_and_marked(open_page, server, scripts):
    page = open_page("/pairs", scripts=scripts)
    page.get_by_role("link", name=PAIRS).click()
    expect(page.locator(".pair")).to_have_count(8)
    expect(page.locator("main")).to_contain_text(HOSTILE)
    if scripts:
        assert page.evaluate("window.pwned") is None
    first = page.locator(".pair").first
    expect(first.locator(".own-chosen").first).to_contain_text("Boil")
    expect(first.locator(".own-rejected").first).to_contain_text("Do not ask")
    first.get_by_label("Why pair 1 is bad").fill("too short")
    first.get_by_role("button", name="Mark pair 1 as bad").click()
    expect(first).to_contain_text("too short")
    expect(page.locator("[data-region=figures]")).to_contain_text("Kept7")
    marks = server.request("GET", "/api/v1/pair-marks")["items"]
    assert [mark["note"] for mark in marks] == ["too short"]
    first.get_by_role("button", name="Unmark pair 1").click()
    expect(page.locator("[data-region=figures]")).to_contain_text("Kept8")
    assert server.request("GET", "/api/v1/pair-marks")["items"] == []


def test_experiments_that_used_the_adapter_are_in_its_lineage(open_page, server):
    adapter = server.request("GET", f"/api/v1/trainings/{TRAINING}")["adapter"]["gguf"]
    plan = server.home / "used.yaml"
    plan.write_text(config("used", n=2, tokens=4).replace(f"model: {MODEL}", f"model: {{name: {MODEL}, adapter: {adapter}}}"))
    assert server.run("run", str(plan)).wait(120) == 0
    page = open_page(f"/trainings/{TRAINING}")
    experiments = page.locator(".lineage li", has_text="Experiments")
    expect(experiments).to_contain_text("used")
    experiments.get_by_role("link", name="used").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("used")


def test_a_training_is_deleted_after_asking(open_page, server):
    plan = server.home / "gone.yaml"
    plan.write_text(training("gone", steps=1))
    assert server.run("train", "run", str(plan)).wait(120) == 0
    page = open_page("/trainings/gone")
    page.get_by_role("link", name="Delete").click()
    expect(page.locator("main")).to_contain_text("cannot be undone")
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trainings")
    expect(page.get_by_role("link", name="gone", exact=True)).to_have_count(0)
