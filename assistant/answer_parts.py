"""The pieces an answer is made of, in words a person reads.

Rule: a piece is finished when it is here. Pages, exports and the command line draw it and add no word, no figure
and no rounding of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from semantic_layer.result import LeftOut, ResultTable
    from tools.catalog import ToolCall
    from tools.result import Lineage, NamedTable, ToolResult

ChartType = Literal[
    "none", "tile", "bar", "grouped_bar", "stacked_bar", "line", "scatter", "histogram", "heatmap", "funnel", "pie",
]  # fmt: skip

PartKind = Literal[
    "metric", "dimension", "grain", "top", "share", "cumulate", "filter", "members", "having", "compare", "period",
    "order", "tool", "parameter", "assumption",
]  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """A piece of a sentence; `strong` pieces are what the reader's eye should find first.

    `place` names the place of the sentence that the piece fills: a value, a name, a period. Our own words have none.
    """

    text: str
    strong: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Part:
    """One piece of the restatement. `assumed` pieces were filled by a default, not said by the person."""

    kind: PartKind
    text: str
    assumed: bool = False


@dataclass(frozen=True)
class Note:
    """A caveat in words; `code` is the caveat it came from.

    `undo` is there where a word was corrected: the word as typed and what it was taken for, to be taken back.
    """

    code: str
    text: str
    undo: tuple[str, str] | None = None


@dataclass(frozen=True)
class Choice:
    """A question that can be asked with one click, and the calls it runs. `value` is what it would answer, if known.

    `blocked` is why it cannot be computed: it is shown, and nobody can take it.
    """

    label: str
    calls: tuple[ToolCall, ...]
    default: bool = False
    value: str = ""
    blocked: str = ""


@dataclass(frozen=True)
class Clarification:
    """One question back to the person, why it is asked, and two to four choices."""

    question: str
    why: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Refusal:
    """What cannot be answered, what is missing for it, and the nearest that can."""

    code: str
    reason: str
    missing: tuple[str, ...] = ()
    nearest: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart as Vega-Lite with its data inside. `reason` says why this one; `alt` is read to who cannot see it.

    `others` are the chart types that would be honest for the same rows, `hidden` the groups that are not drawn by name.
    """

    type: ChartType = "none"
    spec: Mapping[str, object] | None = None
    reason: str = ""
    alt: str = ""
    others: tuple[ChartType, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Tile:
    """One figure beside the headline, with a word below it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Trend:
    """The periods before one number: the number with its change, a small line, and the result both come from."""

    tile: Tile
    chart: Chart
    result: ToolResult


@dataclass(frozen=True)
class Definition:
    """What a metric means, in words, with who answers for it."""

    name: str
    label: str
    description: str
    formula: str
    unit: str
    state: str
    owner: str = ""
    version: str = ""


@dataclass(frozen=True)
class Derivation:
    """How the figures came about: everything an auditor asks for, nothing that did not happen."""

    as_of: date
    definitions: tuple[Definition, ...] = ()
    formulas: tuple[str, ...] = ()  # with the figures filled in: "580 ÷ 1,203 = 48.2%"
    filters: tuple[str, ...] = ()
    period: str = ""
    period_start: date | None = None
    period_end: date | None = None  # the last day, inclusive
    compared_period: str = ""
    policies: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    row_counts: tuple[tuple[str, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    sql: tuple[str, ...] = ()
    queries: tuple[Mapping[str, object], ...] = ()
    dialect: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table as a person reads it: headings and cells already written, in the order of the rows.

    `numeric` marks the columns to align at the right. Sorting uses the values of the `ResultTable` beside it.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    total: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Section:
    """The answer to one tool call. `context_table` holds all groups behind a ranking.

    `shown` and `shown_context` are `table` and `context_table` in words (labels, units, dates): draw these.
    """

    call: ToolCall
    result: ToolResult
    parts: tuple[Part, ...]
    headline_phrases: tuple[Phrase, ...]
    narration: tuple[str, ...]
    table: ResultTable
    context_table: ResultTable | None
    chart: Chart
    tiles: tuple[Tile, ...]
    derivation: Derivation
    notes: tuple[Note, ...]
    restatement: str
    shown: ShownTable
    shown_context: ShownTable | None = None
    trend: Trend | None = None  # of one number

    @property
    def headline(self) -> str:
        return "".join(phrase.text for phrase in self.headline_phrases)

    @property
    def tables(self) -> tuple[NamedTable, ...]:
        return self.result.tables

    @property
    def lineages(self) -> tuple[Lineage, ...]:
        """Where all figures of the card come from: those of the call, and those beside its number."""
        return (self.result.lineage, *((self.trend.result.lineage,) if self.trend else ()))
