"""Reasons to read the figures with care: one line each, only when true."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "caveat.period_incomplete": Text(
        "{period} is not complete (data for {until}).", "{period}尚未完整（仅含{until}）。"
    ),
    "caveat.period_just_begun": Text("{period} has only just begun.", "{period}刚开始，尚无完整的一天。"),
    "caveat.like_for_like": Text(
        "Equal numbers of days are compared: {days_now} with {days_then}.",
        "按相同天数比较：{days_now} 天与 {days_then} 天。",
    ),
    "caveat.small_base": Text("Small sample (n = {n}): read with care.", "样本较小（n = {n}），仅供参考。"),
    "caveat.saturated": Text(
        "Nearly everybody succeeds in every group, so the differences say little.",
        "各组均接近 100%，差异的参考意义有限。",
    ),
    "caveat.tie_at_cut": Text(
        "More groups share the value at the cut than are shown.", "排名末位存在并列，未全部列出。"
    ),
    "caveat.parts_overlap": Text(
        "The groups overlap, so they add up to more than the whole.", "各组有重叠，相加会大于整体。"
    ),
    "caveat.practical_tie": Text("Practically equal.", "差异极小，可视为持平。"),
    "caveat.tie": Text("Practically equal.", "差异极小，可视为持平。"),
    "caveat.rows_left_out": Text("{rows} rows are not in the figures: {reason}.", "有 {rows} 行未计入：{reason}。"),
    "caveat.unknown_bucket": Text(
        "{rows} rows have no value here and stand under “unknown”.", "有 {rows} 行缺少该属性，归入“未知”。"
    ),
    "caveat.segment_defined_on_window": Text(
        "{segmentation} is computed from the same period that is measured here, so part of the difference is built in.",
        "{segmentation}是用同一期间的数据划分的，部分差异由定义本身造成。",
    ),
    "caveat.segment_run": Text("{segmentation} as of {as_of}.", "{segmentation}按截至{as_of}的划分。"),
    "caveat.left_censored": Text(
        "Customers who came before the data begin look younger than they are.", "数据起点之前的客户，其历史不完整。"
    ),
    "caveat.approximate": Text("The figures are approximate.", "结果为近似值。"),
    "caveat.truncated": Text("Only the first {rows} rows are shown.", "仅显示前 {rows} 行。"),
    "caveat.generated_definition": Text(
        "The definition of {name} was proposed by the program and not yet confirmed.",
        "{name}的定义由程序生成，尚未确认。",
    ),
    "caveat.draft_definition": Text("The definition of {name} is a draft.", "{name}的定义仍为草稿。"),
    "caveat.deprecated_definition": Text("The definition of {name} is no longer maintained.", "{name}的定义已停用。"),
    "caveat.window_incomplete": Text(
        "The period reaches beyond the data; figures cover what is there.", "期间超出数据范围，仅统计已有数据。"
    ),
    "caveat.dated_by": Text("{metric} is dated by {dimension}.", "{metric}按{dimension}计入期间。"),
    "caveat.holiday_shift": Text(
        "A moving holiday lies in only one of the compared periods.", "对比的两期中只有一期包含移动节假日。"
    ),
    "caveat.policy_applied": Text("Limited to what you may see ({policy}).", "仅包含您有权查看的数据（{policy}）。"),
    "caveat.baseline_wins": Text(
        "A simple rule (days since the last purchase) did as well on a later period, so it is used.",
        "在后续期间的检验中，简单规则（距上次购买天数）效果不逊于模型，故采用该规则。",
    ),
    "caveat.no_stable_segments": Text(
        "The groups change with the sample: do not build on them.", "分群结果随样本变化，不宜据此决策。"
    ),
    "caveat.horizon_rule": Text("Judged over {days} days ({rule}).", "观察期为 {days} 天（{rule}）。"),
    "caveat.audit_failed": Text(
        "This question could not be written to the audit record.", "本次提问未能写入审计记录。"
    ),
    "caveat.receipt_failed": Text("No receipt could be stored for this answer.", "本次结果未能保存凭证。"),
    "caveat.model_unreachable": Text(
        "The model endpoint cannot be reached; the built-in reader answered.", "无法连接模型服务，已由内置解析器回答。"
    ),
    "caveat.model_timeout": Text(
        "The model endpoint was too slow; the built-in reader answered.", "模型服务响应超时，已由内置解析器回答。"
    ),
    "caveat.model_key_refused": Text(
        "The model endpoint refused its key; the built-in reader answered.",
        "模型服务拒绝了密钥，已由内置解析器回答。",
    ),
    "caveat.model_failed": Text(
        "The model endpoint failed; the built-in reader answered.", "模型服务出错，已由内置解析器回答。"
    ),
    "caveat.model_no_plan": Text(
        "The model found no way to compute this; the built-in reader answered.",
        "模型未能给出计算方案，已由内置解析器回答。",
    ),
    "caveat.other": Text("Note: {code} ({params}).", "注意：{code}（{params}）。"),
    "horizon_rule.gaps": Text("from the gaps between purchases", "依据购买间隔"),
    "horizon_rule.few_gaps": Text("fixed, for lack of repeat purchases", "重复购买太少，采用固定值"),
    "horizon_rule.model": Text("set in the model", "模型设定"),
    "horizon_rule.metric": Text("part of the metric", "指标定义"),
    "horizon_rule.asked": Text("as asked", "按提问"),
    "left_out.null_key": Text("the link is empty", "关联字段为空"),
    "left_out.orphan_key": Text("the link leads nowhere", "关联不到对应记录"),
    "left_out.null_attribute": Text("the attribute is empty", "属性为空"),
    "left_out.future_rows": Text("dated after the data's day", "日期晚于数据截止日"),
    "left_out.no_time": Text("without a date", "缺少日期"),
    "left_out.suppressed_groups": Text("groups too small to show", "人数过少的分组不予显示"),
    "left_out.incomplete_horizon": Text("the horizon is not over yet", "观察期尚未结束"),
    "left_out.incomplete_window": Text("the period is not over yet", "期间尚未结束"),
    "left_out.absent_entities": Text("nothing recorded in the period", "期间内没有记录"),
    "left_out.policy": Text("not yours to see", "超出您的查看权限"),
    "left_out.other": Text("left out", "未计入"),
}
