"""A figure per unit of another column: "kwh per household", "outages per line km", 每户停电次数.

Rule: where a number of its own counts heads or measures length or area, "per" one of it divides by its total and groups
nothing; a number that stands anew in every period has no total, and the words are then refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.qualities import figures_of
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import Vocabulary, is_numeric
from semantic_layer.wordforms import singular

_UNITS = frozenset(
    {"household", "inhabitant", "resident", "capita", "employee", "worker", "student", "seat", "bed", "home", "citizen",
     "km", "mile", "hectare", "acre", "sqm", "sqft", "ton", "tonne"}
)  # fmt: skip
_HAN = {
    "户": ("household", "households", "住户", "家庭", "户数"),
    "公里": ("km", "公里", "里程"),
    "平米": ("sqm", "面积"),
    "平方米": ("sqm", "面积"),
    "公顷": ("hectare", "hectares", "公顷"),
    "座位": ("seats", "座位", "座位数"),
    "床位": ("beds", "床位", "床位数"),
}
_PER_HAN = re.compile(rf"(?:平均)?每(?:一)?个?(?P<unit>{'|'.join(sorted(_HAN, key=len, reverse=True))})的?")


def per_unit_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return 每户, 每公里 with the columns that are counted or measured so."""
    for match in _PER_HAN.finditer(text):
        words = set(_HAN[match["unit"]])
        model = vocabulary.model
        columns = [
            d.qualified
            for data in model.datasets
            for d in data.dimensions
            if is_numeric(d) and not d.hidden and words & {part for name in called(d) for part in (name, *name.split())}
        ]
        meanings = tuple(m for name in columns for m in (*figures_of(model, name), Meaning("dimension", name)))
        if meanings:
            yield Piece(match.start(), match.end(), cues=frozenset({"per_unit"}), meanings=meanings)


def read_per_unit(draft: Draft) -> None:
    """Write the division out.

    Raises
    ------
    Unreadable
        The number stands beside a date, so the sum of it is no total.
    """
    for item in list(draft.items):
        after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if after is None or item.taken:
            continue
        if item.text == "per" and _is_unit(draft, after):
            _refuse_levels(draft, after)
            _read_figure(draft, draft.left(item))
            split(draft, item, _division(item.place))
        elif item.has("per_unit") and (after.named("metric") or after.named("entity")):
            _refuse_levels(draft, item)
            _read_figure(draft, after)
            by = Item(Piece(*item.place, meanings=item.piece.meanings), 0, item.text)
            signs = [Item(piece, 0, item.text) for piece in _division(item.place)]
            item.operate("split")
            draft.items[item.index : after.index + 1] = [after, *signs, by]
            for index, other in enumerate(draft.items):
                other.index = index
        elif item.has("per_unit"):  # no figure behind it that could be divided
            raise refuse("not_supported", missing=[item.text], construction=item.text)


def _division(place: tuple[int, int]) -> tuple[Piece, Piece]:
    start, end = place
    total = Piece(start + 1, end, cues=frozenset({"agg_sum"}))
    return Piece(start, start + 1, cues=frozenset({"divided"})), total


def _is_unit(draft: Draft, item: Item) -> bool:
    columns = [d for m in item.named("dimension") if (d := draft.dimension(m.name)) is not None]
    last = item.text.split()[-1] if item.text else ""
    return bool(columns) and all(map(is_numeric, columns)) and singular(last) in _UNITS and not item.named("entity")


def _read_figure(draft: Draft, figure: Item | None) -> None:
    """What is divided must add up; "average kwh per household" says the division twice."""
    names = [m.name for m in figure.named("metric")] if figure is not None else []
    said = draft.left(figure) if figure is not None else None
    if said is not None and said.has("agg_sum"):
        return
    for metric in map(draft.model.metric, names):
        if not isinstance(metric, SimpleMetric) or draft.model.measure(metric.measure).agg not in ("sum", "count"):
            raise refuse("not_supported", construction=figure.text if figure is not None else "")
    before = draft.left(figure) if figure is not None else None
    if before is not None and before.has("agg_avg") and not before.piece.meanings:
        before.operate("per unit", "aggregation")
        before.piece = replace(before.piece, cues=frozenset({"filler"}))


def _refuse_levels(draft: Draft, item: Item) -> None:
    """A number of heads in a table of months is there once for every month."""
    for name in (m.name for m in item.named("dimension")):
        dimension = draft.dimension(name)
        data = draft.model.dataset(dimension.dataset) if dimension is not None else None
        if data is None or data.default_time is not None or any(d.grain == "year" for d in data.dimensions):
            raise refuse("not_supported", missing=[item.text], construction=item.text)
