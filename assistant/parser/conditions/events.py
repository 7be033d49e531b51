"""Members chosen by what happened to them: "members who never borrowed a book", "books borrowed in May".

Rule: a verb of an event chooses the members that have, or never have, a row of that event; the period and what the
members do not have themselves belong to the event. A verb of a member's own date dates the members instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.parser.conditions.happened_over_time import of_axis
from assistant.parser.conditions.happenings import Happening, happenings
from assistant.parser.conditions.sets import lacked_entity
from assistant.parser.conditions.tallies import tally_after
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import order_metric
from assistant.parser.rows.attributes import AGGREGATES, SUPERLATIVES, implied_owner
from assistant.parser.rows.labels import dataset_of
from assistant.parser.rows.listed import Listing
from semantic_layer.model import Dataset
from semantic_layer.query import Compare, Members, MetricRef
from semantic_layer.wordforms import has_han


@dataclass(frozen=True)
class Event:
    """Members of `entity` with a row of `dataset`, or (negated) without one."""

    entity: str
    dataset: str
    negated: bool
    verb: Item


def find_event(draft: Draft) -> None:
    """Take the verb of an event with its negation and its object, and the verb of a member's own date."""
    known = happenings(draft.model)
    _find_lack(draft)
    _read_owners(draft)
    _find_possession(draft)
    _find_receipt(draft)
    for item in list(draft.free()):
        if draft.event is not None and known.get(item.text) and _is_same(draft, item, known[item.text]):
            item.operate(f"event:{draft.event.dataset}")
            continue
        found = known.get(item.text, ())
        entity = subject_of(draft, item) if found and _is_verb(draft, item) else None
        own = dataset_of(draft.model, entity) if entity else None
        if entity is None or own is None:
            continue
        dates = [h for h in found if h.dimension and h.dataset == own.name]
        dates = dates or [h for h in found if h.dimension and draft.reach.has(own.name, h.dimension)]
        recorded = dict.fromkeys(h.dataset for h in found if _records(draft, h))
        events = [name for name in recorded if name != own.name and draft.reach.belongs(name, entity)]
        if item.has("signup", "sold", "bought", "valued") and _is_of_trade(draft, item, entity):
            continue
        if dates and _has_window(draft):
            _refuse_second_date(draft, item, dates)
            _read_own_date(draft, item, dates)
        elif (on_axis := of_axis(draft, own.name, dates)) and draft.event is None:
            _read_own_date(draft, item, on_axis)
        elif len(events) == 1 and draft.event is None and not _is_trade(draft, item):
            _take_event(draft, item, entity, events[0])


def _refuse_second_date(draft: Draft, item: Item, dates: Sequence[Happening]) -> None:
    """ "Hired in 2024 and left": one period, and two dates that it may be of."""
    if draft.dated is not None and draft.dated[0] not in {h.dimension for h in dates}:
        raise refuse("not_supported", missing=[item.text], construction=f"{draft.dated[1].text} / {item.text}")


def _is_of_trade(draft: Draft, verb: Item, entity: str) -> bool:
    """The rules of trade know what these words count; "shipped anything" beside people is an event like others."""
    if draft.model.entity(entity).state != "confirmed":
        return False
    denied = draft.left(verb)
    asked = next(draft.cued("agg_distinct", "never"), None) is not None or (denied is not None and denied.has("never"))
    return not (verb.has("valued") and asked)


def _is_same(draft: Draft, item: Item, found: Sequence[Happening]) -> bool:
    """ "... but never borrowed Poetry": the same event, said again."""
    event = draft.event
    return event is not None and not item.named("entity") and any(h.dataset == event.dataset for h in found)


def _find_lack(draft: Draft) -> None:
    """ "Members without loans in the last 90 days": a thing that is lacking in a period is an event."""
    for item in list(draft.cued("lacking", "never")):
        thing = lacked_entity(draft, item)
        if thing is None or draft.event is not None or (item.has("lacking") and not _has_window(draft)):
            continue
        entity, name = subject_of(draft, thing), thing.named("entity")[0].name
        dataset = dataset_of(draft.model, name)
        own = dataset_of(draft.model, entity) if entity else None
        if entity is None or own is None or dataset is None or dataset.name == own.name:
            continue
        if draft.reach.belongs(dataset.name, entity):
            item.operate("not", "negation")
            thing.operate(f"event:{dataset.name}")
            draft.event = Event(entity, dataset.name, True, thing)
            _take_objects(draft, thing, entity, dataset.name)


def _plain_things(draft: Draft, listing: Listing) -> Iterator[tuple[Item, str, Dataset]]:
    """Other things of a question about members, that nothing counts, ranks or compares."""
    for item in list(draft.free()):
        names = [m.name for m in item.named("entity") if m.name != listing.entity]
        dataset = dataset_of(draft.model, names[0]) if len(names) == 1 else None
        before = draft.left(item, skip=_is_light)
        after = draft.right(item)
        counted = any(
            o is not None
            and (o.has("how_many", "group", "which", "list", "top", "bottom", "lacking", *AGGREGATES, *SUPERLATIVES)
                 or o.piece.number is not None or o.piece.condition is not None
                 or (o.named("metric") and not o.named("entity")))
            for o in (before, after if after is not None and (has_han(after.text) or after.piece.condition) else None)
        )  # fmt: skip
        if dataset is not None and not counted:
            yield item, names[0], dataset


def _is_light(item: Item) -> bool:
    return item.has("filler") and not item.piece.meanings and not item.has("relating", "lacking", "never")


def _passes(item: Item) -> bool:
    """Words between a thing and the verb that ties it: values of it, and words that carry nothing."""
    return bool(item.named("value")) or (item.has("filler") and not item.has("relating", "lacking", "never"))


def _read_owners(draft: Draft) -> None:
    """ "Books by authors from Norway": what every member belongs to adds nothing to its value."""
    listing = draft.listing
    for item, name, _ in _plain_things(draft, listing) if listing is not None else ():
        if listing is not None and draft.reach.belongs(listing.dataset, name):
            item.take(f"entity:{name}", "entity")


def _find_possession(draft: Draft) -> None:
    """ "Authors who wrote Crime books": members with at least one of what belongs to them."""
    listing = draft.listing
    if listing is None or draft.event is not None or any(item.has("how_many") for item in draft.items):
        return
    for item, name, dataset in _plain_things(draft, listing):
        verb = draft.left(item, skip=_passes)
        if verb is None or not verb.has("relating", "possessing") or verb.taken:
            continue
        if dataset.name == listing.dataset or not draft.reach.belongs(dataset.name, listing.entity):
            continue
        _take_event(draft, verb, listing.entity, dataset.name)
        item.take(f"entity:{name}", "entity")
        return


def _find_receipt(draft: Draft) -> None:
    """ "How many different customers received an invoice": members that have a row of what the verb ties to them."""
    if draft.listing is not None or draft.event is not None:
        return
    for verb in list(draft.cued("relating")):
        thing = draft.right(verb, skip=_is_light)
        names = [m.name for m in thing.named("entity")] if thing is not None and not thing.taken else []
        dataset = dataset_of(draft.model, names[0]) if len(names) == 1 else None
        counted = next((item for item in draft.items if item.named("entity") and _is_numbered(draft, item)), None)
        if dataset is None or thing is None or counted is None or counted is thing or counted.taken:
            continue
        if has_han(verb.text) and thing.index > verb.index + 1:
            continue  # 教的课程 are courses, not teachers
        owners = {m.name for m in counted.named("entity")}
        if len(owners) == 1 and names[0] not in owners and draft.reach.belongs(dataset.name, entity := owners.pop()):
            _take_event(draft, verb, entity, dataset.name)
            return


def _is_verb(draft: Draft, item: Item) -> bool:
    """A noun of two roles is a verb after "never" or before its object: 从未借阅, 借阅图书的会员."""
    if not item.piece.meanings:
        return item.piece.start < item.piece.end  # what a rule put in ("bought most" ranks) is none
    if item.named("metric") and not (item.named("dimension") or item.named("entity")):
        return False  # a rule read it as a figure: "bought the most last month"
    if not has_han(item.text):  # "founded before 1950", where "founded" is the column as well
        following = draft.right(item)
        if following is not None and following.has("group") and not following.piece.meanings:
            following = draft.right(following) if following.piece.time is None else following
        kind = following.piece.time.kind if following is not None and following.piece.time is not None else ""
        return kind in ("window", "grain")
    before, after = draft.left(item), draft.right(item)
    if tally_after(draft, item) is not None:
        return not _is_condition(draft, item)  # 就诊至少5次
    if before is not None and (before.has("lacking") or before.piece.condition or before.piece.number):
        return False
    denied = before is not None and before.has("never") and not before.has("lacking")
    if after is None or not (after.named("entity") or implied_owner(draft, after)):
        return denied
    return denied or all(other.text in ("的", "过", "了") for other in draft.between(item, after))


def _is_condition(draft: Draft, item: Item) -> bool:
    """就诊超过5次的患者: the count of the noun is a condition, and who meets it is listed where nobody counts."""
    amount = draft.right(item)
    counted = any(other.has("how_many", "share", "group", *AGGREGATES) for other in draft.items)
    return not counted and draft.listing is None and amount is not None and amount.piece.condition is not None


def _is_trade(draft: Draft, item: Item) -> bool:
    """Words of buying are read by the rules of trade where the model has orders."""
    return item.has("bought", "spent") and order_metric(draft.vocabulary) is not None


def _records(draft: Draft, happening: Happening) -> bool:
    """Each row is one event: the verb names the rows, or in Chinese the date of all of them (报修日期 of tickets)."""
    home = draft.model.dataset(happening.dataset)
    first = f"{home.prefix}.{home.default_time}"
    return happening.dimension is None or (has_han(draft.text) and happening.dimension == first)


def subject_of(draft: Draft, verb: Item) -> str | None:
    """The thing whose members are listed or counted."""
    if draft.listing is not None:
        return draft.listing.entity
    things = [item for item in draft.items if item.named("entity") and item is not verb]
    counted = [item for item in things if _is_counted(draft, item)]
    if not counted and not has_han(verb.text):
        counted = [item for item in things if item.index < verb.index]
    elif not counted:
        counted = [item for item in reversed(things) if item.index > verb.index] or things
    names = {m.name for m in counted[0].named("entity")} if counted else _counted_by_name(draft)
    return names.pop() if len(names) == 1 else None


def _counted_by_name(draft: Draft) -> set[str]:
    """ "Number of homes" as one name: the things that the metric counts."""
    metrics = {m.name for item in draft.items for m in item.named("metric")}
    return {entity.name for entity in draft.model.entities if entity.default_count in metrics}


def _is_counted(draft: Draft, item: Item) -> bool:
    return any(
        o is not None and o.has("how_many", "agg_distinct", "which", "list")
        for o in (draft.left(item), draft.right(item))
    )


def _is_numbered(draft: Draft, item: Item) -> bool:
    beside = (draft.left(item), draft.right(item))
    return any(o is not None and o.has("how_many", "agg_distinct") for o in beside)


def _has_window(draft: Draft, before: Item | None = None) -> bool:
    """Is there a period, or one before a word: what stands before the verb says of when the rows are."""
    items = draft.items if before is None else draft.items[: before.index]
    return any(item.piece.time is not None and item.piece.time.kind == "window" for item in items)


def _take_event(draft: Draft, verb: Item, entity: str, dataset: str) -> None:
    before = draft.left(verb, skip=lambda o: o.has("filler") and not o.has("never") and not o.piece.meanings)
    if _take_amount(draft, verb, entity, dataset):
        return
    negated = before is not None and before.has("never", "not") and not before.taken
    if before is not None and negated:
        before.operate("not", "negation")
    verb.operate(f"event:{dataset}")
    draft.event = Event(entity, dataset, negated, verb)
    by = draft.items[verb.index + 1] if verb.index + 1 < len(draft.items) else None
    if by is not None and by.text in ("by", "by the"):
        by.operate("by")
    _take_objects(draft, verb, entity, dataset)


def _take_objects(draft: Draft, verb: Item, entity: str, dataset: str) -> None:
    for other in draft.items:
        if other.taken or not other.named("entity") or other is verb:
            continue
        names = [m.name for m in other.named("entity")]
        if (
            entity not in names
            and any(draft.reach.belongs(dataset, name) for name in names)
            and _is_object(verb, other)
        ):
            other.take(f"entity:{names[0]}", "entity")


def _take_amount(draft: Draft, verb: Item, entity: str, dataset: str) -> bool:
    """ "Came more than 8 times", "took more than 10 exams": how many rows of the event each member has."""
    home = draft.model.dataset(dataset).primary
    count = draft.model.entity(home.name).default_count if home is not None else None
    tally, before = tally_after(draft, verb), draft.left(verb)
    denied = before is not None and before.has("never", "not")
    if tally is not None and count is not None and not denied:
        verb.operate(f"event:{dataset}")
        tally.take(count)
        draft.members.append(Members(entity, MetricRef(count), tally.op, tally.values))
        return True
    amount = draft.right(verb)
    if amount is None or (amount.piece.condition is None and amount.piece.number is None):
        return False
    thing = draft.right(amount)
    named = thing is not None and home is not None and any(m.name == home.name for m in thing.named("entity"))
    if named and amount.piece.condition is not None and not denied:
        verb.operate("relation")  # "students who took more than 10 exams" have more than 10 exams
        return True
    raise refuse("not_supported", construction=f"{verb.text} {amount.text}")  # of events, or of different things?


def _is_object(verb: Item, other: Item) -> bool:
    """The thing beside the verb: "borrowed a book", "borrowed by members", 借阅过图书的会员."""
    return 0 < abs(other.index - verb.index) <= 5


def _read_own_date(draft: Draft, verb: Item, dates: Sequence[Happening]) -> None:
    names = list(dict.fromkeys(h.dimension for h in dates if h.dimension))
    before = draft.left(verb)
    if before is not None and before.has("never", "not"):
        if len(names) == 1 and _has_window(draft, before):
            before.operate("not", "negation")
            verb.operate(f"time:{names[0]}")
            draft.filters.append(Compare(names[0], "is_null"))
            return
        raise refuse("not_supported", construction=f"{before.text} {verb.text}")
    draft.dated = (draft.choose(verb, "ambiguous_dimension", names), verb)
    verb.operate(f"time:{draft.dated[0]}")
