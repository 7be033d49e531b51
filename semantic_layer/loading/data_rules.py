"""The rules of a model about its data, and the lengths of time that it fixes.

Rule: a rule of the data holds or does not hold for one row, by an expression over the columns of its dataset; one that
reads no column holds for all rows or for none. The two lengths come together, and nobody is lost before the time in
which customers usually come back is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer import expressions
from semantic_layer.expressions import ExpressionError
from semantic_layer.loading.fields import Fields
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.loading.named import named
from semantic_layer.loading.reference_checks import check_own, expect

KINDS = ("completeness", "uniqueness", "reference", "range", "freshness", "consistency")
LONGEST = 3650  # days


@dataclass(frozen=True)
class DataRule:
    name: str
    dataset: str
    expr: str
    fields: Fields


def data_rule(fields: Fields) -> DataRule:
    """Read one rule of the data."""
    base = named(fields)
    fields.need("dataset", "kind", "expr", "labels")
    fields.choice("kind", KINDS, "consistency")
    labels = fields.child("labels")
    if labels is not None and "labels" not in fields.bad:
        labels.need("en", "zh")
    found = DataRule(base["name"], fields.text("dataset"), fields.text("expr"), fields)
    fields.done()
    return found


def check_data_rules(found: Sequence[DataRule], known: KnownNames) -> None:
    """Note rules about unknown datasets or other columns than their own, rules of no column, and names given twice."""
    names: list[str] = []
    for item in found:
        if item.name and item.name in names:
            item.fields.say("name", f"The rule {item.name!r} is defined twice.", "Give each rule a name of its own.")
        names.append(item.name)
        if expect(item.fields, "dataset", "dataset", item.dataset, known.datasets):
            check_own(item.fields, "expr", item.expr, known.datasets[item.dataset].dataset)
        if _reads_nothing(item):
            item.fields.say("expr", f"{item.expr!r} is the same for every row.", "Name a column of the dataset.")


def _reads_nothing(item: DataRule) -> bool:
    if not item.expr or "expr" in item.fields.bad:
        return False
    try:
        return not expressions.names(item.expr)
    except ExpressionError:
        return False  # said where the names are checked


def check_horizons(fields: Fields) -> None:
    """Note `horizons` that fix one length only, or let customers be lost before they usually come back."""
    inner = fields.child("horizons")
    if inner is None:
        return
    inner.need("repurchase_days", "churn_days")
    comes_back = inner.integer("repurchase_days", 30, low=1, high=LONGEST)
    lost = inner.integer("churn_days", LONGEST, low=1, high=LONGEST)
    if not inner.bad and lost < comes_back:
        rule = f"churn_days ({lost}) is less than repurchase_days ({comes_back})."
        inner.say("churn_days", rule, "A customer is lost only after the time in which customers come back.")
    inner.done()
