"""The periods and filters of events: what a verb dates, and which rows members must have or never have.

Rule: the period and what members do not have themselves belong to the event; a date of the members' own dates them.
A period that would choose nothing is refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.parser.conditions.happened_over_time import put_on_axis
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import dataset_of
from semantic_layer.query import Combine, Compare, EntitySet, Predicate, TimeRef, Window


def read_event(draft: Draft) -> None:
    """Turn the event into a condition on members, with its period and its own filters."""
    if draft.dated is not None:
        _date_members(draft, *draft.dated)
    _date_sets(draft)
    event = draft.event
    if event is None:
        return
    own = dataset_of(draft.model, event.entity)
    if own is None:
        return
    about = [p for p in draft.filters if _is_of_event(draft, p, own.name, event.dataset)]
    draft.filters = [p for p in draft.filters if p not in about]
    window, draft.window = draft.window, None
    told = tuple(sorted(about, key=repr))
    if not event.negated:
        told, contrary = _contraries(told)
        has = (Combine("all_of", told),) if len(told) > 1 else told
        denied, draft.denied = tuple(sorted((*draft.denied, *contrary), key=repr)), []
        draft.sets.append(EntitySet(event.entity, event.dataset, has, denied, window))
        return
    never: tuple[Predicate, ...] = told if len(told) == 1 else (Combine("all_of", told),)
    draft.sets.append(EntitySet(event.entity, event.dataset, never=never, window=window))


def _contraries(told: tuple[Predicate, ...]) -> tuple[tuple[Predicate, ...], tuple[Predicate, ...]]:
    """ "Enrolled in art but not history": no row is both, so the denied value is one that the member has in none."""
    asked = {p.field for p in told if isinstance(p, Compare) and p.op in ("eq", "in")}
    denied = [p for p in told if isinstance(p, Compare) and p.op in ("ne", "not_in") and p.field in asked]
    never = tuple(replace(p, op="eq" if p.op == "ne" else "in") for p in denied)
    return tuple(p for p in told if p not in denied), never


def _date_sets(draft: Draft) -> None:
    """The period of the question is the period of what members did; a condition on such rows beside it is not said
    to be of which one."""
    if not draft.sets:
        return
    for made in draft.sets:
        own = dataset_of(draft.model, made.entity)
        if own is not None and any(_is_of_event(draft, p, own.name, made.dataset) for p in draft.filters):
            raise refuse("not_supported", construction=made.dataset)
    if draft.window is not None:
        draft.sets = [replace(made, window=draft.window) for made in draft.sets]
        draft.window = None


def _is_of_event(draft: Draft, predicate: Predicate, own: str, event: str) -> bool:
    if not isinstance(predicate, Compare):
        return False
    return not draft.reach.has(own, predicate.field) and draft.reach.has(event, predicate.field)


def _date_members(draft: Draft, name: str, verb: Item) -> None:
    """ "Hired in 2019", "founded after 1998": the period is of the members' own date, or year, or of what they have."""
    dimension, window = draft.dimension(name), draft.window
    if window is None:
        put_on_axis(draft, name)
    if dimension is None or window is None:
        return
    if draft.event is not None and not _is_nearer(draft, verb, draft.event.verb):
        raise refuse("not_supported", construction=verb.text)
    own = draft.listing is None or dimension.dataset == draft.listing.dataset
    window = _open(window)
    if dimension.type == "time" and own and draft.event is None and window.start is not None:
        draft.time = TimeRef(name)
        return
    draft.window = None
    draft.filters += _between(name, window) if dimension.type == "time" else [_in_years(draft, name, window)]


def _open(window: Window) -> Window:
    """ "Before 2017" begins with no day: the data's first day bounds events, not when members were born or hired."""
    if window.rule.startswith("until:"):
        return replace(window, start=None)
    return window


def _is_nearer(draft: Draft, verb: Item, other: Item) -> bool:
    """Of two verbs the one that the only period stands beside."""
    times = [i for i in draft.items if i.piece.time is not None and i.piece.time.kind == "window"]
    return len(times) == 1 and abs(times[0].index - verb.index) < abs(times[0].index - other.index)


def _between(name: str, window: Window) -> list[Predicate]:
    found: list[Predicate] = []
    if window.start is not None:
        found.append(Compare(name, "ge", (window.start,)))
    if window.end is not None:
        found.append(Compare(name, "lt", (window.end,)))
    return found


def _in_years(draft: Draft, name: str, window: Window) -> Compare:
    start, end = window.start, None if window.rule.startswith("since:") else window.end
    if any(day is not None and (day.month, day.day) != (1, 1) for day in (start, end)):
        raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
    if start is not None and end is not None:
        last = end.year - 1
        return (
            Compare(name, "eq", (start.year,)) if last == start.year else Compare(name, "between", (start.year, last))
        )
    if start is not None:
        return Compare(name, "ge", (start.year,))
    return Compare(name, "lt", ((end or date.max).year,))


def refuse_undated(draft: Draft) -> None:
    """A period of members without a date of their own would choose nothing."""
    if draft.listing is None or draft.metrics or draft.window is None or draft.time.name != "metric_time":
        return
    if draft.model.dataset(draft.listing.dataset).default_time is None:
        raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
