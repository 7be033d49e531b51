"""The weights of value scores in a model: a business decision with a name, a version and the day it holds from.

Rule: a set of weights names each indicator once, none below 0 and at least one above it. Two versions of one name hold
from different days, so that on every day it is clear which one is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from semantic_layer.loading.customer_fields import CustomerFields
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.named import named

DIRECTIONS = ("up", "down")


@dataclass(frozen=True)
class Weights:
    """One version of a set of weights, with the places of its indicators."""

    name: str
    since: date
    indicators: tuple[tuple[str, Fields], ...]
    fields: Fields


def weights(fields: Fields) -> Weights:
    """Read one version of a set of weights."""
    base = named(fields)
    fields.need("indicators")
    found: list[tuple[str, Fields]] = []
    numbers: list[float | None] = []
    for item in fields.children("indicators"):
        name, number = _indicator(item)
        if name and name in [other for other, _ in found]:
            item.say("metric", f"The indicator {name!r} is listed twice.", "Add the two weights up in one entry.")
        found.append((name, item))
        numbers.append(number)
    whole = [number for number in numbers if number is not None]
    if "indicators" in fields and "indicators" not in fields.bad and not found:
        fields.say("indicators", "Weights need an indicator.", "Write {metric: monetary, weight: 1}.")
    elif found and len(whole) == len(numbers) and not any(whole):
        fields.say("indicators", "All weights are 0.", "At least one weight must be above 0.")
    read = Weights(base["name"], fields.day("since") or date.min, tuple(found), fields)
    fields.done()
    return read


def _indicator(fields: Fields) -> tuple[str, float | None]:
    """The metric and its weight; no weight where it is badly written."""
    fields.need("metric", "weight")
    name, number = fields.text("metric"), fields.signed("weight")
    if number is not None and number < 0:
        fields.note("weight", f"The weight {number:g} is below 0.", "Write 0 or more; direction: down turns it round.")
        number = None
    fields.choice("direction", DIRECTIONS, "up")
    fields.done()
    return name, number


def check_weights(found: Sequence[Weights], customer: CustomerFields) -> None:
    """Note indicators that are no number of a customer, and versions that hold from the same day."""
    seen: set[tuple[str, date]] = set()
    for item in found:
        if item.name and "since" not in item.fields.bad and (item.name, item.since) in seen:
            rule = f"Two versions of {item.name!r} hold from the same day."
            item.fields.say("since", rule, "Write in the newer one from which day it holds: since: 2026-01-01.")
        seen.add((item.name, item.since))
        for name, fields in item.indicators:
            _check_indicator(name, fields, customer)


def _check_indicator(name: str, fields: Fields, customer: CustomerFields) -> None:
    if not name or "metric" in fields.bad or not customer.check(name, "metric", fields):
        return
    metric = customer.known.metrics.get(name)
    if not customer.is_number(name):
        options = [other for other in customer.names if customer.is_number(other)]
        near = did_you_mean(name, options)
        fields.say("metric", f"{name!r} is no number and has no order.", f"Name a number of the customer. {near}")
    elif metric is not None and metric.judged_forward:
        rule = f"{name!r} looks at what customers do later."
        fields.say("metric", rule, "Weigh what customers have done, such as 'frequency'.")
