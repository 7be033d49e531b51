"""Churn on households that somebody else simulated: 30 days ahead, split by time, against the baseline."""

import importlib.util
from datetime import date

import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import build_database, open_published
from semantic_layer.loader import load_model
from tools.arguments import ChurnRiskArgs
from tools.churn.risk import churn_risk
from tools.context import ToolContext
from tools.demo.complete_journey import AS_OF, EXTRA, MODEL_DIR, PACKAGE, export

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None, reason=f"needs the optional extra {EXTRA!r} ({PACKAGE})"
)


@pytest.fixture(scope="module")
def households(tmp_path_factory):
    folder = tmp_path_factory.mktemp("complete_journey")
    facts = export(folder)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, AS_OF, date(2017, 1, 1), date(2017, 12, 31))
    return ToolContext(model, open_published(folder / "data"), calendar, folder)


@pytest.fixture(scope="module")
def report(households):
    """Rows of the default method, 30 days ahead, by population and method."""
    table = churn_risk(ChurnRiskArgs(horizon_days=30), households).table("report")
    print("\npopulation method    AUC    lift  Brier  base   n")
    for row in table.records():
        print(
            f"{row['population']:10} {row['method']:8} {row['auc']:.4f} {row['top_decile_lift']:.2f}"
            f"  {row['brier']:.4f} {row['base_brier']:.4f} {row['n']}{' *' if row['chosen'] else ''}"
        )
    return {(row["population"], row["method"]): row for row in table.records()}


@pytest.mark.parametrize("population", ["active", "all"])
def test_the_default_ranks_well_and_better_than_recency_on_the_same_split(population, report):
    chosen = next(row for (group, _), row in report.items() if group == population and row["chosen"])
    assert chosen["auc"] >= 0.85
    assert chosen["auc"] > report[population, "recency"]["auc"] + 0.03
    assert chosen["brier"] < chosen["base_brier"]
    assert chosen["brier"] < report[population, "recency"]["brier"]
    assert chosen["top_decile_lift"] > 3.5
    assert chosen["test_cut"] == date(2017, 12, 2)


def test_the_closed_form_alone_is_in_reach_of_the_model(report):
    assert report["all", "bgnbd"]["auc"] >= 0.85
    assert report["all", "bgnbd"]["brier"] < report["all", "bgnbd"]["base_brier"]


def test_everybody_who_had_bought_is_judged_among_all(report):
    assert report["all", "recency"]["n"] == 2463
    assert report["all", "recency"]["base_rate"] == pytest.approx(0.170, abs=0.001)
