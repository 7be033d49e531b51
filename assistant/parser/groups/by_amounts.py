"""Things by an amount: "clients by invoiced amount", "stores ranked by revenue", 门店按销售额排名.

Rule: an amount that is added up, and that hardly two rows share, is no grouping: behind "by" it is a figure. Things
that stand before it, where no other figure is asked for, are put in order by what each of them has of it. Ranges and
distributions ask for its values and keep them.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.figures.roles import metrics_of_columns
from assistant.parser.rows.member_rows import stand_in
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric

_VALUES = ("distribution", "bins", "chart_histogram", "chart_scatter", "relation", "how_many")
_BY = frozenset({"by", "按", "按照", "依", "依照"})


def read_by_amounts(draft: Draft) -> None:
    """Leave the figure alone of every amount behind "by", and rank the things before it."""
    for item in draft.items:
        marker = draft.items[item.index - 1] if item.index else None
        if item.taken or marker is None or marker.taken or not (marker.text in _BY or marker.has("axis")):
            continue
        if not any(other.has(*_VALUES) for other in draft.items):
            _leave_figure(draft, item)
        thing = draft.items[marker.index - 1] if marker.index else None
        if (
            thing is not None
            and item.named("metric")
            and not item.named("dimension")
            and _is_ranked(draft, thing, item)
        ):
            name = thing.named("entity")[0].name
            draft.groups.append(Group(stand_in(draft, name, thing), thing, marked=False))
            thing.take(f"entity:{name}", "entity")
            marker.piece = replace(marker.piece, cues=frozenset({"axis"}))


def _leave_figure(draft: Draft, item: Item) -> None:
    columns = [meaning.name for meaning in item.named("dimension")]
    names = [m.name for m in item.named("metric")] or list(metrics_of_columns(draft.model, columns))
    if columns and names and all(_adds_up_finely(draft, columns, name) for name in names):
        item.piece = replace(item.piece, meanings=tuple(Meaning("metric", name) for name in names))


def _adds_up_finely(draft: Draft, columns: list[str], name: str) -> bool:
    """Is this a sum over the very column that is named, of numbers with a fraction?"""
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric):
        return False
    measure = draft.model.measure(metric.measure)
    shown = [d for column in columns if (d := draft.dimension(column)) is not None]
    return measure.agg == "sum" and any(d.datatype == "Decimal" and d.expr == measure.expr for d in shown)


def _is_ranked(draft: Draft, thing: Item, figure: Item) -> bool:
    """Things that other rows belong to, with nothing else that could be asked for."""
    entities = [meaning.name for meaning in thing.named("entity")]
    home = draft.model.dataset_of_entity(entities[0]) if len(entities) == 1 else None
    if home is None or home.role != "dimension" or thing.taken or draft.groups:
        return False
    counts = {draft.model.entity(entities[0]).default_count}
    others = [m.name for o in draft.items if o not in (thing, figure) for m in o.named("metric")]
    words = any(
        o.has("which", "how_many", "top", "bottom", "high", "low", "best", "worst", "share") for o in draft.items
    )
    own = {m.name for m in thing.named("metric")} <= counts
    return own and not others and not words and draft.previous is None


def refuse_amount_groups(draft: Draft) -> None:
    """Refuse a count split by an amount that was not said to be cut or listed: a row for nearly every row.

    Raises
    ------
    Unreadable
        "Invoices by amount", "paid claims vs claimed amount".
    """
    shaped = draft.listing is not None or draft.buckets is not None or draft.rows is not None or draft.chart is not None
    if shaped or not draft.metrics or not all(_is_count(draft, measured.ref.name) for measured in draft.metrics):
        return
    if any(item.has(*_VALUES) and not item.has("how_many") for item in draft.items):
        return
    for group in draft.groups:
        names = metrics_of_columns(draft.model, [group.ref.name])
        if any(_adds_up_finely(draft, [group.ref.name], name) for name in names):
            raise refuse("not_supported", missing=[group.item.text], construction=group.item.text)


def _is_count(draft: Draft, name: str) -> bool:
    return draft.model.has_metric(name) and draft.model.metric(name).unit.kind == "count"
