"""How many customers a test needs before it starts.

Rule: the number follows from the two shares, the chance of a false alarm and the chance to find the difference
(two-sided, arcsine effect of Cohen 1988); nothing is read from the data, and smaller differences are shown beside it.
"""

from __future__ import annotations

from math import ceil

from semantic_layer.result import Column, ResultTable, Value
from tools.action_arguments import SampleSizeArgs
from tools.context import ToolContext
from tools.errors import BadParameter
from tools.experiments.stats import needed
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SHARE, customers_column, fact

STEPS = (0.5, 0.75, 1.0, 1.5, 2.0)  # of the difference that was asked for


def sample_size(arguments: SampleSizeArgs, ctx: ToolContext) -> ToolResult:
    """One row per size of the difference; the first finding is the one that was asked for.

    Raises
    ------
    BadParameter
        Both shares are the same, or the question has conditions, which change nothing here.
    """
    if arguments.base == arguments.target:
        raise BadParameter("target", arguments.target, f"another share than {arguments.base}")
    if arguments.filters or arguments.window:
        raise BadParameter("filters", "", "two shares")
    rows = tuple(row for step in STEPS if (row := _row(arguments, step)) is not None)
    exact = needed(arguments.base, arguments.target, arguments.alpha, arguments.power)
    each = ceil(exact)
    return ToolResult(
        "sample_size",
        (NamedTable("main", ResultTable(_columns(), rows)),),
        (
            Finding("sample_size", (
                ("each", Fact(each, CUSTOMERS, INTEGER)),
                ("all", Fact(each * arguments.arms, CUSTOMERS, INTEGER)),
                ("arms", Fact(arguments.arms, NONE, INTEGER)),
                ("base", Fact(arguments.base, SHARE, PERCENT)),
                ("target", Fact(arguments.target, SHARE, PERCENT)),
            )),
            Finding("sample_size_rule", (
                ("power", Fact(arguments.power, SHARE, PERCENT)),
                ("alpha", Fact(arguments.alpha, SHARE, PERCENT)),
            )),
        ),
        (),
        Lineage(
            as_of=ctx.as_of,
            parameters=(
                ("base", arguments.base),
                ("target", arguments.target),
                ("alpha", arguments.alpha),
                ("power", arguments.power),
                ("arms", arguments.arms),
                ("before_rounding", round(exact, 1)),
                ("sides", 2),
            ),
        ),
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        fact("base_share", SHARE, PERCENT),
        fact("target_share", SHARE, PERCENT, kind="dimension"),
        customers_column("per_arm"),
        customers_column("in_all"),
    )


def _row(arguments: SampleSizeArgs, step: float) -> tuple[Value, ...] | None:
    target = round(arguments.base + step * (arguments.target - arguments.base), 6)
    if not 0 < target < 1:
        return None
    each = ceil(needed(arguments.base, target, arguments.alpha, arguments.power))
    return arguments.base, target, each, each * arguments.arms
