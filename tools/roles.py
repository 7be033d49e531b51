"""Where the model keeps what the customer tools read, and which of its rows the asking person may see.

Rule: a tool never names a table or a column. It asks for a role; a model without it gives `MissingRole`, which
names the tool and the role. Rows come through the compiler's own joins, so row policies, default filters, filters
and time zones hold here exactly as in every other query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import time_axis
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.paths import graph_of
from semantic_layer.compiler.predicates import condition, model_filter
from semantic_layer.compiler.scope import Condition
from semantic_layer.compiler.set_aside import set_aside
from semantic_layer.expressions import column_expression
from semantic_layer.model import Dataset, Role, SemanticModel, SimpleMetric, Unit
from semantic_layer.policy import View
from semantic_layer.query import Predicate, SemanticQuery, Who
from tools import trees
from tools.context import ToolContext
from tools.errors import MissingRole, NotAllowed
from tools.trees import Step


@dataclass(frozen=True)
class RoleSource:
    """The rows of a role, as one person may see them."""

    tool: str
    role: Role
    ctx: ToolContext = field(repr=False)
    filters: tuple[Predicate, ...] = ()
    runs: tuple[tuple[str, date], ...] = ()  # segmentation and the day of the run that `dimension` reads

    @property
    def dataset(self) -> Dataset:
        return self.ctx.model.dataset(self.role.dataset)

    def rows(self) -> Rows:
        return Rows(self)


class Rows:
    """One SELECT over a role while it is written: parts of the role as trees, conditions, then the statement."""

    def __init__(self, source: RoleSource) -> None:
        ctx = source.ctx
        query = SemanticQuery(as_of=ctx.as_of, who=ctx.who, runs=source.runs)
        axis = time_axis(query, ctx.calendar)
        view = View(ctx.model, ctx.who)
        self._build = Build(ctx.model, graph_of(ctx.model), ctx.calendar, query, view, axis, ctx.engine.dialect)
        self._source = source
        self._joins = Joins(self._build, source.dataset.name)
        self._where = [
            *self._joins.visible(),
            *(model_filter(self._joins, text) for text in source.dataset.default_filters),
            *(condition(self._joins, wanted) for wanted in source.filters),
        ]

    def part(self, name: str) -> exp.Expression:
        """The expression of a part of the role; `MissingRole` when the role lacks it."""
        text = self._source.role.column(name)
        if text is None or self._is_hidden(text):
            raise MissingRole(self._source.tool, f"{self._source.role.name}.{name}")
        dataset = self._source.dataset
        if self._build.model.has_dimension(text):  # of what the row points to: the customer of a line's order
            return self.dimension(text)
        written = column_expression(text) if _is_key(text, dataset) else text  # a key may hold blanks: "Order ID"
        return self._joins.expression(written, self._joins.base, dataset)

    def _is_hidden(self, text: str) -> bool:
        """Whether a policy hides or masks what a part is called elsewhere; keys are joined on, and shown by no part."""
        view, dataset, model = self._build.view, self._source.dataset, self._build.model
        if not (view.hidden or view.masks) or _is_key(text, dataset):
            return False
        own = [d.qualified for d in dataset.dimensions if d.expr == text]
        own += [text] if model.has_dimension(text) else []
        measures = {measure.name for measure in dataset.measures if measure.expr == text}
        sums = (m.name for m in model.metrics if isinstance(m, SimpleMetric) and m.measure in measures and not m.filter)
        return any(not view.has_field(name) or name in view.masks for name in own) or any(
            not view.has_metric(name) for name in sums
        )

    def day(self, name: str) -> exp.Expression:
        """A time part as a day in the model's time zone."""
        return trees.as_day(self.moment(name))

    def moment(self, name: str) -> exp.Expression:
        """A time part as it is stored, in the model's time zone."""
        text = self._source.role.column(name)
        model, own = self._build.model, self._source.dataset.dimensions
        if text is not None and model.has_dimension(text) and not self._is_hidden(text):
            return self._joins.time(Field(text, model.dimension(text)))
        declared = next((d for d in own if d.type == "time" and d.expr == text), None)
        return self._joins.time(Field(declared.qualified, declared)) if declared else self.part(name)

    def dimension(self, name: str) -> exp.Expression:
        """A dimension or segmentation that a row of the role points to."""
        return self._joins.dimension(find_field(self._build, name))

    def customer_where(self, conditions: Sequence[Condition]) -> exp.Expression:
        """The customer of a row that meets conditions, else nobody."""
        met = trees.all_of([condition(self._joins, item) for item in conditions])
        return sql.when(met, self.part("customer"), exp.Null())

    def condition(self, text: str) -> exp.Expression:
        """A condition of the model's own small SQL on a row of the role."""
        return model_filter(self._joins, text)

    def join(self, step: str, alias: str, on: exp.Expression) -> None:
        """Join a step that holds each key at most once."""
        self._joins.joins.append(sql.left_join(sql.table(f"_{step}", alias), on))

    def select(
        self, expressions: Sequence[exp.Expression], conditions: Sequence[exp.Expression] = ()
    ) -> tuple[exp.Select, tuple[Step, ...]]:
        """The statement, and the steps that its filters need before it."""
        select = exp.Select(
            expressions=list(expressions), from_=exp.From(this=self._joins.from_), joins=list(self._joins.joins)
        )
        where = [*self._where, *conditions]
        if where:
            select = select.where(trees.all_of(where), copy=False)
        steps = tuple((name, self._renamed(step)) for name, step in self._build.steps.items())
        self._renamed(select)
        return select, steps

    @property
    def policies(self) -> tuple[str, ...]:
        return tuple(self._build.policies)

    def _renamed(self, query: exp.Query) -> exp.Query:
        """Give the compiler's steps the names that `trees.with_steps` gives all steps."""
        for table in list(query.find_all(exp.Table)):
            if not table.args.get("db") and table.name in self._build.steps:
                table.set("this", exp.to_identifier(f"_{table.name}"))
        return query


def _is_key(text: str, dataset: Dataset) -> bool:
    return any(text in key.columns for key in dataset.entities)


def find_role(name: str, tool: str, ctx: ToolContext, filters: tuple[Predicate, ...] = ()) -> RoleSource:
    """The rows of a role that meet `filters`.

    Raises
    ------
    MissingRole
        When the model has no such role.
    NotAllowed
        When fewer customers meet the filters than the smallest group that a policy shows.
    """
    role = ctx.model.role(name)
    if role is None:
        raise MissingRole(tool, name)
    source = RoleSource(tool, role, ctx, filters)
    if filters and role.column("customer"):
        _check_size(source)
    return source


def _check_size(source: RoleSource) -> None:
    """What an analysis finds about a few customers is about each of them, whatever its tables hold.

    So is what it finds about all but a few: what a condition leaves aside is of nobody, or of as many.
    """
    ctx = source.ctx
    entity = customer_entity(ctx.model)
    sizes = {group.k: group.policy for group in View(ctx.model, ctx.who).min_groups if group.entity == entity}
    if not sizes:
        return
    met, *aside = _customers(replace(source, filters=()), [source.filters, *set_aside(source.filters)])
    if met < max(sizes) or any(0 < people < max(sizes) for people in aside):
        raise NotAllowed(f"Fewer than {max(sizes)} customers meet these conditions.", policy=sizes[max(sizes)])


def _customers(source: RoleSource, chosen: Sequence[Sequence[Condition]]) -> list[int]:
    """How many customers have rows under each of several sets of conditions, in one look at the rows."""
    ctx, rows = source.ctx, source.rows()
    counts = [
        sql.alias(exp.Count(this=exp.Distinct(expressions=[rows.customer_where(conditions)])), f"n_{place}")
        for place, conditions in enumerate(chosen)
    ]
    select, needed = rows.select(counts)
    text = trees.with_steps(select, needed).sql(ctx.engine.dialect)
    found = ctx.engine.run(text, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return [int(str(value)) for value in found]


def order_role(tool: str, ctx: ToolContext, filters: tuple[Predicate, ...] = ()) -> RoleSource:
    """Orders with the parts customer, time, order and amount."""
    return find_role("order", tool, ctx, filters)


def customer_entity(model: SemanticModel) -> str:
    """What the model calls its customers: the entity of the table behind the role, "customer" without one."""
    role = model.role("customer")
    key = model.dataset(role.dataset).primary if role else None
    return key.name if key else "customer"


def unrestricted(ctx: ToolContext) -> ToolContext:
    """The context in which kept runs are built: all rows, whoever asks."""
    return replace(ctx, model=replace(ctx.model, policies=()), who=Who())


def money_unit(model: SemanticModel) -> Unit:
    """The currency of the orders' amount, taken from a measure of the same column, else from any money measure."""
    role = model.role("order")
    amount = role.column("amount") if role else None
    measures = [m for dataset in model.datasets for m in dataset.measures if m.unit.kind == "currency"]
    same = [m for m in measures if role and m.dataset == role.dataset and m.expr == amount]
    return next((m.unit for m in (*same, *measures)), Unit("none"))
