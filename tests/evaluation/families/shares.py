"""A part of a whole."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evaluation.asking import Asking, Phrasings, both, family, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import last_month


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
