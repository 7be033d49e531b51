"""Judge a watch of the model: is there anything to say about its number, or about its customers, on this day.

Rule: a metric is judged in its last period that was over at as-of; customers by who is new since the schedule last
came round. A watch never fails silently: what cannot be judged raises the typed error of the tool behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from semantic_layer.model import Watch
from semantic_layer.query import Compare, Window
from semantic_layer.result import ResultTable, Value
from tools.alerts.alerts import alerts
from tools.business.anomalies import anomalies
from tools.business.time_series import SEASONS, Read, read_series
from tools.business_arguments import AlertsArgs, AnomaliesArgs
from tools.catalog import ToolCall
from tools.context import ToolContext
from tools.errors import EmptyWindow, SeriesTooShort
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import PERCENT, SHARE

SINCE = {"daily": 1, "weekly": 7, "monthly": 30}


@dataclass(frozen=True)
class Judged:
    """What came of a watch: whether it is worth a word, and the result to tell it with. `call` names its arguments."""

    is_raised: bool
    call: ToolCall
    result: ToolResult


def is_due(watch: Watch, ctx: ToolContext) -> bool:
    """Daily always, weekly on the first day of a week, monthly on the first day of a month."""
    match watch.schedule:
        case "daily":
            return True
        case "weekly":
            return ctx.calendar.floor(ctx.as_of, "week") == ctx.as_of
        case "monthly":
            return ctx.calendar.floor(ctx.as_of, "month") == ctx.as_of


def judge(watch: Watch, ctx: ToolContext) -> Judged:
    """Raises `ToolError` or `QueryError` where the watch cannot be judged."""
    if watch.customers:
        return _customers(watch, ctx)
    return _unusual(watch, ctx) if watch.condition == "unusual" else _value(watch, ctx)


def call_of(watch: Watch) -> ToolCall:
    """The call behind a watch."""
    if watch.customers:
        since = SINCE[watch.schedule]
        return ToolCall(
            tool="alerts", arguments=AlertsArgs(rules=(watch.customers,), silent_days=watch.days, new_days=since)
        )
    return ToolCall(tool="anomalies", arguments=_arguments(watch))


def _customers(watch: Watch, ctx: ToolContext) -> Judged:
    call = call_of(watch)
    assert isinstance(call.arguments, AlertsArgs)
    result = alerts(call.arguments, ctx)
    new = int(str(result.main.values("newly_met")[0])) if result.main.rows else 0
    return Judged(new >= watch.at_least, call, result)


def _arguments(watch: Watch) -> AnomaliesArgs:
    filters = tuple(Compare(name, "in", values) for name, values in watch.where)
    arguments = AnomaliesArgs(metric=watch.metric, grain=watch.grain, filters=filters)
    return arguments if watch.threshold is None else arguments.model_copy(update={"threshold": watch.threshold})


def _unusual(watch: Watch, ctx: ToolContext) -> Judged:
    """The last whole period against its past; the chart shows the ones before it too."""
    arguments = _arguments(watch)
    result = anomalies(arguments, ctx)
    series = result.table("context")
    assert series is not None
    row = dict(zip((column.name for column in series.columns), series.rows[-1], strict=True))
    here = Window(_day(row["period"]), ctx.calendar.next(_day(row["period"]), watch.grain))
    flagged = [item for item in result.main.records() if item["period"] == here.start and _is_far(item, arguments)]
    column = series.columns[series.index(watch.metric)]
    value, usual = (Fact(row[name], column.unit, column.format) for name in (watch.metric, "usual"))
    way = "high" if float(str(row[watch.metric])) > float(str(row["usual"])) else "low"
    kind = f"watch_unusual_{way}" if flagged else "watch_usual"
    said = (_metric(watch), ("period", Fact(here.start)), ("value", value), ("usual", usual))
    return Judged(bool(flagged), call_of(watch), _told(result, Finding(kind, said), series))


def _is_far(row: dict[str, Value], arguments: AnomaliesArgs) -> bool:
    z = row["z"]
    return z is not None and abs(float(str(z))) > arguments.threshold


def _value(watch: Watch, ctx: ToolContext) -> Judged:
    """The last whole period against a band, or against an earlier period."""
    arguments = _arguments(watch)
    read = read_series(watch.metric, watch.grain, ctx, filters=arguments.filters)
    one = read.series[0]
    value = one.values[-1]
    if value is None:
        raise EmptyWindow("The last period has no value.", start=one.starts[-1], end=ctx.as_of)
    said = [_metric(watch), ("period", Fact(one.starts[-1])), ("value", _amount(read, value))]
    if watch.condition == "outside":
        kind, more = _band(watch, value, read)
    else:
        kind, more = _change(watch, read, value)
    table = _series_table(read, watch)
    result = ToolResult("watch", (NamedTable("main", table),), (), (), _lineage(read, ctx))
    is_raised = kind in ("watch_above", "watch_below", "watch_fell", "watch_rose")
    return Judged(is_raised, call_of(watch), _told(result, Finding(kind, (*said, *more)), table))


def _band(watch: Watch, value: float, read: Read) -> tuple[str, list[tuple[str, Fact]]]:
    ends = [("low", watch.low), ("high", watch.high)]
    more = [(name, _amount(read, end)) for name, end in ends if end is not None]
    if watch.low is not None and value < watch.low:
        return "watch_below", more
    if watch.high is not None and value > watch.high:
        return "watch_above", more
    return "watch_inside", more


def _change(watch: Watch, read: Read, value: float) -> tuple[str, list[tuple[str, Fact]]]:
    back = 1 if watch.against == "previous" else _year(watch)
    one = read.series[0]
    if len(one.values) <= back:
        raise SeriesTooShort(len(one.values), back + 1)
    base = one.values[-1 - back]
    if base is None or base <= 0:
        raise EmptyWindow("There is nothing to compare with.", start=one.starts[-1 - back], end=one.starts[-1])
    change = round(value / base - 1, 9)
    more = [
        ("base_period", Fact(one.starts[-1 - back])), ("base", _amount(read, base)),
        ("change", Fact(abs(change), SHARE, PERCENT)),
    ]  # fmt: skip
    assert watch.by_share is not None
    if watch.condition == "falls" and change <= -watch.by_share:
        return "watch_fell", more
    if watch.condition == "rises" and change >= watch.by_share:
        return "watch_rose", more
    return f"watch_steady_{'up' if change >= 0 else 'down'}", more


def _year(watch: Watch) -> int:
    return 364 if watch.grain == "day" else SEASONS[watch.grain]  # the same weekday


def _series_table(read: Read, watch: Watch) -> ResultTable:
    """The series with the band beside each value, where there is one."""
    one, metric = read.series[0], read.metric
    period = replace(read.period, name="period")
    ends = [replace(metric, name=f"{metric.name}__{kind}", kind=kind, compared_to="range") for kind in ("low", "high")]
    ends = ends if watch.condition == "outside" else []
    limits = (watch.low, watch.high) if ends else ()
    rows = tuple((start, value, *limits) for start, value in zip(one.starts, one.values, strict=True))
    return ResultTable((period, metric, *ends), rows, flags=("usual_range",))


def _told(result: ToolResult, finding: Finding, table: ResultTable) -> ToolResult:
    return replace(result, tables=(NamedTable("main", table),), findings=(finding,))


def _lineage(read: Read, ctx: ToolContext) -> Lineage:
    return Lineage(
        as_of=ctx.as_of, queries=(read.query,), sql=(read.sql,), metrics=read.metrics, policies=read.policies
    )


def _metric(watch: Watch) -> tuple[str, Fact]:
    return "metric", Fact(watch.metric, source="metric")


def _amount(read: Read, value: float) -> Fact:
    return Fact(value, read.metric.unit, read.metric.format)


def _day(value: Value) -> date:
    assert isinstance(value, date)
    return value
