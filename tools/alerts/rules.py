"""The rules of customer alerts as steps of one statement.

Rule: each rule is a SELECT of customer keys over the base; a rule judges only customers with enough of a past of their
own, and the quantiles, medians and cuts it uses come from before as-of. The steps end in `hits` (key, rule).

    silent          no purchase for `silent_days` days
    frequency_drop  purchase days in the last window under half the own median of at least 5 earlier windows
    overdue         silent for longer than nine in ten of the own gaps, of at least 5
    score_drop      spending of a year fell two fifths of the customers down since a quarter ago, by the cuts of then
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from tools import trees
from tools.customers.base import BaseScope
from tools.customers.horizons import gap_steps
from tools.trees import Node, Step, column, named

FEWEST_WINDOWS, MOST_WINDOWS = 5, 12
FEWEST_GAPS = 5
OWN_QUANTILE = 0.9
SCORE_DAYS, SCORE_BACK, SCORE_STEP = 365, 90, 2
_CUTS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Settings:
    """Lengths in days."""

    silent_days: int
    window_days: int


def alert_steps(scope: BaseScope, settings: Settings) -> tuple[Step, ...]:
    """The base and every rule; ends in `hits`: key, rule."""
    rules = {
        "silent": _silent(settings.silent_days),
        "frequency_drop": _frequency_drop(),
        "overdue": _overdue(),
        "score_drop": _score_drop(),
    }
    together: exp.Query | None = None
    for name, select in rules.items():
        one = select.select(named(trees.text(name), "rule"), copy=False)
        together = one if together is None else exp.union(together, one, distinct=False, copy=False)
    assert together is not None
    return (*gap_steps(scope), *_windows(scope, settings.window_days), *_scores(scope), ("hits", together))


def _silent(days: int) -> exp.Select:
    longer = exp.GT(this=column("recency_days"), expression=trees.number(days))
    return trees.from_step("customers", column("key")).where(longer, copy=False)


# --- frequency ----------------------------------------------------------------------------------------------------


def _windows(scope: BaseScope, days: int) -> tuple[Step, ...]:
    """`counts`: purchase days of each customer in the window before as-of (0) and in up to 12 before it.

    Windows without a purchase count as 0; a window that began before the first purchase does not count.
    """
    back = exp.Sub(this=trees.days_between(column("day"), trees.day(scope.as_of)), expression=trees.number(1))
    bought = trees.from_step(
        "days", column("key"), named(_whole(back, days), "place"), named(exp.Count(this=exp.Star()), "n")
    )
    bought = bought.where(exp.EQ(this=column("bought"), expression=trees.number(1)), copy=False)
    bought = bought.group_by(trees.number(1), trees.number(2), copy=False)
    places: exp.Query | None = None
    for place in range(MOST_WINDOWS + 1):
        one = exp.Select(expressions=[named(trees.number(place), "place")])
        places = one if places is None else exp.union(places, one, distinct=False, copy=False)
    assert places is not None
    known = trees.days_between(column("first_day", "customers"), trees.day(scope.as_of))
    ends = exp.Mul(this=exp.Paren(this=exp.Add(this=column("place", "places"), expression=trees.number(1))),
                   expression=trees.number(days))  # fmt: skip
    same = trees.all_of(
        [
            exp.EQ(this=column("key", "bought_in"), expression=column("key", "customers")),
            exp.EQ(this=column("place", "bought_in"), expression=column("place", "places")),
        ]
    )
    counts = (
        trees.from_step(
            "customers",
            column("key", "customers"),
            column("place", "places"),
            named(trees.or_zero(column("n", "bought_in")), "n"),
        )
        .join(trees.step("places"), join_type="cross", copy=False)
        .join(trees.step("bought_in"), on=same, join_type="left", copy=False)
        .where(exp.LTE(this=ends, expression=known), copy=False)
    )
    return (("bought_in", bought), ("places", places), ("counts", counts))


def _whole(value: Node, days: int) -> Node:
    return exp.cast(
        exp.Floor(this=exp.Div(this=exp.Paren(this=value), expression=trees.double(trees.number(days)))), "BIGINT"
    )


def _frequency_drop() -> exp.Select:
    is_now = exp.EQ(this=column("place"), expression=trees.number(0))
    earlier = exp.GT(this=column("place"), expression=trees.number(0))
    usual = exp.Median(this=trees.when(earlier, trees.double(column("n"))))
    current = exp.Max(this=trees.when(is_now, column("n")))
    under_half = exp.LT(this=exp.Mul(this=trees.number(2), expression=current), expression=usual)
    enough = exp.GTE(this=trees.count_if(earlier.copy()), expression=trees.number(FEWEST_WINDOWS))
    select = trees.from_step("counts", column("key")).group_by(column("key"), copy=False)
    return select.having(trees.all_of([enough, under_half]), copy=False)


# --- the own gaps -------------------------------------------------------------------------------------------------


def _overdue() -> exp.Select:
    habit = (
        trees.from_step(
            "gaps",
            column("key"),
            named(trees.quantile(column("gap_days"), OWN_QUANTILE), "longest"),
            named(exp.Count(this=column("gap_days")), "n"),
        )
        .group_by(column("key"), copy=False)
        .subquery("habit")
    )
    late = exp.GT(this=column("recency_days", "customers"), expression=column("longest", "habit"))
    enough = exp.GTE(this=column("n", "habit"), expression=trees.number(FEWEST_GAPS))
    return (
        trees.from_step("customers", column("key", "customers"))
        .join(habit, on=exp.EQ(this=column("key", "habit"), expression=column("key", "customers")), copy=False)
        .where(trees.all_of([late, enough]), copy=False)
    )


# --- value --------------------------------------------------------------------------------------------------------


def _scores(scope: BaseScope) -> tuple[Step, ...]:
    """`spent`: what each customer spent in the year up to now and in the year up to a quarter ago; `cuts` of then."""
    now, then = scope.as_of, scope.as_of - timedelta(days=SCORE_BACK)
    year = timedelta(days=SCORE_DAYS)

    def amount(name: str, start: date, end: date) -> Node:
        inside = trees.all_of(
            [
                exp.GTE(this=column("day"), expression=trees.day(start)),
                exp.LT(this=column("day"), expression=trees.day(end)),
            ]
        )
        return named(exp.Sum(this=trees.when(inside, column("amount"))), name)

    spent = trees.from_step(
        "days", column("key"), amount("spent_now", now - year, now), amount("spent_then", then - year, then)
    ).group_by(column("key"), copy=False)
    cuts = trees.from_step(
        "spent", *(named(trees.quantile(column("spent_then"), q), f"c{n}") for n, q in enumerate(_CUTS))
    )
    return (("spent", spent), ("cuts", cuts))


def _score_drop() -> exp.Select:
    """Scores 1 to 5 by the cuts of then; who spent nothing since scores 1."""

    def score(name: str) -> Node:
        value = trees.or_zero(column(name, "spent"))
        above = [
            trees.indicator(exp.GT(this=value.copy(), expression=column(f"c{n}", "cuts"))) for n in range(len(_CUTS))
        ]
        return exp.Paren(this=trees.total(above))

    fell = exp.GTE(
        this=exp.Sub(this=score("spent_then"), expression=score("spent_now")), expression=trees.number(SCORE_STEP)
    )
    bought = trees.is_known(column("spent_then", "spent"))
    return (
        trees.from_step("spent", column("key", "spent"))
        .join(trees.step("cuts"), join_type="cross", copy=False)
        .where(trees.all_of([bought, fell]), copy=False)
    )
