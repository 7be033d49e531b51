"""Time where the data have no date but a column of years.

Rule: "over time", "by year" and a period of whole years speak of the only column of years in the data of the number;
a model with a date never uses it. A line chart of one number needs an axis: it is shown over time, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Group, Item
from assistant.parser.times.periods import default_grain
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
    verbs = {item.index: done for item in draft.cued("happened") if (done := _done(draft, item, years))}
    years = [year for year in years if not verbs or all(year in done for done in verbs.values())]
    if len(years) != 1:
        return
    cues = list(draft.cued("trend"))
    rises = _is_course(draft)
    if rises:
        draft.growth, draft.compare = None, []
    yearly = draft.grain == "year" and not draft.fiscal and not draft.compare
    if (cues or line or yearly or rises) and draft.grain in (None, "year") and draft.cumulate is None:
        _group(draft, years[0], cues)
        if (line or rises) and not cues and not yearly:
            draft.assume("default_grain", "grain:year")
        draft.grain = None
        _take_verbs(draft, verbs)
    if draft.window is not None and (conditions := year_conditions(dataset, years[0], draft.window)):
        draft.filters += conditions
        draft.window = None
        _take_verbs(draft, verbs)


def _is_course(draft: Draft) -> bool:
    """ "Has horsepower gone up": between years that are no dates it is shown how it went, no change is worked out."""
    plain = draft.growth in ("rise", "decline") and not draft.compare_named and not draft.groups and not draft.top
    return plain and bool(draft.metrics) and next(draft.cued("high", "low", "top", "bottom", "fast"), None) is None


def _done(draft: Draft, item: Item, years: list[Dimension]) -> list[Dimension]:
    """The years that a verb may be about: "founded" where there is a founding year."""
    known = {happening.dimension for happening in happenings(draft.model).get(item.text, ())}
    return [year for year in years if year.qualified in known]


def _take_verbs(draft: Draft, verbs: Iterable[int]) -> None:
    """ "Homes built each year": the verb says which year is meant."""
    for index in verbs:
        draft.items[index].operate("dated")


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
    if dimension.grain == "year":
        return True
    return any("year" in phrase.split() or phrase.endswith(("年", "年份", "年度")) for phrase in called(dimension))


def _group(draft: Draft, year: Dimension, cues: list[Item]) -> None:
    item = cues[0] if cues else next((i for i in draft.items if i.kind in ("grain", "chart")), draft.items[0])
    if all(group.ref.name != year.qualified for group in draft.groups):
        draft.groups.append(Group(DimensionRef(year.qualified), item, True, -2))
    draft.chart = draft.chart or "line"
    for cue in cues:
        cue.operate("trend")


def year_conditions(dataset: Dataset, year: Dimension, window: Window) -> tuple[Compare, ...]:
    """A period of whole years, or of whole months of one year, as conditions on the columns; none for others."""
    whole = _condition(year, window)
    if whole is not None:
        return (whole,)
    start, end = window.start, window.end - timedelta(days=1) if window.end else None
    months = [dimension for dimension in dataset.dimensions if _is_month(dimension)]
    if start is None or end is None or start.year != end.year or len(months) != 1:
        return ()
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return ()
    month = months[0]
    codes = {value.order: value.code for value in month.values} or {n: n for n in range(1, 13)}
    named = tuple(codes[n] for n in range(start.month, end.month + 1) if n in codes)
    if not named:
        return ()
    one = Compare(month.qualified, "eq", named) if len(named) == 1 else Compare(month.qualified, "in", named)
    return (Compare(year.qualified, "eq", (start.year,)), one)


def _is_month(dimension: Dimension) -> bool:
    """A column of months: numbers, or names that stand in the order of the year."""
    if dimension.hidden or dimension.personal or dimension.type == "time" or "month" not in called(dimension):
        return False
    orders = {value.order for value in dimension.values}
    return orders <= set(range(1, 13)) if orders else is_numeric(dimension)


def _condition(year: Dimension, window: Window) -> Compare | None:
    """A period of whole years as a condition on the column; None for other periods."""
    start = None if window.rule.startswith("until:") else window.start  # the data's own ends are no condition
    end = None if window.rule.startswith("since:") else window.end
    if any(day is not None and (day.month, day.day) != (1, 1) for day in (start, end)):
        return None
    match _year(start), _year(end):
        case None, int(last):
            return Compare(year.qualified, "lt", (last,))
        case int(first), None:
            return Compare(year.qualified, "ge", (first,))
        case int(first), int(last) if first == last - 1:
            return Compare(year.qualified, "eq", (first,))
        case int(first), int(last):
            return Compare(year.qualified, "between", (first, last - 1))
    return None


def only_year(draft: Draft) -> Dimension | None:
    """The only column of years of the only data, where these have no date."""
    return year_column(draft.model.datasets[0]) if len(draft.model.datasets) == 1 else None


def year_column(dataset: Dataset) -> Dimension | None:
    """The only column of years of rows that have no date."""
    if any(dimension.type == "time" for dimension in dataset.dimensions):
        return None
    years = [dimension for dimension in dataset.dimensions if _is_year(dimension)]
    return years[0] if len(years) == 1 else None


def _year(day: date | None) -> int | None:
    return None if day is None else day.year
