"""Values that are named one after the other: "East, West and North", "East vs West", "paid with Alipay".

Rule: neighbours of one list make one condition; the words between them, the number that counts them and the verb that
the column is named after say nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.conditions.negations import negation_around
from assistant.parser.conditions.sets import denied
from assistant.parser.conditions.value_owners import dimension_of, only_filler, owner_beside
from assistant.parser.draft import Draft, Item
from semantic_layer.model import Scalar
from semantic_layer.nicknames import called
from semantic_layer.query import Compare
from semantic_layer.wordforms import has_han

_STEMS = {"paid": "pay", "paying": "pay", "shipped": "ship", "delivered": "deliver"}


def read_list(draft: Draft, first: Item) -> None:
    """One condition from a value and the values listed after it."""
    dimension = dimension_of(draft, first)
    owner = owner_beside(draft, first, {dimension})
    listed = [first]
    position = first.index + 1
    while position < len(draft.items):
        item = draft.items[position]
        _leave_head(draft, item, dimension)
        if any(m.name == dimension for m in item.named("value")) and not item.taken:
            listed.append(item)
        elif not item.has("and", "or", "comma") and not only_filler(item) and not _is_said_again(draft, item, listed):
            break
        position += 1
    last = listed[-1]
    for item in draft.items[first.index : last.index]:
        if _is_said_again(draft, item, listed):
            item.take(f"field:{dimension}", "dimension")
    owner = owner or owner_beside(draft, last, {dimension})
    compared = _member_comparison(draft, dimension, last)
    listed += compared
    values = [code for item in listed for code in _codes(item, dimension)]
    never = denied(draft, first)
    if never:
        never.operate("not", "negation")
    verb = _verb_of(draft, first, listed[-1], dimension)
    start = owner if owner and owner.index < first.index else verb if verb and verb.index < first.index else first
    negated = negation_around(draft, start, listed[-1], first)
    for item in listed:
        item.take(f"value:{dimension}={_codes(item, dimension)[0]}", "value")
    _take_number_of(draft, listed, owner)
    for item in draft.items[first.index : listed[-1].index]:
        if item.has("and", "or", "comma", "compare"):
            item.operate("list")
    take_words_between(owner, first, draft)
    if owner:
        owner.take(f"field:{dimension}", "dimension")
    if never:
        draft.denied.append(one_of(dimension, values, negated))
        return
    draft.filters.append(one_of(dimension, values, negated))
    if compared or _is_for_each(draft, first, listed):
        draft.compared_members.append(dimension)
    if len(listed) > 1:
        draft.listed_members.append(dimension)


def _leave_head(draft: Draft, item: Item, dimension: str) -> None:
    """合伙人律师: right behind a value of theirs, the word for the things is no second value of it."""
    before, owner = draft.items[item.index - 1], draft.dimension(dimension)
    told = any(m.name == dimension for m in before.named("value"))
    if told and owner is not None and any(m.name == owner.prefix for m in item.named("entity")):
        kept = tuple(m for m in item.piece.meanings if m.kind != "value" or m.name != dimension)
        item.piece = replace(item.piece, meanings=kept)


def _is_said_again(draft: Draft, item: Item, listed: Sequence[Item]) -> bool:
    """华东区和华南区: each value with the word for what it is one of."""
    before = draft.items[item.index - 1]
    columns = {m.name for m in before.named("value")} & {m.name for m in item.named("dimension")}
    return bool(columns) and any(before is value for value in listed) and not item.taken


def one_of(dimension: str, values: Sequence[Scalar], negated: bool) -> Compare:
    distinct = tuple(sorted(set(values), key=str))
    if len(distinct) == 1:
        return Compare(dimension, "ne" if negated else "eq", distinct)
    return Compare(dimension, "not_in" if negated else "in", distinct)


def take_words_between(owner: Item | None, first: Item, draft: Draft) -> None:
    if owner and owner.index < first.index:
        for item in draft.between(owner, first):
            if item.has("is"):
                item.operate("is")


def _is_for_each(draft: Draft, first: Item, listed: Sequence[Item]) -> bool:
    """ "For each of A, B and C": the listed values are the rows."""
    before = draft.left(first)
    if len(listed) < 2 or before is None or before.taken or not before.has("group"):
        return False
    before.operate("by")
    return True


def _verb_of(draft: Draft, first: Item, last: Item, dimension: str) -> Item | None:
    """ "Paid with Alipay", 用支付宝支付: a verb that the name of the value's dimension is made of."""
    owner = draft.dimension(dimension)
    for verb in (draft.left(first), draft.right(last)):
        if owner is None or verb is None or verb.taken or not verb.has("valued"):
            continue
        stem = verb.text if has_han(verb.text) else _STEMS.get(verb.text, verb.text)
        if any(stem in name for name in called(owner)):
            verb.operate("verb")
            return verb
    return None


def _take_number_of(draft: Draft, listed: Sequence[Item], owner: Item | None) -> None:
    """ "The two channels app and web", App和小程序两个渠道: the number only counts the list."""
    if owner is None:
        return
    number = draft.left(owner)
    if number and not number.taken and number.piece.number and number.piece.number.value == len(listed):
        number.operate("list")


def _codes(item: Item, dimension: str) -> Sequence[Scalar]:
    """Every stored spelling of the value: "Paris" and "paris " are the same word."""
    return [meaning.value for meaning in item.named("value") if meaning.name == dimension]


def _member_comparison(draft: Draft, dimension: str, last: Item) -> list[Item]:
    """ "East vs West": the second member of a comparison of values."""
    cue = draft.right(last)
    if cue is None or not cue.has("compare"):
        return []
    other = draft.right(cue)
    if other and not other.taken and any(m.name == dimension for m in other.named("value")):
        cue.operate("compare members", "comparison")
        return [other]
    return []
