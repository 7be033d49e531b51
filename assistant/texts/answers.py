"""What was found: one sentence for each kind of finding.

Rule: words that carry a sign (rose, fell, above, below) are keys of their own, chosen by the sign of the computed
difference. No sentence names a cause.
"""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "claim.yes": Text(
        "Yes: {one} is {value:b}, {other} {against:b}, which is {difference} less.",
        "是的：{one}为 {value:b}，{other}为 {against:b}，前者高 {difference}。",
    ),
    "claim.no": Text(
        "No: {one} is {value:b}, {other} {against:b}, which is {difference} more.",
        "不是：{one}为 {value:b}，{other}为 {against:b}，前者低 {difference}。",
    ),
    "claim.equal": Text(
        "No: {one} and {other} are the same: {value:b} and {against:b}.",
        "不是：{one}与{other}相同，分别为 {value:b} 和 {against:b}。",
    ),
    "claim.which": Text(
        "{one:c} is higher: {value:b}, {other} {against:b}, which is {difference} less.",
        "{one}更高：{value:b}；{other}为 {against:b}，相差 {difference}。",
    ),
    "claim.change.yes": Text("Yes. ", "是的。"),
    "claim.change.no": Text("No. ", "没有。"),
    "claim.change.hardly": Text("Hardly. ", "几乎没有变化。"),
    "finding.number": Text("{metric:c} is {value:b}{base}.", "{metric}为 {value:b}{base}。"),
    "finding.number.period": Text("{metric:c}, {period}: {value:b}{base}.", "{period}{metric}为 {value:b}{base}。"),
    "finding.and_others": Text("{names} and {n} others", "{names}等 {n} 个"),
    "finding.numbers.period": Text("{period}: ", "{period}："),
    "finding.numbers.figure": Text("{metric} {value:b}{base}", "{metric} {value:b}{base}"),
    "finding.numbers.end": Text(".", "。"),
    "finding.number.of": Text("{hits} of {n}.", "{n} 中有 {hits}。"),
    "finding.undefined": Text(
        "{metric:c} cannot be given here: there are no data for it, or nothing to divide by.",
        "{metric}无法给出：没有数据，或分母为零。",
    ),
    "finding.leader.desc": Text(
        "{group:b} has the highest {metric}: {value:b}{base}.", "{group:b}的{metric}最高，为 {value:b}{base}。"
    ),
    "finding.leader.asc": Text(
        "{group:b} has the lowest {metric}: {value:b}{base}.", "{group:b}的{metric}最低，为 {value:b}{base}。"
    ),
    "finding.leader.desc.many": Text(
        "{group:b} has the most {metric}: {value:b}{base}.", "{group:b}的{metric}最多，为 {value:b}{base}。"
    ),
    "finding.leader.asc.many": Text(
        "{group:b} has the fewest {metric}: {value:b}{base}.", "{group:b}的{metric}最少，为 {value:b}{base}。"
    ),
    "finding.leader.desc.above": Text(
        "{group:b} has the highest {metric}: {value:b}{base}, {difference} above the overall {overall}.",
        "{group:b}的{metric}最高，为 {value:b}{base}，比整体（{overall}）高 {difference}。",
    ),
    "finding.leader.desc.below": Text(
        "{group:b} has the highest {metric}: {value:b}{base}, {difference} below the overall {overall}.",
        "{group:b}的{metric}最高，为 {value:b}{base}，比整体（{overall}）低 {difference}。",
    ),
    "finding.leader.asc.above": Text(
        "{group:b} has the lowest {metric}: {value:b}{base}, {difference} above the overall {overall}.",
        "{group:b}的{metric}最低，为 {value:b}{base}，比整体（{overall}）高 {difference}。",
    ),
    "finding.leader.asc.below": Text(
        "{group:b} has the lowest {metric}: {value:b}{base}, {difference} below the overall {overall}.",
        "{group:b}的{metric}最低，为 {value:b}{base}，比整体（{overall}）低 {difference}。",
    ),
    "finding.tie.desc": Text(
        "{groups:b} tie for the highest {metric}: practically equal, up to {value:b}{base}.",
        "{groups:b}的{metric}并列最高，差异极小，最高为 {value:b}{base}。",
    ),
    "finding.tie.asc": Text(
        "{groups:b} tie for the lowest {metric}: practically equal, down to {value:b}{base}.",
        "{groups:b}的{metric}并列最低，差异极小，最低为 {value:b}{base}。",
    ),
    "finding.tie.desc.many": Text(
        "{groups:b} tie for the most {metric}: practically equal, up to {value:b}{base}.",
        "{groups:b}的{metric}并列最多，差异极小，最多为 {value:b}{base}。",
    ),
    "finding.tie.asc.many": Text(
        "{groups:b} tie for the fewest {metric}: practically equal, down to {value:b}{base}.",
        "{groups:b}的{metric}并列最少，差异极小，最少为 {value:b}{base}。",
    ),
    "finding.runner_up": Text("Followed by {group} with {value}{base}.", "其次是{group}，为 {value}{base}。"),
    "finding.breakdown": Text(
        "{metric:c} is highest for {highest_group:b} with {highest_value:b}{highest_base}, "
        "lowest for {lowest_group} with {lowest_value}{lowest_base}.",
        "{metric}最高的是{highest_group:b}，为 {highest_value:b}{highest_base}；"
        "最低的是{lowest_group}，为 {lowest_value}{lowest_base}。",
    ),
    "finding.breakdown.many": Text(
        "{highest_group:b} has the most {metric}: {highest_value:b}{highest_base}; "
        "{lowest_group} has the fewest: {lowest_value}{lowest_base}.",
        "{metric}最多的是{highest_group:b}，为 {highest_value:b}{highest_base}；"
        "最少的是{lowest_group}，为 {lowest_value}{lowest_base}。",
    ),
    "finding.breakdown.highest": Text(
        "{metric:c} is highest for {highest_group:b} with {highest_value:b}{highest_base}.",
        "{metric}最高的是{highest_group:b}，为 {highest_value:b}{highest_base}。",
    ),
    "finding.breakdown.highest.many": Text(
        "{highest_group:b} has the most {metric}: {highest_value:b}{highest_base}.",
        "{metric}最多的是{highest_group:b}，为 {highest_value:b}{highest_base}。",
    ),
    "finding.breakdown.lowest": Text(
        "{metric:c} is lowest for {lowest_group:b} with {lowest_value:b}{lowest_base}.",
        "{metric}最低的是{lowest_group:b}，为 {lowest_value:b}{lowest_base}。",
    ),
    "finding.breakdown.lowest.many": Text(
        "{lowest_group:b} has the fewest {metric}: {lowest_value:b}{lowest_base}.",
        "{metric}最少的是{lowest_group:b}，为 {lowest_value:b}{lowest_base}。",
    ),
    "finding.breakdown.one": Text(
        "{metric:c} of {highest_group:b}: {highest_value:b}{highest_base}.",
        "{highest_group:b}的{metric}为 {highest_value:b}{highest_base}。",
    ),
    "finding.breakdown.total": Text("{groups:group/groups}, together {total}.", "共 {groups} 组，合计 {total}。"),
    "finding.breakdown.total.of": Text(
        "{groups} {things}, together {total}.", "共 {groups} 个{things}，合计 {total}。"
    ),
    "finding.breakdown.overall.of": Text(
        "{groups} {things}; overall {overall}.", "共 {groups} 个{things}，整体为 {overall}。"
    ),
    "finding.breakdown.count.of": Text("{groups} {things}.", "共 {groups} 个{things}。"),
    "finding.breakdown.count": Text("{groups:group/groups}.", "共 {groups} 组。"),
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
    "unequal.per_day.up": Text(
        "Per day, {metric} rose by {change:b}: {now_daily:b} a day ({now_period}, {days_now:day/days}), "
        "against {then_daily} a day ({then_period}, {days_then:day/days}).",
        "日均{metric}上升 {change:b}：{now_period}（{days_now} 天）日均 {now_daily:b}，"
        "{then_period}（{days_then} 天）日均 {then_daily}。",
    ),
    "unequal.per_day.down": Text(
        "Per day, {metric} fell by {change:b}: {now_daily:b} a day ({now_period}, {days_now:day/days}), "
        "against {then_daily} a day ({then_period}, {days_then:day/days}).",
        "日均{metric}下降 {change:b}：{now_period}（{days_now} 天）日均 {now_daily:b}，"
        "{then_period}（{days_then} 天）日均 {then_daily}。",
    ),
    "unequal.per_day.flat": Text(
        "Per day, {metric} is unchanged at {now_daily:b} a day ({now_period}, {days_now:day/days}; "
        "{then_period}, {days_then:day/days}).",
        "日均{metric}持平，为 {now_daily:b}（{now_period} {days_now} 天，{then_period} {days_then} 天）。",
    ),
    "finding.of_these": Text("{about}: ", "{about}："),
    "unequal.in_all": Text("In all {now}, against {then}.", "合计为 {now}，对比期合计为 {then}。"),
    "unequal.no_change": Text(
        "{metric:c}: {now:b} in {days_now:day/days} ({now_period}), against {then} in {days_then:day/days} "
        "({then_period}). The periods are not equally long, so neither a rise nor a fall is claimed.",
        "{metric}：{now_period}（{days_now} 天）为 {now:b}，{then_period}（{days_then} 天）为 {then}。"
        "两期长度不等，因此不判断升降。",
    ),
    "unequal.group": Text(
        "{group:b}: {metric} of {now:b} in {days_now:day/days}, against {then} in {days_then:day/days}. "
        "The periods are not equally long, so neither a rise nor a fall is claimed.",
        "{group:b}的{metric}：{days_now} 天为 {now:b}，对比期 {days_then} 天为 {then}。两期长度不等，因此不判断升降。",
    ),
    "finding.comparison.up.dated": Text(
        "{metric:c} rose by {change:b}: {now:b} ({now_period}), against {then} ({then_period}).",
        "{metric:c}上升 {change:b}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.comparison.down.dated": Text(
        "{metric:c} fell by {change:b}: {now:b} ({now_period}), against {then} ({then_period}).",
        "{metric:c}下降 {change:b}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.comparison.flat.dated": Text(
        "{metric:c} is unchanged at {now:b} ({now_period} and {then_period}).",
        "{metric:c}持平，为 {now:b}（{now_period}与{then_period}）。",
    ),
    "finding.comparison.unknown.dated": Text(
        "{metric:c}: {now:b} ({now_period}), against {then} ({then_period}).",
        "{metric:c}：{now_period}为 {now:b}，{then_period}为 {then}。",
    ),
    "finding.share": Text("{group:b} makes up {share:b} of the total.", "{group:b}占总体的 {share:b}。"),
    "finding.share.one": Text(
        "{metric:c} of {group:b}: {value:b}, which is {share:b} of the total.",
        "{group:b}的{metric}为 {value:b}，占总体的 {share:b}。",
    ),
    "finding.share.largest": Text(
        "{group:b} has the largest {name}: {share:b}.", "{group:b}的{name}最高，为 {share:b}。"
    ),
    "finding.definition": Text("{name:b}: {text}", "{name:b}：{text}"),
    "finding.listing.describe": Text("{count:b} {count:=entry/entries}.", "共 {count:b} 项。"),
    "finding.listing.churn_risk": Text(
        "The {count:b} {count:=customer/customers} most likely not to buy again.", "最可能不再购买的 {count:b} 个客户。"
    ),
    "finding.listing.run_sql": Text("{count:b} {count:=row/rows}.", "共 {count:b} 行。"),
    "finding.filtered_count": Text("{count:b} {things} meet the condition.", "符合条件的{things}有 {count:b} 个。"),
    "finding.empty": Text("Nothing matches these filters.", "没有符合条件的数据。"),
    "finding.withheld": Text("The groups are too small to show.", "分组人数过少，不予显示。"),
    "finding.catalogue": Text(
        "You can ask for {metrics:b} {metrics:=metric/metrics}, by {groups:b} {groups:=grouping/groupings}.",
        "可以查询 {metrics:b} 项指标，可按 {groups:b} 种维度或分群查看。",
    ),
    "finding.catalogue.metrics": Text("Among them {names}; the table has all.", "例如{names}；表格包含全部。"),
    "finding.catalogue.days": Text("The data run from {first} to {last}.", "数据范围：{first}至{last}。"),
    "finding.listing": Text("{count:b} {count:=entry/entries}.", "共 {count:b} 条。"),
    "finding.listing.metric": Text("{metric:c}: {count:b} {count:=row/rows}.", "{metric}：共 {count:b} 行。"),
    "finding.rows": Text("{count:b} {things}.", "{things}共 {count:b} 个。"),
    "finding.rows.named": Text("{count:b} {things}: {groups:b}.", "{things}共 {count:b} 个：{groups:b}。"),
    "finding.rows.cut": Text(
        "{whole:b} {things}; the first {count} are listed.", "{things}共 {whole:b} 个，列出前 {count} 个。"
    ),
    "finding.rows.first": Text("The first {count:b} {things}.", "前 {count:b} 个{things}。"),
    "finding.rows.rank": Text("{rank:c}: {groups:b}.", "{rank}的是{groups:b}。"),
    "finding.rows.value": Text("{rank:c}: {value:b}.", "{rank}为 {value:b}。"),
    "finding.rows.ranks": Text("{rank:c}: {groups:b}.", "{rank}：{groups:b}。"),
    "finding.rows.ranks.more": Text("{rank:c}: {groups:b} and {n} more.", "{rank}：{groups:b}，另有 {n} 个。"),
    "finding.place.many.desc": Text(
        "{group:b} has the {nth} most {metric}: {value:b}{base}.",
        "{metric}第{nth}多的是{group:b}，为 {value:b}{base}。",
    ),
    "finding.place.many.asc": Text(
        "{group:b} has the {nth} fewest {metric}: {value:b}{base}.",
        "{metric}第{nth}少的是{group:b}，为 {value:b}{base}。",
    ),
    "finding.place": Text("{place:c}: {group:b} with {value:b}{base}.", "{place}的是{group:b}，为 {value:b}{base}。"),
    "finding.filtered_pairs": Text(
        "The condition holds {count:b} times: for {members:b} {things} in {periods:b}.",
        "条件共成立 {count:b} 次：涉及 {periods:b}中的 {members:b} 个{things}。",
    ),
    "finding.filtered_rows": Text(
        "The condition holds for {count:combination/combinations}.", "符合条件的组合有 {count} 个。"
    ),
    "finding.filtered_periods": Text("The condition holds for {count:b}.", "符合条件的有 {count:b}。"),
    "finding.filtered_periods.named": Text(
        "The condition holds for {count:b}: {groups:b}.", "符合条件的有 {count:b}：{groups:b}。"
    ),
    "periods.second": Text("{count:second/seconds}", "{count} 秒"),
    "periods.minute": Text("{count:minute/minutes}", "{count} 分钟"),
    "periods.hour": Text("{count:hour/hours}", "{count} 个小时"),
    "periods.day": Text("{count:day/days}", "{count} 天"),
    "periods.week": Text("{count:week/weeks}", "{count} 周"),
    "periods.month": Text("{count:month/months}", "{count} 个月"),
    "periods.quarter": Text("{count:quarter/quarters}", "{count} 个季度"),
    "periods.year": Text("{count:year/years}", "{count} 年"),
    "finding.filtered_count.named": Text(
        "{count:b} {things} meet the condition: {groups:b}.", "符合条件的{things}有 {count:b} 个：{groups:b}。"
    ),
    "finding.filtered_count.named.one": Text(
        "{count:b} {things} meets the condition: {groups:b}.", "符合条件的{things}有 {count:b} 个：{groups:b}。"
    ),
    "finding.top_n": Text("Top {n} by {metric}: {groups:b}.", "{metric}前 {n} 名：{groups:b}。"),
    "finding.top_n.bottom": Text("Bottom {n} by {metric}: {groups:b}.", "{metric}后 {n} 名：{groups:b}。"),
    "finding.top_n.more": Text("{groups} and {n} more", "{groups}，另有 {n} 个"),
    "finding.top_n.share": Text("Together {sum}, {share} of the whole.", "合计 {sum}，占整体的 {share}。"),
    "finding.top_n.sum": Text("Together {sum}.", "合计 {sum}。"),
    "finding.other": Text("{facts}.", "{facts}。"),
    "finding.fact": Text("{name} {value}", "{name} {value}"),
    "finding.none": Text("The figures are in the table.", "结果见表格。"),
    "finding.number.of_entity": Text("{hits} of {n} {things}.", "{n} 个{things}中有 {hits} 个。"),
    "finding.base": Text(" (n {n}; 95% interval {interval})", "（n = {n}，95% 区间 {interval}）"),
    "finding.just_begun": Text(
        "{period:c} has only just begun: there is no complete day to measure yet.",
        "{period}刚刚开始，尚无完整的一天可供统计。",
    ),
    "finding.breakdown.equal": Text(
        "{metric:c} is the same in every group: {highest_value:b}.", "各组的{metric}相同，均为 {highest_value:b}。"
    ),
    "finding.breakdown.equal.but": Text(
        "{metric:c} is {highest_value:b} in every named group, but {overall} overall: rows without a group differ.",
        "有名称的各组{metric}均为 {highest_value:b}，而整体为 {overall}：未归入任何组的数据不同。",
    ),
    "finding.breakdown.equal.many": Text(
        "Every group has the same number of {metric}: {highest_value:b}.",
        "各组的{metric}相同，均为 {highest_value:b}。",
    ),
    "finding.breakdown.overall": Text(
        "{groups:group/groups}; overall {overall}.", "共 {groups} 组，整体为 {overall}。"
    ),
    "finding.comparison_at.up": Text(
        "{period:c}: {metric} rose by {change:b} to {now:b}, against {then} {compared}.",
        "{period}{metric}较{compared}上升 {change:b}，为 {now:b}（{compared}为 {then}）。",
    ),
    "finding.comparison_at.down": Text(
        "{period:c}: {metric} fell by {change:b} to {now:b}, against {then} {compared}.",
        "{period}{metric}较{compared}下降 {change:b}，为 {now:b}（{compared}为 {then}）。",
    ),
    "finding.comparison_at.flat": Text(
        "{period:c}: {metric} is unchanged at {now:b} against {compared}.",
        "{period}{metric}与{compared}持平，为 {now:b}。",
    ),
    "finding.comparison_at.unknown": Text(
        "{period:c}: {metric} {now:b}, against {then} {compared}.", "{period}{metric}为 {now:b}，{compared}为 {then}。"
    ),
    "compared.previous": Text("in the period before", "上期"),
    "compared.year_ago": Text("a year before", "去年同期"),
    "compared.window": Text("in the compared period", "对比期"),
    "finding.change.up.most": Text(
        "{group:b}: {metric} rose most, {change:b} ({then} → {now}).",
        "{group:b}的{metric}上升最多：{change:b}（{then} → {now}）。",
    ),
    "finding.change.up.least": Text(
        "{group:b}: {metric} rose least, {change:b} ({then} → {now}).",
        "{group:b}的{metric}上升最少：{change:b}（{then} → {now}）。",
    ),
    "finding.change.down.most": Text(
        "{group:b}: {metric} fell most, {change:b} ({then} → {now}).",
        "{group:b}的{metric}下降最多：{change:b}（{then} → {now}）。",
    ),
    "finding.change.down.least": Text(
        "{group:b}: {metric} fell least, {change:b} ({then} → {now}).",
        "{group:b}的{metric}下降最少：{change:b}（{then} → {now}）。",
    ),
    "finding.change.flat": Text(
        "{group:b}: {metric} did not change ({now}).", "{group:b}的{metric}没有变化（{now}）。"
    ),
    "finding.change.both": Text("{change}, {rate}", "{change}，{rate}"),
    "finding.cumulated.running": Text(
        "Cumulative {metric} reached {value:b} by {period}.", "截至{period}，累计{metric}达 {value:b}。"
    ),
    "finding.cumulated.to_date": Text(
        "Cumulative {metric} stands at {value:b} in {period}.", "截至{period}，期内累计{metric}为 {value:b}。"
    ),
    "finding.cumulated.moving_avg": Text(
        "The moving average of {metric} is {value:b} in {period}.", "{period}{metric}的移动平均为 {value:b}。"
    ),
    "finding.cumulated.moving_sum": Text(
        "The moving sum of {metric} is {value:b} in {period}.", "{period}{metric}的移动合计为 {value:b}。"
    ),
    "finding.cumulated.groups.running": Text(
        "By {period}, cumulative {metric} is highest for {group:b} with {value:b}, lowest for {low_group} with {low}.",
        "截至{period}，累计{metric}最高的是{group:b}，为 {value:b}；最低的是{low_group}，为 {low}。",
    ),
    "finding.cumulated.groups.to_date": Text(
        "{period}: cumulative {metric} is highest for {group:b} with {value:b}, lowest for {low_group} with {low}.",
        "截至{period}，期内累计{metric}最高的是{group:b}，为 {value:b}；最低的是{low_group}，为 {low}。",
    ),
    "finding.cumulated.groups.running.many": Text(
        "By {period}, {group:b} has the most {metric} in all: {value:b}; {low_group} has the fewest: {low}.",
        "截至{period}，累计{metric}最多的是{group:b}，为 {value:b}；最少的是{low_group}，为 {low}。",
    ),
    "finding.cumulated.groups.to_date.many": Text(
        "{period}: {group:b} has the most {metric} to date: {value:b}; {low_group} has the fewest: {low}.",
        "截至{period}，期内累计{metric}最多的是{group:b}，为 {value:b}；最少的是{low_group}，为 {low}。",
    ),
    "finding.cumulated.groups.moving_avg": Text(
        "{period}: the moving average of {metric} is highest for {group:b} with {value:b}, "
        "lowest for {low_group} with {low}.",
        "{period}{metric}的移动平均最高的是{group:b}，为 {value:b}；最低的是{low_group}，为 {low}。",
    ),
    "finding.cumulated.groups.moving_sum": Text(
        "{period}: the moving sum of {metric} is highest for {group:b} with {value:b}, "
        "lowest for {low_group} with {low}.",
        "{period}{metric}的移动合计最高的是{group:b}，为 {value:b}；最低的是{low_group}，为 {low}。",
    ),
    "finding.series.total": Text(
        "{group:b} is largest over the whole period, with {metric} of {total:b}.",
        "整个期间{metric}最多的是{group:b}，合计 {total:b}。",
    ),
    "finding.series.last": Text(
        "{group:b} has the highest {metric} in {last_period}: {last:b}.",
        "{last_period}{metric}最高的是{group:b}，为 {last:b}。",
    ),
    "finding.series.total.many": Text(
        "{group:b} has the most {metric} over the whole period: {total:b}.",
        "整个期间{metric}最多的是{group:b}，合计 {total:b}。",
    ),
    "finding.series.last.many": Text(
        "{group:b} has the most {metric} in {last_period}: {last:b}.",
        "{last_period}{metric}最多的是{group:b}，为 {last:b}。",
    ),
    "finding.series.up": Text(
        "{group} rose from {first} ({first_period}) to {last} ({last_period}): {change}.",
        "{group}从 {first}（{first_period}）上升到 {last}（{last_period}），变化 {change}。",
    ),
    "finding.series.down": Text(
        "{group} fell from {first} ({first_period}) to {last} ({last_period}): {change}.",
        "{group}从 {first}（{first_period}）下降到 {last}（{last_period}），变化 {change}。",
    ),
    "finding.series.flat": Text(
        "{group} is unchanged at {last} between {first_period} and {last_period}.",
        "{group}在{first_period}与{last_period}持平，为 {last}。",
    ),
    "finding.filtered_count.one": Text(
        "{count:b} {things} meets the condition.", "符合条件的{things}有 {count:b} 个。"
    ),
    "finding.top_n.member": Text("{group} ({value})", "{group}（{value}）"),
}
