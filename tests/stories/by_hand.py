"""Customer segments and rates of the sample data, computed plainly from the raw files.

Rule: shares no code with the product. Scores are quintiles with discrete cut points, a day of purchases counts
once, and members are fixed before the days in which they are judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd

AS_OF = date(2026, 11, 1)
HORIZON = timedelta(days=30)
Z = 1.96
LADDER = (7, 14, 30, 60, 90, 180, 365)
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Rate:
    """How many of a group did it again."""

    n: int
    hits: int

    @property
    def value(self) -> float:
        return self.hits / self.n

    def wilson(self) -> tuple[float, float]:
        middle = (self.value + Z * Z / (2 * self.n)) / (1 + Z * Z / self.n)
        reach = Z / (1 + Z * Z / self.n) * sqrt(self.value * (1 - self.value) / self.n + Z * Z / (4 * self.n**2))
        return middle - reach, middle + reach

    def is_tied_with(self, other: Rate) -> bool:
        """Newcombe: the interval of the difference between the two rates contains zero."""
        (low, high), (other_low, other_high) = self.wilson(), other.wilson()
        difference = self.value - other.value
        below = sqrt((self.value - low) ** 2 + (other_high - other.value) ** 2)
        above = sqrt((high - self.value) ** 2 + (other.value - other_low) ** 2)
        return difference - below <= 0 <= difference + above


def completed_orders(tables: Path) -> pd.DataFrame:
    """Completed orders of known and unknown customers, without the planted wrong dates."""
    orders = pd.read_parquet(tables / "orders.parquet")
    orders["day"] = pd.to_datetime(orders["order_date"]).dt.date
    return orders[(orders["status"] == "completed") & (orders["day"] < AS_OF)]


def purchase_days(tables: Path, before: date) -> pd.DataFrame:
    """One row for each customer and day with a completed order, in order."""
    orders = completed_orders(tables)
    days = orders[orders["customer_id"].notna() & (orders["day"] < before)][["customer_id", "day"]]
    return days.drop_duplicates().sort_values(["customer_id", "day"])


def rfm_segments(tables: Path, at: date) -> pd.Series:
    """The segment of each buyer, from the days on which they had bought before `at`."""
    base = purchase_days(tables, at).groupby("customer_id")["day"].agg(last="max", frequency="count")
    recency = base["last"].map(lambda day: (at - day).days)
    r = 5 - _cuts_below(recency)
    f = 1 + _cuts_below(base["frequency"])
    return pd.Series([_segment(int(a), int(b)) for a, b in zip(r, f, strict=True)], index=base.index)


def repurchase_rates(tables: Path) -> dict[str, Rate]:
    """Of each segment at the start of the last thirty days: members, and who bought in them."""
    start = AS_OF - HORIZON
    segments = rfm_segments(tables, start)
    days = purchase_days(tables, AS_OF)
    again = segments.index.isin(days[days["day"] >= start]["customer_id"])
    table = pd.DataFrame({"segment": segments, "again": again}).groupby("segment")["again"].agg(["size", "sum"])
    return {str(name): Rate(int(row["size"]), int(row["sum"])) for name, row in table.iterrows()}


def lifecycle_stages(tables: Path) -> pd.Series:
    """The stage of each registered customer on the as-of day."""
    days = purchase_days(tables, AS_OF).reset_index(drop=True)
    ordinals = days["day"].map(date.toordinal)
    days["gap"] = ordinals.groupby(days["customer_id"]).diff()
    gaps = days["gap"].dropna()
    active, silent = _rung(np.quantile(gaps, 0.75)), _rung(np.quantile(gaps, 0.95))
    if silent == active:
        silent = LADDER[LADDER.index(active) + 1]
    buyers = days.groupby("customer_id").agg(first=("day", "min"), last=("day", "max"), gap=("gap", "last"))

    def stage(customer: int) -> str:
        if customer not in buyers.index:
            return "prospect"
        first, last, gap = buyers.loc[customer, ["first", "last", "gap"]]
        recency = (AS_OF - last).days
        if recency > silent:
            return "churned"
        if recency > active:
            return "silent"
        if (AS_OF - first).days <= active:
            return "new"
        return "reawakened" if gap > silent else "active"

    customers = pd.read_parquet(tables / "customers.parquet")["customer_id"]
    return customers.map(stage)


def repurchase_by_segment(tables: Path) -> Rows:
    return [(name, rate.value, rate.n, rate.hits) for name, rate in repurchase_rates(tables).items()]


def revenue_of_champions(tables: Path) -> Rows:
    segments = rfm_segments(tables, AS_OF)
    orders = completed_orders(tables)
    return [(sum(orders[orders["customer_id"].map(segments) == "champions"]["net_amount"]),)]


def revenue_share_of_champions(tables: Path) -> Rows:
    ((champions,),) = revenue_of_champions(tables)
    return [(float(champions) / float(completed_orders(tables)["net_amount"].sum()),)]  # type: ignore[arg-type]


def order_value_by_segment(tables: Path) -> Rows:
    """Orders without a known customer are a group of their own."""
    orders = completed_orders(tables)
    amounts = orders["net_amount"].astype(float)
    means = amounts.groupby(orders["customer_id"].map(rfm_segments(tables, AS_OF)), dropna=False).mean()
    return [(None if pd.isna(name) else name, value) for name, value in means.items()]


def customers_by_stage(tables: Path) -> Rows:
    return [(name, int(count)) for name, count in lifecycle_stages(tables).value_counts().items()]


def _cuts_below(values: pd.Series) -> pd.Series:
    """How many of the four cut points lie strictly below each value; a cut point is one of the values."""
    ordered = np.sort(values.to_numpy())
    cuts = [ordered[-(-len(ordered) * fifth // 5) - 1] for fifth in (1, 2, 3, 4)]
    return sum(((values > cut).astype(int) for cut in cuts), start=pd.Series(0, index=values.index))


def _segment(r: int, f: int) -> str:
    """The map of ten segments, cell by cell: recency score down, frequency score across (1 to 5)."""
    cells = {
        5: "new potential_loyalist potential_loyalist champions champions",
        4: "promising potential_loyalist potential_loyalist loyal loyal",
        3: "about_to_sleep about_to_sleep need_attention loyal loyal",
        2: "hibernating hibernating at_risk at_risk cant_lose",
        1: "hibernating hibernating at_risk at_risk cant_lose",
    }
    return cells[r].split()[f - 1]


def _rung(days: float) -> int:
    return next(rung for rung in LADDER if days <= rung)
