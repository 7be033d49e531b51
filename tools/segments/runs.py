"""Kept runs of segmentations: what makes a segment a dimension like any other.

Rule: a run says which segment each customer was in at a date, and reads nothing dated on or after it. Runs are
kept beside the user's data, one table per segmentation, and never changed in place: the same definition, date
and data give the existing run. A run covers all customers whoever asks, because a segment is a definition of the
model; what a person may see is decided where the run is joined to facts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from pydantic import ValidationError
from sqlglot import exp

from semantic_layer.engines.errors import DatabaseMissing
from semantic_layer.engines.publish import current_file
from semantic_layer.errors import UnsupportedOnEngine
from semantic_layer.model import FIRST_ORDER, Segmentation
from semantic_layer.query import Window
from tools import trees
from tools.arguments import ClusterArgs, LifecycleArgs, RfmArgs, SegmentationArgs, TiersArgs
from tools.clusters import clustering
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import BadParameter, EmptyWindow, TooFewCustomers
from tools.lifecycle import stages as lifecycle
from tools.rfm import rfm
from tools.roles import order_role, unrestricted
from tools.segment_arguments import FirstOrderArgs, RuleArgs
from tools.segments import first_order, rules
from tools.segments.summary import Assignment
from tools.trees import column, named
from tools.value import tiers

if TYPE_CHECKING:
    import pyarrow

ATTACHED = "runs"  # the name under which queries read the kept runs
FOLDER = "runs"
DATABASE = "segments"
COLUMNS = ("key", "segment", "as_of", "definition_hash", "fingerprint", "built_at")

_WRITING = threading.Lock()  # one writer at a time in this process; another process at worst builds a run again


@dataclass(frozen=True)
class Run:
    """One kept run. `sql` is the statement that gave the members, empty when the run was there already."""

    segmentation: str
    as_of: date
    definition_hash: str
    fingerprint: str
    customers: int
    sql: tuple[str, ...] = ()


@runtime_checkable
class Reattachable(Protocol):
    """An engine that can read from newer attached files."""

    def reattach(self, attach: Mapping[str, Path]) -> None: ...


def attachments(home: Path) -> dict[str, Path]:
    """The files to attach when an engine is opened: the kept runs, if there are any."""
    try:
        return {ATTACHED: current_file(home / FOLDER, DATABASE)}
    except DatabaseMissing:
        return {}


def list_runs(segmentation: Segmentation, ctx: ToolContext) -> tuple[Run, ...]:
    """Every kept run of a segmentation, oldest first."""
    table = f"{ATTACHED}.{segmentation.dataset}"
    if table not in ctx.engine.schema():
        return ()
    facts = ("as_of", "definition_hash", "fingerprint")
    select = (
        exp.Select(expressions=[*trees.columns(*facts), named(exp.Count(this=exp.Star()), "customers")])
        .from_(exp.to_table(table), copy=False)
        .group_by(*trees.columns(*facts), copy=False)
        .order_by(column("as_of"), copy=False)
    )
    raw = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s)
    return tuple(
        Run(segmentation.qualified, _date(as_of), str(definition), str(fingerprint), int(str(customers)))
        for as_of, definition, fingerprint, customers in raw.rows
    )


def ensure_run(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> Run:
    """Return the run of this date, building and keeping it when there is none of this definition and these data."""
    found = _kept(segmentation, as_of, ctx)
    if found:
        return found
    with _WRITING:
        read_newest(ctx)
        return _kept(segmentation, as_of, ctx) or _build(segmentation, as_of, ctx)


def member_select(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> exp.Select:
    """Key and segment of every member of the run of that day, which is built when there is none."""
    ensure_run(segmentation, as_of, ctx)
    same_day = exp.EQ(this=column("as_of"), expression=trees.day(as_of))
    same_rule = exp.EQ(this=column("definition_hash"), expression=trees.text(segmentation.definition_hash))
    return (
        exp.Select(expressions=list(trees.columns("key", "segment")))
        .from_(exp.to_table(f"{ATTACHED}.{segmentation.dataset}"), copy=False)
        .where(trees.all_of([same_day, same_rule]), copy=False)
    )


def read_newest(ctx: ToolContext) -> None:
    """Another process may have kept runs since this engine was opened: neither build them again nor lose them."""
    published = attachments(ctx.home)
    if published and isinstance(ctx.engine, Reattachable):
        ctx.engine.reattach(published)


def _kept(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> Run | None:
    wanted = (as_of, segmentation.definition_hash, ctx.engine.data_version())
    runs = list_runs(segmentation, ctx)
    return next((run for run in runs if (run.as_of, run.definition_hash, run.fingerprint) == wanted), None)


def _build(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> Run:
    from semantic_layer.engines.duckdb import write_table

    engine = ctx.engine
    if not isinstance(engine, Reattachable):
        raise UnsupportedOnEngine("This engine cannot keep segment runs.", dialect=engine.dialect)
    scope, assigned = assign(segmentation, as_of, ctx)
    members = _members(segmentation, scope, assigned, ctx)
    statement = trees.render(_with_older(segmentation, as_of, members, ctx), engine.dialect)
    rows = engine.fetch_arrow(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    older = sum(run.customers for run in list_runs(segmentation, ctx) if run.as_of != as_of)
    customers = rows.num_rows - older
    if customers == 0:
        raise EmptyWindow("Nobody had bought anything before that day.", start=scope.start, end=as_of)
    if customers < assigned.need:
        raise TooFewCustomers(customers, assigned.need)
    for name, select in assigned.beside:
        statement = trees.render(_beside(segmentation, as_of, name, select, ctx), engine.dialect)
        kept = engine.fetch_arrow(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
        write_table(ctx.home / FOLDER, f"{segmentation.dataset}_{name}", kept, DATABASE)
    path = write_table(ctx.home / FOLDER, segmentation.dataset, rows, DATABASE)
    engine.reattach({ATTACHED: path})
    return Run(
        segmentation.qualified,
        as_of,
        segmentation.definition_hash,
        engine.data_version(),
        customers,
        (*assigned.sql, trees.render(members, engine.dialect)),
    )


def keep_table(name: str, statement: Callable[[], str], ctx: ToolContext) -> None:
    """Keep the rows of a statement as a table beside the runs; it is made when nobody else writes."""
    keep_rows(lambda: {name: ctx.engine.fetch_arrow(statement(), timeout_s=ctx.timeout_s, run_id=ctx.run_id)}, ctx)


def keep_rows(make: Callable[[], Mapping[str, pyarrow.Table]], ctx: ToolContext) -> None:
    """Keep tables of our own beside the runs; `make` is called when nobody else writes."""
    from semantic_layer.engines.duckdb import write_table

    engine = ctx.engine
    if not isinstance(engine, Reattachable):
        raise UnsupportedOnEngine("This engine cannot keep tables of our own.", dialect=engine.dialect)
    with _WRITING:
        read_newest(ctx)
        for name, rows in make().items():
            engine.reattach({ATTACHED: write_table(ctx.home / FOLDER, name, rows, DATABASE)})


def _beside(segmentation: Segmentation, as_of: date, name: str, select: exp.Select, ctx: ToolContext) -> exp.Query:
    """What is kept with the run of this day, and with those of all other days."""
    stamped = (named(trees.day(as_of), "as_of"), named(trees.text(segmentation.definition_hash), "definition_hash"))
    fresh = exp.Select(expressions=[exp.Star(), *stamped]).from_(select.subquery("fresh"), copy=False)
    table = f"{ATTACHED}.{segmentation.dataset}_{name}"
    if table not in ctx.engine.schema():
        return fresh
    other_day = exp.NEQ(this=column("as_of"), expression=trees.day(as_of))
    older = exp.Select(expressions=[exp.Star()]).from_(exp.to_table(table), copy=False).where(other_day, copy=False)
    return exp.union(older, fresh, distinct=False, copy=False)


def _members(segmentation: Segmentation, scope: BaseScope, assigned: Assignment, ctx: ToolContext) -> exp.Select:
    stamp = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(sep=" ")
    select = trees.from_step(
        "members",
        column("key"),
        column("segment"),
        named(trees.day(scope.as_of), "as_of"),
        named(trees.text(segmentation.definition_hash), "definition_hash"),
        named(trees.text(ctx.engine.data_version()), "fingerprint"),
        named(exp.cast(trees.text(stamp), exp.DataType.Type.TIMESTAMP), "built_at"),
    )
    return trees.with_steps(select, assigned.steps)


def _with_older(segmentation: Segmentation, as_of: date, members: exp.Select, ctx: ToolContext) -> exp.Query:
    """The members and the rows of all other dates: the new content of the segmentation's table."""
    table = f"{ATTACHED}.{segmentation.dataset}"
    if table not in ctx.engine.schema():
        return members
    older = (
        exp.Select(expressions=list(trees.columns(*COLUMNS)))
        .from_(exp.to_table(table), copy=False)
        .where(exp.NEQ(this=column("as_of"), expression=trees.day(as_of)), copy=False)
    )
    fresh = exp.Select(expressions=list(trees.columns(*COLUMNS))).from_(members.subquery("fresh"), copy=False)
    return exp.union(older, fresh, distinct=False, copy=False)


# --- assigning ------------------------------------------------------------------------------------------------


def assign(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> tuple[BaseScope, Assignment]:
    """Who is in which segment of the model's segmentation at a date, over all customers."""
    if segmentation.tool not in _ASSIGN:
        raise BadParameter("tool", segmentation.tool, ", ".join(_ASSIGN))
    return _ASSIGN[segmentation.tool](segmentation.params, as_of, ctx)


A = TypeVar("A", bound=SegmentationArgs)
Assign = Callable[[Mapping[str, object], date, ToolContext], tuple[BaseScope, Assignment]]


def _assign_with(
    tool: str, arguments: type[A], assignment: Callable[[A, BaseScope, ToolContext], Assignment]
) -> Assign:
    def assign_at(params: Mapping[str, object], as_of: date, ctx: ToolContext) -> tuple[BaseScope, Assignment]:
        try:
            chosen = arguments.model_validate(dict(params))
        except ValidationError as error:
            raise BadParameter("params", dict(params), str(error.errors()[0]["msg"])) from None
        window = chosen.window or Window()
        everything = unrestricted(ctx)
        scope = BaseScope(order_role(tool, everything, chosen.filters), as_of, window.start)
        return scope, assignment(chosen, scope, everything)

    return assign_at


_ASSIGN: Mapping[str, Assign] = {
    "rfm_segments": _assign_with("rfm_segments", RfmArgs, rfm.assignment),
    "lifecycle_stages": _assign_with("lifecycle_stages", LifecycleArgs, lifecycle.assignment),
    "tiers": _assign_with("tiers", TiersArgs, tiers.assignment),
    "cluster_customers": _assign_with("cluster_customers", ClusterArgs, clustering.assignment),
    "rule_segment": _assign_with("rule_segment", RuleArgs, rules.assignment),
    FIRST_ORDER: _assign_with(FIRST_ORDER, FirstOrderArgs, first_order.assignment),
}


def _date(value: object) -> date:
    assert isinstance(value, date)
    return value
