"""What a branch reads, kept apart by reason: rows a person may see, rows in the period, rows that meet conditions.

Rule: a scan holds the nodes of the branch that ran, so the rows that are counted are the rows that were aggregated.
Nothing is kept of rows a policy hides, and nothing at all where small groups may not be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.sql import Node

Steps = Mapping[str, exp.Select | exp.Union]


@dataclass(frozen=True)
class Scan:
    """One read of one dataset. `start` and `end` (exclusive) are the days it reads; None = open."""

    dataset: str
    source: exp.Table | exp.Subquery
    joins: tuple[exp.Join, ...]
    visible: tuple[Node, ...]
    dated: tuple[Node, ...]
    asked: tuple[Node, ...]
    start: date | None = None
    end: date | None = None

    def statement(self, steps: Steps) -> exp.Select:
        """One row: all rows that may be seen, those of the period, those that also meet the conditions."""
        in_period = sql.both(node.copy() for node in self.dated)
        met = sql.both(node.copy() for node in (*self.dated, *self.asked))
        columns = [
            sql.alias(_count(when), name) for name, when in (("visible", None), ("dated", in_period), ("asked", met))
        ]
        last = sql.select(
            columns,
            self.source.copy(),
            joins=[join.copy() for join in self.joins],
            where=sql.both(node.copy() for node in self.visible),
            group=(),
        )
        return _with_steps(last, steps)


def _count(when: Node | None) -> Node:
    return exp.Count(this=exp.Star() if when is None else sql.when(when, sql.number(1)))


def _with_steps(last: exp.Select, steps: Steps) -> exp.Select:
    """Put the steps before it that it reads, and the steps these read."""
    needed = set(_read(last, steps))
    used = [(name, step) for name, step in steps.items() if name in needed]
    if used:
        found = [exp.CTE(this=step.copy(), alias=exp.TableAlias(this=sql.identifier(name))) for name, step in used]
        last.set("with_", exp.With(expressions=found))
    return last


def _read(tree: exp.Expression, steps: Steps) -> Iterator[str]:
    for table in tree.find_all(exp.Table):
        if table.name in steps and not table.db:
            yield table.name
            yield from _read(steps[table.name], steps)
