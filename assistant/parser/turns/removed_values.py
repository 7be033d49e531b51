""" "Remove Shanghai", 去掉上海: one of the values that the answer before was about, or one that it shows, goes.

Rule: of several chosen values the others stay; where nothing was chosen the value is left out. Where the answer was
about other values only, there is nothing to remove, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Compare
from tools.arguments import QueryMetricsArgs

_REMOVING = ("remove", "except")
_IS_SAID_OF_WANTS = "dismissed"  # "I don't need ..." is about what is shown, not about members


def read_removed_values(draft: Draft, base: QueryMetricsArgs) -> None:
    """Take a turn of one removing word and the values of one column."""
    cue = next(draft.cued(*_REMOVING), None)
    if cue is None or cue.has(_IS_SAID_OF_WANTS, "lacking"):
        return
    named = [item for item in draft.free() if item is not cue and not item.piece.is_soft]
    fields = [{meaning.name for meaning in item.named("value")} for item in named]
    common = set.intersection(*fields) if fields else set()
    if len(common) != 1 or any(len(item.piece.meanings) != len(item.named("value")) for item in named):
        return
    (field,) = common
    gone = {m.value for item in named for m in item.named("value") if m.name == field and m.value is not None}
    chosen = next((p for p in base.filters if isinstance(p, Compare) and p.field == field), None)
    if chosen is not None and chosen.op in ("eq", "in"):
        _of_chosen(draft, chosen, gone, named)
    elif chosen is None:
        values = tuple(sorted(gone, key=str))
        draft.filters.append(Compare(field, "ne" if len(values) == 1 else "not_in", values))
    else:
        return
    for item in named:
        value = next(m.value for m in item.named("value") if m.name == field)
        item.take(f"value:{field}={value}", "value")
    draft.edits = True
    cue.operate("remove")


def _of_chosen(draft: Draft, chosen: Compare, gone: Collection[object], named: list[Item]) -> None:
    """The chosen values without those that go; none left is no condition any more."""
    missing = next((item for item in named if not any(m.value in chosen.values for m in item.named("value"))), None)
    if missing is not None:
        raise refuse("nothing_to_drop", word=missing.text)
    left = tuple(value for value in chosen.values if value not in gone)
    if not left:
        draft.dropped.add(f"filter:{chosen.field}")
    else:
        draft.filters.append(Compare(chosen.field, "in" if len(left) > 1 else "eq", left))
