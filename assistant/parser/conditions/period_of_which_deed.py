"""Which of two deeds the one period of a Chinese question is of: 退过货但近30天没有下单, 近30天退过货但没有下单.

Rule: a period stands before what it dates. Between a deed and a denied one it is of the denied one alone; before both
it is of both. Whoever signed up and then did nothing in a period need not have signed up in it, and is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Members
from semantic_layer.wordforms import has_han


def settle_period_of_deeds(draft: Draft) -> None:
    """Give the period to the deed behind it."""
    time = _only(draft, lambda item: item.bound_to.startswith("time:"))
    denied = _only(draft, lambda item: item.bound_to == "bought" and has_han(item.text))
    if time is None or denied is None or not time.index < denied.index or not _is_denied(draft, denied):
        return
    signed = _only(draft, lambda item: item.bound_to == "signed up")
    if signed is not None and signed.index < time.index and draft.window is not None:
        raise refuse("not_supported", missing=[signed.text], construction=signed.text)
    deed = _only(draft, lambda item: item.bound_to.startswith("event:"))
    dated = [made for made in draft.sets if made.window is not None]
    if deed is None or not deed.index < denied.index or len(dated) != 1:
        return
    window = dated[0].window
    if deed.index < time.index:
        draft.sets = [replace(made, window=None) if made is dated[0] else made for made in draft.sets]
    draft.members = [replace(m, window=window) if _is_open_denial(m) else m for m in draft.members]


def _only(draft: Draft, fits: Callable[[Item], bool]) -> Item | None:
    found = [item for item in draft.items if fits(item)]
    return found[0] if len(found) == 1 else None


def _is_denied(draft: Draft, deed: Item) -> bool:
    before = draft.left(deed)
    return before is not None and before.bound_to == "not"


def _is_open_denial(member: Members) -> bool:
    """ "With no orders", in no period yet."""
    return member.window is None and member.op == "eq" and tuple(member.values) == (0,)
