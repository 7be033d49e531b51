"""The rows of a result as marks with finished labels, and which of them are drawn.

Rule: a mark carries its value, its short form and its exact form, all from the formatter. Rows that are not drawn are
summed into one only where they add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import inf, log

from assistant import formats
from assistant.charts.shape import Shape, as_float
from assistant.charts.specs import MAX_MARKS, Axis, Marks, Row, tick_expression
from semantic_layer.result import Value

MAX_BARS = 8
ALL_BARS = MAX_MARKS // 10
FEW_CASES = 30  # below it a rate is read with care


def first_rows(shape: Shape, position: int) -> list[int]:
    """Positions of the rows to draw as bars: sorted by value unless a ranking or a scale already orders them."""
    order = list(range(len(shape.table.rows)))
    if not shape.ranked and (shape.listed or not shape.has_own_order() or shape.has_contributions):
        order.sort(key=lambda i: -(as_float(shape.table.rows[i][position]) or 0.0))
    if shape.listed:
        return order
    drawn = [i for i in order if i != shape.table.others]
    limit = max(MAX_BARS, len(shape.winners)) if shape.ranked else MAX_BARS
    if len(drawn) <= limit + 1 or shape.has_own_order() or shape.view.every_group:
        return order[:ALL_BARS]
    return drawn[: min(limit, ALL_BARS)]


def largest_changes(shape: Shape, position: int) -> list[int]:
    """Positions of the rows that changed most, from the largest rise to the largest fall."""
    if shape.ranked or shape.view.every_group or len(shape.table.rows) <= MAX_BARS + 1:
        chosen = first_rows(shape, position)
    else:
        by_size = sorted(
            range(len(shape.table.rows)), key=lambda i: -abs(as_float(shape.table.rows[i][position]) or 0.0)
        )
        chosen = by_size[:MAX_BARS]
    return chosen if shape.ranked else sorted(chosen, key=lambda i: -(as_float(shape.table.rows[i][position]) or 0.0))


def farthest_from(base: float, shape: Shape, position: int) -> list[int]:
    """Positions of the rows of an index that are most times more or less than its base, either way alike."""

    def times(row: int) -> float:
        value = as_float(shape.table.rows[row][position])
        return 0.0 if value is None else inf if value <= 0 else abs(log(value / base))

    order = sorted(range(len(shape.table.rows)), key=lambda row: -times(row))
    is_all = shape.view.every_group or len(order) <= MAX_BARS + 1
    return order[: ALL_BARS if is_all else MAX_BARS]


def rest_row(shape: Shape, position: int, drawn: Sequence[int]) -> Row | None:
    """The groups not drawn, as one: only where they add up, never a sum or mean of anything else."""
    left = [i for i in range(len(shape.table.rows)) if i not in set(drawn)]
    if not left or shape.ranked or not shape.is_additive(position) or shape.table.others is not None:
        return None  # behind a ranking there may be more groups than the table holds
    label = shape.wording.say("ui.others", n=formats.count(len(left), shape.wording.language))
    return {**_sum_row(shape, position, left), "label": label}


def total_row(shape: Shape, position: int) -> Row | None:
    """The sum of all parts of a change, told apart from its parts; None where they do not add up to it."""
    if "truncated" in shape.table.flags or not (shape.has_contributions or shape.is_additive(position)):
        return None
    whole = _sum_row(shape, position, range(len(shape.table.rows)))
    return {**whole, "label": shape.wording.say("chart.total"), "total": True}


def _sum_row(shape: Shape, position: int, rows: Sequence[int]) -> Row:
    values = [value for i in rows if formats.is_number(value := shape.table.rows[i][position])]
    total = sum((formats.to_decimal(value) for value in values), Decimal(0))  # type: ignore[arg-type]
    column, wording = shape.column(position), shape.wording
    written, exact = wording.cell(total, column, "short"), wording.cell(total, column)
    return {"value": float(total), "written": written, "exact": exact, "strong": False, "row": -1}


def with_row(marks: Marks, row: Row | None) -> Marks:
    """The marks with one more at the end, and an axis that reaches it."""
    if row is None:
        return marks
    value = as_float(row["value"]) or 0.0
    axis = replace(marks.axis, low=min(marks.axis.low, value), high=max(marks.axis.high, value))
    return replace(marks, rows=[*marks.rows, row], axis=axis)


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
    low, high = (end_of(shape, position, end) for end in ("low", "high"))
    names = _unique([_label(shape, i, label) for i in chosen]) if series is None else None
    made: list[Row] = []
    for n, i in enumerate(chosen):
        row = shape.table.rows[i]
        made.append(
            {
                "label": names[n] if names else _label(shape, i, label),
                "value": as_float(row[position]),
                "written": wording.cell(row[position], column, "short"),
                "exact": wording.cell(row[position], column),
                "strong": shape.group_of(row) in shape.winners,
                "open": i in shape.table.incomplete,
                "row": -1 if i == shape.table.others else shape.row_number(i),
                **(_interval(row, low, high, row[position]) if low is not None and high is not None else {}),
                **({"series": _label(shape, i, series)} if series is not None else {}),
                **({"small": True} if _is_small(shape, row) else {}),
            }
        )
    found = _series_of(made) if series is not None else ()
    ends = [row.get(end, row["value"]) for row in made for end in ("low", "high")]
    return Marks(made, axis_of(shape, position, ends), wording.header(shape.column(label)), found, shape.view.labels)


def _is_small(shape: Shape, row: Sequence[Value]) -> bool:
    cases = None if shape.cases is None else as_float(row[shape.cases])
    return cases is not None and cases < FEW_CASES


def _series_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The series in the order of the rows; where they are the groups of the axis again, in the order of the axis."""
    found = list(dict.fromkeys(str(row["series"]) for row in rows))
    order = {str(label): n for n, label in enumerate(dict.fromkeys(row["label"] for row in rows))}
    if sum(name in order for name in found) > len(found) / 2:
        found.sort(key=lambda name: order.get(name, len(order)))
    return tuple(found)


def _interval(row: Sequence[Value], low: int, high: int, value: Value) -> Row:
    """The ends of an interval; a rate of nobody has none and stands for itself."""
    ends = (as_float(row[low]), as_float(row[high]))
    own = as_float(value)
    return {"low": ends[0] if ends[0] is not None else own, "high": ends[1] if ends[1] is not None else own}


def end_of(shape: Shape, position: int, end: str) -> int | None:
    """The column with one end of the interval around a measure."""
    names = (f"{shape.column(position).name}__{end}", end)
    return next(
        (i for i, column in enumerate(shape.table.columns) if column.kind == end and column.name in names), None
    )


def folded(
    shape: Shape, positions: Sequence[int], names: Sequence[str], label: int, rows: Sequence[int] | None = None
) -> Marks:
    """Several measures of one unit as series."""
    parts = [marks_of(shape, position, label=label, rows=rows) for position in positions]
    made = [{**row, "series": name} for part, name in zip(parts, names, strict=True) for row in part.rows]
    return replace(
        parts[0],
        rows=made,
        axis=axis_of(shape, positions[0], [row["value"] for row in made]),
        series=tuple(names),
    )


def axis_and_series(shape: Shape) -> tuple[int, int]:
    """Which grouping goes along the axis and which becomes series: time first, then the one with more groups."""
    if shape.period is not None:
        return shape.period, shape.groups[0]
    first, second = shape.groups
    return (first, second) if shape.distinct(first) >= shape.distinct(second) else (second, first)


def axis_of(shape: Shape, position: int, values: Sequence[object]) -> Axis:
    """The axis of a column: its heading with the unit, and how its ticks are written."""
    column, wording = shape.column(position), shape.wording
    kind = "percent" if column.format.kind == "percent" or column.kind in ("rate", "share") else column.format.kind
    sign = formats.currency_sign(column.unit).strip() if column.unit.kind == "currency" else ""
    unit, title = formats.unit_word(column.unit, wording.language), wording.header(column)
    numbers = [value for value in map(as_float, values) if value is not None] or [0.0]
    return Axis(
        title=wording.say("chart.axis", name=title, unit=unit) if unit and unit not in title else title,
        tick=tick_expression(kind, wording.language, sign, wording.style, wording.scale_of(column)),
        low=min(numbers),
        high=max(numbers),
    )


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


def with_steps(marks: Marks, shape: Shape) -> Marks:
    """The steps of a funnel, each with the part that came from the step before."""
    rate = shape.step_rate
    assert rate is not None
    made: list[Row] = []
    for n, row in enumerate(marks.rows):
        kept = shape.wording.cell(shape.table.rows[n][rate], shape.column(rate))
        made.append(row if n == 0 else {**row, "written": _beside(shape, str(row["written"]), kept)})
    return replace(marks, rows=made)


def with_shares(marks: Marks, shape: Shape, share: int) -> Marks:
    """Cells with a second line: their part of all."""
    by_row: Mapping[int, str] = {
        shape.row_number(i): shape.wording.cell(row[share], shape.column(share))
        for i, row in enumerate(shape.table.rows)
    }
    return replace(
        marks, rows=[{**row, "written": f"{row['written']}\n{by_row[int(str(row['row']))]}"} for row in marks.rows]
    )


def _beside(shape: Shape, value: str, rate: str) -> str:
    return shape.wording.say("chart.step", value=value, rate=rate)
