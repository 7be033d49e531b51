"""Groups that moved in one direction period after period.

Rule: n moves are seen between the last n + 1 complete periods before as-of, or before the end of the query's window
where that is earlier. A group that lacks one of these periods has no streak; where the window begins does not matter,
and no condition of the query is left out.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.additive import check_parts
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import SUB_DAY, Frame
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.metrics import value_of
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import InnerPeriod, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery
from semantic_layer.query import SemanticQuery, Streak

_PERIOD = "streak_period"
_MOVES: dict[str, type[exp.GT] | type[exp.LT]] = {"up": exp.GT, "down": exp.LT}


def check_streak(query: SemanticQuery) -> None:
    """Refuse a streak that nothing can have.

    Raises
    ------
    BadQuery
    """
    streak = query.streak
    if streak is None:
        return
    if streak.n < 1:
        raise BadQuery(f"A streak has at least one move, not {streak.n}.")
    if streak.grain in SUB_DAY:
        raise BadQuery(f"A streak is seen from day to day or over longer periods, not by {streak.grain}.")
    if query.rows or not query.dimensions:
        raise BadQuery("A streak is what groups have: name a dimension to group by, such as the product or the region.")
    if any(ref.name == "metric_time" for ref in query.dimensions):
        raise BadQuery("A group that is a period itself has no streak. Group by something that lasts.")
    if any(ref.offset for ref in query.metrics if ref.key == streak.by):
        raise BadQuery(f"{streak.by!r} is taken from an earlier period. Ask for the streak of the metric itself.")


def streak_step(build: Build, streak: Streak, metric: Resolved, groups: Keys, scope: Scope) -> str:
    """Write the step of the groups that moved `n` times running; a column `moves` says how often."""
    for side in metric.sides:
        if side.metric is not None:
            check_parts(build, side.metric, f"by {streak.grain}")
    frame = _frame(build, streak)
    keys = (*groups, InnerPeriod(streak.grain, _PERIOD))
    grid = Grid(build, keys)
    value = value_of(grid, metric, replace(scope, frame=frame))
    relation = grid.relation(name="streak_parts")
    names = [sql.column(key.name) for key in groups]
    order = [exp.Ordered(this=sql.column(_PERIOD), nulls_first=build.dialect == "bigquery")]
    before = sql.window(exp.Lag(this=value.copy()), [name.copy() for name in names], order)
    inside = exp.GTE(this=sql.column(_PERIOD), expression=sql.literal(frame.start))
    moves = sql.select(
        [*names, sql.alias(value, "streak_now"), sql.alias(before, "streak_before")], relation, where=inside
    )
    return build.add("streak", _running(build.add("streak_moves", moves), streak, groups))


def _running(step: str, streak: Streak, groups: Keys) -> exp.Select:
    """The groups with a value in every period, each beyond the one before it."""
    now, before = sql.column("streak_now"), sql.column("streak_before")
    moved = _MOVES[streak.direction](this=now.copy(), expression=before)
    moves: Node = exp.Sum(this=sql.when(moved, sql.number(1), sql.number(0)))
    names: list[Node] = [sql.column(key.name) for key in groups]
    found = sql.select([*names, sql.alias(moves, "moves")], step, group=[name.copy() for name in names])
    every = exp.EQ(this=exp.Count(this=now), expression=sql.number(streak.n + 1))
    wanted = exp.EQ(this=moves.copy(), expression=sql.number(streak.n))
    found.set("having", exp.Having(this=sql.all_of([every, wanted])))
    return found


def _frame(build: Build, streak: Streak) -> Frame:
    """The last n + 1 complete periods."""
    calendar, fiscal = build.calendar, build.query.fiscal
    window = build.query.window
    known = min(calendar.as_of, window.end) if window and window.end else calendar.as_of
    end = calendar.floor(known, streak.grain, fiscal=fiscal)
    start = calendar.shift(end, -(streak.n + 1), streak.grain, fiscal=fiscal)
    if calendar.first_day and start < calendar.first_day:
        build.flags["window_incomplete"] = None
    return Frame(start, end, label="streak")
