"""What comes next: a metric over periods ahead, with an interval and with the error the method made before.

Rule: only whole periods that were over at as-of are learned from, and the method is chosen by a backtest. No forecast
without its error (MAE, MASE) and the coverage of its interval. A series that is too short for that, or that has holes,
is refused with the numbers. What lies between as-of and the asked window is forecast too, because every step counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from semantic_layer.result import Column, ResultTable, Value
from tools.business.forecast_ahead import (
    FEWEST,
    Ahead,
    grain_of,
    periods_ahead,
    reached,
    usable,
    whole_window,
    with_interval,
)
from tools.business.forecast_findings import RATIO, caveats, direction_asked, error_unit, findings
from tools.business.forecast_methods import FEWEST_ORIGINS, Tested, backtest, coverage, scale
from tools.business.time_series import SEASONS, Read, at_as_of, read_series
from tools.business_arguments import ForecastArgs
from tools.context import ToolContext
from tools.errors import SeriesTooShort
from tools.result import Lineage, NamedTable, ToolResult
from tools.tables import INTEGER, NONE, PERCENT, SHARE, fact


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
    window = whole_window(arguments.window, here)
    grain = arguments.grain or grain_of(window, here)
    read = read_series(arguments.metric, grain, here, filters=arguments.filters)
    one = read.series[0]
    starts = periods_ahead(one, window, grain, here)
    values = usable(one, len(starts))
    season = SEASONS.get(grain, 1)
    season = season if len(values) >= 2 * season else 1
    tested = backtest(values, len(starts), season)
    if not tested or len(tested[0].errors) < FEWEST_ORIGINS:
        raise SeriesTooShort(len(values), max(FEWEST, len(starts) + FEWEST_ORIGINS))
    best = tested[0]
    ahead = with_interval(best, starts, window, arguments.level, read, values)
    scaled = scale(values, season)
    told = findings(read, one, ahead, best, tested, scaled, arguments.level, reached(one, window), here)
    return ToolResult(
        "forecast",
        (
            NamedTable("main", _table(read, (), ahead)),
            NamedTable("context", _table(read, tuple(zip(one.starts, one.values, strict=True)), ahead)),
            NamedTable("methods", _methods(read, tested, scaled, arguments.level)),
        ),
        (*direction_asked(arguments, told, one, window, ahead), *told),
        tuple(caveats(read, one, values, best, tested, ahead)),
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
        Column("mae", "metric", error_unit(read), read.metric.format),
        fact("mase", NONE, RATIO),
        fact("coverage", SHARE, PERCENT),
        fact("origins", NONE, INTEGER),
    )
    rows = tuple(
        (one.method, one.mae, one.mae / scaled if scaled else None, coverage(one.errors, level), len(one.errors))
        for one in tested
    )
    return ResultTable(columns, rows)
