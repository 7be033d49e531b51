"""The rate of a value: 出勤率 where a lesson is 出勤, 空置率 where a flat is 空置.

Rule: a value right before 率 asks for the rows that have it among all rows of its table that have any, unless the
model knows the rate by that name. A rate whose whole is another number is none of these: 续费率 is not the renewals
among all contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.parser.draft import Draft
from assistant.parser.figures.sides import stand_in
from assistant.parser.text.pieces import Piece
from semantic_layer.query import Combination, Compare, MetricRef
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han

_OTHER_WHOLES = (
    "续", "复购", "留存", "转化", "回购", "流失", "增长", "同比", "环比", "周转", "动销", "毛利", "利润", "回款", "收缴"
)  # fmt: skip


def rate_pieces(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return each value with the 率 behind it."""
    for piece in named:
        word = text[piece.start : piece.end]
        values = tuple(piece.named("value"))
        if not values or text[piece.end : piece.end + 1] != "率" or not has_han(word) or len(word) < 2:
            continue
        columns = [value for value in values if vocabulary.model.has_dimension(value.name)]
        known = f"{word}率" in vocabulary.phrases or word.startswith(_OTHER_WHOLES)
        if len(columns) == 1 and not known:
            yield Piece(piece.start, piece.end + 1, cues=frozenset({"value_rate"}), meanings=tuple(columns))


def read_rates_of_values(draft: Draft) -> None:
    """Put the ratio in the place of the word."""
    for item in list(draft.cued("value_rate")):
        value = item.named("value")[0]
        home = draft.model.dataset(draft.model.dimension(value.name).dataset)
        own = home.primary.name if home.primary is not None else None
        counted = draft.model.entity(own).default_count if own is not None else None
        if counted is None:
            continue
        chosen = Compare(value.name, "eq", (value.value,))
        known = MetricRef(counted, filters=(Compare(value.name, "not_null"),))
        ratio = MetricRef(counted, filters=(chosen,), combine=Combination("divide", known, True))
        item.take(f"value:{value.name}={value.value}", "metric")
        stand_in(draft, item.index, item.index, ratio)
