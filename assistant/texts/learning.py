"""What is said about words and questions that people taught."""

from semantic_layer.model import Text

TEXTS = {
    "note.taught.draft": Text(
        "Noted: “{phrase}”. It holds for you now, and for everybody once the model's owner confirms it "
        "(wenshu learn --confirm {id}).",
        "已记下：“{phrase}”。现在对您生效，待模型负责人确认后对所有人生效（wenshu learn --confirm {id}）。",
    ),
    "note.taught.confirmed": Text("“{phrase}” was confirmed before.", "“{phrase}”此前已确认。"),
    "note.taught.rejected": Text(
        "“{phrase}” was rejected by the model's owner, so it is not used.", "“{phrase}”已被模型负责人否决，因此不采用。"
    ),
    "note.taught.failed": Text(
        "“{phrase}” could not be kept: the folder cannot be written.", "“{phrase}”未能保存：文件夹无法写入。"
    ),
    "assume.verified": Text("as confirmed for: {name}", "按已确认的问法：{name}"),
    "refuse.word_taken": Text(
        "“{word}” already means something else here, so it cannot be taught another meaning.",
        "“{word}”在这里已有别的含义，不能再赋予新的含义。",
    ),
    "refuse.bad_lesson": Text("“{word}” cannot be learned.", "无法学习“{word}”。"),
    "learn.none": Text("Nothing was taught about this model yet.", "这个模型还没有学到任何内容。"),
    "learn.word": Text("{mark} {id}  {phrase}  =  {means}", "{mark} {id}  {phrase}  =  {means}"),
    "learn.by": Text("      by {author}, {made}, from: {evidence}", "      {author}，{made}，出自：{evidence}"),
    "learn.standing.draft": Text("draft, used for its author only", "草稿，仅对作者生效"),
    "learn.standing.confirmed": Text("confirmed", "已确认"),
    "learn.standing.rejected": Text("rejected, not used", "已否决，不采用"),
    "learn.standing.expired": Text(
        "expired: a definition it relies on has changed, not used", "已失效：所依赖的定义已变更，不采用"
    ),
    "learn.proposes.segmentations": Text("a segmentation for the model", "模型中的一个分群方案"),
    "learn.proposes.metrics": Text("a metric of the model", "模型中的一项指标"),
    "learn.proposal.draft": Text("proposed: not in the model yet", "待确认：尚未写入模型"),
    "learn.proposal.confirmed": Text("confirmed: written into the model", "已确认：已写入模型"),
    "learn.proposal.rejected": Text("rejected", "已否决"),
    "learn.proposal.expired": Text("expired: the definition has changed since", "已失效：口径此后已变更"),
    "learn.unreadable": Text("{file} holds no lesson and is not used", "{file} 无法读取，不采用"),
    "learn.done": Text("{id} is {standing}.", "{id}：{standing}。"),
    "learn.not_understood": Text(
        "Not understood. Teach a word as “takings means revenue”, or a question with --question and --as.",
        "没有看懂。教一个词：“流水就是销售额”；教一个问法：同时用 --question 和 --as。",
    ),
    "learn.sheet.words": Text("Words", "词语"),
    "learn.sheet.questions": Text("Questions", "问题"),
    "learn.column.words": Text("word", "词语"),
    "learn.column.words_mean": Text("means", "含义"),
    "learn.column.questions": Text("question", "问题"),
    "learn.column.questions_mean": Text("in words that are understood", "能理解的说法"),
    "learn.column.state": Text("state", "状态"),
    "learn.state.model": Text("in the model", "模型中"),
    "learn.state.draft": Text("draft", "草稿"),
    "learn.state.confirmed": Text("confirmed", "已确认"),
    "learn.state.rejected": Text("rejected", "已否决"),
    "learn.state.expired": Text("expired", "已失效"),
    "learn.state.test": Text("test", "测试"),
    "learn.as_said": Text("“{word}” means “{means}”", "“{word}”就是“{means}”"),
    "learn.row.no_meaning": Text("it stands without a meaning", "没有填写含义"),
    "learn.row.not_taught": Text("it cannot be taught in these words", "这样的说法无法学习"),
    "learn.row.like": Text("“{words}” is not understood", "“{words}”无法理解"),
    "learn.row.not_read": Text("it is not understood; say it in other words beside it", "无法理解，请在旁边换一种说法"),
    "learn.taken": Text(
        "{taught} taught as drafts, {kept} kept as tests, {known} known before, {refused} not taken.",
        "学习 {taught} 条（草稿），保留为测试 {kept} 条，原已知晓 {known} 条，未采用 {refused} 条。",
    ),
    "learn.row_refused": Text("Not taken: “{text}”: {why}", "未采用：“{text}”：{why}"),
    "learn.workbook": Text("Words and sample questions in Excel", "用 Excel 维护词语与示例问题"),
    "learn.workbook_about": Text(
        "Take the file away, add rows, and bring it in again: words become drafts, questions become tests.",
        "下载文件，添加行后再导入：词语成为草稿，问题保留为测试。",
    ),
    "learn.take_away": Text("Download words and questions (XLSX)", "下载词语与问题（XLSX）"),
    "learn.bring_in": Text("A workbook or CSV file with rows to teach", "包含待学习内容的 Excel 或 CSV 文件"),
    "learn.teach_rows": Text("Teach these rows", "学习这些内容"),
    "learn.written": Text("Written: {file}", "已写入：{file}"),
    "refuse.no_words_in_file": Text(
        "The file has no sheet of words or questions. The first column is called “word” or “question”; "
        "an exported workbook shows the form.",
        "文件中没有词语或问题的工作表。首列应为“词语”或“问题”，可先导出一份作为样例。",
    ),
    "cli.arg.learn_export": Text("write words and sample questions to a workbook", "将词语与示例问题写入 Excel 文件"),
    "cli.arg.learn_import": Text("teach the rows of such a workbook or CSV file", "学习此类 Excel 或 CSV 文件中的内容"),
    "cli.learn": Text(
        "Review, confirm or add words and questions that were taught", "查看、确认或添加学到的词语与问法"
    ),
    "cli.arg.confirm": Text("confirm a lesson for everybody", "确认一条，对所有人生效"),
    "cli.arg.reject": Text("reject a lesson", "否决一条"),
    "cli.arg.teach": Text("teach a word, such as “takings means revenue”", "教一个词，例如“流水就是销售额”"),
    "cli.arg.learn_question": Text("a question that was not understood", "未能理解的问题"),
    "cli.arg.as": Text("the same question in words that are understood", "换成能理解的说法"),
}
