""" "New": what began in the period that is asked for, where its rows say when they began.

Rule: before a thing that is counted by the date it began on, in a period or over time, "new" says what the count says
already. Without a period, or where the rows have no such date, the word stays unexplained. Who is new and who returns
depends on what each of them did before, which no column says: that is refused with what to ask instead.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import SimpleMetric


def read_fresh(draft: Draft) -> None:
    """Take "new" beside the only thing that is counted."""
    if (said := next(draft.cued("new_or_returning"), None)) is not None and not said.piece.meanings:
        raise refuse("new_or_returning", word=said.text, missing=[said.text])
    if (draft.window is None and draft.grain is None) or len(draft.metrics) != 1:
        return
    measured = draft.metrics[0]
    for cue in list(draft.cued("fresh")):
        if draft.dated is not None and draft.right(cue) is draft.dated[1] and draft.time.name == draft.dated[0]:
            cue.operate("new")  # 新入职
    if measured.ref.agg is not None or measured.ref.combine is not None or draft.time.name != "metric_time":
        return
    for cue in list(draft.cued("fresh")):
        if not cue.piece.meanings and _is_counted(draft, draft.right(cue), measured.ref.name):
            cue.operate("new")


def _is_counted(draft: Draft, item: Item | None, metric: str) -> bool:
    """Does the word name the thing whose rows the metric counts, by the date of their beginning?"""
    if item is None or not draft.model.has_metric(metric):
        return False
    counted = draft.model.metric(metric)
    if not isinstance(counted, SimpleMetric) or counted.filter:
        return False
    measure = draft.model.measure(counted.measure)
    dataset = draft.model.dataset(measure.dataset)
    named = {draft.model.entity(m.name).default_count for m in item.named("entity")}  # "new visits", no "new number"
    return measure.agg == "count" and dataset.default_time is not None and metric in named
