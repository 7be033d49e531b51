"""What the segments page says. English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

PAGE: Mapping[str, Text] = {
    "segments.none": Text("This model has no segmentation.", "该模型没有分群。"),
    "segments.choose": Text("Segmentation", "分群方案"),
    "segments.view": Text("View", "视图"),
    "segments.view.list": Text("Segments", "各分群"),
    "segments.view.grid": Text("Grid of scores", "评分网格"),
    "segments.view.moves": Text("Who moved", "分群迁移"),
    "segments.view.compare": Text("Compare two", "两群对比"),
    "segments.view.churn": Text("Churn", "流失"),
    "segments.view.build": Text("Build a segment", "新建分群"),
    "segments.as_of": Text("As of {day}; the last columns compare with {before}.", "截至 {day}；末列对比 {before}。"),
    "segments.as_of_only": Text("As of {day}.", "截至 {day}。"),
    "segments.segment": Text("Segment", "分群"),
    "segments.rule": Text("Rule", "规则"),
    "segments.column.customers": Text("Customers", "客户数"),
    "segments.column.share": Text("Share of customers", "客户占比"),
    "segments.column.revenue_share": Text("Share of revenue", "销售额占比"),
    "segments.column.trend": Text("Trend", "趋势"),
    "segments.rule.otherwise": Text("everybody else", "其余客户"),
    "segments.rule.prospect": Text("registered, never bought", "已注册，从未购买"),
    "segments.rule.new": Text("first purchase within {new} days", "{new} 天内首次购买"),
    "segments.rule.active": Text("bought within {active} days", "{active} 天内购买过"),
    "segments.rule.silent": Text("last purchase {active} to {silent} days ago", "上次购买在 {active} 至 {silent} 天前"),
    "segments.rule.reawakened": Text(
        "bought within {active} days, after more than {silent} days of silence",
        "{active} 天内购买过，此前沉默超过 {silent} 天",
    ),
    "segments.rule.churned": Text("last purchase more than {silent} days ago", "上次购买在 {silent} 天以前"),
    "segments.rule.tier_first": Text("the top {share} of customers", "排名前 {share} 的客户"),
    "segments.rule.tier_next": Text("the next {share}", "其后的 {share}"),
    "segments.rule.tier_rest": Text("the remaining {share}", "其余 {share}"),
    "segments.details": Text("Typical customers, revenue and how it was computed", "典型客户、销售额与计算过程"),
    "segments.compare_details": Text("Chart and how it was computed", "图表与计算过程"),
    "segments.pick": Text("Select a row to see one segment.", "选中一行可查看该分群。"),
    "segments.open": Text("Questions about {segment}", "关于“{segment}”可以这样问"),
    "segments.withheld": Text("withheld", "不予显示"),
    "segments.grid_about": Text(
        "Customers and their share for each pair of scores; 5 is best. Select a cell to see its segment. As of {day}.",
        "每对评分的客户数与占比，5 为最好。选中单元格可查看所属分群。截至 {day}。",
    ),
    "segments.grid_amount": Text(
        "The segment of this pair depends on the amount as well.", "该评分组合所属分群还取决于消费金额。"
    ),
    "segments.grid_cell": Text(
        "Recency {r}, frequency {f}: {segment}, {customers} ({share}).",
        "最近购买 {r}、购买频次 {f}：{segment}，{customers} 位（{share}）。",
    ),
    "segments.no_grid": Text("This segmentation has no scores.", "该分群方案不使用评分。"),
    "segments.recency_score": Text("Recency", "最近购买"),
    "segments.frequency": Text("Frequency {score}", "购买频次 {score}"),
    "segments.score.r": Text("recency {value}", "最近购买 {value}"),
    "segments.score.f": Text("frequency {value}", "购买频次 {value}"),
    "segments.score.m": Text("amount {value}", "消费金额 {value}"),
    "segments.ask": Text("Questions about it", "可以这样问"),
    "segments.compute": Text("Computing the segments", "正在计算分群"),
    "segments.from": Text("From", "从"),
    "segments.to": Text("To", "到"),
    "segments.same_day": Text("Choose two different days.", "请选择两个不同的日期。"),
    "segments.first": Text("First segment", "第一个分群"),
    "segments.second": Text("Second segment", "第二个分群"),
    "segments.same_segment": Text("Choose two different segments.", "请选择两个不同的分群。"),
    "segments.metric": Text("Metric", "指标"),
    "segments.nothing_to_compare": Text("No metric can be asked by these segments.", "没有可按该分群查询的指标。"),
}

BUILDER: Mapping[str, Text] = {
    "segments.build_about": Text(
        "Add conditions; the size is counted anew with each one. A saved segment is a draft until the model's owner "
        "confirms it.",
        "逐条添加条件，人数会随之重新计算。保存的分群为草稿，待模型负责人确认后生效。",
    ),
    "segments.field": Text("Condition on", "条件字段"),
    "segments.test": Text("Test", "判断"),
    "segments.test.ge": Text("at least", "不低于"),
    "segments.test.le": Text("at most", "不超过"),
    "segments.test.top": Text("among the top … % of customers", "位于客户前 … %"),
    "segments.test.bottom": Text("among the bottom … % of customers", "位于客户后 … %"),
    "segments.test.in": Text("is one of", "属于"),
    "segments.test.not_in": Text("is none of", "不属于"),
    "segments.value": Text("Value", "数值"),
    "segments.percent": Text("Per cent", "百分比"),
    "segments.values": Text("Values", "取值"),
    "segments.add": Text("Add condition", "添加条件"),
    "segments.pills": Text("Conditions (select to remove)", "条件（点击可移除）"),
    "segments.match": Text("Customers meet", "客户满足"),
    "segments.match.all_of": Text("all conditions", "全部条件"),
    "segments.match.any_of": Text("any condition", "任一条件"),
    "segments.no_conditions": Text("No condition yet: add one to see how many meet it.", "尚无条件：添加后可见人数。"),
    "segments.this": Text("this segment", "该分群"),
    "segments.name": Text("Name of the segment", "分群名称"),
    "segments.save": Text("Save as draft", "保存为草稿"),
    "segments.saved": Text(
        "Saved as draft {id}. It becomes a segment for everybody once the model's owner confirms it: "
        "wenshu learn --confirm {id}",
        "已保存为草稿 {id}。模型负责人确认后对所有人生效：wenshu learn --confirm {id}",
    ),
    "segments.not_saved": Text("Not saved: {why}", "未保存：{why}"),
    "segments.drafts": Text("Drafts that wait for the owner", "等待负责人确认的草稿"),
    "segments.draft": Text(
        "{name}: {rule}. Draft {id} by {author}, {day}.", "{name}：{rule}。草稿 {id}，{author}，{day}。"
    ),
    "segments.draft_open": Text("Open in the builder", "在编辑器中打开"),
}

CHURN: Mapping[str, Text] = {
    "churn.compute": Text("Learning from earlier months who does not come back", "正在从过往月份学习谁会流失"),
    "churn.as_of": Text("Risks as of {day}.", "风险截至 {day}。"),
    "churn.threshold": Text("Flag customers with a risk of at least", "标记风险不低于以下值的客户"),
    "churn.precision": Text(
        "Of 100 flagged, about {hundred:b} left ({flagged_lost} of {flagged}).",
        "每标记 100 位，约有 {hundred:b} 位流失（{flagged} 位中 {flagged_lost} 位）。",
    ),
    "churn.recall": Text(
        "Of 100 who left, about {hundred:b} were flagged ({flagged_lost} of {lost}).",
        "每 100 位流失客户中，约有 {hundred:b} 位曾被标记（{lost} 位中 {flagged_lost} 位）。",
    ),
    "churn.nobody_flagged": Text("Nobody reached this border then.", "当时没有客户达到该值。"),
    "churn.base": Text(
        "Without any score: of 100 customers, about {hundred:b} left ({rate}).",
        "不用评分时：每 100 位客户约有 {hundred:b} 位流失（{rate}）。",
    ),
    "churn.measured": Text(
        "Measured on {customers:customer/customers} over {period}, later than what the rule was learned on.",
        "以 {period}的 {customers} 位客户检验，晚于规则学习所用的数据。",
    ),
    "churn.learned": Text("Learned from what was known up to {day}.", "规则仅学习截至 {day}的数据。"),
    "churn.now": Text(
        "Today: {customers:customer/customers} at or above this risk.", "目前有 {customers} 位客户达到该值。"
    ),
    "churn.risk": Text("risk of not coming back", "流失风险"),
    "churn.alt": Text("Customers by risk; {now} reach {border}.", "客户按风险分布；{now} 位达到 {border}。"),
    "churn.drivers": Text("What goes with leaving", "与流失相伴的特征"),
    "churn.drivers_about": Text("Association, not cause. Averages of both groups.", "相关而非因果。数值为两组均值。"),
    "churn.feature": Text("Feature", "特征"),
    "churn.lost": Text("Those who left", "流失客户"),
    "churn.stayed": Text("Those who stayed", "留存客户"),
    "churn.list": Text("List these customers", "列出这些客户"),
    "churn.file": Text(
        "The list opens as an answer of its own. Its files are in the menu “…” below that answer.",
        "名单以一条单独的回答打开；文件在该回答下方的“…”菜单中。",
    ),
    "churn.actions": Text("Agreed actions for the segments", "各分群的约定动作"),
    "churn.untested": Text(
        "No score is shown: there is no later period on which the rule could be tested with chances.",
        "不显示评分：没有更晚的时期可用来检验该规则的概率。",
    ),
    "churn.evidence": Text("The full answer and how it was computed", "完整回答与计算过程"),
}

TEXTS: Mapping[str, Text] = {**PAGE, **BUILDER, **CHURN}
