"""Controlled tests: a world to check by head, and the planted experiments of the sample data."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine, build_database, open_published
from semantic_layer.loader import load_model
from semantic_layer.model import Dataset, Dimension, EntityKey, Role
from semantic_layer.query import Compare
from tests.tools.conftest import SCHEMAS, build_model
from tools.action_arguments import AbTestArgs, SampleSizeArgs
from tools.context import ToolContext
from tools.demo import MODEL_DIR, planted
from tools.demo.generate import generate
from tools.errors import BadParameter, EmptyWindow, HorizonIncomplete, MissingRole
from tools.experiments.ab_test import ab_test
from tools.experiments.sample_size import sample_size

DAY = date(2026, 3, 1)


def a_model():
    model = build_model()
    arms = Dataset(
        name="arms", source="arms", role="fact", grain=("assignment",), time_basis="event",
        entities=(EntityKey("customer", "foreign", ("customer_id",)),),
        dimensions=(
            Dimension(name="test", type="categorical", dataset="arms", prefix="arms", expr="test"),
            Dimension(name="arm", type="categorical", dataset="arms", prefix="arms", expr="arm"),
            Dimension(name="day", type="time", dataset="arms", prefix="arms", expr="day", grain="day"),
        ),
    )  # fmt: skip
    parts = (("experiment", "test"), ("customer", "customer_id"), ("arm", "arm"), ("time", "day"))
    return replace(model, datasets=(*model.datasets, arms), roles=(*model.roles, Role("arm", "arms", parts)))


@pytest.fixture
def trial(tmp_path):
    """`trial(arms, orders)`: arms are (customer, arm, day), orders (customer, day, amount)."""

    def make(arms, orders, as_of=DAY + timedelta(days=60), tests=None):
        tables = {
            "orders": [
                {"order_id": i, "customer_id": c, "order_date": day, "amount": float(amount)}
                for i, (c, day, amount) in enumerate(orders)
            ],
            "customers": [
                {"customer_id": c, "region": "north" if c < "c5" else "south", "registered": date(2020, 1, 1)}
                for c in sorted({c for c, _, _ in arms})
            ],
            "arms": [
                {"test": (tests or {}).get(i, "t1"), "customer_id": c, "arm": arm, "day": day}
                for i, (c, arm, day) in enumerate(arms)
            ],
        }
        fields = [("test", pa.string()), ("customer_id", pa.string()), ("arm", pa.string()), ("day", pa.date32())]
        schemas = SCHEMAS | {"arms": pa.schema(fields)}

        def fill(connection):
            for name, rows in tables.items():
                connection.register("incoming", pa.Table.from_pylist(rows, schema=schemas[name]))
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
                connection.unregister("incoming")

        model = a_model()
        calendar = Calendar(model.calendar, as_of, DAY - timedelta(days=100), as_of - timedelta(days=1))
        return ToolContext(model, DuckDBEngine.memory(fill), calendar, tmp_path)

    return make


ARMS = [(f"c{i}", "new" if i % 2 else "control", DAY) for i in range(10)]


def rows_of(result):
    return {row["arm"]: row for row in result.main.records()}


def test_a_b_by_segment_conversion_and_money_are_those_of_the_horizon(trial):
    """c1, c3 (new) and c2 (control) buy within 30 days; c5 buys a day too late, c4 a day too early."""
    orders = [
        ("c1", DAY, 10), ("c3", DAY + timedelta(days=29), 30), ("c2", DAY + timedelta(days=3), 20),
        ("c5", DAY + timedelta(days=30), 99), ("c4", DAY - timedelta(days=1), 99),
    ]  # fmt: skip
    conversion = rows_of(ab_test(AbTestArgs(horizon_days=30), trial(ARMS, orders)))
    assert (conversion["new"]["customers"], conversion["new"]["converted"]) == (5, 2)
    assert (conversion["control"]["customers"], conversion["control"]["converted"]) == (5, 1)
    assert conversion["new"]["difference"] == pytest.approx(0.2)
    assert conversion["control"]["difference"] is None
    money = rows_of(ab_test(AbTestArgs(horizon_days=30, metric="revenue"), trial(ARMS, orders)))
    assert money["new"]["revenue_per_customer"] == pytest.approx(40 / 5)
    assert money["control"]["revenue_per_customer"] == pytest.approx(20 / 5)


def test_customers_in_two_arms_are_left_out_and_counted(trial):
    result = ab_test(AbTestArgs(horizon_days=30), trial([*ARMS, ("c0", "new", DAY)], [("c1", DAY, 10)]))
    assert rows_of(result)["control"]["customers"] == 4
    assert [(item.code, item.rows) for item in result.main.left_out] == [("two_arms", 1)]


def test_nothing_on_or_after_as_of_is_read(trial):
    late = DAY + timedelta(days=60)
    orders = [("c1", DAY, 10)]
    changed = trial([*ARMS, ("c11", "new", late)], [*orders, ("c2", late, 1000), ("c3", late + timedelta(days=9), 7)])
    known = ab_test(AbTestArgs(horizon_days=60), trial(ARMS, orders))
    assert ab_test(AbTestArgs(horizon_days=60), changed).main == known.main


def test_an_unsound_allocation_shows_counts_and_no_verdict(trial):
    arms = [(f"n{i:03}", "new", DAY) for i in range(140)] + [(f"o{i:03}", "control", DAY) for i in range(60)]
    result = ab_test(AbTestArgs(horizon_days=30), trial(arms, [("n001", DAY, 10)]))
    assert [finding.kind for finding in result.findings] == ["ab_no_verdict"]
    assert [column.name for column in result.main.columns] == ["arm", "customers"]
    assert dict(result.main.rows) == {"new": 140, "control": 60}


def test_what_cannot_be_compared_is_refused(trial, world):
    order = [("c1", DAY, 10)]
    with pytest.raises(BadParameter):
        ab_test(AbTestArgs(), trial([row for row in ARMS if row[1] == "new"], order))
    with pytest.raises(BadParameter):
        ab_test(AbTestArgs(control="flibber"), trial(ARMS, order))
    with pytest.raises(BadParameter):
        ab_test(AbTestArgs(), trial(ARMS, order, tests={0: "t2"}))
    with pytest.raises(HorizonIncomplete):
        ab_test(AbTestArgs(horizon_days=90), trial(ARMS, order))
    with pytest.raises(EmptyWindow):
        ab_test(AbTestArgs(filters=(Compare("arms.test", "eq", ("t9",)),)), trial(ARMS, order))
    with pytest.raises(MissingRole):
        ab_test(AbTestArgs(), world([("a", "2026-01-01", 5)], as_of="2026-02-01"))


def test_the_sample_size_is_that_of_the_reference(trial):
    result = sample_size(SampleSizeArgs(base=0.1, target=0.12), trial(ARMS, [("c1", DAY, 1)]))
    assert dict(result.lineage.parameters)["before_rounding"] == pytest.approx(3834.6, abs=0.1)
    assert result.findings[0].fact("each").value == 3835
    assert result.findings[0].fact("all").value == 7670
    with pytest.raises(BadParameter):
        sample_size(SampleSizeArgs(base=0.1, target=0.1), trial(ARMS, [("c1", DAY, 1)]))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The sample data in full size, because the second test is only then large enough to be found out."""
    folder = tmp_path_factory.mktemp("demo")
    facts = generate(folder, 1.0, 0)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, facts.as_of, planted.FIRST_DAY, facts.as_of - timedelta(days=1))
    context = ToolContext(model, open_published(folder / "data"), calendar, folder)
    return context, pd.read_parquet(facts.truth_dir / "accounts.parquet"), facts.tables_dir


def named(test):
    return (Compare("experiment.experiment_name", "eq", (test,)),)


def test_the_planted_effect_of_the_coupon_is_found_again(demo):
    context, accounts, tables = demo
    arms = pd.read_parquet(tables / "experiment_arms.parquet").merge(accounts, on="customer_id")
    rows = rows_of(ab_test(AbTestArgs(filters=named(planted.COUPON_TEST), horizon_days=30), context))
    for place, arm in enumerate(planted.COUPON_ARMS[:2]):
        kinds = arms.loc[arms["arm"] == arm, "type"].astype(str)
        true = kinds.map(lambda kind: planted.COUPON_EFFECT.get(kind, (0, 0, 0))[place]).mean()  # noqa: B023
        assert rows[arm]["customers"] == planted.COUPON_CUSTOMERS_PER_ARM
        assert rows[arm]["difference_low"] < true < rows[arm]["difference_high"]
    assert rows["coupon_10"]["p_adjusted"] < 0.05


def test_conversion_of_the_coupon_test_is_that_of_pandas(demo):
    context, _, tables = demo
    arms = pd.read_parquet(tables / "experiment_arms.parquet")
    arms = arms[arms["experiment_id"] == planted.COUPON_TEST]
    orders = pd.read_parquet(tables / "orders.parquet").query("status == 'completed'")
    joined = arms.merge(orders[["customer_id", "order_date"]], on="customer_id")
    start = pd.to_datetime(joined["assigned_date"])
    gap = (pd.to_datetime(joined["order_date"]) - start).dt.days
    bought = joined[(gap >= 0) & (gap < 30)].groupby("arm")["customer_id"].nunique()
    rows = rows_of(ab_test(AbTestArgs(filters=named(planted.COUPON_TEST), horizon_days=30), context))
    assert {arm: row["converted"] for arm, row in rows.items()} == bought.to_dict()


def test_the_wrongly_allocated_second_test_gets_no_verdict(demo):
    context, _, _ = demo
    result = ab_test(AbTestArgs(filters=named(planted.PAGE_TEST)), context)
    assert [finding.kind for finding in result.findings] == ["ab_no_verdict"]
    assert dict(result.main.rows) == dict(zip(planted.PAGE_ARMS, planted.PAGE_CUSTOMERS, strict=True))


def test_segments_are_those_before_exposure(demo):
    context, _, _ = demo
    result = ab_test(AbTestArgs(filters=named(planted.COUPON_TEST), by="customer.rfm"), context)
    assert dict(result.lineage.parameters)["segments_as_of"] == planted.COUPON_TEST_DAY
    assert sum(result.main.values("customers")) == 3 * planted.COUPON_CUSTOMERS_PER_ARM
    tried = [p for p in result.main.values("p_value") if p is not None]
    adjusted = [p for p in result.main.values("p_adjusted") if p is not None]
    assert len(tried) == len(adjusted) > 10
    assert min(adjusted) == pytest.approx(min(1.0, min(tried) * len(tried)))
