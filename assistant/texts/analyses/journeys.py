"""Steps towards an order, and customers who bring customers."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "value.placed_order": Text("ordered", "下单"),
    "choice.order": Text("order", "下单"),
    # --- funnel
    "tool.funnel": Text("funnel: each customer once, from their first entry", "转化漏斗（每位客户按首次进入计一次）"),
    "given.funnel.steps": Text("steps {value}", "步骤：{value}"),
    "restate.funnel.within_days": Text("within {value:day/days} of the first step", "从第一步起 {value} 天内"),
    "restate.paths.within_days": Text("within {value:day/days}", "{value} 天内"),
    "restate.funnel.within_hours": Text("within {value:hour/hours} of the first step", "从第一步起 {value} 小时内"),
    "restate.funnel.by": Text("by {value}", "按{value}"),
    "given.funnel.focus": Text("{value}", "{value}"),
    "choice.loss": Text("where customers are lost", "客户在哪一步流失"),
    "column.focus": Text("headline about", "关注点"),
    "column.step": Text("step", "步骤"),
    "column.step_rate": Text("of the step before", "较上一步"),
    "column.total_rate": Text("of all who entered", "占进入人数"),
    "column.median_hours": Text("median hours since the step before", "距上一步的小时数（中位数）"),
    "column.steps": Text("steps", "步骤"),
    "column.within_hours": Text("hours allowed", "时限（小时）"),
    "finding.funnel_conversion": Text(
        "{rate:b} of the customers who entered the funnel ({first}) reached the last step ({last}) within {days}: "
        "{reached:b} of {customers} (95% interval {interval}).",
        "从“{first}”进入漏斗的客户中，有 {rate:b} 在 {days}内到达“{last}”：{customers} 人中的 {reached:b} 人"
        "（95% 区间 {interval}）。",
    ),
    "finding.funnel_loss": Text(
        "Most leave between “{before}” and “{after}”: {lost:b} {lost:=customer/customers}, "
        "{rate} of those who had come that far.",
        "流失最多的是从“{before}”到“{after}”：{lost:b} 人，占到达该步骤人数的 {rate}。",
    ),
    "finding.funnel_no_loss": Text("Nobody left before the last step.", "各步骤均无流失。"),
    "finding.funnel_groups": Text(
        "{best_group:b} converts best: {best:b} of those who entered reached the last step; {worst_group} is lowest "
        "with {worst}.",
        "{best_group:b}的转化率最高，为 {best:b}；{worst_group}最低，为 {worst}。",
    ),
    "finding.funnel_groups_tied": Text(
        "{groups:b} share first place: the data cannot tell their conversion apart (highest {best:b}, "
        "{best_group}; lowest of all {worst}, {worst_group}).",
        "{groups:b}并列第一：它们的转化率没有显著差异（最高为{best_group} {best:b}，最低为{worst_group} {worst}）。",
    ),
    "caveat.times_by_day": Text(
        "Orders carry a day and no time, so steps of one day count as in order.",
        "订单只有日期没有时刻，同一天内的步骤均视为按顺序发生。",
    ),
    "caveat.few_entries": Text(
        "Only {n:customer/customers} entered: the rates are rough.", "仅 {n} 位客户进入，比例较粗略。"
    ),
    # --- paths
    "tool.paths": Text("most common paths", "常见行为路径"),
    "given.paths.start": Text("from {value}", "从“{value}”开始"),
    "restate.paths.end": Text("before {value}", "“{value}”之前"),
    "restate.paths.max_length": Text("at most {value:step/steps} before it", "最多向前 {value} 步"),
    "restate.paths.within_hours": Text("within {value:hour/hours}", "{value} 小时内"),
    "given.paths.limit": Text("the first {value}", "前 {value} 条"),
    "column.path": Text("path", "路径"),
    "header.own.path": Text("path", "路径"),
    "header.own.step": Text("step", "步骤"),
    "column.journeys": Text("times taken", "次数"),
    "column.journey_share": Text("share of all paths", "占全部路径"),
    "column.end": Text("end", "终点"),
    "column.max_length": Text("most steps", "最多步数"),
    "column.ends": Text("times the end was reached", "到达终点次数"),
    "column.entered": Text("entered", "进入人数"),
    "finding.path_most_common": Text(
        "The most common path is {path:b}: {share:b} of the {total:path/paths} ({journeys:time/times}, "
        "{customers:customer/customers}).",
        "最常见的路径是 {path:b}，占 {total} 条路径的 {share:b}（{journeys} 次，{customers} 位客户）。",
    ),
    "finding.path_only": Text(
        "There is one path: {path:b} ({journeys:time/times}, {customers:customer/customers}).",
        "只有一条路径：{path:b}（{journeys} 次，{customers} 位客户）。",
    ),
    "finding.paths_first_three": Text(
        "The {n} most common paths together are {share} of all.", "最常见的 {n} 条路径合计占 {share}。"
    ),
    "caveat.paths_without_steps": Text(
        "Nothing was recorded before {n} of {total}: they have no path and are not in the shares.",
        "{total} 次中有 {n} 次此前没有行为记录，没有路径，也不计入占比。",
    ),
    # --- referral
    "tool.referral": Text("customers brought by referral", "客户推荐分析"),
    "given.referral.depth": Text("{value:level/levels} deep", "共 {value} 级"),
    "restate.referral.by": Text("by {value}", "按{value}"),
    "given.referral.limit": Text("the first {value}", "前 {value} 名"),
    "given.referral.show": Text("{value}", "{value}"),
    "choice.referrers": Text("by referrer", "按推荐人"),
    "choice.total": Text("in all", "总体"),
    "column.level_1": Text("customers referred", "直接推荐人数"),
    "column.level_2": Text("second level", "第二级人数"),
    "column.level_3": Text("third level", "第三级人数"),
    "column.level_4": Text("fourth level", "第四级人数"),
    "column.level_5": Text("fifth level", "第五级人数"),
    "column.tree_revenue": Text("revenue of all levels", "各级客户消费合计"),
    "column.referred": Text("referred customers", "被推荐客户数"),
    "column.referrers": Text("who refer", "推荐人数"),
    "column.referred_buyers": Text("of them with a purchase", "其中已购买"),
    "column.referrer_share": Text("share who refer", "推荐人占比"),
    "column.per_customer": Text("referrals per customer", "人均推荐数"),
    "column.sharer_share": Text("share who share", "分享客户占比"),
    "column.depth": Text("levels", "级数"),
    "finding.referral_leader": Text(
        "Customer {group:b} refers the most: {n:b} {n:=customer/customers}, who have spent {revenue}.",
        "推荐客户最多的是 {group:b}，共推荐 {n:b} 人，被推荐客户累计消费 {revenue}。",
    ),
    "finding.referral_tied": Text(
        "Customers {groups:b} share first place with {n:b} {n:=customer/customers} referred each.",
        "{groups:b} 并列第一，各推荐了 {n:b} 人。",
    ),
    "finding.referral_tied_many": Text(
        "{level:b} customers share first place with {n:b} referred each.",
        "共有 {level:b} 位客户并列第一，各推荐了 {n:b} 人。",
    ),
    "finding.referral_total": Text(
        "{referrers:customer/customers} brought {customers:b} {customers:=new one/new ones}, of whom {buyers} "
        "{buyers:=has/have} bought, for {revenue:b} in all "
        "({share} of the revenue of all customers).",
        "{referrers} 位客户共推荐了 {customers:b} 位新客户，其中 {buyers} 位已购买，累计消费 {revenue:b}"
        "（占全部客户消费的 {share}）。",
    ),
    "finding.referral_groups": Text(
        "{best_group:b} refers the most per customer: {best:b} each ({customers:customer/customers} referred); "
        "{worst_group} the fewest with {worst}.",
        "{best_group:b}的人均推荐数最高，为 {best:b}（共推荐 {customers} 人）；{worst_group}最低，为 {worst}。",
    ),
    "caveat.self_referrals": Text(
        "Left out: {n:referral/referrals} of a customer by themselves.", "已剔除 {n} 条自己推荐自己的记录。"
    ),
    "caveat.referral_circles": Text(
        "Left out: the last of the referrals of {n:circle/circles}, in which customers refer each other.",
        "已剔除 {n} 个循环推荐中最后的一条记录。",
    ),
    "caveat.referred_again": Text(
        "Left out: {n:referral/referrals} of customers who had been referred before.",
        "已剔除 {n} 条重复推荐记录（客户此前已被推荐）。",
    ),
    "caveat.referral_revenue": Text(
        "Revenue is what the referred customers have bought so far; some of them would have come anyway.",
        "销售额为被推荐客户至今的消费，其中部分客户即使没有推荐也可能会来。",
    ),
}
