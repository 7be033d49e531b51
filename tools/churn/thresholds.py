"""What a border of the risk is worth, measured where the outcome is known, and how today's risks are spread.

Rule: precision and recall come from the newest complete horizon, which is later than everything the rule was learned
on. A rule that gives an order and no chance has no borders: both tables are empty then, and no chance may be shown.
"""

from __future__ import annotations

import numpy as np

from semantic_layer.result import ResultTable
from tools.churn.features import Sample
from tools.churn.model import Rule
from tools.customers.histories import Floats
from tools.tables import PERCENT, SHARE, customers_column, fact

STEP = 5  # per cent between two borders


def thresholds_table(tested: Rule, test: Sample, risk: Floats) -> ResultTable:
    """A row for every border of the risk: who of the test sample reaches it, and who of those was lost.

    Parameters
    ----------
    tested : the rule as it was learned for the test, from older cuts only.
    test : the sample whose outcomes are known.
    risk : today's risks, for how many customers reach the border now.

    `precision` is unknown (NULL) where nobody reaches the border, `recall` where nobody was lost.
    """
    columns = (
        fact("risk_threshold", SHARE, PERCENT),
        customers_column("flagged"),
        customers_column("flagged_lost"),
        customers_column("missed_lost"),
        fact("precision", SHARE, PERCENT),
        fact("recall", SHARE, PERCENT),
        customers_column("flagged_now"),
    )
    if tested.kind == "ranking" or not test.keys:
        return ResultTable(columns, ())
    predicted, gone = tested.predict(test), test.gone
    return ResultTable(columns, tuple(_at(border / 100, predicted, gone, risk) for border in range(STEP, 100, STEP)))


def _at(border: float, predicted: Floats, gone: np.typing.NDArray[np.bool_], risk: Floats) -> tuple[float | None, ...]:
    flagged = predicted >= border
    hits, lost = int((flagged & gone).sum()), int(gone.sum())
    n = int(flagged.sum())
    return (border, n, hits, lost - hits, hits / n if n else None, hits / lost if lost else None,
            int((risk >= border).sum()))  # fmt: skip


def spread_table(tested: Rule, risk: Floats) -> ResultTable:
    """How many of the listed customers have a risk from one border up to the next; the last includes 100 %."""
    columns = (fact("risk_from", SHARE, PERCENT), fact("risk_to", SHARE, PERCENT), customers_column("customers"))
    if tested.kind == "ranking":
        return ResultTable(columns, ())
    borders = [border / 100 for border in range(0, 100 + STEP, STEP)]
    counts, _ = np.histogram(risk, bins=borders)
    return ResultTable(columns, tuple(zip(borders, borders[1:], map(int, counts), strict=False)))
