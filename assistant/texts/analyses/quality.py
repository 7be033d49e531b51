"""How far the data can be trusted, and who is in them twice."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.data_quality": Text("data quality", "数据质量"),
    "given.data_quality.dataset": Text("of {value}", "{value}"),
    "column.dataset_en": Text("data set", "数据集（英文）"),
    "column.dataset_zh": Text("data set (Chinese)", "数据集"),
    "column.rule_en": Text("rule", "规则（英文）"),
    "column.rule_zh": Text("rule (Chinese)", "规则"),
    "column.quality_kind": Text("kind", "类型"),
    "column.quality_state": Text("state", "状态"),
    "column.broken_rows": Text("rows that break it", "违反行数"),
    "column.broken_share": Text("share of rows", "行占比"),
    "column.broken_value": Text("share of the value", "金额占比"),
    "column.metrics_affected": Text("metrics on this data", "相关指标数"),
    "column.day": Text("day", "日期"),
    "word.quality_kind.completeness": Text("completeness", "完整性"),
    "word.quality_kind.uniqueness": Text("uniqueness", "唯一性"),
    "word.quality_kind.reference": Text("reference", "引用"),
    "word.quality_kind.range": Text("range", "取值范围"),
    "word.quality_kind.freshness": Text("freshness", "新鲜度"),
    "word.quality_kind.consistency": Text("consistency", "一致性"),
    "word.quality_state.broken": Text("broken", "违反"),
    "word.quality_state.doubtful": Text("doubtful", "存疑"),
    "word.quality_state.kept": Text("kept", "符合"),
    "word.quality_state.noted": Text("note", "说明"),
    "finding.quality_kept": Text(
        "No rule is broken ({kept:rule is/rules are} kept, {doubtful} doubtful).",
        "没有规则被违反（符合 {kept} 条，存疑 {doubtful} 条）。",
    ),
    "finding.quality_broken": Text(
        "{broken:rule is/rules are} broken, {doubtful} doubtful and {kept} kept.",
        "违反 {broken} 条规则，存疑 {doubtful} 条，符合 {kept} 条。",
    ),
    "finding.quality_worst": Text(
        "Most of all in {dataset:b}, “{rule}”: {rows:b} {rows:=row/rows} ({share}) break it.",
        "其中{dataset:b}的“{rule}”最多：{rows:b} 行（{share}）违反。",
    ),
    "tool.duplicates": Text("customers who are in the data twice", "重复客户"),
    "given.duplicates.keys": Text("by {value}", "依据{value}"),
    "choice.phone": Text("phone", "手机号"),
    "choice.email": Text("e-mail", "邮箱"),
    "choice.device": Text("device", "设备"),
    "column.group_no": Text("group", "组号"),
    "column.accounts": Text("accounts", "账号数"),
    "column.links": Text("linked by", "关联依据"),
    "column.accounts_sharing": Text("accounts that share it", "共用账号数"),
    "column.key_kind": Text("kind", "类型"),
    "finding.duplicates_found": Text(
        "{people:b} {people:=person has/people have} more than one account: {accounts:b} "
        "{accounts:=account/accounts}, {share} of all.",
        "{people:b} 人拥有多个账号，共 {accounts:b} 个账号，占全部的 {share}。",
    ),
    "finding.duplicates_none": Text(
        "No two accounts share a phone, e-mail or device.", "没有账号共用手机号、邮箱或设备。"
    ),
    "finding.duplicates_shared": Text(
        "{values:value is/values are} shared by too many accounts to stand for a person, such as a shop's phone; "
        "they link nobody.",
        "有 {values} 个值被过多账号共用（如门店电话），不作为同一人的依据。",
    ),
    "caveat.merge_proposal": Text(
        "A proposal: nothing is merged until somebody confirms it.", "仅为合并建议，确认之前不会合并任何账号。"
    ),
    "tool.merge_accounts": Text("accounts of one person", "同一人的账号"),
    "restate.merge_accounts.action": Text("{value}", "{value}"),
    "given.merge_accounts.keys": Text("by {value}", "依据{value}"),
    "choice.confirm": Text("confirm the merge", "确认合并"),
    "choice.withdraw": Text("take the merge back", "撤销合并"),
    "restate.claim.rise": Text("whether it rose", "是否上升"),
    "restate.claim.decline": Text("whether it fell", "是否下降"),
    "restate.claim.which": Text("which is higher", "哪个更高"),
    "restate.persons": Text("counting persons, not accounts", "按人统计，而非按账号"),
    "column.persons": Text("persons", "人数"),
    "column.merge_version": Text("version", "版本"),
    "column.confirmed_by": Text("confirmed by", "确认人"),
    "column.confirmed_on": Text("confirmed on", "确认日期"),
    "column.identity": Text("counted", "统计单位"),
    "column.persons_version": Text("version of the merge", "合并版本"),
    "finding.merge_confirmed": Text(
        "Confirmed: {accounts:b} {accounts:=account is/accounts are} {persons:b} {persons:=person/persons}. Analyses "
        "count persons where you ask for it.",
        "已确认：{accounts:b} 个账号属于 {persons:b} 人。提问时说明按人统计，各项分析即按人计算。",
    ),
    "finding.merge_held": Text(
        "This is confirmed already, since {day}: {accounts:b} {accounts:=account is/accounts are} {persons:b} "
        "{persons:=person/persons}.",
        "此前已于{day}确认：{accounts:b} 个账号属于 {persons:b} 人。",
    ),
    "finding.merge_withdrawn": Text(
        "Taken back: {accounts:b} {accounts:=account/accounts} no longer count as {persons:b} "
        "{persons:=person/persons}.",
        "已撤销：{accounts:b} 个账号不再视为 {persons:b} 人。",
    ),
    "caveat.counted_as_persons": Text(
        "Persons are counted: {accounts:account is/accounts are} {persons:person/persons} by the merge confirmed on "
        "{day} "
        "(version {version}); what is known of a person is what the first account says.",
        "按人统计：依据{day}确认的合并（版本 {version}），{accounts} 个账号计为 {persons} 人；"
        "个人属性以其首个账号为准。",
    ),
    "refuse.merge_not_confirmed": Text(
        "Nobody has confirmed yet which accounts belong to one person. Look at “duplicate customers” first, then say "
        "“confirm the merge of duplicate customers”.",
        "尚未有人确认哪些账号属于同一人。请先查看“重复客户”，再说“确认合并重复客户”。",
    ),
}
