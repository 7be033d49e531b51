"""The one question back, and why it is asked."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "clarify.ambiguous_value": Text(
        "“{value}” occurs in several places. Which one do you mean?", "“{value}”在多处出现，您指哪一个？"
    ),
    "clarify.ambiguous_metric": Text(
        "“{word}” can be computed in several ways. Which one do you mean?", "“{word}”有多种口径，您指哪一个？"
    ),
    "clarify.ambiguous_dimension": Text(
        "“{word}” can be several things to group by. Which one do you mean?", "“{word}”可对应多个维度，您指哪一个？"
    ),
    "clarify.ambiguous_time": Text(
        "“{word}” can mean several periods. Which one do you mean?", "“{word}”可指多个期间，您指哪一个？"
    ),
    "clarify.ambiguous_role": Text(
        "“{word}” can be read in several ways. Which one do you mean?", "“{word}”有多种理解，您指哪一种？"
    ),
    "clarify.ambiguous_turn": Text(
        "“{word}” can be a new question, or about the answer before. Which one do you mean?",
        "“{word}”可以是新问题，也可以接着上一个结果问，您指哪一种？",
    ),
    "clarify.ambiguous_default": Text(
        "“{word}” leaves open what is measured. Which one do you mean?", "“{word}”未说明衡量标准，您指哪一个？"
    ),
    "clarify.did_you_mean": Text("I do not know “{word}”. Did you mean one of these?", "没有找到“{word}”，您是否指："),
    "clarify.readings_differ": Text(
        "The question can be read in two ways. Which one do you mean?", "该问题有两种理解，您指哪一种？"
    ),
    "clarify.other": Text("Which one do you mean?", "您指哪一个？"),
    "clarify.why": Text("They give different numbers.", "口径不同，结果不同。"),
    "clarify.why.unknown": Text("The word is not in the model.", "模型中没有这个词。"),
}
