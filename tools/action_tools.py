"""The tools that act on segments, hand them over, describe them, and measure what an action did."""

from __future__ import annotations

from semantic_layer.model import Text
from tools.action_arguments import (
    AbTestArgs,
    CampaignEffectArgs,
    ExportSegmentArgs,
    ProfileArgs,
    SampleSizeArgs,
    SegmentActionsArgs,
)
from tools.spec import ToolSpec

ACTION_TOOLS: tuple[ToolSpec, ...] = (
    ToolSpec(
        "segment_actions",
        SegmentActionsArgs,
        "tools.actions.actions:segment_actions",
        Text(
            "Show the agreed action, owner, goal and follow-up date of each segment, with the value at stake.",
            "查看各分群已约定的措施、负责人、目标、跟进日期和涉及的销售额。",
        ),
    ),
    ToolSpec(
        "export_segment",
        ExportSegmentArgs,
        "tools.actions.audience_export:export_segment",
        Text(
            "Write the customers of one segment to a file, masked, with a random hold-out, and record it.",
            "将一个分群的客户脱敏导出为文件，随机留出对照组并留痕。",
        ),
        writes=True,
    ),
    ToolSpec(
        "profile",
        ProfileArgs,
        "tools.customers.profile:profile",
        Text(
            "Describe a group of customers against all others: identity, behaviour, need, value, interest.",
            "描绘一群客户与整体的差异：身份、行为、需求、价值与兴趣。",
        ),
    ),
    ToolSpec(
        "ab_test",
        AbTestArgs,
        "tools.experiments.ab_test:ab_test",
        Text(
            "Say whether the arms of a test differ, after checking the allocation.",
            "先检查分流，再判断实验各组是否有显著差异。",
        ),
    ),
    ToolSpec(
        "sample_size",
        SampleSizeArgs,
        "tools.experiments.sample_size:sample_size",
        Text(
            "Say how many customers a test needs to show a rise of a rate.",
            "计算实验要检测到某个转化率变化所需的样本量。",
        ),
    ),
    ToolSpec(
        "campaign_effect",
        CampaignEffectArgs,
        "tools.actions.campaign_effect:campaign_effect",
        Text(
            "Show what a campaign returned, or what an action did against its hold-out.",
            "查看活动的投资回报，或营销动作相对对照组的效果。",
        ),
    ),
)
