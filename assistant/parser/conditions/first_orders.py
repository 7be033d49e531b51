"""Conditions on the first order of customers: "customers whose first order came through the app", 首单渠道是App的客户.

Rule: words for the first order and a value, with nothing but small words between them, are a condition on the
segmentation that says this of the first order. Where the model has no such segmentation nothing is taken, and the
words stay for other rules or refuse. The condition is read before anything else of the question, so whatever is made
of it must hold the condition, or the question is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.parser.conditions.negations import negation_around
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import Scalar
from semantic_layer.query import Compare, Operator
from semantic_layer.wordforms import has_han
from tools.catalog import ToolCall

_FIRST = frozenset({"first", "the first", "very first", "首次", "首笔", "第一", "第一笔", "第一次", "首"})
_ORDERED = frozenset(
    {"order", "orders", "purchase", "purchases", "ordered", "bought", "purchased", "shopped"}
    | {"订单", "笔订单", "下单", "购买", "单", "购物", "消费", "买"}
)
_OPENS = frozenset({"made", "make", "placed", "place", "did", "their", "his", "her", "the", "a", "with", "have", "had"})
_JOINS = frozenset(
    {"is", "was", "were", "are", "came", "come", "comes", "coming", "made", "placed", "done", "through", "via", "from"}
    | {"in", "on", "at", "by", "with", "using", "over", "of", "for", "the", "our", "a", "an", "into", "out of"}
    | {"是", "为", "来自", "来自于", "在", "通过", "用", "于", "从", "走", "属于", "的", "是在", "是通过", "买的是"}
)
_CLOSES = frozenset(
    {"下单", "购买", "下的", "下", "买", "买的", "成交", "完成", "购物", "消费", "进来", "来的", "产生"}
    | {"order", "orders"}
)
_WAYS = 6  # words at most between the first order and the value


def read_first_orders(draft: Draft) -> None:
    """Bind every value that is said of the first order."""
    fields = {item.first_of: item.qualified for item in draft.model.segmentations if item.first_of}
    index = 0
    while fields and index < len(draft.items):
        opened = _opened(draft, index, fields)
        index += 1
        if opened is None:
            continue
        own = {_named(draft, opened[0]), *(fields.get(m.name) for m in opened[-1].named("dimension"))} - {None}
        found = _values(draft, opened[-1], {base: name for base, name in fields.items() if not own or name in own})
        if found is not None:
            _take(draft, opened, *found)


def refuse_dropped_first(draft: Draft, call: ToolCall) -> None:
    """Refuse a call that has no place for the condition that was read."""
    for item in draft.items:
        field = item.bound_to.partition(":")[2]
        is_read = item.bound_to.startswith("field:") and draft.model.has_segmentation(field)
        if is_read and draft.model.segmentation(field).first_of and field not in str(call.to_json()):
            raise refuse("not_in_analysis", missing=[item.text], tool=call.tool, what=item.text)


def _opened(draft: Draft, index: int, fields: Mapping[str, str]) -> list[Item] | None:
    """The words for the first order from `index` on: a name of the segmentation, 首单, "first order", "first | channel
    is": of two covers of the same words neither may read them as something else."""
    item = draft.items[index]
    if item.taken:
        return None
    if _named(draft, item) is not None or item.has("first_order", "first_time"):
        return [item]
    after = draft.right(item)
    if item.text not in _FIRST or after is None or after.taken or after.named("value"):
        return None
    following = draft.items[after.index + 1] if after.index + 1 < len(draft.items) else None
    is_said = _names_base(after, fields) and following is not None and _says_is(following)
    return [item, after] if after.text in _ORDERED or is_said else None


def _named(draft: Draft, item: Item) -> str | None:
    names = [m.name for m in item.named("segmentation") if draft.model.segmentation(m.name).first_of]
    return names[0] if len(names) == 1 else None


def _values(
    draft: Draft, last: Item, fields: Mapping[str, str]
) -> tuple[str, Sequence[Item], Sequence[Scalar], Sequence[Item]] | None:
    """The segmentation, the items of the values, their codes, and the small words around them."""
    small: list[Item] = []
    position = last.index + 1
    while position < len(draft.items) and len(small) < _WAYS and not _bases(draft.items[position], fields):
        item = draft.items[position]
        if item.named("value") and len(fields) == 1 and any(_says_is(other) for other in small):
            raise refuse("unknown_value", missing=[item.text], dimension=next(iter(fields.values())), value=item.text)
        if item.taken or not (_joins(item) or item.is_between_value_and_name or _names_base(item, fields)):
            return None
        small.append(item)
        position += 1
    if position >= len(draft.items):
        return None
    listed: list[Item] = []
    bases: Sequence[str] = ()
    for item in draft.items[position:]:
        own = [base for base in _bases(item, fields) if not bases or base in bases]
        if own and not item.taken:
            bases = own
            listed.append(item)
        elif not item.has("and", "or", "comma"):
            break
    if len(bases) != 1:
        return None
    codes = [m.value for item in listed for m in item.named("value") if m.name == bases[0]]
    return fields[bases[0]], listed, codes, small


def _says_is(item: Item) -> bool:
    """ "First channel is SMS": what follows is meant as a value of it, and a value of something else is none."""
    return item.has("is") or item.text in ("来自", "来自于")


def _joins(item: Item) -> bool:
    """Small words, and verbs that only say that an order was placed: "came through the"."""
    return not item.piece.meanings and _JOINS.issuperset([item.text] if has_han(item.text) else item.text.split())


def _bases(item: Item, fields: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(meaning.name for meaning in item.named("value") if meaning.name in fields))


def _names_base(item: Item, fields: Mapping[str, str]) -> bool:
    return any(meaning.name in fields for meaning in item.named("dimension"))


def _take(
    draft: Draft, opened: Sequence[Item], field: str, listed: Sequence[Item], codes: Sequence[Scalar],
    small: Sequence[Item],
) -> None:  # fmt: skip
    negated = negation_around(draft, opened[0], listed[-1], listed[0])
    for item in listed:
        item.take(f"value:{field}={','.join(str(m.value) for m in item.named('value'))}", "value")
    opened[0].take(f"field:{field}", "dimension")
    for item in (*opened, *small, *draft.items[listed[0].index : listed[-1].index], *_around(draft, opened, listed)):
        if not item.taken and not item.has("not"):
            item.operate("first_order")
    values = tuple(sorted({str(code) for code in codes}))
    ops: tuple[Operator, Operator] = ("ne", "not_in") if negated else ("eq", "in")
    draft.filters.append(Compare(field, ops[len(values) > 1], values))
    if negated:  # who never bought had no first order anywhere
        draft.filters.append(Compare(field, "not_null"))


def _around(draft: Draft, opened: Sequence[Item], listed: Sequence[Item]) -> list[Item]:
    """ "Placed their" before the first order, "channel" or 下单的 behind the value."""
    found: list[Item] = []
    for item in reversed(draft.items[: opened[0].index]):
        if item.taken or item.text not in _OPENS or item.piece.meanings:
            break
        found.append(item)
    base = {meaning.name for item in listed for meaning in item.named("value")}
    for item in draft.items[listed[-1].index + 1 :]:
        closes = item.text in _CLOSES or any(meaning.name in base for meaning in item.named("dimension"))
        if item.taken or not closes:
            break
        found.append(item)
    return found
