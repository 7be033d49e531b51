"""Clipped Chinese of managers: takings, places, seasons, units, measure words, and their English counterparts."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.conversation import Past
from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

CLINIC = reader_of(
    顾客=[
        {"顾客编号": f"K{n:03}", "顾客姓名": f"王{n}芳", "来源渠道": ("小红书", "抖音", "美团")[n % 3], "会员等级": ("银卡", "金卡")[n % 2], "建档日期": f"2026-0{1 + n % 6}-1{n % 9}"}
        for n in range(1, 41)
    ],
    医生=[{"医生编号": f"Y{n}", "医生姓名": f"李{n}伟", "科室": ("皮肤科", "口腔科")[n % 2]} for n in range(1, 7)],
    消费单=[
        {"单号": f"X{n:04}", "顾客编号": f"K{1 + n % 38:03}", "医生编号": f"Y{1 + n % 6}", "消费日期": f"2026-0{1 + n % 6}-0{1 + n % 9}", "实付金额": 300.5 + n, "优惠金额": 10.5 * (n % 3), "支付方式": ("微信支付", "支付宝")[n % 2], "单据状态": ("已完成", "已完成", "已退款")[n % 3], "退款日期": f"2026-06-1{n % 9}" if n % 3 == 2 else None}
        for n in range(1, 181)
    ],
)  # fmt: skip
FLEET = reader_of(
    trucks=[
        {"truck_id": n, "plate_no": f"鲁A{10000 + n}", "truck_type": ("冷藏车", "厢式车")[n % 2], "fleet": ("济南车队", "徐州车队")[n % 2], "ownership": ("自有", "挂靠")[n % 2]}
        for n in range(1, 13)
    ],
    drivers=[{"driver_id": n, "driver_name": f"张{n}军", "employment_status": ("在职", "离职")[n % 2]} for n in range(1, 21)],
    customers=[{"customer_id": n, "customer_name": f"公司{n}", "customer_level": ("战略客户", "重点客户", "普通客户")[n % 3]} for n in range(1, 31)],
    waybills=[
        {"waybill_no": f"W{n:04}", "customer_id": 1 + n % 28, "truck_id": 1 + n % 11, "driver_id": 1 + n % 18, "ship_date": f"2026-0{1 + n % 6}-0{1 + n % 9}", "distance_km": 120 + n, "freight": 800.5 + 3 * n, "fuel_cost": 200.5 + n}
        for n in range(1, 161)
    ],
    repairs=[
        {"repair_id": n, "truck_id": 1 + n % 10, "repair_date": f"2026-0{1 + n % 6}-1{n % 9}", "repair_type": ("保养", "换胎")[n % 2], "repair_cost": 90.5 + n}
        for n in range(1, 61)
    ],
)  # fmt: skip


def plan(reader, text):
    return compact(reader.read(Question.of(text)))


def is_refused(reader, text):
    return isinstance(reader.read(Question.of(text)).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各科室业绩", "实付金额 by 医生.科室"),
        ("上个月做了多少业绩", "实付金额 in last:1:month"),
        ("客单价", "average_order_value"),
        ("各渠道的客单价", "average_order_value by 顾客.来源渠道"),
        ("average order value", "average_order_value"),
        ("人均消费", "avg(实付金额 per 顾客)"),
        ("人均消费,按会员等级看", "avg(实付金额 per 顾客) by 顾客.会员等级"),
        ("消费3次以上的顾客有多少", "顾客_count among 顾客 with 消费单_count ge 3"),
        ("消费满5000的顾客有几个", "顾客_count among 顾客 with 实付金额 ge 5000"),
        ("微信支付一共多少钱", "实付金额 if 消费单.支付方式 eq 微信支付"),
        ("已退款的单子一共多少钱", "实付金额 if 消费单.单据状态 eq 已退款"),
        ("医生人均业绩", "avg(实付金额 per 医生)"),
        ("近三个月新客有多少,按渠道分", "顾客_count by 顾客.来源渠道 in last:3:month"),
    ],
)
def test_what_was_paid_for_orders_is_the_money_that_was_taken(text, expected):
    assert plan(CLINIC, text) == expected


def test_the_order_value_that_is_proposed_is_what_was_paid_over_the_orders():
    metric = CLINIC.model.metric("average_order_value")
    assert (metric.numerator.metric, metric.denominator.metric) == ("实付金额", "消费单_count")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("业绩第一的医生", "实付金额 of each 医生 by 医生.医生姓名 top 1 实付金额 desc"),
        ("实付金额第二的医生", "实付金额 of each 医生 by 医生.医生姓名 top 1 实付金额 desc skip 1"),
        ("业绩第二的科室", "实付金额 by 医生.科室 top 1 实付金额 desc skip 1"),
    ],
)
def test_a_place_behind_a_figure_ranks_and_is_no_amount(text, expected):
    assert plan(CLINIC, text) == expected


@pytest.mark.parametrize(
    ("chinese", "english", "expected"),
    [
        ("夏天的实付金额", "实付金额 in summer", "实付金额 if metric_time.month_of_year in 6,7,8"),
        (
            "2026年春季的实付金额",
            "实付金额 in the spring of 2026",
            "实付金额 in year:2026 if metric_time.month_of_year in 3,4,5",
        ),
        ("冬天的实付金额", "实付金额 in winter", "实付金额 if metric_time.month_of_year in 12,1,2"),
    ],
)
def test_a_season_is_its_months(chinese, english, expected):
    assert plan(CLINIC, chinese) == plan(CLINIC, english) == expected


@pytest.mark.parametrize("text", ["去年冬天的实付金额", "夏天的实付金额环比", "旺季的实付金额"])
def test_a_season_that_lies_in_two_years_or_has_no_months_is_refused(text):
    assert is_refused(CLINIC, text)


def test_a_word_that_falls_is_no_season():
    assert "month_of_year" not in plan(CLINIC, "did 实付金额 fall")


@pytest.mark.parametrize("text", ["换成单数", "换成笔数"])
def test_the_number_of_orders_after_a_figure_keeps_the_groups(text):
    before = Past.of_plan(CLINIC.read(Question.of("各支付方式实付金额")))
    assert compact(CLINIC.read(Question.of(text), before)) == "消费单_count by 消费单.支付方式"


def test_a_bare_measure_word_counts_orders():
    assert plan(CLINIC, "各支付方式单数") == "消费单_count by 消费单.支付方式"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各司机跑了多少公里", "distance_km of each driver by driver.driver_name"),
        ("how many km did each driver drive", "distance_km of each driver by driver.driver_name"),
        ("上个月跑了多少公里", "distance_km in last:1:month"),
        ("距离多少公里", "distance_km"),
        ("每公里油费是多少", "fuel_cost / distance_km"),
        ("fuel cost per km", "fuel_cost / distance_km"),
        ("fuel cost per km by fleet", "fuel_cost / distance_km by truck.fleet"),
    ],
)
def test_a_unit_stands_for_the_figure_that_is_kept_in_it(text, expected):
    assert plan(FLEET, text) == expected


@pytest.mark.parametrize(
    "text", ["司机跑了多少小时", "维修多少小时", "how many tons did each driver carry", "每公里维修费"]
)
def test_a_unit_in_which_nothing_is_kept_is_never_dropped(text):
    assert is_refused(FLEET, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("运单平均运费", "avg(freight)"),
        ("每个运单的平均运费", "avg(freight)"),
        ("average freight for each waybill", "avg(freight)"),
        ("单均运费", "avg(freight)"),
        ("车均运费", "avg(freight per truck)"),
        ("各车队运单平均运费", "avg(freight) by truck.fleet"),
        ("平均运费最高的运单", "avg(freight) by waybill.waybill_no top 1 avg_freight desc"),
    ],
)
def test_an_average_over_its_own_rows_is_one_number(text, expected):
    assert plan(FLEET, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("战略客户的运费", "freight if customer.customer_level eq 战略客户"),
        ("重点客户有多少", "customer_count if customer.customer_level eq 重点客户"),
        ("战略客户贡献了多少运费", "freight if customer.customer_level eq 战略客户"),
        ("自有车多少辆", "truck_count if truck.ownership eq 自有"),
        ("换胎花了多少钱", "repair_cost if repair.repair_type eq 换胎"),
        ("上个月运费收入多少", "freight in last:1:month"),
        ("没跑过单的司机有几个", "driver_count among driver set waybill never all_of()"),
        ("没修过的车有多少辆", "truck_count among truck set repair never all_of()"),
    ],
)
def test_values_of_the_data_and_spoken_words_come_before_other_readings(text, expected):
    assert plan(FLEET, text) == expected


@pytest.mark.parametrize("text", ["自有和冷藏车的运费", "挂靠和战略客户哪个运费高", "自有 and 冷藏车 freight"])
def test_values_of_two_columns_are_no_list(text):
    assert is_refused(FLEET, text)


def test_a_rate_of_yes_leaves_out_rows_that_say_neither_and_says_so():
    parcels = reader_of(
        parcels=[
            {"parcel_id": n, "sent_on": f"2026-05-{1 + n % 28:02}", "is_late": ("是", "否", None)[n % 3]}
            for n in range(1, 61)
        ]
    )
    rate = parcels.model.metric("late_rate")
    assert rate.denominator.filter and rate.labels.zh.endswith("，仅计已知的）")
    assert rate.labels.en.endswith(", of those known)")
