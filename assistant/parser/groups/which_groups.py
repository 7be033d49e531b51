"""Groups of things, asked for by what they share: "which ward's patients stay longest", 哪个科室的患者费用最高.

Rule: after "which", a column of things followed by the things asks for a value of the column; the things only say whose
it is and are not counted. A number of them must be ranked, otherwise the things themselves may be meant.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of, is_label

_RANKED = ("high", "low", "best", "worst", "quality")
_COUNTED = ("metric", "dimension", "entity")


def read_which_groups(draft: Draft) -> None:
    """Take the things after the column that "which" asks for."""
    ranked = [item for item in draft.items if item.has(*_RANKED)]
    for cue in draft.items if ranked else ():
        column = draft.right(cue) if cue.has("which") else None
        things = draft.right(column, skip=_is_whose) if column is not None else None
        if column is None or things is None or not things.named("entity") or column.named("entity"):
            continue
        name = things.named("entity")[0].name
        home = dataset_of(draft.model, name)
        if home is None or things.taken or not _is_shared(draft, column, home.name, name):
            continue
        if any(item.named(kind) for item in draft.items[things.index + 1 :] for kind in _COUNTED):
            things.take(f"entity:{name}", "entity")
            things.piece = replace(things.piece, meanings=(), cues=frozenset({"filler"}))


def _is_whose(item: Item) -> bool:
    return not item.piece.meanings and item.text in ("的", "'s", "'", "s")


def _is_shared(draft: Draft, column: Item, dataset: str, entity: str) -> bool:
    names = [meaning.name for meaning in column.named("dimension")]
    own = [name for name in names if draft.reach.has(dataset, name)]
    return bool(own) and not any(is_label(draft.model, entity, name) for name in own)
