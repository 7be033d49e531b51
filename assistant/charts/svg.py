"""A small line chart as inline SVG, for pages that may load nothing and run nothing.

Rule: every text is escaped, every number is ours; the last point is marked, and the band lies behind the line.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, SIDE, FOOT = 640, 170, 10, 22
_LINE, _BAND, _MARK, _TEXT = "#0a61b9", "#dbe9f8", "#b45f06", "#5b6770"


@dataclass(frozen=True)
class Place:
    """One point: its label, its value and, where there is one, its range."""

    label: str
    value: float | None
    written: str = ""
    low: float | None = None
    high: float | None = None


def line_chart(places: Sequence[Place], name: str, *, is_marked: bool) -> str:
    """The points in their order, with the first and last label below; `is_marked`: the last point stands out."""
    known = [item for place in places for item in (place.value, place.low, place.high) if item is not None]
    if len(places) < 2 or not known:
        return ""
    least, most = min(known), max(known)
    span = (most - least) or 1.0

    def x(n: int) -> float:
        return SIDE + n * (WIDTH - 2 * SIDE) / (len(places) - 1)

    def y(value: float) -> float:
        return 12 + (most - value) / span * (HEIGHT - FOOT - 24)

    points = [(x(n), y(place.value)) for n, place in enumerate(places) if place.value is not None]
    parts = [
        _band(places, x, y),
        f'<polyline fill="none" stroke="{_LINE}" stroke-width="2" points="{_joined(points)}"/>',
    ]
    if points:
        colour = _MARK if is_marked else _LINE
        parts.append(f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="5" fill="{colour}"/>')
        above = max(points[-1][1] - 9, 10)
        parts.append(_text(points[-1][0], above, places[-1].written, "end"))
    parts.append(_text(SIDE, HEIGHT - 5, places[0].label, "start"))
    parts.append(_text(WIDTH - SIDE, HEIGHT - 5, places[-1].label, "end"))
    title = html.escape(name)
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
    return f"{head}<title>{title}</title>{''.join(parts)}</svg>"


def _band(places: Sequence[Place], x: Callable[[int], float], y: Callable[[float], float]) -> str:
    both = [
        (n, place.low, place.high) for n, place in enumerate(places) if place.low is not None and place.high is not None
    ]
    if len(both) < 2:
        return ""
    upper = [(x(n), y(high)) for n, _, high in both]
    lower = [(x(n), y(low)) for n, low, _ in reversed(both)]
    return f'<polygon fill="{_BAND}" points="{_joined([*upper, *lower])}"/>'


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in points)


def _text(across: float, down: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" font-size="12" fill="{_TEXT}" text-anchor="{anchor}">'
        f"{html.escape(text)}</text>"
    )
