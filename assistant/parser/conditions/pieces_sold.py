"""A number of pieces as a condition on rows: "orders with more than 5 items", 5件以上的订单, 购买超过20件的客户.

Rule: pieces are the figure that the model has for what was sold, for each of the things beside them, and the answer
says so; they are never an amount of money and never the number of the things themselves.
"""

from __future__ import annotations

from assistant.parser.conditions.conditions import entity_of
from assistant.parser.conditions.scales import in_own_unit
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import reaches
from assistant.parser.figures.verbs import pieces_metric
from semantic_layer.model import SimpleMetric
from semantic_layer.query import Members, MetricRef

_UNITS = frozenset({"pieces", "items", "piece", "item", "件"})


def read_pieces_sold(draft: Draft) -> None:
    """Turn a number of pieces beside a thing into a condition on what was sold of it.

    Raises
    ------
    Unreadable
        Where the model has no such figure for the thing.
    """
    for item in list(draft.free()):
        unit = _unit(draft, item)
        if unit is None or _has_figure(draft):
            continue
        thing = _thing(draft, item, unit)
        condition = item.piece.condition
        if thing is None or condition is None:
            continue
        entity, name = entity_of(draft, thing), pieces_metric(draft)
        if entity is None or name is None or not reaches(draft.model, name, [f"{entity}."]):
            raise refuse("not_supported", missing=[item.text], construction=f"{thing.text} {item.text}")
        if unit is not item:
            unit.operate("unit")
        values = in_own_unit(draft, item, name, condition.values, None)
        item.compare_with(name, values)
        draft.members.append(Members(entity, MetricRef(name), condition.op, values))
        draft.assume("default_metric", f"metric:{name}")


def _unit(draft: Draft, item: Item) -> Item | None:
    """The word for pieces behind a plain comparison; the item itself where the word is part of it."""
    condition = item.piece.condition
    if condition is None or condition.than is not None or condition.unit in ("percent", "currency"):
        return None
    if item.text.endswith(("件", "件以上", "件以下", "件以上的", "件以下的", "件及以上")):
        return item
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return following if following is not None and following.text in _UNITS and not following.taken else None


def _thing(draft: Draft, item: Item, unit: Item) -> Item | None:
    """What is told by its pieces: "orders with more than 5 items", 超过5件的订单."""
    beside = (draft.left(item, skip=_says_having), draft.right(unit, skip=_says_having))
    return next((o for o in beside if o is not None and entity_of(draft, o) and o.text not in _UNITS), None)


def _says_having(item: Item) -> bool:
    return not item.piece.meanings and (item.piece.is_soft or item.has("relating", "possessing", "filler"))


def _has_figure(draft: Draft) -> bool:
    """The figure that the pieces are of is named: "units sold above 5 pieces"."""
    named = {m.name for item in draft.items for m in item.named("metric") if draft.model.has_metric(m.name)}
    units = {draft.model.metric(n).unit.kind for n in named if isinstance(draft.model.metric(n), SimpleMetric)}
    return pieces_metric(draft) in named or "quantity" in units
