"""A trader's and a training centre's exports as they come: 客户档案, 教务导出_学员, and what their managers type."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

FIRST = date(2025, 7, 1)
CITIES = (("上海", "华东"), ("广州", "华南"), ("宁波", "华东"))
TRADE = reader_of(
    业务员=[{"业务员编号": f"YW{n}", "业务员": name, "入职时间": FIRST} for n, name in enumerate(("刘建国", "张海燕", "陈志远"))],
    客户档案=[
        {"客户编号": f"C{n:03}", "客户名称": f"恒力{n}厂", "城市": CITIES[n % 3][0], "大区": CITIES[n % 3][1], "客户等级": "AB"[n % 2] + "级", "业务员编号": f"YW{n % 3}", "建档日期": FIRST + timedelta(days=n)}
        for n in range(40)
    ],
    产品资料=[{"产品编码": f"P{n}", "产品名称": name, "品类": kind} for n, (name, kind) in enumerate([("深沟球轴承", "轴承"), ("内六角螺栓", "紧固件"), ("电磁阀", "气动元件")])],
    销售明细=[
        {"单据号": f"XS{n:04}", "下单日期": FIRST + timedelta(days=n % 360), "客户编号": f"C{n % 36:03}", "业务员编号": f"YW{n % 3}", "产品编码": f"P{n % 3}", "数量": 1 + n % 9, "金额": 100.5 + n, "单据状态": ("已发货", "待发货", "已取消")[n % 3]}
        for n in range(400)
    ],
)  # fmt: skip
TRAINING = reader_of(
    教务导出_校区=[{"校区编号": f"XQ{n}", "校区名称": f"{name}校区"} for n, name in enumerate(("城东", "滨江"))],
    教务导出_课程顾问=[{"顾问编号": f"GW{n}", "顾问姓名": f"林{n}晓", "校区编号": f"XQ{n % 2}"} for n in range(4)],
    教务导出_学员信息=[{"学员编号": f"XY{n:03}", "学员姓名": f"周{n}宁", "性别": "男女"[n % 2], "登记日期": FIRST + timedelta(days=n)} for n in range(40)],
    报名记录=[
        {"报名编号": f"BM{n:03}", "学员编号": f"XY{n % 30:03}", "顾问编号": f"GW{n % 4}", "报名日期": FIRST + timedelta(days=3 * n), "学科": ("编程", "英语")[n % 2], "购买课时": (24, 48)[n % 2], "楼层": 1 + n % 5, "实收金额": 1000.5 + n}
        for n in range(100)
    ],
)  # fmt: skip


def plan(world, text):
    return compact(world.read(Question.of(text)))


def test_a_thing_is_called_without_the_words_for_the_list_and_the_workbook_it_stands_in():
    assert [entity.name for entity in TRADE.model.entities] == ["业务员", "产品", "客户", "销售明细"]
    assert {entity.name for entity in TRAINING.model.entities} == {"报名记录", "学员", "校区", "课程顾问"}


def test_the_customers_of_a_customer_file_are_those_who_bought():
    assert {role.name for role in TRADE.model.roles} >= {"customer", "order"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("客户数", "客户_count"),
        ("A级客户有多少", "客户_count if 客户.客户等级 eq A级"),
        ("半年没下单的客户有多少家", "客户_count among 客户 with 销售明细_count eq 0 in since:2026-01-01"),
        ("每个业务员负责多少客户", "客户_count by 业务员.业务员"),
        ("买过轴承没买过气动元件的客户有多少", "客户_count among 客户 with 销售明细_count ge 1 if 产品.品类 eq 轴承 among 客户 with 销售明细_count eq 0 if 产品.品类 eq 气动元件"),
    ],
)  # fmt: skip
def test_a_customer_file_is_asked_about_its_customers(text, expected):
    assert plan(TRADE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("华东客户有几单", "销售明细_count if 客户.大区 eq 华东"),
        ("上月华东客户有多少单", "销售明细_count in last:1:month if 客户.大区 eq 华东"),
        ("华东的客户下了多少单", "销售明细_count if 客户.大区 eq 华东"),
        ("刘建国上月几单", "销售明细_count in last:1:month if 业务员.业务员 eq 刘建国"),
        ("华东有多少客户", "客户_count if 客户.大区 eq 华东"),  # no measure word of orders
    ],
)
def test_people_are_never_counted_in_the_measure_word_of_orders(text, expected):
    assert plan(TRADE, text) == expected


def test_how_many_orders_new_customers_made_is_no_number_of_new_customers(demo_reader):
    outcome = demo_reader.read(Question.of("上个月新客户有多少单")).outcome

    assert isinstance(outcome, Refuse)
    assert outcome.missing == ("新客户",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上月取消了几单", "销售明细_count in last:1:month if 销售明细.单据状态 eq 已取消"),
        ("上个月多少单被取消", "销售明细_count in last:1:month if 销售明细.单据状态 eq 已取消"),
        ("上月有多少订单，取消了多少", "销售明细_count in last:1:month ; 销售明细_count in last:1:month if 销售明细.单据状态 eq 已取消"),
    ],
)  # fmt: skip
def test_a_word_that_takes_out_of_an_answer_is_also_what_became_of_orders(text, expected):
    assert plan(TRADE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("待发货的订单有多少，金额多少", "销售明细_count if 销售明细.单据状态 eq 待发货 ; 金额 if 销售明细.单据状态 eq 待发货"),
        ("待发货的订单有多少 金额多少", "销售明细_count if 销售明细.单据状态 eq 待发货 ; 金额 if 销售明细.单据状态 eq 待发货"),
        ("轴承卖了多少钱 多少单", "金额 if 产品.品类 eq 轴承 ; 销售明细_count if 产品.品类 eq 轴承"),
        ("上月有多少单 销售额多少", "销售明细_count in last:1:month ; 金额 in last:1:month"),
        ("华东有多少客户 上月多少单", "客户_count if 客户.大区 eq 华东 ; 销售明细_count in last:1:month if 客户.大区 eq 华东"),
        ("上月华东 金额多少", "金额 in last:1:month if 客户.大区 eq 华东"),  # one question, whose words stand apart
    ],
)  # fmt: skip
def test_two_numbers_with_a_blank_between_are_both_answered_of_the_same_rows(text, expected):
    assert plan(TRADE, text) == expected


def test_an_english_clause_with_a_verb_is_a_question_of_its_own(demo_reader):
    found = plan(demo_reader, "how many orders were cancelled last month and how much revenue did we make")

    assert found == "cancelled_orders in last:1:month ; revenue"


@pytest.mark.parametrize(
    "text", ["复购率和流失率", "复购率和流失率分别是多少", "客户复购率、流失率", "our repurchase rate and churn rate"]
)
def test_a_figure_and_an_analysis_are_both_answered(text):
    assert plan(TRADE, text) == "repurchase_rate ; churn_rate"


@pytest.mark.parametrize(
    "text", ["去年复购率和流失率", "华东客户的复购率和流失率", "last year's repurchase rate and churn rate"]
)
def test_what_may_hold_for_both_of_them_or_for_one_is_not_guessed(text):
    assert plan(TRADE, text).startswith(("!", "?"))


@pytest.mark.parametrize("text", ["客户留存趋势", "留存走势", "retention trend", "how is retention trending"])
def test_retention_of_one_cohort_after_the_other_is_its_trend(text):
    assert plan(TRADE, text) == "cohort_retention"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("报名人数", "学员_count over 报名记录"),  # consultants have names as well, and serve
        ("各学科报名人数", "学员_count over 报名记录 by 报名记录.学科"),
        ("累计报名人数按月走势", "学员_count over 报名记录 per month running"),
        ("报名数", "报名记录_count"),
    ],
)
def test_people_who_enrol_are_counted_once_and_never_as_rows(text, expected):
    assert plan(TRAINING, text) == expected


def test_hours_that_were_bought_add_up():
    measures = {measure.name: measure.agg for dataset in TRAINING.model.datasets for measure in dataset.measures}

    assert measures["购买课时"] == "sum"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退过货但近30天没有下单的客户有多少", "customers among customer with orders eq 0 in last:30:day among customer set returns"),
        ("近30天退过货但没有下单的客户有多少", "customers among customer with orders eq 0 in last:30:day among customer set returns in last:30:day"),
    ],
)  # fmt: skip
def test_a_period_is_of_the_deed_behind_it(demo_reader, text, expected):
    assert plan(demo_reader, text) == expected


def test_who_signed_up_and_bought_nothing_lately_need_not_have_signed_up_lately(demo_reader):
    assert plan(demo_reader, "注册了但近30天没有下单的客户有多少").startswith("! not_supported")


@pytest.mark.parametrize(
    "text", ["除了取消的订单以外上月销售额", "除取消的订单外上月销售额多少", "除了取消的订单，上月销售额多少"]
)
def test_the_word_that_closes_an_exception_may_stand_behind_the_thing(demo_reader, text):
    assert plan(demo_reader, text) == "revenue in last:1:month if order.status ne cancelled"
