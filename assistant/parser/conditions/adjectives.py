"""Words that stand for a condition of the model: "unpaid", "late", "weekend", 未付款.

Rule: the word is said of the thing that is asked about; where it could be said of two others, the question is asked
back. A denial turns yes into no and empty into known, and is refused of anything else.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from assistant.parser.conditions.negations import negation_around
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.values import typed
from semantic_layer.model import Scalar
from semantic_layer.query import Compare, Operator, Predicate
from semantic_layer.vocabulary import Meaning

_NUMBER_OPS: dict[type[object], Operator] = {
    exp.GT: "gt", exp.GTE: "ge", exp.LT: "lt", exp.LTE: "le", exp.EQ: "eq", exp.NEQ: "ne",
}  # fmt: skip


def says_of_its_own(draft: Draft, item: Item) -> bool:
    """ "Active members": what is said of the thing itself comes before a value of what belongs to it."""
    owners = {meaning.name.partition(".")[0] for meaning in item.named("adjective")}
    valued = {meaning.name.partition(".")[0] for meaning in item.named("value")}
    if len(owners) != 1:
        return False
    things = {meaning.name for other in draft.items for meaning in other.named("entity")}
    return owners <= things and not valued & things


def read_adjective(draft: Draft, item: Item) -> None:
    meaning = _adjective_meant(draft, item)
    negated = negation_around(draft, item, item)
    predicate = adjective_predicate(meaning)
    item.take(f"filter:{meaning.name}:{meaning.value}", "value")
    if negated:
        predicate = _opposite(draft, predicate, item)
    draft.filters.append(predicate)


def _adjective_meant(draft: Draft, item: Item) -> Meaning:
    """What the word says of the thing that is asked about; of two other things that it could be said of, ask."""
    meanings = item.named("adjective")
    things = {meaning.name for other in draft.items for meaning in other.named("entity")}
    own = [meaning for meaning in meanings if meaning.name.partition(".")[0] in things]
    fitting = {meaning.name: meaning for meaning in reversed(own or meanings)}
    return fitting[draft.choose(item, "ambiguous_dimension", list(reversed(fitting)))]


def _opposite(draft: Draft, predicate: Predicate, item: Item) -> Predicate:
    """ "Not remote", "not unpaid": of a yes or no, and of what is there or is not."""
    if isinstance(predicate, Compare) and predicate.op in ("is_null", "not_null"):
        return Compare(predicate.field, "not_null" if predicate.op == "is_null" else "is_null")
    if isinstance(predicate, Compare) and predicate.op == "eq" and isinstance(predicate.values[0], bool):
        return Compare(predicate.field, "eq", (not predicate.values[0],))
    if isinstance(predicate, Compare) and predicate.op == "eq":
        other = [code for code in yes_and_no(draft, predicate.field) if code != predicate.values[0]]
        if len(other) == 1:
            return Compare(predicate.field, "eq", (other[0],))
    raise refuse("not_supported", construction=f"not {item.text}")


def yes_and_no(draft: Draft, name: str) -> tuple[Scalar, ...]:
    """The codes for yes and for no, in this order, of a column that has no others; else nothing."""
    dimension = draft.dimension(name)
    if dimension is None:
        return ()
    if dimension.type == "boolean":
        return (True, False)
    found = [[v.code for v in dimension.values if word in v.synonyms.en] for word in ("yes", "no")]
    return (found[0][0], found[1][0]) if len(dimension.values) == 2 and all(len(codes) == 1 for codes in found) else ()


def adjective_predicate(meaning: Meaning) -> Predicate:
    """Read the filter of an adjective: one comparison with literals ("ship_days > 3"), or "IS NULL"."""
    tree = sqlglot.parse_one(str(meaning.value))
    if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
        return Compare(meaning.name, "is_null")
    op = _NUMBER_OPS.get(type(tree))
    if op == "eq" and isinstance(tree, exp.Binary) and isinstance(tree.expression, exp.Boolean):
        return Compare(meaning.name, "eq", (bool(tree.expression.this),))
    if op is None or not isinstance(tree, exp.Binary) or not isinstance(tree.expression, exp.Literal):
        raise refuse("not_supported", construction=str(meaning.value))
    literal = tree.expression
    value: Scalar = literal.this if literal.is_string else typed(float(literal.this))
    return Compare(meaning.name, op, (value,))
