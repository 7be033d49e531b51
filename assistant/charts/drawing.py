"""One function for each chart type: from the rows of a result to a picture and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant import formats
from assistant.answer_parts import Chart, ChartType
from assistant.charts import bars as chart_bars
from assistant.charts import cells as chart_cells
from assistant.charts import lines as chart_lines
from assistant.charts.layout import stack_of
from assistant.charts.rows import (
    axis_and_series,
    axis_of,
    farthest_from,
    first_rows,
    folded,
    largest_changes,
    marks_of,
    rest_row,
    total_row,
    with_row,
    with_shares,
    with_steps,
)
from assistant.charts.rules import MAX_LINES, MAX_SERIES
from assistant.charts.series import far_out, grid, with_median, with_ranges, with_time
from assistant.charts.shape import Shape, as_float
from assistant.charts.specs import MAX_MARKS, Marks, Row, Spec
from assistant.texts import knows

FEWEST_KNOWN = 36  # periods before a forecast that are drawn
INDEX_BASE = 100.0  # of an index: as the average
MAX_AGES = 13  # columns of a cohort triangle whose figures can be read: a year and the beginning


def draw(kind: ChartType, shape: Shape) -> Chart:
    return _DRAWERS[kind](shape)


def _none(shape: Shape) -> Chart:
    key = "chart.reason.listed" if shape.listed else "chart.reason.none"
    return Chart("none", reason=shape.wording.say(key if shape.table.rows else "chart.reason.empty"))


def _tile(shape: Shape) -> Chart:
    return Chart("tile", reason=shape.wording.say("chart.reason.tile"))


def _bar(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.period is not None:
        marks = replace(marks_of(shape, shape.measures[0], label=shape.period), category="")
        return Chart("bar", chart_bars.columns(marks), say("chart.reason.bar.period"))
    if len(shape.measures) > 1 and not shape.same_unit(shape.measures[:2]) and shape.base is None:
        top = first_rows(shape, shape.measures[0])
        own = [shape if shape.ranked else replace(shape, winners=shape.highest(p)) for p in shape.measures[:2]]
        pairs = zip(own, shape.measures[:2], strict=True)
        specs = [chart_bars.bars(marks_of(each, position, rows=top)) for each, position in pairs]
        return Chart("bar", stack_of(specs), _bar_reason(shape, len(top)), hidden=len(shape.table.rows) - len(top))
    position = shape.measures[0]
    if shape.has_contributions:
        return _changes(shape, position)
    if shape.is_index:
        return _index(shape, position)
    if shape.base is not None and (changes := shape.table.of_kind("change")):
        return _changes(shape, changes[0])
    rows = first_rows(shape, position)
    hidden = len(shape.table.rows) - len(rows)
    rest = rest_row(shape, position, rows)
    marks = with_row(marks_of(shape, position, rows=rows), rest)
    if rest is not None:
        return Chart("bar", chart_bars.bars(marks), say("chart.reason.bar.others", n=len(rows)), hidden=hidden)
    reason = _bar_reason(shape, len(rows))
    if any("low" in row for row in marks.rows):
        reason = say("chart.reason.interval", reason=reason)
    return Chart("bar", chart_bars.bars(marks), reason, hidden=hidden)


def _index(shape: Shape, position: int) -> Chart:
    """What stands out most first, on either side of the average."""
    rows = farthest_from(INDEX_BASE, shape, position)
    marks = marks_of(shape, position, rows=rows)
    marks = replace(marks, rows=[{**row, "strong": n == 0} for n, row in enumerate(marks.rows)])
    hidden = len(shape.table.rows) - len(rows)
    key = "chart.reason.bar.index.first" if hidden else "chart.reason.bar.index"
    reason = shape.wording.say(key, n=len(rows), all=len(shape.table.rows))
    return Chart("bar", chart_bars.bars(marks, average=INDEX_BASE), reason, hidden=hidden)


def _changes(shape: Shape, position: int) -> Chart:
    """The largest changes in either direction, falls and rises on their own side of 0, and what they add up to."""
    rows = largest_changes(shape, position)
    marks = marks_of(shape, position, rows=rows)
    largest = max((abs(as_float(row["value"]) or 0.0) for row in marks.rows), default=0.0)
    drawn = [{**row, "strong": largest > 0 and abs(as_float(row["value"]) or 0.0) == largest} for row in marks.rows]
    marks = with_row(replace(marks, rows=drawn), rest_row(shape, position, rows))
    total = total_row(shape, position)
    key = "chart.reason.bar.change" if total is None else "chart.reason.bar.total"
    spec = chart_bars.bars(with_row(marks, total))
    return Chart("bar", spec, shape.wording.say(key), hidden=len(shape.table.rows) - len(rows))


def _bar_reason(shape: Shape, drawn: int) -> str:
    total = len(shape.table.rows)
    if shape.listed and shape.ranked:
        return shape.wording.say("chart.reason.bar.listed")
    if drawn < total and shape.ranked:
        return shape.wording.say("chart.reason.bar.ranked", n=drawn)
    if drawn < total:
        return shape.wording.say("chart.reason.bar.top", n=drawn, all=total)
    own_order = shape.has_own_order() and not shape.ranked
    return shape.wording.say("chart.reason.bar.scale" if own_order else "chart.reason.bar")


def _histogram(shape: Shape) -> Chart:
    say, position = shape.wording.say, shape.measures[0]
    marks = marks_of(shape, position)
    if shape.is_additive(position):
        marks = with_median(marks)
    has_median = any(row.get("median") for row in marks.rows)
    spec = chart_bars.columns(marks, touching=True, median=say("chart.median") if has_median else "")
    return Chart("histogram", spec, say("chart.reason.histogram.median" if has_median else "chart.reason.histogram"))


def _funnel(shape: Shape) -> Chart:
    marks = with_steps(marks_of(shape, shape.measures[0]), shape)
    last = len(marks.rows) - 1  # the first is always the longest: how many came through is what is asked
    marks = replace(marks, rows=[{**row, "strong": n == last} for n, row in enumerate(marks.rows)])
    return Chart("funnel", chart_bars.bars(marks), shape.wording.say("chart.reason.funnel"))


def _grouped(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.base is not None and len(shape.groups) == 1 and shape.period is None:
        pair = (shape.measures[0], shape.base)
        marks = folded(shape, pair, shape.now_and_then, shape.groups[0], rows=first_rows(shape, pair[0]))
        return Chart("grouped_bar", chart_bars.grouped(marks, then=True), say("chart.reason.grouped_bar.then"))
    if len(shape.measures) > 1 and len(shape.groups) == 1 and shape.period is None:
        chosen = shape.measures[:MAX_SERIES]
        names = tuple(shape.wording.header(shape.column(i)) for i in chosen)
        marks = folded(shape, chosen, names, shape.groups[0])
        marks = replace(marks, axis=replace(marks.axis, title=""))  # the legend names them
    else:
        label, series = axis_and_series(shape)
        marks = marks_of(shape, shape.measures[0], label=label, series=series)
    return Chart("grouped_bar", chart_bars.grouped(marks), say("chart.reason.grouped_bar"))


def _stacked(shape: Shape) -> Chart:
    label, series = axis_and_series(shape)
    marks = marks_of(shape, shape.measures[0], label=label, series=series)
    return Chart("stacked_bar", chart_bars.stacked(marks), shape.wording.say("chart.reason.stacked_bar"))


def _line(shape: Shape) -> Chart:
    if {"forecast", "usual_range"} & set(shape.table.flags):
        return _ranged(shape)
    label = shape.period if shape.period is not None else (*shape.numeric_groups(), *shape.groups)[0]
    series = next((group for group in shape.groups if group != label), None)
    say = shape.wording.say
    if series is not None:
        marks = marks_of(shape, shape.measures[0], label=label, series=series)
        if len(marks.series) > MAX_LINES:
            return Chart(
                "line", chart_lines.small_multiples(marks), _cut(say("chart.reason.line.multiple"), marks, shape)
            )
    elif shape.base is not None:
        names = say("tile.now"), say("tile.then")  # of each point: the whole range has other names
        marks = folded(shape, (shape.measures[0], shape.base), names, label)
    elif len(shape.measures) > 1 and shape.same_unit(shape.measures[:MAX_LINES]):
        chosen = shape.measures[:MAX_LINES]
        marks = folded(shape, chosen, tuple(shape.wording.header(shape.column(i)) for i in chosen), label)
        unit = formats.unit_word(shape.column(chosen[0]).unit, shape.wording.language)
        marks = replace(marks, axis=replace(marks.axis, title=unit))  # the lines are named at their ends
    elif len(shape.measures) > 1:
        parts = [marks_of(shape, position, label=label) for position in shape.measures[:3]]
        reason = say("chart.reason.line")
        for part in parts:
            reason = _cut(reason, part, shape)
        return Chart("line", stack_of([_lines(part, shape) for part in parts]), reason)
    else:
        marks = marks_of(shape, shape.measures[0], label=label)
    return Chart("line", _lines(marks, shape), _cut(say("chart.reason.line"), marks, shape))


def _lines(marks: Marks, shape: Shape) -> Spec:
    return chart_lines.lines(with_time(marks), shape.wording.say("chart.incomplete"))


def _cut(reason: str, marks: Marks, shape: Shape) -> str:
    """The reason, with a warning where the value axis does not begin at 0."""
    warning = shape.wording.say("chart.cut_axis")
    if not marks.axis.is_cut or warning in reason:
        return reason
    return shape.wording.say("chart.reason.and", reason=reason, more=warning)


def _ranged(shape: Shape) -> Chart:
    """A series with ranges: those of a forecast lie ahead and are dashed; usual ranges lie behind the values."""
    is_forecast, say = "forecast" in shape.table.flags, shape.wording.say
    marks = marks_of(shape, shape.measures[0], label=shape.period)
    rows = with_ranges(marks.rows, shape, is_forecast=is_forecast)[-MAX_MARKS:]
    if is_forecast:
        ahead = sum(bool(row["estimate"]) for row in rows)
        rows = rows[-max(FEWEST_KNOWN, 4 * ahead) - ahead :]
    name = "forecast" if is_forecast else "usual_range"
    spec = chart_lines.ranged(
        replace(marks, rows=rows), say(f"chart.{name}"), say("chart.ahead") if is_forecast else ""
    )
    return Chart("line", spec, _cut(say(f"chart.reason.{name}"), marks, shape))


def _heatmap(shape: Shape) -> Chart:
    say, is_triangle = shape.wording.say, "grid" in shape.table.flags
    label, series = axis_and_series(shape)
    if not is_triangle and shape.period is not None and shape.distinct(label) < shape.distinct(series):
        label, series = series, label  # the longer one down the side
    marks = marks_of(shape, shape.measures[0], label=label, series=series)
    marks = replace(marks, across=_across(shape, series))
    hidden = 0
    if is_triangle:  # what is not over has no cell, so that it never looks like a low value
        ages = marks.series if shape.view.every_group else marks.series[:MAX_AGES]
        hidden = len(marks.series) - len(ages)
        kept = [row for row in marks.rows if row["value"] is not None and row["series"] in ages]
        marks = replace(marks, rows=kept, series=ages)
    if "scores" in shape.table.flags:
        marks = with_shares(marks, shape, shape.table.of_kind("share")[0])
        marks = replace(marks, category=say("chart.scored.r"), across=say("chart.scored.f"))
    reason = say("chart.reason.scores" if "scores" in shape.table.flags else "chart.reason.heatmap")
    if hidden:
        reason = say("chart.reason.and", reason=reason, more=say("chart.ages", n=len(marks.series)))
    if any(row.get("small") for row in marks.rows):
        reason = say("chart.reason.and", reason=reason, more=say("chart.hatched"))
    return Chart("heatmap", chart_cells.heatmap(marks, ceiling=_ceiling(marks.rows)), reason, hidden=hidden)


def _across(shape: Shape, series: int) -> str:
    """The title above the columns: periods need none, ages say in what they are counted."""
    if series == shape.period:
        return ""
    grain = shape.column(shape.period).grain if shape.period is not None else ""
    key = f"chart.later.{grain}"
    if "grid" in shape.table.flags and knows(key):
        return shape.wording.say(key)
    return shape.wording.header(shape.column(series))


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
    across, up = shape.measures[:2] or shape.number_columns()
    named = next((group for group in shape.groups if group not in (across, up)), None)
    rows: list[Row] = []
    for n, row in enumerate(shape.table.rows):
        x, y = as_float(row[across]), as_float(row[up])
        if x is None or y is None:
            continue
        label = "" if named is None else shape.wording.cell(row[named], shape.column(named))
        x_exact, y_exact = (shape.wording.cell(row[i], shape.column(i)) for i in (across, up))
        rows.append(
            {"label": label, "x": x, "value": y, "x_exact": x_exact, "exact": y_exact, "named": False,
             "row": shape.row_number(n)}
        )  # fmt: skip
    axes = axis_of(shape, across, [r["x"] for r in rows]), axis_of(shape, up, [r["value"] for r in rows])
    reason = shape.wording.say("chart.reason.scatter.rows" if shape.listed else "chart.reason.scatter")
    if len(rows) > MAX_MARKS:
        return Chart("scatter", chart_cells.binned(grid(rows), *axes), reason)
    for point in far_out(rows) if shape.view.labels is not False else ():
        point["named"] = True
    return Chart("scatter", chart_cells.scatter(rows, *axes), reason)


def _pie(shape: Shape) -> Chart:
    marks = marks_of(shape, shape.measures[0])
    rows = [{**row, "rank": n, "both": f"{row['label']}\n{row['written']}"} for n, row in enumerate(marks.rows)]
    return Chart("pie", chart_cells.pie(replace(marks, rows=rows)), shape.wording.say("chart.reason.pie"))


_DRAWERS: Mapping[ChartType, Callable[[Shape], Chart]] = {
    "none": _none, "tile": _tile, "bar": _bar, "histogram": _histogram, "grouped_bar": _grouped,
    "stacked_bar": _stacked, "line": _line, "heatmap": _heatmap, "scatter": _scatter, "pie": _pie, "funnel": _funnel,
}  # fmt: skip
