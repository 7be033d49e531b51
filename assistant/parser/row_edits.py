"""Edits of listed rows: another column, one less, the first ones, another order, "the lowest?", "only Lyon".

Rule: a turn after a list that names no thing anew, or says "also", "their", 顺便, 换成, goes on with the same rows:
columns are added to those that were shown, and all else in the turn chooses or orders these rows. A list that names
its things again and says none of this is a new question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.parser.attributes import AGGREGATES, column_names, is_asked
from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.followup import opens_as_edit
from assistant.parser.labels import key_of, labels_of, stated_label
from assistant.parser.listing import Listing
from assistant.parser.pointing import ONES
from semantic_layer.model import Dataset
from semantic_layer.query import DimensionRef, MetricRef, Order, Top
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs

SUPERLATIVES = ("high", "low", "best", "worst")
SORTING = ("rank", "axis", "sort_desc", "sort_asc")
MAX_ROWS = 10_000
# "Their ratings", 它的主播: words for the rows that were listed, where no noun follows them.
PRONOUNS = frozenset({"their", "its", "they", "them", "it", "his", "her", "these", "those"})
PRONOUNS_ZH = (
    "它",
    "它们",
    "他们",
    "她们",
    "他",
    "她",
    "其",
    "对应",
    "这些",
    "那些",
    "其中",
    "上述",
    "以上",
    "各自",
    "相应",
)


@dataclass(frozen=True)
class Rows:
    """The rows of the answer before."""

    entity: str
    dataset: Dataset


def read_row_edit(draft: Draft) -> None:
    """Make the turn a listing of the rows before, with the columns it adds, where it goes on with them."""
    rows = None if draft.edits else _rows_before(draft)
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
    if not shown and not draft.groups:
        label = head or draft.items[0]
        draft.groups += [Group(DimensionRef(n), label, False, -3) for n in labels_of(draft.model, rows.entity)]
    _replace_only_column(draft, rows)
    _read_order_by(draft, rows)
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


def _rows_before(draft: Draft) -> Rows | None:
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
    if not listed and not (asked and _points_back(draft)):
        return None
    counted = [entity for entity in draft.model.entities if entity.default_count == counts[0].name]
    home = draft.model.dataset_of_entity(counted[0].name) if len(counted) == 1 else None
    return Rows(counted[0].name, home) if home is not None else None


def _may_limit(item: Item) -> bool:
    """What may stand beside "how many of them": conditions, and words that carry nothing."""
    if item.named("value") or item.piece.condition is not None or item.piece.time is not None:
        return True
    columns = item.named("dimension") and not item.named("entity")
    return item.piece.is_soft or bool(columns) or item.has("not", "except", "or", "unit_word")


def read_count_of_rows(draft: Draft) -> None:
    """ "How many are there?" after a list: the rows are counted, under the same conditions."""
    base = draft.previous
    if base is None or base.metrics or base.top or base.limit or next(draft.cued("how_many"), None) is None:
        return
    rows = _rows_before(draft)
    if rows is None or any(not _may_limit(item) for item in draft.free()):
        return
    count = draft.model.entity(rows.entity).default_count
    if not count:
        return
    for word in list(draft.cued("how_many")):
        word.take(f"metric:{count}", "metric")
    draft.metrics.append(Measured(MetricRef(count), None))
    draft.dropped |= {*(f"row:{ref.key}" for ref in base.dimensions), "top"}
    draft.edits = True


def _goes_on(draft: Draft, rows: Rows) -> bool:
    words = [item for item in draft.items if not item.piece.is_soft or item.has("those")]
    things = [item for item in words if item.named("entity") and not item.named("dimension")]
    if any(not _names_rows(item, rows) for item in things) or _asks_figures(draft, rows):
        return False
    cued = draft.adds or draft.reversed or bool(draft.dropped) or opens_as_edit(draft) or _points_back(draft)
    if things and not cued:
        return False
    counted = draft.previous is not None and not draft.previous.dimensions
    return cued or counted or _only_narrows(draft, rows)


def _names_rows(item: Item, rows: Rows) -> bool:
    return any(meaning.name == rows.entity for meaning in item.named("entity"))


def _points_back(draft: Draft) -> bool:
    return any(set(item.text.split()) & PRONOUNS or item.text.startswith(PRONOUNS_ZH) for item in draft.items)


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
        item.has(*cues) or item.piece.condition is not None or item.named("value") or _place(item) is not None
        for item in draft.free()
    )


# -- which of the rows, and in which order --------------------------------------------------------------------


def _read_order_by(draft: Draft, rows: Rows) -> None:
    """ "By rating from high to low": the column after "by", with its direction after it."""
    for item in list(draft.free()):
        marker, cue = draft.left(item), draft.right(item)
        names = column_names(draft, item, rows.dataset.name, draft.reach)
        if not names or marker is None or cue is None or not marker.has("group", "axis"):
            continue
        if cue.has("sort_desc", "sort_asc") and not cue.piece.meanings:
            name = draft.choose(item, "ambiguous_dimension", names)
            item.take(f"dimension:{name}", "dimension")
            draft.order = (Order(name, "desc" if cue.has("sort_desc") else "asc"),)
            for word in (marker, cue, *list(draft.cued("rank"))):
                word.operate("sort")


def read_row_order(draft: Draft) -> None:
    """Take words of rank and order that name no column: they are about the column that the rows were ordered by."""
    if not draft.edits_rows or draft.previous is None or draft.order:
        return
    if draft.top is not None:
        before = draft.previous.top
        if before is not None and before.by == draft.top.by and not any(item.piece.number for item in draft.items):
            draft.top = replace(draft.top, n=before.n)  # "the 3 newest" - "and the oldest?"
        return
    if not _take_place(draft):
        _take_extreme(draft)
        _take_order(draft)


def _ranked_by(draft: Draft) -> Order | None:
    """What the rows before were ranked or ordered by."""
    base = draft.previous
    if base is None:
        return None
    if base.top is not None:
        return Order(base.top.by, base.top.direction)
    return base.order[0] if len(base.order) == 1 else None


def _take_place(draft: Draft) -> bool:
    """ "Only the first 2", 前三个, 只列出第一条: rows from the top of the list as it was shown."""
    cue = next((item for item in draft.cued("top", "bottom") if item.piece.time is None), None)
    number = next((item for item in draft.free() if _place(item) is not None), None)
    ordered = _ranked_by(draft)
    if number is None or (cue is None and (number.piece.number is None or number.piece.number.op != "nth")):
        return False
    n = _place(number) or 1
    skip = n - 1 if number.piece.number is not None and number.piece.number.op == "nth" and cue is None else 0
    if cue is not None and cue.has("bottom"):
        if ordered is None:
            raise refuse("nothing_shown", word=cue.text)
        ordered = Order(ordered.by, "asc" if ordered.direction == "desc" else "desc")
    base = draft.previous
    if ordered is None and cue is not None and base is not None and base.metrics:
        if len(base.metrics) != 1:
            raise refuse("not_supported", construction=cue.text)
        ordered = Order(base.metrics[0].key, "desc")
    if ordered is not None and n == 1 and base is not None and base.order:
        draft.order, draft.limit = (ordered,), 1  # one row of the list, also where two share the first place
    elif ordered is not None:
        draft.top = Top(1 if skip else n, ordered.by, ordered.direction, skip=skip)
    elif skip:
        raise refuse("nothing_shown", word=number.text)
    else:
        draft.limit = n
    number.take(f"number:{n}", "number")
    after = draft.items[number.index + 1] if number.index + 1 < len(draft.items) else None
    if after is not None and after.text in ONES:
        after.take(f"number:{n}", "filler", "filler")
    if cue is not None:
        cue.operate("first rows", "ranking")
    return True


def _place(item: Item) -> int | None:
    number = item.piece.number
    if number is None or number.unit is not None or number.op not in (None, "nth"):
        return None
    return int(number.value) if number.value == int(number.value) and 1 <= number.value <= MAX_ROWS else None


def _take_extreme(draft: Draft) -> None:
    """ "And the lowest?", 那最多的呢: the other end of the ranking, or the first of the order."""
    cue = next(draft.cued("high", "low", "top", "bottom"), None)
    if cue is None:
        return
    base, ordered = draft.previous, _ranked_by(draft)
    if base is None or ordered is None:
        raise refuse("nothing_shown", word=cue.text)
    n = base.top.n if base.top is not None else 1
    draft.top = Top(n, ordered.by, "asc" if cue.has("low", "bottom") else "desc")
    cue.operate(f"rank:{draft.top.direction}:{n}", "ranking")


def _take_order(draft: Draft) -> None:
    """ "Descending instead", 换成从晚到早: the order before, in the direction that is said last."""
    cues = list(draft.cued("sort_desc", "sort_asc"))
    ordered = _ranked_by(draft)
    if not cues or ordered is None:
        return
    wanted = cues[0] if not has_han(cues[0].text) and len(cues) == 1 else cues[-1]
    if len(cues) > 1 and not any(item.has("swap", "remove") or item.bound_to == "instead" for item in draft.items):
        raise refuse("not_supported", construction=wanted.text)
    draft.order = (Order(ordered.by, "desc" if wanted.has("sort_desc") else "asc"),)
    for item in (*cues, *list(draft.cued("rank", "axis"))):
        item.operate("sort")
