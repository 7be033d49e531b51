"""Planted groups are found again; one blob is not cut into pieces."""

import random
from datetime import date, timedelta

import pytest

from tools.arguments import ClusterArgs
from tools.clusters.clustering import cluster_customers
from tools.errors import BadParameter, NotIdentified, TooFewCustomers
from tools.segments.runs import ensure_run


def planted(groups, seed=1):
    """`groups`: (customers, purchases, amount, days ago); all vary by a few percent."""
    rng = random.Random(seed)
    orders = []
    for g, (customers, purchases, amount, ago) in enumerate(groups):
        for i in range(customers):
            last = ago + rng.randrange(3)
            for k in range(purchases):
                day = date(2025, 12, 31) - timedelta(days=last + 3 * k)
                orders.append((f"g{g}c{i:03d}", day.isoformat(), round(amount * rng.uniform(0.95, 1.05), 2)))
    return orders


THREE = [(80, 20, 200, 2), (80, 5, 40, 40), (80, 1, 5, 250)]


def test_k_means_finds_three_planted_groups_and_names_them_by_what_sets_them_apart(world):
    ctx = world(planted(THREE), as_of="2026-01-01")
    result = cluster_customers(ClusterArgs(k=3), ctx)

    assert result.main.values("customers") == (80, 80, 80)
    money = result.main.values("median_monetary")
    assert list(money) == sorted(money, reverse=True)
    assert result.main.values("segment")[0].split()[0].startswith(("high_", "low_"))
    assert len(set(result.main.values("segment"))) == 3


def test_the_number_of_groups_is_one_that_comes_back_on_resampling(world):
    result = cluster_customers(ClusterArgs(), world(planted(THREE), as_of="2026-01-01"))
    choices = {row["k"]: row for row in result.table("k_choice").records()}

    chosen = [k for k, row in choices.items() if row["chosen"]]
    assert len(chosen) == 1
    stable = [k for k, row in choices.items() if row["ari"] >= 0.9 and row["weakest_group"] >= 0.85]
    assert max(stable) == chosen[0]
    assert sum(row["elbow"] for row in choices.values()) == 1


ONCE, OFTEN, FAR, NEAR = (1, 30, 300), (4, 40, 120), (2, 900, 200), (12, 25, 20)  # purchases, amount, days ago


@pytest.mark.parametrize("groups", [
    [(500, *ONCE), (330, 6, 60, 60), (170, 20, 200, 15)],
    [(450, *ONCE), (300, *OFTEN), (150, *NEAR), (100, 8, 400, 40)],
    [(300, *ONCE), (250, *OFTEN), (200, *NEAR), (150, 10, 300, 30), (100, *FAR)],
    [(300, *ONCE), (220, *OFTEN), (180, 14, 25, 15), (120, 10, 300, 30), (100, *FAR), (80, 1, 80, 20)],
])  # fmt: skip
def test_planted_groups_of_unequal_sizes_are_found_and_none_is_cut_in_two(groups, world):
    """An average over all groups is forgiving: by it alone 5, 6, 6 and 8 groups would be offered here."""
    rng = random.Random(2)
    orders = []
    for g, (customers, purchases, amount, ago) in enumerate(groups):
        for i in range(customers):
            last = max(1, round(ago * rng.lognormvariate(0, 0.2)))
            for k in range(max(1, round(purchases * rng.lognormvariate(0, 0.2)))):
                day = date(2025, 12, 31) - timedelta(days=last + 3 * k)
                orders.append((f"g{g}c{i:03d}", day.isoformat(), round(amount * rng.lognormvariate(0, 0.2), 2)))
    result = cluster_customers(ClusterArgs(), world(orders, as_of="2026-01-01"))
    found = sorted(result.main.values("customers"), reverse=True)
    assert found == pytest.approx([size for size, *_ in groups], rel=0.05, abs=5)


def test_a_k_that_a_person_gives_wins_and_is_shown_among_the_others(world):
    result = cluster_customers(ClusterArgs(k=2), world(planted(THREE), as_of="2026-01-01"))
    assert len(result.main.rows) == 2
    assert [row["k"] for row in result.table("k_choice").records() if row["chosen"]] == [2]


def test_the_same_customers_in_another_order_give_the_same_groups(world):
    orders = planted(THREE)
    shuffled = random.Random(3).sample(orders, len(orders))
    first = cluster_customers(ClusterArgs(k=3), world(orders, as_of="2026-01-01"))
    second = cluster_customers(ClusterArgs(k=3), world(shuffled, as_of="2026-01-01"))
    assert first.main.values("customers") == second.main.values("customers")
    assert first.main.values("segment") == second.main.values("segment")


def test_a_kept_run_holds_the_groups_of_the_answer(world):
    ctx = world(planted(THREE), as_of="2026-01-01")
    result = cluster_customers(ClusterArgs(), ctx)
    ensure_run(ctx.model.segmentation("customer.cluster"), date(2026, 1, 1), ctx)
    kept = dict(ctx.engine.run("SELECT segment, COUNT(*) FROM runs.seg_cluster GROUP BY segment").rows)
    assert kept == dict(zip(result.main.values("segment"), result.main.values("customers"), strict=True))


def test_one_shapeless_cloud_has_no_stable_groups_and_keeps_no_run(world):
    rng = random.Random(5)
    orders = [
        (f"c{i:03d}", (date(2025, 12, 31) - timedelta(days=int(rng.lognormvariate(3, 0.7)) % 300)).isoformat(),
         round(rng.lognormvariate(3, 1), 2))
        for i in range(150) for _ in range(1 + int(rng.lognormvariate(1, 0.5)))
    ]  # fmt: skip
    ctx = world(orders, as_of="2026-01-01")
    result = cluster_customers(ClusterArgs(), ctx)

    assert [caveat.code for caveat in result.caveats] == ["no_stable_segments"]
    with pytest.raises(NotIdentified):
        ensure_run(ctx.model.segmentation("customer.cluster"), date(2026, 1, 1), ctx)


def test_too_few_customers_and_an_impossible_k_are_refused(world):
    with pytest.raises(TooFewCustomers):
        cluster_customers(ClusterArgs(), world(planted([(10, 3, 5, 5)]), as_of="2026-01-01"))
    with pytest.raises(BadParameter):
        cluster_customers(ClusterArgs(k=9), world(planted(THREE), as_of="2026-01-01"))
