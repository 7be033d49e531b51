"""Parts set against each other, things ranked by what happened to them, amounts less what came back: in pairs."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import NOTHING_SAID
from assistant.plan import Compute
from assistant.question import Question
from tests.assistant.parser.compact import compact

WEEK = "revenue[metric_time.weekday in 1,2,3,4,5], revenue[metric_time.weekday in 6,7]"
WEB_OVER_APP = (
    "revenue[channel.channel eq web], revenue[channel.channel eq app], "
    "revenue[channel.channel eq web] - revenue[channel.channel eq app]"
)
SILENT = "customers among customer with orders eq 0 in last:90:day"
PAIRS = [
    ("weekday vs weekend sales", "工作日和周末的销售额对比", WEEK),
    ("compare weekday and weekend revenue by city", "各城市工作日与周末的销售额对比", f"{WEEK} by city.city"),
    ("is revenue of web higher than app?", "网站的销售额比APP高吗", WEB_OVER_APP),
    ("is revenue of the app lower than web?", "App的销售额比网店低吗？", WEB_OVER_APP),
    (
        "Which products were returned most often last quarter",
        "上个季度退货最多的商品",
        "returns by product.product_name in last:1:quarter top 1 returns desc",
    ),
    (
        "which category was returned least last year",
        "去年退货最少的品类",
        "returns by product.category in last:1:year top 1 returns asc",
    ),
    ("customers with the most orders", "订单最多的客户", "orders by customer.customer_id top 1 orders desc"),
    ("spend per order last month", "上个月每单花费", "aov in last:1:month"),
    ("revenue excluding returns", "扣除退货的销售额", "net_revenue"),
    ("revenue net of returns by channel", "各渠道扣除退货后的销售额", "net_revenue by channel.channel"),
    (
        "which store opened last",
        "最晚开业的门店",
        "list of each stores by store.store_name, store.opened_date top 1 store.opened_date desc",
    ),
    (
        "% growth of revenue > 10% by city",
        "销售额增长率大于10%的城市",
        "revenue by city.city in last:1:month having revenue__previous_rate gt 0.1 vs previous",
    ),
    ("customers silent for over 90 days", "超过90天没有下单的客户", SILENT),
    ("how many customers have not ordered for more than 90 days", "沉默超过90天的客户有多少", SILENT),
]


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS)
def test_a_question_and_its_translation_give_the_expected_plan(english, chinese, plan, demo):
    for text in (english, chinese):
        assert compact(demo.reader.read(Question.of(text))) == plan, text


@pytest.mark.parametrize(
    "text",
    [
        "revenue excluding orders",
        "is web higher than app",
        "is revenue of web higher than app by city?",
        "top 3 weekday vs weekend sales",
        "customers older for over 90 days",
        "how many customers with the most orders",
    ],
)
def test_what_the_wording_leaves_open_is_not_computed(text, demo):
    assert not isinstance(demo.reader.read(Question.of(text)).outcome, Compute)


@pytest.mark.parametrize(
    ("text", "word"), [("is revenue of web higher than app?", "No"), ("网店的销售额比App低吗", "是的")]
)
def test_a_question_for_yes_or_no_says_which_with_both_numbers_and_the_difference(text, word, demo, raw):
    said = answer(Question.of(text), demo)
    statement = (
        "SELECT sum(net_amount) FROM orders WHERE status = 'completed' AND channel = ? AND order_date < '2026-11-01'"
    )
    web, app = (float(raw.execute(statement, [name]).fetchone()[0]) for name in ("web", "app"))

    row = [float(value) for value in said.table.rows[0]]
    assert web < app
    assert said.headline.startswith(word)
    assert sorted(row[:2]) == pytest.approx([web, app])
    assert abs(row[2]) == pytest.approx(app - web)


@pytest.mark.parametrize(
    "turns",
    [("top 2 products by revenue", "how many customers bought them"), ("销售额前2的商品", "有多少客户买过它们")],
)
def test_what_was_shown_is_what_was_bought(turns, demo):
    past = NOTHING_SAID
    for text in turns:
        said = answer(Question.of(text), demo, past)
        past = past.after(said)

    assert compact(said.plan).startswith("customers among customer with order_lines ge 1 if product.product_name in ")
