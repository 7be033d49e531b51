"""Calendar parts that choose rows: "on weekends", "in the morning", "in June of every year", 周末, 每年6月.

Rule: the part is a condition on each metric's own time, not a period; where a column of the metric's own data holds
the names of weekdays, that column is compared. A time of day needs data that know it.
"""

from __future__ import annotations

import re
from typing import TypeGuard, cast

from assistant.parser.conditions.negations import negation_around
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import Dataset, Scalar, SimpleMetric
from semantic_layer.query import CalendarPart, Compare, Operator, Predicate

METRIC_TIME = "metric_time"
_EVERY = ("every year", "each year", "per year", "all years", "每年", "历年", "every year's", "of each year")
_RECURRING = re.compile(r"(?:month:\d{4}-(?P<month>\d\d)|quarter:\d{4}-?q?(?P<quarter>\d))$", re.I)
_NAMES = (
    ("monday", "mon", "星期一", "周一"),
    ("tuesday", "tue", "tues", "星期二", "周二"),
    ("wednesday", "wed", "星期三", "周三"),
    ("thursday", "thu", "thur", "thurs", "星期四", "周四"),
    ("friday", "fri", "星期五", "周五"),
    ("saturday", "sat", "星期六", "周六"),
    ("sunday", "sun", "星期日", "周日", "星期天"),
)  # fmt: skip
_WINTER = "12,1,2"
MIN_DAYS = 3  # fewer names may be anything
_CLOCK = ("second", "minute", "hour")


def read_calendar_parts(draft: Draft) -> None:
    """Take the parts that are conditions; what they compare is settled when the metric is known.

    Raises
    ------
    Unreadable
        A time of day that no data know; a winter of one year, which lies in two; a season set against what came before.
    """
    _read_recurring(draft)
    for item in list(draft.free()):
        part = item.piece.time.part if item.piece.time is not None and item.piece.time.kind == "part" else None
        if part is None or ":" not in part:
            continue
        name, _, numbers = part.partition(":")
        if name == "hour" and not any(_knows_hours(dataset) for dataset in draft.model.datasets):
            raise refuse("not_supported", construction=item.text)
        if name == "month_of_year" and _has_no_end(draft, numbers):
            raise refuse("not_supported", missing=[item.text], construction=item.text)
        negated = negation_around(draft, item, item)
        _add(draft, item, cast(CalendarPart, name), tuple(map(int, numbers.split(","))), negated=negated)


def _has_no_end(draft: Draft, months: str) -> bool:
    kinds = {other.piece.time.kind for other in draft.items if other.piece.time is not None}
    return (months == _WINTER and "window" in kinds) or ("comparison" in kinds and "window" not in kinds)


def _add(draft: Draft, item: Item, part: CalendarPart, numbers: tuple[int, ...], *, negated: bool = False) -> None:
    op: Operator = "not_in" if negated else "in"
    draft.filters.append(Compare(METRIC_TIME, op, numbers, part=part))
    item.take(f"part:{part}:{','.join(map(str, numbers))}", "time")


def _knows_hours(dataset: Dataset) -> bool:
    time = next((d for d in dataset.dimensions if d.name == (dataset.default_time or "").rpartition(".")[2]), None)
    return time is not None and (time.grain in _CLOCK or time.datatype in ("Timestamp", "DateTime"))


def _read_recurring(draft: Draft) -> None:
    """ "June of every year": the month of all years, shown by year."""
    for item in list(draft.free()):
        match = item.piece.time
        if match is None or match.kind != "window" or not match.assumption:
            continue
        named = _RECURRING.match(match.rule)
        beside = [o for o in (draft.left(item), draft.right(item)) if o is not None and not o.taken]
        every = next((o for o in beside if o.text in _EVERY), None)
        if named is None or every is None:
            continue
        part: CalendarPart = "month_of_year" if named["month"] else "quarter_of_year"
        _add(draft, item, part, (int(named["month"] or named["quarter"]),))


def settle_weekdays(draft: Draft) -> None:
    """Compare the column that holds the weekdays, where the metric's own data have one."""
    said = [(index, predicate) for index, predicate in enumerate(draft.filters) if _is_weekday(predicate)]
    column = _column(draft) if said else None
    if column is None:
        return
    name, codes = column
    for index, predicate in said:
        values = tuple(sorted({code for day in predicate.values for code in codes[int(str(day)) - 1]}, key=str))
        if values:
            draft.filters[index] = _compare(name, predicate.op, values)


def _is_weekday(predicate: Predicate) -> TypeGuard[Compare]:
    return isinstance(predicate, Compare) and predicate.part == "weekday" and predicate.field == METRIC_TIME


def _compare(name: str, op: Operator, values: tuple[Scalar, ...]) -> Compare:
    if len(values) > 1:
        return Compare(name, op, values)
    return Compare(name, "eq" if op == "in" else "ne", values)


def _column(draft: Draft) -> tuple[str, list[list[Scalar]]] | None:
    datasets = {_dataset_of(draft, measured.ref.name) for measured in draft.metrics} - {""}
    for name, values in draft.vocabulary.indexed.items():
        dimension = draft.dimension(name)
        if dimension is None or datasets != {dimension.dataset}:
            continue
        codes = [[values[text] for text in names if text in values] for names in _NAMES]
        days = {code for found in codes for code in found}
        if len(days) >= MIN_DAYS and days == set(values.values()):
            return name, [list(dict.fromkeys(found)) for found in codes]
    return None


def _dataset_of(draft: Draft, name: str) -> str:
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    if isinstance(metric, SimpleMetric):
        return draft.model.measure(metric.measure).dataset
    dimension = draft.dimension(name) if metric is None else None
    return dimension.dataset if dimension else ""
