"""The colours and the face of charts, on a light page and on a dark one.

Rule: the accent says "this one", grey says "the others", and a colour has one meaning in a picture. Text has a
contrast of at least 4.5 to 1 with the page and marks of 3 to 1, in both themes. A picture on an open page turns with
the page: its colours are names that the page gives a value for each theme; a file has the colours themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.visible import spec_with_codes

FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, Segoe UI, sans-serif"
ON_PAGE = "Segoe UI, Helvetica Neue, Noto Sans, Liberation Sans, Arial, " + FONT  # as the page around it: Latin first
ACCENT, NEUTRAL = "#0a61b9", "#84919f"  # the accent is the page's primary colour too
TOTAL = "#4a5560"  # what the other bars add up to
SERIES = (ACCENT, "#b45f06", "#0f7b6c", "#8a5aab", "#6b7280")  # told apart by the colour-blind too
HEAT = ("#eaf2fb", "#7fb2e8")  # pale enough for dark figures in every cell, in both themes
ON_HEAT = "#1f2933"
_ON_DARK = {
    ACCENT: "#5aa9f5", "#b45f06": "#f0994a", "#0f7b6c": "#3fb8a5", "#8a5aab": "#b794d6", "#6b7280": "#a3acb8",
    NEUTRAL: "#76828e", TOTAL: "#c3ccd4",
}  # fmt: skip
_LIGHT = {"text": "#1f2933", "soft": "#5b6770", "grid": "#e6e9ed"}
_DARK = {"text": "#e6e9ed", "soft": "#aab4be", "grid": "#3a424a"}


def themed(spec: Mapping[str, object], *, dark: bool) -> dict[str, object]:
    """Return the spec in the colours of the theme, with a code for every character that has no shape."""
    drawn = {name: spec_with_codes(part) for name, part in spec.items()}
    if dark:
        drawn = {name: _coloured(name, part, _ON_DARK, _DARK["text"]) for name, part in drawn.items()}
    return {**drawn, "config": {**config(dark=dark), "font": ON_PAGE}}


def on_page(spec: Mapping[str, object], *, dark: bool) -> dict[str, object]:
    """Return the spec in colours that turn with the page, as `PAGE_COLOURS` says how.

    `dark` says how the page looks now, for a browser that does not know colours of two themes.
    """
    own = _DARK if dark else _LIGHT
    names = {light: _named(light, on_dark if dark else light) for light, on_dark in _ON_DARK.items()}
    settings = {own[role]: _named(_LIGHT[role], own[role]) for role in _LIGHT}
    drawn = themed(spec, dark=False)
    coloured = {name: _coloured(name, part, names, settings[own["text"]]) for name, part in drawn.items()}
    return {**coloured, "config": _coloured("config", {**config(dark=dark), "font": ON_PAGE}, settings, "")}


def _named(light: str, now: str) -> str:
    """The name that the page gives to a colour, with the colour itself for a page that gives none."""
    return f"var(--wenshu-{light[1:]}, {now})"


_PAIRS = {**_ON_DARK, **{_LIGHT[role]: _DARK[role] for role in _LIGHT}}
PAGE_COLOURS = (  # for the style of the page
    "@supports (color: light-dark(#000, #fff)) { :root { "
    + " ".join(f"--wenshu-{light[1:]}: light-dark({light}, {dark});" for light, dark in _PAIRS.items())
    + " } }"
)


def config(*, dark: bool) -> dict[str, object]:
    """What holds for every mark of a chart: face, colours of texts and axes."""
    colours = _DARK if dark else _LIGHT
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"labelColor": colours["text"], "titleColor": colours["soft"], "gridColor": colours["grid"],
                 "domainColor": colours["grid"], "tickColor": colours["grid"], "labelFontSize": 12},
        # read without turning one's head: Chinese does not turn, and beside the labels it would cost width
        "axisLeft": {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom",
                     "titleX": 0, "titleY": -8},
        "legend": {"labelColor": colours["text"], "titleColor": colours["soft"], "orient": "top"},
        "header": {"labelColor": colours["text"]},
        "title": {"color": colours["text"]},
        "text": {"color": colours["text"], "fontSize": 12},
    }  # fmt: skip


_OF_THE_DATA = ("domain", "sort")  # names of groups, also where one reads like a colour


def _coloured(name: str, part: object, colours: Mapping[str, str], text: str) -> object:
    """The part with every colour of ours as `colours` has it; a rule in the colour of texts has that of `text`."""
    match part:
        case str():
            return colours.get(part, part)
        case Mapping() if name != "data":
            is_line_on_page = part.get("type") == "rule" and part.get("color") == _LIGHT["text"]
            made = {key: _coloured(key, value, colours, text) for key, value in part.items()}
            return {**made, "color": text} if is_line_on_page else made
        case list() if name not in _OF_THE_DATA:
            return [_coloured(name, item, colours, text) for item in part]
        case _:
            return part
