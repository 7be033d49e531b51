"""What is agreed for each segment, and what is at stake.

Rule: an action comes from the model or not at all; a segment without one reads "no action agreed". What is at stake is
the net revenue of the segment's customers in the year before as-of. An audience that was handed over before is named
with the day on which its effect can be measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.model import Segmentation, SemanticModel
from semantic_layer.query import Predicate, Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.action_arguments import SegmentActionsArgs
from tools.actions.agreed import Action, actions_of, codes_of
from tools.actions.audiences import Audience, audiences
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.customers.groups import GROUPS, group_steps
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import is_withheld, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import scope_of
from tools.tables import DATE, INTEGER, MONEY, NONE, TEXT, customers_column, fact
from tools.trees import column, named

STAKE_DAYS = 365


def segment_actions(arguments: SegmentActionsArgs, ctx: ToolContext) -> ToolResult:
    """One row per segment: customers, value at stake, action, channel, priority, owner, metric, goal, follow-up date.

    Raises
    ------
    BadParameter
        An unknown segmentation or segment, or an action of the model that cannot be read.
    EmptyWindow, MissingRole
    """
    scope = scope_of("segment_actions", arguments, ctx)
    segmentation = segmentation_of(arguments.segmentation, ctx.model, "segment_actions")
    code = _known_code(arguments.segment, segmentation)
    agreed = actions_of(segmentation, ctx.model)
    sizes, sql = _sizes(segmentation, scope, arguments.filters, ctx)
    codes = codes_of(segmentation) or tuple(str(group) for group, _, _ in sizes)
    known = {str(group): (n, value) for group, n, value in sizes}
    shown = [item for item in codes if code in (None, item)]
    rows = tuple(_row(item, *known.get(item, (0, 0)), agreed.get(item), scope.as_of) for item in codes)
    whole = ResultTable(_columns(segmentation, ctx), rows)
    sized = without_small_groups(whole, "customers", ctx)
    table = replace(sized, rows=tuple(row for row in sized.rows if code in (None, row[0])))
    if not any(table.values("customers")) and not is_withheld(sized):
        raise EmptyWindow("The segment has no customers.", start=scope.start, end=scope.as_of)
    earlier = [item for item in audiences(ctx) if item.segmentation == segmentation.qualified]
    return ToolResult(
        "segment_actions",
        (NamedTable("main", table),),
        _findings(table, code, segmentation, earlier, scope.as_of, ctx),
        _caveats(agreed, shown),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.as_of - timedelta(days=STAKE_DAYS), scope.as_of),
            parameters=(
                ("segmentation", segmentation.qualified),
                ("as_of", scope.as_of),
                ("stake_days", STAKE_DAYS),
                *((f"version.{item}", agreed[item].version) for item in shown if item in agreed),
            ),
            row_counts=(("segments", len(table.rows)),),
            policies=scope.orders.rows().policies,
        ),
    )


def segmentation_of(name: str | None, model: SemanticModel, tool: str) -> Segmentation:
    """The named segmentation, else the model's first."""
    if not model.segmentations:
        raise MissingRole(tool, "segmentation")
    if name is None:
        return model.segmentations[0]
    if not model.has_segmentation(name):
        raise BadParameter("segmentation", name, ", ".join(item.qualified for item in model.segmentations))
    return model.segmentation(name)


def _known_code(code: str | None, segmentation: Segmentation) -> str | None:
    codes = codes_of(segmentation)
    if code is not None and codes and code not in codes:
        raise BadParameter("segment", code, ", ".join(codes))
    return code


def _sizes(
    segmentation: Segmentation, scope: BaseScope, filters: tuple[Predicate, ...], ctx: ToolContext
) -> tuple[tuple[tuple[Value, int, Value], ...], str]:
    """Customers and the net revenue of the last year of each segment; conditions choose the members, as of a file."""
    year = BaseScope(scope.orders, scope.as_of, scope.as_of - timedelta(days=STAKE_DAYS))
    groups = group_steps(segmentation.qualified, scope.as_of, "segment_actions", ctx, filters)
    steps = (*base_steps(year), *groups)
    same = exp.EQ(this=column("key", "customers"), expression=column("key", GROUPS))
    select = (
        trees.from_step(
            GROUPS,
            column("group", GROUPS),
            named(exp.Count(this=exp.Distinct(expressions=[column("key", GROUPS)])), "customers"),
            named(trees.or_zero(exp.Sum(this=column("monetary", "customers"))), "v"),
        )
        .join(trees.step("customers"), on=same, join_type="left", copy=False)
        .where(trees.is_known(column("group", GROUPS)), copy=False)
        .group_by(column("group", GROUPS), copy=False)
        .order_by(column("group", GROUPS), copy=False)
    )
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return tuple((group, int(str(n)), value) for group, n, value in raw.rows), sql


def _columns(segmentation: Segmentation, ctx: ToolContext) -> tuple[Column, ...]:
    both = [fact(f"{name}_{language}") for name in ("action", "channel", "owner") for language in ("en", "zh")]
    return (
        Column(segmentation.qualified, "dimension", NONE, TEXT, segmentation.qualified),
        customers_column(),
        Column("value_at_stake", "metric", money_unit(ctx.model), MONEY),
        *both,
        fact("priority", NONE, INTEGER),
        fact("metric"),
        fact("goal_en"),
        fact("goal_zh"),
        fact("follow_up", NONE, DATE),
        fact("version", NONE, INTEGER),
    )


def _row(code: str, n: int, value: Value, action: Action | None, as_of: date) -> tuple[Value, ...]:
    if action is None:
        return (code, n, value, "no_action", "no_action", *(None,) * 10)
    words = (action.action, action.channel, action.owner)
    texts = [text or None for word in words for text in (word.en, word.zh)]
    return (
        code, n, value, *texts, action.priority, action.follow_metric, action.goal.en or None, action.goal.zh or None,
        as_of + timedelta(days=action.follow_up_days), action.version,
    )  # fmt: skip


# --- what is said -----------------------------------------------------------------------------------------------


def _findings(
    table: ResultTable,
    code: str | None,
    segmentation: Segmentation,
    earlier: list[Audience],
    as_of: date,
    ctx: ToolContext,
) -> tuple[Finding, ...]:
    records = [row for row in table.records() if row["customers"]]
    if not records:
        return ()
    first = max(records, key=lambda row: float(str(row["value_at_stake"] or 0)))
    told = [_told(first, segmentation, ctx, alone=code is not None)]
    if code is not None and first["version"] is not None:
        measured = "action_plan" if first["goal_en"] else "action_plan_open"
        told.append(Finding(measured if first["metric"] else "action_plan_unmeasured", told[0].facts))
    if code is None:
        open_ones = tuple(row[segmentation.qualified] for row in records if row["action_en"] == "no_action")
        if open_ones:
            told.append(Finding("actions_open", (("groups", Fact(open_ones, source=segmentation.qualified)),)))
    told += [_due(item, segmentation, as_of) for item in earlier if item.segment == code][-1:]
    return tuple(told)


def _told(row: dict[str, Value], segmentation: Segmentation, ctx: ToolContext, *, alone: bool) -> Finding:
    columns = {column.name: column for column in _columns(segmentation, ctx)}
    names = ("customers", "value_at_stake", "follow_up", "priority")
    facts = [(name, Fact(row[name], columns[name].unit, columns[name].format)) for name in names]
    facts += [
        (f"{name}_{language}", Fact(row[f"{name}_{language}"] or "–"))
        for name in ("action", "channel", "owner", "goal")
        for language in ("en", "zh")
    ]
    facts.append(("who", Fact(row[segmentation.qualified], source=segmentation.qualified)))
    if row["action_en"] == "no_action":
        return Finding("action_missing" if alone else "action_missing_most", tuple(facts))
    if row["metric"] is not None:
        facts.append(("metric", Fact(row["metric"], source="metric")))
    kind = "action_agreed" if row["version"] else "action_default"
    return Finding(kind if alone else f"{kind}_most", tuple(facts))


def _due(audience: Audience, segmentation: Segmentation, as_of: date) -> Finding:
    """The audience that was handed over before: is its effect to be measured now, or when?"""
    kind = "follow_up_due" if audience.follow_up <= as_of else "follow_up_later"
    return Finding(kind, (
        ("who", Fact(audience.segment, source=segmentation.qualified)),
        ("exported", Fact(audience.exported_on, NONE, DATE)),
        ("follow_up", Fact(audience.follow_up, NONE, DATE)),
    ))  # fmt: skip


def _caveats(agreed: Mapping[str, Action], shown: list[str]) -> tuple[Caveat, ...]:
    actions = [agreed[item] for item in shown if item in agreed]
    return (Caveat("default_actions"),) if actions and all(action.version == 0 for action in actions) else ()
