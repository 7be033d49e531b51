"""Which chart suits a result, and why.

Rule: first what the marks can show truly (bars from 0, parts only of what adds up, no pie of many), then what is
read best. A chart somebody asked for is used where it is honest; else the reason says why not. The table keeps
every row, whatever is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from assistant import chart_specs as draw
from assistant import formats
from assistant.answer_parts import Chart, ChartType
from assistant.chart_specs import MAX_MARKS, Axis, Marks, Row, Spec, themed
from assistant.wording import Wording
from semantic_layer.model import SimpleMetric
from semantic_layer.result import Column, ResultTable, Value

__all__ = ["choose_chart", "themed"]

MAX_BARS = 8
MAX_LINES = 5
MAX_PANELS = 12
MAX_CELLS = 400
MAX_GROUPS, MAX_SERIES = 6, 4
FEW_PERIODS = 3
READABLE_BARS = 20  # two measures of more groups than this are read better as points
MAX_PIE = 3


@dataclass(frozen=True)
class Shape:
    """What a table offers to a chart."""

    table: ResultTable
    wording: Wording
    buckets: bool = False
    winners: tuple[tuple[Value, ...], ...] = ()  # groups to draw in the accent colour
    ranked: bool = False  # the rows are in the order that was asked for

    @cached_property
    def period(self) -> int | None:
        return next(iter(self.table.of_kind("period")), None)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        return self.table.of_kind("dimension")

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """Columns that can be drawn: metrics, else shares of the whole; never counts behind a rate."""
        return self.table.of_kind("metric") or self.table.of_kind("share")

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
        name, model = self.column(position).source or self.column(position).name, self.wording.model
        if "parts_overlap" in self.table.flags or not model.has_metric(name):
            return False
        metric = model.metric(name)
        return isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"


def choose_chart(
    table: ResultTable, context: ResultTable | None, asked: str | None, wording: Wording, *, buckets: bool = False
) -> Chart:
    """Return the chart of a result. `context` are all groups behind a ranking: they are drawn, the winners marked."""
    winners = tuple(tuple(row[i] for i in table.of_kind("dimension")) for row in table.rows)
    if context is not None and len(context.rows) > len(table.rows):
        shape = Shape(context, wording, buckets, winners, ranked=True)
    else:
        shape = Shape(table, wording, buckets, winners[:1] if len(table.rows) > 1 else ())
    honest = honest_types(shape)
    if asked and asked in honest:
        chosen = next(kind for kind in honest if kind == asked)
        drawn = _draw(chosen, shape)
        return replace(drawn, reason=wording.say("chart.reason.asked"), others=_others(honest, chosen))
    drawn = _draw(honest[0], shape)
    if asked and asked not in ("none", "table"):
        known = f"chart.type.{asked}"
        name = wording.say(known) if asked in _DRAWERS else asked
        drawn = replace(drawn, reason=f"{wording.say('chart.reason.not_honest', asked=name)} {drawn.reason}")
    return replace(drawn, others=_others(honest, drawn.type))


def honest_types(shape: Shape) -> tuple[ChartType, ...]:
    """Return the chart types that can show this result truly, the best first; "none" is always one."""
    table, measures = shape.table, shape.measures
    if not table.rows or not measures:
        return ("none",)
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


def _over_time(shape: Shape) -> tuple[ChartType, ...]:
    assert shape.period is not None
    periods = shape.distinct(shape.period)
    if not shape.groups:
        if periods > MAX_MARKS:
            return ("none",)
        return ("bar", "line", "none") if periods <= FEW_PERIODS else ("line", "bar", "none")
    if len(shape.groups) > 1:
        return ("none",)
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
    if rows <= MAX_MARKS and all(_is_number(row[i]) for row in shape.table.rows for i in _numeric_groups(shape)):
        found += ["line"] if _numeric_groups(shape) else []
    return (*dict.fromkeys(found), "none")


def _by_two_groups(shape: Shape) -> tuple[ChartType, ...]:
    first, second = (shape.distinct(i) for i in shape.groups)
    small, large = sorted((first, second))
    stacked: tuple[ChartType, ...] = ("stacked_bar",) if _is_whole(shape) and small <= MAX_LINES else ()
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
    values = [_float(row[position]) for row in shape.table.rows]
    return shape.is_additive(position) and all(value is None or value >= 0 for value in values)


def _numeric_groups(shape: Shape) -> tuple[int, ...]:
    return tuple(i for i in shape.groups if all(_is_number(row[i]) for row in shape.table.rows))


def _others(honest: tuple[ChartType, ...], chosen: ChartType) -> tuple[ChartType, ...]:
    return tuple(kind for kind in honest if kind not in (chosen, "none"))


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(kind: ChartType, shape: Shape) -> Chart:
    return _DRAWERS[kind](shape)


def _none(shape: Shape) -> Chart:
    key = "chart.reason.none" if shape.table.rows else "chart.reason.empty"
    return Chart("none", reason=shape.wording.say(key))


def _tile(shape: Shape) -> Chart:
    return Chart("tile", reason=shape.wording.say("chart.reason.tile"))


def _bar(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.period is not None:
        marks = _marks(shape, shape.measures[0], label=shape.period)
        return Chart("bar", draw.columns(marks), say("chart.reason.bar.period"))
    if len(shape.measures) > 1 and not shape.same_unit(shape.measures[:2]) and shape.base is None:
        top = _first_rows(shape, shape.measures[0])
        specs = [draw.bars(_marks(shape, position, rows=top)) for position in shape.measures[:2]]
        return Chart("bar", draw.stack_of(specs), _bar_reason(shape, len(top)))
    position = shape.measures[0]
    if shape.base is not None and (changes := shape.table.of_kind("change")):
        position = changes[0]
        rows = _first_rows(shape, position)
        return Chart("bar", draw.bars(_marks(shape, position, rows=rows)), say("chart.reason.bar.change"))
    rows = _first_rows(shape, position)
    marks = _marks(shape, position, rows=rows)
    rest = _rest(shape, position, rows)
    if rest is not None:
        marks = replace(marks, rows=[*marks.rows, rest], axis=_with(marks.axis, rest))
        return Chart("bar", draw.bars(marks), say("chart.reason.bar.others", n=len(rows)))
    return Chart("bar", draw.bars(marks), _bar_reason(shape, len(rows)))


def _bar_reason(shape: Shape, drawn: int) -> str:
    total = len(shape.table.rows)
    if drawn < total and shape.ranked:
        return shape.wording.say("chart.reason.bar.ranked", n=drawn)
    if drawn < total:
        return shape.wording.say("chart.reason.bar.top", n=drawn, all=total)
    return shape.wording.say("chart.reason.bar")


def _histogram(shape: Shape) -> Chart:
    marks = _marks(shape, shape.measures[0])
    return Chart("histogram", draw.columns(marks, touching=True), shape.wording.say("chart.reason.histogram"))


def _grouped(shape: Shape) -> Chart:
    say = shape.wording.say
    if shape.base is not None and len(shape.groups) == 1:
        pair = (shape.measures[0], shape.base)
        marks = _folded(shape, pair, (say("tile.now"), say("tile.then")), shape.groups[0])
    elif len(shape.measures) > 1 and len(shape.groups) == 1:
        chosen = shape.measures[:MAX_SERIES]
        names = tuple(shape.wording.header(shape.column(i)) for i in chosen)
        marks = _folded(shape, chosen, names, shape.groups[0])
    else:
        label, series = _axes(shape)
        marks = _marks(shape, shape.measures[0], label=label, series=series)
    return Chart("grouped_bar", draw.grouped(marks), say("chart.reason.grouped_bar"))


def _stacked(shape: Shape) -> Chart:
    label, series = _axes(shape)
    marks = _marks(shape, shape.measures[0], label=label, series=series)
    return Chart("stacked_bar", draw.grouped(marks, stacked=True), shape.wording.say("chart.reason.stacked_bar"))


def _line(shape: Shape) -> Chart:
    say = shape.wording.say
    label = shape.period if shape.period is not None else shape.groups[0]
    series = shape.groups[0] if shape.groups and shape.period is not None else None
    if series is not None:
        marks = _marks(shape, shape.measures[0], label=label, series=series)
        if len(marks.series) > MAX_LINES:
            return Chart("line", draw.small_multiples(marks), say("chart.reason.line.multiple"))
    elif shape.base is not None:
        marks = _folded(shape, (shape.measures[0], shape.base), (say("tile.now"), say("tile.then")), label)
    elif len(shape.measures) > 1 and shape.same_unit(shape.measures[:MAX_LINES]):
        chosen = shape.measures[:MAX_LINES]
        marks = _folded(shape, chosen, tuple(shape.wording.header(shape.column(i)) for i in chosen), label)
    elif len(shape.measures) > 1:
        specs = [_one_line(shape, position, label) for position in shape.measures[:3]]
        return Chart("line", draw.stack_of(specs), say("chart.reason.line"))
    else:
        return Chart("line", _one_line(shape, shape.measures[0], label), say("chart.reason.line"))
    return Chart("line", draw.lines(_with_time(marks), say("chart.incomplete")), say("chart.reason.line"))


def _one_line(shape: Shape, position: int, label: int) -> Spec:
    marks = _marks(shape, position, label=label)
    return draw.lines(_with_time(marks), shape.wording.say("chart.incomplete"))


def _heatmap(shape: Shape) -> Chart:
    label, series = _axes(shape)
    marks = _marks(shape, shape.measures[0], label=label, series=series)
    values = [v for row in marks.rows if (v := row["value"]) is not None]
    middle = (marks.axis.low + marks.axis.high) / 2 if values else 0
    rows = [
        {**row, "strong": _float(row["value"]) is not None and (_float(row["value"]) or 0) > middle}
        for row in marks.rows
    ]
    return Chart("heatmap", draw.heatmap(replace(marks, rows=rows)), shape.wording.say("chart.reason.heatmap"))


def _scatter(shape: Shape) -> Chart:
    across, up = shape.measures[:2]
    rows: list[Row] = []
    for row in shape.table.rows:
        x, y = _float(row[across]), _float(row[up])
        if x is None or y is None:
            continue
        label = shape.wording.cell(row[shape.groups[0]], shape.column(shape.groups[0]))
        exact = (shape.wording.cell(row[i], shape.column(i)) for i in (across, up))
        x_exact, y_exact = exact
        rows.append({"label": label, "x": x, "value": y, "x_exact": x_exact, "exact": y_exact, "named": False})
    axes = _axis(shape, across, [r["x"] for r in rows]), _axis(shape, up, [r["value"] for r in rows])
    reason = shape.wording.say("chart.reason.scatter")
    if len(rows) > MAX_MARKS:
        return Chart("scatter", draw.binned(_grid(rows), *axes), reason)
    for point in _far_out(rows):
        point["named"] = True
    return Chart("scatter", draw.scatter(rows, *axes), reason)


def _pie(shape: Shape) -> Chart:
    marks = _marks(shape, shape.measures[0])
    rows = [{**row, "rank": n, "both": f"{row['label']} {row['written']}"} for n, row in enumerate(marks.rows)]
    return Chart("pie", draw.pie(replace(marks, rows=rows)), shape.wording.say("chart.reason.pie"))


_DRAWERS = {
    "none": _none, "tile": _tile, "bar": _bar, "histogram": _histogram, "grouped_bar": _grouped,
    "stacked_bar": _stacked, "line": _line, "heatmap": _heatmap, "scatter": _scatter, "pie": _pie,
}  # fmt: skip


# --- rows of marks -------------------------------------------------------------------------------------------


def _first_rows(shape: Shape, position: int) -> list[int]:
    """Positions of the rows to draw as bars: sorted by value unless a ranking or a scale already orders them."""
    order = list(range(len(shape.table.rows)))
    if not shape.ranked and not _has_own_order(shape):
        order.sort(key=lambda i: -(_float(shape.table.rows[i][position]) or 0.0))
    others = shape.table.others
    drawn = [i for i in order if i != others]
    limit = max(MAX_BARS, len(shape.winners)) if shape.ranked else MAX_BARS
    if len(drawn) <= limit + 1 or _has_own_order(shape):
        return order if len(order) <= MAX_MARKS // 10 else order[: MAX_MARKS // 10]
    return drawn[: min(limit, MAX_MARKS // 10)]


def _has_own_order(shape: Shape) -> bool:
    """Groups that are read along a scale: parts of the calendar, ordinal levels, buckets of a number."""
    column = shape.column(shape.groups[0]) if shape.groups else None
    if column is None:
        return True
    if column.part or column.grain or shape.buckets:
        return True
    model = shape.wording.model
    if model.has_segmentation(column.source):
        return True
    return model.has_dimension(column.source) and model.dimension(column.source).type == "ordinal"


def _rest(shape: Shape, position: int, drawn: Sequence[int]) -> Row | None:
    """The groups not drawn, as one: only where they add up, never a sum or mean of anything else."""
    left = [i for i in range(len(shape.table.rows)) if i not in set(drawn)]
    if not left or shape.ranked or not shape.is_additive(position) or shape.table.others is not None:
        return None  # behind a ranking there may be more groups than the table holds
    values = [value for i in left if _is_number(value := shape.table.rows[i][position])]
    total = sum((formats.to_decimal(value) for value in values), Decimal(0))  # type: ignore[arg-type]
    column, wording = shape.column(position), shape.wording
    return {
        "label": wording.say("ui.others", n=formats.count(len(left), wording.language)),
        "value": float(total),
        "written": wording.cell(total, column, "short"),
        "exact": wording.cell(total, column),
        "strong": False,
    }


def _marks(
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
    names = _unique([_label(shape, i, label) for i in chosen]) if series is None else None
    made: list[Row] = []
    for n, i in enumerate(chosen):
        row = shape.table.rows[i]
        made.append(
            {
                "label": names[n] if names else _label(shape, i, label),
                "value": _float(row[position]),
                "written": wording.cell(row[position], column, "short", scale),
                "exact": wording.cell(row[position], column),
                "strong": tuple(row[g] for g in shape.groups) in shape.winners,
                "open": i in shape.table.incomplete,
                **({"series": _label(shape, i, series)} if series is not None else {}),
            }
        )
    found = tuple(dict.fromkeys(str(row["series"]) for row in made)) if series is not None else ()
    return Marks(
        made, _axis(shape, position, [row["value"] for row in made]), wording.header(shape.column(label)), found
    )


def _folded(shape: Shape, positions: Sequence[int], names: Sequence[str], label: int) -> Marks:
    """Several measures of one unit as series."""
    parts = [_marks(shape, position, label=label) for position in positions]
    rows = [{**row, "series": name} for part, name in zip(parts, names, strict=True) for row in part.rows]
    axis = _axis(shape, positions[0], [row["value"] for row in rows])
    axis = replace(axis, title=parts[0].axis.title if len(set(names)) == 1 else axis.title)
    return Marks(rows, axis, parts[0].category, tuple(names))


def _axes(shape: Shape) -> tuple[int, int]:
    """Which grouping goes along the axis and which becomes series: time first, then the one with more groups."""
    if shape.period is not None:
        return shape.period, shape.groups[0]
    first, second = shape.groups
    return (first, second) if shape.distinct(first) >= shape.distinct(second) else (second, first)


def _with_time(marks: Marks) -> Marks:
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
                    "named": bool(row["open"]) and n == len(rows) - 1 and rows is next(iter(by_series.values())),
                }
            )
    return replace(marks, rows=done, series=marks.series or ("",))


def _axis(shape: Shape, position: int, values: Sequence[object]) -> Axis:
    column, language = shape.column(position), shape.wording.language
    kind = "percent" if column.format.kind == "percent" or column.kind in ("rate", "share") else column.format.kind
    sign = formats.currency_sign(column.unit).strip() if column.unit.kind == "currency" else ""
    unit = formats.unit_word(column.unit, language)
    title = shape.wording.header(column)
    numbers = [value for value in map(_float, values) if value is not None] or [0.0]
    return Axis(
        title=f"{title} ({unit})" if unit and unit not in title else title,
        tick=draw.tick_expression(kind, language, sign),
        low=min(numbers),
        high=max(numbers),
    )


def _with(axis: Axis, row: Mapping[str, object]) -> Axis:
    value = _float(row["value"]) or 0.0
    return replace(axis, low=min(axis.low, value), high=max(axis.high, value))


def _label(shape: Shape, row: int, position: int) -> str:
    if row == shape.table.others:
        return shape.wording.say("ui.others_plain")
    return shape.wording.cell(shape.table.rows[row][position], shape.column(position))


def _unique(labels: Sequence[str]) -> list[str]:
    """Two groups of one name stay two bars."""
    seen: dict[str, int] = {}
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made


def _far_out(rows: list[Row]) -> list[Row]:
    """The points to name: all of a few, else the three highest of each measure."""
    if len(rows) <= 12:
        return rows
    high = sorted(rows, key=lambda row: -(_float(row["value"]) or 0))[:3]
    return [*high, *sorted(rows, key=lambda row: -(_float(row["x"]) or 0))[:3]]


def _grid(rows: Sequence[Row], cells: int = 40) -> list[Row]:
    """Counts of points in a grid of equal cells."""
    spans = []
    for name in ("x", "value"):
        numbers = [_float(row[name]) or 0.0 for row in rows]
        low, high = min(numbers), max(numbers)
        spans.append((low, (high - low) / cells or 1.0))
    (x0, dx), (y0, dy) = spans
    counts: dict[tuple[int, int], int] = {}
    for row in rows:
        cell = (
            min(int(((_float(row["x"]) or 0) - x0) / dx), cells - 1),
            min(int(((_float(row["value"]) or 0) - y0) / dy), cells - 1),
        )
        counts[cell] = counts.get(cell, 0) + 1
    return [
        {"x": x0 + i * dx, "x2": x0 + (i + 1) * dx, "value": y0 + j * dy, "value2": y0 + (j + 1) * dy, "count": n}
        for (i, j), n in sorted(counts.items())
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
