"""What goes together with leaving: planted signals are found, noise is not, and nothing is called a cause."""

import numpy as np
import pytest
from pydantic import ValidationError

from semantic_layer.query import Compare
from tests.tools.test_churn import codes, one_rhythm, regulars
from tools.churn.drivers import churn_drivers, drivers
from tools.churn.features import past_samples
from tools.customer_arguments import ChurnDriversArgs
from tools.errors import MissingRole, SeriesTooShort, TooFewEvents
from tools.segments.summary import scope_of


def test_the_signal_is_found_and_what_the_rule_ignores_has_no_importance(world):
    ctx = world(regulars(), as_of="2026-01-01")
    test = past_samples(scope_of("churn_drivers", ChurnDriversArgs(), ctx), 30, 90, ctx)[0]
    whole, found = drivers(lambda sample: sample.raw[:, 0], test)  # ranks by recency alone
    importance = {driver.name: driver.loss for driver in found}
    assert found[0].name == "recency_days"
    assert importance["recency_days"] == pytest.approx(whole - 0.5, abs=0.05)
    assert all(loss == 0 for name, loss in importance.items() if name != "recency_days")


def test_silence_is_the_first_driver_where_nothing_else_tells(world):
    result = churn_drivers(ChurnDriversArgs(horizon_days=30), world(one_rhythm(), as_of="2026-01-01"))
    first = next(iter(result.main.records()))
    assert first["feature"] in ("feature_recency_days", "feature_recent_purchases", "feature_earlier_purchases")
    assert first["auc_lost__low"] > 0


def test_the_means_are_those_of_the_lost_and_of_the_others(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_drivers(ChurnDriversArgs(horizon_days=30, population="all"), ctx)
    test = past_samples(scope_of("churn_drivers", ChurnDriversArgs(), ctx), 30, 90, ctx)[0]
    rows = {row["feature"]: row for row in result.main.records()}
    for position, name in enumerate(test.names):
        assert rows[f"feature_{name}"]["mean_lost"] == pytest.approx(np.mean(test.raw[test.gone, position]))
        assert rows[f"feature_{name}"]["mean_stayed"] == pytest.approx(np.mean(test.raw[~test.gone, position]))
    losses = result.main.values("auc_lost")
    assert list(losses) == sorted(losses, reverse=True)


def test_it_is_said_to_be_an_association(world):
    result = churn_drivers(ChurnDriversArgs(horizon_days=30), world(regulars(), as_of="2026-01-01"))
    assert codes(result)[0] == "association_only"
    assert result.findings[0].kind == "churn_drivers"
    ways = {"churn_driver_higher": True, "churn_driver_lower": False}
    for finding in result.findings[1:]:
        told = dict(finding.facts)
        assert (told["lost"].value > told["stayed"].value) == ways[finding.kind]


def test_the_same_data_give_the_same_figures(world):
    ctx = world(regulars(), as_of="2026-01-01")
    args = ChurnDriversArgs(horizon_days=30)
    assert churn_drivers(args, ctx).main.rows == churn_drivers(args, ctx).main.rows


def test_a_condition_chooses_whom_it_is_about(world):
    regions = {f"c{i:03d}": ("north", "south")[(i // 2) % 2] for i in range(300)}
    ctx = world(regulars(), as_of="2026-01-01", regions=regions)
    some = ChurnDriversArgs(horizon_days=30, filters=(Compare("customer.region", "eq", ("south",)),))
    n = dict(churn_drivers(some, ctx).findings[0].facts)["n"].value
    assert 0 < n < dict(churn_drivers(ChurnDriversArgs(horizon_days=30), ctx).findings[0].facts)["n"].value


def test_too_little_to_learn_from_is_refused(world):
    with pytest.raises(TooFewEvents):
        churn_drivers(ChurnDriversArgs(horizon_days=30), world(regulars(60), as_of="2026-01-01"))
    with pytest.raises(SeriesTooShort):
        churn_drivers(ChurnDriversArgs(horizon_days=150), world(regulars(), as_of="2026-01-01"))
    with pytest.raises(ValidationError):
        ChurnDriversArgs(horizon_days=0)


def test_a_model_without_orders_is_refused(world, model_without_roles):
    with pytest.raises(MissingRole):
        churn_drivers(ChurnDriversArgs(), world(regulars(20), as_of="2026-01-01", model=model_without_roles))
