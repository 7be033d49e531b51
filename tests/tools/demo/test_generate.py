"""The sample data is reproducible, has the promised sizes, and holds what its truth files say."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tools.customers.histories import Histories
from tools.demo import planted
from tools.demo.generate import generate
from tools.value.btyd import fit_purchases


@pytest.fixture(scope="session")
def table(demo):
    loaded = {}

    def load(name, truth=False):
        folder = demo.truth_dir if truth else demo.tables_dir
        path = folder / f"{name}.parquet"
        if path not in loaded:
            frame = pd.read_parquet(path)
            for column in frame.columns:
                if column.endswith(("_amount", "_price", "_cost", "_value")):
                    frame[column] = frame[column].astype(float)
            loaded[path] = frame
        return loaded[path]

    return load


@pytest.fixture(scope="session")
def purchases(table):
    """Completed orders with a customer and a possible date, with the planted type."""
    orders = table("orders")
    orders = orders[(orders.status == "completed") & orders.customer_id.notna()]
    orders = orders[pd.to_datetime(orders.order_date) < pd.Timestamp(planted.AS_OF)]
    return orders.merge(table("accounts", truth=True), on="customer_id")


def digests(facts):
    files = sorted([*facts.tables_dir.iterdir(), *facts.truth_dir.iterdir()])
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_same_arguments_give_the_same_bytes_and_another_seed_does_not(tmp_path):
    one, same, other = (generate(tmp_path / name, 0.05, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8)))

    assert digests(one) == digests(same)
    assert digests(one)["orders.parquet"] != digests(other)["orders.parquet"]


def test_sizes_at_scale_one_are_within_the_promised_bands(demo):
    rows = dict(demo.rows)

    assert rows["customers"] == 8_000 + 1_200 + 400
    assert 112_000 < rows["orders"] < 128_000
    assert 265_000 < rows["order_lines"] < 295_000
    assert 570_000 < rows["web_events"] < 630_000
    assert (rows["products"], rows["stores"], rows["regions"], rows["channels"]) == (400, 40, 30, 5)


def test_a_scale_that_cannot_hold_the_planted_effects_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"at least 0\.05"):
        generate(tmp_path, scale=0.01)


def test_chunks_do_not_repeat_keys_and_lose_no_customers(tmp_path, monkeypatch):
    monkeypatch.setattr(planted, "CHUNK_CUSTOMERS", 300)
    facts = generate(tmp_path, scale=0.1)
    frames = {file.stem: pd.read_parquet(file) for file in facts.tables_dir.iterdir()}

    assert len(frames["customers"]) == pytest.approx(960, abs=5)
    assert frames["customers"].customer_id.is_unique
    assert frames["orders"].order_id.is_unique
    assert frames["web_events"].event_id.is_unique
    assert (pd.to_datetime(frames["orders"].order_date) >= pd.Timestamp(planted.AS_OF)).sum() == 3
    assert pd.read_parquet(facts.truth_dir / "accounts.parquet").person_id.nunique() == 800


def test_keys_are_unique_and_point_to_rows(table):
    for name, key in (
        ("customers", "customer_id"), ("orders", "order_id"), ("returns", "return_id"), ("web_events", "event_id"),
        ("coupons", "coupon_id"), ("complaints", "complaint_id"),
    ):  # fmt: skip
        assert table(name)[key].is_unique, name
    assert not table("order_lines").duplicated(["order_id", "line_no"]).any()
    assert not table("stock").duplicated(["stock_date", "store_id", "product_id"]).any()
    assert set(table("order_lines").order_id) == set(table("orders").order_id)
    assert set(table("returns").order_id) <= set(table("orders").order_id)
    assert set(table("web_events").customer_id) <= set(table("customers").customer_id)


def test_order_amounts_are_the_sums_of_their_lines(table):
    lines = table("order_lines").groupby("order_id")[["gross_amount", "net_amount", "cost_amount"]].sum()
    orders = table("orders").set_index("order_id")

    for column in lines:
        assert np.allclose(orders[column].sort_index(), lines[column].sort_index(), atol=0.005)


def test_no_event_but_the_three_planted_orders_lies_on_or_after_the_as_of_date(table):
    dates = {"order_date": "orders", "event_date": "web_events", "return_date": "returns", "stock_date": "stock",
             "signup_date": "customers", "complaint_date": "complaints", "survey_date": "surveys"}  # fmt: skip
    late = {t: (pd.to_datetime(table(t)[c]) >= pd.Timestamp(planted.AS_OF)).sum() for c, t in dates.items()}

    assert late.pop("orders") == 3
    assert not any(late.values())
    valid = pd.to_datetime(table("orders").order_date)
    assert valid[valid < pd.Timestamp(planted.AS_OF)].max() == pd.Timestamp("2026-10-31")


def test_dirt_has_the_planted_counts(table, demo):
    orders, lines, customers = table("orders"), table("order_lines"), table("customers")
    counted = json.loads((demo.truth_dir / "planted.json").read_text(encoding="utf-8"))["counted"]

    assert orders.customer_id.isna().sum() == counted["null_customer_orders"]
    assert 0.004 < orders.customer_id.isna().mean() < 0.006
    unknown = ~lines.product_id.isin(table("products").product_id)
    assert unknown.sum() == counted["unknown_product_lines"]
    assert 0.0007 < unknown.mean() < 0.0013
    assert 0.007 < customers.age.isna().mean() < 0.013
    minors = customers[(customers.age < 18) & (customers.wealth_tag == "high_net_worth")]
    assert sorted(minors.customer_id) == counted["minors_tagged_high_net_worth"]
    assert len(minors) == 12


def test_no_personal_value_lies_in_an_allocated_range(table):
    customers = table("customers")

    assert customers.phone.str.fullmatch(r"100\d{8}").all()
    assert customers.email.str.fullmatch(r"user\d+@example\.com").all()
    assert customers.address.str.startswith("示例路 Sample Road").all()


def test_second_accounts_share_a_phone_or_a_device_and_shop_phones_are_on_many_accounts(table):
    customers = table("customers").merge(table("accounts", truth=True), on="customer_id")
    first = customers[~customers.is_second_account & customers.person_id.notna()]
    pairs = customers[customers.is_second_account].merge(first, on="person_id")

    assert len(pairs) == 400
    assert ((pairs.phone_x == pairs.phone_y) | (pairs.device_id_x == pairs.device_id_y)).all()
    shared = customers.phone.value_counts()
    assert (shared[shared > 10] >= 15).all()
    assert (shared > 10).sum() == 3


def test_types_have_their_shares_and_a_fifth_of_the_buyers_comes_in_the_first_two_months(table, purchases):
    truth = table("accounts", truth=True)
    persons = truth[truth.person_id.notna() & ~truth.is_second_account]
    shares = persons.type.value_counts(normalize=True)

    for kind in planted.TYPES:
        assert shares[kind.name] == pytest.approx(kind.share, abs=0.015)
    first = pd.to_datetime(purchases.groupby("person_id").order_date.min())
    assert (first < pd.Timestamp("2025-01-01")).mean() == pytest.approx(0.20, abs=0.02)


@pytest.mark.parametrize("kind", [kind for kind in planted.TYPES if kind.name != "big_ticket"], ids=lambda k: k.name)
def test_a_bgnbd_fit_on_persons_recovers_the_process_of_each_type(kind, table, purchases):
    odd = table("orders", truth=True)
    natural = purchases[~purchases.order_id.isin(odd[odd.caused_by_coupon].order_id)]
    mine = natural[natural.type == kind.name]
    days = pd.to_datetime(mine.order_date)
    seen = pd.DataFrame({"person": mine.person_id, "day": days}).drop_duplicates().groupby("person").day
    summary = pd.DataFrame({"x": seen.count() - 1, "first": seen.min(), "last": seen.max()})
    t_x = (summary["last"] - summary["first"]).dt.days.to_numpy() / 7
    horizon = (pd.Timestamp(planted.AS_OF) - summary["first"]).dt.days.to_numpy() / 7

    r, alpha, a, b = fit_bgnbd(summary.x.to_numpy(), t_x, horizon)
    ours = fit_purchases(Histories.of(summary.x.to_numpy(float), t_x, horizon))

    assert (ours.r, ours.alpha, ours.a / (ours.a + ours.b)) == pytest.approx((r, alpha, a / (a + b)), rel=0.01)
    assert ours.r / ours.alpha == pytest.approx(kind.r / kind.alpha, rel=0.12)
    assert ours.a / (ours.a + ours.b) == pytest.approx(kind.a / (kind.a + kind.b), rel=0.18)


def fit_bgnbd(x, t_x, horizon):
    """Maximum likelihood of the BG/NBD of Fader, Hardie and Lee (2005), written a second time."""
    from scipy.optimize import minimize
    from scipy.special import betaln, gammaln

    def loss(logs):
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + horizon)
        gone = np.where(
            x > 0,
            betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + t_x),
            -np.inf,
        )
        return -(common + np.logaddexp(alive, gone)).mean()

    return np.exp(minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-7, 7)] * 4).x)


def test_bargain_hunters_return_eighteen_percent_and_vips_few(table, purchases):
    settled = purchases[pd.to_datetime(purchases.order_date) < pd.Timestamp("2026-10-10")]
    rate = settled.order_id.isin(table("returns").order_id).groupby(settled.type).mean()

    assert rate["bargain"] == pytest.approx(0.18, abs=0.01)
    assert rate["vip"] == pytest.approx(0.03, abs=0.01)


def test_decision_times_have_the_planted_medians(table, purchases):
    events = table("web_events")[["customer_id", "event_at"]]
    online = purchases[purchases.channel != "in_store"].sort_values("ordered_at")
    online = online.assign(previous=purchases.sort_values("ordered_at").groupby("customer_id").ordered_at.shift())
    for kind, hours in (("trial", 2.0), ("big_ticket", 150.0)):
        mine = online[online.type == kind][["order_id", "customer_id", "ordered_at", "previous"]]
        pairs = mine.merge(events, on="customer_id")
        pairs = pairs[pairs.event_at < pairs.ordered_at]
        pairs = pairs[pairs.event_at >= pairs.ordered_at - pd.Timedelta(days=30)]
        pairs = pairs[pairs.previous.isna() | (pairs.event_at > pairs.previous)]
        first = pairs.groupby("order_id").agg(at=("event_at", "min"), order=("ordered_at", "first"))

        assert ((first.order - first["at"]).dt.total_seconds() / 3600).median() == pytest.approx(hours, rel=0.12)


def test_household_goods_follow_frequent_fresh_food(table, purchases):
    products = table("products")[["product_id", "category"]]
    lines = table("order_lines").merge(products, on="product_id")
    lines = lines.merge(purchases[["order_id", "customer_id"]], on="order_id")
    fresh = lines[lines.category == "fresh_food"].groupby("customer_id").order_id.nunique()
    frequent = set(fresh[fresh >= planted.FREQUENT_FRESH_ORDERS].index)
    household = set(lines[lines.category == "household"].customer_id)
    buyers = set(purchases.customer_id)

    given, overall = len(household & frequent) / len(frequent), len(household & buyers) / len(buyers)

    assert len(frequent) > 1_000
    assert given == pytest.approx(0.65, abs=0.03)
    assert overall == pytest.approx(0.40, abs=0.02)
    assert given / overall == pytest.approx(1.63, abs=0.1)


def test_planted_pairs_have_their_lift_and_all_others_are_independent(table, purchases):
    products = table("products")[["product_id", "subcategory"]]
    lines = table("order_lines").merge(products, on="product_id")
    lines = lines[lines.order_id.isin(purchases.order_id)][["order_id", "subcategory"]].drop_duplicates()
    baskets = len(purchases)
    basket, _ = pd.factorize(lines.order_id)
    code, names = pd.factorize(lines.subcategory, sort=True)
    present = np.zeros((basket.max() + 1, len(names)), dtype=np.float32)
    present[basket, code] = 1
    both = (present.T @ present).astype(float)
    alone = both.diagonal()
    lift = pd.DataFrame(both * baskets / np.outer(alone, alone), names, names)

    assert lift.loc["pasta", "sauce"] == pytest.approx(4.0, rel=0.05)
    assert lift.loc["tea", "coffee"] == pytest.approx(0.6, rel=0.10)
    others = lift.drop(index=["pasta", "sauce", "tea", "coffee"], columns=["pasta", "sauce", "tea", "coffee"])
    upper = others.to_numpy()[np.triu_indices(len(others), 1)]
    assert np.median(upper) == pytest.approx(1.0, abs=0.05)
    assert upper.max() < 1.5


def test_the_coupon_experiment_has_the_planted_effects_per_type(table, purchases):
    arms = table("experiment_arms")
    arms = arms[arms.experiment_id == planted.COUPON_TEST].merge(table("accounts", truth=True), on="customer_id")
    start = pd.Timestamp(planted.COUPON_TEST_DAY)
    day = pd.to_datetime(purchases.order_date)
    window = purchases[(day >= start) & (day < start + pd.Timedelta(days=planted.EXPERIMENT_DAYS))]
    converted = arms.customer_id.isin(window.customer_id)
    rate, n = converted.groupby([arms.type, arms.arm]).mean(), arms.groupby(["type", "arm"]).size()

    assert arms.arm.value_counts().tolist() == [2_000, 2_000, 2_000]
    for kind in planted.TYPE_NAMES:
        effects = planted.COUPON_EFFECT.get(kind, (0.0, 0.0, 0.0))
        for arm, effect in zip(planted.COUPON_ARMS[:2], effects, strict=False):
            pairs = [(rate[kind, a], n[kind, a]) for a in (arm, "no_coupon")]
            error = sum(p * (1 - p) / size for p, size in pairs) ** 0.5
            assert abs(pairs[0][0] - pairs[1][0] - effect) < 3 * error, (kind, arm)


def test_the_page_experiment_is_allocated_so_unevenly_that_no_verdict_is_allowed(table):
    arms = table("experiment_arms")
    counts = arms[arms.experiment_id == planted.PAGE_TEST].arm.value_counts()

    assert counts.to_dict() == {"new_page": 3_180, "old_page": 2_820}
    assert stats.chisquare(counts).pvalue < 1e-5


def test_the_web_channel_is_dark_for_two_days(table):
    orders, events = table("orders"), table("web_events")
    dark = [pd.Timestamp(day) for day in ("2026-04-14", "2026-04-15")]
    web = events[events.channel == "web"]
    daily = pd.to_datetime(web.event_date).value_counts()

    assert not pd.to_datetime(orders[orders.channel == "web"].order_date).isin(dark).any()
    assert daily.reindex(dark, fill_value=0).max() < 0.1 * daily.median()


def test_in_the_mix_month_only_the_channel_mix_changes(table):
    orders = table("orders")
    day = pd.to_datetime(orders.order_date)
    inside = (day >= "2026-03-01") & (day < "2026-04-01")
    before = (day >= "2025-09-01") & (day < "2026-03-01")
    cancelled = orders.status == "cancelled"
    share = [orders[period].channel.value_counts(normalize=True) for period in (before, inside)]
    rate = [cancelled[period].groupby(orders.channel[period]).mean() for period in (before, inside)]

    assert share[1]["marketplace"] - share[0]["marketplace"] > 0.25
    assert (rate[1] - rate[0]).abs().max() < 0.01
    assert cancelled[inside].mean() - cancelled[before].mean() > 0.012


def test_dairy_prices_rise_by_eight_percent_and_no_others_do(table):
    products = table("products")[["product_id", "category"]]
    orders = table("orders")[["order_id", "order_date"]]
    lines = table("order_lines").merge(products, on="product_id").merge(orders, on="order_id")
    after = pd.to_datetime(lines.order_date) >= pd.Timestamp(planted.PRICE_RISE_FROM)
    price = lines.groupby(["category", "product_id", after]).unit_price.median().unstack()
    rise = (price[True] / price[False]).groupby("category").median()

    assert rise["dairy"] == pytest.approx(1.08, abs=0.001)
    assert rise.drop("dairy").sub(1).abs().max() < 1e-9


def test_vips_refer_and_the_planted_cycles_are_there(table, demo):
    counted = json.loads((demo.truth_dir / "planted.json").read_text(encoding="utf-8"))["counted"]
    referrals = table("referrals")
    pairs = set(zip(referrals.referrer_id, referrals.referee_id, strict=True))
    truth = table("accounts", truth=True)
    persons = truth[truth.person_id.notna() & ~truth.is_second_account]
    made = persons.customer_id.map(referrals.referrer_id.value_counts()).fillna(0)
    per_head = made.groupby(persons.type).mean()

    assert per_head["vip"] == pytest.approx(1.2, abs=0.15)
    assert per_head.drop("vip").max() < 0.14
    assert len(counted["referral_cycles"]) == 2
    for a, b in counted["referral_cycles"]:
        assert {(a, b), (b, a)} <= pairs
    assert [(c, c) in pairs for c in counted["self_referrals"]] == [True]


def test_lapsing_customers_complain_before_they_leave_and_vips_recommend(table):
    truth = table("accounts", truth=True)
    lapsed = truth[(truth.type == "lapsing") & truth.dropout_date.notna() & ~truth.is_second_account]
    complaints = table("complaints").customer_id.value_counts()
    surveys = table("surveys").merge(truth, on="customer_id")
    nps = surveys.groupby("type").nps_score.agg(lambda s: (s >= 9).mean() - (s <= 6).mean())

    assert lapsed.complaint_before_dropout.mean() > 0.5
    assert (lapsed.customer_id.map(complaints).fillna(0) > 0).mean() > 0.5
    assert nps["vip"] > 0.4 > 0 > nps["lapsing"]
    assert len(surveys) / truth.person_id.notna().sum() == pytest.approx(0.15, abs=0.02)
