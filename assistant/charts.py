"""Which chart suits a result, and why.

Rule: first what the marks can show truly (bars from 0, parts only of what adds up, no pie of many), then what is
read best. A chart somebody asked for is used where it is honest; else the reason says why not. The table keeps
every row, whatever is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from assistant import chart_specs as draw
from assistant.answer_parts import Chart, ChartType
from assistant.chart_rows import (
    MAX_BARS,
    Shape,
    as_float,
    axis_and_series,
    axis_of,
    far_out,
    first_rows,
    folded,
    grid,
    has_own_order,
    is_number,
    largest_changes,
    marks_of,
    rest_row,
    widened,
    with_measures,
    with_ranges,
    with_time,
)
from assistant.chart_specs import MAX_MARKS, Row, Spec, themed
from assistant.wording import Wording
from semantic_layer.result import ResultTable, Value

__all__ = ["choose_chart", "themed"]

MAX_LINES = 5
MAX_PANELS = 12
MAX_CELLS = 400
MAX_GROUPS, MAX_SERIES = 6, 4
FEW_PERIODS = 3
FEWEST_KNOWN = 36  # periods before a forecast that are drawn
READABLE_BARS = 20  # two measures of more groups than this are read better as points
MAX_PIE = 3


def choose_chart(
    table: ResultTable,
    context: ResultTable | None,
    asked: str | None,
    wording: Wording,
    *,
    buckets: bool = False,
    periods: tuple[str, str] | None = None,
    listed: bool = False,
    ranked_by: str | None = None,
) -> Chart:
    """Return the chart of a result. `context` are all groups behind a ranking: they are drawn, the winners marked.

    `periods` are the names of the two periods of a comparison. `listed`: the table has a row for each row of a dataset;
    `ranked_by` is the column whose order they are in.
    """
    if {"forecast", "usual_range"} & set(table.flags):
        return _not_as_asked(_ranged(context or table, wording), asked, wording)
    table = _begun(table, wording)
    if listed:
        shape = Shape(with_measures(table, wording), wording, listed=True)
        shape = replace(shape, ranked=ranked_by in {shape.column(i).name for i in shape.measures})
    elif context is not None and len(context.rows) > len(table.rows):
        winners = tuple(tuple(row[i] for i in table.of_kind("dimension")) for row in table.rows)
        shape = Shape(context, wording, buckets, winners, ranked=True, periods=periods)
    else:
        shape = Shape(table, wording, buckets, periods=periods)
        shape = replace(shape, winners=_highest(shape))
    honest = honest_types(shape)
    if asked and asked in honest:
        chosen = next(kind for kind in honest if kind == asked)
        drawn = _draw(chosen, shape)
        return replace(drawn, reason=wording.say("chart.reason.asked"), others=_others(honest, chosen))
    drawn = _draw(honest[0], shape)
    return replace(_not_as_asked(drawn, asked, wording), others=_others(honest, drawn.type))


def _not_as_asked(drawn: Chart, asked: str | None, wording: Wording) -> Chart:
    """The chart with the reason why it is not the one that was asked for."""
    if not asked or asked in ("none", "table", drawn.type):
        return drawn
    name = wording.say(f"chart.type.{asked}") if asked in _DRAWERS else asked
    return replace(drawn, reason=f"{wording.say('chart.reason.not_honest', asked=name)} {drawn.reason}")


def _begun(table: ResultTable, wording: Wording) -> ResultTable:
    """The table without periods that have no complete day yet: their 0 would be drawn as a fall."""
    period = next(iter(table.of_kind("period")), None)
    if period is None or not table.incomplete:
        return table
    empty = {i for i in table.incomplete if _is_on_or_after(table.rows[i][period], wording.calendar.as_of)}
    kept = [i for i in range(len(table.rows)) if i not in empty]
    return replace(
        table,
        rows=tuple(table.rows[i] for i in kept),
        incomplete=tuple(new for new, old in enumerate(kept) if old in table.incomplete),
        others=None,
    )


def _is_on_or_after(value: Value, day: date) -> bool:
    return isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) >= day


def _highest(shape: Shape) -> tuple[tuple[Value, ...], ...]:
    """The group that the headline calls highest: the one to look at first."""
    if len(shape.groups) != 1 or not shape.measures:
        return ()
    rows = [
        row for i, row in enumerate(shape.table.rows) if i != shape.table.others and is_number(row[shape.measures[0]])
    ]
    if not rows:
        return ()
    best = max(rows, key=lambda row: as_float(row[shape.measures[0]]) or 0.0)
    return ((best[shape.groups[0]],),)


def honest_types(shape: Shape) -> tuple[ChartType, ...]:
    """Return the chart types that can show this result truly, the best first; "none" is always one."""
    table, measures = shape.table, shape.measures
    if not table.rows or not measures:
        return ("none", "scatter") if len(table.rows) > 1 and len(_number_columns(shape)) == 2 else ("none",)
    if shape.listed:
        return _by_row(shape)
    if len(table.rows) == 1:
        return ("tile", "none")
    if shape.period is not None:
        return _over_time(shape)
    match len(shape.groups):
        case 1 if _lists_members(shape):
            return ("none",)
        case 1:
            return _by_group(shape)
        case 2:
            return _by_two_groups(shape)
        case _:
            return ("none",)


def _by_row(shape: Shape) -> tuple[ChartType, ...]:
    """Of a list: a table, but bars for a short ranking of one name and one number; points if they are asked for."""
    numbers, rows = len(shape.measures), len(shape.table.rows)
    found: list[ChartType] = ["none"]
    if len(shape.groups) == 1 and 1 < rows <= READABLE_BARS:
        found.insert(0 if shape.ranked and numbers == 1 else 1, "bar")
    if numbers >= 2 and rows > 1:
        found.append("scatter")
    return tuple(found)


def _over_time(shape: Shape) -> tuple[ChartType, ...]:
    assert shape.period is not None
    periods = shape.distinct(shape.period)
    if not shape.groups:
        if periods > MAX_MARKS:
            return ("none",)
        return ("bar", "line", "none") if periods <= FEW_PERIODS else ("line", "bar", "none")
    if len(shape.groups) > 1:
        return ("none",)
    if "grid" in shape.table.flags:  # read across and down: each row a period, each column an age
        return ("heatmap", "none") if len(shape.table.rows) <= MAX_CELLS else ("none",)
    series = shape.distinct(shape.groups[0])
    if periods <= FEW_PERIODS and series <= MAX_GROUPS:
        return ("grouped_bar", "line", "none")
    if series <= MAX_PANELS and len(shape.table.rows) <= MAX_MARKS:
        stacked: tuple[ChartType, ...] = ("stacked_bar",) if _is_whole(shape) and series <= MAX_LINES else ()
        return ("line", *stacked, "heatmap", "none") if periods * series <= MAX_CELLS else ("line", *stacked, "none")
    return ("heatmap", "none") if periods * series <= MAX_CELLS else ("none",)


def _by_group(shape: Shape) -> tuple[ChartType, ...]:
    rows = len(shape.table.rows)
    found: list[ChartType] = ["histogram", "bar"] if shape.buckets else ["bar"]
    if shape.base is not None and rows <= MAX_GROUPS:
        found.insert(0, "grouped_bar")
    if len(shape.measures) >= 2:
        if shape.same_unit(shape.measures[:MAX_SERIES]) and rows <= MAX_GROUPS:
            found.insert(0, "grouped_bar")
        elif not shape.same_unit(shape.measures[:2]) and len(shape.measures) == 2 and rows > READABLE_BARS:
            found.insert(0, "scatter")
        else:
            found.append("scatter")
    if rows <= MAX_PIE and _is_whole(shape):
        found.append("pie")
    if rows <= MAX_MARKS and all(is_number(row[i]) for row in shape.table.rows for i in _numeric_groups(shape)):
        found += ["line"] if _numeric_groups(shape) else []
    return (*dict.fromkeys(found), "none")


def _by_two_groups(shape: Shape) -> tuple[ChartType, ...]:
    first, second = (shape.distinct(i) for i in shape.groups)
    small, large = sorted((first, second))
    stacked: tuple[ChartType, ...] = ("stacked_bar",) if _is_whole(shape) and small <= MAX_LINES else ()
    if len(_numeric_groups(shape)) == 1 and small <= MAX_PANELS and len(shape.table.rows) <= MAX_MARKS:
        stacked = (*stacked, "line")
    if small <= MAX_SERIES and large <= MAX_GROUPS:
        return ("grouped_bar", "heatmap", *stacked, "none")
    return ("heatmap", *stacked, "none") if first * second <= MAX_CELLS else (*stacked, "none")


def _lists_members(shape: Shape) -> bool:
    """One row per customer, order or the like is a list to read, not groups to compare."""
    source, model = shape.column(shape.groups[0]).source or shape.column(shape.groups[0]).name, shape.wording.model
    if model.has_dimension(source):
        return model.dimension(source).type == "identifier" and len(shape.table.rows) > MAX_BARS
    return model.has_entity(source)


def _is_whole(shape: Shape) -> bool:
    """Parts of a whole: additive and nowhere negative."""
    position = shape.measures[0]
    values = [as_float(row[position]) for row in shape.table.rows]
    return shape.is_additive(position) and all(value is None or value >= 0 for value in values)


def _numeric_groups(shape: Shape) -> tuple[int, ...]:
    return tuple(i for i in shape.groups if all(is_number(row[i]) for row in shape.table.rows))


def _number_columns(shape: Shape) -> tuple[int, ...]:
    """Groupings that hold numbers, also where some are missing: the axes of the rows themselves."""
    rows = shape.table.rows
    return tuple(
        i
        for i in shape.groups
        if any(is_number(row[i]) for row in rows) and all(row[i] is None or is_number(row[i]) for row in rows)
    )


def _others(honest: tuple[ChartType, ...], chosen: ChartType) -> tuple[ChartType, ...]:
    return tuple(kind for kind in honest if kind not in (chosen, "none"))


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(kind: ChartType, shape: Shape) -> Chart:
    return _DRAWERS[kind](shape)


def _none(shape: Shape) -> Chart:
    key = "chart.reason.listed" if shape.listed else "chart.reason.none"
    return Chart("none", reason=shape.wording.say(key if shape.table.rows else "chart.reason.empty"))


def _tile(shape: Shape) -> Chart:
    return Chart("tile", reason=shape.wording.say("chart.reason.tile"))


def _bar(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.period is not None:
        marks = marks_of(shape, shape.measures[0], label=shape.period)
        return Chart("bar", draw.columns(marks), say("chart.reason.bar.period"))
    if len(shape.measures) > 1 and not shape.same_unit(shape.measures[:2]) and shape.base is None:
        top = first_rows(shape, shape.measures[0])
        specs = [draw.bars(marks_of(shape, position, rows=top)) for position in shape.measures[:2]]
        return Chart("bar", draw.stack_of(specs), _bar_reason(shape, len(top)))
    position = shape.measures[0]
    if shape.base is not None and (changes := shape.table.of_kind("change")):
        return _changes(shape, changes[0])
    rows = first_rows(shape, position)
    marks = marks_of(shape, position, rows=rows)
    rest = rest_row(shape, position, rows)
    if rest is not None:
        marks = replace(marks, rows=[*marks.rows, rest], axis=widened(marks.axis, rest))
        return Chart("bar", draw.bars(marks), say("chart.reason.bar.others", n=len(rows)))
    reason = _bar_reason(shape, len(rows))
    if any("low" in row for row in marks.rows):
        reason = say("chart.reason.interval", reason=reason)
    return Chart("bar", draw.bars(marks), reason)


def _changes(shape: Shape, position: int) -> Chart:
    """The largest changes in either direction, falls and rises on their own side of 0."""
    rows = largest_changes(shape, position)
    marks = marks_of(shape, position, rows=rows)
    rest = rest_row(shape, position, rows)
    if rest is not None:
        marks = replace(marks, rows=[*marks.rows, rest], axis=widened(marks.axis, rest))
    return Chart("bar", draw.bars(marks), shape.wording.say("chart.reason.bar.change"))


def _bar_reason(shape: Shape, drawn: int) -> str:
    total = len(shape.table.rows)
    if shape.listed and shape.ranked:
        return shape.wording.say("chart.reason.bar.listed")
    if drawn < total and shape.ranked:
        return shape.wording.say("chart.reason.bar.ranked", n=drawn)
    if drawn < total:
        return shape.wording.say("chart.reason.bar.top", n=drawn, all=total)
    return shape.wording.say(
        "chart.reason.bar.scale" if has_own_order(shape) and not shape.ranked else "chart.reason.bar"
    )


def _histogram(shape: Shape) -> Chart:
    marks = marks_of(shape, shape.measures[0])
    return Chart("histogram", draw.columns(marks, touching=True), shape.wording.say("chart.reason.histogram"))


def _grouped(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.base is not None and len(shape.groups) == 1:
        pair = (shape.measures[0], shape.base)
        marks = folded(shape, pair, shape.now_and_then, shape.groups[0], rows=first_rows(shape, pair[0]))
        return Chart("grouped_bar", draw.grouped(marks, then=True), say("chart.reason.grouped_bar.then"))
    elif len(shape.measures) > 1 and len(shape.groups) == 1:
        chosen = shape.measures[:MAX_SERIES]
        names = tuple(shape.wording.header(shape.column(i)) for i in chosen)
        marks = folded(shape, chosen, names, shape.groups[0])
    else:
        label, series = axis_and_series(shape)
        marks = marks_of(shape, shape.measures[0], label=label, series=series)
    return Chart("grouped_bar", draw.grouped(marks), say("chart.reason.grouped_bar"))


def _stacked(shape: Shape) -> Chart:
    label, series = axis_and_series(shape)
    marks = marks_of(shape, shape.measures[0], label=label, series=series)
    return Chart("stacked_bar", draw.grouped(marks, stacked=True), shape.wording.say("chart.reason.stacked_bar"))


def _line(shape: Shape) -> Chart:
    say = shape.wording.say
    label = shape.period if shape.period is not None else (*_numeric_groups(shape), *shape.groups)[0]
    series = next((group for group in shape.groups if group != label), None)
    if series is not None:
        marks = marks_of(shape, shape.measures[0], label=label, series=series)
        if len(marks.series) > MAX_LINES:
            return Chart("line", draw.small_multiples(marks), say("chart.reason.line.multiple"))
    elif shape.base is not None:
        marks = folded(shape, (shape.measures[0], shape.base), shape.now_and_then, label)
    elif len(shape.measures) > 1 and shape.same_unit(shape.measures[:MAX_LINES]):
        chosen = shape.measures[:MAX_LINES]
        marks = folded(shape, chosen, tuple(shape.wording.header(shape.column(i)) for i in chosen), label)
    elif len(shape.measures) > 1:
        specs = [_one_line(shape, position, label) for position in shape.measures[:3]]
        return Chart("line", draw.stack_of(specs), say("chart.reason.line"))
    else:
        return Chart("line", _one_line(shape, shape.measures[0], label), say("chart.reason.line"))
    return Chart("line", draw.lines(with_time(marks), say("chart.incomplete")), say("chart.reason.line"))


def _one_line(shape: Shape, position: int, label: int) -> Spec:
    marks = marks_of(shape, position, label=label)
    return draw.lines(with_time(marks), shape.wording.say("chart.incomplete"))


def _ranged(table: ResultTable, wording: Wording) -> Chart:
    """A series with ranges: those of a forecast lie ahead and are dashed; usual ranges lie behind the values."""
    shape = Shape(table, wording)
    if shape.period is None or not shape.measures or len(table.rows) < 2:
        return _none(shape)
    is_forecast = "forecast" in table.flags
    marks = marks_of(shape, shape.measures[0], label=shape.period)
    rows = with_ranges(marks.rows, shape, is_forecast=is_forecast)[-MAX_MARKS:]
    if is_forecast:
        ahead = sum(bool(row["estimate"]) for row in rows)
        rows = rows[-max(FEWEST_KNOWN, 4 * ahead) - ahead :]
    name = "forecast" if is_forecast else "usual_range"
    reason = wording.say(f"chart.reason.{name}")
    return Chart("line", draw.ranged(replace(marks, rows=rows), wording.say(f"chart.{name}")), reason)


def _heatmap(shape: Shape) -> Chart:
    label, series = axis_and_series(shape)
    marks = marks_of(shape, shape.measures[0], label=label, series=series)
    if "grid" in shape.table.flags:  # what is not over has no cell, so that it never looks like a low value
        marks = replace(marks, rows=[row for row in marks.rows if row["value"] is not None])
    return Chart(
        "heatmap", draw.heatmap(marks, ceiling=_ceiling(marks.rows)), shape.wording.say("chart.reason.heatmap")
    )


def _ceiling(rows: Sequence[Row]) -> float | None:
    """The highest value outside of a column that is the same everywhere: every cohort begins with 100%.

    None where each column says something: the colours then reach up to the highest value of all.
    """
    columns: dict[object, list[float]] = {}
    for row in rows:
        if isinstance(row["value"], int | float):
            columns.setdefault(row["series"], []).append(float(row["value"]))
    highest = max((value for values in columns.values() for value in values), default=0.0)
    telling = [v for values in columns.values() if len(values) < 2 or {*values} != {highest} for v in values]
    return max(telling) if telling and max(telling) < highest else None


def _scatter(shape: Shape) -> Chart:
    across, up = shape.measures[:2] or _number_columns(shape)
    named = next((group for group in shape.groups if group not in (across, up)), None)
    rows: list[Row] = []
    for row in shape.table.rows:
        x, y = as_float(row[across]), as_float(row[up])
        if x is None or y is None:
            continue
        label = "" if named is None else shape.wording.cell(row[named], shape.column(named))
        exact = (shape.wording.cell(row[i], shape.column(i)) for i in (across, up))
        x_exact, y_exact = exact
        rows.append({"label": label, "x": x, "value": y, "x_exact": x_exact, "exact": y_exact, "named": False})
    axes = axis_of(shape, across, [r["x"] for r in rows]), axis_of(shape, up, [r["value"] for r in rows])
    reason = shape.wording.say("chart.reason.scatter.rows" if shape.listed else "chart.reason.scatter")
    if len(rows) > MAX_MARKS:
        return Chart("scatter", draw.binned(grid(rows), *axes), reason)
    for point in far_out(rows):
        point["named"] = True
    return Chart("scatter", draw.scatter(rows, *axes), reason)


def _pie(shape: Shape) -> Chart:
    marks = marks_of(shape, shape.measures[0])
    rows = [{**row, "rank": n, "both": f"{row['label']} {row['written']}"} for n, row in enumerate(marks.rows)]
    return Chart("pie", draw.pie(replace(marks, rows=rows)), shape.wording.say("chart.reason.pie"))


_DRAWERS = {
    "none": _none, "tile": _tile, "bar": _bar, "histogram": _histogram, "grouped_bar": _grouped,
    "stacked_bar": _stacked, "line": _line, "heatmap": _heatmap, "scatter": _scatter, "pie": _pie,
}  # fmt: skip
