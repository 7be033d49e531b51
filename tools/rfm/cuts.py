"""Where the scores of recency, frequency and monetary value begin.

Rule: a score is one more than the number of cuts strictly below the value, so equal values get equal scores, neither
the order of rows nor the currency changes them, and bins may stay empty. (Ranking in equal parts would give identical
customers different scores.) Cuts are discrete quantiles of everybody ("fresh"), fixed numbers, or the cuts of a kept
run ("frozen"); which of them is part of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlglot import exp

from semantic_layer.model import Segmentation
from semantic_layer.segment_maps import Levels
from tools import trees
from tools.arguments import RfmScoring
from tools.context import ToolContext
from tools.errors import BadParameter, RunMismatch
from tools.trees import Step, column, named

FIXED = {"r": (30.0, 90.0, 180.0), "f": (1.0, 5.0)}  # days since the last purchase; purchases
TERCILES = (1 / 3, 2 / 3)


@dataclass(frozen=True)
class Score:
    """One dimension of RFM: the base column, the score's name, and whether small values are good."""

    value: str
    name: str
    inverted: bool


SCORES = (Score("recency_days", "r", True), Score("frequency", "f", False), Score("monetary", "m", False))


@dataclass(frozen=True)
class Cuts:
    """The cuts of one dimension: as shares of the customers, or as numbers."""

    shares: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()

    @property
    def levels(self) -> int:
        return 1 + len(self.shares or self.numbers)


@dataclass(frozen=True)
class Rules:
    """The cuts of r, f and m, and what they are called: fresh, fixed, own, or frozen with their day."""

    r: Cuts
    f: Cuts
    m: Cuts
    kind: str
    day: date | None = None

    @property
    def levels(self) -> Levels:
        return self.r.levels, self.f.levels, self.m.levels

    def of(self, name: str) -> Cuts:
        return {"r": self.r, "f": self.f, "m": self.m}[name]

    @property
    def has_quantiles(self) -> bool:
        return any(cuts.shares for cuts in (self.r, self.f, self.m))


def rules_of(arguments: RfmScoring, ctx: ToolContext) -> Rules:
    """What the arguments ask for.

    Raises
    ------
    BadParameter
        Own cuts do not rise, or two ways are asked for at once.
    RunMismatch
        There are no kept cuts of that day.
    """
    ways = [arguments.preset == "fixed", arguments.cuts is not None, arguments.frozen_run is not None]
    if sum(ways) > 1:
        raise BadParameter("cuts", "several ways", "one of preset, cuts and frozen_run")
    equal = Cuts(shares=tuple(i / arguments.bins for i in range(1, arguments.bins)))
    if arguments.frozen_run is not None:
        return _frozen(arguments.frozen_run, ctx)
    if arguments.cuts is not None:
        own = {name: _rising(name, getattr(arguments.cuts, name)) for name in ("r", "f", "m")}
        r, f, m = (Cuts(numbers=own[name]) if own[name] else equal for name in ("r", "f", "m"))
        return Rules(r, f, m, "own")
    if arguments.preset == "fixed":
        return Rules(Cuts(numbers=FIXED["r"]), Cuts(numbers=FIXED["f"]), Cuts(shares=TERCILES), "fixed")
    return Rules(equal, equal, equal, "fresh")


def _rising(name: str, numbers: tuple[float, ...]) -> tuple[float, ...]:
    if len(numbers) > 9 or any(later <= earlier for earlier, later in pairwise(numbers)):
        raise BadParameter(f"cuts.{name}", numbers, "up to nine numbers, each above the one before")
    return numbers


# --- kept cuts ----------------------------------------------------------------------------------------------------


def kept_table(segmentation: Segmentation) -> str:
    """The table beside the runs that holds their cuts."""
    return f"{segmentation.dataset}_cuts"


def kept_rows(rules: Rules) -> exp.Select:
    """The cuts as rows, to be kept with a run: dimension, position, value."""
    rows: list[exp.Select] = []
    for score in SCORES:
        for position in range(1, rules.of(score.name).levels):
            value = trees.double(cut_value(rules, score.name, position))
            facts = {"dimension": trees.text(score.name), "position": trees.number(position), "value": value}
            row = exp.Select(expressions=[named(fact, name) for name, fact in facts.items()])
            rows.append(row.from_(trees.step("cuts"), copy=False) if rules.of(score.name).shares else row)
    together: exp.Query = rows[0]
    for row in rows[1:]:
        together = exp.union(together, row, distinct=False, copy=False)
    return exp.Select(expressions=[exp.Star()]).from_(together.subquery("kept"), copy=False)


def _frozen(written: str, ctx: ToolContext) -> Rules:
    segmentation, day = _run_named(written, ctx)
    table = f"runs.{kept_table(segmentation)}"
    if table not in ctx.engine.schema():
        raise RunMismatch("No cuts are kept.", run=written)
    same = [
        exp.EQ(this=column("as_of"), expression=trees.day(day)),
        exp.EQ(this=column("definition_hash"), expression=trees.text(segmentation.definition_hash)),
    ]
    select = (
        exp.Select(expressions=list(trees.columns("dimension", "position", "value")))
        .from_(exp.to_table(table), copy=False)
        .where(trees.all_of(same), copy=False)
        .order_by(column("dimension"), column("position"), copy=False)
    )
    rows = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s).rows
    numbers = {n: tuple(float(str(value)) for name, _, value in rows if name == n) for n in ("r", "f", "m")}
    if not rows:
        raise RunMismatch("No cuts are kept of that day.", run=written)
    r, f, m = (Cuts(numbers=numbers[name]) for name in ("r", "f", "m"))
    return Rules(r, f, m, "frozen", day)


def _run_named(written: str, ctx: ToolContext) -> tuple[Segmentation, date]:
    """ "customer.rfm@2026-10-01", or the day alone for the first RFM segmentation of the model."""
    name, _, day = written.rpartition("@")
    scored = [item for item in ctx.model.segmentations if item.tool == "rfm_segments"]
    found = next((item for item in scored if name in ("", item.name, item.qualified)), None)
    try:
        return _known(found, written), date.fromisoformat(day)
    except ValueError:
        raise BadParameter("frozen_run", written, "SEGMENTATION@YYYY-MM-DD") from None


def _known(found: Segmentation | None, written: str) -> Segmentation:
    if found is None:
        raise RunMismatch("No RFM segmentation of that name.", run=written)
    return found


# --- the statement ------------------------------------------------------------------------------------------------


def cut_name(name: str, position: int) -> str:
    return f"{name}_cut_{position}"


def cut_value(rules: Rules, name: str, position: int) -> exp.Expression:
    """A cut as it stands in the statement: a column of the step `cuts`, or a number."""
    cuts = rules.of(name)
    return column(cut_name(name, position), "cuts") if cuts.shares else trees.number(cuts.numbers[position - 1])


def score_steps(rules: Rules, *, medians: bool = False) -> tuple[Step, ...]:
    """Steps `quantiles`, `cuts` (one row, where anything is one) and `scores`: the columns of `customers` and r, f, m.

    `medians`: also those of recency and monetary value, which the map of four needs.
    """
    middle = ("recency_days", "monetary") if medians else ()
    asked = [(score, rules.of(score.name).shares) for score in SCORES if rules.of(score.name).shares]
    lists = [named(_quantiles(score.value, shares), score.name) for score, shares in asked]
    learned: list[exp.Expression] = [
        named(exp.Bracket(this=column(score.name, "quantiles"), expressions=[trees.number(i)], offset=1), name)
        for score, shares in asked
        for i, name in ((i, cut_name(score.name, i)) for i in range(1, len(shares) + 1))
    ]
    lists += [named(trees.quantile(column(name), 0.5), f"{name}_median") for name in middle]
    learned += [column(f"{name}_median", "quantiles") for name in middle]
    base = ("key", "recency_days", "frequency", "monetary")
    select = trees.from_step(
        "customers",
        *(column(name, "customers") for name in base),
        *(named(_score(score, rules), score.name) for score in SCORES),
        *(column(f"{name}_median", "cuts") for name in middle),
    )
    if not learned:
        return (("scores", select),)
    select = select.join(trees.step("cuts"), join_type="cross", copy=False)
    quantiles = trees.from_step("customers", *lists)
    return (("quantiles", quantiles), ("cuts", trees.from_step("quantiles", *learned)), ("scores", select))


def _quantiles(name: str, shares: tuple[float, ...]) -> exp.Expression:
    """Discrete quantiles of one column in one list: sorted once, not once for each."""
    return exp.PercentileDisc(this=column(name), expression=exp.Array(expressions=[trees.number(s) for s in shares]))


def _score(score: Score, rules: Rules) -> exp.Expression:
    value = column(score.value, "customers")
    levels = rules.of(score.name).levels
    above = trees.total(
        [
            trees.indicator(exp.GT(this=value.copy(), expression=cut_value(rules, score.name, i)))
            for i in range(1, levels)
        ]
    )
    if score.inverted:
        return exp.Sub(this=trees.number(levels), expression=exp.Paren(this=above))
    counted = exp.Add(this=trees.number(1), expression=above)
    if score.name != "m":
        return counted
    # Somebody who returned as much as they bought is worth nothing yet, however many are worth less.
    return exp.Case().when(exp.LTE(this=value.copy(), expression=trees.number(0)), trees.number(1)).else_(counted)
