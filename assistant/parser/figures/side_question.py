"""A second figure to hold against the first: "App revenue last month, and how does it compare to total revenue in the
same period?"

Rule: two figures of one unit are shown side by side with the first as a share of the second; "the same period" is the
period that the question names, and stays unexplained where it names none.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Measured
from assistant.parser.figures.sides import Reader, read_side
from assistant.parser.figures.variants import put_in_place
from semantic_layer.query import Combination, MetricRef


def read_held_against(draft: Draft, read: Reader) -> None:
    """Give each of the two figures its own conditions: those of the first never restrict the second."""
    cue = next(draft.cued("set_against"), None)
    named = [item for item in draft.items if item.named("metric") and not item.taken]
    before = [item for item in named if cue is not None and item.index < cue.index]
    after = [item for item in named if cue is not None and item.index > cue.index]
    if cue is None or len(before) != 1 or len(after) != 1:
        return
    first, second = before[0].index, after[0].index
    start = next((i.index for i in draft.items if i.named("value")), first)
    a = read_side(draft, draft.items[start : first + 1], read) if start < first else None
    b = read_side(draft, draft.items[cue.index + 1 : second + 1], read)
    if b is not None and b.filters:
        put_in_place(draft, cue.index + 1, second, b)
    if a is not None and a.filters:
        put_in_place(draft, start, first, a)


def read_side_question(draft: Draft) -> None:
    """Bind the words between the figures, and add their ratio where there are no rows of members."""
    cue = next(draft.cued("set_against"), None)
    if cue is not None and len(draft.metrics) == 2:
        first, second = draft.metrics
        between = first.item and second.item and first.item.index < cue.index < second.item.index
        if between and _is_plain(first.ref) and _is_plain(second.ref) and _unit(draft, first) == _unit(draft, second):
            cue.operate("compare", "comparison")
            above, below = (replace(draft.numbers.get(m.ref.name, m.ref), alias=None) for m in (first, second))
            ratio = replace(above, combine=Combination("divide", below, as_share=True))
            draft.metrics.append(Measured(ratio, replace(draft.items[-1], index=len(draft.items))))
    if draft.window is not None:
        for word in list(draft.cued("same_span")):
            word.operate("same period", "time")


def _is_plain(ref: MetricRef) -> bool:
    return ref.combine is None and ref.offset is None


def _unit(draft: Draft, measured: Measured) -> str:
    ref = draft.numbers.get(measured.ref.name, measured.ref)
    known = ref.combine is None and draft.model.has_metric(ref.name)
    return str(draft.model.metric(ref.name).unit) if known else measured.ref.key
