"""Parquet files: typed already, and looked through all the same.

Rule: NaN and infinity become NULL and are counted, because one of them makes every sum and average of a column
meaningless; a column that holds more than single values is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from semantic_layer.importing.delimited import MAX_COLUMNS
from semantic_layer.importing.errors import UnreadableFile
from semantic_layer.importing.kinds import is_bomb
from semantic_layer.importing.report import ColumnReport

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

Read = tuple["pyarrow.Table", tuple[ColumnReport, ...], tuple[str, ...]]


def read_parquet(path: Path) -> Read:
    """Return the table, how its columns were taken, and the names of those that were left out."""
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
        if is_bomb(sum(group.total_byte_size for group in _row_groups(file)), path.stat().st_size):
            raise UnreadableFile(path.name, "bomb")
        if len(file.schema_arrow.names) > MAX_COLUMNS:
            raise UnreadableFile(path.name, "too_many_columns")
        table = file.read()
        table.validate(full=True)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError):
        raise UnreadableFile(path.name, "damaged_parquet") from None
    left_out = tuple(str(field.name) for field in table.schema if not _is_plain(field.type))
    taken = [_finite(str(field.name), column) for field, column in zip(table.schema, table.columns, strict=True)
             if _is_plain(field.type)]  # fmt: skip
    if not taken:
        raise UnreadableFile(path.name, "no_columns")
    names = [report.name for _, report in taken]
    table = pyarrow.Table.from_arrays([column for column, _ in taken], names=names)
    return table, tuple(report for _, report in taken), left_out


def _row_groups(file: pyarrow.parquet.ParquetFile) -> Iterator[pyarrow.parquet.RowGroupMetaData]:
    return (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))


def _is_plain(type_: pyarrow.DataType) -> bool:
    import pyarrow

    kinds = pyarrow.types
    if kinds.is_dictionary(type_):
        return _is_plain(type_.value_type)
    single = (
        kinds.is_boolean, kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_string,
        kinds.is_large_string, kinds.is_date, kinds.is_timestamp,
    )  # fmt: skip
    return any(is_kind(type_) for is_kind in single)


def _finite(name: str, column: pyarrow.ChunkedArray) -> tuple[pyarrow.ChunkedArray, ColumnReport]:
    """The column without NaN and infinity, and how many of them there were."""
    import pyarrow
    import pyarrow.compute as compute

    type_ = column.type
    if pyarrow.types.is_dictionary(type_):
        column = column.cast(type_.value_type)
    failed = 0
    if pyarrow.types.is_floating(column.type):
        if pyarrow.types.is_float16(column.type):
            column = column.cast(pyarrow.float32())
        finite = compute.is_finite(column)
        failed = int(compute.sum(compute.invert(finite)).as_py() or 0)
        column = compute.if_else(finite, column, pyarrow.scalar(None, column.type))
    return column, ColumnReport(name, _said(column.type), "stored", nulls=column.null_count, failed=failed)


def _said(type_: pyarrow.DataType) -> str:
    import pyarrow

    kinds = pyarrow.types
    names = (
        (kinds.is_boolean, "Boolean"), (kinds.is_integer, "Integer"), (kinds.is_floating, "Float"),
        (kinds.is_decimal, "Decimal"), (kinds.is_date, "Date"), (kinds.is_timestamp, "DateTime"),
    )  # fmt: skip
    return next((name for is_kind, name in names if is_kind(type_)), "String")
