"""Several tables out of one statement.

Rule: what an answer shows of the same steps is asked together, a part for each table, so that a base of millions of
rows is made once and no part can come from other data than the part beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.trees import Step, column, named

_PART = "part"


@dataclass(frozen=True)
class Pass:
    """The rows of each part by name, with the columns that its SELECT names, and the statement."""

    rows: Mapping[str, tuple[Mapping[str, Value], ...]]
    sql: str

    def table(self, part: str) -> tuple[tuple[Value, ...], ...]:
        """The rows of a part, their values in the order of its columns."""
        return tuple(tuple(row.values()) for row in self.rows[part])

    def value(self, part: str) -> Value:
        """The first value of a part that has one row."""
        return next(iter(self.rows[part][0].values()))


def run_parts(parts: Mapping[str, exp.Select], steps: tuple[Step, ...], ctx: ToolContext) -> Pass:
    """Run the parts over the steps. The rows of a part come in no order, and lists of thousands do not belong here.

    Columns of different parts may share a name when they hold the same kind of value.
    """
    branches = [_branch(name, select) for name, select in parts.items()]
    together: exp.Query = branches[0]
    for branch in branches[1:]:
        together = exp.union(together, branch, distinct=False, copy=False)
        together.set("by_name", True)
    sql = trees.render(trees.with_steps(together, steps), ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    found: dict[str, list[Mapping[str, Value]]] = {name: [] for name in parts}
    names = {name: select.named_selects for name, select in parts.items()}
    for row in raw.rows:
        told = dict(zip(raw.columns, row, strict=True))
        part = str(told[_PART])
        found[part].append({name: told[name] for name in names[part]})
    return Pass({name: tuple(rows) for name, rows in found.items()}, sql)


def _branch(name: str, select: exp.Select) -> exp.Select:
    facts = [column(item) for item in select.named_selects]
    return exp.Select(expressions=[named(trees.text(name), _PART), *facts]).from_(select.subquery(name), copy=False)
