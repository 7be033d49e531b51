"""What customers are worth from now on."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.clv": Text("customer lifetime value", "客户终身价值（LTV）"),
    "restate.clv.horizon_days": Text("over the next {value:day/days}", "未来 {value} 天"),
    "given.clv.discount_annual": Text("discounted at {value} a year", "年折现率 {value}"),
    "given.clv.margin": Text("margin {value}", "毛利率 {value}"),
    "restate.clv.by": Text("by {value}", "按{value}"),
    "given.clv.limit": Text("the first {value}", "前 {value} 名"),
    "given.clv.model": Text("model {value}", "模型 {value}"),
    "choice.bgnbd": Text("BG/NBD", "BG/NBD"),
    "choice.mbgnbd": Text("MBG/NBD", "MBG/NBD"),
    "column.clv": Text("lifetime value", "终身价值"),
    "column.clv_per_customer": Text("lifetime value per customer", "人均终身价值"),
    "column.clv_undiscounted": Text("without discount", "未折现价值"),
    "column.expected_orders": Text("expected purchases", "预计购买次数"),
    "column.actual_orders": Text("actual purchases", "实际购买次数"),
    "column.expected_value": Text("expected value per purchase", "预计每次金额"),
    "column.p_alive": Text("still a customer", "仍活跃的概率"),
    "column.parameter": Text("parameter", "参数"),
    "column.mean_error": Text("mean error per customer", "人均误差"),
    "column.from_day": Text("forecast from", "预测起始日"),
    "column.days": Text("days", "天数"),
    "choice.naive": Text("own rate so far", "沿用自身历史频率"),
    "finding.clv_total": Text(
        "Over the next {days:day/days} the {customers:customer is/customers are} expected to spend {clv:b}, {mean} "
        "each on average, "
        "in about {orders:purchase/purchases}.",
        "预计未来 {days} 天，{customers} 位客户共消费 {clv:b}，人均 {mean}，约 {orders} 次购买。",
    ),
    "finding.clv_first_one": Text(
        "Customer {who:b} is worth most over the next {days:day/days}: {amounts:b} expected, {share} of what all are "
        "expected to spend.",
        "未来 {days} 天价值最高的是客户 {who:b}：预计消费 {amounts:b}，占全部客户的 {share}。",
    ),
    "finding.clv_first_few": Text(
        "Customers {who:b} are worth most over the next {days:day/days}: {amounts:b} expected, together {clv}, "
        "{share} of what all are expected to spend.",
        "未来 {days} 天价值最高的是客户 {who:b}：预计消费 {amounts:b}，合计 {clv}，占全部客户的 {share}。",
    ),
    "finding.clv_first_ones": Text(
        "Customers {who:b} are worth most over the next {days:day/days}: {amounts:b} expected. The {count} listed come "
        "to {clv}, {share} of what all are expected to spend.",
        "未来 {days} 天价值最高的是客户 {who:b}：预计消费 {amounts:b}。"
        "所列 {count} 位合计 {clv}，占全部客户的 {share}。",
    ),
    "finding.clv_listed": Text(
        "The table lists the {count} most valuable.",
        "表中列出价值最高的 {count} 位。",
    ),
    "finding.clv_top_tenth": Text(
        "The most valuable tenth of them accounts for {share:b} of that.", "其中价值最高的十分之一客户占 {share:b}。"
    ),
    "finding.clv_leading_group": Text(
        "{group:b} has the highest lifetime value per customer: {clv_per_customer:b} "
        "({customers:customer/customers}, {clv} in all).",
        "{group:b}的人均终身价值最高，为 {clv_per_customer:b}（{customers} 位客户，合计 {clv}）。",
    ),
    "caveat.revenue_not_profit": Text(
        "Revenue, not profit: no margin was given.", "按销售额计算，未扣除成本（未给出毛利率）。"
    ),
    "caveat.few_to_fit": Text(
        "Only {customers:customer/customers}, {repeaters} of them with a second purchase: the estimate is rough.",
        "仅 {customers} 位客户，其中 {repeaters} 位有复购，估计较粗略。",
    ),
    "caveat.parameter_at_bound": Text(
        "The data say almost nothing about the parameter {names}: read the chance of still being a customer with care.",
        "数据对参数 {names} 几乎没有约束，“仍活跃的概率”仅供参考。",
    ),
    "caveat.value_follows_frequency": Text(
        "Who buys more often also spends more per purchase (correlation {correlation}); "
        "the model takes the two as independent.",
        "购买越频繁的客户每次消费也越高（相关系数 {correlation}），而模型假定两者独立。",
    ),
    "caveat.beyond_history": Text(
        "The {days:day/days} ahead are longer than any customer has been known so far.",
        "预测的 {days} 天超过了所有客户的已有历史。",
    ),
}
