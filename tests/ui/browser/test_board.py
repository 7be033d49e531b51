"""Pin an answer, open the board, rename the tile, filter it, and take the board away as a file."""

from __future__ import annotations

import re

from tests.ui.browser.steps import ask, drawn, keyed, popover


def test_a_tile_is_pinned_renamed_filtered_and_taken_away(visit, tmp_path):
    page = visit()
    ask(page, "revenue by channel last month")
    popover(page, "Pin").click()
    page.get_by_role("button", name="Pin to the board").click()
    page.get_by_text("Pinned to My board.").wait_for()

    board = page.url.split("/?")[0] + "/board"
    page.goto(f"{board}?lang=en")
    keyed(page, "tile-").first.wait_for()
    drawn(page)
    popover(page, "Change").click()
    title = page.get_by_label("Title", exact=True)
    title.wait_for()
    assert title.input_value() == "revenue by channel last month"
    title.fill("Channels")
    title.press("Tab")
    page.get_by_role("button", name="Rename").last.click()
    page.get_by_test_id("stMarkdown").get_by_text("Channels", exact=True).wait_for()

    page.goto(f'{board}?lang=en&f=["channel.channel","app"]')
    page.get_by_text("channel = app").first.wait_for()
    with page.expect_download() as taken:
        page.locator("[class*='st-key-board-export'] button").click()
    assert re.fullmatch(r"wenshu_board_20261101_.+\.html", taken.value.suggested_filename)
    file = tmp_path / "board.html"
    taken.value.save_as(file)
    told = file.read_text("utf-8")
    assert "Channels" in told and "channel = app" in told and "Applied to all tiles: channel: app" in told
    page.goto(file.as_uri())
    assert page.locator("section h2").inner_text() == "Channels"
