"""What leaves as a file: the menu, the sheet of evidence, and why a form is not offered."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
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
