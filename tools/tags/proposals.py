"""Tags that the data suggest: the upper and lower fifth of a number, and groups that are rich in good customers.

Rule: a number is cut at its 80th and 20th percentile; a value of an attribute is proposed where the customers of the
target are more than 1.5 times as frequent among those who have it, and not by chance: the lower end of the 95 %
interval is above the share among all. A proposal carries its rule, so that a person can accept it word by word.
"""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from semantic_layer.compiler.sql import literal
from semantic_layer.model import CUSTOMER_FACTS, Dimension, Format, Unit
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.fields import FIELDS, customer_entity, field_steps
from tools.errors import TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.stats import wilson
from tools.tables import CUSTOMERS, INTEGER, PERCENT, SHARE, customers_column, fact, share_column
from tools.trees import column, named

TOOL = "tags"
HIGH, LOW = 0.8, 0.2
LEAST_LIFT = 1.5
FEWEST = 20
MOST_VALUES = 30
_PLAIN = ("categorical", "ordinal", "boolean", "geography")

Proposal = tuple[str, str, int, float, float | None]  # rule, kind, customers, share, lift


def propose(scope: BaseScope, ctx: ToolContext) -> ToolResult:
    """One row for every rule that no tag of the model has yet, the most telling first.

    Raises
    ------
    TooFewCustomers
        Fewer than 20 buyers.
    """
    attributes = _attributes(ctx)
    names = (*CUSTOMER_FACTS, *(item.qualified for item in attributes))
    steps = field_steps(names, scope, TOOL, ctx)
    buyers, levels, sql = _levels(steps, ctx)
    if buyers < FEWEST:
        raise TooFewCustomers(buyers, FEWEST)
    found = _of_numbers(buyers, levels)
    queries = [sql]
    for item in attributes:
        values, text = _of_values(item, levels["monetary", HIGH][0], steps, ctx)
        found += values
        queries.append(text)
    written = {_plain(tag.rule) for tag in ctx.model.tags}
    new = sorted((row for row in found if _plain(row[0]) not in written), key=lambda row: (-(row[4] or 0), row[0]))
    table = without_small_groups(ResultTable(_columns(), tuple(new)), "customers", ctx, parts=())
    return ToolResult(
        TOOL,
        (NamedTable("main", table),),
        _findings(table, buyers),
        (Caveat("proposals_need_acceptance"),),
        Lineage(
            as_of=scope.as_of,
            sql=tuple(queries),
            parameters=(("high", HIGH), ("low", LOW), ("least_lift", LEAST_LIFT), ("fewest", FEWEST)),
            row_counts=(("customers", buyers), ("proposals", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _columns() -> tuple[Column, ...]:
    lift = Column("lift", "fact", Unit("ratio"), Format("decimal", 2))
    return (fact("rule"), fact("proposed_by"), customers_column(), share_column("share"), lift)


def _attributes(ctx: ToolContext) -> tuple[Dimension, ...]:
    """Attributes with few values that say nothing of who somebody is."""
    home = ctx.model.dataset_of_entity(customer_entity(ctx.model))
    known = home.dimensions if home else ()
    return tuple(item for item in known if item.type in _PLAIN and not (item.personal or item.hidden or item.datatype))


def _levels(
    steps: tuple[trees.Step, ...], ctx: ToolContext
) -> tuple[int, dict[tuple[str, float], tuple[Value, int]], str]:
    """Buyers, and for each fact and percentile the value there and how many are at or beyond it."""
    points = [(name, q) for name in CUSTOMER_FACTS for q in (LOW, HIGH)]
    cuts = trees.from_step(FIELDS, *(named(trees.quantile(column(n), q), f"{n}@{q:g}") for n, q in points))
    counts = [named(exp.Count(this=exp.Star()), "buyers")]
    for name, q in points:
        value, level = column(name, FIELDS), column(f"{name}@{q:g}", "cuts")
        beyond: exp.Expression = (
            exp.GTE(this=value, expression=level) if q == HIGH else exp.LTE(this=value, expression=level)
        )
        counts += [named(exp.Max(this=level.copy()), f"level {name}@{q:g}"),
                   named(trees.count_if(beyond), f"n {name}@{q:g}")]  # fmt: skip
    select = trees.from_step(FIELDS, *counts).join(trees.step("cuts"), join_type="cross", copy=False)
    sql = trees.render(trees.with_steps(select, (*steps, ("cuts", cuts))), ctx.engine.dialect)
    row = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    found = {point: (row[1 + 2 * i], _whole(row[2 + 2 * i])) for i, point in enumerate(points)}
    return _whole(row[0]), found, sql


def _of_numbers(buyers: int, levels: dict[tuple[str, float], tuple[Value, int]]) -> list[Proposal]:
    """A border that more than half of the customers reach separates nobody (many equal values)."""
    found: list[Proposal] = []
    for (name, q), (level, n) in levels.items():
        if level is not None and 0 < n <= buyers / 2:
            sign = ">=" if q == HIGH else "<="
            found.append((f"{name} {sign} {_number(level)}", "percentile", n, n / buyers, None))
    return found


def _of_values(
    dimension: Dimension, border: Value, steps: tuple[trees.Step, ...], ctx: ToolContext
) -> tuple[list[Proposal], str]:
    """Values of an attribute among whose customers the best fifth by money is over-represented."""
    value = column(dimension.qualified, FIELDS)
    best = exp.GTE(this=column("monetary", FIELDS), expression=literal(border))
    select = trees.from_step(
        FIELDS, named(value, "value"), named(exp.Count(this=exp.Star()), "n"), named(trees.count_if(best), "hits")
    ).group_by(value.copy(), copy=False)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    rows = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
    everybody, hits = sum(_whole(row[1]) for row in rows), sum(_whole(row[2]) for row in rows)
    found: list[Proposal] = []
    if len(rows) > MOST_VALUES or not hits:
        return found, sql
    base = hits / everybody
    for code, n, hit in ((row[0], _whole(row[1]), _whole(row[2])) for row in rows):
        if code is None or n < FEWEST:
            continue
        low, _ = wilson(hit, n)
        lift = hit / n / base
        if lift > LEAST_LIFT and low > base:
            rule = f"{dimension.qualified} = {literal(code).sql(ctx.engine.dialect)}"
            found.append((rule, "lift", n, n / everybody, lift))
    return found, sql


def _findings(table: ResultTable, buyers: int) -> tuple[Finding, ...]:
    rows = list(table.records())
    if not rows:
        return (Finding("tags_proposed_none"),)
    count = ("count", Fact(len(rows), format=INTEGER))
    of = ("of", Fact(buyers, CUSTOMERS, INTEGER))
    told = [Finding("tags_proposed", (count, of))]
    lifted = [row for row in rows if row["lift"] is not None]
    if lifted:
        best = lifted[0]
        facts = (
            ("rule", Fact(best["rule"])), ("lift", Fact(best["lift"], table.columns[4].unit, table.columns[4].format)),
            ("customers", Fact(best["customers"], CUSTOMERS, INTEGER)), ("share", Fact(best["share"], SHARE, PERCENT)),
        )  # fmt: skip
        told.append(Finding("tags_proposed_lift", facts))
    return tuple(told)


def _number(value: Value) -> str:
    return f"{Decimal(str(value)).quantize(Decimal('0.01')).normalize():f}"


def _plain(rule: str) -> str:
    return "".join(rule.split()).casefold()


def _whole(value: Value) -> int:
    return int(str(value or 0))
