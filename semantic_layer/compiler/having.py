"""Which groups of the answer are kept.

Rule: conditions read the answer's groups as they are before any of them is taken away, so their order means nothing. A
group whose number is unknown meets none. Against an aggregate of the groups, the unknown group and a period that as-of
cuts neither count nor pass.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.metrics import value_of
from semantic_layer.compiler.operators import check_name, complete_periods
from semantic_layer.compiler.predicates import beyond, compare
from semantic_layer.compiler.reference import BOUND, bound_of, bounds, check_reference, times
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import PERIOD, DimensionKey, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.compiler.streak import streak_step
from semantic_layer.errors import BadQuery
from semantic_layer.query import MetricFilter

Kept = tuple[Node | None, list[exp.Join]]
"""A condition on groups, and the joins it reads."""


def kept(
    build: Build, source: str, keys: Keys, scope: Scope, resolved: Sequence[Resolved], known: Sequence[str]
) -> Kept:
    """Return the conditions on the answer's groups; `known` are the columns of numbers of the step `source`."""
    query = build.query
    found: list[Kept] = []
    joined = query.streak or any(item.than for item in query.having)
    table = source if joined else None
    for item in query.having:
        check_name(item.by, known, "filter")
        if item.than is None:
            found.append((compare(sql.column(item.by, table), item.op, item.values, item.by), []))
        else:
            found.append(_against(build, source, keys, scope, resolved, item))
    if query.streak:
        found.append(_streaks(build, source, keys, scope, resolved))
    return sql.both(condition for condition, _ in found), [join for _, joins in found for join in joins]


def _against(
    build: Build, source: str, keys: Keys, scope: Scope, resolved: Sequence[Resolved], item: MetricFilter
) -> Kept:
    """The condition against a number of the data, which is that of a group's own `per` where there is one."""
    than = item.than
    assert than is not None
    check_reference(item.op, item.values, item.by)
    for name in than.per:
        check_name(name, [key.name for key in keys], "compare")
    if than.agg == "overall" and than.spread:
        raise BadQuery("Standard deviations are counted from an average over groups, not from the whole.")
    if than.agg == "overall":
        step, counted = _overall(build, keys, scope, resolved, item), None
    else:
        counted = _counted(build, keys, than.per)
        step = bounds(build, source, item.by, than, counted)
    bound, joins = bound_of(source, step, than.per)
    met = beyond(sql.column(item.by, source), item.op, times(bound, item.values))
    return sql.both([met, _qualified(counted, source)]), joins


def _counted(build: Build, keys: Keys, per: Sequence[str]) -> Node | None:
    """The condition that a group is one to compare with: known, and a whole period. Listed rows all are."""
    if build.query.rows:
        return None
    known = [sql.not_null(sql.column(key.name)) for key in keys if isinstance(key, DimensionKey)]
    return sql.both([*known, complete_periods(build, keys, per)])


def _qualified(node: Node | None, table: str) -> Node | None:
    """The same condition on the columns of one step, where others are joined to it."""
    if node is None:
        return None
    return node.copy().transform(lambda item: sql.column(item.name, table) if isinstance(item, exp.Column) else item)


def _overall(build: Build, keys: Keys, scope: Scope, resolved: Sequence[Resolved], item: MetricFilter) -> str:
    """The step of the metric itself over all rows, or over those of each value of `per`."""
    than = item.than
    assert than is not None
    metric = next((one for one in resolved if one.ref.key == item.by), None)
    if metric is None:
        raise BadQuery(f"{item.by!r} is computed from the groups and has no overall value. Compare with its average.")
    kept_keys = tuple(key for key in keys if key.name in than.per)
    grid = Grid(build, kept_keys)
    value = value_of(grid, metric, scope)
    relation = grid.relation(name="overall_parts")
    names: list[Node] = [sql.column(key.name) for key in kept_keys]
    return build.add("overall", sql.select([*names, sql.alias(value, BOUND)], relation))


def _streaks(build: Build, source: str, keys: Keys, scope: Scope, resolved: Sequence[Resolved]) -> Kept:
    """The condition that a group is one of those that moved in every period."""
    streak = build.query.streak
    assert streak is not None
    metric = next((one for one in resolved if one.ref.key == streak.by), None)
    if metric is None:
        check_name(streak.by, [one.ref.key for one in resolved], "follow")
        raise AssertionError
    groups = tuple(key for key in keys if key != PERIOD)
    step = streak_step(build, streak, metric, groups, scope)
    on = sql.all_of(
        exp.NullSafeEQ(this=sql.column(key.name, source), expression=sql.column(key.name, step)) for key in groups
    )
    return sql.not_null(sql.column("moves", step)), [sql.left_join(sql.table(step), on)]
