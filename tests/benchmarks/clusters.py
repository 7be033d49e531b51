"""The number of customer groups and the groups themselves: the tool's own answer against a silhouette search.

Run: `uv run python -m tests.benchmarks --only clusters` (100,000 customers, five planted groups). Nothing is asserted
but that both see the same customers: machines differ.

The alternative is what is usually written: scikit-learn's k-means with ten starts for every k from 2 to 8 on the
prepared customers, and the k of the best silhouette on 5,000 of them. It is given the prepared points for nothing; ours
reads the transactions, prepares in SQL, chooses k by resampling, fits, assigns everybody in SQL and sums the groups up.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

from semantic_layer.engines.duckdb import DuckDBEngine
from tests.benchmarks.rfm import AS_OF, context
from tools import trees
from tools.arguments import ClusterArgs
from tools.clusters.choice import KS, fit, nearest, spread_over
from tools.clusters.clustering import assignment, cluster_customers
from tools.clusters.features import feature_steps
from tools.clusters.scales import learn_scales, read_points
from tools.segments.summary import scope_of

CUSTOMERS = 100_000
GROUPS = (  # share, purchases, amount, days ago
    (0.30, 1.0, 30.0, 300.0),
    (0.25, 4.0, 40.0, 120.0),
    (0.20, 12.0, 25.0, 20.0),
    (0.15, 10.0, 300.0, 30.0),
    (0.10, 2.0, 900.0, 200.0),
)


def transactions(customers):
    """Arrays of customer, day number before as-of and amount, and the planted group of every customer."""
    rng = np.random.default_rng(17)
    group = rng.choice(len(GROUPS), customers, p=[share for share, *_ in GROUPS])
    often, amount, ago = (np.array([row[i] for row in GROUPS])[group] for i in (1, 2, 3))
    purchases = np.maximum(1, np.round(often * rng.lognormal(0, 0.2, customers))).astype(int)
    customer = np.repeat(np.arange(customers), purchases)
    first = np.maximum(1, np.round(ago * rng.lognormal(0, 0.2, customers)))
    place = np.arange(len(customer)) - np.repeat(np.cumsum(purchases) - purchases, purchases)
    days_ago = first[customer] + 3 * place
    return customer, days_ago, np.round(amount[customer] * rng.lognormal(0, 0.2, len(customer)), 2), group


def filled(customers):
    """The transactions as an engine, and the planted groups."""
    import pandas as pd

    customer, days_ago, amount, group = transactions(customers)
    day = np.datetime64(AS_OF, "D") - days_ago.astype(int)
    frame = pd.DataFrame({"customer": customer, "day": day.astype("datetime64[s]"), "amount": amount})

    def fill(connection):
        connection.register("incoming", frame)
        connection.execute("CREATE TABLE sales AS SELECT customer, CAST(day AS DATE) AS day, amount FROM incoming")
        connection.unregister("incoming")

    return DuckDBEngine.memory(fill), group


def silhouette_search(points):
    """The groups of the k with the best silhouette."""
    found = []
    for k in KS:
        model = KMeans(k, n_init=10, random_state=0).fit(points)
        found.append((silhouette_score(points, model.labels_, sample_size=5000, random_state=0), k, model.labels_))
    return max(found, key=lambda row: row[0])


def bench(timed, line):
    engine, group = filled(CUSTOMERS)
    ctx = context(engine)
    arguments = ClusterArgs()
    scope = scope_of("cluster_customers", arguments, ctx)
    steps = feature_steps(arguments.features, scope, ctx)
    scales, _, _ = learn_scales(arguments.features, steps, ctx)
    points, _ = read_points(scales, steps, CUSTOMERS, ctx)
    assert len(points) == CUSTOMERS
    print(f"\nclusters, {CUSTOMERS:,} customers, {len(GROUPS)} planted groups, one thread")
    with threadpool_limits(1):
        mine = timed(lambda: cluster_customers(arguments, ctx), 5)
        other = timed(lambda: silhouette_search(points), 1)
    line("cluster_customers, automatic k", mine, "silhouette search", other, "s")
    _agreement(arguments, ctx, points, group)


def _agreement(arguments, ctx, points, group):
    """How many groups each found, how well they are the planted ones, and what ten starts on a sample cost."""
    assigned = assignment(arguments, scope_of("cluster_customers", arguments, ctx), ctx)
    rows = dict(ctx.engine.fetch_arrow(trees.render(assigned.select("key", "segment"), "duckdb")).to_pandas().values)
    ours = [rows[key] for key in range(len(group))]
    with threadpool_limits(1):
        _, k, labels = silhouette_search(points)
        full = KMeans(len(set(ours)), n_init=10, random_state=0).fit(points).inertia_
    centres = fit(points, spread_over(points, arguments.sample), len(set(ours)), "kmeans")
    inertia = ((points - centres[nearest(points, centres)]) ** 2).sum()
    print(f"{'groups found (planted 5)':38} {len(set(ours))}   silhouette search: {k}")
    print(
        f"{'agreement with the planted groups':38} {adjusted_rand_score(group, ours):.3f}   "
        f"silhouette search: {adjusted_rand_score(group, labels):.3f}"
    )
    print(f"{'spread within groups':38} {inertia / full:.5f} x that of ten starts on all customers")
