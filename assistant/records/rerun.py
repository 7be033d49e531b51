"""Run the plan of a receipt again and say, in words, whether the figures are the same.

Rule: it is the receipt's plan as of the receipt's day, under the rights of who asks. What changed is named first
(access, definition, data), then every figure with both values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.context import Context
from assistant.records.receipt_changes import change_cells
from assistant.records.receipts import Comparison, UnknownReceipt, Verdict, compare, receipt_day
from assistant.wording import Wording
from semantic_layer.model import Language

MOST = 50


@dataclass(frozen=True)
class Rerun:
    """What a person is told. `rows` are (row, figure, then, now) with the headings before them; `more` were cut."""

    verdict: Verdict | None  # None: there is no such receipt
    sentence: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: str = ""


def rerun(identity: str, context: Context, language: Language) -> Rerun:
    """Compare a receipt with a fresh run.

    Raises
    ------
    QueryInterrupted, EngineError
        When the run is stopped, or the data cannot be read.
    """
    wording = context.wording(language)
    try:
        receipt = context.receipts.load(identity) if context.receipts else None
    except UnknownReceipt:
        receipt = None
    if receipt is None:
        return Rerun(None, wording.say("receipt.gone"))
    calendar = replace(context.tools.calendar, as_of=receipt_day(receipt))
    return told(compare(receipt, replace(context.tools, calendar=calendar)), wording)


def told(found: Comparison, wording: Wording) -> Rerun:
    """A comparison in words."""
    if found.verdict == "not_comparable":
        return Rerun(found.verdict, wording.say(f"receipt.{found.names[0]}"))
    named = {"definitions_changed": wording.metric, "data_changed": wording.dataset}.get(found.verdict, str)
    names = wording.comma(named(name) for name in found.names)
    places = {"names": names} if found.names else {}
    rows = tuple(change_cells(change, wording) for change in found.changes[:MOST])
    left = len(found.changes) - len(rows)
    return Rerun(
        found.verdict,
        wording.say(f"receipt.{found.verdict}", **places),
        tuple(wording.say(f"receipt.{name}") for name in ("where", "column", "before", "now")),
        rows,
        wording.say("receipt.more", n=left) if left else "",
    )
