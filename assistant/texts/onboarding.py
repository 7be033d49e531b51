"""What the page of one's own data says."""

from __future__ import annotations

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "data.title": Text("Your data", "您的数据"),
    "data.not_yours": Text(
        "Data are added and replaced by those who may see all of them. You see a part: ask who looks after the data.",
        "数据由可查看全部数据的人添加或替换。您只能查看其中一部分，请联系数据负责人。",
    ),
    "data.local": Text(
        "Files are read on this machine only. Nothing is sent anywhere, and what was imported before stays as it is "
        "until you keep the new data in the last step.",
        "文件只在本机读取，不会发送到任何地方。在最后一步保存之前，此前导入的数据保持不变。",
    ),
    "data.drop": Text("Drop CSV, XLSX or Parquet files here", "将 CSV、XLSX 或 Parquet 文件拖到这里"),
    "data.name": Text("Name of the data set", "数据集名称"),
    "data.updates": Text(
        "There is a data set of this name: its data are replaced, its definitions stay, new ones are added.",
        "已有同名数据集：数据将被替换，原有定义保留，仅补充新的定义。",
    ),
    "data.step_read": Text("1 · What was read", "1 · 读取结果"),
    "data.step_roles": Text("2 · What the columns are", "2 · 各列的含义"),
    "data.step_relations": Text("3 · How the tables belong together", "3 · 表之间的关系"),
    "data.step_metrics": Text("4 · What can be measured", "4 · 可用指标"),
    "data.step_keep": Text("5 · Keep it", "5 · 保存"),
    "data.lines": Text(
        "{file} → {table}: {records:line/lines}: {header} header, {accepted:row/rows} read, {rejected} rejected, "
        "{preamble} above the header, {blank} blank.",
        "{file} → {table}：共 {records} 行，表头 {header} 行，读入 {accepted} 行，拒绝 {rejected} 行，"
        "表头以上 {preamble} 行，空行 {blank} 行。",
    ),
    "data.encoding": Text("Encoding {encoding}", "编码 {encoding}"),
    "data.encoding_none": Text("Stored with types", "文件自带类型"),
    "data.rejected_title": Text("Lines that are no rows ({n})", "未读入的行（{n}）"),
    "data.rejected_line": Text("Line {line}: {reason}: {text}", "第 {line} 行，{reason}：{text}"),
    "data.rejected_more": Text("… and {n} more", "……另有 {n} 行"),
    "data.reason.too_few_fields": Text("too few fields", "字段过少"),
    "data.reason.too_many_fields": Text("too many fields", "字段过多"),
    "data.reason.unclosed_quote": Text("a quote that never closes", "引号未闭合"),
    "data.reason.broken_quote": Text("text after a closing quote", "引号后有多余文字"),
    "data.reason.total_line": Text("a total of the rows, no row itself", "合计行，不是数据行"),
    "data.reason.remark_line": Text("a remark below the table", "表下的备注"),
    "data.reason.field_too_long": Text("a field of more than a million characters", "字段超过一百万字符"),
    "data.reason.not_decodable": Text("bytes that are no text in this encoding", "含有该编码无法识别的字节"),
    "data.reason.nul_byte": Text("a NUL byte", "含有空字节"),
    "data.renamed": Text("Column “{given}” is called “{name}” here.", "列“{given}”在此称为“{name}”。"),
    "data.left_out": Text(
        "Column “{name}” holds more than single values and is left out.", "列“{name}”不是单一取值，未读入。"
    ),
    "data.sheet_aside": Text(
        "Sheet “{name}” holds a few words and no table; it is not read.",
        "工作表“{name}”只有文字说明，没有表格，未读入。",
    ),
    "data.failed": Text(
        "{column}: {n:value/values} became empty because not a {type} ({places}).",
        "{column}：{n} 个值不是{type}，已置空（{places}）。",
    ),
    "data.failed_somewhere": Text(
        "{column}: {n:value/values} became empty because not a {type}.", "{column}：{n} 个值不是{type}，已置空。"
    ),
    "data.respelled": Text(
        "{column}: {n:value/values} with blanks around or full-width letters or digits, read without them.",
        "{column}：{n} 个值去掉了首尾空白，或把全角字母、数字改成了半角。",
    ),
    "data.place": Text("line {line}: {text}", "第 {line} 行：{text}"),
    "data.column": Text("Column", "列"),
    "data.type": Text("Type", "类型"),
    "data.how": Text("How it was read", "读取规则"),
    "data.empty": Text("Empty", "空值"),
    "data.type.Integer": Text("whole number", "整数"),
    "data.type.Decimal": Text("number", "数值"),
    "data.type.Float": Text("number", "数值"),
    "data.type.Boolean": Text("yes or no", "是/否"),
    "data.type.Date": Text("date", "日期"),
    "data.type.DateTime": Text("date and time", "日期时间"),
    "data.type.String": Text("text", "文本"),
    "data.rule.plain": Text("as written", "按原样"),
    "data.rule.stored": Text("type of the file", "文件自带类型"),
    "data.rule.phone": Text("telephone numbers stay text", "电话号码保留为文本"),
    "data.rule.compact": Text("20240103", "20240103"),
    "data.rule.whole": Text("12.0 as 12", "12.0 即 12"),
    "data.rule.month_in_letters": Text("5 Jan 2024", "5 Jan 2024"),
    "data.rule.exponents": Text("1.5e-05", "1.5e-05"),
    "data.rule.thousands": Text("1,234.56", "1,234.56"),
    "data.rule.decimal_comma": Text("1.234,56", "1.234,56"),
    "data.rule.accounting": Text("amounts, those in brackets below zero", "金额，括号内为负数"),
    "data.rule.money": Text("sign of money left out", "去掉货币符号"),
    "data.rule.chinese_numerals": Text("Chinese numerals", "中文数字"),
    "data.rule.year_month_day": Text("year, month, day", "年、月、日"),
    "data.rule.iso": Text("year, month, day, time", "年月日加时间"),
    "data.rule.iso_utc": Text("with a zone, kept in UTC", "带时区，按 UTC 保存"),
    "data.rule.day_month_year": Text("day, month, year", "日、月、年"),
    "data.rule.month_day_year": Text("month, day, year", "月、日、年"),
    "data.doubt.day_or_month": Text(
        "{table} · {column}: day or month first? No value decides ({places}).",
        "{table} · {column}：日在前还是月在前？没有任何值能判断（{places}）。",
    ),
    "data.doubt.mixed_order": Text(
        "{table} · {column}: day first in some lines, month first in others ({places}).",
        "{table} · {column}：有的行日在前，有的行月在前（{places}）。",
    ),
    "data.doubt.mostly_typed": Text(
        "{table} · {column}: all but {n:value/values} fit ({places}). "
        "As a number or date those become empty, as text all are kept.",
        "{table} · {column}：有 {n} 个值不符（{places}）。按数值或日期读取时这些值置空，保留为文本则全部保留。",
    ),
    "data.doubt.thousands_or_decimal": Text(
        "{table} · {column}: thousands or decimals ({places})?",
        "{table} · {column}：是千位分隔还是小数点（{places}）？",
    ),
    "data.doubt.two_writings": Text(
        "{table} · {column}: {n:value/values} unlike others in script, width or unseen characters alone ({places}). "
        "What is written in two ways counts as two until you choose one.",
        "{table} · {column}：有 {n} 个值与其他值只差繁简、全半角或不可见字符（{places}）。统一写法之前按不同的值计算。",
    ),
    "data.doubt.made_one": Text(
        "{table} · {column}: {n:value/values} changed to one way of writing ({places}).",
        "{table} · {column}：已统一 {n} 个值的写法（{places}）。",
    ),
    "data.option.one_writing": Text("write in one way", "统一写法"),
    "data.rule.one_writing": Text("in one way of writing", "统一写法"),
    "data.option.text": Text("keep as text", "保留为文本"),
    "data.option.number": Text("read as number", "按数值读取"),
    "data.option.date": Text("read as date", "按日期读取"),
    "data.option.day_month_year": Text("day first", "日在前"),
    "data.option.month_day_year": Text("month first", "月在前"),
    "data.option.decimal_comma": Text("1.234,56", "1.234,56"),
    "data.ask_encoding": Text(
        "{file} is not UTF-8 (first seen in line {line}). Which encoding is it? It begins:",
        "{file} 不是 UTF-8 编码（首次出现在第 {line} 行）。请选择编码，文件开头如下：",
    ),
    "data.no_encoding": Text(
        "{file} fits no encoding that can be proposed. State it:", "{file} 无法推测编码，请指定："
    ),
    "data.choose": Text("Choose …", "请选择……"),
    "data.encoding_yes": Text("It reads right: use {encoding}", "显示正确，按 {encoding} 读取"),
    "data.encoding_of": Text("Encoding of {file}", "{file} 的编码"),
    "data.refused": Text("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
    "data.refused_line": Text(
        "{file} cannot be read: {reason} (line {line}).", "无法读取 {file}：{reason}（第 {line} 行）。"
    ),
    "data.unsettled": Text(
        "Settle or remove the files named above to go on.", "请先处理或移除上面列出的文件，再继续。"
    ),
    "data.role": Text("Role of {column}", "{column} 的角色"),
    "data.role.key": Text("key: identifies a row", "主键：标识一行"),
    "data.role.reference": Text("points to another table", "指向另一张表"),
    "data.role.time": Text("date of the event", "业务日期"),
    "data.role.sum": Text("measure: added up", "度量：求和"),
    "data.role.average": Text("measure: averaged", "度量：求平均"),
    "data.role.dimension": Text("to group and filter by", "用于分组和筛选"),
    "data.role.hidden": Text("not asked about", "不参与问答"),
    "data.confidence.high": Text("sure", "把握大"),
    "data.confidence.medium": Text("likely", "较可能"),
    "data.confidence.low": Text("please check", "请确认"),
    "data.relation": Text(
        "Many rows of {child} point to one of {parent} by {column}.",
        "{child} 的多行通过 {column} 指向 {parent} 的一行。",
    ),
    "data.fan_out": Text(
        "Up to {most} rows of {child} share one: figures of {parent} are never added up along {child}.",
        "最多 {most} 行 {child} 对应同一行：{parent} 的数值不会沿 {child} 重复累加。",
    ),
    "data.orphans": Text(
        "{n:row/rows} of {child} point to nothing in {parent}.", "{child} 有 {n} 行在 {parent} 中找不到对应。"
    ),
    "data.no_relations": Text("No table points to another.", "各表之间没有关联。"),
    "data.metric": Text("{label} = {formula} → {value}", "{label} = {formula} → {value}"),
    "data.no_value": Text("no value", "无结果"),
    "data.review": Text("Check and show what will be written", "检查并查看将写入的内容"),
    "data.broken": Text("This stands against it:", "以下问题需先解决："),
    "data.contradiction": Text("These choices do not go together: {why}", "这些选择互相矛盾：{why}"),
    "data.notes": Text("Worth knowing:", "请注意："),
    "data.no_difference": Text("Nothing changes in the definitions.", "定义没有变化。"),
    "data.noticed": Text("Noticed in the files:", "文件中注意到："),
    "data.notice.buyers": Text(
        "Found who bought what: {table}, paid {amount}. RFM, churn, cohorts and repurchase can be asked now.",
        "已识别购买记录：表“{table}”，金额 {amount}。现在即可询问 RFM、流失、留存和复购。",
    ),
    "data.notice.named_buyers": Text(
        "Each {table} is known by {column} alone: two with the same name count as one.",
        "{table}仅以{column}区分：同名者计为同一位。",
    ),
    "data.notice.contacts": Text(
        "{table}: customers appear only by {columns}, which is personal and tells nobody apart here. With a column of "
        "customer numbers in the file, repurchase, churn and RFM can be asked.",
        "{table}：客户仅以{columns}出现，属个人信息，不用来区分客户。加入客户编号列后，即可询问复购、流失和 RFM。",
    ),
    "data.notice.documents": Text(
        "One {table} can have several rows, all with the same {day}: it counts once, on that day.",
        "同一{table}可有多行，各行的{day}相同：每个{table}只计一次，归于该日。",
    ),
    "data.notice.features": Text(
        "All rows of one {table} agree on {names}: what is found out about each {table} can be split by it.",
        "同一{table}的各行{names}相同：按{table}进行的分析可据此细分。",
    ),
    "data.difference": Text("Definitions as a difference", "定义的变化"),
    "data.keep": Text("Keep this data set", "保存数据集"),
    "data.kept": Text(
        "{name} is kept with {tables:table/tables} and {rows:row/rows}. Three questions you can ask now:",
        "{name} 已保存：{tables} 张表，{rows} 行。现在可以这样问：",
    ),
    "data.kept_other": Text("Open it with: {command}", "打开方式：{command}"),
    "data.not_kept": Text("It could not be kept: {why} What was there stands.", "未能保存：{why}原有数据未受影响。"),
    "data.again": Text("Import other files", "导入其他文件"),
    "data.refusal.empty": Text("it is empty", "文件为空"),
    "data.refusal.too_big": Text("it is larger than 2 GB", "文件超过 2 GB"),
    "data.refusal.compressed": Text("it is compressed; unpack it first", "文件已压缩，请先解压"),
    "data.refusal.archive": Text(
        "it is an archive and no workbook; unpack it first", "这是压缩包而不是工作簿，请先解压"
    ),
    "data.refusal.database": Text(
        "it is a database file; databases are configured, never imported",
        "这是数据库文件；数据库需要配置连接，不能导入",
    ),
    "data.refusal.old_office": Text(
        "it is an old or encrypted Office file; save it as XLSX without a password",
        "这是旧版或加密的 Office 文件，请另存为不带密码的 XLSX",
    ),
    "data.refusal.other_workbook": Text("it is a binary workbook; save it as XLSX", "这是二进制工作簿，请另存为 XLSX"),
    "data.refusal.document": Text("it is a picture or a document and no table", "这是图片或文档，不是表格"),
    "data.refusal.columnar": Text("it is a columnar file of a kind other than Parquet", "这是 Parquet 以外的列存文件"),
    "data.refusal.program": Text("it holds a program and no table", "文件内容是程序，不是表格"),
    "data.refusal.markup": Text("it is a web page or XML and no table", "这是网页或 XML，不是表格"),
    "data.refusal.json": Text("it is JSON and no table", "这是 JSON，不是表格"),
    "data.refusal.macros": Text(
        "the workbook holds macros; save it as XLSX without them", "工作簿含有宏，请另存为不含宏的 XLSX"
    ),
    "data.refusal.links": Text(
        "the workbook takes figures from other files; save it with values only",
        "工作簿引用了其他文件，请只保留数值后另存",
    ),
    "data.refusal.bomb": Text("it would unpack to far more than its size", "解压后的大小远超文件本身"),
    "data.refusal.damaged_workbook": Text("it is no undamaged XLSX workbook", "XLSX 工作簿已损坏"),
    "data.refusal.no_room": Text("there is no room left on the disk to read it into", "磁盘空间不足，无法读取"),
    "data.refusal.outside": Text("it is a link to a file outside the folder", "它是指向目录之外的链接"),
    "data.refusal.unreachable": Text("it cannot be opened", "无法打开"),
    "data.refusal.changed": Text(
        "it changed while it was read; wait until it is complete", "读取过程中文件发生了变化，请待其完整后再导入"
    ),
    "data.refusal.damaged_parquet": Text("it is no undamaged Parquet file", "Parquet 文件已损坏"),
    "data.refusal.encoding": Text("its text is not in the stated encoding", "文件内容不是所选编码"),
    "data.refusal.unknown_encoding": Text("the stated encoding cannot be read", "不支持所选编码"),
    "data.refusal.too_many_columns": Text("it has more than 2,000 columns", "超过 2,000 列"),
    "data.refusal.too_many_sheets": Text("it has more than 50 sheets", "超过 50 个工作表"),
    "data.refusal.no_header": Text("no line of it can be the header", "没有可作为表头的行"),
    "data.refusal.no_rows": Text("every line below its header is broken", "表头以下的行均无法读取"),
    "data.refusal.no_columns": Text("it has no column that a table can hold", "没有可以读入的列"),
    "data.refusal.limits": Text("reading it needs more time or memory than is allowed", "读取所需的时间或内存超过限制"),
    "data.refusal.unaccounted": Text("its lines do not add up", "行数核对不上"),
    # why something was guessed; the English is how the model keeps it
    "data.evidence.distinct": Text("{n} distinct values in {rows} rows", "{rows} 行中有 {n} 个不同取值"),
    "data.evidence.distinct_way": Text(
        "{n} distinct values in {rows} rows, all written {way}", "{rows} 行中有 {n} 个不同取值，写法均为 {way}"
    ),
    "data.evidence.pinyin": Text("{name} is read as pinyin", "{name} 按拼音理解"),
    "data.evidence.ambiguous": Text(
        "they may be day/month or month/day, so they stay text", "无法判断日在前还是月在前，因此保留为文本"
    ),
    "data.evidence.kind": Text("nearly all of its values are of the kind {kind}", "几乎所有取值都属于：{kind}"),
    "data.evidence.rows": Text("rows of the table", "表的行数"),
    "data.evidence.adds": Text("its name says that it adds up", "从名称看可以相加"),
    "data.evidence.averaged": Text("no sign that it adds up, so it is averaged", "看不出可以相加，因此取平均"),
    "data.evidence.is_averaged": Text("it is averaged", "取平均"),
    "data.evidence.part": Text("{part} is part of {whole} in every row", "每一行中 {part} 都是 {whole} 的一部分"),
    "data.evidence.same": Text("all rows of one have one {names}", "同一个的各行 {names} 相同"),
    "data.evidence.each": Text("one for each {name}", "每个 {name} 只有一个"),
    "data.evidence.bought": Text("{name} says who bought", "{name} 记录了谁购买"),
    "data.evidence.late": Text("{kept} is after {promise}", "{kept} 晚于 {promise}"),
    "data.evidence.times": Text("{one} times {other}: no column holds the amount", "{one} 乘以 {other}：没有金额列"),
    "data.evidence.less": Text("{whole} less {part}, which exceeds it in no row", "{whole} 减 {part}，没有一行超出"),
    "data.evidence.between": Text(
        "{unit} between {start} and {end}: {n} of {rows} rows with both are in this order",
        "{start} 到 {end} 的时长（{unit}）：两者都有的 {rows} 行中 {n} 行为此顺序",
    ),
    "data.evidence.level": Text(
        "a level: the {pick} one{whose} by {time} counts, and levels are never added over time",
        "存量：按 {time} 取 {pick}{whose}，不跨时间相加",
    ),
    "data.evidence.status": Text("rows of which {name} is {values}, of all rows", "{name} 为 {values} 的行占全部行"),
    "data.evidence.table": Text("table {name}", "表 {name}"),
}
