"""What was found: one sentence for each kind of finding.

Rule: words that carry a sign (rose, fell, above, below) are keys of their own, chosen by the sign of the computed
difference. No sentence names a cause.
"""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "finding.number": Text("{metric:c} is {value:b}.", "{metric}为 {value:b}。"),
    "finding.number.period": Text("{metric:c}, {period}: {value:b}.", "{period}{metric}为 {value:b}。"),
    "finding.number.of": Text("{hits} of {n}.", "{n} 中有 {hits}。"),
    "finding.number.interval": Text(
        "With 95% confidence between {low} and {high}.", "95% 置信区间为 {low} 至 {high}。"
    ),
    "finding.undefined": Text(
        "{metric:c} is undefined here: there is nothing to divide by.", "{metric}无法计算：分母为零或没有数据。"
    ),
    "finding.leader.desc": Text(
        "{group:b} has the highest {metric}: {value:b}.", "{group:b}的{metric}最高，为 {value:b}。"
    ),
    "finding.leader.asc": Text(
        "{group:b} has the lowest {metric}: {value:b}.", "{group:b}的{metric}最低，为 {value:b}。"
    ),
    "finding.leader.desc.above": Text(
        "{group:b} has the highest {metric}: {value:b}, {difference} above the overall {overall}.",
        "{group:b}的{metric}最高，为 {value:b}，比整体（{overall}）高 {difference}。",
    ),
    "finding.leader.desc.below": Text(
        "{group:b} has the highest {metric}: {value:b}, {difference} below the overall {overall}.",
        "{group:b}的{metric}最高，为 {value:b}，比整体（{overall}）低 {difference}。",
    ),
    "finding.leader.asc.above": Text(
        "{group:b} has the lowest {metric}: {value:b}, {difference} above the overall {overall}.",
        "{group:b}的{metric}最低，为 {value:b}，比整体（{overall}）高 {difference}。",
    ),
    "finding.leader.asc.below": Text(
        "{group:b} has the lowest {metric}: {value:b}, {difference} below the overall {overall}.",
        "{group:b}的{metric}最低，为 {value:b}，比整体（{overall}）低 {difference}。",
    ),
    "finding.tie.desc": Text(
        "{groups:b} tie for the highest {metric}: practically equal, up to {value:b}.",
        "{groups:b}的{metric}并列最高，差异极小，最高为 {value:b}。",
    ),
    "finding.tie.asc": Text(
        "{groups:b} tie for the lowest {metric}: practically equal, down to {value:b}.",
        "{groups:b}的{metric}并列最低，差异极小，最低为 {value:b}。",
    ),
    "finding.runner_up": Text("Second: {group} with {value}.", "其次是{group}，为 {value}。"),
    "finding.breakdown": Text(
        "{highest_group:b} is highest with {highest_value:b}, {lowest_group} lowest with {lowest_value}.",
        "{highest_group:b}最高，为 {highest_value:b}；{lowest_group}最低，为 {lowest_value}。",
    ),
    "finding.breakdown.one": Text("{highest_group:b}: {highest_value:b}.", "{highest_group:b}为 {highest_value:b}。"),
    "finding.breakdown.total": Text("{groups} groups, together {total}.", "共 {groups} 组，合计 {total}。"),
    "finding.breakdown.count": Text("{groups} groups.", "共 {groups} 组。"),
    "finding.trend.up": Text(
        "{metric:c} rose from {first} ({first_period}) to {last:b} ({last_period}): {change:b}.",
        "{metric:c}从 {first}（{first_period}）上升到 {last:b}（{last_period}），变化 {change:b}。",
    ),
    "finding.trend.down": Text(
        "{metric:c} fell from {first} ({first_period}) to {last:b} ({last_period}): {change:b}.",
        "{metric:c}从 {first}（{first_period}）下降到 {last:b}（{last_period}），变化 {change:b}。",
    ),
    "finding.trend.flat": Text(
        "{metric:c} is unchanged at {last:b} between {first_period} and {last_period}.",
        "{metric:c}在{first_period}与{last_period}持平，为 {last:b}。",
    ),
    "finding.trend.ends": Text(
        "{metric:c}: {first} in {first_period}, {last:b} in {last_period}.",
        "{metric:c}：{first_period}为 {first}，{last_period}为 {last:b}。",
    ),
    "finding.trend.range": Text(
        "Highest in {highest_period} ({highest}), lowest in {lowest_period} ({lowest}).",
        "最高为{highest_period}（{highest}），最低为{lowest_period}（{lowest}）。",
    ),
    "finding.comparison.up": Text(
        "{metric:c} rose by {change:b}: {now:b}, against {then} before.",
        "{metric:c}上升 {change:b}：现为 {now:b}，对比期为 {then}。",
    ),
    "finding.comparison.down": Text(
        "{metric:c} fell by {change:b}: {now:b}, against {then} before.",
        "{metric:c}下降 {change:b}：现为 {now:b}，对比期为 {then}。",
    ),
    "finding.comparison.flat": Text("{metric:c} is unchanged at {now:b}.", "{metric}持平，为 {now:b}。"),
    "finding.comparison.unknown": Text(
        "{metric:c}: {now:b}, against {then} before.", "{metric}现为 {now:b}，对比期为 {then}。"
    ),
    "finding.comparison.up.dated": Text(
        "{metric:c} rose by {change:b}: {now:b} in {now_period}, {then} in {then_period}.",
        "{metric:c}上升 {change:b}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.comparison.down.dated": Text(
        "{metric:c} fell by {change:b}: {now:b} in {now_period}, {then} in {then_period}.",
        "{metric:c}下降 {change:b}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.comparison.flat.dated": Text(
        "{metric:c} is unchanged at {now:b} ({now_period} and {then_period}).",
        "{metric:c}持平，为 {now:b}（{now_period}与{then_period}）。",
    ),
    "finding.comparison.unknown.dated": Text(
        "{metric:c}: {now:b} in {now_period}, {then} in {then_period}.",
        "{metric:c}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.comparison_leader.up": Text("{group:b} rose most: {change:b}.", "{group:b}上升最多：{change:b}。"),
    "finding.comparison_leader.down": Text("{group:b} fell most: {change:b}.", "{group:b}下降最多：{change:b}。"),
    "finding.comparison_leader.flat": Text("{group:b} did not change.", "{group:b}没有变化。"),
    "finding.share": Text("{group:b} makes up {share:b}.", "{group:b}占 {share:b}。"),
    "finding.share.largest": Text(
        "{group:b} has the largest {name}: {share:b}.", "{group:b}的{name}最高，为 {share:b}。"
    ),
    "finding.definition": Text("{name:b}: {text}", "{name:b}：{text}"),
    "finding.listing.describe": Text("{count:b} entries.", "共 {count:b} 项。"),
    "finding.listing.churn_risk": Text(
        "The {count:b} customers most likely not to buy again.", "最可能不再购买的 {count:b} 个客户。"
    ),
    "finding.listing.run_sql": Text("{count:b} rows.", "共 {count:b} 行。"),
    "finding.filtered_count": Text("{count:b} meet the condition.", "符合条件的有 {count:b} 个。"),
    "finding.empty": Text("Nothing matches these filters.", "没有符合条件的数据。"),
    "finding.listing": Text("{count:b} entries.", "共 {count:b} 条。"),
    "finding.listing.metric": Text("{metric:c}: {count:b} rows.", "{metric}：共 {count:b} 行。"),
    "finding.top_n": Text("Top {n}: {groups:b}.", "前 {n} 名：{groups:b}。"),
    "finding.top_n.bottom": Text("Bottom {n}: {groups:b}.", "后 {n} 名：{groups:b}。"),
    "finding.top_n.share": Text("Together {sum}, {share} of the whole.", "合计 {sum}，占整体的 {share}。"),
    "finding.top_n.sum": Text("Together {sum}.", "合计 {sum}。"),
    "finding.other": Text("{facts}.", "{facts}。"),
    "finding.fact": Text("{name} {value}", "{name} {value}"),
    "finding.none": Text("The figures are in the table.", "结果见下表。"),
}
