"""Write generated columns as Parquet.

Rule: a table is a mapping from column name to one numpy array, and money is a count of fen until it becomes a
DECIMAL(12,2). Every chunk becomes one row group, so memory does not grow with the number of chunks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Texts = NDArray[np.str_]


@dataclass(frozen=True)
class Money:
    """Amounts in fen (1/100 CNY)."""

    fen: Ints


@dataclass(frozen=True)
class Coded:
    """Texts as positions in ``texts``; -1 is NULL."""

    codes: Ints
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Nullable:
    """Values of which those not ``valid`` are NULL."""

    values: NDArray[np.generic]
    valid: Bools


Column = NDArray[np.generic] | Money | Coded | Nullable
Table = Mapping[str, Column]


def rows_of(column: Column) -> int:
    """Return the number of values of a column, whatever its kind.

    Examples
    --------
    >>> rows_of(Money(np.array([100, 250])))
    2
    """
    match column:
        case Money(fen=values) | Coded(codes=values):
            return len(values)
        case Nullable(values=masked):
            return len(masked)
        case _:
            return len(column)


def _arrow(column: Column) -> pa.Array:
    import pyarrow as pa

    match column:
        case Money(fen=fen):
            # A decimal128 is the 64-bit value and its sign, repeated: no object per value is built.
            words = np.empty((len(fen), 2), dtype=np.int64)
            words[:, 0] = fen
            words[:, 1] = fen >> 63
            return pa.Array.from_buffers(pa.decimal128(12, 2), len(fen), [None, pa.py_buffer(words.tobytes())])
        case Coded(codes=codes, texts=texts):
            positions = pa.array(codes, type=pa.int64(), mask=codes < 0)
            return pa.array(texts, type=pa.string()).take(positions)
        case Nullable(values=values, valid=valid):
            return _plain(values, ~valid)
        case _:
            return _plain(column, None)


def _plain(values: NDArray[np.generic], mask: Bools | None) -> pa.Array:
    import pyarrow as pa

    if values.dtype == np.dtype("datetime64[s]"):
        return pa.array(values.astype("datetime64[us]"), type=pa.timestamp("us"), mask=mask)
    if values.dtype.kind in "UO":
        return pa.array(values.astype(object), type=pa.string(), mask=mask)
    return pa.array(values, mask=mask)


class TableWriter:
    """Writes chunks of one table into one file; counts the rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None

    def append(self, table: Table) -> None:
        """Write one chunk as one row group."""
        import pyarrow as pa

        self.append_arrow(pa.table({name: _arrow(column) for name, column in table.items()}))

    def append_arrow(self, chunk: pa.Table) -> None:
        """Write a chunk that is Arrow already."""
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, chunk.schema, compression="zstd")
        self._writer.write_table(chunk)
        self.rows += chunk.num_rows

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


class TableFolder:
    """The files of one folder, opened when a table first appears."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._writers: dict[str, TableWriter] = {}

    def append(self, name: str, table: Table) -> None:
        """Add a chunk to the table ``name``."""
        self._writer(name).append(table)

    def append_arrow(self, name: str, chunk: pa.Table) -> None:
        """Add a chunk that is Arrow already."""
        self._writer(name).append_arrow(chunk)

    def _writer(self, name: str) -> TableWriter:
        if name not in self._writers:
            self._writers[name] = TableWriter(self._folder / f"{name}.parquet")
        return self._writers[name]

    def rows(self) -> tuple[tuple[str, int], ...]:
        """Return the rows written per table, by name."""
        return tuple(sorted((name, writer.rows) for name, writer in self._writers.items()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
