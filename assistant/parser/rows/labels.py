"""What stands for a member of an entity where members are rows.

Rule: a label that a person stated stands for the member, and so does its key. A name that was only found in the data
may be shared by several members: it is shown, but the rows are then the members themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from semantic_layer.model import Dataset, Dimension, SemanticModel
from semantic_layer.wordforms import words_of_name

NAME_WORDS = frozenset({"name", "title", "full name", "label", "名称", "姓名", "名字", "标题", "全名", "书名", "片名"})
FIRST, LAST = frozenset({"first name", "given name", "名"}), frozenset({"last name", "surname", "family name", "姓"})


def labels_of(model: SemanticModel, entity: str) -> tuple[str, ...]:
    """Return the dimensions that show a member: its stated label, its name, else its key; none where nothing does."""
    stated = stated_label(model, entity)
    if stated is not None:
        return (stated,)
    dataset = dataset_of(model, entity)
    found = _names(model, dataset, entity) if dataset else ()
    if found:
        return tuple(dimension.qualified for dimension in found)
    own = model.entity(entity).label_dimension
    if own and dataset and any(d.name == own and _is_shown(d) for d in dataset.dimensions):
        return (own if "." in own else f"{entity}.{own}",)
    key = key_of(model, entity)
    return (key,) if key else ()


def stated_label(model: SemanticModel, entity: str) -> str | None:
    """The label that a person gave to an entity; a label that was only inferred is none."""
    definition = model.entity(entity)
    label = definition.label_dimension
    if not label or definition.state in ("generated", "draft"):
        return None
    return label if "." in label else f"{entity}.{label}"


def key_of(model: SemanticModel, entity: str) -> str | None:
    """The visible dimension that is the key of an entity, else its first identifier."""
    dataset = model.dataset_of_entity(entity)
    if dataset is None:
        return None
    shown = [dimension for dimension in dataset.dimensions if _is_shown(dimension)]
    columns = dataset.primary.columns if dataset.primary else ()
    own = [d for d in shown if len(columns) == 1 and d.column == columns[0]]
    return next((d.qualified for d in (*own, *(d for d in shown if d.type == "identifier"))), None)


def dataset_of(model: SemanticModel, entity: str) -> Dataset | None:
    """The data whose rows are the members of an entity, with or without a key of their own."""
    found = model.dataset_of_entity(entity)
    if found is not None:
        return found
    return next((d for d in model.datasets if any(k.name == entity and k.type == "natural" for k in d.entities)), None)


def tells_apart(model: SemanticModel, entity: str, labels: Iterable[str]) -> bool:
    """Say whether the labels alone never stand for two members; things without a key are what they are called."""
    if model.dataset_of_entity(entity) is None:
        return True
    known = {stated_label(model, entity), key_of(model, entity)}
    return not known.isdisjoint(labels)


def is_label(model: SemanticModel, entity: str, name: str) -> bool:
    return name in labels_of(model, entity) or name == key_of(model, entity)


def _names(model: SemanticModel, dataset: Dataset, entity: str) -> tuple[Dimension, ...]:
    """The columns that hold a name: "name", "title", or first and last name together."""
    shown = [dimension for dimension in dataset.dimensions if _is_shown(dimension)]
    whole = [d for d in shown if _words(d) & NAME_WORDS and not _words(d) & (FIRST | LAST)]
    named = [d for d in shown if not _words(d).isdisjoint(_owned_names(model, entity))]
    sure = [d for d in whole if not _words(d) <= _ROLES]  # a title beside an attorney's name is a rank
    if whole:
        return ((sure or named or whole)[0],)
    first = [d for d in shown if _words(d) & FIRST]
    last = [d for d in shown if _words(d) & LAST]
    if first and last:
        return first[0], last[0]
    return tuple(named[:1])


def _owned_names(model: SemanticModel, entity: str) -> frozenset[str]:
    owners = {words_of_name(entity), *(_OFFICIAL if key_of_others(model, entity) else ())}
    return frozenset(f"{owner} {noun}" for owner in owners for noun in ("name", "title"))


def key_of_others(model: SemanticModel, entity: str) -> bool:
    """Say whether rows of other data belong to members of an entity: customers are things, their orders are events."""
    return any(key.name == entity and key.type == "foreign" for dataset in model.datasets for key in dataset.entities)


_ROLES = frozenset({"title", "标题", "职称", "头衔", ""})
# "Company name" is what a customer is called; on an order it would be what somebody else is called.
_OFFICIAL = ("company", "business", "organization", "organisation", "firm", "account", "display", "official", "legal")


def _words(dimension: Dimension) -> frozenset[str]:
    return frozenset(map(words_of_name, (dimension.name, dimension.labels.en, dimension.labels.zh)))


def _is_shown(dimension: Dimension) -> bool:
    return not dimension.hidden and not dimension.personal
