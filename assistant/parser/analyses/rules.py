"""Everyday rules about customers: "order often but spend little", 经常下单但每次花得少.

Rule: "often", "little" and the like are the upper or lower fifth of all customers, and the answer says so. Two such
words make a rule; one alone could mean many things and is left to others. Beside how often somebody buys, "spend
little" is meant of one purchase, else of all together.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.segment_names import asks_a_metric, take_count
from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft, refuse
from semantic_layer.model import SimpleMetric
from tools.segment_arguments import Condition, Rule, RuleArgs

HIGH, LOW = 0.8, 0.2
WORDS = (  # cue, field, whether the upper end is meant
    ("rule_often", "frequency", True),
    ("rule_rarely", "frequency", False),
    ("rule_little", "amount", False),
    ("rule_much", "amount", True),
    ("rule_recent", "recency_days", False),
    ("rule_silent", "recency_days", True),
    ("rule_returns", "returns", True),
)
CUES = tuple(cue for cue, _, _ in WORDS)


def _has_two(draft: Draft) -> bool:
    return draft.model.role("order") is not None and len(_said(draft)) >= 2 and not asks_a_metric(draft)


def _said(draft: Draft) -> list[str]:
    return [cue for cue in CUES if next(draft.cued(cue), None) is not None]


def _read(draft: Draft, _: Read) -> BaseModel:
    # The cue words are taken when this is called: what they said is read from what they were.
    said = [cue for cue in CUES if any(item.has(cue) and item.bound_to == "tool:rule_segment" for item in draft.items)]
    is_per_purchase = bool({"rule_often", "rule_rarely"} & {*said})
    conditions = []
    for cue, field, is_upper in WORDS:
        if cue in said:
            name = _field(draft, field, is_per_purchase)
            conditions.append(Condition(field=name, op="ge" if is_upper else "le", quantile=HIGH if is_upper else LOW))
    fields = [condition.field for condition in conditions]
    if len(set(fields)) != len(fields):
        raise refuse("contradiction")
    traits = [f"{'high' if condition.op == 'ge' else 'low'}_{condition.field}" for condition in conditions]
    given = read_scope(draft)
    take_subject(draft)
    take_count(draft)
    rule = Rule(name=" ".join(traits), all_of=tuple(conditions))
    return RuleArgs.model_validate({"rules": (rule,), **given})


def _field(draft: Draft, field: str, is_per_purchase: bool) -> str:
    if field == "amount":
        return "average_purchase" if is_per_purchase else "monetary"
    if field == "returns":
        role = draft.model.role("return")
        for metric in draft.model.metrics:
            if role and isinstance(metric, SimpleMetric) and not metric.filter:
                measure = draft.model.measure(metric.measure)
                if measure.dataset == role.dataset and measure.agg == "count" and not measure.filter:
                    return metric.name
        raise refuse("not_supported", construction="return")
    return field


RULES = Analysis("rule_segment", CUES, _read, _has_two)
