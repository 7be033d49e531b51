"""What is told of all scored customers: where the scores begin, how many have each, who is best and who is last.

Rule: it all follows from one count, the customers and the money of every combination of scores.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from semantic_layer.model import Format
from semantic_layer.result import ResultTable, Value
from tools import trees
from tools.arguments import RfmScoring
from tools.context import ToolContext
from tools.one_pass import Pass
from tools.result import Caveat, Fact, Finding, NamedTable
from tools.rfm.cuts import SCORES, Rules, cut_name
from tools.rights import smallest_group, without_small_groups
from tools.roles import money_unit
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SCORE, SHARE, customers_column, fact, share_column
from tools.trees import column, named

CUT = Format("decimal", 2)
COUNTED = {"days": "frequency", "orders": "orders"}  # what the column of the frequency is called

_CELLS, _CUTS = "cells", "cuts"


def cell_parts(rules: Rules) -> dict[str, exp.Select]:
    """Over the steps that end in `scores`: each combination of scores, and the cuts where they are learned."""
    groups = trees.columns(*(score.name for score in SCORES))
    none = exp.LTE(this=column("monetary"), expression=trees.number(0))
    cells = trees.from_step(
        "scores",
        *groups,
        named(exp.Count(this=exp.Star()), "customers"),
        named(exp.Sum(this=column("monetary")), "revenue"),
        named(trees.count_if(none), "worthless"),
    ).group_by(*(group.copy() for group in groups), copy=False)
    names = [cut_name(s.name, i) for s in SCORES for i in range(1, len(rules.of(s.name).shares) + 1)]
    return {_CELLS: cells, _CUTS: trees.from_step("cuts", *trees.columns(*names))} if names else {_CELLS: cells}


class Scored:
    """The cells and the cuts as tables, caveats and findings."""

    def __init__(self, arguments: RfmScoring, rules: Rules, found: Pass, ctx: ToolContext) -> None:
        self._rules, self._ctx, self._arguments = rules, ctx, arguments
        self._rows = found.rows[_CELLS]
        self._cuts = found.rows[_CUTS][0] if rules.has_quantiles else {}
        self.customers = sum(_whole(row["customers"]) for row in self._rows)

    def tables(self) -> tuple[NamedTable, ...]:
        tables = {"cuts": self.cuts_table(), "bins": self.bins_table(), "grid": self.grid_table()}
        return tuple(NamedTable(name, table) for name, table in tables.items())

    def cuts_table(self) -> ResultTable:
        """One row per cut: the value up to which a score goes; the cut itself belongs to the side before it."""
        units = {"r": "days", "f": COUNTED[self._arguments.frequency], "m": money_unit(self._ctx.model).of}
        rows = tuple(
            (score.name, position, self._cut(score.name, position), units[score.name])
            for score in SCORES
            for position in range(1, self._rules.of(score.name).levels)
        )
        return ResultTable((fact("scored"), fact("cut", NONE, INTEGER), fact("value", NONE, CUT), fact("unit")), rows)

    def _cut(self, name: str, position: int) -> Value:
        cuts = self._rules.of(name)
        return self._cuts[cut_name(name, position)] if cuts.shares else cuts.numbers[position - 1]

    def bins(self) -> list[tuple[str, int, int]]:
        """Customers of every score of r, f and m, those without anybody too."""
        return [
            (s.name, n, sum(_whole(row["customers"]) for row in self._rows if row[s.name] == n))
            for s in SCORES
            for n in range(1, self._rules.of(s.name).levels + 1)
        ]

    def bins_table(self) -> ResultTable:
        columns = (fact("scored"), fact("score", SCORE, INTEGER), customers_column())
        table = ResultTable(columns, tuple(self.bins()))
        return without_small_groups(table, "customers", self._ctx, parts=("score",), within=("scored",))

    def grid_table(self) -> ResultTable:
        """Customers of every pair of recency and frequency, the best first; pairs without anybody too."""
        columns = (fact("r", SCORE, INTEGER), fact("f", SCORE, INTEGER), customers_column(), share_column("share"))
        pairs = [(r, f) for r in self._down("r") for f in self._down("f")]
        sizes = dict.fromkeys(pairs, 0)
        for row in self._rows:
            sizes[_whole(row["r"]), _whole(row["f"])] += _whole(row["customers"])
        rows = tuple((r, f, sizes[r, f], sizes[r, f] / self.customers) for r, f in pairs)
        return without_small_groups(ResultTable(columns, rows), "customers", self._ctx, parts=("r", "f"))

    def _down(self, score: str) -> range:
        return range(self._rules.of(score).levels, 0, -1)

    def caveats(self) -> Iterable[Caveat]:
        worthless = sum(_whole(row["worthless"]) for row in self._rows)
        if worthless:
            yield Caveat("non_positive_value", (("customers", worthless),))
        empty = [f"{name.upper()}{n}" for name, n, customers in self.bins() if not customers]
        if empty:
            yield Caveat("empty_scores", (("names", ", ".join(empty)),))

    def findings(self) -> tuple[Finding, ...]:
        """How many are best in all three and what they bring; how many are last in all three."""
        best = [row for row in self._rows if tuple(row[s.name] for s in SCORES) == self._rules.levels]
        last = [row for row in self._rows if all(row[s.name] == 1 for s in SCORES)]
        revenue = sum(float(str(row["revenue"] or 0)) for row in self._rows)
        brought = sum(float(str(row["revenue"] or 0)) for row in best)
        n, at_end = (sum(_whole(row["customers"]) for row in rows) for rows in (best, last))
        if any(0 < few < smallest_group(self._ctx) for few in (n, at_end)):
            return ()
        facts = (
            ("customers", Fact(self.customers, CUSTOMERS, INTEGER)),
            ("best", Fact(n, CUSTOMERS, INTEGER)),
            ("best_share", Fact(n / self.customers, SHARE, PERCENT)),
            ("last", Fact(at_end, CUSTOMERS, INTEGER)),
        )
        told = [Finding("rfm_scored", facts)]
        if n and revenue > 0:
            told.append(Finding("rfm_best_bring", (("share", Fact(brought / revenue, SHARE, PERCENT)),)))
        return tuple(told)


def _whole(value: Value) -> int:
    return int(str(value or 0))
