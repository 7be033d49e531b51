"""Whether a metric is expected to rise or to fall: the forecast beside the latest period of the same length.

Rule: it is said only where the whole interval lies on one side of what was; where the interval holds that value, the
direction is open, whatever the middle of the forecast is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from tools.business.time_series import TimeSeries
from tools.result import Fact, Finding

Asked = Literal["up", "down"]


def direction(asked: Asked, headline: Finding, one: TimeSeries, start: date | None, periods: int) -> Finding | None:
    """The answer to "will it rise", from the finding that the forecast begins with.

    Parameters
    ----------
    start : date or None
        First day of the asked window; periods known in it are no "before".
    periods : int
        How many periods the headline's value is of: 1 where periods do not add up.

    Returns
    -------
    Finding or None
        `forecast_yes_up_one`, `forecast_no_up_several` (asked up, expected down), `forecast_open_up_one` ...; None
        where fewer periods are known than are asked for.
    """
    known = _before(one, start)[-periods:]
    facts = dict(headline.facts)
    value, low, high = (facts[name] for name in ("value", "low", "high"))
    if len(known) < periods or not all(isinstance(fact.value, int | float) for fact in (value, low, high)):
        return None
    before = sum(amount for _, amount in known)
    rises, falls = float(str(low.value)) > before, float(str(high.value)) < before
    answer = "open" if not (rises or falls) else "yes" if rises == (asked == "up") else "no"
    told = ("metric", "value", "low", "high", "level")
    was = (
        ("first_period", Fact(known[0][0])),
        ("last_period", Fact(known[-1][0])),
        ("before", Fact(before, value.unit, value.format)),
    )
    length = "one" if periods == 1 else "several"
    return Finding(f"forecast_{answer}_{asked}_{length}", (*((name, facts[name]) for name in told), *was))


def _before(one: TimeSeries, start: date | None) -> Sequence[tuple[date, float]]:
    pairs = zip(one.starts, one.values, strict=True)
    return [(day, float(value)) for day, value in pairs if value is not None and (start is None or day < start)]
