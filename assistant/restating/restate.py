"""Say a tool call back in words: what is measured, by what, over which period, with which conditions.

Rule: the restatement is made from the tool call alone, so it shows what runs and not what was typed; every argument
that changes the figures has a piece. Periods are absolute dates. The same pieces, joined as a sentence, are the
labels of options and suggestions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

from pydantic import BaseModel

from assistant import formats
from assistant.answer_parts import Note, Part
from assistant.reading import Assumption, Reading
from assistant.restating.calendar_conditions import part_text
from assistant.restating.conditions import predicate_text, window_text
from assistant.restating.metric_words import having_text, member_text, metric_text
from assistant.restating.query_words import KeyText, grouping_name, key_text, order_text, things_of, top_text
from assistant.segments.rules import rule_text
from assistant.texts import capital, knows
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import (
    CalendarPart,
    Combine,
    Compare,
    Comparison,
    Cumulate,
    Exists,
    MetricFilter,
    Predicate,
    Streak,
    Window,
)
from tools.arguments import DescribeArgs, QueryMetricsArgs, SegmentationArgs, SqlArgs
from tools.business_arguments import FactorChange
from tools.catalog import ToolCall, tool
from tools.customer_arguments import Indicator
from tools.result import Lineage
from tools.segment_arguments import Rule

_DOT = " · "


def restate(parts: tuple[Part, ...]) -> str:
    """The grey line above the headline."""
    return capital(_DOT.join(part.text for part in parts))


def call_label(call: ToolCall, wording: Wording) -> str:
    """The call as one question, for an option or a suggestion."""
    comma = "，" if wording.language == "zh" else ", "
    said = [part.text for part in call_parts(call, wording) if part.kind != "assumption"]
    arguments = call.arguments
    if said and isinstance(arguments, QueryMetricsArgs) and not arguments.metrics and len(arguments.dimensions) == 1:
        said[0] = wording.say("label.members", names=wording.things(arguments.dimensions[0].name))
    return capital(comma.join(said))


def call_parts(
    call: ToolCall, wording: Wording, assumptions: tuple[Assumption, ...] = (), lineage: Lineage | None = None
) -> tuple[Part, ...]:
    """The pieces of one call. With its lineage, what the tool resolved (runs, horizons) is said too."""
    match call.arguments:
        case QueryMetricsArgs() as arguments:
            pieces = _query_parts(arguments, wording, lineage)
        case SegmentationArgs() as arguments:
            pieces = _segmentation_parts(call.tool, arguments, wording)
        case DescribeArgs() as arguments:
            pieces = iter([Part("tool", _described(arguments, wording))])
        case SqlArgs():
            pieces = iter([Part("tool", "SQL")])
        case other:
            pieces = _other_parts(call.tool, other, wording)
    return _with_defaults(tuple(pieces), assumptions, wording)


def _with_defaults(pieces: tuple[Part, ...], assumptions: tuple[Assumption, ...], wording: Wording) -> tuple[Part, ...]:
    """The pieces with what was assumed; a default that a piece says already is marked there and not said twice."""
    said = list(pieces)
    for item in assumptions:
        name = _assumed_name(item.bound_to, wording)
        place = next((i for i, part in enumerate(said) if part.text == name and not part.assumed), None)
        if item.code in ("default_window", "default_metric") and place is not None:
            said[place] = replace(said[place], text=wording.say("assume.marked", name=name), assumed=True)
        else:
            said.append(_assumed(item, wording))
    return tuple(said)


def repairs_and_unused(reading: Reading, wording: Wording) -> tuple[Note, ...]:
    """What was read differently from what was typed, and which words were not used."""
    repaired = tuple(
        Note(
            "repaired",
            wording.say(
                "note.repaired", typed=span.repaired_from or span.text, name=bound_name(span.bound_to, wording)
            ),
        )
        for span in reading.repairs
    )
    words = wording.comma(span.text for span in reading.spans if span.kind == "unused")
    return (*repaired, Note("unused", wording.say("note.unused", words=words))) if words else repaired


def bound_name(bound_to: str, wording: Wording) -> str:
    """What a span was bound to ("metric:revenue", "value:customer.region=East"), in words."""
    kind, _, name = bound_to.partition(":")
    if kind == "value":
        field, _, value = name.partition("=")
        return f"{wording.dimension(field)} = {wording.value(field, value)}"
    if kind == "time" and not wording.model.has_dimension(name):
        found = wording.calendar.resolve(name)
        return formats.window(found.start, found.end, wording.language)
    if kind == "entity":
        return wording.entity(name)
    if kind in ("rank", "part", "per", "grain"):
        return _operator_name(kind, name, wording)
    return wording.dimension(name) if wording.model.has_dimension(name) else wording.metric(name or bound_to)


def _operator_name(kind: str, name: str, wording: Wording) -> str:
    """What a word that is no name of the model was read as: a direction, a part of the calendar, a level."""
    if kind == "rank":
        return wording.say("direction.asc" if name.startswith("asc") else "direction.desc")
    if kind == "part":
        part, _, values = name.partition(":")
        known = next((item for item in get_args(CalendarPart) if item == part), None)
        if known is None or not values:
            return wording.say(f"restate.part.{part}")
        return part_text(Compare("metric_time", "in", tuple(map(int, values.split(","))), part=known), wording)
    is_grain = name in get_args(Grain)
    return wording.say(f"grain.{name}") if is_grain else wording.thing(name)


# --- queries -------------------------------------------------------------------------------------------------


def _query_parts(arguments: QueryMetricsArgs, wording: Wording, lineage: Lineage | None) -> Iterator[Part]:
    keys = {metric.key: metric_text(metric, wording) for metric in arguments.metrics}
    key = key_text(keys, arguments, wording)
    filters = arguments.filters
    if arguments.rows:
        text, filters = _rows(arguments, arguments.rows, wording)
        yield Part("dimension", text)
    else:
        if keys:
            yield Part("metric", wording.comma(metric_text(metric, wording, lineage) for metric in arguments.metrics))
        yield from _grouping(arguments, wording, listing=not keys)
    if arguments.share:
        yield Part("share", _share(arguments, key, wording))
    if arguments.cumulate:
        yield Part("cumulate", _cumulate(arguments.cumulate, wording))
    if arguments.top:
        yield Part("top", top_text(arguments.top, arguments, key, wording))
    yield from (Part("filter", predicate_text(item, wording)) for item in filters)
    yield from (Part("members", member_text(item, wording)) for item in arguments.members)
    yield from (Part("having", _having(item, arguments, key, wording)) for item in arguments.having)
    if arguments.streak:
        yield Part("having", _streak(arguments.streak, arguments, key, wording))
    yield from (Part("compare", _comparison(item, wording)) for item in arguments.compare)
    period = _period(arguments, wording, lineage)
    if period:
        yield Part("period", period)
    yield from _details(arguments, key, wording)
    if lineage:
        yield from _resolved(arguments, wording, lineage)


def _grouping(arguments: QueryMetricsArgs, wording: Wording, *, listing: bool) -> Iterator[Part]:
    names = [grouping_name(item, wording) for item in arguments.dimensions]
    if names:
        text = wording.join(names)
        yield Part("dimension", text if listing else wording.say("restate.by", names=text))
    if arguments.grain:
        text = wording.say(f"restate.grain.{arguments.grain}")
        fiscal = f"{wording.say('restate.fiscal')} " if arguments.fiscal else ""
        if arguments.time.name != "metric_time" and not arguments.window:
            text = wording.say("restate.grain.of", grain=text, name=wording.dimension(arguments.time.name))
        yield Part("grain", fiscal + text)


def _share(arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    assert arguments.share
    metric = key(arguments.share.metric or arguments.metrics[0].key)
    outer = wording.join(grouping_name(item, wording) for item in arguments.dimensions[:-1])
    if not outer and arguments.grain:
        outer = wording.say("restate.share.each", grain=wording.say(f"grain.{arguments.grain}"))
    return wording.say(f"restate.share.{arguments.share.of}", metric=metric, names=outer)


def _cumulate(cumulate: Cumulate, wording: Wording) -> str:
    grain = wording.say(f"grain.{cumulate.to_date}") if cumulate.to_date else ""
    return wording.say(f"restate.cumulate.{cumulate.how}", n=cumulate.n or "", grain=grain)


def _having(item: MetricFilter, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    metric = next((ref for ref in arguments.metrics if ref.key == item.by), None)
    condition = having_text(item, metric, key(item.by), things_of(arguments, wording), wording)
    return wording.say("having", condition=condition)


def _streak(streak: Streak, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    things = things_of(arguments, wording) or wording.say("restate.groups")
    is_one = streak.n == 1
    grain = wording.say(f"grain.{streak.grain}" if is_one else f"streak.grain.{streak.grain}")
    said = {"things": things, "metric": key(streak.by), "n": streak.n, "grain": grain}
    return wording.say(f"restate.streak.{streak.direction}{'.one' if is_one else ''}", **said)


# --- rows ----------------------------------------------------------------------------------------------------


def _rows(arguments: QueryMetricsArgs, dataset: str, wording: Wording) -> tuple[str, tuple[Predicate, ...]]:
    """What is listed of which rows, and the conditions that are left to say: a plain one stands with the rows."""
    names = [grouping_name(item, wording) for item in arguments.dimensions]
    names += [metric_text(metric, wording) for metric in arguments.metrics]
    said = {"names": wording.join(names), "things": wording.rows_of(dataset)}
    if arguments.filters and all(isinstance(item, Compare) and not item.part for item in arguments.filters):
        condition = wording.say("combine.and").join(predicate_text(item, wording) for item in arguments.filters)
        return wording.say("restate.rows.where", condition=condition, **said), ()
    narrowed = arguments.filters or arguments.members or arguments.having or arguments.top or arguments.window
    return wording.say("restate.rows" if narrowed else "restate.rows.all", **said), arguments.filters


def _comparison(item: Comparison, wording: Wording) -> str:
    text = wording.say(f"restate.compare.{item.to}", period=window_text(item.window, wording))
    return wording.say("restate.compare.full", text=text) if item.align == "full" else text


def _period(arguments: QueryMetricsArgs, wording: Wording, lineage: Lineage | None) -> str:
    window = (lineage.window if lineage else None) or arguments.window
    period = window_text(window, wording)
    if arguments.time.name != "metric_time" and period:
        return wording.say("restate.period.by", period=period, name=wording.dimension(arguments.time.name))
    return period


def _details(arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> Iterator[Part]:
    for order in arguments.order:
        yield Part("order", order_text(order, arguments, key, wording))
    if arguments.limit is not None:
        yield Part("order", wording.say("restate.limit", n=arguments.limit))
    if arguments.totals:
        yield Part("parameter", wording.say("restate.totals"))
    if arguments.identity == "person":
        yield Part("parameter", wording.say("restate.persons"))
    if arguments.fill:
        yield Part("parameter", wording.say(f"restate.fill.{arguments.fill}"))
    for name, day in arguments.runs:
        written = formats.day(day, wording.language)
        yield Part("parameter", wording.say("restate.run", name=wording.dimension(name), day=written))


def _resolved(arguments: QueryMetricsArgs, wording: Wording, lineage: Lineage) -> Iterator[Part]:
    """What the tool fixed: when the members of a forward rate were fixed and watched, and of which day segments are."""
    known, asked = dict(lineage.parameters), dict(arguments.runs)
    for metric in arguments.metrics:
        t0, days = known.get(f"{metric.key}.t0"), known.get(f"{metric.key}.horizon_days")
        if isinstance(t0, date) and isinstance(days, int):
            window = formats.window(t0, t0 + timedelta(days=days), wording.language)
            things, day = wording.members(metric.name), formats.day(t0, wording.language)
            yield Part("parameter", wording.say("restate.population", things=things, t0=day, window=window))
    for name, value in known.items():
        segmentation = name.removesuffix(".run")
        if segmentation != name and segmentation not in asked and isinstance(value, date):
            day = formats.day(value, wording.language)
            yield Part("parameter", wording.say("restate.run", name=wording.dimension(segmentation), day=day))


# --- other tools ---------------------------------------------------------------------------------------------


def _segmentation_parts(name: str, arguments: SegmentationArgs, wording: Wording) -> Iterator[Part]:
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


def _other_parts(name: str, arguments: BaseModel, wording: Wording) -> Iterator[Part]:
    """A tool this module does not know yet: its purpose, and every argument that differs from its default."""
    yield Part("tool", tool(name).purpose.in_language(wording.language).rstrip(".。"))
    for field, value in arguments.model_dump(mode="json", exclude_defaults=True).items():
        yield Part("parameter", wording.pair(wording.plain_name(field), wording.param(field, value)))


def _described(arguments: DescribeArgs, wording: Wording) -> str:
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


# --- pieces --------------------------------------------------------------------------------------------------


def _assumed(item: Assumption, wording: Wording) -> Part:
    key = f"assume.{item.code}"
    name = _assumed_name(item.bound_to, wording)
    text = wording.say(key, name=name) if knows(key) else wording.say("assume.other", name=name)
    return Part("assumption", text, assumed=True)


def _assumed_name(bound_to: str, wording: Wording) -> str:
    kind, _, name = bound_to.partition(":")
    if kind == "tool" and knows(bound_to.replace(":", ".")):
        return wording.say(bound_to.replace(":", "."))
    if kind == "grain":
        grains: tuple[Grain, ...] = ("hour", "day", "week", "month", "quarter", "year")
        return wording.say(f"grain.{name}") if name in grains else name
    if kind in ("metric", "dimension", "segmentation", "value", "time", "entity"):
        return bound_name(bound_to, wording)
    if kind in ("direction", "rank"):
        return wording.say("direction.asc" if "asc" in name else "direction.desc")
    if wording.model.has_metric(bound_to) or wording.model.has_dimension(bound_to):
        return bound_name(f"metric:{bound_to}", wording)
    return wording.dimension(bound_to) if wording.model.has_segmentation(bound_to) else name or bound_to
