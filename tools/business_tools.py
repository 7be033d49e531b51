"""The tools about a metric as a whole: what changed, what is unusual, what comes next, what the data are worth."""

from __future__ import annotations

from semantic_layer.model import Text
from tools.business_arguments import (
    AlertsArgs,
    AnomaliesArgs,
    DataQualityArgs,
    ExplainChangeArgs,
    ForecastArgs,
    HealthReportArgs,
    ParetoArgs,
    WhatIfArgs,
)
from tools.spec import ToolSpec

BUSINESS_TOOLS: tuple[ToolSpec, ...] = (
    ToolSpec(
        "explain_change",
        ExplainChangeArgs,
        "tools.business.explain_change:explain_change",
        Text(
            "Split the change of a metric between two periods among the groups of the most telling dimension.",
            "把指标在两期之间的变化拆分到最能说明问题的维度的各组。",
        ),
    ),
    ToolSpec(
        "pareto",
        ParetoArgs,
        "tools.business.pareto:pareto",
        Text(
            "Show how concentrated a sum is: what the first members hold, and how many hold most of it.",
            "查看指标的集中度：头部成员占多少，多少成员贡献了大部分。",
        ),
    ),
    ToolSpec(
        "what_if",
        WhatIfArgs,
        "tools.business.what_if:what_if",
        Text(
            "Compute what a metric would be if its factors changed, by its own formula; no forecast.",
            "按指标自身公式计算因素变动后的结果，不是预测。",
        ),
    ),
    ToolSpec(
        "anomalies",
        AnomaliesArgs,
        "tools.business.anomalies:anomalies",
        Text(
            "Find values that leave the range of the earlier ones at the same position of the season.",
            "找出偏离以往同期正常范围的数值。",
        ),
    ),
    ToolSpec(
        "forecast",
        ForecastArgs,
        "tools.business.forecast:forecast",
        Text(
            "Forecast a metric with an interval, by the method that did best on the past, with its error.",
            "预测指标并给出区间；方法按历史回测选出，并附误差。",
        ),
    ),
    ToolSpec(
        "alerts",
        AlertsArgs,
        "tools.alerts.alerts:alerts",
        Text(
            "List customers who fell silent, buy less often than they used to, or lost value.",
            "找出沉默、购买频次下降或价值下滑的客户。",
        ),
    ),
    ToolSpec(
        "health_report",
        HealthReportArgs,
        "tools.alerts.health_report:health_report",
        Text(
            "Report lifecycle stages, churn, complaints and alerts beside a day, a week and a month ago.",
            "汇总生命周期阶段、流失、投诉与预警，并与一天、一周、一个月前对照。",
        ),
    ),
    ToolSpec(
        "data_quality",
        DataQualityArgs,
        "tools.business.data_quality:data_quality",
        Text(
            "Report which rules the data break, with rows, shares and the metrics concerned.",
            "报告数据违反了哪些规则、涉及的行数、占比与受影响的指标。",
        ),
    ),
)
