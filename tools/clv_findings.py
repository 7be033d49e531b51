"""What a lifetime value says, and what it rests on.

Rule: the total is told with its customers and its horizon; whatever makes the fit doubtful is a caveat.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from semantic_layer.result import ResultTable
from tools.btyd import Purchases
from tools.clv_buyers import Buyers
from tools.context import ToolContext
from tools.customer_arguments import ClvArgs
from tools.histories import Floats
from tools.result import Caveat, Fact, Finding
from tools.roles import money_unit
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SHARE

FEW_CUSTOMERS, FEW_REPEATERS = 100, 30
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
        return (Finding("clv_total", together), Finding("clv_top_tenth", (("share", share),)))
    if not table.rows:
        return (Finding("clv_total", together),)
    return (_leading_group(table, arguments.by), Finding("clv_total", together))


def _leading_group(table: ResultTable, by: str) -> Finding:
    """The group worth most per customer, with what it is worth in all."""
    position = table.index("clv_per_customer")
    row = max(table.rows, key=lambda item: float(str(item[position])))
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
