"""What a lifetime value says, and what it rests on.

Rule: the total is told with its customers and its horizon; whatever makes the fit doubtful is a caveat.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from semantic_layer.result import ResultTable
from tools.context import ToolContext
from tools.customer_arguments import ClvArgs
from tools.customers.histories import Floats
from tools.result import Caveat, Fact, Finding
from tools.roles import money_unit
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SHARE
from tools.value.btyd import Purchases
from tools.value.clv_buyers import Buyers

FEW_CUSTOMERS, FEW_REPEATERS = 100, 30
NAMED = 3  # of a list, in the sentence above it
CORRELATED = 0.3  # above this, Gamma-Gamma's assumption that value and frequency are independent is doubtful


def findings_of(
    table: ResultTable, buyers: Buyers, value: Floats, orders: Floats, arguments: ClvArgs, ctx: ToolContext
) -> tuple[Finding, ...]:
    money = money_unit(ctx.model)
    together = (
        ("clv", Fact(float(value.sum()), money, MONEY)),
        ("customers", Fact(len(buyers.keys), CUSTOMERS, INTEGER)),
        ("mean", Fact(float(value.mean()), money, MONEY)),
        ("orders", Fact(round(float(orders.sum())), NONE, INTEGER)),
        ("days", Fact(arguments.horizon_days, NONE, INTEGER)),
    )
    if arguments.by is None:
        top = value[np.argsort(-value)[: max(1, round(len(value) / 10))]].sum()
        share = Fact(float(top / value.sum()), SHARE, PERCENT) if value.sum() else Fact(None)
        whole = (Finding("clv_total", together), Finding("clv_top_tenth", (("share", share),)))
        named = _first_ones(table, value, arguments, ctx)
        is_part = len(table.rows) < len(value) and not named  # a number that was asked for is told already
        shown = (("count", Fact(len(table.rows), CUSTOMERS, INTEGER)),)
        return (*named, *whole, *((Finding("clv_listed", shown),) if is_part else ()))
    if not table.rows:
        return (Finding("clv_total", together),)
    return (_leading_group(table, arguments.by), Finding("clv_total", together))


def _first_ones(table: ResultTable, value: Floats, arguments: ClvArgs, ctx: ToolContext) -> tuple[Finding, ...]:
    """Who was asked for ("who is worth most", "the top 10"), by name, before what all are worth."""
    if "limit" not in arguments.model_fields_set or not table.rows or not value.sum():
        return ()
    money, amounts = money_unit(ctx.model), [float(str(found)) for found in table.values("clv")]
    together = sum(amounts)
    told = (
        ("who", Fact(tuple(str(key) for key in table.values("customer")[:NAMED]))),  # a number of a person is a name
        ("amounts", Fact(tuple(amounts[:NAMED]), money, MONEY)),
        ("count", Fact(len(table.rows), CUSTOMERS, INTEGER)),
        ("clv", Fact(together, money, MONEY)),
        ("share", Fact(together / float(value.sum()), SHARE, PERCENT)),
        ("days", Fact(arguments.horizon_days, NONE, INTEGER)),
    )
    kind = (
        "clv_first_one" if len(table.rows) == 1 else "clv_first_few" if len(table.rows) <= NAMED else "clv_first_ones"
    )
    return (Finding(kind, told),)


def _leading_group(table: ResultTable, by: str) -> Finding:
    """The known group worth most per customer, with what it is worth in all; who has no group is in no place."""
    position, group = table.index("clv_per_customer"), table.index("group")
    known = [row for row in table.rows if row[group] is not None] or table.rows
    row = max(known, key=lambda item: float(str(item[position])))
    cells = dict(zip((c.name for c in table.columns), row, strict=True))
    columns = {c.name: c for c in table.columns}
    names: Sequence[str] = ("clv_per_customer", "clv", "customers")
    told = [(name, Fact(cells[name], columns[name].unit, columns[name].format)) for name in names]
    return Finding("clv_leading_group", (("group", Fact(cells["group"], source=by)), *told))


def caveats_of(
    fit: Purchases, buyers: Buyers, correlation: float | None, weeks: float, arguments: ClvArgs
) -> tuple[Caveat, ...]:
    found: list[Caveat] = []
    if arguments.margin == 1:
        found.append(Caveat("revenue_not_profit"))
    if len(buyers.keys) < FEW_CUSTOMERS or int((buyers.x > 0).sum()) < FEW_REPEATERS:
        found.append(Caveat("few_to_fit", (("customers", len(buyers.keys)), ("repeaters", int((buyers.x > 0).sum())))))
    if fit.at_bound:
        found.append(Caveat("parameter_at_bound", (("names", ", ".join(fit.at_bound)),)))
    if correlation is not None and correlation > CORRELATED:
        found.append(Caveat("value_follows_frequency", (("correlation", round(correlation, 2)),)))
    if weeks > float(buyers.T.max()):
        found.append(Caveat("beyond_history", (("days", arguments.horizon_days),)))
    return tuple(found)
