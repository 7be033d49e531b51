"""Conditions of rows on numbers: "age above 30", "金额超过500", "8 cylinders".

Rule: a number needs a column to compare with, named beside it or by its unit; it never becomes a filter by itself.
"""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

from assistant.parser.conditions.negations import negation_around
from assistant.parser.conditions.of_groups import is_of_groups
from assistant.parser.conditions.references import reference_of
from assistant.parser.conditions.scales import in_own_unit
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.columns import is_averaged
from assistant.parser.text.values import typed
from assistant.parser.times.time_axis import only_year
from semantic_layer.model import Scalar
from semantic_layer.query import Compare, Operator, Predicate
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han

AGE_COMPARED: dict[str, Operator] = {"older than": "gt", "younger than": "lt"}


def read_numbers(draft: Draft) -> None:
    """Turn conditions on numeric dimensions into predicates; those on metrics wait for the grouping."""
    for item in list(draft.free()):
        if item.piece.condition is None:
            continue
        target = _numeric_beside(draft, item)
        _refuse_foreign_length(draft, item)
        if target is not None and is_of_groups(draft, item, target):
            continue
        if target is None:
            _read_years(draft, item)
            _read_age(draft, item)
            _read_second(draft, item)
            continue
        _refuse_counted_days(draft, item)
        names = [m.name for m in target.named("dimension") if _is_number(draft, m.name)]
        name = draft.choose(target, "ambiguous_dimension", names)
        condition = item.piece.condition
        values = in_own_unit(draft, item, name, condition.values, condition.unit)
        item.compare_with(name, values)
        target.take(f"field:{name}", "dimension")
        negated = negation_around(draft, target if target.index < item.index else item, item)
        compare = Compare(name, condition.op, values, than=reference_of(draft, item))
        draft.filters.append(_opposite(draft, compare) if negated else compare)
        take_unit(draft, item)
    _read_bare_ages(draft)
    _equal_numbers(draft)


def _read_second(draft: Draft, item: Item) -> None:
    """ "Above 100 and below 500": the second condition is about the same number."""
    before = draft.left(item, skip=_joins)
    condition = item.piece.condition
    if item.taken or condition is None or before is None or not before.about:
        return
    name = before.about
    if not _is_number(draft, name) or before.index == item.index - 1:
        return
    values = in_own_unit(draft, item, name, condition.values, condition.unit)
    item.compare_with(name, values)
    draft.filters.append(Compare(name, condition.op, values, than=reference_of(draft, item)))


def _joins(item: Item) -> bool:
    return not item.piece.meanings and item.has("filler", "and", "comma", "unit_word", "age_word")


def _read_years(draft: Draft, item: Item) -> None:
    """ "Between 1974 and 1980": numbers of four digits beside no column are years, where only years are known."""
    condition, year = item.piece.condition, only_year(draft)
    if condition is None or condition.than is not None or year is None:
        return
    values = tuple(map(typed, condition.values))
    beside = draft.right(item)
    counted = beside is not None and (beside.named("entity") or beside.named("metric") or beside.has("unit_word"))
    if all(isinstance(value, int) and 1500 <= value <= 2100 for value in values) and not counted:
        item.compare_with(year.qualified, values)
        draft.filters.append(Compare(year.qualified, condition.op, values))


def _read_age(draft: Draft, item: Item) -> None:
    """ "Aged 18 to 25", "over 30 years old", "18到25岁": the unit names the column."""
    condition = item.piece.condition
    beside = [o for o in (draft.left(item), draft.right(item)) if o and not o.taken and o.has("age_word")]
    if condition is not None and condition.than is None and beside and not item.taken:
        _compare_age(draft, item, condition.op, tuple(map(typed, condition.values)), beside)


def _compare_age(draft: Draft, item: Item, op: Operator, values: tuple[int | float, ...], words: list[Item]) -> None:
    meanings = (m for word in ("age", "年龄") for m in draft.vocabulary.meanings(word) if m.kind == "dimension")
    names = list(dict.fromkeys(m.name for m in meanings if _is_number(draft, m.name)))
    names = [name for name in names if _may_have(draft, item, name)]
    if not names:
        return
    name = draft.choose(item, "ambiguous_dimension", names)
    item.compare_with(name, values)
    for word in words:
        word.operate("unit")
    draft.filters.append(Compare(name, op, values))


def _may_have(draft: Draft, item: Item, name: str) -> bool:
    """Passengers are not as old as the crew: the age is one that each of the things beside the words has."""
    named = [other for other in draft.items if other.named("entity")]
    before = [other for other in named if other.index < item.index][-1:]
    after = [other for other in named if other.index > item.index][:1] if has_han(draft.text) else []
    homes = [draft.model.dataset_of_entity(m.name) for other in (*before, *after) for m in other.named("entity")]
    return not homes or any(home is not None and draft.reach.has(home.name, name) for home in homes)


def _read_bare_ages(draft: Draft) -> None:
    """ "Older than 30", "30岁以下", "25 years old": a number with an age word."""
    for item in list(draft.free()):
        number, left, right = item.piece.number, draft.left(item), draft.right(item)
        if number is None:
            continue
        values = (typed(number.value),)
        if left and not left.taken and left.text in AGE_COMPARED:
            _compare_age(draft, item, AGE_COMPARED[left.text], values, [left])
        elif right and not right.taken and right.has("age_word"):
            bound = draft.right(right)
            open_ended = bound is not None and not bound.taken and bound.has("or_more", "or_less")
            op: Operator = "eq" if not open_ended or bound is None else "ge" if bound.has("or_more") else "le"
            _compare_age(draft, item, op, values, [right, bound] if open_ended and bound else [right])


def _opposite(draft: Draft, compare: Compare) -> Predicate:
    opposite: dict[Operator, Operator] = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq"}
    if compare.op not in opposite or compare.than is not None:
        raise refuse("not_supported", construction=draft.called(compare.field))
    return Compare(compare.field, opposite[compare.op], compare.values)


def take_unit(draft: Draft, item: Item) -> None:
    """A unit word after a number ("30 years old", "3次") belongs to the number."""
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if following is None or following.taken:
        return
    if following.has("times_word", "unit_word", "age_word", "unit_orders"):
        _refuse_anothers_unit(draft, item, following)
        following.operate("unit")
    elif _is_length(following):
        _take_length(draft, item, following)


_LENGTHS = {"day": ("day", "天", "日"), "week": ("week", "周"), "month": ("month", "月"), "year": ("year", "年"),
            "hour": ("hour", "小时", "时"), "minute": ("minute", "分钟", "分")}  # fmt: skip
_COUNTED = re.compile(r"(?:days|weeks|months|years|hours|minutes|天|周|个?星期|个月|年|个?小时|分钟)")


def _refuse_anothers_unit(draft: Draft, item: Item, unit: Item) -> None:
    """Minutes beside a rating are of the duration that the question names as well: not of what was compared."""
    if not _COUNTED.fullmatch(unit.text) or _is_time(draft, item.about):
        return
    others = (m.name for other in draft.items for m in (*other.named("metric"), *other.named("dimension")))
    if any(name != item.about and _is_time(draft, name) for name in others):
        raise refuse("not_supported", missing=[item.text], construction=f"{item.text} {unit.text}")


def _refuse_foreign_length(draft: Draft, item: Item) -> None:
    """ "Average premium over 90 days": of an amount that is no time, a length of time is neither bound nor unit."""
    left, unit = draft.left(item), draft.items[item.index + 1 : item.index + 2]
    if left is None or left.named("entity") or not unit or unit[0].taken or not _is_length(unit[0]):
        return
    grain = str(unit[0].piece.time.grain) if unit[0].piece.time is not None else ""
    names = [m.name for m in (*left.named("metric"), *left.named("dimension"))]
    if names and not any(_is_time(draft, name) or _is_told_in(draft, name, grain) for name in names):
        raise refuse("not_supported", missing=[item.text], construction=f"{item.text} {unit[0].text}")
    if left.named("metric") and any(_is_told_in(draft, name, grain) for name in names):
        unit[0].operate("unit")


def _refuse_counted_days(draft: Draft, item: Item) -> None:
    """ "How many days had a fee over 90": days with any such row, or with such a sum; rows by day are neither."""
    before = draft.items[: item.index]
    for cue, unit in pairwise(before):
        if cue.has("how_many") and _is_length(unit) and not cue.piece.meanings and not unit.taken:
            raise refuse("not_supported", missing=[item.text], construction=f"{cue.text} {unit.text}")


def _is_told_in(draft: Draft, name: str, grain: str) -> bool:
    """Does the name of the number say the unit: "term in months", 期限（月）?"""
    if draft.model.has_metric(name):
        metric = draft.model.metric(name)
        said = f"{metric.name} {metric.labels.en} {metric.labels.zh} {metric.unit.of}".lower()
    else:
        dimension = draft.dimension(name)
        said = f"{name} {dimension.labels.en} {dimension.labels.zh} {dimension.expr}".lower() if dimension else ""
    return any(word in said for word in _LENGTHS.get(grain, ()))


def _is_time(draft: Draft, name: str) -> bool:
    """Is this figure told in a unit of time?"""
    dimension = draft.dimension(name)
    measures = draft.model.dataset(dimension.dataset).measures if dimension else ()
    units = [measure.unit for measure in measures if dimension and measure.expr == dimension.expr]
    units += [draft.model.metric(name).unit] if draft.model.has_metric(name) else []
    return any(unit.kind == "duration" or (unit.kind, unit.of) == ("quantity", "min") for unit in units)


def _is_length(item: Item) -> bool:
    """ "Over 60 months", 大于60个月: the plural, or the Chinese word right behind a number, groups nothing."""
    return item.piece.time is not None and item.piece.time.kind == "grain" and bool(_COUNTED.fullmatch(item.text))


def _take_length(draft: Draft, item: Item, unit: Item) -> None:
    """The unit behind a number belongs to it where the column is in that unit; another unit would mean another number.

    Raises
    ------
    Unreadable
        The column is in another unit, or in none that is known.
    """
    if draft.dimension(item.about) is None:
        return
    if not _is_told_in(draft, item.about, str(unit.piece.time.grain) if unit.piece.time is not None else ""):
        raise refuse("not_supported", missing=[unit.text], construction=f"{item.text} {unit.text}")
    unit.operate("unit")


def _is_number(draft: Draft, name: str) -> bool:
    dimension = draft.dimension(name)
    return dimension is not None and is_numeric(dimension)


def _numeric_beside(draft: Draft, item: Item) -> Item | None:
    """ "age above 30", "年龄大于30": the numeric dimension next to a condition, the left one first."""
    for other in (draft.left(item), draft.right(item)):
        if other and not other.taken and any(_is_number(draft, m.name) for m in other.named("dimension")):
            if other.named("metric") and _is_aggregated(draft, other):
                continue  # "an average grade over 4" is about a figure of several rows
            if other.named("metric") and other is not draft.left(item) and not _is_listed(draft, other):
                continue
            return other
    return None


def _is_aggregated(draft: Draft, item: Item) -> bool:
    """Also where the number is named twice over: "total fee income", 总车费收入."""
    before = draft.left(item)
    while before is not None and before.piece.meanings and before.piece.meanings == item.piece.meanings:
        before = draft.left(before)
    return before is not None and before.has("agg_avg", "agg_sum", "agg_median", "agg_max", "agg_min")


def _is_listed(draft: Draft, item: Item) -> bool:
    """Where members are listed, a number of theirs is compared as their own: "courses with more than 3 credits"."""
    dataset = draft.listing.dataset if draft.listing is not None else None
    if dataset is None and is_averaged(draft, item):  # "average area of homes with more than 4 rooms"
        things = {m.name for other in draft.items for m in other.named("entity")}
        return any((d := draft.dimension(m.name)) is not None and d.prefix in things for m in item.named("dimension"))
    return any((d := draft.dimension(m.name)) is not None and d.dataset == dataset for m in item.named("dimension"))


def _equal_numbers(draft: Draft) -> None:
    """ "8 cylinders", "year is 1980", "邮编 10001": a bare number beside a dimension is that value."""
    for item in list(draft.free()):
        if item.piece.number is None:
            continue
        left, right = draft.left(item), draft.right(item)
        before = draft.left(item, skip=_is_glue_or_is)
        owner = next((o for o in (before, right) if o and not o.taken and _takes_number(draft, o, item)), None)
        if owner is None or (left and left.has("top", "bottom", "high", "low", "best", "worst", "newest", "oldest")):
            continue
        if right is not None and right.has("newest", "oldest", "quality"):
            continue  # "the 2 youngest students"
        name = next(m.name for m in owner.named("dimension") if _number_value(draft, m.name, item) is not None)
        value = _number_value(draft, name, item)
        negated = negation_around(draft, owner if owner.index < item.index else item, item, item)
        item.take(f"value:{name}={value}", "value")
        owner.take(f"field:{name}", "dimension")
        draft.filters.append(Compare(name, "ne" if negated else "eq", (value,)))
        item.about = name
        unit = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if unit is not None and not unit.taken and _is_length(unit):
            _take_length(draft, item, unit)  # 期限为360个月


def _is_glue_or_is(item: Item) -> bool:
    return item.is_between_value_and_name


def _takes_number(draft: Draft, owner: Item, number: Item) -> bool:
    if not any(_number_value(draft, m.name, number) is not None for m in owner.named("dimension")):
        return False
    ranked = any(other.has("top", "bottom", "high", "low", "best", "worst") for other in draft.items)
    return owner.index < number.index or not ranked


def _number_value(draft: Draft, name: str, item: Item) -> Scalar | datetime.date:
    """The number as a value of the dimension: typed for numbers, by its spelling for codes; None if it cannot be."""
    number, dimension = item.piece.number, draft.dimension(name)
    if number is None or dimension is None or dimension.type == "time":
        return None
    if is_numeric(dimension):
        return in_own_unit(draft, item, name, (number.value,), number.unit)[0]
    known = draft.vocabulary.value_of(name, item.text)
    return known.value if known else None
