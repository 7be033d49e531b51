"""Readings that differ in words and not in figures.

Rule: a question is only asked back where the answer depends on it. Where every reading gives the same figures, the
first one is answered and the others are named. Nothing, or nothing but zeros, is no agreement: that is asked about.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer_parts import Note
from assistant.context import Context
from assistant.plan import Clarify, Option
from assistant.restating.restate import call_label
from assistant.wording import Wording
from semantic_layer.engines.errors import EngineError, QueryInterrupted
from semantic_layer.errors import QueryError
from semantic_layer.result import ResultTable
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall, run_tool
from tools.errors import ToolError

LIMIT_S = 0.5  # of one reading; one that takes longer is asked about
_OF_WORDS = "ambiguous_"  # readings of the words that are there; a guess at an unknown word is always asked about


def agreed(outcome: Clarify, context: Context) -> tuple[ToolCall, ...]:
    """The calls of the first reading, where every other gives the same figures; else nothing.

    Raises
    ------
    QueryInterrupted
        When somebody pressed stop.
    """
    options = outcome.options
    if not outcome.code.startswith(_OF_WORDS) or len(options) < 2 or not all(map(_is_small, options)):
        return ()
    quick = replace(context, tools=replace(context.tools, timeout_s=LIMIT_S))
    first = _table(options[0].calls[0], quick)
    if first is None or not _says_something(first):
        return ()
    others = (_table(option.calls[0], quick) for option in options[1:])
    return options[0].calls if all(other is not None and _is_same(first, other) for other in others) else ()


def told(outcome: Clarify, wording: Wording) -> Note:
    """Which other readings there were."""
    others = wording.comma(f"“{call_label(option.calls[0], wording)}”" for option in outcome.options[1:])
    return Note("same_figures", wording.say("note.same_figures", others=others))


def _is_small(option: Option) -> bool:
    return len(option.calls) == 1 and isinstance(option.calls[0].arguments, QueryMetricsArgs)


def _table(call: ToolCall, context: Context) -> ResultTable | None:
    """The rows; None where they cannot be had, or not quickly."""
    try:
        with context.turn((call,)):
            return run_tool(call, context.tools).main
    except QueryInterrupted:
        raise
    except (QueryError, ToolError, EngineError):
        return None


def _is_same(one: ResultTable, other: ResultTable) -> bool:
    """Whether the rows are the same, and count the same things."""
    kinds = [[(column.kind, column.unit) for column in table.columns] for table in (one, other)]
    return kinds[0] == kinds[1] and one.rows == other.rows


def _says_something(table: ResultTable) -> bool:
    numbers = [n for n, column in enumerate(table.columns) if column.kind not in ("dimension", "period")]
    return any(row[n] for row in table.rows for n in numbers)
