"""Answers that compute nothing: one question back, or a plain refusal with what can be asked instead.

Rule: an exception of the layers below becomes a refusal by its code; the sentence is ours, its message is for logs.
Everything offered is a tool call that the model allows, labelled by what it would run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant import formats
from assistant.answer_parts import Choice, Clarification, Refusal
from assistant.plan import Clarify, Option, Refuse
from assistant.restating.restate import call_label
from assistant.sql import hints as guard_words
from assistant.texts import knows
from assistant.texts.allowed import allowed
from assistant.ways_on.near_values import with_near_values
from assistant.ways_on.ways_on import TOO_FEW, TOO_MUCH, core_questions, narrower, three_nearest, wider
from assistant.wording import Wording
from semantic_layer.errors import NoDataInWindow, SemanticLayerError, UnknownValue
from semantic_layer.model import SemanticModel
from semantic_layer.query import DimensionRef, MetricRef, Window
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall
from tools.errors import ToolError

MAX_NEAREST = 3
_CATALOGUE = (ToolCall(tool="describe", arguments=DescribeArgs(kind="catalogue")),)  # what can be asked


def clarification(outcome: Clarify, wording: Wording, refused: Mapping[Option, Refuse] | None = None) -> Clarification:
    """The question back, with its options labelled by what they would run, and why those of `refused` cannot be."""
    params = {name: wording.param(name, value) for name, value in outcome.params}
    key = f"clarify.{outcome.code}" if all(params.values()) else "clarify.other"
    why = "clarify.why.unknown" if outcome.code == "did_you_mean" else "clarify.why"
    return Clarification(
        question=wording.say_given(key if knows(key) else "clarify.other", params),
        why=wording.say(why),
        choices=tuple(
            Choice(
                option.label or calls_label(option.calls, wording),
                option.calls,
                option.default,
                blocked=refusal(refused[option], wording).reason if refused and option in refused else "",
            )
            for option in outcome.options
        ),
    )


def refusal(outcome: Refuse, wording: Wording) -> Refusal:
    """Why nothing was computed, what is missing, and the nearest questions."""
    key = f"refuse.{outcome.code}"
    why = f"{key}.{dict(outcome.params).get('reason')}"
    key = why if knows(why) else key
    params = {name: _written(name, value, wording) for name, value in outcome.params}
    params["period"] = _period(dict(outcome.params), wording)
    params.setdefault("word", params.get("name", params.get("value", "")))
    if "rule" in params and "hint" in params:
        params["hint"] = guard_words.hint(params["rule"], params["hint"], wording.language)
    nearest = three_nearest(outcome, wording)[:MAX_NEAREST] or (*_CATALOGUE, *core_questions(wording))[:MAX_NEAREST]
    return Refusal(
        code=outcome.code,
        reason=wording.say_given(key, params) if knows(key) else wording.say("refuse.other", code=outcome.code),
        missing=outcome.missing if outcome.code == "unknown_word" else _names(outcome.missing, wording),
        nearest=tuple(Choice(_offered(call, outcome, wording), (call,)) for call in nearest),
    )


def _names(missing: tuple[str, ...], wording: Wording) -> tuple[str, ...]:
    """What is missing as people call it, where it is a name of the model or of a choice."""
    return tuple(wording.param("name", name) for name in missing)


def _offered(call: ToolCall, outcome: Refuse, wording: Wording) -> str:
    """The call in words; where the question is kept without the words that nothing explains, those are named."""
    label = call_label(call, wording)
    if outcome.code != "unknown_word" or call not in outcome.nearest or not outcome.missing:
        return label
    return wording.say("next.without", filter=wording.comma(outcome.missing), question=label)


def _written(name: str, value: object, wording: Wording) -> str:
    """A fact of an error; days arrive as ISO text and are written as days."""
    if name == "slots":
        return wording.comma(wording.say(f"slot.{slot}") for slot in str(value).split(",") if slot)
    if name == "tool" and knows(f"tool.{value}"):
        return wording.say(f"tool.{value}")
    if name == "factors":
        return wording.comma(wording.metric(metric) for metric in str(value).split(",") if metric)
    if name == "allowed":
        return allowed(str(value), wording.language)
    day = _day(value)
    return formats.day(day, wording.language) if day else wording.param(name, value)


def _period(params: Mapping[str, object], wording: Wording) -> str:
    return formats.window(_day(params.get("start")), _day(params.get("end")), wording.language)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def refuse_error(error: SemanticLayerError | ToolError, calls: tuple[ToolCall, ...], model: SemanticModel) -> Refuse:
    """Turn an error of the layers below into a refusal with the nearest calls that its `possible` names give."""
    params = tuple((name, str(value)) for name, value in error.params.items() if value is not None)
    nearest = tuple(call for name in error.possible for call in _with(name, calls[0], model))
    if isinstance(error, NoDataInWindow):
        nearest = _covered(calls[0])
    elif isinstance(error, UnknownValue):
        nearest = with_near_values(error, calls[0])
    elif error.code in TOO_MUCH:
        nearest = narrower(calls[0])
    elif error.code in TOO_FEW or (error.code == "empty_window" and bool(getattr(calls[0].arguments, "filters", ()))):
        nearest = wider(calls[0])
    return Refuse(error.code, params, missing=(), nearest=nearest[:MAX_NEAREST])


def calls_label(calls: tuple[ToolCall, ...], wording: Wording) -> str:
    semicolon = "；" if wording.language == "zh" else "; "
    return semicolon.join(call_label(call, wording) for call in calls)


def _covered(call: ToolCall) -> tuple[ToolCall, ...]:
    """The same call over periods that hold data: the last month, and the last twelve."""
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs):
        return ()
    rules = ("last:1:month", "last:12:month")
    changed = (arguments.model_copy(update={"window": Window(rule=rule), "compare": ()}) for rule in rules)
    return tuple(ToolCall(tool=call.tool, arguments=item) for item in changed)


def _with(name: str, call: ToolCall, model: SemanticModel) -> tuple[ToolCall, ...]:
    """The same call with `name` in place of the metric or the grouping that was not possible."""
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs):
        return ()
    if model.has_metric(name):
        changed = arguments.model_copy(update={"metrics": (MetricRef(name),), "top": None, "having": (), "order": ()})
    elif model.has_dimension(name) or model.has_segmentation(name):
        changed = arguments.model_copy(update={"dimensions": (DimensionRef(name),)})
    else:
        return ()
    return (ToolCall(tool=call.tool, arguments=changed),)
