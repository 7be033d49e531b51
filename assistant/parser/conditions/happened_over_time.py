"""What happened to things, period by period: "technicians hired per year", 每月入职的员工数, 周末入住的订单.

Rule: a verb that dates the things themselves says which of their dates the periods of the answer are of, whatever date
is usually meant; a date of anything else does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.happenings import Happening, happenings
from assistant.parser.draft import Draft
from semantic_layer.query import TimeRef


def of_axis(draft: Draft, dataset: str, dates: Sequence[Happening]) -> list[Happening]:
    """Return the things' own dates that a time axis of the question, or a day of the week, may be of; else none."""
    if not any(item.piece.time is not None and item.piece.time.kind in ("grain", "part") for item in draft.free()):
        return []
    known = happenings(draft.model)
    if sum(bool(known.get(item.text)) and not item.named("entity") for item in draft.items) > 1:
        return []  # "opened and solved per month": of which of the two the months are is not said
    own = [h for h in dates if h.dataset == dataset and h.dimension]
    return [h for h in own if (d := draft.dimension(str(h.dimension))) is not None and d.type == "time"]


def put_on_axis(draft: Draft, name: str) -> None:
    """Make the date the time of the answer."""
    dimension = draft.dimension(name)
    if dimension is not None and dimension.type == "time" and draft.event is None:
        draft.time = TimeRef(name)
