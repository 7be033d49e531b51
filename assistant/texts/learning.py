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
    "cli.learn": Text(
        "Review, confirm or add words and questions that were taught", "查看、确认或添加学到的词语与问法"
    ),
    "cli.arg.confirm": Text("confirm a lesson for everybody", "确认一条，对所有人生效"),
    "cli.arg.reject": Text("reject a lesson", "否决一条"),
    "cli.arg.teach": Text("teach a word, such as “takings means revenue”", "教一个词，例如“流水就是销售额”"),
    "cli.arg.learn_question": Text("a question that was not understood", "未能理解的问题"),
    "cli.arg.as": Text("the same question in words that are understood", "换成能理解的说法"),
}
