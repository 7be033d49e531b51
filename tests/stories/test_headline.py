"""The question the product was built for: which segment has the highest repurchase rate?

The answer is judged forward: segments are fixed thirty days before the as-of day, and count who bought after. The
expected side is plain pandas over the raw files (`by_hand.py`); the planted customer types are the second witness.
The lowest rate is asked as well, because there the last places do not differ: a tie must be called one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pandas as pd
import pytest

from assistant.answer import Answer, answer
from assistant.question import Question
from tests.stories import by_hand
from tests.stories.by_hand import Rate

HIGHEST = ("which segment has the highest repurchase rate?", "哪个分群复购率最高？")
LOWEST = ("which segment has the lowest repurchase rate?", "哪个分群复购率最低？")


@pytest.fixture(scope="module")
def rates(demo_facts) -> dict[str, Rate]:
    return by_hand.repurchase_rates(demo_facts.tables_dir)


@pytest.fixture(scope="module")
def labels(demo):
    """What each segment is called."""
    segmentation = next(item for item in demo.model.segmentations if item.name == "rfm")
    return {value.code: value.labels for value in segmentation.values}


@pytest.fixture(scope="module")
def asked(demo) -> Callable[[tuple[str, str]], list[Answer]]:
    known: dict[str, Answer] = {}

    def ask(texts: tuple[str, str]) -> list[Answer]:
        for text in texts:
            if text not in known:
                known[text] = answer(Question.of(text), demo)
        return [known[text] for text in texts]

    return ask


def first_places(rates: Mapping[str, Rate], *, lowest: bool) -> list[str]:
    """The leader, then everybody whose rate does not differ from the leader's."""
    ranked = sorted(rates, key=lambda name: rates[name].value, reverse=not lowest)
    return [name for name in ranked if name == ranked[0] or rates[name].is_tied_with(rates[ranked[0]])]


@pytest.mark.parametrize("texts", [HIGHEST, LOWEST])
def test_both_languages_are_answered_by_one_plan_with_the_same_rows(texts, asked):
    english, chinese = asked(texts)
    assert [english.status, chinese.status] == ["answered", "answered"], (english.headline, chinese.headline)
    assert english.plan.to_bytes() == chinese.plan.to_bytes()
    assert english.table.rows == chinese.table.rows
    assert english.context_table.rows == chinese.context_table.rows


@pytest.mark.parametrize(("texts", "lowest"), [(HIGHEST, False), (LOWEST, True)])
def test_the_rows_are_the_first_places_with_rate_count_and_interval(texts, lowest, asked, rates):
    found = asked(texts)[0]
    winners = first_places(rates, lowest=lowest)
    segments = found.table.values("customer.rfm")
    assert segments[0] == winners[0]
    assert sorted(segments) == sorted(winners)
    for record in found.table.records():
        rate = rates[record["customer.rfm"]]
        assert record["repurchase_rate"] == pytest.approx(rate.value, rel=1e-9)
        assert (record["repurchase_rate__n"], record["repurchase_rate__hits"]) == (rate.n, rate.hits)
    for record in found.tables[0].table.records():
        low, high = rates[record["customer.rfm"]].wilson()
        assert record["repurchase_rate__low"] == pytest.approx(low, abs=1e-4)
        assert record["repurchase_rate__high"] == pytest.approx(high, abs=1e-4)


def test_the_context_holds_every_segment_from_the_highest_rate_to_the_lowest(asked, rates):
    table = asked(HIGHEST)[0].context_table
    assert set(table.values("customer.rfm")) == set(rates)
    shown = table.values("repurchase_rate")
    assert list(shown) == sorted(shown, reverse=True)
    assert sum(table.values("repurchase_rate__n")) == sum(rate.n for rate in rates.values())


@pytest.mark.parametrize(("texts", "lowest"), [(HIGHEST, False), (LOWEST, True)])
def test_a_tie_is_called_a_tie_and_names_everybody_in_it(texts, lowest, asked, rates, labels):
    winners = first_places(rates, lowest=lowest)
    for found in asked(texts):
        kinds = {finding.kind for finding in found.sections[0].result.findings}
        assert ("tie" in kinds, "leader" in kinds) == (len(winners) > 1, len(winners) == 1)
        named = {code for code in rates if getattr(labels[code], found.language) in found.headline}
        assert named == set(winners), found.headline


def test_the_sample_data_hold_both_a_clear_lead_and_a_tie(rates):
    assert first_places(rates, lowest=False) == ["champions"]
    assert len(first_places(rates, lowest=True)) > 1


def test_the_headline_names_the_winner_and_the_rate_in_the_language_of_the_question(asked, rates, labels):
    winner = first_places(rates, lowest=False)[0]
    for found in asked(HIGHEST):
        assert getattr(labels[winner], found.language) in found.headline
        assert f"{rates[winner].value * 100:.1f}" in found.headline


def test_the_answer_tells_when_segments_were_fixed_and_how_long_was_watched(asked):
    start = by_hand.AS_OF - by_hand.HORIZON
    for found in asked(HIGHEST):
        parameters = dict(found.sections[0].result.lineage.parameters)
        assert parameters["repurchase_rate.t0"] == start
        assert parameters["repurchase_rate.horizon_days"] == by_hand.HORIZON.days
        assert parameters["customer.rfm.run"] == start
        assert found.sections[0].derivation.sql


def test_the_winning_segment_is_made_of_the_customers_who_were_drawn_to_come_back(demo_facts):
    """Champions are mostly planted VIPs and regulars, far more than their part among all buyers."""
    segments = by_hand.rfm_segments(demo_facts.tables_dir, by_hand.AS_OF - timedelta(days=30))
    types = pd.read_parquet(demo_facts.truth_dir / "accounts.parquet").set_index("customer_id")["type"]
    faithful = types.reindex(segments.index).isin(["vip", "regular"])
    among_champions = faithful[segments == "champions"].mean()
    assert among_champions > 0.6
    assert among_champions > 1.5 * faithful.mean()


def test_a_rate_by_channel_counts_whoever_came_back_by_any_channel(demo, demo_facts):
    orders = by_hand.completed_orders(demo_facts.tables_dir)
    orders = orders[orders["customer_id"].notna()]
    start = by_hand.AS_OF - by_hand.HORIZON
    again = set(orders[orders["day"] >= start]["customer_id"])
    before = orders[orders["day"] < start].groupby("channel")["customer_id"].unique()

    found = answer(Question.of("Repurchase rate by channel"), demo)
    rows = {row["channel.channel"]: row for row in found.table.records()}
    for channel, members in before.items():
        hits = sum(customer in again for customer in members)
        assert (rows[channel]["repurchase_rate__hits"], rows[channel]["repurchase_rate__n"]) == (hits, len(members))
    assert "members_overlap" in {note.code for note in found.caveats}


def test_a_repeat_rate_by_channel_says_that_only_purchases_of_the_channel_count(demo):
    found = answer(Question.of("Repeat rate by channel last quarter"), demo)
    assert "members_split" in {note.code for note in found.caveats}


@pytest.mark.parametrize(("text", "told"), [("repurchase rate in Q3 2026", True), ("repurchase rate", False)])
def test_a_period_that_replaces_the_horizon_of_the_definition_is_said(demo, text, told):
    found = answer(Question.of(text), demo)
    assert ("horizon_window" in {note.code for note in found.caveats}) == told


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (HIGHEST[0], ("customers known before 2 Oct 2026, watched 2–31 Oct 2026", "RFM segment as of 2 Oct 2026")),
        (HIGHEST[1], ("2026年10月2日前的客户，观察期 2026年10月2日–31日", "RFM 分群截至2026年10月2日")),
    ],
)
def test_the_restatement_tells_when_members_were_fixed_and_watched(demo, text, parts):
    said = answer(Question.of(text), demo).restatement
    assert all(part in said for part in parts)


def test_count_and_interval_stand_in_the_headline_and_beside_every_rate(asked, rates):
    winner = first_places(rates, lowest=False)[0]
    low, high = rates[winner].wilson()
    english, chinese = asked(HIGHEST)
    assert f"(n {rates[winner].n:,}; 95% interval {low * 100:.1f}% to {high * 100:.1f}%)" in english.headline
    assert f"（n = {rates[winner].n:,}，95% 区间 {low * 100:.1f}% 至 {high * 100:.1f}%）" in chinese.headline
    for section in (english.sections[0], chinese.sections[0]):
        for table in (section.table, section.context_table):
            assert [column.kind for column in table.columns] == ["dimension", "metric", "n", "hits", "low", "high"]
