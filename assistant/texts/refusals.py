"""Why nothing was computed: what is missing, and a plain word on what to do.

Rule: one or two short sentences, no apology. Every code of the readers, the tools, the semantic layer and the
engines has its own sentence here.
"""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    # words
    "refuse.unknown_word": Text(
        "I do not know “{word}” in these data. If it is another name for something here, teach me: “{word} means …”.",
        "数据中没有与“{word}”对应的内容。如果它是某个名称的另一种说法，可以教我：“{word}就是……”。",
    ),
    "refuse.unknown_metric": Text("I have no metric for “{word}”.", "暂无“{word}”的指标。"),
    "refuse.unknown_dimension": Text(
        "I cannot group by “{word}”: it is not in the model.", "模型中没有“{word}”这一维度。"
    ),
    "refuse.unknown_value.anywhere": Text("No column has the value “{value}”.", "没有哪一列含有“{value}”。"),
    "refuse.unknown_value": Text("{dimension} has no value “{value}”.", "{dimension}中没有“{value}”。"),
    "refuse.nothing_asked": Text(
        "Ask for a number, a ranking, a trend or a segment.", "请提出一个指标、排名、走势或分群问题。"
    ),
    "refuse.too_long": Text("The question is longer than {limit} characters.", "问题超过 {limit} 个字符。"),
    "refuse.too_many_words": Text("The question has more than {limit} words.", "问题超过 {limit} 个词。"),
    # scope
    "refuse.outside_data": Text("These data say nothing about {topic}.", "数据中没有关于{topic}的内容。"),
    "refuse.outside_analysis": Text(
        "“{what}” asks for an analysis that is not offered here, or not in this wording.",
        "“{what}”所要的分析这里没有，或者这样的问法还无法理解。",
    ),
    "refuse.write_request": Text(
        "I only read: nothing here can change or delete data.", "这里只能查询，不能修改或删除数据。"
    ),
    "refuse.personal_data": Text("Personal data are not shown.", "个人信息不予显示。"),
    "refuse.age_of_birth": Text(
        "There are no ages in these data. There are dates of birth, but those are personal, "
        "and nothing is computed from them.",
        "数据中没有年龄；虽有出生日期，但那是个人信息，不用于计算。",
    ),
    "refuse.unlike_values": Text(
        "“{said}” joins values of different columns, so it is open whether they are added up, compared or both hold. "
        "Ask for one of them, or group by the column.",
        "“{said}”连接了不同字段的取值，无法判断是相加、对比还是同时满足。请只问其中一个，或按该字段分组。",
    ),
    "refuse.unlike_periods": Text(
        "“{said}” goes from one kind of period to another, so a change between them says nothing. "
        "Ask for two of one kind: a quarter against a quarter, a year against a year.",
        "“{said}”从一种周期到另一种周期，两者之间的变化没有意义。请用同类周期对比：季度对季度，年对年。",
    ),
    "refuse.not_supported": Text(
        "I understand “{construction}” but cannot compute it.", "“{construction}”可以理解，但暂时无法计算。"
    ),
    "refuse.hint_not_followed": Text(
        "The explanation “{hint}” asks for a way of computing that I do not understand.",
        "说明“{hint}”要求的计算方式无法理解。",
    ),
    "refuse.direction_differs": Text(
        "“{direction}” asks for another number than the question.", "“{direction}”与问题要的不是同一个数。"
    ),
    "refuse.no_model_endpoint": Text(
        "No model endpoint is configured; the built-in reader answers without one.",
        "未配置模型服务；不使用模型时由内置解析器回答。",
    ),
    "refuse.audit_unavailable": Text(
        "The audit record cannot be written, and this model answers nothing without it.",
        "审计记录无法写入；按模型要求，没有记录时不予回答。",
    ),
    "refuse.reading_not_confirmed": Text(
        "The model's reading does not account for every word of the question.", "模型的理解未覆盖问题中的每个词。"
    ),
    "refuse.model_failed": Text(
        "The model endpoint did not answer. Ask again with the built-in reader.", "模型服务没有响应，请改用内置解析器。"
    ),
    # reach
    "refuse.unreachable": Text("{metric} cannot be split by {dimension}.", "{metric}无法按{dimension}拆分。"),
    "refuse.fan_out": Text(
        "Grouping this way would count rows several times, so it is not computed.",
        "按此方式分组会重复计数，因此不予计算。",
    ),
    "refuse.many_to_many": Text(
        "Rows belong to several groups at once; without weights they cannot be split.",
        "记录同时属于多个分组，没有权重时无法拆分。",
    ),
    "refuse.no_path": Text(
        "These tables are not related, so they cannot be combined.", "相关数据表之间没有关联，无法合并计算。"
    ),
    "refuse.ambiguous_path": Text(
        "There are several ways to relate these; say which one you mean.", "存在多种关联方式，请指明其中一种。"
    ),
    "refuse.filter_unreachable": Text(
        "One of the metrics cannot be filtered this way.", "其中一个指标无法使用该筛选条件。"
    ),
    "refuse.not_additive_over_time": Text(
        "A level cannot be added up over time. Ask for its last or average value.",
        "存量指标不能按时间累加，请查询期末值或平均值。",
    ),
    "refuse.not_additive": Text(
        "This metric does not add up, so a share or total of it has no meaning.", "该指标不可相加，占比或合计没有意义。"
    ),
    "refuse.grain_too_fine": Text(
        "The data hold totals of longer periods than you ask for.", "数据的时间粒度比所问的更粗，无法细分。"
    ),
    "refuse.new_or_returning": Text(
        "“{word}”: who is new and who returns depends on what each of them did before, and the data do not mark it. "
        "Ask who has exactly 1 record and who has more than 1, or how many began in a period.",
        "“{word}”：是新是老取决于各自以往的记录，数据中没有这一标记。可以改问恰好有 1 次记录与超过 1 次记录的各有多少，"
        "或某一期间新增了多少。",
    ),
    "refuse.unit_mismatch": Text("These values have different units.", "这些数值的单位不同，无法合并。"),
    "refuse.no_time": Text(
        "This metric has no date, so it cannot be cut by period.", "该指标没有日期，无法按时间划分。"
    ),
    "refuse.open_formula": Text(
        "“{metric}” stands in a list of things, “{name}” in the records about them: how often “{metric}” counts for "
        "each record is not said, so nothing is computed. Ask for the two separately, or define the formula in the "
        "model.",
        "“{metric}”记在对象清单上，“{name}”记在与之相关的明细上；没有说明每条明细应计几次“{metric}”，因此未作计算。"
        "请分别查询这两项，或在模型中定义这个公式。",
    ),
    "refuse.doubtful_date": Text(
        "The dates in “{name}” may be day/month or month/day, and no value decides it. Confirm the order by giving the "
        "column a date expression in the model; until then it is not used as a time.",
        "“{name}”中的日期可能是日/月，也可能是月/日，没有任何值能够判定。请在模型中为该列写明日期表达式；"
        "在确认之前不会把它用作时间。",
    ),
    "refuse.no_data_in_window": Text(
        "There are no data for {period}; they run from {first} to {last}.",
        "{period}没有数据；数据范围为{first}至{last}。",
    ),
    "refuse.empty_filter": Text("Nothing matches these filters.", "没有符合条件的数据。"),
    "refuse.unsupported_on_engine": Text(
        "This database has no exact way to compute that.", "当前数据库无法精确计算该问题。"
    ),
    "refuse.bad_query": Text("The parts of this question contradict each other.", "问题中的条件相互矛盾。"),
    "refuse.query_error": Text("This question cannot be computed as asked.", "该问题无法按原样计算。"),
    "refuse.policy_error": Text(
        "An access rule could not be applied, so nothing was computed.", "访问规则无法生效，因此未做计算。"
    ),
    "refuse.groups_only": Text(
        "Your access shows groups of at least {k}, and this would be the value of one of them. Ask for an average, or "
        "by a dimension.",
        "您的权限只显示不少于 {k} 个成员的分组，而这样会显示其中某一个的值。请改问平均值，或按维度分组。",
    ),
    # tools
    "refuse.tool_error": Text("This analysis could not be carried out.", "该分析无法完成。"),
    "refuse.missing_role": Text(
        "The model does not say where to find “{role}”, which this analysis needs. It can be written under “roles” in "
        "the model; questions that need no “{role}” can be asked without it.",
        "模型未说明“{role}”所在位置，该分析无法进行。可在模型的“roles”中补充；不涉及“{role}”的问题仍可提问。",
    ),
    "refuse.empty_window": Text(
        "There are no events in that period. Ask for another period, or with fewer conditions.",
        "该期间没有记录。请换一个期间，或减少筛选条件。",
    ),
    "refuse.too_few_customers": Text(
        "Too few customers: {n}, at least {need} are needed. Ask for a longer period, or with fewer conditions.",
        "客户数不足：仅 {n} 个，至少需要 {need} 个。请放宽期间，或减少筛选条件。",
    ),
    "refuse.too_few_events": Text(
        "Too few events: {n}, at least {need} are needed. Ask for a longer period, or with fewer conditions.",
        "记录数不足：仅 {n} 条，至少需要 {need} 条。请放宽期间，或减少筛选条件。",
    ),
    "refuse.series_too_short": Text(
        "Too few complete periods: {have}, at least {need} are needed. Ask by a shorter period, or ask again when "
        "there are more.",
        "完整期数不足：仅 {have} 期，至少需要 {need} 期。请改用更短的周期，或待数据更多后再问。",
    ),
    "choice.period": Text("period", "期间"),
    "refuse.covers_all": Text(
        "This report covers all rows and cannot be narrowed by {name}. Ask for it without that condition.",
        "该报告覆盖全部数据，不能按{name}缩小范围。请去掉这一条件再问。",
    ),
    "refuse.bad_parameter": Text(
        "{name} = {value} is not possible; allowed: {allowed}.", "{name} 不能为 {value}；可选范围：{allowed}。"
    ),
    "refuse.not_identified": Text(
        "The data do not determine the answer. Ask for a longer period, or with fewer conditions.",
        "现有数据不足以确定答案。请放宽期间，或减少筛选条件。",
    ),
    "refuse.not_identified.no_repeat": Text(
        "Nobody bought twice, so a repeat rate cannot be fitted. Ask how many customers there are and what they spent, "
        "or choose a longer period.",
        "没有客户购买过两次，无法拟合复购率。可以先问客户数和消费金额，或放宽期间。",
    ),
    "refuse.not_identified.no_mean": Text(
        "Purchases differ too much in value for an average to exist. Ask for groups of customers, or without the "
        "largest orders.",
        "各次购买的金额差异过大，均值不存在。请按客户分组，或排除最大的订单。",
    ),
    "refuse.not_identified.no_maximum": Text(
        "The purchases fit no pattern of repeat buying. Ask for a longer period, or with fewer conditions.",
        "购买记录不符合任何复购规律。请放宽期间，或减少筛选条件。",
    ),
    "refuse.run_mismatch": Text("These two segment runs cannot be compared.", "这两次分群结果不可比较。"),
    "refuse.not_allowed": Text("You do not have the right for this.", "您没有相应权限。"),
    "refuse.sql_refused": Text(
        "This SQL is refused ({rule}) at “{where}”. {hint}", "该 SQL 被拒绝（{rule}），位置：“{where}”。{hint}"
    ),
    # engines
    "refuse.engine_error": Text("The database could not compute this.", "数据库未能完成计算。"),
    "refuse.path_unreadable": Text(
        "The folder of {name} has a name that is no UTF-8 text. Rename the folder, or choose another.",
        "{name} 所在目录的名称不是 UTF-8 文本。请重命名该目录，或另选目录。",
    ),
    "refuse.database_missing": Text(
        "There is no database yet. Import data with “wenshu init”.", "尚无数据库，请先用“wenshu init”导入数据。"
    ),
    "refuse.database_locked": Text(
        "Another program (process {process}) is writing to the database. Close it or wait, then ask again.",
        "数据库正被其他程序（进程 {process}）写入，请关闭该程序或稍候再问。",
    ),
    "refuse.database_damaged": Text(
        "The database is damaged; nothing was computed from it. Restore it from a copy, or import the files again.",
        "数据库已损坏，未做任何计算。请从备份恢复，或重新导入源文件。",
    ),
    "refuse.wrong_version": Text(
        "The database was written by another version. Import the source files again.",
        "数据库由其他版本写入，请重新导入源文件。",
    ),
    "refuse.publish_failed": Text(
        "New data could not be stored; the data from before are unchanged. Make room or grant access, then repeat.",
        "新数据未能保存，原有数据未变。请腾出空间或开放权限后重试。",
    ),
    "refuse.query_timeout": Text(
        "Stopped after {timeout_s} seconds. Ask for a shorter period or fewer groups.",
        "已在 {timeout_s} 秒后停止。请缩短期间或减少分组。",
    ),
    "refuse.memory_limit": Text(
        "This needs more memory than allowed. Ask for a shorter period or fewer groups.",
        "所需内存超过上限。请缩短期间或减少分组。",
    ),
    "refuse.result_too_large": Text(
        "The result is larger than {limit_mb} MB. Ask for fewer rows or columns.",
        "结果超过 {limit_mb} MB，请减少行或列。",
    ),
    "refuse.query_failed": Text(
        "The database could not compute this: a name or a value in it does not fit.",
        "数据库未能完成计算：其中的名称或取值不适用。",
    ),
    "refuse.worker_lost": Text(
        "The computation ended without an answer, most likely for lack of memory. Narrow the question.",
        "计算中断，可能是内存不足，请缩小问题范围。",
    ),
    "refuse.missing_extra": Text(
        "This data set needs an optional package: install wenshu[{extra}].",
        "该数据集需要可选组件：请安装 wenshu[{extra}]。",
    ),
    "refuse.nothing_to_import": Text(
        "There is no CSV, XLSX or Parquet file in {folder}.", "{folder} 中没有 CSV、XLSX 或 Parquet 文件。"
    ),
    "refuse.encoding_undecided": Text(
        "{file} is not UTF-8. If it reads right as {guess} below, repeat with --yes; else name its --encoding.",
        "{file} 不是 UTF-8 编码。如按 {guess} 显示正确（见下），请加 --yes；否则用 --encoding 指定编码。",
    ),
    "refuse.unreadable_file": Text(
        "{file} cannot be read: {reason}. Nothing was imported.", "无法读取 {file}：{reason}。未导入任何数据。"
    ),
    "refuse.lines_unaccounted": Text(
        "The lines of {file} do not add up, so nothing was imported.", "{file} 的行数核对不上，未导入任何数据。"
    ),
    "refuse.other": Text("This cannot be answered ({code}).", "无法回答（{code}）。"),
    "refuse.nearest": Text("Closest:", "相近的有："),
    "refuse.missing": Text("Missing: {names}", "缺少：{names}"),
    "refuse.horizon_incomplete": Text(
        "That period is not over yet: it can be told from {until} on.", "该期间尚未结束，需到 {until} 之后才能判断。"
    ),
}
