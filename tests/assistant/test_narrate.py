"""Sentences agree with the figures they are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import formats
from assistant.answer import answer
from assistant.narrate import headline, narrate
from assistant.question import Question
from semantic_layer.model import Format, Unit
from semantic_layer.query import MetricRef, Share, Window
from semantic_layer.result import Column, ResultTable
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult

YUAN, MONEY = Unit("currency", "CNY"), Format("currency", 2)
SHARE, PERCENT = Unit("share"), Format("percent", 1)
REGION = Column("order.region", "dimension", Unit("none"), Format("text"), "order.region")
REVENUE = Column("revenue", "metric", YUAN, MONEY, "revenue")
TABLE = ResultTable((REGION, REVENUE), (("E", Decimal(900)), ("W", Decimal(300))))
METRIC = ("metric", Fact("revenue", source="metric"))


def money(value):
    return Fact(value if value is None else Decimal(str(value)), YUAN, MONEY, "revenue")


def share(value, unit=SHARE):
    return Fact(value, unit, PERCENT, "rate")


def region(value):
    return Fact(value, source="order.region")


def said(shop, *findings, language="en", lineage=None, **arguments):
    result = ToolResult(
        "query_metrics", (NamedTable("main", TABLE),), findings, (), lineage or Lineage(date(2026, 11, 1))
    )
    call = ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),), **arguments))
    wording = shop.wording(language)
    first = "".join(phrase.text for phrase in headline(call, result, wording))
    return [first, *narrate(call, result, wording)]


def test_a_leader_by_a_rate_is_set_against_the_whole_in_points(shop):
    leader = Finding(
        "leader",
        (
            ("group", region("E")),
            ("value", share(0.482)),
            METRIC,
            ("direction", Fact("desc")),
            ("overall", share(0.241)),
            ("difference", share(0.241, Unit("points"))),
        ),
    )
    assert said(shop, leader) == ["East has the highest revenue: 48.2%, 24.1 pts above the overall 24.1%."]
    assert said(shop, leader, language="zh") == ["华东的销售额最高，为 48.2%，比整体（24.1%）高 24.1 个百分点。"]


def test_a_lowest_group_is_below(shop):
    leader = Finding(
        "leader",
        (
            ("group", region("W")),
            ("value", money(300)),
            METRIC,
            ("direction", Fact("asc")),
            ("overall", money(600)),
            ("difference", money(-300)),
        ),
    )
    assert said(shop, leader) == ["West has the lowest revenue: ¥300, ¥300 below the overall ¥600."]


@pytest.mark.parametrize(
    ("now", "then", "en", "zh"),
    [
        (600, 460, "rose by 30.4%", "上升 30.4%"),
        (460, 600, "fell by 23.3%", "下降 23.3%"),
        (600, 600, "unchanged at ¥600", "持平，为 ¥600"),
    ],
)
def test_the_verb_follows_the_sign_of_the_change(shop, now, then, en, zh):
    finding = comparison(now, then)
    assert en in said(shop, finding)[0]
    assert zh in said(shop, finding, language="zh")[0]


def comparison(now, then):
    rate = Decimal(now - then) / abs(then) if then else None
    return Finding(
        "comparison",
        (METRIC, ("now", money(now)), ("then", money(then)), ("change", money(now - then)), ("rate", share(rate))),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=st.integers(-(10**7), 10**7), then=st.integers(-(10**7), 10**7))
def test_no_rise_is_called_a_fall(shop, now, then):
    text = said(shop, comparison(now, then))[0]
    assert ("rose" in text, "fell" in text, "unchanged" in text) == (now > then, now < then, now == then)


def test_a_comparison_names_both_periods(shop):
    lineage = Lineage(
        date(2026, 11, 1),
        window=Window(date(2026, 10, 1), date(2026, 11, 1)),
        compared_window=Window(date(2026, 9, 1), date(2026, 10, 1)),
    )
    assert said(shop, comparison(600, 460), lineage=lineage) == [
        "Revenue rose by 30.4%: ¥600 (Oct 2026), against ¥460 (Sep 2026)."
    ]
    assert said(shop, comparison(600, 460), lineage=lineage, language="zh") == [
        "销售额上升 30.4%：2026年10月为 ¥600，2026年9月为 ¥460。"
    ]


def test_a_change_from_nothing_is_told_as_an_amount(shop):
    assert "rose by ¥600" in said(shop, comparison(600, 0))[0]


def test_a_number_that_is_compared_is_said_once(shop):
    number = Finding("number", (("value", money(600)), METRIC))
    assert said(shop, number, comparison(600, 460)) == ["Revenue rose by 30.4%: ¥600, against ¥460 before."]


def test_a_trend_is_told_from_its_first_to_its_last_period(shop):
    finding = Finding(
        "trend",
        (
            METRIC,
            ("first_period", Fact(date(2026, 8, 1), source="order.sold_on")),
            ("first", money(140)),
            ("last_period", Fact(date(2026, 10, 1), source="order.sold_on")),
            ("last", money(600)),
            ("change", money(460)),
            ("rate", share(Decimal("3.2857"))),
            ("highest_period", Fact(date(2026, 10, 1), source="order.sold_on")),
            ("highest", money(600)),
            ("lowest_period", Fact(date(2026, 8, 1), source="order.sold_on")),
            ("lowest", money(140)),
        ),
    )
    assert said(shop, finding, grain="month") == [
        "Revenue rose from ¥140 (Aug 2026) to ¥600 (Oct 2026): +328.6%.",
        "Highest in Oct 2026 (¥600), lowest in Aug 2026 (¥140).",
    ]


def test_an_undefined_rate_is_not_called_zero(shop):
    finding = Finding("number", (("value", share(None)), METRIC))
    assert said(shop, finding) == ["Revenue cannot be given here: there are no data for it, or nothing to divide by."]


def test_a_tie_names_everybody_who_shares_the_place(shop):
    tie = Finding("tie", (("groups", Fact(("E", "W"), source="order.region")), ("value", money(9)), METRIC))
    assert said(shop, tie) == ["East and West tie for the highest revenue: practically equal, up to ¥9."]
    assert said(shop, tie, language="zh") == ["华东和华西的销售额并列最高，差异极小，最高为 ¥9。"]


def test_a_question_for_shares_is_answered_with_a_share(shop):
    breakdown = Finding(
        "breakdown",
        (
            ("groups", Fact(2, Unit("count"), Format("integer"))),
            METRIC,
            ("highest_group", region("E")),
            ("highest_value", money(900)),
            ("lowest_group", region("W")),
            ("lowest_value", money(300)),
        ),
    )
    part = Finding("share", (("group", region("E")), ("share", share(0.75))))
    assert said(shop, breakdown, part, share=Share())[0] == "East makes up 75.0% of the total."


def test_a_finding_nobody_wrote_a_sentence_for_still_shows_its_facts(shop):
    assert said(shop, Finding("something_new", (("n", Fact(3)),))) == ["n 3."]


def test_a_rate_is_told_with_what_it_is_out_of_and_its_interval(shop):
    count = Fact(1237, Unit("count"), Format("integer"))
    base = (("n", count), ("hits", count), ("low", share(0.822)), ("high", share(0.862)))
    leader = Finding("leader", (("group", region("E")), ("value", share(0.843)), METRIC, *base))
    assert said(shop, leader) == ["East has the highest revenue: 84.3% (n 1,237; 95% interval 82.2% to 86.2%)."]
    assert said(shop, leader, language="zh") == ["华东的销售额最高，为 84.3%（n = 1,237，95% 区间 82.2% 至 86.2%）。"]
    after = Finding("runner_up", (("group", region("W")), ("value", share(0.5)), *base))
    assert said(shop, leader, after)[1] == "Followed by West with 50.0% (n 1,237; 95% interval 82.2% to 86.2%)."


@pytest.mark.parametrize(
    ("change", "extent", "en", "zh"),
    [
        (50, "most", "rose most", "上升最多"),
        (50, "least", "rose least", "上升最少"),
        (-50, "most", "fell most", "下降最多"),
        (-50, "least", "fell least", "下降最少"),
    ],
)
def test_the_group_that_changed_most_is_told_with_both_of_its_values(shop, change, extent, en, zh):
    facts = (
        ("now", money(100 + change)),
        ("then", money(100)),
        ("change", money(change)),
        ("rate", share(change / 100)),
    )
    ends = (("by", Fact("change")), ("extent", Fact(extent)))
    finding = Finding("comparison_leader", (("group", region("E")), METRIC, *facts, *ends))
    sign = "+" if change > 0 else "-"
    assert said(shop, finding) == [f"East: revenue {en}, {sign}¥50, {sign}50.0% (¥100 → ¥{100 + change})."]
    assert zh in said(shop, finding, language="zh")[0]


def test_a_running_total_is_told_for_the_period_it_reached(shop):
    facts = (METRIC, ("value", money(1200)), ("period", Fact(date(2026, 10, 1), source="order.sold_on")))
    finding = Finding("cumulated", (*facts, ("how", Fact("running"))))
    assert said(shop, finding, grain="month") == ["Cumulative revenue reached ¥1,200 by Oct 2026."]
    assert said(shop, finding, grain="month", language="zh") == ["截至2026年10月，累计销售额达 ¥1,200。"]


def test_weeks_are_named_by_their_number_in_a_sentence(shop):
    period = Fact(date(2026, 10, 19), source="order.sold_on")
    finding = Finding("number", (METRIC, ("value", money(5)), ("period", period)))
    assert said(shop, finding, grain="week") == ["Revenue, W43 2026: ¥5."]


def test_a_period_without_a_day_is_not_told_as_a_fall_to_zero(shop):
    lineage = Lineage(date(2026, 11, 1), window=Window(date(2026, 11, 1), date(2026, 11, 2), "this:month"))
    begun = Finding("just_begun", (METRIC,))
    assert said(shop, begun, lineage=lineage) == [
        "Nov 2026 has only just begun: there is no complete day to measure yet."
    ]


def test_a_ranking_names_each_group_with_its_value(shop):
    groups, values = Fact(("E", "W"), source="order.region"), Fact((Decimal(900), Decimal(300)), YUAN, MONEY, "revenue")
    n = Fact(2, Unit("count"), Format("integer"))
    finding = Finding("top_n", (("n", n), ("groups", groups), ("values", values), METRIC))
    assert said(shop, finding) == ["Top 2 by revenue: East (¥900) and West (¥300)."]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Top 6 by revenue: East (¥6), East (¥5), East (¥4) and 3 more."),
        ("zh", "销售额前 6 名：华东（¥6）、华东（¥5）、华东（¥4），另有 3 个。"),
    ],
)
def test_a_long_ranking_names_its_first_three_and_counts_the_rest(shop, language, told):
    amounts = Fact(tuple(Decimal(n) for n in range(6, 0, -1)), YUAN, MONEY, "revenue")
    n = Fact(6, Unit("count"), Format("integer"))
    groups = ("groups", Fact(("E",) * 6, source="order.region"))
    finding = Finding("top_n", (("n", n), groups, ("values", amounts), METRIC))
    assert said(shop, finding, language=language) == [told]


def test_a_list_of_entities_is_counted_in_words(shop):
    finding = Finding(
        "filtered_count", (("count", Fact(2, Unit("count"), Format("integer"))), ("of", Fact("order.region")))
    )
    assert said(shop, finding) == ["2 regions meet the condition: East and West."]
    assert said(shop, finding, language="zh") == ["符合条件的地区有 2 个：华东和华西。"]


def number(name, value):
    return Finding("number", (("value", Fact(value, YUAN, MONEY, name)), ("metric", Fact(name, source="metric"))))


def test_several_figures_of_one_row_are_said_in_one_sentence(shop):
    both = number("revenue", Decimal(1200)), number("orders", Decimal(3))
    lineage = Lineage(date(2026, 11, 1), window=Window(date(2026, 10, 1), date(2026, 11, 1)))
    assert said(shop, *both, lineage=lineage) == ["Oct 2026: revenue ¥1,200; orders ¥3."]
    assert said(shop, *both) == ["Revenue ¥1,200; orders ¥3."]
    assert said(shop, *both, language="zh", lineage=lineage) == ["2026年10月：销售额 ¥1,200；订单数 ¥3。"]


def test_beside_a_figure_that_cannot_be_given_each_has_a_sentence_of_its_own(shop):
    first, second = said(shop, number("revenue", Decimal(1200)), number("orders", None))
    assert first == "Revenue is ¥1,200."
    assert second.startswith("Orders cannot be given here")


def test_of_many_that_share_a_place_only_the_first_are_named(shop):
    names = tuple(f"g{n}" for n in range(9))
    shared = Finding("tie", (("groups", region(names)), ("value", money(5)), METRIC, ("direction", Fact("desc"))))
    assert "g0, g1, g2, g3, g4 and 4 others tie" in said(shop, shared)[0]
    assert said(shop, shared, language="zh")[0].startswith("g0、g1、g2、g3、g4 等 9 个的")
    few = Finding("tie", (("groups", region(names[:7])), *shared.facts[1:]))
    assert "g6" in said(shop, few)[0]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("who are our most valuable customers?", 3),
        ("谁是最有价值的客户？", 3),
        ("top 2 customers by lifetime value", 2),
        ("终身价值最高的1个客户", 1),
    ],
)
def test_who_is_worth_most_is_answered_by_name(demo, text, named):
    found = answer(Question.of(text), demo)
    keys, amounts = found.table.values("customer"), found.table.values("clv")
    assert list(amounts) == sorted(amounts, reverse=True)
    wording = demo.wording(found.language)
    assert wording.join(map(str, keys[:named])) in found.headline
    assert str(keys[named]) not in found.headline if len(keys) > named else len(keys) == named
    language = found.language
    for amount in amounts[:named]:
        assert formats.write(amount, *_of(found.table, "clv"), language) in found.headline


def _of(table, name):
    column = table.columns[table.index(name)]
    return column.unit, column.format
