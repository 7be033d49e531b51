"""What goes together with not coming back.

Rule: association, never cause. A feature matters as far as the model of `model.py` ranks the last complete
horizon worse when its values are dealt out at random among the customers; what is computed from it follows. The model
is fitted on earlier cuts, so what is measured is not how well it remembers. Features that say much the same share
their importance: a low figure does not mean that a feature has nothing to do with leaving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable
from tools.arguments import ChurnRiskArgs
from tools.churn.features import Sample
from tools.churn.model import FEWEST_TO_JUDGE, Predict
from tools.churn.risk import fit_parameters, learn_from_past, matching_keys, report_table
from tools.context import ToolContext
from tools.customer_arguments import ChurnDriversArgs
from tools.customers.base import count_left_out
from tools.errors import TooFewEvents
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.segments.summary import left_out_caveats, scope_of
from tools.stats import Z95, auc
from tools.tables import CUSTOMERS, DATE, INTEGER, NONE, PERCENT, SCORE, SCORE_FORMAT, SHARE, fact

REPEATS = 10
WEAK = 0.6  # an AUC below this: the features tell little about who leaves
NUMBER = Column("", "fact", NONE, SCORE_FORMAT).format


@dataclass(frozen=True)
class Driver:
    """A feature: the AUC lost without it, its spread over the shuffles, and its mean among the lost and the others."""

    name: str
    loss: float
    spread: float
    lost: float
    stayed: float

    @property
    def code(self) -> str:
        """The name under which texts know it: no value of somebody's data is called so."""
        return f"feature_{self.name}"

    @property
    def low(self) -> float:
        return self.loss - Z95 * self.spread

    @property
    def high(self) -> float:
        return self.loss + Z95 * self.spread

    @property
    def way(self) -> str:
        return "higher" if self.lost > self.stayed else "lower"


def churn_drivers(arguments: ChurnDriversArgs, ctx: ToolContext) -> ToolResult:
    """One row a feature, the most important first; beside it how well the model ranks at all.

    Raises
    ------
    SeriesTooShort, TooFewEvents
        The past is too short, or too few were lost, for a model.
    MissingRole, BadParameter, EmptyWindow, HistoryTooShort
    """
    scope = scope_of("churn_drivers", arguments.model_copy(update={"filters": ()}), ctx)
    judged = learn_from_past(scope, arguments.horizon_days, "model", arguments.population, ctx)
    test, statements = _judged_on(judged.test, arguments, ctx)
    if test.events < FEWEST_TO_JUDGE:
        raise TooFewEvents(test.events, FEWEST_TO_JUDGE)
    whole, found = drivers(judged.tested.predict, test)
    base = float(test.gone.mean())
    rule = "asked" if arguments.horizon_days else judged.measured.rule
    caveats = [Caveat("association_only"), Caveat("horizon_rule", (("days", judged.days), ("rule", rule)))]
    if whole < WEAK:
        caveats.append(Caveat("weak_drivers", (("auc", round(whole, 2)),)))
    if arguments.population == "active":
        caveats.append(Caveat("silent_left_out", (("days", judged.measured.churn_days),)))
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        "churn_drivers",
        (NamedTable("main", _table(found)), NamedTable("report", report_table(judged, scope))),
        _findings(found, whole, base, test, judged.days),
        (*caveats, *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(*(sample.sql for sample in judged.past), *statements),
            window=Window(scope.start, scope.as_of),
            parameters=(*fit_parameters(judged, scope), ("population", arguments.population), ("shuffles", REPEATS)),
            row_counts=(("test", len(test.keys)), ("lost", int(test.gone.sum()))),
            policies=scope.orders.rows().policies,
        ),
    )


def drivers(predict: Predict, test: Sample) -> tuple[float, tuple[Driver, ...]]:
    """The AUC on the sample, and every measured feature by how much of it is lost when it is dealt out at random."""
    gone = test.gone.tolist()
    whole = auc(predict(test).tolist(), gone) or 0.0
    shuffle = np.random.default_rng(0)
    found = []
    for position, name in enumerate(test.names):
        losses = []
        for _ in range(REPEATS):
            raw = test.raw.copy()
            raw[:, position] = shuffle.permutation(raw[:, position])
            losses.append(whole - (auc(predict(replace(test, raw=raw)).tolist(), gone) or 0.0))
        values = test.raw[:, position]
        spread = float(np.std(losses, ddof=1)) / REPEATS**0.5
        lost, stayed = float(values[test.gone].mean()), float(values[~test.gone].mean())
        found.append(Driver(name, float(np.mean(losses)), spread, lost, stayed))
    return whole, tuple(sorted(found, key=lambda driver: -driver.loss))


def _judged_on(test: Sample, arguments: ChurnDriversArgs, ctx: ToolContext) -> tuple[Sample, tuple[str, ...]]:
    """The customers of the test that were asked about; segments as of the cut, before the outcome."""
    kept = test.active.copy() if arguments.population == "active" else np.ones(len(test.keys), dtype=bool)
    if not arguments.filters:
        return test.only(kept), ()
    asked = ChurnRiskArgs(as_of=test.cut, filters=arguments.filters)
    keys, sql = matching_keys(asked, ctx)
    kept &= np.array([key in keys for key in test.keys], dtype=bool)
    return test.only(kept), (sql,)


def _table(found: tuple[Driver, ...]) -> ResultTable:
    columns = (
        fact("feature", kind="dimension"),
        Column("auc_lost", "metric", SCORE, SCORE_FORMAT),
        Column("auc_lost__low", "low", SCORE, SCORE_FORMAT),
        Column("auc_lost__high", "high", SCORE, SCORE_FORMAT),
        fact("mean_lost", NONE, NUMBER),
        fact("mean_stayed", NONE, NUMBER),
    )
    rows = tuple((d.code, d.loss, d.low, d.high, d.lost, d.stayed) for d in found)
    return ResultTable(columns, rows)


def _findings(found: tuple[Driver, ...], whole: float, base: float, test: Sample, days: int) -> tuple[Finding, ...]:
    clear = [driver for driver in found if driver.low > 0]
    told = (
        ("n", Fact(len(test.keys), CUSTOMERS, INTEGER)),
        ("base", Fact(base, SHARE, PERCENT)),
        ("days", Fact(days, NONE, INTEGER)),
        ("from_day", Fact(test.cut, format=DATE)),
        ("auc", Fact(whole, SCORE, SCORE_FORMAT)),
    )
    if not clear:
        return (Finding("churn_drivers_none", told),)
    strongest = [
        Finding(f"churn_driver_{driver.way}", (
            ("feature", Fact(driver.code)),
            ("lost", Fact(driver.lost, NONE, NUMBER)),
            ("stayed", Fact(driver.stayed, NONE, NUMBER)),
        ))
        for driver in clear[:3]
    ]  # fmt: skip
    names = ("features", Fact(tuple(driver.code for driver in clear[:3])))
    return (Finding("churn_drivers", (*told, names)), *strongest)
