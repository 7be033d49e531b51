"""The report on the data, and people with several accounts, against what was planted in the sample data."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import build_database, open_published
from semantic_layer.loader import load_model
from semantic_layer.model import Policy
from tools.business.data_quality import data_quality
from tools.business.quality_rules import read_rules
from tools.business_arguments import DataQualityArgs
from tools.context import ToolContext
from tools.customer_arguments import DuplicatesArgs
from tools.customers.duplicates import duplicates, union
from tools.demo import MODEL_DIR, planted
from tools.demo.generate import generate
from tools.errors import BadParameter, MissingRole, NotAllowed


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    facts = generate(folder, 0.3, 1)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, facts.as_of, facts.as_of - timedelta(days=730), facts.as_of - timedelta(days=1))
    accounts = pd.read_parquet(facts.truth_dir / "accounts.parquet")
    return ToolContext(model, open_published(folder / "data"), calendar, folder), accounts


def line(table, **wanted):
    found = [row for row in table.records() if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


# --- quality ----------------------------------------------------------------------------------------------------


def test_planted_dirt_is_found_and_counted(sample):
    ctx, _ = sample
    table = data_quality(DataQualityArgs(), ctx).main
    minors = line(table, rule_en="Nobody under 18 is tagged high net worth")
    assert minors["quality_state"] == "broken" and minors["broken_rows"] <= planted.MINOR_HIGH_NET_WORTH
    nobody = line(table, rule_en="Every order has a customer")
    assert nobody["broken_share"] == pytest.approx(planted.NULL_CUSTOMER_SHARE, abs=0.002)
    product = line(table, rule_en="Every product that is named exists")
    assert product["broken_share"] == pytest.approx(planted.UNKNOWN_PRODUCT_SHARE, abs=0.0005)
    assert line(table, rule_en="Net is gross less discount")["quality_state"] == "kept"


def test_counts_are_those_of_plain_sql(sample):
    ctx, _ = sample
    table = data_quality(DataQualityArgs(dataset="customers"), ctx).main
    by_hand = ctx.engine.run("SELECT COUNT(*) FILTER (age IS NULL) FROM customers").rows[0][0]
    assert line(table, rule_en="The age is known")["broken_rows"] == by_hand
    assert set(table.values("dataset_en")) == {"customers"}


def test_what_is_broken_comes_first_and_is_said_first(sample):
    ctx, _ = sample
    result = data_quality(DataQualityArgs(), ctx)
    states = result.main.values("quality_state")
    assert list(states) == sorted(states, key=("broken", "doubtful", "kept", "noted").index)
    assert [finding.kind for finding in result.findings] == ["quality_broken", "quality_worst"]


def test_an_unknown_data_set_is_refused_with_the_nearest_names(sample):
    with pytest.raises(BadParameter, match="orders"):
        data_quality(DataQualityArgs(dataset="order"), sample[0])


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"name": "a"}, "needs dataset, kind, expr"),
        ({"name": "a", "dataset": "flibber", "kind": "range", "expr": "age > 1"}, "no dataset"),
        ({"name": "a", "dataset": "orders", "kind": "beauty", "expr": "age > 1"}, "kind"),
        ({"name": "a", "dataset": "orders", "kind": "range", "expr": "sum(age) >"}, "cannot be read"),
        ("a", "keys and values"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_by_what_is_wrong(sample, rule, message):
    model = replace(sample[0].model, settings={"rules": [rule]})
    with pytest.raises(ValueError, match=message):
        read_rules(model)


# --- duplicates: dedupe by phone and device -----------------------------------------------------------------------


def truth(accounts):
    """Persons with several accounts, as sets of accounts."""
    groups = accounts.dropna(subset=["person_id"]).groupby("person_id")["customer_id"].apply(frozenset)
    return {group for group in groups if len(group) > 1}


def test_duplicates_of_customers_by_phone_and_device_are_the_planted_ones(sample):
    ctx, accounts = sample
    result = duplicates(DuplicatesArgs(), ctx)
    wanted = truth(accounts)
    people = dict(result.findings[0].facts)["people"].value
    assert people == pytest.approx(len(wanted), rel=0.02)  # precision and recall of the count
    assert dict(result.findings[0].facts)["accounts"].value == pytest.approx(sum(map(len, wanted)), rel=0.02)
    assert len(result.table("shared").rows) == planted.SHOP_PHONES


def test_it_is_a_proposal_and_shows_nobody(sample):
    result = duplicates(DuplicatesArgs(), sample[0])
    assert [caveat.code for caveat in result.caveats] == ["merge_proposal"]
    assert [column.name for column in result.main.columns] == ["group_no", "accounts", "links", "revenue"]
    assert "phone" in result.lineage.sql[1] and all("100" not in str(row[2]) for row in result.main.rows)


def test_fewer_keys_find_fewer_people(sample):
    ctx, _ = sample
    both, phone = (
        dict(duplicates(DuplicatesArgs(keys=keys), ctx).findings[0].facts)["people"].value
        for keys in (("phone", "device"), ("phone",))
    )
    assert 0 < phone < both


def test_accounts_are_linked_through_others():
    linked = {1: [("phone", "a")], 2: [("phone", "a"), ("device", "d")], 3: [("device", "d")], 4: [("email", "e")]}
    assert union(linked) == ((1, 2, 3),)
    assert union({}) == ()


def test_a_policy_on_customers_refuses_the_comparison(sample):
    ctx, _ = sample
    policy = Policy(name="small", dataset="customers", min_group_entity="customer")
    with pytest.raises(NotAllowed):
        duplicates(DuplicatesArgs(), replace(ctx, model=replace(ctx.model, policies=(policy,))))


def test_customers_without_the_keys_are_refused(world):
    with pytest.raises(MissingRole):
        duplicates(DuplicatesArgs(), world([("a", "2025-01-01", 1), ("b", "2025-01-01", 1)], as_of="2025-02-01"))
