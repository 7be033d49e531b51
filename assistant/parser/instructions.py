"""Directions on how to compute that name nothing new: "by doing a left join from the cars to the sales table".

Rule: such a tail is accepted only where every table it names is one of the model's things; it chooses no rows, because
the ways between things are the model's own. An inner or outer join would choose rows and stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.pieces import Piece
from semantic_layer.vocabulary import Vocabulary

_JOIN = re.compile(
    r"(?<![a-z])(?:by |based on |using |with |through )?(?:doing |performing |using )?(?:a |the )?"
    r"(?:left join|joining|join)(?: from| of| on| between)? (?:the )?(?P<tables>[a-z][a-z ,]*?) tables?(?![a-z])"
)
_BETWEEN = re.compile(r",? (?:and|to|with) (?:the )?|, ?(?:the )?")


def join_directions(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the tails that say which tables of the model to join."""
    for match in _JOIN.finditer(text):
        names = _BETWEEN.split(match["tables"])
        if len(names) > 1 and all(_is_thing(vocabulary, name.strip()) for name in names):
            yield Piece(match.start(), match.end(), cues=frozenset({"filler"}))


def _is_thing(vocabulary: Vocabulary, name: str) -> bool:
    return any(meaning.kind == "entity" for meaning in vocabulary.meanings(name))
