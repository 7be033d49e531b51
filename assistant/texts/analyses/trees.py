"""Segments by the rules of a decision tree."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.tree_segments": Text("segments by decision tree", "决策树分群"),
    "restate.tree_segments.target": Text("by {value}", "按{value}"),
    "given.tree_segments.features": Text("from {value}", "依据{value}"),
    "given.tree_segments.max_depth": Text("at most {value:step/steps}", "最多 {value} 层"),
    "given.tree_segments.min_leaf": Text("at least {value} of customers each", "每群至少占 {value}"),
    "given.tree_segments.horizon_days": Text("within {value:day/days}", "{value} 天内"),
    "given.tree_segments.t0": Text("from {value}", "自 {value} 起"),
    "choice.repurchase": Text("who buys again", "是否再次购买"),
    "choice.churn": Text("who does not buy again", "是否流失"),
    "choice.spend": Text("what they spend", "消费金额"),
    "column.average_purchase": Text("spend per purchase", "次均消费"),
    "column.held_back": Text("held back", "检验客户数"),
    "column.repurchase_rate": Text("bought again", "复购率"),
    "column.churn_rate": Text("did not buy again", "流失率"),
    "column.mean_spend": Text("mean spend", "平均消费"),
    "column.tree_lift": Text("times the average", "相对平均的倍数"),
    "column.tree_low": Text("at least (95%)", "下限（95%）"),
    "column.tree_high": Text("at most (95%)", "上限（95%）"),
    "column.number": Text("number", "编号"),
    "rule.everybody": Text("everybody", "全部客户"),
    "rule.between": Text("{name} over {low} up to {high}", "{name}大于 {low} 且不超过 {high}"),
    "rule.at_most": Text("{name} up to {high}", "{name}不超过 {high}"),
    "rule.above": Text("{name} over {low}", "{name}大于 {low}"),
    "finding.tree_repurchase": Text(
        "Customers with {rule:b} come back most: {value:b} bought again within {days:day/days}, "
        "{lift} times the average ({customers:customer/customers}).",
        "{rule:b}的客户复购最多：{days} 天内 {value:b} 再次购买，为平均的 {lift} 倍（{customers} 人）。",
    ),
    "finding.tree_churn": Text(
        "Customers with {rule:b} stay away most: {value:b} did not buy within {days:day/days}, "
        "{lift} times the average ({customers:customer/customers}).",
        "{rule:b}的客户流失最多：{days} 天内 {value:b} 没有购买，为平均的 {lift} 倍（{customers} 人）。",
    ),
    "finding.tree_spend": Text(
        "Customers with {rule:b} spend most: {value:b} each within {days:day/days}, "
        "{lift} times the average ({customers:customer/customers}).",
        "{rule:b}的客户消费最高：{days} 天内人均 {value:b}，为平均的 {lift} 倍（{customers} 人）。",
    ),
}
