"""What a border of the risk is worth is counted on the later period, and never without one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from semantic_layer.model import Policy
from tests.tools.conftest import build_model
from tests.tools.test_churn import regulars
from tests.tools.test_rfm import shop
from tools.arguments import ChurnRiskArgs, RfmArgs
from tools.churn.model import Rule
from tools.churn.risk import churn_risk
from tools.churn.thresholds import spread_table, thresholds_table
from tools.customer_arguments import RfmScoresArgs
from tools.rfm.rfm import rfm_scores, rfm_segments


@dataclass
class Known:
    """Four customers with a risk each, of whom the first and the third were lost."""

    keys = ("a", "b", "c", "d")
    gone = np.array([True, False, True, False])


CHANCES = np.array([0.9, 0.8, 0.4, 0.1])


def test_precision_and_recall_of_a_border_can_be_counted_by_head():
    rule = Rule("model", "logistic", lambda sample: CHANCES)
    rows = {row["risk_threshold"]: row for row in thresholds_table(rule, Known(), CHANCES).records()}
    assert len(rows) == 19
    half = rows[0.5]  # a and b are flagged; a was lost, c was missed
    assert (half["flagged"], half["flagged_lost"], half["missed_lost"]) == (2, 1, 1)
    assert half["precision"] == half["recall"] == 0.5
    assert rows[0.95]["precision"] is None and rows[0.95]["recall"] == 0.0
    assert rows[0.4]["flagged"] == 3  # who stands on the border reaches it


def test_every_customer_is_in_one_column_of_the_spread_the_surest_too():
    rule = Rule("model", "logistic", lambda sample: CHANCES)
    rows = spread_table(rule, np.array([0.0, 0.05, 0.999, 1.0])).rows
    assert [row[2] for row in rows if row[2]] == [1, 1, 2] and len(rows) == 20


def test_an_order_without_chances_has_no_borders_and_no_spread():
    rule = Rule("recency", "ranking", lambda sample: CHANCES)
    assert thresholds_table(rule, Known(), CHANCES).rows == () == spread_table(rule, CHANCES).rows


def test_borders_are_measured_on_the_test_cut_and_not_on_the_listed(world):
    """The flagged of the test, not those of today, are what precision is out of."""
    result = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000), world(regulars(), as_of="2026-01-01"))
    chosen = next(r for r in result.table("report").records() if r["chosen"] and r["population"] == "active")
    rows = list(result.table("thresholds").records())
    lost = {row["flagged_lost"] + row["missed_lost"] for row in rows}
    assert lost == {round(chosen["base_rate"] * chosen["n"])}
    assert all(row["flagged"] <= chosen["n"] for row in rows)
    assert [row["flagged"] for row in rows] == sorted((row["flagged"] for row in rows), reverse=True)
    risks = [row["p"] for row in result.main.records()]
    assert rows[9]["flagged_now"] == sum(p >= rows[9]["risk_threshold"] for p in risks)
    assert sum(row[2] for row in result.table("spread").rows) == len(risks)


def test_only_customers_who_reach_the_border_are_listed(world):
    ctx = world(regulars(), as_of="2026-01-01")
    everybody = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000), ctx)
    listed = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000, at_least=0.5), ctx)
    risks = [row["p"] for row in everybody.main.records()]
    assert [row["p"] for row in listed.main.records()] == [p for p in risks if p >= 0.5]


# --- the grid of scores -------------------------------------------------------------------------------------------


def test_the_grid_counts_every_customer_once_and_has_empty_pairs_too(world):
    ctx = world(shop(), as_of="2026-01-01")
    grid = list(rfm_segments(RfmArgs(), ctx).table("grid").records())
    scored = list(rfm_scores(RfmScoresArgs(), ctx).main.records())
    assert len(grid) == 25 and grid[0]["r"] == grid[0]["f"] == 5
    for cell in grid:
        assert cell["customers"] == sum((row["r"], row["f"]) == (cell["r"], cell["f"]) for row in scored)
    assert sum(cell["share"] for cell in grid) == pytest.approx(1)


def test_a_pair_below_the_smallest_group_is_withheld_and_counted(world):
    small = Policy(name="groups", dataset="customers", min_group_entity="customer", min_group_k=4)
    model = replace(build_model(), policies=(small,))
    open_, closed = (rfm_segments(RfmArgs(), world(shop(), as_of="2026-01-01", model=m)).table("grid")
                     for m in (None, model))  # fmt: skip
    kept = [row[:3] for row in open_.rows if row[2] >= 4]
    shown = [row[:3] for row in closed.rows]
    assert shown == [row for row in kept if row in shown]
    assert 0 < len(shown) < len(kept)  # others go as well: the last one of a line could be counted from the rest
    assert [item.rows for item in closed.left_out if item.code == "suppressed_groups"] == [25 - len(shown)]
