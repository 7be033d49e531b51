"""The tools about customers: segments, value, churn, retention and what they buy."""

from __future__ import annotations

from semantic_layer.model import Text
from tools.arguments import ChurnRiskArgs, ClusterArgs, LifecycleArgs, RfmArgs, TiersArgs
from tools.customer_arguments import ClvArgs, CohortArgs
from tools.spec import ToolSpec

CUSTOMER_TOOLS: tuple[ToolSpec, ...] = (
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
        "cohort_retention",
        CohortArgs,
        "tools.cohorts:cohort_retention",
        Text(
            "Show, for the customers who first bought in each period, how many bought again in each later one.",
            "按首购时间分组，查看各组客户在后续各期的复购留存。",
        ),
    ),
    ToolSpec(
        "clv",
        ClvArgs,
        "tools.clv:clv",
        Text(
            "Estimate what customers or groups of customers will still spend, with the error on a hold-out.",
            "预测客户或各类客户未来的消费价值，并给出留出期的误差。",
        ),
    ),
)
