"""Two parts of one number set against each other: "weekday vs weekend sales", "did the app beat the web shop?".

Rule: two different values of one column, or two calendar parts of one kind, with a word of comparison between them, are
two numbers side by side; a question for yes or no has their difference as well, the part that is said to be larger
first. "Beat" says larger. Nothing else may be done with such a number, and no value restricts the rest of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.text.pieces import Piece
from assistant.parser.times.weekdays import METRIC_TIME
from semantic_layer.query import Combination, Compare, MetricRef
from semantic_layer.wordforms import has_han

_ASKS = ("is", "was", "are", "were", "did", "does", "do", "has", "have")
_LIKE = ("compare", "versus")
_LESS = "comparative_less"
_ENDS_ZH = ("吗", "么", "没", "没有")
_OPENING = re.compile(rf"(?:and |so |but )?(?:{'|'.join(_ASKS)}) ")
_BEATS = re.compile(
    r"(?<![a-z])(?:beat|beats|beaten|outsell|outsells|outsold|outperform|outperforms|outperformed|exceed|exceeds"
    r"|exceeded|surpass|surpasses|surpassed)(?![a-z])"
)
_BEATS_ZH = re.compile(r"(?:超过|胜过|跑赢|打败|赢过)了?")
_VERB = r"(?:(?P<verb>have|get|got|make|made|handle|handled|do|see|generate|earn|receive|bring in|take) )?"
_MORE = re.compile(rf"(?<![a-z]){_VERB}(?P<more>more|fewer|less)(?= (?:[^,;?!]{{1,40}}? )?than )")


def beating_pieces(text: str) -> Iterator[Piece]:
    """Return the words of a question for yes or no that say which of two is larger."""
    if text.rstrip(" ?!。").endswith(_ENDS_ZH):
        for match in _BEATS_ZH.finditer(text):
            yield Piece(*match.span(), cues=frozenset({"comparative_more", "compare"}))
    if not _OPENING.match(text):
        return
    for match in _BEATS.finditer(text):
        yield Piece(*match.span(), cues=frozenset({"comparative_more", "compare"}))
    for match in _MORE.finditer(text):
        cue = "comparative_more" if match["more"] == "more" else _LESS
        yield Piece(*match.span("more"), cues=frozenset({cue}))
        if match["verb"]:
            yield Piece(*match.span("verb"), cues=frozenset({"filler"}))


def read_set_against(draft: Draft) -> None:
    """Take the two parts and the words that set them against each other."""
    comparatives = [item for item in draft.free() if item.has("comparative_more", _LESS)]
    parts = [item for item in draft.free() if part_of(item) is not None]
    if comparatives:
        values = [item for item in draft.free() if item.named("value")]
        _read_claim(draft, comparatives, parts if len(parts) == 2 else values)
    elif len(parts) == 2 and _is_joined(draft, *parts) and _is_compared(draft, *parts):
        found = parts_of(parts)
        if found is not None:
            draft.sides = found
            _take(draft, parts, found, draft.items)


def _read_claim(draft: Draft, comparatives: list[Item], sides: list[Item]) -> None:
    if len(comparatives) != 1 or len(sides) != 2 or not _asks_yes_or_no(draft, comparatives[0]):
        return
    than = [i for i in draft.cued("compare") if sides[0].index < i.index < sides[1].index]
    found = parts_of(sides) if part_of(sides[0]) is not None else _values(draft, sides)
    if found is None or len(than) != 1:
        return
    draft.sides = (found[1], found[0]) if comparatives[0].has(_LESS) else found
    draft.claims = True
    _take(draft, sides, found, draft.items)
    comparatives[0].operate("more than", "comparison")


def _asks_yes_or_no(draft: Draft, comparative: Item) -> bool:
    return set(draft.items[0].text.split()[:1]) <= set(_ASKS) or draft.text.rstrip(" ?!。").endswith(_ENDS_ZH)


def part_of(item: Item) -> tuple[str, tuple[int, ...]] | None:
    time = item.piece.time
    if time is None or time.kind != "part" or time.part is None or ":" not in time.part:
        return None
    name, _, numbers = time.part.partition(":")
    return name, tuple(map(int, numbers.split(",")))


def parts_of(items: list[Item]) -> tuple[Compare, Compare] | None:
    first, second = (part_of(item) for item in items)
    if first is None or second is None or first[0] != second[0] or set(first[1]) & set(second[1]):
        return None
    made = [Compare(METRIC_TIME, "in", numbers, part=name) for name, numbers in (first, second)]  # type: ignore[arg-type]
    return made[0], made[1]


def _values(draft: Draft, items: list[Item]) -> tuple[Compare, Compare] | None:
    """The two values of the one column that has both."""
    named = [{m.name: m.value for m in item.named("value")} for item in items]
    shared = sorted(named[0].keys() & named[1].keys())
    if len(shared) != 1 or draft.dimension(shared[0]) is None or named[0][shared[0]] == named[1][shared[0]]:
        return None
    values = [found[shared[0]] for found in named]
    if any(value is None for value in values):
        return None
    first, second = (Compare(shared[0], "eq", (value,)) for value in values if value is not None)
    return first, second


def _is_joined(draft: Draft, first: Item, second: Item) -> bool:
    """Nothing but a joint stands between the two."""
    between = draft.between(first, second)
    return bool(between) and all(
        not item.piece.meanings and item.has("and", "filler", "comma", *_LIKE) for item in between
    )


def _is_compared(draft: Draft, first: Item, second: Item) -> bool:
    """A word of comparison stands between them or after them, or they are the whole week: 工作日和周末的销售额."""
    days = [number for item in (first, second) for number in (part_of(item) or ("", ()))[1]]
    if has_han(draft.text) and sorted(days) == list(range(1, 8)) and (part_of(first) or ("",))[0] == "weekday":
        return True
    words = [*draft.between(first, second), *draft.items[second.index + 1 :], *draft.items[: first.index]]
    return any(item.has(*_LIKE) and not item.taken for item in words)


def _take(draft: Draft, items: list[Item], found: tuple[Compare, Compare], words: list[Item]) -> None:
    for item, side in zip(items, found, strict=True):
        item.take(_bound_to(side), "time" if side.part else "value")
    inside = range(items[0].index, items[1].index)
    for word in words:
        joint = word.index in inside and word.has("and", "comma")
        if not word.taken and not word.piece.meanings and (word.has(*_LIKE) or joint):
            word.operate("against", "comparison")


def _bound_to(side: Compare) -> str:
    said = ",".join(map(str, side.values))
    return f"part:{side.part}:{said}" if side.part else f"value:{side.field}={said}"


def settle_sides(draft: Draft) -> None:
    """Put the two numbers, and the difference that a yes or no needs, in the place of the one that was named."""
    if draft.sides is None:
        return
    others = (draft.top, draft.growth, draft.compare, draft.share, draft.cumulate, draft.listing, draft.ran)
    ref = draft.metrics[0].ref if len(draft.metrics) == 1 else None
    if ref is None or any(others) or draft.having or ref.filters or ref.combine or ref.name in draft.numbers:
        said = [item.text for item in draft.items if item.bound_to in map(_bound_to, draft.sides)]
        raise refuse("not_supported", construction=" + ".join(said))
    if draft.claims and (draft.groups or draft.grain):
        raise refuse("not_supported", construction=draft.groups[0].item.text if draft.groups else str(draft.grain))
    one, other = (_named(ref, side) for side in draft.sides)
    item = draft.metrics[0].item
    draft.metrics = [Measured(one, item), Measured(other, item)]
    if draft.claims:
        draft.metrics.append(Measured(replace(one, alias=None, combine=Combination("subtract", other)), item))


def _named(ref: MetricRef, side: Compare) -> MetricRef:
    said = [ref.key, side.part or "", *map(str, side.values)]
    return replace(ref, filters=(side,), alias=re.sub(r"\W+", "_", "_".join(said)).strip("_").lower())
