"""Say what a list of rows shows: how many there are, or the rows that a ranking chose, by name.

Rule: every figure is a cell of the list or the number of its rows. A row is called by its words; numbers and dates of
a row are values, and the one that the ranking goes by stands beside the name.
"""

from __future__ import annotations

from assistant import formats
from assistant.narrate.writer import Sentence
from assistant.restating.query_words import rank_text
from assistant.wording import Wording
from semantic_layer.result import Column, ResultTable, Value
from tools.arguments import QueryMetricsArgs

NAMED = 5  # rows that a sentence can name
RANKED = 10  # of a ranking, which is asked for its rows
_MAX_LABELS = 2


def tell_rows(arguments: QueryMetricsArgs, table: ResultTable, in_all: int, wording: Wording) -> Sentence:
    """The headline of a list. `arguments.rows` names what its rows are; `in_all` counts them where the list is cut."""
    assert arguments.rows
    if not table.rows:
        withheld = any(item.code == "suppressed_groups" for item in table.left_out)
        return wording.pieces("finding.withheld" if withheld else "finding.empty")
    if arguments.top:
        return _ranked(arguments, table, wording)
    count = formats.count(len(table.rows), wording.language)
    things = wording.rows_of(arguments.rows, is_one=len(table.rows) == 1)
    if in_all > len(table.rows):
        whole = formats.count(in_all, wording.language)
        return wording.pieces("finding.rows.cut", whole=whole, count=count, things=wording.rows_of(arguments.rows))
    if "truncated" in table.flags or arguments.limit == len(table.rows):
        return wording.pieces("finding.rows.first", count=count, things=things)
    labels = label_columns(table, wording)
    if labels and len(table.rows) <= NAMED:
        groups = wording.join(_name(row, table, labels, wording) for row in table.rows)
        return wording.pieces("finding.rows.named", count=count, things=things, groups=groups)
    return wording.pieces("finding.rows", count=count, things=things)


def label_columns(table: ResultTable, wording: Wording) -> tuple[int, ...]:
    """The columns that a row is called by: words, not numbers, dates or yes and no; the first where there are many."""
    found = tuple(i for i in table.of_kind("dimension") if _is_word(table.columns[i], table, wording))
    return found if len(found) <= _MAX_LABELS else found[:1]


def _ranked(arguments: QueryMetricsArgs, table: ResultTable, wording: Wording) -> Sentence:
    top = arguments.top
    assert top
    by = next((i for i, column in enumerate(table.columns) if column.name == top.by), None)
    labels = tuple(i for i in label_columns(table, wording) if i != by)
    if by is not None and not labels and len(table.rows) == 1:
        value = wording.cell(table.rows[0][by], table.columns[by], "short")
        return wording.pieces("finding.rows.value", rank=rank_text(arguments, wording), value=value)
    shown = table.rows[:NAMED] if len(table.rows) > RANKED else table.rows
    groups = wording.join(_member(row, table, labels, by, wording) for row in shown)
    said = {"rank": rank_text(arguments, wording), "groups": groups}
    if len(shown) < len(table.rows):
        left = formats.count(len(table.rows) - len(shown), wording.language)
        return wording.pieces("finding.rows.ranks.more", n=left, **said)
    return wording.pieces("finding.rows.rank" if top.n == 1 and not top.per else "finding.rows.ranks", **said)


def _member(
    row: tuple[Value, ...], table: ResultTable, labels: tuple[int, ...], by: int | None, wording: Wording
) -> str:
    """A row with the value that it was ranked by: `Chez Panisse (4.8)`."""
    value = wording.cell(row[by], table.columns[by], "short") if by is not None else ""
    name = _name(row, table, labels or (() if value else table.of_kind("dimension")[:1]), wording)
    return wording.say("finding.top_n.member", group=name, value=value) if name and value else name or value


def _name(row: tuple[Value, ...], table: ResultTable, labels: tuple[int, ...], wording: Wording) -> str:
    return " · ".join(wording.cell(row[i], table.columns[i]) for i in labels)


def _is_word(column: Column, table: ResultTable, wording: Wording) -> bool:
    if column.grain or column.part or wording.is_numeric(column.source):
        return False
    values = table.values(column.name)
    return any(isinstance(value, str) for value in values) or _is_key(column, wording)


def _is_key(column: Column, wording: Wording) -> bool:
    model = wording.model
    return model.has_dimension(column.source) and model.dimension(column.source).type == "identifier"
