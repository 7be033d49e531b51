"""Connect a draft to a model: every name points to something, every combination makes sense.

Rule: what could give a wrong number is refused here, before any question: unknown names, a foreign key without a
target, a measure without its time, a level without `semi`, `percent` on what is no share. A mistake in the shape
of a definition silences the checks that depend on it.
"""

from __future__ import annotations

from semantic_layer.errors import Mistake
from semantic_layer.loading.agreed_actions import check_actions
from semantic_layer.loading.ambiguous_words import ambiguous_words
from semantic_layer.loading.customer_fields import CustomerFields
from semantic_layer.loading.data_rules import check_data_rules
from semantic_layer.loading.defaults import check_defaults
from semantic_layer.loading.draft import Draft
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.first_orders import with_values_of_base
from semantic_layer.loading.known_names import KnownNames, known_names
from semantic_layer.loading.map_checks import maps_of
from semantic_layer.loading.reference_checks import check_own, check_timezone, expect
from semantic_layer.loading.resolve_datasets import check_dataset
from semantic_layer.loading.resolve_metrics import resolve_metrics
from semantic_layer.loading.segmentation_params import check_params
from semantic_layer.loading.tags import check_tags
from semantic_layer.loading.watches import check_watches
from semantic_layer.loading.weights import check_weights
from semantic_layer.model import CalendarSpec, Policy, SemanticModel


def resolve(draft: Draft) -> tuple[SemanticModel, tuple[Mistake, ...]]:
    """Return the model of `draft` and its warnings; mistakes are added to `draft.mistakes`."""
    known = known_names(draft)
    metrics = resolve_metrics(draft, known) if not draft.unread else tuple(known.metrics.values())
    calendar = draft.calendar[0] if draft.calendar else CalendarSpec()
    if not draft.unread:
        _check_calendar(draft, known)
        _check_entities(draft, known)
        for parts in draft.datasets:
            check_dataset(parts, known)
        _check_rest(draft, known)
    model = SemanticModel(
        name=draft.model,
        version=draft.version,
        languages=draft.languages,
        calendar=calendar,
        entities=tuple(entity for entity, _ in draft.entities),
        datasets=tuple(parts.dataset for parts in draft.datasets),
        metrics=metrics,
        segmentations=tuple(with_values_of_base(segmentation, known) for segmentation, _ in draft.segmentations),
        tags=tuple(tag for tag, _ in draft.tags),
        watches=tuple(watch for watch, _ in draft.watches),
        policies=tuple(policy for policy, _ in draft.policies),
        roles=tuple(role for role, _ in draft.roles),
        labels=draft.labels,
        description=draft.description,
        dialect=draft.dialect,
        examples=tuple(draft.examples),
        extensions=draft.extensions,
        settings=draft.settings,
    )
    return model, ambiguous_words(draft, known)


def _check_calendar(draft: Draft, known: KnownNames) -> None:
    if draft.calendar is None:
        return
    spec, fields = draft.calendar
    check_timezone(fields, spec.timezone)
    inner = fields.child("spine") if spec.spine else None
    if spec.spine and inner and expect(inner, "dataset", "dataset", spec.spine.dataset, known.datasets):
        spine = known.datasets[spec.spine.dataset].dataset
        if spine.role != "spine":
            inner.say("dataset", f"{spine.name!r} is not a spine.", f"Give {spine.name!r} the role spine.")
        expect(inner, "column", "dimension", spec.spine.column, [item.name for item in spine.dimensions])


def _check_entities(draft: Draft, known: KnownNames) -> None:
    for entity, fields in draft.entities:
        expect(fields, "default_count", "metric", entity.default_count, known.metrics)
        label = entity.label_dimension
        if label:
            qualified = label if "." in label else f"{entity.name}.{label}"
            expect(fields, "label_dimension", "dimension", qualified, known.dimensions)


def _check_rest(draft: Draft, known: KnownNames) -> None:
    for segmentation, fields in draft.segmentations:
        expect(fields, "entity", "entity", segmentation.entity, known.entities)
    check_watches(draft.watches, known)
    _check_of_customers(draft, known)
    check_actions(draft.actions, known)
    check_data_rules(draft.rules, known)
    check_defaults(draft.defaults, known)
    for role, fields in draft.roles:
        expect(fields, "dataset", "dataset", role.dataset, known.datasets)
    for policy, fields in draft.policies:
        if expect(fields, "dataset", "dataset", policy.dataset, known.datasets):
            _check_policy(policy, fields, known)


def _check_of_customers(draft: Draft, known: KnownNames) -> None:
    home = next((role.dataset for role, _ in draft.roles if role.name == "customer"), None)
    customer = CustomerFields(known, home)
    check_tags(draft.tags, customer)
    check_weights(draft.weights, customer)
    segmentations = [(*pair, read) for pair, read in zip(draft.segmentations, draft.params, strict=True)]
    check_params(segmentations, customer, maps_of(draft.settings), [item.name for item in draft.weights])


def _check_policy(policy: Policy, fields: Fields, known: KnownNames) -> None:
    dataset = known.datasets[policy.dataset].dataset
    if policy.rows:
        check_own(fields, "rows", policy.rows, dataset, rows=True)
    if policy.min_group_entity:
        expect(fields, "min_group", "entity", policy.min_group_entity, known.entities)
    own = {item.name for item in dataset.dimensions} | {item.qualified for item in dataset.dimensions}
    for mask in policy.mask:
        if mask.dimension and mask.dimension not in own:
            rule = f"The dataset {dataset.name!r} has no dimension {mask.dimension!r}."
            fields.say("mask", rule, did_you_mean(mask.dimension, own))
    for name in policy.hide:
        # A bare name may be a column that no dimension shows; whether it exists is for `check_data`.
        if "." in name and name not in own:
            fields.say("hide", f"The dataset {dataset.name!r} has no dimension {name!r}.", did_you_mean(name, own))
