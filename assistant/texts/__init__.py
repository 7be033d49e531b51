"""Every sentence the product says, English and Chinese side by side, and the one way to say it.

Rule: a sentence is a key with named places. A place holds a value that was already written by the formatter, so a
template contains no figure of its own; a place marked `{value:b}` is what the reader's eye should find first, and
`{metric:c}` begins a sentence. An unknown key is a defect and raises `KeyError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from assistant.answer_parts import Phrase
from assistant.texts import answers, caveats, clarify, cli, columns, labels, page, refusals, restatements
from semantic_layer.model import Language, Text

TEXTS: Mapping[str, Text] = {
    **answers.TEXTS,
    **restatements.TEXTS,
    **caveats.TEXTS,
    **refusals.TEXTS,
    **clarify.TEXTS,
    **labels.TEXTS,
    **columns.TEXTS,
    **page.PAGE,
    **cli.TEXTS,
}


def knows(key: str) -> bool:
    return key in TEXTS


def say(key: str, language: Language, **params: object) -> str:
    """Return the sentence of `key` with its places filled."""
    return "".join(phrase.text for phrase in pieces(key, language, **params))


def pieces(key: str, language: Language, **params: object) -> tuple[Phrase, ...]:
    """Return the sentence of `key` in pieces, the strong ones apart."""
    found: list[Phrase] = []
    for literal, name, mark, _ in Formatter().parse(TEXTS[key].in_language(language)):
        if literal:
            found.append(Phrase(literal))
        if name is not None:
            text = str(params[name])
            found.append(Phrase(capital(text) if mark == "c" else text, strong=mark == "b"))
    return tuple(found)


def capital(text: str) -> str:
    """Begin with a capital letter; a Chinese text stays as it is."""
    return text[:1].upper() + text[1:]


def places(template: str) -> frozenset[str]:
    """Return the names of a template's places."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def join_and(items: tuple[str, ...], language: Language) -> str:
    """Join names for a sentence: `A, B and C`, `A、B和C`."""
    if len(items) < 2:
        return "".join(items)
    comma, word = ("、", "和") if language == "zh" else (", ", " and ")
    return comma.join(items[:-1]) + word + items[-1]
