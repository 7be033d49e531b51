"""Bytes to text, in an encoding that is known and not guessed.

Rule: a byte-order mark, else strict UTF-8, else what a person stated. Anything else is asked about with a sample of
how it would read. Bytes that do not fit a stated encoding become `BAD`, so that their lines are rejected by number.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from semantic_layer.importing.errors import EncodingUndecided, UnreadableFile
from semantic_layer.importing.report import SHOWN_CHARACTERS

BAD = "\udcff"  # stands for bytes that are no text; no decoder returns it
PREVIEWED = 6
OFFERED = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "shift_jis", "euc_kr", "cp1252")
_READABLE = frozenset(
    {
        *OFFERED, "utf-8-sig", "utf-16", "utf-32", "utf-32-le", "utf-32-be", "gbk", "gb2312", "hz", "big5hkscs",
        "cp950", "cp936", "cp932", "cp949", "euc_jp", "iso2022_jp", "johab", "ascii", "iso8859-1", "iso8859-2",
        "iso8859-9", "iso8859-15", "cp1250", "cp1251", "cp1254", "cp850", "cp437", "koi8-r", "mac-roman",
    }
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 64_000
_MOST_BAD = 0.5  # of the lines; beyond it the stated encoding is simply another one


def _mark_bad(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        is_wide = error.encoding.lower().startswith(
            ("utf-16", "utf-32")
        )  # one byte on, all others would be out of step
        return BAD, error.end if is_wide else error.start + 1
    raise error


codecs.register_error("wenshu.mark_bad", _mark_bad)


def decode(file: str, data: bytes, encoding: str | None, confirmed: bool) -> tuple[str, str]:
    """Return the text and the encoding it was read in. Bytes that do not fit a stated encoding read as `BAD`.

    Parameters
    ----------
    encoding : str, optional
        What a person stated.
    confirmed : bool
        Take the guess that would be asked about.

    Raises
    ------
    EncodingUndecided
        When the bytes are no UTF-8 and nobody stated or confirmed another encoding.
    UnreadableFile
        When the stated encoding is unknown, or does not fit the header or most lines.
    """
    if not data.strip():
        raise UnreadableFile(file, "empty")
    stated = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if stated is not None:
        return _as_stated(file, data, stated)
    wide = _wide(data)
    if wide is None:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    else:
        line = 1
    guess = wide or next((name for name, _ in _fitting(data, ("gb18030",))), "")
    if guess and confirmed:
        return data.decode(guess), guess
    raise EncodingUndecided(file, guess, preview(data, guess), line)


def preview(data: bytes, encoding: str) -> tuple[str, ...]:
    """The first lines of `data` as they would read in `encoding`; none where it is empty."""
    if not encoding:
        return ()
    text = data[:_SAMPLE].decode(encoding, "replace")
    return tuple(line[:SHOWN_CHARACTERS] for line in text.splitlines()[:PREVIEWED])


def readable(encoding: str) -> str | None:
    """The one name of an encoding that can be read here, or None.

    Examples
    --------
    >>> readable("GBK"), readable("UTF8"), readable("rot13"), readable("no such thing")
    ('gbk', 'utf-8', None, None)
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return None
    return name if name in _READABLE else None


def _as_stated(file: str, data: bytes, stated: str) -> tuple[str, str]:
    name = readable(stated)
    if name is None:
        raise UnreadableFile(file, "unknown_encoding")
    name = "utf-8-sig" if name == "utf-8" and data.startswith(codecs.BOM_UTF8) else name
    text = data.decode(name, "wenshu.mark_bad")
    if BAD not in text:
        return text, name
    lines = text.split("\n")
    bad = [number for number, line in enumerate(lines, 1) if BAD in line]
    if bad[0] == 1 or len(bad) > _MOST_BAD * len(lines):
        raise UnreadableFile(file, "encoding", bad[0])
    return text, name


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its line ends and separators have a NUL on one side, and the text decodes whole."""
    if b"\x00" not in data[:_SAMPLE] or len(data) % 2:
        return None
    scored = [(sum(text.count(c) for c in ",;\t\n"), name) for name, text in _fitting(data, _WIDE)]
    best = max(scored, default=(0, ""))
    return best[1] if best[0] else None


def _fitting(data: bytes, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        try:
            yield name, data.decode(name)
        except UnicodeDecodeError:
            continue
