"""Every operator of a query on random worlds, against what it means in plain Python (`operators.py`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.errors import HorizonIncomplete, ManyToMany, NotAdditive
from semantic_layer.query import (
    Combination,
    Combine,
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    EntitySet,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Offset,
    Share,
    TimeRef,
    Top,
    Window,
)
from tests.semantic_layer import operators as plain
from tests.semantic_layer.asking import (
    ATTRIBUTES,
    DAY,
    SHOP,
    ask,
    check,
    close,
    found,
    query,
    run,
    same,
    same_or_empty,
    small,
)
from tests.semantic_layer.random_world_two import EARLIER, FIRST, LATE, RUNS, old_or_recent, regulars, worlds

AS_OFS = st.sampled_from([dt.date(2024, 3, 15), dt.date(2024, 3, 31), LATE])  # no Monday, no first of a month
ON_ORDERS = ("revenue", "orders", "buyers", "aov", "mean_amount", "largest")
TESTS = {
    "eq": lambda value, low, high: value == low,
    "ne": lambda value, low, high: value != low,
    "lt": lambda value, low, high: value is not None and value < low,
    "le": lambda value, low, high: value is not None and value <= low,
    "gt": lambda value, low, high: value is not None and value > low,
    "ge": lambda value, low, high: value is not None and value >= low,
    "between": lambda value, low, high: value is not None and low <= value <= high,
}

attributes = st.sampled_from(ATTRIBUTES)
some_attributes = st.lists(attributes, max_size=2, unique=True).map(tuple)
some_metrics = st.lists(st.sampled_from(ON_ORDERS), min_size=1, max_size=3, unique=True).map(tuple)
months = st.sampled_from([dt.date(2024, n, 1) for n in (1, 2, 3, 4)])
windows = st.tuples(st.integers(0, 70), st.integers(1, 50)).map(
    lambda p: Window(FIRST + p[0] * DAY, FIRST + (p[0] + p[1]) * DAY)
)


def change(now, then):
    return None if now is None or then is None else now - then


def rate(now, then):
    return None if now is None or not then else (now - then) / abs(then)


# Comparisons


@check
@given(
    worlds(*SHOP, days=old_or_recent),
    some_metrics,
    some_attributes,
    AS_OFS,
    months,
    st.sampled_from(["previous", "year_ago"]),
)
def test_a_month_is_compared_with_as_many_complete_days_of_its_counterpart(world, metrics, names, as_of, month, to):
    now, then = plain.compared_month(month, as_of)
    if month > as_of:
        return
    if to == "year_ago":
        then = (
            tuple(day.replace(year=2023) for day in now)
            if now[1] == as_of
            else (month.replace(year=2023), plain.following(month.replace(year=2023), "month"))
        )
    window = Window(month, plain.following(month, "month"), f"month:{month:%Y-%m}")
    table = ask(world, *metrics, by=names, as_of=as_of, window=window, compare=(Comparison(to),), first=EARLIER)
    assert ("like_for_like" in table.flags) == (now[1] == as_of)
    check_comparison(table, world, metrics, names, plain.within(*now), plain.within(*then), to)


@check
@given(worlds(*SHOP), some_metrics, some_attributes, AS_OFS, st.sampled_from(["to_date:month", "this:month"]))
def test_this_month_is_compared_like_for_like_in_either_wording(world, metrics, names, as_of, rule):
    month = as_of.replace(day=1)
    now, then = plain.compared_month(month, as_of)
    window = Window(month, as_of if rule == "to_date:month" else as_of + DAY, rule)
    table = ask(world, *metrics, by=names, as_of=as_of, window=window, compare=(Comparison("previous"),))
    check_comparison(table, world, metrics, names, plain.within(*now), plain.within(*then), "previous")


@check
@given(worlds(*SHOP), some_metrics, some_attributes, AS_OFS)
def test_part_of_a_month_is_compared_with_a_whole_one_on_request_only(world, metrics, names, as_of):
    month = as_of.replace(day=1)
    window = Window(month, as_of + DAY, "this:month")
    compare = (Comparison("previous", align="full"),)
    table = ask(world, *metrics, by=names, as_of=as_of, window=window, compare=compare)
    now, then = (month, as_of + DAY), (plain.before(month, "month"), month)
    check_comparison(table, world, metrics, names, plain.within(*now), plain.within(*then), "previous")


@check
@given(worlds(*SHOP), some_metrics, some_attributes, windows, windows)
def test_a_window_is_compared_with_the_window_that_is_named(world, metrics, names, now, then):
    now, then = (replace(w, end=min(w.end, LATE)) for w in (now, then))
    table = ask(world, *metrics, by=names, window=now, compare=(Comparison("window", window=then),))
    sides = plain.within(now.start, now.end), plain.within(then.start, then.end)
    check_comparison(table, world, metrics, names, *sides, "window")


def check_comparison(table, world, metrics, names, now, then, to):
    by = plain.by(*names)
    keys = plain.groups(world, metrics, by, now) | plain.groups(world, metrics, by, then)
    keys |= set() if names else {()}
    for metric in metrics:
        expected = {}
        for key in keys:
            here = [plain.number(world, metric, lambda row: side(row) and by(row) == key) for side in (now, then)]  # noqa: B023
            expected[key] = (*here, change(*here), rate(*here))
        columns = metric, f"{metric}__{to}", f"{metric}__{to}_change", f"{metric}__{to}_rate"
        same_or_empty(found(table, *columns), expected)


@check
@given(
    worlds(*SHOP, days=old_or_recent),
    st.sampled_from(ON_ORDERS),
    st.sampled_from([(), ("customer.region",)]),
    AS_OFS,
    st.sampled_from(["week", "month"]),
    st.sampled_from(["previous", "year_ago"]),
)
def test_every_period_is_compared_with_its_own_counterpart(world, metric, names, as_of, grain, to):
    table = ask(
        world,
        metric,
        by=names,
        as_of=as_of,
        grain=grain,
        compare=(Comparison(to),),
        first=EARLIER,
        window=Window(dt.date(2024, 1, 1), as_of + DAY),
    )
    listed = plain.periods(dt.date(2024, 1, 1), as_of, grain)
    expected = {}
    by = plain.by(*names)
    every = {by(row) for row in plain.widened(world, "orders")} | (set() if names else {()})
    for start in listed:
        end = min(plain.following(start, grain), as_of)
        then = plain.before(start, grain)
        then_end = start
        if to == "year_ago":
            then = start - 364 * DAY if grain == "week" else start.replace(year=2023)
            then_end = plain.following(then, grain)
        if end == as_of:
            then_end = min(then_end, then + (end - start))
        for group in every:
            here = [plain.number(world, metric, plain.both(plain.within(*w), lambda row: by(row) == group))  # noqa: B023
                    for w in ((start, end), (then, then_end))]  # fmt: skip
            expected[(start, *group)] = (*here, change(*here), rate(*here))
    mine = found(table, metric, f"{metric}__{to}", f"{metric}__{to}_change", f"{metric}__{to}_rate")
    assert {key[0] for key in mine} <= set(listed)
    same({key: expected[key] for key in mine}, mine)
    assert not [key for key in set(expected) - set(mine) if any(expected[key])]
    if not names:
        assert set(mine) == set(expected)


@check
@given(worlds(*SHOP), some_attributes, AS_OFS)
def test_a_comparison_metric_is_the_change_of_its_metric(world, names, as_of):
    month = dt.date(2024, 2, 1)
    window = Window(month, dt.date(2024, 3, 1), "month:2024-02")
    mine = found(ask(world, "revenue_change", "revenue_rate", by=names, as_of=as_of, window=window))
    now, then = plain.within(month, dt.date(2024, 3, 1)), plain.within(FIRST, month)
    by = plain.by(*names)
    expected = {} if names else {(): None}
    for key in {*plain.groups(world, ["revenue"], by, now), *plain.groups(world, ["revenue"], by, then), *expected}:
        here = [plain.number(world, "revenue", lambda row: side(row) and by(row) == key) for side in (now, then)]  # noqa: B023
        expected[key] = (change(*here), rate(*here))
    same_or_empty(mine, expected)


@check
@given(
    worlds(*SHOP),
    st.sampled_from(ON_ORDERS),
    some_attributes,
    st.sampled_from([(1, "month"), (2, "month"), (1, "quarter")]),
)
def test_an_offset_looks_at_the_period_that_far_before(world, metric, names, offset):
    n, grain = offset
    back = MetricRef(metric, alias="back", offset=Offset(n, grain))
    mine = found(ask(world, metric, back, by=names, grain="month", window=Window(FIRST, dt.date(2024, 4, 1))))
    by = plain.by(*names)
    for key in mine:
        start = key[0]
        assert close(mine[key][0], number_in(world, metric, by, key[1:], start, plain.following(start, "month")))
        for _ in range(n * (3 if grain == "quarter" else 1)):
            start = plain.before(start, "month")
        assert close(mine[key][1], number_in(world, metric, by, key[1:], start, plain.following(start, "month")))
    for group in plain.groups(world, [metric], by, plain.within(FIRST, dt.date(2024, 4, 1))):
        assert {(month, *group) for month in plain.periods(FIRST, dt.date(2024, 3, 31), "month")} <= set(mine)


def number_in(world, metric, by, group, start, end):
    return plain.number(world, metric, plain.both(plain.within(start, end), lambda row: by(row) == group))


# Shares


@check
@given(
    worlds(*SHOP),
    st.sampled_from(["revenue", "orders", "buyers"]),
    st.lists(attributes, min_size=1, max_size=2, unique=True),
    st.sampled_from(["filtered", "parent", "total"]),
    st.sampled_from([None, "East", "web"]),
    st.booleans(),
)
def test_a_share_is_part_of_the_whole_that_is_asked_for(world, metric, names, of, only, cut):
    field, value = ("customer.region", only) if only == "East" else ("order.channel", only)
    filters = (Compare(field, "eq", (value,)),) if only else ()
    keep = (lambda row: row[field] == value) if only else plain.everything
    having = (MetricFilter(metric, "ge", (3,)),) if cut else ()
    table = ask(world, metric, by=names, filters=filters, share=Share(of), having=having)
    for key, (part, share) in found(table, metric, f"{metric}__share").items():
        whole = {
            "filtered": lambda: plain.number(world, metric, keep),
            "parent": lambda: plain.number(
                world, metric, lambda row: keep(row) and plain.by(*names[:-1])(row) == key[:-1]),  # noqa: B023
            "total": lambda: plain.number(world, metric),
        }[of]()  # fmt: skip
        assert close(part, plain.number(world, metric, lambda row: keep(row) and plain.by(*names)(row) == key))  # noqa: B023
        assert close(share, plain.divide(part, whole)), (key, part, share, whole)


# Ranks


@check
@given(worlds(*SHOP), st.sampled_from(ON_ORDERS), attributes, st.integers(1, 3), st.sampled_from(["desc", "asc"]))
def test_the_first_groups_are_known_groups_with_a_value_in_order(world, metric, name, n, direction):
    table = ask(world, metric, by=(name,), top=Top(n, metric, direction))
    values = {key[0]: value[0] for key, value in plain.grouped(world, [metric], plain.by(name)).items()}
    wanted = plain.top(values, n, direction)
    mine = [key[0] for key in found(table)]
    assert None not in mine
    assert sorted(mine) == sorted(wanted)
    assert [values[group] for group in mine] == [values[group] for group in wanted]
    if name == "customer.city":  # no order of its own: the alphabet breaks ties
        assert mine == wanted
    assert len(mine) <= n or n == 1
    if n > 1:
        cut = sorted((v for g, v in values.items() if g is not None and v is not None), reverse=direction == "desc")
        assert ("tie_at_cut" in table.flags) == (len(cut) > n and cut[n - 1] == cut[n])


@check
@given(worlds(*SHOP), st.sampled_from(ON_ORDERS), attributes, st.sampled_from(["desc", "asc"]))
def test_a_group_without_a_value_is_never_the_lowest(world, metric, name, direction):
    table = ask(world, metric, by=(name,), top=Top(1, metric, direction))
    assert None not in table.values(metric)


@check
@given(
    worlds("customers", "products", "orders", "order_lines"),
    st.sampled_from(["revenue", "mean_amount"]),
    st.integers(1, 2),
    st.sampled_from(["desc", "asc"]),
)
def test_the_first_groups_inside_every_other_group(world, metric, n, direction):
    table = ask(
        world, metric, by=("customer.region", "order.channel"), top=Top(n, metric, direction, per=("customer.region",))
    )
    values = plain.grouped(world, [metric], plain.by("customer.region", "order.channel"))
    mine = found(table)
    for region in {key[0] for key in values}:
        inside = {key[1]: value[0] for key, value in values.items() if key[0] == region}
        wanted = plain.top(inside, n, direction)
        shown = [key[1] for key in mine if key[0] == region]
        assert None not in shown
        assert len(shown) == len(wanted)
        assert sorted(inside[group] for group in shown) == sorted(inside[group] for group in wanted)
    assert set(mine) <= set(values)


@check
@given(worlds(*SHOP), st.sampled_from(ON_ORDERS), attributes, st.integers(1, 2), st.sampled_from(["desc", "asc"]))
def test_the_others_are_computed_anew_and_the_unknown_group_stands_apart(world, metric, name, n, direction):
    table = ask(world, metric, by=(name,), top=Top(n, metric, direction, others=True))
    values = {key[0]: value[0] for key, value in plain.grouped(world, [metric], plain.by(name)).items()}
    known = [(row[0], row[1]) for i, row in enumerate(table.rows) if row[0] is not None and i != table.others]
    members = [group for group, _ in known]
    wanted = plain.top(values, n, direction)
    assert sorted(values[group] for group in members) == sorted(values[g] for g in wanted)
    rest = [group for group in values if group is not None and group not in members]
    expected = [values[group] for group in members]
    if rest:
        expected.append(plain.number(world, metric, lambda row: row[name] in rest))
        assert table.others == len(members)
    else:
        assert table.others is None
    if None in values:
        expected.append(values[None])
    assert len(table.rows) == len(expected)
    assert all(close(row[1], value) for row, value in zip(table.rows, expected, strict=True)), (table.rows, expected)


# Conditions on metrics, members, sets, related rows


@check
@given(worlds(*SHOP), st.sampled_from(ON_ORDERS), attributes, st.sampled_from(sorted(TESTS)), st.integers(-2, 5))
def test_a_condition_on_a_metric_keeps_the_groups_that_meet_it(world, metric, name, op, low):
    values = (low, low + 3) if op == "between" else (low,)
    mine = found(ask(world, metric, by=(name,), having=(MetricFilter(metric, op, values),)))
    plainly = plain.grouped(world, [metric], plain.by(name))
    same(mine, {key: value for key, value in plainly.items() if TESTS[op](value[0], low, low + 3)})


@check
@given(
    worlds("customers", "products", "orders", "order_lines"),
    st.sampled_from(["orders", "revenue"]),
    st.sampled_from(sorted(TESTS)),
    st.integers(0, 3),
    st.one_of(st.none(), windows),
    st.booleans(),
)
def test_members_are_judged_in_their_own_window(world, metric, op, low, window, only_web):
    filters = (Compare("order.channel", "eq", ("web",)),) if only_web else ()
    values = (low, low + 3) if op == "between" else (low,)
    members = Members("customer", MetricRef(metric), op, values, window=window, filters=filters)
    mine = ask(world, "revenue", "orders", "customers", "line_revenue", members=(members,)).rows[0]
    inside = plain.within(window.start, window.end) if window else plain.everything

    def belongs(key):
        keep = lambda r: inside(r) and r["customer_id"] == key and (not only_web or r["order.channel"] == "web")  # noqa: E731
        return key is not None and TESTS[op](plain.number(world, metric, keep), low, low + 3)

    orders = {row["order_id"]: row["customer_id"] for row in world["orders"]}
    expected = (
        plain.number(world, "revenue", lambda row: belongs(row["customer_id"])),
        plain.number(world, "orders", lambda row: belongs(row["customer_id"])),
        plain.number(world, "customers", lambda row: belongs(row["customer_id"])),
        plain.number(world, "line_revenue", lambda row: belongs(orders.get(row["order_id"]))),
    )
    same({(): mine}, {(): expected})


@check
@given(
    worlds("customers", "orders"),
    st.sampled_from(sorted(TESTS)),
    st.integers(0, 3),
    st.one_of(st.none(), windows),
    st.sampled_from([(), ("customer.region",)]),
)
def test_the_members_of_one_metric_alone_leave_the_other_side_whole(world, op, low, window, names):
    values = (low, low + 3) if op == "between" else (low,)
    members = (Members("customer", MetricRef("orders"), op, values, window=window),)
    share = MetricRef(
        "customers",
        alias="share",
        members=members,
        combine=Combination("divide", MetricRef("customers"), as_share=True),
    )
    inside = plain.within(window.start, window.end) if window else plain.everything

    def belongs(row):
        keep = lambda r: inside(r) and r["customer_id"] == row["customer_id"]  # noqa: E731
        return TESTS[op](plain.number(world, "orders", keep), low, low + 3)

    expected = {}
    for group in plain.groups(world, ["customers"], plain.by(*names)) | (set() if names else {()}):
        here = lambda row: plain.by(*names)(row) == group  # noqa: B023, E731
        part = plain.number(world, "customers", plain.both(here, belongs))
        expected[group] = (plain.divide(part, plain.number(world, "customers", here)),)
    same(found(ask(world, share, by=names)), expected)


channel_is = st.sampled_from(["web", "shop", "app"])


@check
@given(
    worlds("customers", "visits", "orders"),
    st.lists(channel_is, max_size=2, unique=True),
    st.lists(channel_is, max_size=1),
    st.one_of(st.none(), windows),
)
def test_a_set_has_all_of_some_events_and_none_of_others(world, has, never, window):
    if not has and not never:
        return
    conditions = [tuple(Compare("order.channel", "eq", (value,)) for value in part) for part in (has, never)]
    members = EntitySet("customer", "orders", has=conditions[0], never=conditions[1], window=window)
    world = {**world, "visits": [row for row in world["visits"] if has or row["customer_id"] is not None]}
    mine = ask(world, "customers", "visits", members=(members,)).rows[0]
    inside = plain.within(window.start, window.end) if window else plain.everything

    def belongs(row):
        key = row["customer_id"]
        bought = {r["order.channel"] for r in plain.widened(world, "orders") if r["customer_id"] == key and inside(r)}
        return key is not None and set(has) <= bought and not set(never) & bought

    same({(): mine}, {(): (plain.number(world, "customers", belongs), plain.number(world, "visits", belongs))})


@check
@given(
    worlds("customers", "products", "orders", "order_lines"),
    st.sampled_from(["Tea", "Cups"]),
    st.sampled_from(["Tea", "Cups", None]),
)
def test_a_set_over_lines_reaches_the_customer_of_the_order(world, has, never):
    sets = EntitySet("customer", "order_lines", has=(Compare("product.category", "eq", (has,)),),
                     never=(Compare("product.category", "eq", (never,)),) if never else ())  # fmt: skip
    mine = ask(world, "customers", "revenue", members=(sets,)).rows[0]
    buyer = {row["order_id"]: row["customer_id"] for row in world["orders"]}

    def belongs(row):
        lines = [r for r in plain.widened(world, "order_lines") if buyer.get(r["order_id"]) == row["customer_id"]]
        bought = {r["product.category"] for r in lines if row["customer_id"] is not None}
        return has in bought and (never is None or never not in bought)

    same({(): mine}, {(): (plain.number(world, "customers", belongs), plain.number(world, "revenue", belongs))})


@check
@given(
    worlds("customers", "products", "orders", "order_lines", "shipments", "order_tags"),
    st.booleans(),
    st.sampled_from(
        [
            ("order_lines", "product.category", "Tea"),
            ("order_lines", None, None),
            ("order_tags", "order_tags.tag", "gift"),
        ]
    ),
)
def test_rows_with_related_rows_and_rows_without_are_all_rows(world, negated, related):
    dataset, field, value = related
    condition = Exists(dataset, Compare(field, "eq", (value,)) if field else None, negated=negated)
    mine = found(ask(world, "revenue", "orders", "buyers", by=("customer.region",), filters=(condition,)))
    rows = plain.widened(world, "order_lines") if dataset == "order_lines" else [
        {**row, "order_tags.tag": row["tag"]} for row in world["order_tags"]]  # fmt: skip
    hit = {row["order_id"] for row in rows if field is None or row[field] == value}
    keep = lambda row: (row["order_id"] in hit) != negated  # noqa: E731
    expected = plain.grouped(world, ["revenue", "orders", "buyers"], plain.by("customer.region"), keep)
    same(mine, expected)
    inside = Combine("none_of", (replace(condition, negated=not negated),))
    same(found(ask(world, "revenue", "orders", "buyers", by=("customer.region",), filters=(inside,))), expected)


# Running totals


@check
@given(
    worlds(*SHOP), some_metrics, st.sampled_from(["customer.region", None]), AS_OFS, st.sampled_from(["week", "month"])
)
def test_a_cumulative_metric_stands_at_the_end_of_its_period(world, _metrics, name, as_of, grain):
    names = (name,) if name else ()
    metrics = ("revenue_ever", "revenue_mtd", "buyers_7", "orders_first")
    mine = found(ask(world, *metrics, by=names, as_of=as_of, grain=grain))
    by = plain.by(*names)
    for key in mine:
        start, group = key[0], key[1:]
        last = min(plain.following(start, grain) - DAY, as_of)
        first = max(start, FIRST)
        expected = (
            number_in(world, "revenue", by, group, None, last + DAY),
            number_in(world, "revenue", by, group, last.replace(day=1), last + DAY),
            number_in(world, "buyers", by, group, last - 6 * DAY, last + DAY),
            number_in(world, "orders", by, group, None, first + DAY),
        )
        same({key: mine[key]}, {key: expected})
    listed = set(plain.periods(FIRST, as_of, grain))
    for group in plain.groups(world, ["revenue"], by, plain.until(as_of)) | (set() if names else {()}):
        assert {(start, *group) for start in listed} <= set(mine)


@check
@given(worlds(*SHOP), some_attributes, windows)
def test_a_cumulative_metric_begins_with_the_data_and_not_with_the_window(world, names, window):
    window = replace(window, end=min(window.end, LATE + DAY))
    mine = found(ask(world, "revenue_ever", by=names, window=window))
    by = plain.by(*names)
    for group, (value,) in mine.items():
        assert close(value, number_in(world, "revenue", by, group, None, window.end))


@check
@given(
    worlds(*SHOP),
    some_metrics,
    st.sampled_from(["customer.region", None]),
    AS_OFS,
    st.sampled_from(["week", "month"]),
    st.sampled_from(
        [
            Cumulate(),
            Cumulate("to_date", to_date="month"),
            Cumulate("to_date", to_date="quarter"),
            Cumulate("moving_sum", n=2),
            Cumulate("moving_sum", n=3),
        ]
    ),
)
def test_a_running_total_is_computed_from_rows_up_to_the_end_of_each_period(world, metrics, name, as_of, grain, how):
    if grain == "week" and how.to_date == "month":
        return  # a week may lie in two months
    names = (name,) if name else ()
    asked = query(*metrics, by=names, as_of=as_of, grain=grain, cumulate=how)
    if how.n and not {"revenue", "orders"} >= set(metrics):
        with pytest.raises(NotAdditive):
            run(asked, world)
        return
    table = run(asked, world)
    by = plain.by(*names)
    listed = plain.periods(FIRST, as_of, grain)
    for metric in metrics:
        for key, (value, total) in found(table, metric, f"{metric}__cumulated").items():
            start, group = key[0], key[1:]
            end = min(plain.following(start, grain), as_of + DAY)
            begin = plain.floor(start, how.to_date) if how.to_date else FIRST
            if how.n:
                place = listed.index(start)
                if place < how.n - 1:
                    assert total is None
                    continue
                begin = listed[place - how.n + 1]
            assert close(value, number_in(world, metric, by, group, start, end))
            assert close(total, number_in(world, metric, by, group, begin, end)), (key, total)
    for group in plain.groups(world, metrics, by, plain.until(as_of)) | (set() if names else {()}):
        assert {(start, *group) for start in listed} <= set(found(table))


@check
@given(worlds(*SHOP), st.sampled_from(["revenue", "orders", "buyers"]), AS_OFS, st.integers(2, 4))
def test_a_moving_average_is_the_mean_of_its_periods(world, metric, as_of, n):
    table = ask(world, metric, as_of=as_of, grain="week", cumulate=Cumulate("moving_avg", n=n))
    values = [float(value) for value in table.values(metric)]
    for i, average in enumerate(table.values(f"{metric}__cumulated")):
        assert close(average, sum(values[i - n + 1 : i + 1]) / n if i >= n - 1 else None)


@check
@given(worlds(*SHOP), st.sampled_from(ON_ORDERS), st.integers(0, 2), AS_OFS)
def test_a_running_total_begins_with_the_window(world, metric, skipped, as_of):
    start = plain.periods(FIRST, as_of, "month")[skipped]
    table = ask(world, metric, as_of=as_of, grain="month", window=Window(start, as_of + DAY), cumulate=Cumulate())
    for (month,), (total,) in found(table, f"{metric}__cumulated").items():
        end = min(plain.following(month, "month"), as_of + DAY)
        assert close(total, number_in(world, metric, plain.by(), (), start, end))


# Levels


LEVELS = {f"stock_{pick}": (pick, None) for pick in ("last", "first", "avg", "min", "max")}
LEVELS |= {"stock_carried": ("last", "unlimited"), "stock_14": ("last", 14)}


@check
@given(
    worlds("stock"),
    st.sampled_from(sorted(LEVELS)),
    st.sampled_from([None, "stock.store", "stock.sku"]),
    st.sampled_from(["week", "month", None]),
    AS_OFS,
    st.booleans(),
)
def test_a_level_is_picked_per_item_before_items_are_added(world, metric, name, grain, as_of, cut):
    pick, carry = LEVELS[metric]
    first = dt.date(2024, 2, 1) if cut else FIRST
    window = Window(first, as_of + DAY) if cut else None
    table = ask(world, metric, by=(name,) if name else (), grain=grain, as_of=as_of, window=window)
    starts = plain.periods(first, as_of, grain) if grain else [first]
    items = {row[name.split(".")[1]] for row in world["stock"]} if name else {None}
    expected = {}
    for start in starts:
        end = min(plain.following(start, grain), as_of + DAY) if grain else as_of + DAY
        for item in items:
            rows = [row for row in world["stock"] if name is None or row[name.split(".")[1]] == item]
            key = ((start,) if grain else ()) + ((item,) if name else ())
            expected[key] = (plain.level(rows, pick, max(start, first), end, carry),)
    mine = found(table)
    assert set(mine) <= set(expected)
    same(mine, {key: expected[key] for key in mine})
    assert not [key for key in set(expected) - set(mine) if expected[key][0] is not None]


# Rates


BUSY = dt.date(2024, 3, 1)
dense = st.integers(0, 18).map(lambda n: BUSY + n * DAY)  # events close to each other, and to as-of


@check
@given(
    worlds(*SHOP, "runs.seg_tier", days=dense, people=regulars),
    st.integers(2, 10),
    st.integers(2, 8),
    st.one_of(st.none(), st.integers(1, 9)),
    st.sampled_from([dt.date(2024, 3, 15), LATE]),
    st.sampled_from([(), ("customer.region",), ("customer.tier",)]),
)
def test_a_forward_rate_judges_members_after_they_are_fixed(world, begin, horizon, lookback, as_of, names):
    t0 = BUSY + begin * DAY
    rate = MetricRef("repurchase", t0=t0, horizon_days=horizon, lookback_days=lookback)
    runs = (("customer.tier", RUNS[0]),)
    if t0 + horizon * DAY > as_of:
        with pytest.raises(HorizonIncomplete) as refused:
            ask(world, rate, as_of=as_of)
        assert refused.value.until == t0 + horizon * DAY
        return
    members, hits = plain.forward(world["orders"], t0, horizon, lookback)
    table = ask(world, rate, by=names, as_of=as_of, runs=runs if "customer.tier" in names else ())
    mine = found(table, "repurchase", "repurchase__n", "repurchase__hits")
    expected = {} if names else {(): (None, 0, 0)}
    for group in {group_of(world, key, names) for key in members}:
        inside = [key for key in members if group_of(world, key, names) == group]
        won = [key for key in inside if key in hits]
        expected[group] = (len(won) / len(inside), len(inside), len(won))
    same_or_empty(mine, expected)


def group_of(world, key, names):
    person = next((row for row in world["customers"] if row["customer_id"] == key), {})
    tier = next((r["segment"] for r in world["runs.seg_tier"] if (r["key"], r["as_of"]) == (key, RUNS[0])), None)
    return tuple(tier if name == "customer.tier" else person.get(name.split(".")[1]) for name in names)


@check
@given(
    worlds("customers", "orders", "visits", days=dense, people=regulars),
    st.sampled_from([dt.date(2024, 3, 15), LATE]),
    st.sampled_from([(), ("customer.region",), ("visit.source",)]),
)
def test_a_conversion_belongs_to_the_latest_event_before_it(world, as_of, names):
    owned, _ = plain.conversions(world["visits"], world["orders"], 7, as_of)
    table = ask(world, "converted", by=names, as_of=as_of)
    rows = {row["visit_id"]: row for row in plain.widened(world, "visits")}
    expected = {} if names else {(): (None, 0, 0)}
    for group in {plain.by(*names)(rows[visit]) for visit in owned}:
        inside = [n for visit, n in owned.items() if plain.by(*names)(rows[visit]) == group]
        expected[group] = (sum(inside) / len(inside), len(inside), sum(inside))
    same_or_empty(found(table, "converted", "converted__n", "converted__hits"), expected)


@check
@given(worlds("orders", "visits"), AS_OFS)
def test_events_whose_window_is_not_over_are_counted(world, as_of):
    _, incomplete = plain.conversions(world["visits"], world["orders"], 7, as_of)
    table = ask(world, "converted", as_of=as_of)
    counted = sum(item.rows for item in table.left_out if item.code == "incomplete_window")
    assert counted == incomplete


# Aggregates of aggregates


@check
@given(worlds(*SHOP), st.sampled_from([(), ("customer.region",)]), st.one_of(st.none(), windows))
def test_a_nested_metric_aggregates_once_per_entity_or_day(world, names, window):
    metrics = ("median_orders", "best_day", "mean_orders_all") if not names else ("median_orders", "best_day")
    mine = found(ask(world, *metrics, by=names, window=window))
    keep = plain.within(window.start, window.end) if window else plain.everything
    rows = [row for row in plain.widened(world, "orders") if keep(row)]
    by = plain.by(*names)
    expected = {} if names else {(): None}
    for group in {*map(by, rows), *expected}:
        inside = [row for row in rows if by(row) == group]
        keys = {row["customer_id"] for row in inside} - {None}
        counts = [sum(row["customer_id"] == key for row in inside) for key in sorted(keys)]
        days = [  # the day of as-of is not over, and an incomplete period is no candidate for the best
            sum(row["amount"] or 0 for row in inside if row["day"] == day)
            for day in {row["day"] for row in inside if row["day"] < LATE}
        ]
        absent = [0 for row in world["customers"] if row["customer_id"] not in keys]
        expected[group] = (plain.aggregate("median", counts), plain.aggregate("max", days))
        if not names:
            expected[group] += (plain.aggregate("avg", counts + absent),)
    if names:  # a group of which nothing can be said (no customer, no day that is over) need not stand there
        expected = {group: values for group, values in expected.items() if values != (None, None)}
    same_or_empty(mine, expected)


@check
@given(
    worlds(*SHOP),
    some_attributes,
    st.sampled_from(["revenue", "order.amount"]),
    st.sampled_from(["avg", "min", "max", "median", "count", "count_distinct", 0.25, 0.9]),
)
def test_rows_below_a_metric_are_aggregated_as_asked(world, names, what, how):
    ref = MetricRef(what, agg="percentile", percentile=how) if isinstance(how, float) else MetricRef(what, agg=how)
    mine = found(ask(world, ref, by=names), ref.key)
    by = plain.by(*names)
    rows = plain.widened(world, "orders")
    expected = {} if names else {(): None}
    for group in {*map(by, rows), *expected}:
        values = [row["amount"] for row in rows if by(row) == group]
        expected[group] = (plain.quantile(values, how) if isinstance(how, float) else plain.aggregate(how, values),)
    same(mine, expected)


@check
@given(worlds(*SHOP), some_attributes, st.sampled_from(ON_ORDERS), st.sampled_from(ON_ORDERS))
def test_a_filter_of_one_metric_leaves_the_others_alone(world, names, first, second):
    web = MetricRef(second, alias="web", filters=(Compare("order.channel", "eq", ("web",)),))
    mine = found(ask(world, first, web, "web_revenue", "web_share", by=names))
    is_web = lambda row: row["order.channel"] == "web"  # noqa: E731
    by = plain.by(*names)
    expected = {}
    for group in plain.groups(world, [first], by) | (set() if names else {()}):
        here = lambda row: by(row) == group  # noqa: B023, E731
        both = plain.both(here, is_web)
        expected[group] = (
            plain.number(world, first, here), plain.number(world, second, both), plain.number(world, "revenue", both),
            plain.divide(plain.number(world, "orders", both), plain.number(world, "orders", here)),
        )  # fmt: skip
    same(mine, expected)


# Groups


PARTS = {
    "weekday": lambda day: day.isoweekday(),
    "month_of_year": lambda day: day.month,
    "quarter_of_year": lambda day: (day.month - 1) // 3 + 1,
    "day_of_month": lambda day: day.day,
    "year": lambda day: day.year,
}


@check
@given(worlds(*SHOP, "visits"), st.sampled_from(sorted(PARTS)))
def test_parts_of_the_calendar_are_groups(world, part):
    def of(name):
        return lambda row: (None if row[name] is None else PARTS[part](row[name]),)

    mine = found(ask(world, "revenue", "orders", by=[DimensionRef("order.ship_day", part=part)]))
    same(mine, plain.grouped(world, ["revenue", "orders"], of("order.ship_day")))
    mine = found(ask(world, "orders", "visits", "customers", by=[DimensionRef("metric_time", part=part)]))
    same(mine, plain.grouped(world, ["orders", "visits", "customers"], of("@time")))


@check
@given(worlds(*SHOP), st.sampled_from(["week", "month"]), some_metrics)
def test_another_time_is_the_axis_where_it_is_asked_for(world, grain, metrics):
    mine = found(ask(world, *metrics, grain=grain, time=TimeRef("order.ship_day"), window=Window(FIRST, LATE)))
    moved = {**world, "orders": [{**row, "day": row["ship_day"]} for row in world["orders"]]}
    by = lambda row: (plain.floor(row["@time"], grain),)  # noqa: E731
    same_or_empty(mine, plain.grouped(moved, metrics, by, plain.within(FIRST, LATE)))


@check
@given(worlds(*SHOP), some_metrics, st.lists(st.integers(-3, 12), min_size=1, max_size=3, unique=True).map(sorted))
def test_buckets_are_open_on_the_right_and_in_order(world, metrics, edges):
    table = ask(world, *metrics, by=[DimensionRef("order.amount", edges=tuple(map(float, edges)))])

    def bucket(row):
        amount = row["amount"]
        return None if amount is None else sum(edge <= amount for edge in edges)

    plainly = plain.grouped(world, metrics, lambda row: (bucket(row),))
    ordered = sorted(plainly, key=lambda key: (key[0] is None, key[0] or 0))
    assert len({row[0] for row in table.rows}) == len(table.rows) == len(ordered)
    for row, key in zip(table.rows, ordered, strict=True):
        assert (row[0] is None) == (key[0] is None)
        assert all(close(a, b) for a, b in zip(row[1:], plainly[key], strict=True)), (row, key, plainly)


@check
@given(
    worlds(*SHOP, "visits"),
    st.lists(st.sampled_from((*ON_ORDERS, "visits", "customers")), min_size=1, max_size=3, unique=True),
    st.booleans(),
    st.one_of(st.none(), windows),
)
def test_the_total_row_is_computed_from_rows(world, metrics, grouped_twice, window):
    on_orders = set(metrics) <= set(ON_ORDERS)
    names = ("customer.region", "order.channel") if grouped_twice and on_orders else ("customer.region",)
    table = ask(world, *metrics, by=names, totals=True, window=window)
    keep = plain.within(window.start, window.end) if window else plain.everything
    assert table.total is not None
    assert table.total[: len(names)] == (None,) * len(names)
    expected = tuple(plain.number(world, metric, keep) for metric in metrics)
    same({(): table.total[len(names) :]}, {(): expected})
    same(found(table), plain.grouped(world, metrics, plain.by(*names), keep))


@check
@given(worlds(*SHOP), st.booleans())
def test_values_are_listed_once_each(world, only_east):
    filters = (Compare("customer.region", "eq", ("East",)),) if only_east else ()
    east = (lambda row: row["customer.region"] == "East") if only_east else plain.everything
    assert set(found(ask(world, by=("customer.region", "customer.city"), filters=filters))) == {
        plain.by("customer.region", "customer.city")(row) for row in plain.widened(world, "customers") if east(row)
    }
    assert set(found(ask(world, by=("customer.region", "order.channel"), filters=filters))) == {
        plain.by("customer.region", "order.channel")(row) for row in plain.widened(world, "orders") if east(row)
    }


@check
@given(worlds(*SHOP, "runs.seg_tier"), st.sampled_from(RUNS), st.booleans())
def test_a_segment_is_the_one_of_the_run_that_is_named(world, as_of, only_high):
    tiers = {row["key"]: row["segment"] for row in world["runs.seg_tier"] if row["as_of"] == as_of}
    filters = (Compare("customer.tier", "eq", ("high",)),) if only_high else ()
    metrics = ("revenue", "buyers", "customers")
    mine = found(ask(world, *metrics, by=("customer.tier",), filters=filters, runs=(("customer.tier", as_of),)))
    by = lambda row: (tiers.get(row["customer_id"]),)  # noqa: E731
    same(mine, plain.grouped(world, metrics, by, (lambda row: by(row) == ("high",)) if only_high else plain.everything))


@check
@given(
    worlds(*SHOP),
    some_metrics,
    st.sampled_from([("referrer.region",), ("customer.region", "referrer.region")]),
    st.booleans(),
)
def test_two_roles_of_one_entity_are_looked_up_apart(world, metrics, names, only_west):
    filters = (Compare("referrer.region", "ne", ("West",)),) if only_west else ()
    keep = (lambda row: row["referrer.region"] != "West") if only_west else plain.everything
    same(found(ask(world, *metrics, by=names, filters=filters)), plain.grouped(world, metrics, plain.by(*names), keep))


@check
@given(
    worlds("customers", "products", "orders", "order_lines", "shipments"),
    st.lists(st.sampled_from(["product.category", "order.channel", "customer.region"]), max_size=2, unique=True),
)
def test_a_composite_key_is_joined_by_all_its_columns(world, names):
    same(
        found(ask(world, "pieces", by=names)),
        plain.grouped(world, ["pieces"], plain.by(*names)) or ({} if names else {(): (0,)}),
    )
    mine = found(ask(world, "pieces", "line_revenue", "lines", by=names))
    expected = plain.grouped(world, ["pieces", "line_revenue", "lines"], plain.by(*names))
    same(mine, expected or ({} if names else {(): (0, 0, 0)}))
    shipped = {(row["order_id"], row["line_no"]) for row in world["shipments"]}
    keep = lambda row: (row["order_id"], row["line_no"]) in shipped  # noqa: E731
    mine = ask(world, "line_revenue", "lines", filters=(Exists("shipments"),)).rows[0]
    same({(): mine}, {(): tuple(plain.number(world, metric, keep) for metric in ("line_revenue", "lines"))})


@check
@given(worlds(*SHOP, "order_tags"))
def test_a_weighted_bridge_splits_each_order_and_loses_nothing(world):
    expected = {}
    for order in plain.widened(world, "orders"):
        tags = [(row["tag"], row["weight"]) for row in world["order_tags"] if row["order_id"] == order["order_id"]]
        for tag, weight in tags or [(None, 1)]:
            expected[(tag,)] = (expected.get((tag,), (0,))[0] + (order["amount"] or 0) * weight,)
    same(found(ask(world, "revenue", by=("order_tags.tag",))), expected)
    with pytest.raises(ManyToMany):  # a weight splits sums; a count of people it does not split
        ask(world, "buyers", by=("order_tags.tag",))


# Small cases that the properties have found


JANUARY_1 = dt.date(2024, 1, 1)


def order(number, customer=None, channel=None, amount=None, day=JANUARY_1):
    return number, customer, None, day, None, channel, amount


def customer(number, region=None, city=None):
    return number, region, city, JANUARY_1


def test_the_unknown_group_stands_last_beside_the_top_even_if_the_top_is_everything():
    world = small(customers=[customer(0, "East")], orders=[order(0, 0, amount=1), order(1, amount=5)])
    table = ask(world, "revenue", by=("customer.region",), top=Top(2, "revenue", others=True))
    assert (table.rows, table.others) == ((("East", 1), (None, 5)), None)


def test_groups_in_part_unknown_do_not_keep_the_others_away():
    world = small(
        customers=[customer(0, "East"), customer(1, "North"), customer(2, "South"), customer(3, "West")],
        orders=[
            *(order(n, n, amount=1) for n in range(3)), order(3, 3, "web", 9), order(4, 3, "app", 2),
        ],
    )  # fmt: skip
    table = ask(world, "revenue", by=("customer.region", "order.channel"), top=Top(1, "revenue", others=True))
    assert table.rows[:2] == (("West", "web", 9), (None, None, 2))
    assert table.others == 1


def test_the_unknown_group_wins_nothing_even_if_it_is_alone():
    table = ask(small(orders=[order(0, amount=5)]), "revenue", by=("customer.region",), top=Top(1, "revenue"))
    assert table.rows == ()


def test_a_group_without_a_value_is_not_the_lowest_even_if_it_is_alone():
    world = small(customers=[customer(0, "East")], orders=[order(0, 0)])
    table = ask(world, "mean_amount", by=("customer.region",), top=Top(1, "mean_amount", "asc"))
    assert table.rows == ()


def test_a_key_without_a_customer_row_has_zero_of_what_it_has_none_of():
    world = small(orders=[order(0, 7, "shop", 5)])
    few = Members("customer", MetricRef("orders"), "lt", (2,), filters=(Compare("order.channel", "eq", ("web",)),))
    many = replace(few, op="ge")
    assert ask(world, "orders", members=(few,)).rows == ((1,),)
    assert ask(world, "orders", members=(many,)).rows == ((0,),)


@check
@given(worlds(*SHOP), st.sampled_from(["orders", "mean_amount"]), st.integers(0, 3))
def test_a_condition_and_its_negation_hold_for_every_row_with_a_key(world, metric, low):
    few, many = ("lt", "ge") if metric == "orders" else ("ne", "eq")
    filters = (Compare("order.channel", "eq", ("web",)),)
    sides = [Members("customer", MetricRef(metric), op, (low,), filters=filters) for op in (few, many)]
    asked = [ask(world, "orders", "revenue", members=(side,)).rows[0] for side in sides]
    keep = lambda row: row["customer_id"] is not None  # noqa: E731
    expected = tuple(plain.number(world, name, keep) for name in ("orders", "revenue"))
    same({(): tuple(a + b for a, b in zip(*asked, strict=True))}, {(): expected})


def test_who_never_did_something_includes_who_did_nothing():
    world = small(customers=[customer(0), customer(1)], orders=[order(0, 1, "web")])
    never = EntitySet("customer", "orders", never=(Compare("order.channel", "eq", ("web",)),))
    assert ask(world, "customers", members=(never,)).rows == ((1,),)


def test_an_event_of_nobody_is_no_base_of_a_conversion_and_is_not_counted_as_one():
    table = ask(small(visits=[(0, None, dt.date(2024, 4, 9), None)]), "converted")
    assert table.rows == ((None, 0, 0),)
    assert not [item for item in table.left_out if item.code == "incomplete_window"]


def test_the_latest_event_owns_a_conversion_and_a_window_that_is_not_over_takes_it_away():
    visits = [(0, 1, dt.date(2024, 4, 1), "ad"), (1, 1, dt.date(2024, 4, 2), "mail"), (2, 2, dt.date(2024, 4, 1), "ad")]
    visits += [(3, 2, dt.date(2024, 4, 5), "mail")]
    orders = [order(0, 1, day=dt.date(2024, 4, 3)), order(1, 2, day=dt.date(2024, 4, 6))]
    table = ask(small(visits=visits, orders=orders), "converted", by=("visit.source",))
    assert found(table, "converted__n", "converted__hits") == {("ad",): (2, 0), ("mail",): (1, 1)}


def test_a_later_event_outside_the_window_owns_its_conversion_all_the_same():
    visits = [(0, 1, dt.date(2024, 1, 31), "ad"), (1, 1, dt.date(2024, 2, 1), "mail")]
    world = small(visits=visits, orders=[order(0, 1, day=dt.date(2024, 2, 3))])
    january = Window(dt.date(2024, 1, 1), dt.date(2024, 2, 1))
    assert ask(world, "converted", window=january).rows == ((0.0, 1, 0),)
    year = Window(dt.date(2024, 1, 1), dt.date(2024, 4, 1))
    table = ask(world, "converted", grain="month", window=year, compare=(Comparison("previous"),))
    columns = "converted__n", "converted__hits", "converted__previous"
    mine = found(table, *columns)
    assert mine[(dt.date(2024, 1, 1),)] == (1, 0, None)
    assert mine[(dt.date(2024, 2, 1),)] == (1, 1, 0.0)
    assert mine[(dt.date(2024, 3, 1),)] == (0, 0, 1.0)


def test_the_day_between_lookback_and_horizon_belongs_to_the_horizon():
    orders = [order(0, 1, day=dt.date(2024, 1, 10)), order(1, 1, day=dt.date(2024, 1, 20))]
    orders += [order(2, 2, day=dt.date(2024, 1, 20)), order(3, 3, day=dt.date(2024, 1, 9))]
    rate = MetricRef("repurchase", t0=dt.date(2024, 1, 20), horizon_days=10, lookback_days=10)
    assert ask(small(orders=orders), rate).rows == ((1.0, 1, 1),)
