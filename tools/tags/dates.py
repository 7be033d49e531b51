"""The day as of which each tag holds, and when it is due again.

Rule: a tag with a plan is as of the first day of its month, quarter or year, so that everybody who asks within it gets
the same customers. A tag without one is as of the last time it was refreshed, else of the day it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from semantic_layer.model import Grain, Tag
from semantic_layer.whole_files import write_whole
from tools.context import ToolContext

FILE = "tag_refreshes.json"
PLANS: Mapping[str, Grain] = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}


@dataclass(frozen=True)
class TagDate:
    """`day`: nothing dated on or after it was read. `due`: when the plan looks again; None without a plan."""

    tag: Tag
    day: date
    due: date | None


def tag_dates(tags: Sequence[Tag], as_of: date, ctx: ToolContext) -> tuple[TagDate, ...]:
    """The day of every tag, none later than as-of."""
    kept = _kept(ctx)
    return tuple(_date_of(tag, as_of, kept, ctx) for tag in tags)


def _date_of(tag: Tag, as_of: date, kept: Mapping[str, tuple[date, ...]], ctx: ToolContext) -> TagDate:
    refreshed = max((day for day in kept.get(_key(tag), ()) if day <= as_of), default=None)
    if tag.refresh == "on_read":
        return TagDate(tag, as_of, None)
    if tag.refresh not in PLANS:
        return TagDate(tag, refreshed or as_of, None)
    grain = PLANS[tag.refresh]
    start = ctx.calendar.floor(as_of, grain)
    due = ctx.calendar.next(start, grain)
    first = ctx.calendar.first_day
    planned = as_of if first is not None and start <= first else start  # before the data began nobody had a tag
    return TagDate(tag, max(planned, refreshed) if refreshed else planned, due)


def keep_refresh(tags: Sequence[Tag], as_of: date, ctx: ToolContext) -> None:
    """Note that these tags were looked at on that day."""
    kept = {key: {*days} for key, days in _kept(ctx).items()}
    for tag in tags:
        kept.setdefault(_key(tag), set()).add(as_of)
    content = {key: sorted(day.isoformat() for day in days) for key, days in sorted(kept.items())}
    write_whole(_path(ctx), json.dumps(content, indent=1))


def _kept(ctx: ToolContext) -> Mapping[str, tuple[date, ...]]:
    try:
        content = json.loads(_path(ctx).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {key: tuple(date.fromisoformat(day) for day in days) for key, days in content.items()}


def _key(tag: Tag) -> str:
    return f"{tag.name}:{tag.definition_hash}"


def _path(ctx: ToolContext) -> Path:
    return ctx.home / "runs" / FILE
