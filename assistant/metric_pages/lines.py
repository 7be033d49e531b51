"""The small line of a metric on its card, and how fresh its data are.

Rule: both are cells of stored answers; all metrics of a page are asked together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import nan

from assistant.answer import Answer
from assistant.answer_parts import Choice
from assistant.restating.restate import call_label
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.query import MetricRef, Window
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall

_YEAR = "last:12:month"


def year(names: Iterable[str], wording: Wording) -> Choice | None:
    """The question behind the small lines: the metrics by month over the last twelve full months.

    One question for all that can be asked together; None where none can.
    """
    try:
        period = wording.calendar.resolve(_YEAR)
    except ValueError:
        return None
    asked = QueryMetricsArgs(grain="month", window=Window(period.start, period.end, _YEAR))

    def fits(metrics: tuple[MetricRef, ...]) -> bool:
        return is_answerable(asked.model_copy(update={"metrics": metrics}), wording)

    alone = tuple(ref for ref in map(MetricRef, names) if fits((ref,)))
    kept = alone if fits(alone) else _together(alone, fits)
    if not kept:
        return None
    call = ToolCall(tool="query_metrics", arguments=asked.model_copy(update={"metrics": kept}))
    return Choice(call_label(call, wording), (call,))


def _together(metrics: tuple[MetricRef, ...], fits: Callable[[tuple[MetricRef, ...]], bool]) -> tuple[MetricRef, ...]:
    """As many as can be asked together, the first ones first."""
    kept: tuple[MetricRef, ...] = ()
    for metric in metrics:
        if fits((*kept, metric)):
            kept = (*kept, metric)
    return kept


@dataclass(frozen=True)
class Line:
    """A metric over twelve months: the values to draw, and the last of them with its month in words."""

    values: tuple[float, ...]
    month: str
    last: str


def lines(answered: Answer | None, wording: Wording) -> dict[str, Line]:
    """The small line of each metric that the answer has; a month without a value leaves a gap."""
    if answered is None or answered.status != "answered":
        return {}
    table = answered.sections[0].table
    periods = table.of_kind("period")
    if not periods or not table.rows:
        return {}
    latest = table.rows[-1]
    month = wording.cell(latest[periods[0]], table.columns[periods[0]])
    found = {}
    for position, column in enumerate(table.columns):
        if column.kind == "metric":
            values = tuple(float(str(row[position])) if row[position] is not None else nan for row in table.rows)
            found[column.source or column.name] = Line(values, month, wording.cell(latest[position], column, "short"))
    return found


def fresh(answered: Answer | None, wording: Wording) -> dict[str, str]:
    """Dataset to its last day, of an answer to how fresh the data are.

    Rows dated after the data end say nothing of freshness; a dataset without a time of its own has that of the one
    whose time it goes by.
    """
    if answered is None or answered.status != "answered":
        return {}
    table = answered.sections[0].table
    at = table.index("last")
    end = wording.calendar.last_day
    own = {}
    for row in table.rows:
        last = row[at]
        if isinstance(last, date):
            day = last.date() if isinstance(last, datetime) else last
            own[str(row[0])] = wording.cell(min(day, end) if end else day, table.columns[at])
    prefixes = {dataset.prefix: dataset.name for dataset in wording.model.datasets}
    by_time = {d.name: prefixes.get((d.default_time or "").partition(".")[0], "") for d in wording.model.datasets}
    borrowed = {name: own[other] for name, other in by_time.items() if name not in own and other in own}
    return {**borrowed, **own}


def freshness(wording: Wording) -> Choice:
    """The question how fresh the data are."""
    call = ToolCall(tool="describe", arguments=DescribeArgs(kind="freshness"))
    return Choice(call_label(call, wording), (call,))
