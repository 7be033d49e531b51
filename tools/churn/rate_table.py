"""The table of a churn rate, and what it says: the rate, the highest group, the change over time.

Rule: a rate stands beside what it is out of and, where people were counted and not forecast, its Wilson interval.
Groups that the data cannot tell from the highest share its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from semantic_layer.result import Column, ResultTable, Value
from tools.customer_arguments import ChurnRateArgs
from tools.customers.groups import group_column
from tools.metrics.intervals import FEW
from tools.result import Caveat, Fact, Finding
from tools.stats import newcombe, share_first_place, wilson
from tools.tables import CUSTOMERS, DATE, INTEGER, NONE, PERCENT, SHARE, fact

EXPECTED = ("bgnbd", "model")
"""Definitions that forecast."""
DAYS_OF = {"week": 7, "month": 28, "quarter": 90}


@dataclass(frozen=True)
class Count:
    """Members and lost of a group (None without `by`) at a day; `lost` is a sum of chances in a forecast."""

    group: Value
    t0: date
    members: int
    lost: float

    @property
    def rate(self) -> float:
        return self.lost / self.members


@dataclass(frozen=True)
class Plan:
    """When: W, the days t0, and who gave W ("asked", "window", "gaps" ...)."""

    days: int
    starts: tuple[date, ...]
    rule: str


def table_of(counts: Sequence[Count], arguments: ChurnRateArgs) -> ResultTable:
    """One row a count with members: by period in its order, by group from the highest rate down."""
    shown = [count for count in counts if count.members]
    is_forecast = arguments.definition in EXPECTED
    lead: tuple[Column, ...] = ()
    if arguments.grain is not None:
        lead = (Column("t0", "period", NONE, DATE, grain=arguments.grain),)
    elif arguments.by is not None:
        lead = (group_column(arguments.by),)
        shown = sorted(shown, key=lambda c: (-c.rate, str(c.group)))
    rows: list[tuple[Value, ...]] = []
    for c in shown:
        name: tuple[Value, ...] = (c.t0,) if arguments.grain else (c.group,) if arguments.by else ()
        interval = () if is_forecast else wilson(int(c.lost), c.members)
        rows.append((*name, c.rate, *interval, round(c.lost), c.members))
    bounds = tuple(Column(f"churn__{end}", end, SHARE, PERCENT, "churn") for end in ("low", "high"))
    columns = (
        *lead,
        Column("churn", "metric", SHARE, PERCENT),
        *(() if is_forecast else bounds),
        fact("customers_expected_lost" if is_forecast else "customers_lost", CUSTOMERS, INTEGER),
        Column("customers", "base", CUSTOMERS, INTEGER),
    )
    return ResultTable(columns, tuple(rows))


def findings_of(
    table: ResultTable, counts: Sequence[Count], plan: Plan, arguments: ChurnRateArgs
) -> tuple[Finding, ...]:
    """The headline first. Counts of groups too small to show are in the overall rate, as in any total."""
    if arguments.grain is not None:
        return _over_time(table, plan)
    members, lost = sum(c.members for c in counts), sum(c.lost for c in counts)
    kinds = {"window": "churn_rate", "own_gap": "churn_rate_own_gap"}
    overall = Finding(kinds.get(arguments.definition, "churn_rate_expected"), (
        ("rate", Fact(lost / members, SHARE, PERCENT)),
        ("customers", Fact(members, CUSTOMERS, INTEGER)),
        ("lost", Fact(round(lost), CUSTOMERS, INTEGER)),
        ("days", Fact(plan.days, NONE, INTEGER)),
        ("from_day", Fact(plan.starts[0], format=DATE)),
    ))  # fmt: skip
    if arguments.by is None or len(table.rows) < 2:
        return (overall,)
    return (*_by_group(table, arguments), overall)


def _by_group(table: ResultTable, arguments: ChurnRateArgs) -> tuple[Finding, ...]:
    """The highest group or the groups that share its place, and the lowest."""
    rows = [row for row in table.records() if row["group"] is not None]
    if len(rows) < 2:
        return ()
    lost = "customers_lost" if arguments.definition not in EXPECTED else "customers_expected_lost"
    counted = [(round(float(str(row[lost]))), int(str(row["customers"]))) for row in rows]
    first = [row for row, count in zip(rows, counted, strict=True) if share_first_place(*counted[0], *count)]
    behind = [row for row in rows if row not in first]
    top, low = rows[0], (behind or rows)[-1]  # one that shares first place is not called the lowest
    facts = (
        ("group", Fact(top["group"], source=arguments.by or "")),
        ("rate", Fact(top["churn"], SHARE, PERCENT)),
        ("customers", Fact(top["customers"], CUSTOMERS, INTEGER)),
        ("low_group", Fact(low["group"], source=arguments.by or "")),
        ("low_rate", Fact(low["churn"], SHARE, PERCENT)),
    )
    if arguments.definition in EXPECTED or len(first) == 1:
        return (Finding("churn_rate_leader", facts),)
    if len(first) == len(rows):
        return (Finding("churn_rate_no_difference", facts),)
    groups = ("groups", Fact(tuple(row["group"] for row in first), source=arguments.by or ""))
    return (Finding("churn_rate_tie", (*facts, groups)),)


def _over_time(table: ResultTable, plan: Plan) -> tuple[Finding, ...]:
    """The newest rate against the first, as a change only where the data can tell the two apart; then the extremes."""
    rows = list(table.records())
    if not rows:
        return ()
    last, first = rows[-1], rows[0]
    told = [
        ("last", Fact(last["t0"], format=DATE)), ("rate", Fact(last["churn"], SHARE, PERCENT)),
        ("days", Fact(plan.days, NONE, INTEGER)),
        ("first", Fact(first["t0"], format=DATE)), ("first_rate", Fact(first["churn"], SHARE, PERCENT)),
    ]  # fmt: skip
    if len(rows) == 1:
        return (Finding("churn_rate_once", tuple(told)),)
    now, then = ((int(str(r["customers_lost"])), int(str(r["customers"]))) for r in (last, first))
    low, high = newcombe(*now, *then)
    way = "rose" if low > 0 else "fell" if high < 0 else "same"
    best = max(rows, key=lambda row: float(str(row["churn"])))
    worst = min(rows, key=lambda row: float(str(row["churn"])))
    extremes = (
        ("most", Fact(best["t0"], format=DATE)), ("most_rate", Fact(best["churn"], SHARE, PERCENT)),
        ("least", Fact(worst["t0"], format=DATE)), ("least_rate", Fact(worst["churn"], SHARE, PERCENT)),
    )  # fmt: skip
    return (Finding(f"churn_rate_{way}", tuple(told)), Finding("churn_rate_range", extremes))


def caveats_of(table: ResultTable, plan: Plan, arguments: ChurnRateArgs) -> tuple[Caveat, ...]:
    found = [Caveat("horizon_rule", (("days", plan.days), ("rule", plan.rule)))]
    if arguments.definition in EXPECTED:
        found.append(Caveat("churn_is_expected"))
    if any(int(str(row[-1])) < FEW for row in table.rows):
        found.append(Caveat("few_members", (("n", FEW),)))
    if arguments.grain is not None and plan.days > DAYS_OF[arguments.grain]:
        found.append(Caveat("churn_overlaps", (("days", plan.days),)))
    return tuple(found)
