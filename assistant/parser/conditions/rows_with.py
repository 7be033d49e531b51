"""Rows that have a thing: "store revenue", 门店销售额, where orders from the web have no store.

Rule: a thing that only says whose the number is changes nothing where every row has one. Where the model says which
things each row must have, and this one is not among them, the rows that have it are meant.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import Dataset, SemanticModel
from semantic_layer.query import Compare


def narrow_to_rows_with(draft: Draft, entity: str) -> None:
    """Keep the rows that have the entity, unless the question picks or splits them by it already."""
    fields = [group.ref.name for group in draft.groups] + [f.field for f in draft.filters if isinstance(f, Compare)]
    if any(name.startswith(f"{entity}.") for name in fields):
        return
    metrics = [draft.model.metric(m.ref.name) for m in draft.metrics if draft.model.has_metric(m.ref.name)]
    rows = {name for metric in metrics for name in datasets_of(draft.model, metric)}
    field = _name_of(draft, entity)
    if field and rows and all(_may_lack(draft.model.dataset(name), entity, draft.model, frozenset()) for name in rows):
        draft.filters.append(Compare(field, "not_null", ()))


def _name_of(draft: Draft, entity: str) -> str | None:
    """What tells the members of an entity apart: the column of their names, else of their keys."""
    home = draft.model.dataset_of_entity(entity)
    if home is None or home.primary is None:
        return None
    wanted = (draft.model.entity(entity).label_dimension, home.primary.columns[0])
    return next((d.qualified for name in wanted for d in home.dimensions if name in (d.name, d.column)), None)


def _may_lack(dataset: Dataset, entity: str, model: SemanticModel, seen: frozenset[str]) -> bool:
    """Whether a row may have no such thing: by its own key, or by that of what each row belongs to."""
    for key in dataset.entities:
        if key.name == entity:
            return key.type == "foreign" and not key.mandatory and any(other.mandatory for other in dataset.entities)
    homes = [model.dataset_of_entity(key.name) for key in dataset.entities if key.mandatory]
    above = [home for home in homes if home is not None and home.name not in seen | {dataset.name}]
    return any(_may_lack(home, entity, model, seen | {dataset.name}) for home in above)
