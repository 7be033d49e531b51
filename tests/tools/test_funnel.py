"""Steps of customers: funnels and paths by head, against pandas, at a day, and every input that is refused."""

import random
from datetime import date, datetime, timedelta

import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Window
from tests.tools.shop_world import KINDS, make_shop, shop_model
from tools.customer_arguments import FunnelArgs, PathsArgs
from tools.errors import BadParameter, EmptyWindow, HorizonIncomplete, MissingRole, TooFewEvents
from tools.journeys.funnel import funnel
from tools.journeys.paths import paths


def rows(table):
    return list(table.records())


def counts(result):
    return [row["customers"] for row in rows(result.main)]


ANN = [("ann", "2025-03-01 10:00:00", "visit"), ("ann", "2025-03-01 10:30:00", "view"),
       ("ann", "2025-03-01 12:30:00", "cart")]  # fmt: skip
BEN = [("ben", "2025-03-02 10:00:00", "visit"), ("ben", "2025-03-02 09:00:00", "view")]  # viewed before the visit
CAT = [("cat", "2025-03-03 10:00:00", "visit"), ("cat", "2025-03-20 10:00:00", "view")]
ORDERS = [(1, "ann", "2025-03-01 13:30:00", ["tea"]), (2, "cat", "2025-03-04 10:00:00", ["tea"])]


def test_funnel_by_head_is_strictly_in_order_and_once_per_customer(tmp_path):
    result = funnel(FunnelArgs(), make_shop(tmp_path, ORDERS, events=ANN + BEN + CAT))
    assert [row["step"] for row in rows(result.main)] == [*KINDS, "placed_order"]
    assert counts(result) == [3, 2, 1, 1]  # cat's order came before her view, ben's view before his visit
    assert [row["step_rate"] for row in rows(result.main)] == pytest.approx([1, 2 / 3, 1 / 2, 1])
    assert [row["total_rate"] for row in rows(result.main)] == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    hours = [row["median_hours"] for row in rows(result.main)]
    assert hours[0] is None and hours[2:] == pytest.approx([2, 1])
    assert result.findings[0].fact("reached").value == 1
    assert result.findings[1].kind == "funnel_loss" and result.findings[1].fact("lost").value == 1


def test_a_step_after_the_time_limit_does_not_count(tmp_path):
    ctx = make_shop(tmp_path, ORDERS, events=ANN + BEN + CAT)
    assert counts(funnel(FunnelArgs(within_hours=3), ctx)) == [3, 1, 1, 0]
    assert counts(funnel(FunnelArgs(steps=("visit", "order")), ctx)) == [3, 2]


def test_entries_whose_time_is_not_over_are_left_out_and_counted(tmp_path):
    late = [("dan", "2025-06-29 10:00:00", "visit")]
    result = funnel(FunnelArgs(), make_shop(tmp_path, ORDERS, events=ANN + late))
    assert counts(result)[0] == 1
    assert [dict(c.params)["rows"] for c in result.caveats if c.code == "rows_left_out"] == [1]


def test_funnel_reads_nothing_dated_later(tmp_path):
    later = [("ann", "2025-04-20 10:00:00", "visit"), ("ben", "2025-04-02 11:00:00", "view")]
    arguments = FunnelArgs(as_of=date(2025, 4, 2), within_hours=48)
    one = funnel(arguments, make_shop(tmp_path, ORDERS, events=ANN + BEN + CAT))
    other = funnel(arguments, make_shop(tmp_path, [*ORDERS, (9, "ben", "2025-05-01 10:00:00", ["tea"])],
                                        events=ANN + BEN + CAT + later))  # fmt: skip
    assert one.main == other.main and one.findings == other.findings


def make_events(seed):
    rng = random.Random(seed)
    start, made, bought = datetime(2025, 1, 1), [], []
    for person in range(60):
        for _ in range(rng.randint(1, 12)):
            moment = start + timedelta(minutes=rng.randint(0, 60 * 24 * 170))
            if rng.random() < 0.2:
                bought.append((len(bought), f"c{person}", moment.isoformat(sep=" "), ["tea"]))
            else:
                made.append((f"c{person}", moment.isoformat(sep=" "), rng.choice(KINDS)))
    return made, bought


@pytest.mark.parametrize("seed", range(4))
def test_conversion_and_completion_are_those_of_a_plain_loop(tmp_path, seed):
    events, bought = make_events(seed)
    hours, steps, as_of = 24 * 40, (*KINDS, "order"), datetime(2025, 7, 1)
    journeys = {}
    for name, moment, kind in [*events, *((n, m, "order") for _, n, m, _ in bought)]:
        journeys.setdefault(name, []).append((datetime.fromisoformat(moment), kind))
    expected = [0] * len(steps)
    for journey in journeys.values():
        limit = as_of - timedelta(hours=hours)
        entries = [moment for moment, kind in journey if kind == "visit" and moment <= limit]
        if not entries:
            continue
        entry = last = min(entries)
        expected[0] += 1
        for i, step in enumerate(steps[1:], start=1):
            found = [m for m, kind in journey if kind == step and last <= m <= entry + timedelta(hours=hours)]
            if not found:
                break
            last, expected[i] = min(found), expected[i] + 1
    assert counts(funnel(FunnelArgs(within_hours=hours), make_shop(tmp_path, bought, events=events))) == expected


def test_layered_funnel_by_region_and_by_device_adds_up(tmp_path):
    events, bought = make_events(5)
    regions = {f"c{i}": ("north", "south")[i % 2] for i in range(60)}
    ctx = make_shop(tmp_path, bought, events=events, regions=regions, devices=regions)
    whole = counts(funnel(FunnelArgs(), ctx))
    for by in ("customer.region", "event.device"):
        result = funnel(FunnelArgs(by=by), ctx)
        by_step = {}
        for row in rows(result.main):
            by_step.setdefault(row["step"], []).append(row["customers"])
        assert [sum(by_step[step]) for step in (*KINDS, "placed_order")] == whole
        assert result.findings[0].kind in ("funnel_groups", "funnel_groups_tied")


def test_a_window_limits_the_entries_and_not_what_follows(tmp_path):
    window = Window(date(2025, 3, 1), date(2025, 3, 2))
    ctx = make_shop(tmp_path, ORDERS, events=ANN + BEN + CAT)
    assert counts(funnel(FunnelArgs(window=window), ctx)) == [1, 1, 1, 1]


def test_orders_without_a_time_of_day_are_followed_by_the_day(tmp_path):
    ctx = make_shop(tmp_path, ORDERS, events=ANN + BEN + CAT, model=shop_model(times=False))
    result = funnel(FunnelArgs(steps=("visit", "view", "order")), ctx)
    assert counts(result) == [3, 3, 1]
    assert "times_by_day" in {caveat.code for caveat in result.caveats}


def test_small_groups_of_a_funnel_are_not_shown_nor_the_smallest_of_the_others(tmp_path):
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=5)
    regions = {f"c{i}": "big" if i < 40 else "middle" if i < 57 else "tiny" for i in range(60)}
    events, bought = make_events(6)
    ctx = make_shop(tmp_path, bought, events=events, regions=regions, model=shop_model(policies=(policy,)))
    assert {row["group"] for row in rows(funnel(FunnelArgs(by="customer.region"), ctx).main)} == {"big"}


@pytest.mark.parametrize(
    ("events", "arguments", "model", "error"),
    [
        ([], {}, None, EmptyWindow),
        ([("a", "2025-06-25 10:00:00", "visit")], {}, None, HorizonIncomplete),
        (ANN, {"steps": ("visit", "flibber")}, None, BadParameter),
        (ANN, {"steps": ("visit", "visit")}, None, BadParameter),
        (ANN, {"steps": ("visit",)}, None, BadParameter),
        (ANN, {"as_of": date(2027, 1, 1)}, None, BadParameter),
        (ANN, {"window": Window(date(2025, 8, 1), None)}, None, EmptyWindow),
        (ANN, {}, shop_model(without=("interaction",)), MissingRole),
        (ANN, {}, shop_model(without=("order",)), MissingRole),
    ],
)
def test_a_funnel_that_cannot_be_is_refused_by_type(tmp_path, events, arguments, model, error):
    with pytest.raises(error):
        funnel(FunnelArgs(**arguments), make_shop(tmp_path, ORDERS, events=events, model=model))


# --- paths ------------------------------------------------------------------------------------------------------


def test_visit_paths_by_head_merge_repeats_and_start_after_the_order_before(tmp_path):
    events = [
        *ANN, ("ann", "2025-03-05 10:00:00", "visit"), ("ann", "2025-03-05 11:00:00", "visit"),
        ("ben", "2025-03-01 10:00:00", "visit"), ("ben", "2025-01-01 10:00:00", "cart"),
    ]  # fmt: skip
    bought = [(1, "ann", "2025-03-01 13:30:00", ["tea"]), (2, "ann", "2025-03-06 10:00:00", ["tea"]),
              (3, "ben", "2025-03-02 10:00:00", ["tea"]), (4, "cat", "2025-03-02 10:00:00", ["tea"])]  # fmt: skip
    result = paths(PathsArgs(), make_shop(tmp_path, bought, events=events))
    found = {row["path"]: (row["journeys"], row["customers"]) for row in rows(result.main)}
    assert found == {"visit > placed_order": (2, 2), "visit > view > cart > placed_order": (1, 1)}
    assert [row["journey_share"] for row in rows(result.main)] == pytest.approx([2 / 3, 1 / 3])
    silent = next(caveat for caveat in result.caveats if caveat.code == "paths_without_steps")
    assert dict(silent.params) == {"n": 1, "total": 4}


def test_purchase_paths_keep_the_last_steps_and_begin_where_asked(tmp_path):
    ctx = make_shop(tmp_path, ORDERS, events=ANN + CAT)
    assert rows(paths(PathsArgs(max_length=1), ctx).main)[0]["path"] in ("cart > placed_order", "visit > placed_order")
    assert [r["path"] for r in rows(paths(PathsArgs(start="view"), ctx).main)] == ["view > cart > placed_order"]
    assert [r["path"] for r in rows(paths(PathsArgs(end="cart"), ctx).main)] == ["visit > view > cart"]


def test_paths_read_nothing_dated_later(tmp_path):
    arguments = PathsArgs(as_of=date(2025, 3, 10))
    one = paths(arguments, make_shop(tmp_path, ORDERS, events=ANN + CAT[:1]))
    more = [*ORDERS, (7, "ben", "2025-03-11 10:00:00", ["tea"])]
    other = paths(arguments, make_shop(tmp_path, more, events=ANN + CAT + BEN))
    assert one.main.rows == other.main.rows


@pytest.mark.parametrize(
    ("bought", "events", "arguments", "error"),
    [
        ([], [], {}, EmptyWindow),
        (ORDERS, [], {}, TooFewEvents),
        (ORDERS, ANN, {"end": "flibber"}, BadParameter),
        (ORDERS, ANN, {"start": "order"}, BadParameter),
        (ORDERS, ANN, {"as_of": date(2027, 1, 1)}, BadParameter),
    ],
)
def test_paths_that_cannot_be_are_refused_by_type(tmp_path, bought, events, arguments, error):
    with pytest.raises(error):
        paths(PathsArgs(**arguments), make_shop(tmp_path, bought, events=events))
