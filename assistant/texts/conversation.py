"""What is said about turns that lean on the ones before."""

from semantic_layer.model import Text

TEXTS = {
    "note.changed": Text("Changed: {names}", "变更：{names}"),
    "note.kept": Text("kept: {names}", "沿用：{names}"),
    "note.dropped": Text("dropped: {names}", "去掉：{names}"),
    "note.apart": Text("; ", "；"),
    "refuse.nothing_before": Text(
        "There is no answer before this one that it could go back or refer to. Ask the whole question.",
        "前面没有可以返回或引用的结果，请完整地提问。",
    ),
    "refuse.nothing_shown": Text(
        "“{word}” refers to nothing that the last answer showed. Name what you mean.",
        "上一个结果中没有“{word}”所指的内容，请直接说出所指对象。",
    ),
    "refuse.no_causes": Text(
        "I do not look for causes. What I can show is how the figures changed against the period before.",
        "暂不支持归因，可以查看与上一期相比的变化。",
    ),
    "refuse.nothing_to_drop": Text(
        "The last answer has no “{word}” that could be dropped or turned round.",
        "上一个结果没有可以去掉或调整的“{word}”。",
    ),
}
