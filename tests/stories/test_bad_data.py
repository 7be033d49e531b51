"""Every analysis over data that allow little or nothing: nobody, one customer, only returns, dates that lie ahead.

Rule: each is asked in English and in Chinese, by a question that reads as this analysis. The answer is right, or a
refusal that says in the language of the question what is missing and what to do; never a traceback, a figure that is
none, or a table without rows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

import assistant.answer as answering
from assistant.answer import Answer, run_plan
from assistant.context import Context
from assistant.data_range import data_range
from assistant.parser import Parser
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError
from semantic_layer.loader import load_model
from semantic_layer.query import Who
from semantic_layer.vocabulary import Vocabulary
from tests.assistant.parser.analyses.test_analyses import FAMILIES
from tools.catalog import CATALOG, ToolCall
from tools.context import ToolContext
from tools.demo import MODEL_DIR
from tools.demo.generate import generate
from tools.errors import ToolError

AS_OF = date(2026, 11, 1)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_FIGURE = re.compile(r"\b(nan|inf|none type|null|None(?! of)|unknown times)\b|[{}]|未知倍")
PLAIN = {"query_metrics", "describe", "run_sql"}
SPOKEN_ELSEWHERE = {
    "rfm_segments": ("rfm segments", "RFM 分群"),
    "lifecycle_stages": ("lifecycle stages", "客户生命周期阶段"),
    "tiers": ("value tiers of customers", "客户价值分层"),
    "cluster_customers": ("cluster customers", "对客户聚类"),
    "churn_risk": ("who is about to churn?", "哪些客户可能流失？"),
}
QUESTIONS: dict[str, tuple[str, str]] = dict(SPOKEN_ELSEWHERE)
for _family in FAMILIES.values():
    for _entry in _family["asked"]:
        QUESTIONS.setdefault(_entry["tool"], (_entry["en"][0], _entry["zh"][0]))
ANALYSES = tuple(spec.name for spec in CATALOG if spec.name not in PLAIN)
TOOLS = tuple(name for name in ANALYSES if name in QUESTIONS)

OF_PEOPLE = (
    "orders", "web_events", "campaign_contacts", "coupons", "shares", "experiment_arms", "complaints", "surveys",
    "opportunities", "subscriptions", "customers",
)  # fmt: skip
OF_ORDERS = ("order_lines", "returns")
FIRST_ORDERS = (
    "SELECT min(order_id) FROM orders WHERE status = 'completed' AND customer_id IS NOT NULL GROUP BY customer_id"
)


def _delete_orders(condition: str) -> tuple[str, ...]:
    rest = (f"DELETE FROM {table} WHERE order_id NOT IN (SELECT order_id FROM orders)" for table in OF_ORDERS)
    return (f"DELETE FROM orders WHERE {condition}", *rest)


BUSIEST = "SELECT customer_id FROM orders WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
SHIFTED = {
    "orders": ("order_date", "ordered_at"), "returns": ("return_date",), "web_events": ("event_at",),
    "customers": ("signup_date",), "referrals": ("referral_date",), "complaints": ("complaint_date",),
    "campaign_contacts": ("contact_date",), "experiment_arms": ("assigned_date",), "shares": ("share_date",),
}  # fmt: skip
WORLDS: dict[str, tuple[str, ...]] = {
    "nobody": tuple(f"DELETE FROM {table}" for table in (*OF_PEOPLE, *OF_ORDERS, "referrals")),
    "one customer": (
        f"CREATE TEMP TABLE kept AS {BUSIEST}",
        *(f"DELETE FROM {table} WHERE customer_id IS NULL OR customer_id NOT IN (FROM kept)" for table in OF_PEOPLE),
        "DELETE FROM referrals",
        *_delete_orders("FALSE"),
    ),
    "only one-time buyers": _delete_orders(f"order_id NOT IN ({FIRST_ORDERS})"),
    "only returns": ("UPDATE orders SET status = 'cancelled'",),
    "constant amounts": ("UPDATE orders SET net_amount = 50, gross_amount = 50, discount_amount = 0",),
    "identical customers": (
        *_delete_orders(f"order_id NOT IN ({FIRST_ORDERS})"),
        "DELETE FROM returns",
        "UPDATE orders SET order_date = DATE '2026-09-15', ordered_at = TIMESTAMP '2026-09-15 12:00', net_amount = 50",
    ),
    "dates in the future": tuple(
        f"UPDATE {table} SET {column} = {column} + INTERVAL 5 YEAR"
        for table, columns in SHIFTED.items()
        for column in columns
    ),
    "ten days of history": _delete_orders("order_date < DATE '2026-10-22'"),
}  # fmt: skip
NEED_NO_BUYERS = {"segments", "sample_size", "data_quality"}
ANSWERED_WITHOUT_PURCHASES = {*NEED_NO_BUYERS, "duplicates", "merge_accounts"}
MUST_REFUSE: dict[str, set[str]] = {
    "nobody": set(TOOLS) - NEED_NO_BUYERS,
    "one customer": {
        "rfm_scores", "rfm_segments", "rfm_duration", "value_score", "tiers", "cluster_customers", "tree_segments",
        "churn_risk", "churn_drivers", "clv", "pareto", "basket_pairs", "segment_migration", "combine_segments",
        "duplicates", "snapshot", "ab_test",
    },
    "only one-time buyers": {"clv", "purchase_gaps", "churn_risk", "churn_drivers", "tree_segments", "cross_purchase"},
    "only returns": {
        "rfm_scores", "rfm_segments", "rfm_duration", "value_score", "tiers", "clv", "churn_rate", "churn_risk",
        "cohort_retention", "purchase_gaps", "basket_pairs", "paths", "segment_migration", "cluster_customers",
    },
    "constant amounts": set(),
    "identical customers": {"clv", "purchase_gaps", "churn_risk", "churn_drivers", "cluster_customers"},
    "dates in the future": set(TOOLS) - ANSWERED_WITHOUT_PURCHASES,
    "ten days of history": {"churn_rate", "churn_risk", "churn_drivers", "forecast", "anomalies", "tree_segments"},
}  # fmt: skip
MUST_ANSWER: dict[str, set[str]] = {
    "nobody": NEED_NO_BUYERS,
    "one customer": {"lifecycle_stages", "purchase_gaps", "churn_rate", "sample_size", "data_quality"},
    "only one-time buyers": {"rfm_segments", "tiers", "value_score", "lifecycle_curve", "churn_rate"},
    "only returns": ANSWERED_WITHOUT_PURCHASES,
    "constant amounts": set(TOOLS) - {"campaign_effect"},
    "identical customers": {"rfm_segments", "tiers", "value_score", "lifecycle_stages"},
    "dates in the future": ANSWERED_WITHOUT_PURCHASES,
    "ten days of history": {"rfm_segments", "purchase_gaps", "lifecycle_stages"},
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question of each tool in both languages, as it was read."""

    plans: dict[str, tuple[Plan, Plan]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    return generate(tmp_path_factory.mktemp("sample"), 0.05, 3).tables_dir


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Read once: what a question means does not depend on what happens to be in the tables."""
    model = load_model(MODEL_DIR)
    reader = Parser(
        model, Vocabulary.build(model), Calendar(model.calendar, AS_OF, date(2024, 11, 1), date(2026, 10, 31))
    )
    found: dict[str, tuple[Plan, Plan]] = {}
    for tool in TOOLS:
        plans = tuple(reader.read(Question.of(text)) for text in QUESTIONS[tool])
        assert all(isinstance(plan.outcome, Compute) for plan in plans), tool
        assert plans[0].outcome == plans[1].outcome, tool
        assert [call.tool for call in plans[0].outcome.calls] == [tool]
        found[tool] = (plans[0], plans[1])
    return Asked(found)


@pytest.fixture(scope="module")
def bad_world(tables, tmp_path_factory) -> Iterator[Callable[[str], Context]]:
    """A context over the sample tables, changed so that they allow little."""
    made: dict[str, Context] = {}

    def make(name: str) -> Context:
        if name not in made:
            made.clear()  # one database at a time
            model = load_model(MODEL_DIR)
            home = tmp_path_factory.mktemp("world")
            with duckdb.connect(home / "data.duckdb") as connection:
                _fill(connection, tables, WORLDS[name])
            engine = DuckDBEngine.open(home / "data.duckdb")
            (first, last), begins = data_range(model, engine, home / "cache")
            calendar = Calendar(model.calendar, AS_OF, first, last, begins)
            made[name] = Context(
                ToolContext(model, engine, calendar, home, Who()), lambda *_: pytest.fail("read twice")
            )
        return made[name]

    yield make
    made.clear()


def _fill(connection, tables: Path, changes: tuple[str, ...]) -> None:
    for path in sorted(tables.glob("*.parquet")):
        connection.execute(f"CREATE TABLE {path.stem} AS FROM read_parquet('{path}')")
    for change in changes:
        connection.execute(change)


def test_every_analysis_has_a_question_here():
    assert set(TOOLS) == set(ANALYSES)


def once(run):
    """A question and its translation are one call: it is computed for the first, and said for both."""
    done: dict[ToolCall, object] = {}

    def run_once(call, context):
        if call not in done:
            try:
                done[call] = run(call, context)
            except (QueryError, ToolError, EngineError) as error:
                done[call] = error
        if isinstance(done[call], Exception):
            raise done[call]
        return done[call]

    return run_once


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", WORLDS)
def test_bad_data_give_a_right_answer_or_a_refusal_with_a_remedy(name, tool, asked, bad_world, monkeypatch):
    monkeypatch.setattr(answering, "run_tool", once(answering.run_tool))
    context = bad_world(name)
    said = [
        run_plan(plan, Question.of(text), context)
        for plan, text in zip(asked.plans[tool], QUESTIONS[tool], strict=True)
    ]
    assert said[0].status == said[1].status
    if tool in MUST_REFUSE[name]:
        assert said[0].status == "refused", said[0].headline
    if tool in MUST_ANSWER[name]:
        assert said[0].status == "answered", said[0].headline
    for language, answer in zip(("en", "zh"), said, strict=True):
        assert (CHINESE.search(answer.headline) is not None) == (language == "zh"), answer.headline
        assert NO_FIGURE.search(answer.headline) is None, answer.headline
        if answer.status == "refused":
            _check_refusal(answer)
        else:
            _check_figures(answer)


def _check_refusal(answer: Answer) -> None:
    """One sentence says what is missing, another or the options below it what to do."""
    assert answer.refusal is not None
    assert answer.refusal.code not in ("tool_error", "engine_error", "query_failed", "other")
    sentences = [part for part in re.split(r"[.。]\s*", answer.refusal.reason) if part]
    assert len(sentences) >= 2 and answer.refusal.nearest, answer.refusal.reason


def _check_figures(answer: Answer) -> None:
    assert answer.table is not None and answer.table.rows, answer.headline
    for named in answer.tables:
        for row in named.table.rows:
            assert all(math.isfinite(value) for value in row if isinstance(value, float)), (named.name, row)
    for text in (*answer.narration, *(note.text for note in answer.caveats)):
        assert NO_FIGURE.search(text) is None, text


# a call that nobody can carry out, and the code of its refusal
WRONG_CALLS: dict[str, tuple[str, dict[str, object], str]] = {
    "weights below 0": ("value_score", {"indicators": [{"metric": "monetary", "weight": -1}]}, "bad_parameter"),
    "weights all 0": ("value_score", {"indicators": [{"metric": "monetary", "weight": 0}]}, "bad_parameter"),
    "weights of nothing": ("value_score", {"indicators": [{"metric": "nothing", "weight": 1}]}, "bad_parameter"),
    "unknown weights": ("value_score", {"preset": "nothing"}, "bad_parameter"),
    "shares that do not add up": ("tiers", {"shares": [0.5, 0.4, 0.3]}, "bad_parameter"),
    "stages that do not increase": ("lifecycle_stages", {"active_days": 90, "silent_days": 30}, "bad_parameter"),
    "an unknown map": ("rfm_segments", {"map": "nothing"}, "bad_parameter"),
    "scores that a map does not have": ("rfm_segments", {"map": "ten", "bins": 4}, "bad_parameter"),
    "more groups than are looked for": ("cluster_customers", {"k": 500}, "bad_parameter"),
    "an unknown segment": ("segment_actions", {"segmentation": "customer.rfm", "segment": "nobody"}, "bad_parameter"),
    "an unknown segmentation": ("segments", {"action": "describe", "segmentation": "customer.none"}, "bad_parameter"),
    "an unknown tag": ("tags", {"all_of": ["nothing"]}, "bad_parameter"),
    "an unknown step": ("funnel", {"steps": ["nothing", "order"]}, "bad_parameter"),
    "an unknown level": ("basket_pairs", {"level": "product.nothing"}, "bad_parameter"),
    "an unknown factor": (
        "what_if", {"metric": "revenue", "changes": [{"factor": "nothing", "by": 0.05}]}, "bad_parameter",
    ),
    "a day that is not over": ("rfm_segments", {"as_of": "2030-01-01"}, "bad_parameter"),
    "an unknown customer": ("churn_risk", {"customer": "nobody at all"}, "bad_parameter"),
    "an unknown table": ("data_quality", {"dataset": "nothing"}, "bad_parameter"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_CALLS)
def test_a_wrong_argument_is_refused_in_the_language_of_the_question(case, bad_world):
    tool, arguments, code = WRONG_CALLS[case]
    call = ToolCall.parse(tool, arguments)
    for text, language in (("what about it?", "en"), ("怎么样？", "zh")):
        answer = run_plan(
            Plan(Compute((call,)), Reading(language, ())), Question.of(text), bad_world("constant amounts")
        )
        assert answer.refusal is not None and answer.refusal.code == code, answer.headline
        remedy = re.split(r"allowed: |可选范围：", answer.refusal.reason)[-1]
        assert remedy and NO_FIGURE.search(remedy) is None
        if language == "zh":
            assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", remedy), remedy
