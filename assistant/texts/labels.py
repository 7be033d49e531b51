"""Labels of the pages, one word per thing, and why a chart was chosen."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "ui.total": Text("Total", "合计"),
    "ui.others": Text("Other ({n})", "其他（{n}）"),
    "ui.others_plain": Text("Other", "其他"),
    "trend.label": Text("{metric} · {period}", "{metric} · {period}"),
    "trend.change": Text("{change} against {period} ({then}).", "较{period}（{then}）{change}。"),
    "trend.change.days": Text(
        "{change} against {period} ({then}; {days} days, not {days_now}).",
        "较{period}（{then}；{days} 天，本期 {days_now} 天）{change}。",
    ),
    "trend.alt": Text("{name}: the {n} periods from {first} to {last}.", "{name}：{first}至{last}共 {n} 期的走势。"),
    "tile.now": Text("Now", "本期"),
    "tile.then": Text("Before", "对比期"),
    "tile.change": Text("Change", "变化"),
    "tile.overall": Text("Overall", "整体"),
    "chart.reason.tile": Text("One number is best read as a number.", "单个数值以数字呈现最清楚。"),
    "chart.reason.bar": Text(
        "Groups are compared by length; sorted, starting at 0.", "分组比较用条形图，已排序，从 0 开始。"
    ),
    "chart.reason.interval": Text(
        "{reason} The line at the end of a bar is its 95% interval.", "{reason}条末的横线为 95% 置信区间。"
    ),
    "chart.reason.bar.period": Text(
        "Bars show the size of each period, starting at 0.", "用柱形比较各期的大小，从 0 开始。"
    ),
    "chart.reason.bar.top": Text(
        "Only the first {n} of {all} groups are drawn; the table has all.",
        "共 {all} 组，图中仅画前 {n} 组，表格包含全部。",
    ),
    "chart.reason.bar.ranked": Text("The first {n} groups of the ranking.", "排名前 {n} 的分组。"),
    "chart.reason.bar.others": Text(
        "The first {n} groups and the rest as one; the table has all.", "画出前 {n} 组，其余合并；表格包含全部。"
    ),
    "chart.reason.bar.change": Text("Changes are compared by length on both sides of 0.", "变化用 0 两侧的条形比较。"),
    "chart.reason.line": Text("A development over time is read best as a line.", "随时间的变化用折线最清楚。"),
    "chart.reason.line.multiple": Text(
        "More than five lines would cross too often: one small chart each.", "超过五条线难以分辨，改为多个小图。"
    ),
    "chart.reason.grouped_bar": Text(
        "Two groupings, few enough to stand side by side.", "两个维度，分组不多，并列比较。"
    ),
    "chart.reason.grouped_bar.then": Text("Both periods stand side by side in each group.", "各组的两个时期并列比较。"),
    "chart.reason.stacked_bar": Text("Parts of a whole, stacked.", "整体的构成，用堆积呈现。"),
    "chart.reason.heatmap": Text(
        "Two groupings with many cells: the deeper the colour, the higher; the number stands where it has room.",
        "两个维度且格子较多：颜色越深数值越高，空间足够时标出数字。",
    ),
    "chart.reason.scatter": Text("Two measures for each group are compared as points.", "每组两个指标，用散点比较。"),
    "chart.reason.scatter.rows": Text("Two numbers of each row are compared as points.", "每行两个数值，用散点比较。"),
    "chart.reason.bar.listed": Text(
        "A short ranking of one number: bars in its order, starting at 0.",
        "单个数值的简短排名，按名次用条形图，从 0 开始。",
    ),
    "chart.reason.listed": Text("A list of rows is best read as a table.", "逐行列出的明细以表格呈现最清楚。"),
    "chart.reason.histogram": Text(
        "How values spread is shown by counting them in ranges.", "分布情况按区间计数呈现。"
    ),
    "chart.reason.pie": Text("Few parts of one whole.", "整体只有少数几份。"),
    "chart.reason.asked": Text("Asked for.", "按要求使用。"),
    "chart.reason.not_honest": Text(
        "The {asked} that was asked for would mislead here.", "所要求的{asked}在此会造成误读。"
    ),
    "chart.reason.none": Text("These rows are best read as a table.", "这些数据以表格呈现最清楚。"),
    "chart.reason.empty": Text("There is nothing to draw.", "没有可绘制的数据。"),
    "chart.incomplete": Text("not complete", "未完整"),
    "chart.type.tile": Text("number", "数字"),
    "chart.type.bar": Text("bar chart", "条形图"),
    "chart.type.grouped_bar": Text("grouped bar chart", "分组条形图"),
    "chart.type.stacked_bar": Text("stacked bar chart", "堆积条形图"),
    "chart.type.line": Text("line chart", "折线图"),
    "chart.type.scatter": Text("scatter plot", "散点图"),
    "chart.type.histogram": Text("histogram", "直方图"),
    "chart.type.heatmap": Text("heatmap", "热力图"),
    "chart.type.funnel": Text("funnel", "漏斗图"),
    "chart.type.pie": Text("pie chart", "饼图"),
    "chart.type.none": Text("table", "表格"),
    "formula.ratio": Text("{top} ÷ {bottom}", "{top} ÷ {bottom}"),
    "formula.measure": Text("{agg} of {name}", "{name}的{agg}"),
    "formula.key": Text("{thing} id", "{thing}编号"),
    "formula.column": Text("column “{column}”", "字段“{column}”"),
    "formula.expression": Text("expression “{text}”", "算式“{text}”"),
    "formula.where": Text("{text}, where {filter}", "{text}，条件：{filter}"),
    "formula.population": Text(
        "of each {entity} whose {base} is at least {among}: the share whose {goal} is at least {success}",
        "在{base}不少于 {among} 的{entity}中，{goal}不少于 {success} 的占比",
    ),
    "formula.horizon": Text("{text} in the {days} days after", "{text}（此后 {days} 天内）"),
    "formula.conversion": Text(
        "share of {base} followed by {goal} within {window}", "{base}之后 {window}内发生{goal}的占比"
    ),
    "formula.cumulative": Text("running total of {name}", "{name}累计"),
    "formula.comparison": Text("{name} against {to}", "{name}对比{to}"),
    "formula.to.previous": Text("previous", "上期"),
    "formula.to.year_ago": Text("year ago", "去年同期"),
    "formula.span.day": Text("{n:day/days}", "{n} 天"),
    "formula.span.week": Text("{n:week/weeks}", "{n} 周"),
    "formula.span.month": Text("{n:month/months}", "{n} 个月"),
    "formula.span.quarter": Text("{n:quarter/quarters}", "{n} 个季度"),
    "formula.span.year": Text("{n:year/years}", "{n} 年"),
    "formula.nested": Text("{agg} of {name} over each {over}", "按每个{over}的{name}取{agg}"),
    "formula.divide": Text("{a} ÷ {b}", "{a} ÷ {b}"),
    "formula.add": Text("{a} + {b}", "{a} + {b}"),
    "formula.subtract": Text("{a} − {b}", "{a} − {b}"),
    "formula.multiply": Text("{a} × {b}", "{a} × {b}"),
    "formula.figure": Text("{value} ({name})", "{value}（{name}）"),
    "formula.result": Text("{text} = {value}", "{text} = {value}"),
    "formula.filled": Text("{hits} ÷ {n} = {value}", "{hits} ÷ {n} = {value}"),
    "agg.sum": Text("sum", "合计"),
    "agg.count": Text("count", "计数"),
    "agg.count_distinct": Text("distinct count", "去重计数"),
    "agg.min": Text("minimum", "最小值"),
    "agg.max": Text("maximum", "最大值"),
    "agg.avg": Text("average", "平均值"),
    "agg.median": Text("median", "中位数"),
    "agg.percentile": Text("percentile", "分位数"),
    "state.generated": Text("proposed by the program", "程序生成"),
    "state.draft": Text("draft", "草稿"),
    "state.confirmed": Text("confirmed", "已确认"),
    "state.deprecated": Text("no longer maintained", "已停用"),
    "state.rejected": Text("rejected", "已否决"),
    "ui.open_period": Text("{period} (not complete)", "{period}（未完整）"),
    "chart.reason.bar.scale": Text(
        "Groups are compared by length, in their own order, starting at 0.",
        "分组比较用条形图，按固有顺序排列，从 0 开始。",
    ),
}
