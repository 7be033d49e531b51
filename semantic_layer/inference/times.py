"""Which of a table's dates says when its rows happened.

Rule: the date of the event itself comes before the day a record was written, and both come before dates of something
else: births, deadlines, later changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from semantic_layer.inference.naming import spelled_out
from semantic_layer.model import Dimension

_RANKS = (
    re.compile(
        r"\b(order|ordered|sale|sold|transaction|purchase|purchased|payment|paid|visit|event|ride|trip|review|posted|post|"
        r"published|publish|booking|booked|invoice|registration|signup|sign up|snapshot|datetime|occurred|flight)\b"
        r"|下单|订单|销售|交易|购买|付款|支付|发布|注册|发生|预订"
    ),
    re.compile(r"^(date|day|time|timestamp|ds|dt|日期|时间)$"),
    re.compile(r"\b(start|started|begin|hire|hired|join|joined|open|opened|launch)\b|开始|入职|成立|上线"),
)
_LATE = (
    re.compile(r"\b(created|create|inserted|loaded|recorded|creation)\b|创建|录入"),
    re.compile(r"\b(ship|shipped|delivery|delivered|arrival|end|ended|finish|closed)\b|发货|送达|结束"),
    re.compile(r"\b(updated|update|modified|last)\b|更新|修改|最近"),
    re.compile(
        r"\b(due|expiry|expiration|expire|expires|deadline|valid|termination|terminated|leave)\b|到期|截止|离职"
    ),
    re.compile(r"\b(birth|birthday|birthdate)\b|出生|生日"),
)


def default_time(dimensions: Sequence[Dimension]) -> str | None:
    """Return the name of the date that is meant when none is named."""
    times = [dimension for dimension in dimensions if dimension.type == "time"]
    ranked = sorted(enumerate(times), key=lambda item: (_rank(spelled_out(item[1].name)), item[0]))
    return ranked[0][1].name if ranked else None


def _rank(words: str) -> int:
    late = next((place for place, pattern in enumerate(_LATE) if pattern.search(words)), None)
    if late is not None:
        return len(_RANKS) + 1 + late
    return next((place for place, pattern in enumerate(_RANKS) if pattern.search(words)), len(_RANKS))
