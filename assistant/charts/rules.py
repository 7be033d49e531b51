"""Which chart types show a result truly, and which of them is read best.

Rule: first what the marks can show (bars from 0, parts only of what adds up, no pie of many), then what is read best.
The first type is the automatic choice; a table is always one.
"""

from __future__ import annotations

from assistant import formats
from assistant.answer_parts import ChartType
from assistant.charts.rows import MAX_BARS
from assistant.charts.shape import Shape
from assistant.charts.specs import MAX_MARKS

MAX_LINES = 5
MAX_PANELS = 12
MAX_CELLS = 400
MOSTLY_EMPTY = 3  # with fewer than one cell in so many a grid shows its gaps
MAX_GROUPS, MAX_SERIES = 6, 4
FEW_PERIODS = 3
READABLE_BARS = 20  # two measures of more groups than this are read better as points
MAX_PIE = 3


def honest_types(shape: Shape) -> tuple[ChartType, ...]:
    """Return the chart types that can show this result truly, the best first; "none" is always one."""
    return tuple(found for found in _by_form(shape) if found != "scatter" or _has_points(shape))


def _has_points(shape: Shape) -> bool:
    """Whether any row has both numbers."""
    across, up = shape.measures[:2] or shape.number_columns()
    return any(formats.is_number(row[across]) and formats.is_number(row[up]) for row in shape.table.rows)


def _by_form(shape: Shape) -> tuple[ChartType, ...]:
    table, measures = shape.table, shape.measures
    if not table.rows or not measures:
        return ("none", "scatter") if len(table.rows) > 1 and len(shape.number_columns()) == 2 else ("none",)
    if {"forecast", "usual_range"} & set(table.flags):
        return ("line", "none") if shape.period is not None and len(table.rows) > 1 else ("none",)
    if shape.listed:
        return _by_row(shape)
    if len(table.rows) == 1:
        return ("tile", "none")
    if shape.period is not None:
        return _over_time(shape)
    match len(shape.groups):
        case 1 if _lists_members(shape):
            return ("none", "bar") if 1 < len(shape.table.rows) <= READABLE_BARS else ("none",)
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
        return ("heatmap", "none") if len(shape.table.rows) <= MAX_MARKS else ("none",)
    series = shape.distinct(shape.groups[0])
    cells: tuple[ChartType, ...] = ("heatmap",) if periods * series <= MAX_CELLS else ()
    if periods <= FEW_PERIODS and series <= MAX_GROUPS:
        return ("grouped_bar", "line", *cells, "none")
    if series <= MAX_PANELS and len(shape.table.rows) <= MAX_MARKS:
        stacked: tuple[ChartType, ...] = ("stacked_bar",) if shape.is_whole() and series <= MAX_LINES else ()
        return ("line", *stacked, *cells, "none")
    return (*cells, "none")


def _by_group(shape: Shape) -> tuple[ChartType, ...]:
    rows = len(shape.table.rows)
    found: list[ChartType] = ["histogram", "bar"] if shape.buckets else ["bar"]
    if shape.step_rate is not None:
        return ("funnel", "bar", "none")
    if shape.has_contributions:
        return ("bar", "none")
    if shape.base is not None and rows <= MAX_GROUPS:
        found.insert(0, "grouped_bar")
    if len(shape.measures) >= 2:
        if shape.same_unit(shape.measures[:MAX_SERIES]) and rows <= MAX_GROUPS:
            found.insert(0, "grouped_bar")
        elif not shape.same_unit(shape.measures[:2]) and len(shape.measures) == 2 and rows > READABLE_BARS:
            found.insert(0, "scatter")
        else:
            found.append("scatter")
    if rows <= MAX_PIE and shape.is_whole():
        found.append("pie")
    if rows <= MAX_MARKS and all(formats.is_number(row[i]) for row in shape.table.rows for i in shape.numeric_groups()):
        found += ["line"] if shape.numeric_groups() else []
    return (*dict.fromkeys(found), "none")


def _by_two_groups(shape: Shape) -> tuple[ChartType, ...]:
    first, second = (shape.distinct(i) for i in shape.groups)
    if "scores" in shape.table.flags:  # scores have an order both ways
        return ("heatmap", "none")
    small, large = sorted((first, second))
    stacked: tuple[ChartType, ...] = ("stacked_bar",) if shape.is_whole() and small <= MAX_LINES else ()
    if len(shape.numeric_groups()) == 1 and small <= MAX_PANELS and len(shape.table.rows) <= MAX_MARKS:
        stacked = (*stacked, "line")
    if small <= MAX_SERIES and large <= MAX_GROUPS:
        return ("grouped_bar", "heatmap", *stacked, "none")
    if first * second > MAX_CELLS:
        return (*stacked, "none")
    if len(shape.table.rows) * MOSTLY_EMPTY < first * second:  # the first few of each group: a few cells a line
        return (*stacked, "none", "heatmap")
    return ("heatmap", *stacked, "none")


def _lists_members(shape: Shape) -> bool:
    """One row per customer, order or the like is a list to read, not groups to compare."""
    source, model = shape.column(shape.groups[0]).source or shape.column(shape.groups[0]).name, shape.wording.model
    if model.has_dimension(source):
        return model.dimension(source).type == "identifier" and len(shape.table.rows) > MAX_BARS
    return model.has_entity(source)
