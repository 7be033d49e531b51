"""What of a person's rights the tools check themselves: lists of customers, and groups that are too small.

Rule: row policies and masks hold in the compiler; a list of customer keys is given only to who may see the key
unmasked, and a group below the policy's size is not shown but counted.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.policy import View
from semantic_layer.result import LeftOut, ResultTable
from tools.context import ToolContext
from tools.errors import ExportNotAllowed, NotAllowed


def ensure_listable(ctx: ToolContext, entity: str = "customer") -> None:
    """Refuse a list of single customers where a policy sets a smallest group or masks the key."""
    view = View(ctx.model, ctx.who)
    sized = [group.policy for group in view.min_groups if group.entity == entity]
    dataset = ctx.model.dataset_of_entity(entity)
    keys = dataset.primary.columns if dataset and dataset.primary else ()
    masked = [name for name in view.masks if name in {f"{entity}.{key}" for key in keys}]
    if sized or masked:
        policy = (*sized, *masked)[0]
        raise NotAllowed(f"A list of single customers is not allowed ({policy}).", policy=policy)


def without_small_groups(table: ResultTable, column: str, ctx: ToolContext, entity: str = "customer") -> ResultTable:
    """Take away rows whose `column` (a number of customers) is below the policy's size, and count them.

    Shares are blanked then: with them the missing group could be had by subtraction.
    """
    sizes = [group.k for group in View(ctx.model, ctx.who).min_groups if group.entity == entity]
    if not sizes:
        return table
    position = table.index(column)
    large = [row for row in table.rows if int(str(row[position] or 0)) >= max(sizes)]
    small = len(table.rows) - len(large)
    if not small:
        return table
    shares = table.of_kind("share")
    kept = tuple(tuple(None if i in shares else value for i, value in enumerate(row)) for row in large)
    return replace(table, rows=kept, left_out=(*table.left_out, LeftOut("suppressed_groups", small)))


def ensure_exportable(ctx: ToolContext, *, masked: bool, entity: str = "customer") -> None:
    """Refuse to hand over a list of members without the right to, unmasked without that, or one that is too small."""
    view = View(ctx.model, ctx.who)
    if view.export == "none" or (view.export == "masked" and not masked):
        raise ExportNotAllowed("Exports need the right `export`.", policy="export", right=view.export)
    sized = [group.policy for group in view.min_groups if group.entity == entity]
    if sized:
        raise NotAllowed(f"A list of single customers is not allowed ({sized[0]}).", policy=sized[0])
    if not masked:
        ensure_listable(ctx, entity)
