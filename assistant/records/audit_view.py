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

from assistant.exports.text import BOM
from assistant.learning.proposals import slug
from assistant.metric_pages.cards import metrics_of
from assistant.question import BY_PAGE, detect_language
from assistant.records.audit import Record
from semantic_layer.model import Measure, Metric
from tools.cells import safe_cell

RUNNING = "running"
THUMBS = ("up", "down")
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
    is_by_page: bool = False  # a figure on a page, which nobody asked for
    thumb: str = ""  # "up" or "down": the last word of a person about the answer
    records: tuple[Record, ...] = field(default=(), compare=False)  # the lines behind the row


def asked(records: Iterable[Record]) -> tuple[Asked, ...]:
    """Every question that was started, the newest first."""
    begun: dict[str, Record] = {}
    ended: dict[str, Record] = {}
    thumbs: dict[str, str] = {}
    for record in records:
        if record.get("event") == "feedback" and record.get("verdict") in THUMBS:
            thumbs[str(record.get("receipt") or record["id"])] = str(record["verdict"])
        place = {"started": begun, "finished": ended}.get(str(record.get("event")))
        if place is not None:
            place[str(record["id"])] = record
    rows = (_row(record, ended.get(identity)) for identity, record in reversed(begun.items()))
    return tuple(replace(row, thumb=thumbs.get(row.receipt, "")) if row.receipt else row for row in rows)


def narrowed(
    rows: Iterable[Asked],
    *,
    outcome: str = "",
    language: str = "",
    person: str = "",
    metric: str = "",
    thumb: str = "",
    words: str = "",
    pages: bool = True,
) -> tuple[Asked, ...]:
    """The rows that fit every filter that is given; an empty one fits all. `pages`: also what pages computed."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in rows
        if outcome in ("", row.outcome)
        and language in ("", row.language)
        and person in ("", row.person)
        and (not metric or metric in row.metrics)
        and thumb in ("", row.thumb)
        and (pages or not row.is_by_page)
        and all(word in row.question.casefold() for word in wanted)
    )


def to_csv(rows: Iterable[Asked], headers: tuple[str, ...]) -> bytes:
    """The rows as a file: UTF-8 with a mark, CRLF, texts defused."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        texts = (row.person, row.question, row.language, row.outcome, row.reader, ", ".join(row.metrics))
        writer.writerow((row.time.isoformat(), *map(safe_cell, texts), row.ms, row.tokens, row.thumb, row.receipt))
    return (BOM + buffer.getvalue()).encode()


def synonym_lines(metric: Metric, word: str) -> dict[str, object]:
    """The metric's synonyms with one word more, in the language of the word, as the model's file has them."""
    language = detect_language(word)
    known = {code: list(words) for code, words in (("en", metric.synonyms.en), ("zh", metric.synonyms.zh)) if words}
    known[language] = [*known.get(language, ()), word]
    return {"name": metric.name, "synonyms": dict(sorted(known.items()))}


def metric_lines(word: str, measure: Measure, dataset: str) -> dict[str, object]:
    """A new metric called by a word that nobody knew, over a measure of the model."""
    return {
        "name": slug(word, "metric"),
        "type": "simple",
        "measure": f"{dataset}.{measure.name}",
        "direction": "neutral",
        "labels": {"en": word, "zh": word},
    }


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
        conversation="" if started.get("conversation") == BY_PAGE else str(started.get("conversation") or ""),
        is_by_page=started.get("conversation") == BY_PAGE,
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
