"""Fields of a customer by name, as columns of one step, for rules and tags.

Rule: a field is a fact of the customer's purchases (`CUSTOMER_FACTS`), an attribute or segment of the customer, or a
metric of the model per customer. All are as of one day, and one row stands for one customer, so a rule over fields
never repeats anybody. What is not known of a customer is NULL, and a condition on it does not hold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlglot
from sqlglot import exp

from semantic_layer.compiler.compile import compile_query, on_day
from semantic_layer.model import CUSTOMER_FACTS as FACTS
from semantic_layer.model import Dimension, SemanticModel, Unit
from semantic_layer.policy import View
from semantic_layer.query import DimensionRef, MetricRef, SemanticQuery, Window
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.errors import BadParameter, MissingRole
from tools.roles import RoleSource, find_role, money_unit
from tools.tables import DAYS
from tools.trees import Step, column, named

FIELDS = "fields"


def unit_of_field(name: str, model: SemanticModel) -> Unit:
    """What a field is counted in."""
    if name in ("recency_days", "tenure_days", "frequency"):
        return DAYS
    return money_unit(model) if name in FACTS else model.unit_of(name)


def field_steps(
    names: Sequence[str], scope: BaseScope, tool: str, ctx: ToolContext, *, everybody: bool = False
) -> tuple[Step, ...]:
    """Steps that end in `fields`: key, and a column for each name. The base of `scope` is among them.

    Parameters
    ----------
    names : facts of `CUSTOMER_FACTS`, `customer.<dimension>`, `customer.<segmentation>` or metrics.
    everybody : also those who are registered and have not bought.

    Raises
    ------
    BadParameter
        There is no such field, or it is personal.
    """
    entity = customer_entity(ctx.model)
    view = View(ctx.model, ctx.who)
    attributes = [name for name in names if name not in FACTS and not view.has_metric(name)]
    metrics = [name for name in names if name not in FACTS and view.has_metric(name)]
    people = _people(attributes, scope, tool, ctx) if attributes or everybody else ()
    counted = tuple((f"metric_{i}", _metric_step(name, scope, entity, ctx)) for i, name in enumerate(metrics))
    zero = {name for name in metrics if ctx.model.metric(name).null_semantics == "absent_is_zero"}
    fields = _fields(names, metrics, zero, bool(people), everybody)
    return (*base_steps(scope), *people, *counted, (FIELDS, fields))


def customer_entity(model: SemanticModel) -> str:
    """The entity that the customer role is about."""
    role = model.role("customer") or model.role("order")
    dataset = model.dataset(role.dataset) if role else None
    part = role.column("customer") if role else None
    found = next((key.name for key in dataset.entities if key.columns == (part,)), None) if dataset else None
    return found or "customer"


def check_field(name: str, view: View) -> None:
    """Refuse a name that is no field of a customer, one that is personal, and one that is hidden as if there were none.

    Raises
    ------
    BadParameter
    """
    is_field = view.has_field(name)
    if name in FACTS or view.has_metric(name) or (is_field and view.model.has_segmentation(name)):
        return
    if not is_field or view.model.dimension(name).personal or view.model.dimension(name).type == "time":
        raise BadParameter("field", name, ", ".join(FACTS) + ", an attribute or segment of the customer, or a metric")


def _fields(
    names: Sequence[str], metrics: Sequence[str], zero: Collection[str], has_people: bool, everybody: bool
) -> exp.Select:
    """One row per customer: of all people with what they bought, or of the buyers with who they are."""
    first, second = ("people", "customers") if everybody else ("customers", "people")
    columns = [named(column("key", first), "key")]
    for name in names:
        source = f"metric_{metrics.index(name)}" if name in metrics else "customers" if name in FACTS else "people"
        value = _fact(name) if name in FACTS else column(name, source)
        if name in zero:  # no complaint at all is 0 complaints
            value = trees.or_zero(value)
        columns.append(named(value, name))
    select = trees.from_step(first, *columns)
    joined = [second] if has_people or everybody else []
    for other in (*joined, *(f"metric_{i}" for i in range(len(metrics)))):
        same = exp.EQ(this=column("key", other), expression=column("key", first))
        select = select.join(trees.step(other), on=same, join_type="left", copy=False)
    return select


def _fact(name: str) -> exp.Expression:
    if name == "average_purchase":
        return trees.share_of(column("monetary", "customers"), column("frequency", "customers"))
    if name == "tenure_days":
        last_to_now = column("recency_days", "customers")
        return exp.Add(
            this=trees.days_between(column("first_day", "customers"), column("last_day", "customers")),
            expression=last_to_now,
        )
    return column(name, "customers")


def _people(attributes: Sequence[str], scope: BaseScope, tool: str, ctx: ToolContext) -> tuple[Step, ...]:
    """`people`: everybody registered before the day, with their attributes and their segments of that day."""
    from tools.segments.runs import ensure_run

    runs = tuple((name, scope.as_of) for name in attributes if ctx.model.has_segmentation(name))
    for name, day in runs:
        ensure_run(ctx.model.segmentation(name), day, ctx)
    role = find_role("customer", tool, ctx)
    rows = RoleSource(tool, role.role, ctx, runs=runs).rows()
    for name in attributes:
        check_field(name, View(ctx.model, ctx.who))
    parts = [named(rows.part("customer"), "key"), *(named(rows.dimension(name), name) for name in attributes)]
    known: list[exp.Expression] = [trees.is_known(rows.part("customer"))]
    if role.role.column("registered") is not None:
        registered = rows.day("registered")
        unknown = trees.is_null(registered.copy())
        before = exp.LT(this=registered, expression=trees.day(scope.as_of))
        known.append(exp.Paren(this=exp.Or(this=unknown, expression=before)))
    select, needed = rows.select(parts, known)
    return (*needed, ("people", select))


def _metric_step(name: str, scope: BaseScope, entity: str, ctx: ToolContext) -> exp.Query:
    """The metric of each customer up to the day. Groups are not shown here, so no smallest size applies."""
    model, key = _keyed(entity, ctx.model)
    policies = tuple(replace(policy, min_group_entity=None, mask=(), hide=()) for policy in ctx.model.policies)
    query = SemanticQuery(
        metrics=(MetricRef(name),),
        dimensions=(DimensionRef(key),),
        window=Window(scope.start, scope.as_of),
        as_of=scope.as_of,
        who=ctx.who,
    )
    model = replace(model, policies=policies)
    compiled = compile_query(query, model, on_day(ctx.calendar, scope.as_of), dialect=ctx.engine.dialect)
    tree = sqlglot.parse_one(compiled.sql, read=ctx.engine.dialect)
    assert isinstance(tree, exp.Query)
    keyed, valued = (item.name for item in compiled.columns[:2])
    assert valued == name
    return exp.Select(expressions=[named(column(keyed), "key"), column(name)]).from_(
        tree.subquery("metric_rows"), copy=False
    )


def _keyed(entity: str, model: SemanticModel) -> tuple[SemanticModel, str]:
    """The model with a dimension for the key of a customer, where it has none, and the name of that dimension."""
    home = model.dataset_of_entity(entity)
    if home is None or home.primary is None or len(home.primary.columns) != 1:
        raise MissingRole("rule_segment", entity)
    key = home.primary.columns[0]
    own = next((item.qualified for item in home.dimensions if item.expr == key), None)
    if own is not None:
        return model, own
    made = Dimension(name="key_column", type="identifier", dataset=home.name, prefix=entity, expr=key, hidden=True)
    wider = replace(home, dimensions=(*home.dimensions, made))
    return replace(model, datasets=tuple(wider if item is home else item for item in model.datasets)), made.qualified
