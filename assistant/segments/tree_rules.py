"""Rules of a decision tree in words: "recency_days <= 97 & recency_days > 39" as "days since purchase 39 to 97".

Rule: both limits of one field are said together, in the order of the rule; a field is called by its label.
"""

from __future__ import annotations

from assistant.wording import Wording


def rule_text(rule: str, wording: Wording) -> str:
    """The rule as words; a text that is no rule stays as it is."""
    limits: dict[str, dict[str, str]] = {}
    for test in rule.split(" & "):
        field, _, rest = test.partition(" ")
        sign, _, value = rest.partition(" ")
        if sign not in ("<=", ">"):
            return wording.say(f"rule.{rule}") if rule == "everybody" else rule
        limits.setdefault(field, {})[sign] = value
    return wording.comma(_said(field, signs, wording) for field, signs in limits.items())


def _said(field: str, signs: dict[str, str], wording: Wording) -> str:
    key = "between" if len(signs) == 2 else "at_most" if "<=" in signs else "above"
    return wording.say_given(
        f"rule.{key}", {"name": field_label(field, wording), "low": signs.get(">", ""), "high": signs.get("<=", "")}
    )


def field_label(field: str, wording: Wording) -> str:
    """What a field of a customer is called: a metric, an attribute, or a fact of the purchases."""
    if wording.model.has_metric(field):
        return wording.metric(field)
    if wording.model.has_dimension(field) or wording.model.has_segmentation(field):
        return wording.dimension(field)
    return wording.plain_name(field)
