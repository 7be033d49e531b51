"""The maps that come with the product, and how a map becomes a column.

Rule: these maps are partitions like those of a model, checked when this module is loaded. Names of segments are texts
or labels of the model; here are only codes. "four" needs no scores: it splits at the two medians.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.model import SemanticModel
from semantic_layer.segment_maps import Levels, Region, SegmentMap, read_maps
from tools import trees
from tools.errors import BadParameter
from tools.trees import column

TEN = SegmentMap(
    "ten",
    (5, 5, 5),
    (
        Region("champions", (5,), (4, 5)),
        Region("loyal", (3, 4), (4, 5)),
        Region("potential_loyalist", (4, 5), (2, 3)),
        Region("new", (5,), (1,)),
        Region("promising", (4,), (1,)),
        Region("need_attention", (3,), (3,)),
        Region("about_to_sleep", (3,), (1, 2)),
        Region("at_risk", (1, 2), (3, 4)),
        Region("cant_lose", (1, 2), (5,)),
        Region("hibernating", (1, 2), (1, 2)),
    ),
)
_CODES = {
    "champions": "555 554 544 545 454 455 445",
    "loyal": "543 444 435 355 354 345 344 335",
    "potential_loyalist": "553 552 551 542 541 533 532 531 453 452 451 442 441 433 432 431 423 353 352 351 342 341 "
    "333 323",
    "new": "512 511 422 421 412 411 311",
    "promising": "525 524 523 522 521 515 514 513 425 424 415 414 413 315 314 313",
    "need_attention": "535 534 443 434 343 334 325 324",
    "about_to_sleep": "331 321 312 251 241 231 221 213",
    "at_risk": "255 254 253 252 245 244 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    "cant_lose": "215 214 155 154 144 115 114 113",
    "hibernating": "332 322 233 232 223 222 212 211 132 123 122",
    "lost": "151 141 131 121 112 111",
}
ELEVEN = SegmentMap(
    "eleven",
    (5, 5, 5),
    tuple(Region(name, codes=tuple(map(int, codes.split()))) for name, codes in _CODES.items()),
)
TEN.by_cell()
ELEVEN.by_cell()

FOUR = ("loyal_fans", "potential", "to_reawaken", "edge_of_churn")


def find_map(name: str, model: SemanticModel) -> SegmentMap | None:
    """The map of this name, of the model or of the product; None is the map of four, which has no cells.

    Raises
    ------
    BadParameter
        There is no such map.
    """
    own = {item.name: item for item in read_maps(model.settings)}
    known = {"ten": TEN, "eleven": ELEVEN, **own}
    if name in known:
        return known[name]
    if name == "four":
        return None
    raise BadParameter("map", name, ", ".join((*known, "four")))


def check_levels(found: SegmentMap, levels: Levels) -> None:
    """Refuse scores that the map does not know: its cells would not cover them."""
    if found.levels != levels:
        need = "x".join(map(str, found.levels))
        raise BadParameter("bins", "x".join(map(str, levels)), f"{need} (r x f x m) with the map {found.name}")


def segment_of(found: SegmentMap) -> exp.Expression:
    """The segment of the scores r, f, m: the last region needs no condition, since the map is a partition."""
    case = exp.Case()
    for region in found.regions[:-1]:
        case = case.when(_in_region(region), trees.text(region.segment))
    return case.else_(trees.text(found.regions[-1].segment))


def _in_region(region: Region) -> exp.Expression:
    scores = [(name, own) for name, own in (("r", region.r), ("f", region.f), ("m", region.m)) if own]
    by_scores = [_is_in(column(name), own) for name, own in scores]
    either = [trees.all_of(by_scores)] if by_scores else []
    if region.codes:
        either.append(_is_in(code(), region.codes))
    return either[0] if len(either) == 1 else exp.Paren(this=exp.or_(*either, copy=False))


def code() -> exp.Expression:
    """The three scores as one number: 5, 3, 1 is 531."""
    hundreds = exp.Mul(this=column("r"), expression=trees.number(100))
    tens = exp.Mul(this=column("f"), expression=trees.number(10))
    return exp.Paren(this=trees.total([hundreds, tens, column("m")]))


def _is_in(value: exp.Expression, numbers: tuple[int, ...]) -> exp.Expression:
    return exp.In(this=value, expressions=[trees.number(n) for n in numbers])


def segment_of_four() -> exp.Expression:
    """Recent: not longer ago than the median. High: more than the median. Four combinations, so a partition."""
    recent = exp.LTE(this=column("recency_days"), expression=column("recency_days_median"))
    high = exp.GT(this=column("monetary"), expression=column("monetary_median"))
    return (
        exp.Case()
        .when(trees.all_of([recent.copy(), high.copy()]), trees.text("loyal_fans"))
        .when(recent.copy(), trees.text("potential"))
        .when(high.copy(), trees.text("to_reawaken"))
        .else_(trees.text("edge_of_churn"))
    )
