"""Who or which basket holds what: the rows behind `affinity.py`.

Rule: a basket is an order that counts as a purchase (amount of 0 or more) before as-of; a thing is in it once, however
many lines name it. Lines without a known thing are counted, not guessed. Customers without a key are no units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from semantic_layer.model import Dataset, SemanticModel
from semantic_layer.query import Combine, Predicate
from semantic_layer.result import LeftOut
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.rights import smallest_group
from tools.roles import RoleSource, Rows, find_role
from tools.trees import Step, column, named

Unit = Literal["basket", "customer"]


@dataclass(frozen=True)
class Baskets:
    """The purchases of a scope and the lines in them."""

    scope: BaseScope
    lines: RoleSource
    unit: Unit
    fewest: int = 1  # customers that a pair needs to be shown

    def steps(self) -> tuple[Step, ...]:
        """`baskets`: order, unit. The unit of a basket is itself or its customer."""
        rows = self.scope.orders.rows()
        before = exp.LT(this=rows.day("time"), expression=trees.day(self.scope.as_of))
        conditions: list[exp.Expression] = [
            before,
            exp.GTE(this=rows.part("amount"), expression=trees.number(0)),
            trees.is_known(rows.part("order")),
        ]
        if self.scope.start:
            conditions.append(exp.GTE(this=rows.day("time"), expression=trees.day(self.scope.start)))
        if self.unit == "customer":
            conditions.append(trees.is_known(rows.part("customer")))
        unit = rows.part("order" if self.unit == "basket" else "customer")
        parts = [named(rows.part("order"), "order"), named(unit, "unit")]
        if self.is_sized:
            parts.append(named(rows.part("customer"), "person"))
        select, needed = rows.select(parts, conditions)
        return (*needed, ("baskets", select.distinct()))

    @property
    def is_sized(self) -> bool:
        """Whether the customers of a pair are counted beside its baskets."""
        return self.fewest > 1 and self.unit == "basket"

    def owners(self) -> tuple[Step, ...]:
        """`owners`: the customer of each unit, where they are counted."""
        if not self.is_sized:
            return ()
        owners = trees.from_step("baskets", column("unit", "baskets"), column("person", "baskets")).distinct()
        return (("owners", owners),)

    def enough(self, select: exp.Select, unit: exp.Expression, both: exp.Expression) -> exp.Select:
        """The pairs that enough customers hold: `unit` is the column of a row's unit, `both` the number of units."""
        if not self.is_sized:
            least = exp.GTE(this=both.copy(), expression=trees.number(self.fewest))
            return select.having(least, copy=False) if self.fewest > 1 else select
        same = exp.EQ(this=column("unit", "owners"), expression=unit)
        people = exp.Count(this=exp.Distinct(expressions=[column("person", "owners")]))
        select = select.join(trees.step("owners"), on=same, join_type="left", copy=False)
        return select.having(exp.GTE(this=people, expression=trees.number(self.fewest)), copy=False)

    def items(self, name: str, level: str, outside: Predicate | None = None) -> tuple[Step, ...]:
        """A step of distinct unit and item; without the lines for which `outside` holds."""
        filters = () if outside is None else (Combine("none_of", (outside,)),)
        rows = self._lines(filters)
        item = rows.dimension(level)
        parts = (named(rows.part("order"), "order"), named(item, "item"))
        select, needed = rows.select(parts, [trees.is_known(item.copy())])
        pairs = trees.from_step("baskets", column("unit", "baskets"), column("item", "lines")).distinct()
        return (*needed, (name, _join_lines(pairs, select)))

    def holders(self, name: str, held: Predicate, at_least: int = 1) -> tuple[Step, ...]:
        """A step of the units with at least that many baskets in which the condition holds."""
        rows = self._lines((held,))
        select, needed = rows.select((named(rows.part("order"), "order"),))
        units = _join_lines(trees.from_step("baskets", column("unit", "baskets")), select)
        units = units.group_by(column("unit", "baskets"), copy=False)
        counted = exp.Count(this=exp.Distinct(expressions=[column("order", "baskets")]))
        return (*needed, (name, units.having(exp.GTE(this=counted, expression=trees.number(at_least)), copy=False)))

    def unknown_lines(self, level: str, ctx: ToolContext) -> tuple[LeftOut, ...]:
        """Lines of these baskets that name no known item."""
        rows = self._lines(())
        select, needed = rows.select((named(rows.part("order"), "order"),), [trees.is_null(rows.dimension(level))])
        counted = _join_lines(trees.from_step("baskets", named(exp.Count(this=exp.Star()), "n")), select)
        sql = trees.render(trees.with_steps(counted, (*self.steps(), *needed)), ctx.engine.dialect)
        found = int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0] or 0))
        return (LeftOut("orphan_key", found),) if found else ()

    def _lines(self, filters: Sequence[Predicate]) -> Rows:
        return RoleSource(self.lines.tool, self.lines.role, self.lines.ctx, tuple(filters)).rows()


def read_baskets(tool: str, scope: BaseScope, unit: Unit, ctx: ToolContext) -> Baskets:
    """Orders and lines of the model; `MissingRole` without either."""
    return Baskets(scope, find_role("product", tool, ctx), unit, smallest_group(ctx))


def item_levels(model: SemanticModel) -> tuple[str, ...]:
    """Dimensions by which things can be paired: the levels of the things' hierarchy, the finest first.

    A model without a hierarchy has the one dimension that stands for a thing; () without the role `product`.
    """
    home = _home(model)
    if home is None:
        return ()
    ranked = sorted((d for d in home.dimensions if d.hierarchy), key=lambda d: -(d.level or 0))
    if ranked:
        return tuple(item.qualified for item in ranked)
    entity = home.primary.name if home.primary else ""
    label = model.entity(entity).label_dimension if model.has_entity(entity) else None
    plain = [d for d in home.dimensions if d.type in ("categorical", "text", "identifier") and not d.hidden]
    stands = [d for d in home.dimensions if label and label in (d.name, d.qualified)] or plain
    return tuple(d.qualified for d in stands[:1])


def item_dimensions(model: SemanticModel) -> frozenset[str]:
    """All dimensions that are about what is bought."""
    role, home = model.role("product"), _home(model)
    if role is None or home is None:
        return frozenset()
    return frozenset(d.qualified for d in (*home.dimensions, *model.dataset(role.dataset).dimensions))


def _home(model: SemanticModel) -> Dataset | None:
    """The dataset in which things have their attributes: what the lines point to, else the lines themselves."""
    role = model.role("product")
    if role is None:
        return None
    lines = model.dataset(role.dataset)
    for entity in lines.entities:
        if entity.type != "primary" and entity.columns == (role.column("product"),):
            return model.dataset_of_entity(entity.name) or lines
    return lines


def _join_lines(select: exp.Select, lines: exp.Select) -> exp.Select:
    same = exp.EQ(this=column("order", "lines"), expression=column("order", "baskets"))
    return select.join(lines.subquery("lines"), on=same, copy=False)
