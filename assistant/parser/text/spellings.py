"""British and American spellings, and words with or without a blank, as one key.

Rule: two writings have the same key only if they are the same word: letters are exchanged by the regular differences
between the two spellings, blanks, hyphens and apostrophes do not count. A key is looked up, never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

_JOINTS = re.compile(r"[ '\-]+")
_WORDS = {
    "grey": "gray", "cheque": "check", "cheques": "checks", "programme": "program", "programmes": "programs",
    "tyre": "tire", "tyres": "tires", "aluminium": "aluminum", "jewellery": "jewelry", "licence": "license",
    "licences": "licenses", "defence": "defense", "offence": "offense", "practise": "practice", "judgement": "judgment",
    "storey": "story", "kerb": "curb", "moustache": "mustache", "pyjamas": "pajamas", "sceptical": "skeptical",
}  # fmt: skip
# Longest endings first; a letter before the ending keeps "hour", "four", "wise" and "tire" as they are.
_RULES = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=[bdilnv])our(?=s?$|ed$|ing$|ite|ful|hood|able|al$)", "or"),
        (r"(?<=[a-z]{3})isation(?=s?$)", "ization"),
        (r"(?<=[a-z]{3})is(?=e$|es$|ed$|er$|ers$|ing$)", "iz"),
        (r"(?<=[a-z]{2})ys(?=e$|es$|ed$|ing$|er$|ers$)", "yz"),
        (r"(?<=(?:ent|eat|met|lit|fib|cal|ect))re(?=s?$)", "er"),
        (r"(?<=[a-z]{3})ogue(?=s?$)", "og"),
        (r"(?<=[a-z]{2}[aeiou])ll(?=ed$|ing$|er$|ers$|ation$)", "l"),
        (r"^aeroplane", "airplane"),
        (r"^paed", "ped"),
    )
)


def spelling(text: str) -> str:
    """Return the key of a phrase in lower case.

    Examples
    --------
    >>> spelling("neighbourhood") == spelling("neighborhood"), spelling("check-ins") == spelling("checkins")
    (True, True)
    >>> spelling("four"), spelling("cancelled orders"), spelling("theatre")
    ('four', 'canceledorders', 'theater')
    """
    return "".join(map(_american, _JOINTS.split(text)))


@lru_cache(maxsize=20_000)  # the same words come again and again
def _american(word: str) -> str:
    word = _WORDS.get(word, word)
    for pattern, american in _RULES:
        word = pattern.sub(american, word)
    return word
