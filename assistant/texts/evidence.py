"""The drawer that says how an answer came about, the receipt, and the footer of a card."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "evidence.all": Text("All evidence", "全部依据"),
    "evidence.title": Text("How this was computed", "这个结果是怎么算出来的"),
    "evidence.part": Text("Answer {n} of {all}", "第 {n} 个结果，共 {all} 个"),
    "evidence.item.question": Text("How the question was read", "问题的解读"),
    "evidence.item.definition": Text("Definition", "口径"),
    "evidence.item.formula": Text("Formula with the figures", "代入数字的公式"),
    "evidence.item.scope": Text("Filters, access and period", "筛选、权限与时间"),
    "evidence.item.rows": Text("Rows at every step", "每一步的行数"),
    "evidence.item.sql": Text("SQL", "SQL"),
    "evidence.item.plan": Text("Plan and semantic query", "计划与语义查询"),
    "evidence.item.checks": Text("Checks", "核对"),
    "evidence.item.chart": Text("Why this chart", "为何用此图"),
    "evidence.item.trace": Text("Trace", "运行记录"),
    "evidence.item.receipt": Text("Receipt", "凭证"),
    # 1 the question
    "evidence.span_unused": Text("not used", "未采用"),
    "evidence.span_unknown": Text("not understood", "未能理解"),
    "evidence.from_choice": Text(
        "This plan was chosen or edited, so no words were read for it.", "该计划来自选择或编辑，没有解读文字。"
    ),
    "evidence.kind.metric": Text("metric", "指标"),
    "evidence.kind.dimension": Text("dimension", "维度"),
    "evidence.kind.entity": Text("what is counted", "对象"),
    "evidence.kind.segmentation": Text("segments", "分群"),
    "evidence.kind.value": Text("a value", "取值"),
    "evidence.kind.number": Text("a number", "数字"),
    "evidence.kind.time": Text("a period", "时间"),
    "evidence.kind.grain": Text("a step of time", "时间粒度"),
    "evidence.kind.operator": Text("how it is put together", "连接方式"),
    "evidence.kind.aggregation": Text("how it is aggregated", "汇总方式"),
    "evidence.kind.ranking": Text("the order", "排序"),
    "evidence.kind.comparison": Text("a comparison", "对比"),
    "evidence.kind.negation": Text("leaves out", "排除"),
    "evidence.kind.share": Text("a share of the whole", "占比"),
    "evidence.kind.chart": Text("the chart", "图表"),
    "evidence.kind.intent": Text("the analysis", "分析方法"),
    # 2 to 4
    "evidence.no_metric": Text("No metric was used.", "没有用到指标。"),
    "evidence.owner": Text("Owner: {owner}", "负责人：{owner}"),
    "evidence.no_owner": Text("no owner named", "未指定负责人"),
    "evidence.version": Text("Version {version}", "版本 {version}"),
    "evidence.state": Text("State: {state}", "状态：{state}"),
    "evidence.no_formula": Text("No formula: the rows are shown as they are.", "没有公式：数据行按原样显示。"),
    "evidence.filters": Text("Filters: {text}", "筛选条件：{text}"),
    "evidence.policies": Text("Access rules: {text}", "权限策略：{text}"),
    "evidence.no_policy": Text("none applied, all rows were in reach", "未应用，可见全部数据行"),
    "evidence.period": Text("Period: {text} ({zone})", "时间范围：{text}（{zone}）"),
    "evidence.compared": Text("Compared with: {text} ({zone})", "对比期：{text}（{zone}）"),
    "evidence.as_of": Text("Data as of {day}", "数据截至{day}"),
    # 5 rows
    "evidence.rows_of": Text("{n:row/rows} of {dataset}", "{dataset} {n} 行"),
    "evidence.step_visible": Text("{dataset}: {n:row/rows} in all", "{dataset}：共 {n} 行"),
    "evidence.step_dated": Text("{period}: {n}", "{period}：{n}"),
    "evidence.step_counted": Text("meeting the conditions: {n}", "符合条件：{n}"),
    "evidence.step_members": Text("counted below the line: {n}", "计入分母：{n}"),
    "evidence.step_hits": Text("of these above the line: {n}", "其中计入分子：{n}"),
    "evidence.step_answer": Text("rows in the answer: {n}", "结果行数：{n}"),
    "evidence.step": Text("{name}: {n}", "{name}：{n}"),
    "evidence.nothing_left_out": Text("Nothing was left out.", "没有遗漏数据行。"),
    "formula.ratio_filled": Text(
        "{top} {above} ÷ {bottom} {below} = {value}", "{above} {top} ÷ {below} {bottom} = {value}"
    ),
    "formula.simple_filled": Text("{agg} of {name} over {rows} = {value}", "对{rows}的 {name} 取{agg} = {value}"),
    # 6 SQL
    "evidence.dialect": Text("Dialect", "方言"),
    "evidence.dialect_ran": Text("{name} (what ran)", "{name}（实际执行）"),
    "evidence.dialect_other": Text(
        "Translated from what ran, for reading; it was not run.", "由实际执行的语句翻译而来，仅供阅读，未执行。"
    ),
    "evidence.dialect_none": Text(
        "This statement has no exact form in {name}.", "该语句在 {name} 中没有完全对应的写法。"
    ),
    "evidence.sql_beside": Text("For the periods before the number:", "用于该数值之前各期："),
    "evidence.no_sql": Text("No SQL ran for this answer.", "这个结果没有执行 SQL。"),
    # 7 plan
    "evidence.plan": Text("Plan", "计划"),
    "evidence.query": Text("Semantic query", "语义查询"),
    # 8 checks
    "check.total": Text("{subject}: the groups sum to the total", "{subject}：各组之和等于合计"),
    "check.whole": Text(
        "{subject}: the groups sum to the whole computed on its own", "{subject}：各组之和等于单独计算的整体"
    ),
    "check.share": Text("{subject}: the shares sum to 100%", "{subject}：各占比之和为 100%"),
    "check.difference": Text("{subject}: equals now less then", "{subject}：等于现值减去基期值"),
    "check.fan_out": Text("No row is counted twice: every join leads to one row", "没有重复计数：每个关联只对应一行"),
    "check.figures": Text("Every figure in the sentences is in the result", "文字中的每个数字都出自结果"),
    "check.words": Text("Every word of the question is accounted for", "问题中的每个词都有交代"),
    "check.readers": Text("Both readers agree", "两个解读器一致"),
    "check.failed": Text("{check}: not so ({subject})", "{check}：不成立（{subject}）"),
    # 9, 10
    "evidence.no_chart": Text("No chart was drawn.", "没有画图。"),
    "trace.read": Text("Reading: {ms} ms", "理解问题：{ms} 毫秒"),
    "trace.compute": Text("Computing: {ms} ms", "计算：{ms} 毫秒"),
    "trace.other": Text("{name}: {ms} ms", "{name}：{ms} 毫秒"),
    "trace.statements": Text("{n:statement/statements} ran", "执行了 {n} 条语句"),
    "trace.rows": Text("{n:row/rows} read to count", "为统计读取了 {n} 行"),
    "trace.no_model": Text("No language model was asked.", "未调用语言模型。"),
    # the receipt
    "receipt.id": Text("Receipt {id}, sealed {day}", "凭证 {id}，封存于{day}"),
    "receipt.none": Text("This answer has no receipt.", "这个结果没有凭证。"),
    "receipt.run": Text("Run again", "重新运行"),
    "receipt.same": Text("Same figures.", "结果一致。"),
    "receipt.data_changed": Text("The data changed: {names}.", "数据有变化：{names}。"),
    "receipt.definitions_changed": Text("The definition changed: {names}.", "口径有变化：{names}。"),
    "receipt.policy_changed": Text("The access rules changed: {names}.", "权限策略有变化：{names}。"),
    "receipt.different": Text(
        "Other figures, although data, definitions and access are as they were.",
        "数据、口径和权限都没有变化，但数字不同。",
    ),
    "receipt.no_figures": Text("This receipt holds no figures.", "该凭证没有数字。"),
    "receipt.policy": Text(
        "This receipt was made with other rights, so its figures are not shown for yours.",
        "该凭证是在其他权限下生成的，因此不对您的权限显示其数字。",
    ),
    "receipt.refused": Text("The plan of this receipt can no longer run.", "该凭证的计划已无法运行。"),
    "receipt.gone": Text("This receipt was not found.", "没有找到该凭证。"),
    "receipt.where": Text("Row", "行"),
    "receipt.column": Text("Figure", "数字"),
    "receipt.before": Text("Then", "当时"),
    "receipt.now": Text("Now", "现在"),
    "receipt.no_row": Text("no such row", "无此行"),
    "receipt.withheld": Text("not shown", "不显示"),
    "receipt.more": Text("and {n} more", "另有 {n} 处"),
    # the footer
    "footer.rows": Text("{n:row/rows}", "{n} 行"),
    "footer.seconds": Text("{n} s", "{n} 秒"),
    "footer.as_of": Text("Data as of {day}", "数据截至{day}"),
    "footer.version": Text("{name} v{version}", "{name} v{version}"),
    "footer.versions": Text("{n} metrics", "{n} 项指标"),
    "footer.more": Text("More", "更多"),
    "footer.copy": Text("Copy", "复制"),
    "footer.rows_copied": Text(
        "{n} of {all} rows are copied; the CSV file has all.", "共 {all} 行，复制前 {n} 行；CSV 文件包含全部。"
    ),
}
