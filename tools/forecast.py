"""What comes next: a metric over periods ahead, with an interval and with the error the method made before.

Rule: only whole periods that were over at as-of are learned from, and the method is chosen by a backtest. No forecast
without its error (MAE, MASE) and the coverage of its interval. A series that is too short for that, or that has holes,
is refused with the numbers. What lies between as-of and the asked window is forecast too, because every step counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from semantic_layer.model import Format, Grain, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.business_arguments import ForecastArgs
from tools.context import ToolContext
from tools.errors import BadParameter, SeriesBroken, SeriesTooShort
from tools.forecast_direction import direction
from tools.forecasting import FEWEST_ORIGINS, Tested, backtest, coverage, scale, widths
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import INTEGER, NONE, PERCENT, SHARE, fact
from tools.time_series import SEASONS, Read, TimeSeries, at_as_of, is_sum, read_series

DEFAULT_WINDOW = "next:3:month"
FEWEST = 8
MOST_STEPS = 400
MISSING = 0.1  # share of periods without data from which on a series is broken
LONGEST = 1_095  # of a long series the latest three years of days
RATIO = Format("decimal", 2)
_UNITS: dict[str, Grain] = {"day": "day", "week": "week", "month": "month", "quarter": "month", "year": "month"}


@dataclass(frozen=True)
class Ahead:
    """The forecast periods: first days, values, interval. `asked` of the last ones lie in the asked window."""

    starts: tuple[date, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    asked: tuple[int, ...]


def forecast(arguments: ForecastArgs, ctx: ToolContext) -> ToolResult:
    """One row for each period ahead; "context" is the series with the forecast, "methods" how each method did.

    Raises
    ------
    SeriesTooShort
        Fewer whole periods than max(8, twice the steps).
    SeriesBroken
        More than a tenth of the periods, or the last one, hold nothing.
    BadParameter
        The window does not lie ahead, or more steps are asked for than make sense.
    """
    here = at_as_of(arguments, ctx)
    window = _whole_window(arguments.window, here)
    grain = arguments.grain or _grain_of(window, here)
    read = read_series(arguments.metric, grain, here, filters=arguments.filters)
    one = read.series[0]
    starts = _ahead(one, window, grain, here)
    values = _usable(one, len(starts))
    season = SEASONS.get(grain, 1)
    season = season if len(values) >= 2 * season else 1
    tested = backtest(values, len(starts), season)
    if not tested or len(tested[0].errors) < FEWEST_ORIGINS:
        raise SeriesTooShort(len(values), max(FEWEST, len(starts) + FEWEST_ORIGINS))
    best = tested[0]
    ahead = _with_interval(best, starts, window, arguments.level, read, values)
    scaled = scale(values, season)
    told = _findings(read, one, ahead, best, tested, scaled, arguments.level, _reached(one, window), here)
    return ToolResult(
        "forecast",
        (
            NamedTable("main", _table(read, (), ahead)),
            NamedTable("context", _table(read, tuple(zip(one.starts, one.values, strict=True)), ahead)),
            NamedTable("methods", _methods(read, tested, scaled, arguments.level)),
        ),
        (*_direction(arguments, told, one, window, ahead), *told),
        tuple(_caveats(read, one, values, season, best, tested, ahead)),
        Lineage(
            as_of=here.as_of,
            queries=(read.query,),
            sql=(read.sql,),
            window=window,
            metrics=read.metrics,
            policies=read.policies,
            parameters=(
                ("grain", grain), ("method", best.method), ("season", season), ("level", arguments.level),
                ("origins", len(best.errors)), ("steps", len(starts)), ("learned_from", one.starts[-len(values)]),
            ),
            row_counts=(("periods", len(values)), ("missing", one.missing), ("forecast", len(starts))),
        ),
    )  # fmt: skip


# --- what is asked ------------------------------------------------------------------------------------------------


def _whole_window(window: Window | None, ctx: ToolContext) -> Window:
    """The asked period from end to end: "this month" is all of it, also the days that are still to come."""
    window = window or ctx.calendar.resolve(DEFAULT_WINDOW)
    if window.rule:
        try:
            frame = ctx.calendar.rules.frame(window.rule)
            window = replace(window, start=frame.start, end=frame.end)
        except ValueError:  # a window written by hand
            pass
    if window.start is None or window.end is None or window.end <= ctx.as_of:
        raise BadParameter("window", "past", "a period that lies ahead")
    return window


def _grain_of(window: Window, ctx: ToolContext) -> Grain:
    """The length that the window is counted in; else the longest that fits into it without a rest."""
    named = window.rule.rpartition(":")[2]
    if named in _UNITS:
        return _UNITS[named]
    assert window.start is not None and window.end is not None
    for grain in ("month", "week"):
        if all(ctx.calendar.floor(day, grain) == day for day in (window.start, window.end)):
            return grain
    return "day"


def _ahead(one: TimeSeries, window: Window, grain: Grain, ctx: ToolContext) -> tuple[date, ...]:
    """First days of the periods after the last known one up to the end of the window."""
    assert window.end is not None
    found = [ctx.calendar.next(one.starts[-1], grain)]
    while (following := ctx.calendar.next(found[-1], grain)) < window.end:
        found.append(following)
        if len(found) > MOST_STEPS:
            raise BadParameter("window", window.end.isoformat(), f"at most {MOST_STEPS} steps ahead")
    return tuple(found)


def _usable(one: TimeSeries, steps: int) -> list[float]:
    """The values to learn from, or the refusal with the numbers."""
    need = max(FEWEST, 2 * steps)
    if len(one.recorded) < need:
        raise SeriesTooShort(len(one.recorded), need)
    holes = one.missing > MISSING * len(one.recorded) or one.missing_at_end
    if holes or any(value is None for value in one.values):
        raise SeriesBroken(one.missing, len(one.recorded), one.missing_at_end)
    return [float(value) for value in one.values if value is not None][-LONGEST:]


def _reached(one: TimeSeries, window: Window) -> list[float]:
    """Values of the whole periods of the asked window that are known already."""
    assert window.start is not None
    return [
        value
        for start, value in zip(one.starts, one.values, strict=True)
        if value is not None and start >= window.start
    ]


# --- what comes out -----------------------------------------------------------------------------------------------


def _with_interval(
    best: Tested, starts: tuple[date, ...], window: Window, level: float, read: Read, values: Sequence[float]
) -> Ahead:
    """The interval around each step; what was never below 0 is not forecast below it, a share not above 1."""
    floor = 0.0 if min(values) >= 0 else float("-inf")
    ceiling = 1.0 if read.metric.unit.kind == "share" and max(values) <= 1 else float("inf")

    digits = 0 if read.metric.format.kind == "integer" else 9  # nobody expects a third of an order

    def inside(value: float) -> float:
        return round(min(max(value, floor), ceiling), digits)

    half = widths(best.errors, level)
    assert window.start is not None
    return Ahead(
        starts,
        tuple(inside(value) for value in best.ahead),
        tuple(inside(value - width) for value, width in zip(best.ahead, half, strict=True)),
        tuple(inside(value + width) for value, width in zip(best.ahead, half, strict=True)),
        tuple(n for n, start in enumerate(starts) if start >= window.start) or (len(starts) - 1,),
    )


def _table(read: Read, known: Sequence[tuple[date, float | None]], ahead: Ahead) -> ResultTable:
    """Known values have no interval; a row with one is a forecast."""
    metric = read.metric
    columns = (
        read.period,
        metric,
        Column(f"{metric.name}__low", "low", metric.unit, metric.format, metric.source, compared_to="range"),
        Column(f"{metric.name}__high", "high", metric.unit, metric.format, metric.source, compared_to="range"),
    )
    rows: list[tuple[Value, ...]] = [(start, value, None, None) for start, value in known]
    rows += list(zip(ahead.starts, ahead.mean, ahead.low, ahead.high, strict=True))
    return ResultTable(columns, tuple(rows), flags=("forecast",))


def _methods(read: Read, tested: Sequence[Tested], scaled: float | None, level: float) -> ResultTable:
    columns = (
        fact("method", kind="dimension"),
        Column("mae", "metric", _error_unit(read), read.metric.format),
        fact("mase", NONE, RATIO),
        fact("coverage", SHARE, PERCENT),
        fact("origins", NONE, INTEGER),
    )
    rows = tuple(
        (one.method, one.mae, one.mae / scaled if scaled else None, coverage(one.errors, level), len(one.errors))
        for one in tested
    )
    return ResultTable(columns, rows)


def _error_unit(read: Read) -> Unit:
    """An error of a share is in points."""
    unit = read.metric.unit
    return replace(unit, kind="points") if unit.kind == "share" else unit


def _findings(
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
        ("method", Fact(best.method)), ("mae", Fact(best.mae, _error_unit(read), format)),
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


def _direction(
    arguments: ForecastArgs, told: Sequence[Finding], one: TimeSeries, window: Window, ahead: Ahead
) -> tuple[Finding, ...]:
    """Where "will it rise" was asked, the answer to that, before the forecast itself."""
    if arguments.asked is None:
        return ()
    whole = told[0].kind != "forecast_one"
    periods = len(ahead.asked) + len(_reached(one, window)) if whole else 1
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


def _caveats(
    read: Read,
    one: TimeSeries,
    values: Sequence[float],
    season: int,
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
