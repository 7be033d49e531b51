"""What of a person's rights the tools check themselves: lists of customers, and groups that are too small.

Rule: row policies and masks hold in the compiler; a list of customer keys is given only to who may see the key
unmasked; a group below the policy's size is not shown but counted, and where its table adds up to a whole that can be
asked for, others go with it (`complements.py`). A table of which nothing is left is told as withheld, never as empty.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.policy import View
from semantic_layer.result import LeftOut, ResultTable, Value
from tools.complements import lines_of, with_complements
from tools.context import ToolContext
from tools.errors import ExportNotAllowed, NotAllowed
from tools.result import Fact, Finding, NamedTable, ToolResult
from tools.roles import customer_entity
from tools.tables import CUSTOMERS

Row = tuple[Value, ...]
WHOLE = ("customers", "base_customers")  # columns that say of how many customers a row is


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
    columns: str | Sequence[str],
    ctx: ToolContext,
    entity: str | None = None,
    *,
    parts: Sequence[str] | None = None,
    within: Sequence[str] = (),
    together: Sequence[str] = (),
    also: Collection[int] = (),
) -> ResultTable:
    """Take away rows of which one of `columns` (numbers of customers) is below the policy's size, and count them.

    The rows are parts of a whole that somebody could ask for, so others go with them (`complements.py`). Shares are
    blanked then, which would tell the same. Every dimension of the table splits the whole, unless `parts` names those
    that do: none where one customer stands in several rows. `within`: columns that tell apart several wholes. Rows that
    agree in `together` are of the same customers: one that goes with others takes all of its rows along. `also`: rows
    that are withheld whatever their size.
    """
    k = smallest_group(ctx, entity)
    if k == 1:
        return table
    people = [[_whole(row[table.index(name)]) for row in table.rows] for name in _names(columns)]
    small = {i for i in range(len(table.rows)) if i in also or any(counts[i] < k for counts in people)}
    if not small:
        return table
    fixed = [table.index(name) for name in within]
    split = [table.index(name) for name in (_dimensions(table, within) if parts is None else parts)]
    lines = lines_of(table.rows, fixed, split) if split else []
    hidden = small
    for counts in people:
        counts = [min(people, 1) if i in also else people for i, people in enumerate(counts)]  # that no total tells it
        hidden = hidden | with_complements(counts, lines, hidden, k, _standing(table, split, counts))
    if together:
        hidden = small | _with_mates(table, hidden - small, together)
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


def _names(columns: str | Sequence[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _dimensions(table: ResultTable, within: Sequence[str]) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.kind == "dimension" and column.name not in within)


def _standing(table: ResultTable, split: Sequence[int], counts: Sequence[int]) -> list[int]:
    """How many a row's group has in all the wholes where it stands."""
    keys = [tuple(row[i] for i in split) for row in table.rows]
    sums: dict[Row, int] = {}
    for key, people in zip(keys, counts, strict=True):
        sums[key] = sums.get(key, 0) + people
    return [sums[key] for key in keys]


def _with_mates(table: ResultTable, rows: set[int], together: Sequence[str]) -> set[int]:
    keys = [tuple(row[table.index(name)] for name in together) for row in table.rows]
    going = {keys[i] for i in rows}
    return {i for i, key in enumerate(keys) if key in going}


def _whole(value: Value) -> int:
    return int(str(value or 0))


def with_sizes(result: ToolResult, ctx: ToolContext) -> ToolResult:
    """The result without any row or sentence about fewer customers than a policy shows, whichever tool made it."""
    k = smallest_group(ctx)
    if k == 1:
        return result
    tables = tuple(NamedTable(item.name, _sized(item.table, ctx)) for item in result.tables)
    findings = tuple(item for item in result.findings if not any(_is_of_few(*pair, k) for pair in item.facts))
    if tables and is_withheld(tables[0].table):
        findings = tuple(item for item in findings if not _names_withheld(item, tables[0].table))
        if not tables[0].table.rows:
            findings = (Finding("withheld"),)
    lineage = replace(result.lineage, row_counts=_counts(result, [item.table for item in tables], k))
    return replace(result, tables=tables, findings=findings, lineage=lineage)


def _counts(result: ToolResult, tables: Sequence[ResultTable], k: int) -> tuple[tuple[str, int], ...]:
    """The rows at each step: none beside a table of which something is withheld, and none that are few."""
    if any(is_withheld(table) for table in tables):
        return ()
    return tuple((name, rows) for name, rows in result.lineage.row_counts if not 0 < rows < k)


def is_withheld(table: ResultTable) -> bool:
    """Whether groups of the table are too small to show, so that what is missing is not nothing."""
    return any(item.code == "suppressed_groups" for item in table.left_out)


def _is_of_few(name: str, fact: Fact, k: int) -> bool:
    return name in WHOLE and fact.unit == CUSTOMERS and isinstance(fact.value, int) and 0 < fact.value < k


def _sized(table: ResultTable, ctx: ToolContext) -> ResultTable:
    """What a tool left in a table, by the same rule."""
    for column in table.columns:
        if column.name in WHOLE and column.unit == CUSTOMERS:
            k = smallest_group(ctx)
            if any(0 < _whole(row[table.index(column.name)]) < k for row in table.rows):
                table = without_small_groups(table, column.name, ctx)
    return table


def _names_withheld(finding: Finding, table: ResultTable) -> bool:
    """Whether a finding is about a group that its table does not show."""
    for place in table.of_kind("dimension"):
        shown = {str(row[place]) for row in table.rows}
        for _, fact in finding.facts:
            if fact.source and fact.source == table.columns[place].source:
                values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
                if not {str(value) for value in values} <= shown:
                    return True
    return False


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
