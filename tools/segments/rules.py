"""Segments by rules: "often but for little money", in the words of the business.

Rule: the first rule that holds decides, so the segments are a partition; customers who meet several rules are counted.
A quantile is a discrete one over the buyers of that day, and is kept with the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.compiler.predicates import beyond, compare, untrue
from semantic_layer.compiler.sql import either
from semantic_layer.policy import View
from semantic_layer.result import ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.fields import FIELDS, check_field, field_steps, unit_of_field
from tools.errors import BadParameter, NotAllowed
from tools.result import Caveat, Fact, Finding, NamedTable, ToolResult
from tools.rights import smallest_group
from tools.segment_arguments import Condition, Rule, RuleArgs
from tools.segments.summary import Assignment, scope_of, summarise
from tools.tables import CUSTOMERS, INTEGER, PERCENT, SHARE, fact, fetch
from tools.trees import Node, Step, column, named

TOOL = "rule_segment"
LEVELS = "levels"
_ORDERED = ("ge", "gt", "le", "lt")


def assignment(arguments: RuleArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer with the first rule that holds, else `otherwise`."""
    conditions = [condition for rule in arguments.rules for condition in rule.conditions]
    names = tuple(dict.fromkeys(condition.field for condition in conditions))
    for name in names:
        check_field(name, View(ctx.model, ctx.who))
    return Assignment(
        steps=(*field_steps(names, scope, TOOL, ctx), *_member_steps(arguments, conditions)),
        order=(*(rule.name for rule in arguments.rules), arguments.otherwise),
        parameters=tuple((f"rule_{i}", describe_rule(rule)) for i, rule in enumerate(arguments.rules, 1)),
    )


def describe_rule(rule: Rule) -> str:
    """A rule in one technical line, for the derivation."""
    parts = [
        f"{how}({'; '.join(map(_written, items))})"
        for how, items in (("all_of", rule.all_of), ("any_of", rule.any_of), ("none_of", rule.none_of))
        if items
    ]
    return f"{rule.name}: {' '.join(parts)}"


def _written(condition: Condition) -> str:
    side = f"p{condition.quantile * 100:g}" if condition.quantile is not None else ", ".join(map(str, condition.values))
    return f"{condition.field} {condition.op} {side}".strip()


def _member_steps(arguments: RuleArgs, conditions: Sequence[Condition]) -> tuple[Step, ...]:
    levels = _quantiles(conditions)
    held = [_holds(rule) for rule in arguments.rules]
    case = exp.Case()
    for rule, condition in zip(arguments.rules, held, strict=True):
        case = case.when(condition.copy(), trees.text(rule.name))
    met = trees.total([trees.indicator(condition) for condition in held])
    members = trees.from_step(
        FIELDS,
        column("key", FIELDS),
        named(case.else_(trees.text(arguments.otherwise)), "segment"),
        named(met, "rules_met"),
    )
    if not levels:
        return (("members", members),)
    cuts = [named(trees.quantile(column(name), q), _level(name, q)) for name, q in levels]
    members = members.join(trees.step(LEVELS), join_type="cross", copy=False)
    return ((LEVELS, trees.from_step(FIELDS, *cuts)), ("members", members))


def _quantiles(conditions: Sequence[Condition]) -> tuple[tuple[str, float], ...]:
    return tuple(dict.fromkeys((c.field, c.quantile) for c in conditions if c.quantile is not None))


def _level(name: str, q: float) -> str:
    return f"{name}@{q:g}"


def _holds(rule: Rule) -> Node:
    """True or false, never unknown: what is not known of a customer does not hold."""
    parts = [trees.all_of([_condition(item) for item in rule.all_of])] if rule.all_of else []
    parts += [either([_condition(item) for item in rule.any_of])] if rule.any_of else []
    parts += [untrue(either([_condition(item) for item in rule.none_of]))] if rule.none_of else []
    return trees.all_of(parts)


def _condition(condition: Condition) -> Node:
    value = column(condition.field, FIELDS)
    if condition.quantile is not None:
        level = column(_level(condition.field, condition.quantile), LEVELS)
        return beyond(value, condition.op, level)
    return compare(value, condition.op, condition.values, condition.field)


# --- the tool -------------------------------------------------------------------------------------------------


def rule_segment(arguments: RuleArgs, ctx: ToolContext) -> ToolResult:
    """Segments with customers, revenue and medians; beside them the levels that quantiles stand for.

    Raises
    ------
    BadParameter
        A condition names no field of a customer, or a text is compared with a number.
    NotAllowed
        Fewer customers than a policy shows meet several rules, or lie beyond a quantile.
    """
    scope = scope_of(TOOL, arguments, ctx)
    _check_values(arguments, ctx)
    found = assignment(arguments, scope, ctx)
    result = summarise(TOOL, found, scope, ctx)
    overlaps, people, sql = _overlaps(found, ctx)
    _check_sizes(arguments, overlaps, people, ctx)
    levels, levels_sql = _levels_table(arguments, found, ctx)
    caveats = (Caveat("rule_overlaps", (("customers", overlaps),)),) if overlaps else ()
    return replace(
        result,
        tables=(*result.tables, *((NamedTable("levels", levels),) if levels.rows else ())),
        findings=_findings(arguments, result),
        caveats=(*result.caveats, *caveats),
        lineage=replace(result.lineage, sql=(*result.lineage.sql, sql, *levels_sql)),
    )


def _check_values(arguments: RuleArgs, ctx: ToolContext) -> None:
    for condition in (condition for rule in arguments.rules for condition in rule.conditions):
        check_field(condition.field, View(ctx.model, ctx.who))
        is_text = ctx.model.has_dimension(condition.field) and not ctx.model.dimension(condition.field).datatype
        is_text = is_text or ctx.model.has_segmentation(condition.field)
        if condition.quantile is not None and is_text:
            raise BadParameter("quantile", condition.field, "a field that is a number")
        if condition.quantile is None and condition.op in _ORDERED and len(condition.values) != 1:
            raise BadParameter("values", condition.values, f"one value with {condition.op}")


def _check_sizes(arguments: RuleArgs, overlaps: int, people: int, ctx: ToolContext) -> None:
    """What two rules share is told by each of them alone, and a quantile beyond which few lie is the value of one."""
    k = smallest_group(ctx)
    levels = _quantiles([condition for rule in arguments.rules for condition in rule.conditions])
    if 0 < overlaps < k or any(k > 1 and min(q, 1 - q) * people < k for _, q in levels):
        policy = next(group.policy for group in View(ctx.model, ctx.who).min_groups if group.k == k)
        raise NotAllowed(f"Fewer than {k} customers meet these conditions.", policy=policy)


def _overlaps(found: Assignment, ctx: ToolContext) -> tuple[int, int, str]:
    """How many customers meet several rules, and how many there are."""
    several = exp.GT(this=column("rules_met"), expression=trees.number(1))
    everybody = named(exp.Count(this=exp.Star()), "people")
    select = trees.with_steps(trees.from_step("members", named(trees.count_if(several), "n"), everybody), found.steps)
    sql = trees.render(select, ctx.engine.dialect)
    overlaps, people = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return int(str(overlaps)), int(str(people)), sql


def _levels_table(arguments: RuleArgs, found: Assignment, ctx: ToolContext) -> tuple[ResultTable, tuple[str, ...]]:
    """One row: for every quantile of the rules the value that it stands for."""
    levels = _quantiles([condition for rule in arguments.rules for condition in rule.conditions])
    if not levels:
        return ResultTable((), ()), ()
    columns = tuple(fact(_level(name, q), unit_of_field(name, ctx.model), INTEGER) for name, q in levels)
    select = trees.from_step(LEVELS, *(column(_level(name, q)) for name, q in levels))
    table, sql = fetch(trees.with_steps(select, found.steps), columns, ctx)
    rows: list[tuple[Value, ...]] = [(name, q, value) for (name, q), value in zip(levels, table.rows[0], strict=True)]
    described = (fact("field"), fact("quantile", SHARE, PERCENT), fact("threshold"))
    return ResultTable(described, tuple(rows)), (sql,)


def _findings(arguments: RuleArgs, result: ToolResult) -> tuple[Finding, ...]:
    """With one rule: how many meet it and what they bring. With several: the sizes of the segments."""
    if len(arguments.rules) > 1:
        return result.findings
    name, money = arguments.rules[0].name, result.main.columns[result.main.index("revenue")]
    rows = {str(row["segment"]): row for row in result.main.records()}
    met = rows.get(name)
    everybody = sum(int(str(row["customers"] or 0)) for row in rows.values())
    of = ("of", Fact(everybody, CUSTOMERS, INTEGER))
    if met is None:  # nobody, or so few that they are not shown
        hidden = any(item.code == "suppressed_groups" for item in result.main.left_out)
        return (Finding("rule_hidden" if hidden else "rule_nobody", (of,)),)
    told = [
        ("customers", Fact(met["customers"], CUSTOMERS, INTEGER)),
        ("share", Fact(met["share"], SHARE, PERCENT)),
        of,
        ("revenue", Fact(met["revenue"], money.unit, money.format)),
        ("revenue_share", Fact(met["revenue_share"], SHARE, PERCENT)),
    ]
    return (Finding("rule_met", tuple(told)),)
