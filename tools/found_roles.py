"""That nobody has confirmed yet where the orders stand.

Rule: an analysis of customers rests on the role `order`. Where the program found that role by itself, each of its
answers names the table and the amount, until a person confirms them.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel

from semantic_layer.model import Role, SemanticModel, SimpleMetric
from tools.arguments import SegmentationArgs
from tools.result import Caveat, ToolResult


def with_role_caveat(result: ToolResult, arguments: BaseModel, model: SemanticModel) -> ToolResult:
    """The result with the caveat `generated_roles`, where it holds; its facts are the dataset and the metric."""
    role = model.role("order")
    if role is None or role.state != "generated" or not isinstance(arguments, SegmentationArgs):
        return result
    facts = (("dataset", role.dataset), ("amount", _paid(role, model)))
    return replace(result, caveats=(*result.caveats, Caveat("generated_roles", facts)))


def _paid(role: Role, model: SemanticModel) -> str:
    """The metric of what the amounts of the orders add up to."""
    measures = model.dataset(role.dataset).measures
    same = {measure.name for measure in measures if measure.agg == "sum" and measure.expr == role.column("amount")}
    return next(m.name for m in model.metrics if isinstance(m, SimpleMetric) and m.measure in same and not m.filter)
