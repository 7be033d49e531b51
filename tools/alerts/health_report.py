"""The state of all customers on one day, beside a day, a week and a month before.

Rule: every column is what would have been reported on its day: nothing dated at or after that day is read for it. The
lengths that make a customer silent or churned are measured once, for the day of the report, so that the columns can be
compared. What the model does not have (complaints) is not a row, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from tools import trees
from tools.alerts.rules import Settings, alert_steps
from tools.arguments import LifecycleArgs
from tools.business_arguments import AlertsArgs, HealthReportArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.horizons import measure
from tools.errors import EmptyWindow
from tools.lifecycle.stages import STAGES, Lengths, lengths_of, stage_steps
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import find_role
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SHARE, fact
from tools.trees import column, named

BACK = (0, 1, 7, 30)
RULES = ("silent", "frequency_drop", "overdue", "score_drop")
COMPLAINT_DAYS = 7
_HERE = frozenset({"new", "active", "reawakened"})
_PREFIXES = {"members": "stage_", "hits": "alert_"}
_NAMES = ("today", "day_ago", "week_ago", "month_ago")


@dataclass(frozen=True)
class Day:
    """Counts as of one day, by item; `sql` are the statements behind them."""

    counts: dict[str, int]
    sql: tuple[str, ...]


def health_report(arguments: HealthReportArgs, ctx: ToolContext) -> ToolResult:
    """Customers by lifecycle stage and by alert, and complaints of a week, on four days.

    Raises
    ------
    MissingRole
        The model has no orders.
    EmptyWindow
        Nobody had bought anything by that day.
    """
    scope = scope_of("health_report", arguments, ctx)
    measured = measure(scope, ctx)
    settings = Settings(AlertsArgs().silent_days, measured.repurchase_days)
    lengths = lengths_of(LifecycleArgs(), measured)
    days = [_day(scope, scope.as_of - timedelta(days=back), lengths, settings, ctx) for back in BACK]
    if not any(days[0].counts.get(f"stage_{stage}") for stage in STAGES if stage != "prospect"):
        raise EmptyWindow("No customer bought anything.", start=scope.start, end=scope.as_of)
    table = _sized(_table(days), ctx)
    has_complaints = "complaints" in days[0].counts
    return ToolResult(
        "health_report",
        (NamedTable("main", table),),
        tuple(_findings(days)) if len(table.rows) == len(_items(days)) else (),
        () if has_complaints else (Caveat("no_complaints"),),
        Lineage(
            as_of=scope.as_of,
            sql=days[0].sql,
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("new_days", lengths.new), ("active_days", lengths.active), ("silent_days", lengths.silent),
                ("alert_silent_days", settings.silent_days), ("window_days", settings.window_days),
                ("complaint_days", COMPLAINT_DAYS), ("as_of", scope.as_of),
            ),
            row_counts=(("buyers", _buyers(days[0])),),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


def _day(scope: BaseScope, day: date, lengths: Lengths, settings: Settings, ctx: ToolContext) -> Day:
    there = BaseScope(scope.orders, day, scope.start)
    steps = dict((*stage_steps(lengths, there, ctx), *alert_steps(there, settings)))  # both begin with the same base
    counted = exp.union(_counts("members", "segment"), _counts("hits", "rule"), distinct=False, copy=False)
    select = exp.Select(expressions=trees.columns("step", "name", "n")).from_(counted.subquery("counted"), copy=False)
    sql = trees.render(trees.with_steps(select, tuple(steps.items())), ctx.engine.dialect)
    counts = {f"stage_{name}": 0 for name in STAGES} | {f"alert_{name}": 0 for name in RULES}
    for step, name, n in ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows:
        counts[f"{_PREFIXES[str(step)]}{name}"] = int(str(n))
    ran = [sql]
    complaints = _complaints(day, ctx)
    if complaints is not None:
        counts["complaints"], sql = complaints
        ran.append(sql)
    return Day(counts, tuple(ran))


def _counts(step: str, group: str) -> exp.Select:
    counted = named(exp.Count(this=exp.Star()), "n")
    select = trees.from_step(step, named(trees.text(step), "step"), named(column(group), "name"), counted)
    return select.group_by(column(group), copy=False)


def _complaints(day: date, ctx: ToolContext) -> tuple[int, str] | None:
    """Complaints of the days before; None where the model has none."""
    if ctx.model.role("complaint") is None:
        return None
    rows = find_role("complaint", "health_report", ctx).rows()
    inside: list[exp.Expression] = [
        exp.GTE(this=rows.day("time"), expression=trees.day(day - timedelta(days=COMPLAINT_DAYS))),
        exp.LT(this=rows.day("time"), expression=trees.day(day)),
    ]
    select, steps = rows.select((named(exp.Count(this=exp.Star()), "n"),), inside)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    return int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0])), sql


def _items(days: list[Day]) -> list[str]:
    found = [f"stage_{stage}" for stage in STAGES]
    found += ["complaints"] if "complaints" in days[0].counts else []
    return found + [f"alert_{rule}" for rule in RULES]


def _table(days: list[Day]) -> ResultTable:
    columns = (
        fact("item", kind="dimension"),
        Column("today", "metric", NONE, INTEGER),
        *(Column(name, "fact", NONE, INTEGER) for name in _NAMES[1:]),
        Column("against_week", "change", NONE, INTEGER),
    )
    rows: list[tuple[Value, ...]] = []
    for item in _items(days):
        counts = [day.counts[item] for day in days]
        rows.append((item, *counts, counts[0] - counts[2]))
    return ResultTable(columns, tuple(rows))


def _sized(table: ResultTable, ctx: ToolContext) -> ResultTable:
    """Without counts of a few on any of the days. Stages are parts of all buyers; who has an alert has a stage too."""
    stages = replace(table, rows=tuple(row for row in table.rows if str(row[0]).startswith("stage_")))
    rest = replace(table, rows=table.rows[len(stages.rows) :])
    shown = [without_small_groups(stages, _NAMES, ctx), without_small_groups(rest, _NAMES, ctx, parts=())]
    rows, left_out = (tuple(item for part in shown for item in getattr(part, name)) for name in ("rows", "left_out"))
    hidden = sum(item.rows for item in left_out)
    return replace(table, rows=rows, left_out=(LeftOut("suppressed_groups", hidden),) if hidden else ())


def _buyers(day: Day) -> int:
    return sum(day.counts[f"stage_{stage}"] for stage in STAGES if stage != "prospect")


def _findings(days: list[Day]) -> list[Finding]:
    now, _, week, month = days
    here = [sum(day.counts[f"stage_{stage}"] for stage in _HERE) for day in (now, week)]
    gone = [day.counts["stage_churned"] / buyers if (buyers := _buyers(day)) else None for day in (now, month)]

    def people(n: int) -> Fact:
        return Fact(n, CUSTOMERS, INTEGER)

    way = "up" if here[0] > here[1] else "down" if here[0] < here[1] else "flat"
    found = [
        Finding(f"health_active_{way}", (("now", people(here[0])), ("change", people(abs(here[0] - here[1]))))),
        Finding("health_churned", (
            ("share", Fact(gone[0], SHARE, PERCENT)), ("churned", people(now.counts["stage_churned"])),
            ("then", Fact(gone[1], SHARE, PERCENT)),
        )),
        Finding("health_alert", (
            ("now", people(now.counts["alert_overdue"])), ("then", people(week.counts["alert_overdue"])),
        )),
    ]  # fmt: skip
    if "complaints" in now.counts:
        both = [Fact(day.counts["complaints"], NONE, INTEGER) for day in (now, week)]
        found.append(Finding("health_complaints", (("now", both[0]), ("then", both[1]))))
    return found
