"""Segments by rules: first match, quantiles by hand, bad rules."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from semantic_layer.model import Policy, Segmentation
from tests.tools.conftest import build_model
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.segment_arguments import Condition, Rule, RuleArgs
from tools.segments.rules import rule_segment
from tools.segments.runs import ensure_run

AS_OF = "2025-04-01"
# Ten buyers: c0 buys once for 100, c1 twice for 99 each, ... c9 ten times for 91 each.
ORDERS = [(f"c{i}", f"2025-01-{1 + n:02d}", 100 - i) for i in range(10) for n in range(i + 1)]


def rule(name, *conditions, **parts):
    return Rule(name=name, all_of=tuple(Condition(**c) for c in conditions), **parts)


def at_least(field, value):
    return {"field": field, "op": "ge", "values": (value,)}


def sizes(result):
    return {row["segment"]: row["customers"] for row in result.main.records()}


def test_custom_rules_frequent_but_low_amount(world):
    often = {"field": "frequency", "op": "ge", "quantile": 0.8}  # discrete p80 of 1..10 is 8
    little = {"field": "average_purchase", "op": "le", "quantile": 0.2}  # p20 of 91..100 is 92
    result = rule_segment(RuleArgs(rules=(rule("both", often, little),)), world(ORDERS, as_of=AS_OF))

    assert sizes(result) == {"both": 2, "others": 8}  # c8 (9 times, 92) and c9 (10 times, 91)
    assert {row["field"]: row["threshold"] for row in result.table("levels").records()} == {
        "frequency": 8, "average_purchase": 92,
    }  # fmt: skip
    met = result.findings[0]
    assert (met.kind, met.fact("customers").value, met.fact("of").value) == ("rule_met", 2, 10)
    assert float(met.fact("revenue").value) == 9 * 92 + 10 * 91


def test_the_first_rule_that_holds_decides_and_overlaps_are_counted(world):
    rules = (rule("nine", at_least("frequency", 9)), rule("five", at_least("frequency", 5)))
    result = rule_segment(RuleArgs(rules=rules), world(ORDERS, as_of=AS_OF))
    assert sizes(result) == {"nine": 2, "five": 4, "others": 4}
    assert dict(next(c for c in result.caveats if c.code == "rule_overlaps").params) == {"customers": 2}


def test_many_orders_and_many_returns_can_be_one_rule(world):
    asked = rule("r", at_least("frequency", 3), {"field": "orders", "op": "ge", "values": (4,)})
    returned = [*ORDERS, ("c2", "2025-02-01", -50)]
    assert sizes(rule_segment(RuleArgs(rules=(asked,)), world(returned, as_of=AS_OF))) == {"r": 8, "others": 2}


def test_attributes_segments_any_and_none_make_rules(world):
    regions = {f"c{i}": "north" if i < 4 else "south" for i in range(10)}
    north = Condition(field="customer.region", op="eq", values=("north",))
    high = Condition(field="customer.tier", op="eq", values=("high",))
    asked = Rule(name="r", any_of=(north, high), none_of=(Condition(field="frequency", op="eq", values=(1,)),))
    result = rule_segment(RuleArgs(rules=(asked,)), world(ORDERS, as_of=AS_OF, regions=regions))
    assert sizes(result) == {"r": 3 + 2, "others": 5}  # c1, c2, c3 of the north; c8, c9 are the highest fifth


def test_what_is_not_known_of_a_customer_does_not_hold(world):
    asked = RuleArgs(rules=(rule("north", {"field": "customer.region", "op": "eq", "values": ("north",)}),))
    assert sizes(rule_segment(asked, world(ORDERS, as_of=AS_OF, regions={"c0": "north"}))) == {"north": 1, "others": 9}


def test_rules_read_nothing_dated_on_or_after_the_day(world):
    asked = RuleArgs(rules=(rule("r", at_least("frequency", 3), at_least("orders", 3)),), as_of=date(2025, 1, 6))
    before = rule_segment(asked, world(ORDERS, as_of=AS_OF)).main.rows
    changed = [(*o[:2], 9_999) if o[1] >= "2025-01-06" else o for o in ORDERS]
    assert rule_segment(asked, world(changed, as_of=AS_OF)).main.rows == before


def test_a_rule_of_the_model_is_a_segmentation_that_is_kept(world):
    params = {"rules": [{"name": "often", "all_of": [at_least("frequency", 5)]}], "otherwise": "rest"}
    own = Segmentation(name="own", entity="customer", dataset="seg_own", tool="rule_segment", params=params)
    model = build_model()
    ctx = world(ORDERS, as_of=AS_OF, model=replace(model, segmentations=(*model.segmentations, own)))
    ensure_run(own, date(2025, 4, 1), ctx)
    kept = ctx.engine.run("SELECT segment, count(*) FROM runs.seg_own GROUP BY 1 ORDER BY 1").rows
    assert kept == (("often", 6), ("rest", 4))


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        ({"field": "nothing", "op": "ge", "values": (1,)}, BadParameter),
        ({"field": "customer.region", "op": "ge", "quantile": 0.8}, BadParameter),
        ({"field": "frequency", "op": "ge"}, BadParameter),
        ({"field": "frequency", "op": "ge", "values": (1, 2)}, BadParameter),
    ],
)
def test_a_condition_that_means_nothing_is_refused(world, condition, error):
    with pytest.raises(error):
        rule_segment(RuleArgs(rules=(rule("r", condition),)), world(ORDERS, as_of=AS_OF))


def test_a_rule_without_a_condition_and_two_of_one_name_are_refused():
    with pytest.raises(ValidationError):
        Rule(name="empty")
    with pytest.raises(ValidationError):
        RuleArgs(rules=(rule("r", at_least("frequency", 1)), rule("r", at_least("frequency", 2))))
    with pytest.raises(ValidationError):
        Condition(field="frequency", op="eq", quantile=0.5)


def test_without_buyers_or_roles_there_is_nothing_to_segment(world, model_without_roles):
    asked = RuleArgs(rules=(rule("r", at_least("frequency", 1)),))
    with pytest.raises(EmptyWindow):
        rule_segment(asked, world([("a", "2025-01-01", -5)], as_of=AS_OF))
    with pytest.raises(MissingRole):
        rule_segment(asked, world(ORDERS, as_of=AS_OF, model=model_without_roles))


def test_nobody_and_too_few_to_show_are_told_apart(world):
    nobody = RuleArgs(rules=(rule("r", at_least("frequency", 99)),))
    few = RuleArgs(rules=(rule("r", at_least("frequency", 10)),))
    assert rule_segment(nobody, world(ORDERS, as_of=AS_OF)).findings[0].kind == "rule_nobody"
    model = build_model(policies=(Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=3),))
    assert rule_segment(few, world(ORDERS, as_of=AS_OF, model=model)).findings[0].kind == "rule_hidden"
