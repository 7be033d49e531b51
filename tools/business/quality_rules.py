"""The rules that a model states about its data: what must hold for every row.

Rule: a rule names a dataset and a condition in the model's own small SQL. A row breaks it when the condition is false;
where it is unknown because something is missing, only a completeness rule is broken, which asks for just that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from semantic_layer.expressions import ExpressionError, parse
from semantic_layer.model import SemanticModel, Text

RuleKind = Literal["completeness", "uniqueness", "reference", "range", "freshness", "consistency"]


@dataclass(frozen=True)
class QualityRule:
    """One rule of the model."""

    name: str
    dataset: str
    kind: RuleKind
    expr: str
    labels: Text


def read_rules(model: SemanticModel) -> tuple[QualityRule, ...]:
    """The rules under `rules`, in their order.

    Raises
    ------
    ValueError
        A rule lacks a part, names an unknown dataset or kind, or its condition cannot be read.
    """
    written = model.settings.get("rules")
    return tuple(_read(item, model) for item in written) if isinstance(written, list | tuple) else ()


def _read(item: object, model: SemanticModel) -> QualityRule:
    if not isinstance(item, Mapping):
        raise ValueError("A rule is written as keys and values.")
    parts = {key: item.get(key) for key in ("name", "dataset", "kind", "expr")}
    missing = [key for key, value in parts.items() if not isinstance(value, str) or not value]
    if missing:
        raise ValueError(f"A rule needs {', '.join(missing)}.")
    name, dataset, kind, expr = (str(value) for value in parts.values())
    if dataset not in {known.name for known in model.datasets}:
        raise ValueError(f"The rule {name!r} is about {dataset!r}, which is no dataset of the model.")
    if kind not in get_args(RuleKind):
        raise ValueError(f"The rule {name!r} is of the kind {kind!r}; there are {', '.join(get_args(RuleKind))}.")
    try:
        parse(expr)
    except ExpressionError as error:
        raise ValueError(f"The rule {name!r} cannot be read: {error}") from None
    labels = item.get("labels")
    said = labels if isinstance(labels, Mapping) else {}
    plain = name.replace("_", " ")
    text = Text(str(said.get("en") or plain), str(said.get("zh") or said.get("en") or plain))
    return QualityRule(name, dataset, cast("RuleKind", kind), expr, text)
