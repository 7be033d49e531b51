"""A figure per unit of another column: "kwh per household", "outages per line km", 每户停电次数.

Rule: where a number of its own counts heads or measures length or area, "per" one of it divides by its total and groups
nothing; a number that stands anew in every period has no total, and the words are then refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import metrics_of_columns
from assistant.parser.rows.qualities import figures_of
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from semantic_layer.meanings import Meaning
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import Vocabulary, is_numeric
from semantic_layer.wordforms import has_han, singular

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
    "吨": ("ton", "tons", "tonne", "tonnes", "吨", "吨数"),
    "公斤": ("kg", "公斤"),
}
_LATIN = {
    "km": _HAN["公里"], "kilometer": _HAN["公里"], "kilometre": _HAN["公里"], "mile": ("mile", "miles"),
    "ton": _HAN["吨"], "tonne": _HAN["吨"], "kg": _HAN["公斤"],
}  # fmt: skip
_FLOWS = frozenset({"km", "公里", "里程", "mile", "miles", "kg", "公斤", *_HAN["吨"]})  # that each row adds some of
_PER_LATIN = re.compile(rf"(?<![a-z])per (?P<unit>{'|'.join(_LATIN)})s?(?![a-z])")
_PER_HAN = re.compile(rf"(?:平均)?每(?:一)?个?(?P<unit>{'|'.join(sorted(_HAN, key=len, reverse=True))})的?")


def per_unit_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return 每户, 每公里, "per km" with the columns that are counted or measured so."""
    known = vocabulary.phrases
    latin = (
        match for match in _PER_LATIN.finditer(text) if match["unit"] not in known and f"{match['unit']}s" not in known
    )
    for match in (*_PER_HAN.finditer(text), *latin):
        words = set(_HAN.get(match["unit"]) or _LATIN[match["unit"]])
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
        if item.taken or (after is None and not item.has("per_unit")):
            continue
        if after is not None and item.text == "per" and _is_unit(draft, after):
            _refuse_levels(draft, after, None)
            _read_figure(draft, draft.left(item))
            split(draft, item, _division(item.place))
        elif after is not None and item.has("per_unit") and (after.named("metric") or after.named("entity")):
            _refuse_levels(draft, item, after)
            _read_figure(draft, after)
            _divide_by(draft, item, [after])
        elif (
            item.has("per_unit") and not has_han(item.text) and (figure := draft.left(item)) and figure.named("metric")
        ):
            _refuse_levels(draft, item, figure)
            _read_figure(draft, figure)
            _divide_by(draft, item, [])
        elif item.has("per_unit"):  # no figure behind it that could be divided
            raise refuse("not_supported", missing=[item.text], construction=item.text)


def _divide_by(draft: Draft, item: Item, figure: Sequence[Item]) -> None:
    """Put the division behind the figure, which may stand behind the unit."""
    by = Item(Piece(*item.place, meanings=item.piece.meanings), 0, item.text)
    signs = [Item(piece, 0, item.text) for piece in _division(item.place)]
    item.operate("split")
    draft.items[item.index : item.index + 1 + len(figure)] = [*figure, *signs, by]
    for index, other in enumerate(draft.items):
        other.index = index


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


def _refuse_levels(draft: Draft, item: Item, figure: Item | None) -> None:
    """A number of heads in a table of months is there once for every month; what each row itself adds has a total."""
    own = _home(draft, figure)
    if own and (here := [m for m in item.piece.meanings if _home_of(draft, m.name) == own]):
        item.piece = replace(item.piece, meanings=tuple(here))
    for name in (m.name for m in item.named("dimension")):
        if own and own == _home_of(draft, name) and _is_flow(draft, name):
            continue
        dimension = draft.dimension(name)
        data = draft.model.dataset(dimension.dataset) if dimension is not None else None
        if data is None or data.default_time is not None or any(d.grain == "year" for d in data.dimensions):
            raise refuse("not_supported", missing=[item.text], construction=item.text)


def _home(draft: Draft, figure: Item | None) -> str:
    names = {_home_of(draft, m.name) for m in figure.named("metric")} if figure is not None else set()
    return names.pop() if len(names) == 1 else ""


def _home_of(draft: Draft, name: str) -> str:
    """The data of a column, or of a metric over one measure."""
    dimension = draft.dimension(name)
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    measured = draft.model.measure(metric.measure).dataset if isinstance(metric, SimpleMetric) else ""
    return dimension.dataset if dimension is not None else measured


def _is_flow(draft: Draft, name: str) -> bool:
    """Distances and weights of rows whose column adds up."""
    words = {part for said in called(draft.model.dimension(name)) for part in (said, *said.split())}
    sums = (draft.model.metric(m) for m in metrics_of_columns(draft.model, [name]))
    added = any(isinstance(m, SimpleMetric) and draft.model.measure(m.measure).agg == "sum" for m in sums)
    return added and not words.isdisjoint(_FLOWS)
