"""Two figures over periods of unequal length say so; months of 28 and 31 days are one month each."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question
from semantic_layer.query import MetricRef
from tools.metrics.lengths import depends_on_length

LONGER = "The periods are not equally long: 31 days are compared with 61."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("revenue in October 2026 compared with August to September 2026", [LONGER]),
        ("revenue in October 2026 vs September 2026", []),  # 31 and 30 days: a month each
        ("revenue by region in October 2026 vs September 2026", []),
        ("revenue from 1 to 7 October 2026 vs the previous period", []),
    ],
)
def test_periods_of_unequal_length_are_named(shop, text, told):
    found = answer(Question.of(text), shop)
    assert found.status == "answered", found.headline
    assert [note.text for note in found.caveats if note.code == "unequal_periods"] == told


@pytest.mark.parametrize(
    ("text", "headline", "after"),
    [  # October: 600 in 31 days; August and September: 140 + 460 in 61 days
        ("revenue in October 2026 compared with August to September 2026",
         "Per day, revenue rose by 96.8%: ¥19.35 a day (Oct 2026, 31 days), "
         "against ¥9.84 a day (1 Aug – 30 Sep 2026, 61 days).", "In all ¥600, against ¥600."),
        ("2026年10月销售额与2026年8月到9月相比",
         "日均销售额上升 96.8%：2026年10月（31 天）日均 ¥19.35，2026年8月1日–9月30日（61 天）日均 ¥9.84。",
         "合计为 ¥600，对比期合计为 ¥600。"),
        ("orders in October 2026 compared with August to September 2026",
         "Per day, orders rose by 40.6%: 0.16 a day (Oct 2026, 31 days), "
         "against 0.11 a day (1 Aug – 30 Sep 2026, 61 days).", "In all 5, against 7."),
        # an average does not depend on how long it is taken over
        ("order value in October 2026 compared with August to September 2026",
         "Order value rose by 40.0%: ¥120 (Oct 2026), against ¥85.71 (1 Aug – 30 Sep 2026).", None),
    ],
)  # fmt: skip
def test_what_adds_up_is_compared_per_day_and_averages_as_they_are(shop, text, headline, after):
    found = answer(Question.of(text), shop)
    assert found.headline == headline
    assert after is None or found.narration[0] == after


def test_of_a_group_over_unequal_periods_no_rise_is_claimed_and_no_change_stands_on_the_card(shop):
    found = answer(Question.of("revenue by region in October 2026 compared with August to September 2026"), shop)
    assert "neither a rise nor a fall is claimed" in found.headline
    assert "rose" not in found.headline and "fell" not in found.headline
    single = answer(Question.of("revenue in October 2026 compared with August to September 2026"), shop)
    assert len(single.sections[0].tiles) == 2  # now and then, without the change


@pytest.mark.parametrize(
    ("text", "is_warned"),
    [
        ("order value in October 2026 compared with August to September 2026", False),  # a ratio of two sums
        ("2026年10月客单价与2026年8月到9月相比", False),
        ("revenue and order value in October 2026 compared with August to September 2026", True),
    ],
)
def test_unequal_periods_are_a_caveat_only_of_what_grows_with_its_period(text, is_warned, shop):
    found = answer(Question.of(text), shop)
    assert found.status == "answered", found.headline
    assert ("unequal_periods" in {note.code for note in found.caveats}) is is_warned


@pytest.mark.parametrize(
    ("name", "depends"),
    [
        ("revenue", True),
        ("buyers", True),  # who comes back is counted once
        ("repeat_rate", True),  # of who ordered twice within the period
        ("repurchase_rate", False),  # judged over days of its own
        ("cancellation_rate", False),
        ("median_order_value", False),
        ("return_rate", False),
    ],
)
def test_what_grows_with_its_period_is_read_off_what_a_metric_is_made_of(name, depends, demo):
    assert depends_on_length(MetricRef(name), demo.model) is depends


def test_no_rise_is_claimed_of_a_share_that_a_longer_period_makes_larger(demo):
    found = answer(Question.of("repeat rate in October 2026 compared with August to September 2026"), demo)
    assert "neither a rise nor a fall is claimed" in found.headline


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("revenue change by category vs last year", "1 Jan – 31 Oct 2026 (default)"),
        ("销售额按品类同比变化", "（默认）"),
    ],
)
def test_a_default_period_that_is_compared_as_far_as_it_goes_is_said_once(demo, text, marked):
    said = answer(Question.of(text), demo).restatement
    assert said.count("2026") == 1 and marked in said
