"""Which questions used a metric, under which version of its definition, and what became of the definition since.

Rule: a saved answer that rests on another definition than today's, or on one that somebody proposes to change, is to be
checked again; its figures stay those of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from assistant.metric_pages.cards import metrics_of
from assistant.question import BY_PAGE
from assistant.records.audit import Record
from assistant.records.receipts import Receipt, Receipts, UnknownReceipt
from semantic_layer.model import SemanticModel
from semantic_layer.versions import definition_hash

if TYPE_CHECKING:
    from assistant.learning.proposals import Proposal

LOOKED_AT = 400  # questions back from the newest


@dataclass(frozen=True)
class Use:
    """One answered question. `definition` is the hash it was computed with, empty where no receipt tells."""

    time: datetime
    person: str
    question: str
    receipt: str
    conversation: str
    definition: str
    is_to_check: bool = False


@dataclass(frozen=True)
class Change:
    """One line of the change log, with the day and what happened."""

    time: datetime | None
    what: str  # "version", "proposed", "confirmed", "rejected", "expired"
    person: str = ""
    id: str = ""


def uses_of(
    metric: str, records: Iterable[Record], receipts: Receipts | None, model: SemanticModel, waiting: frozenset[str]
) -> tuple[Use, ...]:
    """The answered questions of persons that used the metric, the newest first."""
    begun: dict[object, Record] = {}
    found: list[tuple[Record, Record]] = []
    for record in records:
        if record.get("event") == "started":
            begun[record["id"]] = record
        elif record.get("event") == "finished" and metric in metrics_of(record) and record["id"] in begun:
            if begun[record["id"]].get("conversation") == BY_PAGE:
                continue  # a figure on a page, which nobody asked for
            found.append((begun[record["id"]], record))
    return tuple(_use(metric, *pair, receipts, model, waiting) for pair in islice(reversed(found), LOOKED_AT))


def _use(
    metric: str,
    started: Record,
    finished: Record,
    receipts: Receipts | None,
    model: SemanticModel,
    waiting: frozenset[str],
) -> Use:
    identity = str(finished.get("receipt") or "")
    was = _definitions(identity, receipts).get(metric, "")
    return Use(
        time=datetime.fromisoformat(str(started["time"])),
        person=str(started.get("who", "")),
        question=str(started.get("question", "")),
        receipt=identity,
        conversation=str(started.get("conversation") or ""),
        definition=was,
        is_to_check=bool(was) and (was != definition_hash(metric, model) or metric in waiting),
    )


def change_log(uses: Iterable[Use], proposals: Iterable[Proposal], model: SemanticModel) -> tuple[Change, ...]:
    """When each version of the definition was first used, and what was proposed; the newest first."""
    changes: list[Change] = []
    seen = ""
    for use in reversed(tuple(uses)):
        if use.definition and use.definition != seen:
            seen = use.definition
            changes.append(Change(use.time, "version", id=seen[:8]))
    for item in proposals:
        made = datetime(item.made.year, item.made.month, item.made.day).astimezone() if item.made else None
        standing = item.standing(model)
        what = "proposed" if standing == "draft" else standing
        changes.append(Change(made, what, item.decided_by or item.author, item.id))
    return tuple(sorted(changes, key=lambda item: item.time.timestamp() if item.time else 0.0, reverse=True))


def _definitions(identity: str, receipts: Receipts | None) -> Mapping[str, str]:
    if not identity or receipts is None:
        return {}
    try:
        found: Receipt = receipts.load(identity)
    except (UnknownReceipt, OSError, ValueError):
        return {}
    known = found.get("definitions")
    return {str(name): str(was) for name, was in known.items()} if isinstance(known, Mapping) else {}
