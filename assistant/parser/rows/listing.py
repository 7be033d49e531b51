"""Questions that ask for rows: "name and rating of all restaurants", "show all employees", 所有软件的全部信息.

Rule: the rows are the members of one thing, with the columns that are asked for, else those that stand for it. What
has one value for each member can be shown beside it; everything else in the question chooses or orders the members.
"""

from __future__ import annotations

from assistant.parser.conditions.absent import absent_members
from assistant.parser.draft import Draft, Item
from assistant.parser.rows.attributes import AGGREGATES, is_asked
from assistant.parser.rows.labels import dataset_of, labels_of
from assistant.parser.rows.listed import EACH, Listing, asks_figures, entities_of, is_which_of, visible
from assistant.parser.rows.listed_columns import DIFFERENT, columns_of_thing, distinct_values
from assistant.parser.rows.listed_members import all_shown
from assistant.parser.rows.with_theirs import members_with_theirs

# Words of a chart or a course over time: columns beside them are axes, not columns of a list.
PLOTTED = (
    "trend", "distribution", "bins", "chart_word", "chart_bar", "chart_line", "chart_pie", "chart_histogram",
    "chart_scatter", "chart_heatmap", "chart_stacked_bar", "chart_grouped_bar",
)  # fmt: skip


def find_listing(draft: Draft) -> None:
    """Decide whether members of a thing are asked for, and take the words that say so."""
    if draft.listing is not None or any(item.has(*PLOTTED) for item in draft.items):
        return
    found = next((found for read in _READINGS if (found := read(draft)) is not None), None)
    if found is None:
        return
    draft.listing = found
    for item in draft.items:
        if found.distinct and item.text in DIFFERENT:
            item.operate("distinct")
    if found.head.named("entity"):
        found.head.take(f"entity:{found.entity}", "entity")
    for item in draft.items:
        named = any(m.name == found.entity for m in item.named("entity"))
        if named and not item.taken and _is_again(draft, item, found):
            item.take(f"entity:{found.entity}", "entity")
    before = draft.left(found.head)
    if before is not None and before.has("group") and not before.taken:
        before.operate("each")


def _lacking(draft: Draft) -> Listing | None:
    found = absent_members(draft)
    dataset = dataset_of(draft.model, found[0]) if found else None
    return Listing(found[0], dataset.name, found[1]) if found and dataset else None


def _paired(draft: Draft) -> Listing | None:
    found = members_with_theirs(draft)
    dataset = dataset_of(draft.model, found[0]) if found else None
    if found is None or dataset is None:
        return None
    entity, head, column, name = found
    column.take(f"dimension:{name}", "dimension")
    return Listing(entity, dataset.name, head, (*labels_of(draft.model, entity), name), column)


def _is_again(draft: Draft, item: Item, found: Listing) -> bool:
    """The thing named a second time, with nothing that counts it."""
    before = draft.left(item)
    return item is not found.head and not (before is not None and before.has("how_many", "group", *AGGREGATES))


def _everything(draft: Draft) -> Listing | None:
    """ "All information on the restaurants", 所有软件的全部信息: every visible column."""
    cue = next(draft.cued("details"), None) or _details_by_name(draft)
    if cue is None or asks_figures(draft) or (cue.text.endswith("明细") and any(map(_is_grouped, draft.items))):
        return None
    named = [item for item in draft.items if item.named("entity") or is_which_of(draft, item)]
    entities = {name for item in named for name in entities_of(draft, item)}
    others = [item for item in draft.items if item.named("dimension") and is_asked(draft, item) and item not in named]
    if len(entities) != 1 or others:
        return None
    entity = entities.pop()
    dataset = dataset_of(draft.model, entity)
    if dataset is None:
        return None
    if cue is not named[0]:
        cue.operate("details")
    return Listing(entity, dataset.name, named[0], visible(dataset))


def _details_by_name(draft: Draft) -> Item | None:
    """订单明细: a table of details, named and nothing more, is asked for row by row."""
    last = draft.items[-1] if draft.items else None
    return last if last and last.text.endswith("明细") and last.named("entity") and not last.taken else None


def _is_grouped(item: Item) -> bool:
    spread = item.piece.time is not None and item.piece.time.kind == "grain"
    return spread or (item.has("group", "trend", "chart_word") and item.text not in EACH and item.text != "分")


_READINGS = (_everything, distinct_values, columns_of_thing, all_shown, _lacking, _paired)
