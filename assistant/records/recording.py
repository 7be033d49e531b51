"""One question on record: started before the work, finished (or stopped, or failed) after it.

Rule: a record is on disk before the answer shows. When it cannot be written, a model with `audit: required` refuses
to answer; otherwise the answer carries a caveat.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.answer_parts import Note
from assistant.exports.text import changed_cells
from assistant.question import Question
from assistant.records.audit import Audit, AuditFailed
from assistant.records.receipts import Receipts, receipt_of, versions
from assistant.texts import say
from semantic_layer.engines.errors import QueryInterrupted
from tools.context import ToolContext

if TYPE_CHECKING:
    from assistant.answer import Answer


@dataclass
class Recording:
    """The record of one question while it is being answered."""

    question: Question
    audit: Audit | None
    receipts: Receipts | None
    tools: ToolContext
    started: str | None = None  # id of the record; None when it could not be written
    is_sealed: bool = field(default=False)
    is_lost: bool = field(default=False)  # an end that could not be written

    @property
    def is_blocked(self) -> bool:
        """Whether the model demands a record and there is none, or none of the end."""
        is_missing = self.audit is not None and (self.started is None or self.is_lost)
        return is_missing and self.tools.model.settings.get("audit") == "required"

    def seal(self, answer: Answer) -> Answer:
        """Store the receipt, write the finished record, and return the answer with both."""
        answer = self._with_receipt(answer)
        self.is_sealed = True
        if self.audit is None:
            return answer
        written = self.started is not None and self._handed_over(answer) and self.finish(answer.status, answer)
        self.is_lost = not written
        return answer if written else _noted(answer, "audit_failed")

    def _handed_over(self, answer: Answer) -> bool:
        """Write one record for every list of customers that a tool wrote as a file; False when that failed."""
        assert self.audit is not None
        for section in answer.sections:
            facts = dict(section.result.lineage.parameters)
            if "export" not in facts:
                continue
            try:
                self.audit.write("export", str(facts["export"]), {"who": self.question.who.name, **facts})
            except AuditFailed:
                return False
        return True

    def finish(self, status: str, answer: Answer | None = None) -> bool:
        """Write how the question ended; False when that failed."""
        if self.audit is None or self.started is None:
            return False
        try:
            self.audit.write("finished", self.started, finished_facts(self.question, status, answer, self.tools))
        except AuditFailed:
            return False
        return True

    def _with_receipt(self, answer: Answer) -> Answer:
        if self.receipts is None or not answer.sections:
            return answer
        try:
            return replace(answer, receipt=self.receipts.store(receipt_of(answer, self.tools)))
        except OSError:
            return _noted(answer, "receipt_failed")


@contextmanager
def recording(
    question: Question, audit: Audit | None, receipts: Receipts | None, tools: ToolContext
) -> Iterator[Recording]:
    """Write `started`, hand out the record, and see to it that an end is written whatever happens."""
    record = Recording(question, audit, receipts, tools, _start(question, audit))
    status = "failed"
    try:
        yield record
    except (QueryInterrupted, KeyboardInterrupt, GeneratorExit):
        status = "stopped"
        raise
    finally:
        if not record.is_sealed:
            record.finish(status)


def finished_facts(question: Question, status: str, answer: Answer | None, tools: ToolContext) -> dict[str, object]:
    """What the finished record says: outcome, plan, SQL, versions, rows, time. No row of the data."""
    facts: dict[str, object] = {"status": status, "who": question.who.name}
    if answer is None:
        return facts
    lineages = [lineage for section in answer.sections for lineage in section.lineages]
    return {
        **facts,
        "reader": answer.reader,
        "plan": answer.plan.to_json(),
        "sql": [sql for lineage in lineages for sql in lineage.sql],
        "rows": [len(section.table.rows) for section in answer.sections],
        "policies": sorted({policy for lineage in lineages for policy in lineage.policies}),
        "model": tools.model.hash,
        "data": tools.engine.data_version(),
        "engine": tools.engine.dialect,
        "versions": versions(),
        "unknown": [span.text for span in answer.plan.reading.unknown],
        "code": answer.refusal.code if answer.refusal else None,
        "ms": dict(answer.ms),
        "usage": answer.usage.to_json() if answer.usage else None,
        "receipt": answer.receipt,
    }


def record_export(answer: Answer, form: str, audit: Audit | None, name: str | None = None, purpose: str = "") -> bool:
    """Write that an answer left as a file: form, name, rows, and how many texts were defused; False on failure."""
    if audit is None:
        return True
    facts = {
        "who": answer.question.who.name,
        "form": form,
        "file": name,
        "purpose": purpose or None,
        "rows": [len(section.table.rows) for section in answer.sections],
        "changed_cells": changed_cells(answer) if form == "csv" else 0,
        "receipt": answer.receipt,
    }
    try:
        audit.write("export", answer.receipt or "-", facts)
    except AuditFailed:
        return False
    return True


def _start(question: Question, audit: Audit | None) -> str | None:
    if audit is None:
        return None
    facts = {
        "who": question.who.name,
        "question": question.text,
        "language": question.language,
        "conversation": question.conversation,
    }
    try:
        return audit.begin(facts)
    except AuditFailed:
        return None


def _noted(answer: Answer, code: str) -> Answer:
    return replace(answer, notes=(*answer.notes, Note(code, say(f"caveat.{code}", answer.language))))
