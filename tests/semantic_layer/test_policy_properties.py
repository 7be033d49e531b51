"""Policies on random worlds: what may not be seen has no influence on any answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.errors import PolicyError, QueryError
from semantic_layer.model import Mask, Policy
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
    Order,
    Reference,
    Share,
    Streak,
    Top,
    Who,
    Window,
)
from tests.semantic_layer import operators as plain
from tests.semantic_layer.asking import ATTRIBUTES, SHOP, check, close, found, query, run, same, small
from tests.semantic_layer.random_world_two import MODEL, RUNS, worlds

attributes = st.sampled_from(ATTRIBUTES)


MANAGER = Who("ann", ("manager",), (("region", "East"),))
EVERY_TABLE = ("customers", "products", "orders", "order_lines", "shipments", "visits", "order_tags", "runs.seg_tier")
FROM_ADS = Compare("visit.source", "eq", ("ad",))
WEB = Compare("order.channel", "eq", ("web",))
FEBRUARY = Window(dt.date(2024, 2, 1), dt.date(2024, 3, 1), "month:2024-02")
QUESTIONS = {
    "totals": query("revenue", "buyers", "customers", "visits", by=("customer.region",), totals=True),
    "two groups": query("aov", "largest", by=("customer.region", "order.channel")),
    "second role": query("orders", by=("referrer.region",)),
    "lines": query("line_revenue", "pieces", by=("product.category",), totals=True),
    "no group": query("revenue", "line_revenue", "pieces", "customers", "visits"),
    "share of all": query("revenue", by=("customer.city",), filters=(WEB,), share=Share("total")),
    "top and others": query("orders", by=("customer.city",), top=Top(1, "orders", others=True)),
    "members": query("orders", "customers", members=(Members("customer", MetricRef("orders"), "lt", (2,)),)),
    "sets": query("customers", "revenue", members=(EntitySet("customer", "orders", has=(WEB,)),)),
    "never": query("customers", members=(EntitySet("customer", "visits", never=(FROM_ADS,)),)),
    "related": query("revenue", filters=(Exists("order_lines", Compare("product.category", "eq", ("Tea",))),)),
    "unrelated": query("customers", filters=(Exists("orders", negated=True),)),
    "unshipped lines": query("lines", filters=(Exists("shipments", negated=True),)),
    "running": query("orders", grain="month", cumulate=Cumulate()),
    "cumulative": query("revenue_ever", "buyers_7", grain="month"),
    "compared": query("revenue", by=("order.channel",), window=FEBRUARY, compare=(Comparison("previous"),)),
    "forward": query(MetricRef("repurchase", t0=dt.date(2024, 2, 20), horizon_days=30), by=("customer.region",)),
    "converted": query("converted"),
    "nested": query("median_orders", "mean_orders_all", "best_day"),
    "median": query(MetricRef("revenue", agg="median"), by=("order.channel",)),
    "listed": query(by=("customer.region", "customer.city")),
    "listed together": query(by=("customer.region", "order.channel")),
    "channels": query(by=("order.channel",)),
    "segments": query("revenue", "customers", by=("customer.tier",), runs=(("customer.tier", RUNS[0]),)),
    "tags": query("revenue", by=("order_tags.tag",)),
    "buckets": query("orders", by=[DimensionRef("order.amount", edges=(0.0, 5.0))]),
    "ratio of parts": query(
        MetricRef("orders", filters=(WEB,), combine=Combination("divide", MetricRef("visits"))),
        by=("customer.region",),
    ),
    "members of one side": query(
        MetricRef(
            "customers",
            members=(Members("customer", MetricRef("orders"), "lt", (2,)),),
            combine=Combination("divide", MetricRef("customers"), as_share=True),
        ),
        by=("customer.region",),
    ),
    "for each": query(MetricRef("revenue", agg="avg", per="customer"), by=("order.channel",)),
    "rows above": query("orders", filters=(Compare("order.amount", "gt", than=Reference("avg", ("customer.city",))),)),
    "members above": query("orders", members=(Members("customer", MetricRef("revenue"), "gt", than=Reference()),)),
    "groups above": query(
        "revenue", by=("customer.city",), having=(MetricFilter("revenue", "ge", (0.3,), Reference("overall")),)
    ),
    "groups below": query("orders", by=("order.channel",), having=(MetricFilter("orders", "le", (), Reference()),)),
    "rising": query("orders", by=("customer.city",), streak=Streak("orders", "month", 1)),
    "having": query("orders", by=("customer.region",), having=(MetricFilter("orders", "ge", (2,)),)),
}  # fmt: skip


def policed(**rule):
    return replace(
        MODEL, policies=(Policy(**{"name": "rule", "dataset": "customers", "applies_to": ("manager",), **rule}),)
    )


def same_table(mine, theirs):
    same(found(mine), found(theirs))
    for a, b in zip(mine.rows, theirs.rows, strict=True):
        assert all(x == y or (not isinstance(x, str | dt.date) and close(x, y)) for x, y in zip(a, b, strict=True)), (
            a,
            b,
        )
    assert (mine.total is None) == (theirs.total is None)
    assert mine.total is None or all(close(a, b) for a, b in zip(mine.total, theirs.total, strict=True))


def with_others_apart(table):
    """The same rows with a name for the others, so that they are not taken for the unknown group."""
    rows = [("(others)", *row[1:]) if i == table.others else row for i, row in enumerate(table.rows)]
    return replace(table, rows=tuple(rows))


@check
@given(worlds(*EVERY_TABLE), st.sampled_from(sorted(QUESTIONS)), st.sampled_from(["hidden", "visible"]))
def test_a_row_policy_gives_the_answer_on_the_rows_that_may_be_seen(world, name, null_keys):
    model = policed(rows="region = :who.region", null_keys=null_keys)
    seen = plain.visible(world, lambda row: row["region"] == "East", null_keys=null_keys)
    expected = run(QUESTIONS[name], seen)
    same_table(*map(with_others_apart, (run(replace(QUESTIONS[name], who=MANAGER), world, model=model), expected)))


@check
@given(worlds(*EVERY_TABLE), st.sampled_from(sorted(QUESTIONS)))
def test_a_policy_that_shows_everything_and_a_policy_for_others_are_no_policies(world, name):
    asked = QUESTIONS[name]
    nothing = with_others_apart(run(asked, world))
    everything = policed(rows="customer_id >= 0", null_keys="visible")
    for_others = policed(rows="region = :who.region", applies_to=("auditor",))
    same_table(with_others_apart(run(replace(asked, who=MANAGER), world, model=everything)), nothing)
    same_table(with_others_apart(run(replace(asked, who=MANAGER), world, model=for_others)), nothing)


comparisons = st.one_of(
    st.tuples(
        st.just("order.amount"),
        st.sampled_from([("gt", "le"), ("lt", "ge"), ("eq", "ne")]),
        st.integers(-5, 60),
    ),
    st.tuples(
        st.sampled_from(ATTRIBUTES),
        st.sampled_from([("starts_with", None), ("contains", None)]),
        st.sampled_from(["E", "w", "st", "%", "_", "'", ""]),
    ),
)


@check
@given(worlds(*EVERY_TABLE), comparisons, st.sampled_from([None, "hidden", "visible"]))
def test_what_holds_does_not_hold_or_is_unknown_is_all_there_is_under_any_policy(world, parts, null_keys):
    name, (operator, opposite), value = parts
    model = policed(rows="region = :who.region", null_keys=null_keys) if null_keys else MODEL
    holds, unknown = Compare(name, operator, (value,)), Compare(name, "is_null")
    not_so = Combine("none_of", (holds,)) if opposite is None else Compare(name, opposite, (value,))
    not_so = Combine("all_of", (not_so, Compare(name, "not_null")))  # a negation keeps what is unknown

    asked = [
        MetricRef(metric, f"{metric}_{n}", filters=filters)
        for n, filters in enumerate([(holds,), (not_so,), (unknown,), ()])
        for metric in ("orders", "revenue")
    ]
    ((*parts, count, amount),) = found(run(query(*asked, who=MANAGER), world, model=model)).values()
    assert sum(part or 0 for part in parts[::2]) == (count or 0)
    assert sum(float(part or 0) for part in parts[1::2]) == pytest.approx(float(amount or 0))


@check
@given(worlds(*EVERY_TABLE), st.sampled_from(["hidden", "visible"]))
def test_a_narrower_policy_never_raises_a_count(world, null_keys):
    counts = query("orders", "buyers", "customers", "visits", "lines", who=MANAGER)
    rules = (None, "region = 'East' OR region = 'West'", "region = :who.region", "region = :who.region AND city = 'aa'")
    rows = [
        run(counts, world, model=policed(rows=rule, null_keys=null_keys) if rule else MODEL).rows[0] for rule in rules
    ]
    for wider, narrower in pairwise(rows):
        assert all(a >= b for a, b in zip(wider, narrower, strict=True)), rows


@check
@given(worlds(*EVERY_TABLE), st.sampled_from(sorted(QUESTIONS)))
def test_a_policy_without_the_attribute_it_needs_refuses_every_query_on_its_rows(world, name):
    for who in (replace(MANAGER, attributes=()), replace(MANAGER, attributes=(("city", "East"),))):
        with pytest.raises(PolicyError):
            run(replace(QUESTIONS[name], who=who), world, model=policed(rows="region = :who.region"))


@check
@given(worlds(*EVERY_TABLE), st.sampled_from(sorted(QUESTIONS)))
def test_two_policies_leave_only_rows_that_both_show(world, name):
    first = Policy(name="east", dataset="customers", rows="region = :who.region", null_keys="visible")
    second = Policy(name="online", dataset="orders", rows="channel = 'web'", null_keys="visible")
    model = replace(MODEL, policies=(first, second))
    online = {**world, "orders": [row for row in world["orders"] if row["channel"] == "web"]}
    hidden = {row["order_id"] for row in world["orders"]} - {row["order_id"] for row in online["orders"]}
    for table in ("order_lines", "shipments"):
        online[table] = [row for row in world[table] if not points_to(world, table, row, hidden)]
    seen = plain.visible(online, lambda row: row["region"] == "East", null_keys="visible")
    mine = run(replace(QUESTIONS[name], who=MANAGER), world, model=model)
    same_table(with_others_apart(mine), with_others_apart(run(QUESTIONS[name], seen)))


def points_to(world, table, row, orders):
    """A line points to its order; a shipment only through a line that exists."""
    lines = {(line["order_id"], line["line_no"]) for line in world["order_lines"]}
    return row["order_id"] in orders and (table == "order_lines" or (row["order_id"], row["line_no"]) in lines)


CITY = Compare("customer.city", "eq", ("aa",))
ABOUT_CITIES = {
    "grouped": query("orders", "customers", by=("customer.city",)),
    "listed": query(by=("customer.city",)),
    "beside": query("orders", by=("customer.region", "customer.city")),
    "filtered": query("orders", filters=(CITY,)),
    "negated": query("orders", filters=(Compare("customer.city", "ne", ("aa",)),)),
    "by text": query("orders", filters=(Compare("customer.city", "ends_with", ("b",)),)),
    "by order": query("orders", filters=(Compare("customer.city", "lt", ("ab",)),)),
    "ordered": query("orders", by=("customer.city",), order=(Order("customer.city", "desc"),)),
    "counted": query(MetricRef("customer.city", agg="count_distinct")),
    "of one metric": query(MetricRef("orders", filters=(CITY,))),
    "members": query("orders", members=(Members("customer", MetricRef("orders"), "ge", (1,), filters=(CITY,)),)),
    "members of one metric": query(
        MetricRef("orders", members=(Members("customer", MetricRef("orders"), "ge", (1,), filters=(CITY,)),))
    ),
    "set": query("customers", members=(EntitySet("customer", "orders", has=(CITY,)),)),
    "related": query("customers", filters=(Exists("orders", CITY),)),
    "top": query("orders", by=("customer.city",), top=Top(1, "orders")),
}


def outcome(asked, world, model):
    try:
        table = run(replace(asked, who=MANAGER), world, model=model)
    except QueryError as error:
        return type(error), str(error)
    return table.rows, table.flags, table.left_out


@check
@given(worlds(*SHOP), st.sampled_from(sorted(ABOUT_CITIES)), st.sampled_from(["null", "prefix(1)"]))
def test_nothing_about_a_masked_value_shows_beyond_its_mask(world, name, mask):
    model = policed(mask=(Mask("customer.city", mask),))
    swap = {"aa": "ab", "ab": "aa"} if mask == "prefix(1)" else {"aa": "b", "ab": "zz", "b": "aa", None: "aa"}
    turned = [{**row, "city": swap.get(row["city"], row["city"])} for row in world["customers"]]
    assert outcome(ABOUT_CITIES[name], world, model) == outcome(
        ABOUT_CITIES[name], {**world, "customers": turned}, model
    )


@check
@given(worlds(*SHOP))
def test_a_masked_value_groups_by_what_the_mask_leaves(world):
    asked = query("orders", "customers", by=("customer.city",), who=MANAGER)
    mine = found(run(asked, world, model=policed(mask=(Mask("customer.city", "prefix(1)"),))))
    by = lambda row: (row["customer.city"] and row["customer.city"][:1],)  # noqa: E731
    same(mine, plain.grouped(world, ["orders", "customers"], by))
    hashed = found(run(asked, world, model=policed(mask=(Mask("customer.city", "hash"),))))
    plainly = plain.grouped(world, ["orders", "customers"], plain.by("customer.city"))
    assert sorted(hashed.values()) == sorted(plainly.values())
    assert not {key[0] for key in hashed} & {"aa", "ab", "b"}


@check
@given(worlds(*SHOP), st.sampled_from(sorted(ABOUT_CITIES)))
def test_a_hidden_name_behaves_like_one_that_was_never_defined(world, name):
    customers = MODEL.dataset("customers")
    without = replace(customers, dimensions=tuple(d for d in customers.dimensions if d.name != "city"))
    never = replace(MODEL, datasets=tuple(without if d is customers else d for d in MODEL.datasets))
    hidden = outcome(ABOUT_CITIES[name], world, policed(hide=("customer.city",)))
    assert hidden == outcome(ABOUT_CITIES[name], world, never)
    assert isinstance(hidden[0], type)


SMALL = policed(dataset="customers", min_group_entity="customer", min_group_k=2)


def people_in(world, by):
    """Group -> customers in its orders."""
    found = {}
    for row in plain.widened(world, "orders"):
        found.setdefault(by(row), set()).update({row["customer_id"]} - {None})
    return found


def shown_of(people, *, is_apart):
    """The groups of two or more, without the smallest of them where those of one are not two people together."""
    large = {key: who for key, who in people.items() if len(who) >= 2}
    alone = [who for who in people.values() if len(who) == 1]
    if alone and not (is_apart and len(alone) >= 2) and large:
        smallest = min(large, key=lambda key: (len(large[key]), key[0] is None, str(key[0])))
        large.pop(smallest)
    return large


@check
@given(worlds(*SHOP), attributes, st.sampled_from(["revenue", "orders", "buyers", "aov"]))
def test_groups_of_too_few_are_suppressed_and_counted(world, name, metric):
    table = run(query(metric, by=(name,), who=MANAGER), world, model=SMALL)
    people = people_in(world, plain.by(name))
    mine = found(table)
    plainly = plain.grouped(world, [metric], plain.by(name))
    same(mine, {key: plainly[key] for key in plainly if key in shown_of(people, is_apart=name.startswith("customer."))})
    suppressed = [item.rows for item in table.left_out if item.code == "suppressed_groups"]
    assert sum(suppressed) == len(plainly) - len(mine)


@check
@given(worlds(*SHOP), attributes, st.sampled_from(["revenue", "orders"]))
def test_a_suppressed_group_is_not_what_a_total_leaves(world, name, metric):
    people = people_in(world, plain.by(name))
    table = run(query(metric, by=(name,), who=MANAGER, totals=True), world, model=SMALL)
    mine = found(table)
    assert all(len(people[key]) >= 2 for key in mine)
    if table.total is not None and table.total[1] is not None:
        assert len(people) - len(mine) != 1, (table.rows, table.total)


@check
@given(worlds(*SHOP), attributes, st.sampled_from(["revenue", "orders"]), st.sampled_from(["filtered", "total"]))
def test_a_suppressed_group_is_not_what_the_shares_leave(world, name, metric, of):
    people = people_in(world, plain.by(name))
    table = run(query(metric, by=(name,), who=MANAGER, share=Share(of)), world, model=SMALL)
    mine = found(table)
    assert all(len(people[key]) >= 2 for key in mine)
    if any(table.values(f"{metric}__share")):  # a part and its share give the whole
        assert len(people) - len(mine) != 1, table.rows


@check
@given(worlds(*SHOP), attributes, st.integers(1, 2))
def test_the_others_hide_no_group_of_too_few(world, name, n):
    table = run(query("orders", by=(name,), who=MANAGER, top=Top(n, "orders", others=True)), world, model=SMALL)
    people = people_in(world, plain.by(name))
    shown = {row[0] for i, row in enumerate(table.rows) if i != table.others}
    assert all(len(people[(group,)]) >= 2 for group in shown)
    if table.others is not None:
        behind = [who for (group,), who in people.items() if group is not None and group not in shown]
        assert len(set().union(*behind)) >= 2


def test_a_single_suppressed_group_cannot_be_had_from_a_share():
    day = dt.date(2024, 1, 1)
    orders = [
        (n, who, None, day, None, channel, 10) for n, (who, channel) in enumerate([(0, "web"), (1, "web"), (2, "app")])
    ]
    table = run(query("orders", by=("order.channel",), who=MANAGER, share=Share()), small(orders=orders), model=SMALL)
    # web: 2 of 3 = 66.7 % would give app away: its 1 order is that of one person
    assert not any(table.values("orders__share"))


def test_a_single_suppressed_period_cannot_be_had_from_a_running_total():
    days = [dt.date(2024, 1, 5), dt.date(2024, 1, 6), dt.date(2024, 2, 5), dt.date(2024, 3, 5), dt.date(2024, 3, 6)]
    orders = [(n, n % 2, None, day, None, "web", 10) for n, day in enumerate(days)]
    world = small(orders=orders)
    table = run(query("revenue", grain="month", who=MANAGER, cumulate=Cumulate()), world, model=SMALL)
    assert dt.date(2024, 2, 1) not in table.values("period")
    assert not any(table.values("revenue__cumulated"))
