"""Does a typed SELECT say what the question says, and nothing else?

Rule: SQL of a model is the last resort. Where a word of the question is a metric, the metric answers and SQL is not
accepted. Otherwise every condition must come from the question, on the column of the value that was said and on the
same side of it; every value, number and period of the question must be a condition; and what cannot be told from SQL
(a comparison of periods, a segment, a function that computes a value) is not accepted at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import sqlglot
from sqlglot.errors import SqlglotError

from assistant.checking.said import Gap, denied, numbers_said, resolved, said_spans, sides_said
from assistant.checking.sql_shape import Hidden, Leaf, Shape, shape_of
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.sql_size import ensure_parsable
from tools.catalog import ToolCall

_UNTOLD = frozenset({"compare", "streak", "segmentation", "tool", "per", "bought", "part", "cumulative", "event"})
_SIDES = {"gt": "gt", "ge": "gt", "lt": "lt", "le": "lt", "eq": "eq", "in": "eq"}


def sql_gaps(
    sql: Sequence[str], others: Sequence[ToolCall], reading: Reading, model: SemanticModel, calendar: Calendar
) -> tuple[Gap, ...]:
    """Return every difference between the question and the SELECT of a model; empty = accepted."""
    if others or len(sql) != 1:
        return (Gap("added", "SQL beside other calls"),)
    try:
        trees = [tree for tree in sqlglot.parse(ensure_parsable(sql[0], "duckdb"), read="duckdb") if tree is not None]
        if len(trees) != 1:
            return (Gap("added", "several statements"),)
        shape = shape_of(trees[0])
    except Hidden as hidden:
        return (Gap("added", str(hidden)),)
    except (SqlglotError, RecursionError, ValueError):
        return (Gap("added", "SQL that cannot be read"),)
    check = _Check(shape, reading, model, calendar)
    return (*check.missing(), *(Gap("added", what) for what in check.added()))


class _Check:
    """One SELECT against one reading."""

    def __init__(self, shape: Shape, reading: Reading, model: SemanticModel, calendar: Calendar) -> None:
        self.shape, self.model, self.calendar = shape, model, calendar
        self.spans = said_spans(reading)
        self.sides = sides_said(reading)
        self.denied = denied(self.spans)
        self.numbers = [leaf for leaf in shape.leaves if isinstance(leaf.value, float)]

    def missing(self) -> Iterator[Gap]:
        for span in self.spans:
            head, _, rest = span.bound_to.partition(":")
            if head == "metric":
                yield Gap("added", f"SQL although the metric {rest} is defined; use query_metrics")
            elif head in _UNTOLD or not self._is_told(head, rest, span):
                yield Gap("missing", span.bound_to, span.text)

    def _is_told(self, head: str, rest: str, span: Span) -> bool:
        match head:
            case "value":
                return any(self._is_said(leaf, rest, span) for leaf in self.shape.leaves)
            case "number":
                given = {leaf.value for leaf in self.numbers} | set(self.shape.limits)
                return bool(rest) and all(meant & given for meant in numbers_said(span))
            case "time":
                periods = resolved([span.bound_to], self.calendar)
                return bool(periods) and all(self._is_within(start, end) for start, end in periods)
            case "rank":
                direction = rest.partition(":")[0]
                return bool(self.shape.directions) and (not direction or direction in self.shape.directions)
            case "sort":
                return bool(self.shape.directions)
            case "share" | "divide":
                return self.shape.has_division
            case "not":
                return any(leaf.leaves_out for leaf in self.shape.leaves)
            case _:
                return True

    def _is_said(self, leaf: Leaf, value: str, span: Span) -> bool:
        """Whether a condition is the value that a span says: on its column, and kept or left out as it says."""
        field, _, code = value.partition("=")
        same = leaf.value in (code.casefold(), span.text.casefold()) and leaf.op in ("eq", "ne", "in")
        return same and self._is_column(leaf.column, field) and leaf.leaves_out == self.denied.get(value, False)

    def _is_column(self, column: str, field: str) -> bool:
        """A dimension that is computed has no column of its own, and is not told in SQL."""
        return self.model.has_dimension(field) and self.model.dimension(field).expr.casefold() == column

    def _is_within(self, start: date | None, end: date | None) -> bool:
        """Both limits of the period: the first day, and the day after the last one or the last one itself."""
        day = timedelta(days=1)
        after = start is None or self._has("ge", start)
        before = end is None or self._has("lt", end) or self._has("le", end - day)
        return after and before

    def _has(self, op: str, day: date) -> bool:
        return any(leaf.op == op and leaf.value == day.isoformat() and not leaf.is_denied for leaf in self.shape.leaves)

    def added(self) -> Iterator[str]:
        values = {s.bound_to.partition(":")[2]: s for s in self.spans if s.bound_to.startswith("value:")}
        heads = {span.bound_to.partition(":")[0] for span in self.spans}
        days = _limits(self.spans, self.calendar)
        numbers = {
            n for s in self.spans if s.bound_to.startswith("number:") for meant in numbers_said(s) for n in meant
        }
        places = {part for s in self.spans if s.bound_to.startswith("rank:") for part in s.bound_to.split(":")}
        numbers |= {float(place) for place in places if place.isdigit()}
        for leaf in self.shape.leaves:
            if leaf.op == "null" and heads & {"missing", "present", "not"}:
                continue
            if isinstance(leaf.value, float):
                side = _SIDES.get(leaf.op, leaf.op) in {_SIDES.get(op, op) for op in self.sides.get(leaf.value, {"eq"})}
                if leaf.value in numbers and side and not leaf.is_denied:
                    continue
            elif (leaf.op, leaf.value) in days or any(self._is_said(leaf, *item) for item in values.items()):
                continue
            yield f"the condition on {leaf.column[:40]}"
        if set(self.shape.limits) - numbers - ({1.0} if "rank" in heads else set()):
            yield "a limit of rows"
        if self.shape.limits and not heads & {"rank", "limit", "number"}:
            yield "a limit of rows"


def _limits(spans: Sequence[Span], calendar: Calendar) -> Mapping[tuple[str, str], None]:
    """How the limits of the periods that were said may be written."""
    found: dict[tuple[str, str], None] = {}
    periods = resolved([span.bound_to for span in spans if span.bound_to.startswith("time:")], calendar)
    for start, end in periods:
        if start:
            found["ge", start.isoformat()] = None
        if end:
            found["lt", end.isoformat()] = None
            found["le", (end - timedelta(days=1)).isoformat()] = None
    return found
