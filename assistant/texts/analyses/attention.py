"""Alerts about customers, and their state day by day."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.alerts": Text("customer alerts", "客户预警"),
    "given.alerts.rules": Text("{value}", "{value}"),
    "given.alerts.show": Text("customer by customer", "逐个客户"),
    "given.alerts.limit": Text("the first {value}", "前 {value} 名"),
    "given.alerts.silent_days": Text("silent for more than {value:day/days}", "超过 {value} 天未购买"),
    "given.alerts.new_days": Text("new within {value:day/days}", "{value} 天内新出现"),
    "choice.silent": Text("silent for a long time", "长期沉默"),
    "choice.frequency_drop": Text("buying less often than before", "购买频次下降"),
    "choice.overdue": Text("silent for longer than is usual for them", "超过自身惯常间隔仍未购买"),
    "choice.score_drop": Text("fallen in value", "价值下滑"),
    "column.alert_rule": Text("alert", "预警"),
    "column.alert_rules": Text("alert", "预警"),
    "column.newly_met": Text("new", "新增"),
    "column.value_of_year": Text("spent in the last year", "近一年消费"),
    "column.last_day": Text("last purchase", "最近购买"),
    "column.silence": Text("days since", "距今天数"),
    "column.is_new": Text("new", "新增"),
    "finding.alert_silent": Text(
        "{customers:b} of {buyers:customer/customers} {customers:=has/have} not bought for more than {silent} ({new} "
        "of them new within {days}).",
        "{buyers} 位客户中有 {customers:b} 位超过 {silent}未购买（近 {days}新增 {new} 位）。",
    ),
    "finding.alert_frequency_drop": Text(
        "{customers:b} {customers:=customer buys/customers buy} less than half as often as they used to ({new} new "
        "within {days}); they "
        "spent {value} in the last year.",
        "{customers:b} 位客户的购买频次不到自身以往的一半（近 {days}新增 {new} 位），近一年共消费 {value}。",
    ),
    "finding.alert_overdue": Text(
        "{customers:b} {customers:=customer has/customers have} been silent for longer than nine in ten of their own "
        "gaps ({new} new "
        "within {days}); they spent {value} in the last year.",
        "{customers:b} 位客户的沉默时间超过自身九成的购买间隔（近 {days}新增 {new} 位），近一年共消费 {value}。",
    ),
    "finding.alert_score_drop": Text(
        "{customers:b} {customers:=customer/customers} fell by two fifths or more in the ranking by spending of a "
        "year ({new} new "
        "within {days}).",
        "{customers:b} 位客户的年消费排名下降了两档及以上（近 {days}新增 {new} 位）。",
    ),
    "finding.alert_none_silent": Text(
        "Nobody of {buyers:customer/customers} has been silent for more than {silent}.",
        "{buyers} 位客户中没有人超过 {silent}未购买。",
    ),
    "finding.alert_none_frequency_drop": Text(
        "Nobody buys markedly less often than before.",
        "没有客户的购买频次明显下降。",
    ),
    "finding.alert_none_overdue": Text(
        "Nobody is silent for longer than is usual for them.",
        "没有客户超过自身惯常的购买间隔。",
    ),
    "finding.alert_none_score_drop": Text(
        "Nobody fell in value by two fifths or more.",
        "没有客户的价值排名下降两档及以上。",
    ),
    "finding.alert_nobody": Text(
        "None of {buyers:customer/customers} meets the rule.", "{buyers} 位客户中没有人符合该规则。"
    ),
    "finding.alert_listed_overdue": Text(
        "{customers:b} of {buyers:customer/customers} {customers:=has/have} not bought for longer than nine in ten of "
        "their own gaps: they "
        "stopped against their own habit, {new:b} of them within the last {days}.",
        "{buyers} 位客户中有 {customers:b} 位一反自身购买习惯停止购买（沉默时间超过自身九成的间隔），其中近 "
        "{days}新出现 {new:b} 位。",
    ),
    "finding.alert_listed_frequency_drop": Text(
        "{customers:b} of {buyers:customer/customers} {customers:=buys/buy} less than half as often as they used to, "
        "{new:b} of them new "
        "within {days}.",
        "{buyers} 位客户中有 {customers:b} 位的购买频次不到自身以往的一半，其中近 {days}新增 {new:b} 位。",
    ),
    "finding.alert_listed_score_drop": Text(
        "{customers:b} of {buyers:customer/customers} fell by two fifths or more in the ranking by spending, {new:b} "
        "of "
        "them new within {days}.",
        "{buyers} 位客户中有 {customers:b} 位的消费排名下降两档及以上，其中近 {days}新增 {new:b} 位。",
    ),
    "finding.alert_listed_silent": Text(
        "{customers:b} of {buyers:customer/customers} {customers:=has/have} not bought for more than {silent}, "
        "{new:b} of them new within "
        "{days}.",
        "{buyers} 位客户中有 {customers:b} 位超过 {silent}未购买，其中近 {days}新增 {new:b} 位。",
    ),
    "finding.alert_listed_any": Text(
        "{customers:b} of {buyers:customer/customers} {customers:=meets/meet} at least one rule, {new:b} of them "
        "since {days} ago.",
        "{buyers} 位客户中有 {customers:b} 位至少触发一条规则，其中近 {days}新增 {new:b} 位。",
    ),
    "finding.alert_most_valuable": Text(
        "Shown are the {shown} who spent most in the last year.",
        "列出近一年消费最高的 {shown} 位。",
    ),
    "caveat.frequency_windows": Text(
        "Frequency: purchase days of the last {days:day/days} against the own median of at least {n} earlier such "
        "windows.",
        "购买频次：最近 {days} 天的购买天数，对比自身此前至少 {n} 个同长窗口的中位数。",
    ),
    "caveat.overdue_by_chance": Text(
        "One gap in ten is longer than this also for a customer who did not change at all.",
        "即使客户没有任何变化，也有约十分之一的间隔会超过这一界限。",
    ),
    "caveat.score_of_year": Text(
        "Value: spending of a year in five classes, now against 90 days ago, by the cuts of then.",
        "价值：按一年消费分五档，与 90 天前对比，沿用当时的分界。",
    ),
    "tool.health_report": Text("customer health report", "客户健康日报"),
    "column.item": Text("what", "项目"),
    "column.today": Text("now", "当前"),
    "column.day_ago": Text("a day ago", "一天前"),
    "column.week_ago": Text("a week ago", "一周前"),
    "column.month_ago": Text("a month ago", "一个月前"),
    "column.against_week": Text("against a week ago", "较一周前"),
    "value.stage_prospect": Text("prospects", "潜客"),
    "value.stage_new": Text("new customers", "新客户"),
    "value.stage_active": Text("active customers", "活跃客户"),
    "value.stage_reawakened": Text("reawakened customers", "唤醒客户"),
    "value.stage_silent": Text("silent customers", "沉默客户"),
    "value.stage_churned": Text("churned customers", "已流失客户"),
    "value.alert_silent": Text("silent for a long time (alert)", "长期沉默（预警）"),
    "value.alert_frequency_drop": Text("buying less often (alert)", "购买频次下降（预警）"),
    "value.alert_overdue": Text("later than usual for them (alert)", "超过惯常间隔（预警）"),
    "value.alert_score_drop": Text("fallen in value (alert)", "价值下滑（预警）"),
    "value.complaints": Text("complaints in the 7 days before", "前 7 天投诉数"),
    "finding.health_active_up": Text(
        "{now:b} {now:=customer is/customers are} new, active or reawakened, {change:b} more than a week ago.",
        "新客、活跃与唤醒客户共 {now:b} 位，较一周前增加 {change:b} 位。",
    ),
    "finding.health_active_down": Text(
        "{now:b} {now:=customer is/customers are} new, active or reawakened, {change:b} fewer than a week ago.",
        "新客、活跃与唤醒客户共 {now:b} 位，较一周前减少 {change:b} 位。",
    ),
    "finding.health_active_flat": Text(
        "{now:b} {now:=customer is/customers are} new, active or reawakened, as many as a week ago.",
        "新客、活跃与唤醒客户共 {now:b} 位，与一周前持平。",
    ),
    "finding.health_churned": Text(
        "{share:b} of all who ever bought count as churned ({churned}), {then} a month ago.",
        "购买过的客户中有 {share:b} 已流失（{churned} 位），一个月前为 {then}。",
    ),
    "finding.health_complaints": Text(
        "{now:complaint/complaints} in the last 7 days, {then} in the 7 days before.",
        "近 7 天投诉 {now} 起，此前 7 天 {then} 起。",
    ),
    "finding.health_alert": Text(
        "{now:customer is/customers are} later than is usual for them, {then} a week ago.",
        "{now} 位客户超过自身惯常间隔未购买，一周前为 {then} 位。",
    ),
    "caveat.no_complaints": Text("The model has no complaints.", "模型中没有投诉数据。"),
}
