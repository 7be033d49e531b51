"""What is bought together: "what is often bought with pasta", 哪些商品经常一起买; of whom bought one, how many another.

Rule: one thing named is what the others are looked for with; two things, each with its own verb, are two groups of
customers. "What else do customers who bought it buy" counts customers, everything else orders. Often, without a number,
is at least five orders, which the answer says.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.goods import goods, soak, take_goods, take_level
from assistant.parser.analyses.slots import Analysis, Read, read_by, read_count, read_scope, read_winner, take_subject
from assistant.parser.draft import Draft, Item, refuse
from tools.customer_arguments import BasketPairsArgs, CrossPurchaseArgs, PurchaseGapsArgs

OFTEN = 5
ASKED = ("which", "high", "bought", "pair_word", "common_word", "same_order", "together", "list", "often_word")


# --- pairs ------------------------------------------------------------------------------------------------------


def _suits_pairs(draft: Draft) -> bool:
    """Not of two named things; "with" and "else" need one thing to start from."""
    named = len(goods(draft))
    alone = next(draft.cued("together_word", "apart_word"), None) is not None
    return named <= 1 if alone else named == 1


def _read_pairs(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    took = {cue for item in draft.items for cue in item.piece.cues if item.bound_to == "tool:basket_pairs"}
    if "apart_word" in took:
        given["direction"] = "apart"
    by_customer = list(draft.cued("same_customer"))
    if by_customer or ("else_bought" in took and not took & {"together_word", "with_bought"}):
        given["unit"] = "customer"
    for item in by_customer:
        item.operate("unit:customer")
    found = goods(draft)
    if found:
        given["item"] = take_goods(draft, found[0])
    level = take_level(draft)
    if level is not None:
        given["level"] = level
    given |= read_scope(draft)
    limit = read_count(draft)
    if limit is not None:
        given["limit"] = limit
    for item in list(draft.cued("group")):
        item.operate("group")
    soak(draft, *ASKED)
    take_subject(draft)
    return BasketPairsArgs.model_validate(given)


# --- of those who bought one thing ----------------------------------------------------------------------------------


def _suits_cross(draft: Draft) -> bool:
    """Two things, each bought, and a number of people is asked for."""
    verbs = [item for item in draft.free() if item.has("often_buys", "bought", "else_bought")]
    asked = next(draft.cued("how_many", "share"), None)
    denied = next(draft.cued("not", "except", "never"), None)
    return len(goods(draft)) == 2 and len(verbs) >= 2 and asked is not None and denied is None


def _read_cross(draft: Draft, _: Read) -> BaseModel:
    first, second = goods(draft)
    bought, item = (second, first) if _is_asked_first(draft, first) else (first, second)
    given: dict[str, object] = {"at_least": _at_least(draft)}
    given["bought"], given["item"] = take_goods(draft, bought), take_goods(draft, item)
    given |= read_scope(draft)
    soak(draft, "bought", "often_buys", "else_bought", "how_many", "share", "adding", "also", "and", "times_word")
    take_subject(draft)
    return CrossPurchaseArgs.model_validate(given)


def _is_asked_first(draft: Draft, first: Item) -> bool:
    """ "How many buy household goods of the customers who often buy fresh food": who they are comes last."""
    often = next((item for item in draft.items if item.has("often_buys")), None)
    if often is not None:
        return often.index > first.index
    asked = next(item for item in draft.items if item.has("how_many", "share"))
    between = draft.items[asked.index + 1 : first.index]
    people = any(meaning.name == "customer" for item in between for meaning in item.named("entity"))
    return asked.index < first.index and asked.has("how_many") and not people and not asked.named("entity")


def _at_least(draft: Draft) -> int:
    """A number of orders that was said: "at least 3 times", 3次以上."""
    for item in list(draft.free()):
        condition = item.piece.condition
        if condition is None or condition.op not in ("ge", "gt") or len(condition.values) != 1:
            continue
        least = condition.values[0] + (1 if condition.op == "gt" else 0)
        if least != int(least) or not 1 <= least <= 1000:
            raise refuse("not_in_analysis", missing=[item.text], what=item.text)
        item.take(f"number:{int(least)}", "number")
        for beside in (draft.right(item), draft.left(item)):
            if beside is not None and not beside.taken and beside.has("times_word", "unit_orders", "unit_word"):
                beside.operate("times")
        return int(least)
    return OFTEN if any(item.has("often_buys") for item in draft.items) else 1


# --- gaps -------------------------------------------------------------------------------------------------------


def _read_gaps(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    by = read_by(draft)
    if by is not None:
        given["by"] = by
        read_winner(draft)
    given |= read_scope(draft)
    soak(
        draft,
        "gap_between",
        "often_word",
        "agg_avg",
        "agg_median",
        "common_word",
        "distribution",
        "bought",
        "which",
        "list",
        "unit_word",
    )
    take_subject(draft)
    return PurchaseGapsArgs.model_validate(given)


PAIRS = Analysis(
    "basket_pairs", ("together_word", "with_bought", "else_bought", "apart_word"), _read_pairs, _suits_pairs
)
CROSS = Analysis("cross_purchase", ("often_buys", "bought", "else_bought"), _read_cross, _suits_cross)
GAPS = Analysis("purchase_gaps", ("gaps_word",), _read_gaps)
