"""Whether a polished text says what ours says.

Rule: neutral words fall away and phrases of one sense are folded into one; what is left must be ours, word for word and
place for place. Nothing is looked for (a figure, a cause, a doubt): whatever is not ours is foreign, and one foreign
character is enough. Only the name of a group and a period may move, and only beside the figure they belong to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant.answer_parts import Phrase
from assistant.polishing.words import NEUTRAL, PASSABLE, SENSES
from semantic_layer.model import Language

PLACE = re.compile(r"\{([1-9][0-9]*)\}")
LONGEST_RATIO = 2
_TOKEN = re.compile(r"\{[0-9]+\}|[A-Za-z]+(?:['’-][A-Za-z]+)*|['’]s(?![A-Za-z])|[ \t]+|.", re.DOTALL)
_BEFORE = frozenset(" \n(（，。；：、")  # what may touch a place from the left, beside Han characters
_AFTER = frozenset(" \n.,;:)'’，。；：、（）")
_GAP = re.compile(r"\)?[,;.] \(?| \(|\) |[)）]?[，；。][(（]?|（|）|[)）]?[.。]?\n")  # between two places
_NAMED = re.compile(r": |：")  # and between a name and its figure


@dataclass(frozen=True)
class Template:
    """A text of ours with places `{1}`, `{2}` … and the pieces that fill each, in that order."""

    text: str
    values: tuple[tuple[Phrase, ...], ...]

    def kind(self, token: str) -> str:
        """`group` or `period` for what may move, `metric`, `figure` for every other place, nothing for words."""
        found = PLACE.fullmatch(token)
        if found is None:
            return ""
        place = self.values[int(found[1]) - 1][0].place
        return next(
            (
                kind
                for kind in ("group", "period", "metric")
                if place in (kind, f"{kind}s") or place.endswith((f"_{kind}", f"_{kind}s"))
            ),
            "figure",
        )


def checked(reply: str, template: Template, language: Language) -> str | None:
    """Return the reply, trimmed, when it says what the template says; else None.

    Parameters
    ----------
    reply : str
        Whatever the model sent.
    template : Template
    language : {"en", "zh"}
        The language of the template; a reply in another one is refused.

    Returns
    -------
    str or None
        None for a reply that has a word, figure, sign or mark of its own, that lacks, repeats or exchanges a place,
        that drops a word of meaning, or that is more than twice as long.
    """
    if len(reply) > LONGEST_RATIO * len(template.text):
        return None
    lines = (re.sub("[ \t]+", " ", line).strip() for line in reply.split("\n"))
    text = "\n".join(line for line in lines if line)
    if sorted(PLACE.findall(text)) != sorted(PLACE.findall(template.text)):
        return None
    if not _stand_apart(text, template):
        return None
    said, ours = _folded(text, language), _folded(template.text, language)
    return text if _same(said, ours, template) else None


def _folded(text: str, language: Language) -> tuple[str, ...]:
    """Places and senses in their order; what is not listed is a sense of its own."""
    tokens = _cut(text)
    table, position = _table(language), 0
    found: list[str] = []
    while position < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - position), 0, -1):
            phrase = tokens[position : position + size]
            if phrase in table or size == 1:
                found.extend(table.get(phrase, phrase))
                position += size
                break
    return tuple(found)


def _same(said: tuple[str, ...], ours: tuple[str, ...], template: Template) -> bool:
    """Compare figure by figure: what stands before a figure must stand there in the reply."""
    cells, our_cells = _cells(said, template), _cells(ours, template)
    return len(cells) == len(our_cells) and all(
        a == b or _moved(a, b, template) for a, b in zip(cells, our_cells, strict=True)
    )


def _cells(items: tuple[str, ...], template: Template) -> list[tuple[str, ...]]:
    """Cut behind every figure, and at the end of a line."""
    cells: list[tuple[str, ...]] = [()]
    for item in items:
        cells[-1] = (*cells[-1], item)
        if item == "\n" or template.kind(item) == "figure":
            cells.append(())
    return cells


def _moved(said: tuple[str, ...], ours: tuple[str, ...], template: Template) -> bool:
    """Whether only a group or a period took another seat, around at most one word that lets it pass."""
    if Counter(said) != Counter(ours):
        return False
    kinds = Counter(kind for item in ours if (kind := template.kind(item)) in ("group", "period"))
    words = [item for item in ours if not template.kind(item)]
    if any(n > 1 for n in kinds.values()) or len(words) > 1 or not set(words) <= PASSABLE:
        return False
    stays = [[item for item in side if template.kind(item) not in ("group", "period")] for side in (said, ours)]
    tied = {(a, b) for a, b in pairwise(ours) if "metric" in (template.kind(a), template.kind(b)) and {a, b} & PASSABLE}
    return stays[0] == stays[1] and tied <= set(pairwise(said))


def _stand_apart(text: str, template: Template) -> bool:
    """No sign, letter or other place may touch a place, so that no new figure arises from two."""
    our_touching, our_gaps = _touching(template.text), _gaps(template.text)
    for (place, side), near in _touching(text).items():
        allowed = _BEFORE if side == "before" else _AFTER
        if near and near not in allowed and not _is_han(near) and our_touching.get((place, side)) != near:
            return False
    return all(
        our_gaps.get((one, other)) == gap
        or _GAP.fullmatch(gap)
        or (template.kind(one) != "figure" and _NAMED.fullmatch(gap))
        for (one, other), gap in _gaps(text).items()
    )


def _touching(text: str) -> dict[tuple[str, str], str]:
    """The character on either side of each place; `{` and `}` are seen to by the gaps."""
    found: dict[tuple[str, str], str] = {}
    for match in PLACE.finditer(text):
        found[match[0], "before"] = text[: match.start()][-1:].replace("}", "")
        found[match[0], "after"] = text[match.end() :][:1].replace("{", "")
    return found


def _gaps(text: str) -> dict[tuple[str, str], str]:
    """What stands between two places where no word does."""
    pieces = re.split(r"(\{[0-9]+\})", text)
    return {
        (pieces[i], pieces[i + 2]): pieces[i + 1]
        for i in range(1, len(pieces) - 2, 2)
        if not any(character.isalpha() for character in pieces[i + 1])
    }


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _table(language: Language) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """What each listed phrase, cut into tokens, is folded into."""
    folded: dict[tuple[str, ...], tuple[str, ...]] = {_cut(word): () for word in NEUTRAL[language]}
    for sense, phrases in SENSES[language].items():
        for phrase in phrases:
            folded[_cut(phrase)] = tuple(sense.split(" ")) if phrase.startswith("saw ") else (sense,)
    return folded


def _cut(text: str) -> tuple[str, ...]:
    """Words in small letters, single Han characters, places and marks."""
    return tuple(token.lower() if token.isascii() else token for token in _TOKEN.findall(text) if token.strip(" \t"))


_LONGEST = max(len(phrase) for language in NEUTRAL for phrase in _table(language))
