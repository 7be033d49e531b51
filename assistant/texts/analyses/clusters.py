"""Groups of similar customers: what they were compared by, how their number was chosen, what sets each apart."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "restate.cluster_customers.features": Text("by {value}", "依据{value}"),
    "given.cluster_customers.method": Text("with {value}", "采用{value}"),
    "given.cluster_customers.k": Text("{value:group/groups}", "分为 {value} 组"),
    "given.cluster_customers.sample": Text(
        "the number of groups chosen on {value:customer/customers}", "用 {value} 位客户选择分组数"
    ),
    "given.cluster_customers.fit_sample": Text(
        "fitted on at most {value:customer/customers}", "最多用 {value} 位客户拟合"
    ),
    "choice.ward": Text("Ward's hierarchical method", "Ward 层次聚类法"),
    "choice.average_purchase": Text("spend per purchase", "次均消费"),
    "choice.basket_size": Text("lines per order", "每单明细数"),
    "choice.product_variety": Text("different products bought", "购买商品种数"),
    "choice.visit_days": Text("days with a visit", "访问天数"),
    "column.basket_size": Text("lines per order", "每单明细数"),
    "column.product_variety": Text("different products", "不同商品数"),
    "column.return_share": Text("share of orders returned", "退货订单占比"),
    "column.service_contacts": Text("complaints", "投诉数"),
    "column.visit_days": Text("days with a visit", "访问天数"),
    "column.weakest_group": Text("overlap of the least stable group (Jaccard)", "最不稳定一组的重合度（Jaccard）"),
    "column.merge_height": Text("height of the merger to one group less", "合并为少一组的高度"),
    "column.median_average_purchase": Text("median spend per purchase", "次均消费中位数"),
    "column.median_tenure_days": Text("median days since first purchase", "首次购买至今天数中位数"),
    "column.median_basket_size": Text("median lines per order", "每单明细数中位数"),
    "column.median_product_variety": Text("median different products", "不同商品数中位数"),
    "column.median_return_share": Text("median share of orders returned", "退货订单占比中位数"),
    "column.median_service_contacts": Text("median complaints", "投诉数中位数"),
    "column.median_visit_days": Text("median days with a visit", "访问天数中位数"),
    "key.median": Text("median {name}", "{name}中位数"),
    "key.log_low": Text("{name}, lower bound (log)", "{name}下界（对数）"),
    "key.log_high": Text("{name}, upper bound (log)", "{name}上界（对数）"),
    "key.log_centre": Text("{name}, centre (log)", "{name}中心（对数）"),
    "trait.high": Text("high {name}", "{name}高"),
    "trait.low": Text("low {name}", "{name}低"),
    "trait.high_tenure_days": Text("long-standing", "老客户"),
    "trait.low_tenure_days": Text("recently won", "新近客户"),
    "trait.high_basket_size": Text("large baskets", "购物篮大"),
    "trait.low_basket_size": Text("small baskets", "购物篮小"),
    "trait.high_product_variety": Text("many different products", "商品种类多"),
    "trait.low_product_variety": Text("few different products", "商品种类少"),
    "trait.high_return_share": Text("many returns", "退货多"),
    "trait.low_return_share": Text("few returns", "退货少"),
    "trait.high_service_contacts": Text("many complaints", "投诉多"),
    "trait.low_service_contacts": Text("few complaints", "投诉少"),
    "trait.high_visit_days": Text("visits often", "访问多"),
    "trait.low_visit_days": Text("visits rarely", "访问少"),
    "finding.clusters_chosen": Text(
        "{k:group is/groups are} the most that come out the same when it is repeated with randomly chosen customers "
        "(agreement {ari} of 1, at least {least} is needed).",
        "随机抽取客户重复分组，最多分为 {k} 组时结果仍然一致（一致性 {ari}，满分 1，要求不低于 {least}）。",
    ),
    "finding.clusters_given": Text(
        "{k:group/groups} as asked: repeated with randomly chosen customers they agree by {ari} of 1; the most groups "
        "that come out the same are {stable}.",
        "按要求分为 {k} 组：随机抽取客户重复分组的一致性为 {ari}（满分 1）；结果仍然一致的最大分组数为 {stable}。",
    ),
    "finding.clusters_given_unstable": Text(
        "{k:group/groups} as asked: repeated with randomly chosen customers they agree by {ari} of 1 only, and no "
        "other number of groups comes out the same either.",
        "按要求分为 {k} 组：随机抽取客户重复分组的一致性仅为 {ari}（满分 1），其他分组数同样不稳定。",
    ),
    "finding.clusters_elbow": Text(
        "Beyond {k:group/groups}, customers within a group hardly become more alike.",
        "超过 {k} 组后，组内客户的相似程度提升有限。",
    ),
    "finding.clusters_unstable": Text(
        "No division into 2 to 8 groups comes out the same when it is repeated with randomly chosen customers, so "
        "nobody is put into groups.",
        "随机抽取客户重复分组，分为 2 至 8 组的结果都不一致，因此不做分组。",
    ),
    "caveat.feature_without_spread": Text(
        "{name} is the same for at least half of the customers and is not used.",
        "至少一半客户的{name}相同，因此未采用该特征。",
    ),
    "caveat.weak_group": Text(
        "One of these groups hardly comes back when it is repeated with randomly chosen customers (overlap {weakest} "
        "of 1); with {k:group/groups} every one does.",
        "随机抽取客户重复分组时，其中有一组难以复现（重合度 {weakest}，满分 1）；分为 {k} 组时各组都能复现。",
    ),
    "caveat.weak_groups": Text(
        "One of these groups hardly comes back when it is repeated with randomly chosen customers (overlap {weakest} "
        "of 1).",
        "随机抽取客户重复分组时，其中有一组难以复现（重合度 {weakest}，满分 1）。",
    ),
}
