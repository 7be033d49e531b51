"""Which lessons a person may be read with: those that name nothing that is kept back from them.

Rule: a lesson may name a value that only others see, and a refusal would tell it. Where a model has policies, a lesson
is used only for whom each of its values is among those that they may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.learning.lesson import Lesson
from semantic_layer.vocabulary import Vocabulary


def seen_lessons(lessons: Iterable[Lesson], known: Vocabulary) -> tuple[Lesson, ...]:
    """The lessons whose values this person's vocabulary knows; all of them where no policy keeps anything back."""
    if not known.model.policies:
        return tuple(lessons)
    return tuple(one for one in lessons if all(_is_seen(*pair, known) for pair in _values(one)))


def _values(lesson: Lesson) -> Iterator[tuple[str, object]]:
    """Each text value with the name of its column."""
    yield from ((item.name, item.value) for item in lesson.means if item.kind == "value")
    for call in lesson.calls:
        yield from _compared(call.to_json())


def _compared(content: object) -> Iterator[tuple[str, object]]:
    match content:
        case Mapping():
            name, values = content.get("field"), content.get("values")
            if isinstance(name, str) and isinstance(values, list | tuple):
                yield from ((name, value) for value in values)
            for part in content.values():
                yield from _compared(part)
        case list() | tuple():
            for part in content:
                yield from _compared(part)


def _is_seen(name: str, value: object, known: Vocabulary) -> bool:
    if not isinstance(value, str):
        return True
    if value in known.indexed.get(name, {}).values():
        return True
    return known.probe is not None and known.probe.find(name, value) is not None
