"""The groups of an answer and the columns found for them.

Rule: every branch brings the same keys; branches are put together with UNION ALL and one outer GROUP BY with MAX, so
that NULL keys group by nature, no fact needs another one, and no padding can change a value. Periods without rows are
one more branch without measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.branch import Branch, measure_step
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.scope import PERIOD, EntityColumn, Keys, Measured, Scope
from semantic_layer.compiler.semi import level_step
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery
from semantic_layer.model import Input
from semantic_layer.query import MetricRef

# Postgres resolves the type of a UNION's columns pairwise, so two bare NULLs meet a number too late.
_TYPED_PADDING = frozenset({"postgres", "redshift"})


@dataclass(frozen=True)
class Rate:
    """A rate with what stands below and above the line."""

    value: Node
    n: Node
    hits: Node


InputValue = Callable[["Grid", Input, Scope, MetricRef], Node]
"""How a metric of several asks for one of its inputs."""

_Group = tuple[str, str | None, Scope, object]


class Grid:
    """Columns for one set of keys; a column is asked for first and its branch written when all are known."""

    def __init__(self, build: Build, keys: Keys, *, fill: str | None = None, taken: Sequence[str] = ()) -> None:
        self.build = build
        self.keys = keys
        self._groups: dict[_Group, list[tuple[str, Measured]]] = {}
        self._parts: list[tuple[str, tuple[str, ...]]] = []
        self._columns: dict[str, None] = {}
        self._taken = {*taken, *(key.name for key in keys)}
        self.places: list[float] = []  # at which aggregates of members are taken in the order of their values
        self.companions: list[tuple[Node, Node]] = []  # below and above the line of the rates asked for so far
        self.fill = fill  # overrides what absent means

    def measured(self, item: Measured, scope: Scope) -> exp.Column:
        """Return the column of a measure under a scope, asking for it the first time."""
        self.build.measured[item.dataset, item.time, scope, item.semi] = None
        group = self._groups.setdefault((item.dataset, item.time, scope, item.semi), [])
        for name, known in group:
            if known == item:
                return sql.column(name)
        name = self.column_name(item.name, scope.frame)
        group.append((name, item))
        return sql.column(name)

    def asked(self, dataset: str, scope: Scope) -> Iterator[Measured]:
        """Yield what has been asked for under a scope, before its branches are written."""
        for (name, _, other, _), items in self._groups.items():
            if (name, other) == (dataset, scope):
                yield from (item for _, item in items)

    def column_name(self, wanted: str, frame: Frame) -> str:
        """Return a column name that is not taken, and take it."""
        base = f"{wanted}__{frame.label}" if frame.label else wanted
        taken = self._taken | set(self._columns)
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        self._columns[name] = None
        return name

    def rate(self, rate: Rate) -> Node:
        """Keep what stands below and above the line of a rate, and return the rate."""
        self.companions.append((rate.n, rate.hits))
        return rate.value

    def add(self, step: str, columns: Sequence[str]) -> None:
        """Add a step that brings the grid's keys and some columns of its own."""
        self._parts.append((step, tuple(columns)))

    def relation(self, *, fill: bool = False, name: str = "combined") -> str:
        """Write the branches and return the step that holds all columns for every group."""
        for (dataset, time, scope, semi), measures in self._groups.items():
            make = measure_step if semi is None else level_step
            step = make(self.build, dataset, time, scope, self.keys, measures)
            self._parts.append((step, tuple(column for column, _ in measures)))
        self._groups.clear()
        if not self._parts:
            raise BadQuery("The query computes nothing. Add a metric.")
        if fill and self.build.axis.periods:
            self._parts.append((self._fill(), ()))
        if len(self._parts) == 1:
            return self._parts[0][0]
        return self.build.add(name, self._union())

    def _fill(self) -> str:
        """The step of every period for every group that was found in any period."""
        periods = self.build.periods()
        others = [key for key in self.keys if key != PERIOD]
        if not others:
            return periods
        names = [key.name for key in others]
        found = sql.union_all([sql.select([sql.column(name) for name in names], step) for step, _ in self._parts])
        groups = self.build.add(
            "groups",
            sql.select(
                [sql.column(name) for name in names],
                sql.aliased(exp.Subquery(this=found), "found"),
                distinct=True,
            ),
        )
        columns: list[Node] = [sql.column(key.name, "periods" if key == PERIOD else "groups") for key in self.keys]
        cross = exp.Join(this=sql.table(groups, "groups"), kind="CROSS")
        return self.build.add("every_period", sql.select(columns, sql.table(periods, "periods"), joins=[cross]))

    def _union(self) -> exp.Select:
        """UNION ALL of the parts, each padded with NULL for the others' columns; one value a group survives MAX."""
        columns = [column for _, own in self._parts for column in own]
        typed = self.build.dialect in _TYPED_PADDING and len(self._parts) > 2
        owner = {column: step for step, own in self._parts for column in own}
        parts = []
        for step, own in self._parts:
            nodes: list[Node] = [sql.column(key.name) for key in self.keys]
            for column in columns:
                node: Node = sql.column(column) if column in own else _padding(column, owner[column], typed)
                nodes.append(node if column in own else sql.alias(node, column))
            parts.append(sql.select(nodes, step))
        keys = [sql.column(key.name) for key in self.keys]
        values = [sql.alias(exp.Max(this=sql.column(column)), column) for column in columns]
        return sql.select(
            [*keys, *values],
            sql.aliased(exp.Subquery(this=sql.union_all(parts)), "parts"),
            group=[key.copy() for key in keys],
        )


def _padding(column: str, step: str, typed: bool) -> Node:
    if not typed:
        return exp.Null()
    nothing = exp.EQ(this=sql.number(1), expression=sql.number(0))
    return exp.Subquery(this=sql.select([exp.Max(this=sql.column(column))], step, where=nothing))


def existing_entities(build: Build, keys: Sequence[EntityColumn], extra: Keys = ()) -> str:
    """Write the step of every entity that has a row of its own, whether it has events or not."""
    entity = keys[0].entity
    dataset = build.model.dataset_of_entity(entity)
    if dataset is None:
        raise BadQuery(f"No dataset lists every {entity!r}, so those without events cannot be counted.")
    branch = Branch(build, dataset.name, None, Scope(Frame()), (*extra, *keys))
    return build.once(
        ("existing", entity, extra), lambda: build.add(f"every_{entity}", branch.select([], group=False, distinct=True))
    )
