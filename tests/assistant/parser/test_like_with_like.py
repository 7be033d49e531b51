"""What is set against what: period by period, stretch against stretch, a part against the whole of its own period."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question

from .compact import compact

APP = "revenue[channel.channel eq app] /% revenue per month"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("revenue month over month this year", "今年销售额月环比", "revenue per month in this:year vs previous"),
        (
            "revenue quarter over quarter in 2026",
            "2026年销售额季度环比",
            "revenue per quarter in year:2026 vs previous",
        ),
        ("revenue month over month last month", "上个月销售额月环比", "revenue in last:1:month vs previous"),
        ("revenue last 7 days vs previous 7 days", "最近7天销售额和前7天相比", "revenue in last:7:day vs previous"),
        (
            "revenue this October vs last October",
            "今年10月和去年10月的销售额对比",
            "revenue in month:2026-10 vs year_ago",
        ),
        ("revenue last 7 days vs the 7 days before", "近7天销售额比前7天", "revenue in last:7:day vs previous"),
        (
            "compare revenue of the last 7 days with the previous 7 days",
            "对比最近7天和前7天的销售额",
            "revenue in last:7:day vs previous",
        ),
        (
            "compare revenue between September and October",
            "对比9月和10月的销售额",
            "revenue in month:2026-10 vs previous",
        ),
        (
            "compare revenue by channel between September and October",
            "对比9月和10月各渠道的销售额",
            "revenue by channel.channel in month:2026-10 vs previous",
        ),
        ("app's share of revenue by month", "App的销售额占比按月", APP),
        ("share of app in revenue by month", "各月App销售额占比", APP),
        ("share of revenue by month", "各月销售额占比", "revenue per month share filtered"),
    ],
)
def test_both_languages_set_the_same_against_the_same(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["revenue last 7 days vs the last 30 days", "最近7天销售额和最近30天相比"])
def test_periods_that_overlap_are_not_compared(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("! not_supported")


def test_a_share_over_time_is_told_as_a_share(demo):
    told = answer(Question.of("share of revenue by month"), demo).headline
    assert told.startswith("Share of revenue")
    assert "pts" in told


def test_a_lowest_group_above_the_whole_is_not_set_against_it(demo):
    """Customers of several channels buy again more often, so every channel lies above the whole."""
    lowest = answer(Question.of("which channel has the lowest repurchase rate"), demo).headline
    assert "above" not in lowest and "高" not in lowest
