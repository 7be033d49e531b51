"""Find groups of similar customers, how many of them the data support, and what to call them.

Rule: when no number of groups is stable nothing is segmented; a k that a person gives wins. Only a sample reaches
Python, sorted by key, so the same data give the same groups. Groups are numbered by median spend (or the first feature)
and named by what sets them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from semantic_layer.policy import View
from tools.arguments import ClusterArgs
from tools.clusters.choice import KS, WARD_CHOICE, WARD_FIT, Choice, choose, fit, nearest, spread_over
from tools.clusters.features import check_features, feature_steps
from tools.clusters.scales import FEWEST_CUSTOMERS, Scale, learn_scales, read_points
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import BadParameter, NotIdentified, TooFewCustomers
from tools.trees import Step

if TYPE_CHECKING:
    from tools.clusters.choice import Points

DISTINCT = 0.5  # |standardised median| from which a feature names a group


@dataclass(frozen=True)
class Fit:
    """What was learned: preparation, centres (ordered by median spend, best first), names and the ks tried.

    Attributes
    ----------
    steps : the base and each customer's features, as SQL steps that end in `fields`.
    stable : the largest k that is found again, 0 without one.
    choice_sample, fit_sample : how many customers k was chosen on and the centres were fitted on.
    """

    scales: tuple[Scale, ...]
    centres: tuple[tuple[float, ...], ...]
    names: tuple[str, ...]
    choices: tuple[Choice, ...]
    dropped: tuple[str, ...]
    steps: tuple[Step, ...]
    stable: int
    choice_sample: int
    fit_sample: int
    sql: tuple[str, ...]

    @property
    def k(self) -> int:
        return len(self.centres)


def learn(arguments: ClusterArgs, scope: BaseScope, ctx: ToolContext) -> Fit:
    """Prepare, choose k, fit and name.

    Raises
    ------
    BadParameter
        A k outside 2..8 or above the number of different customers; a feature that is none.
    TooFewCustomers
        Fewer than 50.
    NotIdentified
        No feature has any spread.
    """
    if arguments.k != "auto" and arguments.k not in KS:
        raise BadParameter("k", arguments.k, f"auto, or {KS[0]} to {KS[-1]}")
    check_features(arguments.features, View(ctx.model, ctx.who))
    steps = feature_steps(arguments.features, scope, ctx)
    scales, dropped, scale_sql = learn_scales(arguments.features, steps, ctx)
    if not scales:
        raise NotIdentified("Every feature is the same for half of all customers.", features=", ".join(dropped))
    is_ward = arguments.method == "ward"
    most = min(arguments.fit_sample, WARD_FIT) if is_ward else arguments.fit_sample
    points, sample_sql = read_points(scales, steps, most, ctx)
    if len(points) < FEWEST_CUSTOMERS:
        raise TooFewCustomers(len(points), FEWEST_CUSTOMERS)
    sample = spread_over(points, min(arguments.sample, WARD_CHOICE) if is_ward else arguments.sample)
    choices = choose(sample, arguments.method)
    stable = max((choice.k for choice in choices if choice.is_stable), default=0)
    k = stable if arguments.k == "auto" else arguments.k
    centres, names = _groups(points, sample, scales, k, arguments) if k else ((), ())
    learned = (scale_sql, sample_sql)
    return Fit(scales, centres, names, choices, dropped, steps, stable, len(sample), len(points), learned)


def _groups(
    points: Points, sample: Points, scales: Sequence[Scale], k: int, arguments: ClusterArgs
) -> tuple[tuple[tuple[float, ...], ...], tuple[str, ...]]:
    """Centres, the highest median spend first, and the name of each group."""
    import numpy as np

    different = len(np.unique(sample, axis=0))
    centres = fit(points, sample, k, arguments.method) if k <= different else None
    labels = nearest(points, centres) if centres is not None else None
    if centres is None or labels is None or len(np.unique(labels)) < k:
        raise BadParameter("k", k, f"at most {different}, the number of different customers")
    features = [scale.feature for scale in scales]
    rank_by = features.index("monetary") if "monetary" in features else 0
    medians = [np.median(points[labels == i], axis=0) for i in range(k)]
    order = sorted(range(k), key=lambda i: (-medians[i][rank_by], tuple(medians[i])))
    spread = points.std(axis=0)
    spread[spread == 0] = 1
    apart = [(medians[i] - np.median(points, axis=0)) / spread for i in order]
    ordered = tuple(tuple(float(x) for x in centres[i]) for i in order)
    return ordered, name_groups(features, [[float(x) for x in z] for z in apart])


def name_groups(features: Sequence[str], apart: Sequence[Sequence[float]]) -> tuple[str, ...]:
    """Codes of what sets each group apart, strongest first; more features are added until all differ.

    Examples
    --------
    >>> name_groups(["monetary", "frequency"], [[1.4, 0.9], [-0.6, 0.1], [0.1, 0.0]])
    ('high_monetary high_frequency', 'low_monetary', 'average')
    """
    names = [_traits(features, z, DISTINCT) for z in apart]
    names = [_traits(features, z, 0.0) if names.count(name) > 1 else name for z, name in zip(apart, names, strict=True)]
    return tuple(_numbered(name, names, i) for i, name in enumerate(names))


def _numbered(name: str, names: Sequence[str], place: int) -> str:
    """Groups that no feature tells apart are counted: "average 1", "average 2"."""
    return f"{name} {names[:place].count(name) + 1}" if names.count(name) > 1 else name


def _traits(features: Sequence[str], apart: Sequence[float], least: float) -> str:
    strong = sorted((i for i, z in enumerate(apart) if abs(z) >= least), key=lambda i: -abs(apart[i]))
    return " ".join(f"{'high' if apart[i] > 0 else 'low'}_{features[i]}" for i in strong) or "average"
