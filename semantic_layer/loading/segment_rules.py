"""The parameters of a segmentation that is made by rules.

Rule: a rule names fields of a customer and asks something of them that somebody can meet; each has a name of its own,
and the labels of the segmentation are for names that its rules give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.loading.customer_fields import CustomerFields
from semantic_layer.loading.fields import Fields
from semantic_layer.loading.rule_levels import Condition, Level, contradiction, taken_by
from semantic_layer.model import Scalar as Value
from semantic_layer.strict_yaml import Items, Scalar, scalar_value

COMPARING = ("ge", "gt", "le", "lt", "eq", "ne", "in", "not_in", "is_null", "not_null")
ORDERED = ("ge", "gt", "le", "lt")
PARTS = ("all_of", "any_of", "none_of")
MOST_RULES = 20
OTHERWISE = "others"


@dataclass(frozen=True)
class RuleRead:
    """One rule with its conditions and their places."""

    level: Level
    conditions: tuple[tuple[Condition, Fields], ...]
    fields: Fields


@dataclass(frozen=True)
class RulesRead:
    rules: tuple[RuleRead, ...]
    otherwise: str

    @property
    def segments(self) -> tuple[str, ...]:
        """What the rules give; nothing where their names are not yet sound."""
        names = (*(rule.level.name for rule in self.rules), self.otherwise)
        return names if len(set(names)) == len(names) and all(names) else ()


def segment_rules(params: Fields) -> RulesRead:
    """Read `rules` and `otherwise`."""
    params.need("rules")
    rules = tuple(_rule(item) for item in params.children("rules"))
    if "rules" in params and "rules" not in params.bad and not 1 <= len(rules) <= MOST_RULES:
        params.say("rules", f"There are {len(rules)} rules.", f"Write 1 to {MOST_RULES} of them.")
    found = RulesRead(rules, params.text("otherwise", OTHERWISE))
    _check_names(found, params)
    _check_levels(rules)
    return found


def _rule(fields: Fields) -> RuleRead:
    fields.need("name")
    read = {part: tuple((_condition(item), item) for item in fields.children(part)) for part in PARTS}
    if not any(read.values()) and not fields.bad:
        fields.say("", "A rule needs a condition.", "Add all_of, any_of or none_of.")
    sound = not any(item.bad for pairs in read.values() for _, item in pairs)
    certain = tuple(condition for condition, _ in read["all_of"]) if sound else ()
    level = Level(fields.text("name"), certain, not sound or bool(read["any_of"] or read["none_of"]))
    fields.done()
    return RuleRead(level, tuple(pair for pairs in read.values() for pair in pairs), fields)


def _condition(fields: Fields) -> Condition:
    fields.need("field", "op")
    op = fields.choice("op", COMPARING, "eq")
    quantile = fields.signed("quantile")
    found = Condition(fields.text("field"), op, _values(fields), quantile)
    if not fields.bad:
        _check_sides(found, fields)
    fields.done()
    return found


def _values(fields: Fields) -> tuple[Value, ...]:
    node = fields.node_at("values")
    if node is None:
        return ()
    if not isinstance(node, Items) or not all(isinstance(item, Scalar) for item in node.nodes):
        fields.note("values", "'values' must be a list.", "Write values: [5].")
        return ()
    return tuple(scalar_value(item) for item in node.nodes if isinstance(item, Scalar))


def _check_sides(item: Condition, fields: Fields) -> None:
    if item.quantile is not None:
        if not 0 < item.quantile < 1:
            fields.note("quantile", "A quantile lies between 0 and 1.", "Write 0.8 for the upper fifth.")
        elif item.values or item.op not in ORDERED:
            fields.note("quantile", "A quantile stands alone, with ge, gt, le or lt.", "Remove values, or quantile.")
    elif item.op in ORDERED and len(item.values) != 1:
        fields.note("values", f"{item.op!r} compares with one value, not {len(item.values)}.", "Write values: [5].")
    elif item.op in ("is_null", "not_null") and item.values:
        fields.note("values", f"{item.op!r} takes no values.", "Remove values.")
    elif item.op in ("eq", "ne", "in", "not_in") and not item.values:
        fields.note("values", f"{item.op!r} needs a value.", "Write values: [5].")


def _check_names(found: RulesRead, params: Fields) -> None:
    names = [rule.level.name for rule in found.rules]
    for position, rule in enumerate(found.rules):
        if rule.level.name and rule.level.name in names[:position]:
            rule.fields.say("name", f"The rule {rule.level.name!r} is named twice.", "Give each a name of its own.")
    if found.otherwise in names:
        params.say("otherwise", f"{found.otherwise!r} is a rule as well.", "Give those who meet none another name.")


def _check_levels(rules: Sequence[RuleRead]) -> None:
    levels = [rule.level for rule in rules]
    for position, rule in enumerate(rules):
        clash = contradiction(rule.level)
        earlier = taken_by(levels, position)
        if clash is not None:
            both = f"two conditions on {clash[0].field!r} exclude each other"
            said = f"The rule {rule.level.name!r} holds for nobody: {both}."
            rule.fields.say("all_of", said, "Correct one of the two.")
        elif earlier is not None:
            said = f"The rule {rule.level.name!r} is never reached: whoever meets it meets {earlier.name!r} first."
            rule.fields.say("", said, f"Put it before {earlier.name!r}, or narrow that one.")


def check_rule_fields(found: RulesRead, own: str, customer: CustomerFields) -> None:
    """Note conditions on what is no field of a customer, on the segmentation itself, and quantiles of texts."""
    for condition, fields in (pair for rule in found.rules for pair in rule.conditions):
        name = condition.field
        if not name or "field" in fields.bad:
            continue
        if name == own:
            fields.say("field", f"{name!r} is made by this very rule.", "Name another field of the customer.")
        elif customer.check(name, "field", fields) and condition.quantile is not None and not customer.is_number(name):
            fields.say("quantile", f"{name!r} is no number.", "Compare it with values.")
