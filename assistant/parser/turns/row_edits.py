"""Edits of listed rows: another column, one less, the first ones, another order, "the lowest?", "only Lyon".

Rule: a turn after a list that names no thing anew, or says "also", "their", 顺便, 换成, goes on with the same rows:
columns are added to those that were shown, and all else in the turn chooses or orders these rows. A list that names
its things again and says none of this is a new question.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.rows.attributes import AGGREGATES, column_names, is_asked
from assistant.parser.rows.labels import key_of, labels_of, stated_label
from assistant.parser.rows.listed import Listing
from assistant.parser.turns.among import points_back
from assistant.parser.turns.followup import opens_as_edit
from assistant.parser.turns.row_order import number_of, read_order_by
from semantic_layer.model import Dataset
from semantic_layer.query import DimensionRef, MetricRef
from tools.arguments import QueryMetricsArgs

SUPERLATIVES = ("high", "low", "best", "worst")
SORTING = ("rank", "axis", "sort_desc", "sort_asc")
_EACH = ("各", "各个", "每个", "每", "每家", "各家", "of each", "for each", "each")


@dataclass(frozen=True)
class Rows:
    """The rows of the answer before."""

    entity: str
    dataset: Dataset


def read_row_edit(draft: Draft) -> None:
    """Make the turn a listing of the rows before, with the columns it adds, where it goes on with them."""
    rows = None if draft.edits or draft.edits_rows else rows_before(draft)
    if rows is None or not _goes_on(draft, rows):
        return
    head = next((item for item in draft.items if _names_rows(item, rows)), None)
    shown = tuple(ref.name for ref in draft.previous.dimensions) if draft.previous else ()
    draft.edits_rows = True
    if draft.previous is not None and not shown:  # what was counted is listed
        draft.dropped |= {f"metric:{ref.key}" for ref in draft.previous.metrics}
        draft.rows = rows.dataset.name
    draft.listing = Listing(rows.entity, rows.dataset.name, head or draft.items[0], shown)
    if head is not None:
        head.take(f"entity:{rows.entity}", "entity")
    for item in draft.items:
        names = column_names(draft, item, rows.dataset.name, draft.reach)
        if not names or not is_asked(draft, item):
            continue
        name = draft.choose(item, "ambiguous_dimension", names)
        dimension = draft.dimension(name)
        if dimension is not None and dimension.personal:
            raise refuse("personal_data", missing=[name])
        item.take(f"dimension:{name}", "dimension")
        draft.groups.append(Group(DimensionRef(name), item, False, -3))
        marker = draft.left(item)
        if marker is not None and marker.has("group") and marker.text in _EACH:
            marker.operate("each")  # 各店的名称: one for each row
    if not shown and not draft.groups:
        label = head or draft.items[0]
        draft.groups += [Group(DimensionRef(n), label, False, -3) for n in labels_of(draft.model, rows.entity)]
    _replace_only_column(draft, rows)
    read_order_by(draft, rows.dataset)
    for word in list(draft.cued("those", "list", "about")):
        if not word.piece.meanings:
            word.operate("the rows before")


def _replace_only_column(draft: Draft, rows: Rows) -> None:
    """换成订阅数: where one column is shown beside the name, the new one takes its place."""
    cue = next((item for item in draft.items if item.bound_to == "instead"), None)
    if cue is None or draft.dropped or not draft.groups or draft.previous is None:
        return
    labels = {*labels_of(draft.model, rows.entity), key_of(draft.model, rows.entity)}
    others = [ref for ref in draft.previous.dimensions if ref.name not in labels]
    if len(others) != 1 or draft.previous.metrics:
        raise refuse("not_supported", construction=cue.text)
    draft.dropped.add(f"row:{others[0].key}")


def rows_before(draft: Draft) -> Rows | None:
    """The listed rows; rows of figures count where each is one member and everything shown is said of it."""
    base = draft.previous
    if base is None or base.grain is not None:
        return None
    if base.rows is not None:
        dataset = draft.model.dataset(base.rows)
        own = dataset.primary or next((key for key in dataset.entities if key.type == "natural"), None)
        return Rows(own.name, dataset) if own else None
    names = [ref.name for ref in base.dimensions]
    if not names:
        return _counted(draft, base)
    for entity in draft.model.entities:
        home = draft.model.dataset_of_entity(entity.name)
        if home is None or not {key_of(draft.model, entity.name), stated_label(draft.model, entity.name)} & set(names):
            continue
        if all(draft.reach.has(home.name, name) for name in names):
            return Rows(entity.name, home)
    return None


def _counted(draft: Draft, base: QueryMetricsArgs) -> Rows | None:
    """ "How many podcasts are in Lyon?" - "list their names": the members that were counted."""
    counts = [ref for ref in base.metrics if ref == MetricRef(ref.name)]
    asked = any(item.named("dimension") and not item.named("entity") for item in draft.free())
    listed = any(item.has("list", "which") for item in draft.free())
    listed = listed and all(item.piece.is_soft for item in draft.free())  # "list them", 有哪些
    if len(base.metrics) != 1 or not counts or base.compare or base.share:
        return None
    if not listed and not (asked and points_back(draft)):
        return None
    counted = [entity for entity in draft.model.entities if entity.default_count == counts[0].name]
    home = draft.model.dataset_of_entity(counted[0].name) if len(counted) == 1 else None
    return Rows(counted[0].name, home) if home is not None else None


def _goes_on(draft: Draft, rows: Rows) -> bool:
    words = [item for item in draft.items if not item.piece.is_soft or item.has("those")]
    things = [item for item in words if item.named("entity") and not item.named("dimension")]
    if any(not _names_rows(item, rows) for item in things) or _asks_figures(draft, rows):
        return False
    cued = draft.adds or draft.reversed or bool(draft.dropped) or opens_as_edit(draft) or points_back(draft)
    if things and not cued:
        return False
    counted = draft.previous is not None and not draft.previous.dimensions
    return cued or counted or _only_narrows(draft, rows) or _asks_of_the_one(draft, rows)


def _asks_of_the_one(draft: Draft, rows: Rows) -> bool:
    """ "Who is the host?" after the one podcast that leads, 主播是谁: a column of the row that was shown."""
    base = draft.previous
    leads = base is not None and (base.limit == 1 or (base.top is not None and base.top.n == 1))
    if not leads and not any(item.bound_to == "dismissed" for item in draft.items):
        return False
    asked = [item for item in draft.free() if column_names(draft, item, rows.dataset.name, draft.reach)]
    others = [item for item in draft.free() if item not in asked and not item.piece.is_soft]
    return bool(asked) and all(is_asked(draft, item) for item in asked) and not others


def _names_rows(item: Item, rows: Rows) -> bool:
    return any(meaning.name == rows.entity for meaning in item.named("entity"))


def _asks_figures(draft: Draft, rows: Rows) -> bool:
    """Counts, aggregates, groupings and figures that are no column of the rows make the turn one about numbers."""
    for item in draft.free():
        if item.has("how_many", "share", "trend", "growth", "decline", "compare", "cumulative", *AGGREGATES):
            return True
        if item.piece.time is not None and item.piece.time.kind in ("grain", "comparison"):
            return True
        columns = column_names(draft, item, rows.dataset.name, draft.reach)
        if item.named("metric") and not columns and not _names_rows(item, rows):
            return True
        before = draft.left(item)
        grouped = before is not None and before.has("group") and not _orders(draft, item)
        if item.named("dimension") and (not columns or (grouped and not is_asked(draft, item))):
            return True
    return False


def _orders(draft: Draft, item: Item) -> bool:
    """ "By rating" after a list says how to order it, where a word of order or rank stands in the turn."""
    return any(other.has(*SORTING, *SUPERLATIVES, "top", "bottom") for other in draft.items if other is not item)


def _only_narrows(draft: Draft, rows: Rows) -> bool:
    """A turn without any word that points back: "only Lyon", "rating over 7", 前三个, 按评分从高到低."""
    named = [item for item in draft.free() if column_names(draft, item, rows.dataset.name, draft.reach)]
    if any(is_asked(draft, item) for item in named):
        return False
    cues = (*SUPERLATIVES, *SORTING, "top", "bottom", "newest", "oldest", "quality", "only")
    return any(
        item.has(*cues) or item.piece.condition is not None or item.named("value") or number_of(item) is not None
        for item in draft.free()
    )
