"""Pin an answer, open the board, rename the tile, filter it, and take the board away as a file."""

from __future__ import annotations

import re

import pytest

from assistant.answer import answer
from assistant.boards.boards import Board, tile_of
from assistant.boards.page import to_html
from assistant.boards.plan import Settings
from assistant.boards.run import show
from assistant.question import Question
from tests.ui.browser.steps import ask, drawn, keyed, popover, settled

SHEET = 673  # CSS pixels of an A4 page between its margins
PRINTED = {
    "en": ("revenue by channel last month", "RFM segments", "customer retention by cohort", "revenue by store"),
    "zh": ("上个月各渠道的销售额", "RFM分群", "客户留存", "各门店销售额"),
}
CUT = """width => [...document.querySelectorAll('h1, h2, h3, p, small, svg, table, td, th')].filter(item => {
  const box = item.getBoundingClientRect();
  return box.right > width + 1 || box.left < -1 || item.scrollWidth > item.clientWidth + 1 && item.clientWidth;
}).map(item => item.tagName + ' ' + item.textContent.slice(0, 40))"""


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
    settled(page)
    with page.expect_download() as taken:
        page.locator("[class*='st-key-board-export'] button").click()
    assert re.fullmatch(r"wenshu_board_20261101_.+\.html", taken.value.suggested_filename)
    file = tmp_path / "board.html"
    taken.value.save_as(file)
    told = file.read_text("utf-8")
    assert "Channels" in told and "channel = app" in told and "Applied to all tiles: channel: app" in told
    page.goto(file.as_uri())
    assert page.locator("section h2").inner_text() == "Channels"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_board_on_paper_has_everything_on_its_sheets(browser, demo, tmp_path, language):
    """Printed to PDF by the browser: nothing is cut, and a tile's heading stays with its chart."""
    tiles = tuple(tile_of(answer(Question.of(text), demo), "", demo.model) for text in PRINTED[language])
    shown = [show(tile, Settings(), demo) for tile in tiles]
    assert [item.answer.status for item in shown] == ["answered"] * len(tiles)
    file = tmp_path / "board.html"
    file.write_text(to_html(Board("b", "Board · 看板", tiles), shown, Settings(), demo, language), "utf-8")
    page = browser.new_page(viewport={"width": SHEET, "height": 900})
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    assert page.evaluate(CUT, SHEET) == []
    styles = "node => [getComputedStyle(node).breakInside, getComputedStyle(node.querySelector('h2')).display]"
    assert page.locator("section .whole").first.evaluate(styles) == ["avoid", "block"]
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF") and 3 <= printed.count(b"/Type /Page\n") <= 9
    page.close()
