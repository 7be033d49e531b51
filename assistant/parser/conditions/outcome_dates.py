"""When what a value says happened: 今年离职人数 counts by the day they left, not by the day they were hired.

Rule: where rows are counted that have a value which is also the verb of one of their own dates, a period or a unit of
time beside it is of that date: 每月取消的订阅数 by the day they were cancelled. A verb of another date in the question
says otherwise; of how rows ended (an outcome) only things that others belong to are dated by their end.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Compare, TimeRef
from semantic_layer.wordforms import words_of_name

_OUTCOMES = ("outcome", "result", "disposition", "verdict", "结果")
_ENDS = frozenset({"close", "closed", "closing", "end", "ended", "resolved", "resolution", "decided", "completion",
                   "completed", "finished", "concluded", "结案"})  # fmt: skip
_ENDS_ZH = frozenset({"结案日期", "结束日期", "关闭日期", "完成日期", "结案时间", "关闭时间"})


def read_outcome_dates(draft: Draft) -> None:
    """Put the period, the axis or the weekday on the date that the value records; the value then says nothing more."""
    if not _is_timed(draft) or draft.time.name != "metric_time" or draft.dated or draft.event:
        return
    home = _counted_rows(draft)
    if home is None:
        return
    for item in draft.items:
        if item.kind != "value" or not item.bound_to.startswith(f"value:{home}."):
            continue
        said = item.text.removeprefix("已")
        dates = {h.dimension for h in happenings(draft.model).get(said, ()) if h.dataset == _dataset(draft, home)}
        dates = dates or _ends(draft, home, item)
        dates -= {None, draft.model.dataset(_dataset(draft, home)).default_time}
        name = dates.pop() if len(dates) == 1 else None
        dimension = draft.dimension(name) if name else None
        if name is not None and dimension is not None and dimension.type == "time" and _is_other(draft, home, name):
            draft.time = TimeRef(name)


def _is_timed(draft: Draft) -> bool:
    """A period, a unit of time or a day of the week stands in the question."""
    days = any(isinstance(p, Compare) and p.part and p.field == "metric_time" for p in draft.filters)
    return draft.window is not None or draft.grain is not None or days


def _ends(draft: Draft, home: str, item: Item) -> set[str | None]:
    """The date on which rows end, of a value that says how they ended: "settled" of an outcome, by the close date."""
    field = item.bound_to.removeprefix("value:").partition("=")[0]
    dimension, own = draft.dimension(field), draft.model.dataset_of_entity(home)
    if dimension is None or own is None or not words_of_name(dimension.name).endswith(_OUTCOMES):
        return set()
    if not _has_others(draft, own, home):
        return set()
    times = [d for d in own.dimensions if d.type == "time" and not d.hidden]
    return {d.qualified for d in times if set(words_of_name(d.name).split()) & _ENDS or d.labels.zh in _ENDS_ZH}


def _dataset(draft: Draft, entity: str) -> str:
    home = draft.model.dataset_of_entity(entity)
    return home.name if home is not None else ""


def _counted_rows(draft: Draft) -> str | None:
    """The things of which all numbers are counts."""
    homes: set[str] = set()
    for measured in draft.metrics:
        metric = draft.model.metric(measured.ref.name) if draft.model.has_metric(measured.ref.name) else None
        if not isinstance(metric, SimpleMetric) or metric.unit.kind != "count" or measured.ref.agg:
            return None
        dataset = draft.model.dataset(draft.model.measure(metric.measure).dataset)
        if dataset.primary is None:
            return None
        homes.add(dataset.primary.name)
    return homes.pop() if len(homes) == 1 else None


def _has_others(draft: Draft, home: Dataset, entity: str) -> bool:
    others = [other for other in draft.model.datasets if other is not home]
    return any(key.name == entity and key.type == "foreign" for other in others for key in other.entities)


def _is_other(draft: Draft, home: str, name: str) -> bool:
    default = draft.model.dataset(_dataset(draft, home)).default_time
    return default is not None and name.rpartition(".")[2] != default.rpartition(".")[2]
