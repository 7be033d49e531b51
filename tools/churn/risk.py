"""Who will probably not buy again within a horizon, and how far that can be trusted.

Rule: a risk is never shown without how the same rule did on the last complete horizon, and without the baseline beside
it (`model.py`). The rule is learned and judged on everybody, whatever part of them is listed: conditions on who
is listed may use what was known only later, such as a segment of today, and must not reach what is learned.

Two populations are told apart. `active`, the default, are customers who bought within the churn window: of who has been
silent for longer a loss is no news, and easy to predict. `all` is everybody who ever bought. Both are always judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from semantic_layer.model import Format
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.arguments import ChurnRiskArgs
from tools.churn.features import MONETARY, RECENCY, TENURE, Sample, past_samples, sample_at
from tools.churn.model import FEWEST_EVENTS, FEWEST_TO_JUDGE, Method, Rule, Score, judge, learn, preferred, rules
from tools.churn.thresholds import spread_table, thresholds_table
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.customers.histories import Floats
from tools.customers.horizons import Horizons, measure
from tools.customers.kept_fits import KeptFits
from tools.errors import BadParameter, EmptyWindow, TooFewEvents
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.roles import customer_entity, money_unit
from tools.segments.filters import orders_at
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import (
    CUSTOMERS,
    DATE,
    DAYS,
    INTEGER,
    MONEY,
    NONE,
    PERCENT,
    SCORE,
    SCORE_FORMAT,
    SHARE,
    fact,
)  # fmt: skip

BINS = 10
TIMES = Format("decimal", 1)
STALE_AFTER = 2  # horizons: later, a fit says nothing about today


@dataclass(frozen=True)
class Judged:
    """What was learned: the rule to score with, the scores of all rules on the test sample, and what fell short.

    `tested` is the same kind of rule as it was learned for the test, from older cuts only.
    """

    days: int
    measured: Horizons
    past: tuple[Sample, ...]
    scores: tuple[Score, ...]
    tested: Rule
    caveats: tuple[Caveat, ...]

    @property
    def test(self) -> Sample:
        return self.past[0]

    @property
    def chosen(self) -> Method:
        return self.tested.method

    def tests_on(self, population: str) -> Sample:
        """Whose outcomes judge the rule for this population."""
        return self.test.only(self.test.active) if population == "active" else self.test

    def score(self, population: str) -> Score | None:
        found = (s for s in self.scores if (s.population, s.method) == (population, self.chosen))
        return next(found, None)


JUDGED: KeptFits[Judged] = KeptFits(lambda judged: sum(sample.bytes for sample in judged.past))
TODAY: KeptFits[tuple[Sample, Rule]] = KeptFits(lambda found: found[0].bytes)


def churn_risk(arguments: ChurnRiskArgs, ctx: ToolContext) -> ToolResult:
    """The customers most at risk, with how well the rule did on the last complete horizon.

    Raises
    ------
    NotAllowed, MissingRole, BadParameter, EmptyWindow, HistoryTooShort, TooFewEvents, SeriesTooShort, NotIdentified
    """
    ensure_listable(ctx, customer_entity(ctx.model))
    scope = scope_of("churn_risk", arguments.model_copy(update={"filters": ()}), ctx)
    judged = learn_from_past(scope, arguments.horizon_days, arguments.method, arguments.population, ctx)
    now, rule = learned_today(judged, scope, judged.measured.churn_days, ctx)
    listed, wanted_sql = _wanted(now, arguments, ctx)
    risk = rule.predict(listed)
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        "churn_risk",
        (
            NamedTable("main", ResultTable(_risk_columns(ctx), _risk_rows(listed, risk, arguments))),
            NamedTable("report", report_table(judged, scope)),
            NamedTable("reliability", _reliability(judged, arguments.population)),
            NamedTable("thresholds", thresholds_table(judged.tested, judged.tests_on(arguments.population), risk)),
            NamedTable("spread", spread_table(judged.tested, risk)),
        ),
        _findings(judged, listed, risk, arguments, ctx),
        (*_caveats(judged, scope, arguments, ctx), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(*(s.sql for s in judged.past), now.sql, *wanted_sql, *(filter(None, (judged.measured.sql,)))),
            window=Window(scope.start, scope.as_of),
            parameters=(*fit_parameters(judged, scope), ("method", arguments.method),
                        ("population", arguments.population)),
            row_counts=(
                ("test", len(judged.test.keys)),
                ("scored_customers", len(listed.keys)),
                ("bought", len(now.keys)),
            ),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


# --- learning ---------------------------------------------------------------------------------------------------


def learn_from_past(scope: BaseScope, days: int | None, method: str, population: str, ctx: ToolContext) -> Judged:
    """Learn every rule that the past allows, judge all on the newest complete horizon, and choose one.

    Unasked, a rule that ranks no better than days since the last purchase gives way to it. What was learned before from
    the same data is taken again.
    """
    wanted = (days, method, population)
    return JUDGED.of(wanted, scope, ctx, lambda: _learn_from_past(scope, days, method, population, ctx))


def learned_today(judged: Judged, scope: BaseScope, active_days: int, ctx: ToolContext) -> tuple[Sample, Rule]:
    """Everybody as of today, and the chosen rule learned once more with the newest outcomes."""

    def make() -> tuple[Sample, Rule]:
        now = sample_at(scope, scope.as_of, judged.days, active_days, ctx, judged=False)
        return now, learn(judged.chosen, judged.past, now, judged.tested.kind)

    newest = tuple(sample.cut for sample in judged.past)
    return TODAY.of((judged.days, active_days, judged.chosen, judged.tested.kind, newest), scope, ctx, make)


def _learn_from_past(scope: BaseScope, days: int | None, method: str, population: str, ctx: ToolContext) -> Judged:
    measured = measure(scope, ctx)
    horizon = days or measured.repurchase_days
    past = past_samples(scope, horizon, measured.churn_days, ctx)
    test = past[0]
    inside = test.only(test.active) if population == "active" else test
    if inside.events < FEWEST_TO_JUDGE:
        raise TooFewEvents(inside.events, FEWEST_TO_JUDGE)
    learned = rules(past[1:], test, method)
    scores = judge(learned, test)
    chosen = preferred(learned, method)
    ranks = {score.method: score.auc or 0.0 for score in scores if score.population == population}
    caveats: list[Caveat] = []
    if chosen != "recency" and ranks["recency"] >= ranks[chosen]:
        caveats.append(Caveat("baseline_wins" if method == "auto" else "loses_to_baseline"))
        chosen = "recency" if method == "auto" else chosen
    if inside.events < FEWEST_EVENTS:
        caveats.append(Caveat("few_to_judge", (("events", inside.events),)))
    tested = next(rule for rule in learned if rule.method == chosen)
    return Judged(horizon, measured, past, scores, tested, tuple(caveats))


def fit_parameters(judged: Judged, scope: BaseScope) -> tuple[tuple[str, Value], ...]:
    """Everything that determined the fit, for the derivation."""
    older = judged.past[1:]
    return (
        ("as_of", scope.as_of),
        ("horizon_days", judged.days),
        ("churn_days", judged.measured.churn_days),
        ("chosen", judged.chosen),
        ("estimator", judged.tested.kind),
        ("test_cut", judged.test.cut),
        ("calibration_cut", older[0].cut if older and judged.chosen == "model" else None),
        ("train_cuts", ", ".join(sample.cut.isoformat() for sample in older[judged.chosen == "model" :])),
        ("features", ", ".join(judged.test.feature_names)),
        ("fit_date", scope.as_of),
        ("valid_until", scope.as_of + timedelta(days=STALE_AFTER * judged.days)),
        ("random_state", 0),
    )


def _wanted(now: Sample, arguments: ChurnRiskArgs, ctx: ToolContext) -> tuple[Sample, tuple[str, ...]]:
    """Who of the sample is listed: the population, the conditions, or the one customer that was asked for."""
    kept = now.active.copy() if arguments.population == "active" else np.ones(len(now.keys), dtype=bool)
    statements: tuple[str, ...] = ()
    if arguments.filters:
        keys, sql = matching_keys(arguments, ctx)
        kept &= np.array([key in keys for key in now.keys], dtype=bool)
        statements = (sql,)
    if arguments.customer is not None:
        found = np.array([str(key) == arguments.customer for key in now.keys], dtype=bool)
        if not found.any():
            raise BadParameter("customer", arguments.customer, "a customer who has bought something")
        kept &= found
    if not kept.any():
        raise EmptyWindow("Nobody of those asked for has bought in the churn window.")
    return now.only(kept), statements


def matching_keys(arguments: ChurnRiskArgs, ctx: ToolContext) -> tuple[frozenset[Value], str]:
    """Customers with a purchase that meets the conditions, whenever it was; segments as of the day of scoring."""
    scope = scope_of("churn_risk", arguments, ctx)
    scope = replace(scope, orders=orders_at("churn_risk", arguments.filters, scope.as_of, ctx))
    select = trees.with_steps(trees.from_step("customers", trees.column("key")), base_steps(scope))
    sql = trees.render(select, ctx.engine.dialect)
    rows = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return frozenset(rows.column("key").to_pylist()), sql


# --- tables -----------------------------------------------------------------------------------------------------


def _risk_columns(ctx: ToolContext) -> tuple[Column, ...]:
    return (
        fact("customer", kind="dimension"),
        Column("p", "metric", SHARE, PERCENT),
        fact("decile", NONE, INTEGER),
        fact("recency_days", DAYS, INTEGER),
        fact("value_at_risk", money_unit(ctx.model), MONEY),
    )


def _risk_rows(listed: Sample, risk: Floats, arguments: ChurnRiskArgs) -> tuple[tuple[Value, ...], ...]:
    """The riskiest first, down to the border that was asked for. Decile 1 holds the tenth with the highest risk."""
    at_risk = _value_at_risk(listed, risk)
    order = sorted(range(len(risk)), key=lambda i: (-risk[i], -at_risk[i], str(listed.keys[i])))
    return tuple(
        (listed.keys[i], float(risk[i]), rank * 10 // len(order) + 1, round(listed.raw[i, RECENCY]), float(at_risk[i]))
        for rank, i in enumerate(order[: _count_shown(risk, arguments)])
    )


def _count_shown(risk: Floats, arguments: ChurnRiskArgs) -> int:
    reached = len(risk) if arguments.at_least is None else int((risk >= arguments.at_least).sum())
    return min(arguments.limit, reached)


def _value_at_risk(listed: Sample, risk: Floats) -> Floats:
    """p times what the customer spent per horizon so far."""
    tenure = np.maximum(listed.raw[:, TENURE], listed.days)
    value: Floats = np.round(risk * listed.raw[:, MONETARY] * listed.days / tenure, 2)
    return value


def report_table(judged: Judged, scope: BaseScope) -> ResultTable:
    """How every rule did on the test cut, the baseline always among them."""
    columns = (
        fact("method"),
        fact("population"),
        fact("auc", SCORE, SCORE_FORMAT),
        fact("top_decile_lift", SCORE, SCORE_FORMAT),
        fact("brier", SCORE, SCORE_FORMAT),
        fact("base_brier", SCORE, SCORE_FORMAT),
        fact("base_rate", SHARE, PERCENT),
        fact("n", CUSTOMERS, INTEGER),
        fact("test_cut", NONE, DATE),
        fact("fit_date", NONE, DATE),
        fact("chosen"),
    )
    rows = tuple(
        (s.method, s.population, s.auc, s.lift, s.brier, s.base * (1 - s.base), s.base, s.n, judged.test.cut,
         scope.as_of, s.method == judged.chosen)
        for s in judged.scores
    )  # fmt: skip
    return ResultTable(columns, rows)


def _reliability(judged: Judged, population: str) -> ResultTable:
    """Ten equal groups by predicted risk: what was expected and what happened."""
    test = judged.tests_on(population)
    predicted = judged.tested.predict(test)
    order = np.argsort(predicted, kind="stable")
    columns = (
        fact("bin", NONE, INTEGER),
        Column("n", "n", CUSTOMERS, INTEGER),
        fact("predicted", SHARE, PERCENT),
        fact("observed", SHARE, PERCENT),
    )
    bins = enumerate(np.array_split(order, BINS), start=1)
    is_chance = judged.tested.kind != "ranking"
    rows = tuple(
        (i, len(m), float(predicted[m].mean()) if is_chance else None, float(test.gone[m].mean()))
        for i, m in bins
        if len(m)
    )
    return ResultTable(columns, rows)


# --- what is said -----------------------------------------------------------------------------------------------


def _findings(
    judged: Judged, listed: Sample, risk: Floats, arguments: ChurnRiskArgs, ctx: ToolContext
) -> tuple[Finding, ...]:
    days = ("days", Fact(judged.days, NONE, INTEGER))
    customers = ("customers", Fact(len(listed.keys), CUSTOMERS, INTEGER))
    expected = ("expected", Fact(round(float(risk.sum())), CUSTOMERS, INTEGER))
    share = ("share", Fact(float(risk.mean()), SHARE, PERCENT))
    shown = ("count", Fact(_count_shown(risk, arguments), CUSTOMERS, INTEGER))
    window = ("window", Fact(judged.measured.churn_days, NONE, INTEGER))
    if arguments.customer is not None:
        silent = ("recency", Fact(round(float(listed.raw[0, RECENCY])), NONE, INTEGER))
        first = Finding("churn_one", (("customer", Fact(arguments.customer)), share, days, silent))
    else:
        first = Finding(f"churn_expected_{arguments.population}", (customers, expected, share, days, shown, window))
    value = float(_value_at_risk(listed, risk).sum())
    money = Finding("churn_value", (days, ("value", Fact(value, money_unit(ctx.model), MONEY))))
    return (first, *_tested(judged, arguments.population), *(() if arguments.customer else (money,)))


def _tested(judged: Judged, population: str) -> tuple[Finding, ...]:
    """How the rule did beside the baseline, when both could be ranked."""
    ours = judged.score(population)
    recency = next((s for s in judged.scores if (s.population, s.method) == (population, "recency")), None)
    if ours is None or recency is None or ours.auc is None or recency.auc is None:
        return ()
    told = (
        ("from_day", Fact(judged.test.cut, format=DATE)),
        ("days", Fact(judged.days, NONE, INTEGER)),
        ("n", Fact(ours.n, CUSTOMERS, INTEGER)),
        ("base", Fact(ours.base, SHARE, PERCENT)),
        ("auc", Fact(ours.auc, SHARE, PERCENT)),
        ("recency_auc", Fact(recency.auc, SHARE, PERCENT)),
        ("lift", Fact(ours.lift, SCORE, TIMES)),
    )
    return (Finding("churn_tested_recency" if judged.chosen == "recency" else "churn_tested", told),)


def _caveats(judged: Judged, scope: BaseScope, arguments: ChurnRiskArgs, ctx: ToolContext) -> Sequence[Caveat]:
    found = list(judged.caveats)
    if arguments.population == "active":
        found.append(Caveat("silent_left_out", (("days", judged.measured.churn_days),)))
    if arguments.filters:
        found.append(Caveat("learned_from_everybody"))
    rule = "asked" if arguments.horizon_days else judged.measured.rule
    found.append(Caveat("horizon_rule", (("days", judged.days), ("rule", rule))))
    until = scope.as_of + timedelta(days=STALE_AFTER * judged.days)
    if until < ctx.as_of:
        found.append(Caveat("stale_fit", (("fitted", scope.as_of), ("until", until))))
    return found
