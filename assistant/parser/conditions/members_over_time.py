"""Members of each month by what they did: 每月下单的客户数 counts who ordered in the month, not who joined in it.

Rule: where members are counted by their events, a unit of time is that of the events, and each member counts once in
it; so is a period beside a value that is the verb of a date of the events (上个月取消订阅的用户). A word for joining or
another date in the question says otherwise. How often they did it, or what else they did, is asked of all time and has
no months: it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Measured, refuse
from assistant.parser.figures.which_people import people_of
from semantic_layer.model import SimpleMetric
from semantic_layer.query import Combine, Compare, Exists, Members, MetricRef, Predicate, TimeRef, Window

_DONE = ("spent", "bought", "happened", "valued")
_DEEDS = ("次", "单", "笔", "回", "times", "orders")


@dataclass(frozen=True)
class _Did:
    """What members did: rows of `dataset` that match, in the window."""

    dataset: str
    matching: tuple[Predicate, ...] = ()
    window: Window | None = None


def read_members_over_time(draft: Draft) -> None:
    """Count members over the rows of their events; raises `Unreadable` where these have no months."""
    measured = _counted_people(draft)
    if measured is None or draft.time.name != "metric_time" or draft.dated or _tells_joining(draft):
        return
    if draft.grain is not None and draft.having and (times := _how_often(draft)):
        raise refuse("not_supported", construction=times)
    did, rest = _what_they_did(draft, measured.ref)
    date = _outcome_date(draft, did) if did is not None else None
    if draft.grain is None and (date is None or not (draft.window or (did is not None and did.window))):
        return
    if did is None:
        if draft.grain is not None and rest:
            raise refuse("not_supported", construction=_words_of(draft))
        return
    if rest:
        raise refuse("not_supported", construction=_words_of(draft))
    measured.ref = replace(measured.ref, over=did.dataset)
    draft.sets, draft.members = [], []
    draft.filters = [*(p for p in draft.filters if not isinstance(p, Exists)), *did.matching]
    draft.window = did.window or draft.window
    if date is not None:
        draft.time = TimeRef(date)


def _counted_people(draft: Draft) -> Measured | None:
    """The one number of the answer, where it counts the rows of people."""
    if len(draft.metrics) != 1 or draft.metrics[0].ref != MetricRef(draft.metrics[0].ref.name):
        return None
    name = draft.metrics[0].ref.name
    people = people_of(draft.model)
    counts = {draft.model.entity(person).default_count for person in people if draft.model.has_entity(person)}
    return draft.metrics[0] if name in counts else None


def _tells_joining(draft: Draft) -> bool:
    return any(item.has("signup", "fresh") for item in draft.items)


def _how_often(draft: Draft) -> str:
    """A bound on what each of them did, and not on how many they are: 3次以上, 消费超过500."""
    for item in draft.items:
        before = draft.left(item)
        is_of_deed = before is not None and not before.piece.meanings and before.has(*_DONE)
        if item.piece.condition is not None and (is_of_deed or any(word in item.text for word in _DEEDS)):
            return item.text
    return ""


def _what_they_did(draft: Draft, counted: MetricRef) -> tuple[_Did | None, list[object]]:
    """The one condition on events, and the other conditions on the members."""
    found: list[_Did] = []
    rest: list[object] = []
    for made in draft.sets:
        is_plain = not made.never
        found += [_Did(made.dataset, made.has, made.window)] if is_plain else []
        rest += [] if is_plain else [made]
    for member in draft.members:
        dataset = _any_of(draft, member)
        found += [_Did(dataset, (*member.metric.filters, *member.filters), member.window)] if dataset else []
        rest += [] if dataset else [member]
    for predicate in draft.filters:
        if isinstance(predicate, Exists):
            wanted = (predicate.predicate,) if predicate.predicate is not None else ()
            found += [] if predicate.negated else [_Did(predicate.dataset, wanted)]
            rest += [predicate] if predicate.negated else []
    if len(found) > 1:
        return None, [*rest, *found]
    return (found[0] if found else None), rest


def _any_of(draft: Draft, member: Members) -> str:
    """The dataset of which members have one row or more; empty for any other condition."""
    if (
        member.op != "ge"
        or member.values != (1,)
        or member.than is not None
        or not draft.model.has_metric(member.metric.name)
    ):
        return ""
    metric = draft.model.metric(member.metric.name)
    if not isinstance(metric, SimpleMetric) or metric.unit.kind != "count":
        return ""
    return draft.model.measure(metric.measure).dataset


def _outcome_date(draft: Draft, did: _Did) -> str | None:
    """The date whose verb a value of the events is: cancelled, of the day they were cancelled."""
    values = [p for p in _single(did.matching) if isinstance(p, Compare) and p.op == "eq"]
    if len(values) != 1:
        return None
    field = values[0].field
    said = {i.text.removeprefix("已") for i in draft.items if i.kind == "value" and f":{field}=" in i.bound_to}
    known = happenings(draft.model)
    dates = {h.dimension for word in said for h in known.get(word, ()) if h.dataset == did.dataset and h.dimension}
    name = dates.pop() if len(dates) == 1 else None
    dimension = draft.dimension(name) if name else None
    return name if dimension is not None and dimension.type == "time" else None


def _single(predicates: tuple[Predicate, ...]) -> tuple[Predicate, ...]:
    first = predicates[0] if len(predicates) == 1 else None
    return first.predicates if isinstance(first, Combine) and first.how == "all_of" else predicates


def _words_of(draft: Draft) -> str:
    """The words of the unit of time, which cannot be told of these members."""
    return next((i.text for i in draft.items if i.piece.time is not None and i.piece.time.kind == "grain"), draft.text)
