"""How long customers stay: the days from their first to their last purchase.

Rule: who bought on one day has a length of 0 and belongs to the median, as one-time buyers are customers, too; the
median of those who came back is said beside it. A length is what has been seen up to as-of: who still buys will have a
longer one, so the share that has been silent for no longer than the churn window stands beside every figure.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import LifetimeLengthArgs
from tools.customers.base import base_steps, count_left_out, returns_only_part
from tools.customers.groups import group_column, group_steps, join_groups
from tools.customers.horizons import measure
from tools.errors import EmptyWindow
from tools.one_pass import run_parts
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DAYS, INTEGER, NONE, PERCENT, SHARE, as_fact, customers_column, fact, share_column
from tools.trees import Node, column, named

TOOL = "lifetime_length"


def lifetime_length(arguments: LifetimeLengthArgs, ctx: ToolContext) -> ToolResult:
    """Median length over all buyers and over those who came back; with `by` one row a group, the longest first.

    Raises
    ------
    EmptyWindow
        Nobody bought anything.
    MissingRole, BadParameter
    """
    scope = scope_of(TOOL, arguments, ctx)
    measured = measure(scope, ctx)
    steps = base_steps(scope)
    parts = {"everybody": _lengths(measured.churn_days), "returns_only": returns_only_part()}
    if arguments.by is not None:
        steps = (*steps, *group_steps(arguments.by, scope.as_of, TOOL, ctx))
        grouped = join_groups(_lengths(measured.churn_days), column("key", "customers"))
        grouped = grouped.select(named(column("group", "groups"), "group"), copy=False)
        parts["groups"] = grouped.group_by(column("group", "groups"), copy=False)
    found = run_parts(parts, steps, ctx)
    everybody = found.rows["everybody"][0]
    if not everybody["customers"]:
        raise EmptyWindow("Nobody bought anything in the window.", start=scope.start, end=scope.as_of)
    whole = ResultTable(_columns(), tuple(found.table("everybody")))
    main, told = whole, _findings(whole)
    if arguments.by is not None:
        rows = [(row["group"], *list(row.values())[:-1]) for row in found.rows["groups"]]
        rows.sort(key=lambda row: (-_number(row[3]), -_number(row[2]), str(row[0])))
        main = ResultTable((group_column(arguments.by), *_columns()), tuple(rows))
        main = without_small_groups(main, "customers", ctx)
        told = (*_by_group(main), *told)
    going_on = round(_number(everybody["still_buying"]) * _number(everybody["customers"]))
    left_out = count_left_out(scope, ctx, returns_only=int(str(found.value("returns_only"))))
    return ToolResult(
        TOOL,
        (NamedTable("main", main), *((NamedTable("everybody", whole),) if arguments.by is not None else ())),
        told,
        (
            Caveat("lives_go_on", (("customers", going_on), ("days", measured.churn_days))),
            *_own_window(arguments, ctx),
            *left_out_caveats((*main.left_out, *left_out)),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(found.sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(("as_of", scope.as_of), ("start", scope.start), ("churn_days", measured.churn_days)),
            row_counts=(("customers", int(str(everybody["customers"]))),),
            policies=scope.orders.rows().policies,
        ),
    )


def _lengths(churn_days: int) -> exp.Select:
    """customers, median_length, median_length_back, once_share, still_buying."""
    length = trees.days_between(column("first_day", "customers"), column("last_day", "customers"))
    again = exp.GT(this=column("frequency", "customers"), expression=trees.number(1))
    once = exp.EQ(this=column("frequency", "customers"), expression=trees.number(1))
    recent = exp.LTE(this=column("recency_days", "customers"), expression=trees.number(churn_days))
    return trees.from_step(
        "customers",
        named(exp.Count(this=exp.Star()), "customers"),
        named(trees.quantile(length, 0.5), "median_length"),
        named(trees.quantile(trees.when(again, length.copy()), 0.5), "median_length_back"),
        named(_share(once), "once_share"),
        named(_share(recent), "still_buying"),
    )


def _share(condition: Node) -> Node:
    return trees.share_of(trees.count_if(condition), exp.Count(this=exp.Star()))


def _columns() -> tuple[Column, ...]:
    return (
        customers_column(),
        Column("median_length", "metric", DAYS, INTEGER),
        fact("median_length_back", DAYS, INTEGER),
        share_column("once_share"),
        fact("still_buying", SHARE, PERCENT),
    )


def _findings(whole: ResultTable) -> tuple[Finding, ...]:
    row, columns = next(iter(whole.records())), {item.name: item for item in whole.columns}
    facts = tuple((name, as_fact(row[name], columns[name])) for name in ("median_length", "once_share"))
    first = Finding("lifetime_length", (("customers", Fact(row["customers"], CUSTOMERS, INTEGER)), *facts))
    if row["median_length_back"] is None:
        return (first,)
    back = as_fact(row["median_length_back"], columns["median_length_back"])
    return (first, Finding("lifetime_length_back", (("days", back),)))


def _by_group(table: ResultTable) -> tuple[Finding, ...]:
    """The group whose returning customers stay longest, and the one where they stay shortest."""
    rows = [row for row in table.records() if row["group"] is not None and row["median_length_back"] is not None]
    if len(rows) < 2:
        return ()
    group, days = table.columns[0], fact("days", DAYS, INTEGER)
    first, last = rows[0], rows[-1]
    facts = (
        ("group", as_fact(first["group"], group)),
        ("days", as_fact(first["median_length_back"], days)),
        ("low_group", as_fact(last["group"], group)),
        ("low_days", as_fact(last["median_length_back"], days)),
        ("n", Fact(len(rows), NONE, INTEGER)),
    )
    same = first["median_length_back"] == last["median_length_back"]
    return (Finding("lifetime_length_even" if same else "lifetime_length_groups", facts),)


def _own_window(arguments: LifetimeLengthArgs, ctx: ToolContext) -> tuple[Caveat, ...]:
    """A behaviour segment is made of the purchases whose span is measured."""
    if arguments.by is None or not ctx.model.has_segmentation(arguments.by):
        return ()
    return (Caveat("segment_defined_on_window", (("segmentation", arguments.by),)),)


def _number(value: Value) -> float:
    return float(str(value or 0))
