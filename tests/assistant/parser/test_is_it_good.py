""" "Is that good?": the figure against the period before and the average of those before, and no judgement."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.parser.turns.is_it_good import asks_whether_good
from assistant.question import Question

JUDGING = ("good", "bad", "healthy", "well", "better than expected", "好", "不错", "差")


def after(before, text, context):
    past = Past.of([answer(Question.of(before), context)])
    return answer(Question.of(text), context, past)


@pytest.mark.parametrize(
    ("before", "text", "said"),
    [  # the shop: August 140, September 460, October 600; the mean of August and September is 300
        ("revenue last month", "is that good?",
         "Average monthly revenue rose by 100.0%: ¥600 (Oct 2026), against ¥300 (1 Aug – 30 Sep 2026). "
         "Revenue rose by 30.4%: ¥600 (Oct 2026), against ¥460 (Sep 2026)."),
        ("上个月的销售额", "这算好吗",
         "月均销售额上升 100.0%：2026年10月为 ¥600，2026年8月1日–9月30日为 ¥300。"
         "销售额上升 30.4%：2026年10月为 ¥600，2026年9月为 ¥460。"),
    ],
)  # fmt: skip
def test_it_is_held_against_the_month_before_and_the_mean_of_all_before(shop, before, text, said):
    found = after(before, text, shop)
    assert found.status == "answered" and found.headline == said
    told = found.headline + found.restatement
    assert [word for word in JUDGING if word in told] == []
    assert "no target is known" in told or "没有目标值" in told


@pytest.mark.parametrize(
    ("before", "text"),
    [("revenue of East last month", "how good is that?"), ("上个月华东的销售额", "这个数字正常吗")],
)
def test_the_conditions_of_the_answer_are_kept_in_both_comparisons(shop, before, text):
    mean, previous = (call.arguments for call in after(before, text, shop).plan.outcome.calls)
    assert mean.filters == previous.filters and mean.filters[0].values == ("E",)
    assert mean.metrics[0].per == "month" and previous.compare[0].to == "previous"


@pytest.mark.parametrize(("before", "text"), [("revenue by region last month", "is that good?"),
                                              ("上个月各地区的销售额", "算高吗")])  # fmt: skip
def test_groups_are_held_against_the_month_before(shop, before, text):
    (call,) = after(before, text, shop).plan.outcome.calls
    assert call.arguments.dimensions and call.arguments.compare[0].to == "previous"


@pytest.mark.parametrize(("before", "text"), [("what is revenue?", "is that good?"), ("什么是销售额", "好不好")])
def test_where_no_figure_of_a_period_was_shown_it_says_so(shop, before, text):
    found = after(before, text, shop)
    assert found.status == "refused" and found.plan.outcome.code == "no_yardstick"


@pytest.mark.parametrize(
    "text",
    ["is that good?", "is this normal", "how good is that", "was that a good result", "is it high or low",
     "are these figures good", "这算好吗", "这正常吗", "好不好", "这个水平怎么样", "算高还是低", "那这个数字好吗"],
)  # fmt: skip
def test_words_that_only_ask_for_a_judgement(text):
    assert asks_whether_good(text)


@pytest.mark.parametrize(
    "text",
    ["is revenue good", "which is good", "good customers", "is that revenue", "怎么样的客户好", "销售额高吗", "好",
     "高价值客户"],
)  # fmt: skip
def test_words_that_name_something_are_no_such_turn(text):
    assert not asks_whether_good(text)
