"""What became of every line of every imported file.

Rule: `records == header + preamble + blank + accepted + rejected` for each file, and the records cover all its lines;
while that is false nothing is imported. Each rejected record is named with its line, the reason and its text; each
value that was not taken as it stands is counted, with the lines of the first of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

SHOWN_CHARACTERS = 200
SHOWN_LINES = 20


@dataclass(frozen=True)
class RejectedRow:
    """One record that was not imported. `line` counts from 1 in the file as it is."""

    line: int
    # too_few_fields, too_many_fields, unclosed_quote, broken_quote, field_too_long, not_decodable, nul_byte,
    # total_line, remark_line
    reason: str
    text: str


@dataclass(frozen=True)
class Doubt:
    """Something about a column that only a person can decide. `options` are rules; the first is what was done.

    `kind`: day_or_month, mixed_order, mostly_typed, thousands_or_decimal, two_writings, made_one. `lines` are where it
    shows, and `samples` what stands there.
    """

    kind: str
    options: tuple[str, ...]
    count: int = 0
    lines: tuple[int, ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnReport:
    """How one column was read. `failed` values did not fit and became NULL; the first have `lines` and texts.

    `respelled` texts had blanks around them, or letters or digits in full width, and were read without.
    """

    name: str
    type: str  # Integer, Decimal, Float, Boolean, Date, DateTime, String
    rule: str  # plain, thousands, decimal_comma, iso, year_month_day, chinese_date, day_month_year, ...
    nulls: int = 0
    failed: int = 0
    samples: tuple[str, ...] = ()  # one for each of `lines`
    lines: tuple[int, ...] = ()
    doubt: Doubt | None = None
    respelled: int = 0


@dataclass(frozen=True)
class FileReport:
    """One file (or one sheet of a workbook) as one table."""

    file: str
    table: str
    kind: str  # csv, xlsx, parquet
    records: int
    header: int
    preamble: int
    blank: int
    accepted: int
    rejected: tuple[RejectedRow, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    renamed: tuple[tuple[str, str], ...] = ()  # headers that were empty, double or unsafe -> what they became
    left_out: tuple[str, ...] = ()  # columns of a Parquet file that no table here can hold
    sheets_aside: tuple[str, ...] = ()  # sheets of the workbook that hold a few words and no table
    preview: tuple[tuple[str, ...], ...] = ()  # the first rows as they were read

    @property
    def adds_up(self) -> bool:
        return self.records == self.header + self.preamble + self.blank + self.accepted + len(self.rejected)

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(Counter(row.reason for row in self.rejected).items()))


@dataclass(frozen=True)
class ImportReport:
    """All files of one import, and the names of what lay beside them and was not looked at."""

    files: tuple[FileReport, ...]
    left_aside: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        return sum(len(file.rejected) for file in self.files)
