"""Consumption where the figure is called by its unit alone: "electricity consumption" of `kwh`, 用水量 of `m3`.

Rule: what is consumed names the units it is measured in, and the words stand for the only total that the model keeps
in such a unit; where the data also speak of what is generated or sold, a bare unit says neither, and the words stay
unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.per_model import per_model
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import words_of_name

_ENERGY = frozenset({"kwh", "mwh", "wh"})
_VOLUME = frozenset({"m3", "litres", "liters", "litre", "liter", "gallons", "cbm"})
_UNITS = {
    "electricity": _ENERGY, "power": _ENERGY, "energy": _ENERGY, "用电": _ENERGY, "耗电": _ENERGY,
    "water": _VOLUME, "gas": _VOLUME, "fuel": _VOLUME, "用水": _VOLUME, "耗水": _VOLUME, "用气": _VOLUME,
    "": _ENERGY | _VOLUME,
}  # fmt: skip
_SOLD = ("generat", "produc", "output", "sold", "sale", "export", "发电", "售", "产")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<what>electricity|power|energy|water|gas|fuel) )?(?:consumption|usage|use|consumed)(?![a-z])"
)
_CHINESE = re.compile(r"(?P<what>用电|耗电|用水|耗水|用气)量|(?:总)?(?:消耗量|用量)")


def consumption_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the words for what is consumed that no name of the model holds."""
    for pattern in (_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            if match[0] in vocabulary.phrases or (match["what"] is None and match[0] == "use"):
                continue
            found = [(name, unit) for name, unit in _totals(vocabulary.model) if unit in _UNITS[match["what"] or ""]]
            if len(found) == 1:
                yield Piece(*match.span(), meanings=(Meaning("metric", found[0][0]),))


@per_model
def _totals(model: SemanticModel) -> tuple[tuple[str, str], ...]:
    """Sums that are called by a unit and by nothing that says what happened to it."""
    found: list[tuple[str, str]] = []
    for metric in model.metrics:
        if not isinstance(metric, SimpleMetric) or metric.filter or metric.hidden:
            continue
        measure = model.measure(metric.measure)
        said = f"{metric.name} {measure.dataset} {model.dataset(measure.dataset).source}".lower()
        unit = next((word for word in words_of_name(metric.name).split() if word in _ENERGY | _VOLUME), None)
        if unit is not None and measure.agg == "sum":
            found.append((metric.name, "" if any(word in said for word in _SOLD) else unit))
    return tuple(found)
