"""Every tool: its name, its arguments, what it is for.

Rule: parser, agent, command line and page know tools only from here. A tool's module is imported when the tool
first runs, so that asking for a number never loads a fitting library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from semantic_layer.model import Text
from tools.arguments import (
    ChurnRiskArgs,
    ClusterArgs,
    DescribeArgs,
    LifecycleArgs,
    QueryMetricsArgs,
    RfmArgs,
    SqlArgs,
    TiersArgs,
)
from tools.context import ToolContext
from tools.result import ToolResult


class UnknownTool(LookupError):
    """There is no such tool."""


@dataclass(frozen=True)
class ToolSpec:
    """One entry of the catalogue. `where` is "module:function"."""

    name: str
    arguments: type[BaseModel]
    where: str
    purpose: Text

    def run(self, arguments: BaseModel, context: ToolContext) -> ToolResult:
        module, _, function = self.where.partition(":")
        call = cast("Callable[[Any, ToolContext], ToolResult]", getattr(import_module(module), function))
        return call(arguments, context)


CATALOG: tuple[ToolSpec, ...] = (
    ToolSpec(
        "query_metrics",
        QueryMetricsArgs,
        "tools.metrics:query_metrics",
        Text(
            "Compute metrics by dimensions, with filters, periods, rankings, shares and comparisons.",
            "按维度计算指标，支持筛选、时间、排名、占比与对比。",
        ),
    ),
    ToolSpec(
        "describe",
        DescribeArgs,
        "tools.describe:describe",
        Text(
            "Say what a metric, dimension or segment means, or list what can be asked.",
            "说明指标、维度或分群的含义，或列出可以提问的内容。",
        ),
    ),
    ToolSpec(
        "rfm_segments",
        RfmArgs,
        "tools.rfm:rfm_segments",
        Text(
            "Segment customers by recency, frequency and monetary value.",
            "按最近一次消费、消费频率和消费金额对客户分群。",
        ),
    ),
    ToolSpec(
        "lifecycle_stages",
        LifecycleArgs,
        "tools.lifecycle:lifecycle_stages",
        Text("Assign each customer a lifecycle stage.", "划分客户的生命周期阶段。"),
    ),
    ToolSpec(
        "tiers",
        TiersArgs,
        "tools.value_score:tiers",
        Text("Split customers into high, mid and low value.", "将客户分为高、中、低价值层。"),
    ),
    ToolSpec(
        "cluster_customers",
        ClusterArgs,
        "tools.clustering:cluster_customers",
        Text("Find groups of similar customers with k-means.", "用 K-means 找出相似的客户群。"),
    ),
    ToolSpec(
        "churn_risk",
        ChurnRiskArgs,
        "tools.churn:churn_risk",
        Text(
            "Estimate who will not buy within a horizon, beside the recency baseline.",
            "预测哪些客户在一段时间内不会再购买，并与最近消费基线对照。",
        ),
    ),
    ToolSpec(
        "run_sql",
        SqlArgs,
        "tools.sql:run_sql",
        Text(
            "Run one checked SELECT that no governed metric covers.",
            "执行一条经检查的 SELECT 语句（无对应指标时使用）。",
        ),
    ),
)

_BY_NAME = {spec.name: spec for spec in CATALOG}


def tool(name: str) -> ToolSpec:
    """Return the entry called `name`; `UnknownTool` names all tools otherwise."""
    if name not in _BY_NAME:
        raise UnknownTool(f"There is no tool {name!r}. Tools: {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


class ToolCall(BaseModel):
    """A tool's name with its typed arguments: frozen, comparable, JSON both ways."""

    model_config = ConfigDict(frozen=True)

    tool: str
    arguments: BaseModel

    @staticmethod
    def parse(name: str, arguments: object) -> ToolCall:
        """Validate raw arguments (from a file or a language model) against the tool's own model."""
        return ToolCall(tool=name, arguments=tool(name).arguments.model_validate(arguments))

    def to_json(self) -> dict[str, object]:
        """Arguments that keep their default are left out, so that equal plans read equal."""
        return {"tool": self.tool, "arguments": self.arguments.model_dump(mode="json", exclude_defaults=True)}


def run_tool(call: ToolCall, context: ToolContext) -> ToolResult:
    """Run one call. Raises `ToolError`, `QueryError` or `EngineError`; the assistant turns them into words."""
    return tool(call.tool).run(call.arguments, context)
