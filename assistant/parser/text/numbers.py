"""Numbers and conditions on numbers, in English and Chinese.

Rule: a number is exact and keeps the unit that was said. 20 %, 百分之二十 and 二成 are `20 percent`, half and 一半 are
`50 percent`; 2 points are `2 points`; 1.5k, 一千五 and 1,500 are 1500. All candidates are given, also overlapping ones
(the 十 of 双十一): the caller chooses. The text is normalised (NFKC, lower case, simplified characters).
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

NumberUnit = Literal["percent", "points", "currency"]
NumberValue = Decimal | int
ConditionOp = Literal["gt", "ge", "lt", "le", "eq", "between"]


@dataclass(frozen=True)
class NumberMatch:
    """A number in the text. `op`: "nth" for an ordinal (3rd, 第三), "ge" for an open one (500+).

    `scale` is the magnitude word's factor (10 000 in 3万), which the lower end of a range inherits (3到5万).
    """

    start: int
    end: int
    value: NumberValue
    unit: NumberUnit | None = None
    op: Literal["nth", "ge"] | None = None
    scale: int = 1


@dataclass(frozen=True)
class Than:
    """A number that the data give: the average or median, over all (`whole`) or over one's own group of `fields`."""

    agg: Literal["avg", "median"]
    fields: tuple[str, ...] = ()  # several: readings to choose from
    whole: bool = False
    over: tuple[str, ...] = ()  # what the words say is averaged over: "of all regions"
    spread: float = 0.0  # standard deviations above it


@dataclass(frozen=True)
class ConditionMatch:
    """A comparison with one number, with two for "between" (both ends included), or with what the data give.

    With `than` the values are empty, or the factor of "twice the average".
    """

    start: int
    end: int
    op: ConditionOp
    values: tuple[NumberValue, ...]
    unit: NumberUnit | None = None
    than: Than | None = None


_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: n for n, word in enumerate(_SMALL.split())} | {
    word: n * 10
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "mil": 10**6, "b": 10**9, "bn": 10**9, "w": 10**4,
    "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9,
    "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_ORDINALS = {
    word: n
    for n, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

_UNIT = (
    r"(?:\s*(?P<percent>%|‰|per\s?cent(?!age)|pct\b)"
    r"|\s*(?P<points>percentage[\s-]points?|points?\b|pts?\b|pp\b|ppts?\b|个?百分点|个点)"
    r"|\s*(?P<currency>dollars?\b|bucks\b|usd\b|yuan\b|rmb\b|cny\b|euros?\b|eur\b|gbp\b|hkd\b|块钱|美元|欧元|港元|人民币|元|块))?"
)
_LONG_SCALE = r"hundred|thousand|million|billion|trillion|dozen"
_ZH_SCALE = r"十万|百万|千万|百亿|千亿|十亿|万亿|亿|万|千|百"
_DIGITAL = re.compile(
    r"(?:(?<![\d.,a-z])|(?<=(?<![a-z])top)(?=\d)|(?<=(?<![a-z])bottom)(?=\d))(?P<sign>(?<![\w)%])-\s?)?(?P<symbol>us\$|[$¥€£])?\s*"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?)"
    rf"(?P<scale>(?:mn|mm|mil|bn|[kmbw])(?![a-z])|\s*(?:{_LONG_SCALE})s?\b|\s*(?:{_ZH_SCALE}))?"
    + _UNIT
    + r"(?P<open>\+)?"
)
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"(?<![a-z])(?P<words>(?:half\s+an?|an?|{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}|{_LONG_SCALE}))*)(?![a-z])" + _UNIT
)
_FRACTIONS = {
    "half": Decimal(50), "a third": Decimal(100) / 3, "one third": Decimal(100) / 3, "two thirds": Decimal(200) / 3,
    "a quarter of": Decimal(25), "one quarter of": Decimal(25), "three quarters of": Decimal(75),
    "一半": Decimal(50), "半数": Decimal(50), "三分之一": Decimal(100) / 3, "三分之二": Decimal(200) / 3,
    "四分之一": Decimal(25), "四分之三": Decimal(75),
}  # fmt: skip
_FRACTION = re.compile(
    "|".join(rf"(?<![a-z]){re.escape(f)}(?![a-z])" for f in sorted(_FRACTIONS, key=len, reverse=True))
)
_ZH_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_CHINESE = re.compile(
    rf"(?P<percent>[百千]分之)?(?P<numeral>[{_ZH_NUMERAL}]+(?:点[零〇一二三四五六七八九]+[万亿]?)?"
    rf"|(?<![\d.])\d{{1,15}}(?:\.\d+)?[{_ZH_NUMERAL}][\d{_ZH_NUMERAL}]+|(?<=分之)\d{{1,15}}(?:\.\d+)?)(?P<tenths>成半?)?"
    + _UNIT.replace("?P<percent>", "?P<sign>")
)
_ORDINAL = re.compile(
    rf"(?<![\d.])(?P<digits>\d+)(?:st|nd|rd|th)(?![a-z])|第(?P<zh>\d+|[{_ZH_NUMERAL}]+)|(?<![a-z])(?P<word>{'|'.join(_ORDINALS)})(?![a-z])"
)


def chinese_number(text: str) -> NumberValue | None:
    """The value of a Chinese numeral, digits allowed inside; None for a text that is none.

    Examples
    --------
    >>> [chinese_number(text) for text in ("一万五", "一百二十", "两千零三", "二〇二五", "1亿2千万", "三点五万")]
    [15000, 120, 2003, 2025, 120000000, 35000]
    """
    if "点" in text:
        return _with_decimals(text)
    total = section = 0
    number: int | None = None
    unit = 1  # of the last multiplier, for the short forms 一万五 and 三百五
    for token in re.findall(rf"\d+|[{_ZH_NUMERAL}]", text):
        if token.isascii() or token in _DIGITS:
            digit = int(token) if token.isascii() else _DIGITS[token]
            unit = 1 if token in "零〇" else unit
            number = digit if number is None else number * 10 ** len(token if token.isascii() else "1") + digit
        elif token in _TENS:
            section, unit, number = section + (1 if number is None else number) * _TENS[token], _TENS[token], None
        else:
            unit = 10**4 if token == "万" else 10**8
            below = section + (number or 0)
            if not total and not below:
                return None
            total = total + below * unit if token == "万" else (total + below) * unit
            section, number = 0, None
    if number is not None and unit >= 100 and number < 10:
        number *= unit // 10
    return total + section + (number or 0)


def _with_decimals(text: str) -> NumberValue | None:
    whole, _, fraction = text.partition("点")
    scale = {"万": 10**4, "亿": 10**8}.get(fraction[-1:], 1)
    digits = "".join(str(_DIGITS[char]) for char in fraction if char in _DIGITS)
    integer = chinese_number(whole)
    return None if integer is None or not digits else _tidy(Decimal(f"{integer}.{digits}") * scale)


def count_of(text: str) -> int | None:
    """A small whole number in either language: "3", "three", "a", "三", "couple of"; None for anything else."""
    word = text.strip()
    if word.isascii() and word.isdigit():
        return int(word)
    if word in ("a", "an", "one"):
        return 1
    if word.startswith(("couple", "a couple")):
        return 2
    if word in ("a dozen", "dozen"):
        return 12
    english = _english_value(word)
    if english is not None:
        return int(english)
    value = chinese_number(word) if re.fullmatch(rf"[{_ZH_NUMERAL}]+", word) else None
    return int(value) if value is not None else None


def find_numbers(text: str) -> tuple[NumberMatch, ...]:
    """All numbers of the text, overlapping candidates included, in order."""
    found = {*_digital(text), *_english(text), *_fractions(text), *_chinese(text), *_ordinals(text)}
    return tuple(sorted(found, key=lambda n: (n.start, -n.end, str(n.unit), str(n.op))))


def _digital(text: str) -> Iterator[NumberMatch]:
    for match in _DIGITAL.finditer(text):
        scale = _SCALES.get((match["scale"] or "").strip().removesuffix("s"), 1)
        value = Decimal(match["number"].replace(",", "")) * scale * (-1 if match["sign"] else 1)
        value = value / 10 if match["percent"] == "‰" else value
        unit = _unit(match) or ("currency" if match["symbol"] else None)
        op: Literal["ge"] | None = "ge" if match["open"] else None
        yield NumberMatch(match.start(), match.end(), _tidy(value), unit, op, scale)


def _english(text: str) -> Iterator[NumberMatch]:
    for match in _ENGLISH.finditer(text):
        value = _english_value(match["words"])
        if value is not None and match["words"] not in ("a", "an"):
            yield NumberMatch(match.start(), match.end(), _tidy(value), _unit(match))


def _english_value(words: str) -> Decimal | None:
    """ "two hundred and five" -> 205, "half a million" -> 500000; None without any number in it."""
    total, current, seen = Decimal(0), Decimal(0), False
    for word in re.findall(r"[a-z]+", words):
        if word in _WORDS:
            current, seen = current + _WORDS[word], True
        elif word == "half":
            current, seen = Decimal("0.5"), True
        elif word in _SCALES:
            current, seen = (current or Decimal(1)) * _SCALES[word], True
            if _SCALES[word] >= 1000:
                total, current = total + current, Decimal(0)
        elif word not in ("a", "an", "and"):
            return None
    return total + current if seen else None


def _fractions(text: str) -> Iterator[NumberMatch]:
    for match in _FRACTION.finditer(text):
        yield NumberMatch(match.start(), match.end(), _tidy(_FRACTIONS[match[0]]), "percent")


def _chinese(text: str) -> Iterator[NumberMatch]:
    for match in _CHINESE.finditer(text):
        numeral = match["numeral"]
        value = Decimal(numeral) if numeral.replace(".", "").isdigit() and numeral.isascii() else _mixed(numeral)
        if value is None:
            continue
        amount, unit = Decimal(value), _unit(match)
        if match["tenths"]:
            amount, unit = amount * 10 + (5 if match["tenths"].endswith("半") else 0), "percent"
        elif match["percent"]:
            amount, unit = amount / (10 if match["percent"].startswith("千") else 1), "percent"
        elif match["sign"]:
            unit = "percent"
        scale = next((_SCALES[char] for char in numeral[-1:] if char in "万亿"), 1)
        yield NumberMatch(match.start(), match.end(), _tidy(amount), unit, None, scale)


def _mixed(numeral: str) -> Decimal | None:
    """A numeral that may begin with a decimal: 1.5万3千 is not said, 2.5亿 is."""
    match = re.fullmatch(r"(\d+\.\d+)([万亿])", numeral)
    if match:
        return Decimal(match[1]) * _SCALES[match[2]]
    value = None if "." in numeral else chinese_number(numeral)
    return None if value is None else Decimal(value)


def _ordinals(text: str) -> Iterator[NumberMatch]:
    for match in _ORDINAL.finditer(text):
        if match["word"]:
            value: NumberValue | None = _ORDINALS[match["word"]]
        else:
            value = count_of(match["digits"] or match["zh"])
        if value is not None:
            yield NumberMatch(match.start(), match.end(), value, None, "nth")


def _unit(match: re.Match[str]) -> NumberUnit | None:
    groups = match.groupdict()
    if groups.get("percent") and not str(groups["percent"]).endswith("分之"):
        return "percent"
    if groups.get("points"):
        return "points"
    return "currency" if groups.get("currency") else None


def _tidy(value: Decimal) -> NumberValue:
    return int(value) if value == value.to_integral_value() else value.normalize()


# Conditions. A word that is part of a longer one ("more than" in "no more than", 超过 in 不超过) is kept out by the
# look-behind. 以上 and 以下 include their number (Civil Code of China, article 1259).
_BEFORE: tuple[tuple[ConditionOp, str], ...] = (
    ("ge", r"at least|(?:no|not) (?:less|fewer|lower|smaller) than|an? minimum of|minimum(?: of)?|greater than or equal to|>=|≥"),
    ("gt", r"(?<!no )(?<!not )(?:more|greater|larger|higher|bigger) than(?! or equal)|(?<!not )over|above|exceed(?:s|ed|ing)?|in excess of|>(?!=)"),
    ("le", r"at most|(?:no|not) (?:more|greater|higher|larger|over) than|not over|not exceeding|up to|an? maximum of|maximum(?: of)?|less than or equal to|<=|≤"),
    ("lt", r"(?<!no )(?<!not )(?:less|fewer|lower|smaller) than(?! or equal)|under|below|<(?![=>])"),
    ("eq", r"exactly|precisely|(?<!or )equal(?:s|ing)?(?: to)?|(?<![<>=!])==?"),
    ("ge", r"不少于|不低于|不小于|不下于|至少|最少|起码|大于等于|大于或等于|达到|达|(?<=[费额价款量花])满"),
    ("gt", r"(?<!不)(?:超过了?|大于(?!等|或等)|高于|多于|超出|突破了?|超(?![过出]))"),
    ("le", r"不超过|不超|不高于|不大于|不多于|至多|最多|顶多|小于等于|小于或等于"),
    ("lt", r"(?<!不)(?:低于|少于|小于(?!等|或等))|不到|不足|不满|未满|未达到?"),
    ("eq", r"(?<![大小]于)(?<!或)等于|正好是?|恰好是?|刚好是?|恰为"),
)  # fmt: skip
_AFTER: tuple[tuple[ConditionOp, str], ...] = (
    ("gt", r"以上\s*\(?不含(?:本数)?\)?|以外"),
    ("ge", r"(?:及|或)?以上(?:\s*\(含(?:本数)?\))?(?!\s*\(?不含)|(?:or|and) (?:more|above|higher|greater|over|up)|(?<!一)起(?!来)|plus\b"),
    ("lt", r"以下\s*\(?不含(?:本数)?\)?"),
    ("le", r"(?:及|或)?(?:以下|以内)(?:\s*\(含(?:本数)?\))?(?!\s*\(?不含)|(?:or|and) (?:less|fewer|below|lower|under)"),
)  # fmt: skip
_VERB = r"(?:有过?|(?:购?买|下)[过了]?|(?P<spent>消费[过了]?|花费?[过了]?))?"  # 至少买过3次
_PREFIXES = tuple(
    (op, re.compile(rf"(?<![a-z])(?:{words})\s*{'' if words.isascii() or '>' in words else _VERB}$"))
    for op, words in _BEFORE
)
_SUFFIXES = tuple((op, re.compile(rf"\s*(?:{words})(?![a-z])")) for op, words in _AFTER)
_TAIL = re.compile(
    r"(?:个|名|位|单|件|次|笔|条|公里|千米|公斤|千克|平方米|平米|厘米|米|页|本|篇|分(?!钟)|票|台|辆|家|门|场|部|首|座|人)"
    r"|(?:分钟|小时|年|天)(?=及?以上)"
)
_JOIN = re.compile(r"\s*(?P<word>and|to|-|–|—|~|到|至|和|与)\s*")
_JOIN_OPEN = re.compile(r"(?<![a-z])(?:between|from)\s+$|(?:介于|在|从)\s*$")
_JOIN_CLOSE = re.compile(r"\s*(?:之间|间)")
_REACH = 32  # no condition word is longer


def find_conditions(text: str) -> tuple[ConditionMatch, ...]:
    """All comparisons with numbers: at least 3, 超过一万, 500以上, between 10 and 20, 介于三成和一半之间."""
    numbers = [number for number in find_numbers(text) if number.op != "nth"]
    found = {*_one_sided(text, numbers), *_ranges(text, numbers)}
    return tuple(sorted(found, key=lambda c: (c.start, -c.end, c.op)))


def _one_sided(text: str, numbers: list[NumberMatch]) -> Iterator[ConditionMatch]:
    for number in numbers:
        if number.op == "ge":
            yield ConditionMatch(number.start, number.end, "ge", (number.value,), number.unit)
        head = text[max(0, number.start - _REACH) : number.start]
        for op, words in _PREFIXES:
            if before := words.search(head):
                unit = number.unit or ("currency" if before.groupdict().get("spent") else None)
                yield ConditionMatch(number.start - len(before[0]), number.end, op, (number.value,), unit)
        for op, words in _SUFFIXES:
            tail = _TAIL.match(text, number.end)
            if after := words.match(text, tail.end() if tail else number.end):
                yield ConditionMatch(number.start, after.end(), op, (number.value,), number.unit)


def _ranges(text: str, numbers: list[NumberMatch]) -> Iterator[ConditionMatch]:
    for low in numbers:
        join = _JOIN.match(text, low.end)
        if not join:
            continue
        opened = _JOIN_OPEN.search(text[max(0, low.start - _REACH) : low.start])
        for high in numbers:
            if not join.end("word") <= high.start <= join.end():  # a number behind Chinese begins with its blank
                continue
            closed = _JOIN_CLOSE.match(text, high.end)
            if join["word"] in ("and", "和", "与") and not opened and not closed:
                continue
            scaled = high.scale > 1 and low.scale == 1 and low.value < high.value / high.scale
            first = low.value * high.scale if scaled else low.value
            if first <= high.value and low.unit in (None, high.unit):
                start = low.start - len(opened[0]) if opened else low.start
                end = closed.end() if closed else high.end
                yield ConditionMatch(start, end, "between", (first, high.value), high.unit)
