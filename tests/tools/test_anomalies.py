"""What is unusual: worlds small enough to see it, the past alone as measure, and what cannot be judged."""

import random
from datetime import date, timedelta
from statistics import median

import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Compare, Who, Window
from tools.business.anomalies import anomalies, expected_by_chance
from tools.business_arguments import AnomaliesArgs
from tools.errors import BadParameter, EmptyWindow, NotAllowed, SeriesTooShort

from .conftest import build_model

FIRST = date(2025, 1, 6)  # a Monday


def days(amounts, name="a"):
    return [(name, (FIRST + timedelta(days=i)).isoformat(), amount) for i, amount in enumerate(amounts)]


def until(n):
    return (FIRST + timedelta(days=n)).isoformat()


def weekly(n, *, weekend=300):
    """Weekdays around 100, weekends around another level, with a little movement."""
    return [(weekend if i % 7 > 4 else 100) + (i * 7) % 11 for i in range(n)]


def test_a_value_is_held_against_earlier_ones_of_the_same_weekday(world):
    amounts = weekly(70)
    amounts[63] = 320  # a Monday like a weekend: unusual though not the highest of the week
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(amounts), as_of=until(70)))
    assert [row["period"] for row in result.main.records()] == [FIRST + timedelta(days=63)]
    assert result.findings[0].kind == "unusual_one_high"


def test_z_is_the_distance_from_the_median_in_mads(world):
    amounts = weekly(70)
    amounts[63] = 320
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(amounts), as_of=until(70)))
    mondays = amounts[0:63:7]
    spread = median(abs(value - median(mondays)) for value in mondays)
    assert next(iter(result.main.records()))["z"] == pytest.approx(0.6745 * (320 - median(mondays)) / spread)
    assert next(iter(result.main.records()))["usual"] == median(mondays)


def test_no_later_value_is_used_and_an_earlier_slip_does_not_hide_the_next(world):
    amounts = weekly(84)
    amounts[63], amounts[70] = 900, 950
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(amounts), as_of=until(84)))
    assert {row["period"] for row in result.main.records()} == {FIRST + timedelta(days=n) for n in (63, 70)}


def test_constant_amounts_flag_nothing_and_that_is_said(world):
    amounts = [100] * 63 + [500] + [100] * 6
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(amounts), as_of=until(70)))
    assert result.findings[0].kind == "unusual_unknown"
    assert dict(next(item for item in result.caveats if item.code == "no_spread").params) == {"n": 14, "all": 14}


def test_nothing_unusual_is_an_answer_with_the_number_of_values(world):
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(weekly(70)), as_of=until(70)))
    assert [finding.kind for finding in result.findings] == ["unusual_none", "unusual_chance"]
    assert result.findings[0].fact("looked").value == 14


def test_the_number_expected_by_chance_is_what_noise_gives(world):
    noise = random.Random(1)
    amounts = [noise.gauss(1000, 50) for _ in range(700)]
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(amounts), as_of=until(700)))
    expected = result.findings[-1].fact("expected").value
    flagged = dict(result.lineage.row_counts)["flagged"]
    assert 2 <= expected <= 20
    assert abs(flagged - expected) <= 3 * expected**0.5 + 1


def test_more_earlier_values_mean_fewer_false_alarms():
    assert expected_by_chance([8], 3.5) > expected_by_chance([20], 3.5) > 0.0004


def test_a_day_without_orders_is_a_zero_and_found(world):
    kept = [row for i, row in enumerate(days(weekly(70))) if i != 65]
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(kept, as_of=until(70)))
    assert [(row["period"], row["revenue"]) for row in result.main.records()] == [(FIRST + timedelta(days=65), 0)]
    assert result.findings[0].kind == "unusual_one_low"


def test_each_group_has_its_own_past(world):
    orders = days(weekly(70), "east") + days([10 * value for value in weekly(70)], "west")
    orders = [row for row in orders if row[:2] != ("east", until(65))] + [("east", until(65), 900)]
    ctx = world(orders, as_of=until(70), regions={"east": "East", "west": "West"})
    result = anomalies(AnomaliesArgs(metric="revenue", grain="day", by="customer.region"), ctx)
    assert [row["customer.region"] for row in result.main.records()] == ["East"]
    assert result.findings[0].kind == "unusual_one_group_high"


def test_only_the_window_is_looked_at_and_the_past_is_still_its_measure(world):
    amounts = weekly(70)
    amounts[63], amounts[56] = 320, 320
    window = Window(FIRST + timedelta(days=63), FIRST + timedelta(days=70))
    result = anomalies(AnomaliesArgs(metric="revenue", window=window), world(days(amounts), as_of=until(70)))
    assert result.findings[0].fact("looked").value == 7
    assert [row["period"] for row in result.main.records()] == [window.start]


def test_nothing_dated_at_or_after_as_of_leaks(world):
    amounts = weekly(70)
    amounts[57] = 900
    arguments = AnomaliesArgs(metric="revenue", grain="day", as_of=FIRST + timedelta(days=60))
    same = [
        anomalies(arguments, world(days([*amounts[:60], *rest]), as_of=until(70)))
        for rest in (amounts[60:], [1e6] * 10)
    ]
    assert same[0].main == same[1].main and same[0].findings == same[1].findings


def test_a_period_that_as_of_cuts_is_not_judged(world):
    result = anomalies(AnomaliesArgs(metric="revenue", grain="week"), world(days(weekly(80)), as_of=until(80)))
    assert max(row[0] for row in result.table("context").rows) < FIRST + timedelta(days=77)


def test_refuses_less_than_eight_earlier_values_with_the_number(world):
    with pytest.raises(SeriesTooShort) as short:
        anomalies(AnomaliesArgs(metric="revenue", grain="day"), world(days(weekly(50)), as_of=until(50)))
    assert short.value.params == {"have": 7, "need": 8}


def test_refuses_a_window_without_a_whole_period_and_a_future_as_of(world):
    ctx = world(days(weekly(70)), as_of=until(70))
    ahead = Window(FIRST + timedelta(days=70), FIRST + timedelta(days=77))
    with pytest.raises(EmptyWindow):
        anomalies(AnomaliesArgs(metric="revenue", grain="day", window=ahead), ctx)
    with pytest.raises(BadParameter):
        anomalies(AnomaliesArgs(metric="revenue", as_of=FIRST + timedelta(days=99)), ctx)


def test_single_customers_need_the_right_to_list_them(world):
    policy = Policy(name="groups", dataset="orders", min_group_entity="customer", min_group_k=5)
    ctx = world(days(weekly(70)), as_of=until(70), model=build_model(policies=(policy,)), who=Who())
    with pytest.raises(NotAllowed):
        anomalies(AnomaliesArgs(metric="revenue", grain="day", by="customer.customer_id"), ctx)


def test_sparse_values_are_looked_at_by_a_longer_period(world):
    sparse = [row for i, row in enumerate(days([5 + i % 3 for i in range(700)])) if i % 7 == 2]
    result = anomalies(AnomaliesArgs(metric="revenue"), world(sparse, as_of=until(700)))
    assert dict(result.lineage.parameters)["grain"] == "week"


def test_anomalies_in_value_or_behaviour_find_the_planted_outage(demo):
    web = (Compare("channel.channel", "eq", ("web",)),)
    april = Window(date(2026, 4, 1), date(2026, 5, 1))
    asked = AnomaliesArgs(metric="web_events", grain="day", filters=web, window=april, threshold=3)
    found = {row["period"]: row["z"] for row in anomalies(asked, demo.tools).main.records()}
    assert {date(2026, 4, 14), date(2026, 4, 15)} <= set(found)
    assert min(found, key=found.get) in (date(2026, 4, 14), date(2026, 4, 15))
