"""Chinese is typed with blanks for commas: 待发货的订单有多少 金额多少.

Rule: a blank with words that ask for a number on both sides of it parts two questions as a comma would; a blank
anywhere else only parts words.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.parser.text.normalise import NormalText
from semantic_layer.wordforms import has_han

_ASKS = re.compile(r"多少|几[个家名位单笔种款张件条份次]|哪[个些家天月]|什么")


def with_commas(text: NormalText) -> NormalText:
    """Return the text with commas for such blanks; every other character keeps its place in what was typed.

    Examples
    --------
    >>> from assistant.parser.text.normalise import normalise
    >>> with_commas(normalise("订单有多少 金额多少")).text, with_commas(normalise("上月 金额多少")).text
    ('订单有多少,金额多少', '上月金额多少')
    """
    said, origins, last = text.text, text.origins, 0
    blanks = [n for n in range(1, len(said)) if _is_blank(text, n)]
    marks: list[str] = []
    places: list[int] = []
    for n, following in pairwise([*blanks, len(said)]):
        if _ASKS.search(said, last, n) and _ASKS.search(said, n, following):
            marks += [said[last:n], ","]
            places += [*origins[last:n], origins[n - 1] + 1]
            last = n
    return NormalText(text.raw, "".join([*marks, said[last:]]), (*places, *origins[last:])) if last else text


def _is_blank(text: NormalText, n: int) -> bool:
    """Did a blank stand before the character `n`, between two Chinese ones?"""
    between = text.raw[text.origins[n - 1] + 1 : text.origins[n]]
    return bool(between) and not between.strip() and has_han(text.text[n - 1]) and has_han(text.text[n])
