"""What programs that ask are told: errors of a call, and what only a person may start."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "refuse.needs_person": Text(
        "This would leave something behind (a file, a frozen month, a learned word). Only a person may start it, in "
        "the page or on the command line.",
        "该操作会留下结果（文件、月度快照或学到的词），只能由人在页面或命令行中发起。",
    ),
    "caveat.rows_cut": Text("{shown} of {all:row/rows} {shown:=is/are} given.", "共 {all} 行，此处给出 {shown} 行。"),
    "programs.bad_arguments": Text(
        "The arguments do not fit; see “where”. Nothing was computed.", "参数不符合要求，详见 where；未执行任何计算。"
    ),
    "programs.unknown_tool": Text("There is no tool {name}.", "没有名为 {name} 的工具。"),
    "programs.unknown_name": Text("The model has no “{name}”.", "模型中没有“{name}”。"),
    "programs.failed": Text(
        "This went wrong here (error {id}). Nothing was changed.", "出错了（编号 {id}），未产生任何更改。"
    ),
    "cli.mcp": Text(
        "Serve the same figures to other assistants (Model Context Protocol).",
        "以 MCP 协议向其他助手提供同样的数据。",
    ),
    "cli.mcp_ready": Text(
        "Ready: {model}, data as of {day}, asked by {who}.", "已就绪：{model}，数据截至{day}，提问者 {who}。"
    ),
    "cli.no_mcp": Text(
        "The MCP package is missing. Install it with: pip install 'wenshu[mcp]'",
        "缺少 MCP 组件，请安装：pip install 'wenshu[mcp]'",
    ),
    "cli.bad_attribute": Text("{value} is not of the form name=value.", "{value} 不是“名称=值”的形式。"),
    "cli.arg.name": Text("who asks, for the policies and the record", "提问者姓名，用于权限规则和记录"),
    "cli.arg.role": Text("a role of who asks (repeatable)", "提问者的角色（可重复）"),
    "cli.arg.attribute": Text(
        "an attribute of who asks that policies read, as name=value (repeatable)",
        "权限规则所用的提问者属性，形如 名称=值（可重复）",
    ),
}
