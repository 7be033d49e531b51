"""Values that are also everyday words: "in", "paid", "high", "business", 中.

Rule: such a word is a value only where its neighbours say so: beside its dimension ("plan is business") or the thing
that it describes ("paid invoices"), in a list with another value of the same dimension, after a word that takes values
out ("by plan, excluding business"), as what became of counted rows (取消了多少单), in capitals as stored, or as the
English word of a Chinese sentence. Everywhere else it is the everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.parser.text.normalise import NormalText
from semantic_layer.vocabulary import Meaning
from semantic_layer.wordforms import has_han

_NEAR = 3  # characters between a value and its dimension: a blank, 是, 的
# A word with one of these roles alone may still describe a thing; "all", "first" and "how many" never do.
_PLAIN = frozenset({"filler", "valued", "relating", "happened", "sold", "bought", "spent", "signup", "quality"})
# Said of rows, or of what the data do not hold: a value of the same name comes first (迟到 of a person, "lost" bags).
_DESCRIBING = frozenset(
    {"late_word", "lost", "gains", "losses", "one_timer", "first_timer", "core_figures", "improving", "worsening"}
)
_GRAMMAR = frozenset(
    {"the", "and", "for", "with", "from", "that", "this", "have", "has", "had", "did", "does", "who", "are", "was",
     "were", "been", "its", "our", "you", "your", "their", "them", "they", "her", "his", "him", "she", "out", "all",
     "any", "some", "get", "see", "show", "give", "just", "how", "much", "made", "make", "what", "which", "where",
     "whose", "there", "here", "now"}
)  # fmt: skip
EXTENTS = frozenset(
    {"high", "low", "large", "small", "big", "great", "long", "short", "old", "young", "tall", "wide", "deep"}
)
_LINK = re.compile(r"\s+(?:(?:that|which|who)\s+)?(?:is|are|was|were|equals?|=|in)?\s*(?:not|other than|except)?\s+")
_LIST = re.compile(r"\s*(?:,|、|，|/|&|and|or|vs\.?|versus|和|与|及|跟|或|或者|对比)\s*(?:the\s+)?")
_TAKES_OUT = re.compile(
    r"(?:excluding|except(?: for)?|other than|apart from|without|but not|不含|不包括|排除|剔除|不算|除了?|非)\s*$"
)
# What became of rows that are counted: 取消了多少单, 被取消的.
_BECAME = re.compile(r"[了过]?(?:多少|几(?![天日周月年]))")
_FOR = re.compile(r"(?<![a-z])for\s$")
_HOW = re.compile(r"(?<![a-z])(?:how|as|so|too)\s$")
_SHOUTED = re.compile(r"[A-Z]{4}")


@dataclass(frozen=True)
class Phrase:
    """A known phrase: the language's roles of it, and what it names in the model."""

    text: str
    cues: frozenset[str]
    meanings: tuple[Meaning, ...]


Hit = tuple[int, int, Phrase]


def counted(hits: Sequence[Hit], question: NormalText) -> Iterator[tuple[int, int, Phrase, tuple[Meaning, ...]]]:
    """Return every hit with the meanings that may be considered where it stands; only weak values are left out."""
    names = [hit for hit in hits if any(m.kind in ("dimension", "segmentation", "entity") for m in hit[2].meanings)]
    sure: list[Hit] = []
    weak: list[Hit] = []
    for hit in hits:
        if any(m.kind == "value" for m in hit[2].meanings):
            (weak if is_weak(hit[2], question, hit[0]) else sure).append(hit)
    known = {(start, m.name) for start, _, phrase in sure for m in phrase.meanings if m.kind == "value"}
    kept = {(hit[0], m.name) for hit in weak for m in hit[2].meanings if _is_said(hit, m, names, question)}
    for hit in weak:
        others = [*sure, *(other for other in weak if any((other[0], m.name) in kept for m in other[2].meanings))]
        kept |= {(hit[0], m.name) for m in hit[2].meanings if _is_listed(hit, m, others, known | kept, question.text)}
    unsure = {(start, phrase.text) for start, _, phrase in weak}
    for start, end, phrase in hits:
        if (start, phrase.text) not in unsure:
            yield start, end, phrase, phrase.meanings
        else:
            meanings = tuple(m for m in phrase.meanings if m.kind != "value" or (start, m.name) in kept)
            is_deed = bool(meanings) and _became((start, end, phrase), question.text)
            yield start, end, replace(phrase, cues=frozenset()) if is_deed else phrase, meanings


def is_weak(phrase: Phrase, question: NormalText, start: int) -> bool:
    text = phrase.text
    raw = question.raw_text(start, start + len(text))
    if _is_code(raw) and any(raw == str(m.value) for m in phrase.meanings if m.kind == "value"):
        rest = question.raw.replace(raw, " ")
        if any(map(str.isdigit, raw)) or not (_SHOUTED.search(rest) and rest.isupper()):
            return False
    if phrase.cues - _DESCRIBING or not any(map(str.isalpha, text)) or text in EXTENTS:
        return True
    if any(isinstance(meaning.value, bool) and meaning.kind == "value" for meaning in phrase.meanings):
        return text in ("yes", "no", "true", "false", "为是", "为否")
    return len(text) == 1 or (len(text) <= 2 and not has_han(text))


def _is_code(raw: str) -> bool:
    """7B, DE: letters in capitals, perhaps with digits."""
    return raw.isupper() and raw.isascii()


def _is_said(hit: Hit, meaning: Meaning, names: Sequence[Hit], question: NormalText) -> bool:
    """Say whether the value stands beside its dimension or its thing, or is taken out of a named dimension."""
    start, end, phrase = hit
    text = question.text
    if meaning.kind != "value" or (phrase.text in EXTENTS and _HOW.search(text, 0, start)):
        return False
    is_plain = _is_plain(phrase)
    for first, last, owner in names:
        near = 0 <= start - last <= _NEAR or 0 <= first - end <= _NEAR
        linked = is_plain and bool(_LINK.fullmatch(text, last, start))
        taken_out = is_plain and bool(_TAKES_OUT.search(text, 0, start))
        describes = is_plain and end <= first and text[end:first] in ("", " ", "的")
        of_dimension = any(_is_dimension(meaning, other) for other in owner.meanings)
        of_thing = any(_is_thing(meaning, other) for other in owner.meanings)
        if of_dimension and (near or linked or taken_out):
            return True
        if of_thing and (linked or describes or (near and has_han(phrase.text))):
            return True
    if _became(hit, text) or (_is_state(phrase) and _TAKES_OUT.search(text, 0, start)):
        return True
    # In a Chinese sentence an English word of content is no filler.
    return is_plain and (has_han(text) or bool(_FOR.search(text, 0, start)))


def _is_listed(hit: Hit, meaning: Meaning, others: Sequence[Hit], known: set[tuple[int, str]], text: str) -> bool:
    """ "Paid and overdue": beside a value of the same dimension."""
    start, end, phrase = hit
    if meaning.kind != "value" or not (_is_plain(phrase) or _is_state(phrase)):
        return False
    return any(
        (other_start, meaning.name) in known
        and (_LIST.fullmatch(text, other_end, start) or _LIST.fullmatch(text, end, other_start))
        for other_start, other_end, _ in others
        if other_start != start
    )


def _is_plain(phrase: Phrase) -> bool:
    """A word of content, which only happens to have a role in the language as well."""
    text = phrase.text
    return text.isascii() and len(text) > 2 and text not in _GRAMMAR and phrase.cues <= _PLAIN


def _became(hit: Hit, text: str) -> bool:
    """取消了多少单, 多少单被取消: the word tells what became of rows, and takes nothing out of an answer."""
    start, end, phrase = hit
    return _is_state(phrase) and (_BECAME.match(text, end) is not None or text.endswith("被", 0, start))


def _is_state(phrase: Phrase) -> bool:
    """取消 takes something out of the answer before, and is what became of an order."""
    return has_han(phrase.text) and len(phrase.text) > 1 and phrase.cues == {"remove"}


def _is_dimension(value: Meaning, owner: Meaning) -> bool:
    return owner.kind in ("dimension", "segmentation") and owner.name == value.name


def _is_thing(value: Meaning, owner: Meaning) -> bool:
    return owner.kind == "entity" and value.name.split(".")[0] == owner.name
