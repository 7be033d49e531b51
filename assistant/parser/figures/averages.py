"""Of what an average is: of rows that are named beside the number, or of the sums of members.

Rule: "average lesson duration" and "average duration of lessons" are averages over lessons, whoever else the question
speaks of, because the number stands beside the name of its own rows. "Average spend of customers" names nobody's rows:
it may be the average of an order or of what each customer spent, so the person is asked.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.figures.sides import is_sum
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_AGGREGATED = ("agg_avg", "agg_median", "agg_max", "agg_min")


def is_of_named_rows(draft: Draft, measured: Measured) -> bool:
    """Say whether the number stands beside the name of the rows that it is averaged over."""
    home, item = _home(draft, measured), measured.item
    if home is None or home.primary is None or item is None:
        return False
    rows = home.primary.name
    around = (_beyond(draft, item, -1), _beyond(draft, item, 1))
    if any(other is not None and any(m.name == rows for m in other.named("entity")) for other in around):
        return True
    return any(_begins_with(item.text, name) for name in called(draft.model.entity(rows)))


def choose_average(draft: Draft, measured: Measured, entity: str) -> bool:
    """Ask whether an average is one of rows or of the sums of members; set the sums of members where they are meant.

    Returns False where the number has no sums, so that nothing can be asked.
    """
    name = measured.ref.name
    if not draft.model.has_metric(name) or not is_sum(draft.model, name) or measured.item is None:
        return False
    if draft.choose(measured.item, "ambiguous_role", ["rows", "members"]) == "members":
        index = draft.metrics.index(measured)
        draft.metrics[index] = replace(measured, ref=replace(measured.ref, per=entity))
    return True


def _home(draft: Draft, measured: Measured) -> Dataset | None:
    model, name = draft.model, measured.ref.name
    metric = model.metric(name) if model.has_metric(name) else None
    return model.dataset(model.measure(metric.measure).dataset) if isinstance(metric, SimpleMetric) else None


def _beyond(draft: Draft, item: Item, step: int) -> Item | None:
    """The neighbour over words of aggregation and what carries nothing."""
    index = item.index + step
    while 0 <= index < len(draft.items):
        other = draft.items[index]
        if other.piece.meanings or not (other.has("filler", *_AGGREGATED)):
            return other
        if step > 0 and not (other.text in ("of", "of the", "of all", "for", "的") or has_han(other.text)):
            return None
        index += step
    return None


def _begins_with(text: str, name: str) -> bool:
    if has_han(name):
        return len(name) > 1 and text.startswith(name) and text != name
    return text.startswith(f"{name} ")
