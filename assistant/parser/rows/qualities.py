"""Adjectives and the one column they are said of: "the cheapest", "heavier than", "getting longer", 更贵, 越来越轻.

Rule: an adjective speaks of a number of the thing that it is said of, found by the names of the thing's own columns;
of several numbers that fit equally well it names none. One table serves the superlative, the comparative and the
change over time, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.parser.figures.durations import durations_of
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset, Dimension, SemanticModel, SimpleMetric
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, words_of_name

Direction = Literal["desc", "asc"]
Names = tuple[str, ...]


@dataclass(frozen=True)
class Quality:
    """Words that say much ("desc") or little ("asc") of one number.

    `columns`: words of which the column's name holds one, the more telling ones first; the first group of words that
    names any number decides. `lasts`: the time between two dates of a row is such a number as well.
    """

    direction: Direction
    superlatives: Names
    comparatives: Names
    adjectives: Names
    columns: tuple[Names, ...]
    lasts: bool = False


_PRICE: tuple[Names, ...] = (("price", "价格", "单价", "售价", "定价"), ("cost", "fee", "费用", "成本", "学费"))
_WEIGHT: tuple[Names, ...] = (("weight", "重量", "体重", "净重"),)
_LENGTH: tuple[Names, ...] = (("length", "duration", "长度", "时长", "片长", "全长"),)
_SHORT: tuple[Names, ...] = (*_LENGTH, ("height", "身高"))
_HEIGHT: tuple[Names, ...] = (("height", "身高", "高度"),)
_RATING: tuple[Names, ...] = (("rating", "评分", "评级"),)
_PAY: tuple[Names, ...] = (("salary", "wage", "工资", "薪水", "薪资", "月薪", "年薪"),)
_SPEED: tuple[Names, ...] = (("speed", "velocity", "速度", "时速"),)
_DEPTH: tuple[Names, ...] = (("depth", "深度"),)
_WIDTH: tuple[Names, ...] = (("width", "宽度"),)
_THICKNESS: tuple[Names, ...] = (("thickness", "厚度"),)
_POWER: tuple[Names, ...] = (("horsepower", "power", "马力", "功率"),)
_HEAT: tuple[Names, ...] = (("temperature", "temp", "温度", "气温"),)

QUALITIES: tuple[Quality, ...] = (
    Quality(
        "desc",
        ("most expensive", "priciest", "costliest", "最贵", "最昂贵"),
        ("more expensive", "pricier", "costlier", "dearer"),
        ("贵", "昂贵"),
        _PRICE,
    ),
    Quality("asc", ("cheapest", "least expensive", "最便宜"), ("cheaper", "less expensive"), ("便宜", "低廉"), _PRICE),
    Quality("desc", ("heaviest", "最重"), ("heavier",), ("重",), _WEIGHT),
    Quality("asc", ("lightest", "最轻"), ("lighter",), ("轻",), _WEIGHT),
    Quality(
        "desc",
        ("longest", "lasted longest", "lasted the longest", "最长", "时间最长", "持续时间最长", "持续最久", "最久"),
        ("longer",),
        ("长", "久"),
        _LENGTH,
        lasts=True,
    ),
    Quality(
        "asc",
        ("shortest", "lasted shortest", "lasted the shortest", "最短", "时间最短", "持续时间最短"),
        ("shorter",),
        ("短",),
        _SHORT,
        lasts=True,
    ),
    Quality("desc", ("tallest",), ("taller",), (), _HEIGHT),
    Quality("asc", ("最矮",), (), ("矮",), _HEIGHT),
    Quality("desc", ("highest rated", "best rated", "top rated"), ("better rated",), (), _RATING),
    Quality("asc", ("lowest rated", "worst rated"), ("worse rated",), (), _RATING),
    Quality("desc", ("highest paid", "best paid"), ("better paid", "higher paid"), (), _PAY),
    Quality("asc", ("lowest paid",), ("worse paid", "lower paid"), (), _PAY),
    Quality("desc", (), ("faster",), ("快",), _SPEED),
    Quality("asc", ("slowest", "最慢"), ("slower",), ("慢",), _SPEED),
    Quality("desc", ("deepest", "最深"), ("deeper",), ("深",), _DEPTH),
    Quality("asc", ("shallowest", "最浅"), ("shallower",), ("浅",), _DEPTH),
    Quality("desc", ("widest", "最宽"), ("wider",), ("宽",), _WIDTH),
    Quality("asc", ("narrowest", "最窄"), ("narrower",), ("窄",), _WIDTH),
    Quality("desc", ("thickest", "最厚"), ("thicker",), ("厚",), _THICKNESS),
    Quality("asc", ("thinnest", "最薄"), ("thinner",), ("薄",), _THICKNESS),
    Quality("desc", ("most powerful", "马力最大"), ("more powerful",), (), _POWER),
    Quality("asc", ("least powerful", "马力最小"), ("less powerful",), (), _POWER),
    Quality("desc", ("hottest", "warmest", "最热"), ("hotter", "warmer"), ("热", "暖"), _HEAT),
    Quality("asc", ("coldest", "coolest", "最冷"), ("colder", "cooler"), ("冷",), _HEAT),
)


def quality_of(word: str) -> Quality | None:
    """The quality that a superlative, a comparative or a Chinese adjective stands for."""
    for quality in QUALITIES:
        if word in (*quality.superlatives, *quality.comparatives, *quality.adjectives):
            return quality
    return None


def superlative(text: str) -> Quality | None:
    """The quality of "the cheapest", 最贵的; None for every other word."""
    word = text.removeprefix("the ").removesuffix("的")
    quality = quality_of(word)
    return quality if quality is not None and word in quality.superlatives else None


def column_of(model: SemanticModel, dataset: Dataset, quality: Quality) -> str | None:
    """The one column of the rows of `dataset` that a quality is about; None where none or several are.

    A hidden column counts only as the time between two dates of a row.
    """
    for words in quality.columns:
        found = [d for d in dataset.dimensions if _is_plain_number(d) and _holds(d, words)]
        if found:
            return found[0].qualified if len(found) == 1 else None
    if not quality.lasts:
        return None
    lasting = tuple(_lasting(model, dataset))
    return lasting[0] if len(lasting) == 1 else None


def _is_plain_number(dimension: Dimension) -> bool:
    return not dimension.hidden and not dimension.personal and is_numeric(dimension)


def _holds(dimension: Dimension, words: Names) -> bool:
    english = words_of_name(dimension.name).split()
    han = dimension.name + dimension.labels.zh
    return any(word in han if has_han(word) else any(_is_part(word, own) for own in english) for word in words)


def _is_part(word: str, own: str) -> bool:
    """ "price" is in "unitprice", "temp" is not in "attempts"."""
    return own == word or (len(word) > 4 and own.startswith(word)) or (len(word) > 4 and own.endswith(word))


def _lasting(model: SemanticModel, dataset: Dataset) -> Iterator[str]:
    own = {d.qualified for d in dataset.dimensions}
    for duration in durations_of(model):
        if duration.dimension in own:
            yield duration.dimension


def figures_of(model: SemanticModel, column: str) -> tuple[Meaning, ...]:
    """The metrics that add or average a column, without conditions of their own."""
    dimension = model.dimension(column)
    plain = [metric for metric in model.metrics if isinstance(metric, SimpleMetric) and not metric.filter]
    found = [(metric.name, model.measure(metric.measure)) for metric in plain]
    return tuple(
        Meaning("metric", name)
        for name, measure in found
        if measure.dataset == dimension.dataset and measure.expr == dimension.expr and measure.agg in ("avg", "sum")
    )
