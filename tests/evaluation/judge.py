"""Right, wrong, asked back or refused: what became of one question.

Rule: a wrong answer is one that was given and is not the expected one; not answering is never counted as wrong, and
answering what has no answer always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.answer import Answer
from assistant.plan import Clarify, Compute, Refuse
from semantic_layer.result import ResultTable
from tests.evaluation.matching import Rows, matches
from tests.evaluation.pairs import Expect

Outcome = Literal["right", "wrong", "clarify", "refused", "failed"]
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "clarify", "refused", "failed")
SHARES = frozenset({"share", "rate"})  # kinds of columns that are shares of one whatever their unit
NO_ROWS_TOOLS = frozenset({"describe"})


@dataclass(frozen=True)
class Verdict:
    """`code` says why nothing was computed, `word` about which word; both empty where there is an answer."""

    outcome: Outcome
    status: str
    code: str = ""
    word: str = ""


def judge(found: Answer, expected: Sequence[Rows], *, expect: Expect = "rows", ordered: bool = False) -> Verdict:
    """Judge one answer; `expected` has the rows of each question that the sentence asks."""
    match found.plan.outcome:
        case Clarify(code, _, params) if found.status != "answered":
            return Verdict("right" if expect == "none" else "clarify", found.status, code, _word(params))
        case Refuse(code, params, missing) if found.status != "answered":
            return Verdict("right" if expect == "none" else "refused", found.status, code, _word(params, missing))
        case Compute(calls):
            if expect == "about":
                is_right = all(call.tool in NO_ROWS_TOOLS for call in calls)
            else:
                is_right = expect == "rows" and holds(found, expected, ordered=ordered)
            return Verdict("right" if is_right else "wrong", found.status)
        case _:
            return Verdict("refused", found.status, found.refusal.code if found.refusal else "")


def holds(found: Answer, expected: Sequence[Rows], *, ordered: bool = False) -> bool:
    """Every expected table is in one of the answer's sections, and no section is there that nobody asked for.

    A period that begins today has nothing in it yet: its row may be there or not.
    """
    tables = [section.table for section in found.sections]
    if len(tables) > max(len(expected), 1):
        return False
    return all(
        any(
            matches(candidate, rows, ordered=ordered, shares=_shares(table))
            for table in tables
            for candidate in (table.rows, without_begun(table, found.as_of))
        )
        for rows in expected
    )


def without_begun(table: ResultTable, today: date) -> Rows:
    """The rows without those of a period that begins today."""
    periods = [i for i, column in enumerate(table.columns) if column.kind == "period"]
    return [row for row in table.rows if not any(_day(row[i]) >= today for i in periods)]


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else date.min


def _shares(table: ResultTable) -> list[int]:
    return [
        i for i, column in enumerate(table.columns) if column.unit.kind in ("share", "ratio") or column.kind in SHARES
    ]


def _word(params: Sequence[tuple[str, str]], missing: Sequence[str] = ()) -> str:
    return "; ".join(missing) or "; ".join(value for _, value in params)
