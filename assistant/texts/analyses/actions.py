"""What is agreed for a segment, the list that is handed over, who its customers are, and what an action did."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    # --- actions
    "tool.segment_actions": Text("agreed actions", "已约定的措施"),
    "given.segment_actions.segmentation": Text("by {value}", "按{value}"),
    "given.segment_actions.segment": Text("segment {value}", "分群：{value}"),
    "column.value_at_stake": Text("revenue of the last 12 months", "近 12 个月销售额"),
    "column.action_en": Text("action", "措施"),
    "column.action_zh": Text("action", "措施"),
    "column.channel_en": Text("by", "渠道"),
    "column.channel_zh": Text("by", "渠道"),
    "column.owner_en": Text("responsible", "负责人"),
    "column.owner_zh": Text("responsible", "负责人"),
    "column.goal_en": Text("goal", "目标"),
    "column.goal_zh": Text("goal", "目标"),
    "column.priority": Text("priority", "优先级"),
    "column.follow_up": Text("follow up on", "跟进日期"),
    "column.version": Text("version", "版本"),
    "value.no_action": Text("no action agreed", "尚未约定"),
    "finding.action_agreed": Text(
        "Agreed for {who:b}: {action:b}. It concerns {customers:customer/customers} with {value_at_stake:b} of "
        "revenue in the "
        "last 12 months; channel: {channel}, responsible: {owner}.",
        "{who:b}已约定的措施：{action:b}。涉及 {customers} 位客户，近 12 个月销售额 {value_at_stake:b}；"
        "渠道：{channel}，负责人：{owner}。",
    ),
    "finding.action_agreed_most": Text(
        "Most is at stake with {who:b}: {value_at_stake:b} of revenue in the last 12 months from "
        "{customers:customer/customers}"
        ". Agreed: {action:b}.",
        "涉及销售额最多的是{who:b}：{customers} 位客户近 12 个月共 {value_at_stake:b}。已约定的措施：{action:b}。",
    ),
    "finding.action_default": Text(
        "Nothing is agreed for {who:b} yet. The usual default: {action:b}. It would concern "
        "{customers:customer/customers} with "
        "{value_at_stake:b} of revenue in the last 12 months.",
        "{who:b}尚未约定措施。通用默认做法：{action:b}。涉及 {customers} 位客户，近 12 个月销售额 {value_at_stake:b}。",
    ),
    "finding.action_default_most": Text(
        "Most is at stake with {who:b}: {value_at_stake:b} of revenue in the last 12 months from "
        "{customers:customer/customers}"
        ". Nothing is agreed yet; the usual default: {action:b}.",
        "涉及销售额最多的是{who:b}：{customers} 位客户近 12 个月共 {value_at_stake:b}。尚未约定措施；"
        "通用默认做法：{action:b}。",
    ),
    "finding.action_missing": Text(
        "No action is agreed for {who:b} ({customers:customer/customers}, {value_at_stake} of revenue in the last 12 "
        "months).",
        "{who:b}尚未约定任何措施（{customers} 位客户，近 12 个月销售额 {value_at_stake}）。",
    ),
    "finding.action_missing_most": Text(
        "Most is at stake with {who:b} ({value_at_stake:b} in the last 12 months), and no action is agreed for them.",
        "涉及销售额最多的是{who:b}（近 12 个月 {value_at_stake:b}），但尚未约定措施。",
    ),
    "finding.action_plan": Text(
        "Started today, it is followed up on {follow_up:b} by {metric}; goal: {goal}.",
        "若今天开始，将于{follow_up:b}按{metric}跟进；目标：{goal}。",
    ),
    "finding.action_plan_open": Text(
        "Started today, it is followed up on {follow_up:b} by {metric}; no goal is set.",
        "若今天开始，将于{follow_up:b}按{metric}跟进；尚未设定目标。",
    ),
    "finding.action_plan_unmeasured": Text(
        "Started today, it is followed up on {follow_up:b}.", "若今天开始，将于{follow_up:b}跟进。"
    ),
    "finding.actions_open": Text("No action agreed: {groups}.", "尚未约定措施：{groups}。"),
    "finding.follow_up_due": Text(
        "The list handed over on {exported} is due: its effect can be measured since {follow_up}.",
        "{exported}导出的名单已到跟进时间：自{follow_up}起可以评估效果。",
    ),
    "finding.follow_up_later": Text(
        "A list was handed over on {exported}; its effect can be measured on {follow_up}.",
        "{exported}已导出过名单，可于{follow_up}评估效果。",
    ),
    "caveat.default_actions": Text(
        "These are the usual defaults of the map, agreed by nobody: write your own under “actions” in the model.",
        "以上为该分群模型的通用默认做法，并未经过约定；请在模型的 actions 中写入自己的措施。",
    ),
    # --- export
    "tool.export_segment": Text("list of customers to contact, as a file", "导出待触达客户名单"),
    "restate.export_segment.segment": Text("segment {value}", "分群：{value}"),
    "given.export_segment.segmentation": Text("by {value}", "按{value}"),
    "given.export_segment.columns": Text("with {value}", "附带{value}"),
    "given.export_segment.target": Text("as {value}", "格式：{value}"),
    "given.export_segment.masked": Text("customer key masked: {value}", "客户编号脱敏：{value}"),
    "restate.export_segment.hold_out": Text("hold-out {value}", "对照组 {value}"),
    "choice.csv": Text("CSV", "CSV"),
    "choice.parquet": Text("Parquet", "Parquet"),
    "column.part": Text("group", "分组"),
    "value.contacted": Text("to be contacted", "触达组"),
    "value.held_out": Text("held out by chance", "随机对照组"),
    "value.not_contacted": Text("not contacted", "未触达"),
    "finding.export_written": Text(
        "{customers:b} {customers:=customer/customers} of {who:b} are in the file {file}; {held_out} were held out by "
        "chance.",
        "{who:b}的 {customers:b} 位客户已导出到文件 {file}，另有 {held_out} 位随机留作对照组。",
    ),
    "finding.export_known": Text(
        "This list was handed over before: {customers:b} {customers:=customer/customers} of {who:b} in the file "
        "{file}, {held_out} held "
        "out. Nothing was written again.",
        "该名单此前已导出：文件 {file} 含{who:b}的 {customers:b} 位客户，另留 {held_out} 位对照。未重复写入。",
    ),
    "finding.export_follow_up": Text(
        "From {follow_up:b} on you can ask whether the action worked: the "
        "{held_out:held-out customer is/held-out customers are} the "
        "comparison.",
        "自{follow_up:b}起可以询问措施是否有效：以 {held_out} 位对照客户作比较。",
    ),
    "caveat.export_masked": Text(
        "Customer keys and personal values are masked (keyed hashes); the file lies in the model folder and the export "
        "is on record.",
        "客户编号及个人信息均已脱敏（带密钥的哈希）；文件保存在模型文件夹中，导出已记录在案。",
    ),
    "caveat.export_plain": Text(
        "The file holds customer keys in plain form; the export is on record.",
        "文件包含未脱敏的客户编号；导出已记录在案。",
    ),
    "caveat.no_hold_out": Text(
        "Nobody was held out: what the action did will not be told from what would have happened anyway.",
        "未留对照组：之后无法区分措施的效果与自然变化。",
    ),
    "refuse.export_not_allowed": Text(
        "Exports need the right “export”, which the model gives by role. A masked list may still be allowed: ask for "
        "it without “unmasked”.",
        "导出需要“export”权限，由模型按角色授予。脱敏名单可能仍可导出：请去掉“不脱敏”再试。",
    ),
    "refuse.no_audience": Text(
        "No list of this segment has been handed over yet, so there is no effect to measure. Export it first; a part "
        "is then held out for the comparison.",
        "该分群尚未导出过名单，因此没有可评估的效果。请先导出名单，届时会留出对照组用于比较。",
    ),
    # --- effect
    "tool.campaign_effect": Text("what it brought", "效果与回报"),
    "given.campaign_effect.segment": Text("action for {value}", "针对{value}的措施"),
    "given.campaign_effect.segmentation": Text("by {value}", "按{value}"),
    "given.campaign_effect.horizon_days": Text("within {value:day/days}", "{value} 天内"),
    "column.converted": Text("bought", "购买客户数"),
    "column.conversion": Text("share who bought", "购买比例"),
    "column.conversion_before": Text("before", "之前"),
    "column.difference_low": Text("at least", "差异下限"),
    "column.difference_high": Text("at most", "差异上限"),
    "column.p_value": Text("by chance alone (p)", "纯属偶然的概率（p 值）"),
    "column.p_adjusted": Text("by chance, all comparisons counted (p)", "计入全部比较后的偶然概率（p 值）"),
    "column.revenue_difference": Text("difference in revenue per customer", "人均销售额差异"),
    "column.p_revenue": Text("revenue by chance alone (p)", "销售额差异纯属偶然的概率（p 值）"),
    "column.revenue_per_customer": Text("revenue per customer", "人均销售额"),
    "finding.effect_up": Text(
        "The action worked: {value:b} of the contacted {who} bought within {days:day/days}, against {base:b} of the "
        "held-out, a difference of {difference:b} (about {more:customer/customers}; 95% interval {interval}).",
        "措施有效：触达的{who}中 {value:b} 在 {days} 天内购买，对照组为 {base:b}，相差 {difference:b}"
        "（约 {more} 位客户；95% 区间 {interval}）。",
    ),
    "finding.effect_down": Text(
        "The action did harm: {value:b} of the contacted {who} bought within {days:day/days}, against {base:b} of the "
        "held-out, a difference of {difference:b} (about {more:customer/customers}; 95% interval {interval}).",
        "措施适得其反：触达的{who}中 {value:b} 在 {days} 天内购买，对照组为 {base:b}，相差 {difference:b}"
        "（约 {more} 位客户；95% 区间 {interval}）。",
    ),
    "finding.effect_undecided": Text(
        "No effect can be shown: {value:b} of the contacted {who} bought within {days:day/days}, {base:b} of the "
        "held-out; "
        "the difference may be chance (95% interval {interval}).",
        "看不出效果：触达的{who}中 {value:b} 在 {days} 天内购买，对照组为 {base:b}；"
        "差异可能只是偶然（95% 区间 {interval}）。",
    ),
    "finding.effect_money_up": Text(
        "Revenue per customer was {value} against {base}: a difference of {difference}.",
        "人均销售额为 {value}，对照组为 {base}，相差 {difference}。",
    ),
    "finding.effect_money_down": Text(
        "Revenue per customer was {value} against {base}: a difference of {difference}.",
        "人均销售额为 {value}，对照组为 {base}，相差 {difference}。",
    ),
    "finding.effect_money_undecided": Text(
        "Revenue per customer was {value} against {base}; that too may be chance (95% interval {interval}).",
        "人均销售额为 {value}，对照组为 {base}；同样可能只是偶然（95% 区间 {interval}）。",
    ),
    "finding.effect_before_after_up": Text(
        "{value:b} of the {who} bought in the {days:day/days} after {exported}, against {before:b} in as many days "
        "before.",
        "{who}在{exported}之后的 {days} 天内有 {value:b} 购买，之前同样天数内为 {before:b}。",
    ),
    "finding.effect_before_after_down": Text(
        "Only {value:b} of the {who} bought in the {days:day/days} after {exported}, against {before:b} in as many "
        "days "
        "before.",
        "{who}在{exported}之后的 {days} 天内仅 {value:b} 购买，之前同样天数内为 {before:b}。",
    ),
    "finding.effect_before_after_flat": Text(
        "{value:b} of the {who} bought in the {days:day/days} after {exported}, as many as before.",
        "{who}在{exported}之后的 {days} 天内有 {value:b} 购买，与之前持平。",
    ),
    "finding.campaign_paid_back": Text(
        "{who:b} paid off: {gain:b} of gross profit against a cost of {cost:b}, a return of {roi:b} on each unit "
        "spent.",
        "{who:b}收回了成本：毛利 {gain:b}，费用 {cost:b}，投资回报率 {roi:b}。",
    ),
    "finding.campaign_lost": Text(
        "{who:b} did not pay off: {gain:b} of gross profit against a cost of {cost:b}, a return of {roi:b} on each "
        "unit spent.",
        "{who:b}未收回成本：毛利 {gain:b}，费用 {cost:b}，投资回报率 {roi:b}。",
    ),
    "finding.campaign_best": Text(
        "{who:b} had the best return of {n:campaign/campaigns}: {roi:b} on each unit spent ({gain} against {cost}).",
        "{n} 个活动中，{who:b}的投资回报率最高：{roi:b}（毛利 {gain}，费用 {cost}）。",
    ),
    "finding.campaign_contacts": Text(
        "Of the {customers:contacted customer/contacted customers} {value:b} bought during the {days:day/days}, "
        "{before} in as many days "
        "before.",
        "{customers} 位被触达客户中，活动 {days} 天内有 {value:b} 购买，之前同样天数内为 {before}。",
    ),
    "finding.campaign_contacts_beside": Text(
        "Of the {customers:contacted customer/contacted customers} {value:b} bought during the {days:day/days}, "
        "{before} in as many days "
        "before; of those not contacted {other_value}, before {other_before}.",
        "{customers} 位被触达客户中，活动 {days} 天内有 {value:b} 购买，之前同样天数内为 {before}；"
        "未触达客户为 {other_value}，之前为 {other_before}。",
    ),
    "caveat.before_after": Text(
        "Before and after, not causal: nobody was held out.", "仅为前后对比，不代表因果：没有对照组。"
    ),
    "caveat.as_assigned": Text(
        "Everybody on the list counts, whether the message reached them or not.",
        "名单上的客户均计入，不论是否实际触达。",
    ),
    "caveat.not_random": Text(
        "Before and after, not causal: who was contacted was not drawn by chance.",
        "仅为前后对比，不代表因果：触达对象并非随机选取。",
    ),
    # --- profile
    "tool.profile": Text("profile of customers", "客户画像"),
    "restate.profile.against": Text("against {value}", "对比{value}"),
    "given.profile.against_filters": Text("{value}", "{value}"),
    "given.profile.customer": Text("customer {value}", "客户 {value}"),
    "choice.all_customers": Text("all customers", "全体客户"),
    "choice.other_customers": Text("all other customers", "其他客户"),
    "choice.other_group": Text("another group", "另一组"),
    "column.trait": Text("trait", "特征"),
    "column.index": Text("index (100 = base)", "指数（对比组=100）"),
    "column.area": Text("area", "方面"),
    "column.share_here": Text("share here", "本组占比"),
    "column.share_base": Text("share in the base", "对比组占比"),
    "column.mean_here": Text("mean here", "本组均值"),
    "column.mean_base": Text("mean in the base", "对比组均值"),
    "column.median_here": Text("median here", "本组中位数"),
    "column.median_base": Text("median in the base", "对比组中位数"),
    "column.known_share": Text("known for", "已知比例"),
    "word.area.identity": Text("identity", "身份"),
    "word.area.behaviour": Text("behaviour", "行为"),
    "word.area.need": Text("need", "需求"),
    "word.area.value": Text("value", "价值"),
    "word.area.interest": Text("interest", "兴趣"),
    "value.purchase_days": Text("purchase days per customer", "人均购买天数"),
    "value.days_since_purchase": Text("days since the last purchase", "距上次购买天数"),
    "value.net_revenue": Text("net revenue per customer", "人均净消费额"),
    "value.per_purchase_day": Text("net revenue per purchase day", "每购买日净消费额"),
    "value.visit_events": Text("web events per customer", "人均浏览行为"),
    "value.complaints_each": Text("complaints per customer", "人均投诉数"),
    "value.satisfaction_mean": Text("satisfaction score", "满意度评分"),
    "value.referrals_each": Text("customers referred", "人均推荐人数"),
    "finding.profile_all_customers": Text(
        "{who:b} ({customers} of {base:customer/customers}) differ most from all customers in {trait1} (index "
        "{index1:b}), {trait2} ({index2}) and {trait3} ({index3}); 100 is the average.",
        "{who:b}（{base} 位客户中的 {customers} 位）与全体客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）；100 为平均水平。",
    ),
    "finding.profile_other_customers": Text(
        "{who:b} ({customers:customer/customers}) differ most from the {base} others in {trait1} (index {index1:b}), "
        "{trait2} ({index2}) and {trait3} ({index3}); 100 is the others.",
        "{who:b}（{customers} 位客户）与其余 {base} 位客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）；100 为其余客户的水平。",
    ),
    "finding.profile_other_group": Text(
        "{who:b} ({customers:customer/customers}) differ most from the {base} they are compared with in {trait1} "
        "(index {index1:b}), {trait2} ({index2}) and {trait3} ({index3}).",
        "{who:b}（{customers} 位客户）与对比的 {base} 位客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）。",
    ),
    "finding.profile_size": Text(
        "{who:b}: {customers:customer/customers}, set against {base}.",
        "{who:b}：{customers} 位客户，对比 {base} 位。",
    ),
    "finding.profile_all_customers_unnamed": Text(
        "These {customers} of {base:customer/customers} differ most from all customers in {trait1} (index {index1:b}), "
        "{trait2} ({index2}) and {trait3} ({index3}); 100 is the average.",
        "这 {customers} 位客户（共 {base} 位）与全体客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）；100 为平均水平。",
    ),
    "finding.profile_other_customers_unnamed": Text(
        "{customers:=This/These} {customers:customer differs/customers differ} most from the {base} others in "
        "{trait1} (index {index1:b}), "
        "{trait2} ({index2}) and {trait3} ({index3}); 100 is the others.",
        "这 {customers} 位客户与其余 {base} 位客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）；100 为其余客户的水平。",
    ),
    "finding.profile_other_group_unnamed": Text(
        "{customers:=This/These} {customers:customer differs/customers differ} most from the {base} they are compared "
        "with in {trait1} (index "
        "{index1:b}), {trait2} ({index2}) and {trait3} ({index3}).",
        "这 {customers} 位客户与对比的 {base} 位客户相比，差异最大的是{trait1}（指数 {index1:b}）、"
        "{trait2}（{index2}）和{trait3}（{index3}）。",
    ),
    "finding.profile_size_unnamed": Text(
        "{customers:customer/customers}, set against {base}.", "{customers} 位客户，对比 {base} 位。"
    ),
    "caveat.segment_by_behaviour": Text(
        "The segment is made from purchases, so that it differs in them says nothing new; look at the other traits.",
        "该分群本身由购买行为划分，因此购买指标上的差异并非新发现；请关注其他特征。",
    ),
    "caveat.low_coverage": Text(
        "{n} of the traits {n:=is/are} known for less than half of these customers.",
        "其中 {n} 项特征的覆盖率不到一半。",
    ),
    "refuse.export_whom": Text(
        "Name one segment to export, such as “export the at-risk customers”.",
        "请指明要导出的分群，例如“导出流失风险客户名单”。",
    ),
    "refuse.profile_whom": Text(
        "Say whose profile: a segment, or customers with some attribute.",
        "请指明画像对象：一个分群，或具有某种属性的客户。",
    ),
    "refuse.sample_size_shares": Text(
        "Give two different percentages: the rate now and the rate the test should be able to show, such as from 10 % "
        "to 12 %.",
        "请给出两个不同的百分比：当前比率与希望检测到的比率，例如从 10% 到 12%。",
    ),
}
