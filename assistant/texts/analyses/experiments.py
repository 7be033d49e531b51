"""Controlled tests: did an arm win, and how many customers are needed."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.ab_test": Text("result of the test", "实验结果"),
    "restate.ab_test.metric": Text("{value}", "{value}"),
    "given.ab_test.by": Text("by {value} before the test", "按实验前的{value}"),
    "given.ab_test.horizon_days": Text("within {value:day/days}", "{value} 天内"),
    "given.ab_test.control": Text("against {value}", "对比{value}"),
    "given.ab_test.alpha": Text("level {value}", "显著性水平 {value}"),
    "choice.revenue": Text("revenue per assigned customer", "人均销售额（按分组客户）"),
    "column.arm": Text("test group", "实验组"),
    "column.detectable": Text("smallest difference it could show", "可检测的最小差异"),
    "column.expected": Text("expected", "预期"),
    "left_out.two_arms": Text("customers in two groups", "同时在两个实验组的客户"),
    "finding.ab_conversion_up": Text(
        "{arm:b} works: {value:b} bought within {days:day/days}, against {base:b} for {control}, a difference of "
        "{difference:b} (95% interval {interval}).",
        "{arm:b}有效：{days} 天内 {value:b} 购买，{control}为 {base:b}，相差 {difference:b}（95% 区间 {interval}）。",
    ),
    "finding.ab_conversion_down": Text(
        "{arm:b} does worse: {value:b} bought within {days:day/days}, against {base:b} for {control}, "
        "a difference of {difference:b} (95% interval {interval}).",
        "{arm:b}效果更差：{days} 天内 {value:b} 购买，{control}为 {base:b}，相差 {difference:b}"
        "（95% 区间 {interval}）。",
    ),
    "finding.ab_conversion_undecided": Text(
        "No group wins. {arm:b} differs most: {value:b} bought within {days:day/days}, {base:b} for {control}; that "
        "may be chance (95% interval {interval}).",
        "没有胜出的实验组。差异最大的是{arm:b}：{days} 天内 {value:b} 购买，{control}为 {base:b}；"
        "这可能只是偶然（差异 95% 区间 {interval}）。",
    ),
    "finding.ab_money_up": Text(
        "{arm:b} brings more: {value:b} per assigned customer within {days:day/days}, against {base:b} for "
        "{control}, a difference of {difference:b} (95% interval {interval}).",
        "{arm:b}带来更多销售额：{days} 天内人均 {value:b}，{control}为 {base:b}，相差 {difference:b}"
        "（95% 区间 {interval}）。",
    ),
    "finding.ab_money_down": Text(
        "{arm:b} brings less: {value:b} per assigned customer within {days:day/days}, against {base:b} for "
        "{control}, a difference of {difference:b} (95% interval {interval}).",
        "{arm:b}带来的销售额更少：{days} 天内人均 {value:b}，{control}为 {base:b}，相差 {difference:b}"
        "（95% 区间 {interval}）。",
    ),
    "finding.ab_money_undecided": Text(
        "No group wins. {arm:b} differs most: {value:b} per assigned customer within {days:day/days}, {base:b} for "
        "{control}; that may be chance (95% interval {interval}).",
        "没有胜出的实验组。差异最大的是{arm:b}：{days} 天内人均 {value:b}，{control}为 {base:b}；"
        "这可能只是偶然（差异 95% 区间 {interval}）。",
    ),
    "finding.ab_conversion_by_up": Text(
        "Among {segment:b}, {arm:b} wins: {value:b} bought within {days:day/days}, against {base:b} for "
        "{control}, a difference of {difference:b} (95% interval {interval}).",
        "在{segment:b}中，{arm:b}胜出：{days} 天内 {value:b} 购买，{control}为 {base:b}，"
        "相差 {difference:b}（95% 区间 {interval}）。",
    ),
    "finding.ab_conversion_by_down": Text(
        "Among {segment:b}, {arm:b} does worse: {value:b} bought within {days:day/days}, against {base:b} for "
        "{control}, a difference of {difference:b} (95% interval {interval}).",
        "在{segment:b}中，{arm:b}更差：{days} 天内 {value:b} 购买，{control}为 {base:b}，"
        "相差 {difference:b}（95% 区间 {interval}）。",
    ),
    "finding.ab_conversion_by_undecided": Text(
        "In no group does a variant win. The largest difference is that of {arm:b} among {segment:b}: {value:b} "
        "bought within {days:day/days}, {base:b} for {control}; that may be chance (95% interval {interval}).",
        "各组中都没有胜出的实验组。差异最大的是{segment:b}中的{arm:b}：{days} 天内 {value:b} 购买，"
        "{control}为 {base:b}；这可能只是偶然（差异 95% 区间 {interval}）。",
    ),
    "finding.ab_money_by_up": Text(
        "Among {segment:b}, {arm:b} brings more: {value:b} per assigned customer within {days:day/days}, against "
        "{base:b} for {control}, a difference of {difference:b} (95% interval {interval}).",
        "在{segment:b}中，{arm:b}带来更多：{days} 天内人均 {value:b}，{control}为 {base:b}，"
        "相差 {difference:b}（95% 区间 {interval}）。",
    ),
    "finding.ab_money_by_down": Text(
        "Among {segment:b}, {arm:b} brings less: {value:b} per assigned customer within {days:day/days}, against "
        "{base:b} for {control}, a difference of {difference:b} (95% interval {interval}).",
        "在{segment:b}中，{arm:b}带来更少：{days} 天内人均 {value:b}，{control}为 {base:b}，"
        "相差 {difference:b}（95% 区间 {interval}）。",
    ),
    "finding.ab_money_by_undecided": Text(
        "In no group does a variant win. The largest difference is that of {arm:b} among {segment:b}: {value:b} "
        "per assigned customer within {days:day/days}, {base:b} for {control}; that may be chance "
        "(95% interval {interval}).",
        "各组中都没有胜出的实验组。差异最大的是{segment:b}中的{arm:b}：{days} 天内人均 {value:b}，"
        "{control}为 {base:b}；这可能只是偶然（差异 95% 区间 {interval}）。",
    ),
    "finding.ab_rest": Text(
        "The other {n:comparison/comparisons} show no difference beyond chance.",
        "其余 {n} 项比较的差异均未超出偶然范围。",
    ),
    "finding.ab_rest_one": Text(
        "The other group shows no difference beyond chance.", "另一项比较的差异未超出偶然范围。"
    ),
    "finding.ab_no_verdict": Text(
        "No verdict: the allocation is unsound. {groups:b} got {counts:b} {counts:=customer/customers}, which equal "
        "chances would hardly "
        "give. Something decided who got into which group, so their results cannot be compared.",
        "无法下结论：分流有问题。{groups:b}分别有 {counts:b} 位客户，若机会均等几乎不会出现。"
        "说明进入各组并非随机，结果不可比较。",
    ),
    "caveat.control_assumed": Text(
        "Nothing says which group is the control; {control} was taken.", "未说明哪一组是对照组，此处取 {control}。"
    ),
    # --- sample size
    "tool.sample_size": Text("customers that a test needs", "实验所需样本量"),
    "restate.sample_size.base": Text("from {value}", "从 {value}"),
    "restate.sample_size.target": Text("to {value}", "到 {value}"),
    "restate.sample_size.alpha": Text("false alarm {value}", "误报率 {value}"),
    "restate.sample_size.power": Text("power {value}", "检验功效 {value}"),
    "given.sample_size.arms": Text("{value:group/groups}", "{value} 组"),
    "column.base_share": Text("from", "从"),
    "column.target_share": Text("to", "到"),
    "column.per_arm": Text("customers per group", "每组客户数"),
    "column.in_all": Text("in all", "合计"),
    "finding.sample_size": Text(
        "{each:b} {each:=customer/customers} in each of {arms:group/groups}, {all:b} in all, are needed to tell "
        "{target} from {base}.",
        "要区分 {base} 与 {target}，{arms} 组中每组需要 {each:b} 位客户，合计 {all:b} 位。",
    ),
    "finding.sample_size_rule": Text(
        "With that many, a real difference is found {power} of the time, and chance alone raises a false alarm {alpha} "
        "of the time.",
        "在此样本量下，真实差异有 {power} 的机会被发现，仅因偶然而误报的机会为 {alpha}。",
    ),
}
