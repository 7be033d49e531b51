"""How managers ask in Chinese: times, people, winners, differences, money nouns, names in pinyin."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

REGIONS = ("华东", "华南", "华北")
FIRM = reader_of(
    律师=[
        {"律师编号": f"L{n:02}", "律师姓名": f"张{n}伟", "团队": ("诉讼部", "并购部")[n % 2], "入职日期": f"2020-0{1 + n % 9}-01", "年龄": 25 + n}
        for n in range(1, 21)
    ],
    客户=[{"客户编号": f"K{n:03}", "客户名称": f"公司{n}", "区域": REGIONS[n % 3]} for n in range(1, 41)],
    案件=[
        {"案件编号": f"A{n:04}", "客户编号": f"K{1 + n % 38:03}", "立案日期": f"2026-0{1 + n % 5}-0{1 + n % 9}", "结案日期": f"2026-06-0{1 + n % 9}" if n % 3 else None, "合同金额": 100.5 + n}
        for n in range(1, 81)
    ],
    回款=[
        {"回款编号": f"H{n:04}", "案件编号": f"A{1 + n % 70:04}", "回款日期": f"2026-0{1 + n % 6}-1{n % 9}", "回款金额(万元)": 1.5 + n}
        for n in range(1, 121)
    ],
    工时记录=[
        {"记录编号": f"G{n:05}", "案件编号": f"A{1 + n % 75:04}", "律师编号": f"L{1 + n % 18:02}", "工作日期": f"2026-0{1 + n % 6}-0{1 + n % 9}", "工时": 1 + n % 8, "工作内容": ("出庭", "会议", "起草文件")[n % 3]}
        for n in range(1, 201)
    ],
)  # fmt: skip
REPAIRS = reader_of(
    chezhu=[{"chezhu_id": f"C{n:03}", "xingming": f"车主{n}", "chexing": ("轿车", "SUV", "MPV")[n % 3], "gouche_nianfen": 2015 + n % 9} for n in range(1, 61)],
    mendian=[{"mendian_id": f"M{n}", "mendian_mingcheng": f"{n}号店", "chengshi": ("杭州", "上海")[n % 2]} for n in range(1, 6)],
    gongdan=[
        {"gongdan_no": f"G{n:04}", "chezhu_id": f"C{1 + n % 55:03}", "mendian_id": f"M{1 + n % 5}", "weixiu_leixing": ("常规保养", "事故维修")[n % 2], "jinchang_riqi": f"2026-0{1 + n % 6}-0{1 + n % 9}", "jiaoche_riqi": f"2026-06-1{n % 9}" if n % 7 else None, "gongshi_fei": 100.5 + n, "peijian_fei": 20.5 + n, "zong_jine": 121.0 + 2 * n}
        for n in range(1, 161)
    ],
)  # fmt: skip
LIVE = reader_of(
    products=[{"product_id": n, "product_name": f"P{n}", "category": ("美妆", "家电", "食品")[n % 3]} for n in range(1, 21)],
    orders=[
        {"order_id": n, "product_id": 1 + n % 18, "region": REGIONS[n % 3], "order_date": f"2026-0{1 + n % 6}-0{1 + n % 9}", "qty": 1 + n % 8, "pay_amount": 50.5 + n, "order_status": ("已完成", "已退货", "已取消", "已完成")[n % 4]}
        for n in range(1, 201)
    ],
)  # fmt: skip


def plans(reader, *texts):
    return [compact(reader.read(Question.of(text))) for text in texts]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("下单3次以上的客户有多少", "customers among customer with orders ge 3"),
        ("买过5单以上的客户有几个", "customers among customer with orders ge 5"),
        ("下单5次以下的客户有多少", "customers among customer with orders le 5"),
    ],
)
def test_times_inside_an_open_number_are_times_and_never_an_age(text, plan, demo_reader):
    assert plans(demo_reader, text) == [plan]


def test_times_of_a_thing_with_one_kind_of_dated_rows_are_those_rows():
    assert plans(REPAIRS, "来过3次以上的车主有多少") == [
        "car_owner_count among car_owner with support_ticket_count ge 3"
    ]
    assert isinstance(REPAIRS.read(Question.of("5笔以上的车主")).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("诉讼部有多少人", "律师_count if 律师.团队 eq 诉讼部"),
        ("诉讼部人均工时", "avg(工时 per 律师) if 律师.团队 eq 诉讼部"),
        ("人均工时", "avg(工时 per 律师)"),
        (
            "出庭最多的律师",
            "工时记录_count of each 律师 by 律师.律师姓名 if 工时记录.工作内容 eq 出庭 top 1 工时记录_count desc",
        ),
    ],
)
def test_people_are_those_whom_the_question_is_about(text, plan):
    assert plans(FIRM, text) == [plan]


@pytest.mark.parametrize(
    "text", ["还没结案的案件有多少", "未结案的案件有多少", "尚未结案的案件数", "没有结案的案件有多少"]
)
def test_what_has_not_been_done_has_no_date(text):
    assert plans(FIRM, text) == ["案件_count if 案件.结案日期 is_null"]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("今年回款多少", "回款金额_万元 in this:year"),
        ("回款最多的客户", "回款金额_万元 of each 客户 by 客户.客户名称 top 1 回款金额_万元 desc"),
        ("今年回款几笔", "回款_count in this:year"),
        ("没有回款的案件有多少", "案件_count among 案件 set 回款 never all_of()"),
        ("回款最多的前十大客户", "回款金额_万元 of each 客户 by 客户.客户名称 top 10 回款金额_万元 desc"),
    ],
)
def test_a_noun_for_money_is_the_amount_unless_pieces_are_asked_for(text, plan):
    assert plans(FIRM, text) == [plan]


@pytest.mark.parametrize(
    ("reader", "text", "plan"),
    [
        (FIRM, "华东区和华南区哪个回款多", "回款金额_万元 by 客户.区域 if 客户.区域 in 华东,华南 top 1 回款金额_万元 desc"),
        (LIVE, "华东和华南哪个退货率高", "return_rate by order.region if order.region in 华东,华南 top 1 return_rate desc"),
        (LIVE, "美妆和家电的退货率哪个低", "return_rate by product.category if product.category in 家电,美妆 top 1 return_rate asc"),
        (LIVE, "which of 华东 and 华南 has the highest return rate", "return_rate by order.region if order.region in 华东,华南 top 1 return_rate desc"),
        (LIVE, "哪个品类退货率高", "return_rate by product.category top 1 return_rate desc"),
    ],
)  # fmt: skip
def test_one_of_several_members_wins(reader, text, plan):
    assert plans(reader, text) == [plan]


def test_several_winners_without_a_border_are_refused():
    assert isinstance(LIVE.read(Question.of("哪些品类退货率高")).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("华东的销售额比华南高多少", "revenue[city.region eq east] - revenue[city.region eq south]"),
        ("华东比华南的销售额少多少", "revenue[city.region eq south] - revenue[city.region eq east]"),
        ("华东的订单数比华南多多少", "orders[city.region eq east] - orders[city.region eq south]"),
    ],
)
def test_how_much_more_is_a_difference(text, plan, demo_reader):
    assert plans(demo_reader, text) == [plan]


def test_how_many_times_more_is_no_difference(demo_reader):
    assert isinstance(demo_reader.read(Question.of("华东销售额比华南高几倍")).outcome, Refuse)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("各门店的总金额", "total_amount of each store by store.store_name"),
        ("常规保养的平均工时费", "avg(hours_worked_fee) if support_ticket.repair_type eq 常规保养"),
        ("配件费占总金额的比例", "spare_part_fee /% total_amount"),
        ("今年进厂的工单数", "support_ticket_count in this:year"),
    ],
)
def test_names_in_pinyin_are_read_aloud(text, plan):
    assert plans(REPAIRS, text) == [plan]


def test_a_denied_verb_is_no_misspelled_thing():
    assert "轿车" not in plans(REPAIRS, "还没交车的工单有多少")[0]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("各地区销售额", "pay_amount by order.region"),
        ("sales by region", "pay_amount by order.region"),
        ("不含取消和退货的销售额", "pay_amount if order.order_status not_in 已取消,已退货"),
        ("华东区和华南区的订单数", "order_count by order.region if order.region in 华东,华南"),
        ("销售额按地区和品类分", "pay_amount by order.region, product.category"),
        (
            "工作日和周末的销售额",
            "pay_amount[metric_time.weekday in 1,2,3,4,5], pay_amount[metric_time.weekday in 6,7]",
        ),
    ],
)
def test_sales_and_what_is_left_out_of_them(text, plan):
    assert plans(LIVE, text) == [plan]


def test_what_each_customer_spends_is_split_by_each_store(demo_reader):
    assert plans(demo_reader, "每个门店的人均消费") == ["arpu by store.store_name"]
