"""Lifetime value: "LTV by segment over the next 12 months", 未来一年最有价值的客户.

Rule: a grouping is a dimension or segmentation of the customers; without one the customers themselves are listed. A
percentage belongs to the word beside it: a margin or a discount rate.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import (
    Analysis,
    Read,
    read_by,
    read_count,
    read_horizon,
    read_scope,
    read_winner,
    take_subject,
)
from assistant.parser.draft import Draft
from tools.customer_arguments import ClvArgs

LISTED = 10  # who is worth most, where no number is said; the restatement says it


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    for cue, name in (("margin_word", "margin"), ("discount_word", "discount_annual")):
        if (share := _share_beside(draft, cue)) is not None:
            given[name] = share
    days = read_horizon(draft)
    if days is not None:
        given["horizon_days"] = days
    by = read_by(draft)
    if by is not None:
        given["by"] = by
    given |= read_scope(draft)
    limit = read_count(draft) if by is None else None
    if limit is None and by is None and any(item.has("clv_first") for item in draft.items):
        limit = LISTED  # "who is most valuable" asks for the first ones, not for what all are worth
    if limit is not None:
        given["limit"] = limit
    if by is not None:
        read_winner(draft)
    take_subject(draft)
    return ClvArgs.model_validate(given)


def _share_beside(draft: Draft, cue: str) -> float | None:
    """ "A margin of 30 %", 毛利率30%."""
    for word in list(draft.cued(cue)):
        for item in (draft.right(word), draft.left(word)):
            number = item.piece.number if item is not None and not item.taken else None
            if item is not None and number is not None and number.unit == "percent":
                item.take(f"number:{number.value}", "number")
                word.operate(cue)
                return float(number.value) / 100
    return None


CLV = Analysis("clv", ("clv", "clv_first"), _read)
