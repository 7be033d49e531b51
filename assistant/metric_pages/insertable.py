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
from assistant.wording import Wording
from semantic_layer.model import Language

Kind = Literal["metric", "group", "value"]
KINDS: tuple[Kind, ...] = ("metric", "group", "value")
_NO_GROUP = frozenset({"identifier", "text", "time"})


@dataclass(frozen=True)
class Insertable:
    """One name or value. `name` is the code in the model; `words` go into the input, `known_as` finds it."""

    kind: Kind
    name: str
    label: str
    words: str
    about: str = ""
    known_as: str = ""


def insertables(words: str, context: Context, language: Language) -> tuple[Insertable, ...]:
    """What matches every one of `words`, in the order metrics, groupings, values; without words all but the values."""
    wording = context.wording(language)
    wanted = words.casefold().split()
    named = (*_metrics(found(words, cards(wording))), *_matching(wanted, _groups(wording)))
    return (*named, *_matching(wanted, _values(context, wording))) if wanted else named


def joined(words: Iterable[str], language: Language) -> str:
    """The question that the inserted words make: a blank or a comma is all that the parser needs between them."""
    return ("，" if language == "zh" else " ").join(dict.fromkeys(words))


def _matching(wanted: list[str], items: Iterable[Insertable]) -> Iterator[Insertable]:
    return (item for item in items if all(word in item.known_as for word in wanted))


def _metrics(items: Iterable[MetricCard]) -> Iterator[Insertable]:
    for item in items:
        yield Insertable("metric", item.name, item.label, item.label, item.description or item.formula)


def _groups(wording: Wording) -> Iterator[Insertable]:
    """The dimensions and segmentations by which something can be asked."""
    model = wording.model
    plain = (item for item in model.dimensions() if not item.hidden and not item.personal)
    offered = (
        *(item for item in model.segmentations if not item.hidden),
        *(item for item in plain if item.type not in _NO_GROUP),
    )
    for item in offered:
        label = wording.dimension(item.qualified)
        names = (label, item.labels.en, item.labels.zh, *item.synonyms.all())
        words = wording.say("insert.group", name=label)
        about = item.description.in_language(wording.language)
        yield Insertable("group", item.qualified, label, words, about, _folded(names))


def _values(context: Context, wording: Wording) -> Iterator[Insertable]:
    """The values of every column that has few enough to choose from; found by their column's name too."""
    other = context.wording("zh" if wording.language == "en" else "en")
    for column in offered_filters(context):
        name = column.dimension
        called = (wording.dimension(name), other.dimension(name))
        for code in column.values:
            label = wording.value(name, code)
            words = wording.say("insert.value", name=called[0], value=label)
            known_as = _folded((*called, label, other.value(name, code)))
            yield Insertable("value", f"{name}={code}", label, words, called[0], known_as)


def _folded(names: Iterable[str]) -> str:
    return " ".join(names).casefold()
