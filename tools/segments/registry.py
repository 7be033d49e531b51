"""The kept runs of the model's segmentations: which there are, how they came about, and new ones.

Rule: what a run rests on is kept beside it and never changed: tool, arguments, day, customers, what was left out, and
everything that was learned from the data (cut points, lengths, fits).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlglot import exp

from semantic_layer.model import Segmentation
from semantic_layer.policy import View
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.whole_files import write_whole
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, count_left_out
from tools.errors import BadParameter
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import order_role, unrestricted
from tools.segment_arguments import SegmentsArgs
from tools.segments.combine import named_segmentation, rank
from tools.segments.frozen_rules import LEARNED
from tools.segments.money import VISIBLE, join_on_key, visible_step
from tools.segments.runs import FOLDER, Run, assign, ensure_run, list_runs, member_select
from tools.tables import CUSTOMERS, DATE, INTEGER, customers_column, fact, fetch, share_column
from tools.trees import column, named

TOOL = "segments"


def segments(arguments: SegmentsArgs, ctx: ToolContext) -> ToolResult:
    """List the segmentations, build or refresh runs, or describe the runs of one.

    Raises
    ------
    BadParameter
        The segmentation is unknown, is missing where one is needed, or a condition was given: a run covers everybody.
    """
    if arguments.filters or arguments.window:
        raise BadParameter("filters", "given", "no condition and no period: a run covers all customers")
    as_of = arguments.as_of or ctx.as_of
    if as_of > ctx.as_of:
        raise BadParameter("as_of", as_of.isoformat(), f"up to {ctx.as_of.isoformat()}")
    chosen = _chosen(arguments, ctx)
    match arguments.action:
        case "list":
            return _listed(chosen, ctx)
        case "describe":
            return _described(chosen[0], ctx)
        case _:
            return _built(chosen, as_of, ctx)


def _chosen(arguments: SegmentsArgs, ctx: ToolContext) -> tuple[Segmentation, ...]:
    if arguments.segmentation is not None:
        return (named_segmentation(arguments.segmentation, ctx),)
    if arguments.action == "describe":
        known = ", ".join(item.qualified for item in ctx.model.segmentations)
        raise BadParameter("segmentation", None, known or "none: the model has no segmentation")
    return ctx.model.segmentations


# --- list -----------------------------------------------------------------------------------------------------


def _listed(chosen: tuple[Segmentation, ...], ctx: ToolContext) -> ToolResult:
    rows: list[tuple[Value, ...]] = []
    for item in chosen:
        runs = [run for run in list_runs(item, ctx) if run.definition_hash == item.definition_hash]
        newest = runs[-1] if runs else None
        segment_count = len(item.values) or None
        rows.append(
            (item.qualified, item.tool, segment_count, len(runs), newest.as_of if newest else None,
             _everybody(newest.customers, ctx) if newest else None)
        )  # fmt: skip
    columns = (
        fact("segmentation"), fact("tool"), fact("segments_declared", format=INTEGER), fact("runs", format=INTEGER),
        fact("newest_run", format=DATE), customers_column("customers"),
    )  # fmt: skip
    table = ResultTable(columns, tuple(rows))
    names = Fact(tuple(item.qualified for item in chosen), source="segmentation")
    told = (("count", Fact(len(chosen), format=INTEGER)), ("names", names))
    finding = Finding("segmentations_listed", told) if chosen else Finding("segmentations_none")
    return ToolResult(TOOL, (NamedTable("main", table),), (finding,), (), Lineage(as_of=ctx.as_of))


# --- build ----------------------------------------------------------------------------------------------------


def _built(chosen: tuple[Segmentation, ...], as_of: date, ctx: ToolContext) -> ToolResult:
    """One row for every segment of the run, or, of several segmentations, one for every run."""
    runs = [ensure_run(item, as_of, ctx) for item in chosen]
    for item, run in zip(chosen, runs, strict=True):
        keep_details(item, run, ctx)
    new = sum(bool(run.sql) for run in runs)
    customers = _everybody(max((run.customers for run in runs), default=0), ctx)
    if len(chosen) == 1:
        table, sql = _sizes(chosen[0], as_of, ctx)
        customers = customers or sum(int(str(row[1])) for row in table.rows)
    else:
        table, sql = _runs_table(tuple(runs), ctx), ""
    kind = "run_built" if new else "run_existing"
    facts = (
        ("names", Fact(tuple(item.qualified for item in chosen), source="segmentation")),
        ("day", Fact(as_of)),
        ("customers", Fact(customers, CUSTOMERS, INTEGER)),
        ("count", Fact(len(runs), format=INTEGER)),
    )
    found = Finding(kind if len(runs) == 1 else f"{kind}s", facts)
    lineage = Lineage(
        as_of=as_of,
        sql=tuple(text for text in (*(text for run in runs for text in run.sql), sql) if text),
        dimensions=tuple(item.qualified for item in chosen),
        parameters=tuple((f"definition {run.segmentation}", run.definition_hash) for run in runs),
        row_counts=(("customers", customers),) if customers else (),
    )
    return ToolResult(TOOL, (NamedTable("main", table),), (found,), (), lineage)


def _sizes(segmentation: Segmentation, as_of: date, ctx: ToolContext) -> tuple[ResultTable, str]:
    """Customers of each segment whom the asking person may see."""
    scope = BaseScope(order_role(TOOL, ctx), as_of)
    segment, counted = column("segment", "members"), exp.Count(this=exp.Star())
    share = trees.share_of(counted.copy(), exp.Window(this=exp.Sum(this=counted.copy())))
    select = trees.from_step("members", segment, named(counted, "customers"), named(share, "share"))
    select = join_on_key(select, VISIBLE, column("key", "members"), "inner").group_by(segment.copy(), copy=False)
    select = select.order_by(rank(segmentation, segment), segment.copy(), copy=False)
    steps = (("members", member_select(segmentation, as_of, ctx)), *visible_step(scope, ctx))
    columns = (fact("segment", kind="dimension", source=segmentation.qualified), customers_column(),
               share_column("share"))  # fmt: skip
    table, sql = fetch(trees.with_steps(select, steps), columns, ctx)
    return without_small_groups(table, "customers", ctx), sql


def _runs_table(runs: tuple[Run, ...], ctx: ToolContext) -> ResultTable:
    columns = (fact("segmentation"), fact("run_day", format=DATE), customers_column(), fact("definition_hash"))
    rows = ((run.segmentation, run.as_of, _everybody(run.customers, ctx), run.definition_hash) for run in runs)
    return ResultTable(columns, tuple(rows))


def _everybody(customers: int, ctx: ToolContext) -> int | None:
    """A run covers all customers; how many that are is not told to who may see some of them only."""
    return None if View(ctx.model, ctx.who).is_limited else customers


# --- what a run rests on --------------------------------------------------------------------------------------


def keep_details(segmentation: Segmentation, run: Run, ctx: ToolContext) -> Path:
    """Write what the run rests on beside the runs, once; return the file."""
    path = _details_file(segmentation, run, ctx)
    if path.exists():
        return path
    everything = unrestricted(ctx)
    scope, assigned = assign(segmentation, run.as_of, everything)
    details = {
        "segmentation": segmentation.qualified,
        "tool": segmentation.tool,
        "arguments": dict(segmentation.params),
        "as_of": run.as_of.isoformat(),
        "customers": run.customers,
        "definition_hash": run.definition_hash,
        "fingerprint": run.fingerprint,
        "left_out": [[item.code, item.rows, _plain(item.value)] for item in count_left_out(scope, everything)],
        "learned": [[name, _plain(value)] for name, value in assigned.parameters]
        + [[name, _plain(value)] for name, value in learned_values(assigned.steps, everything)],
    }
    write_whole(path, json.dumps(details, ensure_ascii=False, indent=1, sort_keys=True))
    return path


def _details_file(segmentation: Segmentation, run: Run, ctx: ToolContext) -> Path:
    name = f"{segmentation.dataset}-{run.as_of.isoformat()}-{run.definition_hash}-{run.fingerprint}.json"
    return ctx.home / FOLDER / "details" / name


def learned_values(steps: tuple[trees.Step, ...], ctx: ToolContext) -> tuple[tuple[str, Value], ...]:
    """The values of the one-row steps that hold cut points."""
    found: list[tuple[str, Value]] = []
    for name, query in steps:
        if name in LEARNED and isinstance(query, exp.Select):
            columns = [item.alias_or_name for item in query.expressions]
            select = trees.with_steps(trees.from_step(name, *(column(item) for item in columns)), steps)
            row = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s).rows[0]
            found += zip(columns, row, strict=True)
    return tuple(found)


def _plain(value: Value) -> str | int | float | None:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _described(segmentation: Segmentation, ctx: ToolContext) -> ToolResult:
    """The runs of one segmentation, newest first, and what the newest rests on."""
    runs = tuple(reversed(list_runs(segmentation, ctx)))
    columns: tuple[Column, ...] = (
        fact("run_day", format=DATE), customers_column(), fact("definition_hash"), fact("data_version"),
        fact("current"),
    )  # fmt: skip
    rows = tuple(
        (run.as_of, _everybody(run.customers, ctx), run.definition_hash, run.fingerprint,
         run.definition_hash == segmentation.definition_hash)
        for run in runs
    )  # fmt: skip
    tables = [NamedTable("main", ResultTable(columns, rows))]
    name = ("name", Fact(segmentation.qualified, source="segmentation"))
    if not runs:
        return ToolResult(TOOL, tuple(tables), (Finding("runs_none", (name,)),), (), Lineage(as_of=ctx.as_of))
    current = [run for run in runs if run.definition_hash == segmentation.definition_hash]
    caveats: tuple[Caveat, ...] = ()
    limited = View(ctx.model, ctx.who).is_limited
    if current and not limited:  # what a run rests on was learned from everybody
        details = json.loads(keep_details(segmentation, current[0], ctx).read_text("utf-8"))
        tables.append(NamedTable("details", _details_table(details)))
    elif not current:
        caveats = (Caveat("runs_of_old_rule", (("name", segmentation.qualified),)),)
    facts = (name, ("count", Fact(len(runs), format=INTEGER)), ("day", Fact(runs[0].as_of)),
             ("customers", Fact(_everybody(runs[0].customers, ctx), CUSTOMERS, INTEGER)))  # fmt: skip
    return ToolResult(TOOL, tuple(tables), (Finding("runs_described", facts),), caveats, Lineage(as_of=ctx.as_of))


def _details_table(details: Mapping[str, object]) -> ResultTable:
    rows: list[tuple[Value, ...]] = [("tool", str(details["tool"])), ("arguments", json.dumps(details["arguments"]))]
    learned, left_out = details["learned"], details["left_out"]
    assert isinstance(learned, list) and isinstance(left_out, list)
    rows += [(str(name), None if value is None else str(value)) for name, value in learned]
    rows += [(f"left_out {item[0]}", str(item[1])) for item in left_out]
    return ResultTable((fact("parameter"), fact("level")), tuple(rows))
