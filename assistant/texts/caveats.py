"""Reasons to read the figures with care: one line each, only when true."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "caveat.period_incomplete": Text("{period} is not complete ({until}).", "{period}数据不完整（{until}）。"),
    "caveat.incomplete_not_ranked": Text(
        "{period} is not over ({until}) and is not ranked.", "{period}尚未结束（{until}），未参与排名。"
    ),
    "caveat.month_incomplete": Text("{period} is not complete ({until}).", "{period}数据未满月（{until}）。"),
    "caveat.period_just_begun": Text("{period} has only just begun.", "{period}刚开始，尚无完整的一天。"),
    "caveat.like_for_like": Text(
        "The period is not over: the same {days:day/days} of both periods are compared.",
        "期间未结束，两期均按相同的 {days} 天比较。",
    ),
    "caveat.small_base": Text("Small sample: read with care (n = {n}).", "样本较小，仅供参考（n = {n}）。"),
    "caveat.saturated": Text(
        "Nearly everybody succeeds in every group, so the differences say little.",
        "各组均接近 100%，差异的参考意义有限。",
    ),
    "caveat.tie_at_cut": Text(
        "More groups share the value at the cut than are shown.", "排名末位存在并列，未全部列出。"
    ),
    "caveat.parts_overlap": Text(
        "The groups overlap, so they add up to more than the whole.", "各组有重叠，相加会大于整体。"
    ),
    "caveat.practical_tie": Text("Practically equal.", "差异极小，可视为持平。"),
    "caveat.tie": Text("Practically equal.", "差异极小，可视为持平。"),
    "caveat.rows_left_out": Text("Not counted: {rows:row/rows} {reason}.", "未计入 {rows} 行：{reason}。"),
    "caveat.unknown_bucket": Text(
        "{rows:row/rows} without {names}: shown as “{label}”.", "有 {rows} 行缺少{names}，归入“{label}”。"
    ),
    "caveat.unknown_bucket.each": Text(
        "Rows without {names}: {counts}; shown as “{label}”.", "缺少{names}的行：{counts}，归入“{label}”。"
    ),
    "caveat.unknown_bucket.count": Text("{rows} of {metric}", "{metric} {rows} 行"),
    "caveat.segment_defined_on_window": Text(
        "{segmentation} is computed from the same period that is measured here, so part of the difference is built in.",
        "{segmentation}是用同一期间的数据划分的，部分差异由定义本身造成。",
    ),
    "caveat.segment_run": Text("{segmentation} as of {as_of}.", "{segmentation}按截至{as_of}的划分。"),
    "caveat.left_censored": Text(
        "Customers who came before the data begin look younger than they are.", "数据起点之前的客户，其历史不完整。"
    ),
    "caveat.approximate": Text("The figures are approximate.", "结果为近似值。"),
    "caveat.truncated": Text("Only the first {rows:row is/rows are} shown.", "仅显示前 {rows} 行。"),
    "caveat.truncated_list": Text(
        "Only the first {rows} of {total:row/rows} {rows:=is/are} shown.", "共 {total} 行，仅显示前 {rows} 行。"
    ),
    "caveat.generated_definition": Text(
        "The definition of {name} was proposed by the program and not yet confirmed.",
        "{name}的定义由程序生成，尚未确认。",
    ),
    "caveat.generated_roles": Text(
        "That the orders stand in {dataset}, and that {amount} is what was paid, was found by the program and not yet "
        "confirmed.",
        "订单取自{dataset}、金额取自{amount}，由程序识别，尚未确认。",
    ),
    "caveat.draft_definition": Text("The definition of {name} is a draft.", "{name}的定义仍为草稿。"),
    "caveat.deprecated_definition": Text("The definition of {name} is no longer maintained.", "{name}的定义已停用。"),
    "caveat.window_incomplete": Text(
        "The period reaches beyond the data; figures cover what is there.", "期间超出数据范围，仅统计已有数据。"
    ),
    "caveat.compared_in_part": Text(
        "The data begin on {first}: the period compared with is there in part only, so the change is no fair one.",
        "数据从{first}开始，对比期只有一部分有数据，两期不能公平比较。",
    ),
    "caveat.dated_by": Text("{metric:c}: dated by {dimension}.", "{metric}按{dimension}计入期间。"),
    "caveat.counted_by_date": Text(
        "{metric:c}: only those whose {dimension} lies in the period, not all that there were.",
        "{metric}只统计{dimension}在期间内的，不是期间内的全部。",
    ),
    "caveat.namesakes": Text(
        "Shared by several members, with their figures added up: {n:name/names} in {dimension}.",
        "{dimension}有 {n} 个重名，同名者的数值合并显示。",
    ),
    "caveat.level_last": Text(
        "{metric:c} is a level: the last one of each period counts, and levels are not added up over time.",
        "{metric}是存量：取期末数，不按时间累加。",
    ),
    "caveat.level_first": Text(
        "{metric:c} is a level: the first one of each period counts, and levels are not added up over time.",
        "{metric}是存量：取期初数，不按时间累加。",
    ),
    "caveat.level_averaged": Text(
        "{metric:c} is a level: it is averaged over time, and then added up over what it is the level of.",
        "{metric}是存量：先按时间取平均，再按所属对象相加。",
    ),
    "caveat.holiday_shift": Text(
        "Only one of the compared periods contains {names}.", "对比的两期中只有一期包含{names}。"
    ),
    "caveat.filled_values": Text(
        "Not all values of {name} are recorded: {filled} of {rows} are filled in from other sources ({sources}), "
        "{unknown} remain unknown.",
        "{name}并非全部为直接记录：{rows} 条中有 {filled} 条由其他来源补全（{sources}），仍有 {unknown} 条未知。",
    ),
    "caveat.filled_uncounted": Text(
        "Some values of {name} are filled in from other sources; how many may not be shown to you.",
        "{name}的部分取值由其他来源补全；您的权限不显示具体数量。",
    ),
    "caveat.policy_applied": Text("Limited to what you may see ({policy}).", "仅包含您有权查看的数据（{policy}）。"),
    "caveat.silent_left_out": Text(
        "Only customers who bought in the last {days:day is/days are} scored; who has been silent longer counts as "
        "churned.",
        "仅对最近 {days} 天内有购买的客户打分；更久未购买者视为已流失。",
    ),
    "caveat.baseline_wins": Text(
        "A simple rule (days since the last purchase) did as well on a later period, so it is used.",
        "在后续期间的检验中，简单规则（距上次购买天数）效果不逊于模型，故采用该规则。",
    ),
    "caveat.no_stable_segments": Text(
        "The groups change with the sample: do not build on them.", "分群结果随样本变化，不宜据此决策。"
    ),
    "caveat.looks_alike": Text(
        "Two names in this table look alike and are different: {first} and {second}.",
        "表中有两个名称看起来相同，实为不同文本：{first} 与 {second}。",
    ),
    "caveat.horizon_rule": Text("Judged over {days:day/days} ({rule}).", "观察期为 {days} 天（{rule}）。"),
    "caveat.audit_failed": Text(
        "This question could not be written to the audit record.", "本次提问未能写入审计记录。"
    ),
    "caveat.receipt_failed": Text("No receipt could be stored for this answer.", "本次结果未能保存凭证。"),
    "caveat.model_unreachable": Text(
        "The model endpoint cannot be reached; the built-in reader answered.", "无法连接模型服务，已由内置解析器回答。"
    ),
    "caveat.model_timeout": Text(
        "The model endpoint was too slow; the built-in reader answered.", "模型服务响应超时，已由内置解析器回答。"
    ),
    "caveat.model_key_refused": Text(
        "The model endpoint refused its key; the built-in reader answered.",
        "模型服务拒绝了密钥，已由内置解析器回答。",
    ),
    "caveat.model_failed": Text(
        "The model endpoint failed; the built-in reader answered.", "模型服务出错，已由内置解析器回答。"
    ),
    "caveat.model_no_plan": Text(
        "The model found no way to compute this; the built-in reader answered.",
        "模型未能给出计算方案，已由内置解析器回答。",
    ),
    "caveat.model_unfit": Text(
        "The model endpoint can neither call tools nor keep to a schema; the built-in reader answered.",
        "模型服务既不能调用工具，也不能按指定格式回复，已由内置解析器回答。",
    ),
    "caveat.model_limit": Text(
        "The model used up its limit for one question; the built-in reader answered.",
        "模型已达到单个问题的用量上限，已由内置解析器回答。",
    ),
    "caveat.model_babbles": Text(
        "The model endpoint did not stop talking; the built-in reader answered.",
        "模型服务输出过长，已由内置解析器回答。",
    ),
    "caveat.model_read": Text(
        "A language model chose this computation; the figures are computed from your data.",
        "计算方式由语言模型选定，数字由数据计算得出。",
    ),
    "caveat.model_understood": Text(
        "A language model understood {words} and chose this computation. Check the line above that says what was "
        "computed.",
        "{words} 由语言模型理解并据此选定计算方式，请核对上方的口径说明。",
    ),
    "caveat.readings_agree": Text(
        "Two readings agree: the built-in reader and the language model chose the same computation.",
        "两种解读一致：内置解析器与语言模型选定了同一计算方式。",
    ),
    "caveat.ad_hoc_sql": Text(
        "Ad hoc SQL, not a governed metric. It is kept among the gaps of the record, where the owner of the data finds "
        "it as a candidate for a metric.",
        "临时 SQL，并非受管理的指标。该问题已列入记录的缺口清单，数据负责人可据此定义指标。",
    ),
    "caveat.other": Text("Note: {code} ({params}).", "注意：{code}（{params}）。"),
    "horizon_rule.gaps": Text("from the gaps between purchases", "依据购买间隔"),
    "horizon_rule.few_gaps": Text("fixed, for lack of repeat purchases", "重复购买太少，采用固定值"),
    "horizon_rule.model": Text("set in the model", "模型设定"),
    "horizon_rule.metric": Text("part of the metric", "指标定义"),
    "horizon_rule.asked": Text("as asked", "按提问"),
    "left_out.null_key": Text(
        "that do not say whose they are (a purchase without a customer, for example)", "未注明归属（如无客户的订单）"
    ),
    "left_out.orphan_key": Text("that refer to something not in the data", "关联不到对应记录"),
    "left_out.null_attribute": Text("with an empty attribute", "属性为空"),
    "left_out.future_rows": Text("dated after the data end", "日期晚于数据截止日"),
    "left_out.no_value": Text("without a value", "没有数值"),
    "left_out.no_time": Text("without a date", "缺少日期"),
    "left_out.suppressed_groups": Text("of groups too small to show", "人数过少的分组不予显示"),
    "left_out.incomplete_horizon": Text("whose observation period is not over yet", "观察期尚未结束"),
    "left_out.incomplete_window": Text("whose period is not over yet", "期间尚未结束"),
    "left_out.absent_entities": Text("with nothing recorded in the period", "期间内没有记录"),
    "left_out.policy": Text("not yours to see", "超出您的查看权限"),
    "left_out.other": Text("left out", "其他原因"),
    "caveat.period_to_date": Text(
        "The period runs to today; the data end on {last}.", "期间截至今日，数据截至{last}。"
    ),
    "caveat.period_cut": Text(
        "{period} counts only with the days inside the period asked for.", "{period}仅计入所选期间内的天数。"
    ),
    "caveat.definition_changed": Text(
        "The definition of {name} changed on {day}: figures shown before that day follow the former one.",
        "{name}的定义已于{day}变更：该日之前展示的数值按原定义计算。",
    ),
    "caveat.unequal_periods": Text(
        "The periods are not equally long: {days_now:day is/days are} compared with {days_then}.",
        "两期长度不等：以 {days_now} 天与 {days_then} 天比较。",
    ),
    "caveat.unequal_days": Text(
        "The period is not over: {days_now:day is/days are} compared with {days_then}.",
        "期间未结束：以 {days_now} 天与 {days_then} 天比较。",
    ),
    "caveat.non_positive_value": Text(
        "{customers:customer has/customers have} no positive amount and score lowest in it.",
        "有 {customers} 个客户的消费金额不为正，金额得分按最低计。",
    ),
    "caveat.horizon_window": Text(
        "The definition watches {own:day/days}; here the {days:day/days} of the period are watched.",
        "指标定义的观察期为 {own} 天，此处按所选期间的 {days} 天计算。",
    ),
    "horizon_rule.window": Text("the period asked for", "所选期间"),
    "caveat.members_split": Text(
        "{things:c} with several {names} count in each of them with what they did there, "
        "so all groups may lie below the overall value.",
        "同一{things}可同时属于多个{names}，各组仅计入其在该组内的行为，因此各组可能都低于整体。",
    ),
    "caveat.members_overlap": Text(
        "{things:c} with several {names} count in each of them, and what they do later counts wherever it is, "
        "so all groups may lie above the overall value.",
        "同一{things}可同时属于多个{names}并分别计入，其后续行为不限分组，因此各组可能都高于整体。",
    ),
}
