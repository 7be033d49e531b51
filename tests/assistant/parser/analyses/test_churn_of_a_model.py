"""Where a model keeps churn itself, the word means that; where it has no orders, no tool answers for it."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.parser import Parser
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.model import Text, Words
from semantic_layer.vocabulary import Vocabulary
from tools.demo import MODEL_DIR


def reader(model):
    days = {"first_day": date(2024, 11, 1), "last_day": date(2026, 10, 31), "as_of": date(2026, 11, 1)}
    return Parser(model, Vocabulary.build(model), Calendar.of(model.calendar, **days))


@pytest.mark.parametrize("text", ["churn rate by region", "各地区的流失率"])
def test_a_metric_of_that_name_answers_and_not_the_tool(text):
    model = load_model(MODEL_DIR)
    revenue = model.metric("revenue")
    labels, other = Text("churn rate", "流失率"), Text("sales", "业绩")
    own = replace(revenue, name="lost_share", labels=labels, synonyms=Words())
    kept = tuple(
        item if item.name != "revenue" else replace(item, labels=other, synonyms=Words()) for item in model.metrics
    )
    outcome = reader(replace(model, metrics=(*kept, own))).read(Question.of(text)).outcome
    assert isinstance(outcome, Compute), outcome
    (call,) = outcome.calls
    assert call.tool == "query_metrics" and call.arguments.metrics[0].name == "lost_share"


@pytest.mark.parametrize(
    "text", ["churn rate", "who will not buy in the next 60 days", "流失率是多少", "哪些因素和流失有关"]
)
def test_without_orders_no_churn_is_computed(text):
    model = load_model(MODEL_DIR)
    bare = replace(model, roles=tuple(role for role in model.roles if role.name != "order"))
    outcome = reader(bare).read(Question.of(text)).outcome
    assert not isinstance(outcome, Compute) or not any(call.tool.startswith("churn") for call in outcome.calls)
