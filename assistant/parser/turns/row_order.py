"""Which of the listed rows a turn keeps, and in which order: "only the first 2", "and the lowest?", 按评分从高到低.

Rule: words of rank and order that name no column are about the column that the rows were ordered by; where they were
in no order, a word that needs one is refused.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.groups.ranking import place_of
from assistant.parser.rows.attributes import column_names
from assistant.parser.turns.pointing import ONES
from semantic_layer.model import Dataset
from semantic_layer.query import Order, Top
from semantic_layer.wordforms import has_han

MAX_ROWS = 10_000


def read_order_by(draft: Draft, dataset: Dataset) -> None:
    """ "By rating from high to low": the column after "by", with its direction after it."""
    for item in list(draft.free()):
        marker, cue = draft.left(item), draft.right(item)
        names = column_names(draft, item, dataset.name, draft.reach)
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
    if next(draft.cued("high", "low"), None) is not None or not _take_place(draft):
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
    number = next((item for item in draft.free() if number_of(item) is not None), None)
    ordered = _ranked_by(draft)
    if number is None or (cue is None and (number.piece.number is None or number.piece.number.op != "nth")):
        return False
    n = number_of(number) or 1
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


def number_of(item: Item) -> int | None:
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
    if ordered is None and base is not None and len(base.metrics) == 1:
        ordered = Order(base.metrics[0].key, "desc")  # of groups in no order: by the one figure that they show
    if base is None or ordered is None:
        raise refuse("nothing_shown", word=cue.text)
    place = place_of(draft, cue)  # "the second lowest"
    n = 1 if place or base.top is None else base.top.n
    draft.top = Top(n, ordered.by, "asc" if cue.has("low", "bottom") else "desc", skip=place - 1 if place else 0)
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
