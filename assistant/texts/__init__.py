"""Every sentence the product says, English and Chinese side by side, and the one way to say it.

Rule: a sentence is a key with named places. A place holds a value that was already written by the formatter, so a
template contains no figure of its own; a place marked `{value:b}` is what the reader's eye should find first,
`{metric:c}` begins a sentence, `{rows:row/rows}` counts, and `{rows:=is/are}` is only the word that goes with the
number. Chinese and Latin letters stand apart by a space. An unknown key is a defect and raises `KeyError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from assistant.answer_parts import Phrase
from assistant.texts import (
    analyses,
    answers,
    audit_page,
    boards,
    card_actions,
    caveats,
    charts,
    clarify,
    cli,
    columns,
    conversation,
    endpoint,
    evidence,
    exporting,
    labels,
    learning,
    onboarding,
    page,
    programs,
    quiet_pages,
    refusals,
    restatements,
    segments,
    shell,
    signing_in,
    watching,
)
from semantic_layer.model import Language, Text

TEXTS: Mapping[str, Text] = {
    **answers.TEXTS,
    **restatements.TEXTS,
    **caveats.TEXTS,
    **refusals.TEXTS,
    **clarify.TEXTS,
    **labels.TEXTS,
    **charts.TEXTS,
    **columns.TEXTS,
    **page.PAGE,
    **shell.TEXTS,
    **signing_in.TEXTS,
    **quiet_pages.TEXTS,
    **audit_page.TEXTS,
    **segments.TEXTS,
    **cli.TEXTS,
    **learning.TEXTS,
    **conversation.TEXTS,
    **endpoint.TEXTS,
    **evidence.TEXTS,
    **exporting.TEXTS,
    **onboarding.TEXTS,
    **boards.TEXTS,
    **card_actions.TEXTS,
    **watching.TEXTS,
    **programs.TEXTS,
    **analyses.TEXTS,
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
            append(found, Phrase(literal), language)
        if name is not None:
            append(found, Phrase(_marked(str(params[name]), mark or ""), mark == "b", name), language)
    return tuple(found)


def _marked(text: str, mark: str) -> str:
    if "/" in mark:
        one, many = mark.removeprefix("=").split("/")
        word = one if text == "1" else many
        return word if mark.startswith("=") else f"{text} {word}"
    return capital(text) if mark == "c" else text


def append(found: list[Phrase], phrase: Phrase, language: Language) -> None:
    """Add a piece; in Chinese a space comes between a Han character and a Latin letter or figure before or after it."""
    before = found[-1].text[-1:] if found else ""
    after = phrase.text[:1]
    if language == "zh" and (
        (_is_han(before) and _is_latin(after)) or ((_is_latin(before) or before in _CLOSING) and _is_han(after))
    ):
        found.append(Phrase(" "))
    if phrase.text:
        found.append(phrase)


_CLOSING = frozenset("0123456789%")  # a figure that ends; one that begins follows its own template


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def capital(text: str) -> str:
    """Begin with a capital letter; a Chinese text stays as it is."""
    return text[:1].upper() + text[1:]


def places(template: str) -> frozenset[str]:
    """Return the names of a template's places."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def join_and(items: tuple[str, ...], language: Language) -> str:
    """Join names for a sentence: `A, B and C`, `A、B和C`, `2678 和 5552`."""
    return _joined(items, ("and", "和"), language)


def join_or(items: tuple[str, ...], language: Language) -> str:
    """Join what one of is enough: `A, B or C`, `A、B或C`."""
    return _joined(items, ("or", "或"), language)


def _joined(items: tuple[str, ...], words: tuple[str, str], language: Language) -> str:
    if len(items) < 2:
        return "".join(items)
    if language == "en":
        return f"{', '.join(items[:-1])} {words[0]} {items[-1]}"
    found: list[Phrase] = []
    apart = items[-1][:1].isdigit() and items[-2][-1:].isascii()  # 2678 和 5552, but 1月和12月
    word = f"{words[1]} " if apart else words[1]
    for text in ("、".join(items[:-1]), word, items[-1]):
        append(found, Phrase(text), language)
    return "".join(phrase.text for phrase in found)
