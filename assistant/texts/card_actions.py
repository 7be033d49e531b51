"""What can be done with an answer: say whether it is right, share it, edit its SQL, propose a metric."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    # thumbs
    "thumbs.which": Text("Which part was wrong?", "哪里不对？"),
    "thumbs.part.metric": Text("The metric", "指标"),
    "thumbs.part.period": Text("The period", "时间"),
    "thumbs.part.filter": Text("A filter", "筛选条件"),
    "thumbs.part.other": Text("Something else", "其他"),
    "thumbs.words": Text("What did you mean? Ask it in other words (optional)", "您的本意是什么？请换个说法（可选）"),
    "thumbs.send": Text("Send", "提交"),
    "thumbs.thanks": Text("Noted as right. It is on record.", "已记为正确，并写入记录。"),
    "thumbs.gap": Text(
        "Noted. It stands among the gaps, where the owner of the data sees it.",
        "已记下，列入缺口清单，数据负责人可以看到。",
    ),
    "thumbs.not_recorded": Text("This could not be recorded, so nothing was learned.", "未能写入记录，因此没有学习。"),
    # share and saved answers
    "share.button": Text("Share", "分享"),
    "share.about": Text(
        "A link shows the question to others, and the figures that they may see themselves.",
        "链接向他人显示问题，以及他们自己有权查看的数字。",
    ),
    "share.save": Text("Save and make a link", "保存并生成链接"),
    "share.open": Text("Others may open it, under their own access", "允许他人打开，按其自己的权限显示"),
    "share.only_me": Text("Only you can open it now.", "现在只有您能打开。"),
    "share.remove": Text("Remove the saved answer", "删除已保存的回答"),
    "share.not_kept": Text("This could not be saved: the folder cannot be written.", "未能保存：文件夹无法写入。"),
    "share.not_found": Text("This answer was not found.", "没有找到该回答。"),
    "share.saved_title": Text("Saved answers", "已保存的回答"),
    "share.as_of": Text("Figures as of {day}, saved {at}", "数字截至{day}，保存于{at}"),
    "share.recheck": Text("Re-check: the definition of {names} changed since.", "请复核：{names} 的口径此后有变化。"),
    "share.recheck_mark": Text("re-check", "请复核"),
    "share.ask_again": Text("Ask again with today's data", "用今天的数据再问一次"),
    "share.own_new_rights": Text(
        "Your access changed since this was saved, so the plan was run again under it.",
        "保存之后您的权限有变化，因此按现在的权限重新运行了该计划。",
    ),
    "share.other_version": Text(
        "Another version of the program saved this, so the plan was run again.",
        "由其他版本的程序保存，因此重新运行了该计划。",
    ),
    "share.shared_by_other": Text("Shared with you; computed under your access.", "他人分享给您；按您的权限计算。"),
    "share.standing.same": Text("The figures are those that were shared.", "数字与分享时一致。"),
    "share.standing.for_your_access": Text(
        "For your access: the figures are not those that were shared.", "按您的权限：数字与分享时不同。"
    ),
    "share.standing.definitions_changed": Text(
        "The definition changed since it was shared; the figures are of today's.",
        "分享之后口径有变化，数字按现在的口径计算。",
    ),
    "share.standing.data_changed": Text(
        "The data changed since it was shared; the figures are of today's data.",
        "分享之后数据有变化，数字按现在的数据计算。",
    ),
    "share.standing.different": Text("The figures are not those that were shared.", "数字与分享时不同。"),
    "share.standing.refused": Text("For your access this cannot be computed.", "按您的权限无法计算。"),
    # SQL panel
    "sqlpanel.open": Text("Edit this SQL", "编辑这段 SQL"),
    "sqlpanel.title": Text("SQL of this answer", "这个回答的 SQL"),
    "sqlpanel.about": Text(
        "For analysts. One SELECT over the tables you may see; your access rules are put in when it runs. The result "
        "is marked as ad hoc.",
        "供分析师使用。只能写一条 SELECT，查询您有权查看的表；运行时会加上您的权限策略。结果标记为临时 SQL。",
    ),
    "sqlpanel.withheld": Text(
        "This statement cannot be run as it is shown: a policy withholds the parts that read withheld_part. Take them "
        "out, or ask the question instead.",
        "这段 SQL 无法按所示运行：标为 withheld_part 的部分因权限策略不予显示。请删去这些部分，或改用提问。",
    ),
    "sqlpanel.text": Text("SQL", "SQL"),
    "sqlpanel.run": Text("Run", "运行"),
    "sqlpanel.asked": Text("Ad hoc SQL after: {question}", "临时 SQL，源自：{question}"),
    "sqlpanel.label": Text("Ad hoc SQL", "临时 SQL"),
    "proposal.title": Text("Make this a metric", "将其定义为指标"),
    "proposal.about": Text(
        "This writes a proposal for the owner of the model; the model itself stays as it is.",
        "这会为模型负责人写一份提案；模型本身不变。",
    ),
    "proposal.en": Text("Name in English", "英文名称"),
    "proposal.zh": Text("Name in Chinese", "中文名称"),
    "proposal.do": Text("Propose", "提交提案"),
    "proposal.done": Text(
        "Kept as proposal {id}. The owner confirms it (wenshu learn --confirm {id}) or rejects it.",
        "已存为提案 {id}，由负责人确认（wenshu learn --confirm {id}）或否决。",
    ),
    "proposal.not_kept": Text(
        "The proposal could not be kept: the folder cannot be written.", "提案未能保存：文件夹无法写入。"
    ),
    "proposal.no_name": Text("A metric has a name in both languages.", "指标需要中英文两个名称。"),
    "proposal.taken": Text("There is a metric {name} already.", "已有指标 {name}。"),
    "proposal.reason.not_read": Text(
        "This cannot be a metric: the SQL cannot be read.", "不能定义为指标：SQL 无法解析。"
    ),
    "proposal.reason.not_one_select": Text(
        "This cannot be a metric: write one SELECT.", "不能定义为指标：请只写一条 SELECT。"
    ),
    "proposal.reason.step": Text(
        "This cannot be a metric: it has steps (WITH or a SELECT inside). Write one SELECT over one table.",
        "不能定义为指标：含有中间步骤（WITH 或子查询）。请对一张表写一条 SELECT。",
    ),
    "proposal.reason.join": Text(
        "This cannot be a metric: it joins tables. The model joins by itself; write the aggregate over one table.",
        "不能定义为指标：含有表关联。模型会自行关联，请只对一张表写聚合。",
    ),
    "proposal.reason.having": Text(
        "This cannot be a metric: a condition on groups (HAVING) belongs to a question.",
        "不能定义为指标：对分组的条件（HAVING）属于问题，而不是指标。",
    ),
    "proposal.reason.limit": Text(
        "This cannot be a metric: a number of rows (LIMIT) belongs to a question.",
        "不能定义为指标：行数限制（LIMIT）属于问题，而不是指标。",
    ),
    "proposal.reason.distinct": Text(
        "This cannot be a metric: SELECT DISTINCT lists rows and has no figure.",
        "不能定义为指标：SELECT DISTINCT 列出数据行，没有数字。",
    ),
    "proposal.reason.window": Text(
        "This cannot be a metric: a window function needs the rows around it.",
        "不能定义为指标：窗口函数依赖相邻数据行。",
    ),
    "proposal.reason.no_table": Text(
        "This cannot be a metric: it reads no table of the model.", "不能定义为指标：没有读取模型中的表。"
    ),
    "proposal.reason.several_figures": Text(
        "This cannot be a metric: it has several figures. Propose one at a time.",
        "不能定义为指标：含有多个数字，请逐个提出。",
    ),
    "proposal.reason.no_figure": Text(
        "This cannot be a metric: it has no aggregate such as SUM or COUNT.",
        "不能定义为指标：没有 SUM、COUNT 之类的聚合。",
    ),
    "proposal.reason.no_aggregate": Text(
        "This cannot be a metric: it has no aggregate such as SUM or COUNT.",
        "不能定义为指标：没有 SUM、COUNT 之类的聚合。",
    ),
    "proposal.reason.arithmetic": Text(
        "This cannot be a metric: it computes with aggregates ({what}). Propose each aggregate, then the owner makes a "
        "ratio or a derived metric of them.",
        "不能定义为指标：对聚合做了运算（{what}）。请分别提出各个聚合，再由负责人定义比率或派生指标。",
    ),
    "proposal.reason.period": Text(
        "This cannot be a metric: it fixes a period ({what}). A metric holds for every period; leave that out.",
        "不能定义为指标：固定了时间（{what}）。指标适用于任何时间，请去掉该条件。",
    ),
    "proposal.reason.no_key": Text(
        "This cannot be a metric: {what} has no single key to count.", "不能定义为指标：{what} 没有可计数的单一主键。"
    ),
    "proposal.reason.already": Text("This is the metric {what} already.", "这已经是指标 {what}。"),
    "proposal.reason.refused_by_model": Text(
        "This cannot be a metric: the model does not take it ({what}).", "不能定义为指标：模型不接受（{what}）。"
    ),
    # the guard, in words
    "guard.G1": Text("It is too long or nested too deeply.", "语句过长或嵌套过深。"),
    "guard.G2": Text("Write exactly one SELECT.", "只能写一条 SELECT。"),
    "guard.G3": Text("This is not part of the SQL that may be typed here.", "此处不允许使用这种写法。"),
    "guard.G4": Text("Only tables of the model can be read, by their names alone.", "只能读取模型中的表，且只写表名。"),
    "guard.G5": Text("There is no such column among those you may see.", "您可查看的列中没有这一列。"),
    "guard.G6": Text("A join needs a condition on both sides.", "关联必须有两侧的条件。"),
    "guard.G7": Text("This table is shown through metrics only.", "该表只能通过指标查看。"),
    "guard.G8": Text(
        "The database reads this statement differently. Write it more plainly.",
        "数据库对该语句的理解不同，请写得更简单。",
    ),
}
