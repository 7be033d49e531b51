"""Questions over the proposed model of tables that nobody prepared: documents with lines, kinds, missing values."""

from __future__ import annotations

import pytest

from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

BOATS = [
    {"boat_id": n, "boat_name": f"Boat {n}", "harbour": "Leith" if n < 4 else "Oban", "built_on": f"2020-01-0{n}"}
    for n in range(1, 7)
]
REPAIRS = [
    {
        "repair_id": n, "boat_id": 1 + n % 5, "repair_date": f"2025-0{1 + n % 9}-15", "amount": 100.5 * n,
        "rating": None if n % 3 == 0 else 4.5,
    }
    for n in range(1, 13)
]  # fmt: skip
BERTHS = [{"berth_id": n, "berth_length": 8 + n} for n in range(1, 4)]
DOCUMENTS = [
    {"订单号": f"D{n}", "下单日期": f"202{4 + n % 2}-03-0{n}", "顾客编号": n % 3, "实付金额": 10.5 * n}
    for n in range(1, 9)
]
BUYERS = [{"顾客编号": n, "顾客姓名": f"顾客{n}"} for n in range(4)]
LINES = [{"订单号": f"D{1 + n % 8}", "文具编号": f"W{n % 4}", "数量": n} for n in range(1, 17)]
GOODS = [
    {"文具编号": f"W{n}", "文具名称": name, "类别": kind}
    for n, (name, kind) in enumerate([("圆珠笔", "书写"), ("铅笔", "书写"), ("信封", "纸品"), ("便签", "纸品")])
]

DIFFERENCE = "repair_count[boat.harbour eq Leith] - repair_count[boat.harbour eq Oban]"


@pytest.fixture(scope="module")
def harbour():
    return reader_of(boats=BOATS, repairs=REPAIRS, berths=BERTHS)


@pytest.fixture(scope="module")
def stationer():
    return reader_of(订单=DOCUMENTS, 顾客=BUYERS, 订单明细=LINES, 文具=GOODS)


def plan_of(reader, text):
    return compact(reader.read(Question.of(text)))


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("how many boats had no repairs in 2025", "boat_count among boat set repair never all_of() in year:2025"),
        ("how many repairs have no rating", "repair_count if repair.rating is_null"),
        ("没有评分的维修有多少", "repair_count if repair.rating is_null"),
        ("how much do Leith and Oban differ in number of repairs", DIFFERENCE),
        ("Leith和Oban的维修数量差多少", DIFFERENCE),
        ("repair amount", "amount"),
        ("total repair amount", "amount"),
    ],
)
def test_a_question_over_strange_tables_has_this_plan(harbour, question, plan):
    assert plan_of(harbour, question) == plan


@pytest.mark.parametrize("question", ["berth amount", "total berth amount", "repairs with no amount"])
def test_a_number_of_something_else_is_not_given_for_the_thing_that_was_named(harbour, question):
    assert plan_of(harbour, question).startswith("!")


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("各类文具的销量", "数量 by 文具.类别"),
        ("书写类文具的销量", "数量 if 文具.类别 eq 书写"),
        ("2024年的销量", "数量 in year:2024"),
        ("买过信封的顾客有多少", "顾客_count among 顾客 with 订单明细_count ge 1 if 文具.文具名称 eq 信封"),
        ("买过信封的顾客数", "顾客_count among 顾客 with 订单明细_count ge 1 if 文具.文具名称 eq 信封"),
        ("2024年的销售额", "实付金额 in year:2024"),
        ("2024年卖了多少钱", "实付金额 in year:2024"),
        ("哪个文具卖得最好", "数量 of each 文具 by 文具.文具名称 top 1 数量 desc"),
    ],
)
def test_documents_and_their_lines_are_asked_in_everyday_words(stationer, question, plan):
    assert plan_of(stationer, question) == plan
