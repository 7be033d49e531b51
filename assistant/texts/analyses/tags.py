"""Tags of customers, and months that are frozen."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.tags": Text("customers by tag", "客户标签"),
    "given.tags.all_of": Text("with {value}", "有标签：{value}"),
    "given.tags.any_of": Text("with any of {value}", "有任一标签：{value}"),
    "given.tags.none_of": Text("without {value}", "没有标签：{value}"),
    "given.tags.propose": Text("new tags that the data suggest", "由数据建议的新标签"),
    "given.tags.conflicts": Text("tags that contradict each other", "互相矛盾的标签"),
    "given.tags.refresh": Text("refreshed now", "立即刷新"),
    "column.tag": Text("tag", "标签"),
    "column.other_tag": Text("contradicts", "矛盾标签"),
    "column.tag_class": Text("class", "类别"),
    "word.tag_class.basic": Text("basic", "基础"),
    "word.tag_class.behaviour": Text("behaviour", "行为"),
    "word.tag_class.value": Text("value", "价值"),
    "word.tag_class.demand": Text("demand", "需求"),
    "column.core": Text("core tag", "核心标签"),
    "column.refresh": Text("refreshed", "刷新周期"),
    "word.refresh.on_read": Text("when read", "读取时"),
    "word.refresh.monthly": Text("monthly", "每月"),
    "word.refresh.quarterly": Text("quarterly", "每季"),
    "word.refresh.yearly": Text("yearly", "每年"),
    "word.refresh.on_demand": Text("on demand", "按需"),
    "column.last_refresh": Text("as of", "截至日期"),
    "column.due": Text("due again", "下次刷新"),
    "column.all_customers": Text("all customers", "全部客户"),
    "column.masked_customer": Text("customer (masked)", "客户（已脱敏）"),
    "column.proposed_by": Text("proposed by", "建议依据"),
    "word.proposed_by.percentile": Text("upper or lower fifth", "前 20% 或后 20%"),
    "word.proposed_by.lift": Text("rich in high-spending customers", "高消费客户占比偏高"),
    "finding.tags_listed": Text(
        "There {count:=is/are} {count:b} {count:=tag/tags}. The most frequent is {tag:b}: "
        "{customers:customer/customers} ({share}).",
        "共有 {count:b} 个标签，覆盖客户最多的是“{tag:b}”：{customers} 位（{share}）。",
    ),
    "finding.tags_refreshed": Text(
        "{count:b} {count:=tag was/tags were} refreshed as of {day}. The most frequent is {tag:b}: "
        "{customers:customer/customers} ({share}).",
        "{count:b} 个标签已按截至 {day} 的数据刷新，覆盖客户最多的是“{tag:b}”：{customers} 位（{share}）。",
    ),
    "finding.tags_hidden": Text("Every tag has too few customers to be shown.", "各标签客户过少，不予显示。"),
    "finding.tag_customers": Text(
        "{customers:b} of {of:customer/customers} ({share}) {customers:=has/have} this combination of tags; their "
        "revenue is {revenue} "
        "({revenue_share}).",
        "{of} 位客户中有 {customers:b} 位（{share}）符合该标签组合，其销售额为 {revenue}（占 {revenue_share}）。",
    ),
    "finding.tag_nobody": Text(
        "None of {of:customer/customers} has this combination of tags.", "{of} 位客户中没有人符合该标签组合。"
    ),
    "finding.tag_conflicts": Text(
        "{anyone:b} {anyone:=customer has/customers have} tags that contradict each other ({found} of "
        "{pairs:declared contradiction/declared contradictions} "
        "occur); "
        "most often {tag:b} together with {other:b}: {customers:customer/customers}.",
        "{anyone:b} 位客户带有互相矛盾的标签（已声明的 {pairs} 组矛盾中出现 {found} 组），"
        "最多的是“{tag:b}”与“{other:b}”并存：{customers} 位客户。",
    ),
    "finding.tag_conflicts_none": Text(
        "No customer has contradicting tags ({pairs:pair/pairs} looked at).",
        "没有客户带有互相矛盾的标签（共检查 {pairs} 组）。",
    ),
    "finding.tag_conflicts_undeclared": Text(
        "The model declares no tags that contradict each other.", "模型未声明互相矛盾的标签。"
    ),
    "finding.tags_proposed": Text(
        "{count:b} {count:=tag is/tags are} suggested by the data of {of:customer/customers}.",
        "根据 {of} 位客户的数据，建议 {count:b} 个新标签。",
    ),
    "finding.tags_proposed_lift": Text(
        "High-spending customers are {lift:b} times as frequent among those with {rule} "
        "({customers:customer/customers}, "
        "{share}).",
        "符合 {rule} 的客户（{customers} 位，{share}）中，高消费客户的占比是整体的 {lift:b} 倍。",
    ),
    "finding.tags_proposed_none": Text("The data suggest no tag that is not there yet.", "数据未提示新的标签。"),
    "caveat.tags_dated": Text(
        "The tag “{tag}” is as of {day}; it is due again on {due}.", "标签“{tag}”截至 {day}，下次刷新为 {due}。"
    ),
    "caveat.tags_dated_on_demand": Text(
        "The tag “{tag}” was last refreshed as of {day}.", "标签“{tag}”上次刷新截至 {day}。"
    ),
    "caveat.many_core_tags": Text(
        "{count:core tag is/core tags are} more than {limit}: few people can keep so many in view.",
        "核心标签有 {count} 个，超过 {limit} 个，不易维护和使用。",
    ),
    "caveat.proposals_need_acceptance": Text(
        "These are proposals. A tag counts only once a person has written it into the model.",
        "以上仅为建议，须由人工确认并写入模型后才生效。",
    ),
    "tool.snapshot": Text("frozen month", "月度冻结"),
    "given.snapshot.month": Text("month beginning {value}", "月份起始 {value}"),
    "given.snapshot.compare": Text("what differs now from what was frozen", "与冻结数据的差异"),
    "column.file": Text("file", "文件"),
    "column.sha256": Text("SHA-256", "SHA-256"),
    "column.rows_frozen": Text("rows frozen", "冻结行数"),
    "column.rows_now": Text("rows now", "当前行数"),
    "column.rows_added": Text("added since", "新增"),
    "column.rows_gone": Text("gone since", "减少"),
    "column.rows_changed": Text("changed since", "变更"),
    "finding.snapshot_frozen": Text(
        "{month:b} is frozen as {snapshot}: {files:file/files}, {customers:customer/customers}.",
        "{month:b} 已冻结，编号 {snapshot}：共 {files} 个文件、{customers} 位客户。",
    ),
    "finding.snapshot_differs": Text(
        "{month:b} would look different today: {added:customer/customers} more, {gone} fewer, {changed} changed since "
        "{snapshot} "
        "was frozen. The frozen files stay as they are.",
        "{month:b} 的数据与冻结版本 {snapshot} 不同：新增 {added} 位客户、减少 {gone} 位、变更 {changed} 位。"
        "冻结文件保持不变。",
    ),
    "finding.snapshot_same": Text(
        "Nothing has come in for {month:b} since {snapshot} was frozen.", "{month:b} 自冻结（{snapshot}）以来没有变化。"
    ),
    "refuse.snapshot_exists": Text(
        "{month} is already frozen as {snapshot} and is never overwritten. Ask for what has changed since.",
        "{month} 已冻结（{snapshot}），不会被覆盖。可以查询冻结之后的差异。",
    ),
    "column.decidable": Text("customers it can be decided for", "可判定客户占比"),
}
