"""Which values a call may take from a result, from the last answer or from a look-up.

Rule: a reference is no way around the question. A row of a result counts where that result is ranked and the row is
the one that the ranking asks for, or where all rows are meant; a member of the last answer where the question points
back to it; a value that was looked up where the very words looked up are loose words of the question. Results that are
pointed to are checked like those that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.agent.references import Cell, Handle, Member, Pointer
from assistant.checking.said import loose_words, text_of
from assistant.reading import Reading
from semantic_layer.wordforms import normal_form
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_BACK = re.compile(
    r"\b(?:its?|that|this|those|these|they|them|their|one|ones|former|latter|first|second|third|same|here|there)\b"
    r"|[它其这那该他她]|上述|前者|后者|第[一二三四五六七八九十\d]"
)


@dataclass(frozen=True)
class Pointed:
    """What the references of a plan come to: values ("city.region=east") and the calls they were taken from."""

    values: frozenset[str]
    calls: tuple[ToolCall, ...]


def pointed(kept: Mapping[str, ToolCall], made: Mapping[str, Made], reading: Reading) -> Pointed:
    """Return what may be pointed to by the calls that are kept, and by those they point to themselves."""
    names = _closure(tuple(kept), made)
    found = [pointer for name in names for pointer in made[name].pointers]
    values = {*_cells(found, made, reading), *_members(found, reading), *_looked_up(found, reading)}
    return Pointed(frozenset(values), tuple(made[name].call for name in names if name not in kept))


@dataclass(frozen=True)
class Made:
    """A call that returned a result, with its number of rows and with what its arguments pointed to."""

    call: ToolCall
    rows: int
    pointers: tuple[Pointer, ...]


def _closure(kept: tuple[str, ...], made: Mapping[str, Made]) -> tuple[str, ...]:
    names = list(kept)
    for name in names:  # grows while it is walked
        cells = [pointer for pointer in made[name].pointers if isinstance(pointer, Cell)]
        names += [cell.result for cell in cells if cell.result not in names]
    return tuple(dict.fromkeys(names))


def _cells(pointers: list[Pointer], made: Mapping[str, Made], reading: Reading) -> Iterator[str]:
    cells = [pointer for pointer in pointers if isinstance(pointer, Cell)]
    for result, column in sorted({(cell.result, cell.column) for cell in cells}):
        own = [cell for cell in cells if (cell.result, cell.column) == (result, column)]
        if _are_meant(sorted({cell.row for cell in own}), made[result], reading):
            yield from (f"{column}={cell.value}" for cell in own)


def _are_meant(rows: list[int], source: Made, reading: Reading) -> bool:
    """All rows, the first of a ranking, or as many of it as the question says."""
    args = source.call.arguments
    is_ranked = isinstance(args, QueryMetricsArgs) and bool(args.top or args.order)
    is_first = rows == list(range(1, len(rows) + 1)) and (len(rows) == 1 or str(len(rows)) in _numbers(reading))
    return len(rows) == source.rows or (is_ranked and is_first)


def _members(pointers: list[Pointer], reading: Reading) -> Iterator[str]:
    members = [pointer for pointer in pointers if isinstance(pointer, Member)]
    places = {member.place for member in members}
    if _BACK.search(text_of(reading)):
        for member in members:
            is_said = member.place == 1 or str(member.place) in _numbers(reading)
            if is_said or places == set(range(1, member.of + 1)):
                yield f"{member.dimension}={member.value}"


def _looked_up(pointers: list[Pointer], reading: Reading) -> Iterator[str]:
    loose = {normal_form(word) for words in loose_words(reading) for word in (words, *words.split())}
    for pointer in pointers:
        if isinstance(pointer, Handle) and any(normal_form(words) in loose for words in pointer.words):
            yield f"{pointer.dimension}={pointer.value}"


def _numbers(reading: Reading) -> set[str]:
    said = (span.bound_to.split(":") for span in reading.spans)
    return {part for head, *parts in said if head in ("number", "rank") for text in parts for part in text.split(",")}
