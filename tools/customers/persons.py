"""Persons instead of accounts: the confirmed table of who is whom, and a model that counts by it.

Rule: accounts are merged by nobody but a person who confirmed the proposal of `duplicates`; until then an analysis by
persons is refused. Every confirmation is a version of its own, kept beside the segment runs and never changed; the
newest holds. A person is called by the first of their accounts (registered first, then the smaller key), and what is
known of them is what that account says.

The model is rewritten, not the tools: every table that points to a customer points to the person, and the table of
customers holds each person once. So purchases, segments, metrics and counts follow, in whatever tool.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.model import Dataset, Segmentation, SemanticModel
from semantic_layer.policy import View
from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.errors import MergeNotConfirmed, NotAllowed
from tools.result import Caveat
from tools.roles import customer_entity, find_role
from tools.segments.runs import ATTACHED, keep_rows, read_newest
from tools.trees import column, named

if TYPE_CHECKING:
    import pyarrow

PERSONS, VERSIONS = "persons", "person_versions"
_ROWS, _MAP = "own_rows", "own_persons"  # aliases inside a rewritten table


@dataclass(frozen=True)
class Confirmed:
    """One confirmed merge. `accounts` accounts are `persons` persons; both 0 when the merge was withdrawn."""

    number: int
    version: str
    accounts: int
    persons: int
    keys: tuple[str, ...]
    by: str
    on: date

    def caveat(self) -> Caveat:
        params = ("accounts", self.accounts), ("persons", self.persons), ("day", self.on), ("version", self.version)
        return Caveat("counted_as_persons", params)


def newest(ctx: ToolContext) -> Confirmed | None:
    """The merge that holds, or None when none was ever confirmed or the last was withdrawn."""
    read_newest(ctx)
    found = _versions(ctx)
    return found[-1] if found and found[-1].accounts else None


def keep(groups: Sequence[Sequence[Value]], keys: Sequence[str], ctx: ToolContext) -> Confirmed:
    """Keep a new version: each group of accounts is one person, called by the first account of the group.

    The same groups as those of the version that holds give that version; no group withdraws it.
    """
    pairs = tuple((account, group[0]) for group in groups for account in group)
    text = json.dumps([[str(account), str(person)] for account, person in sorted(pairs, key=str)])
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    before = newest(ctx)
    if before is not None and before.version == version:
        return before
    now = datetime.now(UTC)

    def make() -> Mapping[str, pyarrow.Table]:
        import pyarrow as pa

        number = len(_versions(ctx)) + 1
        rows = pa.table(
            {
                "account": pa.array([account for account, _ in pairs]),
                "person": pa.array([person for _, person in pairs]),
                "number": pa.array([number] * len(pairs), pa.int64()),
            }
        )
        header = {
            "number": number, "version": version, "accounts": len(pairs), "persons": len(groups),
            "keys": ", ".join(keys), "by": ctx.who.name, "at": now.replace(tzinfo=None, microsecond=0),
        }  # fmt: skip
        made = {VERSIONS: _after(VERSIONS, pa.Table.from_pylist([header]), ctx)}
        return {PERSONS: _after(PERSONS, rows, ctx), **made} if pairs else made

    keep_rows(make, ctx)
    return _versions(ctx)[-1]


def as_persons(ctx: ToolContext) -> tuple[ToolContext, Confirmed]:
    """The context in which every customer is a person, and the confirmation this rests on.

    Raises
    ------
    MergeNotConfirmed
        Nobody has confirmed which accounts are one person.
    NotAllowed
        A policy shows some rows only: whom a row belongs to could not be told without the others.
    """
    if View(ctx.model, ctx.who).policed:
        raise NotAllowed("Counting persons is not allowed where only some rows may be seen.", policy="customers")
    confirmed = newest(ctx)
    if confirmed is None:
        raise MergeNotConfirmed
    return replace(ctx, model=model_of_persons(ctx.model, confirmed)), confirmed


def model_of_persons(model: SemanticModel, confirmed: Confirmed) -> SemanticModel:
    """The model with persons in place of accounts. Its segment runs are kept in tables of their own."""
    entity = customer_entity(model)
    datasets = tuple(_by_person(item, _links(item, entity, model), entity, confirmed, model) for item in model.datasets)
    segmentations = tuple(_apart(item, confirmed) for item in model.segmentations)
    return replace(model, datasets=datasets, segmentations=segmentations)


def _apart(segmentation: Segmentation, confirmed: Confirmed) -> Segmentation:
    return replace(segmentation, dataset=f"{segmentation.dataset}_persons_{confirmed.number}")


def _links(dataset: Dataset, entity: str, model: SemanticModel) -> tuple[str, ...]:
    """The columns of a dataset that hold the key of a customer."""
    keys = [key.columns[0] for key in dataset.entities if key.name == entity and len(key.columns) == 1]
    roles = [role.column("customer") for role in model.roles if role.dataset == dataset.name]
    known = [text for text in roles if text is not None and text.isidentifier()]
    return tuple(dict.fromkeys((*keys, *known)))


def _by_person(
    dataset: Dataset, links: Sequence[str], entity: str, confirmed: Confirmed, model: SemanticModel
) -> Dataset:
    """The dataset with the person in each of its links; of a table of customers the row of the first account."""
    if not links:
        return dataset
    own = [key.columns[0] for key in dataset.entities if key.name == entity and key.type in ("primary", "unique")]
    others = [name for name in links if name not in own]
    replaced = [
        named(exp.Coalesce(this=column("person", f"{_MAP}_{i}"), expressions=[column(name, _ROWS)]), name)
        for i, name in enumerate(links)
        if name in others
    ]
    star = exp.Column(this=exp.Star(replace=replaced) if replaced else exp.Star(), table=sql.identifier(_ROWS))
    select = exp.Select(expressions=[star]).from_(_source(dataset, model), copy=False)
    for i, name in enumerate(links):
        here = trees.all_of(
            [
                exp.EQ(this=column(name, _ROWS), expression=column("account", f"{_MAP}_{i}")),
                exp.EQ(this=column("number", f"{_MAP}_{i}"), expression=trees.number(confirmed.number)),
            ]
        )
        table = exp.to_table(f"{ATTACHED}.{PERSONS}")
        select = select.join(sql.aliased(table, f"{_MAP}_{i}"), on=here, join_type="left", copy=False)
        if name in own:
            alone = trees.is_null(column("account", f"{_MAP}_{i}"))
            first = exp.EQ(this=column("account", f"{_MAP}_{i}"), expression=column("person", f"{_MAP}_{i}"))
            select = select.where(exp.Or(this=alone, expression=first), copy=False)
    return replace(dataset, source=select.sql(dialect=model.dialect))


def _source(dataset: Dataset, model: SemanticModel) -> exp.Table | exp.Subquery:
    text = dataset.source.strip()
    if text[:6].lower() == "select" or text[:4].lower() == "with":
        return sql.aliased(exp.Subquery(this=sqlglot.parse_one(text, read=model.dialect)), _ROWS)
    return sql.aliased(exp.to_table(text, dialect=model.dialect), _ROWS)


# --- which accounts come first, and what is kept --------------------------------------------------------------------


def first_account_first(groups: Sequence[Sequence[Value]], ctx: ToolContext) -> tuple[tuple[Value, ...], ...]:
    """Each group with the account in front that was registered first; without that day, the smallest key."""
    source = find_role("customer", "merge_accounts", ctx)
    if source.role.column("registered") is None:
        return tuple(tuple(sorted(group, key=str)) for group in groups)
    rows = source.rows()
    select, steps = rows.select((named(rows.part("customer"), "key"), named(rows.day("registered"), "day")))
    text = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(text, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    days = dict(zip(found.column("key").to_pylist(), found.column("day").to_pylist(), strict=True))
    return tuple(
        tuple(sorted(group, key=lambda account: (days.get(account) or date.max, str(account)))) for group in groups
    )


def _versions(ctx: ToolContext) -> tuple[Confirmed, ...]:
    table = f"{ATTACHED}.{VERSIONS}"
    if table not in ctx.engine.schema():
        return ()
    names = ("number", "version", "accounts", "persons", "keys", "by", "at")
    select = exp.Select(expressions=list(trees.columns(*names))).from_(exp.to_table(table), copy=False)
    select = select.order_by(column("number"), copy=False)
    rows = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s).rows
    return tuple(_confirmed(row) for row in rows)


def _confirmed(row: Sequence[Value]) -> Confirmed:
    number, version, accounts, persons, keys, by, at = row
    assert isinstance(at, datetime)
    counts = int(str(accounts)), int(str(persons))
    return Confirmed(int(str(number)), str(version), *counts, tuple(str(keys).split(", ")), str(by), at.date())


def _after(name: str, rows: pyarrow.Table, ctx: ToolContext) -> pyarrow.Table:
    """The kept rows of a table with new ones behind them."""
    import pyarrow as pa

    table = f"{ATTACHED}.{name}"
    if table not in ctx.engine.schema():
        return rows
    select = exp.Select(expressions=list(trees.columns(*rows.column_names))).from_(exp.to_table(table), copy=False)
    kept = ctx.engine.fetch_arrow(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s)
    return pa.concat_tables([kept.cast(rows.schema), rows])
