"""Decision time: which visits belong to an order, and what is unknown."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import CalendarSpec, Dataset, Dimension, Entity, EntityKey, Role, SemanticModel
from tools.context import ToolContext
from tools.customer_arguments import RfmDurationArgs
from tools.errors import MissingRole, TooFewCustomers
from tools.rfm.duration import rfm_duration

NOON = datetime(2025, 6, 1, 12)


def fact_table(name, key):
    time = Dimension(name="at", type="time", dataset=name, prefix=key, expr="at", grain="second")
    keys = (EntityKey(key, "primary", ("id",)), EntityKey("customer", "foreign", ("customer",)))
    return Dataset(
        name=name, source=name, role="fact", grain=(key,), time_basis="event", default_time="at",
        entities=keys, dimensions=(time,),
    )  # fmt: skip


MODEL = SemanticModel(
    name="shop", version="1", languages=("en",), calendar=CalendarSpec(),
    entities=(Entity(name="customer"), Entity(name="order"), Entity(name="visit")),
    datasets=(fact_table("orders", "order"), fact_table("visits", "visit")),
    roles=(
        Role("order", "orders", (("customer", "customer"), ("time", "at"), ("at", "at"), ("order", "id"),
                                 ("amount", "amount"), ("presale", "presale"))),
        Role("interaction", "visits", (("customer", "customer"), ("time", "at"))),
    ),
)  # fmt: skip


def shop(tmp_path, orders, visits, model=MODEL, as_of=date(2026, 1, 1)):
    """orders: (customer, moment, amount, presale); visits: (customer, moment)."""
    tables = {
        "orders": pa.table(
            {
                "id": list(range(len(orders))),
                "customer": [row[0] for row in orders],
                "at": [row[1] for row in orders],
                "amount": [float(row[2]) for row in orders],
                "presale": [bool(row[3]) for row in orders],
            }
        ),
        "visits": pa.table(
            {
                "id": pa.array(range(len(visits)), pa.int64()),
                "customer": pa.array([row[0] for row in visits], pa.string()),
                "at": pa.array([row[1] for row in visits], pa.timestamp("us")),
            }
        ),
    }

    def fill(connection):
        for name, rows in tables.items():
            connection.register("incoming", rows)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            connection.unregister("incoming")

    calendar = Calendar(model.calendar, as_of, date(2025, 1, 1), date(2025, 12, 31))
    return ToolContext(model, DuckDBEngine.memory(fill), calendar, tmp_path)


def crowd(hours=2.0):
    """Twenty customers who order `hours` after a visit, so that there are enough to speak of."""
    names = [f"x{i:02d}" for i in range(20)]
    return [(n, NOON, 50, False) for n in names], [(n, NOON - timedelta(hours=hours)) for n in names]


def hours_of(ctx, **arguments):
    table = rfm_duration(RfmDurationArgs(**arguments), ctx).table("scores")
    return {row["customer"]: (row["duration_hours"], row["style"]) for row in table.records()}


def test_rfm_with_duration_begins_with_the_first_visit_after_the_order_before(tmp_path):
    orders, visits = crowd()
    again = NOON + timedelta(days=10)
    orders += [("anna", NOON, 10, False), ("anna", again, 10, True)]
    visits += [("anna", NOON - timedelta(hours=100)), ("anna", NOON - timedelta(hours=1))]  # 100 hours
    visits += [("anna", again - timedelta(hours=20))]  # 20 hours; nothing from before the first order counts
    assert hours_of(shop(tmp_path, orders, visits))["anna"] == (60, "cautious")


def test_visits_before_the_lookback_and_after_the_order_do_not_count(tmp_path):
    orders, visits = crowd()
    orders += [("old", NOON, 10, False), ("after", NOON, 10, False), ("never", NOON, 10, False)]
    visits += [("old", NOON - timedelta(days=31)), ("after", NOON + timedelta(hours=1))]
    found = hours_of(shop(tmp_path, orders, visits))
    assert found["old"] == found["after"] == found["never"] == (None, "unknown")
    longer = hours_of(shop(tmp_path, orders, visits), lookback_days=40)
    assert longer["old"] == (31 * 24, "cautious")


def test_the_border_is_the_median_or_what_was_asked(tmp_path):
    orders, visits = crowd()
    orders += [("slow", NOON, 900, True)]
    visits += [("slow", NOON - timedelta(hours=150))]
    result = rfm_duration(RfmDurationArgs(), shop(tmp_path, orders, visits))
    assert dict(result.lineage.parameters)["fast_hours"] == 2
    assert {row["style"]: row["customers"] for row in result.main.records()} == {"fast": 20, "cautious": 1}
    assert {row["style"]: row["presale_share"] for row in result.main.records()} == {"fast": 0, "cautious": 1}
    asked = rfm_duration(RfmDurationArgs(fast_hours=200), shop(tmp_path, orders, visits))
    assert {row["style"]: row["customers"] for row in asked.main.records()} == {"fast": 21}
    assert asked.findings[0].kind == "decision_time_border"


def test_cells_hold_every_buyer_once_and_coverage_is_told(tmp_path):
    orders, visits = crowd()
    orders += [("blind", NOON, 5, False)]
    result = rfm_duration(RfmDurationArgs(), shop(tmp_path, orders, visits))
    assert sum(row["customers"] for row in result.table("cells").records()) == 21
    told = next(dict(c.params) for c in result.caveats if c.code == "decision_time_coverage")
    assert (told["customers"], told["all"], told["orders"], told["of"]) == (20, 21, 20, 21)


def test_nothing_after_as_of_changes_a_decision(tmp_path):
    orders, visits = crowd()
    late = datetime(2025, 12, 1)
    wanted = RfmDurationArgs(as_of=date(2025, 7, 1))
    before = rfm_duration(wanted, shop(tmp_path, orders, visits))
    after = rfm_duration(
        wanted, shop(tmp_path, [*orders, ("x00", late, 9, True)], [*visits, ("x00", late - timedelta(hours=9))])
    )
    assert before.main.rows == after.main.rows


def test_without_visits_or_times_of_day_it_is_refused_by_role(tmp_path):
    orders, visits = crowd()
    no_visits = replace(MODEL, roles=MODEL.roles[:1])
    with pytest.raises(MissingRole) as refusal:
        rfm_duration(RfmDurationArgs(), shop(tmp_path, orders, visits, no_visits))
    assert refusal.value.params["role"] == "interaction"
    no_times = replace(MODEL, roles=(replace(MODEL.roles[0], columns=tuple(
        part for part in MODEL.roles[0].columns if part[0] != "at")), MODEL.roles[1]))  # fmt: skip
    with pytest.raises(MissingRole) as refusal:
        rfm_duration(RfmDurationArgs(), shop(tmp_path, orders, visits, no_times))
    assert refusal.value.params["role"] == "order.at"


def test_too_few_known_decisions_are_refused(tmp_path):
    orders, visits = crowd()
    with pytest.raises(TooFewCustomers):
        rfm_duration(RfmDurationArgs(), shop(tmp_path, orders, visits[:19]))
