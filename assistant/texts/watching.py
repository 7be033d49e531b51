"""The digest of watches and its command."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "watch.title": Text("{model}: digest of {day}", "{model}：{day}监测摘要"),
    "watch.summary": Text(
        "Worth a look: {raised}. Quiet: {quiet}. Could not be judged: {failed}. Not due today: {not_due}.",
        "需关注 {raised} 项，正常 {quiet} 项，无法判断 {failed} 项，今日未到期 {not_due} 项。",
    ),
    "watch.state.raised": Text("Worth a look", "需关注"),
    "watch.state.quiet": Text("Quiet", "正常"),
    "watch.state.failed": Text("Could not be judged", "无法判断"),
    "watch.state.not_due": Text("Not due today", "今日未到期"),
    "watch.schedule.daily": Text("Looked at every day.", "每天检查。"),
    "watch.schedule.weekly": Text("Looked at on the first day of each week.", "每周首日检查。"),
    "watch.schedule.monthly": Text("Looked at on the first day of each month.", "每月首日检查。"),
    "cli.watch": Text("Evaluate the watches once and write a digest.", "检查一次监测项并生成摘要。"),
    "cli.arg.watch_out": Text(
        "folder for the digest (default: digests beside the model)",
        "摘要目录（默认为模型目录下的 digests）",
    ),
    "cli.arg.every": Text("also watches that are not due today", "同时检查今日未到期的监测项"),
    "cli.no_watches": Text("The model defines no watches.", "模型没有定义监测项。"),
    "cli.digest_written": Text("Digest: {files}", "摘要：{files}"),
}
