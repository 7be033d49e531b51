"""Lines over time: one, up to five with their names at the end, a small chart each where there are more.

Rule: what is not over is dashed and named, and so is what is only expected. Names stand at the ends of the lines,
none over another, instead of a legend.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.charts.specs import (
    LETTER,
    Marks,
    Row,
    Spec,
    colours,
    finished,
    fitting,
    hover,
    part,
    position,
    tooltip,
    view,
    width_of,
)
from assistant.charts.theme import ACCENT, SERIES

HEIGHT = 280
_SMALL = 250  # the width of one of many
_BETWEEN = 20  # pixels between two of them, where no name needs more
_APART = 15  # pixels between two names at the end of lines
_POINTS = 24  # periods up to which each has a visible point


def lines(marks: Marks, incomplete: str) -> Spec:
    """One line, or up to five with their names at the end. The open period is drawn apart and named."""
    marks = replace(marks, rows=_with_names_apart(marks))
    place, shade = position(marks), colours(marks.series, SERIES, legend=False)
    layers = [_points(marks, place, shade), _line("!datum.open", place, shade)]
    if any(row.get("open") for row in marks.rows):
        layers += [
            _line("datum.bridge", place, shade, dashed=True),
            _open(place, shade),
            _named(marks, place, incomplete),
        ]
    if len(marks.series) > 1:
        at_end: Spec = {**place, "y": {"field": "name_at", "type": "quantitative"}}
        layers.append(
            {
                "transform": [{"filter": "datum.last"}],
                "mark": {"type": "text", "align": "left", "dx": 8, "limit": 120},
                "encoding": {**at_end, "text": {"field": "series"}, "color": shade},
            }
        )
    if marks.labelled(False):
        layers.append(_values(marks, place, shade))
    return view(marks.rows, {"layer": layers, "height": HEIGHT})


def _points(marks: Marks, place: Spec, shade: Spec) -> Spec:
    """What is pointed at and clicked: seen where there are few, else only felt."""
    seen = len(marks.order) <= _POINTS
    mark: Spec = {"type": "point", "filled": True, "size": 36 if seen else 120, "opacity": 1 if seen else 0}
    return {"mark": mark, "encoding": {**place, "color": shade, **hover(marks)}}


def _line(rows: str, place: Spec, shade: Spec, *, dashed: bool = False) -> Spec:
    mark: Spec = {"type": "line", **({"strokeDash": [4, 4]} if dashed else {})}
    return {"transform": [{"filter": rows}], "mark": mark, "encoding": {**place, "color": shade}}


def _open(place: Spec, shade: Spec) -> Spec:
    return {
        "transform": [{"filter": "datum.open"}],
        "mark": {"type": "point", "filled": False, "size": 80, "strokeDash": [2, 2]},
        "encoding": {**place, "color": shade},
    }


def _named(marks: Marks, place: Spec, incomplete: str) -> Spec:
    """The name of an open period, at the foot or the head of the picture: where the line is not."""
    low, high = marks.axis.line_domain()
    named = next((row for row in marks.rows if row.get("named")), None)
    value = named["value"] if named is not None else None
    is_high = isinstance(value, int | float) and value > (low + high) / 2
    mark = {"type": "text", "align": "right", "fontStyle": "italic", "dx": 4, "dy": -8 if is_high else 8}
    return {
        "transform": [{"filter": "datum.named"}],
        "mark": mark,
        "encoding": {"x": place["x"], "y": {"value": HEIGHT if is_high else 0}, "text": {"value": incomplete}},
    }


def _values(marks: Marks, place: Spec, shade: Spec) -> Spec:
    """The values above their points, where each has room."""
    size = fitting(marks.letters, len(marks.order))
    return {
        "mark": {"type": "text", "dy": -10, **size},
        "encoding": {**place, "text": {"field": "written"}, "color": shade},
    }


def _with_names_apart(marks: Marks) -> list[Row]:
    """The rows with the height of the names at the ends: beside their line, moved where two would touch."""
    low, high = marks.axis.line_domain()
    apart = (high - low) * _APART / HEIGHT
    ends = [row for row in marks.rows if row.get("last") and isinstance(row["value"], int | float)]
    heights: dict[int, float] = {}
    below = low - apart
    for row in sorted(ends, key=lambda row: float(str(row["value"]))):
        below = max(float(str(row["value"])), below + apart)
        heights[id(row)] = below
    over = below - high
    if over > 0:  # pushed out at the top: all move down together
        heights = {key: max(low, height - over) for key, height in heights.items()}
    return [{**row, **({"name_at": heights[id(row)]} if id(row) in heights else {})} for row in marks.rows]


def ranged(marks: Marks, name: str, ahead: str) -> Spec:
    """A line with a band: `estimate` rows are dashed, `outside` rows stand out; `name` says what the band is.

    `ahead` is the word at the beginning of what is only expected.
    """
    place = position(marks)
    over: Spec = {"tooltip": [*tooltip(marks), {"field": "range", "type": "nominal", "title": name}]}
    ends = {"y": {**part(place, "y"), "field": "low"}, "y2": {"field": "high"}}
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.band"}],
            "mark": {"type": "area", "color": ACCENT, "opacity": 0.16},
            "encoding": {"x": place["x"], **ends},
        },
        {
            "transform": [{"filter": "!datum.estimate"}],
            "mark": {"type": "line", "color": ACCENT, "point": len(marks.order) <= 40},
            "encoding": {**place, **over},
        },
        {
            "transform": [{"filter": "datum.bridge"}],
            "mark": {"type": "line", "color": ACCENT, "strokeDash": [5, 4], "point": True},
            "encoding": {**place, **over},
        },
        {
            "transform": [{"filter": "datum.outside"}],
            "mark": {"type": "point", "filled": True, "size": 70, "color": SERIES[1], "opacity": 1},
            "encoding": {**place, **over},
        },
    ]
    if ahead:
        layers.append(
            {
                "transform": [{"filter": "datum.first"}],
                "mark": {"type": "text", "align": "left", "fontStyle": "italic", "dy": -8},
                "encoding": {"x": place["x"], "y": {"value": HEIGHT}, "text": {"value": ahead}},
            }
        )
    if marks.labelled(bool(ahead)):
        layers.append(
            {
                "transform": [{"filter": "datum.last || datum.outside"}],
                "mark": {"type": "text", "dy": -12, "align": "center"},
                "encoding": {**place, "text": {"field": "written"}},
            }
        )
    return view(marks.rows, {"layer": layers, "height": HEIGHT})


def small_multiples(marks: Marks) -> Spec:
    """One small line chart for each series, on a shared scale; its points are felt, not seen."""
    place = position(marks, _SMALL)
    inner = {
        "layer": [
            {"mark": {"type": "point", "size": 60, "opacity": 0}, "encoding": {**place, **hover(marks)}},
            {"mark": {"type": "line", "color": ACCENT}, "encoding": place},
        ],
        "width": _SMALL,
        "height": 110,
    }
    facet = {"field": "series", "type": "nominal", "sort": list(marks.series), "title": None}
    spacing = {"row": _BETWEEN, "column": _apart(marks)}
    return finished(marks.rows, {"facet": facet, "columns": 2, "spacing": spacing, "spec": inner})


def _apart(marks: Marks) -> int:
    """Between two small charts, so that the last name below the one does not touch the first below the other."""
    widest = max((width_of(label) for label in marks.order), default=1) * LETTER
    beyond = widest - _SMALL / max(1, len(marks.order))  # of both: half a name each, less half a step each
    return max(_BETWEEN, round(beyond) + 2 * _BETWEEN)
