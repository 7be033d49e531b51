"""How many times somebody bought: 购买次数, 人均下单次数, "how many times did customers order", "ordered most often".

Rule: a verb of buying and a word for times beside it are one figure, the number of orders; neither says how much was
spent or how many bought. Without orders in the model, and where a number stands between ("bought 3 times"), both words
are left to others.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import order_metric
from semantic_layer.vocabulary import Meaning
from semantic_layer.wordforms import has_han

_TIMES_ZH = frozenset(
    {"次数", "的次数", "频次", "的频次", "几次", "多少次", "有几次", "有多少次", "了几次", "了多少次"}
)
_ASKED = ("how_many",)
_VERBS = ("bought", "spent")


def read_times_bought(draft: Draft) -> None:
    """Give the words the meaning of the number of orders, and take the verb."""
    orders = order_metric(draft.vocabulary)
    if orders is None:
        return
    _read_most_often(draft, orders)
    for times in list(draft.free()):
        verb = _verb_before(draft, times) if has_han(times.text) else _verb_after(draft, times)
        if verb is not None:
            meaning = Meaning("metric", orders)
            times.piece = replace(times.piece, cues=frozenset(), meanings=(meaning,))
            verb.operate("bought")


def _read_most_often(draft: Draft, orders: str) -> None:
    """ "Which customers ordered most often": those with the most orders, and it is said that orders are counted."""
    for often in list(draft.cued("often")):
        rank = draft.items[often.index - 1] if often.index else None
        if rank is None or not rank.has("high", "low") or rank.bound_to or has_han(often.text):
            continue
        verb = next((v for v in (draft.left(rank), draft.right(often)) if v is not None and _is_buying(v)), None)
        if verb is not None:
            often.piece = replace(often.piece, cues=frozenset(), meanings=(Meaning("metric", orders),))
            verb.piece = replace(verb.piece, cues=frozenset({"bought"}), meanings=())
            verb.operate("bought")
            draft.assume("default_metric", f"metric:{orders}")


def _is_buying(item: Item) -> bool:
    return not item.bound_to and (item.has("bought") or item.text in ("order", "orders", "buys", "purchases"))


def _verb_before(draft: Draft, times: Item) -> Item | None:
    verb = draft.left(times)
    is_times = times.text in _TIMES_ZH and not times.piece.meanings
    return verb if is_times and verb is not None and verb.has(*_VERBS) and not verb.bound_to else None


def _verb_after(draft: Draft, times: Item) -> Item | None:
    """ "How many times did customers order": the verb comes last, after those who do it."""
    asked = draft.items[times.index - 1] if times.index else None
    if times.text != "times" or asked is None or not asked.has(*_ASKED) or asked.piece.meanings:
        return None
    after = [item for item in draft.items[times.index + 1 :] if not item.bound_to]
    verb = next((item for item in after if item.has(*_VERBS) or item.text == "order"), None)
    if verb is not None:
        asked.operate("count", "aggregation")
    return verb
