"""The pieces of an analysis in words: its name and the arguments that were given.

Rule: an argument has a sentence of its own (`restate.TOOL.ARG`, or `given.TOOL.ARG` where its default goes without
saying), else its name and its value.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from assistant import formats
from assistant.answer_parts import Part
from assistant.restating.conditions import predicate_text, window_text
from assistant.segments.rules import rule_text
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.query import Combine, Compare, Exists, Window
from tools.arguments import DescribeArgs, SegmentationArgs
from tools.business_arguments import FactorChange
from tools.catalog import tool
from tools.customer_arguments import Indicator
from tools.segment_arguments import Rule


def analysis_parts(name: str, arguments: SegmentationArgs, wording: Wording) -> Iterator[Part]:
    """The pieces of an analysis of members."""
    yield Part("tool", wording.say(f"tool.{name}"))
    for field, declared in type(arguments).model_fields.items():
        value = getattr(arguments, field)
        if field in SegmentationArgs.model_fields or value is None or value == "auto":
            continue
        if value != declared.default or not knows(f"given.{name}.{field}"):
            yield Part("parameter", _said_parameter(name, field, value, wording))
    yield from (Part("filter", predicate_text(item, wording)) for item in arguments.filters)
    period = window_text(arguments.window, wording)
    if period:
        yield Part("period", period)
    if arguments.as_of:
        yield Part("period", wording.say("restate.as_of", day=formats.day(arguments.as_of, wording.language)))
    if arguments.identity == "person":
        yield Part("parameter", wording.say("restate.persons"))


def _said_parameter(tool_name: str, field: str, value: object, wording: Wording) -> str:
    """A sentence piece of the tool's own, else name and value.

    "restate.TOOL.FIELD" says a default too; "given.TOOL.FIELD" only what was asked for. Whole days are days.
    """
    if field == "within_hours" and isinstance(value, int) and value % 24 == 0:
        field, value = "within_days", value // 24
    written = _parameter(value, wording)
    own = next((k for k in (f"restate.{tool_name}.{field}", f"given.{tool_name}.{field}") if knows(k)), "")
    if own:
        return wording.say(own, value=written)
    return wording.pair(wording.say(f"parameter.{field}"), written)


def plain_parts(name: str, arguments: BaseModel, wording: Wording) -> Iterator[Part]:
    """A tool this module does not know yet: its purpose, and every argument that differs from its default."""
    yield Part("tool", tool(name).purpose.in_language(wording.language).rstrip(".。"))
    for field, value in arguments.model_dump(mode="json", exclude_defaults=True).items():
        yield Part("parameter", wording.pair(wording.plain_name(field), wording.param(field, value)))


def described(arguments: DescribeArgs, wording: Wording) -> str:
    name = arguments.name or ""
    if not name:
        return wording.say(f"describe.{arguments.kind}")
    return wording.say("describe.named", name=described_name(arguments, wording))


def described_name(arguments: DescribeArgs, wording: Wording) -> str:
    """What the thing to explain is called: "Champions" for `customer.rfm=champions`."""
    name = arguments.name or ""
    if arguments.kind == "value":
        field, _, code = name.rpartition("=")
        return wording.value(field, code) if field else name
    return wording.dimension(name) if arguments.kind in ("dimension", "segmentation") else wording.metric(name)


def _parameter(value: object, wording: Wording) -> str:
    if isinstance(value, tuple):
        return wording.comma(_parameter(item, wording) for item in value)
    if isinstance(value, str):
        return _named(value, wording)
    if isinstance(value, Compare | Combine | Exists):
        return predicate_text(value, wording)
    if isinstance(value, Rule):
        return rule_text(value, wording)
    if isinstance(value, FactorChange):
        return _assumed_change(value, wording)
    if isinstance(value, Indicator):
        return f"{formats.percent(value.weight, wording.language, 0)} {wording.metric(value.metric)}"
    if isinstance(value, Window):
        return window_text(value, wording)
    if isinstance(value, float):
        return formats.percent(value, wording.language, 0) if 0 < value < 1 else f"{value:g}"
    return wording.param("", value)


def _assumed_change(change: FactorChange, wording: Wording) -> str:
    name = wording.metric(change.factor)
    if change.by is None:
        return wording.say("restate.factor.to", name=name, value=f"{change.to:g}")
    way = "up" if change.by > 0 else "down"
    return wording.say(f"restate.factor.{way}", name=name, value=formats.percent(abs(change.by), wording.language, 0))


def _named(value: str, wording: Wording) -> str:
    """A name of the model by its label; else one of the tool's own choices."""
    if wording.model.has_metric(value):
        return wording.metric(value)
    if wording.model.has_dimension(value) or wording.model.has_segmentation(value):
        return wording.dimension(value)
    if step := wording.step(value):
        return step
    if wording.model.has_entity(value):
        return wording.entities(value)
    if wording.model.has_tag(value):
        return wording.value("tag", value)
    if segment := next((item for item in wording.model.segmentations if value in {v.code for v in item.values}), None):
        return wording.value(segment.qualified, value)
    return wording.say(f"choice.{value}") if knows(f"choice.{value}") else value
