"""What a funnel says: how many reach the end, after which step most are lost, and which group gets furthest.

Rule: groups that the data cannot tell from the best one share first place, and the unknown group is in no place.
"""

from __future__ import annotations

from semantic_layer.model import Format
from semantic_layer.result import ResultTable
from tools.customer_arguments import FunnelArgs
from tools.journeys.events import Journeys, shown_step
from tools.result import Caveat, Fact, Finding
from tools.stats import share_first_place, wilson
from tools.tables import CUSTOMERS, DAYS, INTEGER, PERCENT, SHARE

ONE_DIGIT = Format("decimal", 1)


def findings(
    table: ResultTable, overall: tuple[int, ...], steps: tuple[str, ...], journeys: Journeys, arguments: FunnelArgs
) -> tuple[Finding, ...]:
    whole = _whole_funnel(overall, steps, journeys, arguments)
    if not arguments.by or not table.rows:
        return whole
    last = [row for row in table.records() if row["step"] == shown_step(steps[-1]) and row["group"] is not None]
    last.sort(key=lambda row: -float(str(row["total_rate"])))
    if len(last) < 2:
        return whole
    best, worst = last[0], last[-1]
    entered = {
        row["group"]: int(str(row["customers"])) for row in table.records() if row["step"] == shown_step(steps[0])
    }
    lead = (int(str(best["customers"])), entered[best["group"]])
    level = [r["group"] for r in last if share_first_place(*lead, int(str(r["customers"])), entered[r["group"]])]
    source = table.columns[0].source
    said = (
        ("best_group", Fact(best["group"], source=source)), ("best", Fact(best["total_rate"], SHARE, PERCENT)),
        ("worst_group", Fact(worst["group"], source=source)), ("worst", Fact(worst["total_rate"], SHARE, PERCENT)),
    )  # fmt: skip
    if len(level) > 1:
        tied = (("groups", Fact(tuple(level), source=source)), *said)
        return (Finding("funnel_groups_tied", tied), *whole)
    return (Finding("funnel_groups", said), *whole)


def _whole_funnel(
    overall: tuple[int, ...], steps: tuple[str, ...], journeys: Journeys, arguments: FunnelArgs
) -> tuple[Finding, ...]:
    """How many reach the end, and after which step most are lost."""
    losses = [overall[i] - overall[i + 1] for i in range(len(steps) - 1)]
    worst = max(range(len(losses)), key=lambda i: losses[i])
    low, high = wilson(overall[-1], overall[0])

    def step(i: int) -> Fact:
        return Fact(shown_step(steps[i]), source=journeys.source)

    reached = Finding("funnel_conversion", (
        ("first", step(0)), ("last", step(-1)),
        ("customers", Fact(overall[0], CUSTOMERS, INTEGER)), ("reached", Fact(overall[-1], CUSTOMERS, INTEGER)),
        ("rate", Fact(overall[-1] / overall[0], SHARE, PERCENT)),
        ("low", Fact(low, SHARE, PERCENT)), ("high", Fact(high, SHARE, PERCENT)),
        ("days", Fact(round(arguments.within_hours / 24, 1), DAYS, ONE_DIGIT)),
    ))  # fmt: skip
    if not losses[worst]:
        return (reached, Finding("funnel_no_loss"))
    lost = Finding("funnel_loss", (
        ("before", step(worst)), ("after", step(worst + 1)),
        ("lost", Fact(losses[worst], CUSTOMERS, INTEGER)),
        ("rate", Fact(losses[worst] / overall[worst], SHARE, PERCENT)),
    ))  # fmt: skip
    return (reached, lost) if arguments.focus == "conversion" else (lost, reached)


def caveats(journeys: Journeys, overall: tuple[int, ...]) -> tuple[Caveat, ...]:
    by_day = (Caveat("times_by_day"),) if journeys.by_day else ()
    return (*by_day, *((Caveat("few_entries", (("n", overall[0]),)),) if overall[0] < 30 else ()))
