"""Say of several answers to one question which is which.

Rule: two headlines about the same figure, or about none by name, each begin with what only that one is about: its
filter, its period, its grouping. What a headline says already is not said again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assistant.answer_parts import Phrase, Section
from assistant.texts import capital
from assistant.wording import Wording


def told_apart(sections: tuple[Section, ...], wording: Wording) -> tuple[Section, ...]:
    """The sections, each with a headline that can be told from the others."""
    figures = Counter(_figure(section) for section in sections)
    shared = set.intersection(*(set(_about(section)) for section in sections)) if sections else set()
    return tuple(
        _begun(
            section, [text for text in _about(section) if text not in shared and text not in section.headline], wording
        )
        if figures[_figure(section)] > 1
        else section
        for section in sections
    )


def _figure(section: Section) -> tuple[str, ...]:
    """What the headline is about: a tool, and the metrics asked for."""
    return (section.call.tool, *(part.text for part in section.parts if part.kind == "metric"))


def _about(section: Section) -> tuple[str, ...]:
    return tuple(part.text for part in section.parts if part.kind not in ("metric", "tool", "assumption"))


def _begun(section: Section, own: list[str], wording: Wording) -> Section:
    if not own:
        return section
    begin = Phrase(wording.say("finding.of_these", about=capital(wording.comma(own))))
    return replace(section, headline_phrases=(begin, *section.headline_phrases))
