"""Rules of segments in words: "purchase days in the top 20% of customers and amount at most 100".

Rule: a field is called by its label and a code by the label of its value, so a rule reads alike wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant import formats
from assistant.segments.tree_rules import field_label
from assistant.wording import Wording
from tools.segment_arguments import Condition, Rule


def rule_text(rule: Rule, wording: Wording) -> str:
    """All conditions of a rule, joined as it joins them."""
    parts = [_condition(item, wording) for item in rule.all_of]
    if rule.any_of:
        parts.append(_joined("rule.or", rule.any_of, wording))
    parts += [wording.say("rule.not", value=_condition(item, wording)) for item in rule.none_of]
    return wording.say("rule.and").join(parts)


def _joined(key: str, items: Sequence[Condition], wording: Wording) -> str:
    return wording.say(key).join(_condition(item, wording) for item in items)


def _condition(item: Condition, wording: Wording) -> str:
    field = field_label(item.field, wording)
    if item.quantile is not None:
        is_top = item.op in ("ge", "gt")
        share = formats.percent(1 - item.quantile if is_top else item.quantile, wording.language, 0)
        return wording.say("rule.top" if is_top else "rule.bottom", field=field, share=share)
    value = wording.comma(_value(item.field, one, wording) for one in item.values)
    return wording.say_given(f"rule.{item.op}", {"field": field, "value": value})


def _value(field: str, value: object, wording: Wording) -> str:
    known = wording.model.has_dimension(field) or wording.model.has_segmentation(field)
    return wording.value(field, value) if known and isinstance(value, str | bool) else wording.param("", value)
