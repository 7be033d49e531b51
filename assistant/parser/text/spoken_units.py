"""Units that people say after a number or in the question word: 超过100公里, 超过15年, 多少万, 多少公里.

Rule: such a unit says nothing but what the number is in, so it explains itself and changes no figure. It counts only
right behind a number or 多少 and 几, where no longer word of the model begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.text.pieces import Piece

_UNITS = (
    "万欧元|万美元|万人民币|亿元|万元|千元|美元|欧元|韩元|日元|港元|英镑|人民币|元|万人次|万人|人次|万辆|万台|万票|万次|万条|万个|万单"
    "|公里|千米|英里|平方米|平米|厘米|毫米|公斤|千克|毫升|分钟|小时|个小时|秒|岁|度|吨|米|票|页|辆|台|亿|万"
)
# They ask for a figure: `figures/measured_in.py`.
_MEASURES = ("公里", "千米", "英里", "平方米", "平米", "公斤", "千克", "分钟", "小时", "个小时", "吨")
_COUNTS = "|".join(unit for unit in _UNITS.split("|") if unit not in _MEASURES)
_ASKED = re.compile(rf"(?:是|为|有)?(?:多少|几)(?:{_COUNTS}|人)(?=$|[^\u4e00-\u9fff]|[呢吗啊呀的，？])")
_YEARS = re.compile(r"(?:超过了?|大于|高于|多于|低于|少于|不到|不足|至少|至多|不少于|不超过|不低于|达到)\s*\d{1,2}(年)")
_MEASURED = re.compile(
    rf"(?<=[0-9一二两三四五六七八九十百千万亿])(?P<unit>{_UNITS})(?=$|[^\u4e00-\u9fff]|[的且并和与及或以之，呢吗的])"
)
_RANKED = re.compile(
    r"(?:前|最[高多低少好大]的)(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?P<unit>大)(?=[\u4e00-\u9fff])(?!大[学型小区额类股众])"
)


def spoken_units(text: str) -> Iterator[Piece]:
    """Return the units in a normal text: question words that count, and words that carry nothing."""
    for match in _ASKED.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({"filler", "unit_word", "what_is"}))
    for match in _MEASURED.finditer(text):
        yield Piece(match.start("unit"), match.end("unit"), cues=frozenset({"filler", "unit_word"}))
    for match in _RANKED.finditer(text):  # 前十大客户
        yield Piece(match.start("unit"), match.end("unit"), cues=frozenset({"filler", "unit_word"}))
    for match in _YEARS.finditer(text):
        yield Piece(match.start(1), match.end(1), cues=frozenset({"filler", "unit_word"}))
