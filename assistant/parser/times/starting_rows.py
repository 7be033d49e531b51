"""Things that start in a period: "leases starting in 2024" started then, where they have a date of their start.

Rule: right behind things whose rows have such a date "starting in" is said of that date, and the period is the one
that is named. Anywhere else ("revenue starting in May") it says since when.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.times.times import find_times
from semantic_layer.query import TimeRef

_STARTING = re.compile(r"^(?P<verb>starting|beginning) (?:in|on|from) ")


def read_starting_rows(draft: Draft) -> None:
    """Let the period be that of the start, instead of all that came since."""
    for item in list(draft.free()):
        said = _STARTING.match(item.text)
        date = _start_of(draft, item, said["verb"]) if said and item.piece.time is not None else None
        if said is None or date is None:
            continue
        rest = item.text[said.end() :]
        matches = find_times(rest, draft.calendar)
        found = [m for m in matches if m.kind == "window" and (m.start, m.end) == (0, len(rest))]
        if len({match.rule for match in found}) != 1:
            continue
        match = replace(found[0], start=item.piece.start, end=item.piece.end)
        item.piece = replace(item.piece, times=(match,))
        draft.time = TimeRef(date)


def _start_of(draft: Draft, item: Item, verb: str) -> str | None:
    """The date of their start that the things before the words have."""
    thing = draft.items[item.index - 1] if item.index else None
    entities = {m.name for m in thing.named("entity")} if thing is not None else set()
    homes = {home.name for name in entities if (home := draft.model.dataset_of_entity(name)) is not None}
    dates = {h.dimension for h in happenings(draft.model).get(verb, ()) if h.dataset in homes and h.dimension}
    return dates.pop() if len(dates) == 1 else None
