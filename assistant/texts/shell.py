"""What the rail, the conversations and the pages beside the chat say, English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

TEXTS: Mapping[str, Text] = {
    "shell.ask": Text("Ask", "提问"),
    "shell.metrics": Text("Metrics", "指标"),
    "shell.segments": Text("Segments", "分群"),
    "shell.board": Text("Board", "看板"),
    "shell.data": Text("Data", "数据"),
    "shell.audit": Text("Audit", "审计"),
    "shell.settings": Text("Settings", "设置"),
    "shell.recent": Text("Recent", "最近"),
    "shell.today": Text("Today", "今天"),
    "shell.yesterday": Text("Yesterday", "昨天"),
    "shell.older": Text("Older", "更早"),
    "shell.not_found": Text(
        "Conversation not found. It may belong to another person.", "找不到此对话，它可能属于其他人。"
    ),
    "shell.other_version": Text(
        "This answer was kept by another version of wenshu and cannot be drawn here. It said: {headline}",
        "此回答由其他版本的问数保存，无法在此显示。当时的结论：{headline}",
    ),
    "shell.other_rights": Text(
        "What you may see has changed since this was answered, so the answer is not shown again. Ask it once more.",
        "自上次回答以来，您可查看的范围已有变化，因此不再显示当时的回答。请重新提问。",
    ),
    "shell.unfinished": Text(
        "This question was not finished. It is kept; try again.", "该问题尚未完成，已为您保留，可重试。"
    ),
    "shell.not_stored": Text(
        "The question could not be written to disk, so it was not worked on. Free some space, then try again.",
        "问题无法写入磁盘，因此未执行。请清理磁盘空间后重试。",
    ),
    "shell.not_written": Text(
        "The disk refused it, and nothing was changed. Free some space, then try again.",
        "磁盘无法写入，没有任何改动。请清理磁盘空间后重试。",
    ),
    "shell.answer_not_stored": Text(
        "The answer was computed but could not be written to disk. Free some space, then try again.",
        "答案已算出，但无法写入磁盘。请清理磁盘空间后重试。",
    ),
    "shell.branch": Text("Continue from here in a new conversation", "从此处另开对话"),
    "shell.choose": Text("Choose", "请选择"),
    "parts.remove": Text("Remove", "去掉"),
    "parts.remove_named": Text("Remove: {name}", "去掉：{name}"),
    "parts.instead": Text("Use instead", "改为"),
    "parts.fixed": Text("Nothing else fits here.", "没有其他可选项。"),
    "parts.changed": Text("Changed: {names}", "变更：{names}"),
    "parts.changed_pair": Text("{before} → {now}", "{before} → {now}"),
    "parts.kept": Text("Kept: {names}", "沿用：{names}"),
    "parts.dropped": Text("No longer: {names}", "去掉：{names}"),
    "shell.bad_model": Text("The model in this folder cannot be used:", "该目录中的模型无法使用："),
    "shell.kept_model": Text(
        "What the folder holds by now cannot be opened. The model and the data from before are in use.",
        "该目录现有的内容无法打开，仍在使用之前的模型和数据。",
    ),
    "shell.ask_again": Text("Ask again", "重新提问"),
    "note.gap_on_record": Text(
        "On record for who looks after the data (Audit, Gaps).", "已记录，供数据负责人查看（审计 · 缺口）。"
    ),
    "next.without": Text("Without “{filter}”: {question}", "去掉“{filter}”：{question}"),
    "shell.add_data": Text("Add your data", "添加您的数据"),
    "shell.open_demo": Text("Open the demo", "打开示例数据"),
}
