"""Amounts said around another word: "total amount of payments", "total quarterly sales", "(based on sale price)".

Rule: an amount of things is the money their rows hold, never their number; a unit of time inside the name of a number
splits the answer; and a number named again, as what the first name is based on, adds no column.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import simple_metrics
from assistant.parser.rows.labels import dataset_of
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.nicknames import called

_RHYTHMS = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly", "annual"})
_ARTICLES = ("a", "an", "the")
_MONEY = frozenset({"amount", "price", "value", "payment", "cost", "total", "fee"})
_GLOSSES = frozenset({"based on", "according to", "using", "measured by"})


def amount_of(draft: Draft, item: Item) -> str | None:
    """ "Total amount of payments": the one sum of money over the rows of a thing, or None where there is none."""
    cue = _amount_word(draft, item)
    if cue is None or cue.taken:
        return None
    own = [dataset_of(draft.model, meaning.name) for meaning in item.named("entity")]
    sums = [
        metric.name
        for metric, measure, dataset in simple_metrics(draft.model)
        if dataset in own and measure.agg == "sum" and any(_MONEY & set(name.split()) for name in called(metric))
    ]
    if len(sums) != 1:
        return None
    cue.operate("agg:sum", "aggregation")
    return sums[0]


def _amount_word(draft: Draft, item: Item) -> Item | None:
    """ "Amount of invoices", "amount of a delivery order": articles and values may stand before the thing."""
    for other in reversed(draft.items[: item.index]):
        if other.text.endswith(("amount of", "value of")):
            return other
        if other.text not in _ARTICLES and not other.named("value") and not other.named("adjective"):
            return None
    return None


def averaged(draft: Draft, item: Item) -> Item | None:
    """The word in "average amount of an invoice": every row has its own amount, of which an average can be taken."""
    word = next((o for o in reversed(draft.items[: item.index]) if o.text.endswith(("amount of", "value of"))), None)
    cue = draft.left(word) if word is not None else None
    return cue if cue is not None and not cue.taken and cue.has("agg_avg", "agg_median") else None


def read_owned(draft: Draft) -> None:
    """ "Amount of payments received": of several columns of one name the one of the thing that follows "of"."""
    for item in draft.items:
        tie = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if len(item.named("dimension")) < 2 or tie is None or not set(tie.text.split()) & {"of", "的"}:
            continue
        thing = draft.right(tie)
        homes = {dataset_of(draft.model, m.name) for m in thing.named("entity")} if thing is not None else set()
        kept = tuple(m for m in item.piece.meanings if m.kind == "dimension" and _home(draft, m.name) in homes)
        if len(kept) == 1:
            item.piece = replace(item.piece, meanings=kept)


def _home(draft: Draft, name: str) -> Dataset | None:
    dimension = draft.dimension(name)
    return draft.model.dataset(dimension.dataset) if dimension else None


def take_sorted_again(draft: Draft) -> None:
    """ "... and number of sales, from most to least sales": what is sorted by is a number of the answer."""
    for item in list(draft.free()):
        cue = draft.items[item.index - 1] if item.index else None
        if cue is None or not cue.has("sort_desc", "sort_asc") or not item.named("entity"):
            continue
        counted = draft.model.entity(item.named("entity")[0].name).default_count
        if any(measured.ref.name == counted for measured in draft.metrics):
            item.take(f"metric:{counted}", "metric")


def read_rhythms(draft: Draft) -> None:
    """ "Total quarterly sales" are total sales, by quarter: the words of the name are put together again."""
    for first, unit in zip(draft.items, draft.items[1:], strict=False):
        last = draft.items[unit.index + 1] if unit.index + 1 < len(draft.items) else None
        if last is None or not first.has("agg_sum") or first.taken or not _is_rhythm(unit):
            continue
        whole = draft.vocabulary.meanings(f"total {last.text}")
        metrics = tuple(meaning for meaning in whole if meaning.kind == "metric")
        if metrics and not last.named("metric"):
            last.piece = replace(last.piece, meanings=metrics)
        if last.named("metric"):
            first.operate("agg:sum", "aggregation")
    for unit, number in zip(draft.items, draft.items[1:], strict=False):
        if unit.text in _RHYTHMS and unit.named("value") and _is_of_others(draft, unit, number):
            raise refuse("not_supported", construction=unit.text)  # the reading as a unit of time remains


def _is_of_others(draft: Draft, unit: Item, number: Item) -> bool:
    """ "Monthly payments" are payments by month where the value "monthly" says nothing about payments themselves."""
    metrics = [draft.model.metric(meaning.name) for meaning in number.named("metric")]
    homes = {draft.model.measure(m.measure).dataset for m in metrics if isinstance(m, SimpleMetric)}
    homes |= {own.name for m in number.named("entity") if (own := dataset_of(draft.model, m.name)) is not None}
    fields = {meaning.name for meaning in unit.named("value")}
    return bool(homes) and not any(draft.reach.has(home, field) for home in homes for field in fields)


def _is_rhythm(item: Item) -> bool:
    """ "Quarterly", "daily": a unit of time as an adjective."""
    return item.piece.time is not None and item.piece.time.kind == "grain" and item.text.endswith(("ly", "annual"))


def read_glosses(draft: Draft) -> None:
    """ "Total revenue (based on sale price)": the same number under its other name."""
    for item in list(draft.free()):
        named = draft.right(item)
        before = draft.left(item)
        if item.text not in _GLOSSES or named is None or before is None or named.taken:
            continue
        said = {meaning.name for meaning in before.named("metric")}
        again = {meaning.name for meaning in named.named("metric")}
        if said and said == again:
            item.operate("gloss")
            named.take(f"metric:{said.pop()}", "metric")
