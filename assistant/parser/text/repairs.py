"""Misspelled words: what an uncovered word was probably meant to be.

Rule: only text that nothing explains is looked at. A repair needs one clearly nearest known word: the same word with
other blanks or in British or American spelling (`spellings.py`), a Latin word of five letters or more with one slip,
or Chinese text that is read aloud the same or nearly so. Anything less clear is offered, never taken. Every repair is
shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.parser.lexicon import plain_phrases
from assistant.parser.text.initials import initial_pieces
from assistant.parser.text.pieces import SOFT, Piece
from assistant.parser.text.spellings import spelling
from semantic_layer.nicknames import heads
from semantic_layer.phrases import PhraseTable, per_table
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han, plural, singular

MIN_LETTERS = 5
LONG_WORD = 8  # from here on two slips may be one word
_REACH = 3  # characters around a gap that a Chinese repair may also replace


def repairs(text: str, gap: tuple[int, int], vocabulary: Vocabulary, around: Sequence[Piece] = ()) -> tuple[Piece, ...]:
    """Return the pieces that a gap clearly stands for; none when it is not clear.

    Parameters
    ----------
    around : sequence of Piece, optional
        What explains the rest of the text; a Chinese repair cuts through none of them.
    """
    word = text[gap[0] : gap[1]]
    if has_han(word):
        return _sounding_alike(text, gap, vocabulary, around) or initial_pieces(text, gap, vocabulary, around)
    if other := _other_spelling(text, gap, vocabulary):
        return (other,)
    if len(word) < MIN_LETTERS or not word.isalpha() or _stands_in_a_name(word, vocabulary):
        return ()
    phrase = _one_slip_away(word, vocabulary)
    if phrase:
        return (_piece(gap[0], gap[1], phrase, word, vocabulary),)
    return _slip_in_phrase(text, gap, vocabulary)


def offers(text: str, gap: tuple[int, int], vocabulary: Vocabulary, n: int = 4) -> tuple[Piece, ...]:
    """Return pieces that resemble a gap, the most similar first, to be asked about."""
    word = text[gap[0] : gap[1]]
    found = vocabulary.candidates(word, n)
    named = tuple(meaning for head, meaning in heads(vocabulary.model) if head == word)  # "level" of the member level
    longer = (Piece(gap[0], gap[1], meanings=named, repaired_from=word),) if named else ()
    return (*longer, *(_piece(gap[0], gap[1], candidate.phrase, word, vocabulary) for candidate in found))


def _piece(start: int, end: int, phrase: str, word: str, vocabulary: Vocabulary) -> Piece:
    cues = plain_phrases().get(phrase, frozenset())
    return Piece(start, end, cues=cues, meanings=vocabulary.phrases.get(phrase, ()), repaired_from=word)


def _other_spelling(text: str, gap: tuple[int, int], vocabulary: Vocabulary) -> Piece | None:
    """ "Horse power", "check ins", "neighbourhood": a known phrase with other blanks or another country's letters."""
    tables = [_spellings_of(table) for table in vocabulary.phrases.tables]
    for start, end in _stretches(text, gap):
        stretch = text[start:end]
        key = spelling(stretch)
        spelled = [*(phrase for table in tables for phrase in table.get(key, ())), *_cue_spellings().get(key, ())]
        phrases = [phrase for phrase in spelled if phrase != stretch]
        if phrases and len({_stands_for(phrase, vocabulary) for phrase in phrases}) == 1:
            return _piece(start, end, phrases[0], stretch, vocabulary)
    return None


def _stretches(text: str, gap: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The gap with up to two Latin words around it, the longest stretch first."""
    starts, ends = [gap[0]], [gap[1]]
    for _ in range(2):
        before = _WORD_BEFORE.search(text, 0, starts[-1])
        after = _WORD_AFTER.match(text, ends[-1])
        starts += [before.start(1)] if before else []
        ends += [after.end()] if after else []
    places = ((start, end) for start in starts for end in ends if end - start <= _LONGEST)
    yield from sorted(places, key=lambda place: place[0] - place[1])


_LONGEST = 40
_WORD_BEFORE = re.compile(r"(?<![a-z0-9])([a-z]{1,20})[ '-]$")
_WORD_AFTER = re.compile(r"[ '-][a-z]{1,20}(?![a-z0-9])")


@per_table
def _spellings_of(table: PhraseTable) -> dict[str, list[str]]:
    return _by_spelling(table.meanings)


@lru_cache(maxsize=1)
def _cue_spellings() -> dict[str, list[str]]:
    return _by_spelling(phrase for phrase, cues in plain_phrases().items() if not cues & NOT_REPAIRED_TO)


def _by_spelling(phrases: Iterable[str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for phrase in phrases:
        if len(phrase) >= MIN_LETTERS - 1 and phrase.isascii() and phrase.replace(" ", "").isalpha():
            known.setdefault(spelling(phrase), []).append(phrase)
    return known


def _slip_in_phrase(text: str, gap: tuple[int, int], vocabulary: Vocabulary) -> tuple[Piece, ...]:
    """ "Relaese year": one slip in one word of a longer name, the others standing beside it."""
    word = text[gap[0] : gap[1]]
    found: dict[tuple[object, ...], Piece] = {}
    for inside in map(_words_inside, vocabulary.phrases.tables):
        for phrase, known in _near(word, inside):
            before, _, after = f" {phrase} ".partition(f" {known} ")
            start, end = gap[0] - len(before.lstrip()), gap[1] + len(after.rstrip())
            start, end = start - bool(before.strip()), end + bool(after.strip())
            written = f" {text[max(0, start) : end]} "
            if start >= 0 and written == f" {before.strip()} {word} {after.strip()} ".replace("  ", " "):
                found.setdefault(
                    _stands_for(phrase, vocabulary), _piece(start, end, phrase, text[start:end], vocabulary)
                )
    return tuple(found.values()) if len(found) == 1 else ()


def _stands_in_a_name(word: str, vocabulary: Vocabulary) -> bool:
    """A word that is written right is no slip: "accounts", of the account balances, is not "amounts"."""
    said = (word, singular(word), plural(word))
    return any(form in inside for inside in map(_words_inside, vocabulary.phrases.tables) for form in said)


def _near(word: str, inside: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Names with the word in them that `word` is one slip away from."""
    for known, distance, _ in process.extract(word, inside.keys(), scorer=OSA.distance, score_cutoff=1, limit=6):
        if _is_slip(word, known, int(distance)):
            yield from ((phrase, known) for phrase in inside[known])


@per_table
def _words_inside(table: PhraseTable) -> dict[str, list[str]]:
    """Longer words of names of several words, with these names."""
    known: dict[str, list[str]] = {}
    for phrase in table.meanings:
        words = phrase.split(" ")
        if 2 <= len(words) <= 4 and phrase.isascii():
            for word in words:
                if len(word) >= MIN_LETTERS and word.isalpha():
                    known.setdefault(word, []).append(phrase)
    return known


def _one_slip_away(word: str, vocabulary: Vocabulary) -> str | None:
    allowed = 2 if len(word) >= LONG_WORD else 1
    close = [
        hit
        for known in (*map(_single_words, vocabulary.phrases.tables), _single_cues())
        for hit in process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed + 1, limit=12)
    ]
    ranked = sorted({(name, distance) for name, distance, _ in close}, key=lambda hit: (hit[1], hit[0]))
    if not ranked or ranked[0][1] > allowed:
        return None
    best, distance = ranked[0]
    same = _stands_for(best, vocabulary)
    rivals = [hit for hit in ranked[1:] if hit[1] <= distance and _stands_for(hit[0], vocabulary) != same]
    if rivals or not _is_slip(word, best, int(distance)):
        return None
    return str(best)


def _is_slip(word: str, known: str, distance: int) -> bool:
    """A letter too many, too few or in the wrong place. One letter for another makes other words (states, status)."""
    if word[0] != known[0]:
        return False
    if distance == 1 and len(word) == len(known):
        swapped = sorted(word) == sorted(known)
        return swapped or len(word) >= LONG_WORD - 1
    return True


def _stands_for(phrase: str, vocabulary: Vocabulary) -> tuple[object, ...]:
    return (*vocabulary.phrases.get(phrase, ()), *sorted(plain_phrases().get(phrase, ())))


# A slip must not turn an everyday word into a refusal or a condition ("spend" is not "send").
NOT_REPAIRED_TO = frozenset({"write", "personal", "outside", "analysis", "bought", "define", "churn", "about", "sold"})


@per_table
def _single_words(table: PhraseTable) -> tuple[str, ...]:
    return tuple(p for p in table.meanings if len(p) >= MIN_LETTERS - 1 and p.isascii() and p.isalpha())


@lru_cache(maxsize=1)
def _single_cues() -> tuple[str, ...]:
    said = (p for p, names in plain_phrases().items() if not names & (NOT_REPAIRED_TO | SOFT))
    return tuple(p for p in said if len(p) > MIN_LETTERS and p.isascii() and p.isalpha())


# -- Chinese --------------------------------------------------------------------------------------------------


def _sounding_alike(
    text: str, gap: tuple[int, int], vocabulary: Vocabulary, around: Sequence[Piece]
) -> tuple[Piece, ...]:
    """Known phrases that sound like a stretch of text around the gap: 复够率 is 复购率.

    What sounds the same only where sh is s and ing is in counts for three characters or more, and comes second.
    """
    places = [place for place in _places(text, gap) if not any(_keeps(piece, place) for piece in around)]
    places = [place for place in places if not _is_denied_verb(place, around)]
    return _alike(text, places, vocabulary, _sound, _sounds_of) or _alike(
        text, [(start, end) for start, end in places if end - start > 2], vocabulary, _rough_sound, _rough_sounds_of
    )


def _places(text: str, gap: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Stretches of Chinese around the beginning of the gap; of two characters only where the whole gap is in them."""
    for start in range(max(0, gap[0] - _REACH), gap[1]):
        for end in range(max(start + 2, gap[0] + 1), min(start + 8, len(text), gap[1] + _REACH) + 1):
            if has_han(text[start:end]) and (end - start > 2 or (start <= gap[0] and gap[1] <= end)):
                yield start, end


def _is_denied_verb(place: tuple[int, int], around: Sequence[Piece]) -> bool:
    """没 and 未 deny what was done: what stands right behind them is a verb, and no thing that sounds like it."""
    return any(piece.end == place[0] and not piece.cues.isdisjoint(("never", "lacking")) for piece in around)


def _keeps(piece: Piece, place: tuple[int, int]) -> bool:
    """A known word is no part of a misspelled one where it is cut, or where it denies or says what was done."""
    start, end = place
    if piece.end <= start or end <= piece.start:
        return False
    if piece.start < start or end < piece.end:
        return piece.end - piece.start > 1
    if end - start == 2:
        return not piece.cues <= _LIGHT
    return not piece.cues.isdisjoint(_KEPT)


_KEPT = frozenset(
    {"never", "not", "except", "except_open", "except_close", "lacking", "missing", "happened", "relating", "bought"}
    | {"sold", "spent", "valued", "signup", "possessing"}
)
_LIGHT = frozenset({"group", "unit_word", "unit_orders", "times_word", "tool_word"})  # 平分 for 评分


def _alike(
    text: str,
    places: Sequence[tuple[int, int]],
    vocabulary: Vocabulary,
    sound: Callable[[str], tuple[str, ...]],
    sounds_of: Callable[[PhraseTable], Mapping[tuple[str, ...], list[str]]],
) -> tuple[Piece, ...]:
    tables = [sounds_of(table) for table in vocabulary.phrases.tables]
    found: dict[tuple[int, int], list[str]] = {}
    for start, end in places:
        stretch = text[start:end]
        if stretch in vocabulary.phrases:
            continue
        read = sound(stretch)
        same = [phrase for sounds in tables for phrase in sounds.get(read, ()) if phrase != stretch]
        same = [phrase for phrase in same if _may_be_written(stretch, phrase, vocabulary)]
        if same:
            found[(start, end)] = same
    if not found:
        return ()
    place = max(found, key=lambda at: (at[1] - at[0], -at[0]))
    phrases = found[place]
    if len({_stands_for(phrase, vocabulary) for phrase in phrases}) > 1:
        return ()
    return (_piece(*place, phrases[0], text[place[0] : place[1]], vocabulary),)


def _may_be_written(stretch: str, phrase: str, vocabulary: Vocabulary) -> bool:
    """A value keeps a character where it is misspelled: 处理 is no slip of the name 褚丽, 张为 is one of 张伟."""
    meanings = vocabulary.phrases.get(phrase, ())
    is_value = bool(meanings) and all(meaning.kind == "value" for meaning in meanings)
    return not is_value or not set(stretch).isdisjoint(phrase)


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin

    return cast("Callable[[str], list[str]]", lazy_pinyin)


@lru_cache(maxsize=50_000)
def _sound(text: str) -> tuple[str, ...]:
    return tuple(_reader()(text))


@lru_cache(maxsize=50_000)
def _rough_sound(text: str) -> tuple[str, ...]:
    """Pinyin as many people type it: zh, ch and sh without h, final ng as n."""
    return tuple(_HISS.sub(r"\1", _NASAL.sub("n", sound)) for sound in _sound(text))


_HISS, _NASAL = re.compile(r"^([zcs])h"), re.compile(r"ng$")


@per_table
def _sounds_of(table: PhraseTable) -> dict[tuple[str, ...], list[str]]:
    return _by_sound(table, _sound)


@per_table
def _rough_sounds_of(table: PhraseTable) -> dict[tuple[str, ...], list[str]]:
    return _by_sound(table, _rough_sound)


def _by_sound(table: PhraseTable, sound: Callable[[str], tuple[str, ...]]) -> dict[tuple[str, ...], list[str]]:
    sounds: dict[tuple[str, ...], list[str]] = {}
    for phrase in table.meanings:
        if 2 <= len(phrase) <= 8 and has_han(phrase):
            sounds.setdefault(sound(phrase), []).append(phrase)
    return sounds
