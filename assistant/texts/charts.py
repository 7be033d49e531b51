"""Words in and around charts: what is marked in them, how one is changed, and where a click leads."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "chart.axis": Text("{name} ({unit})", "{name}（{unit}）"),
    "chart.total": Text("Total change", "变化合计"),
    "chart.step": Text("{value} ({rate})", "{value}（{rate}）"),
    "chart.median": Text("The median lies here", "中位数在此区间"),
    "chart.ahead": Text("expected", "预测"),
    "chart.cut_axis": Text("The value axis does not start at 0.", "数值轴未从 0 开始。"),
    "chart.hatched": Text("Hatched: fewer than 30 cases, read with care.", "斜线格：样本不足 30，仅供参考。"),
    "chart.ages": Text("The first {n} columns are drawn; the table has all.", "图中画前 {n} 列，表格包含全部。"),
    "chart.later.week": Text("weeks later", "首购后第几周"),
    "chart.later.month": Text("months later", "首购后第几个月"),
    "chart.later.quarter": Text("quarters later", "首购后第几个季度"),
    "chart.reason.and": Text("{reason} {more}", "{reason}{more}"),
    "chart.reason.bar.total": Text(
        "Changes are compared by length on both sides of 0; the last bar is what they add up to.",
        "变化用 0 两侧的条形比较，最后一条为合计。",
    ),
    "chart.reason.no_day": Text(
        "Nothing is drawn: not one day of this period is over.", "不画图：该期间尚无完整的一天。"
    ),
    "chart.reason.bar.index": Text(
        "Farthest from the average first, above or below it; the line at 100 is the average.",
        "按与平均水平的差距排序，高低不论；100 处的竖线为平均水平。",
    ),
    "chart.reason.bar.index.first": Text(
        "The {n} of {all} that are farthest from the average, above or below it; the line at 100 is the average. "
        "The table has all.",
        "共 {all} 项，画出与平均水平差距最大的 {n} 项，高低不论；100 处的竖线为平均水平，表格包含全部。",
    ),
    "chart.reason.histogram.median": Text(
        "How values spread is shown by counting them in ranges; the line stands at the range of the median.",
        "分布情况按区间计数呈现，竖线标出中位数所在的区间。",
    ),
    "chart.reason.funnel": Text(
        "Steps one below the other; in brackets, the part that came from the step before.",
        "各步骤依次排列，括号内为来自上一步的转化率。",
    ),
    "chart.reason.scores": Text(
        "Customers by two scores, the higher the better: how many are in each cell, and which part of all that is.",
        "按两项评分划分客户（分数越高越好）：每格为客户数及其占比。",
    ),
    "chart.scored.r": Text("recency", "最近购买"),
    "chart.scored.f": Text("frequency", "购买频次"),
    "chart.change": Text("Change the chart", "更改图表"),
    "chart.as": Text("Draw as", "图表类型"),
    "chart.labels": Text("Values at the marks", "显示数值"),
    "chart.every": Text("Show all groups", "显示全部分组"),
    "chart.automatic": Text("Back to automatic", "恢复自动选择"),
    "chart.pick": Text(
        "Choose a row to look into it: the box at its left, or Shift and Space.",
        "选择一行可下钻：勾选行首方框，或按 Shift 加空格。",
    ),
    "chart.drill": Text("Drill into {name}", "下钻：{name}"),
}  # fmt: skip
