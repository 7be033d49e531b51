"""What a tool call is called, in both languages, and that typing it gives the same call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.plan import Compute
from assistant.question import Question
from assistant.restating.restate import call_label, call_parts, restate
from semantic_layer.query import (
    Combine,
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    Members,
    MetricFilter,
    MetricRef,
    Order,
    Share,
    Top,
    Window,
)
from tools.arguments import ChurnRiskArgs, DescribeArgs, QueryMetricsArgs, RfmArgs, TiersArgs
from tools.catalog import ToolCall

REGION, CHANNEL = DimensionRef("order.region"), DimensionRef("order.channel")
OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1), "month:2026-10")
Q3 = Window(date(2026, 7, 1), date(2026, 10, 1), "quarter:2026-3")
EAST = Compare("order.region", "eq", ("E",))


def q(**arguments):
    return ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),), **arguments))


CASES = [
    (q(), "Revenue", "销售额"),
    (q(dimensions=(REGION, CHANNEL)), "Revenue · by region and channel", "销售额 · 按地区和渠道"),
    (q(grain="month", window=Q3), "Revenue · by month · Q3 2026", "销售额 · 按月 · 2026年第三季度"),
    (q(filters=(EAST,), window=OCTOBER), "Revenue · region = East · Oct 2026", "销售额 · 地区为华东 · 2026年10月"),
    (q(filters=(Compare("order.region", "ne", ("E",)),)), "Revenue · region not East", "销售额 · 地区不是华东"),
    (
        q(filters=(Compare("order.region", "in", ("E", "W")),)),
        "Revenue · region = East or West",
        "销售额 · 地区为华东或华西",
    ),
    (
        q(dimensions=(REGION,), top=Top(1, "revenue")),
        "Revenue · by region · highest revenue",
        "销售额 · 按地区 · 销售额最高",
    ),
    (
        q(dimensions=(REGION,), top=Top(3, "revenue", "asc")),
        "Revenue · by region · bottom 3",
        "销售额 · 按地区 · 后 3 名",
    ),
    (
        q(dimensions=(REGION, CHANNEL), top=Top(2, "revenue", per=("order.region",))),
        "Revenue · by region and channel · top 2 in each region",
        "销售额 · 按地区和渠道 · 每个地区内前 2 名",
    ),
    (
        q(window=OCTOBER, compare=(Comparison("year_ago"),)),
        "Revenue · vs the year before · Oct 2026",
        "销售额 · 同比 · 2026年10月",
    ),
    (
        q(dimensions=(REGION,), share=Share()),
        "Revenue · by region · share of revenue",
        "销售额 · 按地区 · 销售额占比",
    ),
    (q(grain="month", cumulate=Cumulate()), "Revenue · by month · cumulative", "销售额 · 按月 · 累计"),
    (
        q(dimensions=(REGION,), having=(MetricFilter("revenue", "gt", (500.0,)),)),
        "Revenue · by region · only where revenue > ¥500.00",
        "销售额 · 按地区 · 仅保留销售额大于 ¥500.00",
    ),
    (
        q(members=(Members("order", MetricRef("orders"), "ge", (2.0,), OCTOBER),)),
        "Revenue · only orders with orders ≥ 2 in Oct 2026",
        "销售额 · 仅限订单数不低于 2 的订单（2026年10月）",
    ),
    (
        q(dimensions=(REGION,), order=(Order("revenue", "desc"),), limit=5),
        "Revenue · by region · sorted by revenue, descending · first 5 rows",
        "销售额 · 按地区 · 按销售额降序 · 前 5 行",
    ),
    (
        q(filters=(Combine("any_of", (EAST, Compare("order.channel", "eq", ("web",)))),)),
        "Revenue · (region = East or channel = web)",
        "销售额 · （地区为华东或渠道为网店）",
    ),
    (
        ToolCall(tool="rfm_segments", arguments=RfmArgs(bins=4, map="four")),
        "RFM segments · groups per score: 4 · names: four segments",
        "RFM 分群 · 每项分档数：4 · 分群方案：四分群",
    ),
    (
        ToolCall(tool="tiers", arguments=TiersArgs()),
        "Value tiers · by: value · shares: 20%, 30%, 50%",
        "价值分层 · 依据：价值 · 各层占比：20%、30%、50%",
    ),
    (
        ToolCall(tool="churn_risk", arguments=ChurnRiskArgs(horizon_days=30)),
        "Customers at risk of churn · days ahead: 30",
        "流失风险客户 · 预测天数：30",
    ),
    (
        ToolCall(tool="describe", arguments=DescribeArgs(kind="metric", name="revenue")),
        "What is revenue",
        "销售额是什么",
    ),
]


@pytest.mark.parametrize(("call", "en", "zh"), CASES)
def test_every_part_of_a_call_is_said(shop, call, en, zh):
    assert restate(call_parts(call, shop.wording("en"))) == en
    assert restate(call_parts(call, shop.wording("zh"))) == zh


def test_changing_any_argument_changes_the_words(shop):
    base = QueryMetricsArgs(metrics=(MetricRef("revenue"),), dimensions=(REGION,), window=OCTOBER)
    changes = {
        "metrics": (MetricRef("orders"),),
        "dimensions": (CHANNEL,),
        "grain": "month",
        "window": Q3,
        "filters": (EAST,),
        "having": (MetricFilter("revenue", "gt", (1.0,)),),
        "compare": (Comparison("previous"),),
        "share": Share(),
        "cumulate": Cumulate(),
        "top": Top(2, "revenue"),
        "order": (Order("revenue"),),
        "limit": 3,
        "fill": "zero",
        "totals": True,
    }
    wording = shop.wording("en")
    said = {call_label(ToolCall(tool="query_metrics", arguments=base), wording)}
    for name, value in changes.items():
        call = ToolCall(tool="query_metrics", arguments=base.model_copy(update={name: value}))
        said.add(call_label(call, wording))
    assert len(said) == len(changes) + 1


ROUND_TRIP = [
    q(),
    q(dimensions=(REGION,)),
    q(dimensions=(REGION,), window=OCTOBER),
    q(dimensions=(REGION,), top=Top(1, "revenue")),
    q(dimensions=(REGION,), top=Top(3, "revenue")),
    q(dimensions=(CHANNEL,), filters=(EAST,)),
    q(dimensions=(CHANNEL,), share=Share()),
    q(window=OCTOBER, compare=(Comparison("year_ago"),)),
    q(window=OCTOBER, compare=(Comparison("previous"),)),
    q(grain="month", window=Q3),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("call", ROUND_TRIP)
def test_a_suggested_question_that_is_typed_gives_the_call_it_stands_for(shop, call, language):
    text = call_label(call, shop.wording(language))
    outcome = shop.reader.read(Question(text, language)).outcome
    assert isinstance(outcome, Compute), (text, outcome)
    assert outcome.calls == (call,), text


def test_a_window_is_said_in_absolute_dates_also_when_only_its_rule_is_known(shop):
    moving = q(window=Window(rule="last:1:month"))
    assert call_label(moving, shop.wording("en")) == "Revenue, Oct 2026"
    later = replace(shop.wording("en"), calendar=replace(shop.tools.calendar, as_of=date(2026, 12, 5)))
    assert call_label(moving, later) == "Revenue, Nov 2026"
