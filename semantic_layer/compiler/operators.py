"""What a query does with its metrics once they are computed: compare, share, keep, rank, order.

Rule: each operator is a step of its own over the columns of the step before; a rank is computed in a step and filtered
outside it; NULL values come last in both directions, and every order ends with the groups, so that the same data give
the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.columns import is_additive
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.groups import bucket_labels
from semantic_layer.compiler.metrics import change, rate, value_of
from semantic_layer.compiler.names import find_field
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import PERIOD, DimensionKey, Key, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NotAdditive
from semantic_layer.model import Scalar, Segmentation
from semantic_layer.query import Cumulate, Share, Top
from semantic_layer.result import Column

TIED = "tied_at_cut"


def named(names: Sequence[str]) -> list[Node]:
    return [sql.column(name) for name in names]


def changes(key: str, to: str, columns: Sequence[Column]) -> list[Node]:
    """Return the change and rate columns that were asked for."""
    found: list[Node] = []
    now, then = sql.column(key), sql.column(f"{key}__{to}")
    for column in columns:
        if column.kind == "change":
            found.append(sql.alias(change(now.copy(), then.copy()), column.name))
        elif column.kind == "rate":
            found.append(sql.alias(rate(now.copy(), then.copy()), column.name))
    return found


def whole(build: Build, share: Share, resolved: Resolved, scope: Scope, keys: Keys) -> tuple[str, Keys]:
    """Write the step that holds the whole, from its own rows; return it with the keys that it is known by."""
    _check_parts(build, resolved)
    kept: Keys = keys[:-1] if share.of == "parent" else ()
    grid = Grid(build, kept)
    if share.of == "total":
        scope = replace(scope, conditions=())
    value = value_of(grid, resolved, scope)
    relation = grid.relation(name="whole_parts")
    columns: list[Node] = [sql.alias(sql.column(key.name), f"{key.name}__whole") for key in kept]
    return build.add("whole", sql.select([*columns, sql.alias(value, "whole")], relation)), kept


def whole_of_rows(build: Build, resolved: Resolved, source: str) -> str:
    """Write the step that holds the whole of what is listed: the sum over the rows of `source`."""
    _check_parts(build, resolved)
    total = sql.alias(exp.Sum(this=sql.column(resolved.ref.key)), "whole")
    return build.add("whole", sql.select([total], source))


def _check_parts(build: Build, resolved: Resolved) -> None:
    if not is_additive(build, resolved):
        raise NotAdditive(
            f"{resolved.ref.key!r} does not add up, so it has no parts of a whole. Ask for the metrics it is made of.",
            metric=resolved.ref.name,
        )


def share_column(key: str, step: str, kept: Keys) -> tuple[Node, list[exp.Join]]:
    """Return the share of the whole, and the join that brings the whole in."""
    name = f"{key}__share"
    if not kept:
        total = exp.Subquery(this=sql.select([sql.column("whole")], step))
        return sql.alias(sql.ratio(sql.column(key), total), name), []
    on = sql.all_of(
        exp.NullSafeEQ(this=sql.column(item.name), expression=sql.column(f"{item.name}__whole")) for item in kept
    )
    join = sql.left_join(sql.table(step), on)
    return sql.alias(sql.ratio(sql.column(key), sql.column("whole")), name), [join]


def moving(cumulate: Cumulate, key: str, keys: Keys, dialect: str) -> Node:
    """Return the sum or mean of the last n periods of the answer; NULL where there are not n yet."""
    n = cumulate.n
    if n is None or n < 1:
        raise BadQuery("A moving value needs the number of periods it covers.")
    value = sql.column(key)
    function: Node = exp.Avg(this=sql.double(value)) if cumulate.how == "moving_avg" else exp.Sum(this=value)
    full = exp.EQ(this=_last(exp.Count(this=exp.Star()), n, keys, dialect), expression=sql.number(n))
    return sql.alias(sql.when(full, _last(function, n, keys, dialect)), f"{key}__cumulated")


def _last(function: Node, n: int, keys: Keys, dialect: str) -> exp.Window:
    window = sql.window(
        function,
        [sql.column(key.name) for key in keys if key != PERIOD],
        [_by_period(dialect)],
    )
    window.set(
        "spec",
        exp.WindowSpec(kind="ROWS", start=sql.number(n - 1), start_side="PRECEDING", end="CURRENT ROW"),
    )
    return window


def _by_period(dialect: str) -> exp.Ordered:
    """Sort by the period, which is never NULL; BigQuery takes no NULLS LAST inside a counting window."""
    return exp.Ordered(this=sql.column(PERIOD.name), desc=False, nulls_first=dialect == "bigquery")


def carried(name: str, keys: Keys, run: str) -> Node:
    """Return the last known value up to a period; `run` counts the known values so far."""
    partition = [*(sql.column(key.name) for key in keys if key != PERIOD), sql.column(run)]
    return sql.alias(sql.window(exp.Max(this=sql.column(name)), partition), name)


def known_so_far(name: str, keys: Keys, run: str, dialect: str) -> Node:
    window = sql.window(
        exp.Count(this=sql.column(name)),
        [sql.column(key.name) for key in keys if key != PERIOD],
        [_by_period(dialect)],
    )
    window.set(
        "spec",
        exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
    )
    return sql.alias(window, run)


def check_name(name: str, known: Sequence[str], verb: str) -> None:
    if name not in known:
        raise BadQuery(f"The answer has no column {name!r} to {verb} by. It has {', '.join(known)}.", name=name)


def ranked(build: Build, names: Sequence[str], keys: Keys) -> list[Node]:
    """Return the columns that give every group its place. "Unknown" is no region: it takes none before a known one."""
    top = build.query.top
    assert top is not None
    partition, by_value = _ranking(build, top, keys)
    order = [*by_value, *(sql.ordered(node, "asc") for node in _all_that_differs(build, names, keys))]
    place = sql.window(exp.RowNumber(), partition, order)
    rank = sql.window(exp.Rank(), [node.copy() for node in partition], [node.copy() for node in by_value])
    reach = sql.window(exp.Count(this=exp.Star()), [node.copy() for node in partition], [n.copy() for n in by_value])
    return [*named(names), sql.alias(place, "place"), sql.alias(rank, "rank"), sql.alias(reach, "reach")]


def _ranking(build: Build, top: Top, keys: Keys) -> tuple[list[Node], list[exp.Ordered]]:
    """Inside which groups is ranked, and by what."""
    by_name = {key.name: key for key in keys}
    for name in top.per:
        check_name(name, list(by_name), "rank")
    by = sql.ordered(_sorted_by(build, top.by, by_name), top.direction)
    by_value = [*map(_known_first, _unknown(build, keys)), by]
    return [sql.column(name) for name in top.per], by_value


def standing(build: Build, names: Sequence[str], keys: Keys) -> list[Node]:
    """Return the columns that say how many different values are better, so that whoever is tied is skipped together."""
    assert build.query.top is not None
    partition, by_value = _ranking(build, build.query.top, keys)
    return [*named(names), sql.alias(sql.window(exp.DenseRank(), partition, by_value), "standing")]


def after_skipped(top: Top) -> Node:
    return exp.GT(this=sql.column("standing"), expression=sql.number(top.skip))


def _sorted_by(build: Build, name: str, keys: Mapping[str, Key]) -> Node:
    return key_order(build, [keys[name]])[0] if name in keys else sql.column(name)


def _all_that_differs(build: Build, names: Sequence[str], keys: Sequence[Key]) -> list[Node]:
    """What tells one line from another: the groups; of listed rows, which may share them, every column."""
    own = {ref.key for ref in build.query.dimensions}
    others = [sql.column(name) for name in names if name not in own] if build.query.rows is not None else []
    return [*key_order(build, keys), *others]


def complete_periods(build: Build, keys: Keys, per: Sequence[str]) -> Node | None:
    """Return the condition that no period that as-of cuts is set against whole ones, unless inside it (`per`)."""
    query = build.query
    if PERIOD not in keys or query.grain is None or PERIOD.name in per:
        return None
    first = build.axis.first_incomplete(query.grain)
    if first is None or not build.axis.periods or build.axis.periods[0] >= first:
        return None
    build.flags["incomplete_not_ranked"] = None
    return exp.LT(this=sql.column(PERIOD.name), expression=sql.literal(first))


def in_top(build: Build, keys: Keys) -> Node:
    """Return the condition to be in the top: for the first place all winners, else at most n.

    A group without a value has no place, whatever the direction; the unknown group is kept beside the top for others.
    """
    top = build.query.top
    assert top is not None
    place = exp.LTE(this=sql.column("rank" if top.n == 1 else "place"), expression=sql.number(top.n))
    unknown = _unknown(build, keys)
    known = [exp.Not(this=node.copy()) for node in unknown]
    winners = sql.all_of([place, sql.not_null(sql.column(top.by)), *known])
    return sql.either([winners, *unknown]) if top.others and unknown else winners


def _known_first(unknown: Node) -> exp.Ordered:
    """Known groups before unknown ones. The mark is never NULL, so it says no NULLS that a dialect may lack."""
    return exp.Ordered(this=sql.when(unknown, sql.number(1), sql.number(0)), nulls_first=True)


def _unknown(build: Build, keys: Keys) -> list[Node]:
    """Return, for every ranked grouping, the condition that a group is the unknown one."""
    top = build.query.top
    if build.query.rows is not None:
        return []  # a listed row is known, whatever it lacks
    per = top.per if top else ()
    return [sql.is_null(sql.column(key.name)) for key in keys if isinstance(key, DimensionKey) and key.name not in per]


def tied(build: Build) -> Node:
    """Mark the group at the cut whose value the next group shares."""
    top = build.query.top
    assert top is not None
    at_cut = exp.EQ(this=sql.column("place"), expression=sql.number(top.n))
    more = exp.GT(this=sql.column("reach"), expression=sql.number(top.n))
    return sql.alias(sql.when(exp.And(this=at_cut, expression=more), sql.number(1), sql.number(0)), TIED)


def order_of(build: Build, known: Sequence[str], keys: Keys) -> list[exp.Ordered]:
    """Return the order of the answer: as asked, else by rank, else by groups; it always ends with the groups."""
    query = build.query
    by_name = {key.name: key for key in keys}
    found: list[exp.Ordered] = []
    for item in query.order:
        check_name(item.by, known, "order")
        found.append(sql.ordered(_sorted_by(build, item.by, by_name), item.direction))
    if query.top and not query.order:
        found += [sql.ordered(sql.column(name), "asc") for name in query.top.per]
        unknown = _unknown(build, keys) if query.top.others else []
        if unknown:
            found.append(sql.ordered(_is_below(unknown), "asc"))
        found.append(sql.ordered(_sorted_by(build, query.top.by, by_name), query.top.direction))
    done = {item.by for item in query.order} | (set(query.top.per) if query.top and not query.order else set())
    rest = [key for key in keys if key.name not in done]
    return [*found, *(sql.ordered(node, "asc") for node in _all_that_differs(build, known, rest))]


def _is_below(unknown: Sequence[Node]) -> Node:
    """The unknown bucket that is kept apart comes after the top, however few groups the top has."""
    return sql.when(sql.either(unknown), sql.number(1), sql.number(0))


def key_order(build: Build, keys: Sequence[Key]) -> list[Node]:
    """Return what groups are sorted by: their declared order where they have one, else their value."""
    return [_sorted_as(sql.column(key.name), _declared(build, key)) for key in keys]


def _declared(build: Build, key: Key) -> list[Scalar]:
    if not isinstance(key, DimensionKey) or key.ref.name == "metric_time":
        return []
    if key.ref.edges:
        return list(bucket_labels(key.ref.edges))
    if key.ref.grain or key.ref.part:
        return []
    field = find_field(build, key.ref.name)
    values = field.values if isinstance(field, Segmentation) else field.dimension.values
    places = [value for value in values if value.order is not None]
    if not places and (isinstance(field, Segmentation) or field.dimension.type == "ordinal"):
        return [value.code for value in values]  # written from first to last
    return [value.code for value in sorted(places, key=lambda value: value.order or 0)]


def _sorted_as(column: Node, declared: Sequence[Scalar]) -> Node:
    if not declared:
        return column
    ifs = [
        exp.If(this=exp.EQ(this=column.copy(), expression=sql.literal(code)), true=sql.number(place))
        for place, code in enumerate(declared)
    ]
    missing = exp.If(this=sql.is_null(column), true=exp.Null())
    return exp.Case(ifs=[missing, *ifs], default=sql.number(len(declared)))
