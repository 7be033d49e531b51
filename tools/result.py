"""What a tool gives back: tables, typed findings, caveats and lineage; no prose.

Rule: tools never write sentences. A finding is a kind and named facts with units; `assistant/texts/` holds
the sentence for each kind in both languages, so every number a person reads can be traced to a fact here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from semantic_layer.model import Format, Unit
from semantic_layer.query import SemanticQuery, Window
from semantic_layer.result import ResultTable, RowStep, Value

NO_UNIT = Unit("none")
TEXT = Format("text")


@dataclass(frozen=True)
class Fact:
    """One value of a finding with what is needed to write it.

    `source` is the metric or dimension the value belongs to: a dimension's code is shown by its label.
    """

    value: Value | tuple[Value, ...]
    unit: Unit = NO_UNIT
    format: Format = TEXT
    source: str = ""


@dataclass(frozen=True)
class Finding:
    """Something worth saying: a kind (`leader`, `tie`, `trend`, ...) and its facts by name."""

    kind: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def fact(self, name: str) -> Fact:
        return dict(self.facts)[name]


@dataclass(frozen=True)
class Caveat:
    """A reason to read the figures with care. The sentence lives in the texts under `code`."""

    code: str
    params: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class NamedTable:
    """A table with its part in the answer: "main", "context" (all groups behind a ranking), "cuts", ..."""

    name: str
    table: ResultTable


@dataclass(frozen=True)
class Lineage:
    """Where the figures come from: what an evidence drawer and a receipt need."""

    as_of: date
    queries: tuple[SemanticQuery, ...] = ()
    sql: tuple[str, ...] = ()
    window: Window | None = None
    compared_window: Window | None = None
    metrics: tuple[str, ...] = ()  # names of the definitions used, inputs included
    dimensions: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    parameters: tuple[tuple[str, Value], ...] = ()  # every parameter, defaults too: t0, horizon_days, run, ...
    row_counts: tuple[tuple[str, int], ...] = ()  # rows at each step
    steps: tuple[RowStep, ...] = ()  # rows of each dataset that the figures rest on
    overall: tuple[tuple[str, Value], ...] = ()  # metric key -> its value without the groups, computed on its own
    parts: ResultTable | None = None  # what a ratio is made of: its groups, above and below the line


@dataclass(frozen=True)
class ToolResult:
    """The outcome of one tool call. The first table is the main one."""

    tool: str
    tables: tuple[NamedTable, ...]
    findings: tuple[Finding, ...]
    caveats: tuple[Caveat, ...]
    lineage: Lineage

    @property
    def main(self) -> ResultTable:
        return self.tables[0].table

    def table(self, name: str) -> ResultTable | None:
        return next((item.table for item in self.tables if item.name == name), None)
