"""What campaigns returned: their own metric of return, its parts, and what the contacted customers did.

Rule: the return is a metric of the model of the form (gain - cost) / cost whose cost belongs to the campaigns; there is
no second definition here. Who was contacted was not drawn by chance as far as the model says, so their purchases are
shown before and during the campaign beside those of the customers who were not, and nothing is called an effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.model import DerivedMetric, SimpleMetric
from semantic_layer.query import DimensionRef, MetricRef, Window
from semantic_layer.result import Column, ResultTable
from tools import trees
from tools.action_arguments import CampaignEffectArgs
from tools.actions.audiences import CONTACTED
from tools.actions.effect_data import Part, bought_around
from tools.arguments import QueryMetricsArgs
from tools.context import ToolContext
from tools.customers.base import base_steps
from tools.errors import EmptyWindow, MissingRole
from tools.experiments.data import POINTS
from tools.metrics.query import query_metrics
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import is_withheld, without_small_groups
from tools.roles import find_role
from tools.segments.summary import scope_of
from tools.tables import INTEGER, NONE, PERCENT, SHARE, customers_column, fact
from tools.trees import column, named

NOT_CONTACTED = "not_contacted"


@dataclass(frozen=True)
class Return:
    """The names of the metrics: the return, what was gained, what it cost."""

    roi: str
    gain: str
    cost: str


def campaign_return(arguments: CampaignEffectArgs, ctx: ToolContext) -> ToolResult:
    """One row per campaign: gain, cost, return. Of a single campaign also the contacted before and during it.

    Raises
    ------
    MissingRole
        No campaigns, or no metric of the form (gain - cost) / cost about them.
    EmptyWindow
        No campaign meets the conditions.
    """
    names = return_metric(ctx)
    by = _label(ctx)
    query = QueryMetricsArgs(
        metrics=tuple(MetricRef(name) for name in (names.gain, names.cost, names.roi)),
        dimensions=(DimensionRef(by),),
        filters=arguments.filters,
        window=arguments.window,
    )
    result = query_metrics(query, ctx)
    table = _campaigns(result.main, names)
    if not table.rows and not is_withheld(table):
        raise EmptyWindow("No campaign meets the conditions.")
    contacts = _contacts(arguments, ctx) if len(table.rows) == 1 else None
    caveats = (*result.caveats, *(contacts.caveats if contacts else ()))
    return ToolResult(
        "campaign_effect",
        (NamedTable("main", table), *((NamedTable("contacts", contacts.table),) if contacts else ())),
        (*_findings(table, names, by), *(contacts.findings if contacts else ()))
        if table.rows
        else (Finding("withheld"),),
        caveats,
        Lineage(
            as_of=ctx.as_of,
            queries=result.lineage.queries,
            sql=(*result.lineage.sql, *(contacts.sql if contacts else ())),
            window=contacts.window if contacts else arguments.window,
            compared_window=contacts.before if contacts else None,
            metrics=(names.roi, names.gain, names.cost),
            parameters=(("roi", names.roi), ("as_of", ctx.as_of)),
            row_counts=(("campaigns", len(table.rows)),),
            policies=result.lineage.policies,
        ),
    )


def return_metric(ctx: ToolContext) -> Return:
    """The model's return on campaigns: a derived metric (gain - cost) / cost with the cost in the campaigns' data."""
    role = find_role("campaign", "campaign_effect", ctx).role
    for metric in ctx.model.metrics:
        if not isinstance(metric, DerivedMetric) or len(metric.metrics) != 2:
            continue
        for gain, cost in (metric.metrics, metric.metrics[::-1]):
            inner = ctx.model.metric(cost.metric)
            is_cost = isinstance(inner, SimpleMetric) and ctx.model.measure(inner.measure).dataset == role.dataset
            if is_cost and metric.expr.replace(" ", "") == f"({gain.key}-{cost.key})/{cost.key}":
                return Return(metric.name, gain.metric, cost.metric)
    raise MissingRole("campaign_effect", "campaign.return")


def _label(ctx: ToolContext) -> str:
    """The dimension that names a campaign."""
    dataset = find_role("campaign", "campaign_effect", ctx).dataset
    entity = ctx.model.entity(dataset.prefix) if ctx.model.has_entity(dataset.prefix) else None
    if entity is None or not entity.label_dimension:
        raise MissingRole("campaign_effect", "campaign.name")
    label = entity.label_dimension
    return label if "." in label else f"{dataset.prefix}.{label}"


def _campaigns(table: ResultTable, names: Return) -> ResultTable:
    """The campaigns that cost something, the best return first; rows without a campaign are none."""
    roi = table.index(names.roi)
    rows = [row for row in table.rows if row[0] is not None and row[roi] is not None]
    rows.sort(key=lambda row: (-float(str(row[roi])), str(row[0])))
    order = (0, roi, table.index(names.gain), table.index(names.cost))
    columns = [table.columns[i] for i in order]
    shown = (columns[0], columns[1], *(_beside(item) for item in columns[2:]))
    return ResultTable(shown, tuple(tuple(row[i] for i in order) for row in rows), left_out=table.left_out)


def _beside(item: Column) -> Column:
    """A figure beside the return, which the chart does not draw."""
    return Column(item.name, "fact", item.unit, item.format, item.source or item.name)


def _findings(table: ResultTable, names: Return, by: str) -> tuple[Finding, ...]:
    row, columns = table.rows[0], table.columns
    facts = (
        ("who", Fact(row[0], source=by)),
        ("roi", Fact(row[1], columns[1].unit, columns[1].format)),
        ("gain", Fact(row[2], columns[2].unit, columns[2].format)),
        ("cost", Fact(row[3], columns[3].unit, columns[3].format)),
        ("metric", Fact(names.roi, source="metric")),
        ("n", Fact(len(table.rows), NONE, INTEGER)),
    )
    way = "paid_back" if float(str(row[1])) >= 0 else "lost"
    return (Finding(f"campaign_{way}" if len(table.rows) == 1 else "campaign_best", facts),)


# --- contacts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Contacts:
    table: ResultTable
    findings: tuple[Finding, ...]
    caveats: tuple[Caveat, ...]
    window: Window
    before: Window
    sql: tuple[str, ...]


def _contacts(arguments: CampaignEffectArgs, ctx: ToolContext) -> _Contacts | None:
    """Customers from before who were contacted and who were not: who bought during the campaign and just before it.

    None where the model has no contacts, or the campaign is not over.
    """
    campaign = find_role("campaign", "campaign_effect", ctx, arguments.filters)
    role = ctx.model.role("contact")
    if role is None or campaign.role.column("start") is None or campaign.role.column("end") is None:
        return None
    rows = campaign.rows()
    select, needed = rows.select((named(rows.day("start"), "start"), named(rows.day("end"), "end")))
    sql = trees.render(trees.with_steps(select, needed), ctx.engine.dialect)
    found = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
    start, end = found[0] if found else (None, None)
    if not isinstance(start, date) or not isinstance(end, date) or end >= ctx.as_of:
        return None
    days = (end - start).days + 1
    parts, statement = _bought(arguments, start, days, ctx)
    if CONTACTED not in parts:
        return None
    window, before = Window(start, end + timedelta(days=1)), Window(start - timedelta(days=days), start)
    table = without_small_groups(_contact_table(parts), "customers", ctx)
    told = _told(parts, days) if len(table.rows) == len(parts) else ()
    return _Contacts(table, told, (Caveat("not_random"),), window, before, (sql, statement))


def _bought(arguments: CampaignEffectArgs, start: date, days: int, ctx: ToolContext) -> tuple[dict[str, Part], str]:
    """Only customers who had bought before both windows, so that both had the chance to buy in both."""
    scope = scope_of("campaign_effect", CampaignEffectArgs(), ctx)
    contacts = find_role("contact", "campaign_effect", ctx, arguments.filters).rows()
    is_known = trees.is_known(contacts.part("customer"))
    contacted, needed = contacts.select((named(contacts.part("customer"), "key"),), (is_known,))
    contacted = contacted.distinct(copy=False)
    was = (
        exp.Case()
        .when(trees.is_null(column("key", "contacted")), trees.text(NOT_CONTACTED))
        .else_(trees.text(CONTACTED))
    )
    members = (
        trees.from_step("customers", column("key", "customers"), named(was, "group"))
        .join(
            trees.step("contacted"),
            on=exp.EQ(this=column("key", "contacted"), expression=column("key", "customers")),
            join_type="left",
            copy=False,
        )
        .where(
            exp.LT(this=column("first_day", "customers"), expression=trees.day(start - timedelta(days=days))),
            copy=False,
        )
    )
    steps = (*base_steps(scope), *needed, ("contacted", contacted), ("members", members))
    found, sql = bought_around(steps, start, days, ctx)
    return {str(group): part for group, part in found}, sql


def _contact_table(parts: dict[str, Part]) -> ResultTable:
    columns = (
        fact("part", kind="dimension"),
        customers_column(),
        Column("conversion", "metric", SHARE, PERCENT),
        fact("conversion_before", SHARE, PERCENT),
        fact("difference", POINTS, PERCENT),
    )
    rows = tuple(
        (name, part.after.n, part.after.share, part.before.share, part.after.share - part.before.share)
        for name, part in parts.items()
    )
    return ResultTable(columns, rows)


def _told(parts: dict[str, Part], days: int) -> tuple[Finding, ...]:
    contacted, others = parts[CONTACTED], parts.get(NOT_CONTACTED)
    facts: list[tuple[str, Fact]] = [
        ("days", Fact(days, NONE, INTEGER)),
        ("customers", Fact(contacted.after.n, customers_column().unit, INTEGER)),
        ("value", Fact(contacted.after.share, SHARE, PERCENT)),
        ("before", Fact(contacted.before.share, SHARE, PERCENT)),
    ]
    if others is None:
        return (Finding("campaign_contacts", tuple(facts)),)
    facts += [
        ("other_value", Fact(others.after.share, SHARE, PERCENT)),
        ("other_before", Fact(others.before.share, SHARE, PERCENT)),
    ]
    return (Finding("campaign_contacts_beside", tuple(facts)),)
