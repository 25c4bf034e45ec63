"""Knowledge bases: list, search, chunks, making and filling one, and what an example was answered from."""

import re

import pytest
from playwright.sync_api import expect

from forge_server import BASE, HOSTILE, config


def test_the_list_leads_to_a_base_and_its_search(open_page, server):
    page = open_page("/")
    page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Knowledge").click()
    row = page.get_by_role("row", name=re.compile(f"^{BASE} Moons of planets"))
    expect(row).to_contain_text("ready")
    row.get_by_role("link", name=BASE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BASE)
    page.get_by_label("Look for").fill("largest moon of Saturn")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"q=largest\+moon\+of\+Saturn"))
    words = page.get_by_role("region", name="BM25")
    expect(words.locator(".hit").first).to_contain_text("Titan")
    for method in ("Dense", "Hybrid", "Reranked"):
        column = page.get_by_role("region", name=method)
        expect(column).to_contain_text("Not to be had here")
        expect(column).to_contain_text("made without an embedder")


def test_a_hit_leads_to_its_chunk(open_page, server):
    page = open_page(f"/knowledge-bases/{BASE}?q=methane")
    page.get_by_role("region", name="BM25").get_by_role("link", name="Titan").click()
    expect(page.locator(".chunk:target")).to_contain_text("lakes of methane")


@pytest.mark.parametrize("scripts", [True, False])
def test_chunks_are_searched_and_show_markup_as_text(open_page, server, scripts):
    page = open_page(f"/knowledge-bases/{BASE}?tab=chunks", scripts=scripts)
    expect(page.locator(".chunk")).to_have_count(4)
    expect(page.locator("main")).to_contain_text(HOSTILE)
    page.get_by_label("Holds the words").fill("ocean jup")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".chunk")).to_have_count(1)
    expect(page.locator(".chunk")).to_contain_text("Europa is a moon of Jupiter")
    if scripts:
        assert page.evaluate("window.pwned") is None
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("row", name=re.compile("Phobos"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^About")).click()
    expect(page.locator("main")).to_contain_text("empty, left out")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_base_is_made_filled_and_deleted(open_page, server, scripts):
    name = "made" if scripts else "made-without-scripts"
    page = open_page("/new/knowledge-base", scripts=scripts)
    page.complaints.allow(422)
    page.get_by_label("Name", exact=True).fill("Not A Name")
    page.get_by_label("Embedder").select_option("none")
    page.get_by_label("Fill it from").select_option("moons")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".field-error")).to_contain_text("lower-case")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    # The page follows the ingest by itself; without scripts by reloading.
    expect(page.get_by_role("heading", name="Last ingest")).to_be_visible()
    expect(page.locator(".badge-completed").first).to_have_text("ready")
    page.get_by_role("link", name="Delete").click()
    expect(page.locator("main")).to_contain_text("cannot be undone")
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Knowledge bases")
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_an_example_shows_what_it_was_answered_from(open_page, server):
    method = f"{{name: rag, knowledge_base: {BASE}, retrieval: bm25, k: 2}}"
    (identifier,) = server.create(config("looked-up", n=2, method=method))
    server.wait_for(identifier)
    page = open_page(f"/experiments/{identifier}/examples/0", width=360)
    passages = page.get_by_role("region", name="Retrieved passages")
    expect(passages).to_contain_text("BM25 search of")
    expect(passages.locator(".passage").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    passages.get_by_role("link", name=BASE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BASE)
