"""Averages that are said another way round: "which type costs the most on average", "what does the average customer
spend", "how much does a customer spend on average".

Rule: "on average" behind a rank stands for "average" before the figure that is ranked; what one of some people spends
on average is the average spend per one of them: the figure that the model has of that name, else the money of each.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.figures.roles import money_metrics
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han, singular

_BEHIND = "on average"
_SPEND = frozenset({"spend", "spends", "spent"})


def read_said_behind(draft: Draft) -> None:
    """Read such words as if they were said the usual way."""
    _put_before_ranked(draft)
    _put_spend_per_person(draft)


def _put_before_ranked(draft: Draft) -> None:
    for item in draft.items:
        ranks = [i for i in draft.items[: item.index] if i.has("high", "low") and not i.piece.meanings]
        figures = [i for i in draft.items[: item.index] if i.named("metric") and not i.named("entity") and not i.taken]
        if item.text != _BEHIND or item.taken or len(ranks) != 1 or len(figures) != 1:
            continue
        rest = [other for other in draft.items if other is not item]
        at = rest.index(figures[0])
        draft.items[:] = [*rest[:at], item, *rest[at:]]
        for index, other in enumerate(draft.items):
            other.index = index
        return


def _put_spend_per_person(draft: Draft) -> None:
    for spend in draft.items:
        person = draft.left(spend) if spend.text in _SPEND and spend.has("spent") and not spend.piece.meanings else None
        if person is None or not person.named("entity") or person.taken or singular(person.text) != person.text:
            continue
        if has_han(person.text) or any(i.named("metric") and not i.named("entity") for i in draft.items):
            return
        average = _average(draft, person, spend)
        if average is None:
            return
        _measure(draft, average, person, spend)
        return


def _measure(draft: Draft, average: Item, person: Item, spend: Item) -> None:
    """The metric that the model itself has for it, else the money of each one, averaged."""
    said = f"average spend per {person.text}"
    known = [m.name for m in draft.vocabulary.meanings(said) if m.kind == "metric"]
    names = known or list(money_metrics(draft.model))
    if not names:
        return
    entity = person.named("entity")[0].name
    name = draft.choose(spend, "ambiguous_metric", names)
    ref = MetricRef(name) if known else MetricRef(name, agg="avg", per=entity)
    if not known:
        draft.assume("default_metric", f"metric:{name}")
    for word in (average, person, spend):
        word.operate(f"per:{entity}", "aggregation")
    draft.metrics.append(Measured(ref, spend))


def _average(draft: Draft, person: Item, spend: Item) -> Item | None:
    """The word of averages before one of them, or behind the verb."""
    before, after = draft.left(person), draft.right(spend)
    if before is not None and before.has("agg_avg") and not before.piece.meanings:
        return before
    return after if after is not None and after.text == _BEHIND else None
