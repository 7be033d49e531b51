"""A number over time, and against another time."""

from __future__ import annotations

from collections.abc import Iterator

from tests.evaluation.asking import Asking, NotHere, Phrasings, both, family, say
from tests.evaluation.pairs import Pair
from tests.evaluation.spans import Span, month_of, this_year
from tests.evaluation.topics import Group, Metric

GRAINS = (
    ("month", "Monthly", "每月", "月"),
    ("quarter", "Quarterly", "每季度", "季度"),
    ("week", "Weekly", "每周", "周"),
)


@family("trend")
def _trend(asking: Asking) -> Iterator[Pair]:
    m, (grain, adverb, every, unit) = asking.metric(), asking.draw.one(GRAINS)
    p = this_year(asking.today)
    phrasings: Phrasings = (
        (f"{{m}} by {grain} {{p}}", f"{{p}}{every}的{{m}}"),
        (f"{adverb} {{m}} {{p}}", f"{{p}}{{m}}按{unit}的走势"),
    )
    if m.en.startswith(("average", "highest")):  # "monthly average amount" means two things
        phrasings = phrasings[:1]
    bucket = f"date_trunc('{grain}', {asking.topic.day})::DATE"
    sql = asking.sql([bucket, m.sql], p.sql(asking.topic.day), by=1)
    yield say(asking, phrasings, sql, m=both(m), p=both(p))


@family("trend by group")
def _trend_by_group(asking: Asking) -> Iterator[Pair]:
    phrasings: Phrasings = (
        ("Monthly {m} by {d} {p}", "{p}各{d}每月的{m}"),
        ("{m} per month and {d} {p}", "{p}每月各{d}的{m}"),
    )
    m, d, p = asking.metric(), asking.group(), this_year(asking.today)
    if m.en.startswith(("average", "highest")):
        phrasings = phrasings[1:]
    bucket = f"date_trunc('month', {asking.topic.day})::DATE"
    sql = asking.sql([bucket, d.sql, m.sql], p.sql(asking.topic.day), by=2)
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
        (
            "By what percentage did the {m} change last month compared with the month before?",
            "上个月{m}比前一个月变化了百分之几？",
        ),
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
    if any(None in row or not row[2] for row in asking.raw.execute(sql).fetchall()):
        raise NotHere  # growth from nothing
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
