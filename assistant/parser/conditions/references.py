"""Conditions against what the data say: "above average", "higher than its city's average", 高于整体平均, 超过均值两倍.

Rule: such a condition is found like one with a number and goes wherever that would go; what it is compared with is
the aggregate over all, or over the group that the words name. A group that the model does not know leaves the words
unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import key_of, stated_label
from assistant.parser.text.numbers import ConditionMatch, ConditionOp, Than, chinese_number
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric
from semantic_layer.query import MetricRef, Reference
from semantic_layer.vocabulary import Vocabulary

_EN_OPS: tuple[tuple[ConditionOp, str], ...] = (
    ("ge", r"at least|(?:no|not) (?:less|lower|fewer) than|equal to or above"),
    ("le", r"at most|(?:no|not) (?:more|higher|greater) than"),
    (
        "gt",
        r"above|(?:higher|greater|more|larger|bigger|longer|better) than|over|exceed(?:s|ed|ing)?|in excess of"
        r"|outperform(?:s|ed|ing)?",
    ),
    ("lt", r"below|(?:lower|less|fewer|smaller|shorter|worse) than|under"),
)
_ZH_OPS: tuple[tuple[ConditionOp, str], ...] = (
    ("ge", r"不低于|不小于|不少于|大于等于|大于或等于|达到"),
    ("le", r"不高于|不大于|不多于|不超过|小于等于|小于或等于"),
    ("gt", r"高于|大于|超过了?|多于|超出|高过|优于|长于"),
    ("lt", r"低于|小于|少于|不及|短于|不到"),
)
_FACTORS: dict[str, Decimal | int] = {"twice": 2, "double": 2, "half": Decimal("0.5"), "triple": 3}
_EN_FACTOR = r"(?:(?P<times>twice|double|half|triple|\d+(?:\.\d+)? times)\s+)?"
_EN_AGG = r"(?P<agg>average|avg|mean|median)(?:\s+(?:level|value))?"
_EN_WHOLE = r"(?P<whole>overall|global|general|grand|total|company[- ]wide)"
_EN_OF = r"(?P<of>[a-z][a-z_ ]{0,30}?)(?:\s?'s|')?"
_EN_BODY = (
    rf"{_EN_FACTOR}(?:(?:the|its|their|his|her|an?)\s+)?(?:own\s+)?{_EN_WHOLE}?\s*{_EN_AGG}"
    r"(?:\s+(?:of|for|in|within|across)\s+(?:its|their|his|her|the same|that|each)\s+(?P<tail>[a-z]+(?: [a-z]+)?))?"
    r"|(?:its|their|his|her|the)\s+(?:own\s+)?"
    + _EN_OF.replace("of>", "own>")
    + r"\s+(?P<agg2>average|avg|mean|median)"
)
_ZH_AGG = r"(?P<agg>平均水平|平均值|平均数|平均线|平均|均值|中位数)"
_ZH_BODY = (
    r"(?:(?:其|该|各自|自身|本)?(?:所在|所属|所处|同)?(?:各|每个|个)?(?P<own>[\u4e00-\u9fffa-z]{0,8}?)的?)"
    r"(?P<whole>整体|总体|全体|全部|所有|全局|总)?的?"
    + _ZH_AGG
    + r"的?(?P<times>[\d.]+|[一二两三四五六七八九十半]+)?(?P<fold>倍)?(?:以上|以下)?"
)
_COUNTS = {"a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half a": 0.5}
_ABOVE = frozenset({"above", "over", "higher than", "高于", "高出", "超过", "超出", "大于"})
_EN_SPREAD = re.compile(
    r"(?<![a-z])(?:(?P<edge>at least|more than|greater than|over)\s+)?(?P<n>half a|an?|one|two|three|four|[\d.]+)\s*"
    r"(?:standard deviations?|std\.? ?devs?|stdevs?|sds?|sigmas?)\s+"
    r"(?P<side>above|over|higher than|below|under|lower than)"
    rf"\s+(?:(?:the|its|their)\s+)?(?P<whole>overall\s+)?{_EN_AGG}(?![a-z])"
)
_ZH_N = r"(?P<n>[\d.]+|[一二两三四五六七八九半]+)(?:个|倍)?(?:标准差|西格玛|sigma)(?:以上|以下)?"
_ZH_SIDE = r"(?P<side>高于|高出|超过|超出|大于|低于|小于|低出)"
_ZH_OWN = r"(?P<own>[\u4e00-\u9fffa-z]{0,8}?)的?(?P<whole>整体|总体|全体)?" + _ZH_AGG
_ZH_SPREADS = (
    re.compile(rf"(?P<edge>至少)?{_ZH_SIDE}{_ZH_OWN}的?(?P<edge2>至少)?{_ZH_N}"),
    re.compile(rf"比{_ZH_OWN}(?P<edge>至少)?{_ZH_SIDE}了?{_ZH_N}"),
)
_ALL = ("所有", "全部", "全体")
_ENGLISH = tuple((op, re.compile(rf"(?<![a-z])(?:{words})\s+(?:{_EN_BODY})(?![a-z])")) for op, words in _EN_OPS)
_CHINESE = tuple((op, re.compile(rf"(?<!不)(?:{words}){_ZH_BODY}")) for op, words in _ZH_OPS)


def find_references(text: str, vocabulary: Vocabulary) -> Iterator[ConditionMatch]:
    """Conditions of a normal text against an average or a median, whose groups the model knows."""
    yield from _find_spreads(text, vocabulary)
    for op, pattern in (*_ENGLISH, *_CHINESE):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            own = (groups.get("own") or groups.get("tail") or "").strip()
            over = _fields(own[len(_ALL[0]) :], vocabulary) if own.startswith(_ALL) else ()
            own = "" if over else own  # "高于所有地区的平均值": of the groups that are shown
            fields = _fields(own, vocabulary)
            if own and not fields:
                continue
            factor = _factor(groups)
            if factor is None:
                continue
            agg = groups.get("agg") or groups.get("agg2") or ""
            median = agg in ("median", "中位数")
            than = Than("median" if median else "avg", fields, bool(groups.get("whole")), over)
            yield ConditionMatch(match.start(), match.end(), op, () if factor == 1 else (factor,), None, than)


def _find_spreads(text: str, vocabulary: Vocabulary) -> Iterator[ConditionMatch]:
    """ "More than two standard deviations above the average", 高于平均值两个标准差."""
    for pattern in (_EN_SPREAD, *_ZH_SPREADS):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            own = (groups.get("own") or "").strip()
            fields = _fields(own, vocabulary)
            count = _count(groups["n"])
            if (own and not fields) or count is None or groups.get("agg") in ("median", "中位数"):
                continue
            above = groups["side"] in _ABOVE
            at_least = (groups.get("edge") or groups.get("edge2") or "").startswith(("at least", "至少", "不"))
            op: ConditionOp = ("ge" if at_least else "gt") if above else ("le" if at_least else "lt")
            than = Than("avg", fields, bool(groups.get("whole")), (), count if above else -count)
            yield ConditionMatch(match.start(), match.end(), op, (), None, than)


def _count(said: str) -> float | None:
    if said in _COUNTS:
        return _COUNTS[said]
    number = float(said) if re.fullmatch(r"[\d.]+", said) else chinese_number(said)
    return float(number) if number is not None and 0 < number <= 10 else None


def _fields(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the named group may be: dimensions, and the things whose rows it may mean."""
    found = vocabulary.meanings(words) if words else ()
    columns = dict.fromkeys(m.name for m in found if m.kind in ("dimension", "segmentation"))
    model = vocabulary.model
    labels = (stated_label(model, m.name) or key_of(model, m.name) for m in found if m.kind == "entity")
    return tuple(columns) or tuple(dict.fromkeys(label for label in labels if label))


def _factor(groups: dict[str, str | None]) -> Decimal | int | None:
    said = groups.get("times")
    if not said:
        return 1
    if said in _FACTORS:
        return _FACTORS[said]
    if "fold" in groups and not groups.get("fold"):
        return None
    if said == "半":
        return Decimal("0.5")
    digits = re.match(r"[\d.]+", said)
    return Decimal(digits[0]) if digits else chinese_number(said)


def take_named_again(draft: Draft) -> None:
    """ "Fee is higher than the average fee": what is averaged is what is compared."""
    for item in draft.items:
        if item.piece.condition is None or item.piece.condition.than is None:
            continue
        left, right = draft.left(item), draft.right(item)
        if left is None or right is None or right.taken or right.index != item.index + 1:
            continue
        if set(left.piece.meanings) & set(right.piece.meanings):
            right.operate("than")


def reference_of(draft: Draft, item: Item, metric: MetricRef | None = None) -> Reference | None:
    """What a condition is compared with, or None where that is a plain number.

    Parameters
    ----------
    metric : MetricRef, optional
        The metric that is compared; for one that does not add up "the overall average" is its value over all rows.
    """
    than = item.piece.condition.than if item.piece.condition else None
    if than is None:
        return None
    if metric is None and item.piece.condition and item.piece.condition.values:
        raise refuse("not_supported", construction=item.text)
    if than.over and not any(m.name in than.over for i in draft.items for m in _named(draft, i)):
        raise refuse("not_supported", construction=item.text)  # the average over groups that are not asked for
    if than.fields:
        own = draft.choose(item, "ambiguous_dimension", _nearest(draft, item, than.fields))
        return Reference(than.agg, (own,), than.spread)
    if than.whole and metric is not None and not _adds_up(draft, metric) and not than.spread:
        return Reference("overall")
    return Reference(than.agg, (), than.spread)


def _nearest(draft: Draft, item: Item, fields: tuple[str, ...]) -> tuple[str, ...]:
    """ "Above its city's average": of several columns of that name the one beside the number that is compared."""
    number = draft.left(item)
    homes = {m.name.partition(".")[0] for m in number.named("dimension")} if number is not None else set()
    own = tuple(name for name in fields if name.partition(".")[0] in homes)
    return own if len(own) == 1 else fields


def _named(draft: Draft, item: Item) -> tuple[Meaning, ...]:
    """What a word may group by; a thing stands for the column that names it."""
    labels = (stated_label(draft.model, m.name) or key_of(draft.model, m.name) for m in item.named("entity"))
    things = tuple(Meaning("dimension", label) for label in labels if label)
    return (*item.named("dimension"), *item.named("segmentation"), *things)


def _adds_up(draft: Draft, ref: MetricRef) -> bool:
    metric = draft.model.metric(ref.name) if draft.model.has_metric(ref.name) and ref.agg is None else None
    return isinstance(metric, SimpleMetric) and draft.model.measure(metric.measure).agg in ("sum", "count")
