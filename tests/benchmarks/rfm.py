"""RFM of every customer: the product's statement against SQL by hand, pandas and lifetimes, on the same transactions.

Run: `uv run python -m tests.benchmarks --only rfm` (one and ten million transactions). `--rfm-rows 100000000` reads
that many from a file instead, with the memory of a workspace (`--rfm-memory 12GB` for more) and the rest on disk; the
other packages are then left out, since they need many times the memory. Nothing is asserted: machines differ.

All give each customer's recency, frequency and monetary value; ours, by hand and pandas also the scores by discrete
quintiles, and these three must agree before anything is timed. lifetimes gives no scores, so it does less.

The whole answer of `rfm_segments` is set beside SQL by hand for its main table: scores, segments, their sizes, revenue,
shares and medians, again the same before it is timed. What the answer tells beyond that (the cuts, the size of each
score, what is left out) the SQL by hand does not compute.
"""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import CalendarSpec, Dataset, Dimension, Entity, EntityKey, Role, SemanticModel
from tools import trees
from tools.arguments import RfmArgs
from tools.context import ToolContext
from tools.rfm.base import scored_base
from tools.rfm.cuts import rules_of, score_steps
from tools.rfm.rfm import rfm_segments
from tools.segments.summary import scope_of

AS_OF = dt.date(2026, 1, 1)
DAYS, ROWS_A_CUSTOMER = 730, 10
SIZES = (1_000_000, 10_000_000)

MODEL = SemanticModel(
    name="transactions", version="1", languages=("en",), calendar=CalendarSpec(),
    entities=(Entity(name="customer"),),
    datasets=(
        Dataset(
            name="sales", source="sales", role="fact", grain=("sale",), time_basis="event", default_time="day",
            entities=(EntityKey("customer", "foreign", ("customer",)),),
            dimensions=(Dimension(name="day", type="time", dataset="sales", prefix="sale", expr="day", grain="day"),),
        ),
    ),
    roles=(Role("order", "sales", (("customer", "customer"), ("time", "day"), ("amount", "amount"))),),
)  # fmt: skip

_BASE_BY_HAND = """
WITH days AS (
    SELECT customer, day, sum(amount) AS amount, max(CASE WHEN amount >= 0 THEN 1 ELSE 0 END) AS bought
    FROM sales WHERE customer IS NOT NULL AND day < DATE '2026-01-01' GROUP BY customer, day
), base AS (
    SELECT customer, date_diff('day', max(CASE WHEN bought = 1 THEN day END), DATE '2026-01-01') AS r,
           sum(bought) AS f, sum(amount) AS m
    FROM days GROUP BY customer HAVING sum(bought) > 0
), cut AS (
    SELECT quantile_disc(r, [0.2, 0.4, 0.6, 0.8]) AS r, quantile_disc(f, [0.2, 0.4, 0.6, 0.8]) AS f,
           quantile_disc(m, [0.2, 0.4, 0.6, 0.8]) AS m
    FROM base
), scores AS (
    SELECT customer, base.r, base.f, base.m,
           5 - ((base.r > cut.r[1])::INT + (base.r > cut.r[2])::INT
                + (base.r > cut.r[3])::INT + (base.r > cut.r[4])::INT) AS rs,
           1 + (base.f > cut.f[1])::INT + (base.f > cut.f[2])::INT
             + (base.f > cut.f[3])::INT + (base.f > cut.f[4])::INT AS fs,
           1 + (base.m > cut.m[1])::INT + (base.m > cut.m[2])::INT
             + (base.m > cut.m[3])::INT + (base.m > cut.m[4])::INT AS ms
    FROM base, cut
)"""

BY_HAND = f"{_BASE_BY_HAND} SELECT customer, r, f, m, rs, fs, ms FROM scores"

SEGMENTS_BY_HAND = (
    _BASE_BY_HAND
    + """, named AS (
    SELECT *, CASE
        WHEN rs = 5 AND fs IN (4, 5) THEN 'champions' WHEN rs IN (3, 4) AND fs IN (4, 5) THEN 'loyal'
        WHEN rs IN (4, 5) AND fs IN (2, 3) THEN 'potential_loyalist' WHEN rs = 5 AND fs = 1 THEN 'new'
        WHEN rs = 4 AND fs = 1 THEN 'promising' WHEN rs = 3 AND fs = 3 THEN 'need_attention'
        WHEN rs = 3 AND fs IN (1, 2) THEN 'about_to_sleep' WHEN rs IN (1, 2) AND fs IN (3, 4) THEN 'at_risk'
        WHEN rs IN (1, 2) AND fs = 5 THEN 'cant_lose' ELSE 'hibernating' END AS segment
    FROM scores
)
SELECT segment, count(*) AS customers, count(*) / sum(count(*)) OVER () AS share,
       sum(m) AS revenue, sum(m) / sum(sum(m)) OVER () AS revenue_share, median(r), median(f), median(m)
FROM named GROUP BY segment"""
)


def transactions(rows, seed=11):
    """Arrays of customer, day number and amount, from a fixed seed: some customers buy far more often than others."""
    rng = np.random.default_rng(seed)
    customers = rows // ROWS_A_CUSTOMER
    weight = rng.gamma(0.8, 1.0, customers) + 0.05
    customer = np.repeat(np.arange(customers), rng.multinomial(rows, weight / weight.sum()))
    day = rng.integers(0, DAYS, rows, dtype=np.int32)
    amount = np.round(rng.lognormal(4, 0.8, rows), 2)
    order = rng.permutation(rows)
    return customer[order].astype(np.int64), day[order], amount[order]


def filled(rows):
    """The transactions as an engine and as a pandas frame."""
    import pandas as pd

    customer, day, amount = transactions(rows)
    first = np.datetime64(AS_OF - dt.timedelta(days=DAYS), "D")
    frame = pd.DataFrame({"customer": customer, "day": (first + day).astype("datetime64[s]"), "amount": amount})

    def fill(connection):
        connection.register("incoming", frame)
        connection.execute("CREATE TABLE sales AS SELECT customer, CAST(day AS DATE) AS day, amount FROM incoming")
        connection.unregister("incoming")

    return DuckDBEngine.memory(fill), frame


def with_pandas(frame):
    """The same base and scores with pandas: group, quantiles of the sorted column, sums of comparisons."""
    days = frame.groupby(["customer", "day"], sort=False, as_index=False)["amount"].sum()
    base = days.groupby("customer").agg(last=("day", "max"), f=("day", "size"), m=("amount", "sum"))
    base["r"] = (np.datetime64(AS_OF) - base["last"].to_numpy().astype("datetime64[D]")).astype(int)
    for name in ("r", "f", "m"):
        values = base[name].to_numpy()
        ordered = np.sort(values)
        cuts = [ordered[-(-i * len(ordered) // 5) - 1] for i in range(1, 5)]
        above = sum((values > cut).astype(np.int8) for cut in cuts)
        base[f"{name}s"] = 5 - above if name == "r" else 1 + above
    return base


def with_lifetimes(frame):
    from lifetimes.utils import summary_data_from_transaction_data

    end = AS_OF - dt.timedelta(days=1)
    return summary_data_from_transaction_data(
        frame, "customer", "day", monetary_value_col="amount", observation_period_end=end.isoformat()
    )


def context(engine):
    calendar = Calendar(MODEL.calendar, AS_OF, AS_OF - dt.timedelta(days=DAYS), AS_OF - dt.timedelta(days=1))
    return ToolContext(MODEL, engine, calendar, Path("unused"), timeout_s=1800)


def statement(ctx):
    """The product's scores of every customer."""
    wanted = RfmArgs()
    scope = scope_of("rfm_segments", wanted, ctx)
    steps = (*scored_base(scope, wanted.frequency), *score_steps(rules_of(wanted, ctx)))
    names = trees.columns("key", "recency_days", "frequency", "monetary", "r", "f", "m")
    return trees.render(trees.with_steps(trees.from_step("scores", *names), steps), "duckdb")


def codes_of(rows):
    """How many customers have each code."""
    return rows.groupby(["r", "f", "m"]).size().to_dict()


def check(engine, sql, frame):
    """Ours, by hand and pandas must say the same before they are timed (with cents added in different orders, at most
    a few customers of a hundred thousand lie on the other side of a cut)."""
    ours = engine.fetch_arrow(sql).to_pandas().sort_values("key")
    hand = engine.fetch_arrow(BY_HAND).to_pandas().sort_values("customer")
    pandas_ = with_pandas(frame).sort_index()
    for mine, its, theirs in (("r", "rs", "rs"), ("f", "fs", "fs"), ("m", "ms", "ms")):
        differ = max(
            (ours[mine].to_numpy() != hand[its].to_numpy()).mean(),
            (ours[mine].to_numpy() != pandas_[theirs].to_numpy()).mean(),
        )
        if differ > 5e-5:
            raise SystemExit(f"The scores {mine} differ for {differ:.4%} of the customers: nothing was timed.")


def check_segments(ctx):
    """The answer's main table and that by hand: the same segments with the same customers (but for a few at a cut)."""
    ours = {str(row[0]): row[1:] for row in rfm_segments(RfmArgs(), ctx).main.rows}
    hand = {str(row[0]): row[1:] for row in ctx.engine.run(SEGMENTS_BY_HAND, timeout_s=600).rows}
    for segment in ours.keys() | hand.keys():
        if not np.allclose(np.array(ours[segment], float), np.array(hand[segment], float), rtol=1e-3):
            raise SystemExit(f"The segment {segment} differs from that by hand: nothing was timed.")


def in_turns(actions, times):
    """Seconds of each action, called one after the other `times` times: what else the machine does meets all alike."""
    found = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(times):
        for seconds, action in zip(found, actions, strict=True):
            begun = time.perf_counter()
            action()
            seconds.append(time.perf_counter() - begun)
    return found


def on_disk(rows, folder, limit):
    """A database file of that many transactions, written ten million at a time, opened as a workspace opens its own."""
    import duckdb
    import pandas as pd

    path, chunk = folder / "sales.duckdb", 10_000_000
    first = np.datetime64(AS_OF - dt.timedelta(days=DAYS), "D")
    with duckdb.connect(str(path), config={"memory_limit": "2GB"}) as connection:
        connection.execute("CREATE TABLE sales (customer BIGINT, day DATE, amount DOUBLE)")
        for begun in range(0, rows, chunk):
            customer, day, amount = transactions(min(chunk, rows - begun), 11 + begun // chunk)
            frame = pd.DataFrame(
                {
                    "customer": customer + begun // ROWS_A_CUSTOMER,
                    "day": (first + day).astype("datetime64[s]"),
                    "amount": amount,
                }
            )
            connection.register("incoming", frame)
            connection.execute("INSERT INTO sales SELECT customer, CAST(day AS DATE), amount FROM incoming")
            connection.unregister("incoming")
    return DuckDBEngine.open(path, memory_limit=limit, spill=folder / "spill")


def measured(action):
    """Seconds of wall clock and of processor time of one call."""
    begun, worked = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - begun, time.process_time() - worked


def bench_large(rows, limit, turns=2):
    """The whole answer and both statements by hand over a file, in turns, wall clock and processor time of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spill").mkdir()
        engine = on_disk(rows, folder, limit)
        ctx = context(engine)
        print(f"file {(folder / 'sales.duckdb').stat().st_size / 1e9:.2f} GB, memory limit {limit}", flush=True)
        actions = {
            "rfm_segments": lambda: rfm_segments(RfmArgs(), ctx),
            "SQL by hand, same table": lambda: engine.run(SEGMENTS_BY_HAND, timeout_s=1800),
            "SQL by hand, scores alone": lambda: engine.fetch_arrow(BY_HAND, timeout_s=1800),
        }
        for turn in range(turns):
            for said, action in actions.items():
                wall, worked = measured(action)
                print(f"{rows:,} transactions, turn {turn + 1}, {said:28} {wall:8.1f} s, {worked:8.1f} s of processor",
                      flush=True)  # fmt: skip
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"largest memory of the process {peak:.1f} GB", flush=True)
        engine.close()


def bench(timed, line, rows=0, limit="2GB"):
    """`rows` 0: one and ten million with all alternatives; else that many from a file, SQL alone."""
    print("\nRFM of every customer with scores")
    if rows:
        bench_large(rows, limit)
        return
    for size in SIZES:
        engine, frame = filled(size)
        ctx = context(engine)
        sql = statement(ctx)
        repeat = 7 if size <= 1_000_000 else 3
        check(engine, sql, frame)
        check_segments(ctx)

        def into_table(select, engine=engine):
            return engine.fetch_arrow(select, timeout_s=600)

        mine = timed(lambda sql=sql, run=into_table: run(sql), repeat)
        hand = timed(lambda run=into_table: run(BY_HAND), repeat)
        line(f"scores, {size:,} transactions", mine, "SQL by hand", hand)
        line(f"scores, {size:,} transactions", mine, "pandas", timed(lambda f=frame: with_pandas(f), 3))
        lifetimes = timed(lambda f=frame: with_lifetimes(f), 1)
        line(f"scores, {size:,} transactions", mine, "lifetimes (no scores)", lifetimes)
        whole, segments, scores = in_turns(
            (
                lambda ctx=ctx: rfm_segments(RfmArgs(), ctx),
                lambda: into_table(SEGMENTS_BY_HAND),
                lambda: into_table(BY_HAND),
            ),
            repeat,
        )
        line(f"rfm_segments, {size:,} transactions", whole, "SQL by hand of its main table", segments)
        line(f"rfm_segments, {size:,} transactions", whole, "SQL by hand of the scores alone", scores)
