"""What a forecast says: the value with its interval, the error that the method made before, and what to bear in mind.

Rule: the first finding answers what was asked; none of several periods is said without the interval of their sum, and
the error and the coverage are always among the findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.model import Format, Unit
from semantic_layer.query import Window
from tools.business.forecast_ahead import Ahead, reached
from tools.business.forecast_direction import direction
from tools.business.forecast_methods import Tested, coverage, widths
from tools.business.time_series import SEASONS, Read, TimeSeries, is_sum
from tools.business_arguments import ForecastArgs
from tools.context import ToolContext
from tools.result import Caveat, Fact, Finding
from tools.tables import INTEGER, NONE, SHARE

RATIO = Format("decimal", 2)


def findings(
    read: Read,
    one: TimeSeries,
    ahead: Ahead,
    best: Tested,
    tested: Sequence[Tested],
    scaled: float | None,
    level: float,
    known: Sequence[float],
    ctx: ToolContext,
) -> list[Finding]:
    unit, format = read.metric.unit, read.metric.format
    metric = ("metric", Fact(read.metric.name, source="metric"))
    share = ("level", Fact(level, SHARE, Format("percent", 0)))

    def money(value: float) -> Fact:
        return Fact(value, unit, format)

    found = [_headline(read, ahead, best, level, metric, share, known, ctx)]
    last = one.values[-1]
    if last is not None:
        found.append(Finding("forecast_last_known", (("period", Fact(one.starts[-1])), ("value", money(last)))))
    mase = best.mae / scaled if scaled else None
    said = (
        ("method", Fact(best.method)), ("mae", Fact(best.mae, error_unit(read), format)),
        ("mase", Fact(mase, NONE, RATIO)),
        ("coverage", Fact(coverage(best.errors, level), SHARE, Format("percent", 0))), share,
        ("origins", Fact(len(best.errors), NONE, INTEGER)),
    )  # fmt: skip
    found.append(Finding(f"forecast_error_{best.method}", said))
    naive = next((item for item in tested if item.method == "naive"), None)
    if naive and naive is not best and naive.mae:
        gain = Fact(1 - best.mae / naive.mae, SHARE, Format("percent", 0))
        found.append(Finding("forecast_better", (("gain", gain),)))
    return found


def direction_asked(
    arguments: ForecastArgs, told: Sequence[Finding], one: TimeSeries, window: Window, ahead: Ahead
) -> tuple[Finding, ...]:
    """Where "will it rise" was asked, the answer to that, before the forecast itself."""
    if arguments.asked is None:
        return ()
    whole = told[0].kind != "forecast_one"
    periods = len(ahead.asked) + len(reached(one, window)) if whole else 1
    found = direction(arguments.asked, told[0], one, window.start, periods)
    return (found,) if found else ()


def _headline(
    read: Read,
    ahead: Ahead,
    best: Tested,
    level: float,
    metric: tuple[str, Fact],
    share: tuple[str, Fact],
    known: Sequence[float],
    ctx: ToolContext,
) -> Finding:
    """One period with its interval; of several the sum with the interval of the sum, where they add up.

    `known` are the periods of the asked window that are over: of "this year" what was reached so far.
    """

    def money(value: float) -> Fact:
        return Fact(value, read.metric.unit, read.metric.format)

    n, first, last = len(ahead.asked), ahead.asked[0], ahead.asked[-1]
    if (n == 1 and not known) or not is_sum(read.metric.name, ctx):
        ends = (("low", money(ahead.low[last])), ("high", money(ahead.high[last])), share)
        when = ("period", Fact(ahead.starts[last]))
        return Finding("forecast_one", (metric, when, ("value", money(ahead.mean[last])), *ends))
    total = sum(ahead.mean[i] for i in ahead.asked)
    half = widths([(sum(row[i] for i in ahead.asked),) for row in best.errors], level)[0]
    floor = 0.0 if min(ahead.low) >= 0 else float("-inf")
    base = sum(known)
    return Finding(
        "forecast_rest" if known else "forecast_sum",
        (
            metric, ("value", money(base + total)), ("low", money(base + max(total - half, floor))),
            ("high", money(base + total + half)), share, ("known", money(base)), ("ahead", money(total)),
            ("first_period", Fact(ahead.starts[first])), ("last_period", Fact(ahead.starts[last])),
        ),
    )  # fmt: skip


def caveats(
    read: Read,
    one: TimeSeries,
    values: Sequence[float],
    best: Tested,
    tested: Sequence[Tested],
    ahead: Ahead,
) -> list[Caveat]:
    found = [Caveat("forecast_goes_on")]
    if SEASONS.get(read.grain, 1) > 1 and not any(item.method == "damped_seasonal" for item in tested):
        found.append(Caveat("season_not_tested"))
    if len(best.errors) < 10:
        found.append(Caveat("few_origins", (("n", len(best.errors)),)))
    if one.missing:
        found.append(Caveat("missing_as_zero", (("n", one.missing), ("all", len(one.recorded)))))
    if ahead.asked[0] > 0:
        found.append(Caveat("steps_before", (("n", ahead.asked[0]),)))
    if min(values) >= 0 and min(ahead.low) == 0:
        found.append(Caveat("interval_at_zero"))
    return found


def error_unit(read: Read) -> Unit:
    """An error of a share is in points."""
    unit = read.metric.unit
    return replace(unit, kind="points") if unit.kind == "share" else unit
