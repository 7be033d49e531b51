"""How many groups the data support, and where they lie: k-means and Ward's method on prepared points.

Rule: a number of groups is only offered when it can be found again. For each k the fit is repeated on resampled
customers; k counts as stable when the groups agree (mean adjusted Rand index of 0.9 or more) and the weakest of them
comes back alone, too (Jaccard 0.85, "highly stable" after Hennig 2007); the largest stable k is taken. The average
alone forgives a group that noise cut in two while the others stayed as they are. Every start has random state 0 and one
thread, so the same points give the same groups.

k-means: the best of ten starts, carried on over all points. Ward: the tree of merges of a sample, cut at k; whoever is
outside the sample belongs to the nearest centre, and so does the sample itself, so that one rule holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Labels = NDArray[np.int64]

Method = Literal["kmeans", "ward"]
KS = range(2, 9)
STABLE = 0.9  # mean adjusted Rand index
COMES_BACK = 0.85  # Jaccard index of a single group
RESAMPLES = 5
STARTS = 10
WARD_CHOICE, WARD_FIT = 2_000, 10_000  # a tree of merges takes the square of its points in time and memory
_JUDGED = 1_000  # customers for the silhouette


@dataclass(frozen=True)
class Choice:
    """One k that was tried.

    Attributes
    ----------
    ari : how well all groups come back, the mean adjusted Rand index.
    weakest : how well the group does that comes back worst, the mean Jaccard index.
    height : Ward only: how far apart the two groups are whose merger would give k - 1.
    """

    k: int
    inertia: float
    silhouette: float
    ari: float
    weakest: float
    height: float | None = None

    @property
    def is_stable(self) -> bool:
        return self.ari >= STABLE and self.weakest >= COMES_BACK


def spread_over(points: Points, most: int) -> Points:
    """At most `most` of the points, drawn without replacement, in their order."""
    import numpy as np

    if len(points) <= most:
        return points
    chosen = np.random.default_rng(0).choice(len(points), most, replace=False)
    return points[np.sort(chosen)]


def choose(sample: Points, method: Method) -> tuple[Choice, ...]:
    """Try every k: how much it explains, how apart the groups are, and whether they come back."""
    import numpy as np
    from sklearn.metrics import adjusted_rand_score, silhouette_score
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    random = np.random.default_rng(0)
    distinct = len(np.unique(sample, axis=0))
    ks = [k for k in KS if k <= distinct]
    resamples = [sample[random.integers(0, len(sample), len(sample))] for _ in range(RESAMPLES)]
    with threadpool_limits(1):
        found = _centres(sample, ks, method)
        again = [_centres(rows, ks, method) for rows in resamples]
        heights = merge_heights(sample) if method == "ward" else {}
        choices = []
        for k in ks:
            labels = nearest(sample, found[k])
            repeated = [nearest(sample, other[k]) for other in again if k in other]
            agreed = [adjusted_rand_score(labels, other) for other in repeated]
            if len(np.unique(labels)) < 2:
                continue
            apart = silhouette_score(sample, labels, sample_size=min(_JUDGED, len(sample)), random_state=0)
            inertia = float(((sample - found[k][labels]) ** 2).sum())
            ari = float(np.mean(agreed)) if len(agreed) == RESAMPLES else 0.0
            weakest = float(np.mean([_weakest(labels, other) for other in repeated])) if repeated else 0.0
            choices.append(Choice(k, inertia, float(apart), ari, weakest, heights.get(k)))
    return tuple(choices)


def fit(points: Points, sample: Points, k: int, method: Method) -> Points | None:
    """The centres of k groups; None when ties leave no k groups (Ward). At least k points must differ in the sample."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        if method == "ward":
            return _ward_centres(spread_over(points, WARD_FIT), [k]).get(k)
        best = KMeans(k, n_init=STARTS, random_state=0).fit(sample)
        centres: Points = KMeans(k, init=best.cluster_centers_, n_init=1, random_state=0).fit(points).cluster_centers_
        return centres


def nearest(points: Points, centres: Points) -> Labels:
    """The number of the first centre that no other is nearer than."""
    away = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    labels: Labels = away.argmin(axis=1)
    return labels


def merge_heights(points: Points) -> Mapping[int, float]:
    """By k: the height of the merger that turns k groups into k - 1, the evidence of a dendrogram."""
    from scipy.cluster.hierarchy import linkage

    heights = linkage(points, "ward")[:, 2]
    return {k: float(heights[-(k - 1)]) for k in KS if k - 1 <= len(heights)}


def _weakest(labels: Labels, other: Labels) -> float:
    """The Jaccard index of the group that has the least like it among the other groups."""
    import numpy as np
    from sklearn.metrics.cluster import contingency_matrix

    shared = contingency_matrix(labels, other)
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    return float(np.min((shared / either).max(axis=1)))


def _centres(points: Points, ks: list[int], method: Method) -> Mapping[int, Points]:
    from sklearn.cluster import KMeans

    if method == "ward":
        return _ward_centres(points, ks)
    return {k: KMeans(k, n_init=3, random_state=0).fit(points).cluster_centers_ for k in ks}


def _ward_centres(points: Points, ks: list[int]) -> Mapping[int, Points]:
    """One tree of merges serves every k. A k that ties make impossible is left out."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(points, "ward")
    found = {}
    for k in ks:
        labels = fcluster(tree, k, criterion="maxclust")
        if labels.max() == k:
            found[k] = np.array([points[labels == i].mean(axis=0) for i in range(1, k + 1)])
    return found
