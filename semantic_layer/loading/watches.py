"""The watches of a model: which number or which customers are looked at again and again, and when that is worth a word.

Rule: a watch is of one metric with a condition on its last whole period, or of one rule about customers. A condition
without its limits, a name that does not exist and a key of the other kind are refused with their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args, get_type_hints

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.named import named
from semantic_layer.model import Scalar as Value
from semantic_layer.model import Watch
from semantic_layer.strict_yaml import Items, Keys, Scalar, scalar_value

if TYPE_CHECKING:  # known names are collected from a draft, which reads watches
    from semantic_layer.loading.known_names import KnownNames

_HINTS = get_type_hints(Watch)
CONDITIONS = get_args(_HINTS["condition"])
SCHEDULES = get_args(_HINTS["schedule"])
GRAINS = get_args(_HINTS["grain"])
AGAINST = get_args(_HINTS["against"])
RULES = tuple(rule for rule in get_args(_HINTS["customers"]) if rule)
_OF_METRICS = ("where", "grain", "condition", "low", "high", "by_share", "against", "threshold")
_OF_CUSTOMERS = ("days", "at_least")


def watch(fields: Fields) -> Watch:
    """Read one watch."""
    fields.need("labels", "schedule")
    labels = fields.child("labels")
    if labels is not None and "labels" not in fields.bad:
        labels.need("en", "zh")
    found = Watch(
        **named(fields),
        metric=fields.text("metric"),
        customers=fields.choice("customers", ("", *RULES), ""),
        where=_where(fields),
        grain=fields.choice("grain", GRAINS, "day"),
        condition=fields.choice("condition", CONDITIONS, "unusual"),
        low=fields.signed("low"),
        high=fields.signed("high"),
        by_share=fields.signed("by_share"),
        against=fields.choice("against", AGAINST, "previous"),
        threshold=fields.signed("threshold"),
        days=fields.integer("days", 90, low=1, high=3650),
        at_least=fields.integer("at_least", 1, low=1, high=999_999_999),
        schedule=fields.choice("schedule", SCHEDULES, "daily"),
    )
    _check_kind(found, fields)
    fields.done()
    return found


def _check_kind(item: Watch, fields: Fields) -> None:
    if "customers" in fields.bad:
        return
    if bool(item.metric) == bool(item.customers):
        fields.say("metric", "A watch is of a metric or of customers.", "Write one of metric and customers.")
        return
    foreign = _OF_CUSTOMERS if item.metric else _OF_METRICS
    for key in foreign:
        if key in fields:
            fields.note(key, f"{key!r} does not belong to a watch of {_kind(item)}.", "Remove it.")
    if not item.metric:
        return
    if fields.bad & {"low", "high", "by_share", "threshold", "condition"}:
        return
    if item.condition == "outside" and item.low is None and item.high is None:
        fields.say("condition", "A band has a lower or an upper end.", "Add low or high.")
    if item.low is not None and item.high is not None and item.low >= item.high:
        fields.say("low", "The lower end is not below the upper one.", "Exchange the two, or correct one of them.")
    if item.condition in ("falls", "rises") and not (item.by_share and item.by_share > 0):
        fields.say("condition", f"{item.condition!r} needs a share.", "Add by_share, 0.1 for a tenth.")
    elif item.condition == "falls" and item.by_share and item.by_share > 1:
        fields.say("by_share", "Nothing falls by more than all of it.", "Write a share up to 1, 0.1 for a tenth.")
    if item.threshold is not None and item.threshold <= 0:
        fields.say("threshold", "A threshold is above 0.", "Write 3.5, or another number above 0.")


def _kind(item: Watch) -> str:
    return "a metric" if item.metric else "customers"


def _where(fields: Fields) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """`where: {channel.channel: [web]}`."""
    node = fields.node_at("where")
    if node is None:
        return ()
    if not isinstance(node, Keys):
        fields.note("where", "'where' must be a mapping.", "Write where: {dimension: [value]}.")
        return ()
    found = []
    for name, below in node.nodes.items():
        items = below.nodes if isinstance(below, Items) else (below,)
        if not items or not all(isinstance(item, Scalar) for item in items):
            fields.note("where", f"{name!r} needs a list of values.", "Write where: {dimension: [value]}.")
            continue
        found.append((name, tuple(scalar_value(item) for item in items if isinstance(item, Scalar))))
    return tuple(found)


def check_watches(watches: list[tuple[Watch, Fields]], known: KnownNames) -> None:
    """Note watches of metrics and dimensions that do not exist, and names given twice."""
    names = [item.name for item, _ in watches]
    for position, (item, fields) in enumerate(watches):
        if item.name and item.name in names[:position]:
            fields.say("name", f"The watch {item.name!r} is defined twice.", "Give each watch a name of its own.")
        if item.metric and "metric" not in fields.bad and item.metric not in known.metrics:
            fields.say("metric", f"There is no metric {item.metric!r}.", did_you_mean(item.metric, known.metrics))
        for name, values in item.where:
            if name in known.dimensions:
                _check_values(name, values, fields, known)
            elif name not in known.segmentations:
                fields.say("where", f"There is no dimension {name!r}.", did_you_mean(name, known.dimensions))


def _check_values(name: str, values: tuple[Value, ...], fields: Fields, known: KnownNames) -> None:
    """A closed list of codes says which there are; of any other dimension the data know."""
    dimension = known.dimensions[name]
    codes = [str(value.code) for value in dimension.values]
    for value in values if dimension.closed and codes else ():
        if str(value) not in codes:
            fields.say("where", f"{name!r} has no value {value!r}.", did_you_mean(str(value), codes))
