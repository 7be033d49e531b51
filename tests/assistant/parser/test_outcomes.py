"""Refusals and questions back: what the parser does when it may not or cannot answer."""

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Compute, Refuse, choose

from .compact import call, compact

REFUSED = [
    ("delete all orders", "删除所有订单", "write_request"),
    ("drop table customers", "清空数据", "write_request"),
    ("send an email to all champions", "给所有冠军客户发短信", "write_request"),
    ("what's the weather today?", "今天天气怎么样", "outside_data"),
    ("how do we compare with our competitors", "竞争对手的销售额", "outside_data"),
    ("phone numbers of champions", "冠军客户的手机号", "personal_data"),
    ("list customers with phone number", "客户的电话", "personal_data"),
    ("standard deviation of revenue last month", "上个月销售额的标准差", "outside_analysis"),
    ("recommend what revenue should be next month", "建议下个月的销售额", "outside_analysis"),
    ("profit by region", "各地区利润", "unknown_word"),
    ("revenue in Atlantis", "亚特兰蒂斯的销售额", "unknown_word"),
    ("revenue of new customers", "新客户的销售额", "not_supported"),
    ("new vs returning customers", "新老客户对比", "new_or_returning"),
    ('revenue for "Nothing"', "“虚无”的销售额", "unknown_value"),
    ("revenue excluding January", "销售额，不含一月", "not_supported"),
    ("!!!", "。。。", "nothing_asked"),
    ("hello", "你好", "nothing_asked"),
]


@pytest.mark.parametrize(("english", "chinese", "code"), REFUSED)
def test_what_cannot_be_answered_is_refused_by_its_reason_in_both_languages(shop_world, english, chinese, code):
    for text in (english, chinese):
        outcome = shop_world.read(text).outcome
        assert isinstance(outcome, Refuse)
        assert outcome.code == code


def test_an_unknown_word_is_named_and_what_works_without_it_is_offered(shop_world):
    outcome = shop_world.read("revenue by region in Atlantis").outcome

    assert isinstance(outcome, Refuse)
    assert outcome.missing == ("Atlantis",)
    assert [call(nearest) for nearest in outcome.nearest] == ["revenue by customer.region"]


def test_a_value_in_two_dimensions_is_asked_about(shop_world):
    plan = shop_world.read("revenue in Springfield")

    assert isinstance(plan.outcome, Clarify)
    assert plan.outcome.code == "ambiguous_value"
    assert dict(plan.outcome.params) == {"value": "Springfield"}
    assert [call(option.calls[0]) for option in plan.outcome.options] == [
        "revenue if order.ship_city eq Springfield",
        "revenue if customer.city eq Springfield",
    ]
    assert compact(choose(plan, 2)) == "revenue if customer.city eq Springfield"


def test_a_word_for_two_metrics_is_asked_about_once_in_both_languages(shop_world):
    plans = [shop_world.read("volume by region"), shop_world.read("各地区规模")]

    for plan in plans:
        assert compact(plan) == "? ambiguous_metric: orders by customer.region | buyers by customer.region"
        assert [option.default for option in plan.outcome.options] == [True, False]


def test_every_stored_spelling_of_a_value_is_meant(shop_world):
    assert compact(shop_world.read("revenue in nanjing")) == "revenue if order.ship_city in NANJING,Nanjing"


def test_a_short_value_counts_only_beside_its_dimension_or_in_capitals(shop_world):
    assert compact(shop_world.read("revenue for coupon in")) == "revenue if order.coupon eq IN"
    assert compact(shop_world.read("revenue with IN")) == "revenue if order.coupon eq IN"
    assert compact(shop_world.read("revenue in 2025")) == "revenue in year:2025"


def test_a_dimension_beside_the_value_settles_which_one_is_meant(shop_world):
    assert (
        compact(shop_world.read("revenue where home city is Springfield")) == "revenue if customer.city eq Springfield"
    )


def test_a_word_that_resembles_a_known_one_is_asked_about(shop_world):
    plan = shop_world.read("revenue by states")

    assert isinstance(plan.outcome, Clarify | Refuse)
    assert any(span.status == "unexplained" and span.text == "states" for span in plan.reading.spans)


@pytest.mark.parametrize(
    ("text", "expected", "wrong", "right"),
    [
        ("revnue by region", "revenue by customer.region", "revnue", "metric:revenue"),
        ("revenue by chanel", "revenue by order.channel", "chanel", "dimension:order.channel"),
        ("消售额走势", "revenue per month", "消售额", "metric:revenue"),
        ("各分群的复够率", "repurchase_rate by customer.rfm", "复够率", "metric:repurchase_rate"),
    ],
)
def test_a_slip_of_the_pen_is_repaired_and_shown(shop_world, text, expected, wrong, right):
    plan = shop_world.read(text)

    assert compact(plan) == expected
    (repair,) = plan.reading.repairs
    assert (repair.text, repair.repaired_from, repair.bound_to) == (wrong, wrong, right)


def test_the_default_segmentation_is_an_assumption(shop_world):
    plan = shop_world.read("revenue by segment")

    assert isinstance(plan.outcome, Compute)
    assert [(a.code, a.bound_to) for a in plan.reading.assumptions] == [("default_segmentation", "customer.rfm")]


def test_too_long_a_question_is_refused(shop_world):
    outcome = shop_world.read("revenue " * 300).outcome

    assert isinstance(outcome, Refuse)
    assert outcome.code == "too_long"


def test_best_follows_the_direction_of_the_metric(shop_world):
    assert compact(shop_world.read("which region has the best return rate")).endswith("top 1 return_rate asc")
    assert compact(shop_world.read("which region has the best revenue")).endswith("top 1 revenue desc")


@pytest.mark.parametrize("text", ["how many customers over 90 days", "有多少客户超过90天"])
def test_a_length_of_time_is_never_taken_for_another_number(shop_world, text):
    outcome = shop_world.read(text).outcome
    assert not isinstance(outcome, Compute), outcome


@pytest.mark.parametrize("text", ["regions with revenue over 10%", "销售额超过10%的地区"])
def test_an_amount_is_not_compared_with_a_percentage(shop_world, text):
    assert not isinstance(shop_world.read(text).outcome, Compute)


def test_a_degree_is_not_answered_by_a_count(shop_world):
    outcome = shop_world.read("how online are our orders").outcome
    assert isinstance(outcome, Refuse) and outcome.code == "not_supported"


def test_the_return_on_a_figure_is_not_the_figure(shop_world):
    outcome = shop_world.read("return on revenue by region").outcome
    assert isinstance(outcome, Refuse) and dict(outcome.params) == {"construction": "return on"}
    assert isinstance(shop_world.read("return the revenue by region").outcome, Compute)
