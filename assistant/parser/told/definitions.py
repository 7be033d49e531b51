"""Is the definition that the asker gives of a metric the model's own?

Rule: both are written out down to the metrics that are no arithmetic of others, and must give equal figures for any
figures of these; a name or a sign that is not understood makes them different.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from semantic_layer.model import DerivedMetric, RatioMetric, SemanticModel
from semantic_layer.vocabulary import Vocabulary

_SIGNS = {
    "divided by": "/", "除以": "/", "÷": "/", "minus": "-", "减去": "-", "减": "-",
    "plus": "+", "加上": "+", "加": "+", "times": "*", "乘以": "*", "×": "*",
}  # fmt: skip
_SIGN = re.compile(r"\bdivided by\b|\bminus\b|\bplus\b|\btimes\b|除以|减去|加上|乘以|[-+/*÷×减加()]")
_DEEPEST = 8


def is_definition(vocabulary: Vocabulary, metric: str, said: str) -> bool:
    """Say whether `said` ("gross sales - discounts") is how the model computes `metric`."""
    written = _written(vocabulary, said)
    own, other = _expanded(vocabulary.model, metric), _parsed(vocabulary.model, written) if written else None
    if own is None or other is None:
        return False
    names = sorted({column.name for tree in (own, other) for column in tree.find_all(exp.Column)})
    samples = ({name: Fraction(7 * (i + 2) ** 2 + k * (i + 3), 3) for i, name in enumerate(names)} for k in (1, 5, 11))
    values = [(_value(own, sample), _value(other, sample)) for sample in samples]
    return all(a is not None and a == b for a, b in values)


def names_in(vocabulary: Vocabulary, said: str) -> tuple[str, ...]:
    """Return the metrics that a formula names, in its order; none where a phrase of it names no metric."""
    written = _written(vocabulary, said)
    words = re.findall(r"\w+", written) if written else []
    return tuple(dict.fromkeys(word for word in words if vocabulary.model.has_metric(word)))


def _written(vocabulary: Vocabulary, said: str) -> str | None:
    """The formula with each phrase replaced by the one metric it names."""
    parts: list[str] = []
    position = 0
    for sign in (*_SIGN.finditer(said), None):
        phrase = said[position : sign.start() if sign else len(said)].strip(" .。,，")
        names = {m.name for m in vocabulary.meanings(phrase) if m.kind == "metric"} if phrase else set()
        if phrase and len(names) != 1:
            return None
        parts += [*names, *((_SIGNS.get(sign[0], sign[0]),) if sign else ())]
        position = sign.end() if sign else len(said)
    return " ".join(parts)


def _expanded(model: SemanticModel, name: str, depth: int = 0) -> exp.Expression | None:
    """The arithmetic of a metric over metrics that are none themselves."""
    metric = model.metric(name) if model.has_metric(name) and depth < _DEEPEST else None
    match metric:
        case None:
            return None
        case RatioMetric(numerator=above, denominator=below) if not (above.filter or below.filter):
            return _parsed(model, f"{above.metric} / {below.metric}", depth + 1)
        case DerivedMetric() if not any(item.filter or item.offset for item in metric.metrics):
            return _parsed(model, metric.expr, depth + 1, {item.key: item.metric for item in metric.metrics})
        case RatioMetric() | DerivedMetric():
            return None
        case _:
            return exp.column(name)


def _parsed(
    model: SemanticModel, text: str, depth: int = 0, names: Mapping[str, str] | None = None
) -> exp.Expression | None:
    try:
        tree = parse_one(text, into=exp.Condition)
    except ParseError:
        return None
    if not isinstance(tree, exp.Expression):
        return None
    for column in [*tree.find_all(exp.Column)]:
        inner = _expanded(model, (names or {}).get(column.name, column.name), depth + 1)
        if inner is None:
            return None
        if isinstance(tree, exp.Column):
            return inner
        column.replace(exp.paren(inner.copy()))
    return tree


def _value(tree: exp.Expression, sample: Mapping[str, Fraction]) -> Fraction | None:
    """The figure of plain arithmetic; None for anything else."""
    match tree:
        case exp.Paren():
            return _value(tree.this, sample)
        case exp.Column():
            return sample[tree.name]
        case exp.Literal() if not tree.is_string:
            return Fraction(tree.name)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            left, right = _value(tree.this, sample), _value(tree.expression, sample)
            if left is None or right is None or (isinstance(tree, exp.Div) and right == 0):
                return None
            return _computed(tree, left, right)
        case _:
            return None


def _computed(tree: exp.Expression, left: Fraction, right: Fraction) -> Fraction:
    match tree:
        case exp.Add():
            return left + right
        case exp.Sub():
            return left - right
        case exp.Mul():
            return left * right
        case _:
            return left / right
