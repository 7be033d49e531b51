"""What an argument of an analysis may be, in the words of an error of the tools, said in the language of the question.

Rule: a tool names what is allowed in plain English, because it holds no texts. Names of the model stay as they are;
every phrase with words in it stands here, so that nobody is told in English what to do about a Chinese question.
"""

from __future__ import annotations

import re

from semantic_layer.model import Language

PHRASES: tuple[tuple[str, str], ...] = (
    ("a condition", "一个筛选条件"),
    ("a customer who has bought something", "有过购买的客户"),
    ("a field that is a number", "数值字段"),
    ("a forecast starts today: no period and no t0", "预测从今天开始，不要指定期间或 t0"),
    ("a metric of the model", "模型中的指标"),
    ("a metric of the model, (.+)", "模型中的指标，或 {0}"),
    ("a metric of what customers have done, not of what they do later", "描述客户已有行为（而非之后行为）的指标"),
    ("a metric with a formula", "有计算公式的指标"),
    ("a month that is frozen", "已冻结的月份"),
    ("a month that is over: up to (.+)", "已经结束的月份，最晚 {0}"),
    ("a number, or an attribute whose values have an order", "数值，或取值有先后顺序的属性"),
    ("a period that lies ahead", "将来的期间"),
    ("a segment, a condition or one customer", "一个分群、一个筛选条件或一位客户"),
    ("a thing with a key of its own", "有自己主键的对象"),
    ("account, where accounts themselves are kept or compared", "account（此分析针对账户本身）"),
    ("another segmentation than the first", "与第一个不同的分群"),
    ("another share than (.+)", "不等于 {0} 的比例"),
    ("at least one above 0", "至少一个大于 0"),
    ("at most (.+), the number of different customers", "不超过 {0}（互不相同的客户数）"),
    ("a dimension of the orders or of what is bought", "订单或所购商品的维度"),
    ("a dimension that each order or each of its lines has", "每个订单或每条订单明细都有的维度"),
    ("an attribute of the customer, or what their first order was", "客户属性，或其首单的属性"),
    ("at most (.+) periods", "最多 {0} 个期间"),
    ("at most (.+) steps ahead", "最多向前 {0} 期"),
    ("at most active_days \\((.+)\\)", "不超过 active_days（{0}）"),
    ("auto, or (.+) to (.+)", "auto，或 {0} 到 {1}"),
    ("each indicator once", "每个指标只列一次"),
    ("either a change or a value for each factor", "每个因素只给变化幅度或数值之一"),
    ("either a window or two days", "期间或两个日期，二者取一"),
    ("either groups or periods", "按分组或按期间，二者取一"),
    ("either t0 or a period", "t0 或期间，二者取一"),
    ("fresh for segments made by (.+)", "由 {0} 生成的分群只能用 fresh"),
    ("fresh for tiers of another kind than value", "非价值类分层只能用 fresh"),
    ("more than active_days \\((.+)\\)", "大于 active_days（{0}）"),
    ("no condition and no period: a run covers all customers", "不带条件和期间：分群覆盖全部客户"),
    ("no condition and no period: a merge covers all accounts", "不带条件和期间：合并覆盖全部账号"),
    ("no condition: a snapshot holds all customers", "不带条件：快照包含全部客户"),
    ("none: the model has no segmentation", "无：模型中没有分群"),
    ("one of preset, cuts and frozen_run", "preset、cuts、frozen_run 三者取一"),
    ("one or more, each once", "一个或多个，各列一次"),
    ("one value with (.+)", "与 {0} 搭配的单个值"),
    ("tags of the model, under `tags`", "模型 `tags` 下的标签"),
    ("tags that are not wanted as well", "不与所要标签重复的标签"),
    ("the first day of a month", "某月的第一天"),
    ("three shares above 0 that add up to 1", "三个大于 0 且合计为 1 的比例"),
    ("two arms or more", "两个或更多实验组"),
    ("two shares", "两个比例"),
    ("up to (.+)", "最晚 {0}"),
    ("up to nine numbers, each above the one before", "至多九个依次递增的数字"),
    ("(.+), an attribute or segment of the customer, or a metric", "{0}、客户的属性或分群，或指标"),
    ("(.+), a metric, or a number that is known of customers", "{0}、指标，或客户的数值属性"),
    ("(.+) \\(r x f x m\\) with the map (.+)", "分群图 {1} 需要 {0}（r × f × m）"),
    ("\\+ - \\* / over metrics", "指标之间的加减乘除"),
    ("(.+) or more", "不小于 {0}"),
)


def allowed(text: str, language: Language) -> str:
    """Return what is allowed as it is said in `language`.

    Examples
    --------
    >>> allowed("more than active_days (30)", "zh")
    '大于 active_days（30）'
    >>> allowed("web, store", "zh")
    'web、store'
    """
    if language == "en":
        return text
    for pattern, said in PHRASES:
        found = re.fullmatch(pattern, text)
        if found:
            return said.format(*(part.replace(", ", "、") for part in found.groups()))
    return text.replace(", ", "、")
