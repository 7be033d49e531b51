"""Freezing a month: "freeze last month", 冻结上个月的数据, and what came in late.

Rule: a snapshot is of one whole month; a period of another length is refused.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segment_names import asks_a_metric
from assistant.parser.analyses.slots import Analysis, Read, read_window, take_subject
from assistant.parser.draft import Draft, refuse
from tools.segment_arguments import SnapshotArgs


def _suits(draft: Draft) -> bool:
    return draft.model.role("order") is not None and not asks_a_metric(draft)


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    times = [item for item in draft.free() if item.piece.time is not None]
    window = read_window(draft)
    if window is not None:
        calendar = draft.calendar
        start = window.start
        if start is None or start.day != 1 or window.end != calendar.next(start, "month"):
            raise refuse("not_supported", missing=[times[0].text], construction=times[0].text)
        last = calendar.shift(calendar.floor(calendar.as_of, "month"), -1, "month")
        if start != last:
            given["month"] = start
    late = list(draft.cued("late_word"))
    if late:
        given["compare"] = True
    for item in (*late, *draft.cued("freeze_word")):
        item.operate("request")
    take_subject(draft)
    return SnapshotArgs.model_validate(given)


FREEZE = Analysis("snapshot", ("freeze_word",), _read, _suits)
