"""What came of an action: against its hold-out where there is one, else before and after; and what a campaign returned.

Rule: only a group that was left out by chance tells what an action did. Without one the same customers are set against
themselves before, beside the customers who were not contacted, and the answer says that this is no proof of an effect.
Return on a campaign is the model's own metric, so that every department gets the same figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from semantic_layer.model import Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.action_arguments import CampaignEffectArgs
from tools.actions.actions import segmentation_of
from tools.actions.audiences import CONTACTED, HELD_OUT, Audience, audiences
from tools.actions.campaign_return import campaign_return
from tools.actions.effect_data import Part, parts_of
from tools.context import ToolContext
from tools.errors import HorizonIncomplete, NoAudience
from tools.experiments.data import POINTS
from tools.experiments.stats import Difference, Sample, compare_means, compare_shares, holm
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit
from tools.segments.summary import scope_of
from tools.stats import wilson
from tools.tables import CUSTOMERS, DATE, INTEGER, MONEY, NONE, PERCENT, SCORE_FORMAT, SHARE, customers_column, fact

ALPHA = 0.05


@dataclass(frozen=True)
class Effect:
    """Contacted minus held out: in conversion and in money per customer, with p values adjusted for the two."""

    conversion: Difference
    money: Difference
    p_conversion: float
    p_money: float


def campaign_effect(arguments: CampaignEffectArgs, ctx: ToolContext) -> ToolResult:
    """The effect of the last audience of a segment, or the return of the campaigns that `filters` name.

    Raises
    ------
    NoAudience
        Nothing was handed over for this segment up to as-of.
    HorizonIncomplete
        The audience is not old enough to be measured; `until` is the first day on which it is.
    MissingRole
        The model has no campaigns, or no metric of their return.
    """
    if arguments.segment is None:
        return campaign_return(arguments, ctx)
    scope = scope_of("campaign_effect", arguments, ctx)
    segmentation = segmentation_of(arguments.segmentation, ctx.model, "campaign_effect")
    known = [
        item
        for item in audiences(ctx)
        if (item.segmentation, item.segment) == (segmentation.qualified, arguments.segment)
        and item.exported_on < scope.as_of
    ]
    if not known:
        raise NoAudience(segmentation.qualified, arguments.segment)
    audience = known[-1]
    days = arguments.horizon_days or (audience.follow_up - audience.exported_on).days
    if audience.exported_on + timedelta(days=days) > scope.as_of:
        raise HorizonIncomplete(audience.exported_on + timedelta(days=days))
    parts, sql = parts_of(audience, days, scope, ctx)
    effect = _effect(parts)
    table = without_small_groups(_table(parts, effect, ctx), "customers", ctx)
    return ToolResult(
        "campaign_effect",
        (NamedTable("main", table),),
        _findings(parts, effect, audience, days, ctx),
        _caveats(effect),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(audience.exported_on, audience.exported_on + timedelta(days=days)),
            compared_window=Window(audience.exported_on - timedelta(days=days), audience.exported_on),
            parameters=(
                ("audience", audience.id),
                ("run", audience.exported_on),
                ("action_version", audience.action_version),
                ("horizon_days", days),
                ("alpha", ALPHA),
                ("adjustment", "holm"),
            ),
            row_counts=tuple((name, part.after.n) for name, part in parts.items()),
            policies=scope.orders.rows().policies,
        ),
    )


def _effect(parts: dict[str, Part]) -> Effect | None:
    """None without a hold-out."""
    if HELD_OUT not in parts or CONTACTED not in parts:
        return None
    arm, control = parts[CONTACTED].after, parts[HELD_OUT].after
    conversion, money = compare_shares(arm, control, ALPHA), compare_means(arm, control, ALPHA)
    return Effect(conversion, money, *holm((conversion.p, money.p)))


# --- table ------------------------------------------------------------------------------------------------------


def _table(parts: dict[str, Part], effect: Effect | None, ctx: ToolContext) -> ResultTable:
    money = money_unit(ctx.model)
    columns = (
        fact("part", kind="dimension"),
        customers_column(),
        Column("converted", "hits", CUSTOMERS, INTEGER),
        Column("conversion", "metric", SHARE, PERCENT),
        Column("low", "low", SHARE, PERCENT),
        Column("high", "high", SHARE, PERCENT),
        fact("conversion_before", SHARE, PERCENT),
        fact("revenue_per_customer", money, MONEY),
        fact("difference", POINTS, PERCENT),
        fact("difference_low", POINTS, PERCENT),
        fact("difference_high", POINTS, PERCENT),
        fact("p_adjusted", NONE, SCORE_FORMAT),
        fact("revenue_difference", money, MONEY),
        fact("p_revenue", NONE, SCORE_FORMAT),
    )
    return ResultTable(columns, tuple(_row(name, part, effect) for name, part in parts.items()))


def _row(name: str, part: Part, effect: Effect | None) -> tuple[Value, ...]:
    after, before = part.after, part.before
    tail: tuple[Value, ...] = (None,) * 6
    if name == CONTACTED and effect is not None:
        found = effect.conversion
        tail = (found.value, found.low, found.high, effect.p_conversion, effect.money.value, effect.p_money)
    shown = (after.hits, after.share, *wilson(after.hits, after.n), before.share, after.mean)
    return (name, after.n, *shown, *tail)


# --- what is said -----------------------------------------------------------------------------------------------


def _findings(
    parts: dict[str, Part], effect: Effect | None, audience: Audience, days: int, ctx: ToolContext
) -> tuple[Finding, ...]:
    contacted = parts[CONTACTED]
    common = [
        ("who", Fact(audience.segment, source=audience.segmentation)),
        ("days", Fact(days, NONE, INTEGER)),
        ("exported", Fact(audience.exported_on, NONE, DATE)),
        ("customers", Fact(contacted.after.n, CUSTOMERS, INTEGER)),
        ("value", Fact(contacted.after.share, SHARE, PERCENT)),
    ]
    if effect is None:
        before = [("before", Fact(contacted.before.share, SHARE, PERCENT))]
        way = _way(contacted.after.share - contacted.before.share)
        return (Finding(f"effect_before_after_{way}", (*common, *before)),)
    held = parts[HELD_OUT].after
    found = effect.conversion
    common += [
        ("base", Fact(held.share, SHARE, PERCENT)),
        ("held_out", Fact(held.n, CUSTOMERS, INTEGER)),
        ("difference", Fact(found.value, POINTS, PERCENT)),
        ("low", Fact(found.low, POINTS, PERCENT)),
        ("high", Fact(found.high, POINTS, PERCENT)),
        ("p_adj", Fact(effect.p_conversion, NONE, SCORE_FORMAT)),
        ("more", Fact(round(abs(found.value) * contacted.after.n), CUSTOMERS, INTEGER)),
    ]
    known = effect.p_conversion < ALPHA
    told = [Finding(f"effect_{_way(found.value)}" if known else "effect_undecided", tuple(common))]
    return (*told, _money(contacted.after, held, effect, money_unit(ctx.model)))


def _money(contacted: Sample, held: Sample, effect: Effect, unit: Unit) -> Finding:
    kind = f"effect_money_{_way(effect.money.value)}" if effect.p_money < ALPHA else "effect_money_undecided"
    values = (contacted.mean, held.mean, effect.money.value, effect.money.low, effect.money.high)
    names = ("value", "base", "difference", "low", "high")
    return Finding(kind, tuple((name, Fact(value, unit, MONEY)) for name, value in zip(names, values, strict=True)))


def _way(value: float) -> str:
    return "up" if value > 0 else "down" if value < 0 else "flat"


def _caveats(effect: Effect | None) -> tuple[Caveat, ...]:
    """With a hold-out everybody in the file counts, whether the message reached them or not."""
    return (Caveat("before_after"),) if effect is None else (Caveat("as_assigned"),)
