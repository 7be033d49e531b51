"""Every word the chat page says, English and Chinese side by side.

Rule: `ui/` only draws; a sentence that a visitor reads and that is not part of an answer stands here.
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

PAGE: Mapping[str, Text] = {
    "page.title": Text("wenshu · ask the numbers", "问数 · 用一句话问数据"),
    "page.brand": Text("wenshu", "问数"),
    "page.new": Text("New question", "新问题"),
    "page.input": Text("Ask about your business…", "问问您的业务数据…"),
    "insert.open": Text("Metrics", "指标"),
    "insert.search": Text("Search metrics, groupings and values", "搜索指标、分组或取值"),
    "insert.about": Text(
        "A click puts the name into the input, in place of what stands there.",
        "点击名称即填入输入框，并替换其中已有的文字。",
    ),
    "insert.now": Text("Question so far: {words}", "当前问题：{words}"),
    "insert.clear": Text("Start over", "重新开始"),
    "insert.metrics": Text("Metrics", "指标"),
    "insert.groups": Text("Group by", "分组"),
    "insert.values": Text("Only · {name}", "限定 · {name}"),
    "insert.more": Text("{n} more: narrow the search", "另有 {n} 项，请缩小搜索范围"),
    "insert.none": Text("No metric, grouping or value is called that.", "没有叫这个名称的指标、分组或取值。"),
    "insert.group": Text("by {name}", "按{name}"),
    "insert.value": Text("{name} {value}", "{name}为{value}"),
    "insert.only": Text("for {values}", "{values}"),
    "page.scope": Text(
        "{metrics:metric/metrics} over {things}, {first} to {last}.",
        "{metrics} 项指标，涵盖{things}，数据从{first}到{last}。",
    ),
    "page.generated_data": Text("Generated sample data", "生成的示例数据"),
    "page.try": Text("Try one of these", "试试这些问题"),
    "page.working": Text("Working", "处理中"),
    "page.step_read": Text("Understanding", "理解问题"),
    "page.step_model": Text("Asking the language model", "询问语言模型"),
    "page.step_tool": Text("Trying a computation", "试算"),
    "page.step_queue": Text("Waiting, place {place}", "排队中，第 {place} 位"),
    "page.step_compute": Text("Computing", "计算"),
    "page.step_analyse": Text("Computing", "计算"),
    "page.step_check": Text("Checking", "核对"),
    "page.seconds": Text("{step} · {seconds} s", "{step} · {seconds} 秒"),
    "page.tab_chart": Text("Chart", "图表"),
    "page.tab_table": Text("Table", "表格"),
    "page.tab_derivation": Text("How it was computed", "计算过程"),
    "page.chart_reason": Text("Why this chart: {reason}", "为何用此图：{reason}"),
    "page.all_groups": Text("All groups", "全部分组"),
    "by_figure.figure": Text("Figure", "指标"),
    "by_figure.rate": Text("Change, %", "变化率"),
    "page.pair": Text("{name}: {value}", "{name}：{value}"),
    "page.undefined": Text("–: no data, or nothing to divide by.", "–：没有数据，或分母为零。"),
    "page.definition": Text("Definition", "口径"),
    "page.formula": Text("Formula", "公式"),
    "page.filters": Text("Filters", "筛选条件"),
    "page.no_filters": Text("none", "无"),
    "page.period": Text("Period", "时间范围"),
    "page.compared_period": Text("Compared with", "对比期"),
    "page.parameters": Text("Parameters", "参数"),
    "page.rows_step": Text("Rows", "数据行"),
    "page.policies": Text("Access rules applied", "已应用的权限策略"),
    "page.reading": Text("How the question was read", "问题的解读"),
    "page.sql": Text("SQL that ran", "实际执行的 SQL"),
    "page.plan": Text("Plan (JSON)", "计划（JSON）"),
    "page.next": Text("Next", "接下来可以问"),
    "page.footer": Text(
        "Data as of {as_of} · {rows:row/rows} · {seconds} s · {reader} · receipt {receipt}",
        "数据截至{as_of} · {rows} 行 · {seconds} 秒 · {reader} · 凭证 {receipt}",
    ),
    "page.reader_parser": Text("read by the built-in reader", "由内置解析器解读"),
    "page.reader_agent": Text("read by a language model", "由语言模型解读"),
    "page.usage": Text(
        "{model} @ {host} · {calls:call/calls} · {tokens} tokens · {seconds} s · {cost}",
        "{model} @ {host} · 调用 {calls} 次 · {tokens} 个词元 · {seconds} 秒 · {cost}",
    ),
    "page.usage_unknown": Text("not reported", "未提供"),
    "page.usage_free": Text("no price set", "未设价格"),
    "page.usage_cached": Text("answered before, nothing sent", "此前已答，未再发送"),
    "page.download": Text("CSV", "CSV"),
    "page.all_metrics": Text("All metrics", "全部指标"),
    "page.concerns": Text("This concerns: {names}", "涉及：{names}"),
    "page.not_understood": Text("Also not understood: {names}", "另有无法识别：{names}"),
    "page.stop": Text("Stop", "停止"),
    "page.stopped": Text("Stopped. Nothing was changed.", "已停止，未产生任何更改。"),
    "page.failed": Text(
        "This went wrong here. Try again? Your question is kept (id {id}).",
        "出错了，要重试吗？问题已保留（编号 {id}）。",
    ),
    "page.undo": Text("Undo", "撤销"),
    "page.undo_help": Text(
        "Ask again without this correction; “{typed}” is then taken as typed.",
        "撤销这一更正，按“{typed}”原样重新提问。",
    ),
    "page.retry": Text("Try again", "重试"),
    "page.remember": Text("Read this question so from now on", "以后都这样理解这个问题"),
    "page.remember_words": Text("Remember this", "记住这个问法"),
    "page.offline": Text("Offline · no data leaves this machine", "离线 · 数据不出本机"),
    "page.online": Text("Model: {model} @ {host}", "模型：{model} @ {host}"),
    "page.reader": Text("Who reads the question", "由谁解读问题"),
    "page.reader_choice_auto": Text("Auto", "自动"),
    "page.reader_choice_parser": Text("Built-in", "内置"),
    "page.reader_choice_agent": Text("Model", "模型"),
    "page.preview": Text("What leaves this machine", "哪些内容会离开本机"),
    "page.preview_about": Text(
        "The built-in reader comes first. Only what it cannot read is sent to {host}: the question, the questions "
        "before it, and names and descriptions of metrics and dimensions. No row of your data is ever sent.",
        "内置解析器优先解读；只有它读不懂的问题才会发送到 {host}，"
        "内容包括问题、此前的问题，以及指标和维度的名称与说明。数据行从不外发。",
    ),
    "page.preview_shared": Text(
        "Values that may be sent: {values}. {findings}", "允许发送的取值：{values}。{findings}"
    ),
    "page.preview_nothing": Text("none", "无"),
    "page.preview_findings": Text("Aggregated figures of results may be sent.", "允许发送结果中的汇总数字。"),
    "page.preview_no_findings": Text("Of results only column names and the number of rows.", "结果只发送列名和行数。"),
    "page.preview_question": Text("The exact request for: {question}", "以下问题的完整请求：{question}"),
    "page.preview_example": Text("How did we do last month?", "上个月我们的表现怎么样？"),
    "page.data": Text("Data: {name} · as of {as_of}", "数据：{name} · 截至{as_of}"),
    "page.earlier": Text("{n} earlier turns are not shown.", "更早的 {n} 轮未显示。"),
    "page.language": Text("Language", "语言"),
    "page.no_model": Text(
        "There is no model to ask. Start with `wenshu demo`, or with `wenshu serve --model DIR`.",
        "没有可用的模型。请用 `wenshu demo` 或 `wenshu serve --model DIR` 启动。",
    ),
}
