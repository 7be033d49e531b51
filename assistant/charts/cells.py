"""Charts without a common baseline: cells of a heatmap, points of two measures, slices of a pie.

Rule: a cell carries its figure, and few cases behind a rate are hatched; points are named where they stand out, and
more of them than can be drawn are counted in cells; a pie has at most three slices.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.charts.specs import (
    Axis,
    Marks,
    Row,
    Spec,
    colours,
    fitting,
    group_axis,
    hover,
    value_axis,
    view,
    width_of,
)
from assistant.charts.theme import ACCENT, HEAT, ON_HEAT, SERIES

_PAGE = 520
_NAMED = 16  # columns up to which each has its name
_HATCH = "#5b6770"
_STROKES = ((0.0, 0.5, 0.5, 0.0), (0.0, 1.0, 1.0, 0.0), (0.5, 1.0, 1.0, 0.5))  # x, y, x2, y2 within a cell


def heatmap(marks: Marks, *, ceiling: float | None = None) -> Spec:
    """Cells coloured by value, with the value written in each; what is above `ceiling` has its colour."""
    y = group_axis(marks)
    per_column = _PAGE / max(1, len(marks.series))
    is_narrow = any(7 * width_of(name) > per_column for name in marks.series)
    x: Spec = {
        "field": "series", "type": "nominal", "sort": list(marks.series), "title": marks.across or None,
        "axis": {"orient": "top", "labelLimit": 120, "labelOverlap": len(marks.series) > _NAMED,
                 "labelAngle": -40 if is_narrow else 0, **({"labelAlign": "left"} if is_narrow else {})},
    }  # fmt: skip
    shade: Spec = {"range": list(HEAT)} | ({"domainMax": ceiling, "clamp": True} if ceiling is not None else {})
    scale = {"field": "value", "type": "quantitative", "title": marks.axis.title, "legend": None, "scale": shade}
    layers: list[Spec] = [{"mark": {"type": "rect"}, "encoding": {"x": x, "y": y, "color": scale, **hover(marks)}}]
    if any(row.get("small") for row in marks.rows):
        layers += _hatching(x, y)
    lines = max((str(row["written"]).count("\n") + 1 for row in marks.rows), default=1)
    if marks.labelled():
        mark = {"type": "text", "lineBreak": "\n", **fitting(marks.letters, len(marks.series))}
        if lines > 1:
            mark["dy"] = -6
        figure = {"x": x, "y": y, "text": {"field": "written"}, "color": {"value": ON_HEAT}}
        layers.append({"mark": mark, "encoding": figure})
    return view(marks.rows, {"layer": layers, "height": {"step": 26 if lines == 1 else 40}})


def _hatching(x: Spec, y: Spec) -> list[Spec]:
    """Strokes across the cells that stand for few cases."""
    return [
        {
            "transform": [{"filter": "datum.small"}],
            "mark": {"type": "rule", "color": _HATCH, "opacity": 0.45, "strokeWidth": 1},
            "encoding": {
                "x": {**x, "bandPosition": left}, "x2": {"field": "series", "bandPosition": right},
                "y": {**y, "bandPosition": top}, "y2": {"field": "label", "bandPosition": bottom},
            },
        }
        for left, top, right, bottom in _STROKES
    ]  # fmt: skip


def scatter(rows: Sequence[Row], across: Axis, up: Axis) -> Spec:
    """Points of two measures; `named` rows carry their name."""
    low, high = across.line_domain()
    x = {**value_axis(across, [low, high + (high - low) * 0.1]), "field": "x"}
    y = value_axis(up, up.line_domain())
    tooltip = [
        {"field": "label", "type": "nominal", "title": " "},
        {"field": "x_exact", "type": "nominal", "title": across.title},
        {"field": "exact", "type": "nominal", "title": up.title},
    ]
    point = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.7, "color": ACCENT},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    label = {
        "transform": [{"filter": "datum.named"}],
        "mark": {"type": "text", "align": "left", "dx": 7, "limit": 160},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
    return view(rows, {"layer": [point, label], "height": 320})


def binned(rows: Sequence[Row], across: Axis, up: Axis) -> Spec:
    """Counts of points in a grid, for more points than can be drawn."""
    edge = {"x": ("x", "x2", across), "y": ("value", "value2", up)}
    encoding: Spec = {}
    for channel, (low, high, axis) in edge.items():
        encoding[channel] = {**value_axis(axis, None, grid=False), "field": low}
        encoding[f"{channel}2"] = {"field": high}
    encoding["color"] = {"field": "count", "type": "quantitative", "legend": None, "scale": {"range": list(HEAT)}}
    encoding["tooltip"] = [{"field": "count", "type": "quantitative", "title": "n"}]
    return view(rows, {"mark": {"type": "rect"}, "encoding": encoding, "height": 320})


def pie(marks: Marks) -> Spec:
    """At most three parts of a whole, with their names and values beside them."""
    theta = {"field": "value", "type": "quantitative", "stack": True}
    shade = colours(tuple(str(row["label"]) for row in marks.rows), SERIES, legend=False, name="label")
    radius = {"expr": "min(100, width / 2 - 80)"}
    arc = {"mark": {"type": "arc", "outerRadius": radius}, "encoding": {"color": shade, **hover(marks)}}
    said = {"field": "both"} if marks.labelled() else {"field": "label"}
    away = {"expr": "min(100, width / 2 - 80) + 40"}
    label = {"mark": {"type": "text", "radius": away, "lineBreak": "\n"}, "encoding": {"text": said}}
    order = {"field": "rank", "type": "quantitative"}
    return view(marks.rows, {"layer": [arc, label], "encoding": {"theta": theta, "order": order}, "height": 300})
