"""What a shared link shows: its plan under the rights of who opens it, and how that compares with what was shared.

Rule: of the figures that were shared nothing is told, only whether these are the same. Where they differ, it is said
whether access, the definition or the data are others; access comes first, because it alone would explain it.
"""

from __future__ import annotations

from typing import Literal

from assistant.answer import Answer, run_plan
from assistant.context import Context
from assistant.question import Question
from assistant.records.receipts import (
    Receipt,
    changed_definitions,
    changed_tables,
    is_for,
    receipt_day,
    result_hash,
    rules,
)
from assistant.storage.saved import Saved

Standing = Literal["same", "for_your_access", "definitions_changed", "data_changed", "different", "refused"]


def run_shared(saved: Saved, receipt: Receipt, context: Context) -> Answer:
    """Run the plan of a saved answer as of its day, as the person of `context`."""
    question = Question.of(saved.question, who=context.tools.who, as_of=receipt_day(receipt))
    return run_plan(saved.plan, question, context)


def standing(answer: Answer, receipt: Receipt, context: Context) -> Standing:
    """How the figures of this person compare with those that were shared."""
    tools = context.tools
    if answer.status != "answered":
        return "refused"
    if result_hash([section.result for section in answer.sections]) == receipt["result_hash"]:
        return "same"
    if not is_for(receipt, tools.who, tools.model) or receipt.get("rules") != rules(tools.who, tools.model):
        return "for_your_access"
    if changed_definitions(receipt, tools.model):
        return "definitions_changed"
    return "data_changed" if changed_tables(receipt, tools.engine) else "different"
