"""An amount of which nothing says what it is of: 各支付方式的金额, "money by channel".

Rule: with a grouping and no other figure beside it, it is a sum of money over rows that have one value of the grouping,
the core ones where the model names some; of several the person is asked, the only one is an assumption, unless it is
one that is better low.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.draft import Draft, Measured
from assistant.parser.figures.roles import simple_metrics
from semantic_layer.query import MetricRef

_WORDS = ("金额", "钱", "money")
_TRADE = ("spent", "bought", "sold", "how_many")


def read_bare_amounts(draft: Draft) -> None:
    """Take the word as the only sum of money that it can be, or ask."""
    word = next((item for item in draft.cued("money") if item.text in _WORDS and not item.piece.meanings), None)
    if word is None or draft.metrics or draft.listing is not None or not draft.groups:
        return
    if any(item.has(*_TRADE) for item in draft.items):
        return
    names = _amounts(draft)
    if not names or (len(names) == 1 and draft.model.metric(names[0]).direction == "down_is_good"):
        return  # what was given back is not what the word means by itself
    name = draft.choose(word, "ambiguous_metric", names)
    word.take(f"metric:{name}", "metric")
    draft.metrics.append(Measured(MetricRef(name), word))
    draft.assume("default_metric", f"metric:{name}")


def _amounts(draft: Draft) -> Sequence[str]:
    split = [group.ref.name for group in draft.groups]
    sums = [
        (metric.name, metric.core)
        for metric, measure, dataset in simple_metrics(draft.model)
        if measure.agg == "sum" and metric.unit.kind == "currency"
        and all(draft.reach.has(dataset.name, name) for name in split)
    ]  # fmt: skip
    return [name for name, core in sums if core] or [name for name, _ in sums]
