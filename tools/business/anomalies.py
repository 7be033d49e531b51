"""What is unusual: values that leave the range of the earlier ones at the same position of the season.

Rule: a value is held only against values before it (never against later ones), by the median and the median absolute
deviation, so that an earlier slip does not hide the next one. Where the earlier values do not differ at all nothing is
flagged, and that is said. Many values are looked at together, so the answer says how many would be flagged by chance.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median
from typing import cast

from semantic_layer.model import Format, Grain
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.business.time_series import SEASONS, Read, TimeSeries, at_as_of, read_series, usual_grain
from tools.business_arguments import AnomaliesArgs
from tools.context import ToolContext
from tools.errors import EmptyWindow, SeriesTooShort
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.tables import INTEGER, NONE, SCORE, fact

FEWEST = 8
LOOK_BACK: dict[Grain, int] = {"day": 20, "week": 26, "month": 24, "quarter": 12}
"""Earlier values of the same position: recent enough that a growing business is held against itself of lately."""
TO_SIGMA = 0.6745  # the MAD of a normal distribution, in standard deviations
SHOWN_USUAL = 7
DECIMAL = Format("decimal", 1)
_DRAWS, _SEED = 10_000, 0


@dataclass(frozen=True)
class Point:
    """One value against its earlier ones; `spread` 0 means that they do not differ.

    `around` is the spread of the latest earlier values of all positions around what was usual for each.
    """

    group: Value
    start: date
    value: float
    usual: float
    spread: float
    baseline: int
    threshold: float
    around: float = 0.0

    @property
    def departure(self) -> float:
        """How far out, in the spread of all positions together: that of one position is too uncertain to rank by."""
        return abs(self.value - self.usual) / (self.around or self.spread or 1.0)

    @property
    def z(self) -> float | None:
        return TO_SIGMA * (self.value - self.usual) / self.spread if self.spread else None

    @property
    def is_flagged(self) -> bool:
        return self.z is not None and abs(self.z) > self.threshold

    @property
    def range(self) -> tuple[float, float]:
        half = self.threshold * self.spread / TO_SIGMA
        return self.usual - half, self.usual + half


def anomalies(arguments: AnomaliesArgs, ctx: ToolContext) -> ToolResult:
    """The periods that leave their usual range, the furthest out first; "context" is the series with its range.

    Raises
    ------
    SeriesTooShort
        No value of the window has 8 earlier ones at its position of the season.
    EmptyWindow
        Nothing was recorded, or the window holds no whole period.
    NotAllowed
        `by` names single customers, and a policy forbids to list them.
    """
    here = at_as_of(arguments, ctx)
    if arguments.by and _is_customer(arguments.by, here):
        ensure_listable(here)
    read = _read(arguments, here)
    season = season_of(read)
    looked, fewest = _points(read, season, arguments)
    if not looked:
        raise SeriesTooShort(fewest, FEWEST)
    flagged = sorted((point for point in looked if point.is_flagged), key=lambda point: (-point.departure, point.start))
    stated = sorted((p for p in looked if p.z is not None), key=lambda point: (-_size(point), point.start))
    shown = flagged or stated[:SHOWN_USUAL] or looked[:SHOWN_USUAL]
    expected = expected_by_chance([point.baseline for point in looked if point.spread], arguments.threshold)
    lead = shown[0].group if read.group else None
    flat = sum(point.spread == 0 for point in looked)
    return ToolResult(
        "anomalies",
        (
            NamedTable("main", _table(read, shown, with_groups=read.group is not None)),
            NamedTable("context", _table(read, [p for p in looked if p.group == lead], with_groups=False)),
        ),
        tuple(_findings(read, looked, flagged, expected)),
        tuple(_caveats(read, season, flat, len(looked), sum(one.missing for one in read.series))),
        Lineage(
            as_of=here.as_of,
            queries=(read.query,),
            sql=(read.sql,),
            window=arguments.window,
            metrics=read.metrics,
            dimensions=(arguments.by,) if arguments.by else (),
            policies=read.policies,
            parameters=(
                ("grain", read.grain), ("season", season), ("look_back", LOOK_BACK[read.grain]),
                ("threshold", arguments.threshold), ("fewest_earlier", FEWEST), ("expected_by_chance", expected),
            ),
            row_counts=(("looked_at", len(looked)), ("flagged", len(flagged)), ("no_spread", flat)),
        ),
    )  # fmt: skip


def season_of(read: Read) -> int:
    """Periods of a season: a week of days always; a year only where 9 of them are known."""
    season = SEASONS[read.grain]
    longest = max(len(one.starts) for one in read.series)
    return season if read.grain == "day" or longest > FEWEST * season else 1


def expected_by_chance(baselines: Sequence[int], threshold: float) -> float:
    """How many values would be flagged if all were drawn from one normal distribution.

    The median and MAD of a dozen values are themselves uncertain, so the chance is simulated for each number of
    earlier values and not read off the normal distribution, which would promise far too few.
    """
    chances = {n: _chance(n, threshold) for n in sorted(set(baselines))}
    return round(sum(chances[n] for n in baselines), 2)


@cache
def _chance(n: int, threshold: float) -> float:
    import numpy as np

    draws = np.random.default_rng(_SEED).standard_normal((_DRAWS, n + 1))
    middle = np.median(draws[:, :n], axis=1)
    spread = np.median(np.abs(draws[:, :n] - middle[:, None]), axis=1)
    return float(np.mean(TO_SIGMA * np.abs(draws[:, n] - middle) > threshold * spread))


def _read(arguments: AnomaliesArgs, ctx: ToolContext) -> Read:
    if arguments.grain is None and arguments.by is None:
        return usual_grain(arguments.metric, ctx, arguments.filters)
    grain = arguments.grain or usual_grain(arguments.metric, ctx, arguments.filters).grain
    return read_series(arguments.metric, grain, ctx, filters=arguments.filters, by=arguments.by)


def _is_customer(by: str, ctx: ToolContext) -> bool:
    dataset = ctx.model.dataset_of_entity("customer")
    keys = dataset.primary.columns if dataset and dataset.primary else ()
    return by in {f"customer.{key}" for key in keys}


def _points(read: Read, season: int, arguments: AnomaliesArgs) -> tuple[list[Point], int]:
    """The values of the window that can be judged, and the most earlier values that any of them has."""
    found: list[Point] = []
    most, inside = 0, 0
    for one in read.series:
        values, left = one.values, Departures(season * LOOK_BACK[read.grain])
        for i, value in enumerate(values):
            if value is None:
                continue
            earlier = _earlier(values, i, season, LOOK_BACK[read.grain])
            point = _point(one, i, value, earlier, arguments.threshold, left) if len(earlier) >= FEWEST else None
            if arguments.window and not arguments.window.holds(one.starts[i]):
                continue
            inside += 1
            most = max(most, len(earlier))
            if point is not None:
                found.append(point)
    if not inside:
        window = arguments.window or Window()
        raise EmptyWindow("No whole period lies in the window.", start=window.start, end=window.end)
    return found, most


def _earlier(values: Sequence[float | None], i: int, season: int, most: int) -> list[float]:
    """The latest values before `i` at the same position of the season."""
    same = [value for value in values[i % season : i : season] if value is not None]
    return same[-most:]


class Departures:
    """How far the latest values of a series were from what was usual for them."""

    def __init__(self, most: int) -> None:
        self._left: deque[float] = deque(maxlen=most)

    def spread(self) -> float:
        return median(self._left) if len(self._left) >= FEWEST else 0.0

    def add(self, departure: float) -> None:
        self._left.append(departure)


def _point(one: TimeSeries, i: int, value: float, earlier: list[float], threshold: float, left: Departures) -> Point:
    usual = median(earlier)
    spread = median(abs(item - usual) for item in earlier)
    point = Point(one.group, one.starts[i], value, usual, spread, len(earlier), threshold, left.spread())
    left.add(abs(value - usual))
    return point


def _size(point: Point) -> float:
    return abs(point.z or 0.0)


# --- what is shown and said ---------------------------------------------------------------------------------------


def _table(read: Read, points: Sequence[Point], *, with_groups: bool) -> ResultTable:
    """One row for each value; a range that would begin below 0 begins at 0 where no value ever was below."""
    metric = read.metric
    floor = 0.0 if all(value is None or value >= 0 for one in read.series for value in one.recorded) else None
    groups = (read.group,) if with_groups and read.group is not None else ()
    columns = (
        read.period,
        *groups,
        metric,
        Column("usual", "fact", metric.unit, metric.format),
        Column(f"{metric.name}__low", "low", metric.unit, metric.format, metric.source, compared_to="range"),
        Column(f"{metric.name}__high", "high", metric.unit, metric.format, metric.source, compared_to="range"),
        fact("z", SCORE, DECIMAL),
    )
    rows = []
    for point in points:
        low, high = point.range
        ends = (max(low, floor) if floor is not None else low, high) if point.spread else (None, None)
        group = (point.group,) if groups else ()
        rows.append((point.start, *group, point.value, point.usual, *ends, point.z))
    return ResultTable(columns, tuple(cast("list[tuple[Value, ...]]", rows)), flags=("usual_range",))


def _findings(read: Read, looked: list[Point], flagged: list[Point], expected: float) -> list[Finding]:
    metric = ("metric", Fact(read.metric.name, source="metric"))
    count = ("looked", Fact(len(looked), NONE, INTEGER))
    judged = [point for point in looked if point.spread]
    if not judged:
        return [Finding("unusual_unknown", (metric, count))]
    chance = ("expected", Fact(expected, NONE, DECIMAL))
    if not flagged:
        nearest = max(judged, key=_size)
        return [
            Finding("unusual_none", (metric, count, *_of(read, nearest))),
            Finding("unusual_chance", (count, chance)),
        ]
    told = [point for point in flagged if read.group is None or point.group is not None] or flagged
    first, last = told[0], max(told, key=lambda point: point.start)  # of the unknown group only where there is no other
    n = ("flagged", Fact(len(flagged), NONE, INTEGER))
    grouped = "_group" if read.group else ""
    many = "unusual" if len(flagged) > 1 else "unusual_one"
    found = [Finding(f"{many}{grouped}_{_way(first)}", (metric, n, count, *_of(read, first)))]
    if last.start != first.start:
        found.append(Finding(f"unusual_last{grouped}_{_way(last)}", _of(read, last)))
    return [*found, Finding("unusual_by_chance" if len(flagged) <= expected else "unusual_chance", (n, count, chance))]


def _of(read: Read, point: Point) -> tuple[tuple[str, Fact], ...]:
    unit, format = read.metric.unit, read.metric.format
    group = (("group", Fact(point.group, source=read.group.source or read.group.name)),) if read.group else ()
    return (
        ("period", Fact(point.start)), *group,
        ("value", Fact(point.value, unit, format)), ("usual", Fact(point.usual, unit, format)),
    )  # fmt: skip


def _way(point: Point) -> str:
    return "high" if point.value > point.usual else "low"


def _caveats(read: Read, season: int, flat: int, looked: int, missing: int) -> list[Caveat]:
    found = []
    if season == 1:
        found.append(Caveat("year_not_known"))
    if flat:
        found.append(Caveat("no_spread", (("n", flat), ("all", looked))))
    if missing and not read.series[0].zero_if_absent:
        found.append(Caveat("periods_without_value", (("n", missing),)))
    return found
