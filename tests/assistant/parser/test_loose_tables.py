"""Single tables as people keep them, without a model of their own: what is proposed is enough to be asked in both languages."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date

import pytest

from assistant.parser import Parser
from assistant.plan import Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary

from .compact import compact

PLACES = (("Spain", "Madrid"), ("Italy", "Rome"), ("France", "Paris"), ("Spain", "Valencia"))
COUNTRIES = ("USA", "Japan", "Europe", "China")
TABLES = {
    "homes": [
        {
            "nation_of_sale": PLACES[n % 4][0], "place": PLACES[n % 4][1], "price": 90_000 + 7_919 * (n % 61),
            "rooms": 1 + n % 7, "area_sqm": 30 + 3 * (n % 41), "year_built": 1950 + n % 70,
            "garage": ("yes", "no")[n % 2],
        }
        for n in range(200)
    ],
    "data": [
        {
            "employee_id": n + 1, "dept": ("Sales", "Legal", "Engineering")[n % 3], "salary": 30_000 + 977 * (n % 83),
            "hire_year": 2005 + n % 20, "location": COUNTRIES[n % 2], "sex": "MF"[n % 2], "score": 1 + n % 5,
        }
        for n in range(200)
    ],
    "universities": [
        {
            "University": f"University {n}", "World Rank": n + 1, "Where": COUNTRIES[n % 4], "Students": 2_000 + 37 * n,
            "Tuition": 1_000 * (n % 50), "Founded": 1800 + n % 200, "Type": ("public", "private")[n % 2],
        }
        for n in range(120)
    ],
}  # fmt: skip
WHOLE = "university.university, university.world_rank, university.where, university.students, university.tuition, university.founded, university.type"
PLANS = [
    ("homes", "How many homes are there in each country?", "每个国家有多少套房子？", "home_count by home.nation_of_sale"),
    ("homes", "top 3 cities by average price", "平均价格最高的3个城市", "price by home.place top 3 price desc"),
    ("homes", "homes with a garage by country", "各国家有车库的房子数量", "home_count by home.nation_of_sale if home.garage eq yes"),
    ("homes", "number of houses by year built", "各建造年份的房屋数量", "home_count by home.year_built"),
    ("homes", "Number of homes built each year", "每年建造的房子数量", "home_count by home.year_built as line"),
    ("homes", "number of homes built after 2000 by country", "各国家2000年以后建造的房子数量", "home_count by home.nation_of_sale if home.year_built ge 2001"),
    ("homes", "How does price change with the number of rooms?", "价格如何随房间数变化？", "price by home.rooms"),
    ("homes", "max and min price for each city", "每个城市的最高价格和最低价格", "max(home.price), min(home.price) by home.place"),
    ("homes", "average area of homes with more than 4 rooms", "房间数超过4的房子的平均面积", "area_sqm if home.rooms gt 4"),
    ("homes", "What is the most expensive home?", "最贵的房子是哪套？", "list of each home by home.nation_of_sale, home.place, home.price, home.rooms, home.area_sqm, home.year_built, home.garage top 1 home.price desc"),
    ("homes", "how many rows are in the data?", "数据有多少行？", "home_count"),
    ("data", "how many employees work in each department?", "每个部门有多少员工？", "employee_count by employee.dept"),
    ("data", "average pay by country", "各国家的平均薪酬", "salary by employee.location"),
    ("data", "salary distribution", "工资分布", "employee_count by employee.salary"),
    ("data", "lowest salary in each department", "每个部门的最低工资", "min(employee.salary) by employee.dept"),
    ("data", "salary vs score", "工资 vs 评分", "salary by employee.score"),
    ("data", "number of records per department", "各部门的记录数", "employee_count by employee.dept"),
    ("data", "employees hired per year", "每年入职的员工数", "employee_count by employee.hire_year as line"),
    ("universities", "How many universities are in each region?", "每个地区有多少所大学？", "university_count by university.where"),
    ("universities", "total students by country", "各国家的学生总数", "students by university.where"),
    ("universities", "median tuition of private universities", "私立大学的学费中位数", "median(university.tuition) if university.type eq private"),
    ("universities", "universities founded per year", "每年成立的大学数量", "university_count by university.founded as line"),
    ("universities", "histogram of students", "学生数直方图", "university_count by university.students as histogram"),
    ("universities", "top 5 universities by world rank", "世界排名前5的大学", f"list of each university by {WHOLE} top 5 university.world_rank asc"),
]  # fmt: skip
ENGLISH_PLANS = [
    ("homes", "homes between 1960 and 1970", "home_count if home.year_built between 1960,1970"),
    ("homes", "homes with price between 1500 and 2000", "home_count if home.price between 1500,2000"),
    ("homes", "number of homes country wise", "home_count by home.nation_of_sale"),
    ("homes", "average price trended by ascending year built", "price by home.year_built order home.year_built asc"),
    ("data", "gender split by department", "employee_count by employee.sex, employee.dept"),
    ("universities", "how many schools were founded before 1890", "university_count if university.founded lt 1890"),
    ("universities", "universities founded after 1950 by country", "university_count by university.where if university.founded ge 1951"),
    ("universities", "oldest university", f"list of each university by {WHOLE} top 1 university.founded asc"),
]  # fmt: skip


def _reader(name):
    engine, who = DuckDBEngine.memory({name: TABLES[name]}), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
    engine.close()
    return Parser(model, vocabulary, Calendar(model.calendar, date(2025, 1, 1)))


@pytest.fixture(scope="module")
def readers():
    return {name: _reader(name) for name in TABLES}


@pytest.mark.parametrize(("name", "english", "chinese", "plan"), PLANS, ids=[row[1] for row in PLANS])
def test_a_table_is_asked_by_the_names_of_its_values_in_both_languages(readers, name, english, chinese, plan):
    first, second = (readers[name].read(Question.of(text)) for text in (english, chinese))

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes(), compact(second)


@pytest.mark.parametrize(("name", "text", "plan"), ENGLISH_PLANS, ids=[row[1] for row in ENGLISH_PLANS])
def test_years_ranks_and_divisions_of_a_single_table(readers, name, text, plan):
    assert compact(readers[name].read(Question.of(text))) == plan


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("homes", "average price distribution of homes"),
        ("homes", "number of vehicles by country"),
        ("homes", "average price by continent"),
        ("universities", "average tuition by city"),
    ],
)
def test_a_word_that_the_values_do_not_say_is_refused(readers, name, text):
    outcome = readers[name].read(Question.of(text)).outcome
    assert isinstance(outcome, Refuse), text
