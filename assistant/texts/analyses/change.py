"""Where a number changed, how concentrated it is, and what it would be if."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.explain_change": Text("where the change lies", "变化来自哪里"),
    "restate.explain_change.metric": Text("{value}", "{value}"),
    "restate.explain_change.against": Text("against {value}", "对比{value}"),
    "given.explain_change.by": Text("split by {value}", "按{value}拆分"),
    "given.explain_change.premise": Text("asked as going {value}", "提问前提：{value}"),
    "choice.previous": Text("the period before", "上一期"),
    "choice.year_ago": Text("the year before", "去年同期"),
    "choice.up": Text("up", "上升"),
    "choice.down": Text("down", "下降"),
    "column.then": Text("before", "对比期"),
    "column.now": Text("now", "本期"),
    "column.change": Text("change", "变化"),
    "column.rate_effect": Text("from its own rate", "自身比率的影响"),
    "column.mix_effect": Text("from its weight", "结构占比的影响"),
    "column.of_change": Text("share of the change", "占总变化"),
    "column.departure": Text("largest departure from the rest", "与整体步调的最大偏离"),
    "column.largest": Text("largest part", "影响最大的组"),
    "column.groups": Text("groups", "组数"),
    "finding.changed_up": Text(
        "{metric:c} rose by {change:b}: {now:b} in {period}, against {then} in {compared}.",
        "{metric}上升 {change:b}：{period}为 {now:b}，{compared}为 {then}。",
    ),
    "finding.changed_down": Text(
        "{metric:c} fell by {change:b}: {now:b} in {period}, against {then} in {compared}.",
        "{metric}下降 {change:b}：{period}为 {now:b}，{compared}为 {then}。",
    ),
    "finding.changed_flat": Text(
        "{metric:c} is unchanged at {now:b} ({period} and {compared}).",
        "{metric}持平，为 {now:b}（{period}与{compared}）。",
    ),
    "finding.not_down_but_up": Text(
        "{metric:c} did not fall, it rose by {change:b}: {now:b} in {period}, against {then} in {compared}.",
        "{metric}并没有下降，而是上升 {change:b}：{period}为 {now:b}，{compared}为 {then}。",
    ),
    "finding.not_up_but_down": Text(
        "{metric:c} did not rise, it fell by {change:b}: {now:b} in {period}, against {then} in {compared}.",
        "{metric}并没有上升，而是下降 {change:b}：{period}为 {now:b}，{compared}为 {then}。",
    ),
    "finding.not_down_but_flat": Text(
        "{metric:c} did not fall: it is unchanged at {now:b} ({period} and {compared}).",
        "{metric}并没有下降：持平于 {now:b}（{period}与{compared}）。",
    ),
    "finding.not_up_but_flat": Text(
        "{metric:c} did not rise: it is unchanged at {now:b} ({period} and {compared}).",
        "{metric}并没有上升：持平于 {now:b}（{period}与{compared}）。",
    ),
    "finding.change_lies_up": Text(
        "By {dimension}, {group:b} contributed most: {effect:b} of the rise, {share} of it.",
        "按{dimension}看，{group:b}贡献最大：增加 {effect:b}，占增幅的 {share}。",
    ),
    "finding.change_lies_down": Text(
        "By {dimension}, {group:b} contributed most: {effect:b} of the fall, {share} of it.",
        "按{dimension}看，{group:b}影响最大：减少 {effect:b}，占降幅的 {share}。",
    ),
    "finding.change_against_up": Text(
        "Against this, {group:b} went up by {effect}.", "{group:b}则相反，增加 {effect}。"
    ),
    "finding.change_against_down": Text(
        "Against this, {group:b} went down by {effect}.", "{group:b}则相反，减少 {effect}。"
    ),
    "finding.rate_and_mix": Text(
        "Of the change, {rate:b} lies within the groups themselves and {mix:b} in how much each of them counts.",
        "其中各组自身比率变化合计 {rate:b}，结构占比变化合计 {mix:b}。",
    ),
    "caveat.not_causal": Text(
        "This says where the change lies, not why it came.", "以上说明变化出现在哪里，不代表原因。"
    ),
    "caveat.like_for_like_days": Text(
        "The period is not over: the same number of days is compared.", "期间未结束，按相同天数比较。"
    ),
    "tool.pareto": Text("concentration", "集中度"),
    "restate.pareto.metric": Text("{value}", "{value}"),
    "restate.pareto.entity": Text("over {value}", "按{value}"),
    "given.pareto.share": Text("the first {value}", "前 {value}"),
    "given.pareto.held": Text("how many hold {value}", "贡献 {value} 的成员数"),
    "given.pareto.asked": Text("how many it takes", "需要多少成员"),
    "column.first_share": Text("top", "头部比例"),
    "column.share_held": Text("share held", "占比"),
    "column.members": Text("members", "成员数"),
    "finding.concentration": Text(
        "The first {first} of {things} ({members}) bring {share:b} of {metric}: {value}.",
        "前 {first} 的{things}（{members} 个）贡献了 {share:b} 的{metric}：{value}。",
    ),
    "finding.concentration_needed": Text(
        "{held} of {metric} comes from {members:b} {things}, that is {part} of them.",
        "{held} 的{metric}来自 {members:b} 个{things}，占其总数的 {part}。",
    ),
    "finding.concentration_gini": Text(
        "From 0 (all alike) to 1 (one has all), the concentration is {gini} (Gini).",
        "集中程度为 {gini}（基尼系数，0 为完全平均，1 为集中于一个）。",
    ),
    "caveat.non_positive_last": Text(
        "{members} with nothing or less than nothing stand last.", "有 {members} 个为零或负值，排在最后。"
    ),
    "column.rate": Text("change, %", "变化率"),
    "tool.what_if": Text("what if", "假设分析"),
    "restate.what_if.metric": Text("{value}", "{value}"),
    "restate.what_if.changes": Text("if {value}", "假设{value}"),
    "restate.factor.up": Text("{name} rises by {value}", "{name}上升 {value}"),
    "restate.factor.down": Text("{name} falls by {value}", "{name}下降 {value}"),
    "restate.factor.to": Text("{name} is {value}", "{name}为 {value}"),
    "column.scenario": Text("scenario", "情景"),
    "column.assumed": Text("assumed change", "假设变动"),
    "choice.base": Text("as it was", "现状"),
    "choice.assumed": Text("as assumed", "假设情景"),
    "choice.a_quarter_less": Text("a quarter less than assumed", "变动减少四分之一"),
    "choice.a_quarter_more": Text("a quarter more than assumed", "变动增加四分之一"),
    "finding.what_if_more": Text(
        "{metric:c} would be {scenario:b} instead of {base}: {difference:b} more ({rate}).",
        "{metric}将为 {scenario:b}，而非 {base}：多 {difference:b}（{rate}）。",
    ),
    "finding.what_if_less": Text(
        "{metric:c} would be {scenario:b} instead of {base}: {difference:b} less ({rate}).",
        "{metric}将为 {scenario:b}，而非 {base}：少 {difference:b}（{rate}）。",
    ),
    "finding.what_if_same": Text("{metric:c} would stay at {base:b}.", "{metric}将保持在 {base:b}。"),
    "finding.what_if_factors": Text(
        "Computed from {factors}; what is not assumed stays as it was in {period}.",
        "由{factors}计算得出；未作假设的因素与{period}相同。",
    ),
    "caveat.no_forecast": Text(
        "Arithmetic on assumptions, no forecast: in reality other factors move too.",
        "仅为假设条件下的算术结果，不是预测；现实中其他因素也会变化。",
    ),
}
