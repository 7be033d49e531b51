"""What is bought together: counts by head and by pandas, significance, and every input that is refused."""

import itertools
import random
from datetime import date

import pandas as pd
import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Compare, Window
from tests.tools.shop_world import make_shop, shop_model
from tools.baskets.affinity import basket_pairs
from tools.baskets.association import adjusted, pair_p
from tools.baskets.cross_purchase import cross_purchase
from tools.customer_arguments import BasketPairsArgs, CrossPurchaseArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, TooFewCustomers, TooFewEvents

PASTA = Compare("product.item", "eq", ("pasta",))
SAUCE = Compare("product.item", "eq", ("sauce",))
THINGS = ("pasta", "sauce", "rice", "tea", "soap")


def orders(seed: int = 1, count: int = 600):
    """Pasta and sauce go together, the rest lie in baskets independently."""
    rng = random.Random(seed)
    made = []
    for i in range(count):
        held = {thing for thing in ("rice", "tea", "soap") if rng.random() < 0.4}
        if rng.random() < 0.2:
            held |= {"pasta", "sauce"} if rng.random() < 0.7 else {"pasta"}
        elif rng.random() < 0.15:
            held.add("sauce")
        day = 1 + i % 28
        made.append((i, f"c{rng.randint(0, 60)}", f"2025-{1 + i % 6:02d}-{day:02d} 10:00:00", sorted(held) or ["soap"]))
    return made


def by_hand(bought, unit):
    """Pairs by pandas: both, with a, with b, all units."""
    rows = [(number if unit == "basket" else name, thing) for number, name, _, held in bought for thing in held]
    frame = pd.DataFrame(rows, columns=["unit", "item"]).drop_duplicates()
    members = frame.groupby("item")["unit"].apply(set)
    n = len({number if unit == "basket" else name for number, name, _, _ in bought})
    return {(a, b): (len(members[a] & members[b]), len(members[a]), len(members[b]), n)
            for a, b in itertools.combinations(sorted(members.index), 2)}  # fmt: skip


def rows(table):
    return list(table.records())


@pytest.mark.parametrize("unit", ["basket", "customer"])
def test_cross_sell_pairs_are_those_of_pandas_with_base_rates_and_lift_beside(tmp_path, unit):
    bought = orders()
    found = basket_pairs(
        BasketPairsArgs(level="product.item", unit=unit, min_count=2), make_shop(tmp_path, bought)
    ).table("most_frequent")
    expected = by_hand(bought, unit)
    p_values = dict(
        zip(expected, adjusted([pair_p(n, a, b, both) for both, a, b, n in expected.values()]), strict=True)
    )
    assert len(found.rows) == len(expected) == 10
    for row in rows(found):
        pair = (row["item_a"], row["item_b"])
        both, a, b, n = expected[pair]
        assert row["together_count"] == both
        assert [row["support"], row["conf_ab"], row["conf_ba"]] == pytest.approx([both / n, both / a, both / b])
        assert [row["base_a"], row["base_b"]] == pytest.approx([a / n, b / n])
        assert row["lift"] == pytest.approx(both * n / (a * b))
        assert row["p_adj"] == pytest.approx(p_values[pair], rel=1e-9, abs=1e-300)


def test_joint_coupon_candidates_are_the_significant_pairs_only(tmp_path):
    result = basket_pairs(BasketPairsArgs(level="product.item"), make_shop(tmp_path, orders()))
    assert [(row["item_a"], row["item_b"]) for row in rows(result.main)] == [("pasta", "sauce")]
    assert result.findings[0].kind == "pair_together_basket"
    assert result.findings[0].fact("item_a").value == "pasta" and result.findings[0].fact("lift").value > 2


def test_a_level_nobody_asked_for_is_the_finest_with_a_significant_pair_and_is_said(tmp_path):
    result = basket_pairs(BasketPairsArgs(), make_shop(tmp_path, orders()))
    assert ("name", "product.item") in result.caveats[0].params
    alone = [(i, f"c{i}", "2025-03-01", [THINGS[i % 5]]) for i in range(100)]
    with pytest.raises(TooFewEvents):
        basket_pairs(BasketPairsArgs(), make_shop(tmp_path, alone))


def test_independent_things_are_not_called_bought_together(tmp_path):
    rng = random.Random(7)
    bought = [(i, f"c{i}", "2025-03-01", [t for t in ("rice", "tea", "soap") if rng.random() < 0.5] or ["pasta"])
              for i in range(800)]  # fmt: skip
    result = basket_pairs(BasketPairsArgs(level="product.item"), make_shop(tmp_path, bought))
    assert result.findings[0].kind == "no_pair_together"


def test_with_one_thing_only_its_companions_are_shown(tmp_path):
    result = basket_pairs(BasketPairsArgs(item=PASTA), make_shop(tmp_path, orders()))
    assert [row["item_b"] for row in rows(result.main)] == ["sauce"]
    both, a, b, n = by_hand(orders(), "basket")["pasta", "sauce"]
    row = rows(result.main)[0]
    assert row["conf_ab"] == pytest.approx(both / a) and row["base_b"] == pytest.approx(b / n)
    assert all(other["item_b"] != "pasta" for other in rows(result.table("most_frequent")))


def test_customers_of_a_thing_are_set_beside_its_orders(tmp_path):
    result = basket_pairs(BasketPairsArgs(item=PASTA, unit="customer", min_count=5), make_shop(tmp_path, orders()))
    assert rows(result.table("in_orders"))[0]["item_b"] == "sauce"
    assert "pairs_of_customers" in {caveat.code for caveat in result.caveats}


def test_things_kept_apart_are_found_too(tmp_path):
    bought = [(i, f"c{i}", "2025-03-01", ["tea"] if i % 2 else ["rice"]) for i in range(400)]
    bought += [(1000 + i, "x", "2025-03-01", ["tea", "rice"]) for i in range(40)]
    result = basket_pairs(BasketPairsArgs(level="product.item", direction="apart"), make_shop(tmp_path, bought))
    assert result.findings[0].kind == "pair_apart_basket" and rows(result.main)[0]["lift"] < 0.5


def test_pairs_of_a_day_read_nothing_dated_later(tmp_path):
    early = orders(count=300)
    late = [(9000 + i, "c1", "2025-06-15 12:00:00", ["rice", "tea"]) for i in range(90)]
    arguments = BasketPairsArgs(level="product.item", as_of=date(2025, 6, 1))
    kept = [order for order in early if order[2] < "2025-06-01"]
    one = basket_pairs(arguments, make_shop(tmp_path, early))
    other = basket_pairs(arguments, make_shop(tmp_path, [*kept, *late]))
    assert one.main.rows == other.main.rows and one.findings == other.findings


def test_a_window_and_a_condition_choose_the_orders(tmp_path):
    bought = orders()
    regions = {f"c{i}": ("north", "south")[i % 2] for i in range(61)}
    arguments = BasketPairsArgs(
        level="product.item", min_count=2, limit=100, window=Window(date(2025, 2, 1), date(2025, 4, 1)),
        filters=(Compare("customer.region", "eq", ("north",)),),
    )  # fmt: skip
    found = basket_pairs(arguments, make_shop(tmp_path, bought, regions=regions)).table("most_frequent")
    inside = [o for o in bought if "2025-02-01" <= o[2] < "2025-04-01" and regions[o[1]] == "north"]
    expected = by_hand(inside, "basket")
    assert {(r["item_a"], r["item_b"]): r["together_count"] for r in rows(found)} == {
        pair: counts[0] for pair, counts in expected.items() if counts[0] >= 2
    }


def test_returns_are_no_baskets_and_unknown_things_are_counted(tmp_path):
    bought = [(i, f"c{i}", "2025-03-01", ["tea", "rice"]) for i in range(40)]
    bought += [(100 + i, f"c{i}", "2025-03-05", ["-", "tea", "rice"]) for i in range(40)]
    bought += [(200, "c0", "2025-03-06", ["nobody knows"])]
    result = basket_pairs(BasketPairsArgs(level="product.item"), make_shop(tmp_path, bought))
    assert rows(result.main)[0]["together_count"] == 40
    assert ("orphan_key", 1) in {(item.code, item.rows) for item in result.main.left_out}


def test_orders_without_a_customer_are_baskets_but_no_customers(tmp_path):
    bought = [(i, None if i % 2 else f"c{i}", "2025-03-01", ["tea", "rice"]) for i in range(80)]
    ctx = make_shop(tmp_path, bought)
    arguments = BasketPairsArgs(level="product.item")
    assert rows(basket_pairs(arguments, ctx).main)[0]["together_count"] == 80
    by_customer = basket_pairs(arguments.model_copy(update={"unit": "customer"}), ctx)
    assert rows(by_customer.main)[0]["together_count"] == 40
    assert ("null_key", 40) in {(item.code, item.rows) for item in by_customer.main.left_out}


@pytest.mark.parametrize(
    ("bought", "arguments", "model", "error"),
    [
        ([], {}, None, EmptyWindow),
        ([(1, "a", "2025-03-01", ["tea"])], {}, None, TooFewEvents),
        ([(1, "a", "2025-03-01", ["-", "tea"])], {}, None, EmptyWindow),
        ([(1, "a", "2025-03-01", ["tea"])], {"level": "customer.region"}, None, BadParameter),
        ([(1, "a", "2025-03-01", ["tea"])], {"as_of": date(2027, 1, 1)}, None, BadParameter),
        ([(1, "a", "2025-03-01", ["tea"])], {"item": PASTA}, None, TooFewEvents),
        ([(1, "a", "2025-03-01", ["tea"])], {}, shop_model(without=("product",)), MissingRole),
        ([(1, "a", "2025-03-01", ["tea"])], {}, shop_model(without=("order",)), MissingRole),
        ([(1, "a", "2025-03-01", ["tea"])], {"window": Window(date(2025, 8, 1), None)}, None, EmptyWindow),
    ],
)
def test_inputs_without_pairs_are_refused_by_type(tmp_path, bought, arguments, model, error):
    with pytest.raises(error):
        basket_pairs(BasketPairsArgs(**arguments), make_shop(tmp_path, bought, model=model))


# --- of those who bought one thing --------------------------------------------------------------------------------


def customers():
    """20 bought pasta twice, 15 of them sauce; 30 bought neither or sauce only (6)."""
    made, number = [], itertools.count()
    for i in range(20):
        for day in (1, 9):
            made.append((next(number), f"p{i}", f"2025-03-{day:02d}", ["pasta"]))
        if i < 15:
            made.append((next(number), f"p{i}", "2025-04-01", ["sauce"]))
    made += [(next(number), f"q{i}", "2025-04-01", ["sauce"] if i < 6 else ["tea"]) for i in range(30)]
    return made


def test_cross_purchase_of_frequent_buyers_is_by_head(tmp_path):
    result = cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE, at_least=2), make_shop(tmp_path, customers()))
    found = {row["buyers_group"]: (row["customers"], row["bought_item"]) for row in rows(result.main)}
    assert found == {"with_first": (20, 15), "without_first": (30, 6), "all_buyers": (50, 21)}
    headline = result.findings[0]
    assert headline.kind == "cross_purchase_often"
    assert headline.fact("rate").value == 0.75 and headline.fact("base").value == pytest.approx(0.42)
    assert headline.fact("lift").value == pytest.approx(0.75 / 0.42)
    assert result.findings[1].kind == "cross_purchase_more"


def test_the_cut_of_often_is_an_argument(tmp_path):
    ctx = make_shop(tmp_path, customers())
    with pytest.raises(TooFewCustomers):
        cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE, at_least=3), ctx)
    assert cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE), ctx).findings[0].fact("n").value == 20


def test_what_everybody_buys_is_called_saturated(tmp_path):
    bought = [(i, f"c{i // 2}", "2025-03-01", ["sauce", "pasta"] if i % 4 else ["sauce"]) for i in range(80)]
    result = cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE), make_shop(tmp_path, bought))
    assert "cross_purchase_saturated" in {caveat.code for caveat in result.caveats}


def test_a_difference_that_may_be_chance_is_not_called_one(tmp_path):
    bought = [(i, f"c{i}", "2025-03-01", (["pasta"] if i % 2 else ["tea"]) + (["sauce"] if i % 3 == 0 else []))
              for i in range(60)]  # fmt: skip
    result = cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE), make_shop(tmp_path, bought))
    assert result.findings[1].kind == "cross_purchase_same"


def test_cross_purchase_keeps_small_groups_to_itself(tmp_path):
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=25)
    ctx = make_shop(tmp_path, customers(), model=shop_model(policies=(policy,)))
    result = cross_purchase(CrossPurchaseArgs(bought=PASTA, item=SAUCE), ctx)
    assert [row["customers"] for row in rows(result.main)] == [50]  # 30 of 50 would give the 20 away
    assert result.findings[0].kind == "withheld"


@pytest.mark.parametrize(
    ("bought", "arguments", "error"),
    [
        ([], {"item": SAUCE}, EmptyWindow),
        ([(1, "a", "2025-03-01", ["tea"])], {"item": SAUCE}, TooFewCustomers),
        ([(1, "a", "2025-03-01", ["pasta"])], {"item": PASTA}, BadParameter),
        ([(1, "a", "2025-03-01", ["pasta"])], {"item": SAUCE, "as_of": date(2027, 1, 1)}, BadParameter),
    ],
)
def test_cross_purchase_refuses_by_type(tmp_path, bought, arguments, error):
    with pytest.raises(error):
        cross_purchase(CrossPurchaseArgs(bought=PASTA, **arguments), make_shop(tmp_path, bought))
