"""Find groups of similar customers by k-means, and how many of them the data support.

Rule: a number of groups is only offered when it can be found again. For each k the fit is repeated on resampled
customers; k counts as stable when the groups agree (mean adjusted Rand index of 0.9 or more), and the largest
stable k is taken. When none is stable nothing is segmented. A k that a person gives wins.

Only a sample reaches Python. Rows come sorted by key and every fit has random state 0 and one thread, so the same
data give the same groups. Groups are numbered by median spend and named by what sets them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from tools import trees
from tools.arguments import ClusterArgs
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps
from tools.errors import BadParameter, NotIdentified, TooFewCustomers
from tools.trees import column, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_CUSTOMERS = 50
KS = range(2, 9)
STABLE = 0.9  # mean adjusted Rand index
RESAMPLES = 5
CHOICE_SAMPLE = 5_000
FIT_SAMPLE = 100_000
DISTINCT = 0.5  # |standardised median| from which a feature names a group


@dataclass(frozen=True)
class Scale:
    """How one feature was prepared: clipped to `[low, high]` of its logarithm, centred, divided by the spread."""

    feature: str
    low: float
    high: float
    centre: float
    spread: float


@dataclass(frozen=True)
class Choice:
    """One k that was tried."""

    k: int
    inertia: float
    silhouette: float
    ari: float


@dataclass(frozen=True)
class Fit:
    """What was learned: preparation, centres (ordered by median spend, best first), names and the ks tried."""

    scales: tuple[Scale, ...]
    centres: tuple[tuple[float, ...], ...]
    names: tuple[str, ...]
    choices: tuple[Choice, ...]
    dropped: tuple[str, ...]
    sql: tuple[str, ...]

    @property
    def k(self) -> int:
        return len(self.centres)


def learn(arguments: ClusterArgs, scope: BaseScope, ctx: ToolContext) -> Fit:
    """Prepare, choose k, fit and name."""
    _check(arguments)
    scales, dropped, scale_sql = _learn_scales(arguments.features, scope, ctx)
    points, sample_sql = _sample(scales, scope, ctx)
    sql = (scale_sql, sample_sql)
    if len(points) < FEWEST_CUSTOMERS:
        raise TooFewCustomers(len(points), FEWEST_CUSTOMERS)
    if not scales:
        raise NotIdentified("Every feature is the same for half of all customers.", features=", ".join(dropped))
    choices = _choose(points)
    stable = max((choice.k for choice in choices if choice.ari >= STABLE), default=0)
    k = stable if arguments.k == "auto" else arguments.k
    if k == 0:
        return Fit(scales, (), (), choices, dropped, sql)
    centres, names = _fit(points, scales, k)
    return Fit(scales, centres, names, choices, dropped, sql)


def _check(arguments: ClusterArgs) -> None:
    if arguments.k != "auto" and arguments.k not in KS:
        raise BadParameter("k", arguments.k, f"auto, or {KS[0]} to {KS[-1]}")
    if not arguments.features or len(set(arguments.features)) < len(arguments.features):
        raise BadParameter("features", arguments.features, "one or more, each once")


def _log(feature: str) -> exp.Expression:
    """Signed logarithm: sign(x) * ln(1 + |x|)."""
    value = trees.double(column(feature, "customers"))
    magnitude = exp.Ln(this=exp.Add(this=trees.number(1), expression=exp.Abs(this=value)))
    return exp.Mul(this=exp.Sign(this=value.copy()), expression=magnitude)


def _learn_scales(
    features: Sequence[str], scope: BaseScope, ctx: ToolContext
) -> tuple[tuple[Scale, ...], tuple[str, ...], str]:
    """Quantiles of each feature. One without spread cannot tell customers apart and is dropped."""
    points = (0.01, 0.25, 0.5, 0.75, 0.99)
    quantiles = [named(trees.quantile(_log(f), q), f"{f}_{round(100 * q)}") for f in features for q in points]
    sql = trees.render(
        trees.with_steps(trees.from_step("customers", *quantiles), base_steps(scope)), ctx.engine.dialect
    )
    values = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    if None in values:
        raise TooFewCustomers(0, FEWEST_CUSTOMERS)
    numbers = [float(str(value)) for value in values]
    scales, dropped = [], []
    for i, feature in enumerate(features):
        low, lower, centre, upper, high = numbers[5 * i : 5 * i + 5]
        if upper > lower:
            scales.append(Scale(feature, low, high, centre, upper - lower))
        else:
            dropped.append(feature)
    return tuple(scales), tuple(dropped), sql


def prepared_select(scales: Sequence[Scale]) -> exp.Select:
    """The base's key and money, with each feature prepared under its own name."""
    prepared = []
    for scale in scales:
        clipped = exp.Least(
            this=exp.Greatest(this=_log(scale.feature), expressions=[trees.number(scale.low)]),
            expressions=[trees.number(scale.high)],
        )
        centred = exp.Paren(this=exp.Sub(this=clipped, expression=trees.number(scale.centre)))
        prepared.append(named(exp.Div(this=centred, expression=trees.number(scale.spread)), f"z_{scale.feature}"))
    return trees.from_step("customers", column("key"), *prepared)


def _sample(scales: Sequence[Scale], scope: BaseScope, ctx: ToolContext) -> tuple[NDArray[np.float64], str]:
    """Prepared features of at most `FIT_SAMPLE` customers, evenly spread over the sorted keys."""
    import numpy as np

    position = trees.over(exp.RowNumber(), [], ["key"])
    everybody = exp.Window(this=exp.Count(this=exp.Star()))
    features = [f"z_{scale.feature}" for scale in scales]
    numbered = trees.from_step(
        "prepared", *trees.columns("key", *features), named(position, "position"), named(everybody, "everybody")
    )
    step = exp.Ceil(this=exp.Div(this=column("everybody"), expression=trees.double(trees.number(FIT_SAMPLE))))
    chosen = exp.EQ(
        this=exp.Mod(this=column("position"), expression=exp.cast(step, exp.DataType.Type.BIGINT)),
        expression=trees.number(0),
    )
    select = trees.from_step("numbered", *trees.columns(*features)).where(chosen, copy=False)
    select = select.order_by(column("key"), copy=False)
    steps = (*base_steps(scope), ("prepared", prepared_select(scales)), ("numbered", numbered))
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    rows = ctx.engine.run(sql, timeout_s=ctx.timeout_s, max_rows=FIT_SAMPLE + 1, run_id=ctx.run_id).rows
    return np.array(rows, dtype=float).reshape(len(rows), len(features)), sql


def _choose(points: NDArray[np.float64]) -> tuple[Choice, ...]:
    """Try every k on a sample: how much it explains, how apart the groups are, and whether they come back."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score, silhouette_score
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    random = np.random.default_rng(0)
    size = min(CHOICE_SAMPLE, len(points))
    sample = points[np.sort(random.choice(len(points), size, replace=False))]
    distinct = len(np.unique(sample, axis=0))
    resamples = [random.integers(0, size, size) for _ in range(RESAMPLES)]
    choices = []
    with threadpool_limits(1):
        for k in KS:
            if distinct < k:
                break
            model = KMeans(k, n_init=3, random_state=0).fit(sample)
            again = [KMeans(k, n_init=3, random_state=0).fit(sample[rows]).predict(sample) for rows in resamples]
            ari = float(np.mean([adjusted_rand_score(model.labels_, labels) for labels in again]))
            near = float(silhouette_score(sample, model.labels_, sample_size=min(1000, size), random_state=0))
            choices.append(Choice(k, float(model.inertia_), near, ari))
    return tuple(choices)


def _fit(
    points: NDArray[np.float64], scales: Sequence[Scale], k: int
) -> tuple[tuple[tuple[float, ...], ...], tuple[str, ...]]:
    """Centres, the highest median spend first, and the name of each group."""
    import numpy as np
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    if len(np.unique(points, axis=0)) < k:
        raise BadParameter("k", k, f"at most {len(np.unique(points, axis=0))}, the number of different customers")
    with threadpool_limits(1):
        model = KMeans(k, n_init=10, random_state=0).fit(points)
    features = [scale.feature for scale in scales]
    rank_by = features.index("monetary") if "monetary" in features else 0
    medians = [np.median(points[model.labels_ == i], axis=0) for i in range(k)]
    order = sorted(range(k), key=lambda i: (-medians[i][rank_by], tuple(medians[i])))
    spread = points.std(axis=0)
    spread[spread == 0] = 1
    apart = [(medians[i] - np.median(points, axis=0)) / spread for i in order]
    centres = tuple(tuple(float(x) for x in model.cluster_centers_[i]) for i in order)
    return centres, name_groups(features, [[float(x) for x in z] for z in apart])


def name_groups(features: Sequence[str], apart: Sequence[Sequence[float]]) -> tuple[str, ...]:
    """Codes of what sets each group apart, strongest first; more features are added until all differ.

    Examples
    --------
    >>> name_groups(["monetary", "frequency"], [[1.4, 0.9], [-0.6, 0.1], [0.1, 0.0]])
    ('high_monetary high_frequency', 'low_monetary', 'average')
    """
    names = [_traits(features, z, DISTINCT) for z in apart]
    names = [_traits(features, z, 0.0) if names.count(name) > 1 else name for z, name in zip(apart, names, strict=True)]
    return tuple(f"{name} {i + 1}" if names.count(name) > 1 else name for i, name in enumerate(names))


def _traits(features: Sequence[str], apart: Sequence[float], least: float) -> str:
    strong = sorted((i for i, z in enumerate(apart) if abs(z) >= least), key=lambda i: -abs(apart[i]))
    return " ".join(f"{'high' if apart[i] > 0 else 'low'}_{features[i]}" for i in strong) or "average"
