"""Tables in other people's style: short forms of the table's own name, units and codes, yes and no, trailing ranks."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Refuse
from assistant.question import Question
from semantic_layer.inference.own_shorts import own_shorts
from semantic_layer.wordforms import words_of_name

from .compact import compact
from .generated import reader_of

WIND = reader_of(
    turbines=[
        {"trb_id": code, "trb_nm": name, "title": ("lead", "spare")[n % 2], "county": county, "goal_output": 50 + n, "heater": "YN"[n % 2], "commissioned": f"201{n}-05-01"}
        for n, (code, name, county) in enumerate((("TA1", "Alder", "Fife"), ("TB2", "Birch", "Moray"), ("TC3", "Cedar", "Fife"), ("TD4", "Dogwood", "Moray")))
    ],
    readings=[
        {"reading_id": n, "trb_id": ("TA1", "TB2", "TC3", "TD4")[n % 4], "read_on": f"2024-0{1 + n % 9}-{1 + n % 28:02}", "sky": ("clear", "stormy", "misty")[n % 3], "Energy MWh": 3.5 + n % 7, "availability": 90 + n % 9}
        for n in range(120)
    ],
    visits=[
        {"visit_no": n, "trb_id": ("TA1", "TB2", "TC3")[n % 3], "crew": ("north", "south")[n % 2], "visited_on": f"2024-0{1 + n % 9}-{1 + n % 27:02}", "downtime_hrs": n % 5 + 0.5, "hrs": n % 4 + 1.5, "urgent": "NY"[n % 3 == 0], "planned": "YN"[n % 2]}
        for n in range(90)
    ],
    complaints=[{"complaint_id": n, "visit_no": n * 2, "topic": ("noise", "access")[n % 2], "closed": f"2024-0{1 + n % 9}-{1 + n % 27:02}"} for n in range(30)],
)  # fmt: skip


def plan_of(text: str) -> str:
    return compact(WIND.read(Question.of(text)))


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        # hours add up, units leave the names, and are said again
        ("total hrs by crew", "hrs by visit.crew"),
        ("total downtime hours by crew", "downtime_hrs by visit.crew"),
        ("energy by county", "energy_mwh by turbine.county"),
        # a table's own word in short; a title beside a name is a rank
        ("energy by turbine", "energy_mwh of each turbine by turbine.turbine_nm"),
        # a ranking behind the split
        ("energy by turbine top 3", "energy_mwh of each turbine by turbine.turbine_nm top 3 energy_mwh desc"),
        ("visits by turbine, top 2", "visit_count of each turbine by turbine.turbine_nm top 2 visit_count desc"),
        # "total" of what is described
        ("total urgent hours by crew", "hrs by visit.crew if visit.urgent eq Y"),
        ("total north downtime", "downtime_hrs if visit.crew eq north"),
        # over everything, and on days of a kind
        ("highest daily energy across all turbines", "max(energy_mwh per day)"),
        ("average availability across all turbines", "availability"),
        ("average availability on stormy days", "availability if reading.sky eq stormy"),
        # an average that is said behind
        ("how many visits per month on average", "avg(visit_count per month)"),
        ("energy per day on average in 2024", "avg(energy_mwh per day) in year:2024"),
        # yes and no
        ("turbines with heaters", "turbine_count if turbine.heater eq Y"),
        ("number of turbines without heaters", "turbine_count if turbine.heater eq N"),
        ("average downtime of non-urgent visits", "avg(downtime_hrs) if visit.urgent eq N"),
        ("visits excluding urgent visits by crew", "visit_count by visit.crew if visit.urgent eq N"),
        # things that belong to things
        ("share of visits with a complaint by crew", "visit_count[exists complaint] /% visit_count by visit.crew"),
        ("visits with a complaint by turbine", "visit_count[exists complaint] of each turbine by turbine.turbine_nm"),
        ("number of visits with a complaint per month in 2024", "visit_count per month in year:2024 if exists complaint"),
        # codes of a short list
        ("energy of TB2", "energy_mwh if turbine.turbine_id eq TB2"),
        ("visits at TA1 and TC3", "visit_count if turbine.turbine_id in TA1,TC3"),
        # a participle is no column
        ("turbines commissioned before 2012", "turbine_count if turbine.commissioned lt 2012-01-01"),
    ],
)  # fmt: skip
def test_a_question_is_read_over_names_of_another_style(text, plan):
    assert plan_of(text) == plan


@pytest.mark.parametrize(
    "text",
    [
        "how many stormy days in March",  # several rows tell of one day
        "availability per day on average",  # the average of averages
        "visits and complaints per day on average",  # of which of the two?
        "what share of availability is stormy by county",  # averages are no parts of an average
        "output by month",  # a goal is not what was reached
    ],
)
def test_what_would_be_another_number_is_not_computed(text):
    assert isinstance(WIND.read(Question.of(text)).outcome, Refuse | Clarify)


def test_a_short_form_is_written_out_where_its_table_tells_it():
    columns = {"invoices": ["inv_no", "inv_amt"], "stock": ["inv_qty"], "payments": ["inv_no", "inv_flag"]}
    found = own_shorts(columns, {"invoices": "invoice", "stock": "stock", "payments": "payment"})
    assert found == {
        ("invoices", "inv_no"): "invoice no", ("invoices", "inv_amt"): "invoice amt", ("payments", "inv_no"): "invoice no",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"), [("EnergyMWh", "energy mwh"), ("totalKWh", "total kwh"), ("BMWModel", "bmw model")]
)
def test_units_of_power_are_one_word(name, words):
    assert words_of_name(name) == words


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("largest turbine by energy", "energy_mwh of each turbine by turbine.turbine_nm top 1 energy_mwh desc"),
        ("second largest turbine by downtime", "downtime_hrs of each turbine by turbine.turbine_nm top 1 downtime_hrs desc skip 1"),
        ("energy by turbine, worst first", "! not_supported worst first"),
    ],
)  # fmt: skip
def test_a_word_of_size_before_a_thing_ranks_it_by_the_number_that_is_named(text, plan):
    assert plan_of(text) == plan
