"""CSV and its relatives: bytes to rows of text, with every line accounted for.

Rule: nothing is guessed in silence. A record is read by the strict rules of quoting or rejected by its line; a row with
more or fewer fields than the header is rejected by line, never padded or cut; the lines of all records together are
the lines of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.importing.encoding import BAD, decode
from semantic_layer.importing.errors import LinesUnaccounted, UnreadableFile
from semantic_layer.importing.header import find_header
from semantic_layer.importing.report import SHOWN_CHARACTERS, RejectedRow
from semantic_layer.importing.totals import reasons_to_leave

_DELIMITERS = (",", "\t", ";", "|")
_LINE_END = re.compile(r"\r\n|\r|\n")
MAX_FIELD = 1_000_000
MAX_COLUMNS = 2_000
_WIDE = 4  # fields
_LONGEST = 50  # lines of one record


@dataclass(frozen=True)
class TextTable:
    """Header and rows as text. `lines` gives the line (of a workbook: the row) each row began on."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    records: int
    preamble: int
    blank: int
    rejected: tuple[RejectedRow, ...]
    encoding: str
    delimiter: str


@dataclass(frozen=True)
class _Record:
    """One record: where it begins, how many lines it takes, its fields, and what is wrong with it as it stands."""

    line: int
    size: int
    fields: tuple[str, ...]
    raw: str
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.fault and not any(field.strip() for field in self.fields)


def read_delimited(file: str, data: bytes, encoding: str | None = None, confirmed: bool = False) -> TextTable:
    """Read a delimited text file; every record is header, preamble, blank, accepted or rejected."""
    text, used = decode(file, data, encoding, confirmed)
    if not text.strip():  # nothing but a mark
        raise UnreadableFile(file, "empty")
    lines = list(io.StringIO(text, newline=""))  # splits at line ends only, not at form feeds and the like
    delimiter = _delimiter(lines)
    width = _width(_records(lines, delimiter, 0))
    records = _records(lines, delimiter, width)
    if sum(record.size for record in records) != _count_lines(text):
        raise LinesUnaccounted(file)
    whole = [r for r in records if not r.fault and not r.is_blank and len(r.fields) == width]
    if not whole:
        raise UnreadableFile(file, "empty" if all(record.is_blank for record in records) else "no_header")
    if width > MAX_COLUMNS:
        raise UnreadableFile(file, "too_many_columns", whole[0].line)
    header = find_header([record.fields for record in whole])
    return _sorted(records, header.names, whole[header.place].line, width, used, delimiter)


def _sorted(
    records: Sequence[_Record], header: tuple[str, ...], start: int, width: int, encoding: str, delimiter: str
) -> TextTable:
    """Put each record where it belongs: what stands above the header is a preamble, whatever its form."""
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    rejected: list[RejectedRow] = []
    preamble = blank = 0
    for record in records:
        if record.is_blank:
            blank += 1
        elif record.line < start:
            preamble += 1
        elif record.line == start:
            continue
        elif reason := _reason(record, width):
            rejected.append(RejectedRow(record.line, reason, record.raw.replace(BAD, "�")[:SHOWN_CHARACTERS]))
        else:
            rows.append(record.fields)
            lines.append(record.line)
    none = reasons_to_leave(rows)
    left = [RejectedRow(lines[n], why, delimiter.join(rows[n])[:SHOWN_CHARACTERS]) for n, why in none.items()]
    return TextTable(
        header=header,
        rows=tuple(row for n, row in enumerate(rows) if n not in none),
        lines=tuple(line for n, line in enumerate(lines) if n not in none),
        records=len(records),
        preamble=preamble,
        blank=blank,
        rejected=tuple(sorted((*rejected, *left), key=lambda row: row.line)),
        encoding=encoding,
        delimiter=delimiter,
    )


def _reason(record: _Record, width: int) -> str:
    if BAD in record.raw:
        return "not_decodable"
    if "\x00" in record.raw:
        return "nul_byte"
    if record.fault:
        return record.fault
    if len(record.fields) != width:
        return "too_few_fields" if len(record.fields) < width else "too_many_fields"
    return "field_too_long" if any(len(field) > MAX_FIELD for field in record.fields) else ""


def _records(lines: Sequence[str], delimiter: str, width: int) -> list[_Record]:
    """Cut the lines into records: a quote that is open at the end of a line goes on in the next one.

    A quote that never closes would swallow the rest of the file, and so would one that closes by accident further
    down: when the lines in between are whole rows of `width` fields, the first line stands alone and is at fault.
    """
    csv.field_size_limit(MAX_FIELD * 10)
    found: list[_Record] = []
    position = 0
    while position < len(lines):
        record = _record(lines, position, delimiter, width)
        found.append(record)
        position += record.size
    return found


def _record(lines: Sequence[str], position: int, delimiter: str, width: int) -> _Record:
    line = lines[position]
    bare = line.rstrip("\r\n")
    if '"' not in line:
        return _Record(position + 1, 1, tuple(bare.split(delimiter)), bare)
    window = lines[position : position + _LONGEST]
    reader = csv.reader(iter(window), delimiter=delimiter, strict=True)
    try:
        fields = tuple(next(reader))
    except csv.Error:
        return _Record(position + 1, 1, (), bare, "unclosed_quote" if bare.count('"') % 2 else "broken_quote")
    size = reader.line_num
    if _swallows(window[1 : size - 1], delimiter, width):
        return _Record(position + 1, 1, (), bare, "unclosed_quote")
    return _Record(position + 1, size, fields, "".join(window[:size]).rstrip("\r\n"))


def _swallows(inner: Sequence[str], delimiter: str, width: int) -> bool:
    """Are the lines inside a field rows themselves? A line of prose has two or three fields by chance, not more."""
    rows = sum(len(text.split(delimiter)) == width for text in inner)
    if width < _WIDE:
        return width > 1 and rows == len(inner) > 1
    return rows * 2 >= len(inner) > 0


def _count_lines(text: str) -> int:
    """The lines of a text, counted on their own: those that end, and the last one that does not."""
    ends = [found.end() for found in _LINE_END.finditer(text)]
    return len(ends) + (not ends or ends[-1] < len(text))


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that splits most of the first lines into the same number (at least two) of fields."""
    sample = [line for line in lines[:200] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(record.fields) for record in _records(sample, delimiter, 0))
        width, agreed = max(((w, n) for w, n in counts.items() if w > 1), key=lambda p: (p[1], p[0]), default=(1, 0))
        return agreed, width

    return max(_DELIMITERS, key=agreement)


def _width(records: Sequence[_Record]) -> int:
    """The number of fields of the table: that of most records; among equals, the wider."""
    counts = Counter(len(r.fields) for r in records if not r.fault and not r.is_blank)
    return max(counts, key=lambda width: (counts[width], width), default=0)
