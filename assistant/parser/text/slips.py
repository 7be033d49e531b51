"""Everyday words with a slip of the fingers: "teh", "fo", "quater", "Febuary".

Rule: a little word is known by its usual slips, a word of the calendar or of asking by one letter too many, too few or
swapped with its neighbour; what is itself a word of the data or of the parser is left as it stands. The text is
corrected before it is read, every new character keeping its place in what the person wrote; what was corrected is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from assistant.parser.text.normalise import NormalText, normalise

_LITTLE = {
    "teh": "the", "hte": "the", "fo": "of", "adn": "and", "nad": "and", "wich": "which", "whcih": "which",
    "whihc": "which", "waht": "what", "hwo": "how", "woh": "who", "waht's": "what's", "thier": "their", "taht": "that",
    "wiht": "with", "whit": "with", "fro": "for", "ofr": "for", "frmo": "from", "amny": "many", "eahc": "each",
    "numer": "number", "nubmer": "number", "numbr": "number", "betwen": "between", "beetween": "between",
    "totl": "total", "toatl": "total", "totla": "total", "toal": "total",
    "compair": "compare", "shwo": "show", "hihgest": "highest", "higest": "highest", "lowset": "lowest",
    "whats": "what's", "hows": "how's", "whos": "who's", "dont": "don't", "didnt": "didn't", "doesnt": "doesn't",
    "havent": "haven't", "hasnt": "hasn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't",
}  # fmt: skip
_NAMES = (
    "january", "february", "april", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_CALENDAR = (
    *_NAMES, "yesterday", "today", "month", "months", "monthly", "quarter", "quarters", "quarterly", "weekly", "yearly",
    "annually", "weekend",
)  # fmt: skip
_ASKING = (
    "average", "averages", "percentage", "percentages", "highest", "lowest", "longest", "shortest", "cheapest",
    "largest", "smallest", "biggest", "expensive", "distribution", "breakdown", "compare", "compared", "growth",
    "increase", "increased", "decrease", "decreased",
)  # fmt: skip
_MONTH = re.compile(r"(?<![a-z])(?:last|this|per|each|every|past|previous|by) $")
_WORDS = frozenset({"moths", "sunda"})
_WORD = re.compile(r"(?<![a-z0-9_'\-])[a-z]+(?![a-z0-9_'\-])")


def without_slips(text: NormalText, is_known: Callable[[str], bool]) -> NormalText:
    """Return the text with everyday words put right.

    Examples
    --------
    >>> fixed = without_slips(normalise("number fo orders by quater"), lambda word: False)
    >>> fixed.text, fixed.raw_text(20, 27)
    ('number of orders by quarter', 'quater')
    """
    letters: list[str] = []
    origins: list[int] = []
    done = 0
    for found in _WORD.finditer(text.text):
        word = found.group()
        meant = "month" if word == "moth" and _MONTH.search(text.text, 0, found.start()) else _meant(word)
        if meant == word or is_known(word):
            continue
        start, end = found.span()
        places = text.origins[start:end]
        letters += [text.text[done:start], meant]
        origins += text.origins[done:start]
        origins += [places[min(i, len(places) - 1)] for i in range(len(meant) - 1)] + [places[-1]]
        done = end
    if not letters:
        return text
    return NormalText(text.raw, "".join(letters) + text.text[done:], (*origins, *text.origins[done:]))


def put_right(typed: str, read: str) -> tuple[str, str]:
    """The words of a stretch that were corrected: as typed, and as they were read. Empty where none was.

    Examples
    --------
    >>> put_right("in Novmber", "in november"), put_right("by month", "by month")
    (('Novmber', 'November'), ('', ''))
    """
    words, known = typed.split(), read.split()
    if len(words) != len(known):
        return "", ""
    slips = [(word, meant) for word, meant in zip(words, known, strict=True) if _is_put_right(word, meant)]
    as_read = (meant.capitalize() if meant in _NAMES else meant for _, meant in slips)
    return " ".join(word for word, _ in slips), " ".join(as_read)


def _is_put_right(typed: str, meant: str) -> bool:
    word = normalise(typed).text
    return word != meant and (_meant(word) == meant or (word, meant) == ("moth", "month"))


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str:
    if word in _LITTLE or len(word) < 5 or word in _WORDS:
        return _LITTLE.get(word, word)
    everyday = (*_CALENDAR, *_ASKING)
    near = [known for known in everyday if word[0] == known[0] and _is_slip(word, known)]
    is_plural = word.endswith("s") and word[:-1] in everyday
    return near[0] if len(near) == 1 and word not in everyday and not is_plural else word


def _is_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too many, or two neighbours are swapped."""
    if len(word) == len(known):
        wrong = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(word) == sorted(known)
    short, long = sorted((word, known), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
