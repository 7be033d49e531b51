"""A word of a question put in another word for the same: the plan stays, or the question is not answered.

Rule: the other words come from the model's own synonyms, and from phrases of the language that never differ in
meaning. A swap may leave a question unread, seldom; it may never change what is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

import pytest

from assistant.plan import Compute, Plan
from assistant.question import Question
from semantic_layer.model import SemanticModel
from tests.evaluation.corpus import pairs
from tests.evaluation.topics import BISTRO, CLINIC, DEMO, FREIGHT

WORLDS = [topic.world for topic in (DEMO, CLINIC, FREIGHT, BISTRO)]
ASKED = 24  # questions of a world and language, spread over its corpus
STILL_READ = 0.93

SAME_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("by month", "per month", "for each month"),
        ("by quarter", "per quarter", "for each quarter"),
        ("by week", "per week", "for each week"),
        ("by day", "per day", "for each day"),
        ("by year", "per year", "for each year"),
        ("excluding", "except for", "leaving out", "other than"),
        ("at least", "no less than", "no fewer than"),
        ("more than", "over", "greater than"),
        ("fewer than", "less than", "under"),
        ("last month", "the previous month"),
        ("highest", "largest"),
        ("lowest", "smallest"),
        ("how many", "what number of"),
    ),
    "zh": (
        ("每月", "按月", "各月"),
        ("每季度", "按季度", "各季度"),
        ("每周", "按周", "各周"),
        ("每天", "按天", "每日"),
        ("每年", "按年"),
        ("不含", "不包括", "剔除", "排除"),
        ("不少于", "不低于", "至少"),
        ("超过", "大于", "高于"),
        ("少于", "低于", "小于"),
        ("上个月", "上月"),
        ("最高", "最大"),
        ("最低", "最小"),
        ("从高到低", "由高到低", "降序"),
    ),
}


_COUNTS = re.compile(r"(?:how many|number of|count of|total)\s*$", re.I)  # "how many number of visits" is no English


def swaps(text: str, language: str, plan: Plan, model: SemanticModel) -> Iterator[str]:
    """The question with one word at a time put in other words."""
    for span in plan.reading.spans:
        if span.status == "slot" and not _COUNTS.search(text[: span.start]):
            for other in _other_names(span.text, span.bound_to, language, model):
                yield text[: span.start] + other + text[span.end :]
    names = [(span.start, span.end) for span in plan.reading.spans if span.kind == "metric"]
    for words in SAME_WORDS[language]:
        found = next((match for word in words for match in _places(text, word, language)), None)
        if found is not None and not any(start < found.end() and found.start() < end for start, end in names):
            others = (word for word in words if word.lower() != found[0].lower())
            yield from (text[: found.start()] + other + text[found.end() :] for other in others)


def _places(text: str, word: str, language: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<![\w-]){word}(?![\w-])" if language == "en" else word, text, re.I)


def _other_names(said: str, bound_to: str, language: str, model: SemanticModel) -> tuple[str, ...]:
    """The first other synonym of a metric or dimension that the span says by name."""
    kind, _, name = bound_to.partition(":")
    if kind == "metric" and model.has_metric(name):
        thing = model.metric(name)
    elif kind == "dimension" and model.has_dimension(name):
        thing = model.dimension(name)
    else:
        return ()
    own = [getattr(thing.labels, language), *getattr(thing.synonyms, language)]
    if said.lower() not in [word.lower() for word in own]:
        return ()  # plural forms, and names that mean another thing in another place
    return tuple(islice((word for word in own if word.lower() != said.lower()), 1))


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_word_for_the_same_never_changes_the_plan(name, language, worlds):
    world = worlds[name]
    model = world.context.tools.model
    read = world.context.reader.read
    texts = [text for pair in pairs(world) if (text := getattr(pair, language))]
    tried, unread, changed = 0, [], []
    for text in texts[:: max(1, len(texts) // ASKED)]:
        plan = read(Question.of(text))
        if not isinstance(plan.outcome, Compute):
            continue
        for other in swaps(text, language, plan, model):
            swapped = read(Question.of(other))
            tried += 1
            if not isinstance(swapped.outcome, Compute):
                unread.append(other)
            elif swapped.to_bytes() != plan.to_bytes():
                changed.append((text, other))
    assert tried >= ASKED / 2
    assert not changed, changed
    assert len(unread) <= (1 - STILL_READ) * tried, unread
