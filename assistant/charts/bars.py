"""Bars: sideways for groups, upright for few periods and for ranges of a number, side by side or stacked for two.

Rule: a bar starts at 0, its value stands at its end, and the end has room for it.
"""

from __future__ import annotations

from assistant.charts.specs import (
    Marks,
    Spec,
    colours,
    fitting,
    group_axis,
    hover,
    value_axis,
    view,
)
from assistant.charts.theme import ACCENT, NEUTRAL, SERIES, TOTAL

_EDGE = "#1f2933"  # the colour of texts: an interval is read over its bar and beside it


def bars(marks: Marks, *, average: float | None = None) -> Spec:
    """Sideways in the order of the rows; `strong` rows in the accent colour, a `total` in its own.

    `average` is where a line stands that the bars are read against.
    """
    y, x = group_axis(marks), value_axis(marks.axis, marks.lying())
    shade = [{"test": "datum.strong", "value": ACCENT}, {"test": "datum.total", "value": TOTAL}]
    has_interval = any("low" in row for row in marks.rows)
    bar: Spec = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {"y": y, "x": x, "color": {"condition": shade, "value": NEUTRAL}, **hover(marks)},
    }
    layers = [bar]
    if average is not None:
        line: Spec = {"type": "rule", "color": _EDGE, "strokeDash": [4, 3], "strokeWidth": 1.5}
        layers.append({"mark": line, "encoding": {"x": {"datum": average}}})
    if has_interval:
        ends: Spec = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
        layers.append({"mark": {"type": "rule", "color": _EDGE, "strokeWidth": 1.5}, "encoding": {"y": y, **ends}})
    if marks.labelled():
        layers.append(_at_the_end(marks, y, "high" if has_interval else "value"))
    return view(marks.rows, {"layer": layers, "height": {"step": 28}})


def _at_the_end(marks: Marks, y: Spec, field: str) -> Spec:
    """The values beyond the ends of the bars: of a fall at its left."""
    falls = marks.axis.low < 0
    mark: Spec = {
        "type": "text",
        "align": {"expr": "datum.value < 0 ? 'right' : 'left'"} if falls else "left",
        "dx": {"expr": "datum.value < 0 ? -4 : 4"} if falls else 4,
    }
    return {
        "mark": mark,
        "encoding": {"y": y, "x": {"field": field, "type": "quantitative"}, "text": {"field": "written"}},
    }


def columns(marks: Marks, *, touching: bool = False, median: str = "") -> Spec:
    """Upright in the order of the rows. `median` names the rule through the row that holds it (`row["median"]`)."""
    x: Spec = {
        "field": "label", "type": "ordinal", "sort": marks.order, "title": marks.category or None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 8, "labelLimit": 200},
        **({"scale": {"paddingInner": 0.05}} if touching else {}),
    }  # fmt: skip
    y = value_axis(marks.axis, marks.axis.bar_domain())
    open_ = {"condition": {"test": "datum.open", "value": 0.45}, "value": 1}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": ACCENT}, "encoding": {"x": x, "y": y, "opacity": open_, **hover(marks)}}
    ]
    at: Spec = {"x": x, "y": {"field": "value", "type": "quantitative"}}
    if marks.labelled(len(marks.order) <= 12):
        falls: Spec = {"expr": "datum.value < 0 ? 'top' : 'bottom'"} if marks.axis.low < 0 else {"expr": "'bottom'"}
        mark: Spec = {"type": "text", "dy": -3, "baseline": falls, **fitting(marks.letters, len(marks.order))}
        layers.append({"mark": mark, "encoding": {**at, "text": {"field": "written"}}})
    if median:
        half: Spec = {"transform": [{"filter": "datum.median"}]}
        rule = {"type": "rule", "color": _EDGE, "strokeDash": [4, 3], "strokeWidth": 1.5}
        said = {"type": "text", "align": "left", "dx": 6, "baseline": "top", "y": 0}
        layers.append({**half, "mark": rule, "encoding": {"x": x}})
        layers.append({**half, "mark": said, "encoding": {"x": x, "text": {"value": median}}})
    return view(marks.rows, {"layer": layers, "height": 260})


def grouped(marks: Marks, *, then: bool = False) -> Spec:
    """A few series side by side in each group; `then`: the second series is a look back."""
    y, x = group_axis(marks), value_axis(marks.axis, marks.lying())
    shade = colours(marks.series, (ACCENT, NEUTRAL) if then else SERIES)
    offset = {"field": "series", "type": "nominal", "sort": list(marks.series)}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar"},
            "encoding": {"y": y, "x": x, "color": shade, **hover(marks), "yOffset": offset},
        }
    ]
    if marks.labelled():
        label = _at_the_end(marks, y, "value")
        encoding = label["encoding"]
        assert isinstance(encoding, dict)
        layers.append({**label, "encoding": {**encoding, "yOffset": offset}})
    height = {"step": 18, "for": "offset"}
    return view(marks.rows, {"layer": layers, "height": height})


def stacked(marks: Marks) -> Spec:
    """Parts of a whole on one bar for each group."""
    encoding: Spec = {
        "y": group_axis(marks),
        "x": value_axis(marks.axis, None),
        "color": colours(marks.series, SERIES),
        **hover(marks),
    }
    return view(marks.rows, {"mark": {"type": "bar"}, "encoding": encoding, "height": {"step": 32}})
