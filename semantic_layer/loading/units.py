"""Units and formats as they are written in a model, e.g. `currency(CNY)` and `percent(1)`.

Rule: what a unit or a format may be is read from the model's own types; a word that is none is noted with the nearest.
"""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

from semantic_layer.errors import nearest
from semantic_layer.loading.fields import Fields, one_of
from semantic_layer.model import (
    Format,
    Unit,
)

FORMATS = get_args(get_type_hints(Format)["kind"])
UNITS = get_args(get_type_hints(Unit)["kind"])
_WITH_ARGUMENT = re.compile(r"([a-z]+)(?:\(([^()]+)\))?")
_UNIT_ARGUMENTS = {  # what stands in the brackets, and an example
    "count": (r"\w+", "count(order)"),
    "currency": (r"[A-Z]{3}", "currency(CNY)"),
    "quantity": (r".+", "quantity(kg)"),
    "duration": (r"days|hours|seconds", "duration(days)"),
}


def unit(fields: Fields) -> Unit | None:
    """Read `unit`, e.g. `currency(CNY)`; None when it is missing or not a unit."""
    text = fields.text("unit")
    match = _WITH_ARGUMENT.fullmatch(text)
    if not text or match is None or match[1] not in UNITS:
        if text:
            near = nearest(match[1] if match else text, UNITS, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            fields.note("unit", f"{text!r} is not a unit.", hint + one_of(UNITS))
        return None
    kind, argument = match[1], match[2]
    pattern, example = _UNIT_ARGUMENTS.get(kind, ("", kind))
    if (argument is None) != (pattern == "") or (argument and not re.fullmatch(pattern, argument)):
        fields.note("unit", f"{text!r} is not a unit.", f"Write for example {example}.")
        return None
    return Unit(UNITS[UNITS.index(kind)], argument or "")


def format_(fields: Fields) -> Format | None:
    """Read `format`, e.g. `percent(1)`; None when it is missing or not a format."""
    text = fields.text("format")
    match = _WITH_ARGUMENT.fullmatch(text)
    if not text or match is None or match[1] not in FORMATS:
        if text:
            near = nearest(match[1] if match else text, FORMATS, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            fields.note("format", f"{text!r} is not a format.", hint + one_of(FORMATS))
        return None
    takes_digits = match[1] in ("decimal", "currency", "percent")
    if match[2] is None:
        return Format(FORMATS[FORMATS.index(match[1])])
    if not takes_digits or not re.fullmatch(r"[0-9]", match[2]):
        example = f"{match[1]}(1)" if takes_digits else match[1]
        fields.note("format", f"{text!r} is not a format.", f"Write for example {example}.")
        return None
    return Format(FORMATS[FORMATS.index(match[1])], int(match[2]))
