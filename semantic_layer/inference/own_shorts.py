"""Names that a table shortens from its own: atty_id and atty_nm in a table of attorneys, inv_amt in one of invoices.

Rule: the letters of the short form stand in the table's word, in their order and from the first, and the table has a
key or a name that begins with it. Elsewhere it is read so where it begins or ends the name of a key, and no other
table shortens its own word so.
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.lexicon import concept_of, spelled_out_word
from semantic_layer.wordforms import has_han, singular, words_of_name

_LEAST_LETTERS = 3
_FEWER = 2  # letters that a short form must save at least
_NAMES = frozenset({"id", "no", "num", "number", "code", "cd", "key", "nm", "name"})


def own_shorts(schema: Mapping[str, Mapping[str, str]], entities: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """The columns, by table, whose names hold a short form of a table's own word, with these names in words.

    Examples
    --------
    >>> own_shorts({"attorneys": {"atty_id": "VARCHAR", "atty_nm": "VARCHAR"}}, {"attorneys": "attorney"})
    {('attorneys', 'atty_id'): 'attorney id', ('attorneys', 'atty_nm'): 'attorney nm'}
    >>> own_shorts({"customers": {"custom_field": "VARCHAR"}}, {"customers": "customer"})
    {}
    """
    owned = {table: found for table in schema if (found := _short_of(table, tuple(schema[table]), entities[table]))}
    shared = {short for table, (short, _) in owned.items() for other in owned if other != table}
    known = dict(word for word in owned.values() if sum(word[0] == other[0] for other in owned.values()) == 1)
    del shared
    found: dict[tuple[str, str], str] = {}
    for table, columns in schema.items():
        own = dict([owned[table]]) if table in owned else {}
        for column in columns:
            words = words_of_name(column).split()
            pointing = known if words[-1:] and words[-1] in _NAMES else {}
            said = [own.get(word, pointing.get(word, word)) for word in words]
            if said != words:
                found[table, column] = " ".join(said)
    return found
