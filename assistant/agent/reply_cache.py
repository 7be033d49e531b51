"""Plans that the language model made, kept for the same question in the same situation.

Rule: the key holds everything the plan depends on: question, day, person, conversation, endpoint, model of the data,
catalogue. Only plans are kept, never figures: they are computed anew each time, under the asking person's policies.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from assistant.agent.settings import ModelSettings
from assistant.conversation import Past
from assistant.plan import Plan
from assistant.question import Question
from tools.catalog import CATALOG
from tools.context import ToolContext

KEPT = 500


@dataclass
class ReplyCache:
    """The latest plans of this process, the oldest dropped first. Safe for several threads."""

    size: int = KEPT
    _plans: OrderedDict[str, Plan] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Plan | None:
        with self._lock:
            if key in self._plans:
                self._plans.move_to_end(key)
            return self._plans.get(key)

    def put(self, key: str, plan: Plan) -> None:
        with self._lock:
            self._plans[key] = plan
            self._plans.move_to_end(key)
            while len(self._plans) > self.size:
                self._plans.popitem(last=False)


def reply_key(question: Question, past: Past, settings: ModelSettings, tools: ToolContext) -> str:
    """Return the identity of a question to the model."""
    said = {
        "question": question.text,
        "language": question.language,
        "hints": question.hints,
        "who": [question.who.name, question.who.roles, question.who.attributes],
        "as_of": tools.as_of,
        "turns": [[turn.text, turn.plan.to_json()] for turn in past.turns],
        "shown": [[shown.dimension, shown.members] for shown in (past.answered.shown if past.answered else ())],
        "endpoint": [settings.base_url, settings.model, settings.share_findings, sorted(settings.share_values)],
        "model": tools.model.hash,
        "data": tools.engine.data_version(),
        "tools": [spec.name for spec in CATALOG],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
