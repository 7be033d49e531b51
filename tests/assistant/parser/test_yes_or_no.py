"""Questions of a manager for yes or no, for the better of two kinds of days, and against the average of others.

On the shop of twelve orders every figure is checked by head.
"""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer
from assistant.plan import Compute, Refuse
from assistant.question import Question
from assistant.workspace import open_workspace

from .. import tiny
from .compact import compact

YEAR_AGO = "in last:1:month vs year_ago"
HIGHER = "revenue by customer.customer_id in this:year having revenue__year_ago_change gt 0 vs year_ago"
DAILY = [f"avg(revenue[metric_time.weekday in {days}] per day)" for days in ("6,7", "1,2,3,4,5")]
WEEKEND = f"{DAILY[0]}, {DAILY[1]}, {DAILY[0]} - {DAILY[1]}"
MONTHS = "avg(revenue per month) in last:1:month vs window"


@pytest.mark.parametrize(
    ("english", "chinese", "plan", "claim"),
    [
        ("is the average order value going up?", "客单价是不是在涨", f"aov {YEAR_AGO}", "rise"),
        ("are orders falling?", "订单数是否下降", f"orders {YEAR_AGO}", "decline"),
        ("did our return rate improve", "退货率有没有改善", f"return_rate {YEAR_AGO}", "decline"),
        ("is the return rate getting worse", "退货率变差了吗", f"return_rate {YEAR_AGO}", "rise"),
        ("are we growing?", "我们在增长吗", f"revenue {YEAR_AGO}", "rise"),
        ("did sales grow last month", "上个月销售额有没有增长", "revenue in last:1:month vs previous", "rise"),
        (
            "did we sell more in August than in September",
            "8月卖得比9月多吗",
            "revenue in month:2026-09 vs previous",
            "decline",
        ),
        ("Are weekends better than weekdays for sales?", "周末的销售额比工作日高吗", WEEKEND, None),
        ("which sells better, weekends or weekdays", "周末和工作日哪个卖得好", WEEKEND, "which"),
        ("how many customers spent more this year than last year", "今年消费比去年多的客户有多少", HIGHER, None),
        (
            "how many stores sold less this year than last year",
            "今年卖得比去年少的门店有几家",
            "revenue by store.store_name in this:year having revenue__year_ago_change lt 0 vs year_ago",
            None,
        ),
        (
            "last month's sales against the average of the three months before",
            "上个月的销售额比前三个月平均高多少",
            f"{MONTHS} between:2026-07-01:2026-09-30",
            None,
        ),
        (
            "last month's revenue compared with the monthly average of this year",
            "上个月的销售额和今年月均相比",
            f"{MONTHS} between:2026-01-01:2026-10-31",
            None,
        ),
        (
            "which cities grew for three months in a row",
            "哪些城市连续三个月增长",
            "revenue by city.city streak revenue up 3 month",
            None,
        ),
    ],
)
def test_both_languages_give_one_plan_and_one_claim(english, chinese, plan, claim, demo_reader):
    for text in (english, chinese):
        read = demo_reader.read(Question.of(text))
        assert compact(read) == plan
        assert isinstance(read.outcome, Compute)
        assert read.outcome.calls[0].arguments.claim == claim


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("is revenue going up?", "Yes. Revenue rose by 30.4%: ¥600 (Oct 2026), against ¥460 (Sep 2026)."),
        ("销售额是不是在跌", "没有。"),
        ("did sales improve last month", "Yes. "),
        ("did we sell more in August than in September", "No. "),
        ("last month's revenue against the average of the two months before", "Average monthly revenue rose by 100.0%"),
    ],
)
def test_the_shop_of_twelve_orders_has_a_month_before_and_no_year(text, start, shop):
    told = answer(Question.of(text), shop).headline
    assert told.startswith(start), told


@pytest.mark.parametrize(
    "text",
    [
        "this year's revenue against the average of the three months before",
        "last month's revenue vs the average monthly revenue of the last 3 months",
        "did the discount improve",
        "折扣有没有改善",
    ],
)
def test_what_has_no_fair_pair_or_no_good_direction_is_refused(text, demo_reader):
    assert isinstance(demo_reader.read(Question.of(text)).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "told"), [("did revenue rise last month", "Hardly. "), ("上个月销售额有没有下降", "几乎没有变化。")]
)
def test_a_change_that_the_figures_do_not_show_is_neither_yes_nor_no(text, told, tmp_path):
    rows = ((1, date(2026, 9, 10), "E", "web", 1_000_000), (2, date(2026, 10, 31), "E", "web", 1_000_001))
    nearly_equal = open_workspace(tiny.build(tmp_path / "model", rows))
    assert answer(Question.of(text), nearly_equal).headline.startswith(told)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        (
            "which city lost the most customers",
            "哪个城市流失最严重",
            "customers by city.city if customer.lifecycle eq churned top 1 customers desc",
        ),
        (
            "which channel has the most churned customers",
            "流失客户最多的渠道",
            "customers over orders by channel.channel if customer.lifecycle eq churned top 1 customers desc",
        ),
        (
            "which city has the most VIPs",
            "VIP最多的城市",
            "customers by city.city if customer.value_tier eq high top 1 customers desc",
        ),
    ],
)
def test_members_of_a_segment_are_counted_where_they_are_ranked(english, chinese, plan, demo):
    assert [compact(demo.reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize(
    "text", ["how many customers did we lose last month", "which city lost the most customers in May"]
)
def test_in_which_period_customers_were_lost_no_segment_says(text, demo):
    assert isinstance(demo.reader.read(Question.of(text)).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "why"),
    [("Which region has the worst revenue, and why?", "why"), ("哪个地区的销售额最低，为什么", "为什么")],
)
def test_a_rank_is_told_and_its_cause_is_named_as_not_used(text, why, shop):
    said = answer(Question.of(text), shop)
    assert said.table.rows[0][:2] == ("W", 300)
    assert [note.code for note in said.notes] == ["unused"]
    assert why in said.notes[0].text


@pytest.mark.parametrize("text", ["What would revenue be if churn fell by 10%?", "如果流失率降低10%，销售额会是多少"])
def test_churn_is_no_factor_and_the_factors_are_offered(text, demo):
    outcome = demo.reader.read(Question.of(text)).outcome
    assert isinstance(outcome, Refuse)
    assert outcome.code == "no_factor"
    assert [call.tool for call in outcome.nearest] == ["what_if"] * 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "how much revenue did East make and what share of all",
            "Revenue of East: ¥900, which is 75.0% of the total.",
        ),
        ("华东的销售额有多少，占全部多少", "华东的销售额为 ¥900，占总体的 75.0%。"),
    ],
)
def test_a_figure_and_its_share_are_told_together(text, told, shop):
    assert answer(Question.of(text), shop).headline == told
