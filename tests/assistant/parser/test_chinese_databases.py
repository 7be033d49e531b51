"""What a boss, a shop manager or a teacher asks of a database of their own, with the English counterparts."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.plan import Clarify, Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

FIRST = date(2025, 1, 1)
GOODS = [("吐司", "面包", 18), ("可颂", "面包", 14), ("布丁", "甜点", 12), ("礼盒", "甜点", 88), ("豆浆", "饮品", 6)]
SHOP = reader_of(
    门店=[
        {"门店编号": f"S{n}", "门店名称": f"{name}店", "城市": city, "经营模式": ("直营", "加盟")[n % 2], "面积": 60 + 15 * n}
        for n, (name, city) in enumerate([("春熙", "成都"), ("太古里", "成都"), ("解放碑", "重庆"), ("观音桥", "重庆"), ("小寨", "西安")])
    ],
    商品=[{"商品编号": f"P{n}", "商品名称": name, "品类": kind, "售价": price} for n, (name, kind, price) in enumerate(GOODS)],
    会员=[
        {"会员编号": f"M{n:02}", "姓名": f"周{n}宁", "性别": "男女"[n % 2], "注册日期": FIRST + timedelta(days=3 * n)}
        for n in range(30)
    ],
    订单=[
        {"订单号": f"D{n:04}", "门店编号": f"S{n % 5}", "会员编号": f"M{n % 28:02}", "下单时间": FIRST + timedelta(days=2 * n), "支付方式": ("微信", "现金")[n % 2], "优惠金额": 1.5 * (n % 3), "实付金额": 20.5 + n}
        for n in range(200)
    ],
    订单明细=[
        {"明细编号": n, "订单号": f"D{n % 200:04}", "商品编号": f"P{n % 4}", "数量": 1 + n % 3, "金额": 9.5 + n % 40}
        for n in range(400)
    ],
)  # fmt: skip
SCHOOL = reader_of(
    campuses=[{"campus_id": n, "campus_name": f"{name}校区", "city": city} for n, (name, city) in enumerate([("望京", "北京"), ("高新", "成都"), ("光谷", "武汉")])],
    students=[{"student_id": 100 + n, "student_name": f"吴{n}然", "campus_id": n % 3} for n in range(40)],
    teachers=[{"teacher_id": n, "teacher_name": f"郑{n}文", "title": ("高级", "初级")[n % 2], "monthly_salary": 8000 + 700 * n} for n in range(10)],
    courses=[{"course_id": f"C{n}", "course_name": f"{name}课", "class_type": ("小班", "大班")[n % 2]} for n, name in enumerate(("数学", "英语", "编程", "围棋"))],
    enrollments=[
        {"enrollment_id": n, "student_id": 100 + n % 38, "teacher_id": n % 10, "course_id": f"C{n % 4}", "enroll_date": FIRST + timedelta(days=3 * n), "paid_amount": 1200.5 + 10 * n, "enroll_type": ("新签", "续费", "扩科")[n % 3]}
        for n in range(120)
    ],
    lessons=[
        {"lesson_id": n, "enrollment_id": n % 120, "lesson_date": FIRST + timedelta(days=n), "attendance": ("出勤", "出勤", "缺勤")[n % 3], "score": (3.5, 4.0, 5.0)[n % 3]}
        for n in range(300)
    ],
)  # fmt: skip
ESTATE = reader_of(
    xq=[{"xq_id": f"XQ{n}", "xq_mc": name, "cs": city} for n, (name, city) in enumerate([("翠湖花园", "无锡"), ("金色家园", "无锡"), ("滨江一号", "常州")])],
    fw=[{"fw_id": f"F{n:03}", "xq_id": f"XQ{n % 3}", "mj": 60.5 + n, "hx": ("两室", "三室")[n % 2], "rz_zt": ("自住", "空置", "出租")[n % 3]} for n in range(60)],
    bx=[
        {"bx_id": n, "fw_id": f"F{n % 50:03}", "bx_lx": ("水管", "电路", "门锁")[n % 3], "bx_sj": FIRST + timedelta(days=n), "wx_ry": ("老周", "小马")[n % 2], "myd": 1 + n % 5}
        for n in range(150)
    ],
)  # fmt: skip


def outcome(reader, text):
    return reader.read(Question.of(text)).outcome


def plan(reader, text):
    return compact(reader.read(Question.of(text)))


def test_takings_are_what_orders_were_paid_and_of_goods_what_their_lines_bring():
    assert plan(SHOP, "上个月营业额多少") == plan(SHOP, "revenue last month") == "实付金额 in last:1:month"
    assert plan(SHOP, "各城市的营业额") == "实付金额 by 门店.城市"
    assert plan(SHOP, "各品类的营业额") == plan(SHOP, "revenue by 品类") == "金额 by 商品.品类"
    assert plan(SHOP, "吐司的营业额") == "金额 if 商品.商品名称 eq 吐司"


def test_the_amount_that_was_taken_is_said_as_a_default():
    read = SHOP.read(Question.of("上个月营业额多少")).reading
    assert [a.bound_to for a in read.assumptions if a.code == "default_metric"] == ["metric:实付金额"]


@pytest.mark.parametrize(
    ("chinese", "english", "expected"),
    [
        ("客户买得最多的品类", "the category that customers buy most", "数量 by 商品.品类 top 1 数量 desc"),
        (
            "女会员买得最多的品类",
            "category bought most by 女 members",
            "数量 by 商品.品类 if 会员.性别 eq 女 top 1 数量 desc",
        ),
        ("买得最多的品类", "most bought category", "数量 by 商品.品类 top 1 数量 desc"),
        ("会员最爱买的品类", "the category that members buy most", "数量 by 商品.品类 top 1 数量 desc"),
        ("没卖出去的商品", "products never sold", "list of each 商品 by 商品.商品名称 if no 订单明细"),
        ("没有订单的商品", "products without order lines", "list of each 商品 by 商品.商品名称 if no 订单明细"),
        ("面积超过100的门店", "stores with area over 100", "list of each 门店 by 门店.门店名称 if 门店.面积 gt 100"),
        ("成都、重庆的实付金额", "实付金额 of 成都, 重庆", "实付金额 by 门店.城市 if 门店.城市 in 成都,重庆"),
        ("成都和重庆的实付金额", "实付金额 of 成都 and 重庆", "实付金额 if 门店.城市 in 成都,重庆"),
        ("上个月每天平均多少单", "average orders per day last month", "avg(订单_count per day) in last:1:month"),
        (
            "商品销量最高的门店",
            "store with the highest product sales volume",
            "数量 of each 门店 by 门店.门店名称 top 1 数量 desc",
        ),
    ],
)
def test_both_languages_ask_the_same_of_a_shop(chinese, english, expected):
    assert plan(SHOP, chinese) == expected
    assert plan(SHOP, english) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上个月多少单", "订单_count in last:1:month"),
        ("昨天做了多少单", "订单_count in ago:1:day"),
        ("各支付方式有多少单", "订单_count by 订单.支付方式"),
        ("哪些商品买得最多", "数量 of each 商品 by 商品.商品名称 top 1 数量 desc"),
        ("会员最爱买什么", "数量 of each 商品 by 商品.商品名称 top 1 数量 desc"),
        ("成都、重庆一共的实付金额", "实付金额 if 门店.城市 in 成都,重庆"),
        ("除了成都、重庆的实付金额", "实付金额 if 门店.城市 not_in 成都,重庆"),
        ("成都和重庆各卖了多少钱", "实付金额 by 门店.城市 if 门店.城市 in 成都,重庆"),
        ("实付超过200的订单有几笔", "订单_count if 订单.实付金额 gt 200"),
        ("不是现金支付的订单总额", "实付金额 if 订单.支付方式 ne 现金"),
        ("上个月收了多少", "实付金额 in last:1:month"),
        ("面积超过100的门店有几家", "门店_count if 门店.面积 gt 100"),
        ("女会员多还是男会员多", "会员_count by 会员.性别 if 会员.性别 in 女,男 top 1 会员_count desc"),
        ("成都的订单数多还是重庆的订单数多", "订单_count by 门店.城市 if 门店.城市 in 成都,重庆 top 1 订单_count desc"),
        ("直营店少还是加盟店少", "门店_count by 门店.经营模式 if 门店.经营模式 in 加盟,直营 top 1 门店_count asc"),
    ],
)
def test_a_shop_is_asked_in_spoken_chinese(text, expected):
    assert plan(SHOP, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("课程评分最低的老师", "score of each teacher by teacher.teacher_name top 1 score asc"),
        ("teacher with the lowest course score", "score of each teacher by teacher.teacher_name top 1 score asc"),
        ("报得最多的课程", "enrollment_count of each course by course.course_name top 1 enrollment_count desc"),
        (
            "工资超过12000的高级老师",
            "list of each teacher by teacher.teacher_name if teacher.monthly_salary gt 12000 if teacher.title eq 高级",
        ),
        (
            "高级 teachers with a monthly salary over 12000",
            "list of each teacher by teacher.teacher_name if teacher.monthly_salary gt 12000 if teacher.title eq 高级",
        ),
        ("小班和大班各收了多少", "paid_amount by course.class_type if course.class_type in 大班,小班"),
    ],
)
def test_a_school_is_asked_about_its_teachers_and_courses(text, expected):
    assert plan(SCHOOL, text) == expected


@pytest.mark.parametrize("text", ["各老师的续费单数", "各老师续费多少", "各老师的续费数"])
def test_teachers_are_never_counted_by_teacher(text):
    assert (
        plan(SCHOOL, text)
        == "enrollment_count of each teacher by teacher.teacher_name if enrollment.enroll_type eq 续费"
    )


def test_people_who_enrolled_are_counted_once():
    assert plan(SCHOOL, "报名人数") == "student_count over enrollment"
    assert plan(SCHOOL, "报名人数最多的课程").startswith("student_count over enrollment of each course")
    assert plan(SCHOOL, "报名数") == "enrollment_count"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出勤率", "lesson_count[lesson.attendance eq 出勤] /% lesson_count[lesson.attendance not_null]"),
        (
            "上个月出勤率",
            "lesson_count[lesson.attendance eq 出勤] /% lesson_count[lesson.attendance not_null] in last:1:month",
        ),
        (
            "各老师的出勤率",
            "lesson_count[lesson.attendance eq 出勤] /% lesson_count[lesson.attendance not_null] of each teacher by teacher.teacher_name",
        ),
    ],
)
def test_the_rate_of_a_value_is_its_rows_among_all(text, expected):
    assert plan(SCHOOL, text) == expected


@pytest.mark.parametrize("text", ["续费率", "各老师的续费率"])
def test_a_rate_with_another_whole_is_not_made_up(text):
    assert isinstance(outcome(SCHOOL, text), Refuse | Clarify)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有几个小区", "xq_count"),
        ("各户型的房屋数", "fw_count by fw.hx"),
        ("昨天有几个报修", "bx_count in ago:1:day"),
        ("满意度低于3分的报修有多少", "bx_count if bx.myd lt 3"),
        ("空置率", "fw_count[fw.rz_zt eq 空置] /% fw_count[fw.rz_zt not_null]"),
    ],
)
def test_names_of_first_letters_are_read_by_them(text, expected):
    assert plan(ESTATE, text) == expected


def test_a_name_read_by_its_first_letters_is_shown_as_such():
    spans = ESTATE.read(Question.of("有几个小区")).reading.spans
    assert ("小区", "repair") in [(span.text, span.status) for span in spans]


@pytest.mark.parametrize("text", ["有几个小区", "满意度"])
def test_a_database_in_words_reads_no_first_letters(text):
    assert isinstance(outcome(SHOP, text), Refuse | Clarify)


@pytest.mark.parametrize("text", ["翠湖花园有多少户", "无锡有多少户", "翠湖花园有多少套"])
def test_an_area_is_not_counted_where_households_are_asked_for(text):
    assert isinstance(outcome(ESTATE, text), Refuse | Clarify)


@pytest.mark.parametrize(
    ("chinese", "english", "expected"),
    [
        (
            "半年没下单的客户",
            "customers who have not ordered for half a year",
            "customers among customer with orders eq 0 in since:2026-05-01",
        ),
        ("生意比去年好吗", "is business better than last year", "revenue in this:year vs year_ago"),
        ("各城市的流失客户数", "churned customers by city", "customers by city.city if customer.lifecycle eq churned"),
        (
            "客户买得最多的品类",
            "the category that customers buy most",
            "units_sold by product.category top 1 units_sold desc",
        ),
    ],
)
def test_both_languages_ask_the_same_of_the_demo(demo_reader, chinese, english, expected):
    assert plan(demo_reader, chinese) == plan(demo_reader, english) == expected


@pytest.mark.parametrize("text", ["退货订单占比按品类", "share of returned orders by category"])
def test_a_share_of_a_part_by_groups_may_be_a_rate_and_is_asked_about(demo_reader, text):
    asked = outcome(demo_reader, text)
    assert isinstance(asked, Clarify)
    assert len(asked.options) == 2


@pytest.mark.parametrize(
    "text", ["哪些门店的实付金额高于平均", "实付金额高于平均的门店", "stores with above average 实付金额"]
)
def test_what_stores_took_is_held_against_the_average_store_and_not_order(text):
    assert plan(SHOP, text) == "实付金额 of each 门店 by 门店.门店名称 among 门店 with 实付金额 gt  than avg"
