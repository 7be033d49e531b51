"""Ask every pair of a world in both languages, and keep what became of each question.

Rule: both languages are read; where they give one plan it is run once. Nothing here knows how a question is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import duckdb

from assistant.answer import Answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from semantic_layer.errors import SemanticLayerError
from tests.evaluation.families import pairs_of
from tests.evaluation.judge import Verdict, judge
from tests.evaluation.matching import Rows
from tests.evaluation.pairs import Pair, written_pairs
from tests.evaluation.topics import TOPICS
from tests.evaluation.worlds import World
from tools.errors import ToolError

Tongue = Literal["en", "zh"]


@dataclass(frozen=True)
class Asked:
    """One question and what became of it. `twin` tells whether the other language gave the same plan, None where
    there is no other language or one of the two was not answered."""

    pair: Pair
    language: Tongue
    verdict: Verdict
    plan: Plan
    headline: str
    rows: Rows
    twin: bool | None

    @property
    def text(self) -> str:
        return self.pair.en if self.language == "en" else self.pair.zh


def pairs(world: World) -> list[Pair]:
    """The written pairs of a world, then the generated ones; a question stands once."""
    return list(_pairs(world.name, world.raw, world.today))


@cache
def _pairs(name: str, raw: duckdb.DuckDBPyConnection, today: date) -> tuple[Pair, ...]:
    found = {pair.id: pair for pair in written_pairs(name)}
    for topic in TOPICS:
        if topic.world == name:
            found |= {pair.id: pair for pair in pairs_of(topic, raw, today) if pair.id not in found}
    return tuple(found.values())


def ask_all(world: World) -> Iterator[Asked]:
    for pair in pairs(world):
        yield from ask(pair, world)


def ask(pair: Pair, world: World) -> Iterator[Asked]:
    """Ask a pair in each language that it has."""
    expected = [world.raw.execute(statement).fetchall() for statement in pair.sql]
    texts: dict[Tongue, str] = {"en": pair.en, "zh": pair.zh}
    questions = {tongue: Question.of(text) for tongue, text in texts.items() if text}
    plans = {tongue: world.context.reader.read(question) for tongue, question in questions.items()}
    twin = _one_plan(list(plans.values()))
    kept: dict[bytes, Answer | str] = {}
    for tongue, plan in plans.items():
        key = plan.to_bytes()
        if key not in kept:
            kept[key] = _run(plan, questions[tongue], world)
        found = kept[key]
        if isinstance(found, str):
            yield Asked(pair, tongue, Verdict("failed", "failed", found), plan, found, (), twin)
            continue
        verdict = judge(found, expected, expect=pair.expect, ordered=pair.ordered)
        rows = found.table.rows if found.table else ()
        yield Asked(pair, tongue, verdict, plan, found.headline, rows, twin)


def _run(plan: Plan, question: Question, world: World) -> Answer | str:
    try:
        return run_plan(plan, question, world.context)
    except (
        SemanticLayerError,
        ToolError,
        ArithmeticError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        return f"{type(error).__name__}: {error}"


def _one_plan(plans: list[Plan]) -> bool | None:
    if len(plans) < 2 or not all(isinstance(plan.outcome, Compute) for plan in plans):
        return None
    return plans[0].to_bytes() == plans[1].to_bytes()
