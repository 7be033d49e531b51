"""How long customers stay: "length of the customer lifecycle", 客户生命周期时长.

Rule: the words name a length, never a stage: "lifecycle" alone is the segmentation, "how long between orders" the gaps.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.goods import soak
from assistant.parser.analyses.slots import Analysis, Read, read_by, read_scope, read_winner, take_subject
from assistant.parser.draft import Draft
from tools.customer_arguments import LifetimeLengthArgs


def _read_lifespan(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    by = read_by(draft)
    if by is not None:
        given["by"] = by
        read_winner(draft)
    given |= read_scope(draft)
    soak(draft, "agg_avg", "agg_median", "list", "which", "unit_word")
    take_subject(draft)
    return LifetimeLengthArgs.model_validate(given)


LIFESPAN = Analysis("lifetime_length", ("lifespan_word",), _read_lifespan)
