"""Write charts as Vega-Lite: dictionaries with their data inside, and nothing fetched from anywhere.

Rule: a spec draws the same in any page. Field names are ours, never from the data; texts and labels come finished
from the formatter; expressions hold only constants of this file. Bars start at 0. A spec holds at most `MAX_MARKS`
marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Spec = dict[str, object]
Row = dict[str, object]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # names the language; nothing loads it
MAX_MARKS = 2_000
_AXIS_WIDTH = 560  # of a time axis on a page of ordinary width, in pixels
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, Segoe UI, sans-serif"
ACCENT, NEUTRAL = "#0b6bcb", "#a9b4c0"  # the accent is the page's primary colour too
SERIES = (ACCENT, "#b45f06", "#0f7b6c", "#8a5aab", "#6b7280")  # told apart by the colour-blind too
_ON_DARK = {ACCENT: "#5aa9f5", "#b45f06": "#f0994a", "#0f7b6c": "#3fb8a5", "#8a5aab": "#b794d6", "#6b7280": "#a3acb8",
            NEUTRAL: "#76828e"}  # fmt: skip
_HEAT = ("#eaf2fb", "#7fb2e8")  # pale enough for dark figures in every cell, in both themes
_ON_HEAT = "#1f2933"
_LIGHT = {"text": "#1f2933", "soft": "#5b6770", "grid": "#e6e9ed"}
_DARK = {"text": "#e6e9ed", "soft": "#aab4be", "grid": "#3a424a"}


@dataclass(frozen=True)
class Axis:
    """A value axis: its title with the unit, how its ticks are written, and the range of the values."""

    title: str
    tick: str  # Vega expression from `tick_expression`
    low: float = 0.0
    high: float = 0.0

    def bar_domain(self) -> list[float]:
        """From 0, with room for the labels at the ends."""
        low, high = min(0.0, self.low) * 1.15, max(0.0, self.high) * 1.15
        return [low, high if high > low else 1.0]


@dataclass(frozen=True)
class Marks:
    """What is drawn: rows of `label`, `series`, `value`, `written` (short) and `exact`, in their final order."""

    rows: Sequence[Row]
    axis: Axis
    category: str = ""  # title of the groups
    series: tuple[str, ...] = ()
    config: Spec = field(default_factory=dict)


def tick_expression(kind: str, language: str, sign: str = "") -> str:
    """Return how axis ticks are written: shares in percent, large numbers in 万/亿 or K/M/B."""
    if kind == "percent":
        return "format(datum.value, '.0%')"
    steps = ((1e8, "亿"), (1e4, "万")) if language == "zh" else ((1e9, "B"), (1e6, "M"), (1e4, "K"))
    divisors = {"K": 1e3}
    text = "format(datum.value, ',.4~r')"
    for least, suffix in reversed(steps):
        by = divisors.get(suffix, least)
        text = f"abs(datum.value) >= {least:g} ? format(datum.value / {by:g}, ',.4~r') + '{suffix}' : {text}"
    return f"'{sign}' + ({text})" if sign in _SAFE_SIGNS and sign else text


_SAFE_SIGNS = frozenset({"¥", "$", "€", "£", "JP¥", "HK$", "₹"})  # a sign from a model never enters an expression


def bars(marks: Marks) -> Spec:
    """Horizontal bars in the order of the rows, the value written at the end; `strong` rows in the accent colour."""
    order = [row["label"] for row in marks.rows]
    y = {
        "field": "label", "type": "nominal", "sort": order, "title": marks.category or None,
        "axis": {"labelLimit": 200, "ticks": False, "domain": False},
    }  # fmt: skip
    x = _value(marks.axis, marks.axis.bar_domain(), grid=True)
    color = {"condition": {"test": "datum.strong", "value": ACCENT}, "value": NEUTRAL}
    negative = marks.axis.low < 0
    has_interval = any("low" in row for row in marks.rows)
    label = {
        "mark": {"type": "text", "align": {"expr": "datum.value < 0 ? 'right' : 'left'"} if negative else "left",
                 "dx": {"expr": "datum.value < 0 ? -4 : 4"} if negative else 4},
        "encoding": {"y": y, "x": {"field": "high" if has_interval else "value", "type": "quantitative"},
                     "text": {"field": "written"}},
    }  # fmt: skip
    bar = {"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": {"y": y, "x": x, "color": color, **_hover(marks)}}
    interval = {
        "mark": {"type": "rule", "color": _ON_HEAT, "strokeWidth": 1.5},
        "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
    }
    layer = [bar, interval, label] if has_interval else [bar, label]
    return _view(marks.rows, {"layer": layer, "height": {"step": 28}})


def columns(marks: Marks, *, touching: bool = False) -> Spec:
    """Upright bars in the order of the rows: few periods, or the ranges of a histogram."""
    order = [row["label"] for row in marks.rows]
    x = {
        "field": "label", "type": "ordinal", "sort": order, "title": marks.category or None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelLimit": 200},
        **({"scale": {"paddingInner": 0.05}} if touching else {}),
    }  # fmt: skip
    y = _value(marks.axis, marks.axis.bar_domain(), grid=True)
    bar = {
        "mark": {"type": "bar", "color": ACCENT},
        "encoding": {"x": x, "y": y, "opacity": _open(0.45), **_hover(marks)},
    }
    label = {
        "mark": {"type": "text", "dy": -6},
        "encoding": {"x": x, "y": {"field": "value", "type": "quantitative"}, "text": {"field": "written"}},
    }
    layer = [bar, label] if len(order) <= 12 else [bar]
    return _view(marks.rows, {"layer": layer, "height": 260})


def grouped(marks: Marks, *, stacked: bool = False, then: bool = False) -> Spec:
    """Bars of a few series side by side (or stacked) in each group; `then`: the second series is a look back."""
    order = list(dict.fromkeys(row["label"] for row in marks.rows))
    y = {
        "field": "label",
        "type": "nominal",
        "sort": order,
        "title": marks.category or None,
        "axis": {"labelLimit": 200},
    }
    x = _value(marks.axis, None if stacked else marks.axis.bar_domain(), grid=True)
    colours = _colours(marks.series, palette=(ACCENT, NEUTRAL) if then else SERIES)
    encoding = {"y": y, "x": x, "color": colours, **_hover(marks)}
    if stacked:
        return _view(marks.rows, {"mark": {"type": "bar"}, "encoding": encoding, "height": {"step": 32}})
    offset = {"field": "series", "type": "nominal", "sort": list(marks.series)}
    bar = {"mark": {"type": "bar"}, "encoding": {**encoding, "yOffset": offset}}
    label = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {
            "y": y,
            "yOffset": offset,
            "x": {"field": "value", "type": "quantitative"},
            "text": {"field": "written"},
        },
    }
    return _view(marks.rows, {"layer": [bar, label], "height": {"step": 18, "for": "offset"}})


def lines(marks: Marks, incomplete: str) -> Spec:
    """One line, or up to five with their names at the end. The open period is drawn apart and named."""
    order = list(dict.fromkeys(row["label"] for row in marks.rows))
    layers = _line_layers(marks, order)
    if any(row.get("open") for row in marks.rows):
        layers.append(
            {
                "transform": [{"filter": "datum.open"}],
                "mark": {"type": "point", "filled": False, "size": 70, "strokeDash": [2, 2]},
                "encoding": {**_position(marks, order), "color": _colours(marks.series, legend=False), **_hover(marks)},
            }
        )
        layers.append(
            {
                "transform": [{"filter": "datum.named"}],
                "mark": {
                    "type": "text",
                    "dy": {"expr": "datum.falls ? 14 : -14"},
                    "align": "right",
                    "fontStyle": "italic",
                },
                "encoding": {**_position(marks, order), "text": {"value": incomplete}},
            }
        )
    names = max((len(name.encode("gb18030", "replace")) for name in marks.series), default=0)  # Chinese counts two
    room = min(120, 10 + 7 * names) if len(marks.series) > 1 else 20
    padding = {"left": 5, "top": 5, "bottom": 5, "right": room}
    return _view(marks.rows, {"layer": layers, "height": 280, "padding": padding})


def ranged(marks: Marks, name: str) -> Spec:
    """A line with a band: `estimate` rows are dashed, `outside` rows stand out; `name` says what the band is."""
    order = [row["label"] for row in marks.rows]
    position = _position(marks, order)
    hover: Spec = {"tooltip": [*_tooltip(marks), {"field": "range", "type": "nominal", "title": name}]}
    ends = {"y": {**_part(position, "y"), "field": "low"}, "y2": {"field": "high"}}
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.band"}],
            "mark": {"type": "area", "color": ACCENT, "opacity": 0.16},
            "encoding": {"x": position["x"], **ends},
        },
        {
            "transform": [{"filter": "!datum.estimate"}],
            "mark": {"type": "line", "color": ACCENT, "point": len(order) <= 40},
            "encoding": {**position, **hover},
        },
        {
            "transform": [{"filter": "datum.bridge"}],
            "mark": {"type": "line", "color": ACCENT, "strokeDash": [5, 4]},
            "encoding": {**position, **hover},
        },
        {
            "transform": [{"filter": "datum.outside"}],
            "mark": {"type": "point", "filled": True, "size": 70, "color": SERIES[1], "opacity": 1},
            "encoding": {**position, **hover},
        },
    ]
    return _view(
        marks.rows, {"layer": layers, "height": 280, "padding": {"left": 5, "top": 5, "bottom": 5, "right": 20}}
    )


def _part(encoding: Spec, name: str) -> Spec:
    found = encoding[name]
    assert isinstance(found, dict)
    return found


def small_multiples(marks: Marks) -> Spec:
    """One small line chart for each series, on a shared scale."""
    order = list(dict.fromkeys(row["label"] for row in marks.rows))
    inner = {
        "mark": {"type": "line", "color": ACCENT, "interpolate": "linear"},
        "encoding": {**_position(marks, order), **_hover(marks)},
        "width": 250,
        "height": 110,
    }
    facet = {"field": "series", "type": "nominal", "sort": list(marks.series), "title": None}
    return _finished(marks.rows, {"facet": facet, "columns": 2, "spec": inner})


def heatmap(marks: Marks, *, ceiling: float | None = None) -> Spec:
    """Cells coloured by value, with the value written in each; what is above `ceiling` has its colour."""
    order = list(dict.fromkeys(row["label"] for row in marks.rows))
    y = {
        "field": "label",
        "type": "nominal",
        "sort": order,
        "title": marks.category or None,
        "axis": {"labelLimit": 200},
    }
    x = {
        "field": "series", "type": "nominal", "sort": list(marks.series), "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "orient": "top", "labelLimit": 120},
    }  # fmt: skip
    colours: Spec = {"range": list(_HEAT)} | ({"domainMax": ceiling, "clamp": True} if ceiling is not None else {})
    scale = {"field": "value", "type": "quantitative", "title": marks.axis.title, "legend": None, "scale": colours}
    cell = {"mark": {"type": "rect"}, "encoding": {"x": x, "y": y, "color": scale, **_hover(marks)}}
    label = {
        "mark": {"type": "text"},
        "encoding": {"x": x, "y": y, "text": {"field": "written"}, "color": {"value": _ON_HEAT}},
    }
    return _view(marks.rows, {"layer": [cell, label], "height": {"step": 26}})


def scatter(rows: Sequence[Row], across: Axis, up: Axis) -> Spec:
    """Points of two measures; `named` rows carry their name."""
    x = {"field": "x", **_value(across, None, grid=True)} | {"field": "x"}
    y = {"field": "value", **_value(up, None, grid=True)}
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
    return _view(rows, {"layer": [point, label], "height": 320})


def binned(rows: Sequence[Row], across: Axis, up: Axis) -> Spec:
    """Counts of points in a grid, for more points than can be drawn."""
    edge = {"x": ("x", "x2", across), "y": ("value", "value2", up)}
    encoding: Spec = {}
    for channel, (low, high, axis) in edge.items():
        encoding[channel] = {**_value(axis, None, grid=False), "field": low}
        encoding[f"{channel}2"] = {"field": high}
    encoding["color"] = {
        "field": "count",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": list(_HEAT)},
    }
    encoding["tooltip"] = [{"field": "count", "type": "quantitative", "title": "n"}]
    return _view(rows, {"mark": {"type": "rect"}, "encoding": encoding, "height": 320})


def pie(marks: Marks) -> Spec:
    """At most three parts of a whole, with their names and values beside them."""
    theta = {"field": "value", "type": "quantitative", "stack": True}
    colour = _colours(tuple(str(row["label"]) for row in marks.rows), legend=False, name="label")
    arc = {"mark": {"type": "arc", "outerRadius": 100}, "encoding": {"color": colour, **_hover(marks)}}
    label = {"mark": {"type": "text", "radius": 145}, "encoding": {"text": {"field": "both"}}}
    order = {"field": "rank", "type": "quantitative"}
    return _view(marks.rows, {"layer": [arc, label], "encoding": {"theta": theta, "order": order}, "height": 280})


def stack_of(specs: Sequence[Spec]) -> Spec:
    """Charts of different units one above the other."""
    inner = [
        {key: value for key, value in spec.items() if key not in ("$schema", "config", "autosize", "padding")}
        for spec in specs
    ]
    return {"$schema": SCHEMA, "config": _config(_LIGHT), "vconcat": [{**spec, "width": 400} for spec in inner]}


def themed(spec: Mapping[str, object], *, dark: bool) -> Spec:
    """Return the spec in the colours of the theme; data stay."""
    if not dark:
        return {**spec, "config": _config(_LIGHT)}
    return {**{name: _darkened(name, part) for name, part in spec.items()}, "config": _config(_DARK)}


def _darkened(name: str, part: object) -> object:
    """The part with every colour of ours as it reads on a dark page."""
    match part:
        case str():
            return _ON_DARK.get(part, part)
        case Mapping() if name != "data":
            rule = part.get("type") == "rule"
            return {key: _DARK["text"] if rule and key == "color" else _darkened(key, v) for key, v in part.items()}
        case list():
            return [_darkened(name, item) for item in part]
        case _:
            return part


# --- pieces ------------------------------------------------------------------------------------------------


def _view(rows: Sequence[Row], view: Spec) -> Spec:
    return _finished(rows, {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}, **view})


def _finished(rows: Sequence[Row], view: Spec) -> Spec:
    return {"$schema": SCHEMA, "data": {"values": list(rows)}, **view, "config": _config(_LIGHT)}


def _config(colours: Mapping[str, str]) -> Spec:
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"labelColor": colours["text"], "titleColor": colours["soft"], "gridColor": colours["grid"],
                 "domainColor": colours["grid"], "tickColor": colours["grid"], "labelFontSize": 12},
        "legend": {"labelColor": colours["text"], "titleColor": colours["soft"], "orient": "top"},
        "header": {"labelColor": colours["text"]},
        "text": {"color": colours["text"], "fontSize": 12},
    }  # fmt: skip


def _value(axis: Axis, domain: list[float] | None, *, grid: bool) -> Spec:
    scale: Spec = {"domain": domain, "nice": False} if domain else {"zero": False}
    return {
        "field": "value",
        "type": "quantitative",
        "title": axis.title,
        "scale": scale,
        "axis": {"labelExpr": axis.tick, "grid": grid, "tickCount": 5},
    }


def _position(marks: Marks, order: Sequence[object]) -> Spec:
    x = {
        "field": "label", "type": "ordinal", "sort": list(order), "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelLimit": 160, "values": _every_nth(order)},
    }  # fmt: skip
    y = _value(marks.axis, None, grid=True)
    return {"x": x, "y": {**y, "scale": {"zero": False, "padding": 14}}}


def _every_nth(order: Sequence[object]) -> list[object]:
    """The labels of an axis that fit beside each other, at equal distances."""
    widest = max((len(str(label).encode("gb18030", "replace")) for label in order), default=1)  # Chinese counts two
    step = -(-len(order) * (7 * widest + 12) // _AXIS_WIDTH)
    return list(order[:: max(1, step)])


def _line_layers(marks: Marks, order: Sequence[object]) -> list[Spec]:
    """Complete periods as a line, the step into an open one dashed, names at the end."""
    colour = _colours(marks.series, legend=False)
    position = _position(marks, order)
    layers: list[Spec] = [
        {
            "transform": [{"filter": "!datum.open"}],
            "mark": {"type": "line", "point": len(order) <= 24},
            "encoding": {**position, "color": colour, **_hover(marks)},
        }
    ]
    if any(row.get("open") for row in marks.rows):
        layers.append(
            {
                "transform": [{"filter": "datum.bridge"}],
                "mark": {"type": "line", "strokeDash": [4, 4]},
                "encoding": {**position, "color": colour},
            }
        )
    if len(marks.series) > 1:
        layers.append(
            {
                "transform": [{"filter": "datum.last"}],
                "mark": {"type": "text", "align": "left", "dx": 6, "limit": 120},
                "encoding": {**position, "text": {"field": "series"}, "color": colour},
            }
        )
    return layers


def _colours(
    series: Sequence[str], *, legend: bool = True, name: str = "series", palette: Sequence[str] = SERIES
) -> Spec:
    scale = {"domain": list(series), "range": list(palette[: max(1, len(series))])}
    return {"field": name, "type": "nominal", "scale": scale, "title": None, **({} if legend else {"legend": None})}


def _hover(marks: Marks) -> Spec:
    series = [{"field": "series", "type": "nominal", "title": " "}] if len(marks.series) > 1 else []
    label, exact = _tooltip(marks)
    return {"tooltip": [label, *series, exact]}


def _tooltip(marks: Marks) -> list[Spec]:
    return [
        {"field": "label", "type": "nominal", "title": marks.category or " "},
        {"field": "exact", "type": "nominal", "title": marks.axis.title},
    ]


def _open(value: float) -> Spec:
    return {"condition": {"test": "datum.open", "value": value}, "value": 1}
