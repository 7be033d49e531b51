"""One number: in all, of a period, of some of the rows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evaluation.asking import Asking, NotHere, Phrasings, both, family, literal, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import this_year

WEEKDAYS = (("weekends", "周末", (6, 7)), ("Mondays", "周一", (1,)), ("Fridays", "周五", (5,)))


@family("total")
def _total(asking: Asking) -> Iterator[Pair]:
    m = asking.metric()
    phrasings: Phrasings = (
        ("What is the {m}?", "{m}是多少？"),
        ("Show me the {m}", "看一下{m}"),
        ("the overall {m}", "整体{m}"),
        ("Can you tell me the {m}, please?", "请告诉我{m}"),
    )
    yield say(asking, phrasings, asking.sql([m.sql]), m=both(m))


@family("period")
def _period(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} {p}", "{p}的{m}"),
        ("What was the {m} {p}?", "{p}的{m}是多少？"),
        ("How high was the {m} {p}?", "{p}{m}有多少？"),
        ("I need the {m} {p}", "我要{p}的{m}"),
    )
    for _ in range(3):
        m, p = asking.metric(), asking.span()
        yield say(asking, phrasings, asking.sql([m.sql], p.sql(asking.topic.day)), m=both(m), p=both(p))


@family("how many")
def _how_many(asking: Asking) -> Iterator[Pair]:
    counted = [metric for metric in asking.topic.metrics if metric.many]
    if not counted:
        raise NotHere
    m, p = asking.draw.one(counted), asking.span()
    assert m.many
    phrasings: Phrasings = (
        ("How many {m} were there {p}?", "{p}有多少{m}？"),
        ("How many {m} did we have {p}?", "{p}我们一共有多少{m}？"),
    )
    yield say(asking, phrasings, asking.sql([m.sql], p.sql(asking.topic.day)), m=m.many, p=both(p))


@family("filter")
def _filter(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} for {v}", "{v}的{m}"),
        ("What is the {m} of {v}?", "{v}的{m}是多少？"),
        ("{m} where {d} is {v}", "{d}为{v}的{m}"),
        ("{m} for {d} {v}", "{d}是{v}的{m}"),
    )
    m, d = asking.metric(), asking.group(valued=1)
    (v,) = asking.values(d, 1)
    where = f"{d.sql} = '{v[2]}'"
    yield say(asking, phrasings, asking.sql([m.sql], where), m=both(m), v=v[:2], d=both(d))


@family("filter and period")
def _filter_period(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} for {v} {p}", "{p}{v}的{m}"),
        ("{p}, what was the {m} for {v}?", "{p}，{v}的{m}是多少？"),
        ("How much {m} did {v} have {p}?", "{v}在{p}的{m}是多少？"),
    )
    m, d, p = asking.metric(), asking.group(valued=1), asking.span()
    (v,) = asking.values(d, 1)
    sql = asking.sql([m.sql], f"{d.sql} = '{v[2]}'", p.sql(asking.topic.day))
    yield say(asking, phrasings, sql, m=both(m), v=v[:2], p=both(p))


@family("two filters")
def _two_filters(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (("{m} for {v} with {d} {w} {p}", "{p}{v}、{d}为{w}的{m}"),)
    m, d, e, p = asking.metric(), asking.group(valued=1), asking.group(valued=1), asking.span()
    if d == e:
        raise NotHere
    (v,), (w,) = asking.values(d, 1), asking.values(e, 1)
    both_true = (f"{d.sql} = '{v[2]}'", f"{e.sql} = '{w[2]}'")
    sql = asking.sql([m.sql], *both_true, p.sql(asking.topic.day))
    yield say(asking, phrasings, sql, m=both(m), v=v[:2], w=w[:2], d=both(e), p=both(p))


@family("negation")
def _negation(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} excluding {v}", "不含{v}的{m}"),
        ("{m} except {v}", "除{v}外的{m}"),
        ("{m} without {v}", "除了{v}以外的{m}"),
        ("{m} where {d} is not {v}", "{d}不是{v}的{m}"),
    )
    m, d = asking.metric(), asking.group(valued=1)
    (v,) = asking.values(d, 1)
    where = f"{d.sql} IS DISTINCT FROM '{v[2]}'"
    yield say(asking, phrasings, asking.sql([m.sql], where), m=both(m), v=v[:2], d=both(d))


@family("list of values, together")
def _together(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} of {v} and {w} combined", "{v}和{w}合计的{m}"),
        ("{m} of {v} and {w} together", "{v}和{w}加起来的{m}"),
    )
    m, d = asking.metric(adds_up=True), asking.group(valued=2)
    v, w = asking.values(d, 2)
    sql = asking.sql([m.sql], f"{d.sql} IN ({literal([v, w])})")
    yield say(asking, phrasings, sql, m=both(m), v=v[:2], w=w[:2])


@family("weekdays")
def _weekdays(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (("{m} on {w} {p}", "{p}{w}的{m}"), ("What was the {m} on {w} {p}?", "{p}{w}的{m}是多少？"))
    m, p, (en, zh, days) = asking.metric(), this_year(asking.today), asking.draw.one(WEEKDAYS)
    where = f"isodow({asking.topic.day}) IN ({', '.join(map(str, days))})"
    sql = asking.sql([m.sql], where, p.sql(asking.topic.day))
    yield say(asking, phrasings, sql, m=both(m), w=(en, zh), p=both(p))
