"""The tools about a metric as a whole: what changed, what is unusual, what comes next, what the data are worth."""

from __future__ import annotations

from semantic_layer.model import Text
from tools.business_arguments import ExplainChangeArgs
from tools.spec import ToolSpec

BUSINESS_TOOLS: tuple[ToolSpec, ...] = (
    ToolSpec(
        "explain_change",
        ExplainChangeArgs,
        "tools.explain_change:explain_change",
        Text(
            "Split the change of a metric between two periods among the groups of the most telling dimension.",
            "把指标在两期之间的变化拆分到最能说明问题的维度的各组。",
        ),
    ),
)
