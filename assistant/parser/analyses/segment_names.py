"""Which segmentations and segments a question names, and where.

Rule: a segmentation is named by the model's words for it or by the everyday name of its tool; a segment by its value. A
word that stands for segments of several segmentations is settled by the others that are named, else asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.vocabulary import Meaning

EVERYDAY = {
    "rfm": "rfm_segments",
    "lifecycle": "lifecycle_stages",
    "tiers": "tiers",
    "clusters": "cluster_customers",
}


def segmentations_of(draft: Draft, item: Item) -> tuple[str, ...]:
    """The segmentations that one word may name."""
    named = tuple(meaning.name for meaning in item.named("segmentation"))
    if named:
        return named
    tools = {tool for cue, tool in EVERYDAY.items() if item.has(cue)}
    found = (segmentation.qualified for segmentation in draft.model.segmentations if segmentation.tool in tools)
    return tuple(found)[:1]


def named_segmentations(draft: Draft) -> list[tuple[Item, str]]:
    """Every segmentation that is named apart from others, once, in the order of the words; takes nothing.

    "Segments" alone names none, though the model may call its first segmentation so.
    """
    found: dict[str, Item] = {}
    for item in draft.free():
        if item.has("segment_word", "segment_list", "migration"):
            continue
        for name in segmentations_of(draft, item)[:1]:
            found.setdefault(name, item)
    return [(item, name) for name, item in found.items()]


def default_segmentation(draft: Draft) -> str:
    """The segmentation that "segments" means where none is named."""
    called = [name for item in draft.free() if item.has("segment_word") for name in segmentations_of(draft, item)]
    if called:
        return called[0]
    first = draft.model.segmentations[0]
    draft.assume("default_segmentation", f"tool:{first.tool}")
    return first.qualified


def take_segmentation(item: Item, name: str) -> None:
    item.take(f"segmentation:{name}", "segmentation")


def segment_items(draft: Draft) -> list[Item]:
    """Words that name segments; takes nothing."""
    return [item for item in draft.free() if next(_segments(draft, item), None) is not None]


def _segments(draft: Draft, item: Item) -> Iterator[Meaning]:
    return (meaning for meaning in item.named("value") if draft.model.has_segmentation(meaning.name))


def read_segments(draft: Draft, items: list[Item], wanted: str | None) -> tuple[str | None, list[tuple[Item, str]]]:
    """The one segmentation that all the words belong to (`wanted` where it is named), and the segment of each word.

    Raises
    ------
    Unreadable
        The words belong to different segmentations.
    Choice
        They belong to several at once.
    """
    shared = [{meaning.name for meaning in _segments(draft, item)} for item in items]
    common = set.intersection(*shared) if shared else set()
    if not items:
        return wanted, []
    if wanted is not None:
        common &= {wanted}
    if not common:
        raise refuse("not_supported", missing=[items[-1].text], construction=items[-1].text)
    name = draft.choose(items[0], "ambiguous_dimension", sorted(common)) if len(common) > 1 else common.pop()
    read = []
    for item in items:
        value = next(meaning.value for meaning in _segments(draft, item) if meaning.name == name)
        item.take(f"value:{name}={value}", "value")
        read.append((item, str(value)))
    return name, read


def asks_a_metric(draft: Draft) -> bool:
    """Whether a figure of the model is asked for, which no list of segments gives; people may be counted."""
    return any(
        item.named("metric")
        and not (item.named("entity") or item.named("value") or segmentations_of(draft, item) or _counts(draft, item))
        for item in draft.free()
    )


def _counts(draft: Draft, item: Item) -> bool:
    """ "Number of customers", 客户数: how many there are, which every analysis of customers says."""
    counts = {entity.default_count for entity in draft.model.entities}
    return any(meaning.name in counts for meaning in item.named("metric"))


def take_count(draft: Draft) -> None:
    """Bind "number of customers" to the request."""
    for item in list(draft.free()):
        if item.named("metric") and _counts(draft, item):
            item.take("entity:customer", "entity")
