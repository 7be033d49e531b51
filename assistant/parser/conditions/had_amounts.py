"""Rows that had an amount: "what percentage of bookings had a discount", "visits with a rating", 有折扣的订单占比.

Rule: a word for having between a counted thing and the name of a sum that each of its rows holds says that the sum of
the row is above zero, and a denial that it is not; of a figure that is averaged it says that the figure is known. What
the rows do not hold themselves is refused: counted beside the things it would be a second number.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.numbers import ConditionMatch
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric
from semantic_layer.wordforms import has_han, singular

_HAVE = frozenset({"had", "have", "has", "having", "with", "got", "received", "carried", "were given", "was given"})
_HAVE_ZH = frozenset({"有", "带", "有过", "享受", "享受了", "享有", "产生", "产生了", "带有", "使用了", "用了"})
_ARTICLES = frozenset({"a", "an", "any", "some"})
_DENIED_ZH = frozenset({"没有", "没", "无", "未享受", "不含", "不带"})


def read_had_amounts(draft: Draft) -> None:
    """Put "above zero" behind the name of the sum.

    Raises
    ------
    Unreadable
        The things that are counted have no such amount of their own.
    """
    for item in list(draft.items):
        if item.taken or not (item.named("metric") or item.named("dimension")) or item.named("entity"):
            continue
        have = None if _is_compared(draft, item) else _have(draft, item)
        thing = _thing(draft, have, item) if have else None
        if have is None or thing is None or not (agg := _aggregation(draft, item)):
            continue
        name = _own_column(draft, thing, item)
        if name is None:
            raise refuse("not_supported", construction=draft.text[have[0].piece.start : item.piece.end])
        denied = any(_denies(word) for word in have)
        if denied and agg == "sum" and have[-1].text.endswith("no"):
            continue  # "with no amount" is as much a cell that is empty as one that holds nothing
        item.piece = Piece(*item.place, meanings=(Meaning("dimension", name),))
        if agg == "avg":
            have[-1].piece = replace(have[-1].piece, cues=frozenset({"lacking" if denied else "possessing"}))
        else:
            _say_above(draft, item, denied=denied)
            for word in have:
                if not word.piece.is_soft or _denies(word):
                    word.operate("had")


def _is_compared(draft: Draft, item: Item) -> bool:
    """ "With a rating over 3": the number says which."""
    after = draft.right(item)
    return after is not None and (after.piece.condition is not None or after.piece.number is not None)


def _have(draft: Draft, item: Item) -> list[Item] | None:
    """ "Had a", "with any", "without a", 有, 没有 right before the name; a bare plural is no amount of a row."""
    before = draft.items[max(0, item.index - 3) : item.index]
    said = " ".join(word.text for word in before)
    if has_han(item.text):
        words = before[-1:]
        return words if words and words[0].text in _HAVE_ZH | _DENIED_ZH and not words[0].taken else None
    for start in range(len(before)):
        words = before[start:]
        said = " ".join(word.text for word in words)
        verb, _, article = said.rpartition(" ")
        if article in _ARTICLES and verb in _HAVE | {"without", "had no", "did not have"} and _is_free(words):
            return words
        if verb in _HAVE and article == "no" and singular(item.text) == item.text and _is_free(words):
            return words
    return None


def _is_free(words: list[Item]) -> bool:
    return all(not word.taken and not word.piece.meanings for word in words)


def _denies(word: Item) -> bool:
    return word.text in _DENIED_ZH or "without" in word.text or bool({"no", "not"} & set(word.text.split()))


def _thing(draft: Draft, have: list[Item], item: Item) -> str | None:
    """The thing whose rows had it: said before the English verb, behind 的 or before the Chinese one."""
    inside = draft.items[: have[0].index]
    after = draft.items[item.index + 1 :]
    ordered = [*after, *reversed(inside)] if has_han(item.text) else list(reversed(inside))
    for other in ordered:
        if other.named("entity"):
            return other.named("entity")[0].name
        counted = {m.name for m in other.named("metric")}
        found = next((e.name for e in draft.model.entities if e.default_count in counted), None)
        if found:
            return found
    return None


def _aggregation(draft: Draft, item: Item) -> str:
    """ "sum" or "avg" where every metric of the name is one over a column; "" for counts: things are had otherwise."""
    found: set[str] = set()
    for meaning in item.named("metric"):
        metric = draft.model.metric(meaning.name)
        if not isinstance(metric, SimpleMetric) or metric.unit.kind == "count":
            return ""
        found.add(draft.model.measure(metric.measure).agg)
    return next(iter(found)) if found in ({"sum"}, {"avg"}) else ""


def _own_column(draft: Draft, thing: str, item: Item) -> str | None:
    """The column of the thing's own rows that the sum adds up."""
    own = draft.model.dataset_of_entity(thing)
    columns = {d.expr: d.qualified for d in own.dimensions if d.type == "ordinal"} if own else {}
    found: set[str] = set()
    for meaning in item.named("metric"):
        metric = draft.model.metric(meaning.name)
        measure = draft.model.measure(metric.measure) if isinstance(metric, SimpleMetric) else None
        if measure is not None and own is not None and measure.dataset == own.name and measure.expr in columns:
            found.add(columns[measure.expr])
    return found.pop() if len(found) == 1 else None


def _say_above(draft: Draft, item: Item, *, denied: bool) -> None:
    """Put "above zero" behind the name."""
    end = item.piece.end
    above = ConditionMatch(end, end, "le" if denied else "gt", (Decimal(0),))
    draft.items.insert(item.index + 1, Item(Piece(end, end, condition=above), item.index + 1, "> 0"))
    for index, other in enumerate(draft.items):
        other.index = index
