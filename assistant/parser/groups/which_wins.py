"""Members set against each other: 华东和华南哪个退货率高, "which of East and West has the highest revenue".

Rule: a question word without a noun behind two or more values of one column asks for one of them; a bare "high" or
"few" at the end of such a question, or of one for a single winner (哪个渠道退款率高), is the highest or the lowest.
哪些 asks for several and says no border, so it stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from semantic_layer.vocabulary import Meaning

_ASKS = re.compile(r"哪(?!些|几)|谁")
_MORE = r"高|多|大|长|贵|重|久"
_LESS = r"低|少|小|短|便宜|轻"
_ENDS = re.compile(
    rf"(?:更|比较|要|相对)?(?:(?P<high>{_MORE})|(?P<low>{_LESS})|(?P<best>好)|(?P<worst>差))"
    r"(?:一些|一点|些|点)?(?=$|[\s呢啊呀,;?!])"
)
_BARE = frozenset({"哪个", "哪一个", "哪家", "哪边", "哪一边", "谁", "哪种", "哪类", "which of", "which"})


def winning_pieces(text: str) -> Iterator[Piece]:
    """Return the bare words of degree that end a question for one winner."""
    asked = _ASKS.search(text)
    if asked is None:
        return
    for match in _ENDS.finditer(text, asked.end()):
        if text[match.start() - 1] not in "不没多很最太有":
            yield Piece(match.start(), match.end(), cues=frozenset({str(match.lastgroup)}))


def read_which_wins(draft: Draft) -> None:
    """Put the column that the values share behind the question word."""
    for item in list(draft.cued("which")):
        if item.text not in _BARE or _has_noun(draft, item):
            continue
        values = [other for other in draft.items if other.named("value") and _is_listed(draft, item, other)]
        shared = set.intersection(*({m.name for m in v.named("value")} for v in values)) if len(values) > 1 else set()
        if not shared or not any(other.has("high", "low", "best", "worst") for other in draft.items):
            continue
        name = draft.choose(values[0], "ambiguous_dimension", sorted(shared))
        end = item.piece.end
        draft.items.insert(item.index + 1, Item(Piece(end, end, meanings=(Meaning("dimension", name),)), 0, ""))
        for index, other in enumerate(draft.items):
            other.index = index
        return


def _has_noun(draft: Draft, item: Item) -> bool:
    """哪个渠道: only a question word that stands alone asks for one of the values, also in 哪个订单多."""
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if after is None or not (after.named("entity") or after.named("dimension") or after.named("segmentation")):
        return False
    degree = draft.right(after)
    return not (degree is not None and degree.has("high", "low") and (after.named("entity") or after.named("metric")))


def _is_listed(draft: Draft, which: Item, value: Item) -> bool:
    """Values with nothing but joints or the figure between: before the Chinese question word, behind "which of"."""
    inside = draft.between(value, which) if value.index < which.index else draft.between(which, value)
    side = value.index > which.index if which.text.startswith("which") else value.index < which.index
    return side and all(o.named("value") or o.named("metric") or _joins(draft, o) for o in inside)


def _joins(draft: Draft, item: Item) -> bool:
    """Words between the values of a list; 华东区 says what its value is a value of."""
    before = draft.left(item)
    told = before is not None and {m.name for m in before.named("value")} & {m.name for m in item.named("dimension")}
    return bool(told) or (item.has("and", "comma", "list", "filler") and not item.piece.meanings)
