"""What is frozen of a month: one table for each question that may be asked of it later.

Rule: everything is as of the first day after the month, and in an order that does not depend on the engine, so that the
same data give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError
from semantic_layer.model import CUSTOMER_FACTS, Segmentation
from semantic_layer.query import MetricRef, SemanticQuery, Window
from semantic_layer.run import run_part
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.fields import FIELDS, customer_entity, field_steps
from tools.errors import EmptyWindow, ToolError
from tools.roles import order_role
from tools.segments.registry import learned_values
from tools.segments.runs import assign, member_select
from tools.tags.dates import tag_dates
from tools.tags.flags import TAGGED, flag, tagged_steps
from tools.trees import column

if TYPE_CHECKING:
    import pyarrow

KEYS: Mapping[str, tuple[str, ...]] = {
    "customers": ("key",),
    "tags": ("key", "tag"),
    "members": ("key", "segmentation"),
    "cuts": ("segmentation", "name"),
    "metrics": ("metric",),
}


def content_of(month: date, end: date, ctx: ToolContext) -> Mapping[str, pyarrow.Table]:
    """The tables of a month, by name: those of `KEYS`, with the columns that tell their rows apart.

    Raises
    ------
    EmptyWindow
        Nobody had bought anything by the end of the month.
    """
    scope = BaseScope(order_role("snapshot", ctx), end)
    customers = _customers(scope, ctx)
    if not customers.num_rows:
        raise EmptyWindow("Nobody had bought anything by then.", end=end)
    return {
        "customers": customers,
        "tags": _tags(scope, ctx),
        "members": _members(end, ctx),
        "cuts": _cuts(end, ctx),
        "metrics": _metrics(Window(month, end), ctx),
    }


def _fetch(select: exp.Query, ctx: ToolContext) -> pyarrow.Table:
    return ctx.engine.fetch_arrow(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s, run_id=ctx.run_id)


def _customers(scope: BaseScope, ctx: ToolContext) -> pyarrow.Table:
    """One row for each buyer: purchases, and attributes that do not tell who it is."""
    home = ctx.model.dataset_of_entity(customer_entity(ctx.model))
    attributes = tuple(
        item.qualified
        for item in (home.dimensions if home and ctx.model.role("customer") else ())
        if item.type not in ("time", "identifier", "text") and not item.personal and not item.hidden
    )
    names = (*CUSTOMER_FACTS, *attributes)
    columns = [column("key", FIELDS), *(column(name, FIELDS) for name in names)]
    select = trees.from_step(FIELDS, *columns).order_by(column("key", FIELDS), copy=False)
    return _fetch(trees.with_steps(select, field_steps(names, scope, "snapshot", ctx)), ctx)


def _tags(scope: BaseScope, ctx: ToolContext) -> pyarrow.Table:
    """One row for each customer and tag that the customer has, with the day of the tag."""
    import pyarrow

    schema = pyarrow.schema([("key", pyarrow.string()), ("tag", pyarrow.string()), ("as_of", pyarrow.date32())])
    dated = tag_dates(ctx.model.tags, scope.as_of, ctx)
    if not dated:
        return schema.empty_table()
    steps = tagged_steps(dated, scope, ctx)
    columns = [column("key", TAGGED), *(column(flag(item.tag), TAGGED) for item in dated)]
    select = trees.from_step(TAGGED, *columns).order_by(column("key", TAGGED), copy=False)
    people = _fetch(trees.with_steps(select, steps), ctx)
    keys = [str(key) for key in people.column("key").to_pylist()]
    flags = np.column_stack([people.column(flag(item.tag)).cast("double").to_numpy() for item in dated])
    customers, tags = np.nonzero(flags == 1)
    found = ([keys[i] for i in customers], [dated[i].tag.name for i in tags], [dated[i].day for i in tags])
    return pyarrow.table(list(found), schema=schema)


def _members(end: date, ctx: ToolContext) -> pyarrow.Table:
    """One row for each customer and segmentation that could be made on that day."""
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.string()) for name in ("key", "segmentation", "segment")])
    tables = [schema.empty_table()]
    for item in _possible(end, ctx):
        select = member_select(item, end, ctx).order_by(column("key"), copy=False)
        rows = _fetch(select, ctx)
        named_rows = [
            {"key": str(row["key"]), "segmentation": item.qualified, "segment": row["segment"]}
            for row in rows.to_pylist()
        ]
        tables.append(pyarrow.Table.from_pylist(named_rows, schema=schema))
    return pyarrow.concat_tables(tables)


def _possible(end: date, ctx: ToolContext) -> Iterator[Segmentation]:
    """The segmentations that have enough customers on that day."""
    for item in ctx.model.segmentations:
        try:
            member_select(item, end, ctx)
        except ToolError:
            continue
        yield item


def _cuts(end: date, ctx: ToolContext) -> pyarrow.Table:
    """The borders and parameters of each segmentation."""
    import pyarrow

    found: list[dict[str, str | None]] = []
    for item in _possible(end, ctx):
        _, assigned = assign(item, end, ctx)
        values = (*assigned.parameters, *learned_values(assigned.steps, ctx))
        found += [
            {"segmentation": item.qualified, "name": name, "value": None if value is None else str(value)}
            for name, value in dict(values).items()
        ]
    schema = pyarrow.schema([(name, pyarrow.string()) for name in ("segmentation", "name", "value")])
    return pyarrow.Table.from_pylist(found, schema=schema)


def _metrics(window: Window, ctx: ToolContext) -> pyarrow.Table:
    """Every metric of the model over the month; one that cannot be had says why."""
    import pyarrow

    found: list[dict[str, str | float | None]] = []
    for metric in ctx.model.metrics:
        if metric.hidden:
            continue
        query = SemanticQuery(metrics=(MetricRef(metric.name),), window=window, as_of=ctx.as_of, who=ctx.who)
        try:
            table, _ = run_part(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s)
            value = table.rows[0][table.index(metric.name)] if table.rows else None
            found.append({"metric": metric.name, "value": None if value is None else float(str(value)), "missing": ""})
        except (QueryError, EngineError) as error:
            found.append({"metric": metric.name, "value": None, "missing": error.code})
    schema = pyarrow.schema([("metric", pyarrow.string()), ("value", pyarrow.float64()), ("missing", pyarrow.string())])
    return pyarrow.Table.from_pylist(found, schema=schema)
