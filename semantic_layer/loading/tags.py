"""The tags of a model: what is said of a customer, by which rule, and how often it is looked at again.

Rule: a tag is true of a customer or not, by an expression over the customer's purchases, attributes, segments and the
model's metrics. A name that is none of these, a tag that contradicts itself or one that does not exist are refused with
their place.
"""

from __future__ import annotations

from typing import get_args, get_type_hints

from semantic_layer import expressions
from semantic_layer.expressions import ExpressionError
from semantic_layer.loading.customer_fields import CustomerFields
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.named import named
from semantic_layer.model import Tag

CLASSES = get_args(get_type_hints(Tag)["class_"])
REFRESHES = get_args(get_type_hints(Tag)["refresh"])
DEFAULT_REFRESH = {"basic": "yearly", "behaviour": "monthly", "value": "quarterly", "demand": "on_demand"}


def tag(fields: Fields) -> Tag:
    """Read one tag; without `refresh` its class says how often."""
    fields.need("labels", "class", "rule")
    class_ = fields.choice("class", CLASSES, "basic")
    default = next(item for item in REFRESHES if item == DEFAULT_REFRESH[class_])
    labels = fields.child("labels")
    if labels is not None and "labels" not in fields.bad:
        labels.need("en", "zh")
    found = Tag(
        **named(fields),
        class_=class_,
        rule=fields.text("rule"),
        refresh=fields.choice("refresh", REFRESHES, default),
        core=fields.flag("core"),
        conflicts_with=fields.texts("conflicts_with"),
    )
    fields.done()
    return found


def check_tags(tags: list[tuple[Tag, Fields]], customer: CustomerFields) -> None:
    """Note rules that name something else than a field of a customer, and conflicts with no other tag."""
    names = [item.name for item, _ in tags]
    for position, (item, fields) in enumerate(tags):
        if item.name and item.name in names[:position]:
            fields.say("name", f"The tag {item.name!r} is defined twice.", "Give each tag a name of its own.")
        for other in item.conflicts_with:
            if other == item.name:
                fields.say("conflicts_with", f"The tag {other!r} contradicts itself.", "Name another tag.")
            elif other not in names:
                fields.say("conflicts_with", f"There is no tag {other!r}.", did_you_mean(other, names))
        _check_rule(item, fields, customer)


def _check_rule(item: Tag, fields: Fields, customer: CustomerFields) -> None:
    if not item.rule or "rule" in fields.bad:
        return
    try:
        found = expressions.names(item.rule)
    except ExpressionError as error:
        fields.say("rule", error.rule, error.remedy)
        return
    for name in map(str, found):
        customer.check(name, "rule", fields)
    if not found:
        fields.say("rule", f"{item.rule!r} is the same for every customer.", "Name a field of the customer.")
