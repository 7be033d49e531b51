"""Things beside something of theirs, and nothing else: "nurses and their wards", 护士及其科室.

Rule: such a pair asks for a list with both names. Where the thing has no name to list, or anything else is asked, the
question is left to other rules.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.attributes import column_names
from assistant.parser.rows.labels import dataset_of, key_of, labels_of

_THEIRS = frozenset({"their", "its", "his", "her"})
_THEIRS_ZH = ("及其", "和其", "与其", "以及其", "及他们的", "和他们的", "和它们的", "其")


def members_with_theirs(draft: Draft) -> tuple[str, Item, Item, str] | None:
    """Return the thing, its word, the word for what is theirs and its column, where a question is only that."""
    said = [item for item in draft.items if item.piece.meanings]
    if draft.previous is not None or len(said) != 2 or said[0] is not draft.items[0]:
        return None
    head, column = said
    joints = [item for item in draft.items if item not in said]
    names = {m.name for m in head.named("entity")}
    if len(names) != 1 or any(not item.has("filler", "and") for item in joints):
        return None
    if not any(_is_theirs(item) for item in (*joints, column)):
        return None
    entity = names.pop()
    dataset = dataset_of(draft.model, entity)
    labels = labels_of(draft.model, entity)
    if dataset is None or not labels or labels == (key_of(draft.model, entity),) or column.named("entity"):
        return None
    own = column_names(draft, column, dataset.name, draft.reach)
    return (entity, head, column, draft.choose(column, "ambiguous_dimension", own)) if own else None


def _is_theirs(item: Item) -> bool:
    return bool(set(item.text.split()) & _THEIRS) or item.text.startswith(_THEIRS_ZH)
