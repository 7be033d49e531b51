"""In a real browser: a refresh and a link show the conversation, and two visitors see each their own."""

from __future__ import annotations

import pytest

from tests.ui.test_browser import ask, browser, pytestmark, server

__all__ = ["browser", "pytestmark", "server"]
QUESTION = "revenue by channel"


@pytest.fixture
def visitor(browser):
    """Opens a page in a browser profile of its own."""
    opened = []

    def open_at(address):
        context = browser.new_context(viewport={"width": 1280, "height": 1200})
        opened.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_at
    for context in opened:
        context.close()


def headline(page):
    page.wait_for_selector("[class*='st-key-headline-']", timeout=60_000)
    return page.locator("[class*='st-key-headline-']").inner_text()


def test_a_refresh_and_a_shared_link_show_the_conversation_and_a_new_visitor_sees_none(server, visitor):
    first = visitor(f"{server}/?lang=en")
    first.wait_for_selector("[class*='st-key-suggestions']", timeout=60_000)
    ask(first, QUESTION)
    told = headline(first)
    assert "c=" in first.url and "lang=en" in first.url
    first.reload()
    assert headline(first) == told
    assert headline(visitor(first.url)) == told
    other = visitor(f"{server}/?lang=en")
    other.wait_for_selector("[class*='st-key-suggestions']", timeout=60_000)
    assert other.locator("[class*='st-key-headline-']").count() == 0
    ask(other, "orders by channel")
    assert headline(other) != told
    first.reload()
    assert headline(first) == told


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", ["metrics", "segments", "board", "data", "audit", "settings"])
def test_a_link_opens_each_page_and_nothing_scrolls_sideways_on_a_phone(server, visitor, browser, page, language):
    opened = visitor(f"{server}/{page}?lang={language}")
    opened.set_viewport_size({"width": 400, "height": 800})
    opened.wait_for_selector("h2", timeout=60_000)
    opened.wait_for_timeout(800)
    assert opened.url.split("?")[0].endswith(f"/{page}")
    assert opened.evaluate("document.scrollingElement.scrollWidth") <= 400
