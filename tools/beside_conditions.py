"""Rows of an analysis that differ by a few customers from those of the same analysis with a condition fewer.

Rule: an analysis under conditions is run once more for each set of customers that the conditions leave aside
(`set_aside.py`). A row whose like there holds some customers, and fewer than a policy shows, is withheld here: the
analysis without the condition, asked next, would tell of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel

from semantic_layer.compiler.scope import Condition, Unmet
from semantic_layer.compiler.set_aside import set_aside
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError
from semantic_layer.query import Combine, Predicate
from semantic_layer.result import ResultTable, Value
from tools.context import ToolContext
from tools.errors import ToolError
from tools.result import NamedTable, ToolResult
from tools.rights import WHOLE, smallest_group, without_small_groups
from tools.roles import customer_entity
from tools.tables import CUSTOMERS

Run = Callable[[BaseModel, ToolContext], ToolResult]
Key = tuple[Value, ...]
_AGAIN = ("age", "step", "period")  # columns in which the same customers stand again
_GUARDED = ("query_metrics",)  # its own statement looks at what conditions leave aside


def with_conditions_sized(result: ToolResult, run: Run, arguments: BaseModel, ctx: ToolContext) -> ToolResult:
    """The result without the rows that differ by a few from those of the same call with a condition fewer."""
    filters: tuple[Predicate, ...] = getattr(arguments, "filters", ())
    k = smallest_group(ctx)
    if k == 1 or not filters or result.tool in _GUARDED or not any(_sizes(item.table) for item in result.tables):
        return result
    few: dict[str, set[Key]] = {}
    for beside in _besides(run, arguments, filters, _without_sizes(ctx)):
        for item in beside.tables:
            few.setdefault(item.name, set()).update(key for key, people in _sizes(item.table) if 0 < people < k)
    tables = tuple(
        NamedTable(item.name, _without(item.table, few.get(item.name, set()), ctx)) for item in result.tables
    )
    return replace(result, tables=tables)


def _besides(run: Run, arguments: BaseModel, filters: tuple[Predicate, ...], ctx: ToolContext) -> Iterator[ToolResult]:
    """The same analysis of each set of customers that is left aside; none where there is nothing to analyse."""
    for conditions in set_aside(filters):
        asked = arguments.model_copy(update={"filters": tuple(_predicate(item) for item in conditions)})
        try:
            yield run(asked, ctx)
        except (ToolError, QueryError, EngineError):
            continue


def _predicate(item: Condition) -> Predicate:
    """A condition of the compiler as one that can be asked."""
    if isinstance(item, Unmet):
        parts = tuple(_predicate(part) for part in item.conditions)  # type: ignore[arg-type]
        return Combine("none_of", (Combine("all_of", parts),))
    return item  # type: ignore[return-value]


def _without_sizes(ctx: ToolContext) -> ToolContext:
    """The same person's rows and names, with groups of any size."""
    entity = customer_entity(ctx.model)
    policies = tuple(
        replace(item, min_group_entity=None) if item.min_group_entity == entity else item for item in ctx.model.policies
    )
    return replace(ctx, model=replace(ctx.model, policies=policies))


def _sizes(table: ResultTable) -> list[tuple[Key, int]]:
    """Each row by the values that tell it from the others, with the customers it is of."""
    columns = [i for i, item in enumerate(table.columns) if item.name in WHOLE and item.unit == CUSTOMERS]
    keys = _keys(table)
    return [(keys[row], int(str(values[i] or 0))) for i in columns for row, values in enumerate(table.rows)]


def _keys(table: ResultTable) -> list[Key]:
    places = [table.index(name) for name in (*_split(table), *_again(table))]
    return [tuple(row[i] for i in places) for row in table.rows]


def _split(table: ResultTable) -> Sequence[str]:
    columns = (item for item in table.columns if item.name not in _AGAIN)
    return [item.name for item in columns if item.kind in ("dimension", "period") or item.name == "cohort"]


def _again(table: ResultTable) -> Sequence[str]:
    return [item.name for item in table.columns if item.name in _AGAIN]


def _without(table: ResultTable, few: set[Key], ctx: ToolContext) -> ResultTable:
    also = {row for row, key in enumerate(_keys(table)) if key in few} if few else set()
    column = next((item.name for item in table.columns if item.name in WHOLE and item.unit == CUSTOMERS), None)
    if not also or column is None:
        return table
    return without_small_groups(table, column, ctx, parts=_split(table), within=_again(table), also=also)
