"""Levels that are written down again and again: stock by day, balances at the end of each month.

Rule: a figure is a level where its name says so *and* the table holds the same things at the same times, again and
again, once each; it is then added over the things and never over time. A name alone is not enough: the stock of a
list of products adds up. A table that calls itself one of snapshots holds no flows; where years stand as numbers, the
year is the time of its levels.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference import signs
from semantic_layer.inference.naming import identifier, spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import Relation, looks_like_key, primary_key
from semantic_layer.model import Dataset, Dimension, EntityKey, Measure, SemiAdditive

_LEVEL = re.compile(
    r"\b(stocks?|inventory|on hand|balances?|headcount|outstanding|holdings?|backlog|followers|subscribers|population|"
    r"occupancy|occupied|assets|liabilities|mrr|arr|active (users?|customers?|accounts?|members?)|"
    r"inhabitants|residents)\b"
    r"|库存|存货|存量|余额|结余|在职人数|在册|在院人数|在校人数|持仓|粉丝|人口|积压|欠款|保有量"
)
_LEVELS = re.compile(
    r"\b(snapshots?|stocks?|stock levels?|inventory|inventories|balances?|holdings?|headcounts?|positions?)\b"
    r"|快照|库存|存货|余额|结余|持仓"
)
_FLOWS = re.compile(
    r"\b(movements?|transactions?|transfers?|changes?|in|out|sold|sales|orders?|received|receipts?|used|added|removed|"
    r"inflow|outflow|deposits?|withdrawals?|price)\b|流水|明细|变动|出库|入库|出入|交易|进出|新增|消耗|销|价"
)
_MOVED = re.compile(r"\b(movements?|transactions?|ledgers?|statements?)\b|流水|收支|出入|进出|交易明细|变动")
_STANDS = re.compile(r"\b(balances?|on hand|closing stock)\b|余额|结余|结存")
_SNAPSHOT = re.compile(r"\bsnap ?shots?\b|快照")
_TAKEN_OVER_TIME = re.compile(
    r"\b(revenue|income|profit|turnover|costs?|spend|spending|expenses?|views|clicks|visits|new|lost|churned|joined|left|"
    r"cancelled|duration)\b|收入|营收|利润|成本|费用|支出|新增|流失|浏览|点击"
)
_AMOUNT = re.compile(r"^(quantity|amount|value|units|pieces|count|number|total|数量|金额|件数|总额|总量|数值)$")
_OPENING = re.compile(r"\b(opening|starting|beginning|start)\b|期初|年初|月初")
_MOST_HOLDERS = 3
_MOST_CANDIDATES = 6
_GRID = 0.5  # of all pairs of things and times, where only a column's name says that it is a level


@dataclass(frozen=True)
class Snapshots:
    """A table of levels: the column of times, the columns that say whose level it is, and those with the levels."""

    time: ColumnProfile
    holders: tuple[ColumnProfile, ...]
    levels: tuple[str, ...]


def find_snapshots(table: TableProfile, relations: Sequence[Relation], engine: Engine) -> Snapshots | None:
    """Return how the levels of a table recur, or None where it holds none."""
    levels = tuple(_levels(table))
    if not levels or any(r.parent == table.name != r.child for r in relations):
        return None
    for time in _times(table):
        if time.known == table.rows and time.distinct > 1:
            holders = _holders(table, time, levels, engine)
            if holders is not None:
                return Snapshots(time, holders, levels)
    return None


def _times(table: TableProfile) -> list[ColumnProfile]:
    """The dates of a table; where it has none, its years."""
    dates = [column for column in table.columns if column.is_time or column.is_read_as_date]
    return dates or [column for column in table.columns if signs.is_year(column)]


def is_beside_moves(column: ColumnProfile, table: TableProfile) -> bool:
    """Is this how much stood there after each movement: the balance of a statement, which never adds up?"""
    return bool(_STANDS.search(spelled_out(column.said))) and bool(_MOVED.search(spelled_out(table.said)))


def with_levels(dataset: Dataset, found: Snapshots | None) -> Dataset:
    """Return the dataset as one of snapshots, whose levels are picked over time before they are added."""
    if found is None:
        return dataset
    time, holders = identifier(found.time.said), tuple(identifier(column.said) for column in found.holders)
    columns = {f'"{name}"' for name in found.levels}
    keys = tuple(_of_holders(key, tuple(column.name for column in found.holders)) for key in dataset.entities)
    own = next(key for key in keys if key.name == dataset.prefix or key.type in ("natural", "primary"))
    return replace(
        dataset,
        role="snapshot",
        time_basis="snapshot",
        default_time=time,
        grain=(own.prefix, time),
        entities=keys,
        measures=tuple(
            _level(measure, holders, time) if _column(measure) in columns and measure.agg == "sum" else measure
            for measure in dataset.measures
        ),
        dimensions=tuple(_first_of_year(d) if d.name == time and d.type != "time" else d for d in dataset.dimensions),
        evidence=f"{dataset.evidence}; one row for each {' and '.join(holders) or 'time'} at each {time}",
    )


def _first_of_year(dimension: Dimension) -> Dimension:
    """A year that stands as a number, as the time of its levels."""
    first = f"CAST(CAST({dimension.expr} AS VARCHAR) || '-01-01' AS DATE)"
    return replace(dimension, type="time", datatype="Date", grain="year", expr=first)


def _of_holders(key: EntityKey, holders: tuple[str, ...]) -> EntityKey:
    """Rows without a key of their own are told apart by whose level they hold, and when."""
    return replace(key, columns=holders) if key.type == "natural" and holders else key


def _level(measure: Measure, holders: tuple[str, ...], time: str) -> Measure:
    opening = _OPENING.search(measure.name.replace("_", " "))
    pick = "first" if opening else "last"
    whose = f" of each {' and '.join(holders)}" if holders else ""
    return replace(
        measure,
        additivity="semi_additive",
        semi=SemiAdditive("first" if opening else "last", holders),
        null_semantics="absent_is_unknown",
        evidence=f"a level: the {pick} one{whose} by {time} counts, and levels are never added over time",
    )


def _column(measure: Measure) -> str:
    return f'"{measure.expr.strip(chr(34))}"'


def _levels(table: TableProfile) -> Iterator[str]:
    """Columns of figures that add up and are levels by their names, or plain amounts in a table of levels."""
    said = spelled_out(table.said)
    if _FLOWS.search(said):
        return
    of_levels, of_snapshots = bool(_LEVELS.search(said)), _is_of_snapshots(table)
    for column in table.columns:
        words = spelled_out(column.said)
        named = bool(_LEVEL.search(words) or (of_levels and _AMOUNT.search(words)))
        named = named or (of_snapshots and not _TAKEN_OVER_TIME.search(words))
        if column.is_number and named and not _FLOWS.search(words) and signs.adds_up(column):
            yield column.name


def _is_of_snapshots(table: TableProfile) -> bool:
    """Does the table, or its one date, say that things were written down as they stood?"""
    times = _times(table)
    return bool(_SNAPSHOT.search(spelled_out(table.said))) or (
        len(times) == 1 and bool(_SNAPSHOT.search(spelled_out(times[0].said)))
    )


def _holders(
    table: TableProfile, time: ColumnProfile, levels: Collection[str], engine: Engine
) -> tuple[ColumnProfile, ...] | None:
    """The fewest columns that say, with the time, which row it is; None where things or times do not recur."""
    key = primary_key(table)
    if time.distinct == table.rows and (key is None or key is time):
        return ()
    able = [c for c in table.columns if c is not time and c.name not in levels and _may_hold(c, table)]
    able.sort(key=lambda column: not looks_like_key(column.said))
    named = bool(_LEVELS.search(spelled_out(table.said)))
    for size in range(1, _MOST_HOLDERS + 1):
        for chosen in combinations(able[:_MOST_CANDIDATES], size):
            pairs, things = _distinct(table, [time, *chosen], engine), _distinct(table, chosen, engine)
            if pairs == table.rows:
                again = table.rows >= 2 * things and table.rows >= 2 * time.distinct
                full = table.rows >= _GRID * things * time.distinct
                if things > 1 and again and (full or named):
                    return chosen
                if things == 1 and table.rows == time.distinct:
                    return chosen
    return None


def _may_hold(column: ColumnProfile, table: TableProfile) -> bool:
    """Keys and groups that come back; a figure holds nothing, and no two rows share their own key."""
    kind = column.is_text or (column.is_whole and (looks_like_key(column.said) or not signs.is_measurable(column)))
    return kind and column.known == table.rows and column.distinct < table.rows and not column.is_read_as_date


def _distinct(table: TableProfile, columns: Sequence[ColumnProfile], engine: Engine) -> int:
    names = [exp.column(exp.to_identifier(column.name, quoted=True)) for column in columns]
    inner = exp.Select().select(*names).distinct().from_(exp.Table(this=exp.to_identifier(table.name, quoted=True)))
    counted = exp.Select().select(exp.Count(this=exp.Star())).from_(inner.subquery("d"))
    found = engine.run(counted.sql(dialect=engine.dialect)).rows[0][0]
    return found if isinstance(found, int) else 0
