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
    kinds = {item.piece.time.kind for item in draft.free() if item.piece.time is not None}
    if kinds.isdisjoint(("grain", "part")):
        return []
    known = happenings(draft.model)
    verbs = [item for item in draft.items if known.get(item.text)]
    if "grain" not in kinds:  # on weekends: the rows that are counted are no verb
        things = {key.name for key in draft.model.dataset(dataset).entities if key.type == "primary"}
        verbs = [item for item in verbs if things.isdisjoint(m.name for m in item.named("entity"))]
    if len(verbs) > 1:
        return []  # "opened and solved per month": of which of the two the months are is not said
    own = [h for h in dates if h.dataset == dataset and h.dimension]
    return [h for h in own if (d := draft.dimension(str(h.dimension))) is not None and d.type == "time"]


def put_on_axis(draft: Draft, name: str) -> None:
    """Make the date the time of the answer."""
    dimension = draft.dimension(name)
    if dimension is not None and dimension.type == "time" and draft.event is None:
        draft.time = TimeRef(name)
