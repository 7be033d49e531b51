"""What leaves as a file: the menu, the sheet of evidence, and why a form is not offered."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "cli.arg.xlsx": Text("write a workbook: rows, and how they were computed", "写入工作簿：数据行与计算过程"),
    "cli.xlsx_written": Text("Workbook: {file} ({rows})", "工作簿：{file}（{rows}）"),
    "cli.xlsx_refused": Text("No workbook was written: there are no figures.", "没有数字可写，未生成工作簿。"),
    "export.menu": Text("Download", "下载"),
    "export.form.csv": Text("CSV · rows", "CSV · 数据行"),
    "export.form.xlsx": Text("Excel · rows and how they were computed", "Excel · 数据行与计算过程"),
    "export.form.png": Text("PNG · picture of the chart", "PNG · 图表图片"),
    "export.form.svg": Text("SVG · drawing of the chart", "SVG · 图表矢量图"),
    "export.form.html": Text("HTML · the whole answer as one page", "HTML · 完整回答，单个网页"),
    "export.numbered": Text("{form} ({n})", "{form}（{n}）"),
    "export.copy": Text("Copy as text", "复制为文本"),
    "export.holds": Text("The files hold {rows}.", "文件包含 {rows}。"),
    "export.rows": Text("{n:row/rows}", "{n} 行"),
    "export.rows_of": Text("{n} of {all} rows", "共 {all} 行中的 {n} 行"),
    "export.rows_first": Text("the first {n:row/rows}", "前 {n} 行"),
    "export.needs_right": Text(
        "These rows name single persons. To take them away as a file you need the right “export: plain” in the "
        "model's policies, and a purpose, which is recorded.",
        "这些数据行涉及具体个人。要导出为文件，需要模型权限策略中的“export: plain”权限，并说明用途，用途会被记录。",
    ),
    "export.purpose": Text("Purpose (recorded)", "用途（会被记录）"),
    "cli.arg.purpose": Text("what a file about persons is for; it is recorded", "涉及个人的文件的用途，会被记录"),
    "export.needs_extra": Text(
        "PNG, SVG and the chart inside HTML need one more package: install {extra}.",
        "PNG、SVG 以及 HTML 中的图表需要另装一个软件包：请安装 {extra}。",
    ),
    "export.no_face": Text(
        "PNG: this machine has no typeface for Chinese, so the picture would show empty boxes. "
        "HTML and SVG use the reader's own typefaces.",
        "PNG：本机没有中文字体，图片会显示为空方块。HTML 和 SVG 使用阅读者自己的字体。",
    ),
    "export.failed": Text(
        "Nothing was handed out, because the export could not be recorded.", "导出无法记录，因此未提供文件。"
    ),
    "export.header": Text("{name} ({unit})", "{name}（{unit}）"),
    "export.fraction": Text("fraction", "小数"),
    "export.sheet_data": Text("Data", "数据"),
    "export.question": Text("Question", "问题"),
    "export.restatement": Text("Understood as", "理解为"),
    "export.headline": Text("Answer", "结论"),
    "export.whole_period": Text("everything up to the data date", "数据截止日之前的全部时间"),
    "export.left_out": Text("Not counted", "未计入"),
    "export.caveat": Text("Note", "提示"),
    "export.as_of": Text("Data as of", "数据截至"),
    "export.receipt": Text("Receipt", "凭证"),
}
