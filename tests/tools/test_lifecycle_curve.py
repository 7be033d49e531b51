"""The curve counts only customers whose step had time, and says who was lost where."""

from datetime import date, timedelta

import pytest

from semantic_layer.query import Compare, Window
from tools.customer_arguments import LifecycleCurveArgs
from tools.errors import EmptyWindow, MissingRole
from tools.lifecycle.curve import lifecycle_curve

AS_OF = date(2020, 12, 31)  # customers are registered on 2020-01-01, 365 days before
STEP = LifecycleCurveArgs(step_days=50)


def ago(days):
    return (AS_OF - timedelta(days=days)).isoformat()


ORDERS = [
    ("once", ago(340), 10),
    ("late", ago(300), 10),  # 65 days after registration: not in time
    ("twice", ago(360), 10), ("twice", ago(340), 10),  # then silent for good
    ("back", ago(360), 10), ("back", ago(350), 10), ("back", ago(280), 10), ("back", ago(20), 10),
    ("young", ago(330), 10), ("young", ago(40), 10),  # second order 290 days after the first
    ("steady", ago(320), 10), *[("steady", ago(age), 10) for age in range(300, 0, -30)],
]  # fmt: skip


def curve(ctx, arguments=STEP):
    return {row["step"]: row for row in lifecycle_curve(arguments, ctx).main.records()}


def test_lifecycle_curve_with_loss_per_step_by_hand(world):
    found = curve(world(ORDERS, as_of=AS_OF.isoformat(), registered=["never"]))
    counts = {step: (row["base_customers"], row["reached"], row["lost"]) for step, row in found.items()}
    assert counts == {
        "registered": (7, 7, None),
        "first_order": (7, 5, 2),  # never, late
        "second_order": (6, 3, 3),  # once, late, young
        "dormant": (3, 2, 2),  # twice and back fell silent; young's second order is too recent
        "back": (2, 1, 1),  # back returned 20 days after it had been silent for 50
    }
    assert found["second_order"]["step_rate"] == 0.5
    assert found["back"]["days_taken"] == 20


def test_who_came_too_recently_is_in_no_base(world):
    found = curve(world([("a", ago(50), 5), ("b", ago(51), 5)], as_of=AS_OF.isoformat()))
    assert found["second_order"]["base_customers"] == 1


def test_a_window_says_when_customers_came(world):
    window = Window(date(2021, 1, 1), date(2021, 2, 1))
    with pytest.raises(EmptyWindow):
        lifecycle_curve(STEP.model_copy(update={"window": window}), world(ORDERS, as_of=AS_OF.isoformat()))


def test_a_condition_on_orders_starts_with_the_first_order(world):
    regions = {name: "East" for name, _, _ in ORDERS}
    ctx = world(ORDERS, as_of=AS_OF.isoformat(), regions=regions)
    wanted = STEP.model_copy(update={"filters": (Compare("customer.region", "eq", ("East",)),)})
    result = lifecycle_curve(wanted, ctx)
    assert "registered" not in result.main.values("step")
    assert "no_registrations_with_conditions" in {caveat.code for caveat in result.caveats}


def test_the_headline_is_the_largest_loss(world):
    result = lifecycle_curve(STEP, world(ORDERS, as_of=AS_OF.isoformat()))
    assert result.findings[0].kind == "curve_largest_loss_dormant"
    assert result.findings[0].fact("loss").value == pytest.approx(2 / 3)


def test_nothing_after_as_of_changes_the_curve(world):
    wanted = STEP.model_copy(update={"as_of": AS_OF})
    future = [(name, "2021-02-01", 10) for name, _, _ in ORDERS]
    before = lifecycle_curve(wanted, world(ORDERS, as_of="2021-03-01"))
    after = lifecycle_curve(wanted, world(ORDERS + future, as_of="2021-03-01"))
    assert before.main.rows == after.main.rows


def test_refusals(world, model_without_roles):
    with pytest.raises(MissingRole):
        lifecycle_curve(STEP, world(ORDERS, as_of=AS_OF.isoformat(), model=model_without_roles))
