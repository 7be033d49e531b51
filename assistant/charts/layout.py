"""Several charts in one spec, and one spec as charts that each fit the width of a page.

Rule: a spec of several views has widths of its own, because the language has no other way; a page draws its views one
by one, each as wide as its place, so that nothing is cut on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.charts.specs import PADDING, SCHEMA, Spec
from assistant.charts.theme import config

PICTURE = 600  # the width of a view among several, where nobody fits it to a page
SIDES = ("left", "top", "bottom", "right")
_WHOLE = ("$schema", "config", "autosize", "padding")


@dataclass(frozen=True)
class Panel:
    """One view of a spec: `title` where its place among others has to be named, `is_small` where two fit in a row."""

    spec: Mapping[str, object]
    title: str = ""
    is_small: bool = False


def stack_of(specs: Sequence[Spec]) -> Spec:
    """Charts of different units one above the other."""
    inner = [{key: value for key, value in spec.items() if key not in _WHOLE} for spec in specs]
    return {"$schema": SCHEMA, "config": config(dark=False), "vconcat": [{**spec, "width": PICTURE} for spec in inner]}


def panels(spec: Mapping[str, object]) -> tuple[Panel, ...]:
    """The views of a spec, each a whole spec as wide as its place."""
    if isinstance(views := spec.get("vconcat"), list):
        return tuple(Panel(_whole(view, spec)) for view in views)
    if isinstance(inner := spec.get("spec"), dict) and isinstance(spec.get("facet"), dict):
        return _facets(spec, inner)
    return (Panel(spec),)


def _whole(view: Mapping[str, object], around: Mapping[str, object]) -> Spec:
    return {
        **{name: around[name] for name in ("$schema", "config") if name in around},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": dict(PADDING),
        **view,
        "width": "container",
    }


def _facets(spec: Mapping[str, object], inner: Mapping[str, object]) -> tuple[Panel, ...]:
    facet, data = spec["facet"], spec["data"]
    assert isinstance(facet, dict) and isinstance(data, dict)
    found = []
    for name in facet["sort"]:
        rows = [row for row in data["values"] if row[facet["field"]] == name]
        whole = _whole({**inner, "data": {"values": rows}, "title": {"text": name, "fontSize": 13}}, spec)
        found.append(Panel({**whole, "padding": dict.fromkeys(SIDES, 5)}, str(name), is_small=True))
    return tuple(found)


def selectable(spec: Mapping[str, object]) -> Spec:
    """The spec with a click on a mark as a selection called "pick", of the field `row`.

    A line has no marks of its own to hit: a click chooses the point that is nearest to it.
    """
    layers = spec.get("layer")
    point: Spec = {"type": "point", "fields": ["row"], "on": "click", "clear": "dblclick"}
    if isinstance(layers, list) and _mark(layers[0]) == "point" and any(_mark(layer) == "line" for layer in layers):
        point = {**point, "nearest": True}
    pick = {"name": "pick", "select": point}
    if isinstance(layers, list):
        return {**spec, "layer": [{**layers[0], "params": [pick]}, *layers[1:]]}
    return {**spec, "params": [pick]}


def _mark(layer: Mapping[str, object]) -> object:
    mark = layer.get("mark")
    return mark.get("type") if isinstance(mark, dict) else mark


def has_values(spec: Mapping[str, object]) -> bool:
    """Whether values are written at the marks."""
    return any(_writes_values(layer) for panel in panels(spec) for layer in _layers(panel.spec))


def _layers(spec: Mapping[str, object]) -> list[Mapping[str, object]]:
    layers = spec.get("layer")
    return list(layers) if isinstance(layers, list) else [spec]


def _writes_values(layer: Mapping[str, object]) -> bool:
    encoding = layer.get("encoding")
    text = encoding.get("text") if isinstance(encoding, dict) else None
    return isinstance(text, dict) and text.get("field") in ("written", "both")
