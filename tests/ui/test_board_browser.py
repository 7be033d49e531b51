"""In a real browser: pin an answer, open the board, rename the tile, filter it, and take the board away as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.test_browser import CHROMIUM, ask, browser, server  # noqa: F401  (fixtures)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium installed; .ci/run installs one"),
]


def button(page, words):
    return page.get_by_test_id("stPopoverButton").filter(has_text=words).last


def test_a_tile_is_pinned_renamed_filtered_and_taken_away(server, browser, tmp_path):  # noqa: F811
    outside = []
    context = browser.new_context(viewport={"width": 1280, "height": 1200}, accept_downloads=True)
    page = context.new_page()
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(f"{server}/?lang=en")
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=60_000)
    ask(page, "revenue by channel last month")

    page.get_by_role("tab", name="Table").click()
    page.get_by_test_id("stDataFrame").first.hover()
    page.wait_for_timeout(500)
    unrecorded = page.get_by_label("Download as CSV")  # the table's own button, which would leave no record
    assert unrecorded.count() and not unrecorded.first.is_visible()

    button(page, "Download").click()
    with page.expect_download() as taken:
        page.get_by_test_id("stDownloadButton").filter(has_text="CSV").get_by_role("button").click()
    assert re.fullmatch(r"wenshu_revenue_20261001-20261031_[0-9a-f]{12}\.csv", taken.value.suggested_filename)
    rows = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
    assert rows[0] == "channel,revenue (¥)" and len(rows) == 6
    page.keyboard.press("Escape")

    button(page, "Pin").click()
    page.get_by_role("button", name="Pin to the board").click()
    page.get_by_text("Pinned to My board.").wait_for(timeout=30_000)

    page.goto(f"{server}/board?lang=en")
    page.wait_for_selector("[class*='st-key-tile-']", timeout=60_000)
    page.wait_for_selector("svg.marks, canvas.marks", timeout=30_000)
    button(page, "Change").click()
    title = page.get_by_label("Title", exact=True)
    title.wait_for()
    assert title.input_value() == "revenue by channel last month"
    title.fill("Channels")
    title.press("Tab")
    page.get_by_role("button", name="Rename").last.click()
    page.get_by_test_id("stMarkdown").get_by_text("Channels", exact=True).wait_for(timeout=30_000)

    page.goto(f'{server}/board?lang=en&f=["channel.channel","app"]')
    page.get_by_text("channel = app").first.wait_for(timeout=60_000)
    with page.expect_download() as taken:
        page.locator("[class*='st-key-board-export'] button").click()
    assert re.fullmatch(r"wenshu_board_20261101_.+\.html", taken.value.suggested_filename)
    file = tmp_path / "board.html"
    taken.value.save_as(file)
    told = file.read_text("utf-8")
    assert "Channels" in told and "channel = app" in told and "Applied to all tiles: channel: app" in told

    page.goto(file.as_uri())
    assert page.locator("section h2").inner_text() == "Channels"
    context.close()
    assert [url for url in outside if not url.startswith(("data:", "blob:", "file:"))] == []
