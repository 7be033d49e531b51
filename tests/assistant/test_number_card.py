"""One number of a closed period: its change against the period before, and the periods that led to it."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.records.audit_view import asked
from tests.assistant import tiny


def trend(context, text):
    found = answer(Question.of(text, who=context.tools.who), context)
    assert found.status == "answered", found.headline
    return found.sections[0].trend


@pytest.mark.parametrize(
    ("text", "label", "value", "change"),
    [
        ("revenue last month", "Revenue · Oct 2026", "¥600", "+30.4% against Sep 2026 (¥460; 30 days, not 31)."),
        ("上个月销售额", "销售额 · 2026年10月", "¥600", "较2026年9月（¥460；30 天，本期 31 天）+30.4%。"),
        ("orders last month", "Orders · Oct 2026", "5", "+25.0% against Sep 2026 (4; 30 days, not 31)."),
        ("上个月订单数", "订单数 · 2026年10月", "5", "较2026年9月（4；30 天，本期 31 天）+25.0%。"),
    ],
)
def test_the_change_states_the_period_before_its_figure_and_its_days(shop, text, label, value, change):
    tile = trend(shop, text).tile
    assert (tile.label, tile.value) == (label, value)
    assert tile.detail.startswith(change)


def test_the_line_ends_with_the_number_and_begins_with_the_first_whole_period(shop):
    found = trend(shop, "revenue last month")
    rows = [(row[0].isoformat(), float(row[1])) for row in found.result.main.rows]
    assert rows[-2:] == [("2026-09-01", 460.0), ("2026-10-01", 600.0)]
    assert all(start > "2026-08-03" for start, _ in rows), "August has no row before its third day"


@pytest.mark.parametrize(
    "text",
    [
        "revenue",  # of all days
        "revenue by region last month",
        "revenue this month",
        "revenue from 5 October 2026 to 20 October 2026",  # no calendar period
        "revenue on weekends last month",  # not as many in each month
        "revenue last month compared to the month before",  # says it already
        "revenue in September 2026",  # August is not whole: its first row is of the third day
        "revenue and orders last month",
    ],
)
def test_where_a_change_would_mislead_or_is_told_already_there_is_none(shop, text):
    assert trend(shop, text) is None


def test_it_is_computed_with_the_conditions_and_the_rights_of_the_question_and_on_record(tmp_path):
    from assistant.workspace import open_workspace
    from semantic_layer.query import Who

    policy = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
    who = Who("ada", frozenset({"manager"}), (("region", "E"),))
    context = open_workspace(tiny.build(tmp_path, model=tiny.MODEL + policy), who=who)
    found = answer(Question.of("revenue in web last month", who=who), context)

    beside = found.sections[0].trend
    assert [float(row[1]) for row in beside.result.main.rows][-2:] == [100.0, 400.0], "East, web"
    assert beside.result.lineage.policies == ("own_region",)
    (record,) = [item for item in context.audit.records() if item["event"] == "finished"]
    assert beside.result.lineage.sql[0] in record["sql"]
    assert len(asked(context.audit.records())) == 1
    assert context.receipts.load(found.receipt)["sql"] == record["sql"]


def test_groups_that_are_too_small_to_show_leave_no_line(tmp_path):
    from assistant.workspace import open_workspace
    from semantic_layer.query import Who

    small = "policies:\n  - {name: small, dataset: sales, min_group: {entity: order, k: 5}, applies_to: [manager]}\n"
    who = Who("ada", frozenset({"manager"}))
    context = open_workspace(tiny.build(tmp_path, model=tiny.MODEL + small), who=who)
    found = answer(Question.of("revenue last month", who=who), context)
    assert found.sections[0].trend is None, "September has four orders"
    assert "460" not in str(found.to_json())


def test_the_sentence_leaves_with_the_answer(shop):
    from assistant.exports.text import to_html, to_text

    found = answer(Question.of("revenue last month"), shop)
    told = found.sections[0].trend.tile.detail
    assert told in to_text(found) and told in to_html(found)
    assert found.to_json()["trend"]["change"] == told


def test_large_tables_are_not_read_a_second_time(shop, monkeypatch):
    import tools.metrics.earlier

    monkeypatch.setattr(tools.metrics.earlier, "MOST_ROWS", 3)
    assert trend(shop, "revenue last month") is None
