"""A line as high as a word, beside the number it leads to.

Rule: it shows the way and no scale: the first and the last period stand below, every value is in its tooltip, and the
last point is the number itself.
"""

from __future__ import annotations

from assistant.charts.specs import Marks, Spec, hover, part, position, view
from assistant.charts.theme import ACCENT, NEUTRAL

HEIGHT = 64


def small_line(marks: Marks) -> Spec:
    """The values in their order; nothing is written at the marks."""
    place, order = position(marks), marks.order
    inwards = {"expr": "datum.index == 0 ? 'left' : 'right'"}
    ends_only = {
        "values": [order[0], order[-1]],
        "labelAngle": 0,
        "labelAlign": inwards,
        "domain": False,
        "ticks": False,
    }
    bare: Spec = {
        "x": {**part(place, "x"), "axis": ends_only},
        "y": {**part(place, "y"), "axis": None, "title": None},
    }
    ends = [{**row, "last": row["label"] == order[-1]} for row in marks.rows]
    line: Spec = {"mark": {"type": "line", "color": NEUTRAL}, "encoding": bare}
    felt: Spec = {"mark": {"type": "point", "size": 200, "opacity": 0}, "encoding": {**bare, **hover(marks)}}
    end: Spec = {
        "transform": [{"filter": "datum.last"}],
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": ACCENT},
        "encoding": {**bare, **hover(marks)},
    }
    return view(ends, {"layer": [line, felt, end], "height": HEIGHT})
