"""Who refers whom: levels, circles and revenue by head, at a day, rights, and every input that is refused."""

from datetime import date

import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Window
from tests.tools.shop_world import make_shop, shop_model
from tools.customer_arguments import ReferralArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, NotAllowed
from tools.journeys.referral import referral

TREE = [("ann", "ben", "2025-01-05"), ("ann", "cat", "2025-01-06"), ("ben", "dan", "2025-02-01"),
        ("dan", "eve", "2025-03-01")]  # fmt: skip
ORDERS = [(1, "ben", "2025-02-01", ["tea"]), (2, "dan", "2025-02-09", ["tea"]), (3, "dan", "2025-03-09", ["tea"]),
          (4, "eve", "2025-04-01", ["tea"]), (5, "zoe", "2025-04-01", ["tea"])]  # fmt: skip


def rows(table):
    return list(table.records())


def codes(result):
    return {caveat.code: dict(caveat.params).get("n") for caveat in result.caveats}


def total(result):
    found = next(finding for finding in result.findings if finding.kind == "referral_total")
    return {name: fact.value for name, fact in found.facts}


def test_referred_customers_and_levels_by_head(tmp_path):
    result = referral(ReferralArgs(depth=3), make_shop(tmp_path, ORDERS, referred=TREE))
    found = {row["customer"]: (row["level_1"], row["level_2"], row["level_3"]) for row in rows(result.main)}
    assert found == {"ann": (2, 1, 1), "ben": (1, 1, 0), "dan": (1, 0, 0)}
    ann = rows(result.main)[0]
    assert (ann["customer"], float(ann["revenue"]), float(ann["tree_revenue"])) == ("ann", 10.0, 40.0)
    assert result.findings[0].kind == "referral_leader" and result.findings[0].fact("group").value == "ann"


def test_what_referrals_brought_is_counted_once_each(tmp_path):
    result = referral(ReferralArgs(show="total"), make_shop(tmp_path, ORDERS, referred=TREE))
    found = total(result)
    assert (found["customers"], found["referrers"], found["buyers"], float(found["revenue"])) == (4, 3, 3, 40.0)
    assert found["share"] == pytest.approx(0.8)
    assert len(result.main.rows) == 1


def test_self_referrals_and_circles_are_counted_and_cut(tmp_path):
    circle = [("uma", "val", "2025-03-01"), ("val", "wim", "2025-03-02"), ("wim", "uma", "2025-03-03")]
    odd = [("tom", "tom", "2025-03-01"), *circle, ("pia", "ben", "2025-05-01")]
    result = referral(ReferralArgs(depth=5), make_shop(tmp_path, ORDERS, referred=TREE + odd))
    assert codes(result)["self_referrals"] == 1
    assert codes(result)["referral_circles"] == 1
    assert codes(result)["referred_again"] == 1  # ben was referred by ann before
    found = {row["customer"]: [row[f"level_{i}"] for i in range(1, 6)] for row in rows(result.main)}
    assert found["uma"] == [1, 1, 0, 0, 0] and found["val"] == [1, 0, 0, 0, 0]
    assert "wim" not in found and "tom" not in found and "pia" not in found
    assert total(result)["customers"] == 6


def test_a_circle_of_two_on_one_day_loses_one_referral_only(tmp_path):
    result = referral(
        ReferralArgs(), make_shop(tmp_path, ORDERS, referred=[("a", "b", "2025-01-01"), ("b", "a", "2025-01-01")])
    )
    assert codes(result)["referral_circles"] == 1 and total(result)["customers"] == 1


def test_social_influence_by_group_counts_everybody_below_the_line(tmp_path):
    regions = {"ann": "north", "ben": "north", "cat": "north", "dan": "south", "eve": "south", "zoe": "south"}
    result = referral(ReferralArgs(by="customer.region"), make_shop(tmp_path, ORDERS, referred=TREE, regions=regions))
    found = {row["group"]: (row["customers"], row["referrers"], row["level_1"]) for row in rows(result.main)}
    assert found == {"north": (3, 2, 3), "south": (3, 1, 1)}
    assert [row["per_customer"] for row in rows(result.main)] == pytest.approx([1.0, 1 / 3])


def test_several_who_refer_the_most_share_the_place(tmp_path):
    tied = [("a", "b", "2025-01-01"), ("c", "d", "2025-01-01"), ("e", "f", "2025-01-01")]
    ctx = make_shop(tmp_path, ORDERS, referred=tied)
    assert referral(ReferralArgs(), ctx).findings[0].fact("groups").value == ("a", "c", "e")
    cut = referral(ReferralArgs(limit=1), ctx).findings[0]
    assert cut.kind == "referral_tied_many" and cut.fact("level").value == 3


def test_referrals_of_a_day_read_nothing_dated_later(tmp_path):
    arguments = ReferralArgs(as_of=date(2025, 2, 15))
    one = referral(arguments, make_shop(tmp_path, ORDERS, referred=TREE))
    more = [*TREE, ("cat", "ann", "2025-06-01"), ("zoe", "yan", "2025-06-01")]
    other = referral(arguments, make_shop(tmp_path, [*ORDERS, (9, "ben", "2025-06-01", ["tea"])], referred=more))
    assert one.main.rows == other.main.rows and one.findings == other.findings


def test_a_window_is_that_of_the_referrals(tmp_path):
    result = referral(
        ReferralArgs(show="total", window=Window(date(2025, 2, 1), None)), make_shop(tmp_path, ORDERS, referred=TREE)
    )
    assert (total(result)["customers"], float(total(result)["revenue"])) == (2, 30.0)


def test_referrers_are_listed_only_to_who_may_see_customers(tmp_path):
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=2)
    ctx = make_shop(tmp_path, ORDERS, referred=TREE, model=shop_model(policies=(policy,)))
    with pytest.raises(NotAllowed):
        referral(ReferralArgs(), ctx)
    assert total(referral(ReferralArgs(show="total"), ctx))["customers"] == 4


@pytest.mark.parametrize(
    ("referred", "arguments", "model", "error"),
    [
        ([], {}, None, EmptyWindow),
        ([("tom", "tom", "2025-03-01")], {}, None, EmptyWindow),
        (TREE, {"as_of": date(2025, 1, 2)}, None, EmptyWindow),
        (TREE, {"as_of": date(2027, 1, 1)}, None, BadParameter),
        (TREE, {}, shop_model(without=("referral",)), MissingRole),
        (TREE, {}, shop_model(without=("order",)), MissingRole),
        (TREE, {"by": "customer.region"}, shop_model(without=("customer",)), MissingRole),
    ],
)
def test_referrals_that_cannot_be_are_refused_by_type(tmp_path, referred, arguments, model, error):
    with pytest.raises(error):
        referral(ReferralArgs(**arguments), make_shop(tmp_path, ORDERS, referred=referred, model=model))
