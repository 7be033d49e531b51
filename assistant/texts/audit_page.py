"""What the audit page says: questions, gaps, tests, the chain. English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

TEXTS: Mapping[str, Text] = {
    "audit.records": Text("Questions", "提问记录"),
    "audit.gaps": Text("Gaps", "缺口"),
    "audit.chain": Text("Chain", "记录链"),
    "audit.outcome": Text("Outcome", "结果"),
    "audit.language": Text("Language", "语言"),
    "audit.person": Text("Person", "提问人"),
    "audit.words": Text("Words in the question", "问题包含"),
    "audit.all": Text("all", "全部"),
    "audit.time": Text("Time", "时间"),
    "audit.question": Text("Question", "问题"),
    "audit.reader": Text("Reader", "解读者"),
    "audit.metrics": Text("Metrics", "指标"),
    "audit.ms": Text("Milliseconds", "毫秒"),
    "audit.tokens": Text("Tokens", "词元"),
    "audit.receipt": Text("Receipt", "凭证"),
    "audit.outcome.answered": Text("answered", "已回答"),
    "audit.outcome.clarify": Text("asked back", "已反问"),
    "audit.outcome.refused": Text("refused", "已拒答"),
    "audit.outcome.stopped": Text("stopped", "已停止"),
    "audit.outcome.failed": Text("failed", "失败"),
    "audit.outcome.running": Text("not finished", "未完成"),
    "audit.reader.parser": Text("built-in reader", "内置解析器"),
    "audit.reader.agent": Text("language model", "语言模型"),
    "audit.language.en": Text("English", "英文"),
    "audit.language.zh": Text("Chinese", "中文"),
    "audit.count": Text("{shown} of {n:question/questions}", "共 {n} 个问题，显示 {shown} 个"),
    "audit.none": Text("No question is on record for these filters.", "没有符合条件的记录。"),
    "audit.own": Text(
        "Your own questions. Those of everybody are shown to who has a role for it.",
        "仅显示您本人的提问；查看所有人的提问需要相应角色。",
    ),
    "audit.export": Text("Export as CSV", "导出 CSV"),
    "audit.select": Text("Select a row to see its record.", "选中一行可查看该条记录。"),
    "audit.open_conversation": Text("Open the conversation", "打开对话"),
    "audit.record": Text("Record {id}", "记录 {id}"),
    "audit.no_gaps": Text("Nothing was refused so far.", "目前没有被拒答的问题。"),
    "audit.gap.word": Text("Unknown word", "未知词"),
    "audit.gap.question": Text("Refused question", "被拒答的问题"),
    "audit.gap.ad_hoc": Text("Answered by ad hoc SQL: define a metric", "由临时 SQL 回答：可定义为指标"),
    "audit.gap.kind": Text("Kind", "类型"),
    "audit.gap.what": Text("What was missing", "缺少什么"),
    "audit.gap.times": Text("Times", "次数"),
    "audit.patch": Text("Lines for the model file", "可写入模型文件的内容"),
    "audit.patch_about": Text(
        "Say what the word means. The lines can be saved as a draft for the owner, or copied into the model's file.",
        "请指明该词的含义。内容可保存为草稿待负责人确认，也可复制到模型文件中。",
    ),
    "audit.patch_word": Text("Word", "词"),
    "audit.patch_metric": Text("Means the metric", "所指指标"),
    "audit.verify": Text("Verify the chain", "校验记录链"),
    "audit.head": Text("A head hash kept elsewhere (optional)", "另行保存的链头哈希（可选）"),
    "audit.about": Text(
        "Each record seals the one before. An edited, missing or moved record is found; a cut end is found only with "
        "a head hash that was kept elsewhere.",
        "每条记录封存前一条。被修改、缺失或移动的记录都会被发现；末尾被截断，须凭另行保存的链头哈希才能发现。",
    ),
    "audit.retention": Text("How long records are kept", "记录保留期"),
    "audit.keep_for": Text("Keep records", "保留记录"),
    "audit.kept_for": Text(
        "Records are kept {days}; who runs the server decides that.", "记录保留期：{days}，由服务器管理者设定。"
    ),
    "audit.for_ever": Text("for ever", "永久"),
    "audit.days": Text("{n} days", "{n} 天"),
    "audit.set_retention": Text("Set", "设定"),
    "audit.retention_about": Text(
        "Older records leave the file {file}, the oldest part of the chain as a whole. That they were forgotten stays "
        "on record, and what is left can still be verified.",
        "更早的记录将从文件 {file} 中整段移除。移除一事本身会留下记录，其余部分仍可校验。",
    ),
    "audit.forgotten": Text("{n:record/records} older than the setting were forgotten.", "已按保留期移除 {n} 条记录。"),
    "audit.not_forgotten": Text(
        "Old records could not be removed: {why}. Nothing was changed.", "旧记录未能移除：{why}。未作任何更改。"
    ),
    "audit.tests": Text("Tests", "测试"),
    "audit.tests_about": Text(
        "Questions kept with the plan that was right. Running them reads each one again and compares the plans.",
        "已保留的问题及其正确的查询计划。运行时会重新解读每个问题并比较计划。",
    ),
    "audit.no_tests": Text("No question is kept as a test yet.", "尚未保留任何测试。"),
    "audit.run_tests": Text("Run all", "全部运行"),
    "audit.as_of": Text("As of", "截至"),
    "audit.test": Text("Test", "测试结果"),
    "audit.test.same": Text("read as before", "解读一致"),
    "audit.test.other": Text("read in another way", "解读不同"),
    "audit.keep": Text("Keep as test", "保留为测试"),
    "audit.kept": Text("Kept as test {id}.", "已保留为测试 {id}。"),
    "audit.keep_alone": Text(
        "Asked alone, this question is read in another way: it leaned on the turns before it. Ask it in full, then "
        "keep that.",
        "单独提出时，这个问题的解读不同：它依赖前面的对话。请完整提问后再保留。",
    ),
    "audit.pages": Text("Also figures that pages computed", "包括各页面自动计算的数字"),
    "audit.metric": Text("Metric", "指标"),
    "audit.thumb": Text("Thumbs", "评价"),
    "audit.thumb.up": Text("right", "正确"),
    "audit.thumb.down": Text("wrong", "有误"),
    "audit.gap.wrong": Text("Called wrong", "被指有误"),
    "audit.patch_way": Text("How", "方式"),
    "audit.patch_way.synonym": Text("Add synonym", "添加同义词"),
    "audit.patch_way.metric": Text("Add metric", "添加指标"),
    "audit.patch_measure": Text("Over the measure", "所用度量"),
    "audit.sound": Text("The chain is whole: {n:record/records}.", "记录链完整，共 {n} 条。"),
    "audit.broken": Text("The chain is broken at line {line}.", "记录链在第 {line} 行断裂。"),
    "audit.head_lost": Text("The head hash is not in the chain: its end was cut.", "链中没有该哈希：末尾被截断。"),
    "audit.torn": Text("{n:line/lines} left unfinished by a crash.", "有 {n} 行因中断未写完。"),
    "audit.open": Text("{n:question/questions} begun and not finished.", "有 {n} 个问题已开始但未完成。"),
    "audit.head_now": Text("Head hash now", "当前链头哈希"),
}
