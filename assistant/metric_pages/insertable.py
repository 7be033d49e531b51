"""What a question can be made of: the names and values that the page puts into the input.

Rule: everything offered is visible to the person who asks, and is put in words that the parser reads as that very
thing. A value comes with the name of its column, because the same word may be a value of another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.boards.filters import offered_filters
from assistant.context import Context
from assistant.metric_pages.cards import MetricCard, cards, found
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Dimension, Language, Segmentation

Kind = Literal["metric", "group", "value"]
Inserted = tuple[str, str]  # the column of a value, empty for a name; and the words
_NO_GROUP = frozenset({"identifier", "text", "time"})


@dataclass(frozen=True)
class Insertable:
    """One name or value. `title` stands above its kind, `known_as` finds it, `inserted` goes into the input."""

    kind: Kind
    name: str
    title: str
    label: str
    inserted: Inserted
    about: str = ""
    known_as: str = ""


def insertables(words: str, context: Context, language: Language) -> tuple[Insertable, ...]:
    """What matches every one of `words`, in the order metrics, groupings, values; without words all but the values."""
    wording = context.wording(language)
    wanted = words.casefold().split()
    named = (*_metrics(found(words, cards(wording)), wording), *_matching(wanted, _groups(wording)))
    return (*named, *_matching(wanted, _values(context, wording))) if wanted else named


def joined(inserted: Iterable[Inserted], language: Language) -> str:
    """The question that what was inserted makes; of several values of one column any will do."""
    parts: dict[str, dict[str, None]] = {}
    for column, words in inserted:
        parts.setdefault(column or words, {})[words] = None
    values = {column for column, _ in inserted if column}
    said = (
        say("insert.only", language, values=say("combine.or", language).join(words)) if key in values else key
        for key, words in parts.items()
    )
    return ("，" if language == "zh" else " ").join(said)


def _matching(wanted: list[str], items: Iterable[Insertable]) -> Iterator[Insertable]:
    return (item for item in items if all(word in item.known_as for word in wanted))


def _metrics(items: Iterable[MetricCard], wording: Wording) -> Iterator[Insertable]:
    title = wording.say("insert.metrics")
    for item in items:
        yield Insertable("metric", item.name, title, item.label, ("", item.label), item.description or item.formula)


def _groups(wording: Wording) -> Iterator[Insertable]:
    """The dimensions and segmentations by which something can be asked."""
    model = wording.model
    plain = (item for item in model.dimensions() if not item.personal and item.type not in _NO_GROUP)
    offered: tuple[Dimension | Segmentation, ...] = (*model.segmentations, *plain)
    for item in (item for item in offered if not item.hidden):
        label = wording.dimension(item.qualified)
        names = (label, item.labels.en, item.labels.zh, *item.synonyms.all())
        words, title = wording.say("insert.group", name=label), wording.say("insert.groups")
        yield Insertable("group", item.qualified, title, label, ("", words), known_as=_folded(names))


def _values(context: Context, wording: Wording) -> Iterator[Insertable]:
    """The values of every column that has few enough to choose from; found by their column's name too."""
    other = context.wording("zh" if wording.language == "en" else "en")
    for column in offered_filters(context):
        name = column.dimension
        called = (wording.dimension(name), other.dimension(name))
        title = wording.say("insert.values", name=called[0])
        for code in column.values:
            label = wording.value(name, code)
            words = wording.say("insert.value", name=called[0], value=label)
            known_as = _folded((*called, label, other.value(name, code)))
            yield Insertable("value", f"{name}={code}", title, label, (name, words), known_as=known_as)


def _folded(names: Iterable[str]) -> str:
    return " ".join(names).casefold()
