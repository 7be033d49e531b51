"""Which metrics and things stand behind everyday words such as "spent", "sold", "people".

Rule: they are found by what the model says of itself (entities, units, aggregations, core metrics, roles) or by the
everyday word for the thing, never by another name; where the model has no such thing, there is no answer and the word
stays unexplained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from semantic_layer.model import Aggregation, Dataset, Measure, SemanticModel, SimpleMetric
from semantic_layer.per_model import per_model
from semantic_layer.vocabulary import Vocabulary

TURNOVER = frozenset({"revenue", "sales revenue", "sales amount", "销售额", "营收", "营业额"})
ORDER_WORDS = ("orders", "订单数", "order", "订单")


def order_metric(vocabulary: Vocabulary) -> str | None:
    """What "3 times" counts: the metric that people call orders."""
    for word in ORDER_WORDS:
        for meaning in vocabulary.meanings(word):
            if meaning.kind == "metric":
                return meaning.name
            if meaning.kind == "entity" and (counted := vocabulary.model.entity(meaning.name).default_count):
                return counted
    return None


def entity_of_orders(model: SemanticModel, vocabulary: Vocabulary) -> str | None:
    """The thing that orders are, where people say 单 or 笔."""
    metric = order_metric(vocabulary)
    return next((e.name for e in model.entities if e.default_count == metric), None)


def reached(model: SemanticModel, dataset: Dataset) -> frozenset[str]:
    """The entities that each row of a dataset belongs to, directly or by way of another one."""
    found: set[str] = set()
    ahead = [dataset]
    while ahead:
        for key in ahead.pop().entities:
            if key.name not in found:
                found.add(key.name)
                target = model.dataset_of_entity(key.name)
                ahead += [target] if target else []
    return frozenset(found)


@per_model
def simple_metrics(model: SemanticModel) -> tuple[tuple[SimpleMetric, Measure, Dataset], ...]:
    """Visible metrics over one measure, the core ones first."""
    shown = [m for m in model.metrics if isinstance(m, SimpleMetric) and not m.hidden]
    found = ((metric, model.measure(metric.measure)) for metric in sorted(shown, key=lambda m: not m.core))
    return tuple((metric, measure, model.dataset(measure.dataset)) for metric, measure in found)


def metrics_of_columns(model: SemanticModel, dimensions: Sequence[str]) -> Sequence[str]:
    """The metrics over exactly the columns that these dimensions show."""
    shown = [model.dimension(name) for name in dimensions if model.has_dimension(name)]
    columns = dict.fromkeys((dimension.dataset, dimension.expr) for dimension in shown)
    over = _metrics_over(model)
    return [name for _, name in sorted(found for column in columns for found in over.get(column, ()))]


@per_model
def _metrics_over(model: SemanticModel) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """By dataset and column, the metrics over it with their places among all."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for place, (metric, measure, dataset) in enumerate(simple_metrics(model)):
        if not measure.filter:
            found.setdefault((dataset.name, measure.expr), []).append((place, metric.name))
    return found


def money_metrics(model: SemanticModel, entity: str | None = None) -> Sequence[str]:
    """What was sold or spent: the core sums of money; of `entity`, where one is asked about."""
    found = [
        (metric.core, metric.name)
        for metric, measure, dataset in simple_metrics(model)
        if metric.unit.kind == "currency" and measure.agg == "sum" and metric.direction != "down_is_good"
        and (entity is None or entity in reached(model, dataset))
    ]  # fmt: skip
    core = [name for is_core, name in found if is_core]
    return core[:1] or [name for _, name in found] or _called_turnover(model, entity)


_MONEY_EN = frozenset(
    {"amount", "cost", "fee", "fees", "revenue", "expense", "charge", "payment", "income", "freight", "price", "sales",
     "salary", "bonus", "premium", "rent", "spend", "spending", "profit", "tuition", "tax", "turnover"}
)  # fmt: skip
_MONEY_ZH = ("费", "费用", "额", "款", "收入", "支出", "成本", "营收", "流水", "薪", "租金", "奖金", "薪资", "工资")


def is_money_by_name(model: SemanticModel, name: str) -> bool:
    """Say whether a sum is money by its name, in a model that knows no currency: 油费, "fuel cost"."""
    metric = model.metric(name) if model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric) or model.measure(metric.measure).agg != "sum":
        return False
    chinese, english = (
        label.partition(bracket)[0] for label, bracket in ((metric.labels.zh, "（"), (metric.labels.en, " ("))
    )
    return metric.unit.of.endswith("元") or chinese.endswith(_MONEY_ZH) or english.rpartition(" ")[2] in _MONEY_EN


def _called_turnover(model: SemanticModel, entity: str | None) -> Sequence[str]:
    """Sums that are called revenue, in a model that does not say which figures are money."""
    return [
        metric.name
        for metric, measure, dataset in simple_metrics(model)
        if measure.agg == "sum"
        and is_called_turnover(model, metric.name)
        and (entity is None or entity in reached(model, dataset))
    ]  # fmt: skip


def is_called_turnover(model: SemanticModel, name: str) -> bool:
    """Say whether people call a figure revenue or sales."""
    metric = model.metric(name)
    return not TURNOVER.isdisjoint((metric.labels.en, metric.labels.zh, *metric.synonyms.all()))


def sold_things(model: SemanticModel, entity: str) -> str | None:
    """The metric for "how many different products were sold": different members among the rows of sales."""
    sales = {model.measure(m.measure).dataset for m in _simple(model, money_metrics(model))}
    return next(
        (
            metric.name
            for metric, measure, dataset in simple_metrics(model)
            if measure.agg == "count_distinct" and metric.unit.of == entity and dataset.name in sales
        ),
        None,
    )


def extreme_of(model: SemanticModel, entity: str, agg: Aggregation) -> str | None:
    """The metric for "the largest order": the extreme amount of money among the rows of an entity."""
    return next(
        (
            metric.name
            for metric, measure, dataset in simple_metrics(model)
            if measure.agg == agg and metric.unit.kind == "currency" and dataset.primary
            and dataset.primary.name == entity
        ),
        None,
    )  # fmt: skip


def lines_of(model: SemanticModel, entity: str, fields: Sequence[str]) -> str | None:
    """What counts purchases of certain things: rows of sales that reach the entity and every field."""
    sales = {model.measure(m.measure).dataset for m in _simple(model, money_metrics(model))}
    needed = {entity, *(field.partition(".")[0] for field in fields)}
    found = [
        (measure.agg != "count", metric.name)
        for metric, measure, dataset in simple_metrics(model)
        if dataset.name in sales and measure.agg in ("count", "sum") and metric.unit.kind in ("count", "quantity")
        and needed <= reached(model, dataset)
    ]  # fmt: skip
    return min(found, default=(True, None))[1]


def lines_of_orders(model: SemanticModel, orders: str, entity: str, fields: Sequence[str]) -> str | None:
    """What counts the rows of orders that reach the entity and every field, where one kind of rows does."""
    needed = {entity, orders, *(field.partition(".")[0] for field in fields)}
    found = {
        metric.name
        for metric, measure, dataset in simple_metrics(model)
        if measure.agg == "count" and measure.expr == "1" and needed <= reached(model, dataset)
    }
    return found.pop() if len(found) == 1 else None


def reaches(model: SemanticModel, metric: str, fields: Sequence[str]) -> bool:
    """Say whether each row behind a simple metric has one value of every field."""
    definition = model.metric(metric)
    if not isinstance(definition, SimpleMetric):
        return True
    dataset = model.dataset(model.measure(definition.measure).dataset)
    return {field.partition(".")[0] for field in fields} <= {*reached(model, dataset), dataset.prefix}


def newcomers(vocabulary: Vocabulary, entity: str) -> str | None:
    """The metric for "signed up": what people call new members of the entity, else its count."""
    labels = vocabulary.model.entity(entity).labels
    for word in (f"new {labels.en}", f"新{labels.zh}", f"新增{labels.zh}"):
        for meaning in vocabulary.meanings(word):
            if meaning.kind == "metric":
                return meaning.name
    return vocabulary.model.entity(entity).default_count


def _simple(model: SemanticModel, names: Sequence[str]) -> Iterator[SimpleMetric]:
    return (m for name in names if isinstance(m := model.metric(name), SimpleMetric))
