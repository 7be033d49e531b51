"""What a controlled test says: which arm wins, by how much, and how sure that is.

Rule: a difference is told only with its interval and adjusted p; one that may be chance is called so, and an unsound
allocation gets no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.result import Value
from tools.action_arguments import AbTestArgs
from tools.context import ToolContext
from tools.experiments.data import POINTS, Assigned
from tools.experiments.stats import Difference, Sample
from tools.result import Fact, Finding
from tools.roles import money_unit
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SHARE


@dataclass(frozen=True)
class Compared:
    """One arm of one group; `against` is None for the control itself."""

    group: Value
    arm: str
    sample: Sample
    against: Difference | None
    p_adj: float | None = None


def findings_of(
    compared: tuple[Compared, ...],
    control: str,
    sound: float,
    days: int,
    arguments: AbTestArgs,
    assigned: Assigned,
    ctx: ToolContext,
) -> tuple[Finding, ...]:
    if not compared:
        return (no_verdict(sound, assigned),)
    told = [row for row in compared if row.against is not None and row.p_adj is not None]
    known = [row for row in told if row.p_adj is not None and row.p_adj < arguments.alpha]
    known.sort(key=lambda row: -abs(row.against.value if row.against else 0.0))
    metric = "conversion" if arguments.metric == "conversion" else "money"
    kind = f"ab_{metric}" + ("_by" if arguments.by else "")
    base = {row.group: row.sample for row in compared if row.against is None}
    found = [_effect(kind, row, base[row.group], control, days, arguments, assigned, ctx) for row in known]
    if not found:
        return (_undecided(kind, told, base, control, days, arguments, assigned, ctx), *_closing(told))
    others = [row for row in told if row not in known]
    return (*found[:4], *(() if not others else (_rest(len(others)),)))


def _effect(
    kind: str,
    row: Compared,
    base: Sample,
    control: str,
    days: int,
    arguments: AbTestArgs,
    assigned: Assigned,
    ctx: ToolContext,
) -> Finding:
    """One arm that differs from the control by more than chance."""
    assert row.against is not None
    way = "up" if row.against.value > 0 else "down"
    is_share = arguments.metric == "conversion"
    unit, form = (SHARE, PERCENT) if is_share else (money_unit(ctx.model), MONEY)
    apart = POINTS if is_share else unit
    here = row.sample.share if is_share else row.sample.mean
    there = base.share if is_share else base.mean
    difference = row.against
    facts = [
        ("arm", Fact(row.arm, source=assigned.arm_source)),
        ("control", Fact(control, source=assigned.arm_source)),
        ("value", Fact(here, unit, form)),
        ("base", Fact(there, unit, form)),
        ("difference", Fact(difference.value, apart, form)),
        ("low", Fact(difference.low, apart, form)),
        ("high", Fact(difference.high, apart, form)),
        ("p_adj", Fact(_written(row.p_adj))),
        ("days", Fact(days, NONE, INTEGER)),
    ]
    if arguments.by:
        facts.append(("segment", Fact(row.group, source=arguments.by)))
    return Finding(f"{kind}_{way}", tuple(facts))


def _undecided(
    kind: str,
    told: list[Compared],
    base: dict[Value, Sample],
    control: str,
    days: int,
    arguments: AbTestArgs,
    assigned: Assigned,
    ctx: ToolContext,
) -> Finding:
    """No arm differs by more than chance; said of the arm that differs most."""
    most = max(told, key=lambda row: abs(row.against.value if row.against else 0.0))
    found = _effect(kind, most, base[most.group], control, days, arguments, assigned, ctx)
    return Finding(f"{kind}_undecided", found.facts)


def _closing(told: list[Compared]) -> tuple[Finding, ...]:
    return (_rest(len(told) - 1),) if len(told) > 1 else ()


def _written(p: float | None) -> str:
    """Three decimals; a smaller one is not 0."""
    return "–" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def _rest(n: int) -> Finding:
    return Finding("ab_rest" if n > 1 else "ab_rest_one", (("n", Fact(n, NONE, INTEGER)),))


def no_verdict(sound: float, assigned: Assigned) -> Finding:
    counts = tuple(n for _, n in assigned.counts)
    facts = (
        ("groups", Fact(tuple(arm for arm, _ in assigned.counts), source=assigned.arm_source)),
        ("counts", Fact(counts, CUSTOMERS, INTEGER)),
        ("p", Fact(_written(sound))),
    )
    return Finding("ab_no_verdict", facts)
