"""Customers of each cohort who bought in each later period, of all or of each group: what retention is counted from."""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler.dates import period
from semantic_layer.model import Grain
from tools import trees
from tools.context import ToolContext
from tools.customers.groups import GROUPS, join_groups
from tools.trees import column, named


def active_select(grain: Grain, ctx: ToolContext, *, by_group: bool = False) -> exp.Select:
    """Over the steps of the base (and of the groups): cohort, later, customers, and with `by_group` the group first."""
    spec, dialect = ctx.calendar.spec, ctx.engine.dialect
    cohort = period(column("first_day", "customers"), grain, spec, fiscal=False, dialect=dialect)
    later = period(column("day", "days"), grain, spec, fiscal=False, dialect=dialect)
    bought = exp.EQ(this=column("bought", "days"), expression=trees.number(1))
    same = exp.EQ(this=column("key", "days"), expression=column("key", "customers"))
    counted = exp.Count(this=exp.Distinct(expressions=[column("key", "days")]))
    group = [column("group", GROUPS)] if by_group else []
    shown = [named(cohort, "cohort"), named(later, "later"), named(counted, "customers")]
    select = trees.from_step("days", *(named(item, "group") for item in group), *shown)
    select = select.join(trees.step("customers"), on=trees.all_of([same, bought]), copy=False)
    if by_group:
        select = join_groups(select, column("key", "days"))
    return select.group_by(*(item.copy() for item in (*group, cohort, later)), copy=False)


def at_age(kind: str, grain: Grain, age: int) -> str:
    """The kind of a finding about the period right after that of the first purchase, or about a later one."""
    return f"{kind}_{grain}" if age == 1 else f"{kind}_at_{grain}"
