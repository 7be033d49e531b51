"""Retention by cohort: "cohort retention by month", 按月看首购客户的留存.

Rule: the unit beside a cohort is the length of its periods; a period in the question limits when customers came; a
grouping of customers ("by first channel") is that of the whole table.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_by, read_scope, read_winner, take_subject
from assistant.parser.draft import Draft
from tools.customer_arguments import CohortArgs

GRAINS = ("week", "month", "quarter")


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
            for beside in (draft.left(item), draft.right(item)):  # "by month of first purchase": cohorts are of that
                if beside is not None and beside.has("first_time"):
                    beside.operate("request")
            break
    for item in list(draft.cued("group")):
        item.operate("request")
    take_subject(draft)
    return CohortArgs.model_validate(given)


COHORTS = Analysis("cohort_retention", ("cohort",), _read, _suits)
