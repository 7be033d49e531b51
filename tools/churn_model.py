"""Learn from the past who does not come back, and judge what was learned.

Rule: nothing a model learns from lies after what it predicts. Features are taken before a cut, the outcome after
it; the model is fitted on earlier cuts and judged on the latest complete one, always beside the plainest rule,
days since the last purchase.

"Churn" is: no purchase in `[cut, cut + horizon)`, of everybody who bought before the cut. Both rules are logistic
regressions with the same penalty, so both give probabilities: the baseline sees recency only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps
from tools.errors import TooFewEvents
from tools.stats import auc, brier, top_decile_lift
from tools.trees import Step, column, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_CUTS = 4  # the last one tests, the ones before it train
FEWEST_FOR_MODEL = 200  # events and non-events, before a model is fitted unasked
FEWEST_EVENTS = 50  # below this no rate is worth learning

Method = Literal["recency", "model"]
FEATURES = ("recency_days", "frequency", "monetary", "tenure_days", "mean_gap_days", "recency_in_gaps")


@dataclass(frozen=True)
class Sample:
    """Everybody who had bought in the `active_days` before a cut: keys, features, and whether nobody saw them after it.

    Who has been silent for longer counts as churned already: to predict it would be no news, and easy.
    """

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


def past_samples(scope: BaseScope, days: int, active_days: int, ctx: ToolContext) -> tuple[Sample, ...]:
    """Samples whose horizon is over, newest first, as far back as somebody had bought."""
    found: list[Sample] = []
    for i in range(1, MAX_CUTS + 1):
        cut = scope.as_of - timedelta(days=i * days)
        sample = sample_at(scope, cut, days, active_days, ctx)
        if not sample.keys:
            break
        found.append(sample)
    if not found or found[0].events < FEWEST_EVENTS:
        raise TooFewEvents(found[0].events if found else 0, FEWEST_EVENTS)
    return tuple(sample for sample in found if sample is found[0] or sample.events >= FEWEST_EVENTS)


def sample_at(scope: BaseScope, cut: date, days: int | None, active_days: int, ctx: ToolContext) -> Sample:
    """Features before the cut; with `days`, the outcome in the days after it."""
    import numpy as np

    before = BaseScope(scope.orders, cut, scope.start)
    names = ("key", *FEATURES[:4], "mean_gap_days", "gone")
    steps: tuple[Step, ...] = base_steps(before)
    if days is not None:
        steps = (*steps, *_later_steps(BaseScope(scope.orders, cut + timedelta(days=days), cut)))
    steps = (*steps, ("features", _features(cut, judged=days is not None)))
    select = trees.from_step("features", *trees.columns(*names)).order_by(column("key"), copy=False)
    select = select.where(exp.LTE(this=column("recency_days"), expression=trees.number(active_days)), copy=False)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    raw = np.column_stack([np.array(found.column(name).to_pylist(), dtype=float) for name in names[1:6]])
    gone = tuple(bool(value) for value in found.column("gone").to_pylist())
    return Sample(cut, tuple(found.column("key").to_pylist()), _prepared(raw), gone, tuple(raw[:, 2].tolist()), sql)


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


def judge(train: Sequence[Sample], test: Sample, method: str, *, is_split: bool) -> tuple[Score, ...]:
    """The baseline always; the model when asked for, or when there is enough to learn from."""
    enough = len(train) >= 2 and min(sample.events for sample in (*train, test)) >= FEWEST_FOR_MODEL
    if method == "model" and not is_split:
        raise TooFewEvents(0, FEWEST_EVENTS)
    methods: list[Method] = ["recency"]
    if method == "model" or (method == "auto" and enough and is_split):
        methods.append("model")
    return tuple(_score(name, train, test) for name in methods)


def _score(method: Method, train: Sequence[Sample], test: Sample) -> Score:
    predicted = predict(method, train, test)
    return Score(
        method,
        auc(predicted, test.gone),
        top_decile_lift(predicted, test.gone),
        brier(predicted, test.gone),
        predicted,
    )


def best_method(scores: Sequence[Score]) -> Method:
    """The better at ranking; at a draw the plainer rule."""
    return max(scores, key=lambda score: (score.auc or 0.0, score.method == "recency")).method


def predict(method: Method, train: Sequence[Sample], wanted: Sample) -> tuple[float, ...]:
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
