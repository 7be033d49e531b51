"""What lines and points need to know about their rows: the last, the open, the expected, and what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import quantiles

from assistant.charts.rows import end_of
from assistant.charts.shape import Shape, as_float
from assistant.charts.specs import Marks, Row


def with_time(marks: Marks) -> Marks:
    """Mark the last point of each line, and the step from the last complete period to the open one."""
    by_series: dict[object, list[Row]] = {}
    for row in marks.rows:
        by_series.setdefault(row.get("series"), []).append(row)
    done: list[Row] = []
    for rows in by_series.values():
        first_open = next((n for n, row in enumerate(rows) if row["open"]), len(rows))
        for n, row in enumerate(rows):
            is_last = n == len(rows) - 1
            done.append(
                {
                    **row,
                    "series": row.get("series", ""),
                    "bridge": n >= first_open - 1 and first_open < len(rows),
                    "last": is_last,
                    "named": bool(row["open"]) and is_last and rows is next(iter(by_series.values())),
                }
            )
    return replace(marks, rows=done, series=marks.series or ("",))


def with_ranges(rows: Sequence[Row], shape: Shape, *, is_forecast: bool) -> list[Row]:
    """Mark which rows have a range, which of them are estimates, and which values lie outside their range."""
    low, high = (end_of(shape, shape.measures[0], end) for end in ("low", "high"))
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
                "first": estimate and (n == 0 or not has[n - 1]), "last": estimate and n == len(rows) - 1,
                "range": " – ".join(ends),
            }
        )  # fmt: skip
    return made


def far_out(rows: list[Row]) -> list[Row]:
    """The points to name: all of a few, else up to three that lie far out by each measure, on either side.

    Of two that lie side by side the farther is named.
    Where none lies beyond one and a half times the range of the middle half, the three highest are named.
    """
    if len(rows) <= 12:
        return rows
    named: list[Row] = []
    for point in (point for name in ("value", "x") for point in _farthest(rows, name)):
        if not any(_beside(point, other, rows) for other in named):  # two names on one place can both not be read
            named.append(point)
    return named


def _beside(one: Row, other: Row, rows: list[Row]) -> bool:
    """Whether the names of two points would lie over each other: a name is wide and low."""
    return all(
        abs((as_float(one[name]) or 0.0) - (as_float(other[name]) or 0.0)) < part * _spread(rows, name)
        for name, part in (("x", 0.25), ("value", 0.05))
    )


def _spread(rows: list[Row], name: str) -> float:
    numbers = [as_float(row[name]) or 0.0 for row in rows]
    return max(numbers) - min(numbers)


def _farthest(rows: list[Row], name: str) -> list[Row]:
    def number(row: Row) -> float:
        return as_float(row[name]) or 0.0

    low, middle, high = quantiles(map(number, rows), n=4)
    reach = 1.5 * (high - low)
    outside = [row for row in rows if not low - reach <= number(row) <= high + reach]
    by_distance = sorted(outside, key=lambda row: -abs(number(row) - middle))
    return (by_distance or sorted(rows, key=lambda row: -number(row)))[:3]


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


def with_median(marks: Marks) -> Marks:
    """Mark the range in which half of all cases are reached; nothing where the counts are not all known."""
    counts = [as_float(row["value"]) for row in marks.rows]
    known = [count for count in counts if count is not None and count >= 0]
    if len(known) < len(counts) or not sum(known):
        return marks
    reached, half, found = 0.0, sum(known) / 2, False
    made: list[Row] = []
    for row, count in zip(marks.rows, known, strict=True):
        reached += count
        made.append({**row, "median": reached >= half and not found})
        found = found or reached >= half
    return replace(marks, rows=made)
