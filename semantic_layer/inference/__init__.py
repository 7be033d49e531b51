"""Tables to a proposed model: usable at once, marked as generated, with the evidence for every guess.

Rule: nothing is asked and nothing is hidden. What the data do not show is left out rather than invented: a relation
needs a name that says so *and* values that are contained, a sum needs a name that says it adds up.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from semantic_layer.engines.base import Engine
from semantic_layer.inference.amount_names import with_amount_names
from semantic_layer.inference.buying_names import with_buying_names
from semantic_layer.inference.calling import (
    label_dimension,
    with_heads,
    with_key_word,
    with_own_words,
    with_short_names,
)
from semantic_layer.inference.counted_names import with_counted_names
from semantic_layer.inference.customer_groups import propose_groups
from semantic_layer.inference.customer_rates import propose_customer_rates
from semantic_layer.inference.documents import with_dates_of_lines
from semantic_layer.inference.dues import propose_dues
from semantic_layer.inference.durations import with_durations
from semantic_layer.inference.event_names import with_event_names
from semantic_layer.inference.lateness import with_lateness
from semantic_layer.inference.level_names import with_level_names, with_records
from semantic_layer.inference.levels import find_snapshots, with_levels
from semantic_layer.inference.line_amounts import with_line_amounts
from semantic_layer.inference.line_names import with_line_names
from semantic_layer.inference.line_sales import with_line_sales
from semantic_layer.inference.lines import with_dates_of_documents
from semantic_layer.inference.loose import with_loose_words
from semantic_layer.inference.margins import propose_margins
from semantic_layer.inference.measures import count_of
from semantic_layer.inference.member_features import with_member_features
from semantic_layer.inference.naming import identifier, label_text, plural_name, synonyms
from semantic_layer.inference.order_figures import with_order_figures
from semantic_layer.inference.order_rates import counted_in_orders
from semantic_layer.inference.profile import TableProfile, profile_tables
from semantic_layer.inference.proposals import propose_dataset
from semantic_layer.inference.purchases import with_purchases
from semantic_layer.inference.rates import propose_rates
from semantic_layer.inference.relations import find_relations, looks_like_key
from semantic_layer.inference.repeated_keys import with_repeated_things
from semantic_layer.inference.roles import Buying, find_buying, propose_roles
from semantic_layer.inference.signs import is_meaning_of_code
from semantic_layer.inference.status_rates import propose_status_rates
from semantic_layer.inference.waiting import with_waiting_words
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Entity,
    SemanticModel,
    SimpleMetric,
    Text,
    Words,
)
from semantic_layer.wordforms import has_han, words_of_name

_FEW_GROUPS = 50  # of a grouping that is shown as an example


def propose_model(engine: Engine, name: str = "my_data") -> SemanticModel:
    """Propose a model for every table of the engine's database.

    Parameters
    ----------
    engine : Engine
        Tables are read by aggregate queries only; no row is kept.
    name : str
        The model's name.

    Returns
    -------
    SemanticModel
        Every definition has `state: generated` and its `evidence`.
    """
    profiles = profile_tables(engine)
    profiles = with_repeated_things(profiles, find_relations(profiles, engine), engine)
    relations = find_relations(profiles, engine)
    proposed = tuple(
        with_level_names(
            with_levels(propose_dataset(table, profiles, relations), find_snapshots(table, relations, engine))
        )
        for table in profiles
    )
    things = tuple(
        with_records(_entity(table, dataset), dataset) for table, dataset in zip(profiles, proposed, strict=True)
    )
    named = tuple(with_own_words(dataset, things, proposed) for dataset in proposed)
    unique = with_line_sales(_unique_measures(with_heads(named, things)), things)
    datasets, things = with_loose_words(unique, with_short_names(things, unique), profiles)
    datasets = with_dates_of_documents(with_durations(datasets, profiles, engine))
    datasets = with_lateness(with_waiting_words(datasets, profiles), profiles)
    datasets = with_dates_of_lines(datasets, profiles, engine)
    datasets = with_event_names(with_amount_names(datasets, things), things)
    datasets = with_counted_names(datasets, things)
    datasets = with_line_amounts(datasets, things)
    if buying := find_buying(datasets, things):
        datasets, things = with_line_names(buying, datasets, things)
        buying = find_buying(datasets, things) or buying
        datasets = with_member_features(buying, datasets, profiles, engine)
        datasets = with_order_figures(buying, datasets, things, engine)
        datasets = with_purchases(find_buying(datasets, things) or buying, datasets, engine)
    datasets, things = with_buying_names(buying, datasets, things)
    metrics = tuple(_metric(dataset, n) for dataset in datasets for n in range(len(dataset.measures)))
    rates = propose_rates(profiles, datasets, engine)
    told = propose_status_rates(profiles, datasets, things, [rate.name for rate in rates])
    told = counted_in_orders(told, buying, datasets, things, profiles, engine) if buying else told
    names = [metric.name for metric in (*metrics, *rates, *told)]
    dues = propose_dues(profiles, datasets, names, engine)
    margins = propose_margins(profiles, datasets, names, engine)
    buying = find_buying(datasets, things)
    returning = propose_customer_rates(buying, datasets, things, names) if buying else ()
    groups = propose_groups(buying, datasets, profiles) if buying else ()
    return SemanticModel(
        name=identifier(name),
        version="1",
        languages=("en", "zh"),
        calendar=CalendarSpec(),
        entities=things,
        datasets=datasets,
        metrics=(*metrics, *rates, *told, *dues, *margins, *returning),
        segmentations=groups,
        roles=propose_roles(buying, datasets, things) if buying else (),
        labels=Text(name, name),
        examples=_examples(datasets, things, profiles, buying),
        settings={"default_segmentation": groups[0].qualified} if groups else {},
    )


def _entity(table: TableProfile, dataset: Dataset) -> Entity:
    """One entity per table: what its rows are about."""
    return Entity(
        name=table.entity,
        labels=_thing(table.entity),
        synonyms=with_key_word(_called(table), dataset),
        label_dimension=label_dimension(dataset, _meaning(table)),
        default_count=count_of(table),
        state="generated",
        evidence=f"table {table.name}",
    )


def _meaning(table: TableProfile) -> str | None:
    """What the codes of a look-up table stand for."""
    texts = (column for column in table.columns if not looks_like_key(column.said))
    return next((identifier(column.said) for column in texts if is_meaning_of_code(column, table)), None)


def _thing(entity: str) -> Text:
    """The name of a thing; a table "sales" holds sales and no amount of money."""
    label = label_text(entity)
    return Text(label.en, label_text("sale").zh) if label.en == "sales" else label


def _called(table: TableProfile) -> Words:
    said = synonyms("sale" if table.entity == "sales" else table.entity)
    many = plural_name(label_text(table.entity).en)
    given = (words_of_name(table.name), table.pinyin, many) if not has_han(table.name) else (table.name,)
    en, zh = (tuple(w for w in given if w and has_han(w) == is_zh) for is_zh in (False, True))
    return Words(tuple(dict.fromkeys((*en, *said.en))), tuple(dict.fromkeys((*zh, *said.zh))))


def _unique_measures(datasets: tuple[Dataset, ...]) -> tuple[Dataset, ...]:
    """A measure name that two tables share gets its table's entity in front, in all but the first.

    The counts of rows keep theirs: entities point to them.
    """
    taken = {measure.name for dataset in datasets for measure in dataset.measures if measure.expr == "1"}
    done = []
    for dataset in datasets:
        measures = []
        for measure in dataset.measures:
            if measure.expr == "1":
                measures.append(measure)
                continue
            name = measure.name if measure.name not in taken else f"{dataset.prefix}_{measure.name}"
            labels = measure.labels
            if name != measure.name:
                owner = label_text(dataset.prefix)
                zh = owner.zh + measure.labels.zh if owner.zh and measure.labels.zh else ""
                labels = Text(f"{owner.en} {measure.labels.en}".strip(), zh)
            taken.add(name)
            measures.append(replace(measure, name=name, labels=labels))
        done.append(replace(dataset, measures=tuple(measures)))
    return tuple(done)


def _metric(dataset: Dataset, position: int) -> SimpleMetric:
    measure = dataset.measures[position]
    return SimpleMetric(
        name=measure.name,
        labels=measure.labels,
        synonyms=measure.synonyms,
        measure=measure.name,
        direction=measure.direction,
        unit=measure.unit,
        format=measure.format,
        null_semantics=measure.null_semantics,
        hidden=measure.hidden,
        state="generated",
        evidence=measure.evidence,
    )


def _examples(
    datasets: tuple[Dataset, ...], things: tuple[Entity, ...], profiles: Collection[TableProfile], buying: Buying | None
) -> tuple[dict[str, object], ...]:
    """Questions that the proposal can answer: what was paid, counts, and each table's first measure by a few groups.

    Nobody asks how many lines their orders have.
    """
    lines = buying.dataset if buying and not buying.is_of_orders else None
    many = {(t.entity, f'"{c.name}"') for t in profiles for c in t.columns if c.distinct > _FEW_GROUPS}
    found: list[dict[str, object]] = []
    labels = {thing.name: thing.label_dimension for thing in things}  # products by product name are one each
    dull = {measure.name for measure in lines.measures if measure.expr == "1"} if lines else ()
    for dataset in datasets:
        shown = [d for d in dataset.dimensions if not d.hidden and not d.personal and d.labels.en]
        shown = sorted(shown, key=lambda d: (d.prefix, f'"{d.column}"') in many)
        groups = [d for d in shown if d.type == "categorical" and d.name != labels.get(dataset.prefix)]
        told = [m for m in dataset.measures if m.name not in dull and m.labels.en and not m.hidden]
        told.sort(key=lambda measure: buying is None or measure != buying.paid)
        for measure in told[:2]:
            for group in groups[:1]:
                question = {"en": f"{measure.labels.en} by {group.labels.en}"}
                if measure.labels.zh and group.labels.zh:
                    question["zh"] = f"各{group.labels.zh}的{measure.labels.zh}"
                found.append({"question": question})
    return tuple(found[:6])
