"""The first or last of what each one has: "the first order of each customer", 每个客户最近一次下单.

Rule: "first" and "last" beside things that are dated, and each of those that they belong to, pick rows by their date
inside each owner; they rank no figure. What else is computed in the question has no place beside such rows, and is
refused rather than left out.
"""

from __future__ import annotations

from typing import Literal

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import entity_of_orders
from assistant.parser.rows.labels import dataset_of, key_of, labels_of
from assistant.parser.rows.listed import Listing, visible
from semantic_layer.model import Dataset
from semantic_layer.query import Top

_FIRST = ("first", "the first", "very first", "earliest", "第一", "首")
_LAST = ("last", "the last", "最后", "latest")
_EACH = ("each", "every", "per", "各", "每")
_BETWEEN = ("filler", "unit_word", "unit_orders", "times_word", "single", "analysis_word")
_COMPUTES = (
    "agg_avg", "agg_sum", "agg_max", "agg_min", "agg_median", "mean_of", "how_many", "share", "growth", "change",
    "which", "high", "low", "trend",
)  # fmt: skip


def read_first_of_each(draft: Draft) -> None:
    """List the picked rows with whose they are."""
    for cue in list(draft.free()):
        direction = _direction(cue)
        thing = _thing(draft, cue) if direction else None
        owner = _owner(draft, cue, thing) if thing is not None else None
        if direction is None or thing is None or owner is None:
            continue
        found = _resolved(draft, thing[0], owner[1])
        if found is None:
            continue
        home, date, key, columns = found
        words = [cue, *thing[1], *owner]
        for item in draft.items:
            if all(item is not word for word in (thing[0], *words)) and _computes(item):
                raise refuse("not_supported", construction=cue.text)
        number = next((int(w.piece.number.value) for w in thing[1] if w.piece.number), 1)
        for word in words:
            word.operate(f"first_of_each:{direction}")
        thing[0].take(f"entity:{home.prefix}", "entity")
        draft.listing = Listing(home.prefix, home.name, thing[0], columns, thing[0])
        draft.top = Top(number, date, direction, per=(key,))
        return


def _direction(cue: Item) -> Literal["asc", "desc"] | None:
    if cue.piece.time is not None and cue.piece.time.kind == "window":
        return None
    if cue.text in _FIRST or (cue.has("oldest") and not cue.piece.meanings):
        return "asc"
    return "desc" if cue.text in _LAST or (cue.has("newest") and not cue.piece.meanings) else None


def _thing(draft: Draft, cue: Item) -> tuple[Item, list[Item]] | None:
    """What is picked, with the number and the measure words before it: "first 3 orders", 第一笔订单."""
    words: list[Item] = []
    for item in draft.items[cue.index + 1 :]:
        if item.named("entity") or item.named("dimension") or _is_order(item):
            return item, words
        number = item.piece.number
        if not (item.has(*_BETWEEN) or (number is not None and number.op is None and number.unit is None)):
            return None
        words.append(item)
    return None


def _is_order(item: Item) -> bool:
    """笔订单: a measure word and the order in one."""
    return item.has("unit_orders") and item.text.endswith("订单")


def _owner(draft: Draft, cue: Item, thing: tuple[Item, list[Item]]) -> tuple[Item, Item] | None:
    """ "Of each customer" behind the thing, or "each customer's", 每位客户的 before it."""
    each = next((i for i in draft.items[thing[0].index + 1 :] if not i.has("filler")), None)
    after = draft.items[each.index + 1] if each is not None and each.index + 1 < len(draft.items) else None
    if each is not None and after is not None and _says_each(each) and after.named("entity"):
        return each, after
    before = [item for item in draft.items[: cue.index] if not item.has(*_BETWEEN)]
    if len(before) > 1 and _says_each(before[-2]) and before[-1].named("entity"):
        return before[-2], before[-1]
    return None


def _says_each(item: Item) -> bool:
    return item.has("group") and any(word in item.text for word in _EACH)


def _resolved(draft: Draft, thing: Item, owner: Item) -> tuple[Dataset, str, str, tuple[str, ...]] | None:
    """The rows, the date they are picked by, the key of whose they are, and the columns to show."""
    for entity in (m.name for m in owner.named("entity")):
        key = key_of(draft.model, entity)
        for home, date, asked in _rows(draft, thing):
            if key is None or not draft.reach.has(home.name, key) or home.prefix == entity:
                continue
            whose = tuple(dict.fromkeys((*labels_of(draft.model, entity), key)))
            again = {name.rpartition(".")[2] for name in whose}
            shown = asked or tuple(name for name in visible(home) if name.rpartition(".")[2] not in again)
            return home, date, key, (*whose, *shown)
    return None


def _rows(draft: Draft, thing: Item) -> list[tuple[Dataset, str, tuple[str, ...]]]:
    """Dated things; or a date or another column of theirs, which is then the one that is asked for."""
    found: list[tuple[Dataset, str, tuple[str, ...]]] = []
    orders = entity_of_orders(draft.model, draft.vocabulary) if _is_order(thing) else None
    for entity in (orders,) if orders else (m.name for m in thing.named("entity")):
        home = dataset_of(draft.model, entity)
        date = _date_of(home) if home is not None else None
        if home is not None and date is not None and draft.dimension(date) is not None:
            found.append((home, date, ()))
    if found:
        return found
    for name in (m.name for m in thing.named("dimension")):
        dimension = draft.dimension(name)
        if dimension is None:
            continue
        home = draft.model.dataset(dimension.dataset)
        if dimension.type == "time":
            found.append((home, name, (name,)))
        elif (date := _date_of(home)) and draft.dimension(date) is not None:
            found.append((home, date, (name,)))  # "the latest status of each ticket"
    return found if len(found) == 1 else []


def _date_of(home: Dataset) -> str | None:
    """The date that the rows of a table are ordered by."""
    date = home.default_time
    return date if date is None or "." in date else f"{home.prefix}.{date}"


def _computes(item: Item) -> bool:
    """Words for figures and groupings: rows that were picked leave no place for them."""
    if item.has("group", *_COMPUTES) or (item.has("top", "bottom", "rank") and not item.named("entity")):
        return True
    return bool(item.named("metric")) and not item.named("entity")
