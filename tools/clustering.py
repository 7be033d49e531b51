"""Segment customers by the groups that k-means finds.

Rule: preparation and assignment are SQL: logarithm, clip at 1 % and 99 %, scale by median and interquartile range,
then the nearest centre. What was learned from a sample (`cluster_fit.py`) is literals of that statement, so every
customer is assigned by the same rule and the rule can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.result import ResultTable, Value
from tools import trees
from tools.arguments import ClusterArgs
from tools.cluster_fit import CHOICE_SAMPLE, FEWEST_CUSTOMERS, FIT_SAMPLE, RESAMPLES, Fit, Scale, learn, prepared_select
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps
from tools.errors import NotIdentified
from tools.result import Caveat, Lineage, NamedTable, ToolResult
from tools.segment_summary import Assignment, scope_of, summarise
from tools.stats import elbow
from tools.tables import INTEGER, NONE, SCORE, SCORE_FORMAT, fact
from tools.trees import Step, column, named


def cluster_customers(arguments: ClusterArgs, ctx: ToolContext) -> ToolResult:
    """Groups with customers, revenue and medians; beside them how k was chosen."""
    scope = scope_of("cluster_customers", arguments, ctx)
    fit = learn(arguments, scope, ctx)
    choices = NamedTable("k_choice", _choices_table(fit))
    if not fit.centres:
        caveat = Caveat("no_stable_segments")
        lineage = Lineage(as_of=scope.as_of, sql=fit.sql, parameters=_parameters(arguments, fit))
        return ToolResult("cluster_customers", (choices,), (), (caveat,), lineage)
    result = summarise("cluster_customers", _assignment_of(arguments, fit, scope), scope, ctx)
    return replace(result, tables=(*result.tables, choices))


def assignment(arguments: ClusterArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer with the nearest centre's group; `NotIdentified` when no number of groups is stable."""
    fit = learn(arguments, scope, ctx)
    if not fit.centres:
        raise NotIdentified("No number of groups between 2 and 8 can be found again.", k_tried=len(fit.choices))
    return _assignment_of(arguments, fit, scope)


def _assignment_of(arguments: ClusterArgs, fit: Fit, scope: BaseScope) -> Assignment:
    return Assignment(
        steps=(*base_steps(scope), *_nearest(fit)),
        order=fit.names,
        parameters=_parameters(arguments, fit),
        need=FEWEST_CUSTOMERS,
        sql=fit.sql,
    )


def _nearest(fit: Fit) -> tuple[Step, ...]:
    """Distance to each centre, then the first centre that no other is nearer than."""
    distances = [named(_distance(fit.scales, centre), f"d{i}") for i, centre in enumerate(fit.centres)]
    far = trees.from_step("prepared", column("key"), *distances)
    names = [f"d{i}" for i in range(fit.k)]
    nearest = exp.Least(this=column(names[0]), expressions=list(trees.columns(*names[1:])))
    case = exp.Case()
    for name, segment in zip(names, fit.names, strict=True):
        case = case.when(exp.EQ(this=column(name), expression=nearest.copy()), trees.text(segment))
    members = trees.from_step("distances", column("key"), named(case, "segment"))
    return (("prepared", prepared_select(fit.scales)), ("distances", far), ("members", members))


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
        ("method", "kmeans"),
        ("k", fit.k),
        ("k_rule", str(arguments.k)),
        ("random_state", 0),
        ("resamples", RESAMPLES),
        ("choice_sample", CHOICE_SAMPLE),
        ("fit_sample", FIT_SAMPLE),
        *learned,
    )


def _choices_table(fit: Fit) -> ResultTable:
    bend = elbow([choice.inertia for choice in fit.choices]) if len(fit.choices) >= 3 else 0
    columns = (
        fact("k", format=INTEGER),
        fact("inertia", SCORE, INTEGER),
        fact("silhouette", SCORE, SCORE_FORMAT),
        fact("ari", SCORE, SCORE_FORMAT),
        fact("elbow", NONE),
        fact("chosen", NONE),
    )
    rows = tuple(
        (choice.k, choice.inertia, choice.silhouette, choice.ari, i + 1 == bend, choice.k == fit.k)
        for i, choice in enumerate(fit.choices)
    )
    return ResultTable(columns, rows)
