"""Spoken short forms of the names of columns: 均分, 平均分, 最高分, 上线的时间, 按上线从晚到早.

Rule: a short form is found only where the model has the full name, and means exactly that; where several columns end
alike it stands for all of them, and the question is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.conditions.happenings import happenings
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import is_han

_ENDING = re.compile(
    r"(?P<agg>平均|最高|最低|总|均)(?P<end>[分价])(?=$|[^\u4e00-\u9fff]|[的是在为不低高超大小少多和与及、呢吧])"
)
_SCORE = ("评分", "得分", "分数")
_DATED = re.compile(r"(?:按照?|依|根据)(?P<verb>[\u4e00-\u9fff]{2,3})(?=从|由|先后|升序|降序|正序|倒序|的?顺序)")
MAX_PART = 4  # characters of a name on either side of 的


def shortened(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the short forms in a normal text, with what their full names mean."""
    yield from _endings(text, vocabulary)
    yield from _parted(text, vocabulary)
    yield from _dated(text, vocabulary)
    yield from _one_character(text, vocabulary)
    yield from _extremes(text)
    yield from _amounts(text, vocabulary)


def _endings(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """均分, 平均分 and 最高分 of the one column that is a 评分 or 得分; 均价 of the one 价格."""
    for match in _ENDING.finditer(text):
        words = _SCORE if match["end"] == "分" else ("价格", "售价", "单价")
        found = [m for word in words for m in vocabulary.phrases.get(word, ()) if m.kind in ("dimension", "metric")]
        if not found:
            continue
        if match["agg"] == "均":
            yield Piece(match.start("agg"), match.end("agg"), cues=frozenset({"agg_avg"}))
        yield Piece(match.start("end"), match.end("end"), meanings=tuple(dict.fromkeys(found)))


def _parted(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """上线的时间 is 上线时间."""
    for middle in (match.start() for match in re.finditer("的", text)):
        for left in range(2, MAX_PART + 1):
            for right in range(2, MAX_PART + 1):
                start, end = middle - left, middle + 1 + right
                if start < 0 or end > len(text) or not all(map(is_han, text[start:end])):
                    continue
                known = vocabulary.phrases.get(text[start:middle] + text[middle + 1 : end], ())
                named = tuple(m for m in known if m.kind in ("dimension", "metric"))
                if named and text[start:end] not in vocabulary.phrases:
                    yield Piece(start, end, meanings=named)


def _dated(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """按上线从晚到早: the verb stands for the date that it records."""
    for match in _DATED.finditer(text):
        dates = (h.dimension for h in happenings(vocabulary.model).get(match["verb"], ()) if h.dimension)
        found = tuple(dict.fromkeys(Meaning("dimension", name) for name in dates))
        if found:
            yield Piece(match.start("verb"), match.end("verb"), meanings=found)


_TINY = {
    "国": ("国家",), "省": ("省份", "省"), "市": ("城市",), "县": ("区县", "县"), "校": ("学校",),
    "店": ("门店", "店铺", "商店", "餐厅"),
}  # fmt: skip
_COUNTED = re.compile(
    r"(?:(?<![以之])[各每哪]|各个|每个|哪个|哪些|几个|多少个|个|[家间所](?=[店校]))(?P<tiny>[国省市县校店])"
    r"(?![家份际内外级区长民产籍会场型铺面名])|(?<=的)(?P<of>[店校])(?=$|[是有都？?,，])"
)
_SHORT_THINGS = {
    "课": ("课程",), "书": ("图书", "书籍"), "车": ("汽车", "车辆"), "药": ("药品", "药物"), "菜": ("菜品", "菜肴"),
    "单": ("订单", "工单", "运单"), "船": ("船舶", "船只"),
}  # fmt: skip
_CLASSIFIED = re.compile(
    r"(?:(?:多少|[几各每哪0-9一二两三四五六七八九十])[门本辆台部张件道份种个艘]|各|哪些)(?P<tiny>[课书车药菜单船])"
    r"(?=$|[^\u4e00-\u9fff]|[的最比])"
    r"|(?<=的)(?P<last>[课书车药菜船])(?=$|[^\u4e00-\u9fff]|有哪些|有多少|有几)"
)


def _one_character(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """各国, 哪个省, 多少个省, 几门课: one character for the name, only where a word that splits or counts leads."""
    short = {**_TINY, **_SHORT_THINGS}
    found_at = [(m["tiny"] or m["of"], m.span("tiny" if m["tiny"] else "of")) for m in _COUNTED.finditer(text)]
    found_at += [(m["tiny"] or m["last"], m.span("tiny" if m["tiny"] else "last")) for m in _CLASSIFIED.finditer(text)]
    for tiny, place in found_at:
        if tiny in vocabulary.phrases:
            continue
        known = (vocabulary.phrases.get(word, ()) for word in short[tiny])
        found = tuple(dict.fromkeys(m for names in known for m in names if m.kind in ("dimension", "entity")))
        if found:
            yield Piece(*place, meanings=found)


_AMOUNT = re.compile(r"实付|应付|实收|应收|实缴|应缴|未付|未收")


def _amounts(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """实付超过500: words that only amounts are called by, for the amount."""
    for match in _AMOUNT.finditer(text):
        if match[0] in vocabulary.phrases or text.startswith(("金额", "额", "款"), match.end()):
            continue
        known = (vocabulary.phrases.get(f"{match[0]}{end}", ()) for end in ("金额", "额", "款"))
        found = tuple(dict.fromkeys(m for names in known for m in names if m.kind in ("dimension", "metric")))
        if found:
            yield Piece(*match.span(), meanings=found)


_EXTREME = re.compile(r"最(?P<end>[高多大低少小])的?能?(?:是|为|达到|达)多少")
_SPLIT = re.compile(r"[各每哪谁]|不同|分别")


def _extremes(text: str) -> Iterator[Piece]:
    """评分最高为多少: the largest value itself, where nothing is split and no member is asked for."""
    if _SPLIT.search(text):
        return
    for match in _EXTREME.finditer(text):
        cue = "agg_max" if match["end"] in "高多大" else "agg_min"
        yield Piece(match.start(), match.end(), cues=frozenset({cue}))
