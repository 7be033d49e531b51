"""What the check of a language model's endpoint says."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "cli.endpoint": Text("Try what the configured language model can do.", "检测所配置的语言模型具备哪些能力。"),
    "cli.arg.lang": Text("language of the report", "报告使用的语言"),
    "cli.arg.endpoint_json": Text("print the report as JSON", "以 JSON 输出报告"),
    "cli.no_endpoint": Text(
        "No language model is configured, so nothing leaves this machine. Set WENSHU_LLM_BASE_URL or OPENAI_API_KEY to "
        "use one; docs/models.md shows how.",
        "未配置语言模型，因此没有任何数据离开本机。如需使用，请设置 WENSHU_LLM_BASE_URL 或 OPENAI_API_KEY，"
        "方法见 docs/models.md。",
    ),
    "endpoint.title": Text("Endpoint {host}, model {model}", "接口 {host}，模型 {model}"),
    "endpoint.trying": Text("Trying: {probe}…", "正在检测：{probe}…"),
    "endpoint.usable": Text("wenshu can use this model.", "问数可以使用该模型。"),
    "endpoint.by_form": Text(
        "wenshu can use this model for plain questions alone: it cannot call tools, but keeps to a JSON schema.",
        "问数仅能将该模型用于简单问题：它不能调用工具，但能按 JSON 结构回复。",
    ),
    "endpoint.unusable": Text(
        "wenshu cannot use this model, the parser answers alone. Missing: {names}.",
        "问数无法使用该模型，将仅由解析器回答。缺少：{names}。",
    ),
    "endpoint.stream_off": Text(
        "wenshu can use this model without streaming: set WENSHU_LLM_STREAM=0.",
        "关闭流式输出后问数可以使用该模型：请设置 WENSHU_LLM_STREAM=0。",
    ),
    "endpoint.state.yes": Text("yes", "是"),
    "endpoint.state.no": Text("no", "否"),
    "endpoint.state.unknown": Text("unknown", "未知"),
    "endpoint.state.not_tried": Text("not tried", "未检测"),
    "endpoint.probe.reachable": Text("reachable", "可以连接"),
    "endpoint.probe.key": Text("key accepted", "密钥有效"),
    "endpoint.probe.model": Text("model exists", "模型存在"),
    "endpoint.probe.reply": Text("plain reply", "普通回复"),
    "endpoint.probe.forced_tool": Text("forced tool call", "指定工具调用"),
    "endpoint.probe.auto_tool": Text("tool call by choice", "自选工具调用"),
    "endpoint.probe.tool_result": Text("takes a tool's result", "接收工具结果"),
    "endpoint.probe.several_tools": Text("several tool calls at once", "一次调用多个工具"),
    "endpoint.probe.schema": Text("JSON by a schema", "按模式输出 JSON"),
    "endpoint.probe.stream": Text("streaming", "流式输出"),
    "endpoint.probe.stream_tools": Text("streaming with tool calls", "流式工具调用"),
    "endpoint.probe.usage": Text("token counts", "令牌用量"),
    "endpoint.probe.latency": Text("latency", "响应时间"),
    "endpoint.probe.context": Text("context size", "上下文长度"),
    # fine, or nothing more to say
    "endpoint.why.no": Text("It is not reported.", "接口没有返回。"),
    "endpoint.why.not_tried": Text("Needs a plain reply first.", "须先能正常回复。"),
    "endpoint.why.no_key_needed": Text("None is set, and none was asked for.", "未设置密钥，接口也未要求。"),
    "endpoint.why.listed": Text("It is one of {n:model/models} listed.", "接口列出的 {n} 个模型中有它。"),
    "endpoint.why.not_listed_but_replies": Text("It is not listed, but it replies.", "接口未列出，但可以回复。"),
    "endpoint.why.calls": Text("{n:call/calls} came at once.", "一次收到 {n} 个调用。"),
    "endpoint.why.with_usage": Text("With token counts.", "含令牌用量。"),
    "endpoint.why.without_usage": Text("Without token counts.", "不含令牌用量。"),
    "endpoint.why.ms": Text("{n} ms for one word.", "回复一个词用时 {n} 毫秒。"),
    "endpoint.why.tokens": Text("{n} tokens.", "{n} 个令牌。"),
    # what went wrong
    "endpoint.why.unreachable": Text(
        "Nothing answers there. Check WENSHU_LLM_BASE_URL, and whether the server runs.",
        "该地址没有响应，请检查 WENSHU_LLM_BASE_URL 以及服务是否已启动。",
    ),
    "endpoint.why.bad_url": Text("WENSHU_LLM_BASE_URL is not a web address.", "WENSHU_LLM_BASE_URL 不是有效的网址。"),
    "endpoint.why.bad_key": Text(
        "OPENAI_API_KEY holds characters that no key has.", "OPENAI_API_KEY 含有密钥中不会出现的字符。"
    ),
    "endpoint.why.key_refused": Text(
        "The key was refused. Check OPENAI_API_KEY and what it may be used for.",
        "密钥被拒绝，请检查 OPENAI_API_KEY 及其权限。",
    ),
    "endpoint.why.no_reply": Text("Cannot be told without a reply.", "没有收到回复，无法判断。"),
    "endpoint.why.not_found": Text(
        "There is no such model or no such address. Most addresses end in /v1.",
        "没有该模型或该地址；地址大多以 /v1 结尾。",
    ),
    "endpoint.why.not_listed": Text(
        "It is not one of {n:model/models} listed. Check WENSHU_LLM_MODEL.",
        "接口列出的 {n} 个模型中没有它，请检查 WENSHU_LLM_MODEL。",
    ),
    "endpoint.why.timeout": Text(
        "No complete reply in time. WENSHU_LLM_TIMEOUT sets the seconds.",
        "未在时限内收到完整回复；时限（秒）由 WENSHU_LLM_TIMEOUT 设置。",
    ),
    "endpoint.why.too_many": Text(
        "Too many requests, or nothing left on the account.", "请求过于频繁，或账户额度已用尽。"
    ),
    "endpoint.why.not_supported": Text("The endpoint refused the request.", "接口拒绝了这种请求。"),
    "endpoint.why.redirected": Text(
        "The endpoint sends elsewhere, and the key does not follow.", "接口要求转到其他地址，密钥不会随之发送。"
    ),
    "endpoint.why.server_error": Text("The server failed.", "服务器内部出错。"),
    "endpoint.why.garbage": Text("The reply has another form than it should.", "回复的格式不符合约定。"),
    "endpoint.why.broken_off": Text("The reply broke off.", "回复中途中断。"),
    "endpoint.why.babbles": Text("The reply did not end and was cut off.", "回复没有结束，已被截断。"),
    "endpoint.why.empty": Text("The reply was empty.", "回复为空。"),
    "endpoint.why.words_instead": Text("It answered in words instead of a call.", "以文字作答，没有调用工具。"),
    "endpoint.why.wrong_call": Text(
        "It called a tool that there is not, or with wrong arguments.", "调用了不存在的工具，或参数有误。"
    ),
    "endpoint.why.one_call": Text("One call at a time.", "每次只调用一个工具。"),
    "endpoint.why.schema_ignored": Text("The schema was ignored.", "忽略了指定的模式。"),
    "endpoint.why.not_streamed": Text("It did not come in pieces.", "没有分段返回。"),
    "endpoint.why.not_told": Text("The endpoint does not tell.", "接口没有说明。"),
}
