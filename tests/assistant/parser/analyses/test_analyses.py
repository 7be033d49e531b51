"""Every analysis of the toolbox as people ask for it: one call, whatever the words and the language.

Rule: each file holds one family. `asked` gives a call and the phrasings, at least ten in each language for a tool, that
must all read as exactly this call or one of its variants; `others` are questions near it that must not become it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.parser import Parser
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.vocabulary import Vocabulary
from tools.catalog import CATALOG
from tools.demo import MODEL_DIR


class Days(yaml.SafeLoader):
    """A day stays the text it is written as."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        key: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
        for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


FILES = sorted(Path(__file__).parent.glob("*.yaml"))
FAMILIES = {path.stem: yaml.load(path.read_text(encoding="utf-8"), Days) for path in FILES}
ASKED = [
    (entry["tool"], entry.get("arguments", {}), language, text)
    for family in FAMILIES.values()
    for entry in family["asked"]
    for language in ("en", "zh")
    for text in entry[language]
]
OTHERS = [(entry["not"], text) for f in FAMILIES.values() for entry in f.get("others", ()) for text in entry["asked"]]
PLAIN = {"query_metrics", "describe", "run_sql"}  # no analyses
SPOKEN_ELSEWHERE = {
    "rfm_segments",
    "lifecycle_stages",
    "tiers",
    "cluster_customers",
    "churn_risk",
}  # demo_questions.yaml
ENOUGH = 10


@pytest.fixture(scope="module")
def reader() -> Parser:
    model = load_model(MODEL_DIR)
    days = {"first_day": date(2024, 11, 1), "last_day": date(2026, 10, 31), "as_of": date(2026, 11, 1)}
    return Parser(model, Vocabulary.build(model), Calendar.of(model.calendar, **days))


@pytest.mark.parametrize(("tool", "arguments", "language", "text"), ASKED)
def test_a_phrasing_is_read_as_the_call(tool, arguments, language, text, reader):
    question = Question.of(text)
    outcome = reader.read(question).outcome
    assert question.language == language
    assert isinstance(outcome, Compute), outcome
    assert [call.to_json() for call in outcome.calls] == [{"tool": tool, "arguments": arguments}]


@pytest.mark.parametrize(("tool", "text"), OTHERS)
def test_a_near_question_is_not_taken_for_it(tool, text, reader):
    outcome = reader.read(Question.of(text)).outcome
    assert not isinstance(outcome, Compute) or tool not in {call.tool for call in outcome.calls}


@pytest.mark.parametrize("tool", sorted({spec.name for spec in CATALOG} - PLAIN - SPOKEN_ELSEWHERE))
def test_every_tool_is_asked_for_in_ten_ways_in_each_language(tool):
    ways = Counter(language for name, _, language, _ in ASKED if name == tool)
    assert min(ways["en"], ways["zh"]) >= ENOUGH
