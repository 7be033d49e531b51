""" "How many tickets were closed", "subscriptions that churned": what has come about, where no period is named.

Rule: a verb of a date of the rows that are counted, listed or added up means that this date is known, and its denial
that it is not: 还没结案 has no 结案日期. It is read last, only from a word that nothing else explains; with a period it
dates the rows instead.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.figures.event_words import event_words
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Compare, Predicate
from semantic_layer.wordforms import has_han

_DENIED = ("never", "not", "except")


def read_come_about(draft: Draft) -> None:
    """Turn a verb that is left over into a condition on its date."""
    if draft.window is not None or draft.grain is not None or draft.compare or draft.event is not None:
        return
    base = _counted(draft)
    for item in list(draft.free()) if base is not None else ():
        dates = _dates(draft, item, base) if base is not None else []
        if len(dates) == 1:
            _take(draft, item, dates[0])


def _counted(draft: Draft) -> Dataset | None:
    """The rows that every figure of the question is of; where there is none, the rows that are listed."""
    if not draft.metrics and draft.listing is not None:
        return draft.model.dataset(draft.listing.dataset)
    homes: set[str] = set()
    for measured in draft.metrics:
        ref = draft.numbers.get(measured.ref.name, measured.ref)
        metric = draft.model.metric(ref.name) if draft.model.has_metric(ref.name) else None
        column = draft.dimension(ref.name)
        if isinstance(metric, SimpleMetric):
            homes.add(draft.model.measure(metric.measure).dataset)
        elif column is not None:
            homes.add(column.dataset)
        else:
            return None
    return draft.model.dataset(homes.pop()) if len(homes) == 1 else None


def _dates(draft: Draft, item: Item, base: Dataset) -> list[str]:
    """The dates of the counted rows that a participle is said of: "closed", never "close" or "closing date"."""
    if has_han(item.text):
        return _dates_of_verb(draft, item, base)
    if item.piece.meanings or not item.text.endswith(("ed", "paid", "left", "sent", "sold", "born")):
        return []
    known = {h.dimension for h in happenings(draft.model).get(item.text, ()) if h.dataset == base.name}
    own = [d for d in base.dimensions if d.type == "time" and not d.hidden]
    named = {d.qualified for d in own if item.text in event_words(d)}
    return [d.qualified for d in own if d.qualified in known | named]


def _dates_of_verb(draft: Draft, item: Item, base: Dataset) -> list[str]:
    """结案 is said of 结案日期 behind a denial (还没结案, 未结案), or where it is said to be done (结案了)."""
    before, after = draft.left(item), draft.items[item.index + 1 :][:1]
    denied = before is not None and before.has(*_DENIED) and not before.taken
    done = item.text.rstrip("的").endswith(("了", "过")) or any(other.text in ("了", "过") for other in after)
    if not item.has("happened") or item.piece.meanings or not (denied or done):
        return []
    said = item.text.rstrip("的")
    known = {h.dimension for h in happenings(draft.model).get(said, ()) if h.dataset == base.name}
    return [d.qualified for d in base.dimensions if d.type == "time" and not d.hidden and d.qualified in known]


def _take(draft: Draft, item: Item, name: str) -> None:
    before = draft.left(item)
    denied = before is not None and before.has(*_DENIED) and not before.taken
    if before is not None and denied:
        before.operate("not", "negation")
        yet = draft.left(before)
        if yet is not None and yet.has("still"):
            yet.operate("now")
    item.operate(f"time:{name}")
    found: Predicate = Compare(name, "is_null" if denied else "not_null")
    if found not in draft.filters:
        draft.filters.append(found)
