"""A number for each group."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evaluation.asking import Asking, NotHere, Phrasings, both, family, literal, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import last_month, this_year


@family("by group")
def _by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by {d}", "按{d}看{m}"),
        ("{m} for each {d}", "每个{d}的{m}"),
        ("{m} per {d}", "各{d}的{m}"),
        ("Break down the {m} by {d}", "把{m}按{d}拆开看"),
        ("What is the {m} in each {d}?", "各{d}的{m}分别是多少？"),
        ("Compare the {m} across {ds}", "对比各{d}的{m}"),
    )
    m, d = asking.metric(), asking.group()
    sql = asking.sql([d.sql, m.sql], by=1)
    yield say(asking, phrasings, sql, m=both(m), d=both(d), ds=(d.plural, d.zh))


@family("by group and period")
def _by_group_period(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by {d} {p}", "{p}各{d}的{m}"),
        ("{p}, show the {m} by {d}", "{p}按{d}看{m}"),
    )
    m, d, p = asking.metric(), asking.group(), asking.span()
    sql = asking.sql([d.sql, m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings, sql, m=both(m), d=both(d), p=both(p))


@family("two groups")
def _two_groups(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by {d} and {e}", "按{d}和{e}看{m}"),
        ("{m} per {d} and {e} {p}", "{p}各{d}各{e}的{m}"),
    )
    m, d, e, p = asking.metric(), asking.group(), asking.group(), last_month(asking.today)
    if d == e:
        raise NotHere
    english, chinese = asking.draw.one(phrasings)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    sql = asking.sql([d.sql, e.sql, m.sql], *where, by=2)
    yield say(asking, ((english, chinese),), sql, m=both(m), d=both(d), e=both(e), p=both(p))


@family("filter by group")
def _filter_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} of {v} by {d}", "{v}各{d}的{m}"),
        ("{m} by {d} for {v}", "按{d}看{v}的{m}"),
        ("{m} by {d}, only {v}", "按{d}看{m}，只看{v}"),
    )
    m, d, e = asking.metric(), asking.group(), asking.group(valued=1)
    if d == e:
        raise NotHere
    (v,) = asking.values(e, 1)
    sql = asking.sql([d.sql, m.sql], f"{e.sql} = '{v[2]}'", by=1)
    yield say(asking, phrasings, sql, m=both(m), d=both(d), v=v[:2])


@family("negation by group")
def _negation_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by {d}, excluding {v}", "除{v}外各{d}的{m}"),
        ("{m} by {d} without {v}", "按{d}看{m}，不含{v}"),
    )
    m, d = asking.metric(), asking.group(valued=1, fewest=3)
    (v,) = asking.values(d, 1)
    sql = asking.sql([d.sql, m.sql], f"{d.sql} IS DISTINCT FROM '{v[2]}'", by=1)
    yield say(asking, phrasings, sql, m=both(m), d=both(d), v=v[:2])


@family("list of values, each")
def _each_value(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} for each of {v} and {w}", "{v}和{w}的{m}分别是多少？"),
        ("Compare the {m} of {v} and {w}", "对比{v}和{w}的{m}"),
        ("{v} vs {w}: {m}", "{v}和{w}的{m}对比"),
    )
    m, d = asking.metric(), asking.group(valued=2)
    v, w = asking.values(d, 2)
    sql = asking.sql([d.sql, m.sql], f"{d.sql} IN ({literal([v, w])})", by=1)
    yield say(asking, phrasings, sql, m=both(m), v=v[:2], w=w[:2])


@family("several metrics")
def _several(asking: Asking) -> Iterator[Pair]:
    if len(asking.topic.metrics) < 2:
        raise NotHere
    phrasings: Phrasings = (("{m} and {n} by {d} {p}", "{p}各{d}的{m}和{n}"),)
    m, n, d, p = asking.metric(), asking.metric(), asking.group(), last_month(asking.today)
    if m == n:
        raise NotHere
    sql = asking.sql([d.sql, m.sql, n.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings, sql, m=both(m), n=both(n), d=both(d), p=both(p))


@family("calendar part")
def _calendar_part(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (("{m} by day of the week {p}", "{p}按星期几看{m}"),)
    m, p = asking.metric(), this_year(asking.today)
    sql = asking.sql([f"isodow({asking.topic.day})", m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings, sql, m=both(m), p=both(p))
