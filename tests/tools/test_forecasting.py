"""Forecasts: numbers that can be checked by head, the choice by backtest, and every series that cannot be continued."""

from datetime import date, timedelta
from math import pi, sin

import numpy as np
import pytest

from semantic_layer.query import Window
from tools.business.forecast import forecast
from tools.business.forecast_methods import backtest, coverage, half_width, origins, scale, smooth, widths
from tools.business_arguments import ForecastArgs
from tools.errors import BadParameter, EmptyWindow, SeriesBroken, SeriesTooShort

FIRST = date(2023, 1, 1)


def months(amounts, *, first=FIRST):
    """One order on the first of each month."""
    at = [(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1) for i in range(len(amounts))]
    return [("a", date(year, month, 1).isoformat(), amount) for (year, month), amount in zip(at, amounts, strict=True)]


def of_months(world, amounts, *, as_of, **more):
    """The last month is covered to its end by an order of 0."""
    last = date.fromisoformat(as_of) - timedelta(days=1)
    return world([*months(amounts), ("a", last.isoformat(), 0)], as_of=as_of, **more)


def ahead(end, start="2024-01-01", rule=""):
    return Window(date.fromisoformat(start), date.fromisoformat(end), rule)


def test_a_constant_series_goes_on_without_any_error(world):
    ctx = of_months(world, [100] * 12, as_of="2024-01-01")
    result = forecast(ForecastArgs(metric="revenue", window=ahead("2024-04-01")), ctx)
    assert [row[1:] for row in result.main.rows] == [(100, 100, 100)] * 3
    assert result.table("methods").values("mae")[0] == 0


def test_a_straight_line_is_continued_by_the_damped_trend_and_not_by_the_last_value(world):
    ctx = of_months(world, [100 + 10 * i for i in range(24)], as_of="2025-01-01")
    result = forecast(ForecastArgs(metric="revenue", window=ahead("2025-03-01", "2025-01-01")), ctx)
    assert dict(result.lineage.parameters)["method"].startswith("damped")
    first, second = (row[1] for row in result.main.rows)
    assert 330 < first < 345 and first < second


def test_a_pure_season_is_continued_by_a_method_that_knows_it():
    values = [100.0, 50.0, 20.0, 80.0] * 6
    tested = backtest(values, 4, 4)
    assert tested[0].method == "seasonal_naive"
    assert tested[0].mae == 0
    assert tested[0].ahead == (100, 50, 20, 80)


def test_season_and_trend_together_are_held_by_smoothing_with_both():
    values = [50 + i + 20 * sin(2 * pi * i / 12) for i in range(60)]
    tested = {one.method: one for one in backtest(values, 3, 12)}
    assert tested["damped_seasonal"].mae < tested["seasonal_naive"].mae
    assert tested["damped_seasonal"].mae < tested["naive"].mae


def test_errors_are_actual_minus_forecast_from_each_origin():
    naive = next(one for one in backtest([1.0, 2, 4, 7, 11, 16, 22, 29], 2, 1) if one.method == "naive")
    assert naive.errors[0] == (6, 13)  # from 16: 22 - 16, 29 - 16
    assert naive.ahead == (29, 29)


def test_nothing_after_an_origin_is_seen_by_it():
    series = np.array([3.0, 5, 4, 6, 8, 7, 9, 11, 10, 12])
    changed = series.copy()
    changed[8:] = 1e6
    assert list(smooth(series, [8], 2, 1)[8]) == list(smooth(changed, [8], 2, 1)[8])


def test_there_are_at_least_three_origins_and_at_most_twenty():
    assert origins(8, 4, 1) == (4, 3, 2)
    assert len(origins(1000, 30, 7)) == 20
    assert all((a - b) % 7 for a, b in zip(origins(1000, 30, 7), origins(1000, 30, 7)[1:], strict=False))


def test_the_interval_holds_the_share_of_errors_it_promises():
    assert half_width([1, -2, 3, -4, 5, -6, 7, -8, 9], 0.8) == 8
    assert widths([(1, 0), (2, 1), (3, 2), (4, 3)], 0.8) == (4, 4)  # a later step is never narrower
    assert coverage([(1.0,), (1.0,), (1.0,), (100.0,)], 0.8) == 0.75


def test_mase_is_scaled_by_the_steps_of_a_season():
    assert scale([1, 2, 1, 2, 1, 2], 2) is None
    assert scale([1, 3, 5, 7], 1) == 2


def test_the_coverage_of_random_walks_is_near_its_level():
    random, found = np.random.default_rng(0), []
    for _ in range(40):
        values = np.cumsum(random.standard_normal(80)) + 100
        found.append(coverage(backtest(list(values), 1, 1)[0].errors, 0.8))
    assert 0.75 < float(np.mean(found)) < 0.9


def test_refuses_short_series_with_the_numbers(world):
    ctx = of_months(world, [100] * 7, as_of="2023-08-01")
    with pytest.raises(SeriesTooShort) as short:
        forecast(ForecastArgs(metric="revenue", window=ahead("2024-02-01", "2023-08-01")), ctx)
    assert short.value.params == {"have": 7, "need": 12}


def test_refuses_a_series_with_holes(world):
    amounts = months([100] * 12)
    kept = [row for i, row in enumerate(amounts) if i not in (3, 4, 7)]
    with pytest.raises(SeriesBroken) as broken:
        forecast(
            ForecastArgs(metric="revenue", window=ahead("2024-02-01")),
            world([*kept, ("a", "2023-12-31", 1)], as_of="2024-01-01"),
        )
    assert broken.value.params == {"missing": 3, "periods": 12, "at_end": 0}


def test_a_rate_with_an_empty_period_is_refused_and_not_filled(world):
    days = [("a", (FIRST + timedelta(days=i)).isoformat(), 5) for i in range(30) if i != 12]
    ctx = world(days, as_of="2023-01-31")
    with pytest.raises(SeriesBroken):
        forecast(ForecastArgs(metric="aov", window=ahead("2023-02-03", "2023-01-31")), ctx)


def test_refuses_a_period_that_is_over(world):
    ctx = of_months(world, [100] * 12, as_of="2024-01-01")
    with pytest.raises(BadParameter):
        forecast(ForecastArgs(metric="revenue", window=ahead("2023-12-01", "2023-11-01")), ctx)


def test_refuses_an_as_of_before_the_data_and_after_them(world):
    ctx = of_months(world, [100] * 12, as_of="2024-01-01")
    with pytest.raises(EmptyWindow):
        forecast(ForecastArgs(metric="revenue", as_of=FIRST, window=ahead("2024-02-01")), ctx)
    with pytest.raises(BadParameter):
        forecast(ForecastArgs(metric="revenue", as_of=date(2025, 1, 1), window=ahead("2026-02-01")), ctx)


def test_nothing_dated_at_or_after_as_of_leaks(world):
    amounts = [100 + 7 * (i % 5) + 3 * i for i in range(18)]
    arguments = ForecastArgs(metric="revenue", as_of=date(2024, 1, 1), window=ahead("2024-03-01"))
    same = [
        forecast(arguments, of_months(world, [*amounts[:12], *rest], as_of="2024-07-01"))
        for rest in (amounts[12:], [9e6] * 6)
    ]
    assert same[0].main == same[1].main
    assert same[0].findings == same[1].findings


def test_an_interval_never_reaches_below_what_never_was_below_zero(world):
    ctx = of_months(world, [1, 90, 2, 80, 1, 95, 3, 70, 1, 88, 2, 60], as_of="2024-01-01")
    result = forecast(ForecastArgs(metric="revenue", window=ahead("2024-04-01")), ctx)
    assert all(low >= 0 for low in result.main.values("revenue__low"))


def test_of_a_year_that_has_begun_what_was_reached_is_added(world):
    ctx = of_months(world, [100] * 21, as_of="2024-10-01")
    result = forecast(ForecastArgs(metric="revenue", window=ahead("2025-01-01", "2024-01-01")), ctx)
    finding = result.findings[0]
    assert finding.kind == "forecast_rest"
    assert [finding.fact(name).value for name in ("known", "ahead", "value")] == [900, 300, 1200]


def test_always_says_mae_mase_and_coverage(world):
    ctx = of_months(world, [100 + (i * 37) % 11 for i in range(24)], as_of="2025-01-01")
    result = forecast(ForecastArgs(metric="revenue", window=ahead("2025-04-01", "2025-01-01")), ctx)
    said = next(finding for finding in result.findings if finding.kind.startswith("forecast_error"))
    assert {"mae", "mase", "coverage", "origins"} <= {name for name, _ in said.facts}
    assert [column.name for column in result.table("methods").columns][1:4] == ["mae", "mase", "coverage"]
    assert dict(result.lineage.parameters)["origins"] >= 3


def test_behaviour_over_time_trend_prediction_is_the_same_on_every_run(world):
    ctx = of_months(world, [100 + (i * 37) % 11 for i in range(24)], as_of="2025-01-01")
    arguments = ForecastArgs(metric="revenue", window=ahead("2025-04-01", "2025-01-01"))
    assert forecast(arguments, ctx).main == forecast(arguments, ctx).main
