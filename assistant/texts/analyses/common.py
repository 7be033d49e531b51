"""Refusals that any analysis may need."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "refuse.not_in_analysis": Text(
        "This analysis cannot use “{what}”. Ask without it, or ask for the figure itself.",
        "该分析无法使用“{what}”。请去掉后再问，或直接查询对应的指标。",
    ),
    "refuse.not_of_members": Text(
        "“{name}” does not belong to one customer: the same customer can have several. "
        "Choose something each customer has one of, such as a segment or a region.",
        "“{name}”不是客户自身的属性，同一客户可能对应多个取值。请换成每位客户只有一个取值的维度，如分群或地区。",
    ),
    "refuse.no_formula": Text(
        "No formula of the model connects “{what}” with what is assumed. Name a metric and one of its factors, "
        "such as revenue and average order value.",
        "模型中没有公式能把“{what}”与假设联系起来。请给出一个指标及其因素，例如销售额与客单价。",
    ),
    "refuse.no_factor": Text(
        "“{what}” is no factor of {metric} in this model. What can be assumed to change: {factors}.",
        "在该模型中，“{what}”不是{metric}的构成因素。可以假设变动的因素有：{factors}。",
    ),
    "column.difference": Text("difference", "差异"),
    "column.lift": Text("times as often as expected", "提升度（倍）"),
    "choice.conversion": Text("conversion", "转化率"),
    "choice.frozen": Text("borders kept from the earlier day", "沿用之前的分群阈值"),
}
