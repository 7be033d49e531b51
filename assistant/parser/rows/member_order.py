"""The order of listed members, and which of them are picked by a column: "the 3 oldest", "ordered by name".

Rule: a column orders rows only where each row has one value of it; "oldest" needs one column that it can be about.
What ranks by a metric is left to the rules of rankings.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.groups.ranking import place_of
from assistant.parser.rows.attributes import (
    SORTING,
    SUPERLATIVES,
    column_names,
    is_figure_elsewhere,
    is_order,
    is_ranked,
)
from assistant.parser.rows.labels import labels_of
from assistant.parser.rows.listed import Listing
from assistant.parser.rows.qualities import Direction, column_of, superlative
from semantic_layer.model import Dimension
from semantic_layer.query import Order, Top
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, words_of_name

_BIRTH = ("birth", "born", "出生", "生日")


def read_member_order(draft: Draft) -> None:
    """Take the ranking and the order of a listing, as far as they are about columns."""
    listing = draft.listing
    if listing is None:
        return
    for item in list(draft.free()):
        if item.taken or not item.named("dimension"):
            continue
        names = column_names(draft, item, listing.dataset, draft.reach)
        if not names or is_figure_elsewhere(draft, item, listing.dataset):
            continue
        if is_ranked(draft, item):
            _pick(draft, item, draft.choose(item, "ambiguous_dimension", names))
        elif is_order(draft, item):
            _order(draft, item, draft.choose(item, "ambiguous_dimension", names))
        elif (by := _picked_by(draft, item)) is not None:
            _pick(draft, item, draft.choose(item, "ambiguous_dimension", names), by)
    _pick_by_quality(draft, listing)
    _pick_by_time(draft, listing)
    _order_by_label(draft, listing)
    _order_by_only_number(draft, listing)


def _order_by_only_number(draft: Draft, listing: Listing) -> None:
    """ "Names and years of service of all doctors, longest first": the one number that is shown."""
    cue = next(draft.cued("sort_desc", "sort_asc"), None)
    numbers = [name for name in listing.columns if (d := draft.dimension(name)) is not None and is_numeric(d)]
    asked = any(item.named("metric") and not item.named("entity") and not item.taken for item in draft.items)
    if cue is None or asked or draft.order or draft.top is not None or len(numbers) != 1:
        return
    if any(item.named("dimension") and not item.taken for item in draft.items[cue.index + 1 :]):
        return
    cue.operate("sort")
    draft.order = (Order(numbers[0], "desc" if cue.has("sort_desc") else "asc"),)


def _pick(draft: Draft, item: Item, name: str, cue: Item | None = None) -> None:
    """ "The highest rating", "top 3 by rating": the first members by a column."""
    if draft.top is not None:
        raise refuse("not_supported", construction=item.text)
    cue = cue or next(o for o in (draft.left(item), draft.right(item)) if o is not None and o.has(*SUPERLATIVES))
    low = cue.has("low", "worst", "bottom") != _is_rank(draft, name)
    if cue.has("best", "worst") and not (_is_rising(draft, name) or _is_rank(draft, name)):
        raise refuse("not_supported", construction=f"{cue.text} {item.text}")
    _take_top(draft, name, "asc" if low else "desc", cue)
    item.take(f"dimension:{name}", "dimension")


def _is_rising(draft: Draft, name: str) -> bool:
    """ "Best rating" is the highest one; of a price nobody can say."""
    dimension = draft.dimension(name)
    words = words_of_name(name) + (dimension.labels.zh if dimension else "")
    return any(word in words for word in ("rating", "score", "grade", "评分", "得分", "分数", "成绩", "评级"))


def _is_rank(draft: Draft, name: str) -> bool:
    """The first of a rank is the smallest number."""
    dimension = draft.dimension(name)
    return words_of_name(name).endswith(("rank", "ranking")) or (
        dimension is not None and dimension.labels.zh.endswith(("排名", "名次", "位次"))
    )


def _take_top(draft: Draft, name: str, direction: Direction, cue: Item) -> None:
    leading = [item for item in draft.cued("top", "bottom") if item.piece.time is None]
    place = place_of(draft, cue, *leading)
    n = 1 if place else _number(draft, [cue, *leading])
    for item in (cue, *leading):
        item.take(f"rank:{direction}:{n}", "ranking", "operator")
    for item in list(draft.cued(*SORTING)):
        item.operate("rank")
    draft.top = Top(n, name, direction, skip=place - 1 if place else 0)


def _number(draft: Draft, cues: list[Item]) -> int:
    listing = draft.listing
    beside = [o for cue in cues for o in (draft.right(cue), draft.left(cue))]
    if listing is not None:
        beside.append(draft.left(listing.head))
    for item in beside:
        if item is None or item.taken or item.piece.number is None:
            continue
        number = item.piece.number
        if number.unit is None and number.op is None and number.value == int(number.value) and number.value >= 1:
            item.take(f"number:{int(number.value)}", "number")
            return int(number.value)
    return 1


def _picked_by(draft: Draft, item: Item) -> Item | None:
    """ "Top 3 restaurants by rating": the column after "by" where a ranking word stands before the members."""
    before, after = draft.left(item), draft.right(item)
    if after is not None and has_han(after.text) and after.has("top", "bottom") and not after.taken:
        return after
    if before is None or not (before.has("axis") or before.text in ("by", "按", "按照", "根据")):
        return None
    cue = next((o for o in draft.cued("top", "bottom") if o.piece.time is None), None)
    if cue is not None:
        before.operate("rank by")
    return cue


def _pick_by_quality(draft: Draft, listing: Listing) -> None:
    """ "The cheapest book", 最贵的3本图书: by the one number of theirs that the word is said of."""
    cue = next((item for item in draft.free() if not item.piece.meanings and superlative(item.text)), None)
    quality = superlative(cue.text) if cue is not None else None
    if cue is None or quality is None or draft.top is not None:
        return
    beside = draft.right(cue)
    if beside is not None and beside.named("entity") and all(m.name != listing.entity for m in beside.named("entity")):
        return  # "which ship has the longest voyage" is not about how long a ship is
    column = column_of(draft.model, draft.model.dataset(listing.dataset), quality)
    if column is not None:
        _take_top(draft, column, quality.direction, cue)


def _pick_by_time(draft: Draft, listing: Listing) -> None:
    """ "The newest cars", "the 3 oldest employees", 最早的订单: by the one date, or age, that members have."""
    cue = next(draft.cued("newest", "oldest"), None)
    if cue is None or draft.top is not None:
        return
    beside = [o for o in (draft.left(cue), draft.right(cue)) if o is not None and not o.taken and o.named("dimension")]
    oldest = cue.has("oldest")
    known = happenings(draft.model)
    verbs = [o for o in (draft.left(cue), draft.right(cue)) if o is not None and o.has("happened")]
    for verb in verbs:
        done = {h.dimension for h in known.get(verb.text, ()) if h.dimension and h.dataset == listing.dataset}
        if len(done) == 1:
            verb.operate("dated")
            _take_top(draft, done.pop(), "asc" if oldest else "desc", cue)
            return
    for item in beside:
        names = tuple(n for n in column_names(draft, item, listing.dataset, draft.reach) if _dates(draft, n))
        if names:
            name = draft.choose(item, "ambiguous_dimension", names)
            item.take(f"dimension:{name}", "dimension")
            _take_top(draft, name, "asc" if oldest else "desc", cue)
            return
    own = [d for d in draft.model.dataset(listing.dataset).dimensions if not d.hidden]
    aged = [d for d in own if is_numeric(d) and words_of_name(d.name) in ("age", "年龄")]
    if aged and cue.text in _AGES:
        _take_top(draft, aged[0].qualified, "desc" if oldest else "asc", cue)
        return
    born = [d for d in own if d.type == "time" and _is_birth(d)]
    if cue.text in _AGES and born and len(born) == 1:
        _take_top(draft, born[0].qualified, "asc" if oldest else "desc", cue)
        return
    dates = [d for d in own if d.type == "time" and not _is_birth(d)]
    stated = draft.model.dataset(listing.dataset).default_time
    chosen = [d for d in dates if stated in (d.name, d.qualified)] or dates
    chosen = chosen or [d for d in own if d.grain == "year" and is_numeric(d)]
    if len(chosen) != 1 or (len(dates) > 1 and cue.text in _AGES):
        raise refuse("not_supported", construction=cue.text)
    _take_top(draft, chosen[0].qualified, "asc" if oldest else "desc", cue)


_AGES = ("oldest", "youngest", "the oldest", "the youngest", "年龄最大", "年纪最大", "年龄最小", "最年轻", "年纪最小")


def _is_birth(dimension: Dimension) -> bool:
    words = words_of_name(dimension.name) + dimension.labels.zh
    return any(word in words for word in _BIRTH)


def _dates(draft: Draft, name: str) -> bool:
    dimension = draft.dimension(name)
    return dimension is not None and (dimension.type == "time" or is_numeric(dimension))


def _order(draft: Draft, item: Item, name: str) -> None:
    """ "Order the results by year, then by name": in ascending order unless said otherwise."""
    cues = list(draft.cued("sort_desc", "sort_asc"))
    near = next((o for o in cues if o.index > item.index), None) or next(iter(cues), None)
    direction: Direction = "desc" if near is not None and near.has("sort_desc") else "asc"
    marker = draft.left(item)
    for other in (marker, draft.left(marker) if marker is not None else None, draft.right(item), near):
        sorts = other is not None and (other.has(*SORTING) or other.has("group", "list")) and not other.has("which")
        if other is not None and sorts:
            other.operate("sort")
    item.take(f"dimension:{name}", "dimension")
    draft.order = (*draft.order, Order(name, direction))


def _order_by_label(draft: Draft, listing: Listing) -> None:
    """ "Sorted alphabetically", 按字母顺序: by what stands for the member."""
    cue = next(draft.cued("alphabetical"), None)
    if cue is None:
        return
    cue.operate("sort")
    for item in list(draft.cued("rank", "axis", "sort_asc")):
        item.operate("sort")
    if draft.order:
        return
    labels = [name for name in labels_of(draft.model, listing.entity) if name in listing.columns or not listing.columns]
    shown = [*labels, *listing.columns]
    draft.order = tuple(Order(name, "asc") for name in (labels or shown[:1]))
