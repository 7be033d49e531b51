"""The columns and the filter of a measure in the words of the model: "order status = completed".

Rule: a filter is put into words whole or not at all; what no dimension names is shown as it is computed.
"""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.restating.conditions import predicate_text
from assistant.wording import Wording
from semantic_layer.model import Measure, SemanticModel
from semantic_layer.query import Compare, Operator, Predicate

_TESTS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "eq", exp.NEQ: "ne", exp.GT: "gt", exp.GTE: "ge", exp.LT: "lt", exp.LTE: "le",
}  # fmt: skip


def column_words(measure: Measure, wording: Wording) -> str:
    """What a measure aggregates: the dimension on that column, the thing it is the key of, else the column itself.

    A column has words in English alone: among Chinese ones it is shown as the column it is.
    """
    field = _field(measure.expr, measure, wording.model)
    if field:
        return wording.dimension(field)
    column = measure.expr
    if wording.language == "en":
        return column.replace("_", " ") if column.isidentifier() else column
    if measure.labels.zh:
        return measure.labels.zh
    if not column.isidentifier():
        return wording.say("formula.expression", text=column)
    keys = wording.model.dataset(measure.dataset).entities
    thing = next((key.name for key in keys if key.columns == (column,) and not key.role), None)
    return (
        wording.say("formula.key", thing=wording.entity(thing))
        if thing
        else wording.say("formula.column", column=column)
    )


def filter_words(measure: Measure, wording: Wording) -> str:
    """The filter of a measure; empty where it has none."""
    if not measure.filter:
        return ""
    tests = _tests(measure.filter)
    found = [_predicate(test, measure, wording.model) for test in tests]
    known = tuple(item for item in found if item is not None)
    if not tests or len(known) < len(found):
        return measure.filter
    return wording.say("combine.and").join(predicate_text(item, wording) for item in known)


@lru_cache(maxsize=500)
def _tests(text: str) -> tuple[exp.Expr, ...]:
    """The conditions that must all hold; none where the text cannot be taken apart."""
    try:
        tree = sqlglot.parse_one(text)
    except SqlglotError:
        return ()
    return tuple(tree.flatten()) if isinstance(tree, exp.And) else (tree,)


def _predicate(test: exp.Expr, measure: Measure, model: SemanticModel) -> Predicate | None:
    if isinstance(test, exp.Column):
        field = _field(test.name, measure, model)
        return Compare(field, "eq", (True,)) if field else None
    if isinstance(test, exp.Not) and isinstance(test.this, exp.Is) and isinstance(test.this.expression, exp.Null):
        field = _field(test.this.this.name, measure, model)
        return Compare(field, "not_null") if field else None
    left, right, op = test.args.get("this"), test.args.get("expression"), _TESTS.get(type(test))
    if op is None or not isinstance(left, exp.Column) or not isinstance(right, exp.Literal):
        return None
    field = _field(left.name, measure, model)
    value = right.this if right.is_string else float(right.this)
    return Compare(field, op, (value,)) if field else None


def _field(column: str, measure: Measure, model: SemanticModel) -> str | None:
    """The dimension on a column of the measure's data: its own, or the one whose copy carries both names."""
    names = {
        **{f"{item.prefix}_{item.expr}": item.qualified for item in model.dimensions() if not item.hidden},
        **{item.expr: item.qualified for item in model.dimensions()
           if item.dataset == measure.dataset and not item.hidden},
    }  # fmt: skip
    return names.get(column)
