"""Pin an answer, open the board, and change it: without a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.pages import open_page, open_popover, texts


@pytest.fixture(autouse=True)
def no_boards(demo_home):
    """All tests share one demo; each begins and ends without boards."""
    folder = Path(demo_home) / "demo" / ".wenshu" / "boards"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


def pin(text):
    page = open_page("ask")
    page.chat_input[0].set_value(text).run()
    assert not page.exception, page.exception
    next(button for button in page.button if button.key.startswith("pin-do-")).click().run()
    assert not page.exception, page.exception
    return page


def button(page, start):
    return next(item for item in page.button if item.key.startswith(start))


def test_a_person_without_boards_is_told_how_to_begin(demo_home):
    assert "Nothing is pinned yet" in texts(open_page("board"))
    assert "还没有固定任何内容" in texts(open_page("board", "zh"))


def test_the_morning_view_names_every_watch_of_the_model(demo_home, demo):
    page = open_page("board")
    assert all(watch.label("en") in texts(page) for watch in demo.model.watches)


def test_a_pinned_answer_stands_on_the_board_with_rule_and_date(demo_home):
    pin("revenue by channel last month")
    page = open_page("board")
    shown = texts(page)
    assert "revenue by channel last month" in shown
    assert "last full month · data as of 1 Nov 2026" in shown
    assert len(page.get("vega_lite_chart")) == 1 and len(page.dataframe) == 1


def test_a_second_tile_joins_the_same_board(demo_home):
    pin("revenue by channel last month")
    pin("各渠道订单数")
    page = open_page("board")
    assert len([item for item in page.button if item.key.startswith("remove-")]) == 2
    assert "订单" in texts(page)


def test_a_tile_is_renamed_and_removed(demo_home):
    pin("revenue by channel last month")
    page = open_page("board")
    next(item for item in page.text_input if item.key.startswith("title-")).set_value("Channels")
    button(page, "retitle-").click().run()
    assert "**Channels**" in texts(page)
    button(page, "remove-").click().run()
    assert "This board has no tiles yet." in texts(page)


def test_the_order_of_tiles_can_be_changed(demo_home):
    pin("revenue last month")
    pin("orders last month")
    page = open_page("board")
    button(page, "later-").click().run()
    titles = [item.value for item in page.markdown if item.value in ("**revenue last month**", "**orders last month**")]
    assert titles == ["**orders last month**", "**revenue last month**"]


def test_a_filter_is_applied_kept_in_the_address_and_shown(demo_home):
    pin("revenue last month")
    page = open_page("board")
    whole = texts(page)
    page.selectbox(key="board-filter").set_value("channel.channel").run()
    page.multiselect(key="board-values-channel.channel").set_value(["app"]).run()
    assert not page.exception, page.exception
    assert "channel = app" in texts(page)
    assert texts(page) != whole
    again = open_page("board", f='["channel.channel", "app"]')
    assert "channel = app" in texts(again)


def test_a_tile_that_cannot_take_the_filter_says_so(demo_home):
    pin("What does revenue mean?")
    page = open_page("board", f='["channel.channel", "app"]')
    assert "does not apply here: channel: app" in texts(page)


def test_the_period_of_the_board_is_that_of_every_tile(demo_home):
    pin("revenue last month")
    page = open_page("board", period="last:3:month")
    assert "last 3 full months" in texts(page)
    assert "Aug – Oct 2026" in texts(page) or "1 Aug" in texts(page)


def test_boards_are_added_named_and_deleted(demo_home):
    pin("revenue last month")
    page = open_page("board")
    page.text_input(key="new-board-name").set_value("Second").run()
    page.button(key="new-board").click().run()
    assert page.selectbox(key="board-choice").options == ["My board", "Second"]
    button(page, "delete-").click().run()
    assert page.selectbox(key="board-choice").options == ["Second"]


def test_a_damaged_file_of_boards_is_said_to_be_damaged(demo_home):
    pin("revenue last month")
    file = next((Path(demo_home) / "demo" / ".wenshu" / "boards").glob("*.json"))
    file.write_text("{")
    assert "cannot be read" in texts(open_page("board"))
    assert file.read_text() == "{"


def test_a_refusal_offers_neither_pin_nor_files(demo_home):
    page = open_page("ask")
    page.chat_input[0].set_value("flibbertigibbets by channel").run()
    assert not [item for item in page.button if item.key.startswith("pin-do-")]
    assert not page.get("download_button")


def test_a_card_offers_every_form(demo_home):
    page = open_page("ask")
    page.chat_input[0].set_value("revenue by channel last month").run()
    assert not page.get("download_button")  # they come with the menu: what stands before it opens is void by then
    open_popover(page, "more")
    labels = [item.label.replace("\\", "") for item in page.get("download_button")]
    assert [label.partition(" ")[0] for label in labels][:3] == ["CSV", "Excel", "HTML"]
