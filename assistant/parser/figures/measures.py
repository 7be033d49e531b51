"""Which numbers are asked for: metrics, aggregates of columns, counts of things.

Rule: every number is read where it is named, in the order of the question. A metric that is named twice is one; where
none is named, a ranking asks for the model's own first number and a column of numbers beside a grouping is averaged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Choice, Draft, Item, Measured, refuse
from assistant.parser.figures.aggregations import (
    aggregated,
    aggregation_beside,
    column_cue,
    listed_cues,
    own_aggregation,
    read_aggregate,
)
from assistant.parser.figures.amounts import amount_of, averaged, take_sorted_again
from assistant.parser.figures.counts import counts_entity, is_countable_thing, key_in_rows, read_count
from assistant.parser.figures.roles import extreme_of, metrics_of_columns
from assistant.parser.figures.things import RANK_CUES, is_thing_here
from assistant.parser.figures.verbs import count_of
from semantic_layer.model import ComparisonMetric
from semantic_layer.query import Comparison, MetricRef
from semantic_layer.vocabulary import is_numeric

COMPARISONS = {"previous": Comparison("previous"), "year_ago": Comparison("year_ago")}


def read_measures(draft: Draft) -> None:
    """Fill the metrics of the draft, in the order of the question."""
    for item in list(draft.items):
        if item.taken:
            continue
        if item.named("entity") and (extreme := _extreme(draft, item)):
            item.take(f"metric:{extreme}", "metric")
            draft.metrics.append(Measured(MetricRef(extreme), item))
        elif item.named("entity") and (amount := amount_of(draft, item)):
            item.take(f"metric:{amount}", "metric")
            draft.metrics.append(Measured(aggregated(draft, amount, averaged(draft, item)), item))
        elif item.named("entity") and (key := key_in_rows(draft, item)):
            item.take(f"dimension:{key}", "dimension")
            draft.metrics.append(Measured(MetricRef(key, agg="count_distinct"), item))
        elif (cue := column_cue(draft, item)) is not None:
            read_aggregate(draft, item, cue)
        elif item.named("metric") and not is_thing_here(draft, item):
            _read_metric(draft, item)
        elif counts_entity(draft, item):
            read_count(draft, item)
        elif item.named("dimension") and (cue := aggregation_beside(draft, item)):
            read_aggregate(draft, item, cue)
    take_sorted_again(draft)
    _one_of_each(draft)


def _extreme(draft: Draft, item: Item) -> str | None:
    """ "The largest single order", 最大的一笔订单: the model's own figure for it, where one member is meant."""
    single = draft.left(item)
    cue = draft.left(single) if single is not None and single.has("single") else None
    if cue is None or single is None or cue.taken or not cue.has("high", "low"):
        return None
    found = extreme_of(draft.model, item.named("entity")[0].name, "max" if cue.has("high") else "min")
    if found:
        cue.operate("agg:max" if cue.has("high") else "agg:min", "aggregation")
        single.operate("single")
    return found


def _read_metric(draft: Draft, item: Item) -> None:
    names = _of_total(draft, item) or [m.name for m in item.named("metric")]
    name = _rows_counted(draft, item, names) or draft.choose(item, "ambiguous_metric", names)
    if is_countable_thing(draft, item) and name in {m.name for m in item.named("metric")}:
        name = count_of(draft, item.named("entity")[0].name) or name
    cue = aggregation_beside(draft, item)
    shared = _shared_aggregation(draft, item, name) if cue is None else None
    if shared is not None:
        item.take(f"metric:{name}", "metric")
        draft.metrics.append(Measured(replace(shared, name=name), item))
        return
    item.take(f"metric:{name}", "metric")
    name = _of_comparison(draft, name)
    listed = listed_cues(draft, cue, -1 if cue.index < item.index else 1) if cue is not None else []
    if len(listed) > 1:  # "minimum, average and maximum fee"
        draft.metrics += [Measured(aggregated(draft, name, word), word) for word in listed]
    else:
        draft.metrics.append(Measured(aggregated(draft, name, cue), item))
    _take_counting_word(draft, item)


def _of_total(draft: Draft, item: Item) -> list[str]:
    """ "The total payments": their number or what they come to, where the model calls both so."""
    before = draft.left(item)
    if before is None or before.taken or not before.has("agg_sum") or not item.named("entity"):
        return []
    found = [m.name for m in draft.vocabulary.meanings(f"total {item.text}") if m.kind == "metric"]
    return found if len(found) > 1 else []


def _rows_counted(draft: Draft, item: Item, names: Sequence[str]) -> str | None:
    """ "Number of reviews" counts the reviews themselves where their rows are known, not what another table says."""
    things = {
        meaning.name
        for prefix in _NUMBER_OF
        if item.text.startswith(prefix)
        for meaning in draft.vocabulary.meanings(item.text.removeprefix(prefix))
        if meaning.kind == "entity"
    }
    counts = {count_of(draft, thing) for thing in things} & set(names)
    if len(set(names)) < 2 or len(counts) != 1 or item.place in draft.choices:
        return None
    name = counts.pop()
    draft.assume("default_metric", f"metric:{name}")
    return name


_NUMBER_OF = ("number of ", "the number of ")


def _shared_aggregation(draft: Draft, item: Item, name: str) -> MetricRef | None:
    """ "Average of fees and refunds": the word is for both; in "average fees and refunds" it may be for one."""
    before = draft.metrics[-1] if draft.metrics else None
    if before is None or before.item is None or before.ref.agg not in ("avg", "median", "max", "min"):
        return None
    if own_aggregation(draft, draft.model.metric(name)) != "sum" or before.ref.per:
        return None
    between = draft.between(before.item, item)
    if not between or not all(word.has("and", "comma", "filler") and not word.piece.meanings for word in between):
        return None
    cue = draft.left(before.item)
    alone = cue is not None and cue.kind == "aggregation" and cue.text.endswith(" of")
    both = alone or draft.choose(item, "ambiguous_role", ["both", "one"]) == "both"
    return MetricRef(name, agg=before.ref.agg) if both else None


def _of_comparison(draft: Draft, name: str) -> str:
    """A metric that is the growth of another one is that one, compared: "revenue growth" however it is said."""
    metric = draft.model.metric(name)
    if not isinstance(metric, ComparisonMetric) or metric.as_ not in ("rate", "change"):
        return name
    comparison = COMPARISONS.get(metric.to)
    if comparison is None or metric.metric.filter or metric.metric.offset:
        return name
    if not draft.compare or (draft.growth and not draft.compare_named):
        draft.compare = [comparison]
        draft.compare_named = True
    draft.growth = draft.growth or ("rise" if metric.as_ == "rate" else "change")
    return metric.metric.metric


def _take_counting_word(draft: Draft, item: Item) -> None:
    """ "number of orders", "订单数量": the counting word belongs to a metric that counts."""
    for other in (draft.left(item), draft.right(item)):
        if other and not other.taken and other.has("how_many"):
            other.operate("count", "aggregation")


def read_default_aggregates(draft: Draft) -> None:
    """ "Weight by origin": a number column without an aggregation is averaged, and that is said."""
    for item in list(draft.free()):
        names = [m.name for m in item.named("dimension") if (d := draft.dimension(m.name)) and is_numeric(d)]
        left = draft.left(item)
        if not names or draft.metrics or (left and left.has("group", "which")):
            continue
        if not any(_is_grouping(other) for other in draft.free() if other is not item) and draft.grain is None:
            continue
        if len(known := metrics_of_columns(draft.model, names)) == 1:  # 房屋的价格 is the price
            item.take(f"metric:{known[0]}", "metric")
            draft.metrics.append(Measured(MetricRef(known[0]), item))
            continue
        name = draft.choose(item, "ambiguous_dimension", names)
        item.take(f"dimension:{name}", "dimension")
        draft.metrics.append(Measured(MetricRef(name, agg="avg"), item))
        draft.assume("default_metric", f"avg:{name}")


def _is_grouping(item: Item) -> bool:
    return bool(item.named("dimension") or item.named("segmentation")) or item.has("segment_word")


def _one_of_each(draft: Draft) -> None:
    """A metric named twice ("revenue ... by revenue") is one column; two that only share a name are two."""
    seen: list[Measured] = []
    for measured in draft.metrics:
        if any(measured.ref == other.ref for other in seen):
            continue
        same = sum(other.ref.key.startswith(measured.ref.key) for other in seen)
        taken = any(other.ref.key == measured.ref.key for other in seen)
        ref = replace(measured.ref, alias=f"{measured.ref.key}_{same + 1}") if taken else measured.ref
        seen.append(replace(measured, ref=ref))
    draft.metrics = seen


def default_metric(draft: Draft) -> str:
    """The metric for "best region": the model's only core metric, or a choice among the core ones.

    For "are we growing" it is the first of them.
    """
    core = [metric.name for metric in draft.model.metrics if metric.core and not metric.hidden]
    if not core:
        raise refuse("nothing_asked")
    stated = draft.model.settings.get("default_metric")
    if isinstance(stated, str) and draft.model.has_metric(stated):
        return stated
    if len(core) == 1 or draft.growth or draft.streak or draft.asked_change:
        return core[0]  # what grows or falls without a name is what the model puts first; that is shown as a default
    chosen = draft.choices.get((0, 0))
    if chosen in core:
        return str(chosen)
    raise Choice("ambiguous_default", (0, 0), core[:4], _ranked_word(draft.items))


def _ranked_word(items: Sequence[Item]) -> str:
    """The word that ranks, as it is quoted: "best", not "is best"."""
    found = next((item.text for item in items if item.has(*RANK_CUES, "growth", "decline")), "")
    return re.sub(r"^(?:is|are|was|were) ", "", found)
