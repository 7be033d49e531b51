"""Figures per head or length of another column, consumption by its unit, and verbs and values of records."""

from __future__ import annotations

import pytest

from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

VILLAGES = [
    {"village_id": n, "village_name": f"Dale {n}", "households": 310 + 37 * n, "road_km": 12 + 3 * n}
    for n in range(1, 6)
]
METERS = [
    {"meter_id": n, "village_id": 1 + n % 5, "read_on": f"2025-0{1 + n % 6}-15", "kwh": 900 + 31 * n}
    for n in range(1, 31)
]
CLERKS = [
    {"clerk_id": n, "clerk_name": name, "monthly_wage": 2300 + 90 * n}
    for n, name in enumerate(["Ida Moss", "Rolf Dahl", "May Lund"], start=1)
]
TICKETS = [
    {"ticket_id": n, "clerk_id": 1 + n % 3, "topic": ("bill", "outage")[n % 2], "opened_on": f"2025-0{1 + n % 5}-07"}
    for n in range(1, 25)
]
CHANGES = [
    {
        "change_id": n, "ticket_id": 1 + n % 24, "status": ("new", "open", "done")[n % 3],
        "changed_on": f"2025-06-{1 + n % 28:02d}",
    }
    for n in range(1, 61)
]  # fmt: skip
YARDS = [{"供应商编号": n, "供应商名称": f"木行{n}", "等级": "ABC"[n % 3]} for n in range(1, 8)]
PLANKS = [
    {"采购单号": n, "供应商编号": 1 + n % 7, "采购日期": f"2025-0{1 + n % 6}-09", "采购金额": 100 + 7 * n}
    for n in range(1, 31)
]  # fmt: skip


@pytest.fixture(scope="module")
def grid():
    return reader_of(villages=VILLAGES, meter_readings=METERS)


@pytest.fixture(scope="module")
def office():
    return reader_of(clerks=CLERKS, tickets=TICKETS, status_changes=CHANGES)


@pytest.fixture(scope="module")
def yard():
    return reader_of(供应商=YARDS, 采购单=PLANKS)


def plan_of(reader, text):
    return compact(reader.read(Question.of(text)))


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("kwh per household", "kwh / sum(village.households)"),
        ("average consumption per household", "kwh / sum(village.households)"),
        ("每户用电量", "kwh / sum(village.households)"),
        ("平均每户用电量", "kwh / sum(village.households)"),
        ("electricity consumption per road km", "kwh / sum(village.road_km)"),
        ("每公里用电量", "kwh / sum(village.road_km)"),
        ("electricity usage by month", "kwh per month"),
        ("每月用电量", "kwh per month"),
    ],
)
def test_a_figure_per_unit_is_divided_by_the_total_of_the_units(grid, question, plan):
    assert plan_of(grid, question) == plan


@pytest.mark.parametrize("question", ["water consumption by month", "road km per household", "每户用水量"])
def test_what_is_not_measured_or_does_not_add_up_is_refused(grid, question):
    assert plan_of(grid, question).startswith("!")


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("how many tickets came in in March", "ticket_count in month:2026-03"),
        ("how many tickets did Ida Moss handle", "ticket_count if clerk.clerk_name eq Ida Moss"),
        ("tickets handled by Ida Moss", "ticket_count if clerk.clerk_name eq Ida Moss"),
        ("clerks paid more than 2500", "clerk_count if clerk.monthly_wage gt 2500"),
        ("Ida Moss处理了多少工单", "ticket_count if clerk.clerk_name eq Ida Moss"),
    ],
)
def test_verbs_of_handling_and_coming_in_say_only_which_records_are_meant(office, question, plan):
    assert plan_of(office, question) == plan


def test_clerks_do_not_come_in(office):
    assert plan_of(office, "how many clerks came in in March").startswith("!")


@pytest.mark.parametrize("question", ["latest status of each ticket", "每张工单的最新状态"])
def test_the_latest_value_of_each_owner_is_that_of_its_latest_row(office, question):
    columns = "ticket.ticket_id, status_change.status, status_change.changed_on"
    last = "top 1 status_change.changed_on desc per ticket.ticket_id"
    assert plan_of(office, question) == f"list of each status_change by {columns} {last}"


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("A级供应商的采购金额", "采购金额 if 供应商.等级 eq A"),
        ("A级供应商有几家", "供应商_count if 供应商.等级 eq A"),
        ("B级和C级供应商的采购金额", "采购金额 if 供应商.等级 in B,C"),
        ("how many grade A suppliers", "供应商_count if 供应商.等级 eq A"),
    ],
)
def test_a_grade_behind_its_value_says_nothing_more(yard, question, plan):
    assert plan_of(yard, question) == plan


RIDERS = [{"rider_id": n, "rider_name": f"Rider {n}"} for n in range(1, 9)]
TRIPS = [
    {
        "trip_id": n, "rider_id": 1 + n % 8, "riders": 1 + n % 4, "ride_fare": 5 + n,
        "reported_at": f"2025-03-{1 + n % 28:02d} 08:00:00",
        "resolved_at": f"2025-03-{1 + n % 28:02d} {9 + n % 9:02d}:00:00",
    }
    for n in range(1, 61)
]  # fmt: skip


@pytest.fixture(scope="module")
def lift():
    return reader_of(riders=RIDERS, trips=TRIPS)


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("90th percentile of trips per rider", "percentile0.9(trip_count per rider)"),
        ("p90 of trips per rider", "percentile0.9(trip_count per rider)"),
        ("how many trips per rider on average", "avg(trip_count per rider)"),
        ("top 3 riders by ride fare", "ride_fare of each rider by rider.rider_name top 3 ride_fare desc"),
        ("how long does it take to resolve a trip", "reported_to_resolved_hours"),
        ("average time to resolve trips", "reported_to_resolved_hours"),
    ],
)
def test_members_are_meant_where_a_column_has_their_name(lift, question, plan):
    assert plan_of(lift, question) == plan


def test_a_percentile_of_what_members_have_is_read_in_chinese(yard):
    assert plan_of(yard, "供应商采购单数量的90分位数") == "percentile0.9(采购单_count per 供应商)"
    assert plan_of(yard, "每个供应商采购单数量的90分位数") == "percentile0.9(采购单_count per 供应商)"
