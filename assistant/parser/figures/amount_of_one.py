"""The amount of one row, asked for by a noun that is money itself: "average donation", "the largest refund".

Rule: one donation, averaged or at its extreme, is an amount, never a number of donations, where its rows have one
amount of money or one that is called what was sold; that it was read so is an assumption. In the plural such a noun is
the rows, but expenses and spending are amounts wherever they are not counted, listed or picked by a number.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.money_nouns import amount_of
from assistant.parser.figures.sides import stand_in
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import Meaning

_ONE = frozenset(
    {"donation", "gift", "contribution", "payment", "expense", "refund", "invoice", "bill", "claim", "pledge", "grant"}
    | {"loan", "deposit", "withdrawal", "transfer", "fine", "sale", "purchase", "transaction", "payout"}
)
_SPENDING = frozenset({"expense", "expenses", "expenditure", "expenditures", "spending", "费用", "支出", "开支"})
_AGGREGATED = ("agg_avg", "agg_median", "agg_max", "agg_min", "agg_percentile")
_COUNTED = ("how_many", "list", "which", "never", "lacking", "except", "not", "possessing", "relating", "group", "each")


def read_amounts_of_one(draft: Draft) -> None:
    """Let the noun stand for the amount of its rows."""
    rows = {item.index: entity for item in draft.free() if (entity := _rows(draft, item)) is not None}
    others = [
        item for item in draft.items if item.named("metric") and item.index not in rows and not item.named("entity")
    ]
    for item in [] if others else list(draft.free()):
        name = amount_of(draft, rows[item.index]) if item.index in rows else None
        if name is None or not (_is_one(draft, item) or _is_spent(draft, item)):
            continue
        draft.assume("default_metric", f"metric:{name}")
        if (cue := _picks(draft, item)) is not None:
            ref = MetricRef(name, agg="max" if cue.has("high") else "min")
            item.operate(f"metric:{ref.key}", "metric")
            stand_in(draft, item.index, item.index, ref)
        else:
            item.piece = replace(item.piece, meanings=(Meaning("metric", name),))


def _rows(draft: Draft, item: Item) -> str | None:
    """The one thing whose rows a noun names, or counts: "total expenses" is a count in a generated model."""
    named = {m.name for m in item.named("entity")}
    counts = {m.name for m in item.named("metric")}
    named = named or {entity.name for entity in draft.model.entities if {entity.default_count} == counts}
    return named.pop() if len(named) == 1 else None


def _picks(draft: Draft, item: Item) -> Item | None:
    """ "Which donor made the largest donation": the donor is picked by it."""
    cue = draft.left(item)
    return cue if cue is not None and cue.has("high", "low") and not cue.has(*_AGGREGATED) else None


def _is_one(draft: Draft, item: Item) -> bool:
    cue = draft.left(item)
    if item.text not in _ONE or cue is None or cue.taken:
        return False
    if cue.has("high", "low") and not cue.has(*_AGGREGATED):
        if any(other.has("which") for other in draft.items):
            return True
        cue.piece = replace(cue.piece, cues=frozenset({"agg_max" if cue.has("high") else "agg_min"}))
    return cue.has(*_AGGREGATED)


def _is_spent(draft: Draft, item: Item) -> bool:
    """ "Expenses by category", never "expenses over 500", "how many expenses" or "by expense"."""
    if item.text.removeprefix("total ") not in _SPENDING:
        return False
    before, after = draft.left(item), draft.right(item)
    if any(other.has("how_many") and "how much" not in other.text for other in draft.items):
        return False
    picked = after is not None and (after.piece.condition is not None or after.has("missing", "lacking"))
    return not picked and (before is None or not (before.has(*_COUNTED) or before.piece.number))
