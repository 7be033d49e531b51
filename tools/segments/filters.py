"""Orders under conditions that hold at a day.

Rule: a condition on a segment means the segment as of a stated day, so the run of that day is read, and built when
there is none; who is in a segment today says nothing about who was in it before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from semantic_layer.compiler.checks import fields_of
from semantic_layer.query import Predicate
from tools.context import ToolContext
from tools.roles import RoleSource, order_role
from tools.segments.runs import ensure_run


def orders_at(tool: str, filters: tuple[Predicate, ...], at: date, ctx: ToolContext) -> RoleSource:
    """The orders that meet the conditions, with segments as of `at`.

    Raises
    ------
    MissingRole
        The model has no orders.
    """
    fields = dict.fromkeys(name for predicate in filters for name in fields_of(predicate))
    segments = tuple(name for name in fields if ctx.model.has_segmentation(name))
    for name in segments:
        ensure_run(ctx.model.segmentation(name), at, ctx)
    return replace(order_role(tool, ctx, filters), runs=tuple((name, at) for name in segments))
