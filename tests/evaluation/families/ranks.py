"""First, last, second, above: groups in order or measured against a number."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evaluation.asking import Asking, NotHere, Phrasings, both, family, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import last_month, this_year

NTH = (("second", "二", 1), ("third", "三", 2))


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
    sql = (
        f"SELECT a FROM ({asking.sql([d.sql + ' AS a', m.sql + ' AS b'], *where, by=1)}) ORDER BY b {direction} LIMIT 1"
    )
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
    phrasings: Phrasings = (("Which {ds} have above-average {m}?", "哪些{d}的{m}高于平均值？"),)
    m, d = asking.metric(adds_up=True), asking.group(fewest=3)
    asking.ranked(d, m, "DESC")
    inner = asking.sql([f"{d.sql} AS a", f"{m.sql} AS b"], by=1)
    sql = f"SELECT a FROM ({inner}) WHERE b > (SELECT avg(b) FROM ({inner}))"
    yield say(asking, phrasings, sql, m=both(m), d=both(d), ds=(d.plural, d.zh))


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
    yield say(
        asking, ((english, chinese),), f"SELECT a FROM ({inner}) WHERE b {sign} {n}", d=both(d), p=both(p), **words
    )
