"""Cohorts: who comes back, and when."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.cohort_retention": Text("retention by cohort of the first purchase", "按首购时间分组的留存率"),
    "restate.cohort_retention.grain": Text("cohorts by {value}", "按{value}分组"),
    "choice.week": Text("week", "周"),
    "choice.month": Text("month", "月"),
    "choice.quarter": Text("quarter", "季度"),
    "column.cohort": Text("first purchase in", "首购时间"),
    "column.age": Text("periods later", "第几期"),
    "column.active": Text("customers who bought", "购买客户数"),
    "column.retention": Text("retention", "留存率"),
    "finding.cohort_return_week": Text(
        "{rate:b} of new customers bought again in the week after that of their first purchase ({active} of "
        "{customers}).",
        "首购后的下一周，有 {rate:b} 的新客户再次购买（{customers} 人中的 {active} 人）。",
    ),
    "finding.cohort_return_month": Text(
        "{rate:b} of new customers bought again in the month after that of their first purchase ({active} of "
        "{customers}).",
        "首购后的下一个月，有 {rate:b} 的新客户再次购买（{customers} 人中的 {active} 人）。",
    ),
    "finding.cohort_return_quarter": Text(
        "{rate:b} of new customers bought again in the quarter after that of their first purchase ({active} of "
        "{customers}).",
        "首购后的下一个季度，有 {rate:b} 的新客户再次购买（{customers} 人中的 {active} 人）。",
    ),
    "restate.cohort_retention.by": Text("by {value}", "按{value}"),
    "finding.cohort_group_week": Text(
        "{best_group:b} comes back most: {best} bought again in the week after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的下一周有 {best} 再次购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_group_month": Text(
        "{best_group:b} comes back most: {best} bought again in the month after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的下一个月有 {best} 再次购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_group_quarter": Text(
        "{best_group:b} comes back most: {best} bought again in the quarter after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的下一个季度有 {best} 再次购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_groups_some_level": Text(
        "{groups:b} come back most and cannot be told apart: {best_group} has {best} in the period after that of the "
        "first purchase; {worst_group} is lowest with {worst}.",
        "{groups:b}的留存最高且无法区分：首购后的下一期，{best_group}为 {best}；{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_groups_all_level": Text(
        "The groups cannot be told apart: in the period after that of the first purchase {best_group} has {best:b}, "
        "{worst_group} {worst}, and that difference may be chance.",
        "各组之间看不出差别：首购后的下一期，{best_group}为 {best:b}，{worst_group}为 {worst}，差异可能只是偶然。",
    ),
    "finding.cohort_return_at_week": Text(
        "{rate:b} of new customers bought in week {age} after that of their first purchase ({active} of {customers}).",
        "首购后的第 {age} 周，有 {rate:b} 的新客户有购买（{customers} 人中的 {active} 人）。",
    ),
    "finding.cohort_group_at_week": Text(
        "{best_group:b} comes back most: {best} bought in week {age} after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的第 {age} 周有 {best} 有购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_return_at_month": Text(
        "{rate:b} of new customers bought in month {age} after that of their first purchase ({active} of {customers}).",
        "首购后的第 {age} 个月，有 {rate:b} 的新客户有购买（{customers} 人中的 {active} 人）。",
    ),
    "finding.cohort_group_at_month": Text(
        "{best_group:b} comes back most: {best} bought in month {age} after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的第 {age} 个月有 {best} 有购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_return_at_quarter": Text(
        "{rate:b} of new customers bought in quarter {age} after that of their first purchase ({active} of "
        "{customers}).",
        "首购后的第 {age} 个季度，有 {rate:b} 的新客户有购买（{customers} 人中的 {active} 人）。",
    ),
    "finding.cohort_group_at_quarter": Text(
        "{best_group:b} comes back most: {best} bought in quarter {age} after that of their first purchase "
        "({active} of {customers}); {worst_group} least, with {worst}.",
        "{best_group:b}的留存最高：首购后的第 {age} 个季度有 {best} 有购买（{customers} 人中的 {active} 人）；"
        "{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_groups_some_level_at": Text(
        "{groups:b} come back most and cannot be told apart: {best_group} has {best} in period {age} after that of the "
        "first purchase; {worst_group} is lowest with {worst}.",
        "{groups:b}的留存最高且无法区分：首购后的第 {age} 期，{best_group}为 {best}；{worst_group}最低，为 {worst}。",
    ),
    "finding.cohort_groups_all_level_at": Text(
        "The groups cannot be told apart: in period {age} after that of the first purchase {best_group} has {best:b}, "
        "{worst_group} {worst}, and that difference may be chance.",
        "各组之间看不出差别：首购后的第 {age} 期，{best_group}为 {best:b}，{worst_group}为 {worst}，差异可能只是偶然。",
    ),
    "restate.cohort_retention.age": Text("period {value} after the first", "首购后第 {value} 期"),
    "finding.cohort_range": Text(
        "The best cohort was {best_period} with {best}, the weakest {worst_period} with {worst}.",
        "留存最高的是{best_period}首购的客户（{best}），最低的是{worst_period}（{worst}）。",
    ),
    "finding.cohorts_too_young": Text("No cohort has a complete later period yet.", "各组客户都还没有完整的后续期间。"),
}
