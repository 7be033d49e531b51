"""Segmentations: kept runs, rules, two at once, and moves between segments."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "finding.segment_lead": Text(
        "{revenue_share:b} of revenue comes from {group}: {customers} of {total:customer/customers} ({share}). The "
        "largest "
        "group is {largest_group} with {largest} ({largest_share}).",
        "{group}贡献了 {revenue_share:b} 的销售额，占 {total} 位客户中的 {customers} 位（{share}）；"
        "人数最多的是{largest_group}，有 {largest} 位（{largest_share}）。",
    ),
    "finding.segment_lead_largest": Text(
        "{revenue_share:b} of revenue comes from {group}, which is also the largest group: {largest} of "
        "{total:customer/customers}"
        " ({largest_share}).",
        "{group}贡献了 {revenue_share:b} 的销售额，人数也最多：{total} 位客户中有 {largest} 位（{largest_share}）。",
    ),
    "tool.segments": Text("customer segmentations", "客户分群目录"),
    "tool.first_order": Text("what the first order was", "按首单取值"),
    "caveat.first_order": Text(
        "{segmentation}: that of each customer's first purchase before {day}. Of several orders that day the earliest "
        "counts, and of several values in one order the one with the most money.",
        "{segmentation}取客户在{day}之前的首次购买；同日有多单的取最早一单，一单含多个取值的取金额最高者。",
    ),
    "tool.rule_segment": Text("customers by rule", "按规则筛选客户"),
    "tool.combine_segments": Text("two segmentations crossed", "两种分群交叉"),
    "tool.segment_migration": Text("moves between segments", "分群迁移"),
    # restatement
    "given.segments.action": Text("{value}", "{value}"),
    "given.segments.segmentation": Text("{value}", "{value}"),
    "choice.build": Text("build a run", "生成分群结果"),
    "choice.refresh": Text("refresh the runs", "刷新分群结果"),
    "choice.describe": Text("describe the kept runs", "说明已保存的分群结果"),
    "restate.rule_segment.rules": Text("{value}", "{value}"),
    "given.rule_segment.otherwise": Text("all others: {value}", "其余归为“{value}”"),
    "restate.combine_segments.a": Text("{value}", "{value}"),
    "restate.combine_segments.b": Text("by {value}", "与{value}"),
    "given.combine_segments.merge": Text("cells under {value} of customers folded", "占比低于 {value} 的格子合并"),
    "given.combine_segments.b_as_of": Text("second segmentation as of {value}", "第二种分群截至 {value}"),
    "restate.segment_migration.segmentation": Text("{value}", "{value}"),
    "given.segment_migration.source": Text("from {value}", "原为{value}"),
    "given.segment_migration.target": Text("to {value}", "转为{value}"),
    "given.segment_migration.from_as_of": Text("from {value}", "起点 {value}"),
    "given.segment_migration.to_as_of": Text("until {value}", "终点 {value}"),
    "restate.segment_migration.cuts": Text("{value}", "{value}"),
    # rules
    "rule.and": Text(" and ", "且"),
    "rule.or": Text(" or ", "或"),
    "rule.not": Text("not {value}", "非（{value}）"),
    "rule.top": Text("{field} in the top {share} of customers", "{field}位于前 {share}"),
    "rule.bottom": Text("{field} in the bottom {share} of customers", "{field}位于后 {share}"),
    "rule.ge": Text("{field} at least {value}", "{field}不低于 {value}"),
    "rule.gt": Text("{field} above {value}", "{field}高于 {value}"),
    "rule.le": Text("{field} at most {value}", "{field}不超过 {value}"),
    "rule.lt": Text("{field} below {value}", "{field}低于 {value}"),
    "rule.eq": Text("{field}: {value}", "{field}为{value}"),
    "rule.ne": Text("{field} other than {value}", "{field}不为{value}"),
    "rule.in": Text("{field}: {value}", "{field}为{value}"),
    "rule.not_in": Text("{field} none of {value}", "{field}不为{value}"),
    "rule.is_null": Text("{field} unknown", "{field}未知"),
    "rule.not_null": Text("{field} known", "{field}已知"),
    "field.recency_days": Text("days since the last purchase", "距最近一次购买的天数"),
    "field.frequency": Text("purchase days", "购买天数"),
    "field.monetary": Text("net spend", "净消费金额"),
    "field.average_purchase": Text("spend per purchase", "单次消费金额"),
    "field.tenure_days": Text("days since the first purchase", "距首次购买的天数"),
    "trait.high_average_purchase": Text("large purchases", "大单"),
    "trait.low_average_purchase": Text("small purchases", "小单"),
    "trait.others": Text("all others", "其他客户"),
    # columns
    "column.segmentation": Text("segmentation", "分群"),
    "column.segments_declared": Text("segments", "分群数"),
    "column.runs": Text("kept runs", "已保存次数"),
    "column.newest_run": Text("newest run as of", "最近一次截至"),
    "column.run_day": Text("as of", "截至日期"),
    "column.data_version": Text("data version", "数据版本"),
    "column.current": Text("current rule", "现行规则"),
    "column.quantile": Text("share of customers up to it", "分位"),
    "column.from_segment": Text("before", "原分群"),
    "column.to_segment": Text("after", "现分群"),
    "column.share_of_from": Text("share of the first segment", "占原分群比例"),
    "column.revenue_before": Text("revenue before", "此前销售额"),
    "column.revenue_after": Text("revenue after", "此后销售额"),
    "segment.entered": Text("not yet a customer", "尚非客户"),
    "segment.left": Text("no longer in a segment", "不在任何分群"),
    # findings
    "finding.segmentations_listed": Text(
        "There {count:=is/are} {count:b} {count:=segmentation/segmentations} of customers: {names}.",
        "共有 {count:b} 种客户分群：{names}。",
    ),
    "finding.segmentations_none": Text("The model has no segmentation.", "模型中没有定义客户分群。"),
    "finding.run_built": Text(
        "{names:b} was built as of {day}: {customers:customer/customers}.",
        "{names:b}已按截至 {day} 的数据生成，共 {customers} 位客户。",
    ),
    "finding.run_existing": Text(
        "{names:b} is up to date as of {day}: {customers:customer/customers}. Rule and data have not changed, so the "
        "kept run holds.",
        "{names:b}截至 {day} 已是最新，共 {customers} 位客户；规则和数据均未变化，沿用已保存的结果。",
    ),
    "finding.run_builts": Text(
        "{count:b} {count:=segmentation was/segmentations were} refreshed as of {day}: {names}.",
        "{count:b} 种分群已按截至 {day} 的数据刷新：{names}。",
    ),
    "finding.run_existings": Text(
        "All {count:b} {count:=segmentation is/segmentations are} up to date as of {day}: {names}.",
        "全部 {count:b} 种分群截至 {day} 均为最新：{names}。",
    ),
    "finding.runs_described": Text(
        "{name:b} has {count:kept run/kept runs}; the newest is as of {day}, with {customers:customer/customers}.",
        "{name:b}已保存 {count} 次结果，最近一次截至 {day}，共 {customers} 位客户。",
    ),
    "finding.runs_none": Text("{name:b} has no kept run yet.", "{name:b}还没有保存过结果。"),
    "finding.rule_met": Text(
        "{customers:b} of {of:customer/customers} ({share}) {customers:=meets/meet} the rule; they account for "
        "{revenue} of revenue "
        "({revenue_share}).",
        "{of} 位客户中有 {customers:b} 位（{share}）符合条件，其销售额为 {revenue}，占 {revenue_share}。",
    ),
    "finding.rule_nobody": Text("None of {of:customer/customers} meets the rule.", "{of} 位客户中没有人符合条件。"),
    "finding.rule_hidden": Text(
        "The customers who meet the rule are too few to be shown.", "符合条件的客户过少，按权限规则不予显示。"
    ),
    "finding.combined_largest": Text(
        "The largest combination is {group_a:b} and {group_b:b}: {customers} of {total:customer/customers} ({share}).",
        "人数最多的组合是{group_a:b} × {group_b:b}：{total} 位客户中的 {customers} 位（{share}）。",
    ),
    "finding.combined_richest": Text(
        "{group_a:b} and {group_b:b} brings the most revenue: {revenue} ({revenue_share}) from "
        "{customers:customer/customers}.",
        "销售额最高的组合是{group_a:b} × {group_b:b}：{customers} 位客户带来 {revenue}（{revenue_share}）。",
    ),
    "finding.combined_largest_and_richest": Text(
        "The largest combination, {group_a:b} and {group_b:b}, also brings the most revenue: {customers} of "
        "{total:customer/customers}"
        " ({share}) and {revenue} ({revenue_share}).",
        "人数最多的组合{group_a:b} × {group_b:b}销售额也最高：{total} 位客户中的 {customers} 位（{share}），"
        "销售额 {revenue}（{revenue_share}）。",
    ),
    "finding.combined_none": Text("Every combination is too small to be shown.", "各组合人数过少，不予显示。"),
    "finding.migration_moved": Text(
        "{moved:b} of {of:customer/customers} ({share}) {moved:=was/were} in another segment on {to_day} than on "
        "{from_day}.",
        "{from_day} 至 {to_day}，{of} 位客户中有 {moved:b} 位（{share}）换了分群。",
    ),
    "finding.migration_nobody_moved": Text(
        "None of {of:customer/customers} changed segment between {from_day} and {to_day}.",
        "{from_day} 至 {to_day}，{of} 位客户均未换分群。",
    ),
    "finding.migration_largest": Text(
        "The largest move: {customers:customer/customers} from {from_group} to {to_group}.",
        "人数最多的迁移：{customers} 位客户由{from_group}转为{to_group}。",
    ),
    "finding.migration_largest_entered": Text(
        "Most of the others were not yet customers on {from_day}: {customers}.",
        "其余客户中最多的是 {from_day} 时尚非客户的人：{customers} 位。",
    ),
    "finding.migration_largest_left": Text(
        "Most of the others are in no segment any more: {customers}.",
        "其余客户中最多的已不在任何分群：{customers} 位。",
    ),
    "finding.migration_entered": Text(
        "{customers:customer/customers} came in after {from_day}.", "{from_day} 之后新进入 {customers} 位客户。"
    ),
    "finding.migration_none": Text(
        "Nobody can be compared between {from_day} and {to_day}.", "{from_day} 与 {to_day} 之间没有可比较的客户。"
    ),
    "finding.migration_none_there": Text(
        "Nobody to report: {group:b} had no customers that can be shown between {from_day} and {to_day}.",
        "{from_day} 至 {to_day}，{group:b}中没有可显示的客户。",
    ),
    "finding.migration_pair": Text(
        "{customers:b} of the {of:customer/customers} in {from_group:b} on {from_day} ({share}) were in {to_group:b} "
        "on "
        "{to_day}.",
        "{from_day} 的 {of} 位{from_group:b}中，有 {customers:b} 位（{share}）到 {to_day} 转为{to_group:b}。",
    ),
    "finding.migration_pair_stayed": Text(
        "{customers:b} of the {of:customer/customers} in {from_group:b} on {from_day} ({share}) were still there on "
        "{to_day}.",
        "{from_day} 的 {of} 位{from_group:b}中，有 {customers:b} 位（{share}）到 {to_day} 仍在该分群。",
    ),
    "finding.migration_from": Text(
        "Of the {of:customer/customers} in {group:b} on {from_day}, {stayed:b} ({share}) were still there on {to_day}.",
        "{from_day} 的 {of} 位{group:b}中，{stayed:b} 位（{share}）到 {to_day} 仍在该分群。",
    ),
    "finding.migration_into": Text(
        "Of the {of:customer/customers} in {group:b} on {to_day}, {stayed:b} ({share}) were already there on "
        "{from_day}.",
        "{to_day} 的 {of} 位{group:b}中，{stayed:b} 位（{share}）在 {from_day} 时已属该分群。",
    ),
    # caveats
    "caveat.rule_overlaps": Text(
        "{customers:customer meets/customers meet} more than one rule; the first one counts.",
        "{customers} 位客户同时符合多条规则，按最先符合的一条归类。",
    ),
    "caveat.cells_folded": Text(
        "{cells:small combination is/small combinations are} folded into one row.",
        "{cells} 个人数较少的组合已合并为一行。",
    ),
    "caveat.many_cells": Text(
        "{cells:combination is/combinations are} many to act upon: up to {limit} can be told apart in practice.",
        "共 {cells} 个组合，数量偏多；实际运营中一般不超过 {limit} 个。",
    ),
    "caveat.cuts_frozen": Text(
        "Both days use the borders of {day}, so a move is the customer's own and not a shift of the borders.",
        "两个日期均使用 {day} 的分群阈值，因此迁移反映客户自身的变化，而非阈值移动。",
    ),
    "caveat.cuts_fresh": Text(
        "Each day has its own borders, so a customer can move because others changed.",
        "两个日期各用自己的阈值，客户也可能因他人变化而换分群。",
    ),
    "caveat.runs_of_old_rule": Text(
        "Every kept run follows an earlier rule; the next question builds a new one.",
        "已保存的结果均按旧规则生成，下次查询时会重新生成。",
    ),
    "column.threshold": Text("value", "取值"),
}
