"""What is bought together: the product's pairs against SQL by hand, and mlxtend's fpgrowth and apriori.

Run: `uv run --group bench python -m tests.benchmarks --only pairs`. Nothing is asserted. Baskets are simulated: a few
items lie in many of them, most in few. Everybody counts the pairs of at least `MIN_COUNT` baskets, and nothing is timed
before all found the same ones. Ours alone also tests every pair and counts what it leaves out. mlxtend is given the
baskets as a sparse table, as its manual advises; making it is not timed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from tests.tools.shop_world import shop_model
from tools.baskets.affinity import basket_pairs
from tools.baskets.affinity_counts import count_pairs
from tools.baskets.affinity_data import read_baskets
from tools.context import ToolContext
from tools.customer_arguments import BasketPairsArgs
from tools.segments.summary import scope_of

AS_OF = dt.date(2026, 1, 1)
SIZES = ((150_000, 300), (150_000, 2_000))  # baskets, items
MIN_COUNT = 30
LARGEST = 1_000  # items, of which apriori still gets into memory
ASKED = BasketPairsArgs(level="product.item", min_count=MIN_COUNT)

BY_HAND = f"""
WITH held AS (SELECT DISTINCT order_id, item FROM lines JOIN products USING (product_id))
SELECT one.item AS a, other.item AS b, count(*) AS n
FROM held AS one JOIN held AS other ON one.order_id = other.order_id AND one.item < other.item
GROUP BY ALL HAVING count(*) >= {MIN_COUNT}"""


def baskets(count, items, seed=3):
    """The number of the basket and of the item of each line; three lines a basket on average."""
    rng = np.random.default_rng(seed)
    sizes = 1 + rng.poisson(2, count)
    weight = 1 / (np.arange(items) + 5.0)
    return np.repeat(np.arange(count), sizes), rng.choice(items, sizes.sum(), p=weight / weight.sum())


def context(basket, item, count, items):
    import pandas as pd

    day = np.datetime64(AS_OF, "s") - np.timedelta64(1, "D") * (1 + np.arange(count) % 365)
    orders = pd.DataFrame({"order_id": np.arange(count), "moment": day, "amount": 10.0})
    orders["customer_id"] = (orders["order_id"] % (count // 10)).astype(str)
    lines = pd.DataFrame({"line_id": np.arange(len(item)), "order_id": basket, "product_id": item})
    names = [f"item {i:05d}" for i in range(items)]
    products = pd.DataFrame({"product_id": np.arange(items), "item": names, "kind": "goods"})

    def fill(connection):
        for name, frame in (("orders", orders), ("lines", lines), ("products", products)):
            more = ", CAST(moment AS DATE) AS order_date" if name == "orders" else ""
            connection.register("incoming", frame)
            connection.execute(f"CREATE TABLE {name} AS SELECT *{more} FROM incoming")
            connection.unregister("incoming")

    model = shop_model()
    calendar = Calendar(model.calendar, AS_OF, AS_OF - dt.timedelta(days=365), AS_OF - dt.timedelta(days=1))
    return ToolContext(model, DuckDBEngine.memory(fill), calendar, Path("unused"), timeout_s=600)


def sparse_table(basket, item, count, items):
    import pandas as pd
    from scipy.sparse import csr_matrix

    held = csr_matrix((np.ones(len(item), dtype=bool), (basket, item)), shape=(count, items))
    held.data[:] = True
    return pd.DataFrame.sparse.from_spmatrix(held, columns=[str(i) for i in range(items)])


def check(ours, hand, theirs):
    counted = {(pair.a, pair.b): pair.both for pair in ours.pairs}
    if counted != {(row["a"], row["b"]): row["n"] for row in hand.to_pylist()}:
        raise SystemExit("Ours and SQL by hand count other pairs: nothing was timed.")
    if theirs is not None and len(theirs[theirs["itemsets"].map(len) == 2]) != len(counted):
        raise SystemExit("Ours and mlxtend find another number of pairs: nothing was timed.")


def bench(timed, line):
    print("\nwhat is bought together")
    try:
        from mlxtend.frequent_patterns import apriori, fpgrowth
    except ImportError:
        print("  mlxtend is not installed")
        apriori = fpgrowth = None
    for count, items in SIZES:
        basket, item = baskets(count, items)
        ctx = context(basket, item, count, items)
        table = sparse_table(basket, item, count, items) if fpgrowth else None
        support = (MIN_COUNT - 0.5) / count
        read = read_baskets("basket_pairs", scope_of("basket_pairs", ASKED, ctx), "basket", ctx)

        def ours(read=read, ctx=ctx):
            return count_pairs(read, "product.item", ASKED, ctx)

        def hand(ctx=ctx):
            return ctx.engine.fetch_arrow(BY_HAND)

        def mined(by, table=table, support=support):
            return by(table, min_support=support, max_len=2)

        found = ours()
        check(found, hand(), mined(fpgrowth) if fpgrowth else None)
        print(f"{count:,} baskets, {len(item):,} lines, {items:,} items, {len(found.pairs):,} pairs")
        mine = timed(ours, 5)
        line(f"pairs, {items:,} items", mine, "SQL by hand", timed(hand, 5))
        if fpgrowth:
            line(f"pairs, {items:,} items", mine, "mlxtend fpgrowth", timed(lambda: mined(fpgrowth), 1, warm=False))
            if items <= LARGEST:
                line(f"pairs, {items:,} items", mine, "mlxtend apriori", timed(lambda: mined(apriori), 1, warm=False))
        whole = timed(lambda ctx=ctx: basket_pairs(ASKED, ctx), 3)
        line(f"basket_pairs, {items:,} items", whole, "the pairs alone", mine)
