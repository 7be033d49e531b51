"""Does a typed SELECT say what the question says, and nothing else?

Rule: SQL of a model is the last resort. Where a word of the question is a metric, the metric answers and SQL is not
accepted. Otherwise every literal of the text must come from the question, every value, number and period of the
question must be in it, and what cannot be told from SQL (a comparison of periods, a segment) is not accepted at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.reading import Span
from assistant.said import Gap, denied, numbers_said, resolved
from semantic_layer.calendar import Calendar
from tools.catalog import ToolCall

_HARMLESS = frozenset({0.0, 1.0, 100.0})  # COALESCE(x, 0), LIMIT 1 of a ranking, percentages
_UNTOLD = frozenset({"compare", "streak", "segmentation", "tool", "per", "bought", "part"})
_DENYING = (exp.Not, exp.NEQ, exp.Except)


@dataclass(frozen=True)
class _Text:
    """The literals and shapes of one SELECT."""

    texts: frozenset[str]
    numbers: frozenset[float]
    denied: frozenset[str]
    has_denial: bool
    has_order: bool
    has_division: bool

    @staticmethod
    def of(sql: Sequence[str]) -> _Text | None:
        try:
            trees = [tree for text in sql for tree in sqlglot.parse(text, read="duckdb") if tree is not None]
        except (SqlglotError, RecursionError):
            return None
        literals = [node for tree in trees for node in tree.find_all(exp.Literal)]
        return _Text(
            frozenset(node.name.casefold() for node in literals if node.is_string),
            frozenset(float(node.name) for node in literals if not node.is_string),
            frozenset(node.name.casefold() for node in literals if node.is_string and node.find_ancestor(*_DENYING)),
            any(tree.find(*_DENYING, exp.Is) for tree in trees),
            any(tree.find(exp.Order) for tree in trees),
            any(tree.find(exp.Div) for tree in trees),
        )


def sql_gaps(
    sql: Sequence[str], others: Sequence[ToolCall], spans: Sequence[Span], calendar: Calendar
) -> tuple[Gap, ...]:
    """Return every difference between the question and the SELECTs of a model; empty = accepted."""
    if others:
        return (Gap("added", "SQL beside other tools"),)
    text = _Text.of(sql)
    if text is None:
        return (Gap("added", "SQL that cannot be read"),)
    return (*_missing(text, spans, calendar), *(Gap("added", what) for what in _added(text, spans, calendar)))


def _missing(text: _Text, spans: Sequence[Span], calendar: Calendar) -> Iterator[Gap]:
    for span in spans:
        head, _, rest = span.bound_to.partition(":")
        if head == "metric":
            yield Gap("added", f"SQL although the metric {rest} is defined; use query_metrics")
        elif head in _UNTOLD or not _is_told(head, rest, span, text, calendar):
            yield Gap("missing", span.bound_to, span.text)
    wrong = [value for value, is_denied in denied(spans).items() if is_denied != (_code(value) in text.denied)]
    yield from (Gap("missing", f"value:{value}", _code(value)) for value in wrong)


def _is_told(head: str, rest: str, span: Span, text: _Text, calendar: Calendar) -> bool:
    match head:
        case "value":
            return bool({_code(rest), span.text.casefold()} & text.texts)
        case "number":
            return bool(rest) and all(meant & text.numbers for meant in numbers_said(span))
        case "time":
            periods = resolved([span.bound_to], calendar)
            return bool(periods) and all(_bounds(start, end) & text.texts for start, end in periods)
        case "rank" | "sort":
            return text.has_order
        case "share":
            return text.has_division
        case "not":
            return text.has_denial
        case _:
            return True


def _added(text: _Text, spans: Sequence[Span], calendar: Calendar) -> Iterator[str]:
    values = {_code(s.bound_to.partition(":")[2]) for s in spans if s.bound_to.startswith("value:")}
    values |= {span.text.casefold() for span in spans}
    days = {
        day
        for span in spans
        if span.bound_to.startswith("time:")
        for start, end in resolved([span.bound_to], calendar)
        for day in _bounds(start, end)
    }
    units = {"day", "week", "month", "quarter", "year"}
    for value in sorted(text.texts - values - days - units):
        yield f"the text {value[:40]!r}"
    numbers = {n for s in spans if s.bound_to.startswith("number:") for meant in numbers_said(s) for n in meant}
    numbers |= {float(p) for s in spans if s.bound_to.startswith("rank:") for p in s.bound_to.split(":") if p.isdigit()}
    yield from (f"the number {number:g}" for number in sorted(text.numbers - numbers - _HARMLESS))


def _code(value: str) -> str:
    return value.partition("=")[2].casefold()


def _bounds(start: date | None, end: date | None) -> set[str]:
    """How the limits of a period may be written: the first day, the day after the last one, or the last one."""
    days = [day for day in (start, end, end - timedelta(days=1) if end else None) if day]
    return {day.isoformat() for day in days}
