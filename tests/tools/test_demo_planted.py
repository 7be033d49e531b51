"""What was planted is found again: the lift of a campaign, who is one person with several accounts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loader import load_model
from tools.action_arguments import CampaignEffectArgs, ExportSegmentArgs
from tools.actions.audience_export import export_segment
from tools.actions.campaign_effect import campaign_effect
from tools.context import ToolContext
from tools.customer_arguments import DuplicatesArgs
from tools.customers.duplicates import duplicates, linked_accounts
from tools.demo import MODEL_DIR
from tools.demo.generate import generate

SENT = date(2026, 9, 1)
AS_OF = date(2026, 11, 1)
SEGMENT = "hibernating"


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("sample"), 0.3, 1)


def context(tables: Path, home: Path, as_of: date, planted_orders: pd.DataFrame | None = None) -> ToolContext:
    """The sample data on a day, with further orders."""

    def fill(connection) -> None:
        for path in sorted(tables.glob("*.parquet")):
            connection.execute(f"CREATE TABLE {path.stem} AS FROM read_parquet('{path}')")
        if planted_orders is not None:
            connection.register("more", planted_orders)
            connection.execute(
                "INSERT INTO orders (order_id, customer_id, order_date, ordered_at, channel, status, net_amount) "
                "SELECT order_id, customer_id, day, day, 'web', 'completed', 20 FROM more"
            )

    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, as_of, date(2024, 11, 1), date(2026, 10, 31))
    return ToolContext(model, DuckDBEngine.memory(fill), calendar, home)


@pytest.mark.parametrize("lift", [0.0, 0.15])
def test_the_planted_lift_of_a_campaign_lies_in_the_interval(facts, tmp_path, lift):
    """Of the contacted who would not have bought, so many buy within 30 days that the conversion rises by the lift."""
    sent = context(facts.tables_dir, tmp_path, SENT)
    export_segment(ExportSegmentArgs(segment=SEGMENT, segmentation="customer.rfm", hold_out=0.5), sent)
    parts = dict(sent.engine.run("SELECT CAST(key AS BIGINT), part FROM runs.audiences").rows)
    orders = pd.read_parquet(facts.tables_dir / "orders.parquet")
    days = pd.to_datetime(orders["order_date"])
    inside = (days >= pd.Timestamp(SENT)) & (days < pd.Timestamp(SENT) + timedelta(days=30))
    bought = set(orders[inside & orders["status"].eq("completed")]["customer_id"].dropna().astype(int))
    contacted = sorted(key for key, part in parts.items() if part == "contacted")
    idle = [key for key in contacted if key not in bought]
    chosen = np.random.default_rng(0).permutation(idle)[: round(lift * len(contacted))]
    more = pd.DataFrame({"order_id": 10**9 + np.arange(len(chosen)), "customer_id": chosen})
    more["day"] = pd.Timestamp(SENT) + pd.to_timedelta(np.arange(len(chosen)) % 29, unit="D")

    asked = CampaignEffectArgs(segment=SEGMENT, segmentation="customer.rfm", horizon_days=30)
    result = campaign_effect(asked, context(facts.tables_dir, tmp_path, AS_OF, more))

    rows = {row["part"]: row for row in result.main.records()}
    assert len(contacted) > 150 and rows["contacted"]["customers"] == len(contacted)
    assert rows["contacted"]["converted"] == len(set(contacted) & (bought | set(chosen.tolist())))
    found = rows["contacted"]
    assert found["difference_low"] <= lift <= found["difference_high"]  # 0.15 is 15 points
    assert found["difference_high"] - found["difference_low"] < 0.25
    assert result.findings[0].kind == ("effect_up" if lift else "effect_undecided")


def pairs(groups) -> set[frozenset[int]]:
    return {frozenset(map(int, pair)) for group in groups for pair in combinations(group, 2)}


def test_duplicates_are_found_with_a_precision_and_recall_of_98_percent(facts, tmp_path):
    """Pairs of accounts that are proposed to be one person, against those that were planted as one."""
    ctx = context(facts.tables_dir, tmp_path, AS_OF)
    accounts = pd.read_parquet(facts.truth_dir / "accounts.parquet").dropna(subset=["person_id"])
    wanted = pairs(accounts.groupby("person_id")["customer_id"].apply(list))
    proposed = pairs(linked_accounts(("phone", "email", "device"), "duplicates", ctx).groups)

    assert len(wanted) > 100
    assert len(wanted & proposed) / len(proposed) >= 0.98  # precision
    assert len(wanted & proposed) / len(wanted) >= 0.98  # recall
    told = dict(duplicates(DuplicatesArgs(), ctx).findings[0].facts)
    assert told["people"].value == len(linked_accounts(("phone", "email", "device"), "duplicates", ctx).groups)
