"""The difference between the two figures that were shown last: "the difference between the two", 两者相差多少.

Rule: the two are the two groups or values of the answer before, or the last two answers where they ask for one number
and differ in one value only. The one that came first comes first; anything else is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Measured, refuse
from semantic_layer.query import Combination, Compare, MetricRef
from tools.arguments import QueryMetricsArgs


def read_difference_of_two(draft: Draft) -> None:
    """Make the turn one number: the first figure minus the second."""
    cue = next(draft.cued("difference_of_two"), None)
    base = draft.previous
    if cue is None or base is None or any(not item.piece.is_soft and item is not cue for item in draft.items):
        return
    pair = _groups(draft, base) or _values(base) or _answers(base, draft.earlier)
    if len(pair) != 2 or len(base.metrics) != 1 or base.metrics[0].combine or base.metrics[0].filters:
        raise refuse("nothing_shown", word=cue.text)
    first, second = (replace(base.metrics[0], filters=(chosen,)) for chosen in pair)
    draft.metrics = [Measured(_minus(first, second), cue)]
    draft.dropped |= {f"filter:{pair[0].field}", f"row:{pair[0].field}", "top", "share", "having", "compare"}
    draft.edits = True
    cue.take("the two", "operator", "operator")


def _minus(first: MetricRef, second: MetricRef) -> MetricRef:
    return replace(first, combine=Combination("subtract", second))


def _groups(draft: Draft, base: QueryMetricsArgs) -> Sequence[Compare]:
    """The two members that one answer showed."""
    if len(base.dimensions) != 1 or base.grain or base.rows:
        return ()
    name = base.dimensions[0].key
    shown = [found for found in draft.shown if found.dimension == name and len(found.members) == 2]
    return [Compare(name, "eq", (member,)) for member in shown[0].members] if len(shown) == 1 else ()


def _values(base: QueryMetricsArgs) -> Sequence[Compare]:
    """The two values that one number was asked for."""
    if base.dimensions or base.grain or base.rows:
        return ()
    chosen = [p for p in base.filters if isinstance(p, Compare) and p.op == "in" and len(p.values) == 2]
    return [replace(chosen[0], op="eq", values=(value,)) for value in chosen[0].values] if len(chosen) == 1 else ()


def _answers(base: QueryMetricsArgs, earlier: QueryMetricsArgs | None) -> Sequence[Compare]:
    """The values in which the last two answers differ."""
    if earlier is None or base.dimensions or base.grain or base.rows:
        return ()
    mine = [predicate for predicate in base.filters if predicate not in earlier.filters]
    others = [predicate for predicate in earlier.filters if predicate not in base.filters]
    same = base.model_copy(update={"filters": ()}) == earlier.model_copy(update={"filters": ()})
    if not same or len(mine) != 1 or len(others) != 1:
        return ()
    first, second = others[0], mine[0]
    if not isinstance(first, Compare) or not isinstance(second, Compare) or first.field != second.field:
        return ()
    return (first, second) if first.op == second.op == "eq" else ()
