"""Questions of every family on the sample data: right figures, in both languages, by one and the same plan.

Rule: the expected side is SQL over the raw tables, written by hand in `demo_questions.yaml`, or plain pandas in
`by_hand.py`. A question that is not understood fails here; it is never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
import yaml

from assistant.answer import Answer, answer
from assistant.context import Context
from assistant.plan import Clarify, Refuse
from assistant.question import Question, detect_language
from tests.stories import by_hand
from tests.stories.rows import Rows, difference, is_number
from tools.demo.generate import DemoFacts

Pair = Mapping[str, object]
PAIRS: list[Pair] = yaml.safe_load((Path(__file__).parent / "demo_questions.yaml").read_text(encoding="utf-8"))[
    "questions"
]
FAMILIES = {
    "single number", "breakdown by one dimension", "breakdown by two dimensions", "filter on a value",
    "filter on a number", "several values", "negation", "missing values", "time window", "ranking",
    "top n per group", "trend", "period comparison", "share", "threshold on groups", "threshold on members",
    "sets", "several metrics", "segments", "aggregation word", "count of entities", "distinct", "cumulative", "ratio",
    "repeat rate", "repurchase rate", "level", "definition", "refusal", "clarification",
}  # fmt: skip
BY_HAND = {
    "repurchase_by_segment": by_hand.repurchase_by_segment,
    "revenue_of_champions": by_hand.revenue_of_champions,
    "revenue_share_of_champions": by_hand.revenue_share_of_champions,
    "customers_by_stage": by_hand.customers_by_stage,
    "order_value_by_segment": by_hand.order_value_by_segment,
}
COMPUTED = [pair for pair in PAIRS if "sql" in pair or "by_hand" in pair]
ANSWERED = [pair for pair in PAIRS if pair.get("status", "answered") == "answered"]
NOT_ANSWERED = [pair for pair in PAIRS if pair.get("status", "answered") != "answered"]
SCALES = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "万": 1e4, "亿": 1e8, "%": 0.01}
Asked = dict[str, Answer]


def name(pair: Pair) -> str:
    return str(pair["en"])


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Answers already given: each question is asked once, whatever is checked of it."""
    return {}


def ask(text: object, demo: Context, asked: Asked) -> Answer:
    question = str(text)
    if question not in asked:
        asked[question] = answer(Question.of(question), demo)
    return asked[question]


def expected_rows(pair: Pair, raw: duckdb.DuckDBPyConnection, facts: DemoFacts) -> Rows:
    if "sql" in pair:
        return raw.execute(str(pair["sql"])).fetchall()
    return BY_HAND[str(pair["by_hand"])](facts.tables_dir)


def why(found: Answer) -> str:
    """What the answer says for itself, for a message that needs no debugger."""
    return f"{found.status}: {found.headline!r} by {found.plan.to_bytes().decode()}"


def figures_in(sentence: str) -> list[float]:
    """The numbers a sentence says, written out: 1.2K, 3.4万, 56%."""
    found = re.findall(r"([-−+]?)[¥ ]?(\d[\d,]*\.?\d*) ?(K|M|B|万|亿|%)?", sentence)
    return [
        (-1 if sign in ("-", "−") else 1) * float(digits.replace(",", "")) * SCALES[suffix]
        for sign, digits, suffix in found
    ]


def test_the_questions_cover_every_family_in_both_languages():
    assert {pair["family"] for pair in PAIRS} == FAMILIES
    assert len(COMPUTED) >= 30
    for pair in PAIRS:
        assert detect_language(str(pair["en"])) == "en"
        assert detect_language(str(pair["zh"])) == "zh"
        assert sum(key in pair for key in ("sql", "by_hand")) == (pair in COMPUTED)


@pytest.mark.parametrize("pair", COMPUTED, ids=name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_holds_the_figures_computed_by_hand_and_its_headline_says_them(
    pair, language, demo, asked, raw, demo_facts
):
    found = ask(pair[language], demo, asked)
    assert found.status == "answered", why(found)
    assert found.table is not None
    expected = expected_rows(pair, raw, demo_facts)
    unlike = difference(found.table.rows, expected, ordered=bool(pair.get("order")))
    assert unlike is None, f"{unlike}; {why(found)}; first rows {found.table.rows[:5]}"
    if len(expected) == 1:
        figure = next(float(cell) for cell in expected[0] if is_number(cell))
        assert any(abs(said - figure) <= 0.006 * abs(figure) for said in figures_in(found.headline)), why(found)


@pytest.mark.parametrize("pair", ANSWERED, ids=name)
def test_both_languages_of_a_question_give_one_plan(pair, demo, asked):
    english, chinese = ask(pair["en"], demo, asked), ask(pair["zh"], demo, asked)
    assert english.status == chinese.status == "answered", f"{why(english)} / {why(chinese)}"
    assert english.plan.to_bytes() == chinese.plan.to_bytes()


@pytest.mark.parametrize("pair", ANSWERED, ids=name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_speaks_the_language_of_its_question(pair, language, demo, asked):
    found = ask(pair[language], demo, asked)
    assert found.headline, why(found)
    assert found.restatement, why(found)
    assert detect_language(found.headline + found.restatement) == language, why(found)


@pytest.mark.parametrize("pair", NOT_ANSWERED, ids=name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_answered_is_refused_or_asked_back_for_a_stated_reason(pair, language, demo, asked):
    found = ask(pair[language], demo, asked)
    assert found.status == pair["status"], why(found)
    outcome = found.plan.outcome
    assert isinstance(outcome, Clarify | Refuse)
    assert outcome.code in pair["code"], why(found)
    assert found.headline
    assert not found.sections
    if isinstance(outcome, Clarify):
        fewest = 1 if outcome.code == "did_you_mean" else 2  # one near name is worth a click
        assert fewest <= len(outcome.options) <= 4


def test_rows_are_compared_by_value_and_no_wrong_row_passes():
    found = [("app", 3.0000001, None), ("web", 1, 5)]
    assert difference(found, [("web", 1), ("app", 3)], ordered=False) is None
    assert difference(found, [(None, "app"), (5, "web")], ordered=True) is None
    assert difference(found, [("web", 1), ("app", 3)], ordered=True) is not None
    assert difference(found, [("web", 3), ("app", 1)], ordered=False) is not None
    assert difference(found, [("web", 1)], ordered=False) is not None
    assert difference(found, [("web", 1.001), ("app", 3)], ordered=False) is not None
    assert difference([], [], ordered=False) is None
    assert difference([(True,)], [(1,)], ordered=False) is not None
