"""Retention by cohort: "cohort retention by month", 按月看首购客户的留存, "retention after 3 months".

Rule: the unit beside a cohort is the length of its periods, a number beside the unit the period that is told; a period
in the question limits when customers came; a grouping of customers ("by first channel") is that of the whole table.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_by, read_scope, read_winner, take_subject
from assistant.parser.draft import Draft, Item
from tools.customer_arguments import CohortArgs

GRAINS = ("week", "month", "quarter")
_LATER = ("after", "at", "in", "后", "之后", "以后", "时")


def _suits(draft: Draft) -> bool:
    """A retention rate that the tables hold themselves is that, and no analysis."""
    return all(not item.piece.meanings for item in draft.cued("cohort"))


def _read(draft: Draft, _: Read) -> BaseModel:
    by = read_by(draft)
    given: dict[str, object] = {} if by is None else {"by": by}
    if by is not None:
        read_winner(draft)
    given |= read_scope(draft)
    for item in list(draft.free()):
        match = item.piece.time
        if match is not None and match.kind == "grain" and match.grain in GRAINS:
            given["grain"] = match.grain
            item.take(f"grain:{match.grain}", "grain")
            given |= _age(draft, item)
            for beside in (draft.left(item), draft.right(item)):  # "by month of first purchase": cohorts are of that
                if beside is not None and beside.has("first_time"):
                    beside.operate("request")
            break
    for item in list(draft.cued("group", "trend")):  # one cohort after the other is how it develops
        item.operate("request")
    take_subject(draft)
    return CohortArgs.model_validate(given)


def _age(draft: Draft, unit: Item) -> dict[str, object]:
    """ "After 3 months", "month 3", 三个月后, 第三个月: how long after the first purchase."""
    for beside in (draft.left(unit), draft.right(unit)):
        number = beside.piece.number if beside is not None and not beside.taken else None
        if beside is None or number is None or number.op not in (None, "nth") or number.value != int(number.value):
            continue
        beside.compare_with("age", (float(number.value),))
        for word in (draft.left(beside), draft.right(unit)):
            if word is not None and not word.taken and word.text in _LATER:
                word.operate("request")
        return {"age": int(number.value)}
    return {}


COHORTS = Analysis("cohort_retention", ("cohort",), _read, _suits)
