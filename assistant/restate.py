"""Say a tool call back in words: what is measured, by what, over which period, with which conditions.

Rule: the restatement is made from the tool call alone, so it shows what runs and not what was typed; every argument
that changes the figures has a piece. Periods are absolute dates. The same pieces, joined as a sentence, are the
labels of options and suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from pydantic import BaseModel

from assistant import formats
from assistant.answer_parts import Note, Part
from assistant.conditions import predicate_text, window_text
from assistant.metric_words import having_text, member_text, metric_text
from assistant.reading import Assumption, Reading
from assistant.texts import capital, knows
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import (
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    MetricFilter,
    Order,
    Predicate,
    Streak,
    Top,
)
from tools.arguments import DescribeArgs, QueryMetricsArgs, SegmentationArgs, SqlArgs
from tools.catalog import ToolCall, tool
from tools.result import Lineage

_DOT = " · "
KeyText = Callable[[str], str]


def restate(parts: tuple[Part, ...]) -> str:
    """The grey line above the headline."""
    return capital(_DOT.join(part.text for part in parts))


def call_label(call: ToolCall, wording: Wording) -> str:
    """The call as one question, for an option or a suggestion."""
    comma = "，" if wording.language == "zh" else ", "
    said = [part.text for part in call_parts(call, wording) if part.kind != "assumption"]
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
    return (*pieces, *(_assumed(item, wording) for item in assumptions))


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
    if kind == "time":
        found = wording.calendar.resolve(name)
        return formats.window(found.start, found.end, wording.language)
    if kind == "entity":
        return wording.entity(name)
    return wording.dimension(name) if wording.model.has_dimension(name) else wording.metric(name or bound_to)


# --- queries -------------------------------------------------------------------------------------------------


def _query_parts(arguments: QueryMetricsArgs, wording: Wording, lineage: Lineage | None) -> Iterator[Part]:
    keys = {metric.key: metric_text(metric, wording) for metric in arguments.metrics}
    key = _key_text(keys, arguments, wording)
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
        yield Part("top", _top(arguments.top, arguments, key, wording))
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
    names = [_grouping_name(item, wording) for item in arguments.dimensions]
    if names:
        text = wording.join(names)
        yield Part("dimension", text if listing else wording.say("restate.by", names=text))
    if arguments.grain:
        text = wording.say(f"restate.grain.{arguments.grain}")
        fiscal = f"{wording.say('restate.fiscal')} " if arguments.fiscal else ""
        yield Part("grain", fiscal + text)


def _grouping_name(ref: DimensionRef, wording: Wording) -> str:
    if ref.part and ref.name == "metric_time":
        return wording.say(f"restate.part.{ref.part}")
    name = wording.dimension(ref.name)
    if ref.part:
        return wording.say("restate.by_time", name=name, grain=wording.say(f"restate.part.{ref.part}"))
    if ref.grain:
        return wording.say("restate.by_time", name=name, grain=wording.say(f"grain.{ref.grain}"))
    if ref.edges:
        return f"{name} ({', '.join(f'{edge:g}' for edge in ref.edges)})"
    return name


def _dimension_by_key(name: str, arguments: QueryMetricsArgs, wording: Wording) -> str:
    if name == "period":
        return wording.say("key.period")
    found = next((item for item in arguments.dimensions if item.key == name), None)
    return _grouping_name(found, wording) if found else wording.dimension(name)


def _share(arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    assert arguments.share
    metric = key(arguments.share.metric or arguments.metrics[0].key)
    outer = wording.join(_grouping_name(item, wording) for item in arguments.dimensions[:-1])
    return wording.say(f"restate.share.{arguments.share.of}", metric=metric, names=outer)


def _cumulate(cumulate: Cumulate, wording: Wording) -> str:
    grain = wording.say(f"grain.{cumulate.to_date}") if cumulate.to_date else ""
    return wording.say(f"restate.cumulate.{cumulate.how}", n=cumulate.n or "", grain=grain)


def rank_text(arguments: QueryMetricsArgs, wording: Wording) -> str:
    """The ranking that was asked for: `highest rating`, `top 3 by revenue`, `second highest revenue`."""
    keys = {metric.key: metric_text(metric, wording) for metric in arguments.metrics}
    assert arguments.top
    return _top(arguments.top, arguments, _key_text(keys, arguments, wording), wording)


def _key_text(keys: Mapping[str, str], arguments: QueryMetricsArgs, wording: Wording) -> KeyText:
    """How a key of the answer is said: a metric, something made of one, or a grouping."""

    def key(name: str) -> str:
        stem = name.partition("__")[0]
        if name in keys:
            return keys[name]
        return wording.key(name, keys.get(stem)) if stem in keys else _dimension_by_key(name, arguments, wording)

    return key


def _top(top: Top, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    by, stem = key(top.by), "restate.top.time" if _is_time(top.by, arguments, wording) else "restate.top"
    if top.skip and top.n == 1:
        nth = formats.ordinal(top.skip + 1, wording.language)
        text = wording.say(f"{stem}.nth.{top.direction}", nth=nth, by=by)
    elif top.skip:
        places = {"first": top.skip + 1, "last": top.skip + top.n}
        text = wording.say(f"{stem}.ranks.{top.direction}", by=by, **places)
    elif top.n == 1:
        text = wording.say(f"{stem}.{'first' if top.direction == 'desc' else 'last'}", by=by)
    else:
        is_own = arguments.metrics[:1] and top.by == arguments.metrics[0].key and not arguments.rows
        text = wording.say(f"{stem}.{'own.' if is_own else ''}{top.direction}", n=top.n, by=by)
    if top.per:
        names = wording.join(_dimension_by_key(name, arguments, wording) for name in top.per)
        text = wording.say("restate.top.per", top=text, names=names)
    return wording.say("restate.top.others", top=text) if top.others else text


def _is_time(key: str, arguments: QueryMetricsArgs, wording: Wording) -> bool:
    """Whether a ranking or an order goes by a date: then it is late and early, not high and low."""
    name = next((item.name for item in arguments.dimensions if item.key == key and not item.part), key)
    return wording.model.has_dimension(name) and wording.model.dimension(name).type == "time"


def _having(item: MetricFilter, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    metric = next((ref for ref in arguments.metrics if ref.key == item.by), None)
    condition = having_text(item, metric, key(item.by), _things(arguments, wording), wording)
    return wording.say("having", condition=condition)


def _streak(streak: Streak, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    things = _things(arguments, wording) or wording.say("restate.groups")
    grain = wording.say(f"streak.grain.{streak.grain}")
    said = {"things": things, "metric": key(streak.by), "n": streak.n, "grain": grain}
    return wording.say(f"restate.streak.{streak.direction}", **said)


def _things(arguments: QueryMetricsArgs, wording: Wording) -> str:
    """What the groups of the answer are: `regions`; nothing where there is none or it is a combination."""
    if arguments.rows:
        return wording.rows_of(arguments.rows)
    plain = [item for item in arguments.dimensions if not item.grain and not item.part and not item.edges]
    return wording.things(plain[0].name) if len(plain) == len(arguments.dimensions) == 1 else ""


# --- rows ----------------------------------------------------------------------------------------------------


def _rows(arguments: QueryMetricsArgs, dataset: str, wording: Wording) -> tuple[str, tuple[Predicate, ...]]:
    """What is listed of which rows, and the conditions that are left to say: a plain one stands with the rows."""
    names = [_grouping_name(item, wording) for item in arguments.dimensions]
    names += [metric_text(metric, wording) for metric in arguments.metrics]
    said = {"names": wording.join(names), "things": wording.rows_of(dataset)}
    if arguments.filters and all(isinstance(item, Compare) and not item.part for item in arguments.filters):
        condition = wording.say("combine.and").join(predicate_text(item, wording) for item in arguments.filters)
        return wording.say("restate.rows.where", condition=condition, **said), ()
    narrowed = arguments.filters or arguments.members or arguments.having or arguments.top or arguments.window
    return wording.say("restate.rows" if narrowed else "restate.rows.all", **said), arguments.filters


def _order(order: Order, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    """The order of listed rows by what their values are: late and early, high and low, else up and down."""
    stem = "restate.order"
    if arguments.rows and _is_time(order.by, arguments, wording):
        stem = "restate.rows.order.time"
    elif arguments.rows and _is_number(order.by, arguments, wording):
        stem = "restate.rows.order"
    return wording.say(f"{stem}.{order.direction}", by=key(order.by))


def _is_number(key: str, arguments: QueryMetricsArgs, wording: Wording) -> bool:
    if any(metric.key == key for metric in arguments.metrics):
        return True
    return wording.is_numeric(key)


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
        yield Part("order", _order(order, arguments, key, wording))
    if arguments.limit is not None:
        yield Part("order", wording.say("restate.limit", n=arguments.limit))
    if arguments.totals:
        yield Part("parameter", wording.say("restate.totals"))
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
    for field in type(arguments).model_fields:
        value = getattr(arguments, field)
        if field not in SegmentationArgs.model_fields and value is not None and value != "auto":
            yield Part("parameter", wording.pair(wording.say(f"parameter.{field}"), _parameter(value, wording)))
    yield from (Part("filter", predicate_text(item, wording)) for item in arguments.filters)
    period = window_text(arguments.window, wording)
    if period:
        yield Part("period", period)
    if arguments.as_of:
        yield Part("period", wording.say("restate.as_of", day=formats.day(arguments.as_of, wording.language)))


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
        return wording.say(f"choice.{value}")
    if isinstance(value, float):
        return formats.percent(value, wording.language, 0) if 0 < value < 1 else f"{value:g}"
    return wording.param("", value)


# --- pieces --------------------------------------------------------------------------------------------------


def _assumed(item: Assumption, wording: Wording) -> Part:
    key = f"assume.{item.code}"
    name = _assumed_name(item.bound_to, wording)
    text = wording.say(key, name=name) if knows(key) else wording.say("assume.other", name=name)
    return Part("assumption", text, assumed=True)


def _assumed_name(bound_to: str, wording: Wording) -> str:
    kind, _, name = bound_to.partition(":")
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
