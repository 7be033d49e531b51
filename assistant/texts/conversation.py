"""What is said about turns that lean on the ones before."""

from semantic_layer.model import Text

TEXTS = {
    "note.shown_as": Text("shown as a {name}", "以{name}显示"),
    "note.changed": Text("Changed: {names}", "变更：{names}"),
    "note.instead": Text("instead of: {names}", "原为：{names}"),
    "note.kept": Text("kept: {names}", "沿用：{names}"),
    "note.dropped": Text("dropped: {names}", "去掉：{names}"),
    "note.ranked_anew": Text("Ranked anew: others may be shown than before.", "已重新排名，所列可能与之前不同。"),
    "note.apart": Text("; ", "；"),
    "refuse.nothing_before": Text(
        "There is no answer before this one that it could go back or refer to. Ask the whole question.",
        "前面没有可以返回或引用的结果，请完整地提问。",
    ),
    "refuse.nothing_shown": Text(
        "“{word}” refers to nothing that the last answer showed. Name what you mean.",
        "上一个结果中没有“{word}”所指的内容，请直接说出所指对象。",
    ),
    "refuse.no_yardstick": Text(
        "I know no target to judge by, and the last answer shows no single figure of a period that could be compared "
        "with those before.",
        "没有可供判断的目标值，上一个结果也没有可与过往期间相比的单一数值。",
    ),
    "refuse.no_causes": Text(
        "The last answer shows no change that “why” could be about. What I can say of a metric is where its change "
        "lies, never its cause.",
        "上一个结果没有可供解释的变化。可以说明某个指标的变化来自哪里，但不推断原因。",
    ),
    "refuse.not_in_turn": Text(
        "The last answer ({tool}) cannot be changed by “{what}”. It can be changed by {slots}.",
        "上一个结果（{tool}）无法按“{what}”调整，可以调整的有：{slots}。",
    ),
    "slot.conditions": Text("conditions (“only …”)", "筛选条件（“只看……”）"),
    "slot.period": Text("a past period", "历史时间范围"),
    "slot.days": Text("a number of days", "天数"),
    "slot.grouping": Text("one grouping (“by …”)", "一个分组（“按……”）"),
    "slot.unit": Text("the unit of time", "时间单位"),
    "slot.number": Text("how many are listed", "列出的数量"),
    "slot.clusters": Text("the number of clusters", "聚类数量"),
    "slot.metric": Text("another metric", "其他指标"),
    "slot.things": Text("other things (“by product”)", "其他对象（如“按商品”）"),
    "slot.segment": Text("another segment", "其他分群"),
    "slot.segmentation": Text("another segmentation", "其他分群方式"),
    "slot.item": Text("another thing that is bought", "其他商品"),
    "slot.dataset": Text("another table", "其他数据表"),
    "slot.month": Text("another month", "其他月份"),
    "slot.shares": Text("two other shares", "另外两个比例"),
    "refuse.not_a_turn": Text(
        "This does not change the last answer, and is no question by itself. Ask the whole question.",
        "这句话无法用于调整上一个结果，也不是完整的问题，请完整地提问。",
    ),
    "refuse.no_cause_beyond": Text(
        "The last answer already says where the change lies. Why it came about is not in the data.",
        "上一个结果已说明变化来自哪里，至于原因，数据中没有记录。",
    ),
    "refuse.nothing_to_drop": Text(
        "The last answer has no “{word}” that could be dropped or turned round.",
        "上一个结果没有可以去掉或调整的“{word}”。",
    ),
}
