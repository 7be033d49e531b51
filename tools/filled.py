"""Values that were filled in from other sources: how many, from where, in every answer that rests on them.

Rule: a filled value is used like a recorded one and never passed off as one. Whatever analysis names a dimension with
`fill`, in a condition, a grouping, a tag, a segmentation or the filter of a metric, says how many of its values are
second-hand; the report on the quality of the data lists them source by source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace

from pydantic import BaseModel
from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import Dimension, Role, SemanticModel, Text
from semantic_layer.policy import View
from tools import trees
from tools.context import ToolContext
from tools.result import Caveat, ToolResult
from tools.roles import RoleSource
from tools.trees import named

TOOL = "filled"


@dataclass(frozen=True)
class Known:
    """Of the rows of a dimension: how many there are, how many are recorded, and how many each source adds."""

    dimension: Dimension
    rows: int
    recorded: int
    added: tuple[int, ...]

    @property
    def filled(self) -> int:
        return sum(self.added)

    def sources(self) -> Text:
        """The sources that added something, with how much."""
        pairs = [(source.labels, n) for source, n in zip(self.dimension.fill, self.added, strict=True) if n]
        en = ", ".join(f"{labels.en} {n:,}" for labels, n in pairs)
        return Text(en, "、".join(f"{labels.zh} {n:,}" for labels, n in pairs))


def known_of(dimension: Dimension, ctx: ToolContext) -> Known:
    """Count the rows that this person sees, by where their value comes from."""
    texts = (dimension.recorded, *(source.expr for source in dimension.fill))
    role = Role(TOOL, dimension.dataset, tuple((f"source_{n}", text) for n, text in enumerate(texts)))
    rows = RoleSource(TOOL, role, ctx).rows()
    counts: list[exp.Expression] = [named(exp.Count(this=exp.Star()), "rows")]
    before: list[exp.Expression] = []
    for n in range(len(texts)):
        is_missing = trees.is_null(rows.part(f"source_{n}"))
        is_first = trees.all_of([*(item.copy() for item in before), exp.Not(this=is_missing.copy())])
        counts.append(named(trees.count_if(is_first), f"known_{n}"))
        before.append(is_missing)
    select, steps = rows.select(counts)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    total, recorded, *added = (int(str(n)) for n in ctx.engine.run(sql, timeout_s=ctx.timeout_s).rows[0])
    return Known(dimension, total, recorded, tuple(added))


def with_fill_caveats(result: ToolResult, arguments: BaseModel, ctx: ToolContext) -> ToolResult:
    """The result, saying of each filled dimension that it rests on how many values are second-hand."""
    if not any(dimension.fill for dimension in ctx.model.dimensions()):
        return result
    view = View(ctx.model, ctx.who)
    used = sorted(set(_used(arguments, result, ctx.model)))
    found = [ctx.model.dimension(name) for name in used if view.has_field(name) and name not in view.masks]
    caveats = tuple(
        _caveat(known) for known in (known_of(item, ctx) for item in found if not view.min_groups) if known.filled
    )
    hidden = tuple(Caveat("filled_uncounted", (("name", item.qualified),)) for item in found if view.min_groups)
    return replace(result, caveats=(*result.caveats, *caveats, *hidden))


def _caveat(known: Known) -> Caveat:
    said = known.sources()
    return Caveat(
        "filled_values",
        (
            ("name", known.dimension.qualified),
            ("rows", known.rows),
            ("filled", known.filled),
            ("unknown", known.rows - known.recorded - known.filled),
            ("sources_en", said.en),
            ("sources_zh", said.zh),
        ),
    )


def _used(arguments: BaseModel, result: ToolResult, model: SemanticModel) -> Iterator[str]:
    """The filled dimensions behind an answer: named by the call, or by the definitions that it names."""
    waiting = [*_texts(arguments.model_dump(mode="python")), *result.lineage.metrics]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if model.has_dimension(name):
            if model.dimension(name).fill:
                yield name
        elif model.has_segmentation(name):
            waiting.extend(_texts(dict(model.segmentation(name).params)))
        elif model.has_tag(name):
            waiting.extend(map(str, expressions.names(model.tag(name).rule)))
        elif model.has_metric(name):
            waiting.extend(_of_metric(name, model))


def _of_metric(name: str, model: SemanticModel) -> Iterator[str]:
    """The dimensions in the filter of a metric, and the metrics that it is made of."""
    metric = model.metric(name)
    if metric.filter:
        yield from map(str, expressions.names(metric.filter))
    for item in inputs_of(metric):
        yield item.metric


def _texts(value: object) -> Iterator[str]:
    """Every text in nested data; objects of a query by their fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, BaseModel):
        yield from _texts(value.model_dump(mode="python"))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _texts([getattr(value, item.name) for item in fields(value)])
