"""Persons instead of accounts: confirmed by somebody, by head on a tiny world, and the planted ones of the sample."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine, build_database, open_published
from semantic_layer.loader import load_model
from semantic_layer.model import Policy
from semantic_layer.query import DimensionRef, MetricRef, Who
from tests.tools.conftest import SCHEMAS, build_model
from tools.arguments import ClusterArgs, LifecycleArgs, QueryMetricsArgs, RfmArgs, SegmentationArgs
from tools.catalog import CATALOG, ToolCall, run_tool
from tools.context import ToolContext
from tools.customer_arguments import CohortArgs, DuplicatesArgs, MergeArgs
from tools.customers.persons import as_persons, newest
from tools.demo import MODEL_DIR
from tools.demo.generate import generate
from tools.errors import BadParameter, MergeNotConfirmed, NotAllowed, TooFewCustomers
from tools.segments.runs import ensure_run

AS_OF = date(2026, 1, 1)
PEOPLE = (  # account, region, phone, registered
    ("a1", "East", "138", "2025-01-01"),
    ("a2", "West", "138", "2025-03-01"),
    ("b1", "West", "139", "2025-01-05"),
    ("c1", "East", None, "2025-02-01"),
)
ORDERS = (
    ("a1", "2025-04-01", 100.0),
    ("a2", "2025-05-01", 50.0),
    ("a2", "2025-05-01", 10.0),
    ("b1", "2025-06-01", 30.0),
    ("c1", "2025-07-01", 20.0),
    (None, "2025-07-01", 5.0),
)


@pytest.fixture
def shop(tmp_path):
    """Three persons with four accounts: a1 and a2 share a phone."""
    model = build_model()
    customer = next(role for role in model.roles if role.name == "customer")
    known = replace(customer, columns=(*customer.columns, ("phone", "phone")))
    model = replace(model, roles=tuple(known if role is customer else role for role in model.roles))
    orders = [
        {"order_id": i, "customer_id": account, "order_date": date.fromisoformat(day), "amount": amount}
        for i, (account, day, amount) in enumerate(ORDERS)
    ]
    people = [
        {"customer_id": account, "region": region, "phone": phone, "registered": date.fromisoformat(day)}
        for account, region, phone, day in PEOPLE
    ]

    def fill(connection):
        for name, rows, schema in (
            ("orders", orders, SCHEMAS["orders"]),
            ("customers", people, SCHEMAS["customers"].append(pa.field("phone", pa.string()))),
        ):
            connection.register("incoming", pa.Table.from_pylist(rows, schema=schema))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            connection.unregister("incoming")

    calendar = Calendar(model.calendar, AS_OF, date(2025, 1, 1), date(2025, 12, 31))
    return ToolContext(model, DuckDBEngine.memory(fill), calendar, tmp_path, Who("ann"))


def confirm(ctx, **arguments):
    return run_tool(ToolCall(tool="merge_accounts", arguments=MergeArgs(**arguments)), ctx)


def run(tool, arguments, ctx):
    return run_tool(ToolCall(tool=tool, arguments=arguments), ctx)


def test_nothing_is_counted_by_persons_before_somebody_confirmed(shop):
    run("duplicates", DuplicatesArgs(), shop)
    assert newest(shop) is None
    with pytest.raises(MergeNotConfirmed):
        run("rfm_segments", RfmArgs(identity="person"), shop)


def test_a_confirmation_says_who_confirmed_what_and_the_first_account_names_the_person(shop):
    result = confirm(shop)
    row = next(result.main.records())
    assert (row["accounts"], row["persons"], row["confirmed_by"]) == (2, 1, "ann")
    assert [finding.kind for finding in result.findings] == ["merge_confirmed"]
    pairs = shop.engine.run("SELECT account, person FROM runs.persons ORDER BY 1").rows
    assert pairs == (("a1", "a1"), ("a2", "a1"))


def test_revenue_and_customers_by_region_by_head(shop):
    confirm(shop)
    query = QueryMetricsArgs(metrics=(MetricRef("revenue"),), dimensions=(DimensionRef("customer.region"),))
    by_account = dict(run("query_metrics", query, shop).main.rows)
    by_person = dict(run("query_metrics", query.model_copy(update={"identity": "person"}), shop).main.rows)
    assert by_account == {"East": 120.0, "West": 90.0, None: 5.0}
    assert by_person == {"East": 180.0, "West": 30.0, None: 5.0}  # a2 is the person a1, who is from the East


def test_lifecycle_and_cohorts_count_each_person_once(shop):
    confirm(shop)
    stages = run("lifecycle_stages", LifecycleArgs(identity="person"), shop)
    assert sum(stages.main.values("customers")) == 3
    assert sum(stages.main.values("revenue")) == 210.0
    cohorts = run("cohort_retention", CohortArgs(identity="person"), shop).main
    first = [row for row in cohorts.records() if row["age"] == 0]
    assert [row["active"] for row in first] == [1, 1, 1]  # April, June, July; the second account of a is no newcomer


def test_the_answer_says_on_which_confirmation_it_rests(shop):
    version = next(confirm(shop).main.records())["merge_version"]
    result = run("lifecycle_stages", LifecycleArgs(identity="person"), shop)
    caveat = next(item for item in result.caveats if item.code == "counted_as_persons")
    assert dict(caveat.params)["version"] == version
    assert dict(result.lineage.parameters)["persons_version"] == version
    plain = run("lifecycle_stages", LifecycleArgs(), shop)
    assert sum(plain.main.values("customers")) == 4
    assert "counted_as_persons" not in {item.code for item in plain.caveats}


def test_every_confirmation_is_a_version_and_a_withdrawn_one_no_longer_holds(shop):
    first = next(confirm(shop).main.records())["merge_version"]
    assert [finding.kind for finding in confirm(shop).findings] == ["merge_held"]
    assert confirm(shop, action="withdraw").findings[0].kind == "merge_withdrawn"
    with pytest.raises(MergeNotConfirmed):
        as_persons(shop)
    with pytest.raises(MergeNotConfirmed):
        confirm(shop, action="withdraw")
    again = next(confirm(shop).main.records())["merge_version"]
    kept = shop.engine.run("SELECT number, version FROM runs.person_versions ORDER BY 1").rows
    assert [number for number, _ in kept] == [1, 2, 3]
    assert (kept[0][1], kept[2][1]) == (first, again) and first == again


def test_runs_of_persons_and_of_accounts_are_kept_apart(shop):
    confirm(shop)
    persons, _ = as_persons(shop)
    stage = "customer.stage"
    by_account = ensure_run(shop.model.segmentation(stage), AS_OF, shop)
    by_person = ensure_run(persons.model.segmentation(stage), AS_OF, persons)
    assert (by_account.customers, by_person.customers) == (4, 3)
    assert ensure_run(shop.model.segmentation(stage), AS_OF, shop).sql == ()  # still there


def test_a_confirmation_is_found_by_an_engine_that_is_opened_later(shop):
    confirm(shop)
    opened_later = replace(shop, engine=DuckDBEngine.memory(lambda connection: None))
    assert newest(opened_later) == newest(shop) is not None


def test_where_only_some_rows_may_be_seen_persons_are_refused(shop):
    confirm(shop)
    policy = Policy(name="east", dataset="customers", rows="region = 'East'")
    bound = replace(shop, model=replace(shop.model, policies=(policy,)), who=Who("bob"))
    with pytest.raises(NotAllowed):
        run("lifecycle_stages", LifecycleArgs(identity="person"), bound)
    with pytest.raises(NotAllowed):
        confirm(bound)
    with pytest.raises(NotAllowed):
        confirm(bound, action="withdraw")


def test_accounts_are_compared_and_frozen_as_accounts(shop):
    confirm(shop)
    for tool in ("duplicates", "snapshot"):
        arguments = next(spec.arguments for spec in CATALOG if spec.name == tool)(identity="person")
        with pytest.raises(BadParameter):
            run(tool, arguments, shop)


def test_there_is_nothing_to_confirm_where_nobody_shares_anything(shop):
    role = next(role for role in shop.model.roles if role.name == "customer")
    other = replace(
        role, columns=tuple((part, "region || customer_id" if part == "phone" else c) for part, c in role.columns)
    )
    model = replace(shop.model, roles=tuple(other if item is role else item for item in shop.model.roles))
    with pytest.raises(TooFewCustomers):
        confirm(replace(shop, model=model))


# --- the sample: 400 planted second accounts at full size -----------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A context on the sample data at a tenth of its size with the merge confirmed, and the truth of every account."""
    folder = tmp_path_factory.mktemp("demo")
    facts = generate(folder, 0.1, 3)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, facts.as_of, facts.as_of - timedelta(days=730), facts.as_of - timedelta(days=1))
    ctx = ToolContext(model, open_published(folder / "data"), calendar, folder)
    confirm(ctx)
    return ctx, pd.read_parquet(facts.truth_dir / "accounts.parquet")


def planted(truth):
    """Accounts of persons who have several, by person."""
    owned = truth.dropna(subset=["person_id"])
    return owned[owned.groupby("person_id")["customer_id"].transform("size") > 1]


def test_dedupe_by_phone_email_device_finds_the_planted_persons(sample):
    ctx, truth = sample
    pairs = pd.DataFrame(ctx.engine.run("SELECT account, person FROM runs.persons").rows, columns=["account", "person"])
    several = planted(truth)
    assert len(several) >= 60  # 400 second accounts at full size
    found = {frozenset(group) for _, group in pairs.groupby("person")["account"]}
    expected = {frozenset(group) for _, group in several.groupby("person_id")["customer_id"]}
    assert found == expected
    assert set(pairs["person"]) == set(several.loc[~several["is_second_account"], "customer_id"])


def test_customers_of_the_sample_counted_as_persons_are_those_of_plain_sql(sample):
    ctx, truth = sample
    second = tuple(truth.loc[truth["is_second_account"], "customer_id"])
    query = QueryMetricsArgs(metrics=(MetricRef("customers"),))
    accounts = run("query_metrics", query, ctx).main.rows[0][0]
    persons = run("query_metrics", query.model_copy(update={"identity": "person"}), ctx).main.rows[0][0]
    assert accounts - persons == len(second)


def test_every_segmentation_holds_the_same_persons_and_all_the_money(sample):
    ctx, truth = sample
    owner = dict(zip(truth["customer_id"], truth["person_id"], strict=True))
    buyers = ctx.engine.run(
        f"""SELECT DISTINCT customer_id FROM orders WHERE status = 'completed' AND customer_id IS NOT NULL
            AND CAST(order_date AS DATE) < DATE '{ctx.as_of}'"""
    ).rows
    expected = len({owner[account] if pd.notna(owner[account]) else account for (account,) in buyers})
    both = [run("rfm_segments", RfmArgs(identity=identity), ctx).main for identity in ("account", "person")]
    assert sum(both[0].values("customers")) == len(buyers)
    assert sum(both[1].values("customers")) == expected < len(buyers)
    assert float(sum(both[0].values("revenue"))) == pytest.approx(float(sum(both[1].values("revenue"))))
    clusters = run("cluster_customers", ClusterArgs(k=3, identity="person"), ctx).main
    assert sum(clusters.values("customers")) == expected


def test_every_tool_over_customers_knows_what_a_customer_is():
    without = {spec.name for spec in CATALOG if "identity" not in spec.arguments.model_fields}
    assert without == {spec.name for spec in CATALOG if not issubclass(spec.arguments, SegmentationArgs)} - {
        "query_metrics"
    }
