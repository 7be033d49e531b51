"""Arithmetic between numbers: "ratio of open to closed shops", "revenue minus cost", 「点赞数与分享数之和」.

Rule: both parts are read by themselves. A condition that both parts name the same holds for the question; one that
only the last (Chinese: the first) part names, on a field of its own, frames the whole. Where neither is certain the
question is refused. A ratio that the model defines itself is that metric.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parser.conditions.own_filters import decides
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.clauses import left_start, new_sentence, periods_in, right_end
from assistant.parser.figures.sides import (
    Condition,
    Reader,
    Side,
    add_conditions,
    combined,
    field_of,
    head_noun,
    model_ratio,
    name_again,
    names_number,
    owner_noun,
    read_side,
    stand_in,
    under,
)
from assistant.parser.rows.attributes import implied_owner
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.nicknames import called
from semantic_layer.query import Compare, MetricRef
from semantic_layer.wordforms import has_han

INFIX = {"divided": "divide", "minus": "subtract", "plus": "add"}
_TO = ("to", "对", "比", "over")


@dataclass(frozen=True)
class Found:
    """Where a construction stands: places of items, half-open. `signs` are its own words."""

    start: int
    end: int
    left: tuple[int, int]
    right: tuple[int, int]
    how: str
    signs: tuple[int, ...]


def read_arithmetic(draft: Draft, read: Reader) -> None:
    """Put one number in the place of each construction."""
    _part_owners(draft)
    keys: list[str] = []
    for _ in range(len(draft.items)):
        found = next((f for index in range(len(draft.items)) for f in _at(draft, index)), None)
        key = _reduce(draft, found, read) if found else None
        if key is None:
            break
        keys.append(key)
    if len(keys) == 1:
        name_again(draft, keys[0], "ratio")


def _part_owners(draft: Draft) -> None:
    """各学生的得分与年龄之和: the one word for a member's figure is parted, so that the members split the answer."""
    if not any(item.has("ratio", "both_sum", "difference", *INFIX) for item in draft.items):
        return
    for item in list(draft.items):
        before = draft.items[item.index - 1] if item.index else None
        owner = implied_owner(draft, item) if item.named("metric") and not item.named("entity") else None
        if owner is None or before is None or not before.has("group"):
            continue
        names = sorted(called(draft.model.entity(owner)), key=len, reverse=True)
        name = next(name for name in names if item.text.startswith(name))
        rest = item.text.removeprefix(name)
        middle = item.piece.start + len(name)
        head = Item(replace(item.piece, end=middle, meanings=(Meaning("entity", owner),)), 0, name)
        tail = Item(replace(item.piece, start=middle), 0, rest.removeprefix("的").strip())
        item.take(f"metric:{item.named('metric')[0].name}", "metric")
        draft.items[item.index : item.index + 1] = [head, tail]
        for index, other in enumerate(draft.items):
            other.index = index


def _at(draft: Draft, index: int) -> Sequence[Found]:
    item = draft.items[index]
    if item.taken:
        return ()
    finders = []
    if item.has("ratio"):
        finders += [_of_to(draft, index, "divide"), _before(draft, index, "divide"), _to_before(draft, index)]
    if item.has("both_sum") or (item.has("agg_sum") and item.text.endswith("of")):
        finders += [_of_to(draft, index, "add"), _before(draft, index, "add")]
    if item.has("difference"):
        finders += [_of_to(draft, index, "subtract"), _before(draft, index, "subtract")]
    finders += [_infix(draft, index, how) for cue, how in INFIX.items() if item.has(cue)]
    return [found for found in finders if found is not None and _is_whole(draft, found)]


def _is_whole(draft: Draft, found: Found) -> bool:
    """Both parts are there, and at least one of them says what is counted."""
    left, right = draft.items[slice(*found.left)], draft.items[slice(*found.right)]
    if not left or not right:
        return False
    named = [
        names_number(draft, left) or _is_column(draft, left),
        names_number(draft, right) or _is_column(draft, right),
    ]
    if found.how == "divide" and not any(named):
        return bool(owner_noun(draft, [*left, *right])) and _names_values(left) and _names_values(right)
    return any(named) if found.how == "divide" else all(named)


def _names_values(items: Sequence[Item]) -> bool:
    return any(item.named("value") for item in items)


def _is_column(draft: Draft, items: Sequence[Item]) -> bool:
    return any(item.named("dimension") and item.has("agg_sum", "agg_avg") for item in items)


def _of_to(draft: Draft, index: int, how: str) -> Found | None:
    """ "Ratio of A to B", "sum of A and B", "difference between A and B"."""
    if has_han(draft.items[index].text):
        return None
    for at in range(index + 2, len(draft.items)):
        item = draft.items[at]
        if new_sentence(draft, at):
            return None
        by = item.text == "to" or item.has("among") if how == "divide" else item.has("and")
        by = by or (how == "divide" and item.has("and") and draft.items[index].text.endswith("between"))
        if by and not item.piece.meanings:
            end = right_end(draft, at + 1)
            return Found(index, end, (index + 1, at), (at + 1, end), how, (index, at))
    return None


def _before(draft: Draft, index: int, how: str) -> Found | None:
    """ "A与B之比", "A和B的总和": the sign closes both parts."""
    if not has_han(draft.items[index].text):
        return None
    for at in range(index - 1, 0, -1):
        item = draft.items[at]
        if item.has("comma") and item.text not in ("、",):
            return None
        if (item.has("and") or item.text in _TO) and not item.piece.meanings:
            start = left_start(draft, at)
            return Found(start, index + 1, (start, at), (at + 1, index), how, (at, index))
    return None


def _to_before(draft: Draft, index: int) -> Found | None:
    """ "Female to male ratio"."""
    if has_han(draft.items[index].text):
        return None
    for at in range(index - 1, 0, -1):
        item = draft.items[at]
        if item.text == "to":
            start = left_start(draft, at)
            return Found(start, index + 1, (start, at), (at + 1, index), "divide", (at, index))
        if item.has("comma", "group"):
            return None
    return None


def _infix(draft: Draft, index: int, how: str) -> Found | None:
    """ "A minus B", "A除以B"."""
    start, end = left_start(draft, index), right_end(draft, index + 1)
    return Found(start, end, (start, index), (index + 1, end), how, (index,))


# -- from two parts to one number -----------------------------------------------------------------------------


def _reduce(draft: Draft, found: Found, read: Reader) -> str | None:
    left, right = draft.items[slice(*found.left)], draft.items[slice(*found.right)]
    if _is_share_of_groups(draft, found, left, right, read):
        return None
    periods = periods_in(right)
    right = [item for item in right if item not in periods]
    both = [*left, *right]
    counted = () if names_number(draft, both) else owner_noun(draft, both)
    a = read_side(draft, left, read, () if names_number(draft, left) else counted or head_noun(draft, right))
    b = read_side(draft, right, read, () if names_number(draft, right) else counted or head_noun(draft, left))
    if a is None or b is None:
        if found.how == "divide":
            raise refuse("not_supported", construction=" / ".join(_text(part) for part in (left, right)))
        return None
    if found.how != "divide" and ((a.ref, a.filters) == (b.ref, b.filters) or not _adds_up(draft.model, a.ref, b.ref)):
        return None
    frame, ref = put_together(draft, a, b, found.how, leading=has_han(draft.items[found.signs[-1]].text))
    for side in (a, b):
        side.settle()
    for at in found.signs:
        draft.items[at].operate(found.how)
    add_conditions(draft, frame)
    return stand_in(draft, found.start, found.end - 1, ref, periods)


def _is_share_of_groups(draft: Draft, found: Found, left: Sequence[Item], right: Sequence[Item], read: Reader) -> bool:
    """ "Ratio of visits in each city to all visits": the share of each group, which is another construction."""
    at = next((i for i, item in enumerate(left) if item.has("group") and not item.piece.meanings), None)
    if at is None or found.how != "divide":
        return False
    a, b = read_side(draft, left[:at], read), read_side(draft, right, read)
    if a is None or b is None or a.ref != b.ref or a.filters or b.filters:
        return False
    b.settle()
    for place in found.signs:
        item = draft.items[place]
        if item.has("ratio"):
            item.piece = replace(item.piece, cues=frozenset({"share"}))
        else:
            item.operate("share", "share")
    return True


def put_together(
    draft: Draft, a: Side, b: Side, how: str, *, leading: bool, as_share: bool = False
) -> tuple[tuple[Condition, ...], MetricRef]:
    """The conditions of the whole question, and the number.

    Parameters
    ----------
    leading : bool
        The frame stands before the first part, as in Chinese, and not after the last one.
    """
    both = [f for f in a.filters if f in b.filters]
    own_a = [f for f in a.filters if f not in both]
    own_b = [f for f in b.filters if f not in both]
    outer, inner = (own_a, own_b) if leading else (own_b, own_a)
    compared = {field_of(other) for other in inner}
    frame = [f for f in outer if field_of(f) not in compared and not _is_own(draft, a, b, f)]
    if not inner and len(frame) == 1 and a.ref == b.ref and len(outer) == 1:
        frame = []  # "open shops to all shops": the only condition makes the part
    elif not inner and len(frame) == len(outer) and frame and a.ref == b.ref:
        raise refuse("not_supported", construction=", ".join(draft.called(field_of(f)) for f in frame))
    outer = [f for f in outer if f not in frame]
    extra = {field_of(f) for f in inner} - {field_of(f) for f in outer}
    if outer and extra:
        raise refuse("not_supported", construction=", ".join(map(draft.called, sorted(extra))))
    top, bottom = (outer, inner) if leading else (inner, outer)
    if how == "divide" and not top and not bottom:
        if a.ref == b.ref:
            raise refuse("not_supported", construction=f"{draft.called(a.ref.name)} / {draft.called(b.ref.name)}")
        if own := model_ratio(draft.model, a.ref, b.ref):
            return (*both, *frame), MetricRef(own)
    first = under(a.ref, top)
    second = under(b.ref, bottom)
    return (*both, *frame), combined(first, how, second, as_share=as_share)


def _is_own(draft: Draft, a: Side, b: Side, predicate: Condition) -> bool:
    """A field that one of the metrics decides by itself holds for one part only: "completed to cancelled orders"."""
    field = predicate.field if isinstance(predicate, Compare) else ""
    return any(decides(draft, side.ref.name, field) for side in (a, b))


def _adds_up(model: SemanticModel, a: MetricRef, b: MetricRef) -> bool:
    """Money is not added to a number of things."""
    kinds = {model.metric(ref.name).unit.kind for ref in (a, b) if model.has_metric(ref.name)} - {"none"}
    return len(kinds) <= 1


def _text(items: Sequence[Item]) -> str:
    return " ".join(item.text for item in items)
