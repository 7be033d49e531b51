"""What a compiled query is: one SELECT with all that is known about it.

Rule: a compiled query is a value. Its text is rendered once, and everything else here is made from the tree and
the model, never read out of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlglot import exp

from semantic_layer.calendar import ComparedWindows
from semantic_layer.compiler.scans import Scan, Steps
from semantic_layer.query import SemanticQuery, Window
from semantic_layer.result import Column, LeftOut


@dataclass(frozen=True)
class Lineage:
    """What the numbers come from: tables, their columns as `table.column`, joins and filters in words of SQL."""

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    times: tuple[tuple[str, str], ...] = ()  # metric -> the time dimension that dates it
    conditions: tuple[tuple[str, exp.Expression], ...] = field(default=(), compare=False, repr=False)
    scans: tuple[Scan, ...] = field(default=(), compare=False, repr=False)
    steps: Steps = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """The conditions of every branch; written when a derivation is opened, not for every query."""
        return tuple(dict.fromkeys(f"{dataset}: {node.sql('duckdb')}" for dataset, node in self.conditions))


@dataclass(frozen=True)
class Counted:
    """Two columns of a probe: how many rows were left out for one reason, and their value."""

    code: str
    metric: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Probe:
    """One SELECT of one row: for each of `counts` the number of rows, then their value."""

    sql: str
    counts: tuple[Counted, ...]


@dataclass(frozen=True)
class CompiledQuery:
    """One SELECT for one dialect.

    `hidden` columns at the end serve the flags of the result and are not part of it. `window` is what is read
    after clipping to as-of and to whole days; `compared` names the windows of every comparison.
    """

    sql: str
    dialect: str
    columns: tuple[Column, ...]
    query: SemanticQuery
    lineage: Lineage = Lineage()
    policies: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    total: CompiledQuery | None = None
    flags: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    window: Window | None = None
    compared: tuple[tuple[str, ComparedWindows], ...] = ()
    periods: tuple[date, ...] = ()
    hidden: tuple[str, ...] = ()
