"""Small worlds for the tools: orders of a few customers in an in-memory DuckDB."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    EventCondition,
    Format,
    Input,
    Measure,
    Policy,
    PopulationRateMetric,
    RatioMetric,
    Role,
    Segmentation,
    SemanticModel,
    SimpleMetric,
    Text,
    Unit,
)
from semantic_layer.query import Who
from tools.context import ToolContext

Order = tuple[str | None, str, float]  # customer, day, amount

SCHEMAS = {
    "orders": pa.schema(
        [("order_id", pa.int64()), ("customer_id", pa.string()), ("order_date", pa.date32()), ("amount", pa.float64())]
    ),
    "customers": pa.schema([("customer_id", pa.string()), ("region", pa.string()), ("registered", pa.date32())]),
}
MONEY, CENTS = Unit("currency", "CNY"), Format("currency", 2)
COUNT, INTEGER = Unit("count", "order"), Format("integer")
SHARE, PERCENT = Unit("share"), Format("percent", 1)


def _measures() -> tuple[Measure, ...]:
    common = {"dataset": "orders", "null_semantics": "absent_is_zero", "additivity": "additive"}
    return (
        Measure(name="revenue", agg="sum", expr="amount", unit=MONEY, format=CENTS, **common),
        Measure(name="orders", agg="count", expr="order_id", unit=COUNT, format=INTEGER, **common),
    )


def _metrics():
    money = {"direction": "up_is_good", "unit": MONEY, "format": CENTS}
    share = {"direction": "up_is_good", "unit": SHARE, "format": PERCENT, "entity": "customer"}
    once, twice = EventCondition("orders", 1), EventCondition("orders", 2)
    return (
        SimpleMetric(name="revenue", measure="revenue", null_semantics="absent_is_zero", **money),
        SimpleMetric(
            name="orders", measure="orders", direction="up_is_good", unit=COUNT, format=INTEGER,
            null_semantics="absent_is_zero",
        ),
        RatioMetric(name="aov", numerator=Input("revenue"), denominator=Input("orders"), **money),
        PopulationRateMetric(name="repeat_rate", among=once, success=twice, **share),
        PopulationRateMetric(
            name="repurchase_rate", among=once, success=once, horizon_auto=True, judged_forward=True, **share
        ),
    )  # fmt: skip


def _segmentations() -> tuple[Segmentation, ...]:
    def make(name: str, tool: str, values: Sequence[str] = (), **params: object) -> Segmentation:
        codes = tuple(DimensionValue(code, Text(code, code), order=i) for i, code in enumerate(values))
        return Segmentation(name=name, entity="customer", dataset=f"seg_{name}", tool=tool, params=params, values=codes)

    return (
        make("rfm", "rfm_segments", map="ten"),
        make("rfm_four", "rfm_segments", map="four"),
        make("stage", "lifecycle_stages"),
        make("tier", "tiers", ("high", "mid", "low")),
        make("cluster", "cluster_customers"),
    )


def build_model(
    *, policies: tuple[Policy, ...] = (), roles: bool = True, settings: Mapping[str, object] | None = None
) -> SemanticModel:
    customer = EntityKey("customer", "foreign", ("customer_id",))
    orders = Dataset(
        name="orders", source="orders", role="fact", grain=("order",), time_basis="event", default_time="order_date",
        entities=(EntityKey("order", "primary", ("order_id",)), customer),
        dimensions=(
            Dimension(
                name="order_date", type="time", dataset="orders", prefix="order", expr="order_date", grain="day"
            ),
        ),
        measures=_measures(),
    )  # fmt: skip
    customers = Dataset(
        name="customers", source="customers", role="dimension", grain=("customer",), time_basis="none",
        entities=(EntityKey("customer", "primary", ("customer_id",)),),
        dimensions=(
            Dimension(name="region", type="categorical", dataset="customers", prefix="customer", expr="region"),
        ),
    )  # fmt: skip
    parts = (("customer", "customer_id"), ("time", "order_date"), ("order", "order_id"), ("amount", "amount"))
    people = (("customer", "customer_id"), ("registered", "registered"))
    return SemanticModel(
        name="small", version="1", languages=("en", "zh"), calendar=CalendarSpec(),
        entities=(Entity(name="order"), Entity(name="customer")), datasets=(orders, customers),
        metrics=_metrics(), segmentations=_segmentations(), policies=policies,
        roles=(Role("order", "orders", parts), Role("customer", "customers", people)) if roles else (),
        settings=settings or {},
    )  # fmt: skip


def _loader(tables: dict[str, list[dict[str, object]]]) -> Callable[[object], None]:
    """Load whole tables at once: thousands of single inserts would take seconds."""

    def fill(connection) -> None:
        for name, rows in tables.items():
            connection.register("incoming", pa.Table.from_pylist(rows, schema=SCHEMAS[name]))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            connection.unregister("incoming")

    return fill


MakeWorld = Callable[..., ToolContext]


@pytest.fixture
def world(tmp_path: Path) -> MakeWorld:
    """`world(orders, as_of=...)`: a context over these orders; customers are registered on 2020-01-01."""

    def make(
        orders: Sequence[Order],
        *,
        as_of: str,
        regions: dict[str, str] | None = None,
        registered: Sequence[str] = (),
        model: SemanticModel | None = None,
        who: Who | None = None,
    ) -> ToolContext:
        names = sorted({name for name, _, _ in orders if name} | set(registered))
        tables = {
            "orders": [
                {"order_id": i, "customer_id": name, "order_date": date.fromisoformat(day), "amount": float(amount)}
                for i, (name, day, amount) in enumerate(orders)
            ],
            "customers": [
                {"customer_id": name, "region": (regions or {}).get(name), "registered": date(2020, 1, 1)}
                for name in names
            ],
        }
        days = [date.fromisoformat(day) for _, day, _ in orders]
        used = model or build_model()
        calendar = Calendar(used.calendar, date.fromisoformat(as_of), min(days), max(days))
        return ToolContext(used, DuckDBEngine.memory(_loader(tables)), calendar, tmp_path, who or Who())

    return make


@pytest.fixture
def model_without_roles() -> SemanticModel:
    return build_model(roles=False)
