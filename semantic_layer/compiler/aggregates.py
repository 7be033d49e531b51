"""Aggregate functions, exact on every engine or refused.

Rule: an engine whose percentile or median is approximate does not get asked for an exact one; a declared approximation
is marked on the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, UnsupportedOnEngine
from semantic_layer.model import Aggregation

_WITHIN_GROUP = frozenset({"duckdb", "postgres", "snowflake"})
_PERCENTILE_FUNCTION = frozenset({"spark", "spark2", "databricks"})  # PERCENTILE(x, p) is exact and continuous there

_SIMPLE: Mapping[str, Callable[[Node], Node]] = {
    "sum": lambda value: exp.Sum(this=value),
    "count": lambda value: exp.Count(this=value),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
    "avg": lambda value: exp.Avg(this=sql.double(value)),
}


def aggregate(
    agg: Aggregation, value: Node, build: Build, *, rank: float | None = None, method: str = "continuous"
) -> Node:
    """Return an aggregate over rows. `rank` is that of a percentile."""
    if method == "approximate":
        build.flags["approximate"] = None
    match agg:
        case "count_distinct":
            if method == "approximate":
                return exp.ApproxDistinct(this=value)
            return exp.Count(this=exp.Distinct(expressions=[value]))
        case "median":
            return percentile(value, 0.5, method, build)
        case "percentile":
            if rank is None:
                raise BadQuery("A percentile needs its rank. Give one between 0 and 1.")
            return percentile(value, rank, method, build)
        case _:
            return _SIMPLE[agg](value)


def place_of(agg: Aggregation, rank: float | None) -> float | None:
    """Where in the order of the values an aggregate is taken: 0 the lowest, 1 the highest; None = it is of them all."""
    return {"min": 0.0, "max": 1.0, "median": 0.5, "percentile": rank}.get(agg)


def percentile(value: Node, rank: float, method: str, build: Build) -> Node:
    """Return a percentile: continuous (interpolated) or discrete (a value that occurs)."""
    if not 0 <= rank <= 1:
        raise BadQuery(f"A percentile's rank lies between 0 and 1, not at {rank}.")
    if method == "approximate":
        return exp.ApproxQuantile(this=value, quantile=sql.number(rank))
    number = sql.double(value) if method == "continuous" else value
    if build.dialect in _WITHIN_GROUP:
        function = exp.PercentileCont if method == "continuous" else exp.PercentileDisc
        order = exp.Order(expressions=[exp.Ordered(this=number)])
        return exp.WithinGroup(this=function(this=sql.number(rank)), expression=order)
    if build.dialect in _PERCENTILE_FUNCTION and method == "continuous":
        return exp.Anonymous(this="PERCENTILE", expressions=[number, sql.number(rank)])
    raise UnsupportedOnEngine(
        f"{build.dialect} has no exact {method} percentile. Declare `method: approximate`, or use another aggregate.",
        dialect=build.dialect,
    )
