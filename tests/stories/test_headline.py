"""The question the product was built for: which segment has the highest repurchase rate?

The answer is judged forward: segments are fixed thirty days before the as-of day, and count who bought after. The
expected side is plain pandas over the raw files (`by_hand.py`); the planted customer types are the second witness.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from assistant.answer import Answer, answer
from assistant.question import Question
from tests.stories import by_hand

QUESTIONS = ("which segment has the highest repurchase rate?", "哪个分群复购率最高？")


@pytest.fixture(scope="module")
def answers(demo) -> list[Answer]:
    return [answer(Question.of(text), demo) for text in QUESTIONS]


@pytest.fixture(scope="module")
def rates(demo_facts) -> dict[str, by_hand.Rate]:
    return by_hand.repurchase_rates(demo_facts.tables_dir)


@pytest.fixture(scope="module")
def winners(rates) -> set[str]:
    """The leader and everybody whose rate does not differ from the leader's."""
    leader = max(rates.values(), key=lambda rate: rate.value)
    return {name for name, rate in rates.items() if rate is leader or rate.is_tied_with(leader)}


def test_both_languages_are_answered_by_one_plan_with_the_same_rows(answers):
    english, chinese = answers
    assert [found.status for found in answers] == ["answered", "answered"], [found.headline for found in answers]
    assert english.plan.to_bytes() == chinese.plan.to_bytes()
    assert english.table.rows == chinese.table.rows
    assert english.context_table.rows == chinese.context_table.rows


def test_the_rows_are_the_winners_with_rate_count_and_interval(answers, rates, winners):
    table = answers[0].table
    segments = table.values("customer.rfm")
    assert set(segments) == winners
    assert len(segments) == len(winners)
    assert segments[0] == max(rates, key=lambda name: rates[name].value)
    for record in table.records():
        assert_is_rate(record, rates[record["customer.rfm"]])


def test_the_context_holds_every_segment_from_the_highest_rate_to_the_lowest(answers, rates):
    table = answers[0].context_table
    assert set(table.values("customer.rfm")) == set(rates)
    assert list(table.values("repurchase_rate")) == sorted(table.values("repurchase_rate"), reverse=True)
    for record in table.records():
        assert_is_rate(record, rates[record["customer.rfm"]])


def test_a_tie_is_called_a_tie_and_a_lead_a_lead(answers, winners):
    kinds = {finding.kind for finding in answers[0].sections[0].result.findings}
    assert ("tie" in kinds) == (len(winners) > 1)
    assert ("leader" in kinds) == (len(winners) == 1)
    for found, word in zip(answers, ("tie", "并列"), strict=True):
        said = found.headline + " ".join(found.narration)
        assert (word in said.lower()) == (len(winners) > 1), said


def test_the_headline_names_the_winner_and_the_rate_in_the_language_of_the_question(answers, rates, demo):
    segmentation = next(item for item in demo.model.segmentations if item.name == "rfm")
    best = max(rates, key=lambda name: rates[name].value)
    labels = next(value.labels for value in segmentation.values if value.code == best)
    for found in answers:
        said = found.headline + " ".join(found.narration)
        assert getattr(labels, found.language) in found.headline
        assert f"{rates[best].value * 100:.1f}" in said


def test_the_answer_tells_when_segments_were_fixed_and_how_long_was_watched(answers):
    for found in answers:
        parameters = dict(found.sections[0].result.lineage.parameters)
        assert str(parameters["t0"]) == str(by_hand.AS_OF - by_hand.HORIZON)
        assert str(parameters["horizon_days"]) == str(by_hand.HORIZON.days)
        assert found.sections[0].derivation.sql


def test_the_winning_segment_is_made_of_the_customers_who_were_drawn_to_come_back(demo_facts):
    """Champions are mostly planted VIPs and regulars, far more than their part among all buyers."""
    segments = by_hand.rfm_segments(demo_facts.tables_dir, by_hand.AS_OF - timedelta(days=30))
    types = pd.read_parquet(demo_facts.truth_dir / "accounts.parquet").set_index("customer_id")["type"]
    faithful = types.reindex(segments.index).isin(["vip", "regular"])
    among_champions = faithful[segments == "champions"].mean()
    assert among_champions > 0.6
    assert among_champions > 1.5 * faithful.mean()


def assert_is_rate(record: dict[str, object], rate: by_hand.Rate) -> None:
    low, high = rate.wilson()
    assert record["repurchase_rate"] == pytest.approx(rate.value, rel=1e-9)
    assert (record["repurchase_rate__n"], record["repurchase_rate__hits"]) == (rate.n, rate.hits)
    assert record["repurchase_rate__low"] == pytest.approx(low, abs=1e-4)
    assert record["repurchase_rate__high"] == pytest.approx(high, abs=1e-4)
