"""What the command line says: help, progress, and what went wrong."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "cli.about": Text("Ask business data in English or Chinese.", "用中文或英文提问业务数据。"),
    "cli.demo": Text("Open the demo in the browser.", "在浏览器中打开演示。"),
    "cli.serve": Text("Open your own model in the browser.", "在浏览器中打开自己的模型。"),
    "cli.ask": Text("Answer one question.", "回答一个问题。"),
    "cli.answer": Text("Answer a file of questions.", "批量回答文件中的问题。"),
    "cli.init": Text("Import files and propose a model.", "导入文件并生成模型草案。"),
    "cli.check": Text("List every mistake of a model.", "列出模型中的所有错误。"),
    "cli.sql": Text("Run one SELECT through the guard.", "经检查后执行一条 SELECT。"),
    "cli.receipt": Text("Run a receipt again and compare.", "重新计算凭证并核对。"),
    "cli.audit": Text("Show or verify the record of questions.", "查看或校验提问记录。"),
    "cli.arg.question": Text("the question", "问题"),
    "cli.arg.model": Text("model folder (default: the demo)", "模型目录（默认为演示数据）"),
    "cli.arg.as_of": Text("the day that counts as today, YYYY-MM-DD", "视为“今天”的日期，YYYY-MM-DD"),
    "cli.arg.choose": Text("take option N of a question back", "选择反问中的第 N 项"),
    "cli.arg.as_typed": Text(
        "take WORD as it is typed, without correcting its spelling", "按原样理解 WORD，不更正拼写"
    ),
    "cli.arg.reader": Text("who reads the question", "由谁解析问题"),
    "cli.arg.json": Text("print the whole answer as JSON", "以 JSON 输出完整结果"),
    "cli.arg.csv": Text("print the rows as CSV", "以 CSV 输出数据"),
    "cli.arg.sql": Text("print the SQL that ran", "输出所执行的 SQL"),
    "cli.arg.html": Text("print one HTML page", "输出单个 HTML 页面"),
    "cli.arg.questions": Text("questions, one JSON object a line", "问题文件，每行一个 JSON"),
    "cli.arg.out": Text("file or folder to write", "输出文件或目录"),
    "cli.arg.data": Text("folder with Parquet, CSV or Excel files", "存放 Parquet、CSV 或 Excel 文件的目录"),
    "cli.arg.encoding": Text("encoding of text files", "文本文件的编码"),
    "cli.arg.yes": Text("take corrections without asking", "不询问，直接采用修正"),
    "cli.arg.port": Text("port (default: a free one)", "端口（默认自动选择）"),
    "cli.arg.no_browser": Text("do not open the browser", "不打开浏览器"),
    "cli.arg.demo_data": Text("which demo data", "使用哪套演示数据"),
    "cli.arg.id": Text("receipt number", "凭证编号"),
    "cli.arg.verify": Text("check the chain", "校验记录链"),
    "cli.arg.head": Text("head hash that was kept elsewhere", "另行保存的末端哈希"),
    "cli.arg.gaps": Text("what could not be answered, by count", "未能回答的问题统计"),
    "cli.building_demo": Text("Building the demo data (once)…", "正在生成演示数据（仅首次）…"),
    "cli.serving": Text("Open {url} in a browser. Stop with Ctrl-C.", "请在浏览器打开 {url}，按 Ctrl-C 停止。"),
    "limits.questions": Text(
        "In force: {seconds} s, {memory} of memory, {threads:thread/threads} and {rows:row/rows} for a question; "
        "{places:question/questions} at once.",
        "生效的限制：每个问题 {seconds} 秒、内存 {memory}、{threads} 个线程、{rows} 行；同时计算 {places} 个问题。",
    ),
    "limits.sql": Text(
        "Typed SQL: a process of its own with {memory} of memory, and {mb} MB of result.",
        "手写 SQL：在独立进程中运行，内存 {memory}，结果 {mb} MB。",
    ),
    "limits.files": Text(
        "A file: {size} as it is, {unpacked} unpacked, {columns:column/columns}, {sheets:sheet/sheets}.",
        "每个文件：不超过 {size}，解压后不超过 {unpacked}，最多 {columns} 列、{sheets} 个工作表。",
    ),
    "limits.system": Text(
        "By the operating system: {sql} of address space for typed SQL; {files} and {seconds} s of the processor for "
        "reading files.",
        "由操作系统限制：手写 SQL 的地址空间 {sql}；读取文件的地址空间 {files}，处理器时间 {seconds} 秒。",
    ),
    "limits.no_system": Text(
        "This operating system limits no memory and no processor time of a process; the limits of the engine, and the "
        "end of a process that takes too long, hold.",
        "此操作系统不限制进程的内存和处理器时间；引擎自身的限制和超时终止仍然有效。",
    ),
    "cli.batch_done": Text(
        "{n} questions: {answered} answered, {clarify} asked back, {refused} refused.",
        "共 {n} 个问题：回答 {answered}，反问 {clarify}，拒绝 {refused}。",
    ),
    "cli.batch_failed": Text("Question {id} could not be processed ({code}).", "问题 {id} 未能处理（{code}）。"),
    "cli.bad_line": Text(
        "Line {line} of {file} is not a question: {why}.", "{file} 第 {line} 行不是有效的问题：{why}。"
    ),
    "cli.no_question_field": Text("it has no “question”", "缺少 question 字段"),
    "cli.no_day": Text("as_of is not a day", "as_of 不是日期"),
    "cli.imported": Text(
        "{file} → {table}: {records} lines, {accepted} rows imported, {rejected} rejected",
        "{file} → {table}：{records} 行，导入 {accepted} 行，拒绝 {rejected} 行",
    ),
    "cli.left_aside": Text("Not looked at: {names}", "未读取：{names}"),
    "cli.at_line": Text(" (line {line})", "（第 {line} 行）"),
    "cli.rejected_line": Text("  line {line}: {reason}: {text}", "  第 {line} 行：{reason}：{text}"),
    "cli.bad_setting": Text(
        "The setting {name} cannot be read. Write it as in: {example}", "设置 {name} 无法读取，写法示例：{example}"
    ),
    "cli.model_kept": Text("The folder has a model already; it was kept as it is.", "该目录已有模型，保持不变。"),
    "cli.no_json": Text("it is no JSON object", "不是 JSON 对象"),
    "cli.check_no_data": Text("There are no data in this folder yet.", "该目录中还没有数据。"),
    "cli.check_data_ok": Text("The data keep what the model promises.", "数据符合模型的约定。"),
    "cli.check_data_found": Text(
        "In the data, {n} things are not as the model says:", "数据中有 {n} 处与模型的约定不符："
    ),
    "cli.severity.error": Text("error  ", "错误"),
    "cli.severity.warning": Text("warning", "警告"),
    "cli.check_ok": Text(
        "The model {name} has no mistakes: {metrics} metrics, {dimensions} dimensions.",
        "模型 {name} 没有错误：{metrics} 个指标，{dimensions} 个维度。",
    ),
    "cli.confirm_roles": Text(
        "Confirm who bought what under “roles” in model.yaml.", "请在 model.yaml 的 roles 中确认购买记录。"
    ),
    "cli.repeated_rows": Text(
        "{table}: {n:row is/rows are} equal to another row in every column. All of them count; remove from the file "
        "what was entered twice.",
        "{table}：有 {n} 行与其他行完全相同，均计入结果；如属重复录入，请在文件中删除。",
    ),
    "cli.rows_of_nobody": Text(
        "{table}: {n:row names/rows name} no {thing}. They count in every total and in no analysis of one {thing}.",
        "{table}：有 {n} 行未注明{thing}，计入各项合计，但不参与按{thing}进行的分析。",
    ),
    "cli.init_ask": Text("For example: {questions}", "例如：{questions}"),
    "cli.init_done": Text(
        'Tables imported into {out}: {tables}. Ask with: wenshu ask "…" --model {out}',
        '已导入 {tables} 张表到 {out}。提问：wenshu ask "…" --model {out}',
    ),
    "cli.unknown_receipt": Text("There is no receipt {id}.", "没有编号为 {id} 的凭证。"),
    "cli.receipt_same": Text("Same figures.", "结果一致。"),
    "cli.receipt_different": Text(
        "Different figures, though neither data nor definitions changed.", "数据与定义均未变化，但结果不一致。"
    ),
    "cli.receipt_data_changed": Text("The data changed: {names}.", "数据有变化：{names}。"),
    "cli.receipt_definitions_changed": Text("Definitions changed: {names}.", "定义有变化：{names}。"),
    "cli.receipt_policy_changed": Text("The access rules changed: {names}.", "访问规则有变化：{names}。"),
    "cli.receipt_not_comparable": Text("Not comparable: {names}.", "无法比较：{names}。"),
    "cli.receipt_reason.no_figures": Text("the receipt holds no figures", "凭证中没有数值结果"),
    "cli.receipt_reason.policy": Text("other access rules apply", "访问规则不同"),
    "cli.receipt_reason.refused": Text("the question can no longer be computed", "该问题现已无法计算"),
    "cli.receipt_before": Text("Then:", "当时："),
    "cli.receipt_now": Text("Now:", "现在："),
    "cli.audit_count": Text("{n} records; head {head}", "共 {n} 条记录；末端 {head}"),
    "cli.audit_ok": Text("The chain is complete.", "记录链完整。"),
    "cli.audit_broken": Text("Record {seq} does not fit the chain.", "第 {seq} 条记录与链不符。"),
    "cli.audit_torn": Text(
        "The last line was cut off by a crash and is kept as it is.", "最后一行因中断而不完整，已保留原样。"
    ),
    "cli.audit_head_lost": Text(
        "The record that was kept elsewhere is not in the chain: the tail was cut.",
        "另行保存的记录不在链中：尾部被截断。",
    ),
    "cli.audit_unfinished": Text("Unfinished: {ids}", "未完成：{ids}"),
    "cli.no_gaps": Text("Every question was answered.", "所有问题均已回答。"),
    "cli.option": Text("{n}. {label}{mark}", "{n}. {label}{mark}"),
    "cli.default_mark": Text(" (default)", "（默认）"),
    "cli.undo_hint": Text(
        "Not meant? Ask again with --as-typed {word}.", "理解有误？请加上 --as-typed {word} 重新提问。"
    ),
    "cli.choose_hint": Text("Choose with --choose N.", "用 --choose N 选择。"),
    "cli.receipt_line": Text("Receipt {id} · data as of {day}", "凭证 {id} · 数据截至{day}"),
    "cli.rows_shown": Text(
        "{n} of {all} rows are shown; --csv has all.", "共 {all} 行，显示前 {n} 行；--csv 输出全部。"
    ),
    "cli.next": Text("Next:", "接下来可以问："),
    "cli.no_sql": Text("Nothing was run.", "未执行任何语句。"),
    "cli.bad_model": Text("The model in {folder} cannot be used:", "{folder} 中的模型无法使用："),
    "cli.no_model": Text(
        "There is no model in {folder}. Create one with “wenshu init”.", "{folder} 中没有模型，请用“wenshu init”创建。"
    ),
    "cli.no_file": Text("There is no file {file}.", "没有文件 {file}。"),
    "cli.bad_date": Text("{value} is not a day like 2026-10-31.", "{value} 不是形如 2026-10-31 的日期。"),
    "cli.bad_choice": Text("There is no option {n}.", "没有第 {n} 个选项。"),
    "cli.nothing_to_choose": Text("This question has no options to choose from.", "该问题没有可选项。"),
    "cli.empty_question": Text("Ask something.", "请输入问题。"),
    "cli.stopped": Text("Stopped. Nothing was changed.", "已停止，未产生任何更改。"),
    "cli.failed": Text(
        "This went wrong here (error {id}). The details are in {file}.", "出错了（编号 {id}），详情见 {file}。"
    ),
    "cli.disk": Text("A file could not be read or written: {why}.", "文件无法读写：{why}。"),
    "cli.wrong_package": Text(
        "Another package named “tools” hides ours ({where}). Start with the wenshu command.",
        "另一个名为 tools 的包遮盖了本程序（{where}），请用 wenshu 命令启动。",
    ),
}
