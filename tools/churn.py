"""Who will probably not buy again within a horizon, and how far that can be trusted.

Rule: a risk is never shown without how the same rule did on the last complete horizon, and without the baseline
beside it (`churn_model.py`). When days since the last purchase rank as well as the model, they are used and the
answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.arguments import ChurnRiskArgs
from tools.churn_model import FEATURES, Method, Sample, Score, best_method, judge, past_samples, predict, sample_at
from tools.context import ToolContext
from tools.customer_base import count_left_out
from tools.horizons import measure
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.roles import money_unit
from tools.segment_summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DAYS, INTEGER, MONEY, NONE, PERCENT, SCORE, SCORE_FORMAT, SHARE, TEXT, fact

BINS = 10


def churn_risk(arguments: ChurnRiskArgs, ctx: ToolContext) -> ToolResult:
    """The customers most at risk, with how well the rule did on the last complete horizon."""
    ensure_listable(ctx)
    scope = scope_of("churn_risk", arguments, ctx)
    measured = measure(scope, ctx)
    days = arguments.horizon_days or measured.repurchase_days
    past = past_samples(scope, days, measured.churn_days, ctx)
    test, train = past[0], past[1:]
    scores = judge(train or (test,), test, arguments.method, is_split=bool(train))
    chosen = best_method(scores)
    now = sample_at(scope, scope.as_of, None, measured.churn_days, ctx)
    risk = predict(chosen, (*past,), now)
    baseline_won = len(scores) > 1 and chosen == "recency"
    rows = _risk_rows(now, risk, days, arguments.limit)
    base_rate = sum(test.gone) / len(test.gone)
    return ToolResult(
        "churn_risk",
        (
            NamedTable("main", ResultTable(_risk_columns(ctx), rows)),
            NamedTable("report", _report(scores, chosen, test)),
            NamedTable("reliability", _reliability(next(s for s in scores if s.method == chosen), test)),
        ),
        (
            Finding("listing", (("count", Fact(len(rows), CUSTOMERS, INTEGER)),)),
            Finding("number", (("metric", Fact("base_rate")), ("value", Fact(base_rate, SHARE, PERCENT)))),
        ),
        (
            *((Caveat("baseline_wins"),) if baseline_won else ()),
            Caveat("silent_left_out", (("days", measured.churn_days),)),
            Caveat("horizon_rule", (("days", days), ("rule", "asked" if arguments.horizon_days else measured.rule))),
            *left_out_caveats(count_left_out(scope, ctx)),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(*(sample.sql for sample in past), now.sql, *((measured.sql,) if measured.sql else ())),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("horizon_days", days),
                ("churn_days", measured.churn_days),
                ("method", arguments.method),
                ("chosen", chosen),
                ("test_cut", test.cut),
                ("train_cuts", ", ".join(sample.cut.isoformat() for sample in train)),
                ("features", ", ".join(FEATURES)),
                ("random_state", 0),
            ),
            row_counts=(("test", len(test.keys)), ("scored", len(now.keys))),
        ),
    )


# --- tables -----------------------------------------------------------------------------------------------------


def _risk_columns(ctx: ToolContext) -> tuple[Column, ...]:
    return (
        fact("customer", kind="dimension"),
        Column("p", "metric", SHARE, PERCENT),
        fact("decile", NONE, INTEGER),
        fact("recency_days", DAYS, INTEGER),
        fact("value_at_risk", money_unit(ctx.model), MONEY),
    )


def _risk_rows(now: Sample, risk: Sequence[float], days: int, limit: int) -> tuple[tuple[Value, ...], ...]:
    """The riskiest first. Value at risk: p times what the customer spent per horizon so far.

    Decile 1 holds the tenth with the highest risk.
    """
    from math import expm1

    order = sorted(range(len(risk)), key=lambda i: (-risk[i], str(now.keys[i])))
    rows: list[tuple[Value, ...]] = []
    for rank, i in enumerate(order[:limit]):
        tenure = max(expm1(float(now.features[i][3])), days)
        at_risk = round(risk[i] * now.monetary[i] * days / tenure, 2)
        rows.append((now.keys[i], risk[i], rank * 10 // len(order) + 1, round(expm1(now.features[i][0])), at_risk))
    return tuple(rows)


def _report(scores: Sequence[Score], chosen: Method, test: Sample) -> ResultTable:
    base = sum(test.gone) / len(test.gone)
    columns = (
        fact("method"),
        fact("auc", SCORE, SCORE_FORMAT),
        fact("top_decile_lift", SCORE, SCORE_FORMAT),
        fact("brier", SCORE, SCORE_FORMAT),
        fact("base_brier", SCORE, SCORE_FORMAT),
        fact("base_rate", SHARE, PERCENT),
        fact("n", CUSTOMERS, INTEGER),
        fact("test_cut", NONE, TEXT),
        fact("chosen", NONE, TEXT),
    )
    rows = tuple(
        (s.method, s.auc, s.lift, s.brier, base * (1 - base), base, len(test.gone), test.cut, s.method == chosen)
        for s in scores
    )
    return ResultTable(columns, rows)


def _reliability(score: Score, test: Sample) -> ResultTable:
    """Ten equal groups by predicted risk: what was expected and what happened."""
    order = sorted(range(len(score.predicted)), key=lambda i: score.predicted[i])
    columns = (
        fact("bin", NONE, INTEGER),
        Column("n", "n", CUSTOMERS, INTEGER),
        fact("predicted", SHARE, PERCENT),
        fact("observed", SHARE, PERCENT),
    )
    rows: list[tuple[Value, ...]] = []
    for i in range(BINS):
        members = order[i * len(order) // BINS : (i + 1) * len(order) // BINS]
        if members:
            predicted = sum(score.predicted[j] for j in members) / len(members)
            observed = sum(test.gone[j] for j in members) / len(members)
            rows.append((i + 1, len(members), predicted, observed))
    return ResultTable(columns, tuple(rows))
