"""A thing is never counted by itself: 各老师续费多少 counts what was renewed, and not the teachers of each teacher.

Rule: where nothing was named to count and the answer is split by the very thing that would be counted, what is counted
are the rows that the condition asks of it; without one such condition nobody knows what is meant, and it is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Measured, refuse
from assistant.parser.rows.labels import key_of, labels_of
from semantic_layer.query import Exists, MetricRef


def settle_counted_by_itself(draft: Draft) -> None:
    """Count the rows that a condition asks for in the place of the things that split the answer.

    Raises
    ------
    Unreadable
    """
    assumed = {a.bound_to for a in draft.assumptions if a.code == "default_count"}
    if len(draft.metrics) != 1 or draft.listing is not None or draft.rows is not None:
        return
    ref = draft.metrics[0].ref
    if ref != MetricRef(ref.name) or f"metric:{ref.name}" not in assumed:
        return
    entity = next((e.name for e in draft.model.entities if e.default_count == ref.name), None)
    own = {*labels_of(draft.model, entity), key_of(draft.model, entity)} if entity is not None else set()
    split = [group for group in draft.groups if group.ref.name in own and group.marked]
    if entity is None or not split:
        return
    asked = [f for f in draft.filters if isinstance(f, Exists) and not f.negated and f.predicate is not None]
    counted = _count_of_rows(draft, asked[0].dataset) if len(asked) == 1 else None
    if counted is None:
        raise refuse("not_supported", construction=split[0].item.text)
    draft.assumptions = [a for a in draft.assumptions if a.code != "default_count"]
    draft.assume("default_count", f"metric:{counted}")
    draft.filters = [f.predicate if f is asked[0] and f.predicate is not None else f for f in draft.filters]
    draft.metrics = [Measured(MetricRef(counted), draft.metrics[0].item)]


def _count_of_rows(draft: Draft, dataset: str) -> str | None:
    home = draft.model.dataset(dataset).primary
    return draft.model.entity(home.name).default_count if home is not None else None
