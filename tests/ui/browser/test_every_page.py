"""Every page in both languages, light and dark, wide and narrow: a title, no sideways scroll, texts that can be read.

The pictures are kept among the artefacts, to be looked at. One visitor goes through all pages of a language and a
scheme.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ui.browser.steps import ask, drawn, headline, kept_saying, plain, settled, sideways

PAGES = ("metrics", "segments", "board", "data", "audit", "settings")
MIN_CONTRAST = 4.5
MIN_LARGE = 3.0  # from 24 px, or 18.66 px in bold
TITLES = {"en": "revenue by month this year", "zh": "今年每月的销售额走势"}
LOW_CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")


def assert_is_readable(page):
    """No text of ours falls below the contrast that can be read."""
    settled(page)
    assert too_pale(page) == []


def too_pale(page):
    """The texts that cannot be read, once nothing fades in or out any more."""
    return kept_saying(page, LOW_CONTRAST, [], [MIN_CONTRAST, MIN_LARGE])


@contextmanager
def on_a_phone(page, height=800):
    """The same page on a phone, where nothing scrolls sideways; at 200 % zoom a window of 800 px has as much room."""
    page.set_viewport_size({"width": 400, "height": height})
    page.wait_for_function("document.scrollingElement.clientWidth <= 400")
    settled(page)
    assert sideways(page) == 0
    yield
    page.set_viewport_size({"width": 1280, "height": max(1000, height)})


def narrow(page, keep, name):
    with on_a_phone(page):
        keep(page, f"{name}-400")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_readable_wide_and_narrow(visit, keep, language, scheme):
    page = visit(language=language, scheme=scheme)
    page.locator("[class*='st-key-suggestion-0']").wait_for()
    assert_is_readable(page)
    keep(page, f"empty-{language}-{scheme}")
    narrow(page, keep, f"empty-{language}-{scheme}")

    ask(page, TITLES[language])
    drawn(page)
    assert_is_readable(page)
    keep(page, f"trend-{language}-{scheme}")
    narrow(page, keep, f"trend-{language}-{scheme}")
    assert plain(page.get_by_test_id("stVegaLiteChart").get_attribute("aria-label")) == headline(page)

    address = page.url.split("/?")[0]
    for name in PAGES:
        page.goto(f"{address}/{name}?lang={language}")
        page.locator("h2").first.wait_for()
        assert_is_readable(page)
        assert f"lang={language}" in page.url
        keep(page, f"{name}-{language}-{scheme}")
        narrow(page, keep, f"{name}-{language}-{scheme}")
