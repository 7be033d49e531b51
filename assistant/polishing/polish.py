"""Let a model smooth the sentences of an answer, without letting it say anything.

Rule: the model sees our sentences with numbered places, never a figure, a name or a period of the data, and what it
sends back is shown only if it says the same (`polish_check`). In every other case our own sentences stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.agent.settings import ModelSettings
from assistant.answer_parts import Phrase, Section
from assistant.narrate import sentences
from assistant.polishing.check import PLACE, Template, checked
from assistant.texts import append, capital
from assistant.wording import Wording
from semantic_layer.model import Language, Text

_BEHIND = (" ", "(", "（")  # what a rate is out of hangs on the rate: one place for both
_OWN_FIGURES = re.compile(r"(\d+(?:[.,]\d+)*%?|[{}]+)")  # of our own sentences: "95%"

PROMPT = Text(
    "Rewrite the text below so that it reads smoothly. {{1}}, {{2}} … stand for names, figures and periods that you do "
    "not know. Keep each of them exactly once and in this order, keep the line breaks, and add no number, reason, "
    "opinion or fact. Answer with the text alone, in English.\n\n{text}",
    "请把下面的文字改写得更通顺。{{1}}、{{2}} 等代表你不知道的名称、数值和时间。每个只能出现一次，顺序不变，换行不变；"
    "不得添加任何数字、原因、评价或事实。只用中文回复改写后的文字。\n\n{text}",
)


def polished(sections: tuple[Section, ...], wording: Wording, settings: ModelSettings | None) -> tuple[Section, ...]:
    """Return the sections polished where the settings ask for it; an endpoint that fails changes nothing."""
    if settings is None or not settings.polish:
        return sections
    from assistant.agent.client import complete
    from assistant.agent.session import AgentUnavailable

    def ask(prompt: str) -> str:
        try:
            return complete(prompt, settings)
        except AgentUnavailable:
            return ""

    return tuple(polish(item, wording, ask) for item in sections)


def polish(section: Section, wording: Wording, ask: Callable[[str], str]) -> Section:
    """Return the section with a smoother headline and narration, or as it is.

    Parameters
    ----------
    section : Section
    wording : Wording
        The words the section was made with; its language is the language of the reply.
    ask : callable
        One exchange with a model, prompt in and text out; an empty text where there was none. It is called once, and
        what it raises is not caught.

    Returns
    -------
    Section
        The narration becomes one paragraph. Unchanged when the reply does not say the same.
    """
    template = template_of(_paragraphs(section, wording))
    reply = checked(ask(PROMPT.in_language(wording.language).format(text=template.text)), template, wording.language)
    if reply is None:
        return section
    headline, line, narration = reply.partition("\n")
    said = "".join(phrase.text for phrase in filled(narration, template, wording.language))
    return replace(
        section,
        headline_phrases=filled(headline, template, wording.language),
        narration=(said,) if line else section.narration,
    )


def _paragraphs(section: Section, wording: Wording) -> tuple[Phrase, ...]:
    """The headline on one line and the narration on the next; a narration that came from elsewhere is left out."""
    table = section.result.table("context") or section.result.main
    told = sentences(section.call, section.result, wording.with_scales(table))
    if not told or tuple("".join(phrase.text for phrase in sentence) for sentence in told) != section.narration:
        return section.headline_phrases
    space = Phrase("" if wording.language == "zh" else " ")
    narration = [phrase for sentence in told for phrase in (space, *sentence)]
    return (*section.headline_phrases, Phrase("\n"), *narration[1:])


def template_of(phrases: Sequence[Phrase]) -> Template:
    """Put a numbered place for every piece that carries a fact, and for every figure of our own words.

    Examples
    --------
    >>> template_of((Phrase("Revenue", place="metric"), Phrase(" is "), Phrase("¥42", place="value"))).text
    '{1} is {2}'
    """
    text = ""
    values: list[tuple[Phrase, ...]] = []
    for phrase in phrases:
        if phrase.place and phrase.text.startswith(_BEHIND) and text.endswith("}"):
            values[-1] = (*values[-1], phrase)
            continue
        pieces = [phrase] if phrase.place else [Phrase(piece) for piece in _OWN_FIGURES.split(phrase.text) if piece]
        for piece in pieces:
            if piece.place or _OWN_FIGURES.fullmatch(piece.text):
                values.append((piece,))
                text += f"{{{len(values)}}}"
            else:
                text += piece.text
    return Template(text, tuple(values))


def filled(text: str, template: Template, language: Language) -> tuple[Phrase, ...]:
    """Put the pieces back into their places; the name of a metric that begins a sentence begins with a capital."""
    found: list[Phrase] = []
    for position, piece in enumerate(PLACE.split(text)):
        begins = not found or (found[-1].text.endswith(". ") and language == "en")
        for phrase in template.values[int(piece) - 1] if position % 2 else (Phrase(piece),):
            is_name = begins and phrase.place == "metric"
            append(found, replace(phrase, text=capital(phrase.text)) if is_name else phrase, language)
    return tuple(found)
