"""What is bought together, and how long customers wait."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    # --- pairs
    "tool.basket_pairs": Text("what is bought together", "关联购买分析"),
    "given.basket_pairs.level": Text("by {value}", "按{value}"),
    "restate.basket_pairs.unit": Text("counted in {value}", "以{value}为单位"),
    "choice.basket": Text("orders", "订单"),
    "choice.customer": Text("customers", "客户"),
    "restate.basket_pairs.item": Text("with {value}", "包含：{value}"),
    "given.basket_pairs.direction": Text("{value}", "{value}"),
    "choice.together": Text("more often than by chance", "高于随机水平"),
    "choice.apart": Text("less often than by chance", "低于随机水平"),
    "restate.basket_pairs.min_count": Text("at least {value} times", "至少同时出现 {value} 次"),
    "given.basket_pairs.top_items": Text(
        "the {value:most frequent thing/most frequent things}", "最常购买的 {value} 种"
    ),
    "given.basket_pairs.limit": Text("the first {value}", "前 {value} 个"),
    "column.item_a": Text("bought", "购买"),
    "column.item_b": Text("also bought", "同时购买"),
    "column.together_count": Text("together", "同时购买次数"),
    "column.support": Text("share of all", "占全部比例"),
    "column.conf_ab": Text("also bought, of those with the first", "购买前者时也买后者的比例"),
    "column.conf_ba": Text("also bought the first, of those with the second", "购买后者时也买前者的比例"),
    "column.base_a": Text("first among all", "前者在全部中的比例"),
    "column.base_b": Text("second among all", "后者在全部中的比例"),
    "column.share_of_gaps": Text("share of gaps", "间隔占比"),
    "column.p_adj": Text("by chance, all pairs counted (p)", "计入全部组合后的偶然概率（p 值）"),
    "column.min_count": Text("least number together", "最少同时出现次数"),
    "column.top_items": Text("things looked at", "参与分析的种类数"),
    "column.significance": Text("significance level", "显著性水平"),
    "column.level": Text("level", "层级"),
    "column.units": Text("units", "统计单位数"),
    "column.pairs": Text("pairs", "组合数"),
    "column.significant": Text("beyond chance", "显著组合数"),
    "finding.pair_together_basket": Text(
        "{item_a:b} and {item_b:b} are bought together {lift:b} times as often as by chance, in {count:order/orders}: "
        "{conf_ab} of orders with {item_a} also hold {item_b}, of all orders {base_b}.",
        "{item_a:b}和{item_b:b}的关联最强，同时购买的频率是随机水平的 {lift:b} 倍（{count} 单）："
        "含{item_a}的订单中有 {conf_ab} 也含{item_b}，而全部订单中仅 {base_b}。",
    ),
    "finding.pair_together_customer": Text(
        "{item_a:b} and {item_b:b} are bought by the same customers {lift:b} times as often as by chance, by {count} "
        "of them: {conf_ab} of the customers who bought {item_a} also bought {item_b}, of all buyers {base_b}.",
        "{item_a:b}和{item_b:b}的关联最强，同一客户都购买的频率是随机水平的 {lift:b} 倍（{count} 人）："
        "买过{item_a}的客户中有 {conf_ab} 也买过{item_b}，而全部购买客户中为 {base_b}。",
    ),
    "finding.pair_apart_basket": Text(
        "{item_a:b} and {item_b:b} are together in an order least, only {lift:b} times as often as by chance "
        "({count:order/orders}): {conf_ab} of orders with {item_a} also hold {item_b}, of all orders {base_b}.",
        "{item_a:b}和{item_b:b}最少出现在同一订单，仅为随机水平的 {lift:b} 倍（{count} 单）："
        "含{item_a}的订单中有 {conf_ab} 也含{item_b}，而全部订单中为 {base_b}。",
    ),
    "finding.pair_apart_customer": Text(
        "{item_a:b} and {item_b:b} are bought by the same customers least, only {lift:b} times as often as by chance "
        "({count:customer/customers}): {conf_ab} of those who bought {item_a} also bought {item_b}, of all buyers "
        "{base_b}.",
        "{item_a:b}和{item_b:b}最少由同一客户购买，仅为随机水平的 {lift:b} 倍（{count} 人）："
        "买过{item_a}的客户中有 {conf_ab} 也买过{item_b}，而全部购买客户中为 {base_b}。",
    ),
    "finding.companions_together_basket": Text(
        "Together with {item_a}, {groups:b} is bought more often than by chance. First: {item_b}, in {conf_ab:b} of "
        "the orders with {item_a} against {base_b} of all orders, {lift:b} times as often ({count:order/orders}).",
        "与{item_a}一起购买明显高于随机水平的是{groups:b}。其中{item_b}出现在 {conf_ab:b} 的含{item_a}订单中，"
        "而全部订单中为 {base_b}，提升度 {lift:b} 倍（{count} 单）。",
    ),
    "finding.companions_together_customer": Text(
        "Customers who bought {item_a} also buy {groups:b} more often than others do by chance. First: {item_b}, "
        "bought by {conf_ab:b} of them against {base_b} of all buyers, {lift:b} times as often "
        "({count:customer/customers}).",
        "买过{item_a}的客户还更常购买{groups:b}。其中 {conf_ab:b} 买过{item_b}，"
        "而全部购买客户中为 {base_b}，提升度 {lift:b} 倍（{count} 人）。",
    ),
    "finding.companions_apart_basket": Text(
        "Together with {item_a}, {groups:b} is bought less often than by chance. First: {item_b}, in {conf_ab:b} of "
        "the orders with {item_a} against {base_b} of all orders, {lift:b} times as often ({count:order/orders}).",
        "与{item_a}一起购买明显低于随机水平的是{groups:b}。其中{item_b}仅出现在 {conf_ab:b} 的含{item_a}订单中，"
        "而全部订单中为 {base_b}，提升度 {lift:b} 倍（{count} 单）。",
    ),
    "finding.companions_apart_customer": Text(
        "Customers who bought {item_a} buy {groups:b} less often than by chance. First: {item_b}, bought by "
        "{conf_ab:b} of them against {base_b} of all buyers, {lift:b} times as often ({count:customer/customers}).",
        "买过{item_a}的客户较少购买{groups:b}。其中 {conf_ab:b} 买过{item_b}，"
        "而全部购买客户中为 {base_b}，提升度 {lift:b} 倍（{count} 人）。",
    ),
    "finding.pair_most_frequent_basket": Text(
        "The most frequent pair is {item_a} and {item_b} ({count:order/orders}, {lift} times as often as by chance).",
        "出现次数最多的组合是{item_a}和{item_b}（{count} 单，提升度 {lift} 倍）。",
    ),
    "finding.pair_most_frequent_customer": Text(
        "The most frequent pair is {item_a} and {item_b} ({count:customer/customers}, {lift} times as often as by "
        "chance).",
        "出现次数最多的组合是{item_a}和{item_b}（{count} 位客户，提升度 {lift} 倍）。",
    ),
    "finding.pairs_tested_together": Text(
        "Of {pairs:frequent pair/frequent pairs}, {found} are bought together more often than by chance.",
        "在 {pairs} 个常见组合中，有 {found} 个的同时购买明显高于随机水平。",
    ),
    "finding.pairs_tested_apart": Text(
        "Of {pairs:frequent pair/frequent pairs}, {found} are bought together less often than by chance.",
        "在 {pairs} 个常见组合中，有 {found} 个的同时购买明显低于随机水平。",
    ),
    "finding.no_pair_together": Text(
        "Nothing is bought together more often than by chance ({pairs:frequent pair was/frequent pairs were} tested).",
        "没有发现同时购买明显高于随机水平的组合（共检验 {pairs} 个常见组合）。",
    ),
    "finding.no_pair_apart": Text(
        "Nothing is bought together less often than by chance ({pairs:frequent pair was/frequent pairs were} tested).",
        "没有发现同时购买明显低于随机水平的组合（共检验 {pairs} 个常见组合）。",
    ),
    "caveat.pairs_level": Text(
        "Paired by {name}: the finest level at which frequent pairs stand out.",
        "按{name}配对：这是能看出显著组合的最细层级。",
    ),
    "caveat.pairs_of_customers": Text(
        "Who buys much has bought more of everything: between customers, a lift a little above 1 says little.",
        "购买多的客户各类商品都买得多，因此按客户统计时，略高于 1 的提升度意义不大。",
    ),
    "caveat.pairs_saturated": Text(
        "Nearly everybody buys both things of some pairs; ask for finer things or a shorter period.",
        "部分组合几乎人人都买，建议换用更细的层级或更短的期间。",
    ),
    # --- cross purchase
    "tool.cross_purchase": Text("cross purchase", "交叉购买"),
    "restate.cross_purchase.bought": Text("of customers who bought {value}", "购买过该类的客户：{value}"),
    "restate.cross_purchase.item": Text("how many bought {value}", "其中购买：{value}"),
    "restate.cross_purchase.at_least": Text("in at least {value:order/orders}", "至少 {value} 单"),
    "column.buyers_group": Text("customers who", "客户群"),
    "column.bought_item": Text("bought it", "购买人数"),
    "column.item_rate": Text("share who bought it", "购买比例"),
    "column.at_least": Text("least number of orders", "最少订单数"),
    "column.n_a": Text("bought the first", "购买前者的人数"),
    "column.n_ab": Text("bought both", "两者都买的人数"),
    "value.with_first": Text("bought the first", "购买过前者"),
    "value.without_first": Text("did not, or not as often", "未达到该购买次数"),
    "value.all_buyers": Text("all buyers", "全部购买客户"),
    "finding.cross_purchase_often": Text(
        "{rate:b} of the customers with at least {at_least:order/orders} of {bought} bought {item} ({hits} of {n}; 95% "
        "interval {interval}), against {base:b} of all buyers: {lift} times as many.",
        "{bought}至少买过 {at_least} 单的客户中，有 {rate:b} 购买过{item}"
        "（{n} 人中的 {hits} 人；95% 区间 {interval}），而全部购买客户中为 {base:b}，是其 {lift} 倍。",
    ),
    "finding.cross_purchase_nobody": Text(
        "No buyer bought {item} at all, so none of the {n:customer/customers} who bought {bought} did.",
        "没有任何客户购买过{item}，购买过{bought}的 {n} 位客户也没有。",
    ),
    "finding.cross_purchase_ever": Text(
        "{rate:b} of the customers who bought {bought} also bought {item} ({hits} of {n}; 95% interval {interval}), "
        "against {base:b} of all buyers: {lift} times as many.",
        "买过{bought}的客户中，有 {rate:b} 也购买过{item}（{n} 人中的 {hits} 人；95% 区间 {interval}），"
        "而全部购买客户中为 {base:b}，是其 {lift} 倍。",
    ),
    "finding.cross_purchase_more": Text(
        "Of the other buyers {others} did: a difference of {gap} points (95% interval {interval} points).",
        "其余购买客户中该比例为 {others}，高出 {gap} 个百分点（95% 区间 {interval} 个百分点）。",
    ),
    "finding.cross_purchase_less": Text(
        "Of the other buyers {others} did: {gap} points more (95% interval {interval} points).",
        "其余购买客户中该比例为 {others}，低了 {gap} 个百分点（95% 区间 {interval} 个百分点）。",
    ),
    "finding.cross_purchase_same": Text(
        "Of the other buyers {others} did: the data cannot tell the two apart.",
        "其余购买客户中该比例为 {others}，两者没有显著差异。",
    ),
    "caveat.cross_purchase_saturated": Text(
        "More than 90% of all buyers bought it anyway; ask for finer things or a shorter period.",
        "超过 90% 的购买客户本来就买过，建议换用更细的商品或更短的期间。",
    ),
    "caveat.buyers_buy_more": Text(
        "Who buys one thing often buys more of everything; part of the difference is that.",
        "经常购买某类商品的客户通常各类都买得多，差异中有一部分来自于此。",
    ),
    "caveat.few_buyers": Text("Only {n:customer/customers}: the share is rough.", "仅 {n} 位客户，比例较粗略。"),
    # --- gaps
    "tool.purchase_gaps": Text("time between two purchases", "购买间隔"),
    "restate.purchase_gaps.by": Text("by {value}", "按{value}"),
    "column.gap_range": Text("days between purchases", "间隔天数"),
    "column.median_days": Text("median gap", "间隔中位数"),
    "column.p75_days": Text("75% come within", "75% 不超过"),
    "column.p95_days": Text("95% come within", "95% 不超过"),
    "column.mean_days": Text("mean gap", "平均间隔"),
    "column.typical_days": Text("typical customer's mean gap", "典型客户的平均间隔"),
    "finding.purchase_gap": Text(
        "Half of all repeat purchases come within {median_days:b} of the one before, 75% within {p75_days} and 95% "
        "within {p95_days} ({gaps:gap/gaps}).",
        "一半的再次购买发生在上一次购买后的 {median_days:b}内，75% 在 {p75_days}内，95% 在 {p95_days}内"
        "（共 {gaps} 次间隔）。",
    ),
    "finding.purchase_gap_customer": Text(
        "A typical customer who comes back buys every {typical_days:b} on average (mean over all gaps {mean_days}; "
        "{customers:customer/customers}).",
        "典型的回头客平均每 {typical_days:b} 购买一次（全部间隔的均值为 {mean_days}，共 {customers} 位客户）。",
    ),
    "finding.purchase_gap_range": Text(
        "{short_group:b} buys again soonest, after {short:b} (median); {long_group} waits longest, {long}.",
        "{short_group:b}的购买间隔最短，中位数为 {short:b}；{long_group}最长，为 {long}。",
    ),
    "finding.purchase_gap_even": Text(
        "All groups have the same median of {median_days:b} between two purchases.",
        "各组的购买间隔中位数相同，均为 {median_days:b}。",
    ),
    "caveat.gaps_open": Text(
        "{customers:customer/customers} bought on one day only and have no gap; waits that still go on are not "
        "counted, "
        "so long gaps are rarer here than in truth.",
        "{customers} 位客户仅在一天购买过，没有间隔；尚未结束的等待不计入，因此实际的长间隔会更多。",
    ),
    "caveat.few_gaps": Text(
        "Only {gaps:gap/gaps}: read the quantiles with care.", "仅有 {gaps} 次间隔，分位数仅供参考。"
    ),
}
