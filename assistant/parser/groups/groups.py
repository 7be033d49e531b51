"""What the rows of the answer are: groupings and the things that are listed or ranked.

Rule: every grouping word must end at something that can be grouped. The order of one list of groupings is kept;
groupings from different places are put in a fixed order, so that both languages give one plan.
"""

from __future__ import annotations

from assistant.parser.conditions.nearest_noun import owned_by_neighbour
from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.figures.aggregations import BY_UNIT
from assistant.parser.figures.averages import is_of_named_rows
from assistant.parser.figures.things import is_attached
from assistant.parser.rows.member_rows import stand_in
from semantic_layer.model import SemanticModel
from semantic_layer.query import DimensionRef, Order, TimeRef
from semantic_layer.wordforms import has_han

NAMES = ("name", "names", "名称", "名字")
RANKED_BY = ("top", "bottom", "high", "low", "best", "worst", "fast", "rank", "which", "list")


def read_groups(draft: Draft) -> None:
    """Bind dimensions, segmentations and entities that are still free to groupings."""
    listed = 0
    for item in list(draft.items):
        if item.taken or not _can_group(item):
            continue
        if _is_verb(draft, item):
            item.take("filler", "filler", "filler")
            continue
        if _is_name_of(draft, item):
            item.take("field:name", "dimension")
            continue
        marker = _marker(draft, item)
        if marker is None and _only_owns(draft, item):
            item.take(f"entity:{item.named('entity')[0].name}", "entity")
            continue
        sorting = _sorts(draft, item, marker)
        follows = _follows_in_list(draft, item)
        listed = listed if follows else listed + 1
        ref = _reference(draft, item, bool(marker) or follows)
        if ref is None:
            continue
        if marker:
            marker.operate("by")
        marked = bool(marker) or (follows and bool(draft.groups) and draft.groups[-1].marked)
        if sorting is not None:
            draft.order = (Order(ref.key, "desc" if sorting.has("sort_desc") else "asc"),)
            sorting.operate("sort")
        again = next((group for group in draft.groups if group.ref == ref), None)
        if again is None:
            draft.groups.append(Group(ref, item, marked, listed))
        elif marker and any(other.has("top", "bottom") for other in draft.items):  # "..., top 3 in each region"
            for group in draft.groups:
                group.marked = group is again
        if item.has("segment_word") and draft.model.has_segmentation(ref.name):
            if item.piece.meanings and len(draft.model.segmentations) > 1:
                draft.assume("default_segmentation", ref.name)
            item.take(f"segmentation:{ref.name}", "segmentation", "slot" if item.piece.meanings else "assumption")
        item.take(_bound(ref, item), "segmentation" if draft.model.has_segmentation(ref.name) else "dimension")


def _can_group(item: Item) -> bool:
    if item.piece.time is not None or item.piece.number is not None:
        return False
    return bool(item.named("dimension") or item.named("segmentation") or item.named("entity")) or item.has(
        "segment_word"
    )


def _only_owns(draft: Draft, item: Item) -> bool:
    """ "Median tuition of private universities": the things that a number is of, though a column is called so too."""
    if not (item.named("entity") and item.named("dimension")) or not item.index or draft.listing is not None:
        return False
    labels = {label_of(draft.model, meaning.name) for meaning in item.named("entity")}
    is_label = all(meaning.name in labels for meaning in item.named("dimension"))
    if not is_label or not draft.metrics or is_target(draft, item):
        return False
    return is_attached(draft, item)


def _is_verb(draft: Draft, item: Item) -> bool:
    """ "How many sales did each salesperson make": after "did" and its subject the word is no column."""
    before = draft.items[item.index - 1] if item.index else None
    asks = any(set(other.text.split()) & {"did", "does", "do"} for other in draft.items[: item.index])
    return item.has("filler") and asks and before is not None and bool(before.named("entity"))


def _bound(ref: DimensionRef, item: Item) -> str:
    if item.named("entity") and not item.named("dimension"):
        return f"entity:{item.named('entity')[0].name}"
    return f"dimension:{ref.key}"


def _is_name_of(draft: Draft, item: Item) -> bool:
    """ "Region name" right after another dimension says what that dimension already shows."""
    before = draft.items[item.index - 1] if item.index else None
    return item.text in NAMES and before is not None and before.kind == "dimension"


def _sorts(draft: Draft, item: Item, marker: Item | None) -> Item | None:
    """ "Order the results by region": the rows are put in the order of a grouping, not of the number."""
    beside = draft.left(item)
    if marker is not None and marker is not beside and beside is not None and beside.has("sort_asc", "sort_desc"):
        return None if beside.taken else beside
    cue = draft.left(marker) if marker is not None else beside
    kinds = ("rank", "sort_desc", "sort_asc") if marker is not None else ("axis",)
    plain = (
        cue is not None
        and cue.has(*kinds)
        and not cue.text.startswith("rank")
        and not cue.taken
        and not cue.piece.meanings
    )
    return cue if plain and item.named("dimension") and not item.named("metric") else None


def _marker(draft: Draft, item: Item) -> Item | None:
    left = draft.left(item)
    if left is not None and left.text in ("their", "its") and not left.piece.meanings:  # "based on their origins"
        left = draft.left(left)
    if left is not None and left.has("sort_asc", "sort_desc") and not left.taken:  # "over ascending years"
        before = draft.left(left)
        if before is not None and before.has("group"):
            left = before
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if following is not None and following.has("wise") and not following.taken:  # "country wise"
        return following
    before = draft.left(left) if left is not None and left.has("how_many") and not left.taken else None
    if left is not None and before is not None and before.has("group"):  # "by number of cylinders"
        left.operate("count", "aggregation")
        left = before
    return left if left and left.has("group") and not left.taken else None


def _follows_in_list(draft: Draft, item: Item) -> bool:
    """ "by region and channel": the second one belongs to the list of the first."""
    before = item.index - 1
    while (
        before >= 0
        and draft.items[before].has("and", "comma", "filler", "group")
        and not draft.items[before].named("value")
        and not draft.items[before].has("possessing")
    ):
        if draft.items[before].has("encoding"):
            return False
        before -= 1
    if before < 0 or before == item.index - 1:
        return False
    joined = any(other.has("and", "comma", "group") for other in draft.items[before + 1 : item.index])
    after_unit = draft.items[before].kind == "grain" and draft.items[before].text.startswith(BY_UNIT)
    return joined and (after_unit or (bool(draft.groups) and draft.groups[-1].item is draft.items[before]))


def _reference(draft: Draft, item: Item, marked: bool) -> DimensionRef | None:
    dimensions = [m.name for m in item.named("dimension")]
    segmentations = [m.name for m in item.named("segmentation")]
    if dimensions or segmentations:
        near = owned_by_neighbour(draft, item, dimensions) if item.place not in draft.choices else None
        name = near or draft.choose(item, "ambiguous_dimension", [*dimensions, *segmentations])
        return _dimension_reference(draft, name, marked)
    if item.named("entity"):
        return _entity_reference(draft, item, marked)
    return DimensionRef(_default_segmentation(draft, item))


def _dimension_reference(draft: Draft, name: str, marked: bool) -> DimensionRef | None:
    dimension = draft.dimension(name)
    if dimension is None:
        return DimensionRef(name)
    if dimension.personal:
        raise refuse("personal_data", missing=[name])
    if dimension.type == "time":
        return None
    return DimensionRef(name)


def _entity_reference(draft: Draft, item: Item, marked: bool) -> DimensionRef | None:
    """The dimension that stands for a thing, where things are rows; a thing only named is no grouping."""
    if not (marked or is_target(draft, item)):
        return None
    name = draft.choose(item, "ambiguous_dimension", [m.name for m in item.named("entity")])
    averaged = [m for m in draft.metrics if m.ref.agg in ("avg", "median") and draft.model.has_metric(m.ref.name)]
    averaged = [m for m in averaged if not is_of_named_rows(draft, m) and m.ref.per in (None, name)]
    if marked and averaged and not _splits(draft, item):  # "average revenue per customer" is one number, of their sums
        figure = averaged[0].item.text if averaged[0].item else draft.called(averaged[0].ref.name)
        raise refuse("not_supported", construction=f"{figure} / {item.text}")
    return stand_in(draft, name, item)


def _splits(draft: Draft, item: Item) -> bool:
    """ "By customer" and "of each customer" split an average into that of each one; "per customer" may not."""
    before = draft.items[item.index - 1].text if item.index else ""
    return before in ("by", "各", "按", "按照") or before.endswith("each") or before.startswith("by ")


def label_of(model: SemanticModel, entity: str) -> str | None:
    """The dimension that stands for a member of `entity`: its label, else its identifier."""
    label = model.entity(entity).label_dimension
    if label:
        return label if "." in label else f"{entity}.{label}"
    dataset = model.dataset_of_entity(entity)
    found = [d.qualified for d in dataset.dimensions if d.type == "identifier" and not d.personal] if dataset else []
    return found[0] if found else None


def is_target(draft: Draft, item: Item) -> bool:
    """True for the thing that "which X", "top 5 X", "X ranked by" or "销售额最高的X" asks for."""
    left = draft.left(item)
    if _is_of_another(draft, item) or _asks_values(draft, item):
        return False
    if left is not None and left.piece.number is not None:
        left = draft.left(left) or left
        if any(other.has("top", "bottom", "high", "low", "best", "worst") for other in draft.items):
            return True
    if left is not None and left.has(*RANKED_BY):
        return True
    right = draft.right(item)
    if right is not None and (right.has("rank", "top", "bottom") or (right.has("which") and has_han(right.text))):
        return True
    if not draft.metrics and any(other.has("list") for other in draft.items):
        return True
    return any(other.has("high", "low", "best", "worst", "fast", "top", "bottom") for other in draft.items)


def _asks_values(draft: Draft, item: Item) -> bool:
    """图书有哪些类型, 会员住在哪些城市: the values of a column are asked for, not the things."""
    cue = draft.right(item)
    asked = draft.right(cue) if cue is not None and has_han(cue.text) and cue.has("which", "list") else None
    return asked is not None and bool(asked.named("dimension"))


def _is_of_another(draft: Draft, item: Item) -> bool:
    """ "Top 2 categories of businesses", "which cities have restaurants with": it says what the target is of."""
    before = draft.items[item.index - 1] if item.index else None
    if before is None or has_han(item.text) or not set(before.text.split()) & {"of", "for", "at", "from"}:
        return False
    earlier = [o for o in draft.items[: before.index] if o.named("dimension") or o.named("entity")]
    return any(
        (ahead := draft.left(o)) is not None and (ahead.has(*RANKED_BY) or ahead.piece.number is not None)
        for o in earlier
    )


def _default_segmentation(draft: Draft, item: Item) -> str:
    """What "segment" means when no segmentation is named: the model's own choice, else its first RFM one."""
    found = draft.model.segmentations
    if not found:
        raise refuse("unknown_word", word=item.text)
    stated = draft.model.settings.get("default_segmentation")
    named = [s.qualified for s in found if stated in (s.name, s.qualified)]
    rfm = [s.qualified for s in found if "rfm" in s.tool]
    chosen = (named or rfm or [found[0].qualified])[0]
    draft.assume("default_segmentation", chosen)
    return chosen


def read_time_dimensions(draft: Draft) -> None:
    """ "By ship date", "shipped in March": a named date moves the time axis."""
    for item in list(draft.free()):
        names = [m.name for m in item.named("dimension") if (d := draft.dimension(m.name)) and d.type == "time"]
        if not names:
            continue
        name = draft.choose(item, "ambiguous_dimension", names)
        if draft.grain is None and draft.window is None and draft.groups == [] and not _marker(draft, item):
            continue
        marker = _marker(draft, item)
        if marker:
            marker.operate("by")
            dimension = draft.dimension(name)
            draft.grain = draft.grain or (dimension.grain if dimension else None)
        item.take(f"time:{name}", "time")
        if not _is_own_time(draft, name):
            draft.time = TimeRef(name)


def _is_own_time(draft: Draft, name: str) -> bool:
    """True when every metric is dated by this dimension anyway."""
    for dataset in draft.model.datasets:
        own = dataset.default_time
        if own and (own if "." in own else f"{dataset.prefix}.{own}") == name:
            return True
    return False


def ordered_groups(draft: Draft) -> tuple[DimensionRef, ...]:
    """Groupings in the order of the plan: ranked within first, one list as written, others by name."""
    per = set(draft.top.per) if draft.top else set()
    one_list = len({group.listed for group in draft.groups}) <= 1
    refs = [group.ref for group in draft.groups]
    if not one_list and draft.listing is None:
        refs = sorted(refs, key=lambda ref: ref.key)
    return tuple(sorted(refs, key=lambda ref: ref.key not in per))
