"""Segment customers by the groups that k-means or Ward's method finds.

Rule: preparation and assignment are SQL: logarithm, clip at 1 % and 99 %, scale by median and interquartile range,
then the nearest centre. What was learned from a sample (`fit.py`) is literals of that statement, so every
customer is assigned by the same rule and the rule can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.arguments import ClusterArgs
from tools.clusters.choice import COMES_BACK, RESAMPLES, STABLE
from tools.clusters.features import BASE, shown_as
from tools.clusters.fit import Fit, learn
from tools.clusters.scales import FEWEST_CUSTOMERS, Scale, prepared_select
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import NotIdentified
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.segments.summary import Assignment, scope_of, summarise
from tools.stats import elbow
from tools.tables import INTEGER, NONE, SCORE, SCORE_FORMAT, fact
from tools.trees import Step, column, named

LEARNED_STEPS = ("prepared", "distances", "members")
"""The steps that hold what was learned; those before them give any day's customers and features."""


def cluster_customers(arguments: ClusterArgs, ctx: ToolContext) -> ToolResult:
    """Groups with customers, revenue and medians; beside them how k was chosen.

    Without a stable number of groups there is only the table of the ks tried, and the caveat `no_stable_segments`.
    Refusals are those of `cluster_fit.learn`.
    """
    scope = scope_of("cluster_customers", arguments, ctx)
    fit = learn(arguments, scope, ctx)
    choices = NamedTable("k_choice", _choices_table(fit))
    if not fit.centres:
        lineage = Lineage(as_of=scope.as_of, sql=fit.sql, parameters=_parameters(arguments, fit))
        caveats = (Caveat("no_stable_segments"), *_caveats(fit))
        return ToolResult("cluster_customers", (choices,), (Finding("clusters_unstable"),), caveats, lineage)
    assigned = _assignment_of(arguments, fit, ctx)
    result = summarise("cluster_customers", assigned, scope, ctx)
    return replace(result, tables=(*result.tables, choices), findings=(*result.findings, *_evidence(arguments, fit)))


def assignment(arguments: ClusterArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer with the nearest centre's group; `NotIdentified` when no number of groups is stable."""
    fit = learn(arguments, scope, ctx)
    if not fit.centres:
        raise NotIdentified("No number of groups between 2 and 8 can be found again.", k_tried=len(fit.choices))
    return _assignment_of(arguments, fit, ctx)


def _assignment_of(arguments: ClusterArgs, fit: Fit, ctx: ToolContext) -> Assignment:
    beyond = [scale.feature for scale in fit.scales if scale.feature not in BASE]
    return Assignment(
        steps=(*fit.steps, *_nearest(fit)),
        order=fit.names,
        parameters=_parameters(arguments, fit),
        need=FEWEST_CUSTOMERS,
        caveats=_caveats(fit),
        sql=fit.sql,
        medians=tuple(Column(name, "fact", *shown_as(name, ctx.model), name) for name in beyond),
    )


def _nearest(fit: Fit) -> tuple[Step, ...]:
    """Distance to each centre, then the first centre that no other is nearer than."""
    distances = [named(_distance(fit.scales, centre), f"d{i}") for i, centre in enumerate(fit.centres)]
    far = trees.from_step("prepared", column("key"), *distances)
    names = [f"d{i}" for i in range(fit.k)]
    least = exp.Least(this=column(names[0]), expressions=list(trees.columns(*names[1:])))
    case = exp.Case()
    for name, segment in zip(names, fit.names, strict=True):
        case = case.when(exp.EQ(this=column(name), expression=least.copy()), trees.text(segment))
    members = trees.from_step("distances", column("key"), named(case, "segment"))
    return tuple(zip(LEARNED_STEPS, (prepared_select(fit.scales), far, members), strict=True))


def _distance(scales: Sequence[Scale], centre: Sequence[float]) -> exp.Expression:
    terms = []
    for scale, value in zip(scales, centre, strict=True):
        away = exp.Paren(this=exp.Sub(this=column(f"z_{scale.feature}"), expression=trees.number(value)))
        terms.append(exp.Mul(this=away, expression=away.copy()))
    return trees.total(terms)


def _parameters(arguments: ClusterArgs, fit: Fit) -> tuple[tuple[str, Value], ...]:
    learned = [
        (f"{scale.feature}_{name}", getattr(scale, name)) for scale in fit.scales for name in ("low", "high", "centre")
    ]
    return (
        ("features", ", ".join(arguments.features)),
        ("dropped_features", ", ".join(fit.dropped)),
        ("method", arguments.method),
        ("k", fit.k),
        ("k_rule", str(arguments.k)),
        ("random_state", 0),
        ("resamples", RESAMPLES),
        ("choice_sample", fit.choice_sample),
        ("fit_sample", fit.fit_sample),
        *learned,
    )


# --- how k was chosen ---------------------------------------------------------------------------------------------


def _bend(fit: Fit) -> int:
    """The k at the elbow; 0 where too few were tried."""
    if len(fit.choices) < 3:
        return 0
    return fit.choices[elbow([choice.inertia for choice in fit.choices]) - 1].k


def _choices_table(fit: Fit) -> ResultTable:
    """One row for every k that was tried. Ward's method adds how far apart the groups of the last merger are."""
    has_heights = any(choice.height is not None for choice in fit.choices)
    columns = (
        fact("k", format=INTEGER),
        fact("inertia", SCORE, INTEGER),
        fact("silhouette", SCORE, SCORE_FORMAT),
        fact("ari", SCORE, SCORE_FORMAT),
        fact("weakest_group", SCORE, SCORE_FORMAT),
        *((fact("merge_height", SCORE, SCORE_FORMAT),) if has_heights else ()),
        fact("elbow", NONE),
        fact("chosen", NONE),
    )
    bend = _bend(fit)
    rows = tuple(
        (
            choice.k,
            choice.inertia,
            choice.silhouette,
            choice.ari,
            choice.weakest,
            *((choice.height,) if has_heights else ()),
            choice.k == bend,
            choice.k == fit.k,
        )
        for choice in fit.choices
    )
    return ResultTable(columns, rows)


def _evidence(arguments: ClusterArgs, fit: Fit) -> tuple[Finding, ...]:
    """Why so many groups, and what the elbow says."""
    chosen = next((choice for choice in fit.choices if choice.k == fit.k), None)
    if chosen is None:
        return ()
    kind = "clusters_chosen" if arguments.k == "auto" else f"clusters_given{'' if fit.stable else '_unstable'}"
    bend = _bend(fit)
    facts = (
        ("k", Fact(fit.k, NONE, INTEGER)),
        ("ari", Fact(chosen.ari, SCORE, SCORE_FORMAT)),
        ("least", Fact(STABLE, SCORE, SCORE_FORMAT)),
        ("stable", Fact(fit.stable, NONE, INTEGER)),
    )
    elbow_at = (Finding("clusters_elbow", (("k", Fact(bend, NONE, INTEGER)),)),) if bend else ()
    return (Finding(kind, facts), *elbow_at)


def _caveats(fit: Fit) -> tuple[Caveat, ...]:
    dropped = tuple(Caveat("feature_without_spread", (("name", name),)) for name in fit.dropped)
    missing = tuple(
        Caveat("missing_as_median", (("name", scale.feature), ("customers", scale.missing)))
        for scale in fit.scales
        if scale.missing
    )
    return (*dropped, *missing, *_weak_group(fit))


def _weak_group(fit: Fit) -> tuple[Caveat, ...]:
    """A number of groups that was asked for may have one that does not come back: said, with a k where all do."""
    chosen = next((choice for choice in fit.choices if choice.k == fit.k), None)
    if chosen is None or chosen.weakest >= COMES_BACK:
        return ()
    better = max((choice.k for choice in fit.choices if choice.is_stable), default=0)
    weakest = ("weakest", round(chosen.weakest, 2))
    return (Caveat("weak_group", (weakest, ("k", better))) if better else Caveat("weak_groups", (weakest,)),)
