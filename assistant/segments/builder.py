"""Build a segment from conditions: what can be chosen, the rule so far, its size as a question, and the draft to keep.

Rule: a condition stands in the address as a code and never as a label, and one that does not fit the model is no
condition. What is kept is a proposal for the model; the segment counts for everybody once the owner has confirmed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from assistant.answer_parts import Choice
from assistant.learning.proposals import slug
from assistant.restating.restate import call_label
from assistant.segments.rules import rule_text
from assistant.segments.tree_rules import field_label
from assistant.wording import Wording
from semantic_layer.model import CUSTOMER_FACTS, SemanticModel, SimpleMetric
from semantic_layer.policy import View
from tools.arguments import SegmentationArgs
from tools.catalog import ToolCall
from tools.customers.fields import check_field, customer_entity
from tools.errors import ToolError
from tools.segment_arguments import Condition, Rule, RuleArgs

Match = Literal["all_of", "any_of"]
Test = Literal["ge", "le", "top", "bottom", "in", "not_in"]
NUMBER_TESTS: tuple[Test, ...] = ("ge", "le", "top", "bottom")
GROUP_TESTS: tuple[Test, ...] = ("in", "not_in")
MAX_CONDITIONS = 8
OTHERS = "others"
_METRICS = 8
_KINDS = frozenset({"categorical", "ordinal", "geography", "boolean"})


@dataclass(frozen=True)
class Field:
    """What a condition can be about. `values` are the codes to choose from; a number has none."""

    name: str
    label: str
    values: tuple[str, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        return GROUP_TESTS if self.values else NUMBER_TESTS


def fields(values: Mapping[str, tuple[str, ...]], wording: Wording) -> tuple[Field, ...]:
    """Facts of the purchases, attributes and segments of the customer, then the first core metrics.

    Parameters
    ----------
    values : dimension to the codes that the person may see.
    """
    model = wording.model
    entity = customer_entity(model)
    numbers = [Field(name, field_label(name, wording)) for name in CUSTOMER_FACTS]
    groups = [
        Field(item.qualified, field_label(item.qualified, wording), values[item.qualified])
        for item in model.dimensions()
        if item.prefix == entity and item.type in _KINDS and item.qualified in values
    ]
    segments = [
        Field(item.qualified, field_label(item.qualified, wording), tuple(str(value.code) for value in item.values))
        for item in model.segmentations
        if item.entity == entity and not item.hidden and item.values
    ]
    core = [item for item in model.metrics if item.core and not item.hidden and isinstance(item, SimpleMetric)]
    metrics = [Field(metric.name, field_label(metric.name, wording)) for metric in core[:_METRICS]]
    return (*numbers, *groups, *segments, *metrics)


def condition(field: Field, test: Test, values: tuple[str | float, ...]) -> Condition:
    """A condition as a rule has it; "top" and "bottom" take a share between 0 and 1.

    Raises
    ------
    ValidationError
        The share is not between 0 and 1.
    """
    match test:
        case "top":
            return Condition(field=field.name, op="ge", quantile=round(1 - float(values[0]), 6))
        case "bottom":
            return Condition(field=field.name, op="le", quantile=float(values[0]))
        case _:
            return Condition(field=field.name, op=test, values=values)


def to_address(item: Condition) -> str:
    return json.dumps([item.field, item.op, *([{"q": item.quantile}] if item.quantile else item.values)],
                      ensure_ascii=False)  # fmt: skip


def from_address(texts: Iterable[str], view: View) -> tuple[Condition, ...]:
    """The conditions of an address, each once; what names no field of a customer that may be seen is left out."""
    found: dict[Condition, None] = {}
    for text in texts:
        try:
            name, op, *values = json.loads(text)
            quantile = values[0].get("q") if values and isinstance(values[0], dict) else None
            item = Condition(field=name, op=op, values=() if quantile else tuple(values), quantile=quantile)
            check_field(item.field, view)
        except (ValueError, TypeError, RecursionError, ValidationError, ToolError):
            continue
        found[item] = None
    return tuple(found)[:MAX_CONDITIONS]


def in_words(item: Condition, wording: Wording) -> str:
    """One condition as it stands on its pill."""
    return rule_text(Rule(name="rule", all_of=(item,)), wording)


def size_question(conditions: tuple[Condition, ...], match: Match, wording: Wording) -> Choice:
    """The question how many customers meet the rule, and what they bring."""
    call = ToolCall(tool="rule_segment", arguments=_arguments(conditions, match, wording.say("segments.this")))
    return Choice(call_label(call, wording), (call,))


def draft(name: str, conditions: tuple[Condition, ...], match: Match, model: SemanticModel) -> dict[str, object]:
    """The segmentation as lines of the model: who meets the rule, and the others."""
    code = slug(name, "segment")
    arguments = _arguments(conditions, match, code)
    own = arguments.model_dump(mode="json", exclude_defaults=True, exclude=set(SegmentationArgs.model_fields))
    titles = {"en": name.strip(), "zh": name.strip()}
    return {
        "name": code,
        "entity": customer_entity(model),
        "dataset": f"seg_{code}",
        "tool": "rule_segment",
        "params": {**own, "otherwise": OTHERS},
        "labels": {"en": f"{name.strip()} or not", "zh": f"是否{name.strip()}"},
        "values": [
            {"code": code, "order": 1, "labels": titles},
            {"code": OTHERS, "order": 2,
             "labels": {"en": f"Not {name.strip()}", "zh": f"非{name.strip()}"}},
        ],
    }  # fmt: skip


def _arguments(conditions: tuple[Condition, ...], match: Match, name: str) -> RuleArgs:
    rule = Rule(name=name, all_of=conditions) if match == "all_of" else Rule(name=name, any_of=conditions)
    return RuleArgs(rules=(rule,), otherwise=OTHERS)
