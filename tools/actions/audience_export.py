"""Hand one segment over to another system as a file.

Rule: the right `export` comes from the model's policies; the key leaves as a keyed hash unless the person may have it
plain, and personal values (names, phones, e-mails ...) never leave but as keyed hashes. A part of the segment is drawn
by chance and held out, so that the effect can be measured later. The same request gives the same file once.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from semantic_layer.model import Segmentation, SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import Compare
from semantic_layer.result import Column, ResultTable
from semantic_layer.whole_files import write_whole
from tools import trees
from tools.action_arguments import ExportSegmentArgs
from tools.actions import audiences
from tools.actions.actions import segmentation_of
from tools.actions.agreed import actions_of, codes_of
from tools.actions.audiences import CONTACTED, HELD_OUT, Audience
from tools.cells import safe_cell
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_exportable
from tools.roles import RoleSource, find_role
from tools.segments.runs import ATTACHED, ensure_run, keep_table
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, DATE, INTEGER, NONE, PERCENT, SHARE, TEXT, customers_column, fact
from tools.trees import column, named

if TYPE_CHECKING:
    import pyarrow

BOM = "\ufeff"
HEX = 16**8  # of a hash the first eight digits decide who is held out
FOLLOW_UP_DAYS = 30  # where no action is agreed


def export_segment(arguments: ExportSegmentArgs, ctx: ToolContext) -> ToolResult:
    """Write the file, keep who was held out, and say what was written; no customer is in the result.

    Raises
    ------
    ExportNotAllowed, NotAllowed
        Without the right `export`, unmasked without that, or where a policy sets a smallest group.
    BadParameter
        An unknown segment, or a column that is no attribute of the customers.
    EmptyWindow
        Nobody is in the segment.
    """
    ensure_exportable(ctx, masked=arguments.masked)
    scope = scope_of("export_segment", arguments, ctx)
    segmentation = segmentation_of(arguments.segmentation, ctx.model, "export_segment")
    if codes_of(segmentation) and arguments.segment not in codes_of(segmentation):
        raise BadParameter("segment", arguments.segment, ", ".join(codes_of(segmentation)))
    personal = _checked_columns(arguments.columns, ctx)
    run = ensure_run(segmentation, scope.as_of, ctx)
    key = audiences.identity(
        segmentation.qualified, arguments.segment, run.as_of, run.definition_hash, run.fingerprint, ctx.who,
        arguments.columns, arguments.target, arguments.masked, arguments.hold_out, arguments.filters,
    )  # fmt: skip
    known = audiences.find(key, ctx)
    source = RoleSource(
        "export_segment",
        find_role("customer", "export_segment", ctx).role,
        ctx,
        (Compare(segmentation.qualified, "eq", (arguments.segment,)), *arguments.filters),
        ((segmentation.qualified, scope.as_of),),
    )
    members = _Members(source, arguments, key, personal)
    audience = known or _write(members, segmentation, ctx)
    return _result(audience, is_new=known is None, segmentation=segmentation, members=members)


def _checked_columns(names: Sequence[str], ctx: ToolContext) -> frozenset[str]:
    """Those of the columns that are personal; every column must be an attribute of the customer that may be seen."""
    view = View(ctx.model, ctx.who)
    allowed = attributes(ctx.model, view)
    for name in names:
        if name not in allowed:
            raise BadParameter("columns", name, ", ".join(sorted(allowed)))
    return frozenset(name for name in names if ctx.model.dimension(name).personal)


def attributes(model: SemanticModel, view: View) -> tuple[str, ...]:
    """The dimensions of the customer's own dataset that this person may see; the key itself is always exported."""
    role = model.role("customer")
    home = model.dataset(role.dataset) if role else None
    found = home.dimensions if home else ()
    return tuple(item.qualified for item in found if view.has_field(item.qualified))


class _Members:
    """The members as statements: the rows of the file, and who is in which part."""

    def __init__(self, source: RoleSource, arguments: ExportSegmentArgs, key: str, personal: frozenset[str]) -> None:
        self.source, self.arguments, self.key, self.personal = source, arguments, key, personal

    @property
    def role_key(self) -> str:
        return self.source.role.column("customer") or "customer"

    def rows(self, secret: str) -> exp.Select:
        """The rows of the file, ordered by the key as it leaves."""
        rows = self.source.rows()
        key = rows.part("customer")
        shown = _hashed(key, secret) if self.arguments.masked else key
        parts = [named(shown, self.role_key)]
        for name in self.arguments.columns:
            value = rows.dimension(name)
            parts.append(named(_hashed(value, secret) if name in self.personal else value, name.split(".")[-1]))
        select, needed = rows.select(parts, [exp.Not(this=self._is_held_out(rows.part("customer")))])
        return trees.with_steps(select.order_by(trees.number(1), copy=False), needed)

    def parts(self) -> exp.Select:
        """Audience, key, part of every member."""
        rows = self.source.rows()
        held = self._is_held_out(rows.part("customer"))
        part = exp.Case().when(held, trees.text(HELD_OUT)).else_(trees.text(CONTACTED))
        named_parts = (
            named(trees.text(self.key), "audience"),
            named(rows.part("customer"), "key"),
            named(part, "part"),
        )
        select, needed = rows.select(named_parts)
        return trees.with_steps(select, needed)

    def _is_held_out(self, key: exp.Expression) -> exp.Expression:
        """By a hash of key and audience: by chance, the same every time, and another draw for another audience."""
        digits = exp.Left(this=exp.MD5(this=_joined(trees.text(self.key), key)), expression=trees.number(8))
        return exp.LT(this=digits, expression=trees.text(f"{round(self.arguments.hold_out * HEX):08x}"))


def _joined(first: exp.Expression, second: exp.Expression) -> exp.Expression:
    as_text = exp.Cast(this=second, to=exp.DataType.build("TEXT"))
    return exp.DPipe(this=exp.DPipe(this=first, expression=trees.text(":")), expression=as_text)


def _hashed(value: exp.Expression, secret: str) -> exp.Expression:
    return exp.SHA2(this=_joined(trees.text(secret), value), length=trees.number(256))


# --- writing ----------------------------------------------------------------------------------------------------


def _write(members: _Members, segmentation: Segmentation, ctx: ToolContext) -> Audience:
    arguments = members.arguments
    secret = audiences.secret(ctx)
    statement = trees.render(members.rows(secret), ctx.engine.dialect)
    rows = ctx.engine.fetch_arrow(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    if rows.num_rows == 0:
        raise EmptyWindow("Nobody is in the segment.")
    keep_table(audiences.TABLE, lambda: trees.render(_with_older(members, ctx), ctx.engine.dialect), ctx)
    counts = dict(counts_of(members.key, ctx))
    action = actions_of(segmentation, ctx.model).get(arguments.segment)
    as_of = arguments.as_of or ctx.as_of
    file = f"{segmentation.name}_{_ascii(arguments.segment)}_{as_of.isoformat()}_{members.key}.{arguments.target}"
    content, changed = _content(rows, arguments.target)
    path = audiences.folder(ctx) / file
    write_whole(path, content, private=True)
    audience = Audience(
        id=members.key,
        segmentation=segmentation.qualified,
        segment=arguments.segment,
        exported_on=as_of,
        follow_up=as_of + timedelta(days=action.follow_up_days if action else FOLLOW_UP_DAYS),
        action_version=action.version if action else None,
        customers=rows.num_rows,
        held_out=counts.get(HELD_OUT, 0),
        masked=arguments.masked,
        columns=arguments.columns,
        definition=segmentation.definition_hash,
        data=ctx.engine.data_version(),
        who=ctx.who.name,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        changed_cells=changed,
    )
    audiences.keep(audience, ctx)
    return audience


def _with_older(members: _Members, ctx: ToolContext) -> exp.Query:
    """The members of this audience and of all others."""
    table = f"{ATTACHED}.{audiences.TABLE}"
    fresh = members.parts()
    if table not in ctx.engine.schema():
        return fresh
    names = ("audience", "key", "part")
    older = (
        exp.Select(expressions=list(trees.columns(*names)))
        .from_(exp.to_table(table), copy=False)
        .where(exp.NEQ(this=column("audience"), expression=trees.text(members.key)), copy=False)
    )
    new = exp.Select(expressions=list(trees.columns(*names))).from_(fresh.subquery("fresh"), copy=False)
    return exp.union(older, new, distinct=False, copy=False)


def counts_of(key: str, ctx: ToolContext) -> tuple[tuple[str, int], ...]:
    """Members of each part of an audience."""
    select = (
        exp.Select(expressions=[column("part"), named(exp.Count(this=exp.Star()), "customers")])
        .from_(exp.to_table(f"{ATTACHED}.{audiences.TABLE}"), copy=False)
        .where(exp.EQ(this=column("audience"), expression=trees.text(key)), copy=False)
        .group_by(column("part"), copy=False)
    )
    raw = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return tuple((str(part), int(str(n))) for part, n in raw.rows)


def _content(rows: pyarrow.Table, target: str) -> tuple[bytes, int]:
    """The file, and how many texts were defused in it."""
    if target == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
        return sink.getvalue().to_pybytes(), 0
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in rows.column_names])
    changed = 0
    for row in zip(*(item.to_pylist() for item in rows.columns), strict=True):
        cells = [safe_cell(value) for value in row]
        changed += sum(isinstance(old, str) and old != new for old, new in zip(row, cells, strict=True))
        writer.writerow(cells)
    return (BOM + out.getvalue()).encode(), changed


def _ascii(text: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "_" for char in text)[:40]


# --- what is said -----------------------------------------------------------------------------------------------


def _result(audience: Audience, *, is_new: bool, segmentation: Segmentation, members: _Members) -> ToolResult:
    table = ResultTable(
        (
            fact("part", kind="dimension"),
            Column(segmentation.qualified, "dimension", NONE, TEXT, segmentation.qualified),
            customers_column(),
        ),
        ((CONTACTED, audience.segment, audience.customers), (HELD_OUT, audience.segment, audience.held_out)),
    )
    facts = (
        ("who", Fact(audience.segment, source=segmentation.qualified)),
        ("customers", Fact(audience.customers, CUSTOMERS, INTEGER)),
        ("held_out", Fact(audience.held_out, CUSTOMERS, INTEGER)),
        ("share", Fact(members.arguments.hold_out, SHARE, PERCENT)),
        ("file", Fact(str(Path(audiences.FOLDER) / audience.file))),
        ("follow_up", Fact(audience.follow_up, NONE, DATE)),
    )
    told = [Finding("export_written" if is_new else "export_known", facts)]
    told += [Finding("export_follow_up", facts)] if audience.held_out else []
    return ToolResult(
        "export_segment",
        (NamedTable("main", table),),
        tuple(told),
        (Caveat("export_masked" if audience.masked else "export_plain"),)
        + ((Caveat("no_hold_out"),) if not audience.held_out else ()),
        Lineage(
            as_of=audience.exported_on,
            parameters=(
                ("export", audience.id),
                ("segmentation", audience.segmentation),
                ("segment", audience.segment),
                ("run", audience.exported_on),
                ("definition_hash", audience.definition),
                ("action_version", audience.action_version),
                ("columns", ", ".join((members.role_key, *audience.columns))),
                ("masked", audience.masked),
                ("hold_out", members.arguments.hold_out),
                ("file", audience.file),
                ("sha256", audience.sha256),
                ("changed_cells", audience.changed_cells),
                ("is_new", is_new),
            ),
            row_counts=(("contacted", audience.customers), ("held_out", audience.held_out)),
            policies=members.source.rows().policies,
        ),
    )
