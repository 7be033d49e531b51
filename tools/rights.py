"""What of a person's rights the tools check themselves: lists of customers, and groups that are too small.

Rule: row policies and masks hold in the compiler; a list of customer keys is given only to who may see the key
unmasked; a group below the policy's size is not shown but counted, and where its table adds up to a whole that can be
asked for, the smallest of the others goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.policy import View
from semantic_layer.result import LeftOut, ResultTable, Value
from tools.context import ToolContext
from tools.errors import ExportNotAllowed, NotAllowed
from tools.result import Fact, NamedTable, ToolResult
from tools.roles import customer_entity
from tools.tables import CUSTOMERS

Row = tuple[Value, ...]
_WHOLE = ("customers", "base_customers")  # columns that say of how many customers a row is


def smallest_group(ctx: ToolContext, entity: str | None = None) -> int:
    """How many entities (customers, if none is named) a group needs to be shown; 1 where no policy says so."""
    entity = entity or customer_entity(ctx.model)
    return max((group.k for group in View(ctx.model, ctx.who).min_groups if group.entity == entity), default=1)


def ensure_listable(ctx: ToolContext, entity: str | None = None) -> None:
    """Refuse a list of single customers where a policy sets a smallest group, or masks or hides the key."""
    view, entity = View(ctx.model, ctx.who), entity or customer_entity(ctx.model)
    sized = [group.policy for group in view.min_groups if group.entity == entity]
    dataset = ctx.model.dataset_of_entity(entity)
    keys = dataset.primary.columns if dataset and dataset.primary else ()
    own = [item.qualified for item in dataset.dimensions if item.column in keys] if dataset else []
    kept_back = [name for name in own if name in view.masks or not view.has_field(name)]
    if sized or kept_back:
        policy = (*sized, *kept_back)[0]
        raise NotAllowed(f"A list of single customers is not allowed ({policy}).", policy=policy)


def without_small_groups(
    table: ResultTable,
    column: str,
    ctx: ToolContext,
    entity: str | None = None,
    *,
    parts: Sequence[str] = (),
    within: Sequence[str] = (),
) -> ResultTable:
    """Take away rows whose `column` (a number of customers) is below the policy's size, and count them.

    Shares are blanked then: with them the missing group could be had by subtraction. `parts`: the columns by which the
    rows are parts of a whole that is known elsewhere; along each of them the smallest other row goes too. `within`: the
    columns that tell apart several wholes of one table.
    """
    k = smallest_group(ctx, entity)
    if k == 1:
        return table
    position = table.index(column)
    small = {i for i, row in enumerate(table.rows) if _whole(row[position]) < k}
    if not small:
        return table
    lines = [[table.index(other) for other in (*within, *parts) if other != name] for name in parts]
    hidden = small.union(*(_going_too(table.rows, position, line, small, k) for line in lines))
    shares = table.of_kind("share")
    kept = tuple(
        tuple(None if i in shares else value for i, value in enumerate(row))
        for place, row in enumerate(table.rows)
        if place not in hidden
    )
    others = table.others
    if others is not None:
        others = None if others in hidden else others - sum(place < others for place in hidden)
    left_out = (*table.left_out, LeftOut("suppressed_groups", len(hidden)))
    return replace(table, rows=kept, left_out=left_out, others=others)


def _going_too(rows: Sequence[Row], position: int, line: Sequence[int], small: set[int], k: int) -> set[int]:
    """In each line with people in too small rows, fewer than `k` together: the smallest of its other rows."""
    lines: dict[Row, list[int]] = {}
    for i, row in enumerate(rows):
        lines.setdefault(tuple(row[place] for place in line), []).append(i)
    found: set[int] = set()
    for places in lines.values():
        others = [i for i in places if i not in small]
        if others and 0 < sum(_whole(rows[i][position]) for i in places if i in small) < k:
            found.add(min(others, key=lambda i: (_whole(rows[i][position]), i)))
    return found


def _whole(value: Value) -> int:
    return int(str(value or 0))


def with_sizes(result: ToolResult, ctx: ToolContext) -> ToolResult:
    """The result without any row or sentence about fewer customers than a policy shows, whichever tool made it."""
    k = smallest_group(ctx)
    if k == 1:
        return result
    tables = tuple(NamedTable(item.name, _sized(item.table, ctx)) for item in result.tables)
    findings = tuple(item for item in result.findings if not any(_is_of_few(*pair, k) for pair in item.facts))
    return replace(result, tables=tables, findings=findings)


def _is_of_few(name: str, fact: Fact, k: int) -> bool:
    return name in _WHOLE and fact.unit == CUSTOMERS and isinstance(fact.value, int) and 0 < fact.value < k


def _sized(table: ResultTable, ctx: ToolContext) -> ResultTable:
    for column in table.columns:
        if column.name in _WHOLE and column.unit == CUSTOMERS:
            position, k = table.index(column.name), smallest_group(ctx)
            rows = tuple(row for row in table.rows if not 0 < _whole(row[position]) < k)
            if len(rows) < len(table.rows):
                small = LeftOut("suppressed_groups", len(table.rows) - len(rows))
                table = replace(table, rows=rows, left_out=(*table.left_out, small))
    return table


def ensure_exportable(ctx: ToolContext, *, masked: bool, entity: str | None = None) -> None:
    """Refuse to hand over a list of members without the right to, unmasked without that, or one that is too small."""
    view = View(ctx.model, ctx.who)
    if view.export == "none" or (view.export == "masked" and not masked):
        raise ExportNotAllowed("Exports need the right `export`.", policy="export", right=view.export)
    entity = entity or customer_entity(ctx.model)
    sized = [group.policy for group in view.min_groups if group.entity == entity]
    if sized:
        raise NotAllowed(f"A list of single customers is not allowed ({sized[0]}).", policy=sized[0])
    if not masked:
        ensure_listable(ctx, entity)
