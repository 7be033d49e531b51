"""What a chart points at is what its headline names, and its parts are told apart; in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from assistant.answer import answer
from assistant.charts.layout import panels
from assistant.charts.specs import LETTER, width_of
from assistant.charts.theme import PAGE_COLOURS, on_page, themed
from assistant.question import Question
from tests.assistant.chart_tables import CHANNEL, ORDERS, PERIOD, REGION, REVENUE, chart, marks, months, values


def section(context, text):
    found = answer(Question.of(text), context)
    assert found.status == "answered", found.headline
    return found.sections[0]


def strong(spec):
    return [row["label"] for row in values(spec) if row["strong"]]


def test_what_has_no_group_is_never_the_one_to_look_at(shop):
    made = chart(shop, [REGION, REVENUE], [[None, 900], ["E", 300], ["W", 100]])
    assert strong(made.spec) == ["East"]


@pytest.mark.parametrize("text", ["revenue by store", "各门店的销售额"])
def test_the_marked_group_is_the_one_the_headline_names(demo, text):
    found = section(demo, text)
    named = [phrase.text for phrase in found.headline_phrases if phrase.strong]
    assert strong(found.chart.spec) == named[:1]
    assert values(found.chart.spec)[0]["label"] not in named, "more is sold without a store than in any"


@pytest.mark.parametrize("text", ["80/20 of customers by revenue", "前20%客户贡献多少销售额"])
def test_of_a_curve_the_step_that_was_asked_for_is_marked(demo, text):
    assert strong(section(demo, text).chart.spec) == ["20%"]


@pytest.mark.parametrize(("text", "last"), [("funnel", "ordered"), ("漏斗", "下单")])
def test_of_a_funnel_the_last_step_is_marked(demo, text, last):
    assert strong(section(demo, text).chart.spec) == [last]


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("profile of champions", "days since the last purchase", "net revenue per customer"),
        ("冠军客户的画像", "距上次购买天数", "人均净消费额"),
    ],
)
def test_a_profile_begins_with_what_its_headline_names_written_alike(demo, text, first, then):
    found = section(demo, text)
    rows = values(found.chart.spec)
    assert [row["label"] for row in rows[:2]] == [first, then] and strong(found.chart.spec) == [first]
    for row in rows[:3]:
        assert row["label"] in found.headline and row["written"] in re.findall(r"\d+", found.headline)
    assert [mark["encoding"]["x"]["datum"] for mark in marks(found.chart.spec, "rule")] == [100]
    index = {row["trait"]: row["index"] for row in found.result.main.records()}
    departures = sorted((max(value / 100, 100 / value) for value in index.values()), reverse=True)
    assert [max(row["value"] / 100, 100 / row["value"]) for row in rows] == pytest.approx(departures[: len(rows)])


@pytest.mark.parametrize(
    "text", ["compare revenue this month with last month by channel", "按渠道对比本月和上月的销售额"]
)
def test_a_time_of_which_no_day_is_over_is_not_drawn_as_a_fall(demo, text):
    found = section(demo, text)
    assert found.result.lineage.window.start >= found.result.lineage.as_of
    assert found.chart.type == "none" and found.chart.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [("revenue growth by month in 2026", ("Now", "Before")), ("2026年各月销售额环比", ("本期", "对比期"))],
)
def test_lines_of_periods_beside_those_before_are_not_named_after_the_whole_range(demo, text, names):
    spec = section(demo, text).chart.spec
    assert tuple(dict.fromkeys(row["series"] for row in values(spec))) == names


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_below_two_small_charts_beside_each_other_do_not_touch(shop, language):
    rows = [[month, f"r{n}", n + 1] for n in range(8) for month in months(10)]
    spec = chart(shop, [PERIOD, CHANNEL, REVENUE], rows, language=language).spec
    step = spec["spec"]["width"] / 10
    labels = spec["spec"]["layer"][0]["encoding"]["x"]["axis"]["values"]
    beyond = max(width_of(label) for label in labels) * LETTER / 2 - step / 2
    assert beyond > 0 and spec["spacing"]["column"] >= 2 * beyond + 8
    assert len(panels(spec)) == 8


# --- colours that turn with the page ------------------------------------------------------------------------------

NAME = re.compile(r"var\((--wenshu-\w+), (#[0-9a-f]{6})\)")


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_on_a_page_names_its_colours_and_brings_those_of_now(shop, dark):
    spec = chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]]).spec
    shown = json.dumps(on_page(spec, dark=dark))
    pairs = dict(re.findall(r"(--wenshu-\w+): light-dark\((#\w+, #\w+)\)", PAGE_COLOURS))
    used = set(NAME.findall(shown))
    assert used and {name for name, _ in used} <= pairs.keys()
    for name, now in used:
        assert pairs[name].split(", ")[dark] == now
    assert NAME.sub(r"\2", shown) == json.dumps(themed(spec, dark=dark)), "but for the names they are one picture"


def test_a_group_that_is_called_like_a_colour_keeps_its_name(shop):
    region = replace(REGION, source="")
    rows = [[name, month, 1] for name in ("#0a61b9", "#84919f") for month in months(6)]
    spec = chart(shop, [region, PERIOD, ORDERS], rows).spec
    for shown in (on_page(spec, dark=True), themed(spec, dark=True)):
        (domain,) = {tuple(view["scale"]["domain"]) for view in _scales(shown)}
        assert domain == ("#0a61b9", "#84919f")


def _scales(part):
    if isinstance(part, dict):
        if part.get("field") == "series" and "scale" in part:
            yield part
        for value in part.values():
            yield from _scales(value)
    elif isinstance(part, list):
        for value in part:
            yield from _scales(value)
