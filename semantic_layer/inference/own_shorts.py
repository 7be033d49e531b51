"""Names that a table shortens from its own: atty_id and atty_nm in a table of attorneys, inv_amt in one of invoices.

Rule: the letters of the short form stand in the table's word, in their order and from the first, and the table has a
key or a name that begins with it. Elsewhere only the name of a key is read so, and only where no second table shortens
its own word to the same letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from semantic_layer.lexicon import concept_of, spelled_out_word
from semantic_layer.wordforms import has_han, words_of_name

_LEAST_LETTERS = 3
_FEWER = 2  # letters that a short form must save at least
_NAMES = frozenset({"id", "no", "num", "number", "code", "cd", "key", "nm", "name"})


def own_shorts(columns: Mapping[str, Iterable[str]], entities: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """Return the columns, with their table, whose names hold a short form of a table's word, with the name in words.

    Examples
    --------
    >>> own_shorts({"attorneys": ["atty_id", "atty_nm", "office"]}, {"attorneys": "attorney"})
    {('attorneys', 'atty_id'): 'attorney id', ('attorneys', 'atty_nm'): 'attorney nm'}
    >>> own_shorts({"clients": ["id", "cli_since"]}, {"clients": "client"})
    {}
    """
    said = {table: [words_of_name(name).split() for name in names] for table, names in columns.items()}
    own = {table: _shorts(names, entities[table]) for table, names in said.items()}
    owners = Counter(short for shorts in own.values() for short in shorts)
    single = {short: word for shorts in own.values() for short, word in shorts.items() if owners[short] == 1}
    found: dict[tuple[str, str], str] = {}
    for table, names in columns.items():
        for name, words in zip(names, said[table], strict=True):
            known = single | own[table] if words[-1:] and words[-1] in _NAMES else own[table]
            full = [known.get(word, word) for word in words]
            if full != words:
                found[table, name] = " ".join(full)
    return found


def _shorts(names: Iterable[list[str]], entity: str) -> dict[str, str]:
    """What the columns of one table call its own word for short."""
    word = entity.split("_")[-1]
    heads = {words[0] for words in names if len(words) == 2 and words[1] in _NAMES}
    return {head: word for head in heads if _is_short(head, word) and _may_stand_for(head, word)}


def _is_short(head: str, word: str) -> bool:
    """Do the letters of `head` stand in `word` in their order, the first in front?"""
    if has_han(word) or not _LEAST_LETTERS <= len(head) <= len(word) - _FEWER or head[0] != word[0]:
        return False
    rest = iter(word)
    return all(letter in rest for letter in head)


def _may_stand_for(head: str, word: str) -> bool:
    """Is this no word by itself, and no short form that is read as the table's word anyway?"""
    known = spelled_out_word(head)
    return known not in (head, word) or concept_of(head) is None
