"""What customers did, in order: the steps of `interaction`, and their orders.

Rule: a step is a kind of behaviour as the model names it, or `order`, a purchase. All steps are set side by side by
their moment; where orders carry only a day, everything is taken by the day, and the answer says so. Nothing dated on or
after as-of is read, and rows without a customer are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.model import Dimension
from semantic_layer.query import Predicate
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import BadParameter
from tools.roles import RoleSource, Rows, find_role
from tools.trees import Step, named

ORDER = "order"
SHOWN_ORDER = "placed_order"  # what the step is called where it is shown: no kind of behaviour of a model


@dataclass(frozen=True)
class Journeys:
    """Where the steps of customers are, and up to when."""

    scope: BaseScope
    events: RoleSource
    kind: Dimension | None  # the dimension that names the kinds of behaviour

    @property
    def by_day(self) -> bool:
        """Whether orders have no time of day."""
        return self.scope.orders.role.column("at") is None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of behaviour in the order of the model; () where it declares none."""
        if self.kind is None:
            return ()
        ranked = sorted(self.kind.values, key=lambda value: value.order if value.order is not None else 0)
        return tuple(str(value.code) for value in ranked)

    @property
    def source(self) -> str:
        return self.kind.qualified if self.kind else ""

    def check(self, name: str, step: str) -> None:
        """Refuse a step that does not exist."""
        if step != ORDER and self.kinds and step not in self.kinds:
            raise BadParameter(name, step, ", ".join((*self.kinds, ORDER)))

    def steps(self, group: str | None = None) -> tuple[Step, ...]:
        """`steps`: key, step, at, and with `group` the value of that dimension of each event (NULL for orders)."""
        events, needed = self._of_events(group)
        orders, more = self._of_orders(group)
        return (*needed, *more, ("steps", exp.union(events, orders, distinct=False, copy=False)))

    def _of_events(self, group: str | None) -> tuple[exp.Select, tuple[Step, ...]]:
        rows = self.events.rows()
        kind = exp.Cast(this=rows.part("kind"), to=exp.DataType.build("TEXT"))
        parts = [named(rows.part("customer"), "key"), named(kind, "step"), named(self._moment(rows, "time"), "at")]
        if group:
            parts.append(named(rows.dimension(group), "group"))
        return rows.select(parts, self._conditions(rows))

    def _of_orders(self, group: str | None) -> tuple[exp.Select, tuple[Step, ...]]:
        rows = self.scope.orders.rows()
        time = "time" if self.by_day else "at"
        parts = [named(rows.part("customer"), "key"), named(trees.text(ORDER), "step")]
        parts.append(named(self._moment(rows, time), "at"))
        if group:
            parts.append(named(exp.Null(), "group"))
        bought = exp.GTE(this=rows.part("amount"), expression=trees.number(0))
        return rows.select(parts, [*self._conditions(rows), bought])

    def _conditions(self, rows: Rows) -> list[exp.Expression]:
        known = trees.is_known(rows.part("customer"))
        return [known, exp.LT(this=rows.day("time"), expression=trees.day(self.scope.as_of))]

    def _moment(self, rows: Rows, name: str) -> exp.Expression:
        time = rows.day(name) if self.by_day else rows.moment(name)
        return exp.Cast(this=time, to=exp.DataType.build("TIMESTAMP"))


def read_journeys(tool: str, scope: BaseScope, ctx: ToolContext, filters: tuple[Predicate, ...] = ()) -> Journeys:
    """The roles order and interaction; `MissingRole` without either."""
    events = find_role("interaction", tool, ctx, filters)
    text = events.role.column("kind")
    kind = next((d for d in events.dataset.dimensions if d.expr == text), None)
    return Journeys(scope, events, kind)


def shown_step(step: str) -> str:
    return SHOWN_ORDER if step == ORDER else step


def before(days_as_of: exp.Expression, hours: int) -> exp.Expression:
    """A moment that many hours before another."""
    return exp.Sub(this=days_as_of, expression=hours_of(hours))


def hours_of(hours: int) -> exp.Expression:
    return exp.Interval(this=exp.Literal.string(str(hours)), unit=exp.var("HOUR"))


def midnight(scope: BaseScope) -> exp.Expression:
    """The moment from which nothing is read."""
    return exp.Cast(this=trees.day(scope.as_of), to=exp.DataType.build("TIMESTAMP"))
