"""Verbs of trade: sold, spent, signed up; and the people who did it.

Rule: a verb stands for a metric of the model only where the question has no number of its own for it; a verb that
finds neither a metric nor a number stays unexplained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.event_words import event_words
from assistant.parser.figures.roles import (
    is_money_by_name,
    money_metrics,
    newcomers,
    reaches,
    simple_metrics,
    sold_things,
)
from semantic_layer.nicknames import HOW_MANY_PEOPLE, called, person
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han, singular

PIECES = ("units sold", "quantity sold", "销量", "销售量")
KINDS = ("种", "款", "类")
ONES = ("件", "件数", "台", "双", "瓶", "箱", "包", "袋", "盒", "支", "份", "套", "只")  # said of pieces
TRADE = ("sold", "spent")
PEOPLE = ("人", "people")
DONE = (" placed", " made", " bought", " used", " sold", " returned", " issued")


def read_people(draft: Draft) -> None:
    """ "有多少人", "30岁的客户有多少人": a word for people is a thing only where no other one is named."""
    loose = [item for item in draft.items if item.text in PEOPLE and item.has("filler") and item.named("entity")]
    loose = [item for item in loose if not is_ranked(draft, item)]
    others = [i for i in draft.items if i not in loose and (i.named("entity") or i.named("metric"))]
    for item in loose[0 if others else 1 :]:
        item.take("filler", "filler", "filler")


def is_ranked(draft: Draft, item: Item) -> bool:
    """工资最高的人, 迟到最多的三个人: those who are asked for, whatever else is named."""
    before = draft.left(item, skip=_is_number_word)
    return before is not None and before.has("high", "low", "top", "bottom", "best", "worst", "newest", "oldest")


def _is_number_word(item: Item) -> bool:
    return not item.piece.meanings and (item.piece.number is not None or item.has("filler", "unit_word"))


def refuse_dropped_people(draft: Draft) -> None:
    """Refuse where people are asked for and nothing in the answer is about them.

    Raises
    ------
    Unreadable
    """
    for item in draft.items:
        dropped = item.text in (*PEOPLE, *HOW_MANY_PEOPLE) and (not item.taken or item.kind == "filler")
        if not dropped:
            continue
        split = any(not group.marked for group in draft.groups) or draft.rows is not None or draft.listing is not None
        ranked = item.text in PEOPLE and is_ranked(draft, item) and not split
        people = {m.name for m in draft.vocabulary.meanings(item.text) if m.kind == "entity"}
        counted = {draft.model.metric(m.ref.name).unit for m in draft.metrics if draft.model.has_metric(m.ref.name)}
        others = {unit.of for unit in counted if unit.kind == "count"} - people
        if ranked or (item.text in HOW_MANY_PEOPLE and people and counted and len(others) == len(counted)):
            raise refuse("not_supported", missing=[item.text], construction=item.text)


def read_agents(draft: Draft) -> None:
    """ "Orders placed by customers in Beijing": who did it is no grouping; "returned by channel" is one."""
    for item in draft.items:
        by = draft.left(item)
        did = draft.left(by) if by is not None and by.text == "by" else None
        if by is None or did is None or item.taken or not item.named("entity") or not did.text.endswith(DONE):
            continue
        if singular(item.text) == item.text:
            continue
        if item.named("dimension"):
            continue  # "returned by channel" groups: a channel buys and returns nothing
        by.operate("by")
        item.take(f"entity:{item.named('entity')[0].name}", "entity")


def count_of(draft: Draft, entity: str) -> str | None:
    """What "how many" counts: members, or those that were sold or signed up where the question says so."""
    counted = draft.model.entity(entity).default_count
    dataset = draft.model.dataset_of_entity(entity)
    is_thing = dataset is not None and dataset.role == "dimension"
    sold = next((cue for cue in draft.cued("sold", "bought") if not cue.has("high", "low")), None)  # those rank
    if sold and is_thing and entity != person(draft.model) and (things := sold_things(draft.model, entity)):
        found = _pieces_or_kinds(draft, entity, things, sold)
        for cue in list(draft.cued("sold", "bought")):
            cue.operate("sold")
        return found
    return (_sales_of(draft, entity) if sold else None) or counted


def _pieces_or_kinds(draft: Draft, entity: str, things: str, sold: Item) -> str:
    """What "how many products were sold" counts: pieces (多少件) or different ones (多少种); else it is asked."""
    pieces = pieces_metric(draft)
    counted = [item.text for item in draft.items if item.has("how_many")]
    if pieces is None or next(draft.cued("agg_distinct"), None) or any(text.endswith(KINDS) for text in counted):
        return things
    if any(text.endswith(ONES) for text in counted):
        return pieces
    named = next((item for item in draft.items if any(m.name == entity for m in item.named("entity"))), sold)
    return draft.choose(named, "ambiguous_metric", (pieces, things))


def _sales_of(draft: Draft, entity: str) -> str | None:
    """ "How many cars were sold": the rows of the sales of a model nobody has reviewed; each is one that was sold."""
    if draft.model.entity(entity).state == "confirmed" or entity == person(draft.model):
        return None
    events = {h.dataset for h in happenings(draft.model).get("sold", ()) if not h.dimension}
    sales = [name for name in events if draft.reach.belongs(name, entity)]
    counted = [m for m, measure, d in simple_metrics(draft.model) if d.name in sales and measure.agg == "count"]
    pieces = [
        m.name for m, measure, d in simple_metrics(draft.model) if d.name in sales and set(called(m)) & set(PIECES)
    ]
    if len(sales) != 1 or len(counted) != 1 or len(pieces) > 1:
        return None
    for cue in list(draft.cued("sold", "bought")):
        cue.operate("sold")
    name = pieces[0] if pieces else counted[0].name
    draft.assume("default_count", f"metric:{name}")
    return name


_SIGN_UPS = frozenset({"signups", "sign ups", "sign-ups", "registrations"})


def read_sign_ups(draft: Draft) -> None:
    """ "How many customers signed up", "注册客户数": new members are what is counted."""
    cues = list(draft.cued("signup"))
    if not cues:
        return
    _count_sign_ups(draft, cues)
    for index, measured in enumerate(draft.metrics):
        for entity in draft.model.entities:
            fresh = newcomers(draft.vocabulary, entity.name) if entity.default_count else None
            if fresh and measured.ref.name in (entity.default_count, fresh) and measured.ref.agg is None:
                draft.metrics[index] = Measured(replace(measured.ref, name=fresh), measured.item)
                for cue in cues:
                    cue.operate("signed up")
                return


def _count_sign_ups(draft: Draft, cues: Sequence[Item]) -> None:
    """ "Monthly signups": those whose own date is that of signing up, where there is one such thing."""
    if draft.metrics or len(cues) != 1 or cues[0].text not in _SIGN_UPS or any(i.named("entity") for i in draft.items):
        return
    counts = [
        count
        for entity in draft.model.entities
        if (data := draft.model.dataset_of_entity(entity.name)) is not None
        and (count := entity.default_count)
        and any(d.name == data.default_time and "sign up" in event_words(d) for d in data.dimensions)
    ]
    if len(counts) == 1:
        cues[0].operate(f"metric:{counts[0]}", "metric")
        draft.metrics.append(Measured(MetricRef(counts[0]), cues[0]))


def read_trade(draft: Draft) -> None:
    """ "How much did we sell", 卖了多少钱, "sold most": the money it brought, or the pieces where these are counted."""
    cues = [item for item in draft.items if item.has(*TRADE) and not item.named("metric")]
    free = [cue for cue in cues if not cue.taken]
    money = list(draft.cued("money"))
    if draft.metrics:
        _absorb(draft, free, money)
        return
    if not cues or (not free and not any(cue.has("high", "low") for cue in cues)):
        return
    if _asks_who(draft):
        return
    earned = all(cue.has("spent") and not cue.has("sold") for cue in cues)  # 收了多少 asks for money
    asks_pieces = next(draft.cued("how_many"), None) is not None and not money and not earned
    found = pieces_metric(draft) if asks_pieces else None
    names = [found] if found else _of_things(draft, money_metrics(draft.model)) or _of_things(draft, _pieces(draft))
    if not names:
        return
    name = draft.choose(cues[0], "ambiguous_metric", names)
    for item in [*free, *money, *(draft.cued("how_many") if found else ())]:
        if not item.has("high", "low"):
            item.operate("sold")
    draft.metrics.append(Measured(MetricRef(name), None))
    draft.assume("default_metric", f"metric:{name}")


def _asks_who(draft: Draft) -> bool:
    """哪些学员交了钱: who did it is asked, and no amount."""
    asks = any(item.has("which") and has_han(item.text) for item in draft.items)
    return asks and not any(
        item.has("how_many", "high", "low", "best", "worst", "top", "bottom", "rank") or item.piece.condition
        or (item.has("money") and item.text.startswith("多少"))
        for item in draft.items
    )  # fmt: skip


def _pieces(draft: Draft) -> list[str]:
    pieces = pieces_metric(draft)
    return [pieces] if pieces else []


def _of_things(draft: Draft, names: Sequence[str]) -> list[str]:
    """Those of the numbers that each thing in the question has one of: what orders brought is not of products."""
    things = {m.name for item in draft.items for m in item.named("entity")}
    return [name for name in names if reaches(draft.model, name, [f"{thing}." for thing in sorted(things)])]


def _absorb(draft: Draft, cues: list[Item], money: list[Item]) -> None:
    """ "Units sold", "销售额是多少钱": beside a metric of that kind the words say what the metric says."""
    kinds = {draft.model.metric(m.ref.name).unit.kind for m in draft.metrics if draft.model.has_metric(m.ref.name)}
    for item in money:
        if "currency" in kinds:
            item.operate("money")
    for item in cues:
        if not item.has("high", "low") and item.has("sold") and _counts_sold_things(draft):
            continue
        is_money = "currency" in kinds or any(is_money_by_name(draft.model, m.ref.name) for m in draft.metrics)
        if not item.has("high", "low") and (item.has("sold") or is_money):
            item.operate("sold")


def _counts_sold_things(draft: Draft) -> bool:
    """ "Number of products sold" are not all products there are: make it those that were sold."""
    for index, measured in enumerate(draft.metrics):
        counted = next((e for e in draft.model.entities if e.default_count == measured.ref.name), None)
        name = count_of(draft, counted.name) if counted is not None else None
        if name is not None and name != measured.ref.name:
            draft.metrics[index] = replace(measured, ref=replace(measured.ref, name=name))
            return True
    return False


def pieces_metric(draft: Draft) -> str | None:
    return next((m.name for word in PIECES for m in draft.vocabulary.meanings(word) if m.kind == "metric"), None)
