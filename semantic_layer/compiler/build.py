"""The state of one compilation: what is known, and the steps written so far.

Rule: steps (CTEs) are only added, each under a name of its own, and a step that is needed twice is written once. What
is applied or left out on the way (policies, joins, filters) is noted here when it happens, so that the lineage cannot
differ from the SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.calendar import Calendar
from semantic_layer.compiler import sql
from semantic_layer.compiler.frames import Span, TimeAxis
from semantic_layer.compiler.paths import Graph
from semantic_layer.compiler.scans import Scan
from semantic_layer.compiler.scope import Member, Scope
from semantic_layer.errors import BadQuery
from semantic_layer.model import SemanticModel, SemiAdditive
from semantic_layer.policy import View
from semantic_layer.query import SemanticQuery
from semantic_layer.result import LeftOut

Step = exp.Select | exp.Union


@dataclass
class Build:
    """Everything a branch needs to know, and the steps so far."""

    model: SemanticModel
    graph: Graph
    calendar: Calendar
    query: SemanticQuery
    view: View
    axis: TimeAxis
    dialect: str
    steps: dict[str, Step] = field(default_factory=dict)
    kept: dict[Hashable, str] = field(default_factory=dict)
    members: dict[Member, tuple[str, bool]] = field(default_factory=dict)  # step, and whether it lists the others
    policies: dict[str, None] = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    joins: dict[str, None] = field(default_factory=dict)
    conditions: list[tuple[str, exp.Expression]] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    times: dict[tuple[str, str], None] = field(default_factory=dict)
    flags: dict[str, None] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    measured: dict[tuple[str, str | None, Scope, SemiAdditive | None], None] = field(default_factory=dict)

    @property
    def tomorrow(self) -> date:
        """The first day after as-of: rows from here on are left out."""
        return self.calendar.as_of + timedelta(days=1)

    def add(self, name: str, step: Step) -> str:
        """Add a step; the name gets a number where it is taken."""
        taken = name
        number = 2
        while taken in self.steps:
            taken, number = f"{name}_{number}", number + 1
        self.steps[taken] = step
        return taken

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the step kept under `key`, made the first time."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def periods(self) -> str:
        """The step that lists the periods of the answer."""

        def make() -> str:
            return self.add("periods", sql.days(("period",), [(day,) for day in self.axis.periods]))

        return self.once("periods", make)

    def spans(self, spans: tuple[Span, ...], label: str) -> str:
        """The step that lists for each period the dates to read."""
        if not spans:
            raise BadQuery("There is no period to compute. Choose a window that holds data.")

        def make() -> str:
            rows = [(span.period, span.start or date.min, span.end) for span in spans]
            return self.add(f"periods_{label}" if label else "spans", sql.days(("period", "from_day", "to_day"), rows))

        return self.once(spans, make)

    def statement(self, last: exp.Select) -> exp.Select:
        """Return the last SELECT with all steps before it."""
        if self.steps:
            last.set(
                "with_",
                exp.With(
                    expressions=[
                        exp.CTE(this=step, alias=exp.TableAlias(this=sql.identifier(name)))
                        for name, step in self.steps.items()
                    ]
                ),
            )
        return last
