"""Who came once: "how many patrons never came back", "one-time customers", "first-time buyers in May", 一次性客户.

Rule: who never came back has exactly one of the events that belong to people and nothing else: orders where there are
orders, else the only kind of rows that carries their key. First-timers of a period have one in it and none before. A
period beside "never came back", or no period beside "first-time", says nothing that could be computed.
"""

from __future__ import annotations

import re

from assistant.parser.conditions.two_times import before_window
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import order_metric
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import person
from semantic_layer.query import Members, MetricRef

_NEVER = re.compile(r"never|not|n't|没|再")
_BUYERS = frozenset({"buyers", "buyer", "purchasers", "shoppers", "顾客", "买家"})


def read_one_timers(draft: Draft) -> None:
    """Turn the words into conditions on the people they are said of.

    Raises
    ------
    Unreadable
        What the people do is not one kind of rows, or the period does not fit the words.
    """
    cue = next((item for item in draft.cued("one_timer", "first_timer") if not item.piece.meanings), None)
    if cue is None:
        return
    people = _people(draft, cue)
    count = event_count(draft, people) if people else None
    if people is None or count is None:
        raise refuse("not_supported", missing=[cue.text], construction=cue.text)
    times = [item for item in draft.free() if item.piece.time is not None and item.piece.time.kind == "window"]
    if cue.has("one_timer"):
        if times and _NEVER.search(cue.text):
            raise refuse("not_supported", missing=[cue.text], construction=f"{cue.text} {times[0].text}")
        draft.members.append(Members(people, MetricRef(count), "eq", (1,)))
        cue.operate("once")
        return
    _first_in(draft, cue, people, count, times)


def _first_in(draft: Draft, cue: Item, people: str, count: str, times: list[Item]) -> None:
    """None before the period, and at least one in it."""
    match = times[0].piece.time if len(times) == 1 else None
    window = draft.calendar.resolve(match.rule) if match is not None else None
    if match is None or window is None or window.start is None:
        raise refuse("not_supported", missing=[cue.text], construction=cue.text)
    draft.members.append(Members(people, MetricRef(count), "eq", (0,), before_window(draft, window)))
    draft.members.append(Members(people, MetricRef(count), "ge", (1,), window))
    times[0].take(f"time:{match.rule}", "time")
    if match.assumption:
        draft.assume(match.assumption, f"time:{match.rule}")
    if set(cue.text.split()) & _BUYERS:
        cue.piece = Piece(*cue.place, meanings=(Meaning("entity", people),))
    else:
        cue.operate("for the first time")


def _people(draft: Draft, cue: Item) -> str | None:
    """The things the words are said of; "buyers" are the people of the model."""
    if set(cue.text.split()) & _BUYERS:
        return person(draft.model)
    named = sorted((item for item in draft.items if item.named("entity")), key=lambda i: abs(i.index - cue.index))
    return named[0].named("entity")[0].name if named else None


def event_count(draft: Draft, people: str) -> str | None:
    """The number of orders of the people, else of the only rows that carry their key."""
    orders = order_metric(draft.vocabulary)
    if orders is not None and _is_of(draft, orders, people):
        return orders
    owners = [d for d in draft.model.datasets if any(k.name == people and k.type == "foreign" for k in d.entities)]
    keys = [d.primary.name for d in owners if d.primary is not None and d.role not in ("spine", "segment")]
    counts = [draft.model.entity(key).default_count for key in keys]
    return counts[0] if len(owners) == len(counts) == 1 else None


def _is_of(draft: Draft, metric: str, people: str) -> bool:
    known = draft.model.metric(metric)
    return isinstance(known, SimpleMetric) and draft.reach.belongs(draft.model.measure(known.measure).dataset, people)
