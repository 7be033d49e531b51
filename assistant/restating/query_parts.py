"""The pieces of a query in words: what is measured, by what, over which period, with which conditions.

Rule: every argument that changes the figures has a piece, and what the tool resolved itself (runs, the days on which
members were fixed) is said where its lineage is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from assistant import formats
from assistant.answer_parts import Part
from assistant.restating.conditions import predicate_text, window_text
from assistant.restating.metric_words import having_text, member_text, metric_text
from assistant.restating.query_words import KeyText, grouping_name, key_text, order_text, things_of, top_text
from assistant.wording import Wording
from semantic_layer.query import (
    Compare,
    Comparison,
    Cumulate,
    MetricFilter,
    Predicate,
    Streak,
)
from tools.arguments import QueryMetricsArgs
from tools.result import Lineage


def query_parts(arguments: QueryMetricsArgs, wording: Wording, lineage: Lineage | None) -> Iterator[Part]:
    """The pieces of a query, in the order in which they are said."""
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
    elif arguments.time.name != "metric_time" and not arguments.grain:  # on weekends, by which date
        yield Part("period", wording.say("restate.dated", name=wording.dimension(arguments.time.name)))
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
    if arguments.claim:
        yield Part("parameter", wording.say(f"restate.claim.{arguments.claim}"))
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
