"""Adjectives that name a column: conditions, superlatives and the course over time, in both languages."""

from __future__ import annotations

import pytest

from assistant.parser.lexicon import cue_phrases
from assistant.parser.rows.qualities import QUALITIES
from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

TRUCKS = [
    {
        "truck_id": n, "name": f"Hauler {n}", "maker": ("Volta", "Kite")[n % 2], "weight_kg": 4000 + 137 * (n * 7 % 20),
        "price": 30000 + 411 * (n * 3 % 20), "model_year": 2001 + n // 4,
    }
    for n in range(1, 41)
]  # fmt: skip
MACHINES = [{"machine_id": n, "machine_name": f"Press {n}", "hall": "AB"[n % 2]} for n in range(1, 5)]
STOPS = [
    {
        "outage_id": n, "machine_id": 1 + n % 4, "reason": ("jam", "power")[n % 2],
        "stopped_at": f"2025-0{1 + n % 5}-11 08:00:00", "restarted_at": f"2025-0{1 + n % 5}-11 {9 + n % 9:02d}:30:00",
    }
    for n in range(1, 31)
]  # fmt: skip
COURSES = [
    {"课程编号": n, "课程名称": name, "价格": price}
    for n, (name, price) in enumerate([("陶艺", 320), ("油画", 560), ("书法", 210), ("篆刻", 980)], start=1)
]


@pytest.fixture(scope="module")
def trucks():
    return reader_of(trucks=TRUCKS)


@pytest.fixture(scope="module")
def factory():
    return reader_of(machines=MACHINES, outages=STOPS)


@pytest.fixture(scope="module")
def atelier():
    return reader_of(课程=COURSES)


def plan_of(reader, text):
    return compact(reader.read(Question.of(text)))


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("how many trucks are heavier than 5000 kg", "truck_count if truck.weight_kg gt 5000"),
        ("比5000公斤更重的卡车有几辆", "truck_count if truck.weight_kg gt 5000"),
        ("how many trucks are lighter than average", "truck_count if truck.weight_kg lt than avg"),
        ("比平均更轻的卡车有几辆", "truck_count if truck.weight_kg lt than avg"),
        ("how many trucks are more expensive than 35000", "truck_count if truck.price gt 35000"),
        ("how many trucks are cheaper than average", "truck_count if truck.price lt than avg"),
        ("how many trucks are not heavier than 5000 kg", "truck_count if truck.weight_kg le 5000"),
        ("trucks newer than 2008", "truck_count if truck.model_year gt 2008"),
        ("比平均价格更高的卡车有几辆", "truck_count if truck.price gt than avg"),
        ("average price of trucks older than 2005", "price if truck.model_year lt 2005"),
    ],
)
def test_a_comparative_is_a_condition_on_the_column_it_is_said_of(trucks, question, plan):
    assert plan_of(trucks, question) == plan


@pytest.mark.parametrize(
    "question",
    [
        "trucks heavier than 5000 lbs", "比5000磅更重的卡车", "trucks longer than 10", "trucks deeper than average",
        "trucks heavier than Hauler 3", "比平均更深的卡车", "trucks cheaper than 5 years",
    ],
)  # fmt: skip
def test_another_unit_or_a_column_that_is_not_there_is_refused(trucks, question):
    assert plan_of(trucks, question).startswith("!")


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("have trucks gotten lighter over time?", "weight_kg by truck.model_year as line"),
        ("卡车越来越轻了吗", "weight_kg by truck.model_year as line"),
        ("are trucks from Volta getting more expensive", "price by truck.model_year if truck.maker eq Volta as line"),
        ("has price gone up over time", "price by truck.model_year as line"),
        ("did price go down over the years", "price by truck.model_year as line"),
        ("价格越来越高了吗", "price by truck.model_year as line"),
    ],
)
def test_an_adjective_of_change_shows_the_average_over_the_years(trucks, question, plan):
    assert plan_of(trucks, question) == plan


@pytest.mark.parametrize(
    "question", ["are trucks getting deeper", "卡车越来越深了吗", "which trucks are getting lighter"]
)
def test_a_change_that_no_column_can_show_is_refused(trucks, question):
    assert plan_of(trucks, question).startswith("!")


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("how many outages lasted longer than 4 hours", "gt 4"),
        ("how many outages lasted more than 90 minutes", "gt 1.5"),
        ("how many outages lasted at least 2 hours", "ge 2"),
        ("how many outages were shorter than 3 hours", "lt 3"),
        ("比4小时更长的停机有几次", "gt 4"),
    ],
)
def test_how_long_a_row_lasted_is_the_time_between_its_dates(factory, question, condition):
    assert plan_of(factory, question) == f"outage_count if outage.stopped_to_restarted_hours {condition}"


def test_a_length_that_is_no_exact_number_of_the_columns_unit_is_refused(factory):
    assert plan_of(factory, "how many outages lasted less than 20 minutes").startswith("!")
    assert plan_of(factory, "how many outages lasted longer than 4").startswith("!")


@pytest.mark.parametrize("question", ["longest outage", "which outage lasted the longest", "持续时间最长的停机"])
def test_the_longest_row_is_picked_by_the_time_between_its_dates(factory, question):
    assert plan_of(factory, question).endswith("top 1 outage.stopped_to_restarted_hours desc")


def test_rows_that_get_longer_are_averaged_by_month(factory):
    assert plan_of(factory, "are outages getting longer") == "stopped_to_restarted_hours per month vs previous"


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("比平均更贵的课程有几门", "课程_count if 课程.价格 gt than avg"),
        ("比500元便宜的课程有几门", "课程_count if 课程.价格 lt 500"),
        ("how many courses are more expensive than average", "课程_count if 课程.价格 gt than avg"),
    ],
)
def test_chinese_adjectives_name_columns_too(atelier, question, plan):
    assert plan_of(atelier, question) == plan


def test_every_superlative_of_the_table_is_a_word_of_the_parser():
    known = cue_phrases()
    cues = {"quality", "high", "low", "oldest"}
    missing = [
        word for quality in QUALITIES for word in quality.superlatives if not cues & known.get(word, frozenset())
    ]
    assert not missing


def test_an_age_is_not_taken_from_things_that_the_ones_asked_for_do_not_have():
    ferries = [{"ferry_id": n, "ferry_name": f"Gull {n}", "length_m": 30 + n} for n in range(1, 4)]
    sailors = [
        {"sailor_id": n, "sailor_name": f"Sailor {n}", "age": 20 + n, "ferry_id": 1 + n % 3} for n in range(1, 30)
    ]
    tours = [
        {"tour_id": n, "ferry_id": 1 + n % 3, "starts_on": f"2025-05-{n:02d}", "price": 10 + n} for n in range(1, 29)
    ]
    reader = reader_of(ferries=ferries, sailors=sailors, tours=tours)

    assert plan_of(reader, "how many sailors are older than 40") == "sailor_count if sailor.age gt 40"
    assert plan_of(reader, "how many tours are older than 40").startswith("!")
    assert plan_of(reader, "which ferry has the longest tour").startswith("!")
    assert plan_of(reader, "longest ferry").endswith("top 1 ferry.length_m desc")
