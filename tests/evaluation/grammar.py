"""Questions of every family over a topic, in both languages, each with the SQL of its answer.

Rule: phrasings are written by people, side by side; only what fills them is drawn, from a fixed seed. A draw whose
answer would hang on a tie is passed over, so every expected answer is the only right one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import duckdb

from tests.evaluation.pairs import Pair
from tests.evaluation.spans import Span, last_month, month_of, spans, this_year
from tests.evaluation.topics import Group, Metric, Topic
from tests.evaluation.worlds.draw import Draw

Phrasings = tuple[tuple[str, str], ...]
ROUNDS = 2
NTH = (("second", "二", 1), ("third", "三", 2))
WEEKDAYS = (("weekends", "周末", (6, 7)), ("Mondays", "周一", (1,)), ("Fridays", "周五", (5,)))
GRAINS = (("month", "Monthly", "每月", "月"), ("quarter", "Quarterly", "每季度", "季度"), ("week", "Weekly", "每周", "周"))


@dataclass(frozen=True)
class Asking:
    """A topic with its data at hand; each family draws from it."""

    topic: Topic
    raw: duckdb.DuckDBPyConnection
    today: dt.date
    draw: Draw

    def metric(self, *, adds_up: bool = False) -> Metric:
        return self.draw.one([metric for metric in self.topic.metrics if metric.adds_up or not adds_up])

    def group(self, *, fewest: int = 0, valued: int = 0) -> Group:
        """A group with at least `fewest` members in the data and `valued` members that have names here."""
        fitting = [
            group
            for group in self.topic.groups
            if len(group.values) >= valued and (not fewest or len(self.rows([group.sql], by=1)) >= fewest)
        ]
        if not fitting:
            raise NotHere
        return self.draw.one(fitting)

    def values(self, group: Group, n: int) -> list[tuple[str, str, str]]:
        start = self.draw.below(len(group.values))
        return [group.values[(start + i) % len(group.values)] for i in range(n)]

    def span(self) -> Span:
        return self.draw.one(spans(self.today))

    def sql(self, columns: list[str], *where: str, by: int = 0, tail: str = "") -> str:
        until = f"{self.topic.day} < DATE '{self.today}'"
        conditions = " AND ".join((self.topic.always, until, *where))
        grouped = f" GROUP BY {', '.join(str(i + 1) for i in range(by))}" if by else ""
        return f"SELECT {', '.join(columns)} FROM {self.topic.source} WHERE {conditions}{grouped}{tail}"

    def rows(self, columns: list[str], *where: str, by: int = 0, tail: str = "") -> list[tuple[object, ...]]:
        return self.raw.execute(self.sql(columns, *where, by=by, tail=tail)).fetchall()

    def ranked(self, group: Group, metric: Metric, direction: str, *where: str) -> list[tuple[object, ...]]:
        """Members with their values in order of rank; raises where two of them tie or a member has no name."""
        tail = f" ORDER BY 2 {direction}"
        found = self.rows([group.sql, metric.sql], *where, by=1, tail=tail)
        values = [row[1] for row in found]
        if len(found) < 3 or len(set(values)) < len(values) or any(row[0] is None for row in found):
            raise NotHere
        return found


class NotHere(Exception):
    """This topic has nothing for the family, or the draw would not have one right answer."""


Family = Callable[[Asking], Iterator[Pair]]
FAMILIES: dict[str, Family] = {}


def family(name: str) -> Callable[[Family], Family]:
    def keep(build: Family) -> Family:
        FAMILIES[name] = build
        return build

    return keep


def pairs_of(topic: Topic, raw: duckdb.DuckDBPyConnection, today: dt.date) -> list[Pair]:
    """All questions of a topic, in the order of the families, without repetition."""
    found: dict[str, Pair] = {}
    for number, (name, build) in enumerate(FAMILIES.items()):
        for turn in range(ROUNDS):
            asking = Asking(topic, raw, today, Draw(1000 * number + 17 * turn + len(topic.name)))
            for pair in _drawn(build, asking):
                found.setdefault(pair.en, replace(pair, family=name, world=topic.world))
    return list(found.values())


def _drawn(build: Family, asking: Asking) -> list[Pair]:
    for _ in range(8):
        try:
            return list(build(asking))
        except NotHere:
            continue
    return []


def say(asking: Asking, phrasings: Phrasings, sql: str | tuple[str, ...], **words: tuple[str, str]) -> Pair:
    """Fill one of the phrasings; each of `words` is an English and a Chinese word. `sql` may be several answers."""
    english, chinese = asking.draw.one(phrasings)
    en = english.format(**{key: pair[0] for key, pair in words.items()})
    zh = chinese.format(**{key: pair[1] for key, pair in words.items()})
    return Pair(en=en[0].upper() + en[1:], zh=zh, sql=(sql,) if isinstance(sql, str) else sql)


def both(item: Metric | Group | Span) -> tuple[str, str]:
    return item.en, item.zh


def literal(values: list[tuple[str, str, str]]) -> str:
    return ", ".join(f"'{value[2]}'" for value in values)


# ------------------------------------------------------------------------------------------------ one number


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
    phrasings: Phrasings = (
        ("{m} for {v} and {d} {w}", "{v}且{d}为{w}的{m}"),
        ("{m} for {v} with {d} {w} {p}", "{p}{v}、{d}为{w}的{m}"),
    )
    m, d, e, p = asking.metric(), asking.group(valued=1), asking.group(valued=1), asking.span()
    if d == e:
        raise NotHere
    (v,), (w,) = asking.values(d, 1), asking.values(e, 1)
    both_true = (f"{d.sql} = '{v[2]}'", f"{e.sql} = '{w[2]}'")
    english, chinese = phrasings[1]
    sql = asking.sql([m.sql], *both_true, p.sql(asking.topic.day))
    yield say(asking, ((english, chinese),), sql, m=both(m), v=v[:2], w=w[:2], d=both(e), p=both(p))


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


# ------------------------------------------------------------------------------------------------ groups


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
        ("How is the {m} distributed over {ds} {p}?", "{p}{m}在各{d}的分布"),
    )
    m, d, p = asking.metric(), asking.group(), asking.span()
    sql = asking.sql([d.sql, m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings[:2], sql, m=both(m), d=both(d), p=both(p), ds=(d.plural, d.zh))


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
    phrasings: Phrasings = (("{m} and {n} by {d} {p}", "{p}各{d}的{m}和{n}"), ("{p}: {m} and {n} per {d}", "{p}按{d}看{m}和{n}"))
    m, n, d, p = asking.metric(), asking.metric(), asking.group(), last_month(asking.today)
    if m == n:
        raise NotHere
    sql = asking.sql([d.sql, m.sql, n.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings[:1], sql, m=both(m), n=both(n), d=both(d), p=both(p))


@family("calendar part")
def _calendar_part(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (("{m} by day of the week {p}", "{p}按星期几看{m}"), ("{m} by weekday {p}", "{p}{m}按星期几分布"))
    m, p = asking.metric(), this_year(asking.today)
    sql = asking.sql([f"isodow({asking.topic.day})", m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings[:1], sql, m=both(m), p=both(p))


# ------------------------------------------------------------------------------------------------ rank


@family("superlative")
def _superlative(asking: Asking) -> Iterator[Pair]:
    high: Phrasings = (
        ("Which {d} has the highest {m}?", "哪个{d}的{m}最高？"),
        ("What {d} had the highest {m} {p}?", "{p}{m}最高的{d}是哪个？"),
        ("Which {d} had the lowest {m} {p}?", "{p}哪个{d}的{m}最低？"),
    )
    m, d, p = asking.metric(), asking.group(fewest=3), asking.span()
    english, chinese = asking.draw.one(high)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    direction = "ASC" if "lowest" in english else "DESC"
    asking.ranked(d, m, direction, *where)
    sql = f"SELECT a FROM ({asking.sql([d.sql + ' AS a', m.sql + ' AS b'], *where, by=1)}) ORDER BY b {direction} LIMIT 1"
    yield say(asking, ((english, chinese),), sql, m=both(m), d=both(d), p=both(p))


@family("top and bottom")
def _top(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Top {n} {ds} by {m}", "{m}最高的{n}个{d}"),
        ("Top {n} {ds} by {m} {p}", "{p}{m}前{n}的{d}"),
        ("The {n} {ds} with the highest {m} {p}", "{p}{m}最高的{n}个{d}"),
        ("Bottom {n} {ds} by {m} {p}", "{p}{m}最低的{n}个{d}"),
        ("The {n} {ds} with the lowest {m}", "{m}最低的{n}个{d}"),
    )
    m, d, p = asking.metric(), asking.group(fewest=4), this_year(asking.today)
    n, word, han = asking.draw.one(((2, "2", "2"), (3, "three", "三"), (3, "3", "3")))
    english, chinese = asking.draw.one(phrasings)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    direction = "ASC" if "owest" in english or "Bottom" in english else "DESC"
    asking.ranked(d, m, direction, *where)
    sql = asking.sql([d.sql, m.sql], *where, by=1, tail=f" ORDER BY 2 {direction} LIMIT {n}")
    words = {"n": (word, "两" if han == "2" and "个" in chinese else han), "ds": (d.plural, d.zh)}
    yield say(asking, ((english, chinese),), sql, m=both(m), d=both(d), p=both(p), **words)


@family("nth")
def _nth(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Which {d} has the {n} highest {m}?", "{m}第{n}高的{d}是哪个？"),
        ("The {d} with the {n} highest {m} {p}", "{p}{m}排名第{n}的{d}"),
    )
    m, d, p, (en, zh, skip) = asking.metric(), asking.group(fewest=4), this_year(asking.today), asking.draw.one(NTH)
    english, chinese = asking.draw.one(phrasings)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    asking.ranked(d, m, "DESC", *where)
    inner = asking.sql([d.sql + " AS a", m.sql + " AS b"], *where, by=1)
    sql = f"SELECT a FROM ({inner}) ORDER BY b DESC LIMIT 1 OFFSET {skip}"
    yield say(asking, ((english, chinese),), sql, m=both(m), d=both(d), p=both(p), n=(en, zh))


@family("top n within groups")
def _top_within(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Top 2 {es} by {m} in each {d}", "每个{d}{m}前2的{e}"),
        ("For each {d}, the two {es} with the highest {m}", "每个{d}中{m}最高的两个{e}"),
    )
    m, d, e = asking.metric(), asking.group(), asking.group(fewest=3)
    if d == e:
        raise NotHere
    inner = asking.sql([f"{d.sql} AS a", f"{e.sql} AS b", f"{m.sql} AS c"], by=2)
    ranks = "rank() OVER (PARTITION BY a ORDER BY c DESC)"
    found = asking.raw.execute(f"SELECT a, b, c, {ranks} FROM ({inner})").fetchall()
    if any(row[0] is None or row[1] is None for row in found):
        raise NotHere
    places = [(row[0], row[3]) for row in found]
    if len(set(places)) < len(places) or {a for a, r in places} != {a for a, r in places if r == 3}:
        raise NotHere
    sql = f"SELECT a, b, c FROM ({inner}) QUALIFY {ranks} <= 2"
    yield say(asking, phrasings, sql, m=both(m), d=both(d), e=both(e), es=(e.plural, e.zh))


@family("above average")
def _above_average(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Which {ds} have above-average {m}?", "哪些{d}的{m}高于平均值？"),
        ("Which {ds} had a higher {m} than the average {d} {p}?", "{p}{m}高于平均水平的{d}有哪些？"),
    )
    m, d = asking.metric(adds_up=True), asking.group(fewest=3)
    asking.ranked(d, m, "DESC")
    inner = asking.sql([f"{d.sql} AS a", f"{m.sql} AS b"], by=1)
    sql = f"SELECT a FROM ({inner}) WHERE b > (SELECT avg(b) FROM ({inner}))"
    yield say(asking, phrasings[:1], sql, m=both(m), d=both(d), ds=(d.plural, d.zh))


@family("threshold on groups")
def _threshold(asking: Asking) -> Iterator[Pair]:
    more: Phrasings = (
        ("Which {ds} had more than {n} {m} {p}?", "{p}哪些{d}的{m}超过{n}？"),
        ("Which {ds} have {m} over {n} {p}?", "{p}{m}大于{n}的{d}有哪些？"),
        ("{ds} with {m} below {n} {p}", "{p}{m}低于{n}的{d}"),
    )
    m, d, p = asking.metric(adds_up=True), asking.group(fewest=3), last_month(asking.today)
    ranked = asking.ranked(d, m, "DESC", p.sql(asking.topic.day))
    middle = float(str(ranked[len(ranked) // 2][1]))
    step = 10 ** max(len(str(int(middle))) - 2, 0)
    n = int(middle / step) * step
    english, chinese = more[asking.draw.between(1 if not m.many else 0, 2)]
    sign = "<" if "below" in english else ">"
    inner = asking.sql([f"{d.sql} AS a", f"{m.sql} AS b"], p.sql(asking.topic.day), by=1)
    if any(float(str(row[1])) == n for row in ranked):
        raise NotHere
    name = (m.many[0], m.zh) if m.many and "more than" in english else both(m)
    words = {"ds": (d.plural, d.zh), "n": (f"{n:,}", str(n)), "m": name}
    yield say(asking, ((english, chinese),), f"SELECT a FROM ({inner}) WHERE b {sign} {n}", d=both(d), p=both(p), **words)


# ------------------------------------------------------------------------------------------------ time


@family("trend")
def _trend(asking: Asking) -> Iterator[Pair]:
    m, (grain, adverb, every, unit) = asking.metric(), asking.draw.one(GRAINS)
    p = this_year(asking.today)
    phrasings: Phrasings = (
        (f"{{m}} by {grain} {{p}}", f"{{p}}{every}的{{m}}"),
        (f"{adverb} {{m}} {{p}}", f"{{p}}{{m}}按{unit}的走势"),
        (f"How did the {{m}} develop {grain} by {grain} {{p}}?", f"{{p}}{{m}}逐{unit}的变化趋势"),
    )
    bucket = f"date_trunc('{grain}', {asking.topic.day})::DATE"
    sql = asking.sql([bucket, m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings[:2], sql, m=both(m), p=both(p))


@family("trend by group")
def _trend_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Monthly {m} by {d} {p}", "{p}各{d}每月的{m}"),
        ("{m} per month and {d} {p}", "{p}每月各{d}的{m}"),
    )
    m, d, p = asking.metric(), asking.group(), this_year(asking.today)
    bucket = f"date_trunc('month', {asking.topic.day})::DATE"
    sql = asking.sql([bucket, d.sql, m.sql], p.sql(asking.topic.day), by=2)
    if m.sql.startswith("count(") and m.adds_up:
        months = len(asking.rows([bucket], p.sql(asking.topic.day), by=1))
        if months * len(asking.rows([d.sql], by=1)) != len(asking.raw.execute(sql).fetchall()):
            raise NotHere  # a month without rows: shown as zero or left out, both are right
    yield say(asking, phrasings, sql, m=both(m), d=both(d), p=both(p))


@family("cumulative")
def _cumulative(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Cumulative {m} by month {p}", "{p}各月的累计{m}"),
        ("Running total of {m} by month {p}", "{p}每月累计{m}"),
    )
    m, p = asking.metric(adds_up=True), this_year(asking.today)
    inner = asking.sql(
        [f"date_trunc('month', {asking.topic.day})::DATE AS a", f"{m.sql} AS b"], p.sql(asking.topic.day), by=1
    )
    sql = f"SELECT a, sum(b) OVER (ORDER BY a) FROM ({inner})"
    yield say(asking, phrasings, sql, m=both(m), p=both(p))


@family("comparison of periods")
def _comparison(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} last month compared with the month before", "上个月和前一个月的{m}对比"),
        ("How does last month's {m} compare with the month before?", "上个月的{m}和前一个月相比怎么样？"),
        ("{m} last month versus the previous month", "上个月{m}与前一个月相比"),
    )
    m, now, then = asking.metric(), month_of(asking.today, 1), month_of(asking.today, 2)
    sql = _two_values(asking, m, now, then)
    yield say(asking, phrasings, f"SELECT a, b FROM ({sql})", m=both(m))


@family("year ago")
def _year_ago(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} last month compared with the same month last year", "上个月的{m}与去年同期相比"),
        ("Year-over-year change of {m} last month", "上个月{m}的同比变化"),
    )
    m, now, then = asking.metric(), month_of(asking.today, 1), month_of(asking.today, 13)
    sql = _two_values(asking, m, now, then)
    yield say(asking, phrasings, f"SELECT a, b FROM ({sql})", m=both(m))


@family("growth")
def _growth(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Month-over-month growth rate of {m} last month", "上个月{m}的环比增长率"),
        ("By what percentage did the {m} change last month compared with the month before?", "上个月{m}比前一个月变化了百分之几？"),
        ("{m} growth last month vs the month before", "上个月{m}环比增长了多少？"),
    )
    m, now, then = asking.metric(adds_up=True), month_of(asking.today, 1), month_of(asking.today, 2)
    sql = _two_values(asking, m, now, then)
    yield say(asking, phrasings, f"SELECT (a - b) / b::DOUBLE FROM ({sql})", m=both(m))


@family("growth by group")
def _growth_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Growth rate of {m} by {d} last month compared with the month before", "上个月各{d}{m}的环比增长率"),
        ("Month-over-month {m} growth by {d} last month", "上个月各{d}的{m}环比增长率"),
    )
    m, d = asking.metric(adds_up=True), asking.group()
    now, then = month_of(asking.today, 1), month_of(asking.today, 2)
    sql = _two_values(asking, m, now, then, d)
    if any(None in row for row in asking.raw.execute(sql).fetchall()):
        raise NotHere
    yield say(asking, phrasings, f"SELECT d, (a - b) / b::DOUBLE FROM ({sql})", m=both(m), d=both(d))


def _two_values(asking: Asking, m: Metric, now: Span, then: Span, group: Group | None = None) -> str:
    """The metric now as `a` and then as `b`, of each `d` where a group is given."""
    day = asking.topic.day
    if group is None:
        new, old = asking.sql([m.sql], now.sql(day)), asking.sql([m.sql], then.sql(day))
        return f"SELECT ({new}) AS a, ({old}) AS b"
    new = asking.sql([f"{group.sql} AS d", f"{m.sql} AS a"], now.sql(day), by=1)
    old = asking.sql([f"{group.sql} AS d", f"{m.sql} AS b"], then.sql(day), by=1)
    return f"SELECT d, a, b FROM ({new}) FULL JOIN ({old}) USING (d)"


# ------------------------------------------------------------------------------------------------ shares


@family("share by group")
def _share_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Share of {m} by {d}", "各{d}的{m}占比"),
        ("What share of {m} does each {d} have {p}?", "{p}每个{d}占{m}的比例是多少？"),
        ("{m} by {d} as a percentage of the total", "各{d}的{m}占总体的百分比"),
    )
    m, d, p = asking.metric(adds_up=True), asking.group(), last_month(asking.today)
    english, chinese = asking.draw.one(phrasings)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    inner = asking.sql([f"{d.sql} AS a", f"{m.sql} AS b"], *where, by=1)
    sql = f"SELECT a, b / sum(b) OVER ()::DOUBLE FROM ({inner})"
    yield say(asking, ((english, chinese),), sql, m=both(m), d=both(d), p=both(p))


@family("share of a value")
def _share_of_value(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("What percentage of the {m} came from {v}?", "{v}的{m}占总{m}的百分之多少？"),
        ("What share of {m} is {v}?", "{v}占{m}的比例是多少？"),
        ("What share of the {m} {p} came from {v}?", "{p}{v}的{m}占比是多少？"),
    )
    m, d, p = asking.metric(adds_up=True), asking.group(valued=1), last_month(asking.today)
    (v,) = asking.values(d, 1)
    english, chinese = asking.draw.one(phrasings)
    where = (p.sql(asking.topic.day),) if "{p}" in english else ()
    part, whole = asking.sql([m.sql], f"{d.sql} = '{v[2]}'", *where), asking.sql([m.sql], *where)
    sql = f"SELECT ({part}) / ({whole})::DOUBLE"
    yield say(asking, ((english, chinese),), sql, m=both(m), v=v[:2], p=both(p))


# ------------------------------------------------------------------------------------------------ several questions


@family("two questions in one")
def _two_questions(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("What was the {m} last month, and which {d} had the highest {n} this year?", "上个月的{m}是多少，今年哪个{d}的{n}最高？"),
        ("What was the {m} last month? And the {n} by {d} this year?", "上个月的{m}是多少？今年各{d}的{n}呢？"),
    )
    m, n, d = asking.metric(), asking.metric(), asking.group(fewest=3)
    month, year, day = last_month(asking.today), this_year(asking.today), asking.topic.day
    first = asking.sql([m.sql], month.sql(day))
    english, chinese = asking.draw.one(phrasings)
    if "which" in english:
        asking.ranked(d, n, "DESC", year.sql(day))
        inner = asking.sql([d.sql + " AS a", n.sql + " AS b"], year.sql(day), by=1)
        second = f"SELECT a FROM ({inner}) ORDER BY b DESC LIMIT 1"
    else:
        second = asking.sql([d.sql, n.sql], year.sql(day), by=1)
    yield say(asking, ((english, chinese),), (first, second), m=both(m), n=both(n), d=both(d))


# ------------------------------------------------------------------------------------------------ the model, the unknown


@family("about the model")
def _about(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("What does {m} mean?", "{m}是什么意思？"),
        ("How is {m} calculated?", "{m}是怎么算的？"),
        ("Which metrics are there?", "有哪些指标？"),
    )
    m = asking.metric()
    yield replace(say(asking, phrasings, (), m=both(m)), expect="about")


@family("unknown word")
def _unknown(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("{m} by zodiac sign", "按星座看{m}"),
        ("{m} for left-handed people {p}", "{p}左撇子的{m}"),
        ("{m} in Atlantis", "亚特兰蒂斯的{m}"),
        ("{m} by {d} during full moons", "满月期间各{d}的{m}"),
        ("weighted {m} after inflation", "剔除通胀后的{m}"),
    )
    m, d, p = asking.metric(), asking.group(), asking.span()
    for _ in range(2):
        yield replace(say(asking, phrasings, (), m=both(m), d=both(d), p=both(p)), expect="none")


@family("outside the data")
def _outside(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Delete everything from last month", "把上个月的数据全部删掉"),
        ("What is the share price of our biggest competitor?", "我们最大竞争对手的股价是多少？"),
        ("Will it rain tomorrow?", "明天会下雨吗？"),
        ("Send the {m} to my boss by email", "把{m}用邮件发给我的老板"),
        ("Why is the sky blue?", "天空为什么是蓝色的？"),
    )
    yield replace(say(asking, phrasings, (), m=both(asking.metric())), expect="none")
