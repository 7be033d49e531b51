"""Technical names to names that people use.

Rule: a label is only ever a spelling-out of the given name; a translation is added when every word is known.
"""

from __future__ import annotations

import re

from semantic_layer.business_words import ABBREVIATIONS, EN_TO_ZH, ZH_TO_EN
from semantic_layer.model import Text, Words
from semantic_layer.wordforms import has_han, plural, singular, words_of_name

_NOTE = re.compile(r"[（(\[【].*?[)）\]】]")


def identifier(name: str) -> str:
    """Return `name` as one word of letters, digits and underscores.

    Examples
    --------
    >>> identifier("Order Date"), identifier("上线时间（年）")
    ('order_date', '上线时间_年')
    """
    return re.sub(r"\W+", "_", words_of_name(name).strip().replace(" ", "_")).strip("_").lower() or "column"


def spelled_out(name: str) -> str:
    """Return the words of a name with abbreviations resolved.

    Examples
    --------
    >>> spelled_out("cust_addr"), spelled_out("OrderQty")
    ('customer address', 'order quantity')
    """
    return " ".join(ABBREVIATIONS.get(word, word) for word in words_of_name(name).lower().split())


def label_text(name: str) -> Text:
    """Return labels in both languages; the second stays empty when a word is not known.

    Examples
    --------
    >>> label_text("payment_method")
    Text(en='payment method', zh='付款方式')
    >>> label_text("评分")
    Text(en='rating', zh='评分')
    """
    if has_han(name):
        plain = _NOTE.sub("", name).strip("_ ") or name
        return Text(ZH_TO_EN.get(plain, ""), plain)
    words = spelled_out(name).split()
    known = [EN_TO_ZH.get(word) or EN_TO_ZH.get(singular(word)) for word in words]
    return Text(" ".join(words), "".join(filter(None, known)) if all(known) else "")


def synonyms(*names: str) -> Words:
    """Other spellings of the same name: as given, singular and plural, without notes in brackets."""
    en: dict[str, None] = {}
    zh: dict[str, None] = {}
    for name in names:
        if has_han(name):
            zh |= dict.fromkeys((name, _NOTE.sub("", name).strip("_ ")))
            continue
        words = words_of_name(name).lower().strip()
        en |= dict.fromkeys((words, spelled_out(name), singular(words), plural(singular(words))))
    return Words(tuple(filter(None, en)), tuple(filter(None, zh)))


def entity_name(table: str, tables: tuple[str, ...]) -> str:
    """What one row of a table is: the table's name in the singular, without a prefix that all tables share."""
    words = words_of_name(table).lower().split()
    if len(tables) > 1:
        others = [words_of_name(name).lower().split() for name in tables]
        shared = 0
        while all(len(o) > shared + 1 for o in others) and len({o[shared] for o in others}) == 1:
            shared += 1
        words = words[shared:]
    words = [*words[:-1], singular(words[-1])] if words and not has_han(words[-1]) else words
    return re.sub(r"\W+", "_", "_".join(words)).strip("_") or identifier(table)
