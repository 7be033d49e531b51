"""The tools about customers: segments, value, churn, retention and what they buy."""

from __future__ import annotations

from semantic_layer.model import Text
from tools.arguments import ChurnRiskArgs, ClusterArgs, LifecycleArgs, RfmArgs, TiersArgs
from tools.customer_arguments import (
    BasketPairsArgs,
    ChurnDriversArgs,
    ChurnRateArgs,
    ClvArgs,
    CohortArgs,
    CrossPurchaseArgs,
    DuplicatesArgs,
    FunnelArgs,
    LifecycleCurveArgs,
    LifetimeLengthArgs,
    MergeArgs,
    NewAndReturningArgs,
    PathsArgs,
    PurchaseGapsArgs,
    ReferralArgs,
    RfmDurationArgs,
    RfmScoresArgs,
    TreeSegmentsArgs,
    ValueScoreArgs,
)
from tools.segment_arguments import CombineArgs, MigrationArgs, RuleArgs, SegmentsArgs, SnapshotArgs, TagsArgs
from tools.spec import ToolSpec

CUSTOMER_TOOLS: tuple[ToolSpec, ...] = (
    ToolSpec(
        "rfm_segments",
        RfmArgs,
        "tools.rfm.rfm:rfm_segments",
        Text(
            "Segment customers by recency, frequency and monetary value.",
            "按最近购买、购买频次和消费金额对客户分群。",
        ),
    ),
    ToolSpec(
        "rfm_scores",
        RfmScoresArgs,
        "tools.rfm.rfm:rfm_scores",
        Text(
            "Score every customer by recency, frequency and monetary value, with the cut points.",
            "按最近购买、购买频次和消费金额给每位客户打分，并给出分数线。",
        ),
    ),
    ToolSpec(
        "rfm_duration",
        RfmDurationArgs,
        "tools.rfm.duration:rfm_duration",
        Text(
            "Show how long customers look around before they order, beside recency, frequency and monetary value.",
            "查看客户下单前的决策时长，并与最近购买、购买频次和消费金额对照。",
        ),
    ),
    ToolSpec(
        "lifecycle_curve",
        LifecycleCurveArgs,
        "tools.lifecycle.curve:lifecycle_curve",
        Text(
            "Show how many customers go from registration to first and second order, fall silent and come back.",
            "查看客户从注册、首购、复购到沉默、唤醒每一步的转化与流失。",
        ),
    ),
    ToolSpec(
        "lifecycle_stages",
        LifecycleArgs,
        "tools.lifecycle.stages:lifecycle_stages",
        Text("Assign each customer a lifecycle stage.", "划分客户的生命周期阶段。"),
    ),
    ToolSpec(
        "tiers",
        TiersArgs,
        "tools.value.tiers:tiers",
        Text("Split customers into high, mid and low value.", "将客户分为高、中、低价值层。"),
    ),
    ToolSpec(
        "value_score",
        ValueScoreArgs,
        "tools.value.score:value_score",
        Text(
            "Score customers by several indicators with weights, and show what each contributes.",
            "按多个指标加权给客户打分，并说明各指标的贡献。",
        ),
    ),
    ToolSpec(
        "cluster_customers",
        ClusterArgs,
        "tools.clusters.clustering:cluster_customers",
        Text(
            "Find groups of similar customers with k-means or Ward's method.",
            "用 K-means 或 Ward 层次聚类找出相似的客户群。",
        ),
    ),
    ToolSpec(
        "churn_risk",
        ChurnRiskArgs,
        "tools.churn.risk:churn_risk",
        Text(
            "Estimate who will not buy within a horizon, beside the recency baseline.",
            "预测哪些客户在一段时间内不会再购买，并与最近购买基线对照。",
        ),
    ),
    ToolSpec(
        "churn_rate",
        ChurnRateArgs,
        "tools.churn.rate:churn_rate",
        Text(
            "Share of customers lost, by a stated definition; by group or over time.",
            "按明确口径计算客户流失率，可按分组或按时间查看。",
        ),
    ),
    ToolSpec(
        "new_and_returning",
        NewAndReturningArgs,
        "tools.lifecycle.new_and_returning:new_and_returning",
        Text(
            "Compare customers who bought for the first time in a period with those who had bought before.",
            "对比某期间首次购买的新客户与此前买过的老客户。",
        ),
    ),
    ToolSpec(
        "churn_drivers",
        ChurnDriversArgs,
        "tools.churn.drivers:churn_drivers",
        Text(
            "Show what goes together with not buying again, as association and not as cause.",
            "查看哪些特征与客户流失相关（仅为关联，不代表原因）。",
        ),
    ),
    ToolSpec(
        "cohort_retention",
        CohortArgs,
        "tools.lifecycle.cohorts:cohort_retention",
        Text(
            "Show, for the customers who first bought in each period, how many bought again in each later one.",
            "按首购时间分组，查看各组客户在后续各期的复购留存。",
        ),
    ),
    ToolSpec(
        "clv",
        ClvArgs,
        "tools.value.clv:clv",
        Text(
            "Estimate what customers or groups of customers will still spend, with the error on a hold-out.",
            "预测客户或各类客户未来的消费价值，并给出留出期的误差。",
        ),
    ),
    ToolSpec(
        "basket_pairs",
        BasketPairsArgs,
        "tools.baskets.affinity:basket_pairs",
        Text(
            "Find what is bought together more often than by chance, with the base rate and the lift of every pair.",
            "找出经常一起购买的商品组合，并给出基础购买率与提升度。",
        ),
    ),
    ToolSpec(
        "cross_purchase",
        CrossPurchaseArgs,
        "tools.baskets.cross_purchase:cross_purchase",
        Text(
            "Say how many of the customers who bought one thing also bought another, against all buyers.",
            "计算购买某类商品的客户中有多少人还购买了另一类商品，并与全部购买客户对照。",
        ),
    ),
    ToolSpec(
        "lifetime_length",
        LifetimeLengthArgs,
        "tools.lifecycle.lifetime_length:lifetime_length",
        Text(
            "Show how long customers stay: the median days from the first to the last purchase.",
            "统计客户生命周期时长：首次购买到最近一次购买的天数中位数。",
        ),
    ),
    ToolSpec(
        "purchase_gaps",
        PurchaseGapsArgs,
        "tools.lifecycle.purchase_gaps:purchase_gaps",
        Text(
            "Show how long customers wait between two purchases.",
            "统计客户两次购买之间的间隔天数。",
        ),
    ),
    ToolSpec(
        "funnel",
        FunnelArgs,
        "tools.journeys.funnel:funnel",
        Text(
            "Follow customers through steps in order: how many go on at each, how long it takes, where they leave.",
            "按步骤跟踪客户的转化：每一步的转化率、耗时与流失。",
        ),
    ),
    ToolSpec(
        "paths",
        PathsArgs,
        "tools.journeys.paths:paths",
        Text(
            "Show the most common sequences of steps before an order.",
            "找出下单前最常见的行为路径。",
        ),
    ),
    ToolSpec(
        "referral",
        ReferralArgs,
        "tools.journeys.referral:referral",
        Text(
            "Show who refers customers, how many, and what the referred customers spend.",
            "查看哪些客户带来了新客户、带来多少以及被推荐客户的消费。",
        ),
    ),
    ToolSpec(
        "rule_segment",
        RuleArgs,
        "tools.segments.rules:rule_segment",
        Text(
            "Segment customers by rules over their purchases, attributes and metrics.",
            "按规则（购买行为、客户属性或指标）划分客户。",
        ),
    ),
    ToolSpec(
        "combine_segments",
        CombineArgs,
        "tools.segments.combine:combine_segments",
        Text("Cross two segmentations of customers on one day.", "将同一天的两种客户分群交叉。"),
    ),
    ToolSpec(
        "segment_migration",
        MigrationArgs,
        "tools.segments.migration:segment_migration",
        Text(
            "Show how customers moved between the segments of a segmentation from one day to a later one.",
            "查看客户在两个日期之间如何在分群间迁移。",
        ),
    ),
    ToolSpec(
        "segments",
        SegmentsArgs,
        "tools.segments.registry:segments",
        Text(
            "List the segmentations, build or refresh their runs, and say what a run rests on.",
            "列出客户分群，生成或刷新分群结果，并说明其依据。",
        ),
    ),
    ToolSpec(
        "duplicates",
        DuplicatesArgs,
        "tools.customers.duplicates:duplicates",
        Text(
            "Find people with several accounts by what these share; a proposal, nothing is merged.",
            "根据共用的手机号、邮箱或设备找出同一人的多个账号；仅提出建议，不合并。",
        ),
    ),
    ToolSpec(
        "merge_accounts",
        MergeArgs,
        "tools.customers.merge_accounts:merge_accounts",
        Text(
            "Confirm which accounts are one person, so that analyses can count persons, or take it back.",
            "确认哪些账号属于同一人，供各项分析按人统计；也可撤销确认。",
        ),
        writes=True,
    ),
    ToolSpec(
        "tags",
        TagsArgs,
        "tools.tags.tags:tags",
        Text(
            "Count customers by tags, list tags and contradictions between them, or propose new ones.",
            "按标签统计客户，列出标签及互相矛盾的标签，或建议新标签。",
        ),
    ),
    ToolSpec(
        "snapshot",
        SnapshotArgs,
        "tools.segments.snapshots:snapshot",
        Text(
            "Freeze a month that is over (customers, tags, segments, figures), or compare it with the data of now.",
            "冻结已结束的月份（客户、标签、分群和指标），或与现在的数据对比。",
        ),
    ),
    ToolSpec(
        "tree_segments",
        TreeSegmentsArgs,
        "tools.segments.tree:tree_segments",
        Text(
            "Find short rules that tell who comes back, stays away or spends more, tested on customers held back.",
            "用决策树找出区分回购、流失或高消费客户的简短规则，并在留出客户上检验。",
        ),
    ),
)
