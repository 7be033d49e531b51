"""The frame of every page: its widths, its sizes, the language of who comes, and what a phone leaves out."""

from __future__ import annotations

import pytest

from tests.ui.browser.steps import ask, becomes, comes_to, keyed, settled, sideways

COMPARED = {"en": "revenue in 2025 vs 2026", "zh": "2025年和2026年的销售额对比"}


def size(locator):
    return locator.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")


def tops_and_heights(page):
    """Of the tiles, all at one moment: the page may be scrolling."""
    script = "nodes => nodes.map(node => node.getBoundingClientRect()).map(box => `${box.top} ${box.height}`)"
    return page.get_by_test_id("stMetric").evaluate_all(script)


@pytest.mark.parametrize(("locale", "greeting"), [("zh-CN", "试试这些问题"), ("fr-FR", "Try one of these")])
def test_without_a_language_in_the_address_the_browser_decides(visit, site, locale, greeting):
    page = visit(locale=locale)
    page.goto(site.address)
    page.get_by_text(greeting).wait_for()
    settled(page)
    assert f"lang={locale[:2] if locale == 'zh-CN' else 'en'}" in page.url


def test_the_chat_is_a_column_and_the_other_pages_are_wide(visit):
    page = visit()
    ask(page, COMPARED["en"])
    column = page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert 700 <= column["width"] <= 800
    question = page.get_by_text(COMPARED["en"], exact=True).last.bounding_box()
    inner = keyed(page, "headline-").last.bounding_box()
    assert abs(question["x"] + question["width"] - inner["x"] - inner["width"]) < 4  # at the right, without a box
    becomes(page.get_by_test_id("stMetric"), 3)
    assert comes_to(page, lambda: len(set(tops_and_heights(page))), 1) == 1
    for name in ("metrics", "audit", "settings"):
        page.goto(f"{page.url.split('/?')[0]}/{name}?lang=en")
        title = page.get_by_test_id("stMainBlockContainer").locator("h2").first
        title.wait_for()
        settled(page)
        assert size(title) == 24
        assert page.get_by_test_id("stMainBlockContainer").bounding_box()["width"] > 900


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_phone_the_first_tile_stands_alone_and_nothing_scrolls_sideways(visit, language):
    page = visit(language=language, width=400, height=900)
    ask(page, COMPARED[language])
    tiles = page.get_by_test_id("stMetric")
    becomes(tiles, 3)
    shown = [True, False, False]
    assert comes_to(page, lambda: [tile.is_visible() for tile in tiles.all()], shown) == shown
    assert sideways(page) == 0
