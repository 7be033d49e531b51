"""Business as such, held against a period: 生意比去年好吗, 业绩比上个月差吗, "is business better than last year".

Rule: whether it goes better or worse is told by what the model sells for, and the answer says so; a figure that is
named beside the word is what is meant instead.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from assistant.parser.figures.roles import money_metrics
from semantic_layer.meanings import Meaning

_BUSINESS = frozenset({"生意", "业绩", "business"})
_DEGREES = ("more_than_before", "less_than_before", "comparative_more", "comparative_less")
_ASKED = frozenset({"好吗", "好不好"})


def read_business(draft: Draft) -> None:
    """Let the word stand for the money."""
    word = next((item for item in draft.items if item.text in _BUSINESS and not item.taken), None)
    if word is None or word.piece.meanings or any(item.named("metric") for item in draft.items):
        return
    compared = any(item.has("compare") or item.text.startswith(("比", "than")) for item in draft.items)
    degree = next((item for item in draft.items if item.has(*_DEGREES) or item.text in _ASKED), None)
    if not compared or degree is None:
        return
    if degree.text in _ASKED:
        degree.piece = replace(degree.piece, cues=frozenset({"more_than_before"}))
    names = money_metrics(draft.model)
    if names:
        name = draft.choose(word, "ambiguous_metric", names)
        word.piece = replace(word.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
        draft.assume("default_metric", f"metric:{name}")
