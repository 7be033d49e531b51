"""Everyday verbs, sets, extremes and axes over the sample data's model: both languages give one plan."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.parser import Parser
from assistant.plan import Clarify, Compute, Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.query import Exists
from semantic_layer.vocabulary import Vocabulary
from tools.demo import MODEL_DIR

from .compact import compact

BOUGHT_NOT = (
    "customers among customer with order_lines ge 1 if product.category eq pet"
    " among customer with order_lines eq 0 if product.category eq baby"
)
PLANS = [
    ("How does revenue differ by region?", "按地区看销售额", "revenue by city.region"),
    ("How much did we sell in East China last month?", "上个月华东卖了多少钱？",
     "revenue in last:1:month if city.region eq east"),
    ("Which store sold the most last month?", "上个月卖得最多的门店是哪家？",
     "revenue by store.store_name in last:1:month top 1 revenue desc"),
    ("How many different products were sold last month?", "上个月卖出了多少种不同的商品？",
     "products_sold in last:1:month"),
    ("How many customers spent more than 2,000 yuan last month?", "上个月消费超过2000元的客户有多少？",
     "customers among customer with revenue gt 2000 in last:1:month"),
    ("How much money did customers spend in September 2026?", "2026年9月客户一共花了多少钱？",
     "revenue in month:2026-09"),
    ("How many people registered in September?", "9月有多少人注册？", "new_customers in month:2026-09"),
    ("How many orders were cancelled in October 2026?", "2026年10月取消了多少订单？",
     "cancelled_orders in month:2026-10"),
    ("How many customers bought pet products but never baby products?", "买过宠物用品但从没买过母婴用品的客户有多少？",
     BOUGHT_NOT),
    ("How many orders had no campaign?", "没有营销活动的订单有多少？", "orders if campaign.campaign_name is_null"),
    ("What was the largest single order in 2026?", "2026年最大的一笔订单是多少钱？", "largest_order in year:2026"),
    ("Orders that were not paid with Alipay", "不是用支付宝支付的订单数", "orders if order.payment ne alipay"),
    ("Revenue from online channels", "线上渠道的销售额", "revenue if channel.is_online eq True"),
    ("Orders of the two channels app and mini-program", "App和小程序两个渠道的订单数",
     "orders if channel.channel in app,mini_program"),
    ("Average age of men and women, respectively", "男女客户的平均年龄分别是多少？",
     "average_age by customer.gender"),
    ("How many customers bought at least 3 times last month?", "上个月至少买过3次的客户有多少？",
     "customers among customer with orders ge 3 in last:1:month"),
]  # fmt: skip


@pytest.fixture(scope="module")
def parser() -> Parser:
    model = load_model(MODEL_DIR)
    calendar = Calendar.of(
        model.calendar, first_day=date(2024, 11, 1), last_day=date(2026, 10, 31), as_of=date(2026, 11, 1)
    )
    return Parser(model, Vocabulary.build(model), calendar)


@pytest.mark.parametrize(("english", "chinese", "plan"), PLANS)
def test_an_everyday_question_gives_one_plan_in_both_languages(parser, english, chinese, plan):
    assert compact(parser.read(Question.of(english))) == plan
    assert compact(parser.read(Question.of(chinese))) == plan


@pytest.mark.parametrize(
    "text", ["Number of customers by level", "按等级看客户数", "Revenue by type", "按类型看销售额"]
)
def test_a_word_that_only_ends_the_names_of_groupings_is_asked_about(parser, text):
    outcome = parser.read(Question.of(text)).outcome

    assert isinstance(outcome, Clarify)
    assert outcome.code in ("ambiguous_dimension", "did_you_mean")


@pytest.mark.parametrize("text", ["customers over 20 %", "orders paid in Shanghai", "上海支付的订单数"])
def test_a_word_without_its_own_slot_stops_the_answer(parser, text):
    assert isinstance(parser.read(Question.of(text)).outcome, Refuse | Clarify)


@pytest.mark.parametrize(
    ("english", "chinese", "negated"),
    [
        ("orders with a coupon", "用了优惠券的订单数", False),
        ("orders with coupons", "使用了优惠券的订单数", False),
        ("orders without a coupon", "没有优惠券的订单数", True),
    ],
)
def test_a_related_thing_is_a_condition_and_never_dropped(parser, english, chinese, negated):
    for text in (english, chinese):
        plan = parser.read(Question.of(text))
        assert isinstance(plan.outcome, Compute), text
        assert plan.outcome.calls[0].arguments.filters == (Exists("coupons", negated=negated),)
