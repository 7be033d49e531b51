"""What earns and what loses: "most profitable products", "lost the most money", 最赚钱的品类, 亏钱的商品.

Rule: the words speak of the profit that the model names, else of its only revenue less its only cost. "Most" before
them ranks by it; what loses has less than nothing of it. Where there is neither, the words stay unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import simple_metrics
from assistant.parser.figures.sides import stand_in
from assistant.parser.text.numbers import ConditionMatch
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.query import Combination, MetricRef
from semantic_layer.wordforms import has_han

_PROFIT = ("profit", "gross profit", "net profit", "利润", "毛利", "净利润")
_REVENUE = ("revenue", "income", "sales", "收入", "营业收入", "销售额")
_EXTREMES = {"most_gains": "high", "least_gains": "low", "heaviest_loss": "low"}
_COST = ("cost", "costs", "total cost", "成本")


def read_gains(draft: Draft) -> None:
    """Put the profit, and what is said of it, in the place of the words."""
    cue = next(draft.cued("gains", "losses", *_EXTREMES), None)
    if cue is None or cue.piece.meanings:
        return
    said = cue.piece
    word = _profit(draft, cue)
    if word is None:
        return
    draft.assume("default_metric", f"metric:{word.named('metric')[0].name}")
    loses = not said.cues.isdisjoint(("losses", "heaviest_loss"))
    if loses:
        _say_below_zero(draft, word)
    for extreme in {_EXTREMES[name] for name in said.cues & _EXTREMES.keys()}:
        behind = has_han(draft.text) and not loses
        place = said.end if behind else said.start
        _insert(draft, word.index + behind, Piece(place, place, cues=frozenset({extreme})), extreme)


def _profit(draft: Draft, cue: Item) -> Item | None:
    """The word of the question that now names the profit."""
    names = _named(draft, _PROFIT)
    if names:
        name = draft.choose(cue, "ambiguous_metric", names)
        cue.piece = Piece(cue.piece.start, cue.piece.end, meanings=(Meaning("metric", name),))
        return cue
    revenue, cost = _named(draft, _REVENUE), _named(draft, _COST)
    sums = {metric.name for metric, measure, _ in simple_metrics(draft.model) if measure.agg == "sum"}
    if len(revenue) != 1 or len(cost) != 1 or not {*revenue, *cost} <= sums or revenue == cost:
        return None
    stand_in(draft, cue.index, cue.index, MetricRef(revenue[0], combine=Combination("subtract", MetricRef(cost[0]))))
    return draft.items[cue.index]


def _named(draft: Draft, words: tuple[str, ...]) -> list[str]:
    """The metrics that the first of the words that names any stands for."""
    for word in words:
        found = [m.name for m in draft.vocabulary.meanings(word) if m.kind == "metric"]
        if found:
            return list(dict.fromkeys(found))
    return []


def _say_below_zero(draft: Draft, word: Item) -> None:
    """ "Unprofitable stores", 亏钱的商品: those whose profit is below zero; English says it behind the thing."""
    following = draft.items[word.index + 1] if word.index + 1 < len(draft.items) else None
    if (
        following is not None
        and not has_han(draft.text)
        and (following.named("entity") or following.named("dimension"))
    ):
        draft.items[word.index], draft.items[following.index] = following, word
        _number(draft)
    end = word.piece.end
    below = Piece(end, end, condition=ConditionMatch(end, end, "lt", (0,)))
    _insert(draft, word.index + 1, below, "<0")


def _insert(draft: Draft, index: int, piece: Piece, text: str) -> None:
    draft.items.insert(index, Item(piece, index, text))
    _number(draft)


def _number(draft: Draft) -> None:
    for index, item in enumerate(draft.items):
        item.index = index
