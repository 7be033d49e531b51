"""Every tool: its name, its arguments, what it is for.

Rule: parser, agent, command line and page know tools only from here; each family of tools lists its own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pydantic import BaseModel, ConfigDict

from semantic_layer.model import Text
from tools.action_tools import ACTION_TOOLS
from tools.alike import with_alike_caveat
from tools.arguments import DescribeArgs, QueryMetricsArgs, SqlArgs
from tools.beside_conditions import with_conditions_sized
from tools.business_tools import BUSINESS_TOOLS
from tools.context import ToolContext
from tools.customer_tools import CUSTOMER_TOOLS
from tools.errors import BadParameter
from tools.filled import with_fill_caveats
from tools.found_roles import with_role_caveat
from tools.result import ToolResult
from tools.rights import with_sizes
from tools.shown_sql import with_shown_sql
from tools.spec import ToolSpec


class UnknownTool(LookupError):
    """There is no such tool."""


CATALOG: tuple[ToolSpec, ...] = (
    ToolSpec(
        "query_metrics",
        QueryMetricsArgs,
        "tools.metrics.query:query_metrics",
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
    *CUSTOMER_TOOLS,
    *BUSINESS_TOOLS,
    *ACTION_TOOLS,
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

OF_ACCOUNTS = ("duplicates", "export_segment", "merge_accounts", "segments", "snapshot")
"""Tools that compare, keep or hand over accounts and never persons."""

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
    spec = tool(call.tool)
    is_of_accounts = getattr(call.arguments, "identity", "account") == "account"
    run = spec.run if is_of_accounts else partial(_of_persons, spec)
    result = with_conditions_sized(run(call.arguments, context), run, call.arguments, context)
    told = with_role_caveat(with_sizes(result, context), call.arguments, context.model)
    return with_fill_caveats(with_alike_caveat(with_shown_sql(told, context)), call.arguments, context)


def _of_persons(spec: ToolSpec, arguments: BaseModel, context: ToolContext) -> ToolResult:
    """The same tool over persons; the answer says on which confirmation that rests."""
    from tools.customers.persons import as_persons

    if spec.name in OF_ACCOUNTS:
        raise BadParameter("identity", "person", "account, where accounts themselves are kept or compared")
    context, confirmed = as_persons(context)
    result = spec.run(arguments, context)
    parameters = (*result.lineage.parameters, ("identity", "person"), ("persons_version", confirmed.version))
    return replace(
        result,
        caveats=(*result.caveats, confirmed.caveat()),
        lineage=replace(result.lineage, parameters=parameters),
    )
