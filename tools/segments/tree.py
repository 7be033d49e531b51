"""Segments that a decision tree finds: short rules that tell who comes back, who stays away, or who spends more.

Rule: what the tree sees is dated before t0, what it is to tell lies in `[t0, t0 + horizon)`. It learns on 70 % of the
customers; how each segment did is shown on the other 30 %, which the tree has never seen. The rules leave as one CASE
expression that gives exactly the tree's own assignment, unknown values included: they go with the small ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from semantic_layer.model import Format
from semantic_layer.policy import View
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import TreeSegmentsArgs
from tools.customers.base import BaseScope, base_steps
from tools.customers.fields import FIELDS, check_field, field_steps
from tools.customers.horizons import measure
from tools.errors import HorizonIncomplete, TooFewCustomers, TooFewEvents
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit
from tools.segments.summary import scope_of
from tools.stats import wilson
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SCORE, SHARE, fact
from tools.trees import Step, column, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_CUSTOMERS, FEWEST_EVENTS = 200, 30
HELD_BACK = 0.3
TIMES = Format("decimal", 2)
BELOW = 1.0  # how far under the smallest value an unknown one is put


@dataclass(frozen=True)
class Test:
    """One step of a rule: `field <= limit` (or unknown), else `field > limit`."""

    field: str
    limit: float
    is_below: bool

    def sql(self) -> exp.Expression:
        value = trees.double(column(self.field, FIELDS))
        if not self.is_below:
            return exp.GT(this=value, expression=trees.number(self.limit))
        small = exp.LTE(this=value, expression=trees.number(self.limit))
        return exp.Paren(this=exp.Or(this=small, expression=trees.is_null(value.copy())))

    def written(self) -> str:
        return f"{self.field} {'<=' if self.is_below else '>'} {self.limit:g}"


@dataclass(frozen=True)
class Leaf:
    """One segment: its rule, and the place of its customers in the sample."""

    tests: tuple[Test, ...]
    members: NDArray[np.bool_]

    def rule(self) -> str:
        return " & ".join(test.written() for test in _shortest(self.tests)) or "everybody"


def tree_segments(arguments: TreeSegmentsArgs, ctx: ToolContext) -> ToolResult:
    """One row per segment: rule, customers, how they did on the held-back part, lift and interval; the best first.

    Raises
    ------
    HorizonIncomplete
        The outcome is not known yet.
    TooFewCustomers, TooFewEvents
        Fewer than 200 customers, or fewer than 30 of either outcome.
    """
    import numpy as np

    for name in arguments.features:
        check_field(name, View(ctx.model, ctx.who))
    now = scope_of("tree_segments", arguments, ctx)
    days = arguments.horizon_days or measure(now, ctx).repurchase_days
    t0 = arguments.t0 or now.as_of - timedelta(days=days)
    if t0 + timedelta(days=days) > now.as_of:
        raise HorizonIncomplete(t0 + timedelta(days=days))
    scope = BaseScope(now.orders, t0, now.start)
    keys, points, target, sql = _sample(arguments, scope, days, ctx)
    if len(keys) < FEWEST_CUSTOMERS:
        raise TooFewCustomers(len(keys), FEWEST_CUSTOMERS)
    is_share = arguments.target != "spend"
    rarer = int(min(target.sum(), len(target) - target.sum())) if is_share else int((target > 0).sum())
    if rarer < FEWEST_EVENTS:
        raise TooFewEvents(rarer, FEWEST_EVENTS)
    kept = np.random.default_rng(0).random(len(keys)) >= HELD_BACK
    leaves = tuple(_grow(arguments, points, target, kept))
    table = without_small_groups(_table(leaves, target, ~kept, arguments, ctx), "customers", ctx, parts=("rule",))
    case = case_of(leaves)
    return ToolResult(
        "tree_segments",
        (NamedTable("main", table),),
        _findings(table, arguments, days),
        (),
        Lineage(
            as_of=now.as_of,
            sql=(sql, case.sql(dialect=ctx.engine.dialect, pretty=True)),
            window=Window(t0, t0 + timedelta(days=days)),
            parameters=(
                ("target", arguments.target),
                ("t0", t0),
                ("horizon_days", days),
                ("features", ", ".join(arguments.features)),
                ("max_depth", arguments.max_depth),
                ("min_leaf", arguments.min_leaf),
                ("held_back", HELD_BACK),
                ("random_state", 0),
            ),
            row_counts=(("customers", len(keys)), ("held_back", int((~kept).sum()))),
            policies=scope.orders.rows().policies,
        ),
    )


def case_of(leaves: Sequence[Leaf]) -> exp.Expression:
    """All rules as one expression over the step `fields`: the segment's number from 1."""
    case = exp.Case()
    for i, leaf in enumerate(leaves, 1):
        conditions = [test.sql() for test in leaf.tests]
        case = case.when(trees.all_of(conditions) if conditions else exp.true(), trees.number(i))
    return case


# --- data -------------------------------------------------------------------------------------------------------


def sample_steps(arguments: TreeSegmentsArgs, scope: BaseScope, days: int, ctx: ToolContext) -> tuple[Step, ...]:
    """The features at t0, and `later`: what customers spent in the horizon."""
    later = BaseScope(scope.orders, scope.as_of + timedelta(days=days), scope.as_of)
    spent = trees.with_steps(trees.from_step("customers", column("key"), column("monetary")), base_steps(later))
    return (*field_steps(arguments.features, scope, "tree_segments", ctx), ("later", spent))


def _sample(
    arguments: TreeSegmentsArgs, scope: BaseScope, days: int, ctx: ToolContext
) -> tuple[list[Value], NDArray[np.float64], NDArray[np.float64], str]:
    import numpy as np

    same = exp.EQ(this=column("key", "later"), expression=column("key", FIELDS))
    features = [named(trees.double(column(name, FIELDS)), name) for name in arguments.features]
    select = trees.from_step(FIELDS, column("key", FIELDS), *features, named(column("monetary", "later"), "spent"))
    select = select.join(trees.step("later"), on=same, join_type="left", copy=False)
    select = select.order_by(column("key", FIELDS), copy=False)
    sql = trees.render(trees.with_steps(select, sample_steps(arguments, scope, days, ctx)), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    columns = [np.array(found.column(n).to_pylist(), dtype=np.float64) for n in arguments.features]
    spent = [value if value is None else float(value) for value in found.column("spent").to_pylist()]
    if arguments.target == "spend":
        target = np.array([value or 0.0 for value in spent])
    else:
        target = np.array(
            [(value is not None) == (arguments.target == "repurchase") for value in spent], dtype=np.float64
        )
    return found.column("key").to_pylist(), np.column_stack(columns), target, sql


# --- the tree ---------------------------------------------------------------------------------------------------


def _grow(
    arguments: TreeSegmentsArgs, points: NDArray[np.float64], target: NDArray[np.float64], kept: NDArray[np.bool_]
) -> Iterator[Leaf]:
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    filled = points.copy()
    for i in range(points.shape[1]):
        known = points[~np.isnan(points[:, i]), i]
        filled[np.isnan(points[:, i]), i] = (known.min() if len(known) else 0.0) - BELOW
    with threadpool_limits(1):
        # A regression on 0 and 1 splits as the Gini impurity does, and serves amounts as well.
        model = DecisionTreeRegressor(
            max_depth=arguments.max_depth, min_samples_leaf=arguments.min_leaf, random_state=0
        ).fit(filled[kept], target[kept])
    tree = model.tree_

    def walk(node: int, tests: tuple[Test, ...], members: NDArray[np.bool_]) -> Iterator[Leaf]:
        if tree.children_left[node] == tree.children_right[node]:
            yield Leaf(tests, members)
            return
        place, limit = int(tree.feature[node]), float(tree.threshold[node])
        # scikit-learn compares in single precision; the limit in words and in SQL lies between two values of the data
        values = filled[:, place].astype(np.float32)
        below = values <= limit
        exact = _between(filled[:, place], below)
        for child, is_below in ((tree.children_left[node], True), (tree.children_right[node], False)):
            test = Test(arguments.features[place], exact, is_below)
            yield from walk(int(child), (*tests, test), members & (below if is_below else ~below))

    yield from walk(0, (), np.ones(len(points), dtype=bool))


def _between(values: NDArray[np.float64], below: NDArray[np.bool_]) -> float:
    """A number with few digits between the largest value below the cut and the smallest above it."""
    import numpy as np

    low, high = float(values[below].max()), float(values[~below].min())
    for digits in range(-6, 9):
        rounded = float(np.floor(high * 10.0**digits) / 10.0**digits)
        if low <= rounded < high:
            return rounded
    return low


def _shortest(tests: Sequence[Test]) -> Iterator[Test]:
    """Of several limits on one side of a field only the tightest says something."""
    for side in (True, False):
        for name in dict.fromkeys(test.field for test in tests):
            limits = [test.limit for test in tests if test.field == name and test.is_below is side]
            if limits:
                yield Test(name, min(limits) if side else max(limits), side)


# --- tables and findings ----------------------------------------------------------------------------------------


def _table(
    leaves: Sequence[Leaf],
    target: NDArray[np.float64],
    held: NDArray[np.bool_],
    arguments: TreeSegmentsArgs,
    ctx: ToolContext,
) -> ResultTable:
    money, is_share = money_unit(ctx.model), arguments.target != "spend"
    unit, form = (SHARE, PERCENT) if is_share else (money, MONEY)
    columns = (
        fact("rule", kind="dimension"),
        Column("customers", "metric", CUSTOMERS, INTEGER),
        fact("held_back", CUSTOMERS, INTEGER),
        Column(f"{arguments.target}_rate" if is_share else "mean_spend", "metric", unit, form),
        fact("tree_lift", SCORE, TIMES),
        fact("tree_low", unit, form),
        fact("tree_high", unit, form),
        fact("number", NONE, INTEGER),
    )
    overall = float(target[held].mean())
    rows: list[tuple[Value, ...]] = []
    for number, leaf in enumerate(leaves, 1):
        own = target[leaf.members & held]
        mean = float(own.mean()) if len(own) else None
        low, high = wilson(int(own.sum()), len(own)) if is_share and len(own) else (None, None)
        lift = mean / overall if mean is not None and overall else None
        rows.append((leaf.rule(), int(leaf.members.sum()), len(own), mean, lift, low, high, number))
    rows.sort(key=lambda row: (-float(str(row[3] if row[3] is not None else -1)), str(row[0])))
    return ResultTable(columns, tuple(rows))


def _findings(table: ResultTable, arguments: TreeSegmentsArgs, days: int) -> tuple[Finding, ...]:
    if not table.rows:
        return (Finding("withheld"),)
    best, value = table.rows[0], table.columns[3]
    facts = (
        ("rule", Fact(best[0], source="rule")),
        ("customers", Fact(best[1], CUSTOMERS, INTEGER)),
        ("value", Fact(best[3], value.unit, value.format)),
        ("lift", Fact(best[4], SCORE, TIMES)),
        ("days", Fact(days, NONE, INTEGER)),
        ("segments", Fact(len(table.rows), NONE, INTEGER)),
    )
    return (Finding(f"tree_{arguments.target}", facts),)
