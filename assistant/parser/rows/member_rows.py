"""The rows of a listing: which members are shown, with which columns, and when a name alone is enough.

Rule: what stands for a member is shown where no column was asked for, and what members were picked or ordered by is
shown beside it. Members that may share a name are rows of their own; a count of what each has one of is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.rows.labels import dataset_of, key_of, labels_of, tells_apart
from assistant.parser.rows.listed import Listing, visible
from semantic_layer.model import SimpleMetric
from semantic_layer.query import Compare, DimensionRef, Exists


def read_listing(draft: Draft) -> None:
    """Make the columns of a listing the groups of the answer, and show what the members were picked or ordered by."""
    listing = draft.listing
    if listing is None:
        return
    for cue in list(draft.cued("details")):
        cue.operate("details")  # the columns were named as well
    _read_possessions(draft, listing)
    for item in draft.free():
        names = [m.name for m in item.named("dimension")]
        if item.has("filler") and names and not any(draft.reach.has(listing.dataset, name) for name in names):
            item.take("filler", "filler", "filler")  # "how many sales did each salesperson make"
    if draft.edits_rows:
        return  # the columns that were shown are inherited
    columns = listing.columns or _shown_by_default(draft, listing)
    used = [order.by for order in draft.order] + ([draft.top.by] if draft.top is not None else [])
    columns = (*columns, *(name for name in dict.fromkeys(used) if name not in columns and draft.dimension(name)))
    asked = listing.first or listing.head
    draft.groups = [Group(DimensionRef(name), asked, False, -3) for name in columns] + draft.groups


def _read_possessions(draft: Draft, listing: Listing) -> None:
    """ "Which apps support taxis": after a verb that ties it, a column of what belongs to members is one they have."""
    dataset = draft.model.dataset(listing.dataset)
    for item in list(draft.free()):
        before = draft.items[item.index - 1] if item.index else None
        if before is None or before.taken or not before.has("relating") or not item.named("dimension"):
            continue
        finer = {m.name: draft.reach.finer_of(dataset, m.name) for m in item.named("dimension")}
        names = [name for name, home in finer.items() if home is not None and not draft.reach.has(dataset.name, name)]
        if names:
            name = draft.choose(item, "ambiguous_dimension", names)
            item.take(f"field:{name}", "dimension")
            draft.filters.append(Compare(name, "not_null"))


def _shown_by_default(draft: Draft, listing: Listing) -> tuple[str, ...]:
    """What stands for the member."""
    labels = labels_of(draft.model, listing.entity)
    if not labels and draft.model.dataset_of_entity(listing.entity) is None:
        return visible(draft.model.dataset(listing.dataset))  # rows without a key are shown whole
    if not labels:
        raise refuse("not_supported", construction=listing.head.text, missing=[listing.entity])
    if labels == (key_of(draft.model, listing.entity),) and not draft.metrics:
        return visible(draft.model.dataset(listing.dataset))  # rows without a name are shown whole
    return labels


def stand_in(draft: Draft, entity: str, item: Item) -> DimensionRef:
    """Return what stands for a member as a grouping; where a name is not enough, the members are the rows."""
    labels = labels_of(draft.model, entity)
    if not labels:
        raise refuse("not_supported", construction=item.text, missing=[entity])
    if not tells_apart(draft.model, entity, labels):
        dataset = dataset_of(draft.model, entity)
        if dataset is None:
            raise refuse("not_supported", construction=item.text, missing=[entity])
        draft.named_rows = (entity, dataset.name)
        draft.groups += [Group(DimensionRef(name), item, False, -3) for name in labels[1:]]
    return DimensionRef(labels[0])


def _refuse_coarser(draft: Draft, listing: Listing) -> None:
    """A count of what every member has one of says nothing: the word meant something else."""
    for measured in draft.metrics:
        name = measured.ref.name
        metric = draft.model.metric(name) if draft.model.has_metric(name) else None
        if not isinstance(metric, SimpleMetric):
            continue
        measure = draft.model.measure(metric.measure)
        home = draft.model.dataset(measure.dataset)
        coarser = home.name != listing.dataset and draft.reach.graph.reaches(listing.dataset, home.name)
        if measure.agg == "count" and (coarser or home.name == listing.dataset):
            raise refuse("not_supported", construction=measured.item.text if measured.item else name)


def _has_one_of_each(draft: Draft, dataset: str) -> bool:
    """Say whether every row of a dataset has exactly one of what is counted: a count asks for its names, not its rows.

    "Hotels in each quarter", where a table says the quarter of each hotel.
    """
    names = [measured.ref.name for measured in draft.metrics if measured.ref.agg is None]
    metrics = [draft.model.metric(name) for name in names if draft.model.has_metric(name)]
    measures = [draft.model.measure(metric.measure) for metric in metrics if isinstance(metric, SimpleMetric)]
    return any(m.agg == "count" and draft.reach.graph.reaches(dataset, m.dataset) for m in measures)


def _chosen_rows(draft: Draft, dimensions: tuple[DimensionRef, ...]) -> str | None:
    """Members chosen by what they did or never did are listed one by one, though two may share a name."""
    if not draft.sets and not any(isinstance(predicate, Exists) for predicate in draft.filters):
        return None
    shown = {ref.name for ref in dimensions}
    for entity in draft.model.entities:
        own = dataset_of(draft.model, entity.name)
        if own is not None and shown.intersection(labels_of(draft.model, entity.name)):
            return own.name if all(draft.reach.has(own.name, name) for name in shown) else None
    return None


def rows_of(draft: Draft, dimensions: tuple[DimensionRef, ...]) -> tuple[str | None, tuple[DimensionRef, ...]]:
    """Return the dataset whose rows are listed, if they are, and the columns to show.

    Where members are spread over other groups or over time, their key keeps those of one name apart instead.
    """
    listing = draft.listing
    entity, dataset = (listing.entity, listing.dataset) if listing else draft.named_rows or (None, None)
    if entity is None and not draft.metrics and draft.grain is None:
        return _chosen_rows(draft, dimensions), dimensions
    if entity is None or dataset is None or (listing is not None and listing.distinct):
        return None, dimensions
    if listing is None and _has_one_of_each(draft, dataset):
        return None, dimensions
    if listing is not None:
        _refuse_coarser(draft, listing)
        strange = [g for g in draft.groups if not g.marked and not draft.reach.has(dataset, g.ref.name)]
        if strange:
            raise refuse("not_supported", construction=strange[0].item.text)
    over_time = draft.grain is not None or draft.ran is not None
    spread = over_time or any(not draft.reach.has(dataset, ref.name) for ref in dimensions)
    marked = any(group.marked and group.ref.name not in labels_of(draft.model, entity) for group in draft.groups)
    if not spread and not marked:
        names = tuple(ref.name for ref in dimensions)
        if len(names) == 1 and tells_apart(draft.model, entity, names):
            return None, dimensions
        return dataset, dimensions
    key = key_of(draft.model, entity)
    if key is None or not draft.metrics:
        raise refuse("not_supported", construction=entity, missing=[entity])
    if any(ref.name == key for ref in dimensions):
        return None, dimensions
    return None, (*dimensions, DimensionRef(key))
