"""What every chart is written with: rows with finished labels, axes, and the frame around them, as Vega-Lite.

Rule: a spec draws the same in any page, with its data inside and nothing fetched. Field names are ours, never from
the data; texts and labels come finished from the formatter; expressions hold only constants of these files and the
width of the picture. A spec holds at most `MAX_MARKS` rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from assistant.charts.theme import config
from assistant.formats import AS_USUAL, NumberStyle, Scale
from semantic_layer.model import Language

Spec = dict[str, object]
Row = dict[str, object]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # names the language; nothing loads it
MAX_MARKS = 2_000
_PAGE = 560  # of a time axis on a page of ordinary width, in pixels
PADDING: Mapping[str, object] = {"left": 5, "top": 5, "bottom": 5, "right": 12}
LETTER = 6.6  # width of a letter in the labels of values, in pixels
_NARROW = 210  # beside the names of the groups on a phone, in pixels
_LEAST_ROOM, _MOST_ROOM = 0.15, 0.4  # for the labels of falls, as a share of the width
_SMALLEST, _LARGEST = 8, 12  # size of figures inside or above marks
_ON_PHONE = "isDefined(containerSize()[0]) && containerSize()[0] > 0 && containerSize()[0] < 480"
_SAFE_SIGNS = frozenset({"¥", "$", "€", "£", "JP¥", "HK$", "₹"})  # a sign from a model never enters an expression


@dataclass(frozen=True)
class Axis:
    """A value axis: its title with the unit, how its ticks are written, and the range of the values."""

    title: str
    tick: str  # Vega expression from `tick_expression`
    low: float = 0.0
    high: float = 0.0

    def bar_domain(self, room: float = _LEAST_ROOM) -> list[float]:
        """From 0, with room for the labels at the ends; labels of falls stand where the names of groups begin.

        `room` is what they need there, as a share of the whole width.
        """
        low, high = min(0.0, self.low), max(0.0, self.high)
        most = high * 1.15 if high > low else 1.0 if low == 0 else 0.0
        return [low - (most - low) * room / (1 - room) if low < 0 else 0.0, most]

    def line_domain(self) -> list[float]:
        """From 0 where that costs less than a third of the height; else from below the lowest value."""
        room = (self.high - self.low) * 0.12 or abs(self.high) * 0.1 or 1.0
        low = self.low - room
        if self.low >= 0:
            low = 0.0 if self.low <= self.high / 3 else max(0.0, low)
        return [low, self.high + room]

    @property
    def is_cut(self) -> bool:
        """Whether a line on this axis does not begin at 0."""
        low, high = self.line_domain()
        return low > 0 or high < 0


@dataclass(frozen=True)
class Marks:
    """What is drawn: rows of `label`, `series`, `value`, `written` (short), `exact` and `row`, in their final order.

    `row` is the position in the table, -1 for a row that stands for several. `labels`: whether values are written at
    the marks; None leaves it to the chart.
    """

    rows: Sequence[Row]
    axis: Axis
    category: str = ""  # title of the groups
    series: tuple[str, ...] = ()
    labels: bool | None = None
    across: str = ""  # title of the series, where they are columns

    def labelled(self, usually: bool = True) -> bool:
        return usually if self.labels is None else self.labels

    @property
    def order(self) -> list[object]:
        return list(dict.fromkeys(row["label"] for row in self.rows))

    @property
    def letters(self) -> int:
        """The width of the widest label of a value, in letters."""
        return _widest(self.rows)

    def lying(self) -> list[float]:
        """The range of bars that lie; the label of the smallest fall does not reach the names, even on a phone."""
        falls = [row for row in self.rows if isinstance(value := row["value"], float) and value < 0]
        room = (LETTER * _widest(falls) + 6) / _NARROW if self.labelled() else 0.0
        return self.axis.bar_domain(min(_MOST_ROOM, max(_LEAST_ROOM, room)))


def _widest(rows: Sequence[Row]) -> int:
    return max((width_of(line) for row in rows for line in str(row["written"]).split("\n")), default=1)


def width_of(text: object) -> int:
    """The width of a text in letters: a Chinese character is as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in str(text))


def tick_expression(
    kind: str, language: Language, sign: str = "", style: NumberStyle = AS_USUAL, scale: Scale | None = None
) -> str:
    """Return how axis ticks are written: shares in percent, large numbers in the units of the language.

    `scale` is the one unit in which the values at the marks are written, where they share one.
    """
    if kind == "percent":
        return "format(datum.value, '.0%')"
    text = "format(datum.value, ',.4~r')"
    if scale is not None:
        text = f"datum.value == 0 ? '0' : format(datum.value / {float(scale.divisor):g}, ',.4~r') + '{scale.suffix}'"
    for step in reversed(style.steps(language)) if scale is None else ():
        least, by = max(1e4, float(step.divisor)), float(step.divisor)
        text = f"abs(datum.value) >= {least:g} ? format(datum.value / {by:g}, ',.4~r') + '{step.suffix}' : {text}"
    if sign not in _SAFE_SIGNS:
        return f"replace({text}, '−', '-')"
    return f"(datum.value < 0 ? '-' : '') + '{sign}' + replace({text}, '−', '')"


def view(rows: Sequence[Row], body: Spec) -> Spec:
    """A chart as wide as its place; texts beyond the last mark are part of that width."""
    fit = {"type": "fit-x", "contains": "padding"}
    return finished(rows, {"width": "container", "autosize": fit, "padding": dict(PADDING), **body})


def finished(rows: Sequence[Row], body: Spec) -> Spec:
    return {"$schema": SCHEMA, "data": {"values": list(rows)}, **body, "config": config(dark=False)}


def value_axis(axis: Axis, domain: list[float] | None, *, grid: bool = True) -> Spec:
    scale: Spec = {"domain": domain, "nice": False} if domain else {"zero": False}
    return {
        "field": "value",
        "type": "quantitative",
        "title": axis.title,
        "scale": scale,
        "axis": {"labelExpr": axis.tick, "grid": grid, "tickCount": 5, "labelOverlap": True},
    }


def group_axis(marks: Marks) -> Spec:
    """Names down the side: cut at 200 pixels, earlier on a phone; the tooltip has them whole."""
    limit = {"expr": f"{_ON_PHONE} ? 110 : 200"}
    return {
        "field": "label", "type": "nominal", "sort": marks.order, "title": marks.category or None,
        "axis": {"labelLimit": limit, "ticks": False, "domain": False, "titleAlign": "right", "titleX": -3},
    }  # fmt: skip


def position(marks: Marks, across: int = _PAGE) -> Spec:
    """A point over time, or along a scale, in a picture that is `across` pixels wide."""
    x = {
        "field": "label", "type": "ordinal", "sort": marks.order, "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 8, "labelLimit": 160,
                 "values": _every_nth(marks.order, across)},
    }  # fmt: skip
    return {"x": x, "y": value_axis(marks.axis, marks.axis.line_domain())}


def _every_nth(order: Sequence[object], across: int) -> list[object]:
    """The labels of an axis that fit beside each other, at equal distances."""
    widest = max((width_of(label) for label in order), default=1)
    step = -(-len(order) * (7 * widest + 12) // across)
    return list(order[:: max(1, step)])


def fitting(letters: int, columns: int) -> Spec:
    """The size of a text that must fit into one of so many columns; where even the smallest does not, it is hidden."""
    size = f"(width / {max(1, columns)} - 4) / {max(1, letters) * 0.56:g}"
    return {
        "fontSize": {"expr": f"clamp({size}, {_SMALLEST}, {_LARGEST})"},
        "opacity": {"expr": f"{size} < {_SMALLEST} ? 0 : 1"},
    }


def colours(series: Sequence[str], palette: Sequence[str], *, legend: bool = True, name: str = "series") -> Spec:
    """One colour for each series; a legend stands in one column where the picture is narrow."""
    scale = {"domain": list(series), "range": list(palette[: max(1, len(series))])}
    shown: Spec = {"columns": {"expr": f"{_ON_PHONE} ? 1 : 0"}, "labelLimit": 300} if legend else {}
    return {
        "field": name, "type": "nominal", "scale": scale, "title": None, "legend": shown if legend else None,
    }  # fmt: skip


def hover(marks: Marks) -> Spec:
    """The whole name, the series and the exact value."""
    series = [{"field": "series", "type": "nominal", "title": " "}] if len(marks.series) > 1 else []
    label, exact = tooltip(marks)
    return {"tooltip": [label, *series, exact]}


def tooltip(marks: Marks) -> tuple[Spec, Spec]:
    return (
        {"field": "label", "type": "nominal", "title": marks.category or " "},
        {"field": "exact", "type": "nominal", "title": marks.axis.title},
    )


def part(encoding: Mapping[str, object], name: str) -> Spec:
    found = encoding[name]
    assert isinstance(found, dict)
    return found
