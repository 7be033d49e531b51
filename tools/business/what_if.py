"""What a metric would be if its factors changed: exact arithmetic on the metric's own formula.

Rule: a factor is what the model's definitions make it: what stands above or below the line of a ratio, the inputs of
a formula, and for a sum the rate and the base whose product it is. Everything that is not changed stays as it was in
the period. That is stated, and never called a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

import sqlglot
from sqlglot import exp

from semantic_layer.model import DerivedMetric, MetricBase, RatioMetric, SemanticModel
from semantic_layer.query import MetricRef, SemanticQuery
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.run import run_query
from tools.business_arguments import FactorChange, WhatIfArgs
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import PERCENT, SHARE, fact

DEFAULT_WINDOW = "last:1:month"
AROUND = 0.25  # rows beside the scenario: a quarter less and a quarter more of the assumed change


@dataclass(frozen=True)
class Formula:
    """A metric as arithmetic over other metrics: `tree` names them by alias, `inputs` maps alias to metric."""

    tree: exp.Expression
    inputs: Mapping[str, str]

    def value(self, known: Mapping[str, float]) -> float | None:
        """The result; None where something is divided by 0."""
        return _value(self.tree, {alias: known[name] for alias, name in self.inputs.items()})


def what_if(arguments: WhatIfArgs, ctx: ToolContext) -> ToolResult:
    """The metric as it was, as assumed, and with a quarter less and more of the assumed change.

    Raises
    ------
    BadParameter
        A factor is none of the metric's, or has neither a change nor a value.
    EmptyWindow
        A factor has no value in the period.
    """
    for change in arguments.changes:
        if (change.by is None) == (change.to is None):
            raise BadParameter("changes", change.factor, "either a change or a value for each factor")
    window = arguments.window or ctx.calendar.resolve(DEFAULT_WINDOW)
    query = SemanticQuery(
        metrics=(MetricRef(arguments.metric),), window=window, filters=arguments.filters, as_of=ctx.as_of, who=ctx.who
    )
    whole, compiled = run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    formula = _formula(arguments, ctx.model)
    names = tuple(dict.fromkeys(formula.inputs.values()))
    wanted = replace(query, metrics=tuple(MetricRef(name) for name in names))
    table, of_factors = run_query(wanted, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s)
    if not table.rows or any(table.values(name)[0] is None for name in names):
        raise EmptyWindow("A factor has no value in the period.", start=window.start, end=window.end)
    known = {name: float(str(table.values(name)[0])) for name in names}
    column = whole.columns[whole.index(arguments.metric)]
    base, scenarios = formula.value(known), _scenarios(formula, known, arguments.changes)
    if base is None or scenarios["assumed"] is None:
        raise EmptyWindow("The formula divides by nothing in the period.", start=window.start, end=window.end)
    return ToolResult(
        "what_if",
        (
            NamedTable("main", _table(base, scenarios, column)),
            NamedTable("factors", _factors(known, arguments.changes)),
        ),
        _findings(base, scenarios["assumed"], column, formula),
        (Caveat("no_forecast"),),
        Lineage(
            as_of=ctx.as_of,
            queries=(wanted,),
            sql=(of_factors.sql, compiled.sql),
            window=compiled.window,
            metrics=(arguments.metric, *names),
            policies=compiled.policies,
            parameters=(("formula", formula.tree.sql()), *((c.factor, c.by or c.to) for c in arguments.changes)),
        ),
    )


# --- formulas ---------------------------------------------------------------------------------------------------


def formulas_of(metric: MetricBase, model: SemanticModel) -> Iterator[Formula]:
    """Every way in which the model writes a metric as arithmetic over others."""
    if isinstance(metric, RatioMetric):
        above, below = metric.numerator, metric.denominator
        if not (above.filter or below.filter or above.offset or below.offset):
            yield _parsed("above / below", {"above": above.metric, "below": below.metric})
    if isinstance(metric, DerivedMetric) and not any(item.filter or item.offset for item in metric.metrics):
        yield _parsed(metric.expr, {item.key: item.metric for item in metric.metrics})
    for other in model.metrics:
        if not isinstance(other, RatioMetric) or other.hidden:
            continue
        plain = not (other.numerator.filter or other.denominator.filter or other.numerator.offset)
        if plain and other.numerator.metric == metric.name:
            yield _parsed("rate * base", {"rate": other.name, "base": other.denominator.metric})


def _parsed(text: str, inputs: Mapping[str, str]) -> Formula:
    return Formula(cast("exp.Expression", sqlglot.parse_one(text, read="duckdb")), inputs)


def _formula(arguments: WhatIfArgs, model: SemanticModel) -> Formula:
    """The formula whose inputs hold every changed factor."""
    wanted = {change.factor for change in arguments.changes}
    found = list(formulas_of(model.metric(arguments.metric), model))
    fitting = [formula for formula in found if wanted <= set(formula.inputs.values())]
    if not fitting:
        possible = sorted({name for formula in found for name in formula.inputs.values()})
        raise BadParameter("factor", ", ".join(sorted(wanted)), ", ".join(possible) or "a metric with a formula")
    return fitting[0]


_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)


def _value(node: exp.Expression, known: Mapping[str, float]) -> float | None:
    """Evaluate + - * / over names and numbers; None for a division by 0.

    Raises
    ------
    BadParameter
        The formula has something else in it.
    """
    match node:
        case exp.Paren():
            return _value(node.this, known)
        case exp.Neg():
            inner = _value(node.this, known)
            return None if inner is None else -inner
        case exp.Literal():
            return float(node.this)
        case exp.Column():
            return known[node.name]
        case exp.Nullif():
            return _value(node.this, known)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            left, right = _value(node.this, known), _value(node.expression, known)
            return None if left is None or right is None else _applied(node, left, right)
        case _:
            raise BadParameter("formula", node.sql(), "+ - * / over metrics")


def _applied(node: exp.Expression, left: float, right: float) -> float | None:
    if isinstance(node, exp.Div):
        return left / right if right else None
    if isinstance(node, exp.Mul):
        return left * right
    return left + right if isinstance(node, exp.Add) else left - right


def _scenarios(
    formula: Formula, known: Mapping[str, float], changes: tuple[FactorChange, ...]
) -> dict[str, float | None]:
    sizes = {"assumed": 1.0, "a_quarter_less": 1 - AROUND, "a_quarter_more": 1 + AROUND}
    return {name: formula.value(_changed(known, changes, size)) for name, size in sizes.items()}


def _changed(known: Mapping[str, float], changes: tuple[FactorChange, ...], size: float) -> dict[str, float]:
    """The factors with `size` times their assumed change."""
    found = dict(known)
    for change in changes:
        before = known[change.factor]
        after = before * (1 + change.by) if change.by is not None else float(change.to or 0)
        found[change.factor] = before + (after - before) * size
    return found


# --- tables and findings ----------------------------------------------------------------------------------------


def _table(base: float, scenarios: Mapping[str, float | None], column: Column) -> ResultTable:
    columns = (
        fact("scenario", kind="dimension"),
        Column(column.name, "metric", column.unit, column.format, column.source or column.name),
        fact("difference", column.unit, column.format),
        fact("rate", SHARE, PERCENT),
    )
    rows: list[tuple[Value, ...]] = [("base", base, None, None)]
    for name, value in scenarios.items():
        gap = None if value is None else value - base
        rows.append((name, value, gap, None if gap is None or not base else gap / abs(base)))
    return ResultTable(columns, tuple(rows))


def _factors(known: Mapping[str, float], changes: tuple[FactorChange, ...]) -> ResultTable:
    """Each factor as it was and as assumed."""
    after = _changed(known, changes, 1.0)
    rows = tuple((name, known[name], after[name]) for name in known)
    return ResultTable((fact("metric", source="metric"), fact("base"), fact("assumed")), rows)


def _findings(base: float, scenario: float, column: Column, formula: Formula) -> tuple[Finding, ...]:
    gap = scenario - base
    written = [Fact(value, column.unit, column.format) for value in (base, scenario, abs(gap))]
    facts = (
        ("metric", Fact(column.name, source="metric")),
        *zip(("base", "scenario", "difference"), written, strict=True),
        ("rate", Fact(gap / abs(base) if base else None, SHARE, PERCENT)),
    )
    kind = "more" if gap > 0 else "less" if gap < 0 else "same"
    factors = Fact(tuple(formula.inputs.values()), source="metric")
    return (Finding(f"what_if_{kind}", facts), Finding("what_if_factors", (("factors", factors),)))
