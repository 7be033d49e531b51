"""How rows, arithmetic, two levels, references and streaks are said back, in both languages, from the call alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.restating.bound_names import bound_name
from assistant.restating.restate import call_parts, restate
from assistant.wording import Wording
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.query import (
    Combination,
    Combine,
    Compare,
    DimensionRef,
    EntitySet,
    Members,
    MetricFilter,
    MetricRef,
    Order,
    Reference,
    Streak,
    Top,
    Window,
)
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.demo import MODEL_DIR

MODEL = load_model(MODEL_DIR)
CALENDAR = Calendar.of(
    MODEL.calendar, first_day=date(2024, 11, 1), last_day=date(2026, 10, 31), as_of=date(2026, 11, 1)
)
ORDERS, REVENUE = MetricRef("orders"), MetricRef("revenue")
REGION, STORE = DimensionRef("city.region"), DimensionRef("store.store_name")
OPENED, CUSTOMER, AGE = (
    DimensionRef("store.opened_date"),
    DimensionRef("customer.customer_id"),
    DimensionRef("customer.age"),
)
CANCELLED = (Compare("order.status", "eq", ("cancelled",)),)
COMPLETED = (Compare("order.status", "eq", ("completed",)),)
AUTUMN = Window(date(2026, 8, 3), date(2026, 11, 1))
ANY = Combine("all_of", ())


def said(language: str, **arguments: object) -> str:
    call = ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(**arguments))
    return restate(call_parts(call, Wording(MODEL, CALENDAR, language)))


def check(en: str, zh: str, **arguments: object) -> None:
    assert (said("en", **arguments), said("zh", **arguments)) == (en, zh)


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        ({}, "Store name and store opening date of all stores", "所有门店的门店名称和开店日期"),
        (
            {"filters": (Compare("store.opened_date", "gt", (date(2023, 6, 1),)),)},
            "Store name and store opening date of stores where store opening date > 1 Jun 2023",
            "开店日期大于 2023年6月1日的门店的门店名称和开店日期",
        ),
        (
            {"order": (Order("store.opened_date", "desc"),)},
            "Store name and store opening date of all stores · latest store opening date first",
            "所有门店的门店名称和开店日期 · 按开店日期从晚到早",
        ),
        (
            {"top": Top(1, "store.opened_date")},
            "Store name and store opening date of stores · latest store opening date",
            "门店的门店名称和开店日期 · 开店日期最晚",
        ),
        (
            {"top": Top(1, "store.opened_date", "asc", skip=1)},
            "Store name and store opening date of stores · second earliest store opening date",
            "门店的门店名称和开店日期 · 开店日期第二早",
        ),
    ],
)
def test_a_list_of_rows_says_what_of_which_rows(arguments, en, zh):
    check(en, zh, rows="stores", dimensions=(STORE, OPENED), **arguments)


def test_numbers_of_rows_are_high_and_low():
    rows = {"rows": "customers", "dimensions": (CUSTOMER, AGE)}
    check(
        "Customer number and age of all customers · highest age first",
        "所有客户的客户编号和年龄 · 按年龄从高到低",
        order=(Order("customer.age", "desc"),),
        **rows,
    )
    check(
        "Customer number and age of customers where age above the average of all customers",
        "年龄高于所有客户的平均值的客户的客户编号和年龄",
        filters=(Compare("customer.age", "gt", (), than=Reference()),),
        **rows,
    )
    check(
        "Customer number and age of customers where age at least its own region's average plus 5",
        "年龄不低于所在地区的平均值加 5 的客户的客户编号和年龄",
        filters=(Compare("customer.age", "ge", (5,), than=Reference("avg", ("city.region",))),),
        **rows,
    )


def test_rows_without_a_key_are_rows_of_their_dataset():
    check(
        "Product name of all rows of stock levels",
        "所有库存记录的商品名称",
        rows="stock",
        dimensions=(DimensionRef("product.product_name"),),
    )


@pytest.mark.parametrize(
    ("top", "en", "zh"),
    [
        (Top(1, "revenue", skip=1), "second highest revenue", "销售额第二高"),
        (Top(1, "revenue", "asc", skip=2), "third lowest revenue", "销售额第三低"),
        (Top(1, "revenue", skip=20), "21st highest revenue", "销售额第 21 高"),
        (Top(3, "revenue", skip=2), "ranks 3 to 5 by revenue", "销售额第 3 至 5 名"),
    ],
)
def test_a_place_behind_the_first_ones_is_that_place(top, en, zh):
    check(f"Revenue · by region · {en}", f"销售额 · 按地区 · {zh}", metrics=(REVENUE,), dimensions=(REGION,), top=top)


def put(first: MetricRef, how: str, other: MetricRef, **more: object) -> MetricRef:
    return replace(first, combine=Combination(how, other, **more))


def orders(filters):
    return MetricRef("orders", filters=filters)


@pytest.mark.parametrize(
    ("metric", "en", "zh"),
    [
        (
            put(orders(CANCELLED), "divide", orders(COMPLETED)),
            "Ratio of cancelled orders to completed orders",
            "已取消订单与已完成订单之比",
        ),
        (
            put(orders(CANCELLED), "divide", ORDERS, as_share=True),
            "Percentage of orders that are cancelled",
            "已取消订单占订单的百分比",
        ),
        (
            put(orders((Compare("customer.age", "gt", (60,)),)), "divide", ORDERS, as_share=True),
            "Percentage of orders where age > 60",
            "订单中年龄大于 60 的百分比",
        ),
        (
            put(MetricRef("revenue", filters=CANCELLED), "divide", REVENUE, as_share=True),
            "Cancelled revenue as a percentage of revenue",
            "已取消销售额占销售额的百分比",
        ),
        (put(REVENUE, "divide", ORDERS), "Revenue per order", "每个订单的销售额"),
        (put(REVENUE, "divide", MetricRef("customers")), "Revenue per customer", "每位客户的销售额"),
        (
            put(REVENUE, "divide", MetricRef("active_customers")),
            "Ratio of revenue to active customers",
            "销售额与活跃客户数之比",
        ),
        (
            put(ORDERS, "add", MetricRef("returns")),
            "Number of orders plus number of returns",
            "订单数加退货数",
        ),
        (
            put(REVENUE, "subtract", MetricRef("cost"), then=Combination("divide", MetricRef("cost"), as_share=True)),
            "(revenue minus cost of goods) as a percentage of cost of goods",
            "（销售额减商品成本）占商品成本的百分比",
        ),
    ],
)
def test_arithmetic_names_its_sides_with_their_conditions(metric, en, zh):
    check(en, zh, metrics=(metric,))


def test_a_truth_is_never_put_before_a_name():
    presale = MetricRef("orders", filters=(Compare("order.is_presale", "eq", (True,)),))
    check(
        "Ratio of orders (pre-sale = yes) to orders",
        "订单（是否预售为是）与订单之比",
        metrics=(put(presale, "divide", ORDERS),),
    )


@pytest.mark.parametrize(
    ("agg", "per", "en", "zh"),
    [
        ("avg", "customer", "Average revenue per customer", "平均每位客户的销售额"),
        ("avg", "city.region", "Average revenue per region", "平均每个地区的销售额"),
        ("median", "customer", "Median revenue per customer", "每位客户销售额的中位数"),
        ("max", "day", "Highest daily revenue", "单日最高销售额"),
        ("avg", "month", "Average monthly revenue", "月均销售额"),
        ("min", "week", "Lowest weekly revenue", "单周最低销售额"),
    ],
)
def test_two_levels_read_as_people_say_them(agg, per, en, zh):
    check(en, zh, metrics=(MetricRef("revenue", agg=agg, per=per),))


def part(kind: str, op: str, *values: int, field: str = "metric_time") -> Compare:
    return Compare(field, op, values, part=kind)


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (part("weekday", "in", 6, 7), "on weekends", "周末"),
        (part("weekday", "not_in", 7, 6), "not on weekends", "不在周末"),
        (part("weekday", "between", 1, 5), "on weekdays (Monday to Friday)", "工作日（周一至周五）"),
        (part("weekday", "in", 5, 6, 7), "on Fridays, Saturdays and Sundays", "周五、周六和周日"),
        (part("month_of_year", "in", 6, 7, 8), "in the months June to August", "6月至8月"),
        (part("month_of_year", "in", 1, 12), "in January and December of every year", "每年1月和12月"),
        (part("quarter_of_year", "eq", 2), "in Q2 of every year", "每年第二季度"),
        (part("hour", "between", 9, 11), "from 09:00 to 11:59", "09:00 至 11:59"),
        (part("hour", "in", 9, 18), "from 09:00 to 09:59, from 18:00 to 18:59", "09:00 至 09:59、18:00 至 18:59"),
        (part("hour", "ge", 18), "hour ≥ 18:00", "小时不低于 18:00"),
        (part("day_of_month", "eq", 1), "on day 1 of the month", "每月1日"),
        (part("day_of_month", "between", 1, 7), "on days 1 to 7 of the month", "每月1日至7日"),
        (part("year", "eq", 2025), "in 2025", "2025年"),
        (
            part("weekday", "in", 6, 7, field="order.promised_at"),
            "promised delivery time on weekends",
            "承诺送达时间为周末",
        ),
    ],
)
def test_parts_of_the_calendar_have_the_names_people_use(condition, en, zh):
    check(f"Revenue · {en}", f"销售额 · {zh}", metrics=(REVENUE,), filters=(condition,))


@pytest.mark.parametrize(
    ("op", "values", "than", "en", "zh"),
    [
        ("gt", (), Reference(), "above the average of all regions", "高于所有地区的平均值"),
        ("ge", (2.0,), Reference(), "at least twice the average of all regions", "不低于所有地区的平均值的两倍"),
        ("lt", (1.5,), Reference("overall"), "below 1.5 times the overall revenue", "低于整体销售额的 1.5 倍"),
        ("le", (), Reference("median"), "at most the median of all regions", "不高于所有地区的中位数"),
    ],
)
def test_a_reference_says_what_it_is_taken_of(op, values, than, en, zh):
    check(
        f"Revenue · by region · only where revenue {en}",
        f"销售额 · 按地区 · 仅保留销售额{zh}",
        metrics=(REVENUE,),
        dimensions=(REGION,),
        having=(MetricFilter("revenue", op, values, than),),
    )


def test_members_against_the_average_of_all_members():
    check(
        "Number of customers · only customers with revenue above the average of all customers",
        "客户数 · 仅限销售额高于所有客户的平均值的客户",
        metrics=(MetricRef("customers"),),
        members=(Members("customer", REVENUE, "gt", than=Reference()),),
    )


def test_a_streak_names_groups_periods_and_direction():
    check(
        "Revenue · by region · only regions whose revenue rose in each of the last 3 complete quarters",
        "销售额 · 按地区 · 仅保留销售额最近 3 个完整季度连续增长的地区",
        metrics=(REVENUE,),
        dimensions=(REGION,),
        streak=Streak("revenue", "quarter", 3),
    )
    check(
        "Revenue · by region · only regions whose revenue fell in the last complete month",
        "销售额 · 按地区 · 仅保留销售额最近一个完整月下降的地区",
        metrics=(REVENUE,),
        dimensions=(REGION,),
        streak=Streak("revenue", "month", 1, "down"),
    )


@pytest.mark.parametrize(
    ("members", "en", "zh"),
    [
        (EntitySet("customer", "orders", never=(ANY,)), "without any orders", "没有订单的客户"),
        (
            EntitySet("customer", "orders", never=(ANY,), window=AUTUMN),
            "without any orders in 3 Aug – 31 Oct 2026",
            "2026年8月3日–10月31日没有订单的客户",
        ),
        (
            EntitySet("customer", "orders", never=CANCELLED),
            "without any orders where order status = cancelled",
            "没有订单状态为已取消的订单的客户",
        ),
        (EntitySet("customer", "orders", has=(ANY,)), "with orders", "有订单的客户"),
    ],
)
def test_members_without_an_event(members, en, zh):
    check(
        f"Number of customers · only customers {en}",
        f"客户数 · 仅限{zh}",
        metrics=(MetricRef("customers"),),
        members=(members,),
    )


def test_a_percentage_is_compared_with_percentages():
    share = put(orders(CANCELLED), "divide", ORDERS, as_share=True)
    limited = said("en", metrics=(share,), dimensions=(REGION,), having=(MetricFilter(share.key, "gt", (0.25,)),))
    assert limited.endswith("only where percentage of orders that are cancelled > 25.0%")


@pytest.mark.parametrize(
    ("bound", "en", "zh"),
    [
        ("part:weekday:6,7", "on weekends", "周末"),
        ("part:hour", "hour", "小时"),
        ("per:customer", "customer", "客户"),
        ("per:day", "day", "日"),
        ("rank:desc:2", "highest", "最高"),
    ],
)
def test_a_word_that_was_spelled_right_is_told_by_what_it_means(bound, en, zh):
    assert tuple(bound_name(bound, Wording(MODEL, CALENDAR, language)) for language in ("en", "zh")) == (en, zh)
