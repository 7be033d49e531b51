"""Who is lost, who may be next, and what goes together with it."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    # who may be next
    "parameter.population": Text("among", "范围"),
    "given.churn_risk.population": Text("{value}", "{value}"),
    "given.churn_risk.customer": Text("customer {value}", "客户 {value}"),
    "given.churn_risk.at_least": Text("risk of at least {value}", "风险不低于 {value}"),
    "given.churn_risk.limit": Text("the first {value}", "前 {value} 名"),
    "given.churn_risk.method": Text("method {value}", "方法：{value}"),
    "choice.active": Text("active customers", "活跃客户"),
    "choice.all": Text("everybody who ever bought", "所有购买过的客户"),
    "choice.logistic": Text("logistic regression", "逻辑回归"),
    "choice.boosting": Text("boosted trees", "梯度提升树"),
    "choice.closed_form": Text("closed form", "解析公式"),
    "choice.ranking": Text("order only", "仅排序"),
    "word.population.active": Text("active customers", "活跃客户"),
    "word.population.all": Text("everybody who ever bought", "所有购买过的客户"),
    "word.method.recency": Text("days since the last purchase", "距上次购买天数"),
    "word.method.bgnbd": Text("BG/NBD", "BG/NBD"),
    "word.method.model": Text("model", "模型"),
    "column.population": Text("among", "范围"),
    "column.fit_date": Text("fitted on", "拟合日期"),
    "column.valid_until": Text("valid until", "有效期至"),
    "column.estimator": Text("estimator", "估计方法"),
    "column.calibration_cut": Text("calibrated from", "校准起点"),
    "column.train_cuts": Text("learned from", "训练起点"),
    "finding.churn_expected_active": Text(
        "Of the {customers:customer/customers} who bought in the last {window:day/days}, about {expected:b} ({share}) "
        "are expected "
        "not to buy in the next {days:day/days}; listed are the {count} most likely to be lost.",
        "最近 {window} 天内有购买的 {customers} 位客户中，预计约 {expected:b} 位（{share}）在未来 {days} 天内不会"
        "再购买；下表为流失可能性最高的 {count} 位。",
    ),
    "finding.churn_expected_all": Text(
        "Of the {customers:customer/customers} who ever bought, about {expected:b} ({share}) are expected not to buy "
        "in the "
        "next {days:day/days}; listed are the {count} least likely to come back.",
        "在所有购买过的 {customers} 位客户中，预计约 {expected:b} 位（{share}）在未来 {days} 天内不会购买；"
        "下表为最不可能再购买的 {count} 位。",
    ),
    "finding.churn_one": Text(
        "Customer {customer} has a {share:b} chance of not buying in the next {days:day/days}; "
        "the last purchase was {recency:day/days} ago.",
        "客户 {customer} 在未来 {days} 天内不再购买的概率为 {share:b}；距上次购买已 {recency} 天。",
    ),
    "finding.churn_tested": Text(
        "How good is that? Tested on the {days:day/days} from {from_day} ({n:customer/customers}, {base} of them "
        "lost), the rule "
        "put a lost customer above one who stayed in {auc:b} of cases, days since the last purchase alone in "
        "{recency_auc}; the tenth it ranked highest was lost {lift} times as often as average.",
        "可信程度：以 {from_day}起的 {days} 天检验（{n} 位客户，流失 {base}），任取一位流失客户和一位留存客户，"
        "规则把前者排在前面的比例为 {auc:b}，仅看距上次购买天数为 {recency_auc}；"
        "风险最高的十分之一客户，流失率是平均的 {lift} 倍。",
    ),
    "finding.churn_tested_recency": Text(
        "How good is that? Tested on the {days:day/days} from {from_day} ({n:customer/customers}, {base} of them "
        "lost), days since "
        "the last purchase put a lost customer above one who stayed in {auc:b} of cases; the tenth ranked "
        "highest was lost {lift} times as often as average.",
        "可信程度：以 {from_day}起的 {days} 天检验（{n} 位客户，流失 {base}），任取一位流失客户和一位留存客户，"
        "按距上次购买天数把前者排在前面的比例为 {auc:b}；风险最高的十分之一客户，流失率是平均的 {lift} 倍。",
    ),
    "finding.churn_value": Text(
        "At the pace of their purchases so far, {value:b} of revenue in these {days:day/days} is at risk.",
        "按以往的购买节奏，这 {days} 天内面临风险的销售额为 {value:b}。",
    ),
    "caveat.loses_to_baseline": Text(
        "On a later period this method ranked no better than days since the last purchase alone.",
        "在后续期间的检验中，该方法的排序效果不优于仅看距上次购买天数。",
    ),
    "caveat.few_to_judge": Text(
        "Only {events:customer was/customers were} lost or stayed in the test: its figures are rough.",
        "检验期内流失（或留存）的客户仅 {events} 位，检验结果较粗略。",
    ),
    "caveat.learned_from_everybody": Text(
        "The condition chooses who is listed; the rule was learned and tested on all customers.",
        "条件仅用于筛选列出的客户；规则基于全部客户学习和检验。",
    ),
    "caveat.stale_fit": Text(
        "Fitted as of {fitted}; after {until} these chances should no longer be used.",
        "基于 {fitted} 之前的数据，{until} 之后不宜再使用这些概率。",
    ),
    "refuse.history_too_short": Text(
        "{days:day cannot/days cannot} be judged: that needs {need:day/days} of purchases, and there are {have}. Ask "
        "about fewer "
        "days, or ask again when more are recorded.",
        "无法判断 {days} 天的情况：需要 {need} 天的购买记录，目前只有 {have} 天。请缩短天数，或待记录更多后再问。",
    ),
    # who was lost
    "tool.churn_rate": Text("customer churn rate", "客户流失率"),
    "restate.churn_rate.days": Text("over {value:day/days}", "{value} 天"),
    "given.churn_rate.t0": Text("from {value}", "自 {value} 起"),
    "restate.churn_rate.by": Text("by {value}", "按{value}"),
    "restate.churn_rate.grain": Text("by {value}", "按{value}"),
    "given.churn_rate.definition": Text("definition: {value}", "口径：{value}"),
    "choice.window": Text("no purchase in the period", "期内未购买"),
    "choice.own_gap": Text("silent beyond own rhythm", "沉默超过自身购买节奏"),
    "column.churn": Text("churn rate", "流失率"),
    "column.customers_lost": Text("customers lost", "流失客户数"),
    "column.customers_expected_lost": Text("expected to be lost", "预计流失客户数"),
    "column.definition": Text("definition", "口径"),
    "finding.churn_rate": Text(
        "{rate:b} of customers were lost: of the {customers} who bought in the {days:day/days} before {from_day}, "
        "{lost} bought nothing in the {days:day/days} from then on.",
        "流失率为 {rate:b}：{from_day} 前 {days} 天内购买的 {customers} 位客户中，"
        "{lost} 位在其后 {days} 天内未再购买。",
    ),
    "finding.churn_rate_own_gap": Text(
        "{rate:b} of customers were lost: of the {customers} who bought in the {days:day/days} before {from_day}, "
        "{lost} had been silent for longer than is usual for them {days:day/days} later.",
        "流失率为 {rate:b}：{from_day} 前 {days} 天内购买的 {customers} 位客户中，"
        "{lost} 位在 {days} 天后的沉默时间已超过其平常的购买间隔。",
    ),
    "finding.churn_rate_expected": Text(
        "{rate:b} of today's customers are expected to be lost: of the {customers} who bought in the last "
        "{days:day/days}, "
        "about {lost} will probably buy nothing in the next {days}.",
        "预计流失率为 {rate:b}：最近 {days} 天内购买的 {customers} 位客户中，"
        "约 {lost} 位在未来 {days} 天内可能不会再购买。",
    ),
    "finding.churn_rate_leader": Text(
        "{group:b} has the highest churn rate, {rate:b} of {customers:customer/customers}; "
        "{low_group} the lowest with {low_rate}.",
        "{group:b}的流失率最高，为 {rate:b}（{customers} 位客户）；{low_group}最低，为 {low_rate}。",
    ),
    "finding.churn_rate_tie": Text(
        "{groups:b} share the highest churn rate: the data cannot tell them apart. The highest figure is {rate:b}; "
        "{low_group} has the lowest with {low_rate}.",
        "{groups:b}的流失率并列最高（数据不足以区分），最高为 {rate:b}；{low_group}最低，为 {low_rate}。",
    ),
    "finding.churn_rate_no_difference": Text(
        "The groups cannot be told apart: {group} has {rate:b}, {low_group} {low_rate}, "
        "and that difference may be chance.",
        "各组流失率没有可靠的差别：{group}为 {rate:b}，{low_group}为 {low_rate}，差异可能只是偶然。",
    ),
    "finding.churn_rate_rose": Text(
        "The {days}-day churn rate rose from {first_rate} ({first}) to {rate:b} ({last}).",
        "{days} 天流失率从 {first_rate}（{first}）上升到 {rate:b}（{last}）。",
    ),
    "finding.churn_rate_fell": Text(
        "The {days}-day churn rate fell from {first_rate} ({first}) to {rate:b} ({last}).",
        "{days} 天流失率从 {first_rate}（{first}）下降到 {rate:b}（{last}）。",
    ),
    "finding.churn_rate_same": Text(
        "The {days}-day churn rate was {rate:b} ({last}) after {first_rate} ({first}): no reliable change.",
        "{days} 天流失率为 {rate:b}（{last}），此前为 {first_rate}（{first}），没有可靠的变化。",
    ),
    "finding.churn_rate_once": Text(
        "The {days}-day churn rate was {rate:b} ({last}); no other period is complete.",
        "{days} 天流失率为 {rate:b}（{last}），其他期间尚不完整。",
    ),
    "finding.churn_rate_range": Text(
        "It was highest from {most} ({most_rate}) and lowest from {least} ({least_rate}).",
        "最高为 {most} 起（{most_rate}），最低为 {least} 起（{least_rate}）。",
    ),
    "caveat.churn_is_expected": Text("A forecast, not a count.", "此为预测值，并非实际统计。"),
    "caveat.few_members": Text(
        "Groups of fewer than {n:customer/customers} say little.", "不足 {n} 位客户的分组参考价值有限。"
    ),
    "caveat.churn_overlaps": Text(
        "Each rate looks {days:day/days} ahead from its date, so neighbouring rates overlap.",
        "每个流失率均向后观察 {days} 天，相邻期间有重叠。",
    ),
    # what goes together with it
    "tool.churn_drivers": Text("what goes together with churn", "与流失相关的因素"),
    "restate.churn_drivers.horizon_days": Text("no purchase for {value:day/days}", "{value} 天内未购买"),
    "given.churn_drivers.population": Text("{value}", "{value}"),
    "column.feature": Text("feature", "特征"),
    "column.auc_lost": Text("how much it helps to tell them apart (AUC)", "对区分的贡献（AUC）"),
    "column.mean_lost": Text("average of the lost", "流失客户均值"),
    "column.mean_stayed": Text("average of the others", "留存客户均值"),
    "column.shuffles": Text("shuffles", "打乱次数"),
    "value.feature_recency_days": Text("days since the last purchase", "距上次购买天数"),
    "value.feature_frequency": Text("purchase days so far", "累计购买天数"),
    "value.feature_monetary": Text("amount spent so far", "累计消费金额"),
    "value.feature_tenure_days": Text("days since the first purchase", "首次购买至今天数"),
    "value.feature_mean_gap_days": Text("average gap between purchases (days)", "平均购买间隔（天）"),
    "value.feature_longest_gap_days": Text("longest gap between purchases (days)", "最长购买间隔（天）"),
    "value.feature_recent_purchases": Text("purchase days in the last observation period", "近一个观察期的购买天数"),
    "value.feature_earlier_purchases": Text(
        "purchase days in the last three observation periods", "近三个观察期的购买天数"
    ),
    "value.feature_recent_amount": Text("amount spent in the last observation period", "近一个观察期的消费金额"),
    "value.feature_recent_complaints": Text(
        "complaints in the last three observation periods", "近三个观察期的投诉次数"
    ),
    "value.feature_recent_interactions": Text(
        "visits and contacts in the last three observation periods", "近三个观察期的访问互动次数"
    ),
    "value.feature_recent_returns": Text("returns in the last three observation periods", "近三个观察期的退货次数"),
    "choice.longest_gap_days": Text("longest gap between purchases (days)", "最长购买间隔（天）"),
    "choice.recent_purchases": Text("purchase days in the last observation period", "近一个观察期的购买天数"),
    "choice.earlier_purchases": Text("purchase days in the last three observation periods", "近三个观察期的购买天数"),
    "choice.recent_amount": Text("amount spent in the last observation period", "近一个观察期的消费金额"),
    "choice.recent_complaints": Text("complaints in the last three observation periods", "近三个观察期的投诉次数"),
    "choice.recent_interactions": Text(
        "visits and contacts in the last three observation periods", "近三个观察期的访问互动次数"
    ),
    "choice.recent_returns": Text("returns in the last three observation periods", "近三个观察期的退货次数"),
    "choice.recency_in_longest_gap": Text("days since purchase in longest gaps", "距上次购买（按最长间隔计）"),
    "choice.purchase_trend": Text("trend of purchases", "购买趋势"),
    "finding.churn_drivers": Text(
        "What most tells the customers who were lost ({base} of {n} in the {days:day/days} from {from_day}) from the "
        "others: {features:b}.",
        "最能区分流失客户与留存客户的特征（{from_day} 起 {days} 天，{n} 位客户中流失 {base}）：{features:b}。",
    ),
    "finding.churn_driver_higher": Text(
        "{feature:c} is higher among the lost: {lost:b} on average, against {stayed}.",
        "流失客户的{feature}更高：平均 {lost:b}，留存客户为 {stayed}。",
    ),
    "finding.churn_driver_lower": Text(
        "{feature:c} is lower among the lost: {lost:b} on average, against {stayed}.",
        "流失客户的{feature}更低：平均 {lost:b}，留存客户为 {stayed}。",
    ),
    "finding.churn_drivers_none": Text(
        "No single feature tells the customers who were lost ({base} of {n}) from the others.",
        "没有哪个特征能单独区分流失客户（{n} 位中的 {base}）与留存客户。",
    ),
    "caveat.association_only": Text(
        "An association, not a cause: whoever changes one of these does not thereby keep the customer.",
        "仅为统计关联，不代表原因：改变某项特征并不等于能留住客户。",
    ),
    "caveat.weak_drivers": Text(
        "The features tell little about who leaves: with them, a lost customer is put above one who stayed in {auc} of "
        "cases, where a coin would do so in half.",
        "这些特征对流失的区分能力较弱：据此把流失客户排在留存客户前面的比例为 {auc}，随机猜测也有一半。",
    ),
    "column.scored_customers": Text("customers scored", "评分客户"),
}
