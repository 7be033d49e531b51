"""Conversations of four and five turns: narrowed, widened, another figure, another split, back, and "why?".

Every turn keeps what it does not name and changes what it names; both languages give the same plan.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from assistant.answer import answer
from assistant.conversation import Past
from assistant.plan import Compute
from assistant.question import Question

CONVERSATIONS = yaml.safe_load((Path(__file__).parent / "conversations.yaml").read_text("utf-8"))


def told(found):
    """The calls of an answer as text, or the code of its refusal."""
    outcome = found.plan.outcome
    if not isinstance(outcome, Compute):
        return [outcome.code]
    assert found.status == "answered", found.headline
    return [
        f"{call.tool} {json.dumps(_slim(call.to_json()['arguments']), ensure_ascii=False)}" for call in outcome.calls
    ]


def _slim(content):
    """Periods by the rule that was said."""
    if isinstance(content, dict):
        return content["rule"] if "rule" in content else {name: _slim(value) for name, value in content.items()}
    return [_slim(item) for item in content] if isinstance(content, list) else content


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("turns", CONVERSATIONS, ids=[conversation[0]["en"] for conversation in CONVERSATIONS])
def test_every_turn_of_a_conversation_gives_its_plan(demo, turns, language):
    past = Past()
    for turn in turns:
        found = answer(Question.of(turn[language]), demo, past)
        past = past.after(found)
        assert told(found) == turn["plan"], turn[language]
        assert found.language == language


def test_the_conversations_are_thirty_of_three_turns_and_more():
    assert len(CONVERSATIONS) == 30
    assert all(3 <= len(turns) <= 5 for turns in CONVERSATIONS)
