"""Boards on disk, tiles computed anew under the viewer's rights, and the page that leaves."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import answer, run_plan
from assistant.boards.boards import (
    MAX_TILES,
    BoardFull,
    Boards,
    BoardsDamaged,
    NoSuchBoard,
    can_be_pinned,
    changed_definitions,
    definitions_of,
    stands_on,
    tile_of,
)  # fmt: skip
from assistant.boards.filters import fitting, from_address, offered_filters, to_address
from assistant.boards.page import board_file_name, hand_out_board, to_html
from assistant.boards.plan import PERIODS, Narrowed, Settings, calls_now
from assistant.boards.run import Shown, rule_text, show
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.records.audit import AuditFailed
from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny
from tools.catalog import CATALOG, ToolCall


@pytest.fixture
def boards(tmp_path):
    return Boards(tmp_path / "boards", "ann")


def tile(shop, text, title=""):
    return tile_of(answer(Question.of(text), shop), title, shop.model)


def at(shop, day):
    return replace(shop, tools=replace(shop.tools, calendar=replace(shop.tools.calendar, as_of=day)))


# --- on disk -----------------------------------------------------------------------------------------------------


def test_a_pinned_tile_is_read_back_as_it_was(shop, boards):
    board = boards.create("Sales")
    pinned = tile(shop, "各地区销售额", "地区")
    boards.pin(board.id, pinned)
    assert boards.all()[0].name == "Sales"
    read = boards.all()[0].tiles[0]
    assert (read.title, read.question, read.language, read.pinned) == ("地区", "各地区销售额", "zh", date(2026, 11, 1))
    assert [dict(call) for call in read.calls] == [dict(call) for call in pinned.calls]
    assert read.definitions == pinned.definitions


def test_no_figure_is_stored(shop, boards):
    boards.pin(boards.create("Sales").id, tile(shop, "revenue by region"))
    stored = boards.path.read_text()
    assert not {"900", "300", "¥900.00", "¥900"} & set(re.findall(r"[\w¥.,]+", stored))


def test_tiles_are_renamed_ordered_and_removed(shop, boards):
    board = boards.create("Sales").id
    tiles = [tile(shop, text) for text in ("revenue", "orders", "revenue by region")]
    for item in tiles:
        boards.pin(board, item)
    boards.rename_tile(board, tiles[0].id, "  All\nmoney ")
    boards.move(board, tiles[2].id, -1)
    boards.move(board, tiles[0].id, -1)  # the first stays the first
    boards.unpin(board, tiles[1].id)
    assert [item.title for item in boards.all()[0].tiles] == ["All money", "revenue by region"]


def test_boards_are_named_and_removed(boards):
    first, second = boards.create("One"), boards.create("Two")
    boards.rename(first.id, "Eins")
    boards.remove(second.id)
    assert [board.name for board in boards.all()] == ["Eins"]
    with pytest.raises(NoSuchBoard):
        boards.rename(second.id, "x")


def test_nobody_sees_the_boards_of_another(boards):
    boards.create("Mine")
    assert Boards(boards.folder, "bob").all() == ()


def test_a_name_is_no_path(tmp_path):
    boards = Boards(tmp_path / "boards", "../../etc/passwd")
    boards.create("x")
    assert boards.path.parent == tmp_path / "boards" and boards.path.is_file()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 9, "person": "ann", "boards": []}', '{"version": 1}'])
def test_a_damaged_file_is_named_and_never_written_over(boards, content):
    boards.folder.mkdir()
    boards.path.write_text(content)
    with pytest.raises(BoardsDamaged):
        boards.all()
    with pytest.raises(BoardsDamaged):
        boards.create("x")
    assert boards.path.read_text() == content


def test_a_full_board_takes_no_more(shop, boards):
    board = boards.create("Full").id
    item = tile(shop, "revenue")
    for n in range(MAX_TILES):
        boards.pin(board, replace(item, id=f"tile-{n}"))
    with pytest.raises(BoardFull):
        boards.pin(board, item)


def test_changes_at_the_same_moment_are_all_kept(shop, boards):
    board = boards.create("Busy").id
    item = tile(shop, "revenue")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: boards.pin(board, replace(item, id=f"tile-{n}")), range(24)))
    assert {found.id for found in boards.all()[0].tiles} == {f"tile-{n}" for n in range(24)}


def test_what_writes_a_file_cannot_be_pinned(shop):
    found = answer(Question.of("revenue"), shop)
    assert can_be_pinned(found)
    assert not can_be_pinned(answer(Question.of("flibbertigibbets"), shop))
    for spec in CATALOG:
        if spec.writes:
            call = ToolCall.model_construct(tool=spec.name, arguments=spec.arguments.model_construct())
            assert not can_be_pinned(replace(found, plan=Plan(Compute((call,)), Reading("en", ()))))


# --- computed now ------------------------------------------------------------------------------------------------


def test_a_tile_shows_the_same_figures_as_its_question(shop):
    found = answer(Question.of("revenue by region"), shop)
    shown = show(tile_of(found, "", shop.model), Settings(), shop)
    assert shown.answer.headline == found.headline
    assert shown.answer.sections[0].shown == found.sections[0].shown
    assert shown.notes == () and not shown.is_changed


def test_last_month_is_another_month_later(shop):
    pinned = tile(shop, "revenue last month")
    now, before = show(pinned, Settings(), shop), show(pinned, Settings(), at(shop, date(2026, 10, 5)))
    assert now.rule == "last full month"
    assert (now.answer.table.rows[0][0], before.answer.table.rows[0][0]) == (600, 460)
    assert "Sep 2026" in before.answer.restatement


def test_a_named_month_stays_that_month(shop):
    shown = show(tile(shop, "revenue in September 2026"), Settings(), at(shop, date(2026, 10, 20)))
    assert shown.rule == "a fixed period"
    assert shown.answer.table.rows[0][0] == 460


def test_new_data_give_new_figures(tmp_path):
    shop = tiny.world(tmp_path / "old")
    pinned = tile(shop, "revenue by region")
    more = open_workspace(tiny.build(tmp_path / "new", (*tiny.ROWS, (13, date(2026, 10, 31), "W", "web", 1000))))
    assert dict(show(pinned, Settings(), more).answer.table.rows) == {"E": 900, "W": 1300}


def test_the_filter_of_the_board_is_applied_and_shown(shop):
    shown = show(tile(shop, "revenue by region"), Settings((Narrowed("order.channel", ("web",)),)), shop)
    web = {"E": 60 + 100 + 200 + 200, "W": 40 + 60 + 50}
    assert dict(shown.answer.table.rows) == web
    assert shown.notes == ()
    assert "web" in shown.answer.restatement


def test_the_period_of_the_board_replaces_the_tiles_own(shop):
    shown = show(tile(shop, "revenue by region last month"), Settings(period="last:3:month"), shop)
    assert dict(shown.answer.table.rows) == {"E": 900, "W": 300}
    assert shown.rule == "last 3 full months"


def test_a_tile_that_cannot_take_a_setting_says_so_and_keeps_its_figures(shop):
    found = answer(Question.of("What does revenue mean?"), shop)
    assert found.status == "answered"
    settings = Settings((Narrowed("order.channel", ("web",)),), "last:1:month")
    shown = show(tile_of(found, "", shop.model), settings, shop)
    assert shown.answer.headline == found.headline
    assert len(shown.notes) == 2
    assert "channel: web" in shown.notes[1] and "last full month" in shown.notes[0]


def test_an_unreachable_dimension_is_named_and_not_applied(demo):
    """A visit has no product: the filter cannot follow, and the figures are those without it."""
    offered = {item.dimension for item in offered_filters(demo)}
    name = next(item for item in sorted(offered) if item.startswith("product."))
    value = next(item for item in offered_filters(demo) if item.dimension == name).values[0]
    found = answer(Question.of("number of customers"), demo)
    shown = show(tile_of(found, "", demo.model), Settings((Narrowed(name, (value,)),)), demo)
    assert shown.answer.table.rows == found.table.rows
    assert len(shown.notes) == 1


def test_to_choose_from_stands_what_a_tile_can_take_and_its_own_groups_first(demo):
    offered, wording = offered_filters(demo), demo.wording("en")
    assert {item.dimension for item in offered} > {"web_event.device", "order.payment"}
    pinned = tile_of(answer(Question.of("revenue by channel last month"), demo), "", demo.model)
    names = [item.dimension for item in fitting(offered, (pinned,), wording)]
    assert names[0] == "channel.channel"
    assert "order.payment" in names and "web_event.device" not in names
    analysed = tile_of(answer(Question.of("why did revenue change last month"), demo), "", demo.model)
    assert set(fitting(offered, (pinned, analysed), wording)) == set(offered)


def test_a_filter_that_leaves_nothing_is_told_and_not_dropped(shop):
    shown = show(tile(shop, "revenue by region"), Settings((Narrowed("order.channel", ("nowhere",)),)), shop)
    assert shown.notes == ()
    assert shown.answer.status == "refused" or not any(row[1] for row in shown.answer.table.rows)


def test_a_changed_definition_is_named_until_somebody_accepts_it(tmp_path, boards):
    shop = tiny.world(tmp_path / "old")
    pinned = tile(shop, "revenue by region")
    changed = tiny.MODEL.replace("expr: amount,", "expr: amount * 2,")
    after = open_workspace(tiny.build(tmp_path / "new", model=changed))
    shown = show(pinned, Settings(), after)
    assert shown.is_changed and "revenue" in shown.notes[0] and "1 Nov 2026" in shown.notes[0]
    assert dict(shown.answer.table.rows) == {"E": 1800, "W": 600}  # the figures are of the definition of today
    board = boards.create("x").id
    boards.pin(board, pinned)
    boards.accept(board, pinned.id, definitions_of(shown.answer, after.model))
    assert changed_definitions(boards.all()[0].tiles[0], after.model) == ()


def test_a_metric_that_is_gone_leaves_a_reason_and_no_figure(tmp_path):
    shop = tiny.world(tmp_path / "old")
    pinned = tile(shop, "order value by region")
    gone = tiny.MODEL[: tiny.MODEL.index("metrics:\n")]
    shown = show(pinned, Settings(), open_workspace(tiny.build(tmp_path / "new", model=gone)))
    assert shown.is_changed
    assert shown.answer.status == "refused" and shown.answer.sections == ()


@pytest.mark.parametrize("calls", [({"tool": "no_such_tool", "arguments": {}},), ({"tool": "query_metrics"},),
                                   ({"tool": "query_metrics", "arguments": {"colour": "red"}},),
                                   ({"tool": "query_metrics", "arguments": {"window": {"rule": "x:y"}}},)])  # fmt: skip
def test_a_tile_of_another_version_says_so_and_shows_nothing(shop, calls):
    shown = show(replace(tile(shop, "revenue"), calls=calls), Settings(), shop)
    assert shown.answer is None
    assert "cannot be computed here" in shown.broken


POLICED = (
    tiny.MODEL
    + """\
policies:
  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [analyst]}
"""
)


def test_a_tile_runs_under_the_rights_of_who_looks(tmp_path):
    folder = tiny.build(tmp_path / "shop", model=POLICED)
    everybody = open_workspace(folder, who=Who("boss"))
    analyst = open_workspace(folder, who=Who("ann", ("analyst",), (("region", "E"),)))
    pinned = tile(everybody, "revenue by region")
    kept = Shown()
    seen = [
        kept.get(pinned, Settings(), context, "one visit", lambda c=context: show(pinned, Settings(), c))
        for context in (everybody, analyst)
    ]
    assert [dict(item.answer.table.rows) for item in seen] == [{"E": 900, "W": 300}, {"E": 900}]
    page = to_html(replace(boards_with(pinned), name="x"), seen[1:], Settings(), analyst, "en")
    assert "¥900" in page and "West" not in page


def boards_with(*tiles):
    from assistant.boards.boards import Board

    return Board("board-1", "Sales & co", tuple(tiles))


def test_a_tile_is_computed_once_for_a_visit_and_again_for_the_next(shop):
    kept, pinned, ran = Shown(), tile(shop, "revenue"), []

    def run():
        ran.append(1)
        return show(pinned, Settings(), shop)

    for opened in ("first", "first", "second"):
        kept.get(pinned, Settings(), shop, opened, run)
    kept.get(pinned, Settings(period="last:1:month"), shop, "first", run)
    assert len(ran) == 3


# --- settings in the address -------------------------------------------------------------------------------------


def test_only_what_is_offered_is_taken_from_an_address(shop):
    offered = offered_filters(shop)
    assert {item.dimension: item.values for item in offered} == {
        "order.region": ("E", "W"),
        "order.channel": ("store", "web"),
    }
    good = Narrowed("order.channel", ("web",))
    found = from_address([to_address(good), '["order.phone", "1"]', "[", "7", '["order.region", "X"]'], "x:y", offered)
    assert found == Settings((good,), "")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_period_of_the_board_has_words(language):
    assert all(rule_text(rule, language) for rule in PERIODS)


# --- the page that leaves ----------------------------------------------------------------------------------------


def test_a_board_leaves_as_one_page_with_every_tile(tmp_path):
    rows = (*tiny.ROWS, (13, date(2026, 10, 31), "<img src=x onerror=alert(1)>", "web", 10))
    shop = open_workspace(tiny.build(tmp_path / "shop", rows))
    board = boards_with(tile(shop, "revenue by region", "<b>Regions</b>"), tile(shop, "各渠道订单数"))
    settings = Settings((Narrowed("order.channel", ("web",)),))
    shown = [show(item, settings, shop) for item in board.tiles]
    page = hand_out_board(board, shown, settings, shop, "en").decode()
    assert "Sales &amp; co" in page and "&lt;b&gt;Regions" in page and "<img" not in page
    assert "Applied to all tiles: channel: web" in page
    for item in shown:
        assert item.answer.receipt in page
        assert all(
            cell.replace("<", "&lt;").replace(">", "&gt;") in page
            for row in item.answer.sections[0].shown.rows
            for cell in row
        )
    own = page.replace("url(#", "")
    for forbidden in ("<script", 'src="', "href=", "url(", "http://", "https://"):
        assert forbidden not in own
    record = list(shop.audit.records())[-1]
    assert (record["event"], record["form"], record["rows"]) == ("export", "board", [3, 1])
    assert record["receipts"] == [item.answer.receipt for item in shown]
    assert board_file_name(board, shop) == "wenshu_board_20261101_board-1.html"


def test_rows_about_persons_do_not_leave_with_a_board(demo):
    board = boards_with(tile(demo, "top 5 customers by revenue", "Best"))
    shown = show(board.tiles[0], Settings(), demo)
    page = to_html(board, [shown], Settings(), demo, "en")
    assert "names single persons" in page and "<table" not in page
    assert shown.answer.headline not in page


def test_a_broken_tile_leaves_with_its_reason(shop):
    board = boards_with(replace(tile(shop, "revenue"), calls=({"tool": "gone", "arguments": {}},)))
    page = to_html(board, [show(board.tiles[0], Settings(), shop)], Settings(), shop, "en")
    assert "cannot be computed here" in page and "<table" not in page


def test_a_board_does_not_leave_without_the_record_that_the_model_requires(tmp_path):
    shop = tiny.world(tmp_path / "shop")
    (tmp_path / "blocked").write_text("a file, not a folder")
    strict = replace(shop.model, settings={**shop.model.settings, "audit": "required"})
    broken = replace(
        shop,
        audit=replace(shop.audit, path=tmp_path / "blocked" / "audit.jsonl"),
        tools=replace(shop.tools, model=strict),
    )
    with pytest.raises(AuditFailed):
        hand_out_board(boards_with(), [], Settings(), broken, "en")


def test_calls_that_were_stored_are_the_calls_that_run(shop, boards):
    found = answer(Question.of("revenue by region last month"), shop)
    board = boards.create("x").id
    boards.pin(board, tile_of(found, "", shop.model))
    read = boards.all()[0].tiles[0]
    assert json.dumps([call.to_json() for call in calls_now(read, shop.tools.calendar)]) == json.dumps(
        [call.to_json() for call in found.plan.outcome.calls]
    )
    assert run_plan(found.plan, found.question, shop).headline == show(read, Settings(), shop).answer.headline


def test_a_board_knows_what_stands_on_it_by_what_it_shows_and_its_name(shop, boards):
    board, pinned = boards.create("Sales").id, tile(shop, "revenue by region")
    boards.pin(board, pinned)
    kept = boards.all()[0]
    assert stands_on(kept, tile(shop, "revenue by region"))
    assert not stands_on(kept, tile(shop, "revenue by region", "Regions"))
    assert not stands_on(kept, replace(tile(shop, "orders by region"), title=pinned.title))
