"""What became of every line of every imported file.

Rule: `records == header + preamble + blank + accepted + rejected` for each file; while that is false nothing is
imported. Each rejected record is named with its line, the reason and its text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

SHOWN_CHARACTERS = 200


@dataclass(frozen=True)
class RejectedRow:
    """One record that was not imported. `line` counts from 1 in the file as it is."""

    line: int
    reason: str  # too_few_fields, too_many_fields, unclosed_quote, field_too_long
    text: str


@dataclass(frozen=True)
class ColumnReport:
    """How one column was read. `failed` values did not fit the type and became NULL; `samples` shows some of them."""

    name: str
    type: str  # Integer, Decimal, Float, Boolean, Date, DateTime, String
    rule: str  # plain, thousands, decimal_comma, iso, year_month_day, chinese_date, day_month_year, ...
    nulls: int = 0
    failed: int = 0
    samples: tuple[str, ...] = ()


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

    @property
    def adds_up(self) -> bool:
        return self.records == self.header + self.preamble + self.blank + self.accepted + len(self.rejected)

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(Counter(row.reason for row in self.rejected).items()))


@dataclass(frozen=True)
class ImportReport:
    """All files of one import."""

    files: tuple[FileReport, ...]

    @property
    def rejected(self) -> int:
        return sum(len(file.rejected) for file in self.files)
