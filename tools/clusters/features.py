"""What customers can be clustered by: facts of their purchases, what the roles of the model tell, metrics, numbers.

Rule: a feature is one number per customer as of one day. A role's feature is offered where the model says where to find
it (`MissingRole` otherwise) and never replaced by another; a name that is no number of a customer is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.model import CUSTOMER_FACTS, Format, SemanticModel, Unit
from semantic_layer.number_ranges import NUMERIC_TYPES
from semantic_layer.policy import View
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.customers.fields import FIELDS, field_steps, unit_of_field
from tools.errors import BadParameter, MissingRole
from tools.tables import DAYS, INTEGER, MONEY, PERCENT, SHARE
from tools.trees import Step, column, named
from tools.value.tier_inputs import Gathered, behaviour_inputs, value_inputs

TOOL = "cluster_customers"
BASE = ("recency_days", "frequency", "monetary")
ROLE_FEATURES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "basket_size": (("order", ("order",)), ("product", ("order", "product"))),
    "product_variety": (("order", ("order",)), ("product", ("order", "product"))),
    "return_share": (("order", ("order",)), ("return", ("order", "time"))),
    "service_contacts": (("complaint", ("customer", "time")),),
    "visit_days": (("interaction", ("customer", "time")),),
}
"""Lines per order, different products, share of orders that came back, complaints, days with a visit; and the roles
with their parts that each needs."""

_OWN = {
    "active_days": "visit_days",
    "products": "product_variety",
}  # of a tier's inputs those that are called otherwise here
_SHOWN: dict[str, tuple[Unit, Format]] = {
    "basket_size": (Unit("ratio"), Format("decimal", 1)),
    "product_variety": (Unit("count", "product"), INTEGER),
    "return_share": (SHARE, PERCENT),
    "service_contacts": (Unit("count", "complaint"), INTEGER),
    "visit_days": (DAYS, INTEGER),
}


def check_features(features: Sequence[str], view: View) -> None:
    """Refuse what is no number of a customer, and what the model has no role for.

    Raises
    ------
    BadParameter
        No such feature, a personal or textual one, one of the future, none at all, or one twice.
    MissingRole
        A feature of a role that the model does not define.
    """
    if not features or len(set(features)) < len(features):
        raise BadParameter("features", ", ".join(features), "one or more, each once")
    for name in features:
        if name in CUSTOMER_FACTS:
            continue
        if view.has_metric(name):
            if view.model.metric(name).judged_forward:
                raise BadParameter("features", name, "a metric of what customers have done, not of what they do later")
        elif name in ROLE_FEATURES:
            for role, parts in ROLE_FEATURES[name]:
                found = view.model.role(role)
                if found is None or any(found.column(part) is None for part in parts):
                    raise MissingRole(TOOL, role)
        elif not _is_number(name, view):
            allowed = ", ".join((*CUSTOMER_FACTS, *ROLE_FEATURES))
            raise BadParameter("features", name, f"{allowed}, a metric, or a number that is known of customers")


def _is_number(name: str, view: View) -> bool:
    if not view.has_field(name) or not view.model.has_dimension(name):
        return False
    dimension = view.model.dimension(name)
    return not dimension.personal and dimension.type != "identifier" and dimension.datatype in NUMERIC_TYPES


def feature_steps(features: Sequence[str], scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """The base of `scope`, and `fields`: key and each feature, one row a buyer. What is unknown is NULL."""
    of_roles = [name for name in features if name in ROLE_FEATURES and not View(ctx.model, ctx.who).has_metric(name)]
    plain = [name for name in features if name not in of_roles]
    steps = field_steps(plain, scope, TOOL, ctx)
    if not of_roles:
        return steps
    *before, (_, known) = steps
    wanted = _of_roles(of_roles, scope, ctx)
    named_before = {name for name, _ in before}
    select = trees.from_step(
        "known",
        column("key", "known"),
        *(named(column(name, "told" if name in of_roles else "known"), name) for name in features),
    ).join(
        trees.step("told"),
        on=exp.EQ(this=column("key", "told"), expression=column("key", "known")),
        join_type="left",
        copy=False,
    )
    own = tuple(step for step in wanted if step[0] not in named_before)
    return (*before, *own, ("known", known), (FIELDS, select))


def _of_roles(names: Sequence[str], scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """Steps beside the base that end in `told`: key and the features that roles tell."""
    gathered = Gathered(scope, TOOL, ctx)
    value_inputs(gathered)
    behaviour_inputs(gathered)
    if "basket_size" in names:
        _baskets(gathered)
    renamed = [
        (replace(item, name=_OWN.get(item.name, item.name)), value, step) for item, value, step in gathered.columns
    ]
    gathered.columns = [
        (item, trees.or_zero(value) if item.absent_is_zero else value, step)
        for item, value, step in renamed
        if item.name in names
    ]
    base = {name for name, _ in base_steps(scope)}
    steps = [(name, query) for name, query in gathered.all_steps() if name not in base]
    *before, (_, told) = steps
    return (*_needed(before, told), ("told", told))


def _baskets(gathered: Gathered) -> None:
    """Lines per order that has any; `order_keys` and `lines` are there when the roles are."""
    same = exp.EQ(this=column("order", "lines"), expression=column("order", "order_keys"))
    orders = exp.Count(this=exp.Distinct(expressions=[column("order", "order_keys")]))
    size = trees.share_of(exp.Count(this=exp.Star()), orders)
    sizes = trees.from_step("order_keys", column("key", "order_keys"), named(size, "basket_size"))
    sizes = sizes.join(trees.step("lines"), on=same, copy=False).group_by(column("key", "order_keys"), copy=False)
    gathered.step("basket_sizes", sizes, ())
    gathered.add("basket_size", column("basket_size", "basket_sizes"), "basket_sizes")


def _needed(steps: Sequence[Step], last: exp.Query) -> tuple[Step, ...]:
    """Only those steps that the last one reads, directly or through others."""
    read = {table.name for table in last.find_all(exp.Table)}
    kept: list[Step] = []
    for name, query in reversed(steps):
        if f"_{name}" in read:
            read |= {table.name for table in query.find_all(exp.Table)}
            kept.append((name, query))
    return tuple(reversed(kept))


def shown_as(name: str, model: SemanticModel) -> tuple[Unit, Format]:
    """Unit and format of a feature's values."""
    if name in CUSTOMER_FACTS:
        unit = unit_of_field(name, model)
        return unit, MONEY if unit.kind == "currency" else INTEGER
    if model.has_metric(name):
        return model.unit_of(name), model.metric(name).format
    return _SHOWN.get(name, (Unit("none"), Format("decimal", 1)))
