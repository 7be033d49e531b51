"""What the groupings, keys, rankings and orders of a query are called.

Rule: a ranking by dates is said as late and early, one by numbers as high and low; a place behind the first ones is
said as that place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant import formats
from assistant.restating.metric_words import metric_text
from assistant.wording import Wording
from semantic_layer.query import DimensionRef, Order, Top
from tools.arguments import QueryMetricsArgs

KeyText = Callable[[str], str]


def grouping_name(ref: DimensionRef, wording: Wording) -> str:
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


def key_of_grouping(name: str, arguments: QueryMetricsArgs, wording: Wording) -> str:
    if name == "period":
        return wording.say("key.period")
    found = next((item for item in arguments.dimensions if item.key == name), None)
    return grouping_name(found, wording) if found else wording.dimension(name)


def key_text(keys: Mapping[str, str], arguments: QueryMetricsArgs, wording: Wording) -> KeyText:
    """How a key of the answer is said: a metric, something made of one, or a grouping."""

    def key(name: str) -> str:
        stem = name.partition("__")[0]
        if name in keys:
            return keys[name]
        return wording.key(name, keys.get(stem)) if stem in keys else key_of_grouping(name, arguments, wording)

    return key


def rank_text(arguments: QueryMetricsArgs, wording: Wording) -> str:
    """The ranking that was asked for: `highest rating`, `top 3 by revenue`, `second highest revenue`."""
    keys = {metric.key: metric_text(metric, wording) for metric in arguments.metrics}
    assert arguments.top
    return top_text(arguments.top, arguments, key_text(keys, arguments, wording), wording)


def top_text(top: Top, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
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
        names = wording.join(key_of_grouping(name, arguments, wording) for name in top.per)
        text = wording.say("restate.top.per", top=text, names=names)
    return wording.say("restate.top.others", top=text) if top.others else text


def order_text(order: Order, arguments: QueryMetricsArgs, key: KeyText, wording: Wording) -> str:
    """The order of listed rows by what their values are: late and early, high and low, else up and down."""
    stem = "restate.order"
    if arguments.rows and _is_time(order.by, arguments, wording):
        stem = "restate.rows.order.time"
    elif arguments.rows and _is_number(order.by, arguments, wording):
        stem = "restate.rows.order"
    return wording.say(f"{stem}.{order.direction}", by=key(order.by))


def things_of(arguments: QueryMetricsArgs, wording: Wording) -> str:
    """What the groups of the answer are: `regions`; nothing where there is none or it is a combination."""
    if arguments.rows:
        return wording.rows_of(arguments.rows)
    plain = [item for item in arguments.dimensions if not item.grain and not item.part and not item.edges]
    return wording.things(plain[0].name) if len(plain) == len(arguments.dimensions) == 1 else ""


def _is_time(key: str, arguments: QueryMetricsArgs, wording: Wording) -> bool:
    """Whether a ranking or an order goes by a date: then it is late and early, not high and low."""
    name = next((item.name for item in arguments.dimensions if item.key == key and not item.part), key)
    return wording.model.has_dimension(name) and wording.model.dimension(name).type == "time"


def _is_number(key: str, arguments: QueryMetricsArgs, wording: Wording) -> bool:
    if any(metric.key == key for metric in arguments.metrics):
        return True
    return wording.is_numeric(key)
