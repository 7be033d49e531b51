"""Who will probably not buy again within a horizon, and how far that can be trusted.

Rule: nothing a model learns from lies after what it predicts. Features are taken before a cut, the outcome after
it; the model is fitted on earlier cuts and judged on the latest complete one, always beside the plainest rule,
days since the last purchase. When that rule ranks as well, it is used and the answer says so.

"Churn" is: no purchase in `[cut, cut + horizon)`, of everybody who bought before the cut. Both rules are logistic
regressions with the same penalty, so both give probabilities: the baseline sees recency only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.arguments import ChurnRiskArgs
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps, count_left_out
from tools.errors import TooFewEvents
from tools.horizons import measure
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.roles import money_unit
from tools.segment_summary import left_out_caveats, scope_of
from tools.stats import auc, brier, top_decile_lift
from tools.tables import CUSTOMERS, DAYS, INTEGER, MONEY, NONE, PERCENT, SCORE, SCORE_FORMAT, SHARE, TEXT, fact
from tools.trees import Step, column, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_CUTS = 4  # the last one tests, the ones before it train
FEWEST_FOR_MODEL = 200  # events and non-events, before a model is fitted unasked
FEWEST_EVENTS = 50  # below this no rate is worth learning
BINS = 10

Method = Literal["recency", "model"]
FEATURES = ("recency_days", "frequency", "monetary", "tenure_days", "mean_gap_days", "recency_in_gaps")


@dataclass(frozen=True)
class Sample:
    """Everybody who had bought before a cut: keys, features, and whether nobody saw them in the horizon."""

    cut: date
    keys: tuple[Value, ...]
    features: NDArray[np.float64]
    gone: tuple[bool, ...]
    monetary: tuple[float, ...]
    sql: str

    @property
    def events(self) -> int:
        """The rarer outcome: what a fit can learn from."""
        return min(sum(self.gone), len(self.gone) - sum(self.gone))


@dataclass(frozen=True)
class Score:
    """How one method did on the last complete horizon."""

    method: Method
    auc: float | None
    lift: float | None
    brier: float
    predicted: tuple[float, ...]


def churn_risk(arguments: ChurnRiskArgs, ctx: ToolContext) -> ToolResult:
    """The customers most at risk, with how well the rule did on the last complete horizon."""
    ensure_listable(ctx)
    scope = scope_of("churn_risk", arguments, ctx)
    measured = measure(scope, ctx)
    days = arguments.horizon_days or measured.repurchase_days
    past = _past_samples(scope, days, ctx)
    test, train = past[0], past[1:]
    scores = _judge(train or (test,), test, arguments.method, is_split=bool(train))
    chosen = _chosen(scores)
    now = _sample(scope, scope.as_of, None, ctx)
    risk = _predict(chosen, (*past,), now)
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
            Caveat("horizon_rule", (("days", days), ("rule", "asked" if arguments.horizon_days else measured.rule))),
            *left_out_caveats(count_left_out(scope, ctx)),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(*(sample.sql for sample in past), now.sql, *((measured.sql,) if measured.sql else ())),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("horizon_days", days),
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


# --- samples ----------------------------------------------------------------------------------------------------


def _past_samples(scope: BaseScope, days: int, ctx: ToolContext) -> tuple[Sample, ...]:
    """Samples whose horizon is over, newest first, as far back as somebody had bought."""
    found: list[Sample] = []
    for i in range(1, MAX_CUTS + 1):
        cut = scope.as_of - timedelta(days=i * days)
        sample = _sample(scope, cut, days, ctx)
        if not sample.keys:
            break
        found.append(sample)
    if not found or found[0].events < FEWEST_EVENTS:
        raise TooFewEvents(found[0].events if found else 0, FEWEST_EVENTS)
    return tuple(sample for sample in found if sample is found[0] or sample.events >= FEWEST_EVENTS)


def _sample(scope: BaseScope, cut: date, days: int | None, ctx: ToolContext) -> Sample:
    """Features before the cut; with `days`, the outcome in the days after it."""
    import numpy as np

    before = BaseScope(scope.orders, cut, scope.start)
    names = ("key", *FEATURES[:4], "mean_gap_days", "gone")
    steps: tuple[Step, ...] = base_steps(before)
    if days is not None:
        steps = (*steps, *_later_steps(BaseScope(scope.orders, cut + timedelta(days=days), cut)))
    steps = (*steps, ("features", _features(cut, judged=days is not None)))
    select = trees.from_step("features", *trees.columns(*names)).order_by(column("key"), copy=False)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    rows = ctx.engine.run(sql, timeout_s=ctx.timeout_s, max_rows=10_000_000, run_id=ctx.run_id).rows
    raw = np.array([row[1:6] for row in rows], dtype=float).reshape(len(rows), 5)
    return Sample(
        cut,
        tuple(row[0] for row in rows),
        _prepared(raw),
        tuple(bool(row[6]) for row in rows),
        tuple(float(x) for x in raw[:, 2]),
        sql,
    )


def _later_steps(after: BaseScope) -> tuple[Step, ...]:
    """The base of the horizon under names of its own."""
    renamed = {"orders": "later_orders", "days": "later_days", "customers": "later_customers"}
    steps = []
    for name, query in base_steps(after):
        moved = query.copy()
        for table in moved.find_all(exp.Table):
            original = table.name.removeprefix("_")
            if table.name == f"_{original}" and original in renamed:
                table.set("this", exp.to_identifier(f"_{renamed[original]}"))
        steps.append((renamed[name], moved))
    return tuple(steps)


def _features(cut: date, *, judged: bool) -> exp.Select:
    known = [column(name, "customers") for name in ("key", "recency_days", "frequency", "monetary")]
    age = trees.days_between(column("first_day", "customers"), trees.day(cut))
    span = trees.days_between(column("first_day", "customers"), column("last_day", "customers"))
    repeats = exp.Paren(this=exp.Sub(this=column("frequency", "customers"), expression=trees.number(1)))
    gap = exp.Coalesce(this=trees.share_of(span, repeats), expressions=[age.copy()])
    gone = exp.Is(this=column("key", "later_customers"), expression=exp.Null()) if judged else exp.Null()
    select = trees.from_step(
        "customers",
        *known,
        named(age, "tenure_days"),
        named(gap, "mean_gap_days"),
        named(trees.indicator(gone) if judged else gone, "gone"),
    )
    if not judged:
        return select
    same = exp.EQ(this=column("key", "later_customers"), expression=column("key", "customers"))
    return select.join(trees.step("later_customers"), on=same, join_type="left", copy=False)


def _prepared(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms, signed for money; and the silence in units of the customer's own rhythm."""
    import numpy as np

    logs = np.sign(raw) * np.log1p(np.abs(raw))
    own = np.log1p(raw[:, 0] / np.maximum(raw[:, 4], 1)) if len(raw) else raw[:, 0]
    return np.column_stack([logs, own])


# --- fitting and judging ----------------------------------------------------------------------------------------


def _judge(train: Sequence[Sample], test: Sample, method: str, *, is_split: bool) -> tuple[Score, ...]:
    """The baseline always; the model when asked for, or when there is enough to learn from."""
    enough = len(train) >= 2 and min(sample.events for sample in (*train, test)) >= FEWEST_FOR_MODEL
    if method == "model" and not is_split:
        raise TooFewEvents(0, FEWEST_EVENTS)
    methods: list[Method] = ["recency"]
    if method == "model" or (method == "auto" and enough and is_split):
        methods.append("model")
    return tuple(_score(name, train, test) for name in methods)


def _score(method: Method, train: Sequence[Sample], test: Sample) -> Score:
    predicted = _predict(method, train, test)
    return Score(
        method,
        auc(predicted, test.gone),
        top_decile_lift(predicted, test.gone),
        brier(predicted, test.gone),
        predicted,
    )


def _chosen(scores: Sequence[Score]) -> Method:
    """The better at ranking; at a draw the plainer rule."""
    return max(scores, key=lambda score: (score.auc or 0.0, score.method == "recency")).method


def _predict(method: Method, train: Sequence[Sample], wanted: Sample) -> tuple[float, ...]:
    """Probability of not being seen in the horizon, learned from the training samples."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    columns = [0] if method == "recency" else list(range(len(FEATURES)))
    points = np.vstack([sample.features for sample in train])[:, columns]
    gone = np.concatenate([np.array(sample.gone) for sample in train])
    with threadpool_limits(1):
        model = make_pipeline(StandardScaler(), LogisticRegression(random_state=0, max_iter=1000)).fit(points, gone)
        if not len(wanted.keys):
            return ()
        chances = model.predict_proba(wanted.features[:, columns])[:, 1]
    return tuple(float(p) for p in chances)


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
