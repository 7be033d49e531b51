"""Parts of a whole: "percentage of orders that were returned by region", 「女性客户占全部客户的比例」.

Rule: what is said of the things after "that", "are", "have" (Chinese: after 中, or before 占) makes the part; what
stands with the thing itself frames the whole. A single condition is a part of all; two that could be either are asked
about. The share of a group in a total is another construction and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.own_filters import share_of_restricted, share_under
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.clauses import is_weekday, left_start, periods_in, right_end
from assistant.parser.figures.parts_of_members import read_part, set_apart, without
from assistant.parser.figures.ratio import put_together
from assistant.parser.figures.sides import (
    Condition,
    Reader,
    Side,
    add_conditions,
    head_noun,
    is_sum,
    name_again,
    names_number,
    owner_noun,
    read_side,
    stand_in,
)
from assistant.parser.text.pieces import Piece
from semantic_layer.query import Compare, EntitySet, Members, MetricRef
from semantic_layer.wordforms import has_han

SAYS = frozenset(
    [
        "that",
        "who",
        "which",
        "whose",
        "where",
        "with",
        "having",
        "are",
        "is",
        "were",
        "was",
        "have",
        "has",
        "had",
        "being",
        "contain",
        "contains",
        "use",
        "used",
        "made",
    ]
)
WITHIN = ("中", "里", "当中", "之中", "中的", "里面", "其中", "里的")
_DEEDS = ("bought", "never", "tally", "one_timer", "first_timer")
ALL = ("全部", "所有", "总体", "整体")


def read_parts(draft: Draft, read: Reader) -> None:
    """Put one percentage in the place of each construction that names a part by what it is like."""
    for index, item in enumerate(draft.items):
        if item.taken or not (item.has("share") or _accounts(item)):
            continue
        reader = _chinese if has_han(item.text) else _english
        key = reader(draft, index, read)
        if key is not None:
            name_again(draft, key, "share", "ratio")
            return


def _accounts(item: Item) -> bool:
    """占, and the words that begin with it: "总折扣占总金额的百分比"."""
    return has_han(item.text) and (item.has("account_for") or (item.has("of_total") and item.text.startswith("占")))


# -- English --------------------------------------------------------------------------------------------------


def _english(draft: Draft, index: int, read: Reader) -> str | None:
    end = right_end(draft, index + 1)
    words = draft.items[index + 1 : end]
    start = left_start(draft, index)
    if draft.items[index].text.startswith("as a") and names_number(draft, words):  # "refunds as a percentage of fees"
        periods = periods_in(words)
        left = draft.items[start:index]
        if not names_number(draft, left):
            return None
        key = _explicit(draft, (start, end), left, without(words, periods), periods, read)
        if key is None:
            raise refuse("not_supported", construction=_text(draft.items[start:end]))
        return key
    if _is_number(draft.items[start:index][-1:]):
        return _share_of_number(draft, index, end, read)
    says = next((i for i, w in enumerate(words) if i and _says(words, i)), None)
    if says is None:
        return _conditioned(draft, index, end, read)
    noun, said = words[:says], words[says:]
    if not names_number(draft, noun) or not any(map(_says_something, said)):
        return None
    whole = read_side(draft, without(noun, periods_in(noun)), read)
    part, periods = read_part(draft, words, read) if whole else (None, [])
    own = set_apart(part, whole) if whole and part else []
    if whole is not None and own and _is_group_share(draft, own, whole):
        return None
    alike = whole and part and set(map(repr, part.filters)) == set(map(repr, whole.filters))
    share = share_of_restricted(draft, part.ref, whole.ref) if whole and part and alike else None
    if whole and part and share:  # "orders were cancelled" is a count of its own
        part.settle()
        add_conditions(draft, whole.filters)
        return _replace(draft, (index, end), share, periods)
    if whole is None or part is None or part.ref != whole.ref or not own:
        if _is_grouped(draft):  # the share of each group would be another number
            raise refuse("not_supported", construction=_text([draft.items[index], *said]))
        return None
    framed = _frame_of(draft, said, own)
    return _settle(draft, (index, end), part, own, (*whole.filters, *framed), periods)


def _is_number(items: Sequence[Item]) -> bool:
    return any((item.named("metric") or item.named("entity")) and not item.taken for item in items)


def _share_of_number(draft: Draft, index: int, end: int, read: Reader) -> str | None:
    """ "Revenue share of customers with more than 5 orders": the number stands before the sign."""
    number, words = draft.items[index - 1], draft.items[index + 1 : end]
    whole = read_side(draft, [number], read)
    part, periods = read_part(draft, [number, Item(Piece(0, 0, cues=frozenset({"filler"})), 0, "of"), *words], read)
    own = set_apart(part, whole) if whole and part and part.ref == whole.ref else []
    if part is None or not any(isinstance(item, Members | EntitySet) for item in own):
        return None  # "revenue share of Shanghai" is that of a group
    return _settle(draft, (index - 1, end), part, own, (), periods)


def _says(words: Sequence[Item], at: int) -> bool:
    item = words[at]
    first = item.text.split()[0] if item.text else ""
    says = first in SAYS or (item.has(*_DEEDS) and not item.piece.meanings)
    return says and names_before(words, at) and not item.named("value")


def _says_something(item: Item) -> bool:
    return not item.piece.is_soft and not item.has("account_for", "of_total", "among") and item.piece.time is None


def names_before(words: Sequence[Item], at: int) -> bool:
    return any(item.named("entity") or item.named("metric") for item in words[:at])


def _conditioned(draft: Draft, index: int, end: int, read: Reader) -> str | None:
    """ "Percentage of female customers", "of orders over 500": one condition with the thing itself."""
    words = draft.items[index + 1 : end]
    periods = periods_in(words)
    among = next((i for i, w in enumerate(words) if w.has("among", "of_total") and not w.piece.meanings and i), None)
    if among is not None and names_number(draft, words[:among]) and names_number(draft, words[among + 1 :]):
        return _explicit(draft, (index, end), words[:among], without(words[among + 1 :], periods), periods, read)
    words = without(words, periods)
    if not names_number(draft, words) or not _conditions(words):
        return None
    part, periods = read_part(draft, draft.items[index + 1 : end], read)
    if part is None or len(part.filters) != 1:
        return None
    grouped = _is_grouped(draft)
    if not grouped and isinstance(part.filters[0], Compare) and part.filters[0].op in ("eq", "in"):
        return None  # the share of a value in the total
    several = grouped and not _is_over_time(draft)
    if several and draft.choose(draft.items[index], "ambiguous_role", ["part", "share"]) == "share":
        return None
    return _settle(draft, (index, end), part, list(part.filters), (), periods)


def _is_grouped(draft: Draft) -> bool:
    return _is_split_before(draft, len(draft.items))


def _is_over_time(draft: Draft) -> bool:
    """Split by periods alone: a part of each period's own number is all that can be meant."""
    return not any(item.has("group") and _names_group(draft, item) for item in draft.items)


def _names_group(draft: Draft, item: Item) -> bool:
    after = draft.right(item)
    return after is not None and (after.piece.time is None or after.piece.time.kind != "grain")


def _frame_of(draft: Draft, said: Sequence[Item], own: list[Condition]) -> list[Condition]:
    """Of several conditions the last one may frame the question ("... are female in East") or be a part of the part."""
    if len(own) < 2 or any(item.has("and", "or") for item in said):
        return []
    places = [i for i in said if i.named("value") or i.piece.condition or i.piece.literal]
    last = places[-1] if places else None
    framing: list[Condition] = [f for f in own if isinstance(f, Compare) and last is not None and _is_of(last, f)]
    if last is None or len(framing) != 1 or len(own) != 2:
        raise refuse("not_supported", construction=" ".join(item.text for item in said))
    if draft.choose(last, "ambiguous_role", ["frame", "part"]) == "part":
        return []
    own.remove(framing[0])
    return framing


def _is_of(item: Item, predicate: Compare) -> bool:
    return any(m.name == predicate.field for m in item.named("value"))


# -- Chinese --------------------------------------------------------------------------------------------------


def _chinese(draft: Draft, index: int, read: Reader) -> str | None:
    item = draft.items[index]
    if _accounts(item):
        return _accounting(draft, index, read)
    start = left_start(draft, index)
    while start and periods_in(draft.items[start - 1 : start]):  # 去年下单超过2次的客户占比
        start = left_start(draft, start - 1)
    end = index + 1
    words = draft.items[start:index]
    periods = periods_in(words)
    at = next((i for i, w in enumerate(words) if w.text in WITHIN and names_number(draft, words[:i])), None)
    if at is not None and words[at + 1 :]:
        return _within(draft, (start, end), words[:at], words[at:], periods, read)
    if not names_number(draft, words) or not _conditions(words):
        return None
    part, periods = read_part(draft, words, read)
    grouped = _is_split_before(draft, start)
    if part is None or len(part.filters) != 1:
        if grouped and part is None:
            raise refuse("not_supported", construction=_text(draft.items[start:end]))
        return None
    if not grouped and isinstance(part.filters[0], Compare) and part.filters[0].op in ("eq", "in"):
        return None
    return _settle(draft, (start, end), part, list(part.filters), (), periods)


def _is_split_before(draft: Draft, start: int) -> bool:
    before = draft.items[:start]
    return any(i.has("group") or (i.piece.time is not None and i.piece.time.kind == "grain") for i in before)


def _accounting(draft: Draft, index: int, read: Reader) -> str | None:
    """ "A占B的比例", "B中A占多少"."""
    start = left_start(draft, index)
    left = draft.items[start:index]
    close = next((i for i in range(index + 1, len(draft.items)) if _closes(draft.items[i])), None)
    end = close + 1 if close is not None else index + 1
    right = draft.items[index + 1 : close] if close is not None else []
    at = next((i for i, w in enumerate(left) if w.text in WITHIN and names_number(draft, left[:i])), None)
    if at is not None and left[at + 1 :] and not names_number(draft, right):
        return _within(draft, (start, end), left[:at], [*left[at:], *draft.items[index:end]], [], read)
    if not names_number(draft, left):
        counted = () if names_number(draft, right) else owner_noun(draft, left)
        return _part_of_all(draft, (start, end), left, draft.items[index:end], read, counted) if counted else None
    if not names_number(draft, right):
        return _part_of_all(draft, (start, end), left, draft.items[index:end], read)
    return _explicit(
        draft, (start, end), left, right, [], read, signs=[draft.items[index], *draft.items[end - 1 : end]]
    )


def _closes(item: Item) -> bool:
    return item.has("share", "how_many") and not item.piece.meanings


def _part_of_all(
    draft: Draft,
    place: tuple[int, int],
    left: Sequence[Item],
    signs: Sequence[Item],
    read: Reader,
    counted: Sequence[Item] = (),
) -> str | None:
    """ "评分高于4的餐厅占多少": of all of them."""
    if not _conditions(left) or not any(_closes(item) or item.text in ALL for item in signs[1:]):
        return None
    part, periods = read_part(draft, left, read, counted)
    if part is None or len(part.filters) != 1:
        return None
    grouped = _is_split_before(draft, place[0])
    is_value = isinstance(part.filters[0], Compare) and part.filters[0].op in ("eq", "in")
    if is_value and not grouped and not counted:
        return None
    return _settle(draft, place, part, list(part.filters), (), periods)


def _within(
    draft: Draft,
    place: tuple[int, int],
    noun: Sequence[Item],
    said: Sequence[Item],
    periods: Sequence[Item],
    read: Reader,
) -> str | None:
    """ "订单中评分高于4的占比": the whole stands before 中, the part after it."""
    noun, said = without(noun, periods), [i for i in said if not _is_sign(i)]
    if not _conditions(without(said, periods)):
        return None
    whole = read_side(draft, noun, read)
    part, kept = read_part(draft, said, read, () if names_number(draft, said) else head_noun(draft, noun))
    periods = [item for item in periods if item in kept or item not in said]
    if whole is None or part is None or whole.ref != part.ref or not part.filters:
        return None
    own = [f for f in part.filters if f not in whole.filters]
    whole.settle()
    return _settle(draft, place, part, own, whole.filters, periods)


def _text(items: Sequence[Item]) -> str:
    return " ".join(item.text for item in items)


def _is_sign(item: Item) -> bool:
    return item.has("share", "account_for", "how_many", "of_total") and not item.piece.meanings


# -- both -----------------------------------------------------------------------------------------------------


def _explicit(
    draft: Draft,
    place: tuple[int, int],
    left: Sequence[Item],
    right: Sequence[Item],
    periods: Sequence[Item],
    read: Reader,
    signs: Sequence[Item] = (),
) -> str | None:
    """ "Percentage of vegan shops out of all shops", "女性客户占全部客户的比例"."""
    if right and right[0].has("of_total"):  # "as a percentage of total revenue"
        right[0].operate("share", "share")
        right = right[1:]
    a, b = read_side(draft, left, read), read_side(draft, right, read)
    if a is None or b is None:
        return None
    if _is_group_share(draft, list(a.filters), b) and a.ref == b.ref and not b.filters:
        return None
    frame, ref = put_together(draft, a, b, "divide", leading=False, as_share=True)
    if ref.combine is None:
        return None
    a.settle()
    b.settle()
    add_conditions(draft, frame)
    return _replace(draft, place, ref, periods)


def _settle(
    draft: Draft,
    place: tuple[int, int],
    part: Side,
    own: Sequence[Condition],
    frame: Sequence[Condition],
    periods: Sequence[Item],
) -> str:
    if part.ref.agg is None and not is_sum(draft.model, part.ref.name):  # averages are no parts of an average
        raise refuse("not_supported", construction=_text(draft.items[slice(*place)]))
    part.settle()
    add_conditions(draft, frame)
    return _replace(draft, place, share_under(draft, part.ref, own), periods)


def _replace(draft: Draft, place: tuple[int, int], ref: MetricRef, periods: Sequence[Item]) -> str:
    for item in draft.items[slice(*place)]:
        if not item.taken and item not in periods and (_is_sign(item) or item.has("among") or item.piece.is_soft):
            item.operate("share", "share")
    return stand_in(draft, place[0], place[1] - 1, ref, periods)


def _is_group_share(draft: Draft, own: Sequence[Condition], whole: Side) -> bool:
    """One value in the total, with nothing to split by: the existing share says it, and shows the value."""
    one = len(own) == 1 and isinstance(own[0], Compare) and own[0].op in ("eq", "in") and own[0].part is None
    return one and not whole.filters and not _is_grouped(draft)


def _conditions(items: Sequence[Item]) -> bool:
    return any(
        item.named("value") or item.named("adjective") or item.piece.condition or item.piece.literal is not None
        or item.has("missing", "present", "lacking", "possessing", "age_word", *_DEEDS) or is_weekday(item)
        for item in items
    )  # fmt: skip
