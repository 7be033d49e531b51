"""An average over the very things whose rows it is of: 运单平均运费, "average amount of each order".

Rule: each row of the figure is one of the things, so an average for each of them would only repeat the column; it is
the average over all of them. Where they are ranked, listed or asked for they stay rows, and so do things that stand for
themselves where "each" or "by" is said: the average price of each product.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group
from semantic_layer.model import SimpleMetric

_KEPT = (
    "which", "list", "top", "bottom", "high", "low", "best", "worst", "rank", "sort_desc", "sort_asc", "newest",
    "oldest",
)  # fmt: skip


def settle_own_rows(draft: Draft) -> None:
    """Drop the grouping of averages by their own rows."""
    if draft.listing is not None or draft.rows is not None or any(item.has(*_KEPT) for item in draft.items):
        return
    homes = {_averaged(draft, index) for index in range(len(draft.metrics))}
    if len(homes) == 1 and (home := homes.pop()) is not None:
        draft.groups = [group for group in draft.groups if not _is_of(draft, group, home)]


def _averaged(draft: Draft, index: int) -> str | None:
    """The entity whose rows are averaged."""
    ref = draft.metrics[index].ref
    metric = draft.model.metric(ref.name) if draft.model.has_metric(ref.name) else None
    if not isinstance(metric, SimpleMetric) or ref.combine is not None or ref.per is not None:
        return None
    measure = draft.model.measure(metric.measure)
    own = draft.model.dataset(measure.dataset).primary
    return own.name if own is not None and (ref.agg or measure.agg) == "avg" else None


def _is_of(draft: Draft, group: Group, entity: str) -> bool:
    dimension, home = draft.dimension(group.ref.name), draft.model.dataset_of_entity(entity)
    named = any(m.name == entity for m in group.item.named("entity"))
    if not named or dimension is None or home is None or dimension.dataset != home.name:
        return False
    happens = home.default_time is not None and any(key.type == "foreign" for key in home.entities)
    return not group.marked or happens
