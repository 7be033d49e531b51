"""A month as it was known when it ended: customers, tags, segments, borders and figures in files that never change.

Rule: a snapshot is written once, whole or not at all; what comes in later for that month goes into a report of
differences and never into the snapshot. Every file has its number of rows and its SHA-256, and is read only after
these were compared. Personal data are not among the columns.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from semantic_layer.policy import View
from semantic_layer.result import ResultTable, Value
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow, NotAllowed, NotIdentified, SnapshotExists
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.roles import order_role, unrestricted
from tools.segment_arguments import SnapshotArgs
from tools.segments.snapshot_content import KEYS, content_of
from tools.tables import INTEGER, fact

if TYPE_CHECKING:
    import pyarrow

TOOL = "snapshot"
FOLDER = "snapshots"
MANIFEST = "snapshot.json"
COUNT = fact("rows", format=INTEGER)


@dataclass(frozen=True)
class FrozenFile:
    """One file of a snapshot."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """What the manifest of a frozen month says. `data` is the version of the data when it was written."""

    id: str
    month: date
    data: str
    model: str
    files: tuple[FrozenFile, ...]


def snapshot(arguments: SnapshotArgs, ctx: ToolContext) -> ToolResult:
    """Freeze a month that is over, or compare a frozen one with what the data say now.

    Raises
    ------
    BadParameter
        The month is not over, or no first day; there is nothing frozen to compare with.
    SnapshotExists
        That month is frozen already.
    NotAllowed
        The asking person may not see single customers, or not all of them.
    """
    if arguments.filters or arguments.window:
        raise BadParameter("filters", "given", "no condition: a snapshot holds all customers")
    ensure_listable(ctx)
    if View(ctx.model, ctx.who).policed:
        raise NotAllowed("A snapshot holds all customers.", policy="rows")
    order_role(TOOL, ctx)
    month = _month(arguments.month, ctx)
    end = ctx.calendar.next(month, "month")
    found = find_snapshot(month, ctx)
    if arguments.compare:
        if found is None:
            raise BadParameter("month", month.isoformat(), "a month that is frozen")
        return _difference(found, end, ctx)
    if found is not None:
        raise SnapshotExists(month, found.id)
    return _told(_write(month, end, ctx), end)


def _month(asked: date | None, ctx: ToolContext) -> date:
    """The first day of the month; the last complete one when none was asked for."""
    last = ctx.calendar.shift(ctx.calendar.floor(ctx.as_of, "month"), -1, "month")
    month = asked or last
    if month.day != 1:
        raise BadParameter("month", month.isoformat(), "the first day of a month")
    if month > last:
        raise BadParameter("month", month.isoformat(), f"a month that is over: up to {last.isoformat()}")
    first = ctx.calendar.first_day
    if first is not None and ctx.calendar.next(month, "month") <= first:
        raise EmptyWindow("The data begin later.", start=month, end=first)
    return month


# --- files ------------------------------------------------------------------------------------------------------


def find_snapshot(month: date, ctx: ToolContext) -> Snapshot | None:
    """The frozen month, after its files were compared with the manifest.

    Raises
    ------
    NotIdentified
        A file is missing or was changed: no comparison with it would mean anything.
    """
    folder = _folder(month, ctx)
    try:
        written = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return None
    files = tuple(FrozenFile(item["name"], item["rows"], item["sha256"]) for item in written["files"])
    for file in files:
        path = folder / file.name
        if not path.is_file() or _digest(path) != file.sha256:
            raise NotIdentified(f"The frozen file {file.name!r} was changed.", file=file.name)
    return Snapshot(written["id"], month, written["data"], written["model"], files)


def _write(month: date, end: date, ctx: ToolContext) -> Snapshot:
    """Fill a folder beside the place, then move it there in one step."""
    from pyarrow import parquet

    everything = unrestricted(ctx)
    target = _folder(month, ctx)
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    files: list[FrozenFile] = []
    for name, table in content_of(month, end, everything).items():
        path = fresh / f"{name}.parquet"
        parquet.write_table(table, path, compression="zstd")
        files.append(FrozenFile(path.name, table.num_rows, _digest(path)))
    digest = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()[:12]
    made = Snapshot(f"{month:%Y-%m}-{digest}", month, ctx.engine.data_version(), ctx.model.hash, tuple(files))
    (fresh / MANIFEST).write_text(json.dumps(_plain(made), indent=1), "utf-8")
    try:
        fresh.rename(target)
    except OSError:  # somebody else froze the month meanwhile: theirs stays
        shutil.rmtree(fresh, ignore_errors=True)
        raise SnapshotExists(month, f"{month:%Y-%m}") from None
    return made


def _plain(made: Snapshot) -> dict[str, object]:
    return {
        "id": made.id,
        "month": made.month.isoformat(),
        "data": made.data,
        "model": made.model,
        "files": [{"name": file.name, "rows": file.rows, "sha256": file.sha256} for file in made.files],
    }


def _folder(month: date, ctx: ToolContext) -> Path:
    return ctx.home / FOLDER / f"{month:%Y-%m}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(made: Snapshot, end: date) -> ToolResult:
    columns = (fact("file"), COUNT, fact("sha256"))
    rows = tuple((file.name, file.rows, file.sha256) for file in made.files)
    customers = next(file.rows for file in made.files if file.name == "customers.parquet")
    facts = (
        ("month", Fact(f"{made.month:%Y-%m}")),
        ("snapshot", Fact(made.id)),
        ("files", Fact(len(made.files), format=INTEGER)),
        ("customers", Fact(customers, format=INTEGER)),
    )
    lineage = Lineage(as_of=end, parameters=(("month", made.month), ("snapshot", made.id), ("data", made.data)))
    tables = (NamedTable("main", ResultTable(columns, rows)),)
    return ToolResult(TOOL, tables, (Finding("snapshot_frozen", facts),), (), lineage)


# --- differences ------------------------------------------------------------------------------------------------


def _difference(frozen: Snapshot, end: date, ctx: ToolContext) -> ToolResult:
    """One row for each file: rows then and now, and how many were added, taken away or changed since."""
    from pyarrow import parquet

    folder = _folder(frozen.month, ctx)
    now = content_of(frozen.month, end, unrestricted(ctx))
    rows: list[tuple[Value, ...]] = []
    for file in frozen.files:
        name = file.name.removesuffix(".parquet")
        then = _by_key(parquet.read_table(folder / file.name), KEYS[name])
        today = _by_key(now[name], KEYS[name]) if name in now else {}
        changed = sum(then[key] != today[key] for key in then.keys() & today.keys())
        rows.append(
            (file.name, len(then), len(today), len(today.keys() - then.keys()), len(then.keys() - today.keys()),
             changed)
        )  # fmt: skip
    columns = (
        fact("file"), *(fact(name, format=INTEGER) for name in
                        ("rows_frozen", "rows_now", "rows_added", "rows_gone", "rows_changed")),
    )  # fmt: skip
    differing = sum(int(str(value)) for row in rows for value in row[3:])
    kind = "snapshot_differs" if differing else "snapshot_same"
    customers = next(row for row in rows if row[0] == "customers.parquet")
    facts = (
        ("month", Fact(f"{frozen.month:%Y-%m}")),
        ("snapshot", Fact(frozen.id)),
        *(
            (name, Fact(value, format=INTEGER))
            for name, value in zip(("added", "gone", "changed"), customers[3:], strict=True)
        ),
    )
    lineage = Lineage(
        as_of=end,
        parameters=(("snapshot", frozen.id), ("data_then", frozen.data), ("data_now", ctx.engine.data_version())),
    )
    return ToolResult(TOOL, (NamedTable("main", ResultTable(columns, tuple(rows))),), (Finding(kind, facts),), (),
                      lineage)  # fmt: skip


def _by_key(table: pyarrow.Table, keys: tuple[str, ...]) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Rows by key, as text, so that a number written with other digits is a difference and its type is none."""
    rows = table.to_pylist()
    return {
        tuple(str(row[key]) for key in keys): tuple(str(row[name]) for name in sorted(row) if name not in keys)
        for row in rows
    }
