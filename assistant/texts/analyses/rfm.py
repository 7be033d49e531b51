"""RFM scores and segments, decision time, lifecycle curve, value scores and tiers."""

from semantic_layer.model import Text

_SEGMENTS = {
    "champions": Text("Champions", "冠军客户"),
    "loyal": Text("Loyal customers", "忠诚客户"),
    "potential_loyalist": Text("Potential loyalists", "潜在忠诚客户"),
    "new": Text("New customers", "新客户"),
    "promising": Text("Promising", "有潜力客户"),
    "need_attention": Text("Need attention", "需关注客户"),
    "about_to_sleep": Text("About to sleep", "即将沉睡客户"),
    "at_risk": Text("At risk", "流失风险客户"),
    "cant_lose": Text("Can't lose", "不能流失客户"),
    "hibernating": Text("Hibernating", "沉睡客户"),
    "lost": Text("Lost", "已流失客户"),
    "loyal_fans": Text("Loyal fans", "忠实客户"),
    "potential": Text("Potential", "潜力客户"),
    "to_reawaken": Text("To re-awaken", "待唤醒客户"),
    "edge_of_churn": Text("On the edge of leaving", "濒临流失客户"),
    "high": Text("High", "高"),
    "mid": Text("Mid", "中"),
    "low": Text("Low", "低"),
    "strategic": Text("Strategic accounts", "战略客户"),
    "develop": Text("Accounts to develop", "发展客户"),
    "general": Text("General accounts", "一般客户"),
    "large": Text("Large accounts", "大型客户"),
    "medium": Text("Medium accounts", "中型客户"),
    "small": Text("Small accounts", "小型客户"),
    "maintain": Text("To maintain", "维持客户"),
    "risk": Text("At risk or lost", "风险客户"),
    "active": Text("Active", "活跃客户"),
    "reawakened": Text("Reawakened", "唤醒客户"),
    "silent": Text("Silent", "沉默客户"),
    "churned": Text("Churned", "已流失客户"),
    "prospect": Text("Registered without an order", "注册未购客户"),
}

TEXTS: dict[str, Text] = {
    **{f"word.segment.{code}": text for code, text in _SEGMENTS.items()},
    # --- scores and segments
    "tool.rfm_scores": Text("RFM scores of every customer", "每位客户的 RFM 得分"),
    "restate.rfm_scores.bins": Text("scores from 1 to {value}", "每项分 1 至 {value} 档"),
    "given.rfm_scores.preset": Text("{value}", "{value}"),
    "given.rfm_scores.frequency": Text("frequency counted in {value}", "购买频次按{value}计"),
    "given.rfm_scores.cuts": Text("own cut points", "自定义分数线"),
    "given.rfm_scores.frozen_run": Text("with the cut points of {value}", "沿用 {value} 的分数线"),
    "given.rfm_scores.limit": Text("the first {value}", "前 {value} 名"),
    "given.rfm_segments.preset": Text("{value}", "{value}"),
    "given.rfm_segments.frequency": Text("frequency counted in {value}", "购买频次按{value}计"),
    "given.rfm_segments.cuts": Text("own cut points", "自定义分数线"),
    "given.rfm_segments.frozen_run": Text("with the cut points of {value}", "沿用 {value} 的分数线"),
    "choice.eleven": Text("eleven segments", "十一分群"),
    "choice.quintile": Text("equal parts of the customers", "按客户数等分"),
    "choice.fixed": Text(
        "fixed thresholds (30, 90, 180 days; 1, 2 to 5, 6 purchases)", "固定阈值（30/90/180 天；1、2–5、6 次以上）"
    ),
    "choice.orders": Text("orders", "订单数"),
    "choice.own": Text("as asked", "按提问"),
    "column.r": Text("R", "R"),
    "column.f": Text("F", "F"),
    "column.m": Text("M", "M"),
    "column.code": Text("RFM code", "RFM 代码"),
    "column.scored": Text("scored by", "评分项"),
    "column.cut": Text("cut no.", "分数线序号"),
    "column.scores": Text("scores", "得分"),
    "column.cuts_day": Text("cut points of", "分数线日期"),
    "column.orders": Text("orders", "订单数"),
    "word.scored.r": Text("recency (days since purchase)", "最近购买（距上次购买天数）"),
    "word.scored.f": Text("frequency", "购买频次"),
    "word.scored.m": Text("monetary value", "消费金额"),
    "word.unit.days": Text("days", "天"),
    "word.unit.frequency": Text("purchase days", "购买天数"),
    "word.unit.orders": Text("orders", "订单"),
    "finding.rfm_scored": Text(
        "{customers:b} {customers:=customer is/customers are} scored: {best:b} ({best_share}) have the top score in "
        "recency, frequency and "
        "monetary value, {last} the lowest in all three.",
        "共为 {customers:b} 位客户打分：{best:b} 位（{best_share}）在最近购买、购买频次和消费金额三项上均为最高分，"
        "{last} 位三项均为最低分。",
    ),
    "finding.rfm_best_bring": Text(
        "Those with the top score in all three bring {share:b} of revenue.",
        "三项均为最高分的客户贡献了 {share:b} 的销售额。",
    ),
    "caveat.empty_scores": Text(
        "Many customers are alike, and equal values get equal scores: nobody has the score {names}.",
        "部分客户数值相同，相同数值得分相同，因此没有客户得到：{names}。",
    ),
    "refuse.no_such_map": Text(
        "There is no RFM map of {n} segments. Ask for four, ten or eleven.",
        "没有 {n} 类的 RFM 分群方案，可选四类、十类或十一类。",
    ),
    # --- decision time
    "tool.rfm_duration": Text("RFM with decision time", "RFM 与下单决策时长"),
    "restate.rfm_duration.lookback_days": Text(
        "from the first visit within {value:day/days} before the order", "从下单前 {value} 天内的首次访问算起"
    ),
    "given.rfm_duration.fast_hours": Text("fast up to {value:hour/hours}", "{value} 小时内为快速"),
    "given.rfm_duration.limit": Text("the first {value}", "前 {value} 名"),
    "column.lookback_days": Text("lookback in days", "回看天数"),
    "column.fast_hours": Text("fast up to (hours)", "快速型上限（小时）"),
    "column.style": Text("way of deciding", "决策类型"),
    "column.hours_to_decide": Text("median hours to decide", "决策时长中位数（小时）"),
    "column.duration_hours": Text("hours to decide", "决策时长（小时）"),
    "column.presale_share": Text("pre-sale share of orders", "预售订单占比"),
    "column.orders_with_visits": Text("orders with visits beforehand", "有前序访问的订单数"),
    "word.style.fast": Text("Fast", "快速型"),
    "word.style.cautious": Text("Cautious", "谨慎型"),
    "word.style.unknown": Text("Unknown (no visits before orders)", "未知（下单前无访问记录）"),
    "finding.decision_time": Text(
        "A typical customer decides within {hours:b} of the first visit (median of {customers:customer/customers}, "
        "{coverage} "
        "of all buyers).",
        "从首次访问到下单，典型客户用时 {hours:b}（{customers} 位客户的中位数，占全部购买客户的 {coverage}）。",
    ),
    "finding.decision_time_border": Text(
        "{customers:customer/customers} ({coverage} of all buyers) have visits before their orders; fast means up to "
        "{hours:b}.",
        "{customers} 位客户（占全部购买客户的 {coverage}）下单前有访问记录，{hours:b} 以内视为快速型。",
    ),
    "finding.decision_styles": Text(
        "The {fast:fast customer/fast customers} take {fast_hours} and spend {fast_money:b} in all (medians); the "
        "{cautious} "
        "cautious ones take {cautious_hours} and spend {cautious_money:b}.",
        "快速型客户 {fast} 位，决策用时 {fast_hours}，累计消费 {fast_money:b}；谨慎型客户 {cautious} 位，"
        "决策用时 {cautious_hours}，累计消费 {cautious_money:b}（均为中位数）。",
    ),
    "finding.decision_presale": Text(
        "Pre-sales are {cautious} of the orders of cautious customers and {fast} of those of fast ones.",
        "预售订单占比：谨慎型 {cautious}，快速型 {fast}。",
    ),
    "caveat.decision_time_coverage": Text(
        "Decision time is known for {customers} of {all:customer/customers} and {orders} of {of:order/orders}; visits "
        "that were not "
        "recorded are missing.",
        "{all} 位客户中有 {customers} 位、{of} 个订单中有 {orders} 个可以计算决策时长；未被记录的访问不在其中。",
    ),
    # --- lifecycle curve
    "tool.lifecycle_curve": Text("lifecycle curve from registration to coming back", "客户生命周期曲线（注册到唤醒）"),
    "restate.lifecycle_curve.step_days": Text("each step within {value:day/days}", "每一步限 {value} 天内"),
    "column.step_days": Text("days for a step", "每步天数"),
    "column.base_customers": Text("customers who could", "可进入该步的客户"),
    "column.reached": Text("customers who did", "进入该步的客户"),
    "column.lost": Text("lost", "流失"),
    "column.loss_rate": Text("lost, share", "流失率"),
    "column.days_taken": Text("median days taken", "用时中位数（天）"),
    "word.step.registered": Text("Registered", "注册"),
    "word.step.first_order": Text("First order", "首次下单"),
    "word.step.second_order": Text("Second order", "二次下单"),
    "word.step.dormant": Text("Fell silent after the second order", "复购后沉默"),
    "word.step.back": Text("Came back", "唤醒后复购"),
    "finding.curve_largest_loss_first_order": Text(
        "The largest loss is before the first order: {loss:b} of those who registered ({lost} of {base}) did not order "
        "within {days:day/days}.",
        "流失最大的一步在首次下单：{base} 位注册客户中有 {lost} 位（{loss:b}）在 {days} 天内没有下单。",
    ),
    "finding.curve_largest_loss_second_order": Text(
        "The largest loss is before the second order: {loss:b} of first-time buyers ({lost} of {base}) did not order "
        "again within {days:day/days}.",
        "流失最大的一步在二次下单：{base} 位首购客户中有 {lost} 位（{loss:b}）在 {days} 天内没有再次下单。",
    ),
    "finding.curve_largest_loss_dormant": Text(
        "The largest loss comes after the second order: {loss:b} of repeat buyers ({lost} of {base}) have at some time "
        "bought nothing for more than {days:day/days}.",
        "流失最大的一步在二次下单之后：{base} 位复购客户中有 {lost} 位（{loss:b}）曾连续 {days} 天以上没有购买。",
    ),
    "finding.curve_largest_loss_back": Text(
        "The largest loss is among the silent: {loss:b} of them ({lost} of {base}) did not come back within "
        "{days:more day/more days}.",
        "流失最大的一步在沉默之后：{base} 位沉默客户中有 {lost} 位（{loss:b}）在之后 {days} 天内没有回来。",
    ),
    "finding.curve_no_loss": Text(
        "Nobody was lost: at no step did a customer stay away for more than {days:day/days}.",
        "没有客户流失：各步都没有客户超过 {days} 天不再购买。",
    ),
    "finding.curve_first_order": Text(
        "Registration to first order: {rate:b} go on, {lost} of {base} are lost.",
        "注册到首次下单：{rate:b} 继续，{base} 位中流失 {lost} 位。",
    ),
    "finding.curve_second_order": Text(
        "First to second order: {rate:b} go on, {lost} of {base} are lost.",
        "首次到二次下单：{rate:b} 继续，{base} 位中流失 {lost} 位。",
    ),
    "finding.curve_dormant": Text(
        "After the second order: {loss:b} fall silent, {lost} of {base}.",
        "二次下单之后：{loss:b} 陷入沉默，{base} 位中有 {lost} 位。",
    ),
    "finding.curve_back": Text(
        "Of the silent, {rate:b} come back, {reached} of {base}.",
        "沉默客户中 {rate:b} 回来，{base} 位中有 {reached} 位。",
    ),
    "finding.curve_hidden": Text("The groups are too small to show.", "各步人数过少，不予显示。"),
    "caveat.step_needs_time": Text(
        "A step counts those who came to the one before more than {days:day/days} ago, so the steps have different "
        "bases.",
        "每一步只统计 {days} 天以前已到达上一步的客户，因此各步基数不同。",
    ),
    "caveat.no_registrations_with_conditions": Text(
        "A condition on orders says nothing of people without one: the curve begins with the first order.",
        "订单条件无法用于未下单的注册客户，曲线从首次下单开始。",
    ),
    "caveat.registered_after_order": Text(
        "{customers:customer/customers} ordered before registering and are not in that step.",
        "{customers} 位客户先下单后注册，未计入该步。",
    ),
    # --- value
    "tool.value_score": Text("weighted value score of customers", "客户加权价值得分"),
    "given.value_score.indicators": Text("{value}", "{value}"),
    "restate.value_score.scaling": Text("{value}", "{value}"),
    "given.value_score.preset": Text("weights “{value}”", "权重方案“{value}”"),
    "given.value_score.limit": Text("the first {value}", "前 {value} 名"),
    "choice.rank": Text("ranked from 0 to 1", "按排名换算"),
    "choice.minmax": Text("between the 1st and 99th percentile", "按 1%–99% 分位区间换算"),
    "choice.standard": Text("standard", "标准"),
    "choice.asked": Text("as asked", "按提问"),
    "column.scaling": Text("scaling", "换算方法"),
    "column.weights": Text("weights", "权重"),
    "column.weights_version": Text("version of the weights", "权重版本"),
    "column.tier": Text("tier", "层级"),
    "column.least_score": Text("lowest score", "最低得分"),
    "column.mean_score": Text("mean score", "平均得分"),
    "column.weight": Text("weight", "权重"),
    "column.good_when": Text("good when", "方向"),
    "column.missing_customers": Text("customers without a value", "缺失客户数"),
    "word.good_when.up": Text("high", "越高越好"),
    "word.good_when.down": Text("low", "越低越好"),
    "key.points": Text("{name}: points", "{name}得分"),
    "finding.value_scored": Text(
        "{customers:b} {customers:=customer is/customers are} scored from 0 to 100; customer {best:b} leads with "
        "{score:b}, and the best fifth "
        "({high:customer/customers}) begins at {least}.",
        "共为 {customers:b} 位客户打分（0–100 分）；客户 {best:b} 得分最高，为 {score:b}；"
        "前 20%（{high} 位）从 {least} 分起。",
    ),
    "finding.value_heaviest": Text(
        "Of {inputs:indicator/indicators}, {metric} weighs most with {weight:b}.",
        "共 {inputs} 项指标，其中{metric}权重最高，为 {weight:b}。",
    ),
    "caveat.missing_as_median": Text(
        "{name} is missing for {customers:customer/customers}; they count as the median.",
        "{customers} 位客户缺少{name}，按中位数计。",
    ),
    "refuse.weights_unclear": Text(
        "Give each percentage one indicator, in the same order throughout, such as “50% revenue, 30% frequency”.",
        "请让每个百分比对应一个指标，并保持相同顺序，例如“消费金额50%、购买频次30%”。",
    ),
    # --- tiers
    "column.tier_value": Text("value tier", "价值分层"),
    "column.tier_behaviour": Text("behaviour tier", "行为分层"),
    "column.tier_potential": Text("potential tier", "潜力分层"),
    "column.tier_demand": Text("demand tier", "需求分层"),
    "word.tier_value.high": Text("High value", "高价值"),
    "word.tier_value.mid": Text("Mid value", "中价值"),
    "word.tier_value.low": Text("Low value", "低价值"),
    "word.tier_behaviour.high": Text("Highly engaged", "高活跃"),
    "word.tier_behaviour.mid": Text("Moderately engaged", "中活跃"),
    "word.tier_behaviour.low": Text("Little engaged", "低活跃"),
    "word.tier_potential.high": Text("High potential", "高潜力"),
    "word.tier_potential.mid": Text("Medium potential", "中潜力"),
    "word.tier_potential.low": Text("Low potential", "低潜力"),
    "word.tier_demand.high": Text("High demand", "高需求"),
    "word.tier_demand.mid": Text("Medium demand", "中需求"),
    "word.tier_demand.low": Text("Low demand", "低需求"),
    "restate.tiers.kind": Text("by: {value}", "依据：{value}"),
    "given.tiers.preset": Text("{value}", "{value}"),
    "given.tiers.inputs": Text("{value}", "{value}"),
    "choice.behaviour": Text("behaviour", "行为"),
    "choice.potential": Text("potential", "潜力"),
    "choice.demand": Text("declared needs", "需求"),
    "choice.several": Text("by several indicators of value", "按多项价值指标"),
    "choice.b2b_account": Text("strategic, develop and general accounts", "战略、发展与一般客户"),
    "choice.b2b_size": Text("by size of the account", "按客户规模"),
    "choice.b2b_risk": Text("potential, maintain and risk", "潜力、维持与风险客户"),
    "choice.growth": Text("growth over two quarters", "近两个季度的增长"),
    "choice.profit": Text("profit", "利润"),
    "choice.repurchases": Text("repurchases", "复购次数"),
    "choice.return_share": Text("return rate", "退货率"),
    "choice.active_days": Text("active days", "活跃天数"),
    "choice.products": Text("different products bought", "购买商品种数"),
    "choice.service_contacts": Text("contacts with service", "客服联系次数"),
    "choice.size": Text("size", "规模"),
    "choice.industry_rank": Text("place in the industry", "行业排名"),
    "finding.tier_first": Text(
        "{group:b}: {customers:b} {customers:=customer/customers} ({share}), with {revenue_share:b} of revenue.",
        "{group:b}：{customers:b} 位客户（{share}），贡献 {revenue_share:b} 的销售额。",
    ),
    "caveat.tier_inputs": Text("All count the same: {names}.", "各项权重相同：{names}。"),
    "caveat.inputs_left_out": Text("The model does not know: {names}.", "模型中没有：{names}。"),
}
