"""Arithmetic between phrases: "(total revenue - total cost) / total cost * 100", 「销售额除以订单数」.

Rule: a formula is read as a whole or not at all: each phrase in it is one number of the model, and the only plain
number is the hundred that makes a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from assistant.parser.told.taught import chained
from semantic_layer.query import Combination, MetricRef

Phrase = Callable[[str], MetricRef | None]
Operand = MetricRef | float

How = Literal["divide", "add", "subtract", "multiply"]
_SIGNS: dict[str, How] = {
    "/": "divide", "÷": "divide", "divided by": "divide", "除以": "divide",
    "*": "multiply", "×": "multiply", "times": "multiply", "乘以": "multiply",
    "+": "add", "plus": "add", "加上": "add", "加": "add",
    "-": "subtract", "minus": "subtract", "减去": "subtract", "减": "subtract",
}  # fmt: skip
_TOKEN = re.compile(
    r"[()（）]|(?:(?<=\s)|(?<=\)))[-+](?=[\s(])|[/÷*×]|(?<=[\u3400-\u9fff])[-+](?=[\u3400-\u9fff])"
    r"|\b(?:divided by|times|plus|minus)\b|除以|乘以|加上|减去|加|减",
    re.I,
)


class _Unread(Exception):
    """The text is no formula over the model."""


def is_formula(text: str) -> bool:
    """Say whether `text` holds a sign of arithmetic."""
    return any(match[0] not in "()（）" for match in _TOKEN.finditer(text))


def read_formula(text: str, phrase: Phrase) -> MetricRef | None:
    """Return the number that `text` stands for, or None where any part of it is unknown.

    Parameters
    ----------
    phrase : callable
        Reads one phrase of the formula.
    """
    reader = _Reader(_tokens(text), phrase)
    try:
        found = reader.sum()
    except _Unread:
        return None
    return found if isinstance(found, MetricRef) and not reader.rest else None


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        found += [text[position : match.start()].strip(), match[0].lower().replace("（", "(").replace("）", ")")]
        position = match.end()
    return [token for token in (*found, text[position:].strip()) if token]


class _Reader:
    """Recursive descent over sums of products."""

    def __init__(self, tokens: list[str], phrase: Phrase) -> None:
        self.rest = tokens
        self._phrase = phrase

    def sum(self) -> Operand:
        return self._chain(self._product, ("add", "subtract"))

    def _product(self) -> Operand:
        return self._chain(self._factor, ("multiply", "divide"))

    def _chain(self, part: Callable[[], Operand], signs: tuple[str, ...]) -> Operand:
        left = part()
        while self.rest and _SIGNS.get(self.rest[0]) in signs:
            how = _SIGNS[self.rest.pop(0)]
            left = _combined(left, how, part())
        return left

    def _factor(self) -> Operand:
        if not self.rest:
            raise _Unread
        token = self.rest.pop(0)
        if token == "(":
            inner = self.sum()
            if not self.rest or self.rest.pop(0) != ")":
                raise _Unread
            return inner
        try:
            return float(token.rstrip("%")) / (100 if token.endswith("%") else 1)
        except ValueError:
            found = self._phrase(token)
        if found is None:
            raise _Unread
        return found


def _combined(left: Operand, how: How, right: Operand) -> Operand:
    if isinstance(left, float) and how == "multiply":
        left, right = right, left
    if isinstance(right, float):
        if how != "multiply" or right not in (100, 1) or isinstance(left, float):
            raise _Unread
        return left if right == 1 else _as_share(left)
    if isinstance(left, float):
        raise _Unread
    step = Combination(how, right)
    return replace(left, combine=chained(left.combine, step))


def _as_share(ref: MetricRef) -> MetricRef:
    """ "... / total * 100": a division shown as a percentage."""
    if ref.combine is None:
        raise _Unread
    return replace(ref, combine=_shared(ref.combine))


def _shared(step: Combination) -> Combination:
    if step.then:
        return replace(step, then=_shared(step.then))
    if step.how != "divide":
        raise _Unread
    return replace(step, as_share=True)
