"""What a result offers to a chart: its groups and measures, and its rows as marks with finished labels.

Rule: a mark carries its value, its short form and its exact form, all from the formatter. Rows that are not drawn are
summed into one only where they add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from assistant import chart_specs as draw
from assistant import formats
from assistant.chart_specs import MAX_MARKS, Axis, Marks, Row
from assistant.wording import Wording
from semantic_layer.model import SimpleMetric
from semantic_layer.result import Column, ResultTable, Value

MAX_BARS = 8


@dataclass(frozen=True)
class Shape:
    """What a table offers to a chart."""

    table: ResultTable
    wording: Wording
    buckets: bool = False
    winners: tuple[tuple[Value, ...], ...] = ()  # groups to draw in the accent colour
    ranked: bool = False  # the rows are in the order that was asked for
    periods: tuple[str, str] | None = None  # the names of the two periods of a comparison
    listed: bool = False  # a row for each row of a dataset

    @cached_property
    def period(self) -> int | None:
        return next(iter(self.table.of_kind("period")), None)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        return self.table.of_kind("dimension")

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """Columns that can be drawn: a share that was asked for, else metrics; never counts behind a rate."""
        asked = tuple(i for i in self.table.of_kind("share") if self.column(i).name.endswith("__share"))
        return asked or self.table.of_kind("metric") or self.table.of_kind("share")

    @property
    def now_and_then(self) -> tuple[str, str]:
        return self.periods or (self.wording.say("tile.now"), self.wording.say("tile.then"))

    @cached_property
    def base(self) -> int | None:
        return next(iter(self.table.of_kind("base")), None)

    def column(self, position: int) -> Column:
        return self.table.columns[position]

    def same_unit(self, positions: Sequence[int]) -> bool:
        return len({(self.column(i).unit, self.column(i).format.kind) for i in positions}) == 1

    def distinct(self, position: int) -> int:
        return len({row[position] for row in self.table.rows})

    @property
    def is_time_alone(self) -> bool:
        return self.period is not None and not self.groups

    def is_additive(self, position: int) -> bool:
        """Whether parts of this column add up to a whole."""
        column, model = self.column(position), self.wording.model
        name = column.source or column.name
        is_plain = name == column.name.partition("__")[0]  # not an average of it, and no arithmetic with it
        if "parts_overlap" in self.table.flags or not model.has_metric(name) or not is_plain:
            return False
        metric = model.metric(name)
        return isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"


def with_measures(table: ResultTable, wording: Wording) -> ResultTable:
    """The table of a list, with the numbers of its rows as measures: in a list they are no groups."""
    columns = tuple(
        replace(column, kind="metric") if column.kind == "dimension" and is_quantity(column, wording) else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def is_quantity(column: Column, wording: Wording) -> bool:
    """Whether a column holds numbers of an amount, not of a calendar part or a code."""
    return not column.part and not column.grain and wording.is_numeric(column.source)


def first_rows(shape: Shape, position: int) -> list[int]:
    """Positions of the rows to draw as bars: sorted by value unless a ranking or a scale already orders them."""
    order = list(range(len(shape.table.rows)))
    if not shape.ranked and (shape.listed or not has_own_order(shape)):
        order.sort(key=lambda i: -(as_float(shape.table.rows[i][position]) or 0.0))
    if shape.listed:
        return order
    others = shape.table.others
    drawn = [i for i in order if i != others]
    limit = max(MAX_BARS, len(shape.winners)) if shape.ranked else MAX_BARS
    if len(drawn) <= limit + 1 or has_own_order(shape):
        return order if len(order) <= MAX_MARKS // 10 else order[: MAX_MARKS // 10]
    return drawn[: min(limit, MAX_MARKS // 10)]


def largest_changes(shape: Shape, position: int) -> list[int]:
    """Positions of the rows that changed most, from the largest rise to the largest fall."""
    if shape.ranked or len(shape.table.rows) <= MAX_BARS + 1:
        chosen = first_rows(shape, position)
    else:
        by_size = sorted(
            range(len(shape.table.rows)), key=lambda i: -abs(as_float(shape.table.rows[i][position]) or 0.0)
        )
        chosen = by_size[:MAX_BARS]
    return chosen if shape.ranked else sorted(chosen, key=lambda i: -(as_float(shape.table.rows[i][position]) or 0.0))


def has_own_order(shape: Shape) -> bool:
    """Groups that are read along a scale: parts of the calendar, ordinal levels, buckets of a number."""
    column = shape.column(shape.groups[0]) if shape.groups else None
    if column is None:
        return True
    if column.part or column.grain or shape.buckets or "ordered" in shape.table.flags:
        return True
    model = shape.wording.model
    if model.has_segmentation(column.source):
        return True
    return model.has_dimension(column.source) and model.dimension(column.source).type == "ordinal"


def rest_row(shape: Shape, position: int, drawn: Sequence[int]) -> Row | None:
    """The groups not drawn, as one: only where they add up, never a sum or mean of anything else."""
    left = [i for i in range(len(shape.table.rows)) if i not in set(drawn)]
    if not left or shape.ranked or not shape.is_additive(position) or shape.table.others is not None:
        return None  # behind a ranking there may be more groups than the table holds
    values = [value for i in left if is_number(value := shape.table.rows[i][position])]
    total = sum((formats.to_decimal(value) for value in values), Decimal(0))  # type: ignore[arg-type]
    column, wording = shape.column(position), shape.wording
    return {
        "label": wording.say("ui.others", n=formats.count(len(left), wording.language)),
        "value": float(total),
        "written": wording.cell(total, column, "short"),
        "exact": wording.cell(total, column),
        "strong": False,
    }


def marks_of(
    shape: Shape,
    position: int,
    *,
    label: int | None = None,
    series: int | None = None,
    rows: Sequence[int] | None = None,
) -> Marks:
    """Rows of one measure, with labels in words."""
    wording, column = shape.wording, shape.column(position)
    label = label if label is not None else shape.groups[0]
    chosen = list(rows) if rows is not None else list(range(len(shape.table.rows)))
    values = [shape.table.rows[i][position] for i in chosen]
    scale = formats.column_scale(values, wording.language)
    low, high = (_end_of(shape, position, end) for end in ("low", "high"))
    names = _unique([_label(shape, i, label) for i in chosen]) if series is None else None
    made: list[Row] = []
    for n, i in enumerate(chosen):
        row = shape.table.rows[i]
        made.append(
            {
                "label": names[n] if names else _label(shape, i, label),
                "value": as_float(row[position]),
                "written": wording.cell(row[position], column, "short", scale),
                "exact": wording.cell(row[position], column),
                "strong": tuple(row[g] for g in shape.groups) in shape.winners,
                "open": i in shape.table.incomplete,
                **(_interval(row, low, high, row[position]) if low is not None and high is not None else {}),
                **({"series": _label(shape, i, series)} if series is not None else {}),
            }
        )
    found = tuple(dict.fromkeys(str(row["series"]) for row in made)) if series is not None else ()
    return Marks(
        made,
        axis_of(shape, position, [row.get("high", row["value"]) for row in made]),
        wording.header(shape.column(label)),
        found,
    )


def _interval(row: Sequence[Value], low: int, high: int, value: Value) -> Row:
    """The ends of an interval; a rate of nobody has none and stands for itself."""
    ends = (as_float(row[low]), as_float(row[high]))
    return {"low": ends[0] if ends[0] is not None else value, "high": ends[1] if ends[1] is not None else value}


def _end_of(shape: Shape, position: int, end: str) -> int | None:
    """The column with one end of the interval around a measure."""
    name = f"{shape.column(position).name}__{end}"
    return next((i for i, column in enumerate(shape.table.columns) if column.name == name), None)


def folded(
    shape: Shape, positions: Sequence[int], names: Sequence[str], label: int, rows: Sequence[int] | None = None
) -> Marks:
    """Several measures of one unit as series."""
    parts = [marks_of(shape, position, label=label, rows=rows) for position in positions]
    made = [{**row, "series": name} for part, name in zip(parts, names, strict=True) for row in part.rows]
    axis = axis_of(shape, positions[0], [row["value"] for row in made])
    axis = replace(axis, title=parts[0].axis.title if len(set(names)) == 1 else axis.title)
    return Marks(made, axis, parts[0].category, tuple(names))


def axis_and_series(shape: Shape) -> tuple[int, int]:
    """Which grouping goes along the axis and which becomes series: time first, then the one with more groups."""
    if shape.period is not None:
        return shape.period, shape.groups[0]
    first, second = shape.groups
    return (first, second) if shape.distinct(first) >= shape.distinct(second) else (second, first)


def with_time(marks: Marks) -> Marks:
    """Mark what a line needs to know: its last point, and the step from the last complete period to the open one."""
    by_series: dict[object, list[Row]] = {}
    for row in marks.rows:
        by_series.setdefault(row.get("series"), []).append(row)
    done: list[Row] = []
    for rows in by_series.values():
        first_open = next((n for n, row in enumerate(rows) if row["open"]), len(rows))
        for n, row in enumerate(rows):
            done.append(
                {
                    **row,
                    "series": row.get("series", ""),
                    "bridge": n >= first_open - 1 and first_open < len(rows),
                    "last": n == len(rows) - 1,
                    "falls": n > 0 and (as_float(row["value"]) or 0) < (as_float(rows[n - 1]["value"]) or 0),
                    "named": bool(row["open"]) and n == len(rows) - 1 and rows is next(iter(by_series.values())),
                }
            )
    return replace(marks, rows=done, series=marks.series or ("",))


def with_ranges(rows: Sequence[Row], shape: Shape, *, is_forecast: bool) -> list[Row]:
    """Mark which rows have a range, which of them are estimates, and which values lie outside their range."""
    low, high = (_end_of(shape, shape.measures[0], end) for end in ("low", "high"))
    range_columns = [i for i in (low, high) if i is not None]
    has = [low is not None and row[low] is not None for row in shape.table.rows]
    made: list[Row] = []
    for n, row in enumerate(rows):
        value, least, most = (as_float(row.get(name)) for name in ("value", "low", "high"))
        known = value is not None and least is not None and most is not None
        outside = has[n] and not is_forecast and known and not (least or 0.0) <= (value or 0.0) <= (most or 0.0)
        estimate = is_forecast and has[n]
        before = is_forecast and n + 1 < len(rows) and has[n + 1] and not has[n]
        ends = [shape.wording.cell(shape.table.rows[n][i], shape.column(i)) for i in range_columns] if has[n] else []
        made.append(
            {
                **row, "band": has[n] or before, "estimate": estimate, "bridge": estimate or before, "outside": outside,
                "range": " – ".join(ends),
            }
        )  # fmt: skip
    return made


def axis_of(shape: Shape, position: int, values: Sequence[object]) -> Axis:
    column, language = shape.column(position), shape.wording.language
    kind = "percent" if column.format.kind == "percent" or column.kind in ("rate", "share") else column.format.kind
    sign = formats.currency_sign(column.unit).strip() if column.unit.kind == "currency" else ""
    unit = formats.unit_word(column.unit, language)
    title = shape.wording.header(column)
    numbers = [value for value in map(as_float, values) if value is not None] or [0.0]
    return Axis(
        title=f"{title} ({unit})" if unit and unit not in title else title,
        tick=draw.tick_expression(kind, language, sign),
        low=min(numbers),
        high=max(numbers),
    )


def widened(axis: Axis, row: Mapping[str, object]) -> Axis:
    value = as_float(row["value"]) or 0.0
    return replace(axis, low=min(axis.low, value), high=max(axis.high, value))


def _label(shape: Shape, row: int, position: int) -> str:
    if row == shape.table.others:
        return shape.wording.say("ui.others_plain")
    column, value = shape.column(position), shape.table.rows[row][position]
    if column.kind == "period" and column.grain == "week" and isinstance(value, date):
        return formats.week_name(value, shape.wording.language, shape.wording.calendar.spec)
    return shape.wording.cell(value, column)


def _unique(labels: Sequence[str]) -> list[str]:
    """Two groups of one name stay two bars."""
    seen: dict[str, int] = {}
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made


def far_out(rows: list[Row]) -> list[Row]:
    """The points to name: all of a few, else the three highest of each measure."""
    if len(rows) <= 12:
        return rows
    high = sorted(rows, key=lambda row: -(as_float(row["value"]) or 0))[:3]
    return [*high, *sorted(rows, key=lambda row: -(as_float(row["x"]) or 0))[:3]]


def grid(rows: Sequence[Row], cells: int = 40) -> list[Row]:
    """Counts of points in a grid of equal cells."""
    spans = []
    for name in ("x", "value"):
        numbers = [as_float(row[name]) or 0.0 for row in rows]
        low, high = min(numbers), max(numbers)
        spans.append((low, (high - low) / cells or 1.0))
    (x0, dx), (y0, dy) = spans
    counts: dict[tuple[int, int], int] = {}
    for row in rows:
        cell = (
            min(int(((as_float(row["x"]) or 0) - x0) / dx), cells - 1),
            min(int(((as_float(row["value"]) or 0) - y0) / dy), cells - 1),
        )
        counts[cell] = counts.get(cell, 0) + 1
    return [
        {"x": x0 + i * dx, "x2": x0 + (i + 1) * dx, "value": y0 + j * dy, "value2": y0 + (j + 1) * dy, "count": n}
        for (i, j), n in sorted(counts.items())
    ]


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def as_float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
