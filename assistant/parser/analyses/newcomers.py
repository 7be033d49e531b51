"""New and returning customers: "new vs returning customers by month", 老客户贡献了多少销售额.

Rule: who returns had bought before the period that is asked for, so the words need no column; without a number they
count the customers, with one they divide it. "New customers" alone stays a count where the data have their first day;
beside a number of theirs ("revenue of new customers") it is one of the two sides.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from assistant.parser.analyses.slots import (
    Analysis,
    Read,
    read_rest_as_query,
    read_scope,
    refuse_extra,
    take_subject,
)
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import newcomers, order_metric
from semantic_layer.nicknames import person
from semantic_layer.query import MetricRef
from tools.customer_arguments import NewAndReturningArgs
from tools.roles import customer_entity

TOOL = "new_and_returning"
FOCUS = {"new": "first_time", "returning": "returning"}
DEFAULT_WINDOWS = {"week": "last:12:week", "quarter": "last:4:quarter", "year": "last:2:year"}
DEFAULT_WINDOW = "last:12:month"
_GRAINS = ("week", "month", "quarter", "year")


def _suits(draft: Draft) -> bool:
    """Words for both sides or for those who return; "new" alone only beside a number of theirs."""
    model = draft.model
    if model.role("order") is None or order_metric(draft.vocabulary) is None or person(model) is None:
        return False
    sides = _sides(draft)
    return bool(sides) and ("new" not in sides.values() or len(set(sides.values())) > 1 or _has_figure(draft, sides))


def _sides(draft: Draft) -> dict[int, str]:
    """The side that the item at each place names: "new", "returning" or "both"."""
    found: dict[int, str] = {}
    words = [item for item in draft.items if not item.taken or item.bound_to == f"tool:{TOOL}"]
    for item in words:
        if item.has("new_or_returning") and not item.piece.meanings:
            found[item.index] = "both" if "new" in item.text or "新" in item.text else "returning"
    for item in words:
        after = draft.right(item)
        if not item.has("fresh") or item.piece.meanings or after is None:
            continue
        if _is_customer(draft, after) or (found and _joins(after)):
            found[item.index] = "new"
    named = [item for item in words if _counts_new(draft, item)]
    others = [item for item in words if item.named("metric") and item not in named]
    for item in named:  # "revenue from new customers", but "new customers and revenue"
        if found or (others and not any(_joins(between) for between in _between(draft, item, others[0]))):
            found[item.index] = "new"
    return found


def _counts_new(draft: Draft, item: Item) -> bool:
    """ "New customers", where the model has a metric of that name; 新客数 is the number itself."""
    metric = newcomers(draft.vocabulary, customer_entity(draft.model))
    names = {meaning.name for meaning in item.named("metric")}
    counted = item.text.endswith(("数", "数量", "人数")) or "number" in item.text
    return names == {metric} and not counted and item.text.startswith(("new", "新"))


def _between(draft: Draft, one: Item, other: Item) -> Sequence[Item]:
    first, second = sorted((one, other), key=lambda item: item.index)
    return draft.between(first, second)


def _is_customer(draft: Draft, item: Item) -> bool:
    return any(meaning.name == customer_entity(draft.model) for meaning in item.named("entity"))


def _joins(item: Item) -> bool:
    return item.has("and", "compare", "or") and not item.piece.meanings


def _has_figure(draft: Draft, sides: dict[int, str]) -> bool:
    """Is a number of the customers asked for, rather than how many they are?"""
    counted = draft.model.entity(customer_entity(draft.model)).default_count
    return any(
        {meaning.name for meaning in item.named("metric")} - {counted} and item.index not in sides
        for item in draft.free()
        if not _is_customer(draft, item)
    )


def _read(draft: Draft, read_query: Read) -> BaseModel:
    sides = _sides(draft)
    stray = [item.text for item in draft.items if item.bound_to == f"tool:{TOOL}" and item.index not in sides]
    if stray:  # "new" of something else
        raise refuse("not_supported", missing=stray, construction=stray[0])
    with_figure = _has_figure(draft, sides)
    _take_sides(draft, sides)
    given: dict[str, object] = {}
    named = set(sides.values())
    if named in ({"new"}, {"returning"}):
        given["focus"] = FOCUS[named.pop()]
    for cue in list(draft.cued("share", "bring", "compare", "how_many") if with_figure else draft.cued("share")):
        cue.operate("request")
    if with_figure:
        rest = read_rest_as_query(draft, read_query)
        refuse_extra(draft, rest, TOOL, "metrics", "grain", "window", "filters")
        if len(rest.metrics) != 1 or rest.metrics[0] != MetricRef(rest.metrics[0].name):
            raise refuse("not_in_analysis", what="metrics", tool=TOOL)
        given |= {"metric": rest.metrics[0].name, "grain": rest.grain, "window": rest.window, "filters": rest.filters}
    else:
        given |= {"grain": _grain(draft)} | read_scope(draft)
        for item in list(draft.free()):  # 新老客户数
            if item.named("metric") and not _counts_new(draft, item):
                item.take(f"metric:{item.named('metric')[0].name}", "metric")
        for cue in list(draft.cued("how_many", "trend", "group", "compare", "list", "which")):
            cue.operate("request")
        take_subject(draft, customer_entity(draft.model))
    if given.get("window") is None:
        rule = DEFAULT_WINDOWS.get(str(given.get("grain")), DEFAULT_WINDOW)
        given["window"] = draft.calendar.resolve(rule)
        draft.assume("default_window", f"time:{rule}")
    if given.get("grain") == "day":
        raise refuse("not_in_analysis", what="grain", tool=TOOL)
    return NewAndReturningArgs.model_validate({name: value for name, value in given.items() if value is not None})


def _take_sides(draft: Draft, sides: dict[int, str]) -> None:
    """The words of the sides, the customers they speak of, and what joins the two."""
    for index, side in sides.items():
        draft.items[index].operate(f"side:{side}")
        after = draft.right(draft.items[index])
        if after is not None and _is_customer(draft, after):
            after.take(f"entity:{customer_entity(draft.model)}", "entity")
    first, last = draft.items[min(sides)], draft.items[max(sides)]
    for between in draft.between(first, last):
        if _joins(between):
            between.operate("compare")


def _grain(draft: Draft) -> str | None:
    for item in list(draft.free()):
        match = item.piece.time
        if match is not None and match.kind == "grain" and match.grain in _GRAINS:
            item.take(f"grain:{match.grain}", "grain")
            return match.grain
    return None


NEWCOMERS = Analysis(TOOL, ("new_or_returning", "fresh", "new_side"), _read, _suits)
