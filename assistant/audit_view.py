"""The record of questions as a person reads it: one row a question, narrowed by what the address says.

Rule: a row joins what was written before the work with what was written after it; a question without an end is shown
as not finished. Nothing is left out but by a filter that stands on the page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import yaml

from assistant.audit import Record
from assistant.context import Context
from assistant.exports import BOM
from assistant.metric_cards import metrics_of
from assistant.question import detect_language
from assistant.receipts import UnknownReceipt, compare, receipt_day
from assistant.texts import say
from semantic_layer.model import Language, Metric
from tools.cells import safe_cell

RUNNING = "running"
OUTCOMES = ("answered", "clarify", "refused", "stopped", "failed", RUNNING)


@dataclass(frozen=True)
class Asked:
    """One question on record."""

    id: str
    time: datetime
    person: str
    question: str
    language: str
    outcome: str = RUNNING
    reader: str = ""
    metrics: tuple[str, ...] = ()
    ms: int | None = None
    tokens: int | None = None
    receipt: str = ""
    conversation: str = ""
    records: tuple[Record, ...] = field(default=(), compare=False)  # the lines behind the row


def asked(records: Iterable[Record]) -> tuple[Asked, ...]:
    """Every question that was started, the newest first."""
    begun: dict[str, Record] = {}
    ended: dict[str, Record] = {}
    for record in records:
        place = {"started": begun, "finished": ended}.get(str(record.get("event")))
        if place is not None:
            place[str(record["id"])] = record
    return tuple(_row(record, ended.get(identity)) for identity, record in reversed(begun.items()))


def narrowed(
    rows: Iterable[Asked], *, outcome: str = "", language: str = "", person: str = "", words: str = ""
) -> tuple[Asked, ...]:
    """The rows that fit every filter that is given; an empty one fits all."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in rows
        if outcome in ("", row.outcome)
        and language in ("", row.language)
        and person in ("", row.person)
        and all(word in row.question.casefold() for word in wanted)
    )


def to_csv(rows: Iterable[Asked], headers: tuple[str, ...]) -> bytes:
    """The rows as a file: UTF-8 with a mark, CRLF, texts defused."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        texts = (row.person, row.question, row.language, row.outcome, row.reader, ", ".join(row.metrics))
        writer.writerow((row.time.isoformat(), *map(safe_cell, texts), row.ms, row.tokens, row.receipt))
    return (BOM + buffer.getvalue()).encode()


def rerun(identity: str, context: Context, language: Language) -> str:
    """Run the plan of a receipt again, as of its day, and say what became of the figures."""
    if context.receipts is None:
        return say("cli.unknown_receipt", language, id=identity)
    try:
        receipt = context.receipts.load(identity)
    except UnknownReceipt:
        return say("cli.unknown_receipt", language, id=identity)
    calendar = replace(context.tools.calendar, as_of=receipt_day(receipt))
    found = compare(receipt, replace(context.tools, calendar=calendar))
    is_reason = found.verdict == "not_comparable"
    names = ", ".join(say(f"cli.receipt_reason.{name}", language) if is_reason else name for name in found.names)
    return say(f"cli.receipt_{found.verdict}", language, names=names)


def synonym_patch(metric: Metric, word: str) -> str:
    """The line of a metric's synonyms with one word more, in the language of the word."""
    language = detect_language(word)
    known = {code: list(words) for code, words in (("en", metric.synonyms.en), ("zh", metric.synonyms.zh)) if words}
    known[language] = [*known.get(language, ()), word]
    return str(yaml.safe_dump({"synonyms": known}, allow_unicode=True, sort_keys=True, default_flow_style=None))


def _row(started: Record, finished: Record | None) -> Asked:
    end: Record = finished or {}
    return Asked(
        id=str(started["id"]),
        time=datetime.fromisoformat(str(started["time"])),
        person=str(started.get("who", "")),
        question=str(started.get("question", "")),
        language=str(started.get("language", "")),
        outcome=str(end.get("status", RUNNING)),
        reader=str(end.get("reader") or ""),
        metrics=metrics_of(end),
        ms=_sum(end.get("ms")),
        tokens=_tokens(end.get("usage")),
        receipt=str(end.get("receipt") or ""),
        conversation=str(started.get("conversation") or ""),
        records=(started, *((finished,) if finished else ())),
    )


def _sum(parts: object) -> int | None:
    values = list(parts.values()) if isinstance(parts, Mapping) else []
    return sum(value for value in values if isinstance(value, int)) if values else None


def _tokens(usage: object) -> int | None:
    if not isinstance(usage, Mapping):
        return None
    counted = [value for name, value in usage.items() if "token" in str(name) and isinstance(value, int)]
    return sum(counted) if counted else None
