"""Time where the data have no date but a column of years.

Rule: "over time", "by year" and a period of whole years speak of the only column of years in the data of the number;
a model with a date never uses it. A line chart of one number needs an axis: it is shown over time, and that is said.
"""

from __future__ import annotations

from datetime import date

from assistant.parser.draft import Draft, Group, Item
from assistant.parser.periods import default_grain
from semantic_layer.model import Dataset, Dimension, SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.query import Compare, DimensionRef, Window
from semantic_layer.vocabulary import is_numeric


def read_year_axis(draft: Draft) -> None:
    """Turn a time axis and a period into a grouping and a condition where only a year is known."""
    dataset = _dataset(draft)
    if dataset is None:
        return
    line = draft.chart == "line" and bool(draft.metrics) and not draft.groups and draft.grain is None
    if dataset.default_time is not None:
        if line and next(draft.cued("trend"), None) is None:
            draft.grain = default_grain(draft)
            draft.assume("default_grain", f"grain:{draft.grain}")
        return
    years = [dimension for dimension in dataset.dimensions if _is_year(dimension)]
    if len(years) != 1:
        return
    cues = list(draft.cued("trend"))
    yearly = draft.grain == "year" and not draft.fiscal and not draft.compare
    if (cues or line or yearly) and draft.grain in (None, "year") and draft.cumulate is None:
        _group(draft, years[0], cues)
        if line and not cues and not yearly:
            draft.assume("default_grain", "grain:year")
        draft.grain = None
    if draft.window is not None and (condition := _condition(years[0], draft.window)) is not None:
        draft.filters.append(condition)
        draft.window = None


def _dataset(draft: Draft) -> Dataset | None:
    """The data of the numbers, or the only data there are."""
    if len(draft.model.datasets) == 1:
        return draft.model.datasets[0]
    names = [m.ref.name for m in draft.metrics if draft.model.has_metric(m.ref.name)]
    metrics = [draft.model.metric(name) for name in names]
    found = {draft.model.measure(m.measure).dataset for m in metrics if isinstance(m, SimpleMetric)}
    return draft.model.dataset(found.pop()) if len(found) == 1 else None


def _is_year(dimension: Dimension) -> bool:
    if not is_numeric(dimension) or dimension.hidden or dimension.personal:
        return False
    return any("year" in phrase.split() or phrase.endswith(("年", "年份", "年度")) for phrase in called(dimension))


def _group(draft: Draft, year: Dimension, cues: list[Item]) -> None:
    item = cues[0] if cues else next((i for i in draft.items if i.kind in ("grain", "chart")), draft.items[0])
    if all(group.ref.name != year.qualified for group in draft.groups):
        draft.groups.append(Group(DimensionRef(year.qualified), item, True, -2))
    draft.chart = draft.chart or "line"
    for cue in cues:
        cue.operate("trend")


def _condition(year: Dimension, window: Window) -> Compare | None:
    """A period of whole years as a condition on the column; None for other periods."""
    if any(day is not None and (day.month, day.day) != (1, 1) for day in (window.start, window.end)):
        return None
    first, last = _year(window.start), _year(window.end, before=1)
    match first, last:
        case None, None:
            return None
        case None, int():
            return Compare(year.qualified, "le", (last,))
        case int(), None:
            return Compare(year.qualified, "ge", (first,))
    if first == last:
        return Compare(year.qualified, "eq", (first,))
    return Compare(year.qualified, "between", (first, last))


def _year(day: date | None, *, before: int = 0) -> int | None:
    return None if day is None else day.year - before
