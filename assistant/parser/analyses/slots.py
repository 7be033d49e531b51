"""What the readers of analyses share: what an analysis is, and how the usual arguments are read.

Rule: a condition, a period, a metric and a grouping mean in an analysis what they mean in a query, so they are read by
the query's own rules; an argument that the tool does not have is refused by name and never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from assistant.parser.conditions.filters import read_filters
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.draft import Draft, Item, refuse
from assistant.reading import SpanKind
from semantic_layer.query import Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.roles import customer_entity

Read = Callable[[Draft], ToolCall]
"""Reads what is left of a draft as a query."""


def always(_: Draft) -> bool:
    return True


@dataclass(frozen=True)
class Analysis:
    """One tool as it is asked for.

    Attributes
    ----------
    cues : names of the word lists whose phrases ask for it.
    read : makes the arguments from the draft; the cue words are taken already. Raises `Unreadable` or `Choice`.
    suits : whether the question is one for this tool; must take nothing.
    """

    tool: str
    cues: tuple[str, ...]
    read: Callable[[Draft, Read], BaseModel]
    suits: Callable[[Draft], bool] = always


def read_rest_as_query(draft: Draft, read_query: Read) -> QueryMetricsArgs:
    """The rest of the question as a query: its metrics, groupings, conditions and period.

    What the query has beyond the tool's arguments (a ranking, a share ...) must be refused by the caller:
    `refuse_extra` does that.
    """
    arguments = read_query(draft).arguments
    assert isinstance(arguments, QueryMetricsArgs)
    return arguments


def refuse_extra(draft: Draft, arguments: QueryMetricsArgs, tool: str, *used: str) -> None:
    """Refuse every slot of the query that is filled and not among those the tool uses, by the words that filled it."""
    filled = [name for name in arguments.model_fields_set if getattr(arguments, name) != _default(arguments, name)]
    extra = sorted(name for name in filled if name not in used)
    if extra:
        said = [item.text for item in draft.items if item.kind in _KINDS.get(extra[0], ()) and item.taken]
        raise refuse("not_in_analysis", missing=extra, tool=tool, what=said[0] if said else extra[0])


_KINDS: Mapping[str, tuple[SpanKind, ...]] = {
    "dimensions": ("dimension", "segmentation", "entity"), "grain": ("grain",), "top": ("ranking",),
    "order": ("ranking",), "limit": ("ranking", "number"), "compare": ("comparison", "time"), "window": ("time",),
    "filters": ("value", "number"), "having": ("number",), "members": ("entity", "number"),
}  # fmt: skip
"""What kind of words fills each slot of a query."""


def _default(arguments: QueryMetricsArgs, name: str) -> object:
    return type(arguments).model_fields[name].default


def read_scope(draft: Draft) -> dict[str, object]:
    """Conditions and the period behind as-of, as the arguments `filters` and `window`; numbers stay free."""
    read_filters(draft)
    read_numbers(draft)
    given: dict[str, object] = {}
    if draft.filters:
        given["filters"] = tuple(draft.filters)
    window = read_window(draft)
    if window is not None:
        given["window"] = window
    return given


def read_window(draft: Draft) -> Window | None:
    """The one period of the question that does not lie ahead, or None."""
    for item in list(draft.free()):
        match = item.piece.time
        if match is None or match.kind != "window":
            continue
        window = draft.calendar.resolve(match.rule)
        if window.start is not None and window.start >= draft.calendar.as_of:
            continue
        item.take(f"time:{match.rule}", "time")
        return window
    return None


def read_horizon(draft: Draft) -> int | None:
    """Days ahead: "in the next 30 days", 未来90天. None when the question names none."""
    for item in list(draft.free()):
        match = item.piece.time
        if match is None or match.kind != "window":
            continue
        window = draft.calendar.resolve(match.rule)
        if window.start is not None and window.end is not None and window.start >= draft.calendar.as_of:
            days = (window.end - window.start).days
            item.take(f"number:{days}", "time")
            return days
    return None


def read_winner(draft: Draft) -> bool:
    """Words that ask for the first of the groups, which the headline names: "which segment has the highest"."""
    found = [item for item in draft.cued("high", "best", "top") if item.piece.number is None]
    for item in found:
        item.operate("rank:desc", "ranking")
    return bool(found)


def read_count(draft: Draft, least: int = 1, most: int = 1000) -> int | None:
    """A plain number that counts what is listed ("top 10", 前10), with the word beside it."""
    for item in list(draft.free()):
        number = item.piece.number
        if number is None or number.unit is not None or number.value != int(number.value):
            continue
        if least <= number.value <= most:
            item.take(f"number:{number.value}", "number")
            for cue in list(draft.cued("top", "high")):
                cue.operate("limit", "ranking")
            return int(number.value)
    return None


def read_by(draft: Draft, entity: str | None = None) -> str | None:
    """One grouping of the members: "by region", "of each segment", 各分群的. None without a word that groups.

    Raises
    ------
    Unreadable
        Two groupings, or one that is not about the members.
    Choice
        The word stands for several dimensions.
    """
    found: str | None = None
    for cue in list(draft.cued("group", "which")):
        item = draft.right(cue) or draft.left(cue)
        if item is None or item.taken or not (names := _groupings(draft, item)):
            continue
        names = _of_members(draft, names, entity or customer_entity(draft.model))
        if not names:
            raise refuse("not_of_members", missing=[item.text], name=item.text)
        if found is not None:
            raise refuse("not_supported", missing=[item.text], construction=item.text)
        found = draft.choose(item, "ambiguous_dimension", names)
        item.take(f"dimension:{found}", "dimension")
        cue.operate("group")
    return found


def _groupings(draft: Draft, item: Item) -> list[str]:
    names = [m.name for kind in ("dimension", "segmentation") for m in item.named(kind)]
    if not names and item.has("segment_word"):
        draft.assume("default_segmentation", "tool:rfm_segments")
        return [segmentation.qualified for segmentation in draft.model.segmentations][:1]
    return names


def _of_members(draft: Draft, names: Sequence[str], entity: str) -> list[str]:
    """Those of the names of which each member has one value: their own, or the column of their rows kept as theirs."""
    found = [name for name in names if _is_of(draft, name, entity)]
    if found or (own := draft.model.dataset_of_entity(entity)) is None:
        return found
    kept = {d.name: d.qualified for d in own.dimensions if d.hidden and d.type != "time"}
    named = (draft.model.dimension(name).name for name in names if draft.model.has_dimension(name))
    return [kept[name] for name in named if name in kept]


def _is_of(draft: Draft, name: str, entity: str) -> bool:
    """Whether each member of the entity has one value of it."""
    if draft.model.has_segmentation(name):
        return draft.model.segmentation(name).entity == entity
    own = draft.model.dataset_of_entity(entity)
    return own is not None and draft.reach.has(own.name, name)


def take_subject(draft: Draft, entity: str | None = None) -> None:
    """Words that only say whom the analysis is about, or that it is one: "of our customers", "analysis".

    `entity`: none means what the model calls its customers.
    """
    entity = entity or customer_entity(draft.model)
    for item in list(draft.free()):
        after = draft.right(item)
        if any(meaning.name == entity for meaning in item.named("entity")):
            item.take(f"entity:{entity}", "entity")
        elif item.has("group", "axis") and after is not None and after.bound_to.startswith("tool:"):
            item.operate("request")  # "customers by lifetime value"
        elif item.has("tool_word", "analysis_word", "segment_word", "which") and not item.piece.meanings:
            item.operate("request")


def take(items: list[Item], bound_to: str) -> None:
    """Bind words that belong to the request itself."""
    for item in items:
        item.operate(bound_to)
