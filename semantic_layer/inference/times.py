"""Which of a table's dates says when its rows happened.

Rule: the date of the event itself comes before the day a record was written, and both come before dates of something
else: births, deadlines, promises, later changes. A date that many rows still wait for (paid, closed) is a later step of
what began on a date that every row has; a date named like the table (shipments, shipped) is that of its event.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from semantic_layer.inference.naming import spelled_out
from semantic_layer.model import Dimension

_STEM = 4  # letters that "shipment" and "shipped" share
_DEADLINE = re.compile(
    r"\b(due|expiry|expiration|expire|expires|deadline|valid|termination|terminated|leave|promised|expected|estimated|"
    r"planned|required|until|renewal)\b|到期|截止|离职|承诺|预计|计划|要求"
)
_BIRTH = re.compile(r"\b(birth|birthday|birthdate|born|dob)\b|出生|生日")
_RANKS = (
    re.compile(
        r"\b(order|ordered|sale|sold|transaction|purchase|purchased|payment|paid|visit|event|ride|trip|review|posted|post|"
        r"published|publish|booking|booked|invoice|registration|signup|sign up|snapshot|datetime|occurred|flight|"
        r"issue|issued|admission|admitted|appointment|enrollment|enrolment|enrolled|application|applied|incident|request|"
        r"requested|reported|submitted)\b"
        r"|开票|签发|入院|就诊|申请|下单|订单|销售|交易|购买|付款|支付|发布|注册|发生|预订"
    ),
    re.compile(r"^(date|day|time|timestamp|ds|dt|日期|时间)$"),
    re.compile(r"\b(start|started|begin|hire|hired|join|joined|open|opened|launch)\b|开始|入职|成立|上线"),
)
_LATE = (
    re.compile(r"\b(created|create|inserted|loaded|recorded|creation)\b|创建|录入"),
    re.compile(r"\b(ship|shipped|delivery|delivered|arrival|end|ended|finish|closed)\b|发货|送达|结束"),
    re.compile(r"\b(updated|update|modified|last)\b|更新|修改|最近"),
    _DEADLINE,
    _BIRTH,
)
_AFTERWARDS = len(_RANKS) + 2  # what becomes of a thing that began before: sent, closed


def default_time(
    dimensions: Sequence[Dimension], owner: str = "", unfinished: Collection[str] = frozenset()
) -> str | None:
    """Return the name of the date that is meant when none is named.

    Parameters
    ----------
    owner : str
        What the rows are called, in normal form.
    unfinished : Collection[str]
        Names of dates that a good part of the rows do not have.

    A birthday is never meant: rows that have no other date have none.
    """
    times = [dimension for dimension in dimensions if dimension.type == "time"]
    stems = {word[:_STEM] for word in owner.split(" ") if len(word) > _STEM}

    def place(item: tuple[int, Dimension]) -> tuple[int, int]:
        index, dimension = item
        rank = _rank(spelled_out(dimension.name), stems)
        return max(rank, _AFTERWARDS) if dimension.name in unfinished else rank, index

    ranked = sorted(enumerate(times), key=place)
    if not ranked or _BIRTH.search(spelled_out(ranked[0][1].name)):
        return None  # "patients per month" asks for no birthdays
    return ranked[0][1].name


def is_deadline(name: str) -> bool:
    """Is this a date that something lasts until, rather than one on which it happened?"""
    return bool(_DEADLINE.search(spelled_out(name)))


def _rank(words: str, stems: Collection[str]) -> int:
    late = next((len(_RANKS) + 1 + place for place, pattern in enumerate(_LATE) if pattern.search(words)), None)
    is_own = any(word[:_STEM] in stems for word in words.split(" "))
    if is_own and late in (None, _AFTERWARDS):
        return 0
    if late is not None:
        return late
    return next((place for place, pattern in enumerate(_RANKS) if pattern.search(words)), len(_RANKS))
