"""One thing written in two ways: blanks, width, script and unseen characters.

Rule: every text is read without blanks around it, with letters and digits (and codes as a whole) in ordinary width, and
what that changed is counted. What differs beyond that in script, width or unseen characters alone (張三 and 张三) stays
two things, because two names may share a simplified form (鍾 and 鐘 are 钟); it is told, and a person may make it one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import combinations

from semantic_layer.importing.report import SHOWN_CHARACTERS, Doubt
from semantic_layer.wordforms import simplified

ONE_WRITING = "one_writing"
Column = tuple[str, str]  # table, column
Counts = Mapping[str, int]  # rows by text

_LONGEST = 100  # characters: what is longer is prose, and no name or key
_SHOWN = 3
_ORDINARY = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LETTERS = {code: plain for code, plain in _ORDINARY.items() if chr(plain).isalnum() or plain == 0x20}


def plain(text: str) -> str:
    """Return the text as it is read from a file.

    Examples
    --------
    >>> plain("Ａ－００１ "), plain("　张三（Ａ店）"), plain("plain")
    ('A-001', '张三（A店）', 'plain')
    """
    if text.isascii():
        return text.strip()
    narrow = text.translate(_ORDINARY)
    return (narrow if narrow.isascii() else text.translate(_LETTERS)).strip()


def one_writing(text: str) -> str:
    """Return the one writing of all texts that differ in script, width, blanks or unseen characters alone.

    Examples
    --------
    >>> one_writing("張三"), one_writing("北京（总部）"), one_writing("A1\u200b"), one_writing("Zu\u0308rich")
    ('张三', '北京(总部)', 'A1', 'Zürich')
    """
    if text.isascii():
        return " ".join(text.split())
    whole = unicodedata.normalize("NFKC", simplified(text))
    return " ".join("".join(c for c in whole if unicodedata.category(c) != "Cf").split())


def two_writings(columns: Mapping[Column, Counts]) -> dict[Column, Doubt]:
    """Return a doubt for each column in which one thing may be written otherwise than elsewhere in it, or in a column
    of another table that holds the same things. The rows are counted that one writing would change.
    """
    forms = {place: _forms(counts) for place, counts in columns.items()}
    doubtful = {place: {form: w for form, w in found.items() if len(w) > 1} for place, found in forms.items()}
    odd = {place: [form for form, w in found.items() if w != (form,)] for place, found in forms.items()}
    for one, other in combinations(forms, 2):
        if one[0] == other[0] or not (odd[one] or odd[other]) or not _hold_the_same(forms[one], forms[other]):
            continue
        for form in (*odd[one], *odd[other]):
            here, there = forms[one].get(form), forms[other].get(form)
            if here and there and here != there:
                doubtful[one][form] = doubtful[other][form] = tuple(dict.fromkeys((*here, *there)))
    found = {place: _doubt(doubtful[place], columns[place]) for place in columns}
    return {place: doubt for place, doubt in found.items() if doubt}


def _forms(counts: Counts) -> dict[str, tuple[str, ...]]:
    """The writings of each form that occur, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for text in sorted(counts):
        if len(text) <= _LONGEST:
            form = one_writing(text)
            found[form] = (*found.get(form, ()), text)
    return found


def _hold_the_same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether half of what the smaller column holds stands in the larger one too."""
    small, large = sorted((one, other), key=len)
    return sum(form in large for form in small) * 2 >= len(small) > 0


def _doubt(doubtful: Mapping[str, Sequence[str]], counts: Counts) -> Doubt | None:
    others = [(text, form) for form, texts in doubtful.items() for text in texts if text != form and text in counts]
    if not others:
        return None
    shown = list(dict.fromkeys(form for _, form in others))[:_SHOWN]
    samples = tuple(" / ".join(doubtful[form])[:SHOWN_CHARACTERS] for form in shown)
    return Doubt("two_writings", ("text", ONE_WRITING), sum(counts[text] for text, _ in others), samples=samples)


def made_one(texts: Sequence[str]) -> tuple[list[str], Doubt]:
    """Return all texts in one writing, as a person chose, and what that changed."""
    written = {text: one_writing(text) for text in dict.fromkeys(texts)}
    changed = [text for text in texts if text and written[text] != text]
    samples = tuple(f"{text} → {written[text]}"[:SHOWN_CHARACTERS] for text in list(dict.fromkeys(changed))[:_SHOWN])
    return [written[text] for text in texts], Doubt("made_one", (ONE_WRITING, "text"), len(changed), samples=samples)
