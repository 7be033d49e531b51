"""How much of something by its unit alone: 各司机跑了多少公里, "how many tons did each truck carry".

Rule: where the question names no figure, its unit stands for the total that the model keeps in it; where several are
kept in it the person is asked, and where nothing is added up in it, the question is refused. A unit is never dropped;
behind a figure that is kept in it, it says nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import simple_metrics
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.nicknames import called

_KM = frozenset({"km", "kms", "kilometer", "kilometre", "kilometers", "kilometres", "公里", "千米"})
_TONS = frozenset({"ton", "tons", "tonne", "tonnes", "吨", "吨数"})
_KG = frozenset({"kg", "kgs", "kilogram", "kilograms", "公斤", "千克"})
_HOURS = frozenset({"hour", "hours", "hrs", "小时", "小时数", "工时"})
_MINUTES = frozenset({"min", "mins", "minute", "minutes", "分钟", "分钟数"})
_DAYS = frozenset({"day", "days"})
_MANY = frozenset({"hours", "hrs", "minutes", "mins", "days"})  # "in hours", and not "in the hour"
_AREA = frozenset({"sqm", "平方米", "平米"})
_MILES = frozenset({"mile", "miles", "英里"})
_LITRES = frozenset({"litre", "litres", "liter", "liters", "升"})
_FAMILIES = (_KM, _TONS, _KG, _HOURS, _MINUTES, _AREA, _MILES, _LITRES)
_WORDS = sorted({word for family in _FAMILIES for word in family}, key=len, reverse=True)
_HAN = "|".join(word for word in _WORDS if not word.isascii())
_LATIN = "|".join(word for word in _WORDS if word.isascii())
_ASKED = re.compile(
    rf"(?:是|为|有)?(?:多少|几)个?(?P<zh>{_HAN})(?=$|[^\u4e00-\u9fff]|[呢吗啊呀的])"
    rf"|(?<![a-z])how many (?P<en>{_LATIN})(?![a-z])"
)


def measured_pieces(text: str) -> Iterator[Piece]:
    """Return the questions for an amount by its unit."""
    for match in _ASKED.finditer(text):
        yield Piece(*match.span(), cues=frozenset({"measured_in"}))


def read_measured_in(draft: Draft) -> None:
    """Let the unit stand for its figure where none is named.

    Raises
    ------
    Unreadable
        Nothing is kept in the unit.
    """
    _read_units_behind(draft)
    for item in list(draft.cued("measured_in")):
        if any(_is_figure(other) for other in draft.items if other is not item):
            item.operate("unit")
            continue
        match = _ASKED.search(item.text)
        family = next(f for f in _FAMILIES if match is not None and (match["zh"] or match["en"]) in f)
        averaged = any(other.has("agg_avg", "mean_of", "agg_median", "agg_max", "agg_min") for other in draft.items)
        names = _kept_in(draft.model, family, averaged=averaged)
        if not names:
            raise refuse("not_supported", missing=[item.text], construction=item.text)
        name = draft.choose(item, "ambiguous_metric", names)
        item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
        draft.assume("default_metric", f"metric:{name}")


def _read_units_behind(draft: Draft) -> None:
    """ "Resolution time in hours": the unit of the figure before it, and no hours to split by."""
    for item in list(draft.free()):
        unit = item.piece.time
        before = draft.items[item.index - 1] if item.index else None
        said = item.text.removeprefix("in ")
        is_in = said != item.text or (before is not None and before.text == "in")
        family = next((words for words in (_HOURS, _MINUTES, _DAYS) if said in words), None)
        if (
            (unit is not None and unit.kind != "grain")
            or item.piece.meanings
            or not is_in
            or family is None
            or said not in _MANY
        ):
            continue
        figures = [m.name for other in draft.items[: item.index] for m in other.named("metric")]
        names = [
            name
            for figure in figures[-1:]
            if draft.model.has_metric(figure)
            for name in called(draft.model.metric(figure))
        ]
        if any(_says(name, family) for name in names):
            item.operate("unit")
        elif any(_says(name, words) for name in names for words in (_HOURS, _MINUTES, _DAYS)):
            raise refuse("not_supported", missing=[item.text], construction=item.text)


def _is_figure(item: Item) -> bool:
    numbers = item.named("metric") or item.named("dimension")
    return bool(numbers) and not item.named("entity") and not item.named("value")


def _kept_in(model: SemanticModel, family: frozenset[str], *, averaged: bool) -> Sequence[str]:
    """The totals that are called by the unit; where one of many rows is asked for, else what does not add up."""
    found = [
        (measure.agg, metric.name)
        for metric, measure, _ in simple_metrics(model)
        if measure.agg in ("sum", "avg") and any(_says(name, family) for name in called(metric))
    ]
    return [name for agg, name in found if agg == "sum"] or [name for _, name in found if averaged]


def _says(name: str, family: frozenset[str]) -> bool:
    return not family.isdisjoint(name.split(" ")) or name.endswith(tuple(word for word in family if not word.isascii()))
