"""CSV and its relatives: bytes to rows of text, with every line accounted for.

Rule: nothing is guessed in silence. The encoding is UTF-8, or what a byte-order mark says, or what the person
stated; a row with more or fewer fields than the header is rejected by line, never padded or cut.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from semantic_layer.importing.errors import EncodingUndecided, UnreadableFile
from semantic_layer.importing.report import SHOWN_CHARACTERS, RejectedRow

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|")
MAX_FIELD = 1_000_000


@dataclass(frozen=True)
class TextTable:
    """Header and rows as text. `lines` gives the line each row began on."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: int
    preamble: int
    blank: int
    rejected: tuple[RejectedRow, ...]
    encoding: str
    delimiter: str


def decode(file: str, data: bytes, encoding: str | None, confirmed: bool) -> tuple[str, str]:
    """Return the text and the encoding it was read in.

    Raises
    ------
    EncodingUndecided
        When the bytes are no UTF-8 and nobody stated or confirmed another encoding.
    UnreadableFile
        When the stated encoding does not fit, or the bytes are no text.
    """
    if not data.strip():
        raise UnreadableFile(file, "it is empty")
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            raise UnreadableFile(file, f"it is not {encoding} text") from None
    if b"\x00" in data:
        raise UnreadableFile(file, "it holds NUL bytes, so it is no text file of a stated encoding")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise EncodingUndecided(file, "", ()) from None
    if confirmed:
        return text, "gb18030"
    raise EncodingUndecided(file, "gb18030", tuple(line[:SHOWN_CHARACTERS] for line in text.splitlines()[:6]))


def read_delimited(file: str, data: bytes, encoding: str | None = None, confirmed: bool = False) -> TextTable:
    """Read a delimited text file; every record is header, preamble, blank, accepted or rejected."""
    text, used = decode(file, data, encoding, confirmed)
    delimiter = _delimiter(text)
    records = list(_records(text, delimiter))
    filled = [(line, fields) for line, fields, _ in records if any(field.strip() for field in fields)]
    if not filled:
        raise UnreadableFile(file, "it is empty")
    width = _width(filled)
    start = next(line for line, fields in filled if len(fields) == width)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    rejected: list[RejectedRow] = []
    preamble = blank = 0
    for line, fields, raw in records:
        if not any(field.strip() for field in fields):
            blank += 1
        elif line < start:
            preamble += 1
        elif line == start:
            header = tuple(fields)
        elif (reason := _reject(fields, width, raw)) is not None:
            rejected.append(RejectedRow(line, reason, raw[:SHOWN_CHARACTERS]))
        else:
            rows.append(tuple(fields))
    return TextTable(header, tuple(rows), len(records), preamble, blank, tuple(rejected), used, delimiter)


def _reject(fields: list[str], width: int, raw: str) -> str | None:
    if raw.count('"') % 2:
        return "unclosed_quote"
    if len(fields) != width:
        return "too_few_fields" if len(fields) < width else "too_many_fields"
    return "field_too_long" if any(len(field) > MAX_FIELD for field in fields) else None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record with the line it begins on, its fields and its raw text.

    A quote that never closes would swallow the rest of the file: such a line becomes a record of its own.
    """
    csv.field_size_limit(MAX_FIELD * 10)
    lines = list(io.StringIO(text, newline=""))  # splits at line ends only, not at form feeds and the like
    position = 0
    while position < len(lines):
        size = _span(lines, position)
        raw = "".join(lines[position : position + size])
        fields = next(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter), [])
        yield position + 1, fields, raw.rstrip("\r\n")
        position += size


def _span(lines: list[str], position: int, limit: int = 50) -> int:
    """How many lines one record takes: more than one only while a quote is open (a line break inside a field)."""
    quotes = 0
    for size in range(1, min(limit, len(lines) - position) + 1):
        quotes += lines[position + size - 1].count('"')
        if quotes % 2 == 0:
            return size
    return 1


def _delimiter(text: str) -> str:
    """The sign that splits most of the first lines into the same number (at least two) of fields."""
    sample = [line for line in text.splitlines()[:200] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        width, lines = max(((w, n) for w, n in counts.items() if w > 1), key=lambda p: (p[1], p[0]), default=(1, 0))
        return lines, width

    return max(_DELIMITERS, key=agreement)


def _width(filled: list[tuple[int, list[str]]]) -> int:
    """The number of fields of the table: that of most lines; among equals, the wider."""
    counts = Counter(len(fields) for _, fields in filled)
    return max(counts, key=lambda width: (counts[width], width))
