"""Words that a polished text may exchange or add.

Rule: the list is closed. A neutral word may come and go; phrases of one sense may stand for each other; every other
word of a reply must be ours, in our place. So no word of quantity, period, cause, doubt or judgement is listed, and a
word that looks harmless inside a longer one is listed with the longer one as a sense of its own (`为了` is not `为`).
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Language

Senses = Mapping[str, tuple[str, ...]]

NEUTRAL: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "the", "a", "an", "and", "while", "which", "it", "its", "with", "at", "in", "for", "on", "'s", "’s",
        "is", "was", "are", "were", "has", "had", "have", "stood at", "came to", ",", ".", ";", ":", "(", ")",
    ),
    "zh": ("的", "为", "是", "在", "了", "且", "达", "达到", "，", "。", "；", "：", "、", "（", "）"),
}  # fmt: skip

# a sense with a blank stands for two words of ours: "rose by"
_EN: Senses = {
    "rose": ("rose", "increased", "grew", "climbed", "went up"),
    "fell": ("fell", "decreased", "declined", "dropped", "went down"),
    "rose by": ("saw a rise of", "saw an increase of"),
    "fell by": ("saw a fall of", "saw a drop of", "saw a decrease of"),
    "unchanged": ("unchanged", "flat"),
    "against": ("against", "compared with", "compared to", "versus"),
    "before": ("before", "previously", "earlier"),
    "above": ("above", "higher than"),
    "below": ("below", "lower than"),
    "next": ("next", "comes next", "came next", "next comes", "next is", "followed by", "is followed by"),
    "makes up": ("makes up", "accounts for", "represents"),
    "together": ("together", "altogether", "in total", "in all", "combined"),
    "up to": ("up to",),
    "down to": ("down to",),
    "at least": ("at least",),
    "at most": ("at most",),
    "for example": ("for example",),
}
_ZH: Senses = {
    "上升": ("上升", "增长", "增加", "上涨"),
    "下降": ("下降", "减少", "降低", "下跌"),
    "持平": ("持平", "不变", "保持不变", "没有变化"),
    "最高": ("最高", "居首"),
    "最低": ("最低",),
    "其次": ("其次", "紧随其后"),
    "占": ("占", "占比"),
    "合计": ("合计", "总计", "共计"),
    "到": ("到", "至"),
    "现": ("现", "目前"),
    "为了": ("为了",),
    "为此": ("为此",),
    "从而": ("从而",),
    "是否": ("是否",),
}
SENSES: Mapping[Language, Senses] = {"en": _EN, "zh": _ZH}

# A name or a period may stand on the other side of these words and mean the same.
PASSABLE = frozenset({"highest", "lowest", "next", "最高", "最低", "其次"})
